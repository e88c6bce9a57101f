"""What becomes of a correction: where it lands, what it meets there, and what is told of it."""

import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import httpx
import msgspec
import pytest
from lxml import html
from reader_server import serve
from reader_stories import PORT, SCHOOL, Pair, fill, make_article, read_form, save, translate
from starlette.testclient import TestClient

from dosvoces.core.record import Segment, TextSpan
from dosvoces.reader import queue_pages
from dosvoces.reader.app import Options, make_app
from dosvoces.reader.cache import StoryCache
from dosvoces.reader.copying import make_file_name, write_copy
from dosvoces.reader.interface import LANGUAGES, Interface
from dosvoces.store import Store
from dosvoces.store.browsing import Browser
from dosvoces.store.correction_queue import ToCorrect
from dosvoces.store.corrections import Correction
from dosvoces.store.listing import StoryFilter
from dosvoces.store.values import MemoryEntry

STORY = "/story/the-lighthouse-oaks/1"
CORRECT = f"{STORY}/correct"


def find_form(client: TestClient, address: str = f"{STORY}?correct=2") -> dict[str, str]:
    return {**read_form(client.get(address).text), "author": "Ada"}


def read_segments(store: Store, article_id: str = "the-lighthouse-oaks") -> list[Segment]:
    full = Browser(store).full_story(article_id)
    assert full is not None
    return [segment for segment in full.record.segments if segment.origin != "human"]


def read_draft(page: str) -> tuple[int, str]:
    """The number of the sentence that the form on *page* is for, and what stands in it."""
    tree = html.fromstring(page)
    (area,) = tree.xpath("//form[@class='correct']//textarea")
    (row,) = tree.xpath("//div[.//form[@class='correct']][starts-with(@id, 's')]")
    return int(row.get("id")[1:]), area.text.strip()


def translate_anew(store: Store, pairs: list[Pair], article_id: str = "the-lighthouse-oaks") -> None:
    article = store.article(article_id)
    assert article is not None
    store.save_translations([translate(article, pairs)])


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_people_do_not_overwrite_each_other(client: TestClient, store: Store, language: str) -> None:
    form = find_form(client)
    assert client.post(CORRECT, data={**form, "text": "Uno."}).status_code == 303
    headers = {"Accept-Language": language}
    fields = {**form, "text": "Dos <2>.", "author": "Bob"}
    answer = client.post(f"{CORRECT}?correct=2", data=fields, headers=headers)
    assert answer.status_code == 409
    assert [each.after for each in Browser(store).corrections()] == ["Uno."]
    # What stands there now is shown, the draft is kept, and whoever still wants it saves it again.
    assert Interface(language)("error.changed") in answer.text
    assert re.search(r'class="now">[^<]*<q lang="es">Uno\.</q>', answer.text)
    assert read_draft(answer.text) == (2, "Dos <2>.")
    assert 'value="Bob"' in answer.text
    again = {**read_form(answer.text), "text": "Dos.", "author": "Bob"}
    assert client.post(CORRECT, data=again).status_code == 303
    last = Browser(store).corrections()[0]
    assert (last.before, last.after) == ("Uno.", "Dos.")


def test_a_button_pressed_twice_corrects_once(client: TestClient, store: Store) -> None:
    fields = {**find_form(client), "text": "Uno."}
    assert [client.post(CORRECT, data=fields).status_code for _ in range(2)] == [303, 303]
    assert len(Browser(store).corrections()) == 1


