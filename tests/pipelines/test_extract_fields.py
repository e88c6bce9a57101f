"""The single fields: times to the minute, people and organisations, the printed headline, links, rights."""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec
import pytest
from growth import grows_linearly, seconds
from hypothesis import given
from hypothesis import strategies as st

from dosvoces.core.record import Author
from pipelines import furniture
from pipelines.extract import broken_json, extract, jsonld, lines
from pipelines.extract.charset import decode
from pipelines.extract.datetimes import parse_machine, parse_visible, strip_dates
from pipelines.extract.languages import normalise_tag
from pipelines.extract.names import split
from pipelines.extract.organisations import is_organisation_name
from pipelines.extract.pictures import is_credit
from pipelines.extract.text import collapse, fold

MADRID, LIMA = ZoneInfo("Europe/Madrid"), ZoneInfo("America/Lima")
URL = "https://www.diario.example/seccion/nota"


def page(head: str = "", body: str = "", title: str = "") -> str:
    story = "<p>" + "Una frase cualquiera que llena el párrafo hasta que parece una nota. " * 6 + "</p>"
    return (
        f"<html><head><title>{title}</title>{head}</head><body><article>{body}{story}</article></body></html>"
    )


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


# ---------------------------------------------------------------- times


@pytest.mark.parametrize(
    ("value", "moment", "precision"),
    [
        ("2024-08-28T11:26:02.614Z", at(2024, 8, 28, 11, 26, 2), "minute"),
        ("2024-08-28T11:26:02+0200", at(2024, 8, 28, 9, 26, 2), "minute"),
        ("2024-08-28 11:26", at(2024, 8, 28, 9, 26), "minute"),
        ("2024-08-28T11:26-05", at(2024, 8, 28, 16, 26), "minute"),
        ("20240828T112600Z", at(2024, 8, 28, 11, 26), "minute"),
        ("2024/8/28 11:26 GMT", at(2024, 8, 28, 11, 26), "minute"),
        ("2024-08-28", at(2024, 8, 27, 22), "day"),
        ("Wed, 28 Aug 2024 11:26:00 +0000", at(2024, 8, 28, 11, 26), "minute"),
        ("1724844362", at(2024, 8, 28, 11, 26, 2), "minute"),
        ("1724844362000", at(2024, 8, 28, 11, 26, 2), "minute"),
        (
            "Wed Aug 28 2024 11:26:02 GMT+0000 (Coordinated Universal Time)",
            at(2024, 8, 28, 11, 26, 2),
            "minute",
        ),
        ("2024-01-15 11:26 CET", at(2024, 1, 15, 10, 26), "minute"),
        ("2024-12-31T24:00:00+01:00", at(2024, 12, 31, 23), "minute"),
        ("202408281126", at(2024, 8, 28, 9, 26), "minute"),
        ("2024-08-28T11:26 Asia/Pacific", at(2024, 8, 28, 9, 26), "minute"),
    ],
)
def test_times_for_machines(value: str, moment: datetime, precision: str) -> None:
    assert parse_machine(value, MADRID) == (moment, precision)


@pytest.mark.parametrize(
    ("value", "moment", "precision"),
    [
        ("12 de marzo de 2024, 18:45 h", at(2024, 3, 12, 23, 45), "minute"),
        ("12 de marzo del 2024 a las 6:45 p. m.", at(2024, 3, 12, 23, 45), "minute"),
        ("Publicado: martes 12 marzo 2024 | 18.45", at(2024, 3, 12, 23, 45), "minute"),
        ("marzo 12, 2024", at(2024, 3, 12, 5), "day"),
        ("12/03/2024 18:45", at(2024, 3, 12, 23, 45), "minute"),
        ("March 12, 2024 at 6:45 pm ET", at(2024, 3, 12, 22, 45), "minute"),
        ("Tuesday, 12th March 2024, 6 p.m.", at(2024, 3, 12, 23), "minute"),
        ("11:58, 23 APR 2024", at(2024, 4, 23, 16, 58), "minute"),
        ("Sep. 3, 2024", at(2024, 9, 3, 5), "day"),
        ("3 de setiembre de 2024", at(2024, 9, 3, 5), "day"),
        ("12 Mar 2024 18:45 GMT+2", at(2024, 3, 12, 16, 45), "minute"),
        ("12 de marzo de 2024 a las 8:30 de la noche", at(2024, 3, 13, 1, 30), "minute"),
        ("12 de marzo de 2024 a las 5 de la tarde", at(2024, 3, 12, 22), "minute"),
        ("12 de marzo de 2024, 9:15 de la mañana", at(2024, 3, 12, 14, 15), "minute"),
        ("12 de marzo de 2024 a las 12 del mediodía", at(2024, 3, 12, 17), "minute"),
        ("March 12, 2024 at 12:15 a.m.", at(2024, 3, 12, 5, 15), "minute"),
        ("1º de marzo del 2024", at(2024, 3, 1, 5), "day"),
        ("1.º de marzo de 2024", at(2024, 3, 1, 5), "day"),
        ("1ro. de marzo de 2024", at(2024, 3, 1, 5), "day"),
        ("marzo 12 de 2024", at(2024, 3, 12, 5), "day"),
        ("12-MAR-24", at(2024, 3, 12, 5), "day"),
        ("12/03/24 18:45", at(2024, 3, 12, 23, 45), "minute"),
        ("12|03|2024", at(2024, 3, 12, 5), "day"),
        ("12 · 03 · 2024", at(2024, 3, 12, 5), "day"),
        ("Primero de marzo de 2024", at(2024, 3, 1, 5), "day"),
    ],
)
def test_times_for_people(value: str, moment: datetime, precision: str) -> None:
    assert parse_visible(value, LIMA, month_first=False) == (moment, precision)


