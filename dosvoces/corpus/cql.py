"""Queries for tokens: plain words, and a subset of the Corpus Query Language.

A query is a sequence of tokens with spaces between them::

    inversión              any form of the word
    inver*  ni?o           a word that begins so; one letter left open
    "inversiones?"         the word as printed, a regular expression; of several words one after the other
    [word="mañana" & lang="es"]   conditions: word, stem, lang, role; = and !=
    []  []{0,3}            any word; none to three of them
"""

import re
import unicodedata

import msgspec

from dosvoces.corpus.patterns import Beginning, compile_expression, find_beginnings, translate_wildcards
from dosvoces.corpus.query_problems import make_problem

ATTRIBUTES = ("word", "stem", "lang", "role")

#: Tokens of a query, and words that a gap may hold.
MOST_TOKENS = 12
WIDEST_GAP = 10

#: Letters of a beginning by which words can be looked up.
SHORTEST = 2

_BLANK = re.compile(r"\s*")
_GAP = re.compile(r"\[\s*\](?:\{(\d{1,3})(?:,(\d{1,3}))?\})?")
_CONDITION = re.compile(r'\s*(\w+)\s*(!?=)\s*"([^"]*)"\s*')
_QUOTED = re.compile(r'"([^"]*)"')
_PLAIN = re.compile(r"[^\s\[\]\"]+")
_WORD = re.compile(r"(?:[^\W_]|[*?])+")
#: Signs that other query languages have for what is written otherwise here.
_OPERATOR = re.compile(r"[&|(){}<>=!+^~\\/:]")
#: What a word of an expression holds: a class as a whole, and none of the signs between two words.
_EXPRESSION = re.compile(r"(?:\[[^\]]*\]|[^\s'’-])+")


class Condition(msgspec.Struct, frozen=True):
    """What an attribute of a token has to be, or with *negated* must not be."""

    attribute: str
    #: A regular expression for a whole value; for a stem a word of any form.
    value: str
    negated: bool = False
    #: Where in the query the value begins.
    at: int = 0


class TokenPattern(msgspec.Struct, frozen=True):
    """From *least* to *most* tokens for which all *conditions* hold."""

    conditions: tuple[Condition, ...] = ()
    least: int = 1
    most: int = 1


class Anchor(msgspec.Struct, frozen=True):
    """A word that stands in whatever the query finds: a ``form``, a ``stem``, or a ``prefix`` of a form."""

    kind: str
    word: str
    #: One of them may stand there in its place.
    others: tuple["Anchor", ...] = ()


class Pattern(msgspec.Struct, frozen=True):
    """A query that was understood."""

    tokens: tuple[TokenPattern, ...]

    def uses(self, attribute: str) -> bool:
        """Whether any condition is on *attribute*."""
        return any(each.attribute == attribute for token in self.tokens for each in token.conditions)

    @property
    def between(self) -> int:
        """How many words stand at most between the first and the last of its anchors."""
        most = [token.most for token in self.tokens]
        anchored = [at for at, token in enumerate(self.tokens) if token.least and _find_anchor(token)]
        return sum(most[anchored[0] : anchored[-1] + 1])

    @property
    def anchors(self) -> list[Anchor]:
        """The words by which it can be looked up, one for each token that has any."""
        found = (_find_anchor(token) for token in self.tokens if token.least)
        return [anchor for anchor in found if anchor is not None]


def _find_anchor(token: TokenPattern) -> Anchor | None:
    for condition in token.conditions:
        if condition.negated or condition.attribute not in ("word", "stem"):
            continue
        if condition.attribute == "stem":
            return Anchor("stem", condition.value)
        first, *others = map(_make_anchor, find_beginnings(condition.value))
        if first and all(others):
            return msgspec.structs.replace(first, others=tuple(filter(None, others)))
    return None


def _make_anchor(beginning: Beginning) -> Anchor | None:
    """What is looked up for words with this *beginning*; None where it is too short."""
    letters = re.match(r"[^\W_]*", beginning.text)
    held = letters[0] if letters else ""
    if beginning.whole and held == beginning.text and held:
        return Anchor("form", held)
    return Anchor("prefix", held) if len(held) >= SHORTEST else None