def test_whoever_is_quicker_by_a_moment_wins_and_the_other_is_told(
    client: TestClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    correct, segment = Browser.correct, read_segments(store)[1]

    def let_another_go_first(browser: Browser, correction: Correction) -> Correction | None:
        other = msgspec.structs.replace(correction, after="Antes.", author="Eve")
        assert correct(browser, other)
        return correct(browser, correction)

    monkeypatch.setattr(Browser, "correct", let_another_go_first)
    answer = client.post(f"{CORRECT}?correct=2", data={**find_form(client), "text": "Después."})
    assert answer.status_code == 409
    assert read_draft(answer.text) == (2, "Después.")
    assert [(each.author, each.before) for each in Browser(store).corrections()] == [
        ("Eve", segment.target.text)
    ]


def test_a_correction_of_a_sentence_that_moved_does_not_land_at_another(
    client: TestClient, store: Store
) -> None:
    form = find_form(client)
    article = store.article("the-lighthouse-oaks")
    assert article is not None
    made = translate(article, SCHOOL)
    first, *others = made.segments

    def cut(number: int, source: slice, target: slice) -> Segment:
        def part(side: object, part: slice) -> object:
            spans = (TextSpan(block=0, start=part.start, end=part.stop),)
            return msgspec.structs.replace(side, text=side.text[part], spans=spans)  # type: ignore[attr-defined, type-var]

        sides = {"source": part(first.source, source), "target": part(first.target, target)}
        return msgspec.structs.replace(first, id=f"{article.id}:1:es:{number}", links=(), **sides)

    halves = (
        cut(1, slice(0, 8), slice(0, 11)),
        cut(2, slice(9, len(first.source.text)), slice(12, len(first.target.text))),
    )
    moved = [
        msgspec.structs.replace(each, id=f"{article.id}:1:es:{number}")
        for number, each in enumerate(others, 3)
    ]
    store.save_translations([msgspec.structs.replace(made, segments=(*halves, *moved))])
    before = read_segments(store)
    answer = client.post(f"{CORRECT}?correct=2", data={**form, "text": "El alumnado los regó."})
    assert answer.status_code == 409
    assert read_segments(store) == before
    assert Browser(store).corrections() == []
    # The form went along with the sentence.
    assert read_draft(answer.text) == (3, "El alumnado los regó.")
    assert client.post(CORRECT, data={**read_form(answer.text), "text": "Ya.", "author": "Ada"}).is_redirect
    assert read_segments(store)[2].target.text == "Ya."


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_session_that_is_gone_loses_no_draft_and_saves_nothing(store: Store, language: str) -> None:
    headers = {"Accept-Language": language}

    def open_reader() -> TestClient:
        return TestClient(make_app(store, Options(author="Ada")), base_url="http://localhost")

    with open_reader() as client:
        form, cookies = find_form(client), client.cookies
    # Started anew it has another key; the second browser sends no cookie.
    for cookie in (cookies, None):
        with open_reader() as client:
            client.follow_redirects = False
            client.cookies = cookie or {}
            fields = {**form, "text": "Uno <1>.", "author": "Bob"}
            answer = client.post(f"{CORRECT}?layout=target&correct=2", data=fields, headers=headers)
            assert answer.status_code == 403
            assert Interface(language)("error.expired") in answer.text
            assert read_draft(answer.text) == (2, "Uno <1>.")
            assert Browser(store).corrections() == []
            fresh = read_form(answer.text)
            assert fresh["token"] != form["token"]
            last = client.post(CORRECT, data={**fresh, "text": "  ", "author": "Bob"})
            assert last.status_code == 422
            # Without the cookie that came with it, the fresh token is worth nothing either.
            client.cookies.clear()
            assert client.post(CORRECT, data={**fields, **fresh}).status_code == 403
            assert Browser(store).corrections() == []


def test_a_form_that_is_refused_and_outdated_shows_what_stands_there(
    client: TestClient, store: Store
) -> None:
    form = find_form(client)
    translate_anew(store, [SCHOOL[0], ("paragraph", SCHOOL[1][1], "Los regaron los alumnos."), SCHOOL[2]])
    client.cookies.clear()
    answer = client.post(f"{CORRECT}?correct=2", data={**form, "text": "Uno."})
    assert answer.status_code == 403
    assert Interface("en")("error.changed") in answer.text
    assert "Los regaron los alumnos.</q>" in answer.text
    assert Browser(store).corrections() == []


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "  "},
        {"text": "\u200b\u2060\ufeff\u00ad"},
        {"text": "\u202e\x00\x07\u3164\ufe0f"},
        {"text": "Changed.", "author": "\u202e\n"},
        {"text": "x" * 5001},
    ],
)
def test_a_correction_that_cannot_be_kept_is_said_so_and_its_text_not_lost(
    client: TestClient, store: Store, fields: dict[str, str]
) -> None:
    answer = client.post(f"{CORRECT}?correct=2", data={**find_form(client), **fields})
    assert answer.status_code == 422
    assert Interface("en")("error.correction") in answer.text
    draft = fields["text"].strip() if fields["text"].isascii() else ""
    assert read_draft(answer.text) == (2, draft or SCHOOL[1][2])
    assert Browser(store).corrections() == []


