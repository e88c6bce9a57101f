"""Escaping for formats that programs interpret: CSV in spreadsheets, XML, line-by-line corpora."""

import re
import unicodedata

#: Overrides, embeddings and isolates of writing direction: they make text look other than it is
#: (CVE-2021-42574).
_BIDI = "\u202a-\u202e\u2066-\u2069"
#: What XML 1.0 has no way to write, and what CSV readers stop at.
_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
_UNSAFE = re.compile(f"[{_BIDI}{_CONTROL}]")
#: Everything that some program takes for the end of a line.
_LINE_ENDS = re.compile("[\t\n\x0b\x0c\r\x1c-\x1e\x85\u2028\u2029]+")

#: Letters and symbols by name that show nothing: fillers of Hangul, the empty pattern of Braille.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")

#: Characters of a sentence that a person writes: the longest of a newspaper has some 1,500.
LONGEST_SENTENCE = 5000

#: A spreadsheet takes a cell that begins with one of these for a formula; the apostrophe is our own mark.
_FORMULA = "=+-@\t\r\n'＝＋－＠"


def drop_unsafe(text: str) -> str:
    """*text* without control characters and marks that turn the writing direction."""
    return _UNSAFE.sub("", text)


def mask_unsafe(text: str) -> str:
    """The same with U+FFFD in the place of each, so that every character keeps its offset."""
    return _UNSAFE.sub("\ufffd", text)


def make_line(text: str) -> str:
    """*text* as one line, harmless."""
    return drop_unsafe(_LINE_ENDS.sub(" ", text)).strip()


def clean_sentence(text: str) -> str:
    """*text* as one line, harmless; empty when nothing of it can be seen or it is too long for a sentence."""
    line = " ".join(make_line(text).split())
    if len(line) > LONGEST_SENTENCE:
        return ""
    seen = any(unicodedata.category(char)[0] in "LNPS" and char not in _BLANK for char in line)
    return line if seen else ""


def escape_cell(text: str) -> str:
    """*text* as a spreadsheet cell that is no formula: with an apostrophe in front where it could be one."""
    return "'" + text if text[:1] and text[0] in _FORMULA else text


def unescape_cell(text: str) -> str:
    """What :func:`escape_cell` was given."""
    return text[1:] if text[:1] == "'" else text
