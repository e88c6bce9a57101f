"""Build ``words.bin``: ``uv run --group tables python -m pipelines.languages.tables.build``.

A word's evidence is ``share + RARE x shape``: its share of each language's running text, plus what the shape
of the word says times the share of a word too rare to be counted.  Takes about five minutes and 4 GB.
"""

import sys
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.languages import lexicon, table
from pipelines.languages.tables import shapes, sources

HERE = Path(__file__).parent
Matrix = NDArray[np.float64]
#: Share of a word that a list of the size of wordfreq's does not hold; its floor is 1e-8.
RARE = 3e-8
#: Words rarer than this are left to their shape: es/en, and the others, which need only their common words.
FLOOR = {"es": 4e-8, "en": 4e-8}
FLOOR_OTHERS = 6e-7
#: What is left of the share of a word that the language's dictionary lacks and a commoner user's has:
#: "packaging" in Spanish lists is English, "fiesta" in English ones Spanish.
BORROWED = 0.05
#: A word this many times commoner elsewhere owes its share to quotations, whatever the dictionary says.
QUOTED = 40
#: Dictionary forms too rare for the lists, per language, that train the shapes.
TRAINING_FORMS = 60_000


#: What standing in our lexicon of furniture adds to a word's share of its language, and the most it can add.
PHRASE, PHRASES = 2e-6, 1e-5
#: A word whose other inflected forms have this part of its own share is a word; names hardly have any.
INFLECTED = 0.03
#: Names are as common in one language as in the other; beyond this log-ratio a capitalised form is a word
#: that is always written so ("English", "Germany").
EVEN = 5.5


#: Share from which a capitalised word is no name, even where some list of names holds it ("Mis", "An").
PLAIN = 2e-4
#: Lists of given names, of some forty, that make a word a given name whatever else it is ("Mark", "Rosa").
EVERYWHERE = 25
#: Share below which a dictionary word is more likely somebody's surname, behind a given name.
UNCOMMON = 1.5e-5
#: Share from which a word belongs to grammar rather than to a topic: about 150 words a language.
COMMON = 6e-4


class Lists(NamedTuple):
    """What the packages say, side by side."""

    words: list[str]
    #: Share of running text, words x languages.
    shares: Matrix
    #: Form to lemma per language.
    dictionaries: list[dict[str, str]]
    #: Capitalised forms of the Spanish and English dictionaries.
    capitals: set[str]
    #: Words of our furniture, per language.
    phrases: dict[str, Counter[str]]


def gather() -> Lists:
    """Everything that the sources say of every word common enough for the table."""
    lists = {code: sources.frequencies(code) for code in sources.LANGUAGES if code != "gl"}
    dictionaries, capitals = {}, set()
    for code in sources.LANGUAGES:
        dictionaries[code], upper = sources.forms(code)
        if code in {"es", "en"}:
            capitals |= upper
    common = {word: int(share) / 1e6 for word, share in sources.read_words(HERE / "galician.txt")}
    known = set(dictionaries["gl"]) | set(common)
    lists["gl"] = sources.galician(lists["pt"], lists["es"], known, common)
    phrases = {
        code: Counter(w for phrase in book for w in sources.WORD.findall(phrase))
        for code, book in lexicon.phrases().items()
    }
    words = {
        word
        for code, share in lists.items()
        for word in share
        if share[word] >= FLOOR.get(code, FLOOR_OTHERS) and len(word) <= 32
    }
    words |= set(phrases["es"]) | set(phrases["en"])
    ordered = sorted(words)
    matrix = np.array([[lists[code].get(word, 0.0) for code in sources.LANGUAGES] for word in ordered])
    inside = np.array([[word in dictionaries[code] for code in sources.LANGUAGES] for word in ordered])
    matrix = discount_loanwords(matrix, inside)
    for column, code in enumerate(("es", "en")):
        matrix[:, column] += np.minimum(PHRASES, PHRASE * np.array([phrases[code][word] for word in ordered]))
    return Lists(ordered, matrix, [dictionaries[code] for code in sources.LANGUAGES], capitals, phrases)


def discount_loanwords(matrix: Matrix, inside: Matrix) -> Matrix:
    """The shares without what other languages' words contribute to a list."""
    owner = np.where(inside, matrix, 0.0).max(axis=1, keepdims=True)
    foreign = (np.logical_not(inside) & (owner > 2 * matrix)) | (owner > QUOTED * matrix)
    return np.where(foreign, matrix * BORROWED, matrix)


