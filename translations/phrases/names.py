"""Names that phrases take for words, and write small: surnames that are words of the other language."""

from collections.abc import Iterable

from pipelines.languages.tokens import evidence
from translations.alignment.words import fold_words
from translations.phrases.analogies import BACKWARD, Rendering
from translations.postediting.vocabulary import DICTIONARY

#: Probability below which what phrases have for a name that is a word of the target comes from a few
#: sentences in which it stood beside: of 120 such words in news seven of ten were kept by translators.
UNSURE = 0.3


def is_kept_name(word: str, renderings: Iterable[Rendering], source: str, target: str) -> bool:
    """Whether *word*, which has a capital, stays as it is, whatever phrases have for it.

    "Rubio" in English is a name, not a colour, and "Costello" keeps its capital.
    """
    small = word.lower()
    flags = evidence(small).flags
    if not word[0].isupper() or not word[1:].islower() or flags & DICTIONARY[source]:
        return False
    best = max(renderings, key=lambda each: each.forward * each.backward**BACKWARD, default=None)
    if best is None:
        return False
    is_rare = bool(flags & DICTIONARY[target]) and best.forward < UNSURE
    # "Lucía" is how the target writes "Lucia".
    return best.words == (small,) or (is_rare and fold_words(" ".join(best.words)) != fold_words(word))
