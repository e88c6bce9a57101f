"""What extraction promises of any page: an answer or a clear error, never a wrong story."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from growth import grows_linearly, seconds
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dosvoces.core.errors import OutletError, PageError
from dosvoces.core.outlets import Selectors
from dosvoces.core.record import BODY_ROLES
from pipelines.extract import STORY_KINDS, Extraction, extract

ROOT = Path(__file__).parents[2]
SEED = ROOT.parent / "shared" / "seed" / "article.txt"
URL = "https://diario.example/nota"
PARAGRAPHS = (
    "El puente de madera volvió a cruzarse ayer, cuarenta años después de la crecida que lo rompió.",
    "La obra costó menos de lo previsto, explicó la alcaldesa, porque los vecinos pusieron tablas y clavos.",
    "Todavía falta la baranda del lado norte, que llegará en barco a fin de mes, si el río lo permite.",
)


def page(
    *, head: str = "", before: str = "", inside: str = "", after: str = "", title: str = "El puente vuelve"
) -> str:
    body = f"<p>{PARAGRAPHS[0]}</p>{inside}<p>{PARAGRAPHS[1]}</p><p>{PARAGRAPHS[2]}</p>"
    return (
        f'<html lang="es"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f"<body>{before}<article>"
        f"<h1>{title}</h1><div class='entry-content'>{body}</div></article>{after}</body></html>"
    )


def body_of(extraction: Extraction) -> list[str]:
    return [block.text for block in extraction.blocks if block.role in BODY_ROLES]


def role_of(extraction: Extraction, text: str) -> str | None:
    return next((block.role for block in extraction.blocks if block.text == text), None)


# ---------------------------------------------------------------- any input


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=3000))
def test_any_bytes_give_an_answer_or_a_page_error(body: bytes) -> None:
    try:
        extraction = extract(body, URL)
    except PageError:
        return
    assert [block.position for block in extraction.blocks] == list(range(len(extraction.blocks)))


_PIECES = st.sampled_from([
    "<p>", "</p>", "<div class='related'>", "</div>", "<table>", "<td>", "</table>", "<ul><li>", "</ul>",
    "<h1>", "</h1>",
    "<script type='application/ld+json'>", "</script>", '{"@type":"NewsArticle","headline":', "[[", "]}",
    "<br><br>", "<nav>",
    "<blockquote class='twitter-tweet'>", "<time datetime='2024-99-99T99:99'>",
    "<meta property='og:title' content='", "'>",
    "<a rel='tag' href='//[::'>", "<link rel=canonical href='http://[x'>", "Foto: ", "Por ",
    "12/13/2024 25:61", "\x00",
    "Lea también: ", "\ud800", "<style>", "<!--", "-->", "<template>", "<svg>", "<p hidden>",
    "2024-02-30", "&#x110000;",
    PARAGRAPHS[0], PARAGRAPHS[1],
    "<article itemscope itemtype='http://schema.org/NewsArticle' itemprop='author'>", "\u2028",
])  # fmt: skip


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_PIECES, max_size=60).map("".join))
def test_any_markup_gives_an_answer_or_a_page_error(markup: str) -> None:
    try:
        extraction = extract(markup, URL, zone="America/Lima")
    except PageError:
        return
    for block in extraction.blocks:
        assert block.text == block.text.strip() != ""
    for moment in (extraction.date_published, extraction.date_modified):
        assert moment is None or moment.utcoffset() is not None


@settings(max_examples=100)
@given(url=st.text(max_size=60), zone=st.text(max_size=20))
def test_any_address_and_zone_are_taken(url: str, zone: str) -> None:
    assert extract(page(), url, zone=zone).headline == "El puente vuelve"


@pytest.mark.parametrize("body", [b"", b"   ", b"\x00" * 50, b"<!-- nothing -->"])
def test_nothing_is_a_page_error_or_empty(body: bytes) -> None:
    try:
        assert extract(body, URL).kind not in STORY_KINDS
    except PageError as error:
        assert error.reason == "empty"


@pytest.mark.parametrize(
    ("make", "size"),
    [
        (lambda n: f"{'<div>' * n}{PARAGRAPHS[0]}{'</div>' * n}", 6_000),
        (lambda n: f"{'<b>' * n}{PARAGRAPHS[0]}", 6_000),
        (lambda n: f"<p>{'a=b ' * n}</p>", 30_000),
        (lambda n: f"<p {'a=b ' * n}>x</p>", 30_000),
        (lambda n: f"<script type='application/ld+json'>{'[' * n}</script><p>x</p>", 12_000),
        (lambda n: "<script type='application/ld+json'>" + '{"a":' * n + "</script><p>x</p>", 6_000),
        (lambda n: "<table>" * n + "x", 1_200),
        (lambda n: f"<p class='{'a-' * n}'>x</p>", 12_000),
        (lambda n: "<li><a href=x>" * n, 3_000),
        (lambda n: "<svg>" * n, 50_000),
        (lambda n: "<script a>" * n, 25_000),
        (lambda n: f"<title>{' | x' * n}</title><h1>{'| ' * n}</h1>", 3_000),
    ],
    ids=[
        "div",
        "inline",
        "words",
        "attributes",
        "json-lists",
        "json-objects",
        "tables",
        "class",
        "items",
        "svg",
        "scripts",
        "title",
    ],
)
def test_hostile_pages_take_time_in_proportion(make: Callable[[int], str], size: int) -> None:
    def cost(count: int) -> float:
        body = make(count).encode()
        spent = seconds(lambda: extract(body, URL))
        assert spent < 30  # also where no more than so many elements inside each other are read
        return spent

    assert grows_linearly(cost, size)


_LARGE = """
import re
from pathlib import Path
from pipelines.extract import extract
line = "<p class='a b'>uno <a href=x>dos</a> y tres palabras más, aquí y allá. </p>"
html = ("<html><body><h1>El puente vuelve</h1>" + line * 260_000 + "</body></html>").encode()
assert len(html) > 20_000_000
assert extract(html, "https://diario.example/nota").headline == "El puente vuelve"
# The peak that getrusage tells includes that of the process it was forked from.
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""