@pytest.mark.parametrize(
    "value",
    [
        "Tue Mar 12 2024 18:45:41 GMT-0500 (EST)",
        "Tue Mar 12 2024 23:45:41 GMT+0000 (Coordinated Universal Time)",
        "2024-03-12 18:45:41 GMT-0500",
        "2024-03-12T18:45:41-5:00",
        "2024-03-12T18:45:41\u221205:00",
        "2024-03-12 18:45:41 UTC-5",
        "2024-03-12 06:45:41 PM -0500",
        "2024-3-12 18:45:41 EST",
        "2024-03-13T00:45:41 +01:00Z",
        "Tue, 12 Mar 24 18:45:41 -0500",
        "Tue, 12 Mar 2024 18:45:41 PET",
        "Wed, 13 Mar 2024 00:45:41 CET",
        "mar, 12 marzo 2024 18:45:41 -0500",
        "Tue Mar 12 18:45:41 EST 2024",
        "Tue Mar 12 18:45:41 -0500 2024",
        "2024-03-12T18:45:41[America/Lima]",
        "2024-03-13T00:45:41+01:00[Europe/Madrid]",
        "Wed, 13 Mar 2024 00:45:41 Europe/Madrid",
        "2024-03-12 18:45:41 Etc/GMT+5",
        "2024.03.12 18.45.41 -0500",
        "2024-03-12T23.45.41Z",
        "20240312234541Z",
        "/Date(1710287141000-0500)/",
        "1710287141000000",
    ],
)
def test_zones_and_offsets_as_sites_write_them(value: str) -> None:
    found = parse_machine(value, ZoneInfo("Asia/Tokyo"))
    assert found is not None
    assert found.at.replace(second=0) == at(2024, 3, 12, 23, 45)


def test_machines_too_follow_the_country_in_month_and_day() -> None:
    assert parse_machine("03/04/2024 09:00", LIMA, month_first=True) == (at(2024, 3, 4, 14), "minute")
    assert parse_machine("03/04/2024 09:00", LIMA) == (at(2024, 4, 3, 14), "minute")


@pytest.mark.parametrize("piece", ["1", "12 ", "March ", "12-", "12:", "de ", " ", "marzo 1"])
def test_reading_times_takes_time_in_proportion(piece: str) -> None:
    def cost(times: int) -> float:
        text = piece * times
        return seconds(lambda: parse_visible(text, LIMA, month_first=True)) + seconds(
            lambda: strip_dates(text)
        )

    assert grows_linearly(cost, 400)


def test_a_time_glued_to_a_name_leaves_it_whole() -> None:
    assert strip_dates("20:24Ana Ruiz").split() == ["Ana", "Ruiz"]
    assert strip_dates("8:24am Ana Ruiz").split() == ["Ana", "Ruiz"]


def test_month_and_day_of_numbers_follow_the_country() -> None:
    assert parse_visible("3/4/2024", MADRID, month_first=False) == (at(2024, 4, 2, 22), "day")
    assert parse_visible("3/4/2024", MADRID, month_first=True) == (at(2024, 3, 3, 23), "day")
    assert parse_visible("3/25/2024", MADRID, month_first=False) == (at(2024, 3, 24, 23), "day")


@pytest.mark.parametrize(
    "value", ["", "hoy", "32 de enero de 2024", "2024-13-01", "99/99/2024", "0000-00-00T00:00:00Z"]
)
def test_what_is_no_time_is_none(value: str) -> None:
    assert parse_machine(value, MADRID) is None
    assert parse_visible(value, MADRID, month_first=False) is None


@given(st.text(max_size=60))
def test_any_text_is_a_time_or_none(value: str) -> None:
    for moment in (parse_machine(value, LIMA), parse_visible(value, LIMA, month_first=True)):
        assert moment is None or moment.at.utcoffset() is not None


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)), st.sampled_from(["Z", "+02:00", "-0530", ""])
)
def test_iso_times_come_back(moment: datetime, offset: str) -> None:
    found = parse_machine(moment.isoformat(timespec="seconds") + offset, ZoneInfo("UTC"))
    assert found is not None
    shift = {"Z": 0, "": 0, "+02:00": 120, "-0530": -330}[offset]
    wall = found.at.timestamp() + shift * 60
    assert wall == moment.replace(microsecond=0, tzinfo=UTC).timestamp()


def test_a_day_is_completed_by_the_time_of_the_same_day() -> None:
    head = '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2024-03-12"}</script>'
    html = page(head, '<time datetime="2024-03-12T18:45:00-05:00">12 de marzo</time>')
    assert extract(html, URL, zone="America/Lima").date_published == at(2024, 3, 12, 23, 45)


def test_the_offset_is_the_one_the_page_prints() -> None:
    head = '<meta property="article:published_time" content="2024-03-12T23:45:00Z">'
    html = page(head, '<time datetime="2024-03-12T18:45:00-05:00">12 de marzo</time>')
    assert extract(html, URL).utc_offset == -300
    assert extract(page(head), URL).utc_offset == 0
    assert extract(page(), URL).utc_offset is None


def test_a_modification_before_the_publication_is_a_mistake() -> None:
    head = (
        '<meta property="article:published_time" content="2024-03-12T10:00:00Z">'
        '<meta property="article:modified_time" content="2024-03-11T10:00:00Z">'
    )
    assert extract(page(head), URL).date_modified is None


def test_the_date_in_the_address_is_the_last_resort() -> None:
    found = extract(page(), "https://diario.example/2024/03/12/nota", zone="America/Lima")
    assert (found.date_published, found.date_precision) == (at(2024, 3, 12, 5), "day")
    assert found.sources["date_published"] == "url"


