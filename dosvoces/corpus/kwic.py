"""Key words in context: matching of token patterns, and the lines they make."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache

import msgspec

from dosvoces.corpus.cql import Condition, Pattern
from dosvoces.corpus.patterns import LONGEST_WORD, compile_expression

# As the search index has words; a letter and its accent may be two characters.
_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")

#: The stem of a word in the language of its text.
Stem = Callable[[str], str]


class Token(msgspec.Struct, frozen=True):
    """A printed word: characters *start* to *end* of its text, and its language."""

    word: str
    start: int
    end: int
    language: str


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a concordance: what was found, and what stands on either side in its sentence."""

    left: str
    node: str
    right: str
    #: The sentence in the other language.
    other: str = ""


#: Tells whether a token is as a condition wants.
Test = Callable[[Token], bool]


def tokenize(text: str, find_language: Callable[[int], str]) -> list[Token]:
    """The words of *text*; *find_language* gives the language at a character."""
    words = _WORD.finditer(text)
    if unicodedata.is_normalized("NFC", text):
        return [Token(found[0], start := found.start(), found.end(), find_language(start)) for found in words]
    return [
        Token(
            unicodedata.normalize("NFC", found[0]), found.start(), found.end(), find_language(found.start())
        )
        for found in words
    ]


def count_words(text: str) -> int:
    """How many words *text* has, as they are divided for a concordance."""
    return len(_WORD.findall(text))


def _compile_condition(condition: Condition, role: str, stem: Stem) -> Test:
    negated = condition.negated
    if condition.attribute == "stem":
        stemmed = stem(condition.value)

        def has_stem(token: Token) -> bool:
            return (stem(token.word) == stemmed) is not negated

        return has_stem
    expression = compile_expression(unicodedata.normalize("NFC", condition.value), condition.at)

    def matches(token: Token) -> bool:
        values = {"word": token.word[:LONGEST_WORD], "lang": token.language, "role": role}
        return (expression.fullmatch(values[condition.attribute]) is not None) is not negated

    return matches


@lru_cache(maxsize=64)
def _compile(pattern: Pattern, role: str, stem: Stem) -> list[list[Test]]:
    """The tests of each token of *pattern*; a concordance asks for the same ones again and again."""
    return [
        [_compile_condition(condition, role, stem) for condition in token.conditions]
        for token in pattern.tokens
    ]


def _find_fits(tests: Sequence[Test], tokens: Sequence[Token]) -> list[bool]:
    if len(tests) == 1:
        return list(map(tests[0], tokens))
    return [all(test(token) for test in tests) for token in tokens]


def find_matches(pattern: Pattern, tokens: Sequence[Token], role: str, stem: Stem) -> list[tuple[int, int]]:
    """Where *pattern* stands in *tokens* of a text in the role *role*: first and behind the last of each.

    The shortest from each beginning; one does not run into the next.
    """
    fits = [_find_fits(tests, tokens) for tests in _compile(pattern, role, stem)]
    matches, begin = [], 0
    needed = bool(pattern.tokens) and pattern.tokens[0].least > 0
    while begin < len(tokens):
        if needed and not fits[0][begin]:
            begin += 1
            continue
        end = _match_at(pattern, fits, begin, len(tokens))
        if end is None or end == begin:
            begin += 1
        else:
            matches.append((begin, end))
            begin = end
    return matches


def _match_at(pattern: Pattern, fits: Sequence[Sequence[bool]], begin: int, length: int) -> int | None:
    """Where the shortest match that begins with token *begin* ends; None where there is none."""
    places = {begin}
    for number, token in enumerate(pattern.tokens):
        following: set[int] = set()
        for place in places:
            run = 0
            while run < token.most and place + run < length and fits[number][place + run]:
                run += 1
            following.update(range(place + token.least, place + run + 1))
        places = following
        if not places:
            return None
    return min(places)


def make_line(text: str, tokens: Sequence[Token], match: tuple[int, int]) -> Line:
    """The line of a *match* in *text*."""
    start, end = tokens[match[0]].start, tokens[match[1] - 1].end
    return Line(left=text[:start], node=text[start:end], right=text[end:])


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKD", text).casefold()


def list_forms(text: str) -> list[str]:
    """The words of *text* as they are printed, but in small letters."""
    return _WORD.findall(unicodedata.normalize("NFC", text).lower())


def fold_words(text: str) -> list[str]:
    """The words of *text* without case and accents."""
    plain = (char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return _WORD.findall("".join(plain).casefold())


def _list_folded(text: str) -> list[str]:
    return [_fold(word) for word in _WORD.findall(text)]


def sort_key(line: Line, by: str) -> tuple[bool, list[str]]:
    """What *line* is sorted by: the words on its ``left``, the nearest first, or those on its ``right``.

    By ``node`` it is what was found, then what follows; by ``other`` the sentence in the other language,
    those without one last.
    """
    if by == "left":
        return False, _list_folded(line.left)[::-1]
    if by == "other":
        return not line.other, _list_folded(line.other)
    return False, _list_folded(line.right if by == "right" else f"{line.node} {line.right}")


def sort_lines(lines: Sequence[Line], by: str) -> list[int]:
    """The order of *lines*, see :func:`sort_key`, as numbers of lines."""
    keys = [sort_key(line, by) for line in lines]
    return sorted(range(len(lines)), key=keys.__getitem__)