@pytest.mark.parametrize(
    "fields", [{"segment": "no-such"}, {"segment": ""}, {"shown": ""}, {"shown": "é-\x00"}]
)
def test_a_form_for_no_sentence_corrects_none(
    client: TestClient, store: Store, fields: dict[str, str]
) -> None:
    for address in (CORRECT, f"{CORRECT}?correct=99", f"{CORRECT}?correct=2"):
        answer = client.post(address, data={**find_form(client), "text": "Changed.", **fields})
        assert answer.status_code == 409
        assert read_draft(answer.text)[1] == "Changed."
    assert Browser(store).corrections() == []


def test_a_story_without_translation_says_why_nothing_is_corrected(client: TestClient) -> None:
    form = find_form(client)
    answer = client.post("/story/el-faro-biblioteca/1/correct?correct=1", data={**form, "text": "x"})
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text


def test_a_correction_holds_nothing_that_hides_or_turns_text(client: TestClient, store: Store) -> None:
    text = "Los \u202eregó\u202c\r\n el\u2066 \x07alumnado\x00 👩\u200d🏫."
    assert client.post(CORRECT, data={**find_form(client), "text": text}).status_code == 303
    assert read_segments(store)[1].target.text == "Los regó el alumnado 👩\u200d🏫."


def test_furniture_that_is_being_corrected_is_unfolded(client: TestClient) -> None:
    address = "/story/el-faro-puerto/2"
    assert re.findall(r'<details class="furniture"( open)?>', client.get(address).text) == [""]
    form = find_form(client, f"{address}?correct=5")
    answer = client.post(f"{address}/correct?correct=5", data={**form, "text": " "})
    assert re.findall(r'<details class="furniture"( open)?>', answer.text) == [" open"]


@pytest.mark.parametrize(
    ("view", "after"),
    [
        ("layout=interleaved&checks=1", "layout=interleaved&voice=translation&checks=1"),
        ("layout=source", "layout=source&voice=translation"),
        ("images=1", "voice=translation&images=1"),
        ("", "voice=translation"),
    ],
)
def test_after_a_correction_the_story_looks_as_before(client: TestClient, view: str, after: str) -> None:
    story = "/story/el-faro-puerto/2"
    page = client.get(f"{story}?{view}&correct=3").text
    action = html.fromstring(page).xpath("//form[@class='correct']/@action")[0]
    fields = {**read_form(page), "text": "By rail.", "author": "Ada"}
    answer = client.post(action, data=fields)
    assert answer.headers["location"] == f"{story}?{after}#s3"


def test_nobody_is_named_beside_words_that_are_not_theirs(
    client: TestClient, store: Store, tmp_path: Path
) -> None:
    text = "El alumnado los regó."

    def read_marks() -> list[bool]:
        cache = StoryCache(Browser(store), {})
        cache.catch_up()
        write_copy(cache, tmp_path / "copy", "en")
        copied = tmp_path / "copy" / "story" / make_file_name("the-lighthouse-oaks")
        return ["corrected by Ada" in page for page in (client.get(STORY).text, copied.read_text("utf-8"))]

    client.post(CORRECT, data={**find_form(client), "text": text})
    assert read_marks() == [True, True]
    # Through the memory a new translation keeps the words.
    translate_anew(store, SCHOOL)
    assert read_marks() == [True, True]
    # An import brings somebody else's, whose name nobody knows.
    (correction,) = Browser(store).corrections()
    store.remember("human", "en", "es", [(correction.source, MemoryEntry("Otras palabras."))])
    translate_anew(store, SCHOOL)
    assert read_marks() == [False, False]


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A filled store in either database."""
    postgresql = request.param == "postgresql"
    url = request.getfixturevalue("make_postgres_store")() if postgresql else str(tmp_path / "either.sqlite")
    with Store(url) as store:
        fill(store)
        StoryCache(Browser(store), {}).catch_up()
        yield store


def test_sentences_with_what_a_database_cannot_hold_are_corrected(either: Store) -> None:
    story = "/story/el-faro-hostil/1"
    before = read_segments(either, "el-faro-hostil")
    assert all("\x00" in segment.source.text + segment.target.text for segment in before)
    with TestClient(make_app(either), base_url="http://localhost", follow_redirects=False) as client:
        for number, segment in enumerate(before, 1):
            form = find_form(client, f"{story}?correct={number}")
            answer = client.post(f"{story}/correct", data={**form, "text": f"Good {number}."})
            assert answer.status_code == 303
            known = either.recall("human", "es", "en", [segment.source.text])
            assert known[segment.source.text].text == f"Good {number}."
        assert client.get(story).text.count("corrected by Ada") == 2
    kept = Browser(either).corrections()
    assert [each.before for each in kept] == [
        segment.target.text.replace("\x00", "") for segment in before[::-1]
    ]
    done = Browser(either).correct(
        Correction(
            article_id="el-faro-hostil",
            version=1,
            target_language="en",
            segment=before[0].id,
            after="N\x00UL.",
            author="A\x00da",
        )
    )
    assert done and (done.after, done.author) == ("NUL.", "Ada")


def test_a_correction_of_what_is_not_there_any_more_is_refused(either: Store) -> None:
    article = save(either, make_article("otro", PORT), PORT)
    seen = Correction(
        article_id=article.id,
        version=1,
        target_language="en",
        segment=f"{article.id}:1:en:3",
        source=PORT[2][1],
        before=PORT[2][2],
        after="By sea.",
        author="Ada",
    )
    browser = Browser(either)
    for name, value in (("source", "Otra."), ("before", "Other."), ("segment", "none"), ("version", 9)):
        assert browser.correct(msgspec.structs.replace(seen, **{name: value})) is None
    assert browser.corrections() == []
    assert browser.correct(seen)
    assert browser.correct(seen) is None
    assert len(browser.corrections()) == 1


def read_fields(page: html.HtmlElement) -> dict[str, list[str]]:
    """What a browser sends of the queue's form on *page*, but the texts."""
    names = ("token", "after", "article", "version", "number", "segment", "shown")
    return {
        name: page.xpath(f"//form[contains(@class,'queued')]//input[@name='{name}']/@value") for name in names
    }


