"""What software of news sites puts into and around a story, kind by kind, in Spanish and English."""

import pytest
from growth import grows_linearly, seconds

from dosvoces.core.record import BODY_ROLES
from pipelines.extract import Extraction, document, extract, units
from pipelines.extract.boxes import label_boxes
from pipelines.extract.text import drop_shortcodes

URL = "https://www.diario.example/2026/03/puentes"
TITLES = {
    "es": "El ayuntamiento aprueba reparar los puentes",
    "en": "Council approves repairs to the bridges",
}
STORIES = {
    "es": (
        "El ayuntamiento de Valdeluna aprobó el martes el presupuesto del próximo año, que sube un cuatro por"
        " ciento y dedica doce millones a reparar los puentes del río.",
        "“No se trata de gastar más, sino de gastar antes de que sea tarde”, dijo la alcaldesa, Marta"
        " Quiroga, después de una sesión que duró siete horas.",
        "La oposición votó en contra porque, a su juicio, las cuentas olvidan los barrios del norte, donde"
        " las escuelas llevan tres inviernos sin calefacción.",
        "Los técnicos municipales calculan que las obras empezarán en abril y que el tráfico quedará cortado"
        " durante once semanas en la avenida del Molino.",
        "Vecinos consultados el miércoles se mostraban divididos: unos temen el ruido y otros recuerdan la"
        " riada que se llevó el puente viejo en 1997.",
        "La última palabra la tiene el gobierno regional, que debe pronunciarse antes de que acabe el mes y"
        " que ya adelantó algunas dudas sobre los plazos.",
    ),
    "en": (
        "The town council of Harrowgate Falls approved next year's budget on Tuesday, raising spending by"
        " four percent and setting aside twelve million for the river bridges.",
        "“This is not about spending more, it is about spending before it is too late,” said the mayor,"
        " Martha Quill, after a session that lasted seven hours.",
        "The opposition voted against it, arguing that the accounts forget the northern districts, where"
        " schools have gone three winters without heating.",
        "Municipal engineers expect the works to begin in April and say traffic will be cut for eleven weeks"
        " along Mill Avenue while the piers are rebuilt.",
        "Residents who spoke on Wednesday were divided: some fear the noise, while others remember the flood"
        " that carried away the old bridge in 1997.",
        "The regional government has the last word and must decide before the end of the month; it has"
        " already voiced some doubts about the schedule.",
    ),
}
BOTH = pytest.mark.parametrize("language", ["es", "en"])
#: What stands in the place of what is not the story, in both languages.
Pair = tuple[str, str]


def paragraphs(texts: tuple[str, ...], attributes: str = "") -> str:
    return "".join(f"<p{attributes}>{text}</p>" for text in texts)


def read(language: str, main: str) -> Extraction:
    title = TITLES[language]
    return extract(
        f'<html lang="{language}"><head><title>{title} | El Diario</title><meta property="og:title"'
        f' content="{title}"></head><body><header class="site-header"><nav><a href="/">El Diario</a></nav>'
        f'</header><main>{main}</main><footer class="site-footer"><p>Diario Digital</p></footer></body>',
        URL,
    )


def say(language: str, pair: Pair) -> str:
    return pair[language == "en"]


def text_of(extraction: Extraction) -> list[str]:
    return [block.text for block in extraction.blocks if block.role in BODY_ROLES]


def check_story(language: str, inside: str) -> None:
    """The story is read whole, and nothing of what stands *inside* besides it."""
    extraction = read(language, inside)
    assert extraction.kind == "article"
    assert text_of(extraction) == list(STORIES[language])


def around(language: str, box: str, at: int = 3) -> str:
    story = STORIES[language]
    return (
        f'<article><h1>{TITLES[language]}</h1><div class="entry">{paragraphs(story[:at])}{box}'
        f"{paragraphs(story[at:])}</div></article>"
    )


