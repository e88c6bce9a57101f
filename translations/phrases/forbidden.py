"""Phrases that a table has and no translator would write: they are made unlikely before the search."""

from collections.abc import Sequence

import numpy as np

from translations.phrases.model import LOGS, Direction
from translations.phrases.search import Options

#: Log probability of both ways below which a mark or a word of grammar does not stand for a word that says
#: something: chrF of 300 sentences each way rose by .2 / .1 (en-es / es-en), at -8 by no more.
LOST = -11.0
#: Words behind which "'s" is a verb, words before which it is one, and what it becomes then.
_PRONOUNS = frozenset((
    "i", "you", "he", "she", "it", "that", "this", "what", "who", "there", "here", "where", "how", "when",
    "why", "let", "one", "everything", "nothing", "something", "everyone", "someone", "anyone", "nobody",
    "everybody", "somebody", "all",
))  # fmt: skip
_BEHIND_VERB = frozenset((
    "a", "an", "the", "not", "been", "going", "just", "so", "very", "too", "also", "already", "still", "in",
    "on", "at", "to", "no",
))  # fmt: skip
_ENGLISH_VERBS = frozenset((
    "is", "are", "was", "were", "be", "been", "being", "has", "have", "had", "'re", "'ve",
))  # fmt: skip
_VERBS_OF_S = ("es", "está", "son", "están", "ha", "han", "era", "fue", "sea", "esté", "estaba")


def forbid_losses(options: Options, words: Sequence[str], direction: Direction) -> None:
    """Make the *options* unlikely that have nothing for a word of the sentence that says something.

    Alignment leaves such pairs in every table ("physical" with nothing), and a language model likes them.
    """
    ours = np.cumsum([False, *(direction.tells(word) for word in words)])
    theirs = np.cumsum(np.concatenate([[False], direction.find_telling(options.words)]))
    lost = (
        (options.unknown == 0)
        & (ours[options.ends] > ours[options.starts])
        & (theirs[options.places + options.lengths] == theirs[options.places])
        & (options.scores[:, 0] + options.scores[:, 1] < LOST)
    )
    options.scores[lost, :4] = LOGS[-1]


def forbid_verbs(options: Options, words: Sequence[str], direction: Direction) -> None:
    """Make the *options* unlikely that read a possessive as a verb: "Europe's" is not "Europa es"."""
    places = [place for place in range(1, len(words) - 1) if _is_possessive(words, place)]
    if direction.source != "en" or not places:
        return
    verbs = [direction.target_ids[word] for word in _VERBS_OF_S if word in direction.target_ids]
    says = np.cumsum(np.concatenate([[False], np.isin(options.words, verbs)]))
    says_verb = says[options.places + options.lengths] > says[options.places]
    ours = np.cumsum([False, *(word in _ENGLISH_VERBS for word in words)])
    is_verbless = ours[options.ends] == ours[options.starts]
    for place in places:
        covers = (options.starts <= place) & (options.ends > place)
        options.scores[covers & says_verb & is_verbless, :4] = LOGS[-1]


def _is_possessive(words: Sequence[str], place: int) -> bool:
    """Whether the "'s" at *place* is no "is" or "has": behind a noun, before what a noun may begin with."""
    before, after = words[place - 1], words[place + 1]
    return (
        words[place] == "'s"
        and before.isalpha()
        and before.lower() not in _PRONOUNS
        and (after.isalnum() or after == '"')
        and after not in _BEHIND_VERB
    )
