"""Log-likelihoods of the languages, summed over the words of a text."""

import math
from collections.abc import Sequence
from functools import lru_cache

from pipelines.languages.table import ENGLISH, GRAMMAR, LANGUAGES, LISTED, NAME, RARE, SPANISH, WORDS
from pipelines.languages.tokens import PARTICLES, Token, evidence, is_plain

#: Log-prior per language of the table: what stands on a Spanish or English site is Spanish or English.
PRIOR = {"es": 0.0, "en": 0.0, "pt": -3.5, "gl": -3.5, "ca": -3.0, "fr": -3.0, "it": -3.0, "de": -3.0}
#: No word says more than this, nats: any list has odd entries.
CLIP = -7.0
#: An English topic word says no more than this against Spanish, which borrows freely ("los podcasts").
BORROWED_CLIP = -4.5
#: Texts up to this many words can be a name and nothing else, or a title in capitals.
SHORT = 4
#: Log-odds, before any word is seen, that a text is in no language of the table.
UNKNOWN = -4.5
#: Rate of words out of the likeliest language's dictionary in such a text.
OUT_OF_VOCABULARY = 0.75
#: Shortest word that counts in full: any two letters are a word somewhere.
SMALL = 3
#: Least log-likelihood of a dictionary word in a third language to be at home there.
HOME = -3.0
#: Least log-likelihood of a word that looks like one of a language.
ALIKE = -0.5

#: Weights in tenths: of a name; of a small word inside one; of a capitalised word that may be one; of a word;
#: of the commonest words, which tell the language of a text whose topic words are borrowed.
_NAME, _PARTICLE, _LISTED, _WORD, _GRAMMAR = 1, 2, 5, 10, 13
#: Words that titles spell small.
MINOR = PARTICLES | {
    "an", "or", "with", "from", "by", "as", "vs", "con", "por", "para", "un", "una", "su", "o", "que",
}  # fmt: skip
#: Steps per nat of a packed score, and bits per language: room for two million words.
_STEPS, _LANE = 16, 32
_MASK = (1 << _LANE) - 1
_PRIOR = tuple(PRIOR[code] for code in LANGUAGES)


def total(words: Sequence[Token], prior: Sequence[float] = _PRIOR) -> list[float]:
    """Log-likelihood of each of the table's languages, *prior* included."""
    against = 0
    title = is_title(words)
    inside = frozenset() if title else name_particles(words)
    many = len(words) > SHORT
    for number, (_, _, word, capital, branded) in enumerate(words):
        packed, small, flags = _packed(word)
        if not capital:
            against += packed * _PARTICLE if number in inside else small
        elif branded or (many and flags & NAME) or (number and not title):
            against += packed * _NAME
        else:
            against += packed * (_LISTED if flags & LISTED else _WORD)
    scale = 10 * _STEPS
    return [value - (against >> shift & _MASK) / scale for value, shift in zip(prior, _SHIFTS, strict=True)]


_SHIFTS = tuple(_LANE * number for number in range(len(LANGUAGES)))
#: The least that a word says of each language, and that a borrowed one says.
_FLOORS = (CLIP,) * len(LANGUAGES)
_FLOORS_OF_BORROWED = (BORROWED_CLIP, *_FLOORS[1:])


@lru_cache(maxsize=WORDS)
def _packed(word: str) -> tuple[int, int, int]:
    """What a word says against each language, side by side in one number, so that a sum is one addition.

    Then the same with the weight of a word in small letters, and the word's flags.
    """
    scores, flags, _ = evidence(word)
    floors = _FLOORS_OF_BORROWED if flags & (ENGLISH | SPANISH | GRAMMAR) == ENGLISH else _FLOORS
    packed = 0
    for score, floor, shift in zip(scores, floors, _SHIFTS, strict=True):
        packed |= round((floor if score < floor else score) * -_STEPS) << shift
    return packed, packed * (_GRAMMAR if flags & GRAMMAR else _WORD), flags


def is_title(words: Sequence[Token]) -> bool:
    """Whether all words but small ones have capitals, as in titles; those then tell no names."""
    if not all(token.capital or token.word in MINOR for token in words):
        return False
    return sum(not token.capital for token in words) < 0.4 * len(words)


def name_particles(words: Sequence[Token]) -> frozenset[int]:
    """The places of small words between capitals, which belong to a name ("Olympique de Marseille")."""
    found: set[int] = set()
    run: list[int] = []
    named = False
    for number, (_, _, word, capital, _) in enumerate(words):
        if capital:
            found.update(run)
            named, run = True, []
        elif named and word in PARTICLES:
            run.append(number)
        elif named:
            named, run = False, []
    return frozenset(found)


def unknown_odds(words: Sequence[Token], language: str) -> float:
    """Log-odds that *words* are in no language of the table rather than in *language*, the nearest.

    Likelihoods tell languages apart; they say nothing of Polish or Basque.  What tells those is the rate of
    words out of the dictionary's vocabulary: a few in a hundred in running text, most in another language.
    """
    odds = UNKNOWN
    for _, _, word, capital, _ in words:
        if not capital:
            known, alike = _strangeness(word, language)
            odds = odds + known + alike
    return odds


@lru_cache(maxsize=WORDS)
def _strangeness(word: str, language: str) -> tuple[float, float]:
    """The log-odds of a small *word* that is in the dictionary of *language* or not, and of its shape."""
    own = _OWN.get(language, 0)
    column = LANGUAGES.index(language)
    missing, present = _VOCABULARY[language]
    scores, flags, _ = evidence(word)
    if flags & RARE and (flags & LISTED or not is_plain(word)):
        return 0.0, 0.0
    at_home = bool(flags & own) if own else not flags & RARE and scores[column] > HOME
    if at_home:
        return (_SMALL if len(word) < SMALL else _COMMON if own and flags & GRAMMAR else present), 0.0
    # A word of the other one of our two languages is borrowed, or the text is mixed.
    if len(word) < SMALL or (own and flags & (SPANISH | ENGLISH)):
        return 0.0, 0.0
    if not (own and flags & RARE):
        return missing, 0.0
    return missing, _ALIKE if scores[column] > ALIKE else _UNLIKE


def _odds(missing: float) -> tuple[float, float]:
    return math.log(OUT_OF_VOCABULARY / missing), math.log((1 - OUT_OF_VOCABULARY) / (1 - missing))


_OWN = {"es": SPANISH, "en": ENGLISH}
#: Log-odds of a word of two letters that is at home, and of one of the commonest words.
_SMALL, _COMMON = -0.6, -2.0
#: What the shape of a missing word adds: nine in ten of a language look like its own.
_ALIKE, _UNLIKE = -0.7, 1.2
#: Log-odds of a word out of the dictionary and of one in it, by the rate of the former in running text.  The
#: list of Galician is the poorest.
_VOCABULARY = {code: _odds(0.03 if code in _OWN else 0.22 if code == "gl" else 0.09) for code in LANGUAGES}


def margin(totals: Sequence[float], best: int) -> float:
    """How far *best* stands above all others together, nats."""
    rest = [value for number, value in enumerate(totals) if number != best]
    top = max(rest)
    return totals[best] - top - math.log(sum(math.exp(max(-50.0, value - top)) for value in rest))


def to_confidence(gap: float, base: float = 0.0, slope: float = 1.0) -> float:
    """Probability of being right at a margin of *gap* nats, by a logistic curve fitted to held cases."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, base + slope * gap))))
