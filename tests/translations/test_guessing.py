"""What words that no phrase has may be, by the words that they are made of."""

import pytest

from translations.phrases.analogies import DOUBTFUL, Analogies, Rendering
from translations.phrases.guessing import Guesser

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


def guess(word: str, source: str = "es", target: str = "en") -> list[tuple[tuple[str, ...], float]]:
    analogies = Analogies([], lambda _: [], {}, target)
    names = {each for each in KNOWN if each[0].isupper()}
    guesser = Guesser(
        analogies,
        lambda each: [Rendering(KNOWN[each], 0.5, 0.5)],
        KNOWN.keys(),
        names,
        {word for words in KNOWN.values() for word in words} | {"operas", "contests", "curing"},
        {},
        source,
        target,
    )
    return guesser.guess(word)


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
