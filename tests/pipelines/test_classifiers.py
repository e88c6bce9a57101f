"""The classifiers of units and pages: what lies in their files, what they overrule, what they cost."""

import tomllib
from importlib.resources import files

import pytest
from growth import grows_linearly, seconds

from benchmarks.extraction_folds import FLOORS, find_fallen
from benchmarks.extraction_pages import CASES, digest, label_units
from benchmarks.train_pages import Recorder
from dosvoces.core.outlets import Selectors
from dosvoces.core.record import BODY_ROLES
from pipelines.extract import Extraction, document, extract, units
from pipelines.extract.blocks import Plan
from pipelines.extract.decision_trees import Classifiers, DecisionTrees, load
from pipelines.extract.evidence import Evidence
from pipelines.extract.page_conventions import describe_conventions, names_a_section
from pipelines.extract.page_features import describe_page
from pipelines.extract.page_units import PageUnits
from pipelines.extract.roles import Labels
from pipelines.extract.unit_features import describe

URL = "https://diario.example/2026/03/puente"
TITLE = "El puente vuelve a abrir"
PROSE = [
    f"El puente número {number} volvió a abrir el lunes después de ocho meses de obras, y los vecinos"
    f" cruzaron a pie durante {number + 10} minutos."
    for number in range(10)
]
#: Classifiers that are sure of the same thing whatever they see.
YES, NO = (
    Classifiers(DecisionTrees(["log_words"], [odds]), DecisionTrees(["steps"], [-9.0]))
    for odds in (9.0, -9.0)
)
REFUSING = Classifiers(load().units, DecisionTrees(["steps"], [9.0]))
MENU = "".join(
    f'<a href="/{name}">{name.title()}</a> ' for name in ("inicio", "mundo", "cultura", "deporte", "mapa")
)


def page(inside: str = "", prose: list[str] = PROSE) -> str:
    body = "".join(f"<p>{text}</p>" for text in prose)
    return f"<title>{TITLE}</title><article><h1>{TITLE}</h1><p>Por Ana Ruiz</p>{body}{inside}</article>"


def text_of(extraction: Extraction) -> list[str]:
    return [block.text for block in extraction.blocks if block.role in BODY_ROLES]


def columns_of(markup: str) -> dict[str, list[float]]:
    found = units.read(document.parse(markup))
    return describe(PageUnits(found, Evidence(""), TITLE, ""), range(len(found)))


def test_a_packed_classifier_is_the_same() -> None:
    classifier = DecisionTrees(["a", "b"], [(0, 0.5, -1.0, (1, 2.0, 0.25, 3.0)), 0.5])
    again = DecisionTrees.unpack(classifier.pack())
    assert (again.features, again.trees) == (classifier.features, classifier.trees)


def test_a_probability_adds_the_leaves_that_a_row_reaches() -> None:
    classifier = DecisionTrees(["a"], [(0, 0.5, -40.0, 1.0), -1.0])
    assert classifier.classify({"a": [0.5, 0.6]}) == [pytest.approx(0.0, abs=1e-9), 0.5]


def test_the_classifier_knows_the_features_that_are_computed() -> None:
    asked = Recorder()
    extract(page(), URL, classifiers=Classifiers(load().units, asked))
    assert load().units.features == tuple(columns_of(page()))
    assert load().pages.features == tuple(asked.features or ())
    assert all(len(classifier.pack()) < 30_000 for classifier in load())


@pytest.mark.skipif(
    not CASES.exists(), reason="the pages lie beside the checkout in ../shared, which is absent"
)
@pytest.mark.parametrize("name", ["unit", "page"])
def test_the_classifiers_were_trained_on_the_pages_at_hand(name: str) -> None:
    sources = tomllib.loads(files("pipelines.extract").joinpath(f"{name}_classifier.toml").read_text("utf-8"))
    assert sources["digest"] == digest()
    assert sources["trees"] == len(getattr(load(), f"{name}s").trees)


def teasers(count: int, title: str = "Otra obra del puente empieza el lunes") -> str:
    return "".join(
        f'<div class="card"><h3><a href="/{number}">{title} {number}</a></h3>'
        f"<p>Los vecinos cruzaron a pie la obra número {number} durante una hora.</p></div>"
        for number in range(count)
    )


@pytest.mark.parametrize("address", ["https://tienda.example/tag/obras/", "https://blog.example/news?page=2"])
def test_a_page_of_teasers_is_no_story(address: str) -> None:
    extraction = extract(f"<title>Obras</title><h1>Obras</h1><main>{teasers(24)}</main>", address)
    assert (extraction.kind, bool(extraction.reason)) == ("listing", True)


@pytest.mark.parametrize("title", [TITLE, "Noticias", "Archivo: todas las noticias", "Search results", "404"])
def test_a_story_above_many_teasers_is_a_story_whatever_its_headline_says(title: str) -> None:
    markup = page().replace(TITLE, title) + f"<aside>{teasers(24)}</aside>"
    assert extract(markup, URL).kind == "article"


