"""Sentences as ids of words, and links between those of two languages, in flat arrays."""

from collections import Counter
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

#: The first words of every vocabulary: unknown words, a sentence's beginning and its end.
MARKS = ("<unk>", "<s>", "</s>")


class Text(NamedTuple):
    """Sentences of one language; sentence *i* is ``ids[starts[i]:starts[i + 1]]``."""

    words: list[str]
    ids: NDArray[np.int32]
    starts: NDArray[np.int64]

    def take(self, wanted: NDArray[np.bool_]) -> "Text":
        """The sentences where *wanted* is true, with the same ids."""
        lengths = np.diff(self.starts)
        ids = self.ids[np.repeat(wanted, lengths)]
        return Text(self.words, ids, np.concatenate([[0], np.cumsum(lengths[wanted])]))


class Links(NamedTuple):
    """Links between English and Spanish words of sentences, by their places in the sentence.

    Those of sentence *i* stand from ``starts[i]`` to ``starts[i + 1]``.
    """

    starts: NDArray[np.int64]
    english: NDArray[np.int16]
    spanish: NDArray[np.int16]

    def take(self, wanted: NDArray[np.bool_]) -> "Links":
        """The links of the sentences where *wanted* is true."""
        counts = np.diff(self.starts)
        keep = np.repeat(wanted, counts)
        starts = np.concatenate([[0], np.cumsum(counts[wanted])])
        return Links(starts, self.english[keep], self.spanish[keep])


def read_text(path: Path) -> Text:
    """The sentences of a file, one a line with spaces between words; ids go by how common a word is."""
    with path.open(encoding="utf-8") as file:
        sentences = [line.split() for line in file]
    counts = Counter(word for sentence in sentences for word in sentence)
    words = [*MARKS, *(word for word, _ in counts.most_common())]
    numbers = {word: number for number, word in enumerate(words)}
    ids = np.fromiter((numbers[word] for sentence in sentences for word in sentence), np.int32)
    starts = np.concatenate([[0], np.cumsum([len(sentence) for sentence in sentences])])
    return Text(words, ids, starts.astype(np.int64))