@BOTH
@pytest.mark.parametrize(
    "form",
    [
        '<article>{h}<div class="chunk">{a}</div><div class="ad-slot"><i id="gpt-1"></i></div>'
        '<div class="chunk">{b}</div></article>',
        '<article>{h}<div class="wrap"><div class="page"><div class="body">{a}</div></div></div>'
        '<div class="page"><div class="body">{b}</div></div></article>',
        '<section class="lead">{h}<div class="story-lead">{a}</div></section><div class="ad">x</div>'
        '<section class="story-main">{b}</section>',
        '{h}<div id="contenido-1" class="txt">{a}</div><div class="banner300">Publicidad</div>'
        '<div id="contenido-2" class="texto-resto">{b}</div>',
        '<div class="row"><div class="col-8">{h}{a}</div></div><div class="row ad-row"></div>'
        '<div class="row"><div class="col-8">{b}</div><div class="col-4"><aside><a href="/x">Otra historia'
        " distinta del día de hoy</a></aside></div></div>",
    ],
)
def test_a_story_split_over_containers_is_whole(language: str, form: str) -> None:
    story = STORIES[language]
    head = f"<h1>{TITLES[language]}</h1>"
    check_story(language, form.format(h=head, a=paragraphs(story[:4]), b=paragraphs(story[4:])))


def card(language: str, form: str, number: int) -> str:
    title = say(
        language, (f"Rescatan a {number} gatos de un tejado", f"Crews rescue {number} cats from a roof")
    )
    text = say(
        language,
        (
            "El rescate duró toda la tarde y terminó sin heridos, según el servicio.",
            "The rescue took all afternoon and nobody was hurt, according to the service.",
        ),
    )
    return form.format(title=title, text=text, url=f"/n{number}")


@BOTH
@pytest.mark.parametrize(
    "form",
    [
        '<article class="card"><h3><a href="{url}">{title}</a></h3><p>{text}</p></article>',
        '<article><h2>{title}</h2><p>{text}</p><a href="{url}">→</a></article>',
        '<article><a href="{url}"><h4>{title}</h4><p>{text}</p></a></article>',
        '<article><time>12/03/2026</time><h3><a href="{url}">{title}</a></h3><p>{text}</p></article>',
    ],
)
@pytest.mark.parametrize("at", [3, 6])
def test_articles_inside_the_story_are_other_stories(language: str, form: str, at: int) -> None:
    check_story(
        language, around(language, f"<div>{card(language, form, 2)}{card(language, form, 3)}</div>", at)
    )


CONSENT: tuple[tuple[str, ...], tuple[str, ...]] = (
    (
        "Valoramos su privacidad",
        "Con su acuerdo, nosotros y nuestros socios usamos cookies o tecnologías similares para almacenar,"
        " acceder y procesar datos personales como su visita a este sitio web.",
        "Puede retirar su consentimiento u oponerse al procesamiento de datos basado en intereses legítimos"
        " en cualquier momento haciendo clic en nuestra política de privacidad en este sitio web.",
        "Estas cookies son necesarias para que el sitio web funcione y no se pueden desactivar en nuestros"
        " sistemas.",
    ),
    (
        "We value your privacy",
        "With your agreement, we and our 120 partners use cookies or similar technologies to store, access,"
        " and process personal data like your visit on this website.",
        "You can withdraw your consent or object to data processing based on legitimate interest at any time"
        " by clicking on “Learn More” or in our Privacy Policy on this website.",
        "These cookies are necessary for the website to function and cannot be switched off in our systems.",
    ),
)
WALL: tuple[tuple[str, ...], tuple[str, ...]] = (
    (
        "Inicia sesión para continuar",
        "Para seguir leyendo este artículo, regístrate gratis o inicia sesión con tu cuenta.",
        "Al registrarte aceptas recibir comunicaciones comerciales de nuestros socios.",
        "¿Ya tienes cuenta? Inicia sesión",
        "¿Has olvidado tu contraseña?",
    ),
    (
        "Sign in to continue",
        "To continue reading this article, create a free account or sign in with your email address.",
        "By creating an account you agree to receive marketing messages from our partners.",
        "Already have an account? Sign in",
        "Forgot your password?",
    ),
)


