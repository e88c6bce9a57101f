"""A user's glossary: terms and names to keep, or to render in a given way.

A text file, one term a line: the term in the source language, a tab, ``=`` or an arrow, and its rendering; a
term alone is kept as it is. What follows a second tab is a comment, as in OmegaT's glossaries, and so is a
line that begins with ``#`` and a blank. A line ``[es-en]`` or ``[en-es]`` says for which direction the lines
after it are; lines before any such line are for both.

::

    # names
    Movimiento Ciudadano
    [es-en]
    Secretaría de Hacienda = Finance Ministry
    amparo = writ of amparo
"""

import re
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import msgspec

from dosvoces.core.errors import SettingError
from translations.casing import capitalise, is_all_capitals, is_title
from translations.masking import ProtectedSpan

_LANGUAGES = ("es", "en")
_SECTION = re.compile(r"\[(?P<languages>[\w\s>→-]+)\](?:\s*#.*)?$")
_COMMENT = re.compile(r"#(?:\s|$)")
_SEPARATOR = re.compile(r"\s(?:->|=>|→)\s|=")
_TOKEN = re.compile(r"\w+|[^\w\s]")
#: Where a sentence, or a part of one with a capital of its own, begins.
_BEGINNING = re.compile(r"(?:^|[.:?!…])[\s\"'“”«»‘’¿¡(\[—–-]*$")
#: Characters before a term that are looked at for the beginning of a sentence.
_REACH = 20


class Glossary(msgspec.Struct, frozen=True):
    """Terms of one direction and their renderings."""

    terms: dict[str, str] = {}

    @property
    def version(self) -> str:
        """Another one for other terms, whatever else is in their file; empty without terms."""
        if not self.terms:
            return ""
        return sha256(msgspec.json.encode(sorted(self.terms.items()))).hexdigest()[:12]

    def find(self, text: str) -> list[ProtectedSpan]:
        """The terms in *text*, longest first where they overlap; whole words, with any blanks inside.

        Capitals are as written, but for those that any word has at a sentence's beginning, in a title and in
        a text in capitals; the rendering has them then too.
        """
        index = _index(tuple(self.terms))
        tokens = [token for token in _TOKEN.finditer(text) if token[0].lower() in index]
        if not tokens:
            return []
        said, found = _Text(text, is_all_capitals(text), is_title(text)), [ProtectedSpan(0, 0, "")]
        for token in tokens:
            if token.start() >= found[-1].end:
                found += self._match(index[token[0].lower()], said, token.start())
        return found[1:]

    def _match(self, candidates: "list[_Term]", said: "_Text", start: int) -> list[ProtectedSpan]:
        for term in candidates:
            match = term.pattern.match(said.text, start)
            rendering = _adapt(term.text, self.terms[term.text], said, match) if match else None
            if match and rendering:
                return [ProtectedSpan(match.start(), match.end(), rendering)]
        return []


class _Text(msgspec.Struct, frozen=True):
    text: str
    in_capitals: bool
    is_title: bool


class _Term(msgspec.Struct, frozen=True):
    text: str
    pattern: re.Pattern[str]


@lru_cache(maxsize=4)
def _index(terms: tuple[str, ...]) -> dict[str, list[_Term]]:
    """The terms by their first word in small letters, longest first."""
    index: dict[str, list[_Term]] = {}
    for text in sorted(terms, key=lambda term: (-len(term), term)):
        words = r"\s+".join(map(re.escape, text.split()))
        pattern = re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)
        index.setdefault(_TOKEN.findall(text)[0].lower(), []).append(_Term(text, pattern))
    return index


def _adapt(term: str, rendering: str, text: _Text, match: re.Match[str]) -> str | None:
    """The *rendering* with the capitals that *term* has at *match*; None where they make it another word."""
    said = " ".join(match[0].split())
    if said == term:
        return rendering
    if said == capitalise(term) and _begins(text.text, match.start()):
        return capitalise(rendering)
    if text.in_capitals and said.isupper():
        return rendering.upper()
    words = zip(said.split(), term.split(), strict=True)
    is_capitalised = all(ours in (theirs, capitalise(theirs)) for ours, theirs in words)
    return rendering if text.is_title and is_capitalised else None


def _begins(text: str, start: int) -> bool:
    return bool(_BEGINNING.search(text[max(0, start - _REACH) : start])) if start else True


def load_glossary(path: Path, source: str, target: str) -> Glossary:
    """The glossary in the file *path* for a direction.

    Raises :exc:`SettingError`, naming the line, when it is wrong.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise SettingError(f"the glossary {path} is no UTF-8: save it as that ({error})") from error
    except OSError as error:
        raise SettingError(f"the glossary {path} cannot be read: {error}") from error
    terms: dict[str, str] = {}

    section = (source, target)
    for number, line in enumerate(lines, 1):
        try:
            if direction := _read_section(line):
                section = direction
            elif (entry := _read_entry(line)) and section == (source, target):
                _add(terms, *entry)
        except ValueError as error:
            raise SettingError(f"{path}, line {number}: {error}") from error
    return Glossary(terms)


def _read_section(line: str) -> tuple[str, str] | None:
    """The direction in a line like ``[es-en]`` or ``[es-MX-en]``."""
    match = _SECTION.match(line.strip())
    if not match:
        return None
    languages = [part for part in re.split(r"[\W_]+", match["languages"].lower()) if part in _LANGUAGES]
    if sorted(languages) != sorted(_LANGUAGES):
        raise ValueError(f"{match[0]} names no direction; there are [es-en] and [en-es]")
    return languages[0], languages[1]


def _read_entry(line: str) -> tuple[str, str] | None:
    """The term and the rendering of a line; None where it has none."""
    if not line.strip() or _COMMENT.match(line.strip()):
        return None
    fields = [" ".join(field.split()) for field in line.split("\t")]
    if len(fields) == 1 and not re.search(r"://|\?\w+=", line):
        fields = [" ".join(field.split()) for field in _SEPARATOR.split(line, maxsplit=1)]
    if not _TOKEN.search(fields[0]) or (len(fields) > 1 and not fields[1]):
        raise ValueError("a line is a term, or a term, a tab or = and its rendering")
    if len(fields) == 1 and re.search("[,;|]", fields[0]):
        raise ValueError(
            f"no comma, semicolon or bar stands between a term and its rendering, but a tab or =; "
            f"to keep {fields[0]!r} as it is, write it on both sides"
        )
    return fields[0], fields[-1] if len(fields) == 1 else fields[1]


def _add(terms: dict[str, str], term: str, rendering: str) -> None:
    if terms.setdefault(term, rendering) != rendering:
        raise ValueError(f"{term!r} has another rendering above: {terms[term]!r}")
