"""Phrases, language model and weights of one direction, as the search uses them."""

import hashlib
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dosvoces.core.errors import EngineError
from pipelines.languages.table import NAME
from pipelines.languages.tokens import evidence
from translations.alignment.lexicon import frequencies
from translations.alignment.words import fold_words
from translations.phrases.analogies import Rendering, Vocabulary, decode_rules
from translations.phrases.guessing import Guesser
from translations.phrases.language_model import LanguageModel, hash_rows
from translations.phrases.mapped import map_or_make
from translations.phrases.names import is_kept_name
from translations.phrases.search import UNKNOWN_WORDS
from translations.phrases.senses import SENSES, Senses, read_senses
from translations.phrases.unpacking import Arrays, unpack
from translations.postediting.lexicon import load_forms
from translations.postediting.vocabulary import is_known

#: What numpy and zipfile raise about damaged files.
_DAMAGE = (
    OSError,
    EOFError,
    ValueError,
    LookupError,
    NotImplementedError,
    zipfile.BadZipFile,
    zlib.error,
)
#: Unknown words whose guesses are kept: news has new ones for ever.
_GUESSES = 10_000
#: Chance of a guess from which a word that begins a sentence is no name: of eight such words in news six were
#: none, and of the six below it all were.
_SURE_GUESS = 0.05
#: Share of sentences from which a word says nothing by itself, and letters up to which it does not.
_COMMON, _LITTLE = 0.005, 3
#: Chance each way from which a rendering is more than an accident.
_LIKELY = 0.01
#: Words of a translation that analogies are drawn from.
_SHORT = 2
#: Log probabilities of packed ones, and of shares of 255, one of none being half a share.
LOGS = np.arange(256, dtype=np.float32) / np.float32(-16)
SHARES = np.log(np.maximum(np.arange(256, dtype=np.float32), 0.5) / 255).astype(np.float32)


class PhraseTable(NamedTuple):
    """Phrases of the source by their hashes, in order, and those that may stand for them, best first."""

    hashes: NDArray[np.uint64]
    #: First pair of each source phrase, and the one behind its last.
    firsts: NDArray[np.int32]
    behinds: NDArray[np.int32]
    #: Of each pair: where the target phrase's words begin in *words*, and how many they are.
    places: NDArray[np.int32]
    lengths: NDArray[np.uint8]
    #: Of each pair, packed: p(target | source), p(source | target), the same by words, and three orders.
    scores: NDArray[np.uint8]
    words: NDArray[np.int32]


