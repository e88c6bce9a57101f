"""Layouts whose names are generated or that have none: cards, tables, lines parted by breaks, controls."""

import pytest
from plain_story import BOTH, STORIES, TITLES, Pair, paragraphs, read, say, text_of, within

from pipelines.extract import extract

OTHERS = {
    "es": ("El último vapor de la ría", "Por qué las gaviotas se fueron"),
    "en": ("The last steamer on the river", "Why the gulls have left the harbour"),
}


@BOTH
@pytest.mark.parametrize(
    "card",
    [
        "<a class='sc-1' href='/a'><div>{}</div></a>",
        "<div class='sc-2'><a href='/a'>{}</a></div>",
        "<div class='sc-3'><a class='sc-4' href='/a'><span>{}</span></a><span class='sc-5'>{}</span></div>",
    ],
)
@pytest.mark.parametrize("form", ["<div class='sc-8'><div class='sc-9'>{}</div></div>", "<p>{}</p>"])
def test_a_story_goes_on_below_a_card_with_another(language: str, card: str, form: str) -> None:
    first, *rest = [form.format(text) for text in STORIES[language]]
    other = card.format(*OTHERS[language])
    body = f"<h1>{TITLES[language]}</h1><div>{first}{other}{''.join(rest)}</div>"
    assert set(STORIES[language]) <= set(text_of(read(language, f"<div>{body}</div>")))


@BOTH
@pytest.mark.parametrize(
    "field",
    ["<input placeholder='{}'>", "<input type='text' name='correo'>", "<input aria-label='{}' id='x1'>"],
)
def test_a_field_for_an_address_needs_no_type(language: str, field: str) -> None:
    label = say(language, ("Tu correo electrónico", "Your e-mail address"))
    said = say(language, ("Lo mejor de cada jueves.", "The best of every Thursday."))
    box = f"<div><p>{said}</p>{field.format(label)}<button>OK</button></div>"
    assert text_of(within(language, box)) == list(STORIES[language])


@BOTH
@pytest.mark.parametrize(
    ("lines", "author"),
    [
        (
            (
                "Por Aitana Pruneda<br>Corresponsal<br>19 de noviembre de 2026",
                "by Thelma Goss<br>Herald Correspondent<br>November 19, 2026",
            ),
            ("Aitana Pruneda", "Thelma Goss"),
        ),
        (
            (
                "<b>Autor:</b> Koldo Iriarte<br><b>Fecha:</b> 19/10/2026<br><b>Sección:</b> Campo",
                "<b>Author:</b> Helen Ashworth<br><b>Date:</b> 10/19/2026<br><b>Section:</b> Country",
            ),
            ("Koldo Iriarte", "Helen Ashworth"),
        ),
    ],
)
def test_lines_of_a_byline_are_parted_by_breaks(language: str, lines: Pair, author: Pair) -> None:
    story = paragraphs(STORIES[language])
    found = read(language, f"<h1>{TITLES[language]}</h1><p>{say(language, lines)}</p>{story}", "")
    assert [one.name for one in found.authors] == [say(language, author)]
    assert text_of(found) == list(STORIES[language])


def test_a_place_below_two_names_is_no_part_of_them() -> None:
    line = "<p>Por Ernesto Malpica y Begoña Larrauri<br>Sevilla / Lima</p>"
    found = read("es", f"<h1>{TITLES['es']}</h1>{line}{paragraphs(STORIES['es'])}")
    assert [one.name for one in found.authors] == ["Ernesto Malpica", "Begoña Larrauri"]


@BOTH
def test_a_note_on_the_author_may_begin_with_an_asterisk(language: str) -> None:
    name = say(language, ("Aitana Pruneda", "Helen Ashworth"))
    note = say(
        language, (f"* {name} es investigadora en Oviedo.", f"* {name} is a research fellow at Whitby.")
    )
    story = paragraphs(STORIES[language])
    found = read(language, f"<h1>{TITLES[language]}</h1><p>{name}*</p>{story}<p><em>{note}</em></p>")
    assert text_of(found) == list(STORIES[language])
    assert [one.name for one in found.authors] == [name]


@pytest.mark.parametrize("line", ["Words and pictures: Helen Ashworth", "Words: Helen Ashworth"])
@pytest.mark.parametrize("at_end", [False, True])
def test_whose_words_they_are_is_a_byline(line: str, at_end: bool) -> None:
    story = paragraphs(STORIES["en"])
    parts = f"{story}<p><b>{line}</b></p>" if at_end else f"<p><b>{line}</b></p>{story}"
    found = read("en", f"<div><h1>{TITLES['en']}</h1>{parts}</div>")
    assert text_of(found) == list(STORIES["en"])
    assert [one.name for one in found.authors] == ["Helen Ashworth"]


