"""Words of a sentence as phrases know them: tokens, the case a sentence's beginning hides, and text again."""

import re
from collections.abc import Callable, Collection, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

#: Marks that are printed in several ways and known in one.
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("“”„«»", '"'),
        **dict.fromkeys("’‘´`", "'"),
        "\u00a0": " ",
    }
)
#: Those that are told from a hyphen or from dots only when the words are known: "left—and" is no compound.
_OTHER_FORMS = {"–": "-", "—": "-", "…": "..."}
_TOKEN = re.compile(
    r"[^\W\d_]+(?=n't\b)|n't\b|'(?:s|re|ve|ll|d|m)\b|\d+(?:[.,:]\d+)*|(?:[A-Za-z]\.){2,}"
    r"|[^\W\d_]+(?:-[^\W\d_]+)*|\.\.\.|…|[^\w\s]|\w+"
)
#: Tokens after which a sentence begins.
_ENDS = frozenset(".?!¿¡")
#: Marks that no word stands before which belongs to the next.
_CLOSING_MARKS = frozenset(".,;:?!)]")
#: Marks that words do not pass (Koehn and others 2007: monotone at punctuation).
_WALLS = frozenset('.?!¿¡;:"()[]-') | {"..."}
#: What stands beside a quotation mark on the side that has no blank.
_QUOTES = ('"', "'")
_OPENING, _CLOSING = "\ue000", "\ue001"
_UNMARKED = {ord(_OPENING): None, ord(_CLOSING): None}
_CLOSES_UP = re.compile(
    r"(?<=\d) (?=(?:st|nd|rd|th)\b)| (?=[,.;:!?)\]}…]|n't\b|'(?:s|re|ve|ll|d|m)\b|"
    + _CLOSING
    + r")|(?<=[¿¡(\[{$€£#@"
    + _OPENING
    + r"]) "
)
_SLASHED = re.compile(r" ?/ ?")
#: d'Ana, O'Brien; the dogs' bowl.
_ELISION, _POSSESSIVE = re.compile(r"(?<=\b\w) ' (?=\w)"), re.compile(r"(?<=\w) '(?= )")
_LETTER = re.compile(r"[^\W\d_]")


class Token(msgspec.Struct, frozen=True):
    """A word or mark: as phrases know it, and the characters it has in the sentence."""

    text: str
    start: int
    end: int
    #: What may stand for it whatever phrases have, each a row of words; empty where they are asked.
    said: tuple[tuple[str, ...], ...] = ()
    #: Whether that changes places with what stands behind: "a 20-year-old man".
    swaps: bool = False


def tokenize(sentence: str) -> list[Token]:
    """The tokens of *sentence*, marks in their plain form, in order."""
    plain = sentence.translate(_PLAIN)
    return [Token(_shorten(match[0]), *match.span()) for match in _TOKEN.finditer(plain)]


def _shorten(text: str) -> str:
    return _OTHER_FORMS.get(text, text)


def divide_compounds(
    tokens: Sequence[Token], known: Collection[str], names: Collection[str], most: int
) -> list[Token]:
    """*tokens*, compounds that are not *known* as one word or as their words when these all are.

    "by-laws" is "bylaws", "on-track" is "on" and "track", up to *most* in all; "Jean-Pierre", of *names*,
    stays one.
    """
    divided: list[Token] = []
    for index, token in enumerate(tokens):
        parts = token.text.split("-")
        small = [parts[0].lower(), *parts[1:]]
        room = most - len(divided) - (len(tokens) - index)
        if token.said:
            divided.append(token)
        elif (
            1 < len(parts) <= room + 1
            and token.text not in known
            and token.text.lower() not in known
            and "".join(small) in known
            # "Re-signed" is not "resigned".
            and small[0] != "re"
        ):
            divided.append(Token("".join(parts), token.start, token.end))
        elif (
            1 < len(parts) <= room + 1
            and token.text not in known
            and token.text.lower() not in known
            and all(part in known and part.islower() for part in small)
            and parts[0] not in names
        ):
            start = token.start
            for part in parts:
                divided.append(Token(part, start, start + len(part)))
                start += len(part) + 1
        else:
            divided.append(token)
    return divided


def lower_beginnings(
    words: Sequence[str], is_known: Callable[[str], bool], names: Collection[str]
) -> list[str]:
    """*words* with the capital taken from those which begin a sentence and are known without it.

    One of *names*, which are commoner with a capital in mid-sentence, keeps it.
    """
    lowered, begins = list(words), True
    for index, word in enumerate(words):
        # A sentence begins behind the dateline, too: "(AP) - A judge".
        if word in _ENDS or (word == "-" and words[index - 1 : index] == [")"]):
            begins = True
        elif word[0].isalpha():
            small = word.lower()
            # A letter by itself is a name: "A", "B: the second".
            is_letter = len(word) == 1 and _CLOSING_MARKS.issuperset(words[index + 1 : index + 2])
            is_name = word in names or word == "I" or is_letter
            if begins and not is_name and word[1:] == small[1:] and is_known(small):
                lowered[index] = small
            begins = False
    return lowered


def find_walls(words: Sequence[str]) -> NDArray[np.int64]:
    """The place of the first mark at or behind each of *words* that no word passes in changing places."""
    walls, wall = np.empty(len(words), np.int64), len(words)
    for index in range(len(words) - 1, -1, -1):
        wall = index if words[index] in _WALLS else wall
        walls[index] = wall
    return walls


def join_words(words: Sequence[str], *, capital: bool = True) -> tuple[str, list[tuple[int, int]]]:
    """The text of *words*, spaced as in print, and the characters of each; it begins with a *capital*."""
    marked, opened = [], dict.fromkeys(_QUOTES, False)
    paired = {"'": words.count("'") % 2 == 0, '"': True}
    for word in words:
        if paired.get(word):
            opened[word] = not opened[word]
            # Marks of private use keep an opening quotation mark apart from a closing one.
            word = f"{word}{_OPENING}" if opened[word] else f"{_CLOSING}{word}"
        marked.append(word)
    text = _CLOSES_UP.sub("", " ".join(marked))
    text = _POSSESSIVE.sub("'", _ELISION.sub("'", _SLASHED.sub("/", text)))
    text = text.translate(_UNMARKED)
    letter = _LETTER.search(text) if capital else None
    if letter and len(letter[0].upper()) == 1:
        text = text[: letter.start()] + letter[0].upper() + text[letter.end() :]
    return text, _locate(words, text)


def _locate(words: Sequence[str], text: str) -> list[tuple[int, int]]:
    """The characters of each word: they follow one another, with blanks or nothing between."""
    spans, position = [], 0
    for word in words:
        while text[position].isspace():
            position += 1
        spans.append((position, position + len(word)))
        position += len(word)
    return spans
