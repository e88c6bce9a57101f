"""Text as readers see it: white space folded, invisible characters dropped; words to compare by."""

import re
import unicodedata
from functools import lru_cache
from itertools import islice

from lxml import etree

#: What Unicode says is no character and will never be one; XML has no place for some of them.
NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    chr(plane + last) for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF)
)
#: Zero-width characters, soft hyphens, byte-order marks and direction marks: layout, never part of a word.
_INVISIBLE = re.compile(f"[\u00ad\u200b\u200e\u200f\u2060\ufeff\u202a-\u202e{NONCHARACTERS}]")
#: Halves of characters, which no encoding can write.
_HALF = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
_WORD = re.compile(r"\w+")
#: Letters of ASCII in lower case, and blanks for what is in no word: twice as fast as the expression.
_ASCII_WORDS = {
    code: chr(code).lower() if chr(code).isalnum() or chr(code) == "_" else " " for code in range(128)
}
#: A shortcode that no software replaced: it closes another, has attributes or an underscore in its name.
_SHORTCODE = re.compile(
    r"\[/[a-z][\w-]{1,40}\]|\[[a-z]+_[\w-]{1,40}\]|\[[a-z][\w-]{1,40}"
    r"(?: [\w-]{1,40}=(?:\"[^\"\[\]]*\"|'[^'\[\]]*'|[^\s\[\]\"']+))+ ?/?\]"
)
#: Kinds of shortcode in one line.
_MOST_CODES = 20
_CLOSING_CODE = re.compile(r"\[/([a-z][\w-]{1,40})\]")
_QUOTES = {
    "‘": "'", "’": "'", "´": "'", "`": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-",
}  # fmt: skip


def inner_text(element: etree._Element) -> str:
    """All characters inside *element*, as they stand."""
    return "".join(map(str, element.itertext()))


def measure(element: etree._Element, limit: int) -> int:
    """Characters of text in *element*, counted until they are more than *limit*."""
    total = 0
    for part in element.itertext():
        total += len(str(part).strip())
        if total > limit:
            break
    return total


def collapse(text: str) -> str:
    """*text* on one line, in composed form (NFC): white space folded, invisible characters gone, ends bare.

    Half a surrogate pair becomes U+FFFD.
    """
    line = " ".join(text.split())
    if line.isprintable():
        return line if line.isascii() else unicodedata.normalize("NFC", line)
    whole = unicodedata.normalize("NFC", _HALF.sub("\ufffd", _INVISIBLE.sub("", text)))
    return " ".join(_CONTROL.sub(" ", whole).split())


def drop_shortcodes(text: str) -> str:
    """*text* without shortcodes of the site's software: ``[ad id="3"]``, ``[dropcap]L[/dropcap]uisa``."""
    if "[" not in text:
        return text
    opened = {f"[{found[1]}]" for found in islice(_CLOSING_CODE.finditer(text), _MOST_CODES)}
    bare = _SHORTCODE.sub("", text)
    for code in opened:
        bare = bare.replace(code, "")
    return bare if bare == text else " ".join(bare.split())


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """*text* for comparing: compatibility form, lower case, quotes and dashes made equal, ends bare."""
    if text.isascii():
        folded = text.lower().replace("`", "'")
    else:
        folded = unicodedata.normalize("NFKC", text).casefold()
        for sign, plain in _QUOTES.items():
            folded = folded.replace(sign, plain)
    return " ".join(folded.split()).strip(" \t\n.'\"|-…")


def words(text: str) -> list[str]:
    """The words of *text*, in lower case."""
    if text.isascii():
        return text.translate(_ASCII_WORDS).split()
    return _WORD.findall(text.lower())


def shingles(tokens: list[str], size: int = 4) -> set[tuple[str, ...]]:
    """All runs of *size* words; a shorter text is one run."""
    if len(tokens) <= size:
        return {tuple(tokens)} if tokens else set()
    return {tuple(tokens[i : i + size]) for i in range(len(tokens) - size + 1)}


def share_words(one: str, other: str) -> float:
    """Jaccard index of the words of two texts, 0 to 1."""
    a, b = set(words(one)), set(words(other))
    return len(a & b) / len(a | b) if a and b else 0.0
