"""The form to correct a sentence, and its result."""

import hashlib

import msgspec

from dosvoces.core.language_tags import base_language
from dosvoces.core.record import Segment
from dosvoces.core.safe_text import clean_sentence, make_line
from dosvoces.reader.story import select_segments
from dosvoces.store.browsing import FullStory
from dosvoces.store.corrected_text import MEMORY


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A correction that is not kept yet."""

    text: str = ""
    author: str = ""
    #: Number of the sentence; 0 for none.
    number: int = 0
    #: Why it was not kept, as the interface's words name it.
    problem: str = ""


class Place(msgspec.Struct, frozen=True):
    """Where the sentence of a form stands now."""

    #: Its number, counted from 1; 0 when the story has no translation.
    number: int
    #: Whether source and translation are still those that were shown.
    same: bool
    segment: Segment | None = None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:32]


def describe(segment: Segment) -> str:
    """What a form sends along of the source and the translation that it shows: their digests."""
    return f"{_digest(segment.source.text)}-{_digest(segment.target.text)}"


def find_place(full: FullStory, segment: str, shown: str, number: int) -> Place:
    """Where the sentence stands for which a form was made with the id *segment* and what it *shown*.

    When another took its place, where its source stands now; else that place, else place *number*.
    """
    segments = select_segments(full, "translation")
    own = next((place for place, each in enumerate(segments, 1) if each.id == segment), 0)
    if own and describe(segments[own - 1]) == shown:
        return Place(own, True, segments[own - 1])
    source = base_language(shown)
    alike = [place for place, each in enumerate(segments, 1) if _digest(each.source.text) == source]
    if alike and own not in alike:
        own = min(alike, key=lambda place: abs(place - (own or number)))
    place = own or min(max(number, 1), len(segments))
    return Place(place, False, segments[place - 1] if place else None)


def is_unchanged(full: FullStory, segment: str, shown: str, text: str) -> bool:
    """Whether *text* is the translation that a form for the sentence *segment* had *shown*, untouched."""
    if shown.endswith(f"-{_digest(text)}"):
        return True
    # Browsers and forms clean what they send.
    own = next((each for each in select_segments(full, "translation") if each.id == segment), None)
    same = own is not None and describe(own) == shown
    return (
        own is not None
        and same
        and clean_sentence(make_line(text)) == clean_sentence(make_line(own.target.text))
    )


def has_kept(place: Place, text: str, author: str) -> bool:
    """Whether *text* of *author* stands there already, as when somebody presses a button twice."""
    if place.segment is None or place.segment.target.text != text:
        return False
    return place.segment.engine.startswith(f"{MEMORY} {author} ")