@pytest.mark.slow
def test_twenty_megabytes_are_answered_in_bounded_memory() -> None:
    command = [sys.executable, "-c", _LARGE]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert int(done.stdout) < 450  # MiB, of which 100 are the page itself, as bytes, text and text again


def test_scripts_of_megabytes_do_not_hide_the_story() -> None:
    extraction = extract(page(before=f"<script>{'var x = 1;' * 500_000}</script>"), URL)
    assert body_of(extraction) == list(PARAGRAPHS)


# ---------------------------------------------------------------- the body


def test_the_title_is_not_repeated_in_the_body() -> None:
    extraction = extract(page(inside="<h2>El puente vuelve</h2><p>El puente vuelve</p>"), URL)
    assert body_of(extraction) == list(PARAGRAPHS)


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("Lea también: El río que cambió de nombre", "related"),
        ("VEA TAMBIÉN: El río que cambió de nombre", "related"),
        ("MIRA: El río que cambió de nombre en dos días", "related"),
        ("READ MORE: The river that changed its name", "related"),
        ("Related content: The river that changed its name", "related"),
        ("Te puede interesar: El río que cambió de nombre", "related"),
        ("Síguenos en", "furniture"),
        ("Publicaciones recientes", "furniture"),
        ("Follow us on Facebook and Instagram", "furniture"),
        ("Suscríbete a nuestro boletín y recibe las noticias en tu correo", "furniture"),
        ("Sign up for our newsletter", "furniture"),
        ("Únete a nuestro canal de WhatsApp", "furniture"),
        ("Este contenido es exclusivo para suscriptores", "furniture"),
        ("Already a subscriber? Log in", "furniture"),
        ("PUBLICIDAD", "furniture"),
        ("Advertisement", "furniture"),
        ("Leave a comment", "furniture"),
        ("Receive the latest local updates in your inbox", "furniture"),
        ("Esta funcionalidad es sólo para registrados", "furniture"),
        ("Don't want to see this? Remove ads", "furniture"),
        ("Este artículo contiene enlaces de afiliados, por los que cobramos", "furniture"),
        ("Volver a la galería", "furniture"),
        ("Image 1 of / 4", "furniture"),
        ("All sharing options for: The river that changed its name", "furniture"),
        ("Read these next", "furniture"),
        ("Photo: Gobierno de México", "credit"),
        ("Foto: Ana Ruiz / EFE", "credit"),
        ("In this photo provided by the harbor, the new bridge stands empty.", "caption"),
        ("En esta foto de archivo, el puente viejo antes de la crecida.", "caption"),
        ("El puente visto desde la otra orilla (Foto: Rosa Quispe)", "caption"),
        ("Image caption The old bridge before the flood", "caption"),
        (
            "The bridge from the bank where the ferry lands, on a late Tuesday evening. (Rosa Quispe/AP)",
            "caption",
        ),
        ("Por Ana Ruiz y Juan Pérez", "byline"),
        ("Ana Ruiz, Political Correspondent", "byline"),
        ("Ana Ruiz and John Doe, Associated Press", "byline"),
        ("Ana Ruiz, corresponsal en Lima", "byline"),
        ("Corresponsal en Atenas", "byline"),
        ("20:24Ana Ruiz", "byline"),
    ],
)
def test_lines_that_are_not_the_story_are_labelled_and_kept_out(line: str, role: str) -> None:
    extraction = extract(page(inside=f"<p>{line}</p>"), URL)
    assert role_of(extraction, line) == role
    assert body_of(extraction) == list(PARAGRAPHS)


