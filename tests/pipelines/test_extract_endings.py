"""What stands below a story on pages whose names say nothing: comments, sign-ups, signatures, prints."""

import pytest
from growth import grows_linearly, seconds
from plain_story import BOTH, PUBLISHED, STORIES, TITLES, Pair, paragraphs, read, say, text_of, within

COMMENTS = {
    "es": (
        (
            "Marta G.",
            "hace 3 horas",
            "Ya era hora de que alguien se acordara de nosotros, después de tantos años.",
        ),
        (
            "pescador52",
            "hace 2 días",
            "No estoy de acuerdo con nada de lo que se cuenta aquí, ni mi padre.",
        ),
        ("Luis Ortega", "hace 3 días", "Gracias."),
    ),
    "en": (
        (
            "Martha G.",
            "3 hours ago",
            "About time somebody remembered us, after all of these years.",
        ),
        (
            "oldsalt52",
            "2 days ago",
            "I disagree with all that is said here, and so does my father.",
        ),
        ("Lou Barker", "3 days ago", "Thanks."),
    ),
}
#: Forms of a comment: who, when, what and how to reply.
FORMS = {
    "items": "<li><div><b>{who}</b> <small>{when}</small></div><p>{what}</p><a href='#r'>{reply}</a></li>",
    "boxes": "<div class='css-1x'><div class='css-2y'>{who}</div><div class='css-3z'>{what}</div>"
    "<div class='css-4w'>{when} · {like} · {reply} (2)</div></div>",
    "lines": "<p><a href='/u'>{who}</a>, 21.05.2026, 9:14</p><p>{what}</p><p><a href='?r=1'>{reply}</a></p>",
    "buttons": "<div class='css-1x'><div>{who}</div><p>{what}</p><div><button>{reply}</button></div></div>",
}


@BOTH
@pytest.mark.parametrize("form", FORMS)
def test_texts_that_readers_can_reply_to_are_comments(language: str, form: str) -> None:
    words = {"reply": say(language, ("Responder", "Reply")), "like": say(language, ("Me gusta", "Like"))}
    comments = "".join(
        FORMS[form].format(who=who, when=when, what=what, **words) for who, when, what in COMMENTS[language]
    )
    tag = "ul" if form == "items" else "div"
    body = f"<main><h1>{TITLES[language]}</h1>{paragraphs(STORIES[language])}<{tag}>{comments}</{tag}></main>"
    extraction = read(language, body)
    assert text_of(extraction) == list(STORIES[language])
    assert extraction.authors == ()


@BOTH
@pytest.mark.parametrize(
    "form",
    [
        "<tr><td><b>{who}</b><br>{when}</td><td>{what}</td></tr>",
        "<div><p>{what}</p><p><small>{who}, {when}</small></p></div>",
        "<p><b>{who}</b> · {when}</p><p>{what}</p>",
    ],
)
def test_texts_with_a_name_and_their_age_are_comments(language: str, form: str) -> None:
    comments = "".join(form.format(who=who, when=when, what=what) for who, when, what in COMMENTS[language])
    table = f"<table>{comments}</table>" if "<tr>" in form else comments
    body = f"<main><h1>{TITLES[language]}</h1>{paragraphs(STORIES[language])}{table}</main>"
    assert text_of(read(language, body)) == list(STORIES[language])


@BOTH
def test_what_readers_say_is_announced(language: str) -> None:
    heading = say(language, ("Opiniones de los lectores", "What our readers say"))
    said = "".join(f"<p>{what}</p>" for _, _, what in COMMENTS[language])
    body = f"<main><h1>{TITLES[language]}</h1>{paragraphs(STORIES[language])}<h3>{heading}</h3>{said}</main>"
    assert text_of(read(language, body)) == list(STORIES[language])


@BOTH
def test_a_story_that_goes_on_below_replies_is_whole(language: str) -> None:
    reply = say(language, ("Responder", "Reply"))
    posts = "".join(f"<div><p>{what}</p><a href='#r'>{reply}</a></div>" for _, _, what in COMMENTS[language])
    story = STORIES[language]
    body = f"<main><h1>{TITLES[language]}</h1><p>{story[0]}</p>{posts}{paragraphs(story[1:])}</main>"
    assert set(story) <= set(text_of(read(language, body)))


@BOTH
@pytest.mark.parametrize(
    "form",
    [
        (
            "<h4>La carta del valle</h4><p>Una nota cada viernes sobre los trenes.</p><input type='email'>",
            "<h4>The valley letter</h4><p>A note every Friday about the trains.</p><input type='email'>",
        ),
        (
            "<p><b>Historias del valle</b></p><p>Lo mejor de la semana, sin prisa.</p>"
            "<p><input name='EMAIL'></p><p>Al pulsar el botón acepta nuestras condiciones.</p>",
            "<p><b>Stories from the valley</b></p><p>The best of the week, without hurry.</p>"
            "<p><input name='EMAIL'></p><p>By pressing the button you accept our conditions.</p>",
        ),
    ],
)
def test_a_sign_up_without_a_box_is_the_lines_around_its_field(language: str, form: Pair) -> None:
    assert text_of(within(language, say(language, form))) == list(STORIES[language])