@pytest.mark.parametrize(
    "declared",
    [
        '"@type":"NewsArticle","articleBody":"El puente"',
        '"@type":"NewsArticle","datePublished":"2026-03-01"',
        '"@type":"LiveBlogPosting"',
        '"@type":"ImageGallery"',
    ],
)
def test_a_page_that_declares_its_time_text_entries_or_pictures_is_not_judged(declared: str) -> None:
    script = f'<script type="application/ld+json">{{{declared},"headline":"{TITLE}"}}</script>'
    assert extract(page(MENU), URL, classifiers=REFUSING).kind == "listing"
    assert extract(page(MENU + script), URL, classifiers=REFUSING).kind != "listing"


def test_a_page_without_links_lists_nothing() -> None:
    few = MENU.partition('<a href="/mapa">')[0] + '<a href="/mundo#hoy">Hoy</a><a href="#">Arriba</a>'
    assert extract(page(few), URL, classifiers=REFUSING).kind == "article"
    short = f"<title>{TITLE}</title><h1>{TITLE}</h1><p>{' '.join(PROSE[:3])}</p>"
    assert extract(short, URL).kind == "article"


def test_the_time_in_a_shop_s_meta_tag_is_no_story_s() -> None:
    dated = page(MENU + '<meta property="article:published_time" content="2026-03-01T08:00:00Z">')
    assert extract(dated, URL, classifiers=REFUSING).kind == "article"
    for path in (
        "tienda/",
        "en/Shop",
        "category/zapatos-de-mujer",
        "etiqueta/sof%C3%A1s.html",
        "topic/cars?page=2",
    ):
        address = f"https://diario.example/{path}"
        assert extract(dated, address, classifiers=REFUSING).kind == "listing"


def features_of(markup: str, url: str = URL) -> dict[str, float]:
    asked = Recorder()
    extract(markup, url, classifiers=Classifiers(load().units, asked))
    assert asked.features is not None
    return asked.features


def test_a_digest_of_others_stories_with_a_paragraph_of_each_is_no_story() -> None:
    entries = "".join(
        f"<h2>El taller abre la nave número {number}</h2><p>12/0{1 + number % 9}/2026 | Diario del Sur</p>"
        f'<p>{PROSE[number % 10]}</p><p><a href="/noticias/nave-{number}">Leer más</a></p>'
        for number in range(20)
    )
    markup = f"<title>Noticias del taller</title><main><h1>Noticias del taller</h1>{entries}</main>"
    assert extract(markup, "https://taller.example/noticias").kind == "listing"


def test_sections_that_lead_away_queries_and_prose_far_below_the_headline_are_signs_of_a_listing() -> None:
    story = features_of(page())
    sections = "".join(f"<h2>Obra {number}</h2><p>{text}</p>" for number, text in enumerate(PROSE))
    leading = sections.replace("</p>", '</p><p><a href="/otra">Leer más</a></p>')
    assert features_of(page(leading))["linked_sections"] > features_of(page(sections))["linked_sections"]
    sorted_by = "".join(f'<a href="?orden={name}">{name}</a> ' for name in ("precio", "nombre", "fecha"))
    assert features_of(page(f"<p>{sorted_by}</p>"))["own_queries"] > story["own_queries"] == 0
    late = page(prose=[*(["Una línea"] * 12), *PROSE])
    assert features_of(late)["headline_gap"] > story["headline_gap"]
    assert features_of(page(prose=["La feria abre el lunes. " * 8] * 9))["prose_about_title"] == 0
    assert story["prose_about_title"] == 1


def test_a_headline_with_a_date_or_the_name_of_a_section_is_no_sign_of_a_listing() -> None:
    def signs(title: str, line: str = "") -> dict[str, float]:
        read = document.read(document.parse(f"<h1>{title}</h1>{line}"), URL, headers={}, zone="UTC")
        return describe_conventions(read, units.read(read.root), title)

    for words in ("12/03/2026", "12 de marzo de 2026", "March 12, 2026"):
        assert signs(words) == signs(TITLE)
        assert signs(TITLE, f"<p>{words}</p>") != signs(TITLE)
    stories = ("https://diario.example/a/la-tienda-cierra", "https://diario.example/shop-closes.html")
    assert not any(map(names_a_section, (*stories, "https://diario.example/", "http://[", "")))


def test_a_page_whose_body_a_selector_finds_is_not_judged() -> None:
    chosen = Selectors(body="article")
    assert extract(page(MENU), URL, selectors=chosen, classifiers=REFUSING).kind == "article"


def test_what_was_overruled_is_noted() -> None:
    title = "El molino que nadie quiso comprar"
    extraction = extract(page(f"<p><a href='/molino'>{title}</a></p>"), URL, classifiers=YES)
    assert text_of(extraction) == [*PROSE, title]
    assert extraction.sources["roles"] == "classifier: 1 added, 0 dropped"


def test_furniture_told_by_its_words_is_not_the_classifier_s() -> None:
    assert text_of(extract(page("<p>Volver arriba</p>"), URL, classifiers=YES)) == PROSE


