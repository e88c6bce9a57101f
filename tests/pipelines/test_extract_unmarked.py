"""Pages whose names say nothing: what is told by words, by place and by what a box holds."""

import pytest
from growth import grows_linearly, seconds
from plain_story import BOTH, SITE, STORIES, TITLES, Pair, paragraphs, read, say, text_of, within

from pipelines.extract import extract


@BOTH
@pytest.mark.parametrize(
    "box",
    [
        (
            '<section aria-label="Alta en el boletín" class="css-1x9"><h3>Cada mañana, a las siete</h3>'
            "<p>Lo esencial en cinco minutos.</p></section>",
            '<section aria-label="Newsletter sign-up" class="css-1x9"><h3>Every morning at seven</h3>'
            "<p>All that matters in five minutes.</p></section>",
        ),
        (
            '<div><div><h4>¿Quiere leer más?</h4><p>Escriba aquí su dirección.</p></div><form action="/x">'
            '<input type="email"><button>OK</button></form></div>',
            '<div><div><h4>Would you like to read more?</h4><p>Leave your address here.</p></div>'
            '<form action="/x"><input name="EMAIL"><button>OK</button></form></div>',
        ),
        (
            "<div><p><b>Más de nuestro sitio</b></p><ul><li><a href='/a'>El faro que nadie quiere</a></li>"
            "<li><a href='/b'>Las campanas vuelven a la torre</a></li></ul></div>",
            "<div><p><b>Elsewhere on these pages</b></p><ul><li><a href='/a'>The unwanted lighthouse</a></li>"
            "<li><a href='/b'>The bells return to the tower</a></li></ul></div>",
        ),
        (
            "<p><strong>En contexto</strong></p><p><a href='/a'>El último vapor de la ría</a></p>"
            "<p><a href='/b'>Por qué las gaviotas han dejado el puerto</a></p>",
            "<p><strong>In context</strong></p><p><a href='/a'>The last steamer on the river</a></p>"
            "<p><a href='/b'>Why the gulls have left the harbour</a></p>",
        ),
        (
            "<div><p>¿Qué te ha parecido?</p><p>Me gusta</p><p>Me aburre</p></div>",
            "<div><p>What did you think of this story?</p><p>Loved it</p><p>Bored me</p></div>",
        ),
        ("<p>Esta noticia ha sido leída 1.204 veces</p>", "<p>This story has been read 1,204 times</p>"),
        (
            "<div><span>Escuchar esta noticia</span><span>4 min 12 s</span></div>",
            "<div><span>Listen to this article</span><span>4 min 12 sec</span></div>",
        ),
        (
            "<p><b>Más sobre este tema: <a href='/a'>El último vapor de la ría</a></b></p>",
            "<p><b>More on this: <a href='/a'>The last steamer on the river</a></b></p>",
        ),
    ],
)  # fmt: skip
def test_a_box_is_told_by_its_label_its_field_or_its_links(language: str, box: Pair) -> None:
    assert text_of(within(language, say(language, box))) == list(STORIES[language])


@BOTH
def test_a_label_that_describes_a_box_of_the_story_makes_it_none_of_another_purpose(language: str) -> None:
    said = say(
        language,
        ("Los viajeros, de mes en mes, van en aumento.", "Passengers increased from month to month."),
    )
    label = say(language, ("Encuesta del río", "River survey results"))
    inside = f'<div aria-label="{label}"><p>{said}</p></div>'
    assert said in text_of(within(language, inside))


@BOTH
@pytest.mark.parametrize("name", ["kg-card kg-callout-card", "callout", "paragraph--type--callout"])
def test_a_callout_is_the_story_s_unless_it_invites(language: str, name: str) -> None:
    note = say(
        language,
        (
            "Este reportaje se hizo con los horarios de la compañía.",
            "We counted every entry of the timetable twice.",
        ),
    )
    invitation = say(
        language,
        (
            "Suscríbete gratis y recibe nuestro boletín.",
            "Subscribe for free and get our newsletter in your inbox.",
        ),
    )
    found = text_of(
        within(language, f'<div class="{name}"><p>{note}</p></div><div class="{name}">{invitation}</div>')
    )
    assert found == [*STORIES[language][:2], note, *STORIES[language][2:]]


@BOTH
def test_a_correction_is_part_of_what_was_printed(language: str) -> None:
    note = say(
        language,
        (
            "Fe de errores: en la primera versión se atribuyó la cita a otra vecina.",
            "This article was amended on 13 March 2026. An earlier version gave the wrong year.",
        ),
    )
    page = f"<main><h1>{TITLES[language]}</h1>{paragraphs((*STORIES[language], note))}</main>"
    assert text_of(read(language, page)) == [*STORIES[language], note]