class Direction:
    """What translates from one language to the other."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], source: str, target: str) -> None:
        self.source, self.target = source, target
        words = _read_words(arrays["source.vocabulary"])
        self.ids = {word: index for index, word in enumerate(words)}
        self.target_words = _read_words(arrays["target.vocabulary"])
        self.target_ids = {word: index for index, word in enumerate(self.target_words)}
        self.names = frozenset(words[index] for index in np.flatnonzero(arrays["source.names"]))
        # Files made for earlier versions have one more.
        self.weights: NDArray[np.float64] = arrays["weights"][: UNKNOWN_WORDS + 1].copy()
        self.table = PhraseTable(*(arrays[f"table.{name}"] for name in PhraseTable._fields))
        self.model = LanguageModel(
            arrays["ngrams.hashes"],
            arrays["ngrams.probabilities"],
            arrays["ngrams.backoffs"],
            len(self.target_words),
        )
        #: What tells the translations of an ambiguous word apart; None where nobody counted.
        self.senses: Senses | None = None
        rules = decode_rules(bytes(arrays["analogies"]))
        vocabulary = Vocabulary(
            source,
            target,
            self.find_renderings,
            self.ids,
            self.names,
            self.target_ids,
            load_forms(source, target),
        )
        #: What words may be that no phrase has.
        self.guess = lru_cache(maxsize=_GUESSES)(Guesser(rules, vocabulary).guess)
        #: Whether a word is a name that stays as it is.
        self.keeps = lru_cache(maxsize=_GUESSES)(self._keeps)
        #: The words of likely renderings of a word, folded.
        self.find_words = lru_cache(maxsize=_GUESSES)(self._find_words)
        #: Whether each word of the target says something: 1 or 0, -1 where nobody asked yet.
        self._telling = np.full(len(self.target_words), -1, np.int8)

    def _find_words(self, word: str) -> frozenset[str]:
        written = {word, word.lower(), word.capitalize()}
        found = chain.from_iterable(map(self.find_renderings, written))
        said = chain.from_iterable(
            each.words for each in found if min(each.forward, each.backward) >= _LIKELY
        )
        return frozenset(chain.from_iterable(map(fold_words, said)))

    def has_word(self, small: str) -> bool:
        """Whether *small* is a word that phrases have, or one that is none of their names and is guessed."""
        if small in self.ids:
            return True
        is_word = is_known(small, self.source) and not evidence(small).flags & NAME
        return is_word and any(chance >= _SURE_GUESS for _, chance in self.guess(small))

    def tells(self, word: str) -> bool:
        """Whether a *word* of the source says something, rather than hold others together."""
        return len(word) > _LITTLE and _tells(word, self.source)

    def find_telling(self, words: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether each of *words* of the target says something; what its vocabulary lacks does."""
        known = words[words < len(self._telling)]
        for word in np.unique(known[self._telling[known] < 0]).tolist():
            self._telling[word] = len(self.target_words[word]) >= _LITTLE and _tells(
                self.target_words[word], self.target
            )
        telling = np.ones(len(words), np.bool_)
        telling[words < len(self._telling)] = self._telling[known] > 0
        return telling

    def _keeps(self, word: str) -> bool:
        return word[0].isupper() and is_kept_name(word, self.find_renderings(word), self.source, self.target)

    def find_row(self, words: Sequence[str]) -> int | None:
        """The row of the table of the phrase that *words* are, or ``None``."""
        ids = np.array([self.ids.get(word, -1) for word in words], np.int64)
        wanted = hash_rows(ids, np.zeros(1, np.int64), np.array([len(ids)]), False)[0]
        row = int(np.searchsorted(self.table.hashes, wanted))
        has = (ids >= 0).all() and row < len(self.table.hashes) and self.table.hashes[row] == wanted
        return row if has else None

    def read_pair(self, pair: int) -> tuple[str, ...]:
        """The words of the target that the *pair* of the table has."""
        start = int(self.table.places[pair])
        said = self.table.words[start : start + int(self.table.lengths[pair])]
        return tuple(self.target_words[word] for word in said.tolist())

    def find_renderings(self, word: str) -> list[Rendering]:
        """What the phrase of the single *word* may be, in one word or two."""
        row = self.find_row((word,))
        if row is None:
            return []
        pairs = range(int(self.table.firsts[row]), int(self.table.behinds[row]))
        return [
            Rendering(self.read_pair(pair), *np.exp(read_scores(self.table.scores[pair])[:2]).tolist())
            for pair in pairs
            if self.table.lengths[pair] <= _SHORT
        ]


def _tells(word: str, language: str) -> bool:
    return word.isalpha() and frequencies(language).get("".join(fold_words(word)), 0) < _COMMON


def read_scores(packed: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The seven log probabilities of a pair of phrases."""
    return np.concatenate([LOGS[packed[:4]], SHARES[packed[4:]]])


def read_phrases(file: Path, source: str, target: str) -> Direction:
    """The direction *source* to *target* of the phrases in *file*.

    What is made of them is kept, see :mod:`translations.phrases.mapped`. Raises :exc:`EngineError` when
    they cannot be read.
    """
    try:
        kind = f"phrases-{source}-{target}"
        arrays = map_or_make(kind, _digest(file), lambda: _unpack_file(file, source, target))
        direction = Direction(arrays, source, target)
        file = file.with_name(SENSES)
        direction.senses = read_senses(file, source, target)
        return direction
    except _DAMAGE as error:
        raise EngineError(
            f"{file} cannot be read: {error}; where they are those of dosvoces, "
            "`pip install --force-reinstall --no-deps dosvoces` brings them back"
        ) from error


def _digest(file: Path) -> str:
    """A short digest of what *file* holds, by the checksums that it has for its parts."""
    with zipfile.ZipFile(file) as archive:
        parts = [(part.filename, part.file_size, part.CRC) for part in archive.infolist()]
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def _unpack_file(file: Path, source: str, target: str) -> Arrays:
    with file.open("rb") as opened, np.load(opened, allow_pickle=False) as data:
        return unpack(data, source, target)


def _read_words(vocabulary: NDArray[np.uint8]) -> list[str]:
    return bytes(vocabulary).decode().split("\n")
