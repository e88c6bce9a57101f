"""Count the bilingual lexicon of word forms from parallel text.

Run as ``python -m translations.postediting.build_lexicon EN-ES.TSV.XZ ...``, lines being source TAB English
TAB Spanish; it takes ten minutes and 8 GB of memory. IBM model 1 (Brown et al. 1993) is trained in both
directions on the forms as they are written, accents and all; pairs are kept that both directions believe in
and of whose words the language table has at least one, neither being one of the other language only.
``--without`` names texts that stay unread, such as those that the result is measured on.
"""

import argparse
import lzma
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import zstandard

from translations.alignment.build_lexicon import Codes, train
from translations.postediting.lexicon import FILE, WORD, encode_chance
from translations.postediting.vocabulary import is_foreign, is_listed

#: Sources whose terms allow shipping what is counted from them under CC BY-SA 4.0 (see ``NOTICE``), and the
#: most lines of each: the vocabulary of software and games is not the news'.
SOURCES = {
    "openstax": 80_000,
    "tatoeba": 140_000,
    "europarl_subset": 30_000,
    "tico19": 3_000,
    "tico19_dev_tm": 3_000,
    "mt_geneval": 5_000,
    "ud_pud": 1_000,
    "xquad": 3_000,
    "ocds": 4_000,
    "oc4ids": 2_000,
    "irs_direct_file": 6_000,
    "vita_min": 3_000,
    "login_gov": 2_000,
    "login_gov2": 2_000,
    "opensource_guide": 2_000,
    "os_training_handbook": 2_000,
    "innersource": 1_000,
    "mozilla_legal": 2_000,
    "cncf_glossary": 1_000,
    "cataclysm_dda": 55_000,
    "python_docs": 15_000,
    "ms_docs_ht": 60_000,
}
#: Longer sentences say little about single words and cost the square of their length.
LONGEST = 40
#: A pair that is expected less often is kept where both directions believe in it so much.
SURE = 0.1
#: A pair is kept if the geometric mean of both directions reaches this, it is expected so many times in the
#: text, and it is among so many best of either word.
FAINTEST = 0.02
EXPECTED = 1.0
MOST = 8
#: A word is written with a capital if it is so many times as often inside sentences as without.
CAPITAL = 3

Pair = tuple[list[str], list[str]]
_LETTERS = re.compile(r"[\W\d_]+")


def _key(text: str) -> str:
    return _LETTERS.sub("", text.lower())


def read_pairs(paths: Iterable[Path], without: frozenset[str]) -> Iterator[Pair]:
    """The words of both sides of every usable line."""
    for english, spanish in read_lines(paths, without):
        en, es = WORD.findall(english), WORD.findall(spanish)
        if 0 < len(en) <= LONGEST and 0 < len(es) <= LONGEST:
            yield en, es


def read_lines(paths: Iterable[Path], without: frozenset[str]) -> Iterator[tuple[str, str]]:
    """The English and the Spanish side of each line whose source may be used."""
    taken: Counter[str] = Counter()
    for path in paths:
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                source, english, spanish = line.rstrip("\n").split("\t")
                if taken[source] >= SOURCES.get(source, 0) or {_key(english), _key(spanish)} & without:
                    continue
                taken[source] += 1
                yield english, spanish


def read_keys(paths: Iterable[Path]) -> frozenset[str]:
    """What tells the lines of *paths* that are not to be read."""
    lines = (line for path in paths for line in path.read_text(encoding="utf-8").split("\n"))
    return frozenset(map(_key, lines)) - {""}


def find_capitals(sentences: Iterable[list[str]]) -> dict[str, str]:
    """Small words to their spelling with a capital, of those that have one inside sentences."""
    small: Counter[str] = Counter()
    large: Counter[str] = Counter()
    for sentence in sentences:
        if not " ".join(sentence).isupper():
            small.update(word for word in sentence[1:] if word.islower())
            large.update(word for word in sentence[1:] if word[1:].islower() and word[0].isupper())
    return {
        word.lower(): word
        for word, count in large.items()
        if count > 1 and count > CAPITAL * small[word.lower()]
    }


