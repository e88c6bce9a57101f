"""What a reader does with hostile requests, and for those who share one."""

import html
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from reader_stories import fill, make_article, read_form
from starlette.testclient import TestClient

from dosvoces.reader import sessions
from dosvoces.reader.app import Options, make_app
from dosvoces.reader.cache import StoryCache
from dosvoces.store import Store
from dosvoces.store.browsing import Browser

CORRECT = "/story/el-faro-puerto/2/correct"


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A reader of a store without stories."""
    with Store(str(tmp_path_factory.mktemp("empty") / "store.sqlite")) as store:
        yield TestClient(make_app(store), base_url="http://localhost")


def find_form(client: TestClient) -> dict[str, str]:
    return read_form(client.get("/story/el-faro-puerto/2?correct=3").text)


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "", "localhost@evil.example", "[::2]"]
)
def test_another_sites_name_does_not_lead_here(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost", "localhost:8642", "127.0.0.1:1", "[::1]:8642", "LOCALHOST"])
def test_this_machines_names_are_answered(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/story/el-faro-puerto", "/static/reader.css", "/api/stories", "/no"])
def test_every_answer_forbids_what_a_page_does_not_need(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self';")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"


def test_pictures_of_others_are_allowed_on_the_page_that_asks_for_them_alone(client: TestClient) -> None:
    asked = client.get("/story/el-faro-puerto?images=1").headers["content-security-policy"]
    assert "img-src 'self' data: https: http:;" in asked
    assert "default-src 'none'; script-src 'self'; style-src 'self';" in asked


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/", "There are no stories yet"),
        ("/?q=puerto", "No story has all of these words"),
        ("/?language=es", "Take a filter away"),
        ("/fragments", "There are no fragments in another language yet"),
        ("/fragments?kind=name", "Take a filter away"),
        ("/mixing", "There are no stories yet"),
        ("/trends?q=puerto", "No story has all of these words"),
    ],
)
def test_where_nothing_is_the_page_says_what_may_help(empty: TestClient, path: str, said: str) -> None:
    assert said in empty.get(path).text


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/?since=2026-13-45", "From “2026-13-45”"),
        ("/?q=crane&until=yesterday&flag=odd", "To “yesterday”"),
        ("/concordance?cql=crane&flag=odd", "Failed check “odd”"),
        ("/trends?q=crane&since=2026", "From “2026”"),
        ("/mixing?origin=nobody", "Translation by “nobody”"),
        ("/trends?q=crane&per=day", "Per “day”"),
        ("/trends?q=crane&by=month", "Apart “month”"),
        ("/concordance?cql=crane&q=port", "q “port”"),
        ("/mixing?field=headline", "Search in “headline”"),
        ("/queue?field=headline", "Search in “headline”"),
        ("/mixing?by=year", "For each “year”"),
        ("/mixing?measure=odd", "Measure “odd”"),
        ("/concordance?cql=crane&side=fr", "Look in “fr”"),
        ("/concordance?cql=crane&sort=down", "Sort by “down”"),
        ("/queue?since=1", "From “1”"),
        ("/fragments?kind=odd", "Kind “odd”"),
        ("/fragments?confidence=much", "Confidence “much”"),
    ],
)
def test_what_means_nothing_in_an_address_is_said(client: TestClient, path: str, said: str) -> None:
    assert f"because it means nothing here: {said}" in client.get(path).text
    sound = path.partition("?")[0] + "?cql=crane&since=2026-11-22&kind=name&confidence=0.5&page=1"
    assert "means nothing" not in client.get(sound).text


@pytest.mark.parametrize("path", ["/?q=", "/trends?q=", "/queue?q="])
def test_a_search_says_that_it_passes_over_the_signs_of_a_concordance(client: TestClient, path: str) -> None:
    for query in ('"["', '"(crane|port)"'):
        page = client.get(path + quote(query)).text
        assert "passes over signs" in page
        assert f"/concordance?cql={quote(query, safe='')}" in page
    assert "passes over" not in client.get(path + quote('"crane" -port')).text


OUTSIDE = [
    "/static/../app.py",
    "/static/%2e%2e/app.py",
    "/static/..%2f..%2f..%2fetc/passwd",
    "/static//etc/passwd",
    "/static/%00",
    "/story/..%2f..%2fetc%2fpasswd",
    "/story/%00",
    "/story/x/99999999999999999999",
    "/story/el-faro-puerto/2/file.exe",
    "/selection.exe",
    "/selection...%2fx",
]


def test_no_path_leads_out(client: TestClient) -> None:
    for path in OUTSIDE:
        answer = client.get(path)
        assert answer.status_code in (404, 400, 405), path
        assert "root:" not in answer.text, path
        assert "make_app" not in answer.text, path


SQL = ["' OR 1=1 --", '"; DROP TABLE stories; --', "%' OR '%'='", "\\", "\x00", "_", "*" * 300]
CHOOSING = ("outlet", "section", "language", "country")


def test_no_text_in_an_address_reaches_the_database_as_sql(client: TestClient) -> None:
    before = client.get("/api/coverage").json()
    for name in (*CHOOSING, "after", "origin", "flag", "page", "q"):
        for text in SQL:
            answer = client.get("/", params={name: text})
            assert answer.status_code == 200, (name, text)
            if name in CHOOSING and text.strip("\x00"):
                assert answer.text.count('class="card"') == 0, (name, text)
    assert client.get("/api/coverage").json() == before


def test_a_correction_without_our_token_is_refused(client: TestClient, store: Store) -> None:
    fields = {**find_form(client), "text": "Changed.", "author": "Ada"}
    token = fields.pop("token")
    assert client.post(CORRECT, data=fields).status_code == 403
    assert client.post(CORRECT, data={**fields, "token": token[::-1]}).status_code == 403
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        assert client.post(CORRECT, data={**fields, "token": token}, headers=headers).status_code == 403
    assert Browser(store).corrections() == []
    assert client.post(CORRECT, data={**fields, "token": token}).status_code == 303
    assert [each.after for each in Browser(store).corrections()] == ["Changed."]


def test_a_page_that_is_still_the_same_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/story/el-faro-puerto?voice=translation")
    known = {"If-None-Match": first.headers["etag"]}
    again = client.get("/story/el-faro-puerto?voice=translation", headers=known)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["content-security-policy"] == first.headers["content-security-policy"]
    assert client.get("/story/el-faro-puerto?checks=1", headers=known).status_code == 200
    fields = {**find_form(client), "text": "Changed.", "author": "Ada"}
    client.post(CORRECT, data=fields)
    assert "Changed." in client.get("/story/el-faro-puerto?voice=translation", headers=known).text


def test_a_token_of_another_session_is_refused(store: Store) -> None:
    app = make_app(store)
    with (
        TestClient(app, base_url="http://localhost") as one,
        TestClient(app, base_url="http://localhost") as two,
    ):
        two.get("/")
        fields = {**find_form(one), "text": "Changed.", "author": "Ada"}
        assert two.post(CORRECT, data=fields).status_code == 403
    assert Browser(store).corrections() == []


def test_more_than_a_correction_can_hold_is_refused_unread(client: TestClient) -> None:
    assert client.post(CORRECT, data={"text": "x" * 100_000}).status_code == 413


@pytest.mark.parametrize(
    "back", ["//evil.example", "https://evil.example", "/\\evil.example", "/\r\nX: 1", ""]
)
def test_going_back_never_leads_elsewhere(client: TestClient, back: str) -> None:
    answer = client.get("/preferences", params={"ui": "es", "back": back})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"


def test_with_a_password_nothing_is_shown_without_it(store: Store) -> None:
    app = make_app(store, Options(password="a b c d"))
    with TestClient(app, base_url="http://localhost", follow_redirects=False) as client:
        for path in ("/", "/story/el-faro-puerto", "/selection.jsonl", "/coverage", "/print"):
            asked = f"?{urlencode({'next': path})}" if path != "/" else ""
            assert client.get(path).headers["location"] == f"/login{asked}"
        assert client.get("/api/stories").status_code == 401
        assert client.post("/login", data={"name": "Ada", "password": "wrong"}).status_code == 403
        assert client.post("/login", data={"name": " ", "password": "a b c d"}).status_code == 403
        assert client.post("/login", data={"name": "Ada", "password": "a b c d"}).status_code == 303
        page = client.get("/story/el-faro-puerto/2?correct=3")
        assert page.status_code == 200
        assert 'name="author"' not in page.text
        fields = {**find_form(client), "text": "Changed.", "author": "Somebody else"}
        client.post(CORRECT, data=fields)
        assert [each.author for each in Browser(store).corrections()] == ["Ada"]
        assert client.post("/logout", data={"token": find_form(client)["token"]}).status_code == 303
        assert client.get("/").headers["location"] == "/login"


def test_a_forged_session_is_no_session(store: Store) -> None:
    app = make_app(store, Options(password="secret"))
    with TestClient(app, base_url="http://localhost", follow_redirects=False) as client:
        client.post("/login", data={"name": "Ada", "password": "secret"})
        assert client.get("/").status_code == 200
        cookie = client.cookies["dosvoces"]
        client.cookies.clear()
        for forged in (cookie[:-1] + "x", "a.b", "", ".", cookie.replace(".", "x."), "é.é"):
            answer = client.get("/", headers={"Cookie": f"dosvoces={forged}".encode()})
            assert answer.headers["location"] == "/login"


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("outlet", "el-faro", "El Faro"),
        ("outlet", "no-such-outlet", "no-such-outlet"),
        ("language", "en", "English"),
        ("section", "<b>Mar & cielo</b>", "&lt;b&gt;Mar &amp; cielo&lt;/b&gt;"),
        ("origin", "human", ""),
    ],
)
def test_the_form_keeps_what_was_chosen_and_nobody_elses_choice(
    client: TestClient, name: str, value: str, shown: str
) -> None:
    page = client.get("/", params={name: value}).text
    chosen = re.findall(r'<option value="([^"]*)" selected>([^<]*)</option>', page)
    assert [html.unescape(found) for found, _ in chosen] == [value]
    assert shown in ("", chosen[0][1])
    assert " selected>" not in client.get("/").text


def test_the_log_in_leads_on_to_what_was_asked_for(store: Store) -> None:
    app = make_app(store, Options(password="secret"))
    with TestClient(app, base_url="http://localhost", follow_redirects=False) as client:
        asked = "/story/el-faro-puerto/2?checks=1&layout=source"
        login = client.get(asked).headers["location"]
        assert client.post(login, data={"name": "Ada", "password": "wrong"}).status_code == 403
        done = client.post(login, data={"name": "Ada", "password": "secret"})
        assert done.headers["location"] == asked
        for evil in ("//evil.example", "https://evil.example", "/\\evil.example", "/\r\nX: 1"):
            done = client.post(
                f"/login?{urlencode({'next': evil})}", data={"name": "Ada", "password": "secret"}
            )
            assert done.headers["location"] == "/"


def test_a_link_from_another_site_costs_nobody_their_session(client: TestClient, store: Store) -> None:
    cookie = client.get("/").headers["set-cookie"]
    assert "samesite=lax" in cookie.lower()
    assert "httponly" in cookie.lower()
    client.cookies.clear()
    # A picture that another site's page has from us: the browser keeps our cookie back.
    fetched = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}
    framed = {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}
    for headers in (fetched, framed):
        assert "set-cookie" not in client.get("/", headers=headers).headers
    # Somebody who comes for the first time has none to lose, and may correct.
    visit = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert "set-cookie" in client.get("/", headers=visit).headers


def test_whoever_logged_out_is_nobody_whatever_cookie_they_kept(store: Store) -> None:
    app = make_app(store, Options(password="secret"))
    with TestClient(app, base_url="http://localhost", follow_redirects=False) as client:
        client.post("/login", data={"name": "Ada", "password": "secret"})
        kept = client.cookies["dosvoces"]
        assert client.post("/logout", data={"token": find_form(client)["token"]}).status_code == 303
        client.cookies.set("dosvoces", kept)
        assert client.get("/").headers["location"] == "/login"


def test_passwords_are_not_guessed_faster_than_they_may_be(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Twice as fast as it is, for the test's sake.
    monkeypatch.setattr(sessions, "_PAUSE", 0.5)
    monkeypatch.setattr(sessions, "_LONGEST_WAIT", 2.5)
    app = make_app(store, Options(password="secret"))
    words = [f"guess {number}" for number in range(30)] + ["secret"]
    statuses: list[int] = []
    with TestClient(app, base_url="http://localhost", follow_redirects=False) as client:

        def guess(word: str) -> None:
            statuses.append(client.post("/login", data={"name": "Eve", "password": word}).status_code)

        begin = time.monotonic()
        guesses = [threading.Thread(target=guess, args=(word,)) for word in words[:-1]]
        for each in guesses:
            each.start()
        while len(statuses) < 20:
            assert time.monotonic() < begin + 300
            time.sleep(0.01)
        # Too many wait: the right word is not looked at either.
        guess(words[-1])
        for each in guesses:
            each.join()
        seconds = time.monotonic() - begin
        assert set(statuses) == {403, 429}
        assert statuses.count(403) <= seconds / 0.5 + 1
        # When they have had their turns, whoever knows the password gets in.
        assert client.post("/login", data={"name": "Ada", "password": "secret"}).status_code == 303


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "reader.example.org", "Origin": "https://reader.example.org:8443"}, 303),
        ({"Host": "localhost:8642", "Origin": "https://reader.example.org"}, 303),
        (
            {"Host": "localhost:8642", "Origin": "https://other.name", "Sec-Fetch-Site": "same-origin"},
            303,
        ),
        ({"Host": "reader.example.org", "Origin": "https://evil.example"}, 403),
        ({"Host": "reader.example.org", "Origin": "https://reader.example.org.evil.example"}, 403),
        ({"Host": "reader.example.org", "Origin": "null"}, 403),
        (
            {
                "Host": "reader.example.org",
                "Origin": "https://reader.example.org",
                "Sec-Fetch-Site": "same-site",
            },
            403,
        ),
    ],
)
def test_behind_a_server_with_a_port_of_its_own_forms_work(
    store: Store, headers: dict[str, str], status: int
) -> None:
    app = make_app(store, Options(password="secret", hosts=("reader.example.org",)))
    with TestClient(app, base_url="http://localhost", follow_redirects=False) as client:
        fields = {"name": "Ada", "password": "secret"}
        assert client.post("/login", data=fields, headers=headers).status_code == status


def test_a_correction_and_its_original_say_their_languages(client: TestClient) -> None:
    fields = {**find_form(client), "text": "Changed.", "author": "Ada"}
    assert client.post(CORRECT, data=fields).status_code == 303
    page = client.get("/corrections").text
    assert '<td lang="es">La grúa llegó en tren desde Vigo.</td><td lang="en">' in page


NULS = [
    *("/?after=%00~5", "/?after=2026-11-20T12:00:00Z%00~5", "/?after=x~5", "/?outlet=%00", "/?q=%00"),
    *("/?section=a%00", "/?section=%%0000", "/api/stories?cursor=%00~5", "/api/stories?outlet=%00"),
    *("/api/stories?section=a%00", "/api/stories?q=puerto%00&outlet=%00", "/selection.csv?q=puerto%00"),
    *("/api/stories?country=%00", "/api/stories?language=%00", "/story/el-faro-puerto?layout=%00"),
]


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_what_no_database_takes_does_not_reach_one(
    request: pytest.FixtureRequest, tmp_path: Path, database: str
) -> None:
    postgresql = database == "postgresql"
    url = request.getfixturevalue("make_postgres_store")() if postgresql else str(tmp_path / "other.sqlite")
    with Store(url) as store:
        fill(store)
        StoryCache(Browser(store), {}).catch_up()
        with TestClient(make_app(store), base_url="http://localhost") as client:
            for address in NULS:
                assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("path", ["", "/correct", "/file.bib"])
def test_a_version_with_thousands_of_digits_is_none(client: TestClient, path: str) -> None:
    method = "POST" if path == "/correct" else "GET"
    assert client.request(method, f"/story/el-faro-puerto/{'9' * 4301}{path}").status_code == 404


def test_changes_of_repeated_words_are_told_at_once(client: TestClient, store: Store) -> None:
    for number in (1, 2):
        text = "la mar y la sal, " * 1_500 * number
        store.save_article(make_article("largo", [("headline", "Largo", ""), ("paragraph", text, "")]))
    begin = time.process_time()
    answer = client.get("/story/el-faro-largo/changes")
    assert answer.status_code == 200
    assert "<ins>" in answer.text
    assert time.process_time() - begin < 2


def test_whoever_logs_out_in_one_process_is_nobody_in_the_others(store: Store, tmp_path: Path) -> None:
    options = Options(password="secret", key=b"k" * 32, ended=str(tmp_path / "ended"), workers=2)
    address = {"base_url": "http://localhost", "follow_redirects": False}
    with (
        TestClient(make_app(store, options), **address) as one,  # type: ignore[arg-type]
        TestClient(make_app(store, options), **address) as other,  # type: ignore[arg-type]
    ):
        one.post("/login", data={"name": "Ada", "password": "secret"})
        other.cookies.set("dosvoces", one.cookies["dosvoces"])
        assert other.get("/").status_code == 200
        one.post("/logout", data={"token": find_form(one)["token"]})
        assert other.get("/").headers["location"] == "/login"


def test_the_session_goes_over_tls_alone_where_the_page_did(store: Store) -> None:
    app = make_app(store, Options(password="secret"))
    for scheme, secure in (("https", True), ("http", False)):
        with TestClient(app, base_url=f"{scheme}://localhost", follow_redirects=False) as client:
            answer = client.post("/login", data={"name": "Ada", "password": "secret"})
        assert ("Secure" in answer.headers["set-cookie"]) is secure


def test_who_guesses_keeps_nobody_at_another_address_waiting() -> None:
    door = sessions.Sessions("secret")
    while door.take_turn("203.0.113.9") is not None:
        pass
    assert door.take_turn("198.51.100.7") == 0


def test_the_search_in_the_head_keeps_the_filters(client: TestClient) -> None:
    page = client.get("/?outlet=el-faro&mixed=1").text
    head = page[: page.index("</header>")]
    assert re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', head) == [
        ("outlet", "el-faro"),
        ("mixed", "1"),
    ]


def test_a_store_without_stories_asks_to_take_no_filter_away(tmp_path: Path) -> None:
    with (
        Store(str(tmp_path / "empty.sqlite")) as store,
        TestClient(make_app(store), base_url="http://localhost") as client,
    ):
        assert "Take a filter away" not in client.get("/").text
        assert "Take a filter away" in client.get("/?mixed=1").text
