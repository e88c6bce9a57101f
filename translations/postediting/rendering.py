"""What a word of the source may be in the target language, and in which form it goes into a sentence."""

import math
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import islice

from translations.alignment.words import fold_words
from translations.postediting.cognates import find_cognates
from translations.postediting.lexicon import Candidate, load_forms
from translations.postediting.vocabulary import is_listed

#: Renderings of one word that are looked at.
MOST = 8
#: Letters from the beginning that two forms of one word share.
STEM = 5
#: A form that the lexicon does not give, but its regular inflection, counts this much of it.
INFLECTED = 0.4
#: Weight below which what the lexicon has for a word was met with too seldom to be sure.
DOUBTFUL = 0.15
#: Weights in the choice of a form, in nats: each letter at the end that it shares with the word it replaces,
#: the number of the source's word, the gender of the article before it, a plural after a singular article.
ENDING, NUMBER, GENDER, CLASH = 0.45, 0.3, 0.5, 1.0

_CLITIC = re.compile(r"(?:(?<=[aeiáéí]r)|(?<=ndo))(?:me|te|se|nos|los|las|les|lo|la|le)$")
_ACCENTS = str.maketrans("áéí", "aei")
_ARTICLES = {
    "la": "a", "las": "a", "una": "a", "unas": "a", "esta": "a", "estas": "a",
    "el": "o", "los": "o", "un": "o", "unos": "o", "este": "o", "estos": "o", "del": "o", "al": "o",
}  # fmt: skip
_SINGULAR = frozenset(("el", "la", "un", "una", "este", "esta", "del", "al"))


def look_up(word: str, source: str, target: str) -> tuple[Mapping[str, float], bool]:
    """What *word* may be in *target* with weights of 0 to 1, and whether it is guessed.

    Guesses are what the word's stem, a word of the same origin or the nearest known word becomes.
    """
    forms = load_forms(source, target)
    word = word.lower().replace("’", "'")
    for form in (word, *_base_forms(word, source)):
        if found := _keep_listed(forms.get(form, ()), target):
            return found, form != word or max(found.values()) < DOUBTFUL
    cognates = find_cognates(word, source, target)
    return dict.fromkeys(cognates, 1.0) or _keep_listed(_find_nearest(word, source, target), target), True


def _keep_listed(candidates: Iterable[Candidate], language: str) -> dict[str, float]:
    """The best of *candidates* that the language table has, by weight; no contractions and possessives."""
    whole = (each for each in candidates if each.form.isalpha())
    listed = (each for each in whole if is_listed(each.form.lower(), language))
    return {each.form: each.weight for each in islice(listed, MOST)}


def _base_forms(word: str, language: str) -> list[str]:
    """Forms that *word* is regularly made from, the likeliest first."""
    if language == "es":
        bare = _CLITIC.sub("", word)
        found = [bare.translate(_ACCENTS)] if bare != word else []
        return [*found, word.removesuffix("s"), word.removesuffix("es"), re.sub(r"a(s?)$", r"o\1", word)]
    found = [word.split("'")[0]] if "'" in word else []
    found += [word.removesuffix("s"), re.sub(r"ies$", "y", word), re.sub(r"(?:es|ed|ing)$", "", word)]
    return [*found, re.sub(r"(?:ed|ing)$", "e", word)]


def _find_nearest(word: str, source: str, target: str) -> tuple[Candidate, ...]:
    """The renderings of the known form that has most of its beginning in common with *word*."""
    folded = _fold(word)
    best: tuple[float, str] | None = None
    for form, letters in _stems(source, target).get(folded[:STEM], ()):
        shared = _count_shared(folded, letters)
        if shared >= max(STEM, max(len(word), len(form)) - 4):
            likeness = shared - 0.2 * abs(len(form) - len(word))
            if best is None or likeness > best[0]:
                best = (likeness, form)
    return load_forms(source, target)[best[1]] if best and len(word) > STEM else ()


@lru_cache(maxsize=2)
def _stems(source: str, target: str) -> Mapping[str, list[tuple[str, str]]]:
    """The known forms by their first letters, each with its folded letters."""
    stems: dict[str, list[tuple[str, str]]] = {}
    for form in load_forms(source, target):
        folded = _fold(form)
        if len(folded) >= STEM:
            stems.setdefault(folded[:STEM], []).append((form, folded))
    return stems


@lru_cache(maxsize=100_000)
def _fold(word: str) -> str:
    return "".join(fold_words(word))


def _count_shared(one: str, other: str) -> int:
    shared = 0
    for ours, theirs in zip(one, other, strict=False):
        if ours != theirs:
            break
        shared += 1
    return shared


def choose_form(
    candidates: Mapping[str, float], wrong: str, source_word: str, before: str, language: str
) -> str:
    """The form that agrees best with the *wrong* word's ending, the source's number and the word *before*."""
    weights = dict(candidates)
    for form, weight in candidates.items():
        for other in _inflect(form, language):
            if other not in weights and is_listed(other, language):
                weights[other] = INFLECTED * weight
    plural = wrong.endswith("s") or source_word.endswith("s")
    before = before.lower()

    def agree(form: str) -> float:
        value = math.log(weights[form]) + ENDING * min(3, _count_shared(form[::-1], wrong[::-1]))
        value += NUMBER if form.endswith("s") == plural else 0
        if language == "es" and before in _ARTICLES:
            if re.search(r"[ao]s?$", form):
                value += GENDER if form.rstrip("s").endswith(_ARTICLES[before]) else -GENDER
            if before in _SINGULAR and form.endswith("s"):
                value -= CLASH
        return value

    return max(weights, key=agree)


def _inflect(form: str, language: str) -> list[str]:
    """Number, and gender or tense, of a regular *form*."""
    if not form.isalpha():
        return []
    found = [form.removesuffix("s")] if form.endswith("s") else [form + "s", form + "es"]
    if language == "es":
        return [*found, re.sub(r"o(s?)$", r"a\1", form), re.sub(r"o$", "as", form), re.sub(r"a$", "os", form)]
    return [*found, form + "ed", form + "d", form + "ing", form.removesuffix("e") + "ing"]
