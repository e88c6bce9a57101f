"""What the page of a story says of its day, and where its sentences are found for good."""

import re
from datetime import UTC, datetime

import msgspec
from lxml import html
from reader_stories import PORT, make_article, pair_editions, save, translate
from starlette.testclient import TestClient

from dosvoces.core.record import Article, Author
from dosvoces.reader.cache import StoryCache
from dosvoces.reader.page_metadata import list_meta
from dosvoces.store import Store
from dosvoces.store.browsing import Browser

#: Midnight in Madrid, still the day before in UTC.
DAY = datetime(2026, 11, 19, 23, 0, tzinfo=UTC)


def make_day_only(key: str) -> Article:
    """A story whose page tells the 20th of November and no time."""
    return msgspec.structs.replace(
        make_article(key, PORT, published=DAY), zone="Europe/Madrid", date_precision="day"
    )


def test_a_day_alone_is_the_day_that_the_page_tells(client: TestClient, store: Store) -> None:
    save(store, make_day_only("dia"), PORT)
    page = client.get("/story/el-faro-dia").text
    assert '<time datetime="2026-11-20">20 November 2026</time>' in page
    assert re.findall(r"Published</dt><dd>(.*?)</dd>", page) == ["20 November 2026"]


def test_a_printed_page_has_the_day_that_the_outlet_prints(client: TestClient, store: Store) -> None:
    save(store, make_day_only("dia"), PORT)
    # Two in the morning in UTC is the evening before in Mexico City.
    late = make_article("tarde", PORT, published=datetime(2027, 1, 1, 2, 0, tzinfo=UTC))
    save(store, late, PORT)
    StoryCache(Browser(store), {}).catch_up()
    page = client.get("/print?outlet=el-faro").text
    found = re.findall(r"<span>(\d+ \w+ \d{4})</span> <span>https://el-faro.example/(\w+)<", page)
    days = {name: day for day, name in found}
    assert (days["tarde"], days["dia"]) == ("31 December 2026", "20 November 2026")


