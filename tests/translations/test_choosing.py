"""Which of several translations of a sentence is taken."""

import math
from collections.abc import Sequence

from translations.engines.argos import Opinion
from translations.engines.choosing import Proposal, Rated, gather, rank
from translations.engines.protocol import Translated

Told = tuple[str, float, float, float]


def say(text: str, total: float, forward: float = -1.0, backward: float = -1.0) -> Told:
    """A translation of which the model thinks so much a piece, each way."""
    return text, total, forward, backward


def read(*told: Told, own: Sequence[str] = ()) -> list[Rated]:
    """All of them rated, the model's *own* as well as the best."""
    made, written = gather(
        [Proposal(Translated(text), total) for text, total, _, _ in told], [Translated(text) for text in own]
    )
    ways = [tuple(Opinion([each[side]] * 5) for side in (2, 3)) for each in told]
    ways += [(Opinion([-1.0] * 5),) * 2 for _ in own]
    return [Rated(each, *both) for each, both in zip((*made, *written), ways, strict=True)]


def best(*told: Told, own: Sequence[str] = ()) -> str:
    return rank(read(*told, own=own)[: len(told)])[0].text


def test_the_model_the_phrases_and_the_others_each_have_a_say() -> None:
    assert best(say("a b c d", -9), say("a b c e", -9, forward=-0.5)) == "a b c e"
    assert best(say("a b c d", -9), say("a b c e", -9, backward=-0.5)) == "a b c e"
    assert best(say("a b c d", -9), say("a b c e", -6)) == "a b c e"
    assert best(say("x y z", -9), say("a b c d", -9), say("a b c e", -9), say("a b c", -9)) != "x y z"
    assert best(say("a b c d", -9), say("a b c e", -9), own=["e f g"]) == "a b c e"


def test_one_of_the_models_own_has_to_be_better_by_some() -> None:
    alike = say("a b c d", -9)
    assert rank(read(alike, own=["a b c d"]))[0].hypothesis.total == -9
    doubted = say("a b c d", -9, forward=-2.0)
    assert rank(read(doubted, own=["a b c d"]))[0].hypothesis.total is None


def test_what_others_say_too_is_surer() -> None:
    alone, alike, other, _ = read(say("x y z", -9), say("a b c d", -9), say("a b c e", -9), own=["a b c d"])
    assert alone.hypothesis.agreement < other.hypothesis.agreement < alike.hypothesis.agreement
    assert 0 < alone.score < other.score < alike.score < 1


def test_any_candidates_are_ranked() -> None:
    assert rank([]) == [] and gather([], []) == ([], [])
    [empty] = rank(read(say("", -1)))
    assert empty.hypothesis.agreement == 0 and math.isfinite(empty.score)