# ---------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ("Ana Ruiz y Juan Pérez", ["Ana Ruiz", "Juan Pérez"]),
        ("Por Ana Ruiz, Juan Pérez y Lía Duarte / EFE", ["Ana Ruiz", "Juan Pérez", "Lía Duarte", "EFE"]),
        ("Ana e Inés García", ["Ana", "Inés García"]),
        ("By Takeo Maeda and Tatsuya Tanoue", ["Takeo Maeda", "Tatsuya Tanoue"]),
        ("By Dana Whitlock, Transport Reporter", ["Dana Whitlock"]),
        ("Amy Gibbons Political Correspondent 16 September 2024 9:33pm", ["Amy Gibbons"]),
        ("ByAlex Bozarjian", ["Alex Bozarjian"]),
        ("Grant Tinsley, PhD", ["Grant Tinsley"]),
        ("MARÍA DE LOS ÁNGELES GÓMEZ | Corresponsal", ["María de los Ángeles Gómez"]),
        ("José Ortega y Gasset", ["José Ortega y Gasset"]),
        ("Por Santiago Ramón y Cajal y Ana Ruiz", ["Santiago Ramón y Cajal", "Ana Ruiz"]),
        ("Plácido Domingo", ["Plácido Domingo"]),
        ("Marcos Martes López", ["Marcos Martes López"]),
        ("Ana Ruiz, domingo 3 de marzo", ["Ana Ruiz"]),
        ("Con Coughlin", ["Con Coughlin"]),
        ("Ana Ruiz on", ["Ana Ruiz"]),
        ("Ana Ruiz en", ["Ana Ruiz"]),
        ("Recipe by Ana Ruiz", ["Ana Ruiz"]),
        ("Emily Post", ["Emily Post"]),
        ("Ana Ruiz con Juan Pérez", ["Ana Ruiz", "Juan Pérez"]),
        ("Por Ana Ruiz | Madrid", ["Ana Ruiz"]),
        ("Por Ana Ruiz, Madrid", ["Ana Ruiz"]),
        ("Por Ana Ruiz - Redacción", ["Ana Ruiz"]),
        ("Redacción – Ana Ruiz", ["Redacción", "Ana Ruiz"]),
        ("Por Ana Ruiz aruiz@diario.example", ["Ana Ruiz"]),
        ("Ana Ruiz Seguir", ["Ana Ruiz"]),
        ("Ana Ruiz. Madrid / Sevilla", ["Ana Ruiz"]),
        ("Por Ana Ruiz | Imprimir | Compartir", ["Ana Ruiz"]),
        ("Ana Ruiz / EFE", ["Ana Ruiz", "EFE"]),
        ("J. R. Ruiz en Madrid", ["J. R. Ruiz"]),
        ("View all posts by Daniel Lemire", ["Daniel Lemire"]),
        ("https://www.facebook.com/diario", []),
        ("redaccion@diario.example", []),
        ("@ana", []),
        ("The Editors", ["The Editors"]),
        ("Staff and news services", ["Staff and news services"]),
    ],
)
def test_bylines_are_split_into_names(raw: str, names: list[str]) -> None:
    assert split(raw) == names


@pytest.mark.parametrize(
    ("name", "is_organisation"),
    [
        ("Redacción", True), ("Redacción El Tamiz", True), ("Reuters", True), ("Agencia EFE", True),
        ("AFP", True), ("Associated Press", True), ("Condé Nast", True), ("El Tamiz", True),
        ("eltamiz", True),
        ("Ana Ruiz", False),
        ("Rosa Newsome", False), ("Juan de la Prensa", True), ("Luis Editorialista", False),
    ],
)  # fmt: skip
def test_organisations_are_told_from_people(name: str, is_organisation: bool) -> None:
    assert is_organisation_name(name, frozenset({"el tamiz", "eltamiz.example"})) is is_organisation


def test_the_outlet_gives_way_to_a_person_in_the_byline() -> None:
    head = (
        '<meta property="og:site_name" content="El Tamiz">'
        '<script type="application/ld+json">{"@type":"NewsArticle",'
        '"author":{"@type":"Person","name":"El Tamiz"}}</script>'
    )
    found = extract(page(head, "<h1>Una nota</h1><p>Por Ana Ruiz</p>"), URL)
    assert found.authors == (Author(name="Ana Ruiz"),)
    assert found.sources["authors"] == "page"


@pytest.mark.parametrize(
    ("line", "authors"), [("Por Andrés", ()), ("By Anne", ()), ("Por Ana Ruiz", (Author(name="Ana Ruiz"),))]
)
def test_a_single_name_below_a_paragraph_is_no_author(line: str, authors: tuple[Author, ...]) -> None:
    prose = "".join(
        f"<p>El concejo debatió el martes la parte {part} del plan del puerto.</p>" for part in "abcd"
    )
    found = extract(page("", f"<article><h1>Una nota</h1>{prose}<p>{line}</p>{prose}</article>"), URL)
    assert found.authors == authors


def test_a_keyword_may_have_a_colon_and_a_tag_of_the_software_is_none() -> None:
    head = '<meta name="keywords" content="política, Perú: elecciones, section:news, 10:30 horas">'
    assert extract(page(head), URL).keywords == ("política", "Perú: elecciones", "10:30 horas")


@pytest.mark.parametrize(
    "other",
    [
        '<div id="comments"><p class="comment"><span itemprop="author">pepito77</span></p></div>',
        '</article><aside><a rel="author" href="/leo">Leo Marr</a></aside><article>',
        '<div class="related"><p class="byline">Leo Marr</p></div>',
        '<div itemprop="comment" itemscope itemtype="https://schema.org/Comment">'
        '<p itemprop="author">Leo Marr</p></div>',
        '</article><div><h3><a href="/x">Otra noticia de hoy</a></h3>'
        '<a rel="author" href="/leo">Leo Marr</a></div><article>',
        '<script type="application/ld+json">{"@type":"VideoObject","name":"Otro vídeo","author":"Leo Marr"}'
        "</script>",
    ],
)
def test_the_author_of_something_else_is_not_the_storys(other: str) -> None:
    assert extract(page(body=f"<h1>Una ley y tres dudas</h1>{other}"), URL).authors == ()