@BOTH
@pytest.mark.parametrize(
    "attributes",
    [
        'id="onetrust-consent-sdk"',
        'id="onetrust-consent-sdk" hidden',
        'id="didomi-host" class="didomi-host"',
        'class="qc-cmp2-container" style="display:none"',
        'id="sp_message_container_12"',
        'role="dialog" aria-modal="true"',
        'class="a9x"',
    ],
)
@pytest.mark.parametrize("lines", [CONSENT, WALL])
def test_dialogs_inside_the_story_are_not_its_text(
    language: str, attributes: str, lines: tuple[tuple[str, ...], tuple[str, ...]]
) -> None:
    said = lines[language == "en"]
    check_story(
        language, around(language, f"<div {attributes}><h2>{said[0]}</h2>{paragraphs(said[1:])}</div>")
    )


@pytest.mark.parametrize(
    "lines",
    [
        ("2 minutos de lectura25 de abril de 2023Por Ana Ruiz", "2 minute readApril 25, 2023By Anna Reed"),
        ("2 min de lectura25 abr 202316:40", "2 min readApril 25, 20234:40 PM EDT"),
        ("Lectura: 3 min25.04.2023Actualizado 16:40 h", "3 MIN READ25 Apr 2023Updated 4:40pm BSTShare"),
        ("Ana RuizMadrid25 de abril de 2023", "Anna ReedPolitical EditorApril 25, 2023"),
        ("25 de abril de 2023, 16:40 · 4 min · Política", "April 25, 2023, 4:40 PM · 4 min read · Politics"),
        ("Publicado por Ana Ruiz | 25 Abr 2023 | 0 comentarios", "Posted by Anna Reed | Apr 25, 2023 | News"),
    ],
)
@BOTH
def test_a_line_of_the_page_glued_together_is_no_paragraph(language: str, lines: Pair) -> None:
    check_story(language, around(language, f"<p>{say(language, lines)}</p>", 0))


@BOTH
@pytest.mark.parametrize(
    "slug",
    [
        "the-actor-wore-a-similar-style",
        "comments-about-the-tags-and-related-issues",
        "anuncio-de-la-publicidad",
        "post-123-nuevo-newsletter-del-ayuntamiento",
    ],
)
@pytest.mark.parametrize("attribute", ["id", "class"])
def test_slugs_of_the_content_are_no_vocabulary(language: str, slug: str, attribute: str) -> None:
    story = STORIES[language]
    check_story(
        language,
        f'<article class="post-{slug}"><h1 id="{slug}">{TITLES[language]}</h1>{paragraphs(story[:3])}'
        f'<section {attribute}="{slug}">{paragraphs(story[3:])}</section></article>',
    )


@BOTH
@pytest.mark.parametrize(
    "name", ["teaser-content", "teaser", "free-content teaser", "paywall-teaser", "promo"]
)
@pytest.mark.parametrize(
    "form",
    [
        '<article>{h}<div class="{name}">{a}</div><div class="paid-content">{b}</div></article>',
        '<article>{h}<div class="article-body"><div class="{name}">{a}</div>{b}</div></article>',
    ],
)
def test_a_teaser_that_leads_nowhere_is_the_beginning_of_the_story(
    language: str, name: str, form: str
) -> None:
    story, head = STORIES[language], f"<h1>{TITLES[language]}</h1>"
    check_story(language, form.format(h=head, name=name, a=paragraphs(story[:2]), b=paragraphs(story[2:])))


