"""Which of the dates that a page prints is the story's."""

from datetime import UTC, datetime

import pytest

from pipelines.extract import extract
from pipelines.extract.printed_dates import split_labels

URL = "https://diario.example/nota"
TEXT = "".join(
    f"<p>El barrio {name} espera desde hace años que el puente viejo vuelva a abrir a los peatones.</p>"
    for name in ("norte", "sur", "este", "oeste", "alto")
)


def read(around: str, *, before: str = "", after: str = "", head: str = "") -> tuple[str, str]:
    """The days on which the page with *around* under its headline was published and changed."""
    html = (
        f"<html lang=es><head><title>El puente viejo</title>{head}</head><body>{before}<article>"
        f"<h1>El puente viejo</h1>{around}{TEXT}</article>{after}</body></html>"
    )
    found = extract(html, URL)
    return str(found.date_published or "")[:16], str(found.date_modified or "")[:16]


PUBLISHED, CHANGED = "2024-03-12 10:15", "2024-03-13 18:45"


OLD, NEW = 'datetime="2024-03-12T10:15Z"', 'datetime="2024-03-13T18:45Z"'


@pytest.mark.parametrize(
    "around",
    [
        f'<time itemprop="dateModified" {NEW}>12/03/2024 10:15 | Actualizado 13/03/2024</time>',
        f'<time class="updated" {NEW}>x</time><time {OLD}>y</time>',
        f"<p>Actualizado: <time {NEW}>13</time>. Publicado: <time {OLD}>12</time></p>",
        '<p class="fecha">Última actualización: 13/03/2024 18:45 | Publicado: 12/03/2024 10:15</p>',
        '<p class="fecha">Actualizado el 13 de marzo de 2024 a las 18:45</p>'
        '<p class="fecha">12 de marzo de 2024, 10:15</p>',
        "<p>Updated March 13, 2024 6:45 pm</p><p>Posted March 12, 2024 10:15 am</p>",
        f"<span><b>Modified:</b><time {NEW}>x</time></span><time {OLD}>y</time>",
    ],
)
def test_the_time_of_an_update_is_none_of_publication(around: str) -> None:
    assert read(around) == (PUBLISHED, CHANGED)


@pytest.mark.parametrize(
    "other",
    [
        {"around": "<p>Nació el 12 de octubre de 1998 en Lima.</p>"},
        {"around": "<p>La feria abre el 3 de mayo de 2025.</p>"},
        {"after": "<footer><p>© 2024 Diario, 12/03/2024</p></footer>"},
        {"around": '<p class="meta">Copyright 12 March 2024 The Diary</p>'},
        {"after": '<section class="comments"><time datetime="2024-05-05T05:05:00Z">5 mayo</time></section>'},
        {"after": '<ul id="respuestas"><li class="fecha">5 de mayo de 2024</li></ul>'},
        {"after": '<aside><time datetime="2024-05-05T05:05:00Z">5 mayo</time></aside>'},
        {"after": '<article><h3>Otra</h3><time datetime="2024-05-05">5 mayo</time></article>'},
        {"before": '<header><p class="fecha">Viernes, 27 de noviembre de 2026</p></header>'},
        {"head": '<script type="application/ld+json">{"@type":"VideoObject","name":"Otro vídeo",'
                 '"uploadDate":"2019-01-01T00:00:00Z"}</script>'},
        {"around": '<p class="fecha">Actualizado: 5/3/2026</p>'},
    ],
)  # fmt: skip
def test_the_date_of_something_else_is_not_the_storys(other: dict[str, str]) -> None:
    assert read(**{"around": "", **other})[0] == ""


@pytest.mark.parametrize(
    "line",
    [
        "12 de marzo de 2024",
        "Lima, 12 de marzo de 2024",
        "Por Ana Ruiz | 12/03/2024",
        "Tuesday, March 12, 2024",
    ],
)
def test_a_line_of_date_and_names_says_when(line: str) -> None:
    assert read(f"<p>{line}</p>")[0][:10] == "2024-03-12"


def test_the_storys_date_goes_before_those_of_stories_above_it() -> None:
    above = '<div class="mas"><h3>Otra</h3><time datetime="2019-01-01T10:00Z">1 ene</time></div>'
    assert read('<time datetime="2024-03-12T10:15Z">12 mar</time>', before=above)[0] == PUBLISHED