@BOTH
def test_controls_that_only_a_script_moves_are_none_of_the_story(language: str) -> None:
    mail = say(language, ("Mandar por correo", "Mail it on"))
    cells = f"<td><a href='#'>{mail}</a></td><td><a href='javascript:go()'>A+ A-</a></td>"
    row = f"<table><tr>{cells}</tr></table>"
    found = read(language, f"<div><h1>{TITLES[language]}</h1>{row}{paragraphs(STORIES[language])}</div>")
    assert text_of(found) == list(STORIES[language])


@BOTH
def test_the_number_of_a_picture_is_no_caption(language: str) -> None:
    caption = say(
        language, ("Una niña espera en la plaza mayor.", "A girl waits in the square by the church.")
    )
    figures = "".join(
        f"<figure><div>{n} / 3</div><img src='/{n}.jpg'><figcaption>{caption[:-1]} {n}.</figcaption></figure>"
        for n in (1, 2, 3)
    )
    found = read(language, f"<div><h1>{TITLES[language]}</h1>{figures}</div>")
    assert found.kind == "gallery"
    assert "/ 3" not in found.text


@BOTH
def test_a_name_behind_a_stroke_makes_a_caption(language: str) -> None:
    caption = say(language, ("El muelle al amanecer. / Ada Moll", "The quay at dawn. / Ada Moll"))
    head = f"<h1>{TITLES[language]}</h1><img src='/q.jpg'><p>{caption}</p>"
    found = read(language, f"<div>{head}{paragraphs(STORIES[language])}</div>")
    assert found.text.split("\n") == list(STORIES[language])


@BOTH
@pytest.mark.parametrize("word", [("Imprimir", "Print"), ("Versión para imprimir", "Printer friendly")])
def test_a_heading_that_the_page_s_title_has_in_it_is_the_headline(language: str, word: Pair) -> None:
    line = say(
        language, ("Publicado por Aitana Pruneda el 30/04/2026", "Posted by Nora Kessler on May 1, 2026")
    )
    body = f"<h2>{TITLES[language]}</h2><div>{line}</div>{paragraphs(STORIES[language])}"
    found = read(language, f"<div>{body}</div>", "", f"{say(language, word)}: {TITLES[language]}")
    assert found.headline == TITLES[language]
    assert [one.name for one in found.authors] == [say(language, ("Aitana Pruneda", "Nora Kessler"))]


@BOTH
@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/author/ana-ruiz/el-tren", "article"),
        ("/autores/ana-ruiz/tren-nocturno.html", "article"),
        ("/author/ana-ruiz", "listing"),
        ("/author/ana-ruiz/page/2", "listing"),
        ("/category/valle/trenes-nocturnos", "listing"),
    ],
)
def test_a_story_may_stand_below_its_author_s_name(language: str, path: str, kind: str) -> None:
    links = "".join(f"<a href='/n/{n}'>{n}</a> " for n in range(6))
    body = f"<div><h1>{TITLES[language]}</h1>{paragraphs(STORIES[language])}</div><div>{links}</div>"
    assert read(language, body, "", path=path).kind == kind


@BOTH
def test_a_table_of_a_few_numbers_is_the_story_s(language: str) -> None:
    rows = (
        (say(language, ("Equipo", "Team")), "PJ", "Pts"),
        ("Unión Levante", "36", "61"),
        ("Toro", "36", "59"),
        ("Valdecierzo", "–", "✓"),
    )
    cells = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    head = say(language, ("Clasificación", "Standings"))
    table = f"<h3>{head}</h3><table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"
    texts = text_of(
        read(language, f"<main><h1>{TITLES[language]}</h1>{paragraphs(STORIES[language])}{table}</main>")
    )
    assert texts[len(STORIES[language]) + 1 :] == [" | ".join(row) for row in rows]


@BOTH
def test_a_linked_title_with_its_teaser_on_one_line_is_another_story(language: str) -> None:
    title, teaser = OTHERS[language]
    card = f"<div class='x1'><a class='x2' href='/s/1'><span>{title}</span></a><span>{teaser}.</span></div>"
    assert text_of(within(language, card)) == list(STORIES[language])
    source = f"<p><a href='/s/1'>{title}</a> <span>{teaser}.</span></p>"
    assert len(text_of(within(language, source))) == len(STORIES[language]) + 1


@BOTH
@pytest.mark.parametrize("line", ["Leer en español", "Read in English", "Read this story in Spanish"])
def test_what_leads_to_another_language_is_not_the_story(language: str, line: str) -> None:
    assert text_of(within(language, f"<p><a href='/x'>{line}</a></p>")) == list(STORIES[language])
    assert text_of(within(language, f"<p>{line}</p>")) == list(STORIES[language])


