"""The story's text on pages that nobody tuned to: kinds of markup, each with pages made for the test."""

import json

import pytest
from growth import grows_linearly, seconds

from benchmarks.adapters import extract_unnamed
from dosvoces.core.record import BODY_ROLES
from pipelines.extract import Extraction, extract

URL = "https://diario.example/2026/03/puente"
TITLE = "El puente vuelve a abrir"
PROSE = tuple(
    f"El puente número {number} volvió a abrir el lunes después de ocho meses de obras, y los vecinos de la"
    f" otra orilla cruzaron a pie durante {number + 10} minutos."
    for number in range(8)
)


def paragraphs(texts: tuple[str, ...] = PROSE, attributes: str = "") -> str:
    return "".join(f"<p {attributes}>{text}</p>" for text in texts)


def read(body: str, head: str = "") -> Extraction:
    return extract(f"<html><head><title>{TITLE}</title>{head}</head><body>{body}</body></html>", URL)


def text_of(extraction: Extraction) -> list[str]:
    return [block.text for block in extraction.blocks if block.role in BODY_ROLES]


@pytest.mark.parametrize("tag", ["button", "nav", "menu", "dialog", "select"])
def test_an_element_that_was_never_closed_does_not_swallow_the_story(tag: str) -> None:
    body = f"<header><{tag}>Menú</header><main><article><h1>{TITLE}</h1>{paragraphs()}</article></main>"
    assert text_of(read(body)) == list(PROSE)


@pytest.mark.parametrize(
    "holder",
    [
        "<template shadowrootmode=closed>{}</template>",
        "<div id=app></div><noscript>{}</noscript>",
        "<table><tr><td>Portada<br>Deportes</td><td>{}</td><td>"
        + "La feria abre el lunes<br>" * 9
        + "</td></tr></table>",
    ],
)
def test_a_story_is_read_in_whatever_holds_it(holder: str) -> None:
    assert text_of(read(holder.format(f"<h1>{TITLE}</h1>{paragraphs()}"))) == list(PROSE)


@pytest.mark.parametrize(
    "story",
    [
        {"title": TITLE, "body": paragraphs(), "comments": [{"text": " ".join(PROSE * 3)}]},
        {
            "meta": {"seo": TITLE},
            "headline": TITLE,
            "blocks": [{"kind": "p", "text": text} for text in PROSE],
        },
    ],
)
def test_a_story_that_only_a_script_holds_is_read_where_it_is_free(story: dict[str, object]) -> None:
    other = {"title": "La feria abre el lunes", "body": paragraphs(PROSE[::-1])}
    data = json.dumps({"props": [{"page": story, "related": [other]}]})
    script = f'<script id="__NEXT_DATA__" type="application/json">{data}</script>'
    told = read(f"<div id=app><h1>{TITLE}</h1></div>{script}")
    assert (text_of(told), told.sources["blocks"]) == (list(PROSE), "script")
    brief = json.dumps({"story": {"title": TITLE, "text": list(PROSE[:2])}})
    assert text_of(read(f'<script type="application/json">{brief}</script>')) == list(PROSE[:2])
    paid = '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false}</script>'
    for markup in (f"<h1>{TITLE}</h1>{script}{paid}", f"<h1>{TITLE}</h1>{script[:-60]}</script>"):
        assert text_of(read(markup)) == []


@pytest.mark.parametrize("piece", ['{"title":"El puente vuelve a abrir","a":', "["])
def test_reading_the_data_of_scripts_takes_time_in_proportion(piece: str) -> None:
    def cost(times: int) -> float:
        end = "".join("}" if one == "{" else "]" for one in reversed(piece * times) if one in "{[")
        body = f'<h1>{TITLE}</h1><script type="application/json">{piece * times}1{end}</script>'
        return seconds(lambda: read(body))

    assert grows_linearly(cost, 200)