@pytest.mark.parametrize(
    ("box", "names"),
    [
        ('<div class="post-author"><img><div><p>Ana Ruiz</p><p>Madrid</p></div></div>', ["Ana Ruiz"]),
        ('<p>12 min <a href="/blog/author/ana-ruiz">Ana Ruiz</a></p>', ["Ana Ruiz"]),
        ('<p><a href="/autores/ana-ruiz/"><span>Ana Ruiz</span></a></p>', ["Ana Ruiz"]),
        ('<div class="author-box"><h4>About the author</h4><h5>Ana Ruiz</h5></div>', ["Ana Ruiz"]),
        ('<div class="author"><a href="/x">Learn More</a></div>', []),
        ('<p class="byline">Jueves, noviembre 26</p>', []),
        ('<div class="related"><a href="/author/leo-marr">Leo Marr</a></div>', []),
    ],
)
def test_a_name_in_a_box_about_the_author_or_a_link_to_theirs(box: str, names: list[str]) -> None:
    found = extract(page(body=f"<h1>Una ley y tres dudas</h1>{box}"), URL).authors
    assert [author.name for author in found] == names


def test_a_name_in_parts_is_put_together_and_software_is_no_author() -> None:
    ld = (
        '<script type="application/ld+json">{"@type":"NewsArticle","author":'
        '[{"@type":"Person","givenName":"Ana","familyName":"Ruiz"},{"@type":"Person","name":"admin"}]}</script>'
    )
    assert [author.name for author in extract(page(ld), URL).authors] == ["Ana Ruiz"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Emily Post", "Person"),
        ("Christopher Guest", "Person"),
        ("The Post", "Organization"),
        ("The Evening Post", "Organization"),
        ("El Diario", "Organization"),
    ],
)
def test_a_surname_that_is_a_newspapers_word_is_a_persons(name: str, kind: str) -> None:
    found = extract(page(f'<meta name="author" content="{name}">'), URL).authors
    assert [author.type for author in found] == [kind]


def test_an_agency_is_an_organisation() -> None:
    found = extract(page('<meta name="author" content="Reuters">'), URL)
    assert found.authors == (Author(name="Reuters", type="Organization"),)


@given(st.text(max_size=80))
def test_any_text_is_split(raw: str) -> None:
    assert all(name == name.strip() != "" for name in split(raw))


# ---------------------------------------------------------------- headline


def titles(
    h1: str = "",
    og: str = "",
    ld: str = "",
    title: str = "",
    site: str = "El Tamiz",
    kind: str = "NewsArticle",
) -> str:
    story = (
        f'<script type="application/ld+json">{{"@type":"{kind}","headline":"{ld}"}}</script>' if ld else ""
    )
    head = f'<meta property="og:title" content="{og}"><meta property="og:site_name" content="{site}">{story}'
    return extract(page(head, f"<h1>{h1}</h1>" if h1 else "", title), URL).headline


def test_the_printed_headline_goes_before_the_search_engines_title() -> None:
    assert (
        titles(h1="El hielo se fue sin avisar", og="¿Por qué se fue el hielo? | El Tamiz")
        == "El hielo se fue sin avisar"
    )


@pytest.mark.parametrize("separator", [" | ", " - ", " — ", " – ", " » ", " :: "])
def test_the_sites_name_is_cut_off(separator: str) -> None:
    assert titles(title=f"El hielo se fue sin avisar{separator}El Tamiz") == "El hielo se fue sin avisar"
    assert titles(title=f"El Tamiz{separator}El hielo se fue sin avisar") == "El hielo se fue sin avisar"


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("anaruiz.example", "Ana Ruiz's Casa Digital"),
        ("cocina.lafuente.example", "La Fuente"),
        ("notas.marea.example", "Marea Notas"),
    ],
)
def test_a_name_that_only_the_address_has_is_cut_off(host: str, name: str) -> None:
    for title in (f"{name} | El hielo se fue sin avisar", f"El hielo se fue sin avisar | {name}"):
        assert extract(page("", "", title), f"https://{host}/x").headline == "El hielo se fue sin avisar"


def test_a_dash_in_the_headline_stays() -> None:
    assert titles(h1="Chile - Perú: el partido de la lluvia") == "Chile - Perú: el partido de la lluvia"


@pytest.mark.parametrize(
    "title",
    [
        "Una ley y tres dudas | Política | El Tamiz",
        "Una ley y tres dudas | Política | El Tamiz | Noticias de hoy",
        "El Tamiz | Una ley y tres dudas",
        "Una ley y tres dudas - Política | El Tamiz",
        "Una ley y tres dudas - El Tamiz Digital",
        "Noticias locales | Una ley y tres dudas | El Tamiz",
        "El Tamiz: Una ley y tres dudas",
    ],
)
def test_section_and_motto_beside_the_sites_name_are_cut_off(title: str) -> None:
    assert titles(title=title) == "Una ley y tres dudas"


@pytest.mark.parametrize(
    "title",
    [
        "Sube el dólar - El Tamiz al revés",
        "Cara a cara: El Tamiz gana un premio",
        "Perú - Chile",
        "Perú | Chile | Bolivia",
        "El Tamiz #18 – ¿Un mundo sin trabajo?",
    ],
)
def test_the_sites_name_inside_a_headline_stays(title: str) -> None:
    assert titles(h1=title, title=title) == title


@pytest.mark.parametrize(
    "h1", ["CULTURA Una ley y tres dudas", "Una ley y tres dudas El texto llega al pleno sin acuerdo"]
)
def test_a_kicker_or_standfirst_in_the_h1_is_no_part_of_the_headline(h1: str) -> None:
    found = titles(h1=h1, og="Una ley y tres dudas", title="Una ley y tres dudas | El Tamiz")
    assert found == "Una ley y tres dudas"


@pytest.mark.parametrize(
    "h1",
    [
        "<span>18 <i>dic</i></span> Una ley y tres dudas <b>2025</b>",
        "<div>Cultura</div><div>Una ley y tres dudas</div>",
        "<a>Una ley y tres dudas</a> <small>(otro.example) 87</small>",
        "<span>Una <em>ley</em> y</span> tres dudas<svg><title>Abrir</title></svg>",
    ],
)
def test_the_title_among_other_elements_of_the_h1(h1: str) -> None:
    for title in ("Una ley y tres dudas | El Tamiz", "[2512.1] Una ley y tres dudas"):
        assert titles(h1=h1, og="Una ley y tres dudas", title=title) == "Una ley y tres dudas"


