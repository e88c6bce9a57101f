"""Collections in the reader: what is picked, who sees it, and how it is taken away."""

import io
import re
import zipfile

import msgspec
import pytest
from lxml import etree, html
from pybtex.database import parse_string
from reader_stories import read_form
from starlette.testclient import TestClient

from dosvoces.core.record import from_json
from dosvoces.exports.reading import read
from dosvoces.reader.app import Options, make_app
from dosvoces.reader.collecting import read_place
from dosvoces.reader.interface import LANGUAGES, Interface
from dosvoces.store import Store
from dosvoces.store.collections import Collections, Place

OAKS = "the-lighthouse-oaks 1 "


def find_token(client: TestClient) -> str:
    return re.findall(r'name="token" value="([^"]*)"', client.get("/collections").text)[-1]


def collect(client: TestClient, *items: str, **fields: str) -> str:
    """Puts *items* into a collection; gives the address that it leads to."""
    data = {"token": find_token(client), "item": list(items), **fields}
    answer = client.post("/collect", data=data)
    assert answer.status_code == 303
    return answer.headers["location"]


@pytest.fixture
def path(client: TestClient) -> str:
    """A collection with a story, two sentences, and one whose outlet reserves its rights."""
    items = [f"{OAKS}s2", "el-faro-puerto 2 o3", "el-faro-port 1 ", "el-faro-mercado 1 ", f"{OAKS}b2"]
    return collect(
        client, *items, name="Árboles & <puertos>", tags="verano, riego", note="Primera.\nSegunda."
    )


def test_a_collection_shows_both_voices_tags_and_notes(client: TestClient, path: str) -> None:
    tree = html.fromstring(client.get(path).text)
    assert tree.xpath("//h1")[0].text == "Árboles & <puertos>"
    texts = [[p.text for p in pair.xpath("p")] for pair in tree.xpath("//*[contains(@class,'pair')]")]
    assert texts == [
        ["Pupils watered them all summer.", "Los alumnos los regaron todo el verano."],
        ["La grúa llegó en tren desde Vigo.", "The crane came by ship from Vigo."],
        ["The port opens an electric crane", "El puerto estrena una grúa eléctrica"],
        ["Mercado cerrado por obras", "Market closed for works"],
        ["“Síguenos en” said the sign at the gate.", None],
    ]
    assert tree.xpath("//li//a/@href")[0] == "/story/the-lighthouse-oaks/1?voice=translation#s2"
    chips = [chip.text for chip in tree.xpath("//a[@class='chip']")]
    assert chips == ["riego 5", "verano 5"]


def test_picks_are_changed_and_taken_out_by_forms_alone(client: TestClient, store: Store, path: str) -> None:
    kept, key = Collections(store), path.rpartition("/")[2]
    first, second, *_ = kept.picks(key)
    form = {"token": find_token(client), "tags": "otoño", "note": "Otra."}
    assert client.post(f"{path}/pick/{first.id}", data=form).headers["location"] == f"{path}#p{first.id}"
    assert client.post(f"{path}/pick/{second.id}", data={**form, "remove": "1"}).status_code == 303
    found = kept.picks(key)
    assert [(pick.tags, pick.note) for pick in found][:1] == [(("otoño",), "Otra.")]
    assert second not in found
    page = client.get(f"{path}?tag=oto%C3%B1o").text
    assert len(html.fromstring(page).xpath("//li[@class='card']")) == 1
    client.post(f"{path}/change", data={"token": form["token"], "name": "Otra", "note": "¿Y?"})
    assert "<h1>Otra</h1>" in client.get(path).text
    client.post(f"{path}/delete", data={"token": form["token"]})
    assert client.get(path).status_code == 200, "nobody was sure"
    client.post(f"{path}/delete", data={"token": form["token"], "sure": "1"})
    assert client.get(path).status_code == 404