def test_of_many_who_correct_the_same_sentences_at_once_each_is_told(either: Store) -> None:
    queue, people = "/queue?outlet=el-faro&every=1", ("Ada", "Bob", "Eve", "Uma")

    def save_all(address: str, name: str) -> tuple[httpx.Response, list[str]]:
        with httpx.Client(base_url=address, timeout=60) as client:
            page = html.fromstring(client.get(queue).text)
            texts = [f"{name} {number}." for number, _ in enumerate(page.xpath("//textarea"))]
            begin.wait()
            return client.post(queue, data=read_fields(page) | {"text": texts, "author": [name]}), texts

    begin = threading.Barrier(len(people), timeout=60)
    # Two readers of one store, as when several processes answer.
    with (
        Store(either.url) as other,
        serve(either, Options()) as one,
        serve(other, Options()) as two,
        ThreadPoolExecutor(len(people)) as pool,
    ):
        answers = [*pool.map(save_all, (one, two) * 2, people)]
    made = Browser(either).corrections()
    # Each sentence was corrected once; whose words were not kept has them back, beside what stands there now.
    assert len(made) == len({(each.article_id, each.segment) for each in made}) == len(answers[0][1]) > 4
    kept = {each.after for each in made}
    for (answer, texts), name in zip(answers, people, strict=True):
        lost = {*texts} - kept
        assert answer.status_code == (409 if lost else 303)
        page = html.fromstring(answer.text) if lost else None
        shown = [] if page is None else [area.text.strip() for area in page.xpath("//textarea")]
        assert {*shown} == lost, name
        told = [] if page is None else page.xpath("//fieldset[@class='sentence']/p[@class='problem']")
        assert len(told) == len(lost)
    for each in made:
        assert each.after in {segment.target.text for segment in read_segments(either, each.article_id)}


def read_queue(client: TestClient, address: str) -> tuple[dict[str, str], html.HtmlElement]:
    """The unseen fields of the queue's form, and the page."""
    page = client.get(address)
    assert page.status_code == 200
    return read_form(page.text.replace('class="correct queued"', 'class="correct"')), html.fromstring(
        page.text
    )


