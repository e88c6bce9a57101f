"""Who may be whose counterpart: declared by the pages, or alike within a stretch of time."""

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import timedelta
from hashlib import blake2b
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from dosvoces.core.addresses import clean_url
from dosvoces.core.language_tags import base_language
from dosvoces.core.record import Article
from dosvoces.store.edition_features import Features
from translations.alignment.lexicon import lexicon
from translations.alignment.words import cognate_key, fold_words
from translations.counterparts.pairing import read_sentences

#: The languages an outlet's editions are paired in.
LANGUAGES = ("en", "es")
#: Words shorter than this are in every article.
_SHORTEST = 4
#: Likeness (cosine) from which two articles are worth aligning: on half of the open cases true pairs have
#: .145 or more, others .073 or less. What is proposed wrongly is refused after alignment.
_ALIKE = 0.08
#: Articles of other matter that every feature is counted among: of two articles what both have is not common.
_BACKGROUND = 20
#: An article is compared with its likest few.
_MOST = 3
#: Features are kept as numbers below this: one in five thousand of an article is taken for another.
_NUMBERS = 1 << 21

_Numbers = NDArray[np.uint32]


class Candidate(NamedTuple):
    """Two articles that may be editions of one story, the English one first."""

    one: Features
    other: Features
    #: 0 to 1; None when one of them names the other.
    likeness: float | None = None


def make_features(article: Article) -> Features | None:
    """What finding the counterpart of *article* needs; None when it is in neither language."""
    language = base_language(article.in_language)
    if language not in LANGUAGES:
        return None
    others = (
        alternate.url
        for alternate in article.alternates
        if base_language(alternate.language) not in (language, "x")
    )
    texts = (sentence.text for sentence in read_sentences(article))
    return Features(
        id=article.id,
        version=article.version,
        outlet=article.outlet,
        language=language,
        published=article.date_published,
        urls=_number_addresses((article.url, article.canonical_url)),
        declared=_number_addresses(others),
        fingerprint=make_fingerprint(find_features(texts, language)),
    )


