"""Parallel text to a SentencePiece vocabulary and arrays of tokens.

``python -m translations.training.prepare --data pairs.tsv.xz … --out FOLDER [--vocab 20000]``

Lines of the ``.tsv.xz`` files are source TAB English TAB Spanish. ``FOLDER/sentencepiece.model`` is kept when
it is there already. ``FOLDER/train.npz`` has flat uint16 tokens and int64 offsets of each language, one row a
pair, in random order. ``--weight nc11=3`` takes each pair of a source three times, ``--cap docs=1000``
at most a thousand of its pairs, ``--drop docs`` none.
"""

import argparse
import lzma
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import sentencepiece

from dosvoces.core.errors import SettingError

#: Ids 4 and 5: the first target token names the language to write.
TAGS = ("<2en>", "<2es>")
#: Tokens; longer sentences are cut, fewer than 1 in 2,000 of the embedded model's data.
LONGEST = 200
#: Words and characters of the longest usable side.
MOST_WORDS, MOST_CHARACTERS = 120, 800
#: Sentences that the vocabulary is learnt from at most.
SAMPLE = 600_000
#: Sentences whose tokens are lists at once.
_AT_ONCE = 50_000

Pair = tuple[str, str]


def is_usable(english: str, spanish: str) -> bool:
    """Whether a pair can teach anything: both sides there, of like length, words rather than symbols."""
    ours, theirs = len(english.split()), len(spanish.split())
    if not ours or not theirs or max(ours, theirs) > MOST_WORDS:
        return False
    if max(len(english), len(spanish)) > MOST_CHARACTERS:
        return False
    if max(ours, theirs) > 2.5 * min(ours, theirs) + 4 or (english == spanish and ours > 3):
        return False
    return ours <= 3 or sum(letter.isalpha() for letter in english) > len(english) / 2


def read_numbers(items: Iterable[str]) -> dict[str, int]:
    """The numbers of ``name=number`` options; raises :exc:`SettingError` for anything else."""
    numbers = {}
    for item in items:
        name, _, number = item.partition("=")
        if not name or not number.isascii() or not number.isdigit():
            raise SettingError(f"{item}: give a source and a whole number, as in nc11=3")
        numbers[name] = int(number)
    return numbers


def read_pairs(
    paths: Sequence[Path], weight: Mapping[str, int], cap: Mapping[str, int], drop: Sequence[str]
) -> list[Pair]:
    """All usable pairs, each as often as its source weighs, in an order that is always the same."""
    by_source: dict[str, list[Pair]] = defaultdict(list)
    seen: set[int] = set()
    for source, english, spanish in read_lines(paths):
        key = hash((english.lower(), spanish.lower()))
        if source not in drop and key not in seen and is_usable(english, spanish):
            seen.add(key)
            by_source[source].append((english, spanish))
    chance, pairs = random.Random(7), list[Pair]()
    for source, rows in sorted(by_source.items()):
        chance.shuffle(rows)
        kept = rows[: cap.get(source, len(rows))]
        pairs += kept * weight.get(source, 1)
        print(f"{source:<18}{len(kept):>8} x {weight.get(source, 1)}", flush=True)
    if not pairs:
        raise SettingError(
            f"{', '.join(map(str, paths))}: no usable pair; lines are source, English, Spanish"
        )
    chance.shuffle(pairs)
    return pairs


def read_lines(paths: Sequence[Path]) -> Iterator[tuple[str, str, str]]:
    """Source, English and Spanish of each line of the ``.tsv.xz`` files; what a line lacks is empty."""
    for path in paths:
        with lzma.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                source, english, spanish = [*line.rstrip("\n").split("\t"), "", ""][:3]
                yield source, english, spanish


def learn_vocabulary(pairs: Sequence[Pair], prefix: Path, size: int) -> None:
    """Write ``prefix.model``, a unigram vocabulary of *size* pieces that falls back to bytes."""
    sample = random.Random(1).sample(pairs, min(len(pairs), SAMPLE))
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=(sentence for pair in sample for sentence in pair),
        model_prefix=str(prefix),
        vocab_size=size,
        model_type="unigram",
        character_coverage=0.9999,
        byte_fallback=True,
        split_digits=True,
        normalization_rule_name="nmt_nfkc",
        pad_id=0,
        unk_id=1,
        bos_id=2,
        eos_id=3,
        user_defined_symbols=list(TAGS),
        num_threads=8,
        minloglevel=1,
    )


def encode_pairs(pairs: Sequence[Pair], model: Path) -> dict[str, Any]:
    """Tokens and offsets of both sides, as ``train.npz`` has them."""
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(model))
    arrays: dict[str, Any] = {}
    for side, language in enumerate(("en", "es")):
        parts = [
            _flatten(pieces.encode([pair[side] for pair in pairs[start : start + _AT_ONCE]]))
            for start in range(0, len(pairs), _AT_ONCE)
        ]
        lengths = np.concatenate([lengths for _, lengths in parts])
        arrays[language] = np.concatenate([tokens for tokens, _ in parts])
        arrays[f"{language}_off"] = np.concatenate([[0], np.cumsum(lengths)])
        print(f"{language}: {len(pairs)} sentences, {len(arrays[language])} tokens", flush=True)
    return arrays


def _flatten(sentences: Sequence[list[int]]) -> tuple[Any, Any]:
    rows = [sentence[:LONGEST] for sentence in sentences]
    tokens = [token for row in rows for token in row]
    return np.array(tokens, np.uint16), np.array([len(row) for row in rows], np.int64)


def read_arguments(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--vocab", type=int, default=20_000)
    parser.add_argument("--weight", nargs="*", default=[])
    parser.add_argument("--cap", nargs="*", default=[])
    parser.add_argument("--drop", nargs="*", default=[])
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Prepare what the command line names."""
    wanted = read_arguments(arguments)
    wanted.out.mkdir(parents=True, exist_ok=True)
    pairs = read_pairs(wanted.data, read_numbers(wanted.weight), read_numbers(wanted.cap), wanted.drop)
    model = wanted.out / "sentencepiece.model"
    if not model.exists():
        learn_vocabulary(pairs, wanted.out / "sentencepiece", wanted.vocab)
    np.savez(wanted.out / "train.npz", **encode_pairs(pairs, model))


if __name__ == "__main__":
    main()
