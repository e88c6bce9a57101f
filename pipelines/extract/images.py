"""The story's pictures, with what the outlet printed about them."""

import re
from collections.abc import Iterator, Sequence

from dosvoces.core.record import Image
from pipelines.extract import jsonld
from pipelines.extract.document import Document, Element
from pipelines.extract.pictures import is_credit
from pipelines.extract.text import collapse, inner_text

#: A gallery of more is kept to this many.
_MOST_IMAGES = 200
#: Attributes that hold a lazily loaded picture's address, before ``src``, which holds a placeholder.
_LAZY = ("data-src", "data-lazy-src", "data-original", "data-srcset", "data-lazy", "srcset", "src")
_JUNK = re.compile(
    r"(?:logo|icon|avatar|sprite|placeholder|pixel|blank|spacer|1x1|emoji|gravatar|badge|button|loading)",
    re.I,
)
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
        key = image.url.split("?")[0]
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
        if not url or _JUNK.search(url.rsplit("/", 1)[-1]):
            continue
        caption, credit = _split_caption(figure)
        yield Image(url=url, caption=caption, credit=credit)


def _address(picture: Element) -> str:
    for name in _LAZY:
        value = (picture.get(name) or "").strip()
        if value and not value.startswith("data:"):
            return value.split(",")[0].split(" ")[0] if "srcset" in name else value
    return ""


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