@BOTH
@pytest.mark.parametrize("form", ["<font size=5><b>{}</b></font><br>", "<b>{}</b> <br>\n", "{}<br/>"])
def test_a_page_to_be_printed_has_its_title_and_byline_in_lines(language: str, form: str) -> None:
    line = say(
        language,
        (
            "Por Lucía Ferrán<br>Publicado el 12 de marzo de 2026",
            "By Helen Ashworth<br>Published March 12, 2026",
        ),
    )
    title = form.format(TITLES[language])
    found = read(language, f"{title}<i>{line}</i><hr>{'<br><br>'.join(STORIES[language])}", "")
    assert found.headline == TITLES[language]
    assert text_of(found) == list(STORIES[language])
    assert [author.name for author in found.authors] == [say(language, ("Lucía Ferrán", "Helen Ashworth"))]


@BOTH
@pytest.mark.parametrize("form", ["{}.{} ", "<b>{}:{}</b> ", "{}:{} h. "])
def test_entries_of_a_live_blog_may_begin_with_their_time(language: str, form: str) -> None:
    entries = [form.format(9 + place, 15 + place) + text for place, text in enumerate(STORIES[language])]
    title = say(language, ("El tren, en directo", "Live: the night train"))
    found = read(language, f"<h1>{title}</h1>{''.join(f'<p>{one}</p>' for one in entries)}", title=title)
    assert found.kind == "live_blog"
    times = [f"{block.time:%H:%M}" for block in found.blocks if block.time]
    assert times == ["09:15", "10:16", "11:17", "12:18"]


@BOTH
def test_a_programme_is_no_live_blog(language: str) -> None:
    lines = "".join(
        f"<p>{hour}:30 {'Apertura' if language == 'es' else 'Opening'}</p>" for hour in range(9, 14)
    )
    story = paragraphs(STORIES[language])
    found = read(language, f"<h1>{TITLES[language]}</h1>{story}{lines}", path="/where-people-live/x")
    assert found.kind == "article"


@BOTH
def test_a_name_alone_between_headline_and_text_is_the_author_s(language: str) -> None:
    name = say(language, ("Aitana Pruneda", "Denise Orrell"))
    story = paragraphs(STORIES[language])
    found = read(
        language, f'<div><h1>{TITLES[language]}</h1><div class="x3">{name}</div><div>{story}</div></div>'
    )
    assert [author.name for author in found.authors] == [name]


@pytest.mark.parametrize(
    "form",
    [
        "Words: {}",
        "Reporter: {}",
        "From our correspondent {}",
        "Redacción: {}",
        "Firma: {}",
        "Una crónica de {}",
        "De nuestra enviada especial {}",
    ],
)
def test_who_wrote_it_is_said_in_many_words(form: str) -> None:
    story = paragraphs(STORIES["es"])
    found = read("es", f"<h1>{TITLES['es']}</h1><div>{form.format('Lucía Ferrán')}</div><div>{story}</div>")
    assert [author.name for author in found.authors] == ["Lucía Ferrán"]
    assert text_of(found) == list(STORIES["es"])


@pytest.mark.parametrize("line", ["Nueva York", "Actualidad", "Buenos Aires", "City Hall"])
def test_what_is_no_name_is_no_author_there(line: str) -> None:
    story = paragraphs(STORIES["es"])
    assert not read("es", f"<div><h1>{TITLES['es']}</h1><div>{line}</div><div>{story}</div></div>").authors


@BOTH
def test_who_the_author_is_may_be_said_without_a_name(language: str) -> None:
    line = say(
        language,
        (
            "La autora es catedrática de Historia en Oviedo.",
            "The writer is a former harbour master of the town.",
        ),
    )
    text = "<br><br>".join((*STORIES[language], f"<i>{line}</i>"))
    assert text_of(read(language, f"<h1>{TITLES[language]}</h1><div>{text}</div>")) == list(STORIES[language])


@BOTH
def test_the_time_of_a_blog_s_abbreviation_is_read(language: str) -> None:
    day = say(language, ("miércoles, 20 de mayo de 2026", "Wednesday, May 20, 2026"))
    line = say(language, ("Publicado por Ana Ruiz en", "Posted by Ann Reed at"))
    times = (
        '<abbr class="published" title="2026-05-20T11:00:00Z">11:00</abbr>'
        '<abbr class="updated" title="2026-05-21T09:30:00Z">9:30</abbr>'
    )
    story = "<br><br>".join(STORIES[language])
    found = read(language, f"<h2>{day}</h2><h3>{TITLES[language]}</h3><div>{story}</div>{line} {times}", "")
    assert f"{found.date_published:%d %H:%M}" == "20 11:00"
    assert f"{found.date_modified:%d %H:%M}" == "21 09:30"


