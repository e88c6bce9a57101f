"""What is counted in an article, and that the sums of several are those of all."""

import pytest
from growth import grows_linearly, seconds

from dosvoces.core.record import Block, Fragment
from dosvoces.corpus.mixing import Mixing, measure_mixing


def block(position: int, text: str, language: str = "es") -> Block:
    return Block(position=position, role="paragraph", text=text, language=language)


def fragment(block: int, start: int, end: int, kind: str = "quotation") -> Fragment:
    return Fragment(block=block, start=start, end=end, language="en-US", kind=kind, confidence=1)  # type: ignore[arg-type]


SAID = block(0, "El jefe dijo: “Time is money”, 3 veces.")


def test_words_of_fragments_are_in_their_language_and_numbers_in_none() -> None:
    found = measure_mixing([SAID], [fragment(0, 15, 28)], "es-MX")
    assert (found.tokens, found.independent, found.spanish, found.english) == (7, 0, 4, 3)
    assert (found.other, found.switches, found.spans, found.squares) == (3, 2, 3, 9 + 9 + 1)
    assert found.other_share == pytest.approx(3 / 7)
    assert found.switch_rate == pytest.approx(200 / 7)
    assert found.cmi == pytest.approx(100 * (1 - 4 / 7))
    assert found.i_index == pytest.approx(2 / 6)


def test_names_belong_to_no_language_and_are_no_switch() -> None:
    found = measure_mixing([SAID], [fragment(0, 15, 28, "name")], "es")
    assert (found.tokens, found.independent, found.switches, found.other) == (7, 3, 0, 0)


def test_a_block_in_the_other_language_switches_once_on_either_side() -> None:
    blocks = [block(0, "Uno dos"), block(1, "Three four", "en"), block(2, "Cinco")]
    found = measure_mixing(blocks, [], "es")
    assert (found.switches, found.spans, found.other, found.cmi) == (2, 3, 2, 0)


def test_a_block_in_no_known_language_has_words_without_one() -> None:
    found = measure_mixing([block(0, "Uno dos", "und")], [], "es")
    assert (found.tokens, found.tagged, found.other_share) == (2, 0, None)


def test_measures_of_several_are_those_of_their_sums() -> None:
    one = measure_mixing([SAID], [fragment(0, 15, 28)], "es")
    none = measure_mixing([block(0, "…")], [], "es")
    both = one + one + none + Mixing()
    assert both.articles == 3
    assert both.other_share == one.other_share
    assert both.i_index == one.i_index  # from one article to the next is no transition
    assert both.burstiness == one.burstiness
    assert none.cmi is none.i_index is none.burstiness is None


def test_a_longer_text_takes_time_in_proportion() -> None:
    def cost(size: int) -> float:
        text = "uno two " * size
        parts = [fragment(0, start, start + 3) for start in range(4, 8 * size, 8)]
        return seconds(lambda: measure_mixing([block(0, text)], parts, "es"))

    assert grows_linearly(cost, 5_000)