def test_headline_byline_and_standfirst_are_not_the_classifier_s() -> None:
    standfirst = '<p class="bajada">Los vecinos cruzaron a pie durante una hora entera.</p>'
    markup = page().replace("<p>Por", f"{standfirst}<p>Por", 1)
    for classifiers in (YES, NO):
        roles = [block.role for block in extract(markup, URL, classifiers=classifiers).blocks][:3]
        assert roles == ["headline", "description", "byline"]


def test_long_captions_and_lines_of_lists_are_the_classifier_s() -> None:
    pictures = (f"{PROSE[0]} Ana Ruiz / EFE", PROSE[9])
    under = "".join(f"<div><img src='/p.jpg'><p>{text}</p></div><hr>" for text in pictures)
    dated = "<ul><li>Nueva tabla 2025/11/01</li><li>Otra tabla, 2025/11/13</li></ul>"
    told = text_of(extract(page(under + dated, PROSE[:9]), URL, classifiers=YES))
    assert told == [*PROSE, "Nueva tabla 2025/11/01", "Otra tabla, 2025/11/13"]


def test_a_story_goes_on_below_its_element_up_to_another_or_its_second_layout() -> None:
    questions = f"<section><h2>Preguntas</h2><h3>¿Cuándo abrió?</h3><div>{PROSE[8]}</div></section>"
    said = ["Preguntas", "¿Cuándo abrió?", PROSE[8]]
    assert text_of(extract(page(prose=PROSE[:8]) + questions, URL, classifiers=YES)) == [*PROSE[:8], *said]
    ends = (
        "<h1>La feria</h1>",
        "<h2><a href='/f'>La feria</a></h2>",
        f"<p>{PROSE[0]}</p>",
        "<p>Responder</p>",
    )
    for end in ends:
        assert text_of(extract(page(prose=PROSE[:8]) + end + questions, URL, classifiers=YES)) == PROSE[:8]


def test_the_classifier_never_drops_much_of_a_story_nor_adds_more_than_a_part_of_it() -> None:
    assert text_of(extract(page(), URL, classifiers=NO)) == PROSE
    related = "".join(f'<p class="newsletter">{text}</p>' for text in PROSE[5:])
    assert text_of(extract(page(related, PROSE[:5]), URL, classifiers=YES)) == PROSE[:5]


def test_what_a_paid_story_hides_is_not_added() -> None:
    paid = '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false}</script>'
    hidden = f"<div hidden><p>{PROSE[9]}</p></div>"
    assert PROSE[9] not in text_of(extract(page(paid + hidden, PROSE[:9]), URL, classifiers=YES))


@pytest.mark.parametrize(
    "make",
    [
        lambda n: "<p>Una frase corta.</p>" * n,
        lambda n: "<h1>1 2 3 - 4 de 5</h1><p class='a-b_c d'>Sort by name: a - to - to z 1.1.1</p>" * n,
        lambda n: "<div><h2>Obra</h2>Una <a href='?p=1'>frase</a>, " * (n // 4),
        lambda n: teasers(n // 4),
        lambda n: "<div>" * n + "Una frase.",
    ],
)
def test_features_of_a_page_take_time_in_proportion_to_it(make) -> None:  # type: ignore[no-untyped-def]
    def cost(count: int) -> float:
        root = document.parse(make(count))
        read = document.read(root, URL, headers={}, zone="UTC")
        found = PageUnits(units.read(root), Evidence(""), TITLE, "")
        plan = Plan(found.units, [root], Labels(TITLE, "", [], Evidence("")))
        return seconds(lambda: describe_page(read, found, plan, ()))

    assert grows_linearly(cost, 300)


def test_a_figure_below_its_floor_above_its_ceiling_or_of_other_pages_is_told() -> None:
    floors = tomllib.loads(FLOORS.read_text("utf-8"))
    good = dict.fromkeys(floors["least"], 1.0) | dict.fromkeys(floors["most"], 0.0)
    bad = dict.fromkeys(floors["least"], 0.0) | dict.fromkeys(floors["most"], 1.0)
    assert find_fallen(good, floors["digest"]) == []
    assert len(find_fallen(bad, floors["digest"])) == len(bad)
    assert len(find_fallen(good, "another")) == 1


@pytest.mark.parametrize(
    "make", [lambda n: "<p>Una frase corta.</p>" * n, lambda n: "<div>" * n + "Una frase."]
)
def test_features_take_time_in_proportion_to_the_page(make) -> None:  # type: ignore[no-untyped-def]
    def cost(count: int) -> float:
        found = units.read(document.parse(make(count)))
        return seconds(lambda: describe(PageUnits(found, Evidence(""), TITLE, ""), range(len(found))))

    assert grows_linearly(cost, 300)


def test_units_are_labelled_by_what_the_story_says() -> None:
    truth = "\n".join([*PROSE[:3], "Obras"])
    shown = ["Inicio", PROSE[0], "Obras", PROSE[1], PROSE[2], "Volver arriba", PROSE[5], PROSE[1]]
    assert [share > 0.5 for share in label_units(shown, truth)] == [
        False, True, True, True, True, False, True, False,
    ]  # fmt: skip