@pytest.mark.parametrize(
    "element",
    [
        "<span style='display:block'>{}</span>",
        "<b style='margin:0; Display : flex'>{}</b>",
        "<x-line>{}</x-line>",
    ],
)
def test_elements_shown_on_lines_of_their_own_are_paragraphs(element: str) -> None:
    lines = "".join(map(element.format, PROSE))
    assert text_of(read(f"<h1>{TITLE}</h1><x-story>{lines}</x-story>")) == list(PROSE)
    inline = "La <x-term>crecida</x-term> <span style='color:red'>rompió</span> el puente viejo."
    assert role_of(within(f"<p>{inline}</p>"), "La crecida rompió el puente viejo.") == "paragraph"


def test_paragraphs_of_a_cell_are_no_row_of_data() -> None:
    page = f"<table><tr><td>{TITLE}<br>Ana Ruiz<br><br>{'<br><br>'.join(PROSE)}</td></tr></table>"
    assert text_of(read(page))[-8:] == list(PROSE)


@pytest.mark.parametrize("end", ["</body>", "</html>", "</body></html>", "</BODY ></HTML >"])
def test_text_behind_the_end_of_the_page_is_read(end: str) -> None:
    body = f"<article><h1>{TITLE}</h1>{paragraphs(PROSE[:3])}{end}{paragraphs(PROSE[3:])}</article>"
    assert text_of(read(body)) == list(PROSE)


def test_a_page_without_the_tag_of_its_body_is_read() -> None:
    markup = f"<title>{TITLE}</title><meta charset=utf-8><article><h1>{TITLE}</h1>{paragraphs()}</article>"
    assert text_of(extract(markup, URL)) == list(PROSE)


@pytest.mark.parametrize("name", ["share", "tag", "newsletter-p", "ad", "related", "author-bio"])
def test_a_zone_that_a_class_gives_to_every_paragraph_is_none(name: str) -> None:
    extraction = read(f"<article><h1>{TITLE}</h1>{paragraphs(attributes=f'class={name}')}</article>")
    assert text_of(extraction) == list(PROSE)


def test_a_zone_of_many_paragraphs_within_a_wider_one_stays() -> None:
    comments = "".join(f'<div class="comment-text"><p>{text}</p></div>' for text in PROSE * 2)
    extraction = read(
        f'<article><h1>{TITLE}</h1>{paragraphs(PROSE[:3])}</article><div class="comments">{comments}</div>'
    )
    assert text_of(extraction) == list(PROSE[:3])


def test_prose_of_the_story_s_element_is_kept_where_zones_would_lose_most_of_it() -> None:
    boxes = "".join(
        f'<div class="{name}"><p>{PROSE[place]}</p><p>{PROSE[place + 1]}</p></div>'
        for name, place in (("tags-box", 0), ("rail", 2), ("widget-area", 4), ("footer-text", 6))
    )
    extraction = read(f'<div class="texto"><h1>{TITLE}</h1>{boxes}</div>')
    assert text_of(extraction) == list(PROSE)


@pytest.mark.parametrize("fold", ['style="display:none"', "hidden", 'aria-hidden="true"'])
def test_much_hidden_prose_inside_the_story_is_a_fold_unless_it_is_comments(fold: str) -> None:
    page = f"<article><h1>{TITLE}</h1>{paragraphs(PROSE[:4])}<div>{{}}</div></article>"
    folded = f"<section {fold}>{paragraphs(PROSE[4:])}</section>"
    assert text_of(read(page.format(folded))) == list(PROSE)
    comments = folded.replace("<section", "<section id=comments")
    assert text_of(read(page.format(comments))) == list(PROSE[:4])


def test_what_a_paid_story_hides_is_not_printed() -> None:
    declared = (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"El puente vuelve a abrir",'
        '"isAccessibleForFree":false}</script>'
    )
    folded = f"<div><section hidden>{paragraphs(PROSE[4:])}</section></div>"
    extraction = read(f"<article><h1>{TITLE}</h1>{paragraphs(PROSE[:4])}{folded}</article>", declared)
    assert text_of(extraction) == list(PROSE[:4])


