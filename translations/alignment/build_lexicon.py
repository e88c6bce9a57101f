"""Compile the English–Spanish word list of the aligner from parallel text.

Run as ``python -m translations.alignment.build_lexicon EN-ES.TSV.XZ``, lines being source TAB English TAB
Spanish; it takes some minutes and 3 GB of memory. IBM model 1 (Brown et al. 1993) is trained in both
directions and the pairs kept that both directions believe in. Only sources are read whose terms allow
shipping what is derived from them: see ``SOURCES``.
"""

import argparse
import lzma
from collections import Counter
from pathlib import Path

import numpy as np
import numpy.typing as npt
import zstandard

from translations.alignment.words import fold_words

#: Sources read, and the most lines of each. Software documentation is capped: its vocabulary is not the
#: news'. openstax (CC BY 4.0), tatoeba (CC BY 2.0 FR), europarl_subset (no copyright claimed by its maker),
#: tico19 (CC0), ocds (Apache 2.0), python_docs (CC0), ms_docs_ht (CC BY 4.0).
SOURCES = {
    "openstax": 80_000,
    "tatoeba": 140_000,
    "europarl_subset": 30_000,
    "tico19": 3_000,
    "ocds": 4_000,
    "python_docs": 15_000,
    "ms_docs_ht": 60_000,
}
#: Rounds of expectation–maximisation; model 1 changes little after the fifth.
ROUNDS = 6
#: Longer sentences say little about single words and cost the square of their length.
LONGEST = 60
#: A word must occur this often, or its translations are chance.
RAREST = 3
#: A pair is kept if the geometric mean of both directions reaches this, and each word keeps its best few.
FAINTEST = 0.03
#: Words in so large a share of the sentences are listed with that share, so that short texts know them too.
FREQUENT = 0.002
MOST = 8

Codes = npt.NDArray[np.int32]


def read_pairs(path: Path) -> list[tuple[list[str], list[str]]]:
    """The folded words of both sides of every usable line."""
    taken: Counter[str] = Counter()
    pairs = []
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            source, english, spanish = line.rstrip("\n").split("\t")
            if taken[source] >= SOURCES.get(source, 0):
                continue
            taken[source] += 1
            en, es = fold_words(english), fold_words(spanish)
            if 0 < len(en) <= LONGEST and 0 < len(es) <= LONGEST:
                pairs.append((en, es))
    return pairs


def number_words(sentences: list[list[str]]) -> dict[str, int]:
    """A number for every word that is frequent enough."""
    counts = Counter(word for sentence in sentences for word in set(sentence))
    return {word: number for number, (word, count) in enumerate(counts.most_common()) if count >= RAREST}


def list_frequent(sentences: list[list[str]]) -> list[str]:
    """The frequent words with how many of a thousand sentences have each."""
    counts = Counter(word for sentence in sentences for word in set(sentence))
    return [
        f"{word}\t{max(1, round(1000 * count / len(sentences)))}"
        for word, count in counts.most_common()
        if count >= FREQUENT * len(sentences)
    ]


def train(pairs: list[tuple[Codes, Codes]], sources: int) -> tuple[Codes, Codes, npt.NDArray[np.float32]]:
    """IBM model 1: the pairs ``(source, target)`` that occur together and p(target | source) of each.

    Every target word may also come from nothing, source number *sources*.
    """
    keys, owners, token = [], [], 0
    for source, target in pairs:
        heads = np.append(source, np.int32(sources))
        keys.append((heads[:, None].astype(np.int64) << 24 | target[None, :]).ravel())
        owners.append(np.tile(np.arange(token, token + len(target), dtype=np.int32), len(heads)))
        token += len(target)
    owner = np.concatenate(owners)
    unique, index = np.unique(np.concatenate(keys), return_inverse=True)
    index = index.astype(np.int32)
    head, tail = (unique >> 24).astype(np.int32), (unique & 0xFFFFFF).astype(np.int32)
    chance = np.ones(len(unique), dtype=np.float32)
    for _ in range(ROUNDS):
        weight = chance[index]
        total = np.bincount(owner, weights=weight, minlength=token).astype(np.float32)
        weight /= total[owner]
        counts = np.bincount(index, weights=weight, minlength=len(unique))
        chance = (counts / np.bincount(head, weights=counts, minlength=sources + 1)[head]).astype(np.float32)
    return head, tail, chance


def main() -> None:
    """Read the parallel text named on the command line and write ``lexicon.tsv.zst`` beside this file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("lexicon.tsv.zst"))
    given = parser.parse_args()
    pairs = read_pairs(given.corpus)
    english, spanish = number_words([en for en, _ in pairs]), number_words([es for _, es in pairs])
    coded = [
        (
            np.array([english[word] for word in en if word in english], dtype=np.int32),
            np.array([spanish[word] for word in es if word in spanish], dtype=np.int32),
        )
        for en, es in pairs
    ]
    forward: dict[tuple[int, int], float] = {}
    head, tail, chance = train(coded, len(english))
    keep = (chance >= FAINTEST**2) & (head < len(english))
    forward.update(
        zip(zip(head[keep].tolist(), tail[keep].tolist(), strict=True), chance[keep].tolist(), strict=True)
    )
    head, tail, chance = train([(es, en) for en, es in coded], len(spanish))
    best: dict[int, list[tuple[float, int]]] = {}
    for es, en, back in zip(head.tolist(), tail.tolist(), chance.tolist(), strict=True):
        strength = (forward.get((en, es), 0.0) * back) ** 0.5
        if strength >= FAINTEST:
            best.setdefault(en, []).append((strength, es))
    en_words, es_words = list(english), list(spanish)
    lines = []
    for en in sorted(best, key=lambda number: en_words[number]):
        kept = sorted(best[en], reverse=True)[:MOST]
        lines.append(
            "\t".join([en_words[en], *(f"{es_words[es]} {round(strength * 99)}" for strength, es in kept)])
        )
    frequent = (list_frequent([en for en, _ in pairs]), list_frequent([es for _, es in pairs]))
    data = "\n\n".join("\n".join(section) for section in (lines, *frequent)).encode()
    given.out.write_bytes(zstandard.compress(data, 19))
    print(
        f"{len(pairs)} lines, {len(lines)} English words, {sum(line.count(chr(9)) for line in lines)} pairs,",
        end=" ",
    )
    print(f"{given.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
