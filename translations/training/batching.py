"""Endless batches of token ids out of what :mod:`translations.training.prepare` wrote."""

import queue
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

#: Ids of ``<pad>``, ``</s>``, ``<2en>`` and ``<2es>`` in the vocabulary.
PAD, EOS, ENGLISH, SPANISH = 0, 3, 4, 5
#: Pairs that are sorted into batches together.
_CHUNK = 200_000
#: Widths and rows are multiples of it: few shapes, so kernels are built once.
_STEP = 8
#: Batches that wait.
_WAITING = 64

#: Source (B, S), target (B, T), and how many target tokens count.
Batch = tuple[Tensor, Tensor, int]


class Batches:
    """Batches of about *tokens* tokens a side; each pair is read in a direction drawn at random."""

    def __init__(self, path: Path, tokens: int, seed: int) -> None:
        arrays = np.load(path)
        self._flat = {language: arrays[language] for language in ("en", "es")}
        self._offsets = {language: arrays[f"{language}_off"] for language in ("en", "es")}
        longest = np.maximum(np.diff(self._offsets["en"]), np.diff(self._offsets["es"]))
        self._widths = -(-(longest + 2) // _STEP) * _STEP
        self._tokens, self._chance = tokens, np.random.default_rng(seed)

    def __len__(self) -> int:
        """How many pairs there are."""
        return len(self._widths)

    def __iter__(self) -> Iterator[Batch]:
        """Batches without end, every pair once in each round."""
        while True:
            order = self._chance.permutation(len(self._widths))
            for start in range(0, len(order), _CHUNK):
                cuts = self._cut(order[start : start + _CHUNK])
                self._chance.shuffle(cuts)
                for pairs, width in cuts:
                    yield self._fill(pairs, width)

    def _cut(self, chunk: Any) -> list[tuple[Any, int]]:
        """The pairs of *chunk* in pieces of one width each."""
        cuts = []
        for width in np.unique(self._widths[chunk]):
            same = chunk[self._widths[chunk] == width]
            rows = max(_STEP, self._tokens // int(width) // _STEP * _STEP)
            cuts += [(same[start : start + rows], int(width)) for start in range(0, len(same), rows)]
        return cuts

    def _sentence(self, language: str, number: int) -> Any:
        offsets = self._offsets[language]
        return self._flat[language][offsets[number] : offsets[number + 1]]

    def _fill(self, pairs: Any, width: int) -> Batch:
        source = np.full((len(pairs), width), PAD, np.int64)
        target = np.full((len(pairs), width + 1), PAD, np.int64)
        count = 0
        directions = self._chance.random(len(pairs)) < 0.5
        for row, (number, to_spanish) in enumerate(zip(pairs, directions, strict=True)):
            ours, theirs = self._sentence("en", number), self._sentence("es", number)
            if not to_spanish:
                ours, theirs = theirs, ours
            source[row, : len(ours)], source[row, len(ours)] = ours, EOS
            target[row, :2] = EOS, SPANISH if to_spanish else ENGLISH
            target[row, 2 : 2 + len(theirs)], target[row, 2 + len(theirs)] = theirs, EOS
            count += len(theirs) + 1
        return torch.from_numpy(source), torch.from_numpy(target), count


def read_ahead(batches: Batches, *, pin: bool) -> "queue.Queue[Batch]":
    """A queue that a thread keeps filled; *pin* keeps the batches where a GPU reads them quickest."""
    ready: queue.Queue[Batch] = queue.Queue(maxsize=_WAITING)

    def work() -> None:
        for source, target, count in batches:
            ready.put((source.pin_memory(), target.pin_memory(), count) if pin else (source, target, count))

    threading.Thread(target=work, daemon=True).start()
    return ready