def test_little_hidden_prose_stays_hidden() -> None:
    folded = f"<div><section hidden><p>{PROSE[7]}</p></section></div>"
    extraction = read(f"<article><h1>{TITLE}</h1>{paragraphs(PROSE[:7])}{folded}</article>")
    assert text_of(extraction) == list(PROSE[:7])


def within(inside: str) -> Extraction:
    """A story with *inside* amid its paragraphs."""
    return read(f"<article><h1>{TITLE}</h1>{paragraphs(PROSE[:4])}{inside}{paragraphs(PROSE[4:])}</article>")


def role_of(extraction: Extraction, text: str) -> str | None:
    return next((block.role for block in extraction.blocks if block.text == text), None)


@pytest.mark.parametrize(
    "heading",
    [
        "Por qué baja el río",
        "By the water",
        "Video: la crecida desde el aire",
        "Fuente: de la plaza al puente",
        "Marzo de 1987",
        "Hace 40 años",
        "Contexto: una obra de tres alcaldes",
        "Más",
        "Contacta con el agua",
        "Lectura: las tres cartas",
    ],
)
def test_a_heading_amid_the_paragraphs_heads_the_one_below(heading: str) -> None:
    assert role_of(within(f"<h2>{heading}</h2>"), heading) == "heading"


@pytest.mark.parametrize(
    "sentence",
    [
        "Por eso cerraron el puente:",
        "Por cada tabla nueva había tres viejas",
        "By morning the river had risen again",
        "Suscríbete a la causa, dijo el alcalde en la plaza, y nadie supo qué responderle aquella tarde.",
        "Contact us, the boatmen wrote on the wall of the old mill, and nobody ever did it that year.",
        "—Síguenos en la barca —pidió el barquero—, que el puente no aguanta.",
        "Comparte con su hermana la casa del molino.",
        "Recibe desde hace años noticias de su hija, que cruzó el puente y no volvió.",
    ],
)
def test_sentences_that_begin_like_bylines_and_invitations_stay(sentence: str) -> None:
    assert role_of(within(f"<p>{sentence}</p>"), sentence) == "paragraph"


@pytest.mark.parametrize(
    "line",
    [
        "Por Ana Ruiz",
        "By ANA RUIZ and Leo Marr",
        "Por: redacción",
        "By Leo Marr, Staff Writer",
        "Por redacción",
    ],
)
def test_bylines_are_told_by_the_names_in_them(line: str) -> None:
    assert role_of(read(f"<article><h1>{TITLE}</h1><p>{line}</p>{paragraphs()}</article>"), line) == "byline"


def test_a_story_may_go_on_in_another_article() -> None:
    first, second = paragraphs(PROSE[:4]), paragraphs(PROSE[4:])
    told = read(
        f"<article><h1>{TITLE}</h1>{first}</article><div class='ad'>x</div><article>{second}</article>"
    )
    assert text_of(told) == list(PROSE)
    other = f"<article><h2>La feria</h2>{second}</article>"
    assert text_of(read(f"<article><h1>{TITLE}</h1>{first}</article>{other}")) == list(PROSE[:4])


@pytest.mark.parametrize("legal", ["footer", "div class='texto-disclaimer'"])
def test_what_the_law_asks_for_may_be_longer_than_the_story(legal: str) -> None:
    terms = paragraphs(tuple(text.replace("puente", "aviso") for text in PROSE))
    story = f"<h1>{TITLE}</h1>{paragraphs(PROSE[:3])}"
    end = f"<{legal}>{terms}</{legal.split()[0]}>"
    assert text_of(read(f"<div>{story}</div>{end}")) == list(PROSE[:3])