@BOTH
@pytest.mark.parametrize("is_linked", [True, False])
def test_a_linked_paragraph_or_subhead_is_the_story_s(language: str, is_linked: bool) -> None:
    story, heading = STORIES[language], say(language, ("Qué dice el informe", "What the report says"))
    subhead = heading if is_linked else f'<a href="/i">{heading}</a>'
    third = f'<a href="https://otro.example/informe">{story[2]}</a>' if is_linked else story[2]
    body = f"{paragraphs(story[:2])}<h2>{subhead}</h2><p>{third}</p>{paragraphs(story[3:])}"
    extraction = read(language, f"<article><h1>{TITLES[language]}</h1><div>{body}</div></article>")
    assert text_of(extraction) == [*story[:2], heading, *story[2:]]


@BOTH
@pytest.mark.parametrize(
    "form",
    [
        "<p><img src=/a.jpg width=800 height=500></p><p><em>{}</em></p>",
        "<p><img src=/a.jpg width=800><br><em>{}</em></p>",
        "<div><img src=/a.jpg></div><p><i>{}</i></p>",
        "<figure><img src=/a.jpg></figure><p><small>{}</small></p>",
        "<amp-img src=/a.jpg width=600></amp-img><div class=pie>{}</div>",
        "<p><a href=/a.jpg><img src=/a.jpg></a></p><p><em><small>{}</small></em></p>",
    ],
)
def test_an_emphasised_line_under_a_picture_is_its_caption(language: str, form: str) -> None:
    line = say(
        language,
        ("Una vista del puente del Molino el lunes.", "A view of the Mill bridge on Monday."),
    )
    check_story(language, around(language, form.format(line)))


@BOTH
def test_a_refrain_is_said_as_often_as_it_is_printed(language: str) -> None:
    line = say(language, ("Y el río se llevó el puente viejo", "And the river took the old bridge away"))
    other = say(language, ("bajo la lluvia gris de marzo", "under the grey rain of March"))
    verse = f"<blockquote><p>{line}</p><p>{other}</p><p>{line}</p></blockquote>"
    said = text_of(read(language, around(language, verse)))
    assert [text for text in said if text in (line, other)] == [line, other, line]


