import re
import shutil
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translations.engines import choose
from translations.engines.protocol import Translated
from translations.glossary import Glossary
from translations.masking import MARKS, ProtectedSpan, Request, translate_requests
from translations.translator import Translator


class Mangler:
    """An engine that does to marks what engines do: drops, doubles, splits, inflects and renumbers them."""

    name = "mangler"
    version = "1"

    def __init__(self, ways: Sequence[str]) -> None:
        self._ways = ways
        self._calls = 0

    def translate(
        self, sentences: Sequence[str], source: str, target: str, *, greedy: bool = False
    ) -> list[Translated]:
        way = self._ways[min(self._calls, len(self._ways) - 1)]
        self._calls += 1
        return [Translated(self._mangle(sentence, way)) for sentence in sentences]

    def _mangle(self, sentence: str, way: str) -> str:
        mark = r"#?\b[A-Z]?\d+\b"
        text = {
            "drop": lambda: re.sub(mark, "", sentence),
            "double": lambda: re.sub(mark, r"\g<0> \g<0>", sentence),
            "split": lambda: re.sub(mark, lambda match: " ".join(match[0]), sentence),
            "inflect": lambda: re.sub(mark, r"\g<0>os", sentence),
            "renumber": lambda: re.sub(r"\d(?=\b)", "9", sentence),
            "thousands": lambda: re.sub(r"\b(\d)(\d{3})\b", r"\1.\2", sentence),
            "keep": lambda: sentence,
        }[way]()
        return text.upper() if way != "keep" else text.replace("the", "la")

    def close(self) -> None:
        pass


@pytest.mark.parametrize("way", ["drop", "double", "split", "inflect", "renumber", "thousands", "keep"])
def test_a_glossary_survives_an_engine_that_mangles_every_mark(way: str) -> None:
    glossary = Glossary({"Movimiento Ciudadano": "Movimiento Ciudadano", "writ": "amparo"})
    translator = Translator(Mangler([way]), "en", "es", glossary=glossary)
    (rendering,) = translator.translate(["In May the party Movimiento Ciudadano asked a court for the writ."])
    assert rendering.text.count("Movimiento Ciudadano") == 1
    assert rendering.text.count("amparo") == 1
    assert not any(mark(number) in rendering.text for mark in MARKS for number in range(2))


def test_the_next_kind_of_mark_is_tried() -> None:
    engine = Mangler(["drop", "keep"])
    request = Request("we saw the cat", masked=(ProtectedSpan(11, 14, "GATO"),))
    (answer,) = translate_requests([request], lambda texts, _: engine.translate(texts, "en", "es"))
    assert answer.text == "we saw la GATO"


@given(
    st.text(max_size=60),
    st.lists(st.integers(0, 60), max_size=6),
    st.sampled_from(["drop", "double", "split"]),
)
def test_spans_are_never_lost(text: str, cuts: list[int], way: str) -> None:
    edges = sorted({min(cut, len(text)) for cut in cuts})
    pairs = list(zip(edges[::2], edges[1::2], strict=False))
    spans = tuple(ProtectedSpan(start, end, f"⟦{number}⟧") for number, (start, end) in enumerate(pairs))
    engine = Mangler([way])
    requests = [Request(text, masked=spans), Request(text, masked=spans[::2], cuts=spans[1::2])]
    for answer in translate_requests(requests, lambda texts, _: engine.translate(texts, "en", "es")):
        for span in spans:
            assert answer.text.count(span.replacement) == 1


@pytest.mark.parametrize("name", ["embedded", "apertium"])
def test_a_glossary_with_the_real_engines(name: str) -> None:
    if name == "apertium" and shutil.which("apertium-wblank-mode") is None:
        pytest.skip("Apertium is not installed (apertium-eng-spa)")
    glossary = Glossary({"Working Group": "Mesa Técnica", "Casaubon": "Casaubon", "writ": "amparo"})
    engine = choose("en", "es", name)
    sentences = [
        "The Working Group met on Monday.",
        "Ebrard Casaubon presided over the Working Group for the first time in 2023.",
        "The judge refused the writ, and the writ was lost.",
        "Casaubon",
        "WORKING GROUP",
    ]
    renderings = Translator(engine, "en", "es", glossary=glossary).translate(sentences)
    engine.close()
    assert [rendering.text.lower().count("mesa técnica") for rendering in renderings] == [1, 1, 0, 0, 1]
    assert renderings[2].text.count("amparo") == 2
    assert "Casaubon" in renderings[1].text and renderings[3].text == "Casaubon"