@pytest.mark.parametrize(
    "sentence",
    [
        "Más de trescientas personas cruzaron el puente en la primera hora, según contó la policía.",
        "More than three hundred people crossed the bridge in the first hour, the police said.",
        "Comparte con su hermano una casa de dos pisos junto al embarcadero nuevo.",
        "Subscribers to the old telephone company still remember the number of the bakery.",
        "Mira al río todas las mañanas, dice, y todas las mañanas el río lo mira a él.",
        "The photo shows a river that nobody in the village recognizes any more.",
        "Lea, la hija del barquero, aprendió a nadar el mismo día que a caminar.",
        "You can check out of the hotel at any time, said Ana Ruiz, its political editor.",
        "Two hundred responses to the survey came from the other bank of the river.",
        "Reuters, the baker's dog, waits for him at the end of the bridge every day.",
    ],
)
def test_sentences_that_begin_like_furniture_stay(sentence: str) -> None:
    assert sentence in body_of(extract(page(inside=f"<p>{sentence}</p>"), URL))


def test_a_wrapper_with_a_misleading_class_does_not_swallow_the_story() -> None:
    for name in ("related-wrapper", "sidebar", "comments-enabled", "share", "newsletter", "widget"):
        html = (
            page()
            .replace("<article>", f"<div class='{name}'><article>")
            .replace("</article>", "</article></div>")
        )
        assert body_of(extract(html, URL)) == list(PARAGRAPHS)


def test_a_story_in_parts_is_whole() -> None:
    parts = "".join(f"<div class='part'><p>{text}</p><p>Dijo: {text}</p></div>" for text in PARAGRAPHS)
    extraction = extract(
        f"<html><body><h1>El puente vuelve</h1><section>{parts}</section></body></html>", URL
    )
    assert len(body_of(extraction)) == 6


def test_comments_longer_than_the_story_stay_out() -> None:
    comments = "".join(f"<li><p>{PARAGRAPHS[i % 3]} Y yo opino que fue el {i}.</p></li>" for i in range(60))
    extraction = extract(
        page(after=f"<div id='comments'><ol class='comment-list'>{comments}</ol></div>"), URL
    )
    assert body_of(extraction) == list(PARAGRAPHS)


@pytest.mark.parametrize("heading", ["<h3>60 responses to “El puente vuelve”</h3>", ""])
def test_comments_that_no_class_names_stay_out(heading: str) -> None:
    comments = "".join(
        f"<div><p>Vecino {i} dice:</p><p>{PARAGRAPHS[i % 3]} Y yo opino que fue el {i}.</p></div>"
        for i in range(60)
    )
    assert body_of(extract(page(after=f"<div>{heading}{comments}</div>"), URL)) == list(PARAGRAPHS)


def test_a_credit_behind_a_caption_is_a_block_of_its_own() -> None:
    line = "The old bridge, which the flood broke, seen from the mill on a summer day, forty years ago"
    extraction = extract(page(inside=f"<p>{line}. Credit: Rosa Quispe, Getty</p>"), URL)
    assert role_of(extraction, f"{line}.") == "caption"
    assert role_of(extraction, "Credit: Rosa Quispe, Getty") == "credit"


def test_a_text_in_a_box_with_a_picture_is_its_caption_whatever_the_box_is_called() -> None:
    line = "El puente visto desde la otra orilla el martes por la tarde"
    box = f"<div class='x1'><div class='x2'><img src='/puente.jpg' width='800'></div><div>{line}</div></div>"
    extraction = extract(page(inside=box), URL)
    assert role_of(extraction, line) == "caption"
    assert body_of(extraction) == list(PARAGRAPHS)


