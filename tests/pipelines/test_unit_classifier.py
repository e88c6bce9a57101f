"""The classifier of units: what lies in its file, what it may overrule, what its features cost."""

import time
import tomllib
from importlib.resources import files

import pytest

from benchmarks.extraction_pages import CASES, digest, label_units
from dosvoces.core.record import BODY_ROLES
from pipelines.extract import Extraction, document, extract, units
from pipelines.extract.evidence import Evidence
from pipelines.extract.unit_classifier import UnitClassifier, load
from pipelines.extract.unit_features import PageUnits, describe

URL = "https://diario.example/2026/03/puente"
TITLE = "El puente vuelve a abrir"
PROSE = [
    f"El puente número {number} volvió a abrir el lunes después de ocho meses de obras, y los vecinos"
    f" cruzaron a pie durante {number + 10} minutos."
    for number in range(10)
]
#: Classifiers that are sure of the same thing whatever they see.
YES, NO = (UnitClassifier(["log_words"], [odds]) for odds in (9.0, -9.0))


def page(inside: str = "", prose: list[str] = PROSE) -> str:
    body = "".join(f"<p>{text}</p>" for text in prose)
    return f"<title>{TITLE}</title><article><h1>{TITLE}</h1><p>Por Ana Ruiz</p>{body}{inside}</article>"


def text_of(extraction: Extraction) -> list[str]:
    return [block.text for block in extraction.blocks if block.role in BODY_ROLES]


def columns_of(markup: str) -> dict[str, list[float]]:
    found = units.read(document.parse(markup))
    return describe(PageUnits(found, Evidence(""), TITLE, ""), range(len(found)))


def test_a_packed_classifier_is_the_same() -> None:
    classifier = UnitClassifier(["a", "b"], [(0, 0.5, -1.0, (1, 2.0, 0.25, 3.0)), 0.5])
    again = UnitClassifier.unpack(classifier.pack())
    assert (again.features, again.trees) == (classifier.features, classifier.trees)


def test_a_probability_adds_the_leaves_that_a_row_reaches() -> None:
    classifier = UnitClassifier(["a"], [(0, 0.5, -40.0, 1.0), -1.0])
    assert classifier.classify({"a": [0.5, 0.6]}) == [pytest.approx(0.0, abs=1e-9), 0.5]


def test_the_classifier_knows_the_features_that_are_computed() -> None:
    assert load().features == tuple(columns_of(page()))
    assert len(load().pack()) < 30_000


@pytest.mark.skipif(
    not CASES.exists(), reason="the pages lie beside the checkout in ../shared, which is absent"
)
def test_the_classifier_was_trained_on_the_pages_at_hand() -> None:
    sources = tomllib.loads(files("pipelines.extract").joinpath("unit_classifier.toml").read_text("utf-8"))
    assert sources["digest"] == digest()
    assert sources["trees"] == len(load().trees)


def test_what_was_overruled_is_noted() -> None:
    extraction = extract(page("<p>Síguenos en Facebook</p>"), URL, classifier=YES)
    assert text_of(extraction) == [*PROSE, "Síguenos en Facebook"]
    assert extraction.sources["roles"] == "classifier: 1 added, 0 dropped"


def test_headline_byline_and_standfirst_are_not_the_classifier_s() -> None:
    standfirst = '<p class="bajada">Los vecinos cruzaron a pie durante una hora entera.</p>'
    markup = page().replace("<p>Por", f"{standfirst}<p>Por", 1)
    for classifier in (YES, NO):
        roles = [block.role for block in extract(markup, URL, classifier=classifier).blocks][:3]
        assert roles == ["headline", "description", "byline"]


def test_the_classifier_never_drops_much_of_a_story_nor_adds_more_than_a_part_of_it() -> None:
    assert text_of(extract(page(), URL, classifier=NO)) == PROSE
    related = "".join(f'<p class="related">{text}</p>' for text in PROSE[5:])
    assert text_of(extract(page(related, PROSE[:5]), URL, classifier=YES)) == PROSE[:5]


def test_what_a_paid_story_hides_is_not_added() -> None:
    paid = '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false}</script>'
    hidden = f"<div hidden><p>{PROSE[9]}</p></div>"
    assert PROSE[9] not in text_of(extract(page(paid + hidden, PROSE[:9]), URL, classifier=YES))


@pytest.mark.parametrize(
    "make", [lambda n: "<p>Una frase corta.</p>" * n, lambda n: "<div>" * n + "Una frase."]
)
def test_features_take_time_in_proportion_to_the_page(make) -> None:  # type: ignore[no-untyped-def]
    def cost(count: int) -> float:
        found = units.read(document.parse(make(count)))
        begun = time.process_time()
        describe(PageUnits(found, Evidence(""), TITLE, ""), range(len(found)))
        return time.process_time() - begun

    cost(100)
    assert cost(1200) < 16 * cost(300) + 0.05


def test_units_are_labelled_by_what_the_story_says() -> None:
    truth = "\n".join([*PROSE[:3], "Obras"])
    shown = ["Inicio", PROSE[0], "Obras", PROSE[1], PROSE[2], "Síguenos en Facebook", PROSE[5], PROSE[1]]
    assert [share > 0.5 for share in label_units(shown, truth)] == [
        False, True, True, True, True, False, True, False,
    ]  # fmt: skip
