"""The story in the data of a page's scripts, for pages that print it only when their scripts run."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import msgspec

from pipelines.extract.document import Element
from pipelines.extract.text import fold
from pipelines.extract.zone_corrections import OUTSIDE_ZONES
from pipelines.extract.zones import read_names

#: Scripts that are read, characters of one, and values in all.
_MOST_SCRIPTS, _LONGEST_SCRIPT, _MOST_VALUES = 20, 5_000_000, 200_000
#: Objects called like the page that are looked at.
_MOST_STORIES = 5
#: Words of a string that is a whole text, and characters of one that is a paragraph.
_WHOLE, _PARAGRAPH = 40, 40


def read_story(root: Element, headline: str) -> str:
    """The text of the object with a value *headline* in the data of the page's scripts; empty where none is.

    It may be markup. Of several texts the longest is the story's; a list of paragraphs counts as one.
    """
    wanted = fold(headline)
    stories = (value for value in _read_values(root) if _is_called(value, wanted)) if wanted else iter(())
    return max(map(_read_text, islice(stories, _MOST_STORIES)), key=len, default="")


def _read_values(root: Element) -> Iterator[Any]:
    """The objects and lists in the data of scripts, outer before inner."""
    scripts = (one for one in root.iter("script") if "application/json" in (one.get("type") or "").lower())
    waiting: list[Any] = []
    for script in islice(scripts, _MOST_SCRIPTS):
        try:
            waiting.append(msgspec.json.decode((script.text or "")[:_LONGEST_SCRIPT]))
        except (msgspec.DecodeError, RecursionError):
            continue
    for _ in range(_MOST_VALUES):
        if not waiting:
            return
        value = waiting.pop()
        yield value
        waiting.extend(one for one in _children(value) if isinstance(one, dict | list))


def _children(value: Any) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []


def _is_called(value: Any, wanted: str) -> bool:
    """Whether *value* is an object of which a string says what *wanted* does, folded."""
    return isinstance(value, dict) and any(
        isinstance(one, str) and len(one) < 2 * len(wanted) + 40 and fold(one) == wanted
        for one in value.values()
    )


def _read_text(story: dict[str, Any]) -> str:
    """The longest string of *story* that is a whole text, else the paragraphs in its longest list.

    Not of one with a name like ``comments``.
    """
    values = [value for name, value in story.items() if read_names(name) not in OUTSIDE_ZONES]
    strings = [one for one in values if isinstance(one, str) and len(one.split()) >= _WHOLE]
    lists = ("\n".join(_read_strings(one)) for one in values if isinstance(one, dict | list))
    return max(strings or lists, key=len, default="")


def _read_strings(value: Any) -> Iterator[str]:
    """The strings inside *value* that are paragraphs, in their order."""
    waiting = [value]
    for _ in range(_MOST_VALUES):
        if not waiting:
            return
        one = waiting.pop()
        if isinstance(one, str) and len(one) >= _PARAGRAPH and " " in one:
            yield one
        waiting.extend(reversed(_children(one)))
