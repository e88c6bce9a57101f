"""What people type into a search box: words, "exact phrases", -exclusions and beginnings*."""

import re
from collections.abc import Sequence

import msgspec

from dosvoces.errors import StoreError
from dosvoces.store.stems import fold_words, stem_words

_PART = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')

#: More words than anybody types; keeps a pasted article from becoming a query.
_MOST_PARTS = 64


class Part(msgspec.Struct, frozen=True):
    """Words that have to stand together, or must not."""

    text: str
    excluded: bool = False
    #: Whether the last word may go on.
    beginning: bool = False


class Query(msgspec.Struct, frozen=True):
    """Everything that has to hold at once."""

    parts: tuple[Part, ...]


def parse(text: str) -> Query:
    """The query that *text* means; raises :exc:`~dosvoces.errors.StoreError` when it has no words."""
    parts: list[Part] = []
    for match in _PART.finditer(text):
        phrase, word = match["phrase"], match["word"]
        wanted = phrase if phrase is not None else word
        beginning = phrase is None and wanted.endswith("*")
        if fold_words(wanted):
            parts.append(Part(wanted, excluded=bool(match["minus"]), beginning=beginning))
    if not any(not part.excluded for part in parts):
        raise StoreError(f"nothing to search for in {text!r}: give at least one word")
    return Query(tuple(parts[:_MOST_PARTS]))


def _words(part: Part, language: str) -> list[str]:
    if not part.beginning:
        return stem_words(part.text, language)
    # A beginning is taken as typed: its ending is not there yet.
    return stem_words(part.text, language)[:-1] + fold_words(part.text)[-1:]


def _fts5_part(part: Part, language: str) -> str:
    words = " + ".join(f'"{word}"' for word in _words(part, language))
    return f"{words} *" if part.beginning else words


def _fts5_side(query: Query, language: str) -> str:
    wanted = " AND ".join(f"({_fts5_part(part, language)})" for part in query.parts if not part.excluded)
    for part in query.parts:
        if part.excluded:
            wanted = f"({wanted}) NOT ({_fts5_part(part, language)})"
    return f"{{title_{language} {language}}} : ({wanted})"


def to_fts5(query: Query, languages: Sequence[str]) -> str:
    """*query* in the language of SQLite's FTS5."""
    return " OR ".join(f"({_fts5_side(query, language)})" for language in languages)


def _tsquery_part(part: Part, language: str) -> str:
    words = [f"'{word}'" for word in _words(part, language)]
    if part.beginning:
        words[-1] += ":*"
    return ("!" if part.excluded else "") + "(" + " <-> ".join(words) + ")"


def to_tsquery(query: Query, language: str) -> str:
    """*query* in the language of PostgreSQL's ``to_tsquery``."""
    return " & ".join(_tsquery_part(part, language) for part in query.parts)
