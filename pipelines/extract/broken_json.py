"""JSON as pages print it: read, and mended where that is unambiguous."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from pipelines.extract.text import NONCHARACTERS

#: Longer scripts are no description of an article, and each level of mending reads them again.
_LONGEST_SCRIPT = 2_000_000
_NONCHARACTER = re.compile(f"[{NONCHARACTERS}]")
_BLANKS = " \t\r\n\f\u00a0\u2028\u2029\ufeff"
#: Signs of comments and CDATA that stand around the JSON.
_OPENING = re.compile(r"//|/\*|\*/|(?:<|&lt;)!(?:--|\[CDATA\[)", re.I)
_CLOSING = re.compile(r"(?://|/\*|\*/|-->|--&gt;|\]\]>|\]\]&gt;|;)$")
#: A whole comment before the JSON, which says who made it.
_SAID_BEFORE = re.compile(r"(?:/\*[^{\[*]{0,300}+\*/|<!--[^{\[>]{0,300}-->)\s*+")
_COMMENT_LINE = re.compile(r"^[ \t]*//[^\n]*\n?", re.M)
#: Strings, comments, colons without a value, and the value that only JavaScript has.
_PIECES = re.compile(
    r'"(?:[^"\\]|\\.)*+(?:"|\Z)|/\*(?:[^*]|\*(?!/)){0,2000}+\*/|//[^\n]*+|:(?=\s*+[,}])|\bundefined\b', re.S
)
#: A quotation mark that ends or begins a string; the others stand inside one.
_BORDERS = re.compile(r'(?<=[{\[,:])\s*+"|(?<!\\)"(?=\s*+(?:[:}\]]|\Z|,\s*+(?:["{\[\d\-]|true|false|null)))')
#: What JavaScript and Python write otherwise: strings in single quotes, of which one amid a string ends none,
#: names without quotes and words.
_TOKENS = re.compile(
    r""""(?:[^"\\]|\\.)*+(?:"|\Z)|'(?:[^'\\]|\\.|'(?!\s*+[:,}\]]))*+(?:'|\Z)"""
    r"""|(?<![\w$])[A-Za-z_$][\w$]*+(?=\s*+:)|\b(?:True|False|None)\b""",
    re.S,
)
_BARE_QUOTE = re.compile(r'(?<!\\)"')
_WORDS = {"True": "true", "False": "false", "None": "null"}
#: A script that puts the object into a variable.
_ASSIGNED = re.compile(r"^[\w.$ ]{1,80}=\s*+(?=[{\[])")
_MISSING_COMMA = re.compile(r'("|\}|\]|\d|true|false|null)([^\S\n]*\n\s*)(")')
_BAD_ESCAPE = re.compile(r'\\(?:u(?![0-9a-fA-F]{4})|(?!["\\/bfnrtu]))')
_ADJACENT = re.compile(r"\}\s*\{")
_QUOTE_ENTITY = re.compile(r"&(?:quot|#0*34|#x0*22);", re.I)


def parse(source: str) -> list[Any]:
    """The JSON values of one script; none when it cannot be mended."""
    source = source.strip(_BLANKS)[:_LONGEST_SCRIPT]
    for text in _mendings(source):
        try:
            return [_drop_half_characters(json.loads(text, strict=False), text)]
        except RecursionError:
            return []
        except ValueError:
            continue
    return [_drop_half_characters(value, source) for value in _parse_prefix(source)]


def _drop_half_characters(value: Any, source: str) -> Any:
    """*value* without halves of surrogate pairs, as texts cut inside an escaped emoji have them.

    Nor has it what Unicode calls no character.
    """
    if not any(escape in source for escape in ("\\ud", "\\uD", "\\uf", "\\uF")):
        return value
    text = _NONCHARACTER.sub("", json.dumps(value, ensure_ascii=False))
    return json.loads(text.encode("utf-8", "ignore"), strict=False)


