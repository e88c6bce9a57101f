"""Which of its translations a word has beside the words around it: a classifier for each ambiguous word.

A phrase knows the words inside it, a language model those beside it; that a "strike" among workers is no
strike of bombs stands farther off (Carpuat and Wu 2007; Mauser, Hasan and Ney 2009).
"""

import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from translations.phrases.search import Options

#: The file of it, beside that of the phrases.
SENSES = "senses.npz"
#: Translations of a word that are told apart.
MOST = 8
#: Words on either side whose kind is looked at, wherever they stand.
WINDOW = 10
#: Features are numbers below this: small enough to pack, large enough that few of one word's meet.
SPACE = 1 << 20
#: What packed weights are divided by.
SCALE = 8.0
#: What the bytes of a number count; they are packed apart.
_PLACES = np.array([1, 1 << 8, 1 << 16])
#: How sure a sentence makes of a word at most, in log probabilities.
_MOST_SURE = 4.0
#: Letters of a word that say what it is about, and letters at its end that say what kind of word it is.
_STEM, _ENDING = 6, 2
#: Before a sentence and behind it.
_NOTHING = "\x02"


class Senses:
    """The ambiguous words of one language, what each may be in the other, and what tells which."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], weight: float) -> None:
        #: What a log probability counts beside those of the phrases.
        self.weight = weight
        self._rows = {int(word): row for row, word in enumerate(arrays["words"])}
        self._candidates = arrays["candidates"]
        self._behinds = np.cumsum(arrays["counts"], dtype=np.int64)
        starts = self._behinds - arrays["counts"]
        steps = np.cumsum(arrays["steps"].astype(np.int64).T @ _PLACES)
        base = np.repeat(np.where(starts, steps[np.maximum(starts - 1, 0)], 0), arrays["counts"])
        self._features, self._starts = steps - base, starts
        self._weights = arrays["weights"]
        #: How often a word has each of its translations, in shares of 255.
        self._chances = arrays["chances"]

    def judge(
        self, ids: Sequence[int], words: Sequence[str], tells: Callable[[str], bool]
    ) -> list[dict[int, float]]:
        """For each word of a sentence, how much likelier each of its translations is here than elsewhere.

        By their ids, in log probabilities; nothing for words that are not ambiguous.
        """
        codes = [find_codes(word) for word in words]
        topics = [tells(word) for word in words]
        found = []
        for index, word in enumerate(ids):
            row = self._rows.get(word)
            found.append({} if row is None else self._judge(row, find_features(index, codes, topics)))
        return found

    def _judge(self, row: int, features: Sequence[int]) -> dict[int, float]:
        known = self._features[self._starts[row] : self._behinds[row]]
        places = np.minimum(np.searchsorted(known, features), len(known) - 1)
        places = places[known[places] == features]
        candidates = [int(each) for each in self._candidates[row] if each >= 0]
        weights = self._weights[self._starts[row] + places, : len(candidates)]
        scores = weights.sum(axis=0, dtype=np.float64) / SCALE
        usual = self._chances[row, : len(candidates)].astype(np.float64) / 255
        scores = np.clip(scores - np.log((usual * np.exp(scores)).sum()), -_MOST_SURE, _MOST_SURE)
        return dict(zip(candidates, scores.tolist(), strict=True))

    def weigh(self, options: Options, judged: Sequence[Mapping[int, float]]) -> None:
        """Write to *options* what the sentence says of the words that they have for those *judged*."""
        option = np.repeat(np.arange(len(options.lengths)), options.lengths)
        for place, senses in enumerate(judged):
            if not senses:
                continue
            covers = ((options.starts <= place) & (options.ends > place))[option]
            found = np.zeros(len(options.lengths), np.float32)
            for word, score in senses.items():
                found[option[covers & (options.words == word)]] = self.weight * score
            options.senses[:] += found


def read_senses(file: Path, source: str, target: str) -> Senses | None:
    """What *file* says of the words of *source*; None without it, or where it has none."""
    if not file.exists():
        return None
    name = f"{source}-{target}"
    with file.open("rb") as opened, np.load(opened, allow_pickle=False) as data:
        arrays = {key.removeprefix(f"{name}."): data[key] for key in data if key.startswith(f"{name}.")}
    return Senses(arrays, float(arrays["weight"])) if arrays else None


def find_codes(word: str) -> tuple[int, ...]:
    """What *word* is as a neighbour: before and behind, next or one farther, by its ending and its topic."""
    small = "0" if word[:1].isdigit() else word.lower()
    ending = small[-_ENDING:] if word == small else f"^{small[-_ENDING:]}"
    texts = (f"a{small}", f"b{small}", f"c{small}", f"d{small}", f"e{ending}", f"f{ending}")
    return tuple(_code(each) for each in (*texts, f"g{small[:_STEM]}"))


def _code(text: str) -> int:
    return zlib.crc32(text.encode()) % SPACE


OUTSIDE = find_codes(_NOTHING)


def find_features(index: int, codes: Sequence[tuple[int, ...]], topics: Sequence[bool]) -> list[int]:
    """What stands around the word at *index* of a sentence whose words have these *codes*, sorted."""

    def read(place: int, kind: int) -> int:
        return codes[place][kind] if 0 <= place < len(codes) else OUTSIDE[kind]

    near = [read(index + step, kind) for step, kind in NEAR]
    around = range(max(0, index - WINDOW), min(len(codes), index + WINDOW + 1))
    return sorted({*near, *(codes[place][TOPIC] for place in around if place != index and topics[place])})


#: Steps to neighbours and the codes that count there; the code of what a word is about.
NEAR = ((-1, 0), (1, 1), (-2, 2), (2, 3), (-1, 4), (1, 5))
TOPIC = 6