def _read_gap(found: re.Match[str]) -> TokenPattern:
    least = int(found[1]) if found[1] else 1
    most = int(found[2]) if found[2] else least
    if not least <= most <= WIDEST_GAP:
        raise make_problem("gap", found.start(), most=WIDEST_GAP)
    return TokenPattern((), least, most)


def _check_expression(found: re.Match[str]) -> None:
    """That the value of the condition *found* is an expression, and of one word."""
    compile_expression(found[3], found.start(3))
    whole = _EXPRESSION.match(found[3])
    if found[1] == "word" and whole and whole.end() < len(found[3]):
        raise make_problem("one_word", found.start(3) + whole.end(), sign=found[3][whole.end()])


def _read_conditions(text: str, at: int) -> tuple[TokenPattern, int]:
    """The token in brackets that begins at *at*, and where it ends."""
    conditions, place = [], at + 1
    while True:
        found = _CONDITION.match(text, place)
        if found is None:
            raise make_problem("condition", place)
        if found[1] not in ATTRIBUTES:
            raise make_problem("attribute", found.start(1), name=found[1], known=", ".join(ATTRIBUTES))
        if found[1] != "stem":
            _check_expression(found)
        elif not re.fullmatch(r"[^\W_]+", found[3]):
            raise make_problem("stem", found.start(3))
        conditions.append(Condition(found[1], found[3], found[2] == "!=", found.start(3)))
        place = found.end()
        sign = text[place : place + 1]
        if sign == "]":
            return TokenPattern(tuple(conditions)), place + 1
        if sign != "&":
            raise make_problem("joined", place)
        place += 1


def _read_plain(text: str, at: int) -> list[TokenPattern]:
    """The words of *text*, which stands at *at*: signs between two of them are left out, as in a search."""
    if operator := _OPERATOR.search(text):
        raise make_problem("operator", at + operator.start(), sign=operator[0])
    if text.startswith("-") and _WORD.search(text):
        raise make_problem("minus", at)
    words = [_read_word(word[0], at + word.start()) for word in _WORD.finditer(text)]
    if not words:
        raise make_problem("no_word", at, text=text)
    return words


def _read_word(word: str, at: int) -> TokenPattern:
    if "*" not in word and "?" not in word:
        return TokenPattern((Condition("stem", word, at=at),))
    expression = translate_wildcards(word)
    compile_expression(expression, at)
    return TokenPattern((Condition("word", expression, at=at),))


def _read_quoted(text: str, at: int) -> list[TokenPattern]:
    """An expression for each word of *text*, which stands at *at*."""
    found = [(word[0], at + word.start()) for word in _EXPRESSION.finditer(text)] or [(text, at)]
    for expression, place in found:
        compile_expression(expression, place)
    return [TokenPattern((Condition("word", expression, at=place),)) for expression, place in found]


def _read_token(text: str, at: int) -> tuple[list[TokenPattern], int]:
    if gap := _GAP.match(text, at):
        return [_read_gap(gap)], gap.end()
    if text[at] == "[":
        token, end = _read_conditions(text, at)
        return [token], end
    if quoted := _QUOTED.match(text, at):
        return _read_quoted(quoted[1], at + 1), quoted.end()
    if text[at] == '"':
        raise make_problem("quotation", at)
    plain = _PLAIN.match(text, at)
    if plain is None:
        raise make_problem("beginning", at, sign=text[at])
    return _read_plain(plain[0], at), plain.end()


def parse(text: str) -> Pattern:
    """The pattern that *text* means.

    Raises :exc:`~dosvoces.core.errors.QueryError`, which says at which character, when it means none, and
    when no token of it can be looked up.
    """
    text = unicodedata.normalize("NFC", text).replace("“", '"').replace("”", '"')
    tokens: list[TokenPattern] = []
    at = _BLANK.match(text).end()  # type: ignore[union-attr]
    while at < len(text):
        found, at = _read_token(text, at)
        tokens += found
        if len(tokens) > MOST_TOKENS:
            raise make_problem("tokens", at, most=MOST_TOKENS)
        if text[at - 1 : at] in ("]", "}", '"') and text[at : at + 1] in ("*", "+", "?", "{"):
            raise make_problem("repeated", at)
        at = _BLANK.match(text, at).end()  # type: ignore[union-attr]
    pattern = Pattern(tuple(tokens))
    if not pattern.anchors:
        raise make_problem("nothing", least=SHORTEST)
    return pattern