def test_a_collection_is_taken_away_without_what_is_reserved(client: TestClient, path: str) -> None:
    records = [from_json(line) for line in client.get(f"{path}/file.jsonl").content.splitlines()]
    assert [(record.article.id, len(record.segments)) for record in records] == [
        ("el-faro-port", 6),
        ("el-faro-puerto", 1),
        ("the-lighthouse-oaks", 1),
    ]
    units = etree.fromstring(client.get(f"{path}/file.tmx").content).findall("body/tu")
    assert len(units) == 8
    assert client.get(f"{path}/file.csv").text.count("the-lighthouse-oaks") >= 1
    entries = parse_string(client.get(f"{path}/file.bib").text, "bibtex").entries
    assert [entry.type for entry in entries.values()] == ["misc", "article", "article", "article"]
    items = msgspec.json.decode(client.get(f"{path}/file.csl.json").content)
    assert [item["title"] for item in items][:2] == [
        "Árboles & <puertos>",
        "The port opens an electric crane",
    ]
    assert "Mercado" not in str(items)
    references = client.get(f"{path}/file.ris").text
    assert re.findall(r"(?m)^TY  - (\w+)", references) == ["GEN", "NEWS", "NEWS", "NEWS"]
    assert "TI  - Árboles & <puertos>" in references and "Mercado" not in references
    assert client.get(f"{path}/file.exe").status_code == 404


def test_a_collection_is_a_dataset_in_every_format(client: TestClient, path: str, tmp_path: object) -> None:
    answer = client.get(f"{path}/dataset.zip?format=jsonl&format=moses&format=parquet&format=nothing")
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    names = archive.namelist()
    assert {"README.md", "manifest.json", "moses/en-es.all.es", "jsonl/all.jsonl.zst"} <= set(names)
    archive.extractall(str(tmp_path))
    records = list(read(str(tmp_path)))
    assert {record.article.id for record in records} == {
        "el-faro-port",
        "el-faro-puerto",
        "the-lighthouse-oaks",
    }


def test_a_collection_is_printed_with_its_notes(client: TestClient, path: str) -> None:
    tree = html.fromstring(client.get(f"{path}/print").text)
    assert tree.xpath("//h1")[0].text == "Árboles & <puertos>"
    printed = {
        article.xpath("h2")[0].text: [p.text for p in article.xpath(".//div[@class='pair']/p[1]")]
        for article in tree.xpath("//article")
    }
    assert printed["A school plants two hundred oaks"] == [
        "Pupils watered them all summer.",
        "“Síguenos en” said the sign at the gate.",
    ]
    assert len(printed["The port opens an electric crane"]) == 4
    assert "Mercado cerrado por obras" not in printed
    assert "Primera.\nSegunda." in tree.text_content()


@pytest.mark.parametrize("language", LANGUAGES)
def test_others_see_what_is_shared_with_them_and_change_nothing(store: Store, language: str) -> None:
    app = make_app(store, Options(password="secret"))
    t, headers = Interface(language), {"Accept-Language": language}

    def log_in(name: str) -> TestClient:
        client = TestClient(app, base_url="http://localhost", follow_redirects=False, headers=headers)
        client.post("/login", data={"name": name, "password": "secret"})
        return client

    ada, bob = log_in("Ada"), log_in("Bob")
    path = collect(ada, OAKS, name="Robles")
    assert bob.get(path).status_code == 404
    assert "Robles" not in bob.get("/collections").text
    ada.post(f"{path}/change", data={"token": find_token(ada), "name": "Robles", "shared": "1"})
    page = bob.get(path)
    assert page.status_code == 200
    assert t("collection.of_another") in page.text
    assert html.fromstring(page.text).xpath("//main//form[@method='post']") == []
    token = find_token(bob)
    for part in ("change", "delete", "pick/1"):
        assert bob.post(f"{path}/{part}", data={"token": token, "sure": "1"}).status_code == 404
    key = path.rpartition("/")[2]
    data = {"token": token, "item": OAKS, "collection": key}
    assert bob.post("/collect", data=data).status_code == 404
    # A forged form changes nothing either.
    assert ada.post(f"{path}/delete", data={"sure": "1", "token": token}).status_code == 403
    assert Collections(store).find(key) is not None