@BOTH
def test_a_field_below_the_story_s_element_takes_none_of_its_lines(language: str) -> None:
    last = say(language, ("Deje las botas junto a la puerta.", "Keep your boots by the door."))
    story = f"<section>{paragraphs((*STORIES[language], last))}</section>"
    form = "<section><form><input type='email'></form></section>"
    extraction = read(language, f"<main><h1>{TITLES[language]}</h1>{story}{form}</main>")
    assert text_of(extraction) == [*STORIES[language], last]


@BOTH
def test_a_field_between_two_paragraphs_takes_none_of_them(language: str) -> None:
    short = say(language, ("La respuesta llegará el jueves.", "The answer is due on Thursday."))
    extraction = within(language, f"<p>{short}</p><input type='email'><p>“{short}”</p>")
    assert {*STORIES[language], short, f"“{short}”"} == set(text_of(extraction))


@pytest.mark.parametrize(
    "line",
    [
        "<p align='right'><i>Lucía Ferrán</i></p>",
        "<p>— Lucía Ferrán</p>",
        "<div>LUCÍA FERRÁN / Almadra</div>",
        "<p><b>Texto y fotos: Lucía Ferrán</b></p>",
        "<p>Lucía Ferrán</p><p><a href='/'>Volver al índice</a></p>",
    ],
)
def test_a_name_alone_at_the_end_signs_the_story(line: str) -> None:
    extraction = read("es", f"<div><h1>{TITLES['es']}</h1>{paragraphs(STORIES['es'])}{line}</div>")
    assert text_of(extraction) == list(STORIES["es"])
    assert [one.name for one in extraction.authors] == ["Lucía Ferrán"]


def test_names_below_several_letters_are_theirs() -> None:
    letters = (*STORIES["es"][:2], "Lucía Ferrán", *STORIES["es"][2:], "Pilar Sanz")
    extraction = read("es", f"<div><h1>{TITLES['es']}</h1>{paragraphs(letters)}</div>")
    assert text_of(extraction)[-1] == "Pilar Sanz"


@BOTH
@pytest.mark.parametrize(
    "line",
    [
        ("Enviar a un amigo", "Send to a friend"),
        ("URL: https://www.correodelvalle.example/n?id=3", "URL: https://correodelvalle.example/n?id=3"),
        ("Imprimir esta página", "Print this page"),
        ("Dejar un comentario", "Leave a comment"),
        ("Sé el primero en comentar", "Be the first to comment"),
        ("Contacto para la prensa", "Media contact"),
        ("Tel. 956 000 000", "Phone: 01632 000000"),
        ("Visitas: 1204", "Hits: 1204"),
        ("4.8 de 37 votos", "4.8 out of 37 ratings"),
    ],
)
def test_lines_of_prints_and_releases_are_not_the_story(language: str, line: Pair) -> None:
    story, last = paragraphs(STORIES[language]), say(language, line)
    table = f"<table><tr><td>{story}</td></tr><tr><td>{last}</td></tr></table>"
    extraction = read(language, f"<h1>{TITLES[language]}</h1>{table}")
    assert text_of(extraction) == list(STORIES[language])


def test_an_address_of_another_site_is_the_story_s() -> None:
    line = "El informe completo está en https://www.trenes.example/informe.pdf"
    assert line in text_of(within("es", f"<p>{line}</p>"))


@BOTH
def test_a_table_above_the_headline_says_who_wrote_the_story(language: str) -> None:
    rows = {("Sección", "Section"): "Local", ("Autor", "Author"): "Jhon Castaño", ("Hora", "Time"): "13:00"}
    cells = "".join(
        f"<tr><td>{say(language, name)}:</td><td>{value}</td></tr>" for name, value in rows.items()
    )
    extraction = read(
        language, f"<table>{cells}</table><h1>{TITLES[language]}</h1>{paragraphs(STORIES[language])}"
    )
    assert text_of(extraction) == list(STORIES[language])
    assert [one.name for one in extraction.authors] == ["Jhon Castaño"]


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("<span class='author'>Por Yaneth</span> <time datetime='2026-05-20'>20/05</time>", ["Yaneth"]),
        ("<div class='byline'>By<a>Priya Raman</a><span>Local reporter</span></div>", ["Priya Raman"]),
        ("<p>ST. MARTIN, MAY 20, 2026</p>", []),
        ("<div class='byline'>By <a>Priya Raman</a> <span>2</span></div>", ["Priya Raman"]),
        ("<div class='byline'>Por Aitana Pruneda (214)</div>", ["Aitana Pruneda"]),
        ("<div><span>By <a>Priya Raman</a></span><span>3 Nov 2026 - 07:45</span></div>", ["Priya Raman"]),
    ],
)  # fmt: skip
def test_what_stands_beside_a_name_is_no_part_of_it(byline: str, names: list[str]) -> None:
    body = f"<article><h1>{TITLES['en']}</h1>{byline}{paragraphs(STORIES['en'])}</article>"
    assert [one.name for one in read("en", body, head="").authors] == names


