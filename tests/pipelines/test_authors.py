"""Authors as newsrooms and their software print and declare them, in Spanish and English."""

import pytest

from pipelines.extract import extract
from pipelines.extract.names import split

TITLE = "Abre el puente"
STORY = "<p>" + "Una frase cualquiera que llena el párrafo hasta que parece una nota. " * 6 + "</p>"


def read_authors(head: str, byline: str, end: str = "") -> list[str]:
    page = extract(
        f"<html><head><title>{TITLE} | Diario Ejemplo</title>{head}"
        "<meta property='og:site_name' content='Diario Ejemplo'></head><body><article>"
        f"<h1>{TITLE}</h1>{byline}{STORY * 3}{end}</article></body>",
        "https://www.diario.example/local/nota",
    )
    return [author.name for author in page.authors]


def declare(authors: str) -> str:
    return (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Abre el puente","author":'
        f"{authors}}}</script>"
    )


@pytest.mark.parametrize(
    ("head", "byline", "names"),
    [
        ('<meta name="author" content="Ana">', '<div class="byline">Por Ana Ruiz</div>', ["Ana Ruiz"]),
        ('<meta name="author" content="Ana Ruiz DIARIO EJEMPLO">', "", ["Ana Ruiz"]),
        (
            "",
            (
                '<div class="author"><a href="/local">Local</a></div><p>Por <a rel="author" href='
                '"/autor/ana">Ana Ruiz</a></p>'
            ),
            ["Ana Ruiz"],
        ),
        ("", '<div class="byline"><a href="/seccion/local">Local</a></div>', []),
        ("", "<p>By Anna Reed</p><p>Edited by Walter Finch</p>", ["Anna Reed"]),
        ("", '<div class="byline">Edited by Walter Finch</div>', []),
        ("", '<div class="byline">Ana Ruiz. Editado por Luis Gómez</div>', ["Ana Ruiz"]),
        (declare('{"@type":"Person","name":"Associated Press"}'), "", ["Associated Press"]),
        ("", '<p class="byline">By ANNA REED Associated Press</p>', ["Anna Reed"]),
        ("", '<p class="byline">By ANNA REED, Associated Press</p>', ["Anna Reed", "Associated Press"]),
        ("", '<p class="firma">Por Redacción</p>', ["Redacción"]),
        ("", '<p class="firma">EFE / Madrid</p>', ["EFE"]),
        ("", '<p class="autor">EFE | Madrid</p>', ["EFE"]),
        ("", '<p class="autor"><span>Agencia EFE</span></p>', ["Agencia EFE"]),
        ("", "<p>Texto: Ana Ruiz / Fotos: Luis Gómez</p>", ["Ana Ruiz"]),
        (
            "",
            '<p>Por <a href="/autor/ana">Ana Ruiz</a> y <a href="/autor/l">Luis Gómez</a></p>',
            ["Ana Ruiz", "Luis Gómez"],
        ),
        ("", '<p class="firma">Ana Ruiz - Madrid</p>', ["Ana Ruiz"]),
        ("", '<p class="byline">By Anna Reed Former Deputy Editor</p>', ["Anna Reed"]),
        ("", '<p class="byline">By Anna Reed UK-based Systems Theorist</p>', ["Anna Reed"]),
        ('<meta name="author" content="Anna Reed, Sr. Director of Works">', "", ["Anna Reed"]),
        (declare('"Diario Ejemplo"'), '<p class="byline">Text SizeSmallMediumLarge</p>', ["Diario Ejemplo"]),
        (
            '<meta name="author" content="Ana Ruiz"><meta property="og:site_name" content="Ana Ruiz">',
            '<p class="byline">Una Semana Clara</p>',
            ["Ana Ruiz"],
        ),
        (
            '<meta name="author" content="AFP"><meta property="og:site_name" content="AFP">',
            "",
            ["AFP"],
        ),
        (
            "",
            (
                '<span itemprop="author" itemscope itemtype="https://schema.org/Person"><span ite'
                'mprop="name">Ana Ruiz</span></span>'
            ),
            ["Ana Ruiz"],
        ),
        (
            declare('[{"@type":"Person","name":"Ana Ruiz"},{"@type":"Person","name":"Luis Gómez"}]'),
            "",
            ["Ana Ruiz", "Luis Gómez"],
        ),
        (declare('["Ana Ruiz","Luis Gómez"]'), "", ["Ana Ruiz", "Luis Gómez"]),
        (declare('{"@type":"Person","name":"Ana Ruiz, Luis Gómez"}'), "", ["Ana Ruiz", "Luis Gómez"]),
        (declare('{"@type":"Person","name":["Ana Ruiz","Luis Gómez"]}'), "", ["Ana Ruiz", "Luis Gómez"]),
        (
            declare('{"@type":"Organization","name":"Diario Ejemplo"}'),
            '<p class="byline">Por Ana Ruiz</p>',
            ["Ana Ruiz"],
        ),
        (
            declare('{"@type":"Organization","name":"Grupo Norte Comunicación"}'),
            '<p class="byline">Por Ana Ruiz</p>',
            ["Ana Ruiz"],
        ),
        (
            declare('{"@type":"Organization","name":"Europa Press"}'),
            '<p class="byline">Por Ana Ruiz</p>',
            ["Europa Press"],
        ),
        ("", "<p>12 de marzo de 2026 · Ana Ruiz</p>", ["Ana Ruiz"]),
        ("", "<p>Ana Ruiz</p><p>12 de marzo de 2026</p>", ["Ana Ruiz"]),
        ("", "<div>Anna Reed</div><div>March 12, 2026</div><div>4 min read</div>", ["Anna Reed"]),
        ("", "<div>Política Nacional</div><div>12 de marzo de 2026</div>", []),
        ('<meta name="author" content="Anna Reed, MD, PhD, FACS">', "", ["Anna Reed"]),
        (
            '<meta name="author" content="Anna Reed, Head of Marketing and Community Development">',
            "",
            ["Anna Reed"],
        ),
        ("", '<p class="firma">Ana Ruiz, profesora de Historia</p>', ["Ana Ruiz"]),
        ('<meta name="author" content="page.head.extra">', "", []),
        ('<meta name="author" content="Ejemplonet.com">', "<p>Por Ana Ruiz</p>", ["Ana Ruiz"]),
        (
            (
                '<meta name="citation_author" content="Ruiz, Ana"><meta name="citation_author" co'
                'ntent="Gómez, Luis">'
            ),
            "",
            ["Ana Ruiz", "Luis Gómez"],
        ),
        (
            declare('{"@type":"Person","name":"Redacción / Diario Ejemplo"}'),
            "",
            ["Redacción / Diario Ejemplo"],
        ),
        ("", '<p class="firma">Por Ana Ruiz con información de EFE</p>', ["Ana Ruiz"]),
        ("", '<p class="firma">Ana Ruiz | Corresponsal en Roma</p>', ["Ana Ruiz"]),
        ("", '<div class="wp-block-post-author-name"><a href="/author/ana">Ana Ruiz</a></div>', ["Ana Ruiz"]),
        (
            "",
            ('<h4 class="author-name"><a href="/author/ana/">Anna Reed</a></h4><time>Mar 12, 2026</time>'),
            ["Anna Reed"],
        ),
        (
            "",
            (
                '<div class="c-byline"><span>Por</span> <a class="c-byline__author" href="/autor/'
                'ana-ruiz/">Ana Ruiz</a></div>'
            ),
            ["Ana Ruiz"],
        ),
        (
            "",
            (
                '<div class="field field--name-field-autor"><div class="field__label">Autor</div>'
                '<div class="field__item">Ana Ruiz</div></div>'
            ),
            ["Ana Ruiz"],
        ),
        (
            "",
            (
                '<div class="profile-hover-card-target"><a href="https://substack.com/@ana">Anna '
                "Reed</a></div><div>Mar 12, 2026</div>"
            ),
            ["Anna Reed"],
        ),
        (
            "",
            (
                '<div class="amp-wp-meta amp-wp-byline"><span class="amp-wp-author author vcard">'
                "Ana Ruiz</span></div>"
            ),
            ["Ana Ruiz"],
        ),
    ],
)
def test_authors_as_software_prints_and_declares_them(head: str, byline: str, names: list[str]) -> None:
    assert read_authors(head, byline) == names