BOXES: list[Pair] = [
    (
        '<div class="k1"><img src=/b.jpg><h3>Mochila de 30 litros</h3><p>Ahora 39,99 € (antes 59,99 €)</p>'
        '<a href="https://t.example" rel="sponsored nofollow">Ver en la tienda</a></div>',
        '<div class="k1"><img src=/b.jpg><h3>30-litre backpack</h3><p>Now $39.99 (was $59.99)</p>'
        '<a href="https://t.example" rel="sponsored nofollow">View deal</a></div>',
    ),
    (
        '<div class="k2"><p>¿Está de acuerdo?</p><ul><li><input type=radio name=a> Sí</li>'
        "<li><input type=radio name=a> No</li></ul><p>Ver resultados</p></div>",
        '<div class="k2"><p>Do you agree?</p><ul><li><input type=radio name=a> Yes</li>'
        "<li><input type=radio name=a> No</li></ul><p>View results</p></div>",
    ),
    (
        '<div class="wp-poll"><p>¿Está de acuerdo con el plan?</p><ul><li>Sí</li><li>No</li></ul></div>',
        '<div class="wp-poll"><p>Do you agree with the budget?</p><ul><li>Yes</li><li>No</li></ul></div>',
    ),
    (
        "<p><em>Únete al canal de WhatsApp de El Diario para recibir las noticias del día.</em></p>",
        "<p><em>Join The Daily’s WhatsApp channel to get the news of the day.</em></p>",
    ),
    (
        '<div class="q1"><h4>Recibe nuestro boletín</h4><p>Cada mañana, lo esencial de la ciudad.</p>'
        "<p>He leído y acepto la política de privacidad</p></div>",
        '<div class="q1"><h4>Get our newsletter</h4><p>The essentials of the city, each morning.</p>'
        "<p>I have read and accept the privacy policy</p></div>",
    ),
    ("<p>Escuchar el artículo</p><p>Velocidad 1x</p>", "<p>Listen to this article</p><p>Speed 1x</p>"),
    ("<p>- Publicidad -</p>", "<p>- Advertisement -</p>"),
    ("<span>Publicidad</span>", "<span>Advert</span>"),
    ("<p>Publicidad. Siga leyendo</p>", "<p>Story continues below advertisement</p>"),
    ("<p>[ad_1]</p>", '<p>[adrotate banner="3"]</p>'),
    ('<div>[wpdiscuz-feedback id="a1"]</div>', "<div>[/vc_column_text][vc_column]</div>"),
    (
        '<p>googletag.cmd.push(function() { googletag.display("gpt-1"); });</p>',
        '<p>googletag.cmd.push(function() { googletag.display("gpt-1"); });</p>',
    ),
    (
        '<div class="embed-consent"><p>Este contenido procede de YouTube. Para verlo debe aceptar las cookies'
        " de terceros.</p></div>",
        '<div class="embed-consent"><p>This content comes from YouTube. To view it you must accept'
        " third-party cookies.</p></div>",
    ),
    (
        '<div class="css-1"><p>VIDEO RELACIONADO</p><p>Así se llevó el río el puente</p></div>',
        '<div class="css-1"><p>Related video</p><p>How the river took the bridge</p></div>',
    ),
    (
        '<p><b>VIDEO RECOMENDADO</b></p><div><iframe src="/v"></iframe><p>Así se mide un puente</p></div>',
        '<p><b>RELATED VIDEO</b></p><div><iframe src="/v"></iframe><p>How a bridge is measured</p></div>',
    ),
    (
        '<a class="css-2" href="/x"><div>SUCESOS</div><div>Detienen a dos hombres por un robo</div></a>',
        '<a class="css-2" href="/x"><div>CRIME</div><div>Two men arrested after a burglary</div></a>',
    ),
    (
        '<div class="css-3"><div><img src=/a.jpg></div><div><h4><a href="/a">¿Cuánto dura un puente?'
        "</a></h4><p>El más viejo de la región tiene mil años.</p></div></div>",
        '<div class="css-3"><div><img src=/a.jpg></div><div><h4><a href="/a">How long does a bridge of stone'
        " last?</a></h4><p>The oldest of the region is a thousand years old.</p></div></div>",
    ),
    (
        '<div class="css-5"><h3>Sigue leyendo por 1 €</h3><ul><li>Acceso ilimitado</li></ul><p>Cancela'
        " cuando quieras</p></div>",
        '<div class="css-5"><h3>Keep reading for $1</h3><ul><li>Unlimited digital access</li></ul><p>Cancel'
        " anytime</p></div>",
    ),
    (
        '<div class="css-4"><p>¿Te gusta lo que lees? Hazte socio.</p><a href="/s">Únete</a></div>',
        '<div class="css-4"><div>💡</div><div>Like what you read? Become a paying member.</div></div>',
    ),
    (
        "<p>“No se trata de gastar más, sino de gastar antes de que sea tarde”</p>",
        "<p>“It is about spending before it is too late”</p>",
    ),
    (
        "<div><span>Este audio ha sido generado automáticamente.</span></div>",
        "<div><span>This audio was generated automatically.</span></div>",
    ),
    (
        '<blockquote class="instagram-media"><p>Una publicación compartida de Ana (@ana)</p></blockquote>',
        '<blockquote class="instagram-media"><p>A post shared by Anna (@anna)</p></blockquote>',
    ),
]


@BOTH
def test_paragraphs_in_boxes_of_their_own_below_a_card_are_the_story_s(language: str) -> None:
    story = STORIES[language]
    free, paid = (
        "".join(f'<div class="{name}"><p>{one}</p></div>' for one in part)
        for name, part in (("subscriber-preview", story[:2]), ("subscriber-only", story[2:]))
    )
    link = say(language, ("Dimite el jefe de obras", "Head of public works resigns"))
    card = f'<div><div class="card"><a href="/n">{link}</a></div></div>'
    check_story(language, f"<article><h1>{TITLES[language]}</h1><div>{free}{card}{paid}</div></article>")


