"""Links between the words of sentence pairs.

``python -m translations.training.phrases.alignment --folder FOLDER``

Both directions by Eflomal (Östling and Tiedemann 2016), put together by growing from the links of both
("grow-diag-final-and": Koehn, Och and Marcu 2003; Och and Ney 2003); ``FOLDER/links.npz`` has them.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numba import njit
from numpy.typing import NDArray

from translations.training.phrases.text import Links, Text, read_text

#: Steps to the neighbours of a link: beside it first, then across.
_NEIGHBOURS = np.array([(-1, 0), (0, -1), (1, 0), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1)])


def align(english: Text, spanish: Text) -> Links:
    """The links of all sentence pairs."""
    forth, back = (align_one_way(*texts) for texts in ((english, spanish), (spanish, english)))
    counts, rows = [], []
    for index, (one, other) in enumerate(zip(forth, back, strict=True)):
        sizes = (_length(english, index), _length(spanish, index))
        links = symmetrize(one, other[:, ::-1], *sizes)
        counts.append(len(links))
        rows.append(links)
    places = np.concatenate(rows).astype(np.int16)
    return Links(np.concatenate([[0], np.cumsum(counts)]), places[:, 0].copy(), places[:, 1].copy())


def align_one_way(source: Text, target: Text) -> list[NDArray[np.int64]]:
    """Of each sentence pair, rows of places in source and target; a target word has one link at most."""
    from thot.alignment import EflomalAlignmentModel

    model = EflomalAlignmentModel()
    model.emit_training_alignments = True
    for index in range(len(source.starts) - 1):
        model.add_sentence_pair(_words(source, index), _words(target, index), 1)
    model.start_training()
    for _ in range(model.scheduled_iterations):
        model.train()
    model.end_training()
    return [
        np.argwhere(model.get_training_alignment(index)[1].to_numpy()).reshape(-1, 2)
        for index in range(len(source.starts) - 1)
    ]


def symmetrize(
    forth: NDArray[np.int64], back: NDArray[np.int64], en_length: int, es_length: int
) -> NDArray[np.int64]:
    """The links of both directions, and of one where they lie beside those and link a word that has none."""
    one, other = np.zeros((2, en_length, es_length), bool)
    one[forth[:, 0], forth[:, 1]] = True
    other[back[:, 0], back[:, 1]] = True
    return np.argwhere(_grow(one, other))


@njit(cache=True)
def _grow(one, other):  # type: ignore[no-untyped-def]
    linked = one & other
    here, there = np.zeros(linked.shape[0], np.bool_), np.zeros(linked.shape[1], np.bool_)
    for row, column in np.argwhere(linked):
        here[row] = there[column] = True
    grown = True
    while grown:
        grown = False
        for row, column in np.argwhere(linked):
            for step in range(len(_NEIGHBOURS)):
                near, beside = row + _NEIGHBOURS[step, 0], column + _NEIGHBOURS[step, 1]
                if not (0 <= near < len(here) and 0 <= beside < len(there)) or linked[near, beside]:
                    continue
                if (one[near, beside] or other[near, beside]) and not (here[near] and there[beside]):
                    linked[near, beside] = here[near] = there[beside] = grown = True
    for links in (one, other):
        for row, column in np.argwhere(links):
            if not here[row] and not there[column]:
                linked[row, column] = here[row] = there[column] = True
    return linked


def _length(text: Text, index: int) -> int:
    return int(text.starts[index + 1] - text.starts[index])


def _words(text: Text, index: int) -> list[str]:
    return [text.words[number] for number in text.ids[text.starts[index] : text.starts[index + 1]].tolist()]


def read_links(folder: Path) -> Links:
    """The links that :func:`main` wrote."""
    with np.load(folder / "links.npz") as data:
        return Links(data["starts"], data["english"], data["spanish"])


def main(arguments: Sequence[str] | None = None) -> None:
    """Align the sentences of the folder that the command line names."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, required=True)
    folder = parser.parse_args(arguments).folder
    links = align(read_text(folder / "en.txt"), read_text(folder / "es.txt"))
    np.savez(folder / "links.npz", starts=links.starts, english=links.english, spanish=links.spanish)
    print(f"{len(links.english)} links of {len(links.starts) - 1} sentences", flush=True)


if __name__ == "__main__":
    main()
