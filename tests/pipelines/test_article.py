"""An article is what the outlet printed; what stands around it is kept, labelled, its language known."""

from datetime import UTC, date, datetime
from html import escape
from pathlib import Path

import msgspec
import pytest

from dosvoces.core.errors import NotAnArticle, PageError
from dosvoces.core.identity import article_id
from dosvoces.core.language_tags import base_language
from dosvoces.core.outlets import Edition, Outlet, Selectors, Source
from dosvoces.core.record import Article, Page
from pipelines.article import build_article

SEED = Path(__file__).parents[3] / "shared" / "seed" / "article.txt"

OUTLET = Outlet(
    name="Movilidad de Prueba",
    key="movilidad",
    country="MX",
    zone="America/Mexico_City",
    domains=("movilidad.example",),
    language="es-MX",
    editions=(
        Edition(language="es-MX", base="https://movilidad.example/"),
        Edition(language="en", base="https://movilidad.example/en/"),
    ),
    sources=(Source(kind="front_page", url="https://movilidad.example/"),),
)
URL = "https://movilidad.example/en/working-group/"
WHEN = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)

TEMPLATE = """<!doctype html><html lang="en-US"><head><meta charset="utf-8">
<title>{headline} – Movilidad de Prueba</title>
<link rel="canonical" href="https://movilidad.example/en/working-group/">
<meta property="og:type" content="article"><meta property="og:title" content="{headline}">
<meta property="article:published_time" content="2023-01-18T15:00:00-06:00"></head>
<body class="single-post"><header><nav><ul><li><a href="/">Inicio</a></li><li><a href="/en/">English</a></li>
<li><a href="/noticias/">Noticias</a></li></ul></nav></header>
<main><article class="post"><h1 class="entry-title">{headline}</h1>
<div class="entry-content">{body}</div></article>
<aside class="sidebar"><div class="widget social"><h3>{follow}</h3>
<a href="https://facebook.example/m"><i class="fa"></i></a>
<a href="https://x.example/m"><i class="fa"></i></a></div>
<div class="widget widget_recent_entries"><h3>{recent}</h3><ul>
<li><a href="/a/">El metro de Quito cumple un año de operación</a></li>
<li><a href="/b/">Santiago estrena buses eléctricos en diez comunas</a></li></ul></div></aside></main>
<footer><p>© 2023 Movilidad de Prueba. Todos los derechos reservados.</p></footer></body></html>"""


def build(html: str | bytes, url: str = URL, **more: object) -> Article:
    body = html if isinstance(html, bytes) else html.encode()
    return build_article(Page(url=url, body=body, outlet="movilidad", retrieved_at=WHEN, **more), OUTLET)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def seed() -> tuple[Article, list[str]]:
    if not SEED.exists():
        pytest.skip("the seed article lies beside the checkout in ../shared, which is absent")
    lines = [line for line in SEED.read_text(encoding="utf-8").splitlines() if line.strip()]
    headline, *body, follow, recent = lines
    parts = []
    for line in body:
        if line.startswith("Photo:"):
            parts.append(f'<figure><img src="/f.jpg" alt=""><figcaption>{escape(line)}</figcaption></figure>')
        elif line.startswith("Related content:"):
            parts.append(f'<p><strong><a href="/en/brazil/">{escape(line)}</a></strong></p>')
        else:
            parts.append(f"<p>{escape(line)}</p>")
    return build(
        TEMPLATE.format(headline=headline, body="\n".join(parts), follow=follow, recent=recent)
    ), lines


def test_the_seed_keeps_english_paragraphs_only_in_its_body(seed: tuple[Article, list[str]]) -> None:
    article, lines = seed
    paragraphs = [x for x in lines[1:-2] if not x.startswith(("Photo:", "Related content:"))]
    assert article.headline == lines[0]
    assert article.text.splitlines() == paragraphs
    assert article.in_language == "en"
    assert article.edition == "en"
    assert article.date_published == datetime(2023, 1, 18, 21, 0, tzinfo=UTC)


def test_the_seed_labels_what_stands_around_the_story(seed: tuple[Article, list[str]]) -> None:
    article, lines = seed
    roles = {block.text: block.role for block in article.blocks}
    assert roles[lines[-2]] == "furniture"
    assert roles[lines[-1]] == "furniture"
    assert roles[next(x for x in lines if x.startswith("Photo:"))] == "credit"
    assert roles[next(x for x in lines if x.startswith("Related content:"))] == "related"


def test_the_seed_has_its_fragments_in_the_other_language(seed: tuple[Article, list[str]]) -> None:
    article, lines = seed
    found = {article.blocks[f.block].text[f.start : f.end]: f for f in article.fragments}
    for line in lines[-2:]:
        assert (found[line].language, found[line].kind) == ("es", "furniture")
    credit = next(x for x in lines if x.startswith("Photo:"))
    name = credit.removeprefix("Photo: ")
    assert (found[name].language, found[name].kind) == ("es", "name")
    body = {b.position for b in article.blocks if b.role == "paragraph"}
    assert not [f for f in article.fragments if f.block in body and f.kind != "name"]


def page_of(body: str) -> str:
    return TEMPLATE.format(
        headline="A plan", body=body, follow="Síguenos en", recent="Publicaciones recientes"
    )


PARAGRAPH = (
    "<p>The city council approved a plan that puts forty new buses on the road before the year ends.</p>"
)


