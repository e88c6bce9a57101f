"""Conditions on the sentence in the other language: what has to stand beside a line, or must not."""

import re

import msgspec

from dosvoces.corpus.kwic import fold_words
from dosvoces.corpus.query_problems import make_problem


class Beside(msgspec.Struct, frozen=True):
    """Words that stand one behind the other in the sentence beside a line, or *negated* do not."""

    pattern: str
    negated: bool = False

    def holds(self, other: str) -> bool:
        """Whether *other* is as wanted; never where there is no sentence beside the line."""
        found = re.search(self.pattern, " ".join(fold_words(other))) is not None
        return bool(other) and found is not self.negated


def parse_beside(text: str) -> Beside | None:
    """What *text* means: ``port``, ``sea ports``, ``port*`` for beginnings, ``-port`` without it.

    None where it is empty. Case and accents do not count. Raises
    :exc:`~dosvoces.core.errors.QueryError` where there is no word in it.
    """
    wanted = text.strip()
    if not wanted:
        return None
    words = [
        re.escape(folded) + (r"\w*" if word.endswith("*") else "")
        for word in wanted.removeprefix("-").split()
        for folded in [" ".join(fold_words(word))]
        if folded
    ]
    if not words:
        raise make_problem("beside", text=text)
    return Beside(rf"(?<!\S){' '.join(words)}(?!\S)", wanted.startswith("-"))
