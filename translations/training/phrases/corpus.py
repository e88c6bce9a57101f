"""Parallel text to sentences of words, and the words that keep their capital.

``python -m translations.training.phrases.corpus --data pairs.tsv.xz … --out FOLDER``

``FOLDER/en.txt``, ``es.txt`` and ``sources.txt`` have a pair a line, with spaces between words and without
the capital that a sentence's beginning gives; ``en.names`` and ``es.names`` have a word a line.
``--cap docs=1000`` takes at most a thousand pairs of a source, ``--drop docs`` none.
"""

import argparse
import random
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from dosvoces.core.errors import SettingError
from translations.phrases.words import lower_beginnings, tokenize
from translations.training.prepare import read_lines, read_numbers

#: Words of the longest side, and how many times as long as the other, plus a few, it may be.
MOST_WORDS, GROWTH = 70, 3
#: Marks behind which a capital may only be that of a beginning.
_BEFORE_CAPITALS = frozenset('.:?!"¿¡-(')


class Pair(NamedTuple):
    """The words of a sentence in both languages, and where it is from."""

    source: str
    english: list[str]
    spanish: list[str]


def read_corpus(paths: Sequence[Path], cap: Mapping[str, int], drop: Collection[str]) -> list[Pair]:
    """The usable pairs, always in the same order; raises :exc:`SettingError` when there are none."""
    rows = [row for row in read_lines(paths) if row[0] not in drop]
    random.Random(7).shuffle(rows)
    taken, pairs = Counter[str](), []
    for source, english, spanish in rows:
        taken[source] += 1
        if taken[source] > cap.get(source, len(rows)):
            continue
        pair = Pair(source, *([token.text for token in tokenize(side)] for side in (english, spanish)))
        if is_usable(pair):
            pairs.append(pair)
    if not pairs:
        raise SettingError(
            f"{', '.join(map(str, paths))}: no usable pair; lines are source, English, Spanish"
        )
    return pairs


def is_usable(pair: Pair) -> bool:
    """Whether both sides are there, short enough to align, and of like length."""
    shorter, longer = sorted((len(pair.english), len(pair.spanish)))
    return shorter > 0 and longer <= min(MOST_WORDS, GROWTH * shorter + GROWTH)


def find_names(sentences: Sequence[Sequence[str]]) -> tuple[set[str], set[str]]:
    """The words of mid-sentence, and those among them that are commoner with a capital than without."""
    counts = Counter[str]()
    for sentence in sentences:
        for before, word in zip([".", *sentence], sentence, strict=False):
            if before not in _BEFORE_CAPITALS:
                counts[word] += 1
    names = {word for word, count in counts.items() if word[0].isupper() and count > counts[word.lower()]}
    return set(counts), names


def write_corpus(pairs: Sequence[Pair], folder: Path) -> None:
    """Write the sentences, their sources and the names of both languages to *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    for language, sentences in (
        ("en", [pair.english for pair in pairs]),
        ("es", [pair.spanish for pair in pairs]),
    ):
        known, names = find_names(sentences)
        lowered = (" ".join(lower_beginnings(sentence, known.__contains__, names)) for sentence in sentences)
        _write_lines(folder / f"{language}.txt", list(lowered))
        _write_lines(folder / f"{language}.names", sorted(names))
    _write_lines(folder / "sources.txt", [pair.source for pair in pairs])


def _write_lines(path: Path, lines: Sequence[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    """Prepare what the command line names."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--cap", nargs="*", default=[])
    parser.add_argument("--drop", nargs="*", default=[])
    wanted = parser.parse_args(arguments)
    pairs = read_corpus(wanted.data, read_numbers(wanted.cap), wanted.drop)
    write_corpus(pairs, wanted.out)
    print(f"{len(pairs)} pairs in {wanted.out}", flush=True)


if __name__ == "__main__":
    main()
