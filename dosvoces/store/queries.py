"""Parsing of search queries: words, "exact phrases", -exclusions and beginnings*."""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

import msgspec

from dosvoces.core.errors import QueryError
from dosvoces.core.quotation_marks import TYPOGRAPHIC_QUOTATION_MARK
from dosvoces.store.fields import FIELDS, STORY
from dosvoces.store.stems import ALGORITHMS, fold_words, stem_words
from dosvoces.store.texts import FORM, LETTERS, LONGEST_LEXEME

#: Double marks of other keyboards and makeshift ones, and single ones around something.
_OTHER_MARK = re.compile(r"[‹›‟＂「」『』]|<<|>>|``|''")
_SINGLE_MARKS = re.compile(r"(?<!\w)‘([^‘]+?)’(?!\w)")

#: Signs that stand for something in the query of a concordance alone.
_SIGN = re.compile(r"[|()\[\]{}]")
_LETTERS = re.compile(r"[^\W_]+")
_PART = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')

#: More words than anybody types; keeps a pasted article from becoming a query.
_MOST_PARTS = 64


class Part(msgspec.Struct, frozen=True, cache_hash=True):
    """Words that have to stand together, or must not."""

    text: str
    excluded: bool = False
    #: Whether the last word may go on.
    beginning: bool = False
    #: Whether the words are meant as they are, and none of their other forms.
    exact: bool = False
    #: One of them may stand in its place.
    others: tuple["Part", ...] = ()

    @property
    def words(self) -> list[str]:
        """The words without case and accents."""
        return fold_words(self.text)[:_MOST_PARTS]


class Query(msgspec.Struct, frozen=True, cache_hash=True):
    """Everything that has to hold at once."""

    parts: tuple[Part, ...]
    #: So many words at most stand between any two of its parts; None for anywhere. SQLite's index knows it.
    between: int | None = None

    @property
    def excluded(self) -> "Query | None":
        """The parts that must not be there; None when there are none."""
        parts = tuple(msgspec.structs.replace(part, excluded=False) for part in self.parts if part.excluded)
        return Query(parts) if parts else None


def show(query: Query) -> str:
    """The words of *query* as they are looked for, without the signs between them."""

    def write(part: Part) -> str:
        words = " ".join(_LETTERS.findall(part.text)) + ("*" if part.beginning else "")
        return ("-" if part.excluded else "") + (f'"{words}"' if part.exact else words)

    return " ".join(map(write, query.parts))


def check_words(wanted: str, text: str = "") -> None:
    """Raises :exc:`~dosvoces.core.errors.QueryError` where no word is *wanted* of *text*."""
    if not fold_words(wanted):
        note = note_signs(text or wanted)
        said = f"nothing to search for in {text or wanted!r}: give at least one word"
        raise QueryError(f"{said}; {note}" if note else said)


def note_signs(text: str) -> str:
    """What a search makes of signs in *text* that only a concordance understands; empty without any."""
    signs = dict.fromkeys(_SIGN.findall(text))
    return f"a search passes over {' '.join(signs)}, which a concordance understands" if signs else ""


def parse(text: str) -> Query:
    """The query that *text* means; raises :exc:`~dosvoces.core.errors.QueryError` when it has no words.

    Quotation marks of print make phrases as those of typewriters do.
    """
    parts: list[Part] = []
    marked = _SINGLE_MARKS.sub(r'"\1"', _OTHER_MARK.sub('"', TYPOGRAPHIC_QUOTATION_MARK.sub('"', text)))
    for match in _PART.finditer(marked):
        phrase, word = match["phrase"], match["word"]
        exact = phrase is not None
        wanted = phrase if exact else word
        if fold_words(wanted):
            beginning = not exact and wanted.endswith("*")
            parts.append(Part(wanted, excluded=bool(match["minus"]), beginning=beginning, exact=exact))
    check_words("".join(part.text for part in parts if not part.excluded), text)
    return Query(tuple(parts[:_MOST_PARTS]))


@lru_cache(maxsize=256)
def _readings(part: Part, language: str) -> Sequence[tuple[Sequence[str], bool]]:
    """The words of the index that *part* may stand for, and whether the last of them may go on."""
    return [*_read(part, language), *(each for other in part.others for each in _read(other, language))]