def find_row(page: str, anchor: str) -> str:
    """The words of the row at *anchor*; empty when there is none."""
    found = re.search(rf'id="{anchor}".*?(?=<div class="row-tools">)', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", found[0]).split()) if found else ""


def test_an_address_of_a_sentence_keeps_its_sentence_when_another_voice_comes(
    client: TestClient, store: Store
) -> None:
    one = store.save_article(make_article("solo", PORT)).article
    english = [(role, other, own) for role, own, other in PORT]
    other = store.save_article(make_article("only", english, language="en")).article
    pair_editions(store, one, other)
    page = client.get("/story/el-faro-solo/1").text
    addresses = re.findall(r'class="number" href="([^"]*)"', page)
    assert addresses[2] == "/story/el-faro-solo/1?voice=own#o3"
    assert 'href="/story/el-faro-solo/1?voice=own">' in page
    before = find_row(page, "o3")
    assert "The crane came by ship" in before
    machine = [(role, own, f"Machine {number}") for number, (role, own, _) in enumerate(PORT)]
    store.save_translations([translate(one, machine)])
    path, _, anchor = addresses[2].partition("#")
    assert find_row(client.get(path).text, anchor) == before
    # What others wrote down leads to no other sentence either.
    page = client.get("/story/el-faro-solo/1?voice=translation").text
    assert find_row(page, "o3") == ""
    assert "Machine 2" in find_row(page, "s3")


def test_the_outlets_own_edition_comes_first_and_a_machines_words_say_whose_they_are(
    client: TestClient,
) -> None:
    page = client.get("/story/el-faro-puerto/2").text
    assert "The crane came by ship from Vigo." in find_row(page, "o3")
    assert "Machine translation" not in page
    machine = client.get("/story/el-faro-puerto/2?voice=translation").text
    assert find_row(machine, "o3") == ""
    assert re.search(r'class="made-by">Machine translation: [^.]+ \([a-z, ]+\)\.', machine)


def test_a_failed_check_is_seen_quietly_without_asking(client: TestClient) -> None:
    page = client.get("/story/the-lighthouse-oaks").text
    (numbers,) = re.findall(r"A check failed in(.*?)\.</p>", page)
    anchors = re.findall(r'href="#(s\d+)"', numbers)
    assert anchors
    for anchor in anchors:
        row = find_row(page, anchor)
        assert "Check failed" in row
    assert page.count('<details class="doubts">') == len(anchors)


def test_a_story_found_opens_with_the_words_marked(client: TestClient) -> None:
    found = client.get("/?q=regaron").text
    (address,) = re.findall(r'<h2><a href="(/story/[^"]*)"', found)
    assert address == "/story/the-lighthouse-oaks?q=regaron#s2"
    assert "<mark>regaron</mark>" in client.get(address).text


def test_the_page_tells_reference_managers_what_it_is(client: TestClient) -> None:
    tree = html.fromstring(client.get("/story/el-faro-puerto").text)
    meta = [(each.get("name"), each.get("content")) for each in tree.xpath("//head/meta[@name]")]
    assert ("z:itemType", "newspaperArticle") in meta
    assert [text for name, text in meta if name == "citation_author"] == ["Peña, Aurora", "Agencia Ola"]
    assert ("citation_publication_date", "2026/11/20") in meta
    assert ("DC.identifier", "https://el-faro.example/puerto") in meta
    (script,) = tree.xpath("//script[@type='application/ld+json']/text()")
    found = msgspec.json.decode(str(script))
    assert (found["@type"], found["version"], found["inLanguage"]) == ("NewsArticle", 2, "es")
    assert found["author"][0] == {
        "@type": "Person",
        "name": "Aurora Peña",
        "givenName": "Aurora",
        "familyName": "Peña",
    }
    # Whatever a headline holds, it stays within its element.
    hostile = html.fromstring(client.get("/story/el-faro-hostil").text)
    (script,) = hostile.xpath("//script[@type='application/ld+json']/text()")
    assert "<script>" in msgspec.json.decode(str(script))["headline"]


def test_names_of_two_words_on_either_side_are_one_author_to_zotero() -> None:
    article = msgspec.structs.replace(
        make_article("puerto", PORT), authors=(Author(name="José Luis Rodríguez Zapatero"),)
    )
    assert ("citation_author", "Rodríguez Zapatero, José Luis;") in list_meta(article, "El Faro")


def test_an_earlier_version_that_was_never_translated_leads_to_the_latest(
    client: TestClient, store: Store
) -> None:
    first = make_article(
        "replaced", [("paragraph", text, "") for text in ("Cerró el muelle.", "Abrirá en abril.")]
    )
    store.save_article(first)
    last = msgspec.structs.replace(first.blocks[-1], text="Abrirá en mayo.")
    store.save_article(
        msgspec.structs.replace(first, blocks=(*first.blocks[:-1], last), content_hash="second")
    )
    path = f"/story/{first.id}"
    said = html.fromstring(client.get(f"{path}/1").text).find_class("nothing")[0]
    assert "was replaced before it was translated" in said.text_content()
    assert said.find("a").get("href") == path
    assert "not translated yet" in client.get(path).text
    (above,) = html.fromstring(client.get(f"{path}/changes").text).find_class("above")
    assert above.text_content() == first.blocks[-2].text


def test_pieces_that_are_folded_say_which_numbers_they_hold(client: TestClient) -> None:
    page = html.fromstring(client.get("/story/el-faro-puerto/1").text)
    (folded,) = (one for one in page.find_class("furniture") if one.tag == "details")
    numbers = [row.get("id")[1:] for row in folded.find_class("row") if row.get("id")]
    assert folded.find("summary").text_content().endswith(f"({numbers[0]}–{numbers[-1]})")
