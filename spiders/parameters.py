"""Parameters that are no part of a story's address: numbers of visits, clicks, copies kept for a while.

No list has all of their names, and one outlet's is another's number of the story. What the addresses of one
path gave decides: one story, or several.
"""

from collections.abc import Iterable, Sequence
from itertools import combinations
from urllib.parse import parse_qsl, urlsplit

from dosvoces.store.values import Sibling

#: Addresses that differ in nothing else and have one story, after which a parameter is known to mean nothing,
#: unless as many as a tenth of them had another.
_LEAST, _DOUBT = 3, 10


class Parameters:
    """What is known of the parameters in an outlet's addresses, by those that were fetched."""

    def __init__(self) -> None:
        #: By a parameter's name, addresses that it made no other story of, and those that it did.
        self._idle: dict[str, set[int]] = {}
        self._telling: dict[str, set[int]] = {}

    def learn(self, siblings: Sequence[Sibling]) -> None:
        """Compare *siblings*, some dozen addresses of one path."""
        for one, other in combinations(siblings, 2):
            names = _find_differences(one.url, other.url)
            if len(names) == 1:
                found = self._idle if one.story == other.story else self._telling
                found.setdefault(names.pop(), set()).add(hash(other.url))

    def means_nothing(self, name: str) -> bool:
        """Whether the parameter *name* is no part of a story's address."""
        idle = len(self._idle.get(name, ()))
        return idle >= _LEAST and len(self._telling.get(name, ())) * _DOUBT <= idle

    def find_same(self, url: str, siblings: Iterable[Sibling]) -> Sibling | None:
        """That of *siblings* which is the page at *url* but for parameters that mean nothing.

        An address without some of them is better than one with them, and is none that need not be asked for.
        """
        own = {name for name, _ in _read(url)}
        return next((each for each in siblings if self._is_same(url, each.url, own)), None)

    def _is_same(self, url: str, other: str, own: set[str]) -> bool:
        names = _find_differences(url, other)
        return bool(names) and names <= own and all(map(self.means_nothing, names))

    def reduce(self, url: str) -> str | None:
        """What the addresses of one page share: *url* without what means nothing; None where nothing does."""
        fields = sorted(field for field in _read(url) if not self.means_nothing(field[0]))
        if len(fields) == len(_read(url)):
            return None
        return f"{url.partition('?')[0]}?{fields}"


def _find_differences(one: str, other: str) -> set[str]:
    """The names of the parameters that one address has otherwise than the other, or alone."""
    return {name for name, _ in _read(one) ^ _read(other)}


def _read(url: str) -> set[tuple[str, str]]:
    return set(parse_qsl(urlsplit(url).query, keep_blank_values=True))