@BOTH
def test_a_priced_button_makes_a_box_of_goods(language: str) -> None:
    link = "<a rel='sponsored nofollow' href='https://shop.example/1'>{}</a>"
    button = link.format(say(language, ("Mirar en Ferretería", "View at Greenmart")))
    name = say(language, ("La azada corta", "The short hoe"))
    box = f"<div class='k'><div>{name}</div><div><span>24,99 €</span> {button}</div></div>"
    assert text_of(within(language, box)) == list(STORIES[language])


@BOTH
def test_a_line_with_the_section_and_the_day_ends_where_it_breaks(language: str) -> None:
    day = say(language, ("Sábado 14 de noviembre de 2026", "Saturday 14 November 2026"))
    text = "<br><br>".join(STORIES[language])
    cell = f"<b>LOCAL</b> <font>{day}</font><br><b>{TITLES[language]}</b><br><br>{text}"
    body = f"<table><tr><td><a href='/'>Local</a></td><td>{cell}</td></tr></table>"
    assert text_of(read(language, body, head="")) == list(STORIES[language])


@BOTH
def test_a_line_of_an_old_layout_says_who_wrote_the_story_where_and_when(language: str) -> None:
    author = say(language, ("Benita Ollero / Ribera Alta", "Douglas Imrie / Castlebar Quay"))
    cell = f"<b>{TITLES[language]}</b><br>{author}. 18/02/2009<br><br>{'<br><br>'.join(STORIES[language])}"
    extraction = read(language, f"<table><tr><td><a href='/'>A</a></td><td>{cell}</td></tr></table>", head="")
    assert text_of(extraction) == list(STORIES[language])
    assert [one.name for one in extraction.authors] == [author.partition(" /")[0]]


def test_the_address_leaves_small_words_out_of_the_site_s_name() -> None:
    body = f"<p>{TITLES['es']}</p>{paragraphs(STORIES['es'])}"
    html = f"<title>{TITLES['es']} - El Correo de la Valle</title>{body}"
    assert extract(html, "https://www.correovalle.example/a.asp?id=1").headline == TITLES["es"]


@BOTH
def test_a_topic_may_have_an_introduction_and_a_story_linked_stories(language: str) -> None:
    name = say(language, ("Ríos y valles", "Rivers and valleys"))
    titles = [f"{OTHERS[language][0]} {number}" for number in range(7)]
    cards = "".join(f"<div><h3><a href='/n/{place}'>{one}</a></h3></div>" for place, one in enumerate(titles))
    shared = '<meta property="og:type" content="website">'
    topic = read(
        language, f"<main><h1>{name}</h1>{paragraphs(STORIES[language][:2])}{cards}</main>", shared, name
    )
    assert topic.kind == "listing"
    whole = f"<main><h1>{TITLES[language]}</h1>{paragraphs(STORIES[language])}</main>{cards}"
    assert read(language, whole, shared).kind == "article"
    line = say(language, ("Por Elvira Tasayco", "By Denise Orrell"))
    signed = f"<main><h1>{name}</h1><p>{line}</p>{paragraphs(STORIES[language])}</main>{cards}"
    assert read(language, signed, shared, name).kind == "article"


@BOTH
def test_days_in_bold_part_a_log(language: str) -> None:
    story = STORIES[language]
    days = say(language, ("Lunes 8 de septiembre|Martes 9 de septiembre", "Monday, Sept. 8|Tuesday, Sept. 9"))
    first, second = days.split("|")
    parts = [story[0], first, *story[1:3], second, *story[3:]]
    body = "".join(
        f"<p><strong>{one}</strong></p>" if one in (first, second) else f"<p>{one}</p>" for one in parts
    )
    assert text_of(read(language, f"<main><h1>{TITLES[language]}</h1>{body}</main>")) == parts


@pytest.mark.parametrize(
    "form",
    ["<div class=titulo_nota>{}</div>", "<font size=5><b>{}</b></font><br>", "<font size=+2>{}</font><p>"],
)
def test_the_large_line_of_a_page_without_headings_is_its_headline(form: str) -> None:
    title, story = TITLES["es"], STORIES["es"]
    cell = f"{form.format(title)}<font size=1>17/02/2009</font><br><br>{'<br><br>'.join(story)}"
    menu = "".join(f"<a href='{n}.php'>Sección {n}</a><br>" for n in range(8))
    page = extract(
        "<html><head><title>Correo del Valle</title></head><body><table><tr>"
        f"<td>{menu}</td><td>{cell}</td></tr></table></body></html>",
        "http://www.correodelvalle.example/nota.php?id=4",
    )
    assert (page.kind, page.headline, text_of(page)) == ("article", title, list(story))
