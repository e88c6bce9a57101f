"""Translated words as text, with the marks, blanks and capitals that the source has."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from translations.phrases.candidates import Piece
from translations.phrases.names import is_name
from translations.phrases.words import Token, join_words

#: What opens and what closes, whatever stands beside it; blanks of brackets, full stops and the like are
#: those of the target.
_OPENING, _CLOSING = frozenset("“«‹‘„"), frozenset("”»›’")
_BEFORE_OPENING = frozenset("([{¿¡") | _OPENING
_BEHIND_CLOSING = frozenset(".,;:!?…)]}") | _CLOSING
_DASHES = frozenset("—–")
#: Marks with blanks of their own in each language.
_SPACED = frozenset("…¿¡()[]{}%$€£") | _DASHES
_ENDS = frozenset(".?!")
#: Marks of speech, which translators exchange: what the source has is kept.
_EXCHANGED = {'"': "-", "-": '"'}
_PAIRED = re.compile('"([^"]*)"')
_CURLY = re.compile("[“”«»]")
_DASH = re.compile(r"(?:(?<=\s)|^)-(?=\s|$)")
#: English verbs that are short behind a few words alone, and these words.
_SHORT_VERBS = {"'ll": "will", "'ve": "have", "'re": "are", "'m": "am"}
_BEFORE_SHORT = frozenset((
    "i", "you", "he", "she", "it", "we", "they", "who", "what", "that", "there",
    "would", "could", "should", "might", "must", "n't",
))  # fmt: skip


def print_pieces(
    pieces: Sequence[Piece], tokens: Sequence[Token], source: str, language: str = ""
) -> tuple[str, list[tuple[int, int]]]:
    """The text of *pieces*, the translation of *tokens* of *source*, and the characters of each word.

    What repeats a token keeps its capital where no dictionary of the source's *language* has it: a name.
    """
    origins = _find_origins(pieces, tokens)
    words = [
        word if origin is None else _print_word(word, origin, tokens, source, language)
        for word, origin in zip((word for piece in pieces for word in piece.words), origins, strict=True)
    ]
    words = [
        _write_out(word, before) if origin is None else word
        for (before, word), origin in zip(pairwise(["", *words]), origins, strict=True)
    ]
    _raise_beginnings(words, origins, tokens, source)
    text, spans, blanks = "", [], _find_blanks(words, origins, tokens, source)
    for word, blank in zip(words, blanks, strict=True):
        text += blank
        spans.append((len(text), len(text) + len(word)))
        text += word
    return _print_new_marks(text, source), spans


def _write_out(word: str, before: str) -> str:
    """*word*, in full where it is a verb that is not short behind the word *before*: "the game will"."""
    return word if before.lower() in _BEFORE_SHORT else _SHORT_VERBS.get(word, word)


def _find_origins(pieces: Sequence[Piece], tokens: Sequence[Token]) -> list[int | None]:
    """For each word the token that it repeats or, as a mark, replaces; None for what is translated."""
    origins: list[int | None] = []
    for piece in pieces:
        left = list(range(piece.start, piece.end))
        for word in piece.words:
            origin = _find(word.lower(), left, tokens)
            if origin is None and word in _EXCHANGED:
                origin = _find(_EXCHANGED[word], left, tokens)
            origins.append(origin)
            if origin is not None:
                left.remove(origin)
    return origins


def _find(word: str, places: Sequence[int], tokens: Sequence[Token]) -> int | None:
    return next((each for each in places if tokens[each].text.lower() == word), None)


def _print_word(word: str, origin: int, tokens: Sequence[Token], source: str, language: str) -> str:
    """*word* with the inner capitals of the token *origin*, initials and marks as they stand in *source*."""
    token = tokens[origin]
    if word[0].isalnum():
        is_initial = len(word) == 1 and [each.text for each in tokens[origin + 1 : origin + 2]] == ["."]
        is_kept = is_initial or word[1:] != token.text[1:] or is_name(token.text, language)
        return token.text if is_kept else word
    return source[token.start : token.end]


def _raise_beginnings(
    words: list[str], origins: Sequence[int | None], tokens: Sequence[Token], source: str
) -> None:
    """Give *words* that begin a sentence its capital where the source's sentence has one."""
    begins = _begins_large(source, words[0]) if words else False
    for index, (word, origin) in enumerate(zip(words, origins, strict=True)):
        if word in _ENDS or (word == "-" and words[index - 1 : index] == [")"]):
            begins = origin is not None and _is_before_capital(origin, tokens)
        elif word[0].isalnum():
            if begins and len(word[0].upper()) == 1:
                words[index] = word[0].upper() + word[1:]
            begins = begins and not word[0].isalpha() and _is_first_capital(source)


def _begins_large(source: str, first: str) -> bool:
    """Whether the first letter of a translation that begins with *first* is a capital."""
    return not source[:1].islower() if first[0].isalpha() else _is_first_capital(source)


def _is_first_capital(source: str) -> bool:
    return next((letter.isupper() for letter in source if letter.isalpha()), True)


def _is_before_capital(end: int, tokens: Sequence[Token]) -> bool:
    """Whether the first word behind the token *end* has a capital."""
    behind = next((token.text for token in tokens[end + 1 :] if token.text[0].isalnum()), "")
    return behind[:1].isupper()


def _find_blanks(
    words: Sequence[str], origins: Sequence[int | None], tokens: Sequence[Token], source: str
) -> Iterator[str]:
    """What stands before each word: what the source has between the same two, else what is usual."""
    joined, spans = join_words(words, capital=False)
    sides = ["" if origin is None else _find_side(tokens[origin], source) for origin in origins]
    for index, word in enumerate(words):
        before, own = (origins[index - 1], origins[index]) if index else (None, None)
        if not index:
            yield ""
        elif before is not None and own == before + 1:
            yield source[tokens[before].end : tokens[own].start]
        elif sides[index - 1] in ("opening", "joining") or sides[index] in ("closing", "joining"):
            yield ""
        elif sides[index] == "opening":
            yield "" if words[index - 1][-1] in _BEFORE_OPENING else " "
        elif sides[index - 1] == "closing":
            yield "" if word[0] in _BEHIND_CLOSING else " "
        else:
            yield joined[spans[index - 1][1] : spans[index][0]]


def _find_side(token: Token, source: str) -> str:
    """How the mark *token* stands in *source*: ``opening``, ``closing`` or ``joining``; empty for freely."""
    mark = source[token.start : token.end]
    if mark[0].isalnum() or mark[0] in _SPACED:
        return ""
    before, behind = source[max(0, token.start - 1) : token.start], source[token.end : token.end + 1]
    is_free_before = not before or before.isspace() or before in _BEFORE_OPENING | _DASHES
    is_free_behind = not behind or behind.isspace() or behind in _BEHIND_CLOSING | _DASHES
    if is_free_before != is_free_behind:
        return "opening" if is_free_before else "closing"
    if before.isalnum() and behind.isalnum():
        return "joining"
    return "opening" if mark in _OPENING else "closing" if mark in _CLOSING else ""


def _print_new_marks(text: str, source: str) -> str:
    """*text* with the marks that no token stands for of the kind that *source* has."""
    if '"' not in source and _CURLY.search(source):
        text = _PAIRED.sub("“\\1”", text)
    if "'" not in source and "’" in source:
        text = text.replace("'", "’")
    for dash in "—–":
        if dash in source:
            text = _DASH.sub(dash, text)
    return text