def test_a_title_cut_short_for_search_engines_cuts_no_headline() -> None:
    whole = "Una ley y tres dudas sin respuesta"
    assert titles(h1=whole, og="Una ley y tres dudas", title="Una ley y tres dudas | El Tamiz") == whole


def test_one_title_written_for_all_machines_does_not_outvote_the_printed_headline() -> None:
    machines = "Las 3 dudas de la ley en 2025"
    h1, title = "Una ley y tres dudas", f"{machines} | El Tamiz"
    assert titles(h1=h1, og=machines, ld=machines, title=title, kind="BlogPosting") == h1
    assert titles(h1=h1, og=machines, ld=machines, title=title, kind="NewsArticle") == machines


def test_a_blogs_name_and_a_lead_in_the_h1_are_no_headline() -> None:
    story = "Pequeñas aventuras con modelos"
    assert titles(h1="Cuaderno de Datos", og=story, title=f"Cuaderno de Datos: {story}", site="") == story
    lead = "Aprenda qué obras de la casa traen más de lo que cuestan, con consejos de quienes las hacen. " * 3
    assert titles(h1=lead, og=story, title=story) == story


def test_a_section_of_the_address_ends_no_headline() -> None:
    assert titles(og="Una ley y tres dudas | Sección", title="Una ley y tres dudas | Sección") == (
        "Una ley y tres dudas"
    )
    assert titles(title="Sección - Una ley y tres dudas - El Tamiz") == "Una ley y tres dudas"


@pytest.mark.parametrize("h1", ["Entradas recientes", "Recent Posts", "About Us", "Sections"])
def test_a_heading_of_something_else_loses_to_the_title(h1: str) -> None:
    title = "Una ley y tres dudas sin respuesta"
    assert titles(h1=h1, title=title) == title
    assert titles(h1=h1, og=title, title=title) == title


def test_the_word_live_inside_a_headline_is_no_mark_of_a_live_page() -> None:
    found = titles(h1="SATURDAY NIGHT LIVE cumple 50 años", og="Saturday Night cumple medio siglo")
    assert found == "SATURDAY NIGHT LIVE cumple 50 años"


@pytest.mark.parametrize(
    "body",
    [
        "<aside><h1>Recent posts</h1></aside>{story}",
        '<div class="sidebar"><h1 class="widget-title">Entradas recientes del blog</h1></div>{story}',
        "{story}<footer><h1>About Us</h1></footer>",
        '<aside><h2 class="post-title">Las diez mejores playas para el verano</h2></aside>{story}',
        '<h1><a href="/">El Puente Diario</a></h1>{story}',
        '<h1>Local</h1><article><h2 class="headline">{title}</h2></article>{story}',
        "<h2>{title}</h2><p>{prose}</p><h1>Lo que más gusta del puente del Molino</h1><p>{prose}</p>{story}",
        '<div class="promo"><h1 class="title">Suscríbete y lee sin límites</h1></div><h1>{title}</h1>{story}',
    ],
)
@pytest.mark.parametrize("declared", ["<meta property='og:title' content='{title}'>", ""])
def test_a_heading_of_the_page_is_not_the_headline(body: str, declared: str) -> None:
    title = "El puente del Molino vuelve a abrir tras ocho meses"
    story = page(body="<h2>Otra cosa</h2>")
    prose = "Una frase cualquiera que llena el párrafo hasta que parece una nota de verdad. " * 3
    markup = f"<title>{title} | El Puente Diario</title>{declared}{body}"
    markup = markup.format(title=title, story=story, prose=prose)
    assert extract(markup, URL).headline == title


def test_a_lower_heading_that_the_page_is_shared_under_is_the_headline() -> None:
    title = "Pequeñas aventuras con modelos pequeños"
    head = f"<meta property='og:title' content='{title}'>"
    body = f"<h3>{title}</h3><div><h1>Lo pequeño es lo nuevo</h1></div><div><h1>¿Qué es un modelo?</h1></div>"
    assert extract(page(head, body, f"El cuaderno: {title}"), URL).headline == title


def test_a_site_is_known_by_its_initials() -> None:
    found = titles(title="La crecida llega al valle | DAE", site="Diario Abierto del Ebro")
    assert found == "La crecida llega al valle"


def test_a_logo_in_an_h1_is_no_headline() -> None:
    assert titles(h1="El Tamiz", og="El hielo se fue sin avisar") == "El hielo se fue sin avisar"


def test_a_title_cut_at_a_quotation_mark_is_not_believed() -> None:
    assert (
        titles(og="Senador llama a todos", title='Senador llama a todos "incapaces"')
        == 'Senador llama a todos "incapaces"'
    )


@pytest.mark.parametrize(
    "markup",
    [
        "<article>{text}</article>",
        "<article>{text}</article><h1>{title}</h1>",
        "<h1><span aria-hidden=true></span></h1><article>{text}</article>",
        "<h1>{title}</h1><ul>{links}</ul><article>{text}</article>",
        "<header role=banner><h1>{title}</h1></header><article>{text}</article>",
    ],
)
def test_the_headline_is_a_block_wherever_it_is_printed(markup: str) -> None:
    title = "Una ley y tres dudas sin respuesta"
    text = "".join(f"<p>Frase {n} que llena el párrafo hasta que parece una nota.</p>" for n in range(9))
    links = "".join(f"<li><a href=/x{n}>Tema {n}</a></li>" for n in range(90))
    body = markup.format(title=title, text=text, links=links)
    found = extract(f"<html><head><title>{title}</title></head><body>{body}</body></html>", URL)
    assert [block.text for block in found.blocks if block.role == "headline"] == [title]
    assert [block.position for block in found.blocks] == list(range(len(found.blocks)))