@pytest.mark.parametrize(
    ("element", "is_kept"),
    [
        ("<div class='w-form-done'>Gracias. Hemos recibido su envío.</div>", False),
        ("<p class='old-record-id-PFk9dDFpTo0qJgxAd9vRf'>Nadie resultó herido en las obras.</p>", True),
        ("<p class='topAdBox2Container'>Nadie resultó herido en las obras.</p>", False),
        (
            "<h2>Sign up to First Edition</h2><p>Our email breaks down the stories of the day</p>"
            "<p>Privacy Notice: Newsletters may contain info about charities.</p>",
            False,
        ),
        ("<h2>Suscríbete a la vida lenta</h2>", True),
        ("<div><p>We need your permission to show this content. It may use cookies.</p></div>", False),
        ("<p>Página 1 de 3 <a href='?p=2'>Siguiente</a></p>", False),
        ("<p>arr/lm</p>", False),
        ("<p>We need your support. Donate today to keep our journalism free for all.</p>", False),
        ("<h3 class='edTag'>Lo que falta</h3>", True),
        ("<p>Seguinos en Instagram y sumate a nuestro canal de WhatsApp haciendo clic acá.</p>", False),
        ("<div>list of 3 items</div>", False),
        ("<p>This audio is auto-generated. Please let us know if you have feedback.</p>", False),
        ("<p><a class=b href='/a'>Al molino</a></p>", True),
    ],
)
def test_what_is_no_story_is_told_by_its_class_and_its_words(element: str, is_kept: bool) -> None:
    told = text_of(within(element))
    assert len(told) - len(text_of(within(""))) == is_kept


@pytest.mark.parametrize(
    ("inline", "said"),
    [
        (
            "La <button class='nota'>crecida</button> rompió el puente viejo.",
            "La crecida rompió el puente viejo.",
        ),
        (
            "El caudal era <math><mi>q</mi><mo>=</mo><mn>3</mn></math> aquel día.",
            "El caudal era q=3 aquel día.",
        ),
        (
            "<span class='letra' aria-hidden='true'>L</span>a crecida rompió el puente.",
            "La crecida rompió el puente.",
        ),
        (
            "La crecida<i class='tip__x7'><b class='tooltipBubble'>Subida del río</b></i> rompió el puente.",
            "La crecida rompió el puente.",
        ),
        ("La crecida<b role='tooltip'>Subida del río</b> rompió el puente.", "La crecida rompió el puente."),
        ("Cruzaron <del>30</del> 31 vecinos aquel día.", "Cruzaron 31 vecinos aquel día."),
        ("El alcalde dijo <q>no pasa nada</q> y cruzó.", "El alcalde dijo “no pasa nada” y cruzó."),
    ],
)
def test_no_word_of_a_sentence_is_lost(inline: str, said: str) -> None:
    assert role_of(within(f"<p>{inline}</p>"), said) == "paragraph"


@pytest.mark.parametrize(
    "initial",
    [
        '<p><picture><source srcset="a.webp"><source srcset="b.webp"><img alt="E"></picture>',
        "<div>E</div><p>",
        "<p><img alt='E' src='e.png'>",
        "<p><span><amp-img alt=e></amp-img></span>",
    ],
)
def test_an_initial_in_a_box_or_a_picture_of_its_own_belongs_to_its_paragraph(initial: str) -> None:
    extraction = read(
        f"<article><h1>{TITLE}</h1>{initial}{PROSE[0][1:]}</p>{paragraphs(PROSE[1:])}</article>"
    )
    assert text_of(extraction) == list(PROSE)