@pytest.mark.parametrize("size", ["width='24'", ""])
def test_a_list_of_things_with_a_picture_each_is_the_story(size: str) -> None:
    things = [f"La cosa número {i} que se puede ver desde el puente nuevo." for i in range(5)]
    boxes = "".join(
        f"<div><img src='/{i}.png' {size}><div>{thing}</div></div>" for i, thing in enumerate(things)
    )
    assert set(things) < set(body_of(extract(page(inside=f"<div>{boxes}</div>"), URL)))


def test_a_broken_page_without_a_body_element_is_read() -> None:
    assert body_of(extract("".join(f"<p>{text}" for text in PARAGRAPHS), URL)) == list(PARAGRAPHS)


# ---------------------------------------------------------------- characters


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_spanish_comes_out_right_without_a_declaration(encoding: str) -> None:
    html = page(title="El niño cruzó «a ciegas» — por 3 €").replace('<meta charset="utf-8">', "")
    extraction = extract(html.encode(encoding), URL)
    assert extraction.headline == "El niño cruzó «a ciegas» — por 3 €"
    assert body_of(extraction) == list(PARAGRAPHS)


@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "ascii", "no-such-charset", "gb2312"])
def test_a_lying_declaration_does_not_make_mojibake(declared: str) -> None:
    html = page().replace("utf-8", declared)
    assert body_of(extract(html.encode(), URL, content_type=f"text/html; charset={declared}")) == list(
        PARAGRAPHS
    )


@pytest.mark.parametrize("taken_for", ["latin-1", "cp1252"])
def test_what_was_encoded_twice_is_read(taken_for: str) -> None:
    def garble(letter: str) -> str:
        bytes_of = letter.encode()
        return "".join(bytes([one]).decode(taken_for, "ignore") or chr(one) for one in bytes_of)

    garbled = "".join(map(garble, page(title="“¡Sí!”, dijo el niño — 3 € 😀")))
    extraction = extract(garbled.encode(), URL)
    assert (extraction.headline, body_of(extraction)) == ("“¡Sí!”, dijo el niño — 3 € 😀", list(PARAGRAPHS))


def test_a_story_about_garbled_characters_keeps_them() -> None:
    said = "El niño escribió â€™ y Ã± en su página."
    assert said in body_of(extract(page(inside=f"<p>{said}</p>").encode(), URL))


def test_latin1_that_says_utf8_is_latin1() -> None:
    assert body_of(extract(page().encode("cp1252"), URL, content_type="text/html")) == list(PARAGRAPHS)


def test_one_damaged_byte_does_not_change_the_rest() -> None:
    body = page(after="<p>ñ</p>" * 20).encode().replace(b"ayer", b"ay\xffer")
    assert body_of(extract(body, URL))[1:] == list(PARAGRAPHS[1:])


# ---------------------------------------------------------------- walls


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ("<title>Attention Required! | Cloudflare</title><h1>Sorry, you have been blocked</h1>", "challenge"),
        (
            "<title>Access Denied</title><h1>Access Denied</h1><p>You have no permission to see this.</p>",
            "challenge",
        ),
        ("<title>Un momento...</title><p>Comprobando tu navegador antes de acceder.</p>", "challenge"),
        (
            "<title>404 Not Found</title><h1>Not Found</h1><p>The requested URL was not found here.</p>",
            "error",
        ),
        (
            "<title>Diario</title><h1>Página no encontrada</h1><p>Lo sentimos, esta nota ya no existe.</p>",
            "error",
        ),
        ("<title>503 Service Unavailable</title><p>Try again later.</p>", "error"),
        (
            "<title>Antes de continuar</title><p>Usamos cookies.</p><p>Aceptar todas las cookies</p>",
            "consent",
        ),
        (
            "<title>Diario</title><h2>Nos importa tu privacidad</h2><p>Nosotros y nuestros socios utilizamos"
            " cookies para mostrarte anuncios.</p><p>Si aceptas, podrás leer gratis todas las notas.</p>",
            "consent",
        ),
        ("<title>Diario</title><h1>Nota</h1><p>Suscríbete para continuar leyendo esta nota.</p>", "paywall"),
        ("<title>The Daily</title><p>This article is for subscribers only.</p>", "paywall"),
        ("<title>x</title><p>hola</p>", "empty"),
    ],
)
def test_walls_are_no_stories_and_say_why(html: str, kind: str) -> None:
    extraction = extract(f"<html><body>{html}</body></html>", URL)
    assert extraction.kind == kind
    assert extraction.reason