def _mendings(source: str) -> Iterator[str]:
    """*source* and, in order of boldness, its mended forms; made only as they are asked for."""
    yield source
    bare = _unwrap(source)
    yield bare
    if len(_QUOTE_ENTITY.findall(bare)) > bare.count('"'):
        bare = html.unescape(bare)
        yield bare
    printed, bare = bare, _COMMENT_LINE.sub("", bare)
    mended = _drop_commas(_BAD_ESCAPE.sub(_double_backslash, bare))
    yield mended
    mended = _drop_commas(_PIECES.sub(_mend_piece, mended))
    yield mended
    yield _MISSING_COMMA.sub(r"\1,\2\3", mended)
    yield _escape_inner_quotes(mended)
    yield _drop_commas(_BAD_ESCAPE.sub(_double_backslash, _TOKENS.sub(_translate, printed)))
    if _ADJACENT.search(mended):
        yield "[" + _ADJACENT.sub("},{", mended) + "]"
    yield _close(mended)


def _double_backslash(found: re.Match[str]) -> str:
    return "\\\\" + found[0][1:]


def _translate(found: re.Match[str]) -> str:
    """A token of JavaScript or Python as JSON writes it."""
    token = found[0]
    if token[0] == "'":
        return '"' + _BARE_QUOTE.sub(r"\"", token[1:-1].replace("\\'", "'")) + '"'
    if token[0] == '"':
        return token
    return _WORDS.get(token) or f'"{token}"'


def _mend_piece(found: re.Match[str]) -> str:
    """A string as it is, a comment dropped, null behind a colon without a value."""
    return {'"': found[0], "/": "", ":": ":null", "u": "null"}[found[0][0]]


def _escape_inner_quotes(source: str) -> str:
    """*source* with the quotation marks escaped that stand inside its strings."""
    pieces, position = [], 0
    for border in _BORDERS.finditer(source):
        pieces += [source[position : border.start()].replace('\\"', '"').replace('"', '\\"'), border[0]]
        position = border.end()
    return "".join([*pieces, source[position:]])


def _unwrap(source: str) -> str:
    """*source* without the signs of comments and CDATA around it."""
    for _ in range(6):
        line, _, rest = source.partition("\n")
        if line.startswith("//") and not re.search(r"[{\[]", line):
            source = rest.lstrip()
            continue
        opened = _SAID_BEFORE.match(source) or _OPENING.match(source)
        source = source[opened.end() :].lstrip() if opened else source
        source = _ASSIGNED.sub("", source)
        closed = _CLOSING.search(source[-12:])
        source = source[: closed.start() - len(source[-12:])].rstrip() if closed else source
        if not opened and not closed:
            break
    return source


def _drop_commas(source: str) -> str:
    """*source* without doubled commas and those before a bracket, each run of blanks read once."""
    kept: list[str] = []
    for number, part in enumerate(source.split(",")):
        if number and part.strip() and part.lstrip()[0] not in "}]":
            kept.append(",")
        kept.append(part)
    return "".join(kept)


def _close(source: str) -> str:
    """*source* with the brackets that are missing at its end."""
    open_brackets: list[str] = []
    for piece in re.finditer(r'"(?:[^"\\]|\\.)*+(?:"|\Z)|[{}\[\]]', source, re.S):
        sign = piece[0]
        if sign in "{[":
            open_brackets.append("}" if sign == "{" else "]")
        elif sign in "}]" and open_brackets:
            open_brackets.pop()
    return source + "".join(reversed(open_brackets))


def _parse_prefix(source: str) -> list[Any]:
    """The values at the beginning of *source*, for scripts with something after the JSON."""
    decoder = json.JSONDecoder(strict=False)
    values: list[Any] = []
    position = 0
    while position < len(source) and len(values) < 50:
        begin = min(
            (i for i in (source.find("{", position), source.find("[", position)) if i >= 0), default=-1
        )
        if begin != position and (begin < 0 or source[position:begin].strip(" \r\n\t,;")):
            break
        try:
            value, position = decoder.raw_decode(source, begin)
        except (ValueError, RecursionError):
            break
        values.append(value)
    return values