@pytest.mark.parametrize(
    "part",
    [
        "<amp-lightbox id=l layout=nodisplay>{}</amp-lightbox>",
        "<amp-user-notification layout=nodisplay>{}</amp-user-notification>",
        "<amp-list src=x><div fallback>{}</div></amp-list>",
        "<amp-list src=x><div placeholder>{}</div></amp-list>",
        "<section amp-access='NOT subscriber' amp-access-hide>{}</section>",
        "<section subscriptions-section=content-not-granted>{}</section>",
    ],
)
def test_parts_of_amp_that_are_not_shown_are_not_read(part: str) -> None:
    assert text_of(within(part.format("<p>Compartir esta nota con la gente de la red.</p>"))) == list(PROSE)


def test_a_button_that_ends_a_line_is_none_of_its_words() -> None:
    assert (
        role_of(within("<p>La crecida rompió el puente viejo. <button>Copiar</button></p>"), "Copiar") is None
    )


def test_cells_of_one_table_may_say_the_same() -> None:
    row = "<tr><td>Universidad Nacional Autónoma de México</td><td>{}</td></tr>"
    extraction = within(f"<table>{row.format('Empate') * 2}{row.format('Derrota')}</table>")
    rows = [block.text for block in extraction.blocks if block.role == "table"]
    assert rows == [
        f"Universidad Nacional Autónoma de México | {end}" for end in ("Empate", "Empate", "Derrota")
    ]


def test_prose_in_an_element_for_navigation_is_read_where_it_leads_nowhere() -> None:
    assert text_of(within(f"<nav><a href='/'>Portada</a> {PROSE[4]}</nav>")) == list(PROSE)
    moved = f"{paragraphs(PROSE[:4])}<nav><p>{PROSE[4]}</p></nav>{paragraphs(PROSE[5:])}"
    assert text_of(read(f"<article><h1>{TITLE}</h1>{moved}</article>")) == list(PROSE)


@pytest.mark.parametrize("name", ["image-footer", "menu", "social", ""])
def test_what_stands_under_a_picture_is_its_caption_whatever_its_class(name: str) -> None:
    said = "Los vecinos de la plaza miran el puente viejo"
    figure = f"<figure><img src='/p.jpg'><figcaption class='{name}'>{said}</figcaption></figure>"
    assert role_of(within(figure), said) == "caption"


@pytest.mark.parametrize("name", ["footer", "header-menu", "toolbar", ""])
def test_the_declared_description_above_the_story_is_its_standfirst(name: str) -> None:
    said = "El concejo aprobó la obra con los votos de la oposición y pidió que se haga antes del invierno."
    above = f"<header><h1>{TITLE}</h1><ul class='{name}'><li><h2>{said}</h2></li></ul></header>"
    page = f"{above}<div class='content'>{paragraphs()}</div>"
    assert role_of(read(page, f'<meta name="description" content="{said}">'), said) == "description"


@pytest.mark.parametrize("line", ["Total de heridos: 12", "Total de votos válidos emitidos: 12"])
def test_a_total_is_the_story_s(line: str) -> None:
    assert role_of(within(f"<p>{line}</p>"), line) == "paragraph"


def test_a_link_that_recurs_is_a_button() -> None:
    button = "<p><a href='https://tienda.example/{}'>Al catálogo</a></p>"
    offers = "".join(f"<p>{text} Eso dijo.</p>{button.format(place)}" for place, text in enumerate(PROSE[:3]))
    assert role_of(within(offers), "Al catálogo") == "furniture"


def test_the_last_story_of_a_column_before_the_headline_is_another() -> None:
    teaser = "<div><a href='/{0}'>El club gana el partido {0}</a><p>Un gol en la última jugada {0}.</p></div>"
    column = "".join(map(teaser.format, range(8)))
    assert text_of(read(f"<div><div>{column}</div><div><h1>{TITLE}</h1>{paragraphs()}</div></div>")) == list(
        PROSE
    )


def test_lines_that_recur_stay_where_they_stand_alone() -> None:
    question = "<p>¿Qué le pareció a usted el puente nuevo?</p>"
    answers = "".join(f"{question}<p>{text} Eso respondió.</p>" for text in PROSE[:3])
    assert text_of(within(answers)).count("¿Qué le pareció a usted el puente nuevo?") == 3


