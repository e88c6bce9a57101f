"""Entities that must come through a translation as they are: addresses, handles and hashtags."""

import re

import msgspec

#: Texts without any of these have no entity, and most have none.
_HINT = re.compile(r"[@#]|://|\w\.\w")
_ENTITY = re.compile(
    r"""
      (?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)
    | (?P<url>(?:https?://|ftp://|www\.)[^\s<>«»“”"]+
          |\b[a-z0-9-]+(?:\.[a-z0-9-]+)*
           \.(?:com|org|net|gov|edu|info|gob|io|tv|es|mx|ar|co|cl|pe|uk|br)(?:\.[a-z]{2})?\b(?:/[^\s<>«»“”"]*)?)
    | (?P<handle>(?<![\w@/])@[A-Za-z0-9_]{2,}(?:\.[A-Za-z0-9_]+)*)
    | (?P<hashtag>(?<![\w&#/])\#[^\W\d_]\w*)
    """,
    re.VERBOSE,
)
#: Marks that end the sentence rather than the address.
_TRAILING = ".,;:!?…'’)]}"


class Entity(msgspec.Struct, frozen=True):
    """Characters *start* to *end* of a text: a ``url``, ``email``, ``handle`` or ``hashtag``."""

    start: int
    end: int
    kind: str
    text: str


def find_entities(text: str) -> list[Entity]:
    """The addresses, handles and hashtags of *text*, in order."""
    if not _HINT.search(text):
        return []
    found = []
    for match in _ENTITY.finditer(text):
        end = match.end() if match.lastgroup == "handle" else _trim_end(text, match.start(), match.end())
        found.append(Entity(match.start(), end, match.lastgroup or "url", text[match.start() : end]))
    return found


def _trim_end(text: str, start: int, end: int) -> int:
    """Where the address ends, without marks of the sentence; a bracket stays when it was opened inside."""
    while end > start and text[end - 1] in _TRAILING:
        if text[end - 1] == ")" and "(" in text[start:end]:
            break
        end -= 1
    return end