@pytest.mark.parametrize(
    "piece",
    ["<div><p>hello there</p><button>Reply</button></div>", "<p>hello there</p><p>Reply</p>",
     "<p>hello there</p><input type='email'>"],
)  # fmt: skip
def test_endings_take_time_in_proportion(piece: str) -> None:
    def cost(count: int) -> float:
        body = f"<h1>{TITLES['en']}</h1>{paragraphs(STORIES['en'])}{piece * count}"
        return seconds(lambda: read("en", body, head=PUBLISHED))

    assert grows_linearly(cost, 500)


@BOTH
def test_a_list_may_say_who_wrote_the_story_and_when(language: str) -> None:
    said = say(language, ("Sin comentarios", "No comments"))
    day = say(language, ("20 de mayo de 2026", "20 May 2026"))
    items = f"<ul><li>Oliver Kettleburgh</li><li>{day}</li><li>{said}</li></ul>"
    body = f"<main><h1>{TITLES[language]}</h1>{items}{paragraphs(STORIES[language])}</main>"
    extraction = read(language, body, head="")
    assert text_of(extraction) == list(STORIES[language])
    assert [one.name for one in extraction.authors] == ["Oliver Kettleburgh"]
    assert extraction.date_published is not None
    assert extraction.date_published.day == 20


def test_a_job_in_another_element_is_no_part_of_the_text() -> None:
    line = (
        "<div><span>Priya Raman</span><span>Science correspondent</span><span>20 May 2026 12:00</span></div>"
    )
    body = f"<main><h1>{TITLES['en']}</h1>{line}{paragraphs(STORIES['en'])}</main>"
    extraction = read("en", body, head="")
    assert text_of(extraction) == list(STORIES["en"])
    assert [one.name for one in extraction.authors] == ["Priya Raman"]


@BOTH
@pytest.mark.parametrize(
    "line",
    [
        (
            "¿Tienes una historia de tu barrio? Escríbenos a <a href='mailto:a@b.example'>a@b.example</a>.",
            "Got a story from your street? Write to us at ideas@b.example.",
        ),
        (
            "¡Cuéntanos en los comentarios cómo te fue!",
            "Did we miss a stop? Tell us in the comments below.",
        ),
        (
            "<em>Si llegaste hasta aquí, ya sabes lo que te cuesta este viaje.</em>",
            "<em>Like this? Your aunt on the train might, too.</em>",
        ),
        (
            "Si valoras este trabajo, haz un donativo.",
            "Reporting takes time. If you can, please chip in to keep it coming.",
        ),
        ("(Foto) (Video)", "(Photo)"),
    ],
)
def test_what_an_outlet_asks_of_its_readers_at_the_end_is_not_the_story(language: str, line: Pair) -> None:
    body = f"<main><h1>{TITLES[language]}</h1>{paragraphs((*STORIES[language], say(language, line)))}</main>"
    assert text_of(read(language, body)) == list(STORIES[language])


@BOTH
@pytest.mark.parametrize(
    "line",
    [
        (
            "«Escríbenos a casa», le dijo el revisor, «y dinos si llegaste».",
            "“Write to us,” the guard told her, “and let us know how you got home.”",
        ),
        (
            "La oficina recuerda que los billetes de ida pueden devolverse por correo hasta el viernes.",
            "Single tickets can be returned by mail until Friday, and no reason has to be given for it.",
        ),
    ],
)
def test_what_people_in_the_story_ask_is_the_story(language: str, line: Pair) -> None:
    texts = (*STORIES[language], say(language, line))
    assert text_of(read(language, f"<main><h1>{TITLES[language]}</h1>{paragraphs(texts)}</main>")) == list(
        texts
    )


@BOTH
def test_a_box_that_asks_for_money_is_none_of_the_paragraphs_around_it(language: str) -> None:
    asks = (
        ("Hacemos este diario entre dos.", "The Valley is a small paper."),
        ("Con tu aporte de 5 euros podemos seguir.", "Your gift keeps our reporting free."),
        ("Quiero aportar", "Give now"),
    )
    first, second, third = (say(language, one) for one in asks)
    box = f"<div style='padding:9px'><p>{first}</p><p>{second}</p><p><a href='/x'>{third}</a></p></div>"
    assert text_of(within(language, box)) == list(STORIES[language])
    assert text_of(within(language, f"<div class='k'><p>{second}</p></div>")) == list(STORIES[language])
