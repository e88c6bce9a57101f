"""JSON-LD: damaged scripts, and the object that is the page's story."""

import json

import pytest
from growth import grows_linearly, seconds

from pipelines.extract import broken_json, extract, jsonld

URL = "https://diario.example/nota"
OWN = {"@type": "NewsArticle", "headline": "El puente viejo reabre", "datePublished": "2024-03-12"}
OTHER = {
    "@type": "NewsArticle",
    "headline": "Otra cosa distinta",
    "datePublished": "2020-01-01",
    "url": "https://diario.example/otra",
    "author": "Eva Sol",
    "articleBody": "Texto",
}
TITLES = ("El puente viejo reabre | Diario", "El puente viejo reabre")


@pytest.mark.parametrize(
    "wrapped",
    [
        "// <![CDATA[\n{}\n// ]]&gt;",
        "//&lt;![CDATA[\n{}\n//]]&gt;",
        "/* <![CDATA[ */\n{}\n/* ]]> */",
        "<!--\n{}\n-->",
        "// the story\n{}",
        "/* made by a plugin */ {};",
        "<!-- x --> /* a */ /* b */\n{}",
        "{};",
        "  {} \n ;\n",
    ],
)
def test_signs_around_the_json_are_taken_off(wrapped: str) -> None:
    assert broken_json.parse(wrapped.replace("{}", json.dumps(OWN))) == [OWN]


@pytest.mark.parametrize("quote", ["&quot;", "&#34;", "&#034;", "&#x22;"])
def test_entities_for_quotation_marks_are_read(quote: str) -> None:
    assert broken_json.parse(json.dumps(OWN).replace('"', quote)) == [OWN]


@pytest.mark.parametrize(
    "source",
    ['{"a": 1,, "b": [2, ],}', '{"a": 1, "b": [2]', '{"a": 1,\n // note\n "b": [2]}', '{"a": 1\n"b": [2]}'],
)
def test_commas_comments_and_brackets_are_mended(source: str) -> None:
    assert broken_json.parse(source) == [{"a": 1, "b": [2]}]


@pytest.mark.parametrize(
    "source",
    [
        """{'@type': 'Report', 'headline': 'El "no" de O\\'Neill', 'url': "https://a.example/x", 'a':true}""",
        """{'@type': 'Report', 'headline': 'El "no" de O'Neill', 'url': 'https://a.example/x', 'a': True,}""",
        """{"@type": 'Report', headline: "El \\"no\\" de O'Neill", url: 'https://a.example/x', a: true}""",
        """ {\n'@type': 'Report', headline: 'El "no" de O\\'Neill', url: 'https://a.example/x', a: true};""",
    ],
)
def test_single_quotes_and_bare_names_are_read(source: str) -> None:
    expected = {"headline": 'El "no" de O\'Neill', "url": "https://a.example/x", "a": True}
    assert broken_json.parse(source) == [{"@type": "Report", **expected}]


@pytest.mark.parametrize("half", ["\\ud83c", "\\uD83C", "\\udf0d", "a\\ud83c b"])
def test_half_a_character_is_dropped(half: str) -> None:
    found = broken_json.parse(
        f'{{"description": "Cae la luz {half}", "keywords": ["\\ud83c\\udf0d", "{half}"]}}'
    )
    json.dumps(found, ensure_ascii=False).encode()
    assert found[0]["keywords"][0] == "🌍"
    assert found[0]["description"].startswith("Cae la luz")


@pytest.mark.parametrize(
    "nodes",
    [
        (OTHER, OWN),
        ({"@type": "ItemList", "itemListElement": [OTHER]}, OTHER, OWN),
        (OWN, {**OTHER, "author": {"name": "Eva Sol"}}),
    ],
)
def test_the_story_is_the_one_with_the_pages_title(nodes: tuple[dict[str, object], ...]) -> None:
    assert jsonld.choose_story(nodes, URL, TITLES) == OWN


def test_a_live_blog_that_is_all_a_page_declares_is_its_story() -> None:
    entry = {"@type": "BlogPosting", "headline": "Entrada", "datePublished": "2024-03-12", "articleBody": "x"}
    blog = {"@type": "LiveBlogPosting", "headline": "En directo: pleno", "liveBlogUpdate": [entry]}
    assert jsonld.choose_story((blog, entry), URL, TITLES) == blog
    assert jsonld.choose_story((OWN, blog, entry), URL, TITLES) == OWN
    assert jsonld.choose_story(({**blog, "liveBlogUpdate": []},), URL, TITLES) == {}


def test_only_another_story_is_no_story() -> None:
    assert jsonld.choose_story((OTHER,), URL, TITLES) == {}
    assert jsonld.choose_story((OTHER,), OTHER["url"], TITLES) == OTHER


def test_a_live_blog_goes_before_its_entries() -> None:
    entry = {"@type": "BlogPosting", "headline": "Entrada del debate de hoy", "author": {"name": "Eva Sol"}}
    blog = {
        "@type": "LiveBlogPosting",
        "headline": "En vivo: debate presidencial de hoy",
        "liveBlogUpdate": [{**entry, "datePublished": "2026-03-01T20:10:00Z", "articleBody": "Texto"}],
    }
    html = (
        f'<script type="application/ld+json">{json.dumps(blog)}</script>'
        "<h1>En vivo: debate presidencial de hoy</h1>"
    )
    assert extract(f"<html><body>{html}<p>Texto.</p>", URL).authors == ()


@pytest.mark.parametrize(
    "piece",
    [
        " ",
        '"',
        "\n",
        "{",
        "[",
        ",",
        '\\"',
        "//",
        "/*",
        ":",
        ": ",
        "]]>",
        "}\n",
        '"\n',
        "1\n",
        "&#34;",
        "undefined",
        "// a\n",
        "'",
        "' ,",
        "a",
        "a ",
    ],
)
def test_mending_takes_time_in_proportion(piece: str) -> None:
    def cost(times: int) -> float:
        text = '{"a": ' + piece * times + "x"
        return seconds(lambda: broken_json.parse(text))

    assert grows_linearly(cost, 2000)
