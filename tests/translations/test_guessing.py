"""What words that no phrase has may be, by the words that they are made of."""

from collections.abc import Iterator

import pytest

from translations.phrases import derivations, guessing
from translations.phrases.analogies import DOUBTFUL, Rendering, Vocabulary
from translations.phrases.derivations import Derivation
from translations.phrases.guessing import MOST_BASES, Guesser

KNOWN = {
    "informando": ("informing",),
    "confirman": ("confirm",),
    "evitaron": ("avoided",),
    "oirán": ("will", "hear"),
    "vinieron": ("we", "came"),
    "curar": ("cure",),
    "económico": ("economic",),
    "información": ("information",),
    "autopista": ("motorway",),
    "culebrón": ("soap", "opera"),
    "certamen": ("contest",),
    "poderoso": ("powerful",),
    "hombres": ("men",),
    "gestores": ("managers",),
    "rusos": ("Russian",),
    "Sinaloa": ("Sinaloa",),
    "Kirchner": ("Kirchner",),
}


ENGLISH = {word for words in KNOWN.values() for word in words} | {"operas", "contests", "curing"}


def guess(word: str, source: str = "es", target: str = "en") -> list[tuple[tuple[str, ...], float]]:
    names = {each for each in KNOWN if each[0].isupper()}
    vocabulary = Vocabulary(
        *(source, target, lambda each: [Rendering(KNOWN[each], 0.5, 0.5)], KNOWN.keys(), names), ENGLISH, {}
    )
    return Guesser([], vocabulary).guess(word)


@pytest.mark.parametrize(
    ("word", "english"),
    [
        # Pronouns behind a verb.
        ("informándonos", "informing us"),
        ("informándose", "informing"),
        ("confírmanoslo", "confirm it to us"),
        ("confírmalo", "confirm it"),
        # Other persons, and the other past subjunctive.
        ("evitasen", "avoided"),
        ("evitáramos", "we avoided"),
        ("oiréis", "you will hear"),
        ("viniéramos", "we came"),
        # Two steps: a gerund of a known infinitive, and a pronoun.
        ("curándolos", "curing them"),
        # Accents and letters that somebody forgot.
        ("ecónomico", "economic"),
        ("economico", "economic"),
        ("infomación", "information"),
        # Number, degree, beginnings, names.
        ("culebrones", "soap operas"),
        ("certámenes", "contests"),
        ("poderosísima", "very powerful"),
        ("hombrecitos", "little men"),
        ("contragestores", "counter-managers"),
        ("antirrusos", "anti-Russian"),
        ("poderosamente", "powerfully"),
        ("económicamente", "economically"),
        ("curables", "curable"),
        ("desinformados", "uninformed"),
        ("recurar", "re-cure"),
        ("exgestores", "ex-managers"),
        ("sinaloenses", "Sinaloa"),
        ("kirchneristas", "pro-Kirchner"),
        ("kirchnerismo", "Kirchnerism"),
        # What the other language took over without the accent.
        ("góspel", "gospel"),
    ],
)
def test_a_word_is_what_the_words_are_that_it_is_made_of(word: str, english: str) -> None:
    guesses = guess(word)
    assert " ".join(guesses[0][0]) == english
    # None is sure enough to go without its flag.
    assert all(0 < chance < DOUBTFUL for _, chance in guesses)


@pytest.mark.parametrize("word", ["Informándonos", "zzkt", "a1b", "olmeda", "i" * 5_000, ""])
def test_names_and_what_is_made_of_nothing_known_are_left_alone(word: str) -> None:
    assert guess(word) == []


def test_spanish_words_only_are_taken_apart() -> None:
    assert guess("evitasen", "en", "es") == []


@pytest.mark.parametrize("word", ["re" * 20, "anti" * 10, "se" * 19 + "ar", "ísimo" * 8])
def test_a_word_in_which_everything_is_a_word_is_looked_at_in_bounds(
    word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_apart = []

    def derive(each: str) -> Iterator[Derivation]:
        taken_apart.append(each)
        return derivations.derive(each)

    monkeypatch.setattr(guessing, "derive", derive)
    monkeypatch.setattr(guessing, "is_listed", lambda _word, _language: True)
    guess(word)
    # Without bounds it takes thousands.
    assert len(taken_apart) == 1 + MOST_BASES