def test_a_story_keeps_its_id_whatever_address_it_was_reached_by() -> None:
    html = page_of(PARAGRAPH * 4)
    ids = {
        build(html, url).id for url in (URL, URL + "?utm_source=news", "https://www.movilidad.example/en/x/")
    }
    assert ids == {article_id("movilidad", URL)}


def test_a_canonical_address_on_another_site_is_not_believed() -> None:
    html = page_of(PARAGRAPH * 4).replace(
        'href="https://movilidad.example/en/working', 'href="https://evil.example/en/working'
    )
    assert build(html).canonical_url == URL


SPANISH_URL = "https://movilidad.example/grupo-de-trabajo/"


@pytest.mark.parametrize("told_by", ["hreflang", "the address"])
def test_the_canonical_address_of_the_other_edition_is_not_the_storys(told_by: str) -> None:
    links = f'<link rel="canonical" href="{SPANISH_URL}">'
    if told_by == "hreflang":
        links += f'<link rel="alternate" hreflang="es" href="{SPANISH_URL}">'
        links += f'<link rel="alternate" hreflang="en" href="{URL}">'
    canonical = '<link rel="canonical" href="https://movilidad.example/en/working-group/">'
    english = build(page_of(PARAGRAPH * 4).replace(canonical, links))
    assert english.id == article_id("movilidad", URL) and english.edition == "en"
    assert SPANISH_URL in {alternate.url for alternate in english.alternates}


def test_a_canonical_address_of_the_same_edition_is_the_storys() -> None:
    canonical = '<link rel="canonical" href="https://movilidad.example/en/working-group/">'
    links = canonical + f'<link rel="alternate" hreflang="en" href="{URL}">'
    for address in (f"{URL}amp/", "https://movilidad.example/en/2023/working-group/"):
        assert build(page_of(PARAGRAPH * 4).replace(canonical, links), address).canonical_url == URL
    # A Spanish address of an English text, where no English one is told, is all there is.
    html = page_of(PARAGRAPH * 4).replace(canonical, f'<link rel="canonical" href="{SPANISH_URL}">')
    assert build(html, "https://movilidad.example/grupo/").canonical_url == SPANISH_URL


@pytest.mark.parametrize(
    "broken",
    [
        "http://[oops/x",
        "https://movilidad.example:port/",
        "https://movilidad.example:99999/x",
        "//",
        "mailto:a@b",
        "",
    ],
)
def test_a_broken_canonical_address_costs_nothing(broken: str) -> None:
    html = page_of(PARAGRAPH * 4).replace(
        'href="https://movilidad.example/en/working-group/"', f'href="{broken}"'
    )
    assert build(html).canonical_url == URL


@pytest.mark.parametrize(("until", "headline"), [("2026-12-31", "The real one"), ("2025-12-31", "A plan")])
def test_selectors_are_used_while_they_hold(until: str, headline: str) -> None:
    html = page_of(PARAGRAPH * 4 + '<p class="real">The real one</p>')
    selectors = Selectors(valid_until=date.fromisoformat(until), headline=".real")
    outlet = msgspec.structs.replace(OUTLET, selectors=selectors)
    page = Page(url=URL, body=html.encode(), outlet="movilidad", retrieved_at=WHEN)
    assert build_article(page, outlet).headline == headline


def test_the_same_page_gives_the_same_article() -> None:
    html = page_of(PARAGRAPH * 4)
    assert build(html) == build(html)


def test_only_the_text_of_the_story_changes_the_content_hash() -> None:
    html = page_of(PARAGRAPH * 4 + "<figure><img src='a.jpg'><figcaption>The bridge</figcaption></figure>")
    captioned = build(html)
    assert "caption" in {block.role for block in captioned.blocks}
    assert captioned.content_hash == build(html.replace("The bridge", "A street")).content_hash
    assert (
        build(html).content_hash == build(html.replace("El metro de Quito", "El tren de Lima")).content_hash
    )
    assert build(html).content_hash != build(html.replace("forty", "fifty")).content_hash


def test_the_language_takes_the_region_of_the_edition() -> None:
    spanish = (
        "<p>El concejo municipal aprobó un plan que pone cuarenta autobuses nuevos en la calle este año.</p>"
    )
    html = page_of(spanish * 4).replace("/en/working-group/", "/grupo-de-trabajo/")
    article = build(html, "https://movilidad.example/grupo-de-trabajo/")
    assert (article.in_language, article.edition) == ("es-MX", "es-MX")


@pytest.mark.parametrize("status", [404, 410, 500])
def test_an_error_answer_is_no_article(status: int) -> None:
    with pytest.raises(NotAnArticle) as caught:
        build(page_of(PARAGRAPH * 4), status=status)
    assert caught.value.reason == f"http-{status}"
    assert URL in str(caught.value)


@pytest.mark.parametrize("body", [b"", b"\0\0\0", b"<html></html>", b"\xff\xfe\x00", b"{}"])
def test_a_page_without_a_story_says_so(body: bytes) -> None:
    with pytest.raises(PageError):
        build(body)


def test_fragments_lie_inside_their_blocks() -> None:
    article = build(
        page_of(
            PARAGRAPH
            + "<p>“No vamos a esperar otro año para empezar las obras”, the mayor told reporters.</p>" * 2
        )
    )
    assert article.fragments
    for fragment in article.fragments:
        assert 0 <= fragment.start < fragment.end <= len(article.blocks[fragment.block].text)
        assert base_language(fragment.language) != base_language(article.in_language)
    assert msgspec.json.decode(msgspec.json.encode(article), type=Article) == article