@BOTH
@pytest.mark.parametrize("box", BOXES)
def test_offers_polls_and_advertisements_amid_the_story_are_not_its_text(language: str, box: Pair) -> None:
    check_story(language, around(language, say(language, box)))


def test_the_word_advertisement_inside_a_paragraph_is_no_part_of_it() -> None:
    story = STORIES["en"]
    marked = story[2] + '<span class="ad-label">Advertisement</span>'
    check_story(
        "en", f"<article><h1>{TITLES['en']}</h1>{paragraphs((*story[:2], marked, *story[3:]))}</article>"
    )


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("[dropcap]E[/dropcap]l sol sale", "El sol sale"),
        ('Antes [ad id="12"] después', "Antes después"),
        ("He said [sic] that", "He said [sic] that"),
        ("[Nota del editor] Sale", "[Nota del editor] Sale"),
        ("as shown in [1] and [citation needed]", "as shown in [1] and [citation needed]"),
        ("[" * 40_000, "[" * 40_000),
    ],
)
def test_shortcodes_that_nothing_replaced_are_dropped(text: str, wanted: str) -> None:
    assert drop_shortcodes(text) == wanted


BIOGRAPHIES: list[Pair] = [
    (
        "Ana Ruiz es periodista y politóloga. Escribe sobre ayuntamientos desde 2011.",
        "Anna Reed is a journalist. She has written about local councils since 2011.",
    ),
    (
        "Ana Ruiz cubre la política local. Antes trabajó en la radio.",
        "Anna Reed covers local politics for us.",
    ),
    (
        "Licenciada en Periodismo por la Universidad de Sevilla. Redactora de política municipal.",
        "Journalist at heart, rower at weekends, in Leeds since 2011.",
    ),
    (
        "(*) Ana Ruiz es jefa de Puentes del ayuntamiento.",
        "(*) Anna Reed is the town's head of bridges.",
    ),
    (
        "Ana Ruiz, profesora de Historia en la Universidad de Soria, es autora de “Puentes caídos”.",
        "Anna Reed, a professor of history at the University of Leeds, is the author of “Fallen Bridges”.",
    ),
]


@BOTH
@pytest.mark.parametrize("biography", BIOGRAPHIES)
@pytest.mark.parametrize(
    "form", ["<p><em>{}</em></p>", '<div class="b7"><img src=/a.jpg><p>{}</p></div>', "<hr><p>{}</p>"]
)
def test_a_biography_at_the_end_is_not_the_story(language: str, biography: Pair, form: str) -> None:
    name = say(language, ("Ana Ruiz", "Anna Reed"))
    body = f"{paragraphs(STORIES[language])}{form.format(say(language, biography))}"
    check_story(
        language,
        f'<article><h1>{TITLES[language]}</h1><p><a rel="author" href="/autor/a">{name}</a></p>'
        f"<div>{body}</div></article>",
    )


