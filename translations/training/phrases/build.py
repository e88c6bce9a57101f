"""Aligned sentences to the file of phrases.

``python -m translations.training.phrases.build --folder FOLDER --out phrases.npz [--withhold SOURCE …]``

Sentences of the sources that are withheld helped to align the others; no phrase, count or n-gram is of them.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from translations.training.phrases.alignment import read_links
from translations.training.phrases.extraction import Phrases, extract_pairs
from translations.training.phrases.language_model import build_model
from translations.training.phrases.packing import Side, pack, save, spread
from translations.training.phrases.scoring import build_table
from translations.training.phrases.text import Text, read_text

#: Weights to begin tuning with: language model, four scores, three orders, phrases, words, distance and
#: unknown words.
FIRST = (0.5, 0.2, 0.2, 0.1, 0.1, 0.1, 0.1, 0.1, 0.0, 0.3, 0.1, -5.0)


def build(folder: Path, withhold: Sequence[str]) -> dict[str, NDArray[Any]]:
    """The arrays of ``phrases.npz`` without weights, from what was written to *folder* before."""
    sources = (folder / "sources.txt").read_text(encoding="utf-8").splitlines()
    wanted = ~np.isin(np.array(sources), np.array(withhold, dtype=str))
    english, spanish = (read_text(folder / f"{language}.txt").take(wanted) for language in ("en", "es"))
    links = read_links(folder).take(wanted)
    here, there, pairs = extract_pairs(english, spanish, links)
    table = build_table(english, spanish, links, here, there, pairs)
    sides = [
        _build_side(folder / f"{language}.names", text, phrases, numbers[table.rows])
        for language, text, phrases, numbers in (
            ("en", english, here, pairs.english),
            ("es", spanish, there, pairs.spanish),
        )
    ]
    return pack(sides[0], sides[1], pairs, table)


def _build_side(names: Path, text: Text, phrases: Phrases, numbers: NDArray[np.int32]) -> Side:
    used = np.unique(numbers)
    in_phrases = np.zeros(len(text.words), bool)
    in_phrases[text.ids[spread(phrases.starts[used], phrases.lengths[used].astype(np.int64))]] = True
    words = names.read_text(encoding="utf-8").split()
    return Side(text, phrases, build_model(text, in_phrases), frozenset(words))


def main(arguments: Sequence[str] | None = None) -> None:
    """Build the file that the command line names."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--withhold", nargs="*", default=[])
    wanted = parser.parse_args(arguments)
    arrays = build(wanted.folder, wanted.withhold)
    save(wanted.out, arrays, {"en-es": FIRST, "es-en": FIRST})
    print(f"{len(arrays['pairs.en'])} pairs in {wanted.out}", flush=True)


if __name__ == "__main__":
    main()