def test_a_second_layout_is_read_once() -> None:
    extraction = read(f"<article><h1>{TITLE}</h1>{paragraphs()}<div>{paragraphs()}</div></article>")
    assert text_of(extraction) == list(PROSE)


def test_a_pull_quote_is_kept_where_the_text_does_not_say_it() -> None:
    said, unsaid = PROSE[1][:60], "Nadie nos preguntó nunca por dónde debía pasar el puente"
    extraction = within(f"<aside class='pullquote'>{said}</aside><aside class='pullquote'>{unsaid}</aside>")
    assert role_of(extraction, unsaid) == "quote"
    figure = f"<figure><blockquote>{unsaid}</blockquote></figure>"
    assert role_of(within(figure), unsaid) == "quote"
    assert role_of(extraction, said) is None


def test_a_list_of_links_that_a_sentence_announces_or_that_lead_to_other_sites_is_the_story_s() -> None:
    items = "".join(f'<li><a href="/{place}">Calle número {place} del centro</a></li>' for place in range(4))
    announced = within(f"<p>Estas son las calles que se cierran al tráfico:</p><ul>{items}</ul>")
    assert role_of(announced, "Calle número 2 del centro") == "list_item"
    assert role_of(within(f"<h3>Lea también</h3><ul>{items}</ul>"), "Calle número 2 del centro") == "related"
    references = items.replace('"/', '"https://archivo.example/')
    assert role_of(within(f"<ul>{references}</ul>"), "Calle número 2 del centro") == "list_item"
    offers = within(f"<h3>Contenido patrocinado</h3><ul>{references}</ul>")
    assert role_of(offers, "Calle número 2 del centro") == "related"
    for host in ("www.diario.example", "open.spotify.com"):
        mixed = references.replace("archivo.example", host, 1)
        assert role_of(within(f"<ul>{mixed}</ul>"), "Calle número 2 del centro") == "related"


@pytest.mark.parametrize("wrap", ["<div class='aviso'>{}</div>", "<section>{}</section>", "{}"])
def test_consent_longer_than_the_story_is_not_the_story(wrap: str) -> None:
    asked = (
        "Utilizamos cookies propias y de terceros para medir el uso de esta página y mostrarle publicidad. "
        "Puede aceptar todas, rechazarlas o elegir cuáles en el panel de configuración. " * 4
    )
    body = f"<h1>{TITLE}</h1><p>{PROSE[0]}</p><p>{PROSE[1]}</p>" + wrap.format(f"<p>{asked.strip()}</p>")
    assert text_of(read(body)) == list(PROSE[:2])


@pytest.mark.parametrize(
    "title",
    ["Security check strands thousands", "Access denied: the families", "Un captcha contra los ciegos"],
)
def test_a_story_is_not_refused_for_a_word_in_its_headline(title: str) -> None:
    body = f"<title>{title}</title><body><article><h1>{title}</h1>{paragraphs(PROSE[:3])}</article>"
    assert extract(body, URL).kind == "article"


@pytest.mark.parametrize(
    "title", ["Verifica que eres humano, en el teatro", "Error 404, a band about the web"]
)
def test_a_brief_that_says_when_it_was_published_is_not_refused_for_its_headline(title: str) -> None:
    said = '<meta property="article:published_time" content="2026-03-05T09:00:00Z">'
    body = f"<title>{title}</title><body><article><h1>{title}</h1>{paragraphs(PROSE[:1])}</article>"
    assert extract(said + body, URL).kind == "article"
    assert extract(body, URL).kind in ("challenge", "error")