CALLS: list[Pair] = [
    ("Con información de EFE.", "The Associated Press contributed to this report."),
    ("Valora esta noticia", "Rate this article"),
    ("*mrg", "(JS)"),
    ("¿Qué te parece? Déjanos tu comentario.", "Do you know something about this case? Call our tip line."),
    ("Te recomendamos...", "More like this..."),
    ("Para saber más", "Reed reported from Paris. Lou Kuhn in Berlin contributed to this report."),
    ("cgm/ecl/mas-an", "lb/sw-kl"),
    ("Con información de EFE y AP</p><p>/vsg", "Do you have a photo of the bridge? Send it to us."),
    (
        "Puedes seguir a El Diario en Facebook o apuntarte aquí para recibir nuestra newsletter semanal.",
        "To send flowers or a memorial gift to the family, please visit our flower store.",
    ),
    (
        "Inscríbase a nuestro boletín y reciba lo más importante del día.",
        "As an Amazon Associate The Daily earns from qualifying purchases.",
    ),
    ("Descarga nuestra app y recibe las noticias al instante", "Download our app and get the news first"),
    ("Suscríbete para apoyar el periodismo independiente", "Subscribe to support independent journalism"),
    (
        "Si te ha gustado este artículo, considera apoyarnos con una donación.",
        "If you enjoyed this article, please consider supporting us with a donation.",
    ),
    ("¿Te ha parecido útil esta información? Sí No", "Was this article helpful? Yes No"),
    ("¿Te ha gustado? Compártelo con tus amigos", "Enjoyed this story? Share it with your friends"),
    ("Haz clic para puntuar esta entrada", "Click to rate this post!"),
    (
        "Este artículo es gratis gracias a nuestros lectores. Apóyanos desde 3 euros al mes.",
        "This story is free thanks to our readers. Support us from $3 a month.",
    ),
    ("Escucha el pódcast en Spotify o Apple Podcasts", "Listen to the podcast on Spotify or Apple Podcasts"),
    ("¿Tienes algo que contar? Escríbenos a pistas@d.example", "Have a tip? Email us at tips@d.example"),
    (
        "Gracias por leernos. Danos tu opinión en los comentarios.",
        "Thanks for reading. Let us know what you think in the comments.",
    ),
]


@BOTH
@pytest.mark.parametrize("call", CALLS)
def test_a_call_at_the_end_is_not_the_story(language: str, call: Pair) -> None:
    line = say(language, call)
    for form in ("<p>{}</p>", "<div><strong>{}</strong></div>", "<h3>{}</h3>"):
        check_story(language, around(language, form.format(line), 6))


@pytest.mark.parametrize(
    "piece",
    [
        "<div><input type=radio name=a>Sí</div>",
        "<div><input type=radio name=a{0}>Sí<input type=radio name=a{0}>No</div>",
        "<article><h1><a href=/a>Otra</a></h1><p>Una frase.</p></article>",
        "<div><p>Suscríbete</p><p>Ahora 3 €</p></div>",
        "<p>[a{0} b=1]x[/a{0}]</p>",
    ],
)
def test_boxes_take_time_in_proportion_to_the_page(piece: str) -> None:
    def cost(count: int) -> float:
        pieces = units.read(document.parse("".join(map(piece.format, range(count)))))
        roles = dict.fromkeys(range(len(pieces)), "paragraph")
        return seconds(lambda: label_boxes(pieces, roles, is_about_consent=False))

    assert grows_linearly(cost, 300)


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        "<h3><a href=/a>Another story of five words</a></h3><p>Its excerpt.</p>",
        "<div><a href=/a>Another story of five words</a></div><div>Its excerpt.</div>",
    ],
)
def test_lists_of_other_stories_take_time_in_proportion_to_the_page(piece: str) -> None:
    def cost(count: int) -> float:
        page = around("en", piece * count)
        return seconds(lambda: read("en", page))

    assert grows_linearly(cost, 750)


@pytest.mark.parametrize(
    "sentence",
    [
        "Rate this law a failure, the senator said, and nobody in the room laughed at the joke.",
        "El 25 de abril de 2023 cambió todo",
        "Graduated taxes were the first thing that the council struck from the list that evening.",
        "Vote counting went on until four in the morning because two boxes had been sealed twice.",
        "Si te gusta el ruido, la avenida del Molino será tu calle durante once semanas.",
        "Listen to the river at night and you will hear what the engineers are afraid of.",
    ],
)
def test_sentences_of_the_story_that_begin_like_a_call_stay(sentence: str) -> None:
    assert sentence in text_of(read("en", around("en", f"<p>{sentence}</p>", 4)))