def test_a_story_about_walls_is_a_story() -> None:
    title = "404, página no encontrada: la historia del error más famoso"
    lines = "".join(f"<p>Dijo la número {number}: {text}</p>" for number, text in enumerate(PARAGRAPHS * 3))
    assert extract(page(title=title, inside=lines), URL).kind == "article"


def test_a_paywalled_teaser_is_a_story_that_is_not_free() -> None:
    html = page(head='<meta property="article:published_time" content="2026-01-01T00:00:00Z">').replace(
        f"<p>{PARAGRAPHS[1]}</p><p>{PARAGRAPHS[2]}</p>", "<p>Suscríbete para continuar leyendo.</p>"
    )
    extraction = extract(html, URL)
    assert (extraction.kind, extraction.is_accessible_for_free) == ("article", False)


# ---------------------------------------------------------------- selectors


def test_selectors_go_first_and_fall_back_where_they_find_nothing() -> None:
    html = page(
        inside="<p class='promo-x'>Una línea que sobra</p>", head="<meta name='author' content='Ana Ruiz'>"
    )
    extraction = extract(
        html, URL, selectors=Selectors(headline=".missing", remove=(".promo-x",), body=".entry-content")
    )
    assert extraction.headline == "El puente vuelve"
    assert body_of(extraction) == list(PARAGRAPHS)
    assert extraction.sources["blocks"] == "selector"
    assert extraction.sources["authors"] == "meta"


def test_a_selector_that_is_no_css_names_itself() -> None:
    with pytest.raises(OutletError, match="p\\[\\["):
        extract(page(), URL, selectors=Selectors(body="p[["))


# ---------------------------------------------------------------- the record


def test_every_field_says_where_it_came_from() -> None:
    head = (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"El puente vuelve",'
        '"datePublished":"2026-05-01T10:20:00-05:00","author":{"name":"Ana Ruiz"}}</script>'
        '<meta property="og:description" content="Cuarenta años después">'
        '<meta name="keywords" content="puente, río">'
    )
    extraction = extract(page(head=head), URL)
    assert extraction.date_published == datetime(2026, 5, 1, 15, 20, tzinfo=UTC)
    assert extraction.sources["date_published"] == "json-ld"
    assert extraction.sources["authors"] == "json-ld"
    assert extraction.sources["description"] == "opengraph"
    assert extraction.sources["keywords"] == "meta"
    assert extraction.sources["headline"] == "page"


def test_the_same_page_gives_the_same_record() -> None:
    html = page(inside="<ul><li>uno y dos</li></ul>")
    assert extract(html, URL) == extract(html, URL)


# ---------------------------------------------------------------- the seed


@pytest.fixture(scope="module")
def seed() -> list[str]:
    if not SEED.exists():
        pytest.skip("the seed article lies beside the checkout in ../shared, which is absent")
    return [line for line in SEED.read_text(encoding="utf-8").splitlines() if line.strip()]


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("tag", ["p", "div"])
def test_the_seed(seed: list[str], lang: str, tag: str) -> None:
    headline, *body, follow, recent = seed
    lines = "".join(f"<{tag}>{line}</{tag}>" for line in body)
    extraction = extract(
        f'<html lang="{lang}"><head><title>{headline} - Movilidad</title></head><body>'
        '<nav><a href="/">Inicio</a></nav>'
        f"<article><h1>{headline}</h1><div class='post-content'>{lines}</div></article>"
        f"<div class='widget'><h4>{follow}</h4></div><div class='widget'><h4>{recent}</h4>"
        "<ul><li><a href='/x'>"
        "Una historia que no es esta y que tiene un título largo</a></li></ul></div></body></html>",
        URL,
    )
    apart = [line for line in body if line.startswith(("Photo:", "Related content:"))]
    assert len(apart) == 2
    assert extraction.headline == headline
    assert body_of(extraction) == [line for line in body if line not in apart]
    assert [role_of(extraction, line) for line in (*apart, follow, recent)] == [
        "credit",
        "related",
        "furniture",
        "furniture",
    ]