def train_shapes(words: list[str], matrix: Matrix, dictionaries: Sequence[Mapping[str, str]]) -> Matrix:
    """The weights of the shapes, learnt from the rarer words and from dictionary forms that no list holds."""
    rare = np.flatnonzero((matrix.sum(axis=1) < 2e-5) & (matrix.sum(axis=1) > 0))
    training = [words[i] for i in rare]
    rows = [matrix[rare] / matrix[rare].sum(axis=1, keepdims=True)]
    weights = [np.power(matrix[rare].sum(axis=1) * 1e8, 0.3)]
    known = set(words)
    extra: dict[str, list[int]] = {}
    for forms in dictionaries:
        fresh = (
            form for form in forms if form not in known and sources.WORD.fullmatch(form) and len(form) <= 24
        )
        for form in sorted(fresh, key=lambda form: zlib.crc32(form.encode()))[:TRAINING_FORMS]:
            extra.setdefault(form, [])
    for form in extra:
        extra[form] = [column for column, forms in enumerate(dictionaries) if form in forms]
    more = np.zeros((len(extra), matrix.shape[1]))
    for row, columns in enumerate(extra.values()):
        more[row, columns] = 1 / len(columns)
    training += list(extra)
    rows.append(more)
    weights.append(np.ones(len(extra)))
    print("training words", len(training))
    wanted, weight = np.vstack(rows), np.concatenate(weights)
    return shapes.fit(training, wanted.astype(np.float32), weight.astype(np.float32)).astype(np.float64)


def flags(lists: Lists) -> list[int]:
    """The flags of each word."""
    given, surnames, places = sources.names()
    ours = {word for line in sources.read_words(HERE / "names.txt") for word in line}
    inflected = inflections(lists)
    out = []
    for number, word in enumerate(lists.words):
        spanish, english = word in lists.dictionaries[0], word in lists.dictionaries[1]
        share = lists.shares[number, :2]
        phrase = lists.phrases["es"][word] or lists.phrases["en"][word]
        listed = given[word] + surnames[word] + places[word]
        value = (table.SPANISH if spanish else 0) | (table.ENGLISH if english else 0)
        value |= table.GRAMMAR if share.max() > COMMON else 0
        value |= table.UNCOMMON if share.max() < UNCOMMON else 0
        value |= 0 if any(word in forms for forms in lists.dictionaries) else table.RARE
        if word in ours or (listed and share.max() < PLAIN):
            value |= table.LISTED
            value |= table.GIVEN if given[word] > 1 and not phrase else 0
            value |= table.SURNAME if surnames[word] and not phrase else 0
        value |= table.GIVEN if given[word] >= EVERYWHERE else 0
        even = abs(np.log((share[0] + RARE) / (share[1] + RARE))) < EVEN
        if spanish or english:
            known = given[word] + surnames[word] > 2 and inflected[number] < INFLECTED
        else:
            known = bool(listed) or word in lists.capitals
        value |= table.NAME if word in ours or (known and even and not phrase) else 0
        out.append(value)
    return out


def inflections(lists: Lists) -> Matrix:
    """Share of all other forms of each word's Spanish and English lemmas, over the word's own."""
    found = np.zeros(len(lists.words))
    for column in (0, 1):
        forms = lists.dictionaries[column]
        groups: Counter[str] = Counter()
        for number, word in enumerate(lists.words):
            if word in forms:
                groups[forms[word]] += lists.shares[number, column]
        for number, word in enumerate(lists.words):
            if word in forms:
                own = lists.shares[number, column]
                found[number] = max(found[number], (groups[forms[word]] - own) / (own + RARE))
    return found


def write(path: Path, words: list[str], evidence: Matrix, marks: list[int], shape: Matrix) -> None:
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
        marked = np.array(marks, dtype="<u2")[keep].tobytes()
        file.write(marked + b"\0" * (-len(marked) % 8))
        file.write(steps.tobytes())
    print(path, len(keep), "words", path.stat().st_size, "bytes")


def main() -> None:
    """Build the table to the path given, or into the package."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent / "words.bin"
    lists = gather()
    print(len(lists.words), "words")
    shape = train_shapes(lists.words, lists.shares, lists.dictionaries)
    evidence = lists.shares + RARE * shapes.softmax(shapes.features(lists.words) @ shape)
    write(path, lists.words, evidence, flags(lists), shape)


if __name__ == "__main__":
    main()
