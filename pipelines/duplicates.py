"""Exact duplicates: the same page under another spelling of its address, the same story at another address.

Stories with the same content hash are recognised by the store, which sees all of an outlet; here is what can
be told before a page is fetched or stored.
"""

import re
from functools import lru_cache
from hashlib import blake2b
from urllib.parse import urlsplit
from zlib import crc32

import msgspec

from dosvoces.core.addresses import clean_url
from dosvoces.core.language_tags import base_language
from dosvoces.core.record import Article

#: The root, a language's root, and the names that servers give them.
_FRONT_PATH = re.compile(
    r"/?(?:[a-z]{2}(?:[-_][a-z]{2})?/?)?(?:(?:index|home|default|portada|inicio)(?:\.\w{2,5})?/?)?",
    re.IGNORECASE,
)

#: Words of a text that are compared with another, and words of each of its overlapping pieces.
_COMPARED, _PIECE = 300, 5

#: Words below which a text is too short to tell two stories apart that have one headline.
_SHORT = 40

#: The share of the shorter text's pieces that two stories of one headline have in common at least, and two of
#: different headlines: a copy of a page may say more than the page, a teaser less.
_COMMON_WITH_HEADLINE, _COMMON_WITHOUT = 0.1, 0.9

#: The share that a story has in common with itself at another address, and how many pieces tell that: no two
#: of 240 stories have a tenth in common.
_COMMON_WHEN_MOVED, _BRIEF = 0.5, 10


# An address is looked at several times on its way from the announcement to the store.
@lru_cache(maxsize=4096)
def page_key(url: str) -> str:
    """What the spellings of one page's address share: no scheme, ``www.``, tracking or final slash."""
    parts = urlsplit(clean_url(url))
    host = parts.netloc.removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}" + (f"?{parts.query}" if parts.query else "")


def same_page(one: str, other: str) -> bool:
    """Whether two addresses are spellings of one, so that the second need not be fetched."""
    return page_key(one) == page_key(other)


def is_front_page(url: str) -> bool:
    """Whether *url* is that of a front page, of the whole site or of a language, whatever is on it."""
    parts = urlsplit(url)
    return not parts.query and bool(_FRONT_PATH.fullmatch(parts.path))


def is_plausible_canonical(canonical: str, url: str) -> bool:
    """Whether *canonical* can be the address of the story at *url*.

    Some outlets declare their front page everywhere.
    """
    return not is_front_page(canonical) or is_front_page(url)


class StoryDigest(msgspec.Struct, frozen=True):
    """As much of an article as shows whether another page has the same story, a few kilobytes at most."""

    language: str
    #: The headline's words.
    headline: frozenset[str]
    #: Checksums of the overlapping pieces of the text's beginning.
    pieces: frozenset[int]


def digest_story(article: Article) -> StoryDigest:
    """What *article* is compared by; linear in its beginning."""
    words = article.text[: 20 * _COMPARED].casefold().split()[:_COMPARED]
    pieces = (words[at : at + _PIECE] for at in range(max(1, len(words) - _PIECE + 1)))
    return StoryDigest(
        base_language(article.in_language),
        frozenset(re.findall(r"\w+", article.headline.casefold())),
        frozenset(crc32(" ".join(piece).encode("utf-8", "replace")) for piece in pieces),
    )


def same_story(one: StoryDigest, other: StoryDigest) -> bool:
    """Whether two pages of an outlet have one story: by headline and text, in one language.

    The order of the two does not matter.
    """
    if _speak_differently(one, other):
        return False
    common = len(one.pieces & other.pieces)
    shorter = min(len(one.pieces), len(other.pieces))
    if _are_alike(one.headline, other.headline):
        return shorter < _SHORT or common >= _COMMON_WITH_HEADLINE * shorter
    return shorter >= _SHORT and common >= _COMMON_WITHOUT * shorter


def has_moved(before: Article, article: Article) -> bool:
    """Whether *article*, at the address that the one of *before* leads to for good, is the same story.

    It may have been corrected, and given another headline, on its way. Of another day it has to be hardly
    changed, for the parts of a series share headlines and much of their text.
    """
    one, other = digest_story(before), digest_story(article)
    if _speak_differently(one, other):
        return False
    days = [each.day_published for each in (before, article)]
    is_of_one_day = None in days or days[0] == days[1]
    return (is_of_one_day and same_story(one, other)) or _share_most(one, other, is_of_one_day)


def is_edit(before: Article, article: Article) -> bool:
    """Whether *article*, at an address that differs from the one of *before* in its query, is its story.

    Of one day it may have been edited. Pages that fill one form with other numbers have no day, or another.
    """
    one, other = digest_story(before), digest_story(article)
    if _speak_differently(one, other):
        return False
    is_of_one_day = bool(before.day_published) and before.day_published == article.day_published
    return _share_most(one, other, is_of_one_day)


def _share_most(one: StoryDigest, other: StoryDigest, is_of_one_day: bool) -> bool:
    """Whether so much of the shorter story is in the other that one was edited, if it *is_of_one_day*."""
    least = _COMMON_WHEN_MOVED if is_of_one_day else _COMMON_WITHOUT
    shorter = min(len(one.pieces), len(other.pieces))
    return shorter >= _BRIEF and len(one.pieces & other.pieces) >= least * shorter


def _speak_differently(one: StoryDigest, other: StoryDigest) -> bool:
    return one.language != other.language and "und" not in (one.language, other.language)


def _are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two headlines are one, or one with the outlet's name beside it."""
    return bool(one and other) and (one <= other or other <= one)


class SeenPages:
    """The pages met in one crawl, and which of them lead to others; eight bytes are kept of each address.

    Two of a million pages share eight bytes with a probability of 3 in 100 million.
    """

    def __init__(self) -> None:
        self._keys: set[int] = set()
        self._ways: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._keys)

    def __contains__(self, url: str) -> bool:
        return self._key(url) in self._keys

    def add(self, url: str) -> bool:
        """Remember *url*; whether it is new."""
        before = len(self._keys)
        self._keys.add(self._key(url))
        return len(self._keys) > before

    def lead(self, url: str, other: str) -> None:
        """Remember that *url* leads to *other*, by a redirect or by what its page declares."""
        self._ways[self._key(url)] = self._key(other)

    def leads(self, url: str, other: str) -> bool:
        """Whether *url* leads to *other*, perhaps by way of more addresses; every address leads to itself."""
        at, goal, been = self._key(url), self._key(other), set[int]()
        while at != goal and at in self._ways and at not in been:
            been.add(at)
            at = self._ways[at]
        return at == goal

    @staticmethod
    def _key(url: str) -> int:
        return int.from_bytes(blake2b(page_key(url).encode("utf-8", "surrogatepass"), digest_size=8).digest())
