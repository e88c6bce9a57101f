"""Build ``words.bin``: ``uv run --group tables python -m pipelines.languages.tables.build``.

A word's evidence is ``share + RARE x shape``: its share of each language's running text, plus what the shape
of the word says times the share of a word too rare to be counted.  Takes about five minutes and 4 GB.
"""

import sys
import zlib
from pathlib import Path

import numpy as np

from pipelines.languages import table
from pipelines.languages.tables import shapes, sources

HERE = Path(__file__).parent
#: Share of a word that a list of the size of wordfreq's does not hold; its floor is 1e-8.
RARE = 3e-8
#: Words rarer than this are left to their shape: es/en, and the others, which need only their common words.
FLOOR = {"es": 2.5e-8, "en": 2.5e-8}
FLOOR_OTHERS = 2.5e-7
#: What is left of the share of a word that the language's dictionary lacks and a commoner user's has:
#: "packaging" in Spanish lists is English, "fiesta" in English ones Spanish.
BORROWED = 0.05
#: Dictionary forms too rare for the lists, per language, that teach the shapes.
TAUGHT = 60_000


def shares() -> tuple[list[str], np.ndarray, list[set[str]], set[str]]:
    """Words, their shares of each language's text, each language's dictionary, the capitalised forms of es and en."""
    lists = {code: sources.frequencies(code) for code in sources.LANGUAGES if code != "gl"}
    dictionaries, capitalised = {}, set()
    for code in sources.LANGUAGES:
        dictionaries[code], upper = sources.forms(code)
        if code in {"es", "en"}:
            capitalised |= upper
    common = {}
    for line in (HERE / "galician.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            word, share = line.split()
            common[word] = int(share) / 1e6
    lists["gl"] = sources.galician(lists["pt"], lists["es"], dictionaries["gl"] | set(common), common)
    words = sorted({
        word for code, shares_ in lists.items() for word, share in shares_.items()
        if share >= FLOOR.get(code, FLOOR_OTHERS) and len(word) <= 32
    })  # fmt: skip
    matrix = np.array([[lists[code].get(word, 0.0) for code in sources.LANGUAGES] for word in words])
    inside = np.array([[word in dictionaries[code] for code in sources.LANGUAGES] for word in words])
    return words, unborrow(matrix, inside), [dictionaries[code] for code in sources.LANGUAGES], capitalised


def unborrow(matrix: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """The shares without what other languages' words contribute to a list."""
    owner = np.where(inside, matrix, 0.0).max(axis=1, keepdims=True)
    foreign = ~inside & (owner > 2 * matrix)
    return np.where(foreign, matrix * BORROWED, matrix)


def teach(words: list[str], matrix: np.ndarray, dictionaries: list[set[str]]) -> np.ndarray:
    """The weights of the shapes, learnt from the rarer words and from dictionary forms that no list holds."""
    rare = np.flatnonzero((matrix.sum(axis=1) < 2e-5) & (matrix.sum(axis=1) > 0))
    taught = [words[i] for i in rare]
    rows = [matrix[rare] / matrix[rare].sum(axis=1, keepdims=True)]
    weights = [np.power(matrix[rare].sum(axis=1) * 1e8, 0.3)]
    known = set(words)
    extra: dict[str, list[int]] = {}
    for column, forms in enumerate(dictionaries):
        fresh = (
            form for form in forms if form not in known and sources.WORD.fullmatch(form) and len(form) <= 24
        )
        for form in sorted(fresh, key=lambda form: zlib.crc32(form.encode()))[:TAUGHT]:
            extra.setdefault(form, [])
    for form in extra:
        extra[form] = [column for column, forms in enumerate(dictionaries) if form in forms]
    more = np.zeros((len(extra), matrix.shape[1]))
    for row, columns in enumerate(extra.values()):
        more[row, columns] = 1 / len(columns)
    taught += list(extra)
    rows.append(more)
    weights.append(np.ones(len(extra)))
    print("taught", len(taught))
    return shapes.fit(taught, np.vstack(rows).astype(np.float32), np.concatenate(weights).astype(np.float32))


def flags(words: list[str], dictionaries: list[set[str]], capitalised: set[str]) -> bytes:
    """One byte of flags per word."""
    listed = sources.names()
    out = bytearray()
    for word in words:
        spanish, english = word in dictionaries[0], word in dictionaries[1]
        value = (table.SPANISH if spanish else 0) | (table.ENGLISH if english else 0)
        if listed[word]:
            value |= table.LISTED
        if (
            not spanish
            and not english
            and (listed[word] or word in capitalised or not any(word in d for d in dictionaries))
        ):
            value |= table.NAME
        out.append(value)
    return bytes(out)


def write(path: Path, words: list[str], evidence: np.ndarray, marks: bytes, shape: np.ndarray) -> None:
    """Write the table; of two words with one hash the commoner stays."""
    hashes = np.array([zlib.crc32(word.encode()) for word in words], dtype=np.uint32)
    order = np.lexsort((-evidence.sum(axis=1), hashes))
    keep = order[np.concatenate(([True], hashes[order][1:] != hashes[order][:-1]))]
    logs = np.log(evidence[keep])
    rows = np.clip(np.round((logs.max(axis=1, keepdims=True) - logs) * table.SCALE), 0, 255).astype(np.uint8)
    steps = np.clip(np.round(shape * table.SHAPE_SCALE) + table.SHAPE_BIAS, 0, 255).astype(np.uint8)
    head = (table.MAGIC + len(keep).to_bytes(4, "little")).ljust(table.HEADER, b"\0")
    with path.open("wb") as file:
        file.write(head)
        file.write(hashes[keep].astype("<u4").tobytes())
        file.write(rows.tobytes())
        marked = np.frombuffer(marks, dtype=np.uint8)[keep].tobytes()
        file.write(marked + b"\0" * (-len(marked) % 8))
        file.write(steps.tobytes())
    print(path, len(keep), "words", path.stat().st_size, "bytes")


def main() -> None:
    """Build the table to the path given, or into the package."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent / "words.bin"
    words, matrix, dictionaries, capitalised = shares()
    print(len(words), "words")
    shape = teach(words, matrix, dictionaries)
    evidence = matrix + RARE * shapes.softmax(shapes.features(words) @ shape)
    write(path, words, evidence, flags(words, dictionaries, capitalised), shape)


if __name__ == "__main__":
    main()
