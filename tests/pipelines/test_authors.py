"""Authors as newsrooms and their software print and declare them, in Spanish and English."""

import pytest
from growth import grows_linearly, seconds

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
        ("", "<div><p>Anna Reed</p><p>Guest columnist</p></div>", ["Anna Reed"]),
        ("", "<small>November 21st, 2019 by Peg Dillard</small>", ["Peg Dillard"]),
        ("", '<p class="byline">By <a>Anna Reed</a><span>Crime and courts</span></p>', ["Anna Reed"]),
        ("", '<p class="byline">By Anna FitzGerald</p>', ["Anna FitzGerald"]),
        (
            "",
            "<div><span>José Chí</span><span>26 septiembre, 2025</span><span>Locales</span>"
            "<span>Deja un comentario</span></div>",
            ["José Chí"],
        ),
        (
            "",
            '<div><a href="/autor/ana/">Ana Ruiz</a> / <a href="/autor/luis/">Luis Gómez</a></div>',
            ["Ana Ruiz", "Luis Gómez"],
        ),
        (
            "",
            "<span>12 May 2026</span><div><span>Anna Reed</span><div>Reporter, Devon</div></div>",
            ["Anna Reed"],
        ),
        ("", '<p class="byline"><span>By Anna Reed</span><span>July 29, 2025</span></p>', ["Anna Reed"]),
        (
            "",
            '<p class="firma"><span>Ana Ruiz</span><span>Martes, 3 de mayo de 2026</span></p>',
            ["Ana Ruiz"],
        ),
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
        (
            "",
            '<p>by <a href="/author/amanda">Amanda</a> · Dec 20, 2025 at 3:00 am · One comment</p>',
            ["Amanda"],
        ),
        ("", '<p class="byline">by wexi</p>', ["wexi"]),
        ("", '<p>Posted by <a href="/u/wex">WexHD</a> on Friday December 19, 2025 @08:00PM</p>', ["WexHD"]),
        ("", '<p class="byline">By ExampleStaff</p>', ["Example Staff"]),
        ("", '<p class="byline">By design</p>', []),
        ("", '<p>Publicado por <a href="/autor/marita">Marita</a> el 3 de mayo de 2025</p>', ["Marita"]),
        ("", "<p>Contributors: Anna Reed</p>", ["Anna Reed"]),
        ("", "<p>EFE<br>Sevilla</p>", ["EFE"]),
        ("", "<p>Ana Ruiz | El Ejemplo Diario</p><p>Actualizado: 12/03/2026 10:15</p>", ["Ana Ruiz"]),
        (declare('"Diario Ejemplo"'), "<p>Ana Ruiz | Publicado hace 3 horas</p>", ["Ana Ruiz"]),
        ("", '<p class="byline">By Anna Reed Diario Ejemplo Staff</p>', ["Anna Reed"]),
        (
            declare('"Joan Price"') + '<meta name="parsely-author" content="Anna Reed">',
            '<p class="byline">By Anna Reed</p>',
            ["Anna Reed"],
        ),
        (
            "",
            '<p>Por <b itemprop="author">Ana Ruiz</b></p><p itemprop="author">Luis Gómez</p>',
            ["Ana Ruiz", "Luis Gómez"],
        ),
        (
            "",
            '<p>Por <b itemprop="author">Ana Ruiz</b></p><i hidden itemprop="author">Luis Gómez</i>',
            ["Ana Ruiz"],
        ),
        (
            '<meta name="author" content="Diario Ejemplo">',
            '<p>Por <a href="/d">Diario Ejemplo</a></p><p class="author-box"><b>Ana Ruiz</b></p>',
            ["Diario Ejemplo"],
        ),
        ("", "<p>POR ANA RUIZ Y LUIS GÓMEZ</p><p>REDACCIÓN</p>", ["Ana Ruiz", "Luis Gómez"]),
        ("", "<p>By Anna Reed | Chicago Bureau | March 12, 2026</p>", ["Anna Reed"]),
        ("", '<p class="byline">By Anna Reed, Special to the Example Times</p>', ["Anna Reed"]),
        ("", "<p>Ana Ruiz<br>Enviada especial a Kiev</p>", ["Ana Ruiz"]),
        ("", "<h4>Columna de Ana Ruiz</h4>", ["Ana Ruiz"]),
        ("", "<p>Reported by Anna Reed and edited by Joan Price; photographs by Max Lee</p>", ["Anna Reed"]),
        (
            "",
            "<div>Por</div><div>Ana Ruiz</div><div>y</div><div>Luis Gómez</div><div>12/3/2026</div>",
            ["Ana Ruiz", "Luis Gómez"],
        ),
        (
            '<meta name="author" content="Anna Reed, Professor of Law, Leeds University, Joan Price, Lecturer'
            ' in Law, University of Bath">',
            "",
            ["Anna Reed", "Joan Price"],
        ),
        ('<meta name="author" content="Ana (Nita) Ruiz">', "", ["Ana (Nita) Ruiz"]),
        ('<meta name="author" content="Ana Ruiz (Madrid)">', "", ["Ana Ruiz"]),
        (
            '<meta name="twitter:label1" content="Est. reading time"><meta name="twitter:data1" content="7">'
            '<meta name="twitter:label2" content="Autor"><meta name="twitter:data2" content="Ana Ruiz">',
            "",
            ["Ana Ruiz"],
        ),
        ('<meta name="author" content="ana ruizo">', "", ["ana ruizo"]),
        ('<meta name="author" content="casa abierta">', "", []),
        (
            declare('"Ana Ruiz"'),
            '<p class="byline">Por Ana Ruiz y Luis Gómez</p>',
            ["Ana Ruiz", "Luis Gómez"],
        ),
        (
            declare('"Anna Reed"'),
            "<p>By Dr Anna Reed, Walter Finch and Joan Price</p>",
            ["Dr Anna Reed", "Walter Finch", "Joan Price"],
        ),
        (declare('"Anna Reed"'), "<p>By Anna Reed, Edited by Walter Finch</p>", ["Anna Reed"]),
        (declare('"Anna Reed"'), "<p>By Joan Price and Walter Finch</p>", ["Anna Reed"]),
        ('<meta name="author" content="Ana Ruiz - Equipo Editorial de Diario Ejemplo">', "", ["Ana Ruiz"]),
        ('<meta name="author" content="Ana Ruiz, Jefa de Obras - 10+ Years in the Trade">', "", ["Ana Ruiz"]),
        (
            '<meta name="dc.creator" content="Ana Ruiz"><meta name="citation_authors" content="Ana Ruiz">'
            '<meta name="citation_authors" content="Luis Gómez">',
            "",
            ["Ana Ruiz", "Luis Gómez"],
        ),
        (
            declare('{"@type":"Organization","name":"Ejemplo Noticias"}'),
            '<p><a href="/profiles/ana-ruiz-3094">Ana Ruiz</a>, <em>Universidad de Cádiz</em></p>',
            ["Ana Ruiz"],
        ),
        (declare('{"@type":"Organization","name":"ejemplo.example"}'), "<p>AFP, MANILA</p>", ["AFP"]),
        ("", "<p>El puente abrió el lunes tras ocho meses de obras, escribe Ana Ruiz</p>", ["Ana Ruiz"]),
        ("", "<p>The bridge opened on Monday after months of works, writes ANNA REED.</p>", ["Anna Reed"]),
        ("", "<p>The bridge will stay open for the whole summer, says Anna Reed.</p>", []),
        (
            "",
            '<figure><img src="/a.jpg"><i itemprop="author">Vista TV</i></figure>'
            '<span itemprop="author">Ana Ruiz</span>',
            ["Ana Ruiz"],
        ),
        (
            "",
            "<div>Enviado por <span>Celia Larca</span> el Jue, 12/03/2026 - 10:15</div>",
            ["Celia Larca"],
        ),
        (
            "",
            '<div class="author-line"><span>Written By:</span> <a href="/author/a">Celia Larca</a> '
            "<span>Gardener &amp; Astrologer</span></div>",
            ["Celia Larca"],
        ),
    ],
)
def test_authors_as_software_prints_and_declares_them(head: str, byline: str, names: list[str]) -> None:
    assert read_authors(head, byline) == names