# ---------------------------------------------------------------- pictures


@pytest.mark.parametrize(
    ("figure", "count"),
    [
        ('<img src="/silicon-valley.jpg">', 1),
        ('<img src="/iconic-mural.jpg">', 1),
        ('<img src="/loading-dock-strike.jpg">', 1),
        ('<img src="/logo-nuevo.jpg"><figcaption>El logo nuevo</figcaption>', 1),
        ('<img src="/logo-nuevo.jpg">', 0),
        ('<img src="/loading.gif">', 0),
        ('<img src="/image.php?id=1"></figure><figure><img src="/image.php?id=2">', 2),
        ('<img src="/a.jpg?w=300"></figure><figure><img src="/a.jpg?w=900">', 1),
    ],
)
def test_pictures_are_told_by_words_and_addresses(figure: str, count: int) -> None:
    assert len(extract(page(body=f"<figure>{figure}</figure>"), URL).images) == count


@pytest.mark.parametrize(
    ("srcset", "wanted"),
    [
        ("/w_300,h_200/a.jpg 300w, /w_900,h_600/a.jpg 900w", "/w_900,h_600/a.jpg"),
        ("/a,b.jpg", "/a,b.jpg"),
        ("/a.jpg, /b.jpg 2x", "/b.jpg"),
        ("/a.jpg 1.5x,/b.jpg 1x", "/a.jpg"),
        ("/a.jpg 300w , /b.jpg 600w", "/b.jpg"),
        (",", ""),
    ],
)
def test_the_largest_picture_of_a_set(srcset: str, wanted: str) -> None:
    found = extract(page(body=f'<figure><img srcset="{srcset}"></figure>'), URL).images
    assert [image.url for image in found] == ([f"https://www.diario.example{wanted}"] if wanted else [])


@pytest.mark.parametrize("piece", ["a", "a ", ",", "a x", "a 1w,", " "])
def test_reading_pictures_takes_time_in_proportion(piece: str) -> None:
    def cost(times: int) -> float:
        body = f'<figure><img srcset="{piece * times} x"></figure>'
        return seconds(lambda: extract(page(body=body), URL))

    assert grows_linearly(cost, 2000)


@pytest.mark.parametrize(
    ("begin", "piece", "end"),
    [
        ("<p>", "<span class=ad> </span>", "x</p>"),
        ("<table><tr><td>", "una frase de la plaza<br><br>", "</td></tr></table>"),
        ("<div class=live>", "10:05 Punto del orden<br><br>", "</div>"),
        ("", "<div class=breadcrumb><a href=/x>un enlace</a>", ""),
        ("<div>" * 500, "<div><meta itemprop=author content=Ana></div>", ""),
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","author":[',
            '{"@id":"#a"},',
            '0],"a":{"@id":"b"}}',
        ),
    ],
)
def test_reading_a_page_takes_time_in_proportion(begin: str, piece: str, end: str) -> None:
    def cost(times: int) -> float:
        return seconds(lambda: extract(page(body=f"{begin}{piece * times}{end}"), URL))

    assert grows_linearly(cost, 200)


# ---------------------------------------------------------------- live blogs


def _read_entries(titles: list[str], minutes: list[int]) -> list[str]:
    updates = ",".join(
        f'{{"@type":"BlogPosting","headline":"{title}","datePublished":"2026-03-01T20:{minute:02}:00Z"}}'
        for title, minute in zip(titles, minutes, strict=True)
    )
    ld = (
        '{"@type":"LiveBlogPosting","headline":"En vivo: debate de hoy","author":{"name":"Ana Ruiz"},'
        f'"datePublished":"2026-03-01T19:00:00Z","liveBlogUpdate":[{updates}]}}'
    )
    entries = "".join(
        f"<h3>{title}</h3><p>El candidato {n} dijo que la reforma de la salud sería su primera medida.</p>"
        for n, title in enumerate(titles)
    )
    html = page(f'<script type="application/ld+json">{ld}</script>', entries, "En vivo: debate de hoy")
    return [f"{block.time:%M}" for block in extract(html, URL).blocks if block.time]


def test_entries_of_one_minute_keep_their_times() -> None:
    titles = [f"Titular de la entrada número {n} del debate" for n in range(4)]
    assert _read_entries(titles, [10, 10, 10, 20]) == ["10", "10", "10", "20"]


def test_entries_that_begin_alike_are_told_apart() -> None:
    titles = [f"El presidente de la República responde a la oposición {n}" for n in (3, 1, 2)]
    assert _read_entries(titles, [30, 10, 20]) == ["30", "10", "20"]


# ---------------------------------------------------------------- JSON-LD


@pytest.mark.parametrize(
    "source",
    [
        '{"@type":"NewsArticle","headline":"H",}',
        '{"@type":"NewsArticle","headline":"H"};',
        '<!-- {"@type":"NewsArticle","headline":"H"} -->',
        '//<![CDATA[\n{"@type":"NewsArticle","headline":"H"}\n//]]>',
        '{"@type":"NewsArticle","description":"a\nb\tc","headline":"H"}',
        '{"@type":"NewsArticle","description":"a\\\'b","headline":"H"}',
        '{"@type":"NewsArticle"\n"headline":"H"}',
        '{"@type":"NewsArticle",/* titular */"headline":"H", /* y // más */}',
        '{"@type":"NewsArticle","headline":"H","image":}',
        '{"@type":"NewsArticle","image": ,"url":"https://a.example/*b*/","headline":"H"}',
        '{"@type":"NewsArticle","headline":"H"}{"@type":"WebSite","name":"x"}',
        '\ufeff{"@type":"NewsArticle","headline":"H"}',
        'window.story = {"@type":"NewsArticle","headline":"H"};',
        '{"@type":"NewsArticle", // a note\n"headline":"H"}',
        '{"@type":"NewsArticle","image":undefined,"headline":"H"}',
        '{"@type":"NewsArticle","description":"The "no", said, was "clear".","headline":"H"}',
        '[{"@type":"WebSite","name":"x"},{"@type":"NewsArticle","headline":"H"}]',
        '{"@graph":[{"@type":["NewsArticle","Article"],"headline":"H"}]}',
        "{&quot;@type&quot;:&quot;NewsArticle&quot;,&quot;headline&quot;:&quot;H&quot;}",
    ],
)
def test_json_ld_is_mended_where_it_is_unambiguous(source: str) -> None:
    html = page(f'<script type="application/ld+json">{source}</script>')
    assert extract(html, URL).sources.get("headline") == "json-ld"
    assert extract(html, URL).headline == "H"


