"""People left unnamed: authors, e-mail addresses, phone numbers and handles, character by character.

Every letter becomes ``x`` and every digit ``0``: no offset changes, so spans, fragments and links stay right.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from dosvoces.record import Article, BilingualRecord, Block, Segment, SegmentSide
from dosvoces.store.corrections import name_engine
from dosvoces.store.stems import fold

_PATTERNS = (
    # e-mail addresses; tried at the beginning of a word alone, so that a very long one takes no quadratic
    # time
    re.compile(r"(?<![\w.+%-])[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"),
    # handles; not the @ of an address, which is gone by now
    re.compile(r"(?<![\w@])@\w{2,}(?:\.\w+)*"),
    # profiles on social networks
    re.compile(
        r"(?<!\w)(?:(?:twitter|x|facebook|instagram|tiktok|threads|youtube|t|wa)\.(?:com|net|me)/@?"
        r"|linkedin\.com/in/|bsky\.app/profile/)[\w.-]+",
        re.IGNORECASE,
    ),
    # short phone numbers, as in Central America, behind a word that says so: eight digits alone may be years
    re.compile(
        r"(?<!\w)(?:tel(?:[ée]fonos?|ephone)?|phone|cel(?:ular)?|m[óo]vil|mobile|whatsapp|fax)[.:]{0,2}\s{0,2}"
        r"(?P<hidden>\(?\d(?:[ ().\u00a0-]{0,2}\d){6,14})(?!\w)",
        re.IGNORECASE,
    ),
    # phone numbers: nine digits and more with the usual signs between, but no decimals, no sums written with
    # points and no part of an address
    re.compile(
        r"(?<![\w.,/-])(?!\d+\.\d{5})(?!\d{1,3}(?:\.\d{3})+(?!\d|[ .-]\d))"
        r"\+?\(?\d(?:[ ().\u00a0-]{0,2}\d){8,14}(?![\w/]|[.,]\d)"
    ),
)

_LETTER_OR_DIGIT = re.compile(r"[^\W_]")

#: Words of a byline that are no name: hiding them would hide half of every text.
_SHORTEST_NAME = 3


def _hide_match(match: re.Match[str]) -> str:
    if "hidden" not in match.re.groupindex:
        return _hide(match[0])
    start = match.start("hidden") - match.start()
    return match[0][:start] + _hide(match[0][start:])


def _hide(text: str) -> str:
    return _LETTER_OR_DIGIT.sub(lambda match: "0" if match[0].isdigit() else "x", text)


class _Flat(dict[int, str]):
    """For :meth:`str.translate`: every character without case and accents, one for one."""

    def __missing__(self, code: int) -> str:
        flat = fold(chr(code))
        self[code] = flat if len(flat) == 1 else chr(code)
        return self[code]


_flat = _Flat()

#: An accent by itself, which may stand behind any letter.
_MARK = "[\u0300-\u036f]?"


class _Name(NamedTuple):
    """Where a person's name stands in flat text, and in flat addresses if it has several words."""

    in_text: re.Pattern[str]
    in_addresses: re.Pattern[str] | None


@lru_cache(maxsize=1000)
def _make_name(name: str) -> _Name:
    flat = (unicodedata.normalize("NFC", word).translate(_flat) for word in name.split())
    words = ["".join(re.escape(letter) + _MARK for letter in word) for word in flat]
    in_addresses = re.compile("(?:[-_.+]|%20)?".join(words)) if len(words) > 1 else None
    return _Name(re.compile(r"\s+".join(words)), in_addresses)


def _find_names(article: Article) -> list[_Name]:
    """The names of the people who wrote *article*, longest first."""
    names = {author.name.strip() for author in article.authors if author.type == "Person"}
    ordered = sorted(names, key=lambda name: (-len(name), name))
    return [_make_name(name) for name in ordered if len(name) >= _SHORTEST_NAME]


def _hide_names(text: str, patterns: Sequence[re.Pattern[str]]) -> str:
    """*text* without what *patterns* find in it as whole words, with and without accents and capitals."""
    flat = text.translate(_flat) if patterns else ""
    for pattern in patterns:
        for match in pattern.finditer(flat):
            start, end = match.span()
            if not (flat[start - 1 : start].isalnum() or flat[end : end + 1].isalnum()):
                text = text[:start] + _hide(text[start:end]) + text[end:]
    return text


class _Mask:
    def __init__(self, articles: Sequence[Article]) -> None:
        names = [name for article in articles for name in _find_names(article)]
        self._in_text = [name.in_text for name in names]
        self._in_addresses = [name.in_addresses for name in names if name.in_addresses]

    def text(self, text: str) -> str:
        for pattern in _PATTERNS:
            text = pattern.sub(_hide_match, text)
        return _hide_names(text, self._in_text)

    def address(self, url: str) -> str:
        return _hide_names(url, self._in_addresses)

    def block(self, block: Block) -> Block:
        text = _hide(block.text) if block.role in ("byline", "credit") else self.text(block.text)
        return msgspec.structs.replace(block, text=text, cites=None)

    def side(self, side: SegmentSide, whole: frozenset[int]) -> SegmentSide:
        hidden = any(span.block in whole for span in side.spans)
        return msgspec.structs.replace(side, text=_hide(side.text) if hidden else self.text(side.text))

    def segment(self, segment: Segment, source: frozenset[int], target: frozenset[int]) -> Segment:
        return msgspec.structs.replace(
            segment,
            source=self.side(segment.source, source),
            target=self.side(segment.target, target),
            engine=name_engine(segment.engine),
        )

    def article(self, article: Article) -> Article:
        changed: dict[str, Any] = {
            name: self.text(getattr(article, name)) for name in ("headline", "description", "section")
        }
        images = tuple(
            msgspec.structs.replace(
                image,
                url=self.address(image.url),
                caption=self.text(image.caption),
                credit=_hide(image.credit),
            )
            for image in article.images
        )
        alternates = (
            msgspec.structs.replace(other, url=self.address(other.url)) for other in article.alternates
        )
        return msgspec.structs.replace(
            article,
            **changed,
            url=self.address(article.url),
            canonical_url=self.address(article.canonical_url),
            alternates=tuple(alternates),
            authors=(),
            keywords=tuple(self.text(keyword) for keyword in article.keywords),
            images=images,
            blocks=tuple(self.block(block) for block in article.blocks),
        )


def _whole(blocks: tuple[Block, ...]) -> frozenset[int]:
    return frozenset(block.position for block in blocks if block.role in ("byline", "credit"))


def anonymise(record: BilingualRecord) -> BilingualRecord:
    """*record* without its authors' names, e-mail addresses, phone numbers and handles."""
    other = record.counterpart
    mask = _Mask((record.article, other) if other else (record.article,))
    source = _whole(record.article.blocks)
    targets = {
        False: _whole(record.translation or record.article.blocks),
        True: _whole(other.blocks if other else ()),
    }
    return msgspec.structs.replace(
        record,
        article=mask.article(record.article),
        translation=tuple(mask.block(block) for block in record.translation),
        segments=tuple(
            mask.segment(segment, source, targets[segment.origin == "human"]) for segment in record.segments
        ),
        counterpart=mask.article(other) if other else None,
    )
