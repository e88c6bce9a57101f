"""Exact duplicates: the same page under another spelling of its address, the same story at another address.

Stories with the same content hash are recognised by the store, which sees all of an outlet; here is what can
be told before a page is fetched or stored.
"""

from functools import lru_cache
from hashlib import blake2b
from urllib.parse import urlsplit

from dosvoces.core.addresses import clean_url


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


def is_plausible_canonical(canonical: str, url: str) -> bool:
    """Whether *canonical* can be the address of the story at *url*.

    Some outlets declare their front page everywhere.
    """
    home = urlsplit(canonical).path in ("", "/") and not urlsplit(canonical).query
    return not home or urlsplit(url).path in ("", "/")


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