@BOTH
def test_the_caption_of_a_picture_may_be_the_story(language: str) -> None:
    caption = say(
        language,
        (
            "La niebla cubre el puente viejo poco después del amanecer y una barca cruza hacia la lonja.",
            "Fog covers the old bridge shortly after dawn while a single boat crosses towards the market.",
        ),
    )
    figure = f"<figure><img src=/f.jpg><figcaption>{caption}</figcaption></figure>"
    found = read(language, f"<article><h1>{TITLES[language]}</h1>{figure}</article>")
    assert found.kind == "gallery"
    assert found.text == caption


@BOTH
@pytest.mark.parametrize("path", ["/?s=tren", "/buscar?q=tren", "/search/?page=2&query=tren"])
def test_the_results_of_a_search_are_no_story(language: str, path: str) -> None:
    results = "".join(
        f'<li><a href="/n/{place}">{text[:30]}</a><br>{text}</li>'
        for place, text in enumerate(STORIES[language])
    )
    title = say(language, ("Resultados", "Results"))
    assert read(language, f"<h1>{title}</h1><ol>{results}</ol>", "", title, path).kind == "listing"


@BOTH
@pytest.mark.parametrize("path", ["/2026/03/tren/?s=20", "/tren?s=20", "/index.php?id=5&s=20"])
def test_where_a_story_was_shared_makes_no_search_of_its_address(language: str, path: str) -> None:
    links = "".join(f'<p><a href="/s/{place}">Lea {place}</a></p>' for place in range(4))
    page = f"<h1>{TITLES[language]}</h1>{paragraphs(STORIES[language])}{links}"
    assert read(language, page, "", TITLES[language], path).kind == "article"


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        '<div><p>x</p><input type="email"></div>',
        '<div aria-label="newsletter sign up box">x',
        "<div><p>a</p><a href=/x>b c d e</a>",
        f"<b>{TITLES['en']}</b><br>",
        "<p>10.15 The river</p>",
    ],
)
def test_such_pages_take_time_in_proportion(piece: str) -> None:
    def cost(count: int) -> float:
        page = f"<h1>{TITLES['en']}</h1>{paragraphs(STORIES['en'])}" + piece * count
        return seconds(lambda: read("en", page))

    assert grows_linearly(cost, 1000)


@BOTH
@pytest.mark.parametrize(
    ("path", "kind"), [("/", "listing"), ("/#x", "listing"), ("/blog//tren/", "article")]
)
def test_a_front_page_is_no_story_whatever_it_declares(language: str, path: str, kind: str) -> None:
    titles = "".join(f"<h3><a href='/n/{n}'>{STORIES[language][n % 4][:60]}</a></h3>" for n in range(12))
    body = f"<main><h1>{TITLES[language]}</h1>{paragraphs(STORIES[language])}</main><aside>{titles}</aside>"
    assert read(language, body, path=path).kind == kind


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/category/trenes/", "listing"),
        ("/etiqueta/valle", "listing"),
        ("/author/ana-ruiz/", "listing"),
        ("/categoria/trenes/el-valle-recupera-su-tren-nocturno/", "article"),
        ("/opinion/autores-de-un-tren", "article"),
    ],
)
def test_the_address_of_a_category_tag_or_author_is_a_list_s(path: str, kind: str) -> None:
    links = "".join(f"<a href='/n/{n}'>{n}</a>" for n in range(6))
    body = f"<main><h1>{TITLES['es']}</h1>{paragraphs(STORIES['es'])}</main><div>{links}</div>"
    assert read("es", body, head="", path=path).kind == kind


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("The valley trains<span>All that we know</span>", "The valley trains All that we know"),
        (
            "<span>T</span>he valley of i<b>Phones</b> and Mc<i>Donald</i>",
            "The valley of iPhones and McDonald",
        ),
        ("¿Vuelve el tren?<b>Todo lo que se sabe</b>", "¿Vuelve el tren? Todo lo que se sabe"),
    ],
)
def test_words_of_a_heading_s_elements_stay_apart(heading: str, title: str) -> None:
    body = f"<h1>{heading}</h1>{paragraphs(STORIES['en'])}"
    assert extract(f"<html><body>{body}</body></html>", SITE + "/2026/03/tren").headline == title
