"""Candidates for counterparts: declared by the pages, or alike within a stretch of time."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

import msgspec

from dosvoces.core.addresses import clean_url
from dosvoces.core.record import Article
from translations.alignment.lexicon import lexicon
from translations.alignment.words import cognate_key, fold_words
from translations.counterparts.pairing import base_language, read_sentences

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


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """What finding an article's counterpart needs, without its text."""

    id: str
    version: int
    language: str
    #: Its addresses, cleaned.
    urls: frozenset[str]
    #: Addresses its page gives for the story in the other language, cleaned.
    declared: frozenset[str]
    published: datetime | None


def read_card(article: Article) -> Card | None:
    """The card of *article*; None when it is in neither language."""
    language = base_language(article.in_language)
    if language not in LANGUAGES:
        return None
    return Card(
        id=article.id,
        version=article.version,
        language=language,
        urls=frozenset({clean_url(article.url), clean_url(article.canonical_url)}),
        declared=frozenset(
            clean_url(alternate.url)
            for alternate in article.alternates
            if base_language(alternate.language) not in (language, "x")
        ),
        published=article.date_published,
    )


def find_declared(cards: Sequence[Card]) -> Iterator[tuple[Card, Card]]:
    """Pairs of an English and a Spanish card, one of which names the other's address."""
    by_url: dict[tuple[str, str], list[Card]] = defaultdict(list)
    for card in cards:
        for url in card.urls:
            by_url[card.language, url].append(card)
    seen = set()
    for card in cards:
        other_language = LANGUAGES[1 - LANGUAGES.index(card.language)]
        for url in sorted(card.declared | card.urls):
            for other in by_url.get((other_language, url), ()):
                pair = (card, other) if card.language == LANGUAGES[0] else (other, card)
                key = (pair[0].id, pair[1].id)
                if key not in seen and card.id != other.id:
                    seen.add(key)
                    yield pair


def fingerprint(article: Article) -> frozenset[str]:
    """What *article* speaks of, as :func:`find_features` tells it."""
    texts = (sentence.text for sentence in read_sentences(article))
    return find_features(texts, base_language(article.in_language))


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


def find_alike(
    cards: Iterable[Card], fingerprints: dict[str, frozenset[str]], window: timedelta
) -> Iterator[tuple[Card, Card]]:
    """Pairs of an English and a Spanish card published within *window* that speak of the same, likest first.

    *fingerprints* are those of :func:`fingerprint`, by article id.
    """
    dated = sorted((card for card in cards if card.published), key=lambda card: (card.published, card.id))
    frequency = Counter(feature for card in dated for feature in fingerprints[card.id])
    rarity = {
        feature: math.log((len(dated) + _BACKGROUND + 1) / count) ** 2 for feature, count in frequency.items()
    }
    norms = {
        card.id: math.sqrt(sum(rarity[feature] for feature in fingerprints[card.id])) or 1.0 for card in dated
    }
    english = [card for card in dated if card.language == LANGUAGES[0]]
    found: list[tuple[float, Card, Card]] = []
    start = 0
    for card in (card for card in dated if card.language == LANGUAGES[1]):
        while start < len(english) and _gap(english[start], card) < -window:
            start += 1
        near: list[tuple[float, Card, Card]] = []
        for other in english[start:]:
            if _gap(other, card) > window:
                break
            common = sum(rarity[feature] for feature in fingerprints[card.id] & fingerprints[other.id])
            likeness = common / (norms[card.id] * norms[other.id])
            if likeness >= _ALIKE:
                near.append((likeness, other, card))
        found += sorted(near, key=_likest_first)[:_MOST]
    for _, first, second in sorted(found, key=_likest_first):
        yield first, second


def _gap(one: Card, other: Card) -> timedelta:
    assert one.published is not None
    assert other.published is not None
    return one.published - other.published


def _likest_first(found: tuple[float, Card, Card]) -> tuple[float, str, str]:
    likeness, first, second = found
    return -likeness, first.id, second.id
