"""Parsing of search queries: words, "exact phrases", -exclusions and beginnings*."""

import re
from collections.abc import Sequence

import msgspec

from dosvoces.core.errors import StoreError
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

    @property
    def excluded(self) -> "Query | None":
        """The parts that must not be there; None when there are none."""
        parts = tuple(msgspec.structs.replace(part, excluded=False) for part in self.parts if part.excluded)
        return Query(parts) if parts else None


def parse(text: str) -> Query:
    """The query that *text* means; raises :exc:`~dosvoces.core.errors.StoreError` when it has no words."""
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


def _readings(part: Part, language: str) -> list[tuple[list[str], bool]]:
    """The words that *part* may stand for, and whether the last of them may go on.

    The index holds stems: of ``roble*`` it has ``robl``, which does not begin like that.
    """
    stems = stem_words(part.text, language)
    if not part.beginning:
        return [(stems, False)]
    typed = stems[:-1] + fold_words(part.text)[-1:]
    return [(typed, True)] if typed == stems else [(typed, True), (stems, False)]


def _fts5_part(part: Part, language: str) -> str:
    return " OR ".join(
        " + ".join(f'"{word}"' for word in words) + (" *" if beginning else "")
        for words, beginning in _readings(part, language)
    )


def _fts5_side(query: Query, language: str) -> str:
    wanted = " AND ".join(f"({_fts5_part(part, language)})" for part in query.parts if not part.excluded)
    for part in query.parts:
        if part.excluded:
            wanted = f"({wanted}) NOT ({_fts5_part(part, language)})"
    return f"{{title_{language} {language}}} : ({wanted})"


def to_fts5_any(query: Query, languages: Sequence[str]) -> str:
    """Texts with any part of *query*, in the language of SQLite's FTS5."""
    return " OR ".join(to_fts5(Query((part,)), languages) for part in query.parts)


def to_fts5(query: Query, languages: Sequence[str]) -> str:
    """*query* in the language of SQLite's FTS5."""
    return " OR ".join(f"({_fts5_side(query, language)})" for language in languages)


def _tsquery_part(part: Part, language: str) -> str:
    readings = " | ".join(
        "(" + " <-> ".join(f"'{word}'" for word in words) + (":*)" if beginning else ")")
        for words, beginning in _readings(part, language)
    )
    return ("!" if part.excluded else "") + f"({readings})"


def to_tsquery(query: Query, language: str) -> str:
    """*query* in the language of PostgreSQL's ``to_tsquery``."""
    return " & ".join(_tsquery_part(part, language) for part in query.parts)


def to_tsquery_any(query: Query, language: str) -> str:
    """Texts with any part of *query*, in the language of PostgreSQL's ``to_tsquery``."""
    return " | ".join(_tsquery_part(part, language) for part in query.parts)
