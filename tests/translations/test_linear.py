"""No text, however made, holds up a function for longer than its length explains."""

from collections.abc import Callable, Sequence

import pytest
from growth import grows_linearly, seconds

from translations.confidence import estimate
from translations.drafts import Draft
from translations.engines.protocol import Translated
from translations.entities import find_entities
from translations.formulae import render_formula
from translations.glossary import Glossary
from translations.heads import find_dateline
from translations.names import missing_names
from translations.numbers import compare_numbers
from translations.phrases.expressions import find_expressions
from translations.polarity import differs_in_polarity
from translations.postediting.articles import repair_agreement
from translations.postediting.detection import find_faults
from translations.postediting.finite import loses_verb
from translations.postediting.full_names import find_full_names
from translations.postediting.modals import lacks_verb
from translations.postediting.predicates import has_bare_infinitive
from translations.postediting.subjects import lacks_subject
from translations.protection import protect
from translations.quality import check
from translations.titles import lower_title
from translations.translator import Translator

GLOSSARY = Glossary({"a": "b", "A. s.": "c"})


class Copying:
    """An engine that copies."""

    name, version = "copying", "1"

    def translate(
        self, sentences: Sequence[str], source: str, target: str, *, greedy: bool = False
    ) -> list[Translated]:
        return [Translated(sentence) for sentence in sentences]

    def close(self) -> None:
        pass


FUNCTIONS: dict[str, Callable[[str], object]] = {
    "entities": find_entities,
    "numbers": lambda text: compare_numbers(text, text[::-1], "es", "en"),
    "confidence": lambda text: estimate(Draft(text, text[::-1], "en", "es", score=0.5), "embedded"),
    "agreement": lambda text: repair_agreement(Draft("", f"la {text}", "en", "es", is_weak=True)),
    "predicates": lambda text: (has_bare_infinitive(text), loses_verb("It was.", f"{text}.")),
    "subjects": lacks_subject,
    "modals": lambda text: (lacks_verb(text, "es"), lacks_verb(f"must {text}", "en")),
    "faults": lambda text: find_faults(Draft(f"so I {text[::-1]}", text, "en", "es", is_weak=True)),
    "check": lambda text: check(text, f"It is {text}", "es", "en"),
    "polarity": lambda text: differs_in_polarity(f"no {text}", f"unable {text[::-1]}", "en", "es"),
    "protection": lambda text: protect(text, GLOSSARY),
    "expressions": lambda text: [find_expressions(text, language) for language in ("en", "es")],
    "heads": lambda text: [find_dateline(text[14:], language) for language in ("en", "es")],
    "full names": lambda text: [
        find_full_names(f"Mark {each}", language)
        for language in ("en", "es")
        for each in (text, text.title(), "John A. " * (len(text) // 8), f"{text}{' ' * len(text)}")
    ],
    "titles": lambda text: lower_title(f"Mark {text.title()}"),
    "formulae": lambda text: [render_formula(text[14:], *ways) for ways in (("en", "es"), ("es", "en"))],
    "translation": lambda text: Translator(Copying(), "es", "en", glossary=GLOSSARY).translate([text]),
}
PARTS = [
    "a",
    "a-",
    "a.",
    "@a ",
    ")",
    "@a.b-",
    "1.1.",
    "😀",
    "#8M",
    "1,",
    "1: ",
    "… ",
    "« ",
    "‘a",
    "A. ",
    "mil, ",
    "Zárraga, ",
    "Diego Bosque ",
    "3 tercios ",
    "mil 5 hora y media cada mes 5 feet 3 point four un cuarto de millón ",
    "Zqwxth. ",
    "I ",
    "By A and ",
    "May 3, ",
    "MADRID, ",
    "on   ",
    "about ten past one at    a las una y cinco   los años 80, los años 90, torre de   ten-story two ",
    ": Is a ",
    "— ",
]


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("part", PARTS)
def test_time_grows_as_the_text_does(name: str, part: str) -> None:
    def cost(size: int) -> float:
        text = f"En x.mx dijo: {part * (size // len(part))} @"
        return seconds(lambda: FUNCTIONS[name](text))

    assert grows_linearly(cost, 900)


def test_a_prefix_that_is_lost_is_looked_for_once_a_word() -> None:
    def cost(count: int) -> float:
        return seconds(
            lambda: differs_in_polarity("unsafe " * count, "seguro " * count + "sin nada", "en", "es")
        )

    assert grows_linearly(cost, 150)


def test_different_names_are_looked_for_in_proportion_to_the_text() -> None:
    def cost(count: int) -> float:
        letters = [chr(97 + number % 26) + chr(97 + number // 26 % 26) * 2 for number in range(count)]
        source = " ".join(f"Diego B{three}que P{three}do" for three in letters)
        return seconds(lambda: missing_names(source, " ".join(letters), "es"))

    assert grows_linearly(cost, 400)