def test_a_collection_is_a_filter_for_who_may_read_it(store: Store) -> None:
    app = make_app(store, Options(password="secret"))
    people = {}
    for name in ("Ada", "Bob"):
        people[name] = TestClient(app, base_url="http://localhost", follow_redirects=False)
        people[name].post("/login", data={"name": name, "password": "secret"})
    ada, bob = people.values()
    path = collect(ada, OAKS, name="Robles")
    key = path.rpartition("/")[2]
    places = (
        "/",
        "/concordance",
        "/concordance.csv",
        "/trends",
        "/trends.csv",
        "/mixing",
        "/mixing.csv",
        "/queue",
    )
    places += ("/fragments", "/fragments.csv", "/selection.csv", "/print", "/api/stories", "/api/fragments")
    places += tuple(f"/api/{name}" for name in ("concordance", "frequencies", "collocates", "renderings"))
    places += ("/api/mixing", "/api/trends")
    own = {"/concordance": "cql", "/api/concordance": "cql", "/concordance.csv": "cql", "/api/trends": "q"}
    for place in places:
        asked = {"collection": key}
        if place.startswith("/api/") or place in own:
            name = own.get(place, "cql" if place.startswith(("/api/f", "/api/c", "/api/r")) else "")
            asked |= {name: "the"} if name and place != "/api/fragments" else {}
        assert ada.get(place, params=asked).status_code == 200, place
        assert bob.get(place, params=asked).status_code == 404, place
    assert f'href="/concordance?collection={key}"' in ada.get(path).text
    asked = {"cql": "the", "collection": key, "side": "en"}
    lines = ada.get("/api/concordance", params=asked).json()["lines"]
    assert {line["article_id"] for line in lines} == {"the-lighthouse-oaks"}
    page = html.fromstring(ada.get("/concordance", params=asked).text)
    assert page.xpath("//select[@name='collection']/option[@selected]/text()") == ["Robles"]
    assert page.xpath("//select[@name='collection']") and "Robles" not in bob.get("/concordance").text
    # What is picked later is there at once, though nothing was stored.
    Collections(store).add(key, [Place("el-faro-port", 1)])
    assert len(ada.get("/api/concordance", params=asked).json()["lines"]) > len(lines)
    ada.post(f"{path}/change", data={"token": find_token(ada), "name": "Robles", "shared": "1"})
    assert bob.get("/api/concordance", params=asked).status_code == 200
    assert "Robles" in bob.get("/", params={"collection": key}).text


def test_a_story_says_where_it_was_put(client: TestClient) -> None:
    page = client.get("/story/the-lighthouse-oaks/1?collect=s2").text
    form = page.partition('<form class="correct collect"')[2].partition("</form>")[0]
    assert 'value="the-lighthouse-oaks 1 s2"' in form
    assert read_form(page) == {}
    back = "/story/the-lighthouse-oaks/1#s2"
    assert collect(client, f"{OAKS}s2", name="Robles", back=back) == back
    assert collect(client, OAKS, name="Más", back="//elsewhere.example/story/").startswith("/collection/")
    tree = html.fromstring(client.get("/story/the-lighthouse-oaks/1").text)
    assert tree.xpath("//div[@id='s2']//a[@class='tag']/text()") == ["Robles"]
    assert "Más" in tree.xpath("//div[@class='tools']")[0].text_content()
    # What is no sentence of it opens no form.
    for wrong in ("s0", "x1", "s9999999", "<b>"):
        assert "correct collect" not in client.get(f"/story/the-lighthouse-oaks/1?collect={wrong}").text


