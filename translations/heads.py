"""What stands before the sentence that a text begins with: a bullet, a dateline."""

import re
from typing import NamedTuple

from pipelines.extract.organisations import AGENCIES
from pipelines.extract.text import fold
from translations.dates import find_whens
from translations.times import say

#: Marks of a list's items, and of who is speaking in Spanish.
_BULLET = re.compile(r"\s*(?:[•·▪●◦‣*➤►–—-]\s+|[—–](?=[^\W\d_]|[¿¡\"“«]))(?=\S)")
#: What stands between a dateline and its story; the stop is that of an abbreviation in English.
_SEPARATORS = {
    "en": re.compile(r"\s+(?:[—–]|--?)\s+|[—–]\s+|\.?$"),
    "es": re.compile(r"\s*\.\s?(?:[—–]|--?)\s*|\s+(?:[—–]|--?)\s+|[—–]\s+|\.?$"),
}
_AGENCY = re.compile(r"\s*(?:\((?P<inside>[^()]{2,40})\)|/\s?(?P<behind>[\w ]{2,20}))\s*$")
_CAPITAL = r"[^\W\d_a-zà-öø-ÿ]"
_NAME = rf"{_CAPITAL}[\w.'’-]*(?: (?:(?:de|del|la|el|los|las|of|the) )?{_CAPITAL}[\w.'’-]*){{0,3}}"
_PLACE = re.compile(rf"{_NAME}(?:(?:, |/){_NAME}){{0,2}}")
#: Characters of the longest dateline, and letters of an acronym.
_LONGEST, _SHORT = 80, 4


class Dateline(NamedTuple):
    """Where the place of a dateline ends and the story begins, and what stands between in the translation."""

    place: int
    end: int
    middle: str
    #: Whether the place is in capitals.
    capitals: bool


def split_bullet(text: str) -> int:
    """Where *text* begins behind its bullet; 0 without one."""
    match = _BULLET.match(text)
    return match.end() if match else 0


def find_dateline(text: str, language: str) -> Dateline | None:
    """The dateline that *text* begins with: "LONDON, May 3 (Reuters) - "; None without one."""
    head = text[:_LONGEST]
    for separator in _SEPARATORS[language].finditer(head):
        is_whole = separator.end() == len(text)
        found = _read(text[: separator.start()], language)
        if found and (is_whole or (separator.end() < len(head) and _begins(text[separator.end() :]))):
            place, said, capitals = found
            mark = " — " if not is_whole and "." in separator[0] else separator[0]
            return Dateline(place, separator.end(), said + mark, capitals)
    return None


def _begins(text: str) -> bool:
    first = next((letter for letter in text if letter.isalnum()), "")
    return first.isupper() or first.isdigit()


def _read(head: str, language: str) -> tuple[int, str, bool] | None:
    """Where the place in *head* ends, how the rest is said, and whether the place is in capitals."""
    agency = _AGENCY.search(head)
    if agency and agency["behind"] and fold(agency["behind"]) not in AGENCIES:
        agency = None
    rest = head[: agency.start()] if agency else head
    date = next((when for when in find_whens(rest, language) if when.end == len(rest)), None)
    place = (rest[: date.start] if date else rest).rstrip(" ,.")
    capitals = place.partition(",")[0].isupper() and fold(place) not in AGENCIES
    if not _PLACE.fullmatch(place) or not (capitals or agency or date):
        return None
    # "ONU.- " is none: short capitals are an acronym's, unless a date or an agency says that it is a place.
    capitals = capitals and bool(agency or date or max(map(len, place.split())) > _SHORT)
    between = rest[len(place) : date.start] if date else ""
    said = f"{between}{say(date.ways[0])}" if date else rest[len(place) :]
    return len(place), said + (agency[0] if agency else ""), capitals