@pytest.mark.parametrize(
    ("end", "names"),
    [
        ("<p>Written by Anna Reed</p>", ["Anna Reed"]),
        ("<p>Fuente: EFE</p>", ["EFE"]),
        ("<p>EFE</p><p>arr/lm</p>", ["EFE"]),
        (
            "<aside><h3><a href='/x'>La feria abre el lunes</a></h3><p>Por Juan Otero</p></aside>",
            [],
        ),
    ],
)
def test_who_wrote_it_may_stand_at_the_end(end: str, names: list[str]) -> None:
    assert read_authors("", "", end) == names


@pytest.mark.parametrize("line", ["Política Nacional", "Text Size", "Obras Públicas", "Last update"])
def test_a_line_beside_a_date_that_is_no_name_is_no_author(line: str) -> None:
    assert read_authors("", f"<div>{line}</div><div>12 de marzo de 2026</div>") == []


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ("Dylan Bailey, MS, RD, FAND", ["Dylan Bailey"]),
        ("Paul Frew, Home and Digital Security Expert", ["Paul Frew"]),
        ("Texto y fotos de Ana Ruiz", ["Ana Ruiz"]),
        ("By Mary Poole and John Kerr, City Hall Reporters", ["Mary Poole", "John Kerr"]),
        ("Por Ana Ruiz, Área Metropolitana Redactora", ["Ana Ruiz"]),
        ("By Mary Poole, John Kerr, Staff Writers", ["Mary Poole", "John Kerr"]),
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


def test_looking_for_authors_and_invitations_takes_time_in_proportion() -> None:
    piece = f"<p>Por</p>{STORY}<p>EFE x</p><h2>Sign up to First</h2><h2>Por A</h2>"

    def cost(times: int) -> float:
        return seconds(lambda: read_authors("", piece * times))

    assert grows_linearly(cost, 20)