@pytest.mark.parametrize("promo", ["Suscríbete para leer más cada mañana", "Register to read our newsletter"])
def test_an_invitation_in_the_footer_does_not_make_a_brief_a_teaser(promo: str) -> None:
    body = f"<article><h1>{TITLE}</h1>{paragraphs(PROSE[:4])}</article><footer><p>{promo}</p></footer>"
    assert read(body).is_accessible_for_free
    below = f"<article><h1>{TITLE}</h1>{paragraphs(PROSE[:4])}<p>Suscríbete para seguir leyendo</p></article>"
    assert not read(below).is_accessible_for_free


LIVE = """<script type="application/ld+json">{"@type":"LiveBlogPosting","headline":"El puente vuelve a abrir",
"datePublished":"2026-03-01T19:00:00Z","liveBlogUpdate":[%s]}</script>"""


def test_a_live_blog_that_is_only_declared_has_its_entries() -> None:
    entry = '{"headline":"Entrada %d","datePublished":"2026-03-01T20:%d0:00Z","articleBody":"%s"}'
    entries = ",".join(entry % (number, number, PROSE[number]) for number in range(4))
    extraction = read(f"<h1>{TITLE}</h1>", LIVE % entries)
    assert extraction.kind == "live_blog"
    assert [block.text for block in extraction.blocks if block.role == "paragraph"] == list(PROSE[:4])
    assert [block.time.minute for block in extraction.blocks if block.time is not None] == [0, 10, 20, 30]


def test_a_live_blog_keeps_its_introduction_and_the_paragraphs_of_its_entries() -> None:
    entry = (
        '{"headline":"Entrada %d","datePublished":"2026-03-01T20:%d0:00Z","articleBody":"<p>%s</p><p>%s</p>"}'
    )
    entries = ",".join(entry % (number, number, PROSE[number], PROSE[-1 - number]) for number in range(3))
    introduction = "El pleno del ayuntamiento debate hoy si el puente se queda."
    extraction = read(f"<article><h1>{TITLE}</h1><p>{introduction}</p></article>", LIVE % entries)
    paragraphs_read = [block.text for block in extraction.blocks if block.role == "paragraph"]
    assert paragraphs_read[:3] == [introduction, PROSE[0], PROSE[-1]]
    assert len(paragraphs_read) == 7


def test_a_live_blog_without_any_text_is_no_story() -> None:
    assert read(f"<h1>{TITLE}</h1>", LIVE % "").kind == "empty"


def test_a_page_whose_names_say_nothing_is_read_by_the_scorer() -> None:
    markup = f'<body><div class="x" id="y"><h1>{TITLE}</h1>{paragraphs()}</div></body>'
    assert extract_unnamed(markup, URL)["text"] == "\n".join(PROSE)


TEASERS = "".join(
    f'<article><h3><a href="/{n}">Los vecinos de la calle {n} cruzaron el puente</a></h3>'
    f"<p>Fue el lunes {n}.</p></article>"
    for n in range(20)
)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("", f"<h1>Puentes</h1>{TEASERS}"),
        ('<meta property="og:type" content="product.group">', f"<h1>Puentes</h1>{paragraphs()}"),
        (
            '<script type="application/ld+json">{"@type":"CollectionPage"}</script>',
            f"<h1>Puentes</h1>{TEASERS}",
        ),
    ],
)
def test_a_page_with_signs_of_a_listing_is_no_story(head: str, body: str) -> None:
    assert read(body, head).kind == "listing"


def test_a_story_with_many_links_around_it_is_one() -> None:
    extraction = read(f"<article><h1>{TITLE}</h1>{paragraphs()}</article><section>{TEASERS}</section>")
    assert extraction.kind == "article"
    assert text_of(extraction) == list(PROSE)


def test_a_page_that_says_all_in_its_standfirst_is_a_story() -> None:
    summary = " ".join(PROSE[:3])
    declared = f'<meta name="description" content="{summary}">'
    extraction = read(f'<article><h1>{TITLE}</h1><p class="bajada">{summary}</p></article>', declared)
    assert (extraction.kind, extraction.text) == ("article", summary)
