"""A user's glossary: terms and names to keep, or to render in a given way.

A text file, one term a line: the term in the source language, a tab or `` = ``, and its rendering; a term
alone is kept as it is. ``#`` begins a comment. A first line ``[es-en]`` or ``[en-es]`` says for which
direction the lines after it are; lines before any such line are for both.

::

    # names
    Movimiento Ciudadano
    [es-en]
    Secretaría de Hacienda = Finance Ministry
    amparo = writ of amparo
"""

import re
from pathlib import Path

import msgspec

from dosvoces.core.errors import SettingError
from translations.masking import ProtectedSpan

_SECTION = re.compile(r"\[(\w{2,3})-(\w{2,3})\]$")


class Glossary(msgspec.Struct, frozen=True):
    """Terms of one direction and their renderings."""

    terms: dict[str, str] = {}

    def find(self, text: str) -> list[ProtectedSpan]:
        """The terms in *text*, longest first where they overlap; whole words, capitals as written."""
        if not self.terms:
            return []
        return [
            ProtectedSpan(match.start(), match.end(), self.terms[match[0]])
            for match in _pattern(tuple(sorted(self.terms, key=lambda term: (-len(term), term)))).finditer(
                text
            )
        ]


_patterns: dict[tuple[str, ...], re.Pattern[str]] = {}


def _pattern(terms: tuple[str, ...]) -> re.Pattern[str]:
    if terms not in _patterns:
        _patterns.clear()
        _patterns[terms] = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, terms)) + r")(?!\w)")
    return _patterns[terms]


def load_glossary(path: Path, source: str, target: str) -> Glossary:
    """The glossary in the file *path* for a direction.

    Raises :exc:`SettingError`, naming the line, when it is wrong.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"the glossary {path} cannot be read: {error}") from error
    terms: dict[str, str] = {}
    here = True
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        if section := _SECTION.match(text):
            here = section.groups() == (source, target)
            continue
        term, _, rendering = (
            part.strip() for part in re.sub(r"\t+| = ", "\0", line, count=1).partition("\0")
        )
        if not term or "\0" in rendering:
            raise SettingError(
                f"{path}, line {number}: a line is a term, or a term, a tab or ' = ' and its rendering"
            )
        if here:
            terms[term] = rendering or term
    return Glossary(terms)