def number_words(sentences: Iterable[list[str]]) -> dict[str, int]:
    """A number for every word form, the commonest first."""
    counts = Counter(word.lower() for sentence in sentences for word in sentence)
    return {word: number for number, (word, _) in enumerate(counts.most_common())}


def code(sentence: list[str], numbers: dict[str, int]) -> Codes:
    """The numbers of the words of *sentence* that have one."""
    found = [numbers[word.lower()] for word in sentence if word.lower() in numbers]
    return np.array(found, dtype=np.int32)


def count_directions(
    coded: list[tuple[Codes, Codes]], english: list[int], spanish: list[int]
) -> dict[tuple[int, int], tuple[float, float]]:
    """Each probable pair of numbers with p(Spanish | English) and p(English | Spanish)."""
    head, tail, chance = train(coded, len(english))
    keep = (chance >= FAINTEST**2) & (head < len(english))
    forward = dict(
        zip(zip(head[keep].tolist(), tail[keep].tolist(), strict=True), chance[keep].tolist(), strict=True)
    )
    head, tail, chance = train([(es, en) for en, es in coded], len(spanish))
    found = {}
    for es, en, back in zip(head.tolist(), tail.tolist(), chance.tolist(), strict=True):
        if es == len(spanish):
            continue
        there = forward.get((en, es), 0.0)
        often = max(there * english[en], back * spanish[es]) >= EXPECTED
        if (there * back) ** 0.5 >= FAINTEST and (often or min(there, back) >= SURE):
            found[en, es] = (there, back)
    return found


def keep_best(found: dict[tuple[int, int], tuple[float, float]]) -> list[tuple[int, int]]:
    """The pairs that are among the best of either of their words."""
    rows: dict[tuple[int, int], list[tuple[float, tuple[int, int]]]] = {}
    for pair, (there, back) in found.items():
        for side in (0, 1):
            rows.setdefault((side, pair[side]), []).append((there * back, pair))
    return sorted({pair for row in rows.values() for _, pair in sorted(row, reverse=True)[:MOST]})


def main() -> None:
    """Read the parallel text named on the command line and write the lexicon beside this file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, nargs="+")
    parser.add_argument("--without", type=Path, nargs="*", default=[])
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name(FILE))
    given = parser.parse_args()
    pairs = list(read_pairs(given.corpus, read_keys(given.without)))
    sides = [[pair[side] for pair in pairs] for side in (0, 1)]
    numbers = [number_words(side) for side in sides]
    capitals = [find_capitals(side) for side in sides]
    coded = [(code(en, numbers[0]), code(es, numbers[1])) for en, es in pairs]
    counts = [
        np.bincount(np.concatenate([pair[side] for pair in coded]), minlength=len(numbers[side])).tolist()
        for side in (0, 1)
    ]
    found = count_directions(coded, *counts)
    words = [list(number) for number in numbers]
    lines: dict[str, list[str]] = {}
    for en, es in keep_best(found):
        english, spanish = words[0][en], words[1][es]
        if is_foreign(english, "es", "en") or is_foreign(spanish, "en", "es"):
            continue
        if not is_listed(english, "en") and not is_listed(spanish, "es"):
            continue
        there, back = found[en, es]
        lines.setdefault(capitals[0].get(english, english), []).append(
            f"{capitals[1].get(spanish, spanish)} {encode_chance(there)}{encode_chance(back)}"
        )
    text = "\n".join("\t".join([word, *lines[word]]) for word in sorted(lines))
    given.out.write_bytes(zstandard.compress(text.encode(), 22))
    print(f"{len(pairs)} lines, {len(lines)} English words, {sum(map(len, lines.values()))} pairs,", end=" ")
    print(f"{given.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