def test_places_are_read_as_they_are_written() -> None:
    assert read_place("a b c 12 s3") == Place("a b c", 12, "s3")
    assert read_place("a 1 ") == Place("a", 1)
    for wrong in ("", "a", "a x s1", " 1 s1", "a 99999999999 s1", "a ١ s1"):
        assert read_place(wrong) is None


def test_programs_make_read_and_take_away_collections_as_their_person(store: Store) -> None:
    app = make_app(store, Options(password="secret"))
    people = {}
    for name in ("Ada", "Bob"):
        people[name] = TestClient(app, base_url="http://localhost")
        people[name].post("/login", data={"name": name, "password": "secret"})
    ada, bob = people["Ada"], people["Bob"]
    made = ada.post("/api/collections", json={"name": "Árboles", "note": "Uno."})
    assert made.status_code == 201 and made.json()["owner"] == "Ada"
    one = f"/api/collections/{made.json()['key']}"
    places = [{"article_id": "the-lighthouse-oaks", "version": 1, "anchor": anchor} for anchor in ("s2", "")]
    places += [{"article_id": id_, "version": 1} for id_ in ("nothing", "el-faro-mercado")]
    wanted = {"picks": places, "tags": ["riego", "verano, riego"], "note": "Dos."}
    assert ada.post(f"{one}/picks", json=wanted).json() == {"added": 3}
    assert ada.post(f"{one}/picks", json=wanted).json() == {"added": 0}
    found = ada.get(one).json()
    assert [pick["place"]["anchor"] for pick in found["picks"]] == ["s2", "", ""]
    assert found["tags"] == {"riego": 3, "verano": 3} and found["collection"]["note"] == "Uno."
    assert [each["key"] for each in ada.get("/api/collections").json()] == [made.json()["key"]]
    # As on the pages: nobody else sees it until it is shared, and then only reads it.
    assert bob.get("/api/collections").json() == []
    assert {bob.get(f"{one}{part}").status_code for part in ("", "/file")} == {404}
    assert bob.post(f"{one}/picks", json=wanted).status_code == 404
    shared = ada.post("/api/collections", json={"name": "Común", "shared": True}).json()["key"]
    assert bob.get(f"/api/collections/{shared}").status_code == 200
    assert bob.post(f"/api/collections/{shared}/picks", json=wanted).status_code == 404
    stranger = TestClient(app, base_url="http://localhost")
    assert stranger.get("/api/collections").status_code == 401
    # What the pages give as files, without stories whose rights are reserved.
    for kind in ("jsonl", "tmx", "csv", "bib", "ris", "csl.json"):
        file, page = ada.get(f"{one}/file?format={kind}"), f"/collection/{made.json()['key']}/file.{kind}"
        assert file.content == ada.get(page).content != b"" and b"mercado" not in file.content


@pytest.mark.parametrize(
    ("sent", "headers", "status"),
    [
        (b'{"name": "x"}', {"Content-Type": "text/plain"}, 415),
        (b'{"name": "x"}', {"Content-Type": "application/json", "Sec-Fetch-Site": "cross-site"}, 403),
        (b'{"name": "x"}', {"Content-Type": "application/json; charset=utf-8"}, 201),
        (b'{"name": ""}', {}, 422),
        (b'{"name": "x", "owner": "Ada"}', {}, 422),
        (b'{"name": 1}', {}, 422),
        (b"[" * 60_000, {}, 422),
        (b'{"name": "\xff"}', {}, 422),
        (b'{"name": "x", "note": "' + b"n" * 70_000 + b'"}', {}, 413),
    ],
)
def test_only_whole_json_makes_a_collection(
    client: TestClient, sent: bytes, headers: dict[str, str], status: int
) -> None:
    answer = client.post(
        "/api/collections", content=sent, headers={"Content-Type": "application/json", **headers}
    )
    assert answer.status_code == status
    assert len(client.get("/api/collections").json()) == (status == 201)