@given(st.text(alphabet='{}[]":,\\ \nab01', max_size=60))
def test_any_script_is_values_or_nothing(source: str) -> None:
    assert isinstance(broken_json.parse(source), list)


def test_the_story_of_the_page_is_chosen_among_others() -> None:
    other = '{"@type":"NewsArticle","headline":"Otra","url":"https://www.diario.example/otra","datePublished":"2020-01-01"}'
    own = '{"@type":"NewsArticle","headline":"Esta","mainEntityOfPage":"https://www.diario.example/seccion/nota"}'
    nodes = tuple(broken_json.parse(f"[{other},{own}]")[0])
    assert jsonld.choose_story(nodes, URL)["headline"] == "Esta"


# ---------------------------------------------------------------- links, rights, language


def test_a_canonical_address_elsewhere_or_at_the_front_page_is_not_believed() -> None:
    for href in (
        "https://otro.example/nota",
        "https://www.diario.example/",
        "javascript:void(0)",
        "https://[::",
    ):
        found = extract(page(f'<link rel="canonical" href="{href}">'), URL + "?utm_source=x&id=3#top")
        assert found.canonical_url == URL + "?id=3"


@pytest.mark.parametrize(
    "href",
    [
        "{{ page.url }}",
        "${url}",
        "undefined",
        "/null",
        "[object Object]",
        "%%canonical%%",
        "https://www.diario.example/{slug}",
        "/nota/%7Bid%7D",
        "&lt;?php echo $url ?&gt;",
        "https://www.diario.example:abc/nota",
        "https://www.diario.example:99999/nota",
        "https://www. diario.example/nota",
    ],
)
def test_an_address_that_cannot_be_asked_for_is_none(href: str) -> None:
    head = f'<link rel="canonical" href="{href}"><link rel="alternate" hreflang="en" href="{href}">'
    found = extract(page(head), URL)
    assert found.canonical_url == URL
    assert found.alternates == ()


@pytest.mark.parametrize(
    "href",
    [
        "www.diario.example/seccion/otra",
        "https://www.diario.example/https://www.diario.example/seccion/otra",
        "https//www.diario.example/seccion/otra",
        "\\seccion\\otra",
    ],
)
def test_an_address_that_a_template_got_wrong_is_mended(href: str) -> None:
    found = extract(page(f'<link rel="canonical" href="{href}">'), URL)
    assert found.canonical_url == "https://www.diario.example/seccion/otra"


@pytest.mark.parametrize("base", ["http://[host]/", "//diario]example/", "", "mailto:x", "{{ base }}", "../"])
def test_a_base_that_is_none_changes_no_address(base: str) -> None:
    head = f'<base href="{base}"><link rel="canonical" href="/seccion/otra">'
    assert extract(page(head), URL).canonical_url == "https://www.diario.example/seccion/otra"


def test_blogs_of_one_host_are_sites_of_their_own() -> None:
    url = "https://diario.blogspot.com/2024/05/nota.html"
    other = page('<link rel="canonical" href="https://ajeno.blogspot.com/2024/05/nota.html">')
    assert extract(other, url).canonical_url == url
    amp = page('<link rel="canonical" href="https://www.diario.com.mx/nota">')
    assert extract(amp, "https://amp.diario.com.mx/nota").canonical_url == "https://www.diario.com.mx/nota"


@pytest.mark.parametrize(
    ("declared", "free"),
    [
        ('"isAccessibleForFree":"http://schema.org/False"', False),
        ('"isAccessibleForFree":"https://schema.org/True"', True),
        ('"isAccessibleForFree":{"@type":"Boolean","@value":false}', False),
        ('"isAccessibleForFree":{"@id":"schema:False"}', False),
        ('"isAccessibleForFree":["No"]', False),
        ('"isAccessibleForFree":0', False),
        ('"isAccessibleForFree":1', True),
        ('"hasPart":{"@type":"WebPageElement","isAccessibleForFree":"False","cssSelector":".muro"}', False),
        ('"isAccessibleForFree":"perhaps"', True),
    ],
)
def test_ways_to_say_whether_a_story_is_free(declared: str, free: bool) -> None:
    ld = f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"Nota",{declared}}}</script>'
    assert extract(page(ld), URL).is_accessible_for_free is free


def test_rights_signals_are_recorded() -> None:
    head = (
        '<meta name="robots" content="NOINDEX, noai"><meta name="tdm-policy" content="https://d.example/p.json">'
        '<link rel="license" href="/licencia">'
    )
    found = extract(page(head), URL, headers={"X-Robots-Tag": "noarchive", "TDM-Reservation": "1"}).rights
    assert found.robots == ("noindex", "noai", "noarchive")
    assert found.tdm_reservation is True
    assert (found.tdm_policy, found.license) == (
        "https://d.example/p.json",
        "https://www.diario.example/licencia",
    )


@pytest.mark.parametrize(
    ("value", "tag"),
    [
        ("es_MX", "es-MX"),
        ("EN-us", "en-US"),
        ("Spanish", "es"),
        ("zh-hant-TW", "zh-Hant-TW"),
        ("x-default", ""),
        ("", ""),
    ],
)
def test_language_tags_are_normalised(value: str, tag: str) -> None:
    assert normalise_tag(value) == tag