def _read(part: Part, language: str) -> Sequence[tuple[Sequence[str], bool]]:
    forms = [FORM + word for word in part.words]
    if part.exact:
        return [(forms, part.beginning)]
    stems = stem_words(part.text, language)[:_MOST_PARTS]
    # Whoever types a beginning means the other forms of the word too, where it is one.
    return [(forms, True), (stems, False)] if part.beginning else [(stems, False)]


def _fts5_part(part: Part, language: str) -> str:
    return " OR ".join(
        " + ".join(f'"{word}"' for word in words) + (" *" if beginning else "")
        for words, beginning in _readings(part, language)
    )


def _fts5_near(query: Query, language: str) -> str | None:
    """The parts of *query* near each other; None where it asks for none, or the index has not all in one.

    Stems and printed words stand apart from each other.
    """
    parts = query.parts
    if (
        query.between is None
        or len(parts) < 2
        or len({part.exact for part in parts}) > 1
        or any(p.excluded or p.others for p in parts)
    ):
        return None
    phrases = []
    for part in parts:
        words, beginning = _readings(part, language)[0]
        phrases.append(f'"{" ".join(words)}"' + ("*" if beginning else ""))
    return f"NEAR({' '.join(phrases)}, {query.between})"


def _fts5_words(query: Query, language: str) -> str:
    wanted = _fts5_near(query, language) or " AND ".join(
        f"({_fts5_part(part, language)})" for part in query.parts if not part.excluded
    )
    for part in query.parts:
        if part.excluded:
            wanted = f"({wanted}) NOT ({_fts5_part(part, language)})"
    return wanted


def _fts5_columns(languages: Collection[str], fields: Collection[str]) -> str:
    """The filter of columns; none for all of them, which takes the index much less."""
    if set(languages) == set(ALGORITHMS) and set(fields) == set(FIELDS):
        return ""
    names = (f"{field}_{language}" for language in languages for field in FIELDS if field in fields)
    return f"{{{' '.join(names)}}} : "


def to_fts5_any(query: Query, languages: Sequence[str], fields: Collection[str] = STORY) -> str:
    """Texts with any part of *query*, in the language of SQLite's FTS5."""
    return " OR ".join(to_fts5(Query((part,)), languages, fields) for part in query.parts)


def to_fts5(query: Query, languages: Sequence[str], fields: Collection[str] = STORY) -> str:
    """*query* in the language of SQLite's FTS5, looked for in *fields*.

    Words that are the same in several languages are looked for once.
    """
    sides: dict[str, list[str]] = {}
    for language in languages:
        sides.setdefault(_fts5_words(query, language), []).append(language)
    return " OR ".join(f"({_fts5_columns(some, fields)}({wanted}))" for wanted, some in sides.items())


def _tsquery_places(fields: Collection[str]) -> list[tuple[str, str]]:
    """What stands before and behind a word of PostgreSQL's index that is looked for in *fields*."""
    if set(fields) == set(FIELDS):
        return [("", "")]
    letters = "".join(letter for field, letter in LETTERS.items() if field in fields)
    around = [(f"{field}/", "") for field in FIELDS if field in fields and field not in LETTERS]
    return ([("", letters)] if letters else []) + around


def _tsquery_part(part: Part, language: str, fields: Collection[str]) -> str:
    phrases = []
    for words, beginning in _readings(part, language):
        for before, letters in _tsquery_places(fields):
            cut = [f"'{before}{word[:LONGEST_LEXEME]}':{letters}" for word in words]
            last = cut[-1] + ("*" if beginning else "")
            phrases.append(" <-> ".join(word.rstrip(":") for word in (*cut[:-1], last)))
    readings = " | ".join(f"({phrase})" for phrase in phrases)
    return ("!" if part.excluded else "") + f"({readings})"


def to_tsquery(query: Query, language: str, fields: Collection[str] = STORY) -> str:
    """*query* as PostgreSQL's ``tsquery``, looked for in *fields*."""
    return " & ".join(_tsquery_part(part, language, fields) for part in query.parts)


def to_tsquery_any(query: Query, language: str, fields: Collection[str] = STORY) -> str:
    """Texts with any part of *query*, as PostgreSQL's ``tsquery``."""
    return " | ".join(_tsquery_part(part, language, fields) for part in query.parts)
