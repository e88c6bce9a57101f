"""The story's pictures, with what the outlet printed about them."""

import re
from collections import deque
from collections.abc import Iterator, Sequence

from dosvoces.core.record import Image
from pipelines.extract import jsonld
from pipelines.extract.document import Document, Element
from pipelines.extract.pictures import is_credit
from pipelines.extract.text import collapse, inner_text

#: A gallery of more is kept to this many.
_MOST_IMAGES = 200
_LONGEST_SRCSET = 10_000
#: Attributes that hold a lazily loaded picture's address, before ``src``, which holds a placeholder.
_LAZY = ("data-src", "data-lazy-src", "data-original", "data-srcset", "data-lazy", "srcset", "src")
#: Words in the names of files that are no pictures of a story, and those that are only when they stand alone.
_JUNK = re.compile(
    r"(?:^|[\W_])(?:logo|icon|avatar|sprite|placeholder|spacer|1x1|emoji|gravatar)s?(?:[\W_\d]|$)", re.I
)
_BARE_JUNK = re.compile(r"(?:pixel|blank|badge|button|loading|loader|transparent)[\W_\d]*(?:\.\w+)?", re.I)
#: Parameters of an address that say how large and how a picture is sent, not which it is.
_SIZING = frozenset({
    "w", "width", "h", "height", "resize", "size", "quality", "q", "fit", "crop", "auto", "format", "fm",
    "dpr", "strip", "ssl", "rect", "im", "imwidth", "v", "ver",
})  # fmt: skip
_DESCRIPTOR = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)[wx]")
_CREDIT_CLASS = re.compile(r"credit|credito|photographer|copyright|autor|source|fuente|byline|firma", re.I)
_CREDIT_TAIL = re.compile(
    r"\s*[(\[]\s*((?:photos?|fotos?|credit|crédito|imagen|image|©)\b[^()\[\]]{2,100}|"
    r"[^()\[\]]{0,60}(?:getty|reuters|afp|efe|ap photo|ap)\b[^()\[\]]{0,60})[)\]]\s*$",
    re.I,
)


def read(document: Document, holders: Sequence[Element]) -> tuple[tuple[Image, ...], str]:
    """The pictures in the story's figures, then those its metadata names; and where the first is from."""
    found: dict[str, Image] = {}
    scopes = [next(holder.iterancestors("article", "main"), holder) for holder in holders[:1]] or [
        document.root
    ]
    printed = [image for scope in scopes for image in _from_figures(scope, document)]
    source = "page" if printed else "json-ld" if document.story.get("image") else "opengraph"
    for image in (*printed, *_declared(document)):
        key = _identify(image.url)
        known = found.get(key)
        if known is None:
            if len(found) < _MOST_IMAGES:
                found[key] = image
        elif not known.caption and image.caption:
            found[key] = image
    return tuple(found.values()), source


def _from_figures(scope: Element, document: Document) -> Iterator[Image]:
    for number, figure in enumerate(scope.iter("figure")):
        if number >= _MOST_IMAGES:
            return
        picture = figure.find(".//img")
        if picture is None:
            picture = figure.find(".//amp-img")
        if picture is None:
            continue
        url = document.absolute(_address(picture))
        name = url.split("?")[0].rsplit("/", 1)[-1]
        is_junk = bool(_JUNK.search(name) or _BARE_JUNK.fullmatch(name))
        if not url or (is_junk and figure.find(".//figcaption") is None):
            continue
        caption, credit = _split_caption(figure)
        yield Image(url=url, caption=caption, credit=credit)


def _address(picture: Element) -> str:
    for name in _LAZY:
        value = (picture.get(name) or "").strip()
        if value and not value.startswith("data:"):
            return _choose_source(value) if "srcset" in name else value
    return ""


def _choose_source(srcset: str) -> str:
    """The largest picture of *srcset*; the first of those that tell no size."""
    sources = list(_read_sources(srcset[:_LONGEST_SRCSET]))
    return max(sources, key=lambda one: one[1])[0] if sources else ""


def _read_sources(srcset: str) -> Iterator[tuple[str, float]]:
    """The addresses in *srcset* with their sizes; a comma inside an address is part of it."""
    waiting = deque(srcset.split())
    while waiting:
        address, size = waiting.popleft().lstrip(","), 0.0
        if not address:
            continue
        if waiting and not address.endswith(","):
            told, _, following = waiting.popleft().partition(",")
            if found := _DESCRIPTOR.fullmatch(told):
                size = float(found[1])
            if following:
                waiting.appendleft(following)
        if address := address.rstrip(","):
            yield address, size


def _identify(url: str) -> str:
    """*url* without what says only how the picture is sent."""
    path, _, query = url.partition("?")
    kept = [part for part in query.split("&") if part and part.partition("=")[0].lower() not in _SIZING]
    return "?".join([path, *sorted(kept)])


def _split_caption(figure: Element) -> tuple[str, str]:
    """The caption and the credit of *figure*."""
    caption = figure.find(".//figcaption")
    if caption is None:
        return "", ""
    names = [
        text
        for element in caption.iter("span", "div", "p", "small", "cite", "em", "b", "strong", "a")
        if _CREDIT_CLASS.search(element.get("class") or "") and (text := collapse(inner_text(element)))
    ]
    whole = collapse(inner_text(caption))[:2000]
    credit = names[0][:300] if names else ""
    if credit:
        whole = collapse(whole.replace(credit, " ")) if credit in whole else whole
    elif found := _CREDIT_TAIL.search(whole):
        credit, whole = found[1].strip(), whole[: found.start()]
    elif is_credit(whole):
        credit, whole = whole, ""
    return whole.strip(" |-–—/"), credit


def _declared(document: Document) -> Iterator[Image]:
    """Pictures that JSON-LD and OpenGraph name."""
    for one in jsonld.items(document.story.get("image"))[:_MOST_IMAGES]:
        one = jsonld.resolve(one, document.nodes)
        address = (
            one
            if isinstance(one, str)
            else jsonld.text(one.get("url") or one.get("contentUrl"))
            if isinstance(one, dict)
            else ""
        )
        if url := document.absolute(address) if address else "":
            caption = (
                jsonld.text(one.get("caption") or one.get("description")) if isinstance(one, dict) else ""
            )
            credit = (
                jsonld.text(one.get("creditText") or one.get("creator") or one.get("author"))
                if isinstance(one, dict)
                else ""
            )
            yield Image(url=url, caption=caption, credit=credit)
    for name in ("og:image", "og:image:url", "twitter:image"):
        if url := document.absolute(document.first(name)) if document.first(name) else "":
            yield Image(url=url)
            return