def test_the_queue_goes_from_flagged_sentence_to_flagged_sentence(
    either: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with TestClient(make_app(either), base_url="http://localhost", follow_redirects=False) as client:
        address, seen = "/queue?outlet=el-faro", []
        monkeypatch.setattr(queue_pages, "PER_PAGE", 1)
        while (form := read_queue(client, address)[0]).get("segment"):
            seen.append((form["article"], form["number"]))
            answer = client.post(address, data={**form, "text": f"Good {len(seen)}.", "author": "Ada"})
            assert answer.status_code == 303
            address = answer.headers["location"]
        # Newest first; what nobody flagged is no part of it.
        assert seen == [("el-faro-puerto", "3"), ("el-faro-port", "3")]
        assert [each.after for each in Browser(either).corrections()] == ["Good 2.", "Good 1."]
        form, page = read_queue(client, "/queue?outlet=el-faro&every=1&language=es")
        assert (form["article"], form["number"]) == ("el-faro-puerto", "1")
        later = page.xpath("//a[@class='later']/@href")[0]
        assert read_queue(client, later)[0]["number"] == "2"
        assert read_queue(client, "/queue?flag=truncated")[0] == {}


def test_several_sentences_are_kept_and_undone_at_once(either: Store) -> None:
    with TestClient(make_app(either), base_url="http://localhost", follow_redirects=False) as client:
        address = "/queue?outlet=el-faro&every=1"
        _, page = read_queue(client, address)
        parts = page.xpath("//fieldset[contains(@class,'sentence')]")
        fields: dict[str, list[str]] = {"token": page.xpath("//form[@method='post']//@value")[:1]}
        fields["after"] = page.xpath("//input[@name='after']/@value")
        for name in ("article", "version", "number", "segment", "shown"):
            fields[name] = page.xpath(f"//input[@name='{name}']/@value")
        shown = [area.text.removeprefix("\n") for area in page.xpath("//textarea")]
        assert len(parts) == len(shown) == len(fields["article"]) > 4
        # One is changed, one marked as right; a third is refused, and the others are left as they are.
        fields |= {"text": ["Changed.", *shown[1:]], "right": ["2"], "author": ["Ada"]}
        fields["shown"][2] = "0-0"
        answer = client.post(address, data=fields)
        assert answer.status_code == 409
        page = html.fromstring(answer.text)
        assert len(page.xpath("//fieldset[contains(@class,'sentence')]")) == 1
        made = Browser(either).corrections()
        assert [each.after for each in made] == [shown[1], "Changed."]
        assert made[1].before == shown[0]
        # They do not come again, though the catalogue does not know it yet.
        _, page = read_queue(client, address)
        assert [area.text.removeprefix("\n") for area in page.xpath("//textarea")][:2] == shown[2:4]
        page = html.fromstring(answer.text)
        (undo,) = page.xpath("//form[@class='undo']")
        undoing = {each.get("name"): each.get("value") for each in undo.xpath(".//input")}
        answer = client.post("/corrections/undo", data=undoing)
        assert answer.status_code == 303 and Browser(either).corrections() == []
        _, page = read_queue(client, answer.headers["location"])
        assert [area.text.removeprefix("\n") for area in page.xpath("//textarea")] == shown[:2]


def test_the_queue_is_narrowed_by_words_of_the_sentence(either: Store) -> None:
    with TestClient(make_app(either), base_url="http://localhost", follow_redirects=False) as client:

        def list_sentences(**filters: str) -> list[tuple[str, str]]:
            _, page = read_queue(client, f"/queue?{urlencode(filters)}")
            names = ("article", "number")
            return list(zip(*(page.xpath(f"//input[@name='{name}']/@value") for name in names), strict=True))

        assert list_sentences(q="vigo") == [("el-faro-puerto", "3"), ("el-faro-port", "3")]
        # Either side will do, and other forms; a phrase is meant as it stands.
        assert list_sentences(q="train", language="es") == [("el-faro-puerto", "3")]
        assert list_sentences(q='"by train"', language="es") == [("el-faro-puerto", "3")]
        assert list_sentences(q='"train by"') == [] == list_sentences(q="vigo -grúa -crane")
        assert ("el-faro-puerto", "1") in list_sentences(q="puerto", every="1")
        assert list_sentences(q="vigo", flag="truncated") == []
        assert client.get("/queue?q=-").status_code == 422


def test_a_queue_whose_beginning_is_corrected_goes_on_behind_it(either: Store) -> None:
    browser = Browser(either)
    wanted = ToCorrect(stories=StoryFilter(outlet="el-faro"), every=True)
    every = browser.find_to_correct(wanted, most=100)
    for waiting in every.sentences[:-1]:
        full = browser.full_story(waiting.article_id, waiting.version)
        assert full is not None
        segment = full.record.segments[waiting.number - 1]
        key = (waiting.article_id, waiting.version, full.record.target_language, segment.id)
        made = dict(zip(("article_id", "version", "target_language", "segment"), key, strict=True))
        assert browser.correct(Correction(**made, after=f"{waiting.number}.", author="Ada"))
    left = browser.find_to_correct(wanted)
    assert left.sentences == every.sentences[-1:]
    # Nor do they come back when the catalogue knows them.
    StoryCache(browser, {}).catch_up()
    assert browser.find_to_correct(wanted, most=100).sentences == every.sentences[-1:]
    assert browser.count_to_correct(wanted).counted == 1


def test_what_is_undone_is_as_it_was_in_memory_too(either: Store) -> None:
    (segment,) = [each for each in read_segments(either) if each.flags]
    browser, source = Browser(either), segment.source.text
    with TestClient(make_app(either), base_url="http://localhost", follow_redirects=False) as client:
        for text in ("Uno más largo que antes.", "Dos."):
            form, _ = read_queue(client, "/queue?outlet=the-lighthouse&every=1&at=3 1 the-lighthouse-oaks")
            answer = client.post("/queue", data={**form, "text": text, "author": "Ada"})
            form, page = read_queue(client, answer.headers["location"])
            (undo,) = page.xpath("//form[@class='undo']")
        fields = {each.get("name"): each.get("value") for each in undo.xpath(".//input")}
        answer = client.post("/corrections/undo", data=fields)
        (area,) = read_queue(client, answer.headers["location"])[1].xpath("//textarea")
        assert area.text.strip() == "Uno más largo que antes."
        assert either.recall("human", "en", "es", [source])[source].text == "Uno más largo que antes."
        assert client.post("/corrections/undo", data=fields).status_code == 409, "once is enough"
        (first,) = browser.corrections()
        assert client.post("/corrections/undo", data={**fields, "number": str(first.id)}).status_code == 303
        assert client.post("/corrections/undo", data={**fields, "token": ""}).status_code == 403
    assert read_segments(either)[2] == segment
    assert either.recall("human", "en", "es", [source]) == {}
    assert browser.corrections() == []


def test_a_correction_of_somebody_else_is_not_undone(store: Store) -> None:
    app = make_app(store, Options(password="secret"))

    def log_in(name: str) -> TestClient:
        client = TestClient(app, base_url="http://localhost", follow_redirects=False)
        client.post("/login", data={"name": name, "password": "secret"})
        return client

    ada, bob = log_in("Ada"), log_in("Bob")
    ada.post(CORRECT, data={**find_form(ada), "text": "Uno."})
    (made,) = Browser(store).corrections()
    fields = {"token": find_form(bob)["token"], "number": str(made.id), "back": "/corrections"}
    assert bob.post("/corrections/undo", data=fields).status_code == 409
    assert Browser(store).corrections() == [made]
    assert "Uno." in ada.get("/corrections?author=Ada").text
    assert "Uno." not in ada.get("/corrections?author=Bob").text


def test_renderings_of_two_engines_stand_side_by_side(client: TestClient, store: Store) -> None:
    article = store.article("the-lighthouse-oaks")
    assert article is not None
    other = [SCHOOL[0], SCHOOL[1], (*SCHOOL[2][:2], "«Síganos», decía el letrero.")]
    made = msgspec.structs.replace(translate(article, other), engine="other 2")
    segments = tuple(msgspec.structs.replace(each, engine="other 2") for each in made.segments)
    store.save_translations([msgspec.structs.replace(made, segments=segments)], keep_replaced=True)
    _, page = read_queue(client, "/queue?outlet=the-lighthouse")
    shown = page.xpath("//*[contains(@class,'renderings')]/div")
    assert [[p.text for p in each.xpath("p")] for each in shown] == [
        ["other 2", "«Síganos», decía el letrero."],
        ["test 1", "«Síguenos en», decía el cartel de la puerta."],
    ]
    # Without a script the link puts the other one into the box.
    _, page = read_queue(client, shown[1].xpath("a/@href")[0])
    assert page.xpath("//textarea")[0].text.strip() == "«Síguenos en», decía el cartel de la puerta."


def test_a_layout_is_remembered_for_each_person_and_a_name_for_those_who_do_not_log_in(store: Store) -> None:
    app = make_app(store, Options(password="secret"))
    clients = {}
    for name in ("Ada", "Bob"):
        clients[name] = TestClient(app, base_url="http://localhost")
        clients[name].post("/login", data={"name": name, "password": "secret"})
    page = clients["Ada"].get(f"/preferences?layout=interleaved&back={STORY}").text
    assert "as-interleaved" in page
    assert "as-side" in clients["Bob"].get(STORY).text
    clients["Ada"].get("/preferences?layout=upside-down&back=/")
    assert "as-interleaved" in clients["Ada"].get(STORY).text
    with TestClient(make_app(store), base_url="http://localhost") as client:
        client.post(CORRECT, data={**find_form(client), "text": "Uno.", "author": "Eva"})
        assert 'name="author" value="Eva"' in client.get(f"{STORY}?correct=1").text