LONG = f"<p>{'El barrio espera desde hace años que el puente vuelva a abrir. ' * 2}</p>"


@pytest.mark.parametrize(
    "around",
    [
        "<aside class='meta'><h4>Publicado</h4><div class='fecha'>12 de marzo de 2024</div></aside>",
        "<div class='post-sidebar'><span>Publish date</span><time datetime='2024-03-12'>12 Mar</time></div>",
        f"<div class='layout-sidebar-left'><span class='time'>12 de marzo de 2024</span>{LONG * 3}</div>",
        "<div><svg></svg> 12 mar 2024 </div>",
        "<div><strong><a href='/ana'>Ana Ruiz</a></strong> - 12 mar 2024</div>",
        "<div>Publicado el 12/03/2024 a las 18:00 por <a href='/ana'>Ana Ruiz</a></div>",
        "<div>Posted on the 12/03/2024 at 18:00 by <a href='/ana'>Ana Ruiz</a></div>",
        "<a href='/ana' class='author'><div>Ana Ruiz</div><div class='date'>12 de marzo de 2024</div></a>",
    ],
)
def test_the_storys_date_beside_other_things(around: str) -> None:
    assert read(around)[0][:10] == "2024-03-12"


@pytest.mark.parametrize(
    "other",
    [
        "<div class='sidebar'><span class='fecha'>14 de marzo de 2024</span></div>",
        "<div><a href='/otra'><h3>Otra nota</h3><p class='fecha'>14 de marzo de 2024</p></a></div>",
        "<ul><li><span class='fecha'>14 de marzo de 2024</span> <a href='/x'>Otra nota que no es esta</a>",
        "<div class='weather'><time datetime='2024-03-14'>14 de marzo</time> 12 grados</div>",
        "<div class='similar-post'><span class='fecha'>14 de marzo de 2024</span></div>",
    ],
)
def test_the_date_on_another_storys_card_is_not_the_storys(other: str) -> None:
    assert read("", after=other) == ("", "")


def test_a_publication_after_the_last_change_gives_way_to_the_printed_one() -> None:
    rebuilt = (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"El puente viejo",'
        '"datePublished":"2024-06-02","dateModified":"2024-03-13"}</script>'
    )
    assert read('<p class="fecha">12/03/2024 10:15</p>', head=rebuilt)[0] == PUBLISHED
    assert read("", head=rebuilt)[0][:10] == "2024-06-02"


@pytest.mark.parametrize("name", ["published", "w-published-date", "nota:publish_date"])
def test_names_of_the_day_of_publication(name: str) -> None:
    assert read("", head=f'<meta name="{name}" content="2024-03-12T10:15Z">')[0] == PUBLISHED


def test_a_day_is_not_completed_by_the_clock_of_another_day() -> None:
    head = '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2024-03-12"}</script>'
    around = '<time datetime="2024-03-13T09:00:00Z">13</time>'
    found = extract(f"<html><head>{head}</head><body><article><h1>El puente</h1>{around}{TEXT}", URL)
    assert (found.date_published, found.date_precision) == (datetime(2024, 3, 12, tzinfo=UTC), "day")


def test_an_american_page_writes_the_month_first_for_machines_too() -> None:
    head = '<meta property="article:published_time" content="03/04/2024 09:00">'
    html = f'<html lang="en-US"><head>{head}</head><body><h1>The old bridge</h1>{TEXT}'
    found = extract(html, URL, zone="America/New_York").date_published
    assert found == datetime(2024, 3, 4, 14, tzinfo=UTC)


def test_labels_part_a_line() -> None:
    assert split_labels("1 May (updated 2 May) published 3 May") == ("1 May (  3 May", " 2 May) ")


def test_a_linked_headline_in_no_h1_is_no_other_story_s() -> None:
    title = "El puente viejo vuelve a abrir"
    html = (
        f"<html lang=es><head><title>{title} « El Diario</title></head><body><div class=post><h2><a href="
        f"'/nota'>{title}</a></h2><small>12 de marzo de 2024</small>{TEXT}</div></body></html>"
    )
    assert str(extract(html, URL).date_published)[:10] == "2024-03-12"