def test_who_wrote_it_may_stand_at_the_end() -> None:
    assert read_authors("", "", "<p>Written by Anna Reed</p>") == ["Anna Reed"]


@pytest.mark.parametrize("line", ["Política Nacional", "Text Size", "Obras Públicas", "Last update"])
def test_a_line_beside_a_date_that_is_no_name_is_no_author(line: str) -> None:
    assert read_authors("", f"<div>{line}</div><div>12 de marzo de 2026</div>") == []


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ("Dylan Bailey, MS, RD, FAND", ["Dylan Bailey"]),
        ("Paul Frew, Home and Digital Security Expert", ["Paul Frew"]),
        ("Texto y fotos de Ana Ruiz", ["Ana Ruiz"]),
        ("Texto: Ana Ruiz. Fotos: Juan Pérez", ["Ana Ruiz"]),
        ("Center for Drug Evaluation and Research", ["Center for Drug Evaluation and Research"]),
        ("Rui Ma, Heba Ledwon & Suparn Patra", ["Rui Ma", "Heba Ledwon", "Suparn Patra"]),
        ("Luis Pérez, Madrid", ["Luis Pérez"]),
        ("Perry Bacon Jr.", ["Perry Bacon Jr."]),
        ("Juan Carlos Muñoz C.", ["Juan Carlos Muñoz C."]),
        ("La Información16.09.2020", ["La Información"]),
        ("The Team, edited by Walter", ["The Team"]),
        ("Mateo Alemán, Reuters and Ana Ruiz", ["Mateo Alemán", "Reuters", "Ana Ruiz"]),
    ],
)
def test_jobs_degrees_and_other_hands_are_no_names(raw: str, names: list[str]) -> None:
    assert split(raw) == names