def _number_addresses(urls: Iterable[str]) -> frozenset[int]:
    """The numbers of *urls*, cleaned; a malformed one, which leads nowhere, has none."""
    numbers = set()
    for url in urls:
        try:
            cleaned = clean_url(url)
        except ValueError:
            continue
        digest = blake2b(cleaned.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        numbers.add(int.from_bytes(digest) >> 1)
    return frozenset(numbers)


def find_features(texts: Iterable[str], language: str) -> frozenset[str]:
    """What *texts* speak of in terms of both languages: numbers, cognates, words in Spanish."""
    known = lexicon("en", "es") if language == "en" else {}
    features = set()
    for word in {word for text in texts for word in fold_words(text)}:
        if word[0].isdigit():
            features.add(word)
        elif len(word) >= _SHORTEST:
            features.add(f"={known[word][0][0] if word in known else word}")
            features.add(cognate_key(word))
    return frozenset(features - {""})


def make_fingerprint(features: Collection[str]) -> bytes:
    """*features* as ascending numbers of four bytes, little-endian."""
    numbers = {crc32(feature.encode("utf-8", "replace")) % _NUMBERS for feature in features}
    return np.array(sorted(numbers), dtype="<u4").tobytes()


def find_declared(articles: Sequence[Features], fresh: frozenset[str]) -> Iterator[Candidate]:
    """Pairs of an English and a Spanish article, one of which names the other; one at least is *fresh*."""
    by_url: dict[tuple[str, int], list[Features]] = defaultdict(list)
    for article in articles:
        for url in article.urls:
            by_url[article.language, url].append(article)
    seen = set()
    for article in articles:
        other_language = LANGUAGES[1 - LANGUAGES.index(article.language)]
        for url in sorted(article.declared | article.urls):
            for other in by_url.get((other_language, url), ()):
                pair = (article, other) if article.language == LANGUAGES[0] else (other, article)
                key = (pair[0].id, pair[1].id)
                if key not in seen and article.id != other.id and not fresh.isdisjoint(key):
                    seen.add(key)
                    yield Candidate(*pair)


def find_alike(articles: Iterable[Features], fresh: frozenset[str], window: timedelta) -> Iterator[Candidate]:
    """Pairs of an English and a Spanish article published within *window* that say the same, likest first.

    One of each pair at least is *fresh*. Of each fresh Spanish article the likest few are given, of a fresh
    English one those that are not fresh themselves.
    """
    dated = sorted(
        (article for article in articles if article.published),
        key=lambda article: (article.published, article.id),
    )
    weights = _weigh(dated)
    sides = [_Side([a for a in dated if a.language == language], weights) for language in LANGUAGES]
    found: dict[tuple[str, str], Candidate] = {}
    for side, others in (sides, sides[::-1]):
        for at, article in enumerate(side.articles):
            if article.id in fresh:
                for likeness, other in others.find_likest(article, side.norms[at], weights, window):
                    if article.language == LANGUAGES[1]:
                        found[other.id, article.id] = Candidate(other, article, likeness)
                    elif other.id not in fresh:
                        found[article.id, other.id] = Candidate(article, other, likeness)
    yield from sorted(found.values(), key=_likest_first)


def _weigh(articles: Sequence[Features]) -> NDArray[np.float32]:
    """How much each feature tells: the rarer among *articles*, the more."""
    counts = np.zeros(_NUMBERS, dtype=np.uint32)
    for article in articles:
        counts[_read(article)] += 1
    weights = np.zeros(_NUMBERS, dtype=np.float32)
    met = counts > 0
    weights[met] = np.log((len(articles) + _BACKGROUND + 1) / counts[met]) ** 2
    return weights


class _Side:
    """The articles of one language by time, with their features one after another."""

    def __init__(self, articles: Sequence[Features], weights: NDArray[np.float32]) -> None:
        self.articles = articles
        self._times = np.array([article.published.timestamp() for article in articles if article.published])
        read = [_read(article) for article in articles]
        self._ends = np.cumsum([0, *map(len, read)])
        self._features = np.concatenate(read) if read else np.empty(0, dtype=np.uint32)
        self.norms = (
            np.sqrt(self._add_up(weights[self._features], 0, len(articles))) if articles else np.empty(0)
        )

    def _add_up(self, values: NDArray[np.float32], first: int, last: int) -> NDArray[np.float64]:
        """The sums of *values*, which are one for each feature of articles *first* to *last*, by article."""
        sums = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
        ends = self._ends[first : last + 1] - self._ends[first]
        return np.asarray(sums[ends[1:]] - sums[ends[:-1]])

    def find_likest(
        self, article: Features, norm: float, weights: NDArray[np.float32], window: timedelta
    ) -> list[tuple[float, Features]]:
        """The likest few of those published within *window* of *article*, with their likeness."""
        assert article.published
        at, reach = article.published.timestamp(), window.total_seconds()
        first = int(np.searchsorted(self._times, at - reach, "left"))
        last = int(np.searchsorted(self._times, at + reach, "right"))
        if first == last:
            return []
        own = np.zeros(_NUMBERS, dtype=np.float32)
        features = _read(article)
        own[features] = weights[features]
        common = self._add_up(own[self._features[self._ends[first] : self._ends[last]]], first, last)
        likeness = common / np.maximum(norm * self.norms[first:last], 1e-9)
        near = np.flatnonzero(likeness >= _ALIKE)
        return heapq.nsmallest(
            _MOST,
            ((float(likeness[each]), self.articles[first + int(each)]) for each in near),
            key=lambda found: (-found[0], found[1].id),
        )


def _read(article: Features) -> _Numbers:
    return np.frombuffer(article.fingerprint, dtype="<u4")


def _likest_first(candidate: Candidate) -> tuple[float, str, str]:
    return -(candidate.likeness or 0.0), candidate.one.id, candidate.other.id
