"""People left unnamed: authors, e-mail addresses, phone numbers and handles, character by character.

Every letter becomes ``x`` and every digit ``0``: no offset changes, so spans, fragments and links stay right.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec

from dosvoces.record import Article, BilingualRecord, Block, Segment, SegmentSide
from dosvoces.store.corrections import name_engine

_PATTERNS = (
    # e-mail addresses; tried at the beginning of a word alone, so that a very long one takes no quadratic
    # time
    re.compile(r"(?<![\w.+%-])[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"),
    # handles; not the @ of an address, which is gone by now
    re.compile(r"(?<![\w@])@\w{2,}(?:\.\w+)*"),
    # profiles on social networks
    re.compile(
        r"(?<!\w)(?:twitter|x|facebook|instagram|tiktok|threads|t)\.(?:com|net|me)/@?[\w.]+", re.IGNORECASE
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

S = TypeVar("S", bound=msgspec.Struct)


def _hide(text: str) -> str:
    return _LETTER_OR_DIGIT.sub(lambda match: "0" if match[0].isdigit() else "x", text)


def _find_names(article: Article) -> list[re.Pattern[str]]:
    """Patterns for the names of the people who wrote *article*, whole names first."""
    names = {author.name.strip() for author in article.authors if author.type == "Person"}
    patterns = []
    for name in sorted(names, key=lambda name: (-len(name), name)):
        if len(name) >= _SHORTEST_NAME:
            words = (re.escape(unicodedata.normalize("NFC", word)) for word in name.split())
            patterns.append(re.compile(r"(?<!\w)" + r"\s+".join(words) + r"(?!\w)", re.IGNORECASE))
    return patterns


class _Mask:
    def __init__(self, names: Iterable[re.Pattern[str]]) -> None:
        self._patterns = (*_PATTERNS, *names)

    def text(self, text: str) -> str:
        for pattern in self._patterns:
            text = pattern.sub(lambda match: _hide(match[0]), text)
        return text

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
            msgspec.structs.replace(image, caption=self.text(image.caption), credit=_hide(image.credit))
            for image in article.images
        )
        return msgspec.structs.replace(
            article,
            **changed,
            authors=(),
            keywords=tuple(self.text(keyword) for keyword in article.keywords),
            images=images,
            blocks=tuple(self.block(block) for block in article.blocks),
        )


def _whole(blocks: tuple[Block, ...]) -> frozenset[int]:
    return frozenset(block.position for block in blocks if block.role in ("byline", "credit"))


def anonymise(record: BilingualRecord) -> BilingualRecord:
    """*record* without its authors' names, e-mail addresses, phone numbers and handles; URLs stay."""
    other = record.counterpart
    names = _find_names(record.article) + (_find_names(other) if other else [])
    mask = _Mask(names)
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
