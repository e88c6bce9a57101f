import pytest

from pipelines.extract import extract

_PAGE = """<html lang="es"><head><title>El río baja</title>{head}</head><body><article>
<h1>El río baja con menos agua que nunca</h1><p>{link}</p>
<p>El caudal del río bajó por tercer año consecutivo, según midieron ayer los técnicos de la cuenca.</p>
<p>Los regantes piden que se adelante la temporada y que se repartan las pérdidas entre todos.</p>
</article></body></html>"""


def _alternates(link: str, head: str = "") -> list[tuple[str, str]]:
    page = extract(_PAGE.format(link=link, head=head), "https://diario.example/es/rio")
    return [(alternate.language, alternate.url) for alternate in page.alternates]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Read in English", "en"),
        ("Read this story in English &raquo;", "en"),
        ("<b>Leer</b> en español", "es"),
        ("Lea esta nota en inglés", "en"),
        ("Versión en inglés", "en"),
        ("Spanish version", "es"),
        ("Disponible en español", "es"),
    ],
)
def test_a_link_to_the_other_edition_is_read(text: str, language: str) -> None:
    assert _alternates(f'<a href="/otro/river">{text}</a>') == [
        (language, "https://diario.example/otro/river")
    ]


@pytest.mark.parametrize(
    "link",
    [
        '<a href="/en/">English</a>',
        '<a href="/es/">El Diario en español</a>',
        '<a href="/x">Le leyó un titular en inglés</a>',
        '<a href="#lang">Read in English</a>',
        "Read in English",
    ],
)
def test_other_links_are_no_editions(link: str) -> None:
    assert _alternates(link) == []


def test_hreflang_goes_before_link_text() -> None:
    head = '<link rel="alternate" hreflang="en-US" href="https://diario.example/en/river">'
    assert _alternates('<a href="/en/other">Read in English</a>', head) == [
        ("en-US", "https://diario.example/en/river")
    ]