@given(
    st.binary(max_size=400),
    st.sampled_from([None, "text/html; charset=utf-8", "text/html; charset=latin1", "x"]),
)
def test_any_bytes_are_decoded(body: bytes, content_type: str | None) -> None:
    assert isinstance(decode(body, content_type), str)


# With zeros among its bytes it may be UTF-16 that does not say so.
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=200))
def test_utf8_comes_back(text: str) -> None:
    if not text.startswith("\ufeff"):
        assert decode(text.encode("utf-8", "replace")) == text.encode("utf-8", "replace").decode()


# ---------------------------------------------------------------- lines


@pytest.mark.parametrize(
    "line", ["12:30", "Actualizado el 3 de mayo de 2024 a las 12:30", "2 hours ago", "Updated 3:15 p.m. ET"]
)
def test_lines_of_nothing_but_times(line: str) -> None:
    assert lines.is_time_line(line)


@pytest.mark.parametrize(
    "line", ["El 3 de mayo de 2024 nació la cooperativa", "A las 12:30 sonó la campana", "1984"[:0] + "Mayo"]
)
def test_lines_that_only_begin_with_times(line: str) -> None:
    assert not lines.is_time_line(line)


@given(st.text(max_size=400))
def test_any_line_is_furniture_or_not(line: str) -> None:
    assert furniture.role_of(line) in (None, "related", "furniture")
    assert is_credit(line) in (True, False)
    furniture.is_about_story(line)


@given(st.text(max_size=200))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert collapse(collapse(text)) == collapse(text)


@pytest.mark.parametrize("half", ["\\ud83d", "\\uDE00", "\\ud83d\\ud83d", "\\udc00\\ud800"])
def test_half_a_character_costs_itself_and_no_story(half: str) -> None:
    said = f'{{"@type": "NewsArticle", "description": "El puerto {half} abre \\ud83d\\ude00 hoy"}}'
    head = f'<script type="application/ld+json">{said}</script>'
    body = "".join(
        f"<p>El puerto de la ciudad abre hoy sus puertas, dijo la alcaldesa {n}.</p>" for n in range(9)
    )
    page = f"<html><head>{head}</head><body><article><h1>Abre el puerto</h1>{body}</article></body></html>"
    found = extract(page.encode(), "https://example.com/a")
    assert "abre \U0001f600 hoy" in found.description
    assert found.description.encode().decode() == found.description
    assert msgspec.json.decode(msgspec.json.encode(found))


@pytest.mark.parametrize("code", [0xFFFE, 0xFFFF, 0xFDD0, 0xFDEF, 0x1FFFE, 0x10FFFF])
@pytest.mark.parametrize("form", ["{character}", "&#x{code:X};", "&#{code};", "&#x00{code:x}"])
def test_what_unicode_calls_no_character_gets_into_no_field(code: int, form: str) -> None:
    none = form.format(code=code, character=chr(code))
    escaped = json.dumps(chr(code))[1:-1]
    said = json.dumps(
        {"@type": "NewsArticle", "articleSection": "Ciudad#", "keywords": ["puerto#"], "author": "Ana# Ruiz"}
    ).replace("#", escaped)
    lines = "".join(f"<p>El puerto{none} de la ciudad abre hoy, dijo la alcaldesa {n}.</p>" for n in range(9))
    page = (
        f'<html><head><meta name="tdm-policy" content="https://example.com/p{none}">'
        f'<meta name="description" content="Abre{none} el puerto, dice la alcaldesa.">'
        f'<script type="application/ld+json">{said}</script></head><body><article>'
        f'<h1>Abre{none} el puerto</h1><figure><img src="/i{none}.jpg">'
        f"<figcaption>El muelle{none} nuevo, visto desde la torre.</figcaption></figure>{lines}"
        f"<blockquote cite='https://example.com/{none}'>Por fin{none} abre el puerto, que la ciudad esperaba "
        "desde hace diez años.</blockquote></article></body></html>"
    )
    plain = page.replace(none, "").replace(escaped, "")
    assert extract(page, "https://example.com/a") == extract(plain, "https://example.com/a")


def test_accents_are_composed() -> None:
    body = "".join(
        f"<p>El a\u0301rbol nu\u0301m. {n} esta\u0301 en la plaza de la ciudad desde ayer.</p>"
        for n in range(9)
    )
    page = f"<html><body><article><h1>A\u0301rboles</h1>{body}</article></body></html>"
    found = extract(page.encode(), "https://example.com/a")
    assert found.headline == "Árboles"
    assert all("\u0301" not in block.text for block in found.blocks)


@pytest.mark.parametrize("place", ["citation", "mentions", "isBasedOn", "comment"])
def test_the_authors_and_dates_of_works_that_a_page_cites_are_not_its_own(place: str) -> None:
    cited = (
        f'<li itemprop="{place}" itemscope itemtype="https://schema.org/ScholarlyArticle">'
        '<meta itemprop="author" content="Rosa Vidal"><meta itemprop="datePublished" content="1988">'
        '<meta itemprop="headline" content="Otra cosa">Vidal R. Otra cosa. 1988.</li>'
    )
    text = "<p>La plaza volvió a llenarse el lunes, cuando los vecinos oyeron la banda.</p>" * 4
    page = (
        '<title>La plaza se llena</title><article itemscope itemtype="https://schema.org/NewsArticle">'
        '<h1 itemprop="headline">La plaza se llena</h1><meta itemprop="author" content="Ana Ruiz">'
        f'<meta itemprop="datePublished" content="2026-03-02">{text}<ol>{cited * 3}</ol></article>'
    )
    found = extract(page, URL)
    assert [author.name for author in found.authors] == ["Ana Ruiz"]
    assert (found.headline, str(found.date_published)[:10]) == ("La plaza se llena", "2026-03-02")
    alone = page.replace('<meta itemprop="author" content="Ana Ruiz">', "")
    assert extract(alone, URL).authors == ()
