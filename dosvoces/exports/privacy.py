"""Anonymisation: names of authors, e-mail addresses, phone numbers and handles are masked.

Every letter becomes ``x`` and every digit ``0``: no offset changes, so spans, fragments and links stay right.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from dosvoces.core.record import Article, BilingualRecord, Block, Rights, Segment, SegmentSide
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

#: Addresses in running text, tried at the beginning of a word alone, as above.
_ADDRESS = re.compile(
    r"(?<![\w.-])(?:[a-z][a-z+]{1,9}://\S+|[\w-]+(?:\.[\w-]+)+(?:[/?#]\S*)?)", re.IGNORECASE
)

#: An address in an address in an address; who encodes it more often wants to keep us busy.
_DEEPEST = 3

_ESCAPES = re.compile(r"(?:%[0-9a-f]{2})+", re.IGNORECASE)

_LETTER_OR_DIGIT = re.compile(r"[^\W_]")

#: Roles of blocks that name people and say nothing else.
_WHOLE = ("byline", "credit")

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
    in_addresses = re.compile("[-_.+ ]?".join(words)) if len(words) > 1 else None
    return _Name(re.compile(r"\s+".join(words)), in_addresses)


def _find_names(article: Article) -> list[_Name]:
    """The names of the people who wrote *article*, longest first."""
    names = {author.name.strip() for author in article.authors if author.type == "Person"}
    ordered = sorted(names, key=lambda name: (-len(name), name))
    return [_make_name(name) for name in ordered if len(name) >= _SHORTEST_NAME]


def _find_places(text: str, patterns: Sequence[re.Pattern[str]]) -> Iterator[tuple[int, int]]:
    """Where *patterns* are in *text* as whole words, with and without accents and capitals."""
    flat = text.translate(_flat) if patterns else ""
    for pattern in patterns:
        for match in pattern.finditer(flat):
            start, end = match.span()
            if not (flat[start - 1 : start].isalnum() or flat[end : end + 1].isalnum()):
                yield start, end


def _hide_names(text: str, patterns: Sequence[re.Pattern[str]]) -> str:
    """*text* without what *patterns* find in it."""
    for start, end in _find_places(text, patterns):
        text = text[:start] + _hide(text[start:end]) + text[end:]
    return text


def _decode(url: str) -> tuple[str, list[int]]:
    """*url* without percent-encoding, and where each of its characters begins in *url*, and the end."""
    characters: list[str] = []
    starts: list[int] = []
    end = 0
    for match in _ESCAPES.finditer(url):
        characters += url[end : match.start()]
        starts += range(end, match.start())
        end = match.start()
        for character in bytes.fromhex(match[0].replace("%", "")).decode(errors="surrogateescape"):
            # What is no UTF-8 is Latin-1, as old sites write it.
            old = "\udc80" <= character <= "\udcff"
            characters.append(chr(ord(character) - 0xDC00) if old else character)
            starts.append(end)
            end += 3 if old else 3 * len(character.encode())
    characters += url[end:]
    starts += range(end, len(url) + 1)
    return "".join(characters), starts


def _hide_in_address(url: str, patterns: Sequence[re.Pattern[str]]) -> str:
    """*url* without what *patterns* find in it, percent-encoded or not; an encoded letter is hidden whole."""
    if "%" not in url:
        return _hide_names(url, patterns)
    text, starts = url, list(range(len(url) + 1))
    for _ in range(_DEEPEST):
        text, places = _decode(text)
        starts = [starts[place] for place in places]
    hidden = {place for start, end in _find_places(text, patterns) for place in range(start, end)}
    parts = []
    for place, character in enumerate(text):
        written = url[starts[place] : starts[place + 1]]
        mask = _hide(character) if place in hidden else character
        parts.append(written if mask == character else mask * len(written))
    return "".join(parts)


class _Places:
    """Blocks before and after: what a sentence became within its block, where more is known than alone.

    A phone number may stand behind its ``Cel.`` as a sentence of its own.
    """

    def __init__(self, before: Sequence[Block], after: Sequence[Block]) -> None:
        self._texts = {old.position: (old.text, new.text) for old, new in zip(before, after, strict=True)}
        self._whole = {block.position for block in before if block.role in _WHOLE}

    def is_whole(self, side: SegmentSide) -> bool:
        """Whether *side* is of a block that is hidden as a whole."""
        return any(span.block in self._whole for span in side.spans)

    def find(self, side: SegmentSide) -> str | None:
        """The masked text of *side*; None when its text is not what its spans name."""
        if not side.spans or any(span.block not in self._texts for span in side.spans):
            return None
        old, new = (
            [self._texts[span.block][which][span.start : span.end] for span in side.spans] for which in (0, 1)
        )
        # Sentences that a translator joined are joined by a space, or stand in one piece of a block.
        return next((glue.join(new) for glue in (" ", "") if glue.join(old) == side.text), None)


class _Mask:
    def __init__(self, articles: Sequence[Article]) -> None:
        names = [name for article in articles for name in _find_names(article)]
        self._in_text = [name.in_text for name in names]
        self._in_addresses = [name.in_addresses for name in names if name.in_addresses]

    def text(self, text: str) -> str:
        for pattern in _PATTERNS:
            text = pattern.sub(_hide_match, text)
        if self._in_addresses:
            text = _ADDRESS.sub(lambda match: self.address(match[0]), text)
        return _hide_names(text, self._in_text)

    def address(self, url: str) -> str:
        return _hide_in_address(url, self._in_addresses)

    def rights(self, rights: Rights) -> Rights:
        said = {
            name: self.address(self.text(value))
            for name in ("tdm_policy", "license")
            if (value := getattr(rights, name)) is not None
        }
        return msgspec.structs.replace(rights, **said)

    def block(self, block: Block) -> Block:
        text = _hide(block.text) if block.role in _WHOLE else self.text(block.text)
        return msgspec.structs.replace(block, text=text, cites=None)

    def side(self, side: SegmentSide, places: _Places) -> SegmentSide:
        text = places.find(side)
        if text is None:
            text = _hide(side.text) if places.is_whole(side) else self.text(side.text)
        return msgspec.structs.replace(side, text=text)

    def segment(self, segment: Segment, source: _Places, target: _Places) -> Segment:
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
            rights=self.rights(article.rights),
            blocks=tuple(self.block(block) for block in article.blocks),
        )


def anonymise(record: BilingualRecord) -> BilingualRecord:
    """*record* without its authors' names, e-mail addresses, phone numbers and handles."""
    article, other = record.article, record.counterpart
    mask = _Mask((article, other) if other else (article,))
    masked, masked_other = mask.article(article), mask.article(other) if other else None
    translation = tuple(mask.block(block) for block in record.translation)
    source = _Places(article.blocks, masked.blocks)
    machine = _Places(record.translation, translation) if translation else source
    human = _Places(other.blocks, masked_other.blocks) if other and masked_other else _Places((), ())
    return msgspec.structs.replace(
        record,
        article=masked,
        translation=translation,
        segments=tuple(
            mask.segment(segment, source, human if segment.origin == "human" else machine)
            for segment in record.segments
        ),
        counterpart=masked_other,
    )
