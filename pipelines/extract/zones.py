"""Zones: what an element is for, by its tag, role and the vocabulary of its class and id."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Literal, cast

from lxml import etree

from pipelines.phrases import fold_word

Zone = Literal[
    "advertising", "aside", "author", "byline", "caption", "comments", "consent", "credit", "embed", "form",
    "hidden", "infobox",
    "navigation", "newsletter", "pullquote", "related", "social", "standfirst", "tags",
]  # fmt: skip

#: Never read: code, controls and frames.
SKIPPED_TAGS = frozenset({
    "script", "style", "noscript", "template", "svg", "iframe", "select", "option", "input", "textarea",
    "head",
    "object", "embed", "audio", "canvas", "map", "math", "button", "datalist", "dialog", "source", "track",
    "link", "meta", "amp-ad", "amp-sidebar", "amp-analytics", "applet", "nav", "menu", "title", "del",
})  # fmt: skip

#: Elements that hold the page or the story; their classes tell of the page's features, not of a purpose.
_HOLDERS = frozenset({"html", "body", "main", "article"})

#: Boxes whose label says in words what they are for; a label of other elements may describe what they do.
_LABELLED = frozenset({"section", "aside", "div", "form"})
_TOLD_BY_LABELS: frozenset[Zone] = frozenset({"advertising", "comments", "newsletter"})

#: Their ids are made of their words.
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

#: First words of class names that state a feature of the element or its page: ``has-sidebar``, ``no-ads``.
_MODIFIERS = frozenset({
    "has", "no", "with", "without", "js", "not", "wf", "non", "use", "enable", "enabled", "lazyload",
    "col", "row", "grid",
    "flex", "u", "mt", "mb", "pt", "pb", "md", "sm", "lg", "xs",
})  # fmt: skip

#: The vocabulary: phrases by zone, in order of precedence.
_PHRASES: dict[str, list[str]] = tomllib.loads(files(__package__).joinpath("zones.toml").read_text("utf-8"))
#: Phrases that mean the story's text, whatever else the class says.
_BODY = frozenset(_PHRASES.pop("body"))
_PRECEDENCE = tuple(cast("Zone", zone) for zone in _PHRASES)
_LOOKUP = {phrase: cast("Zone", zone) for zone, phrases in reversed(_PHRASES.items()) for phrase in phrases}

#: The words with which its phrases begin.
_BEGINNINGS, _BODY_BEGINNINGS = (
    frozenset(one.partition("-")[0] for one in each) for each in (_LOOKUP, _BODY)
)
#: Every word of the vocabulary; a class name with none of them speaks of nothing.
_WORDS = frozenset(word for phrase in (*_LOOKUP, *_BODY) for word in phrase.split("-"))

_BY_TAG: dict[str, Zone] = {"figcaption": "caption", "aside": "aside", "form": "form", "footer": "navigation"}
_BY_ROLE: dict[str, Zone] = {
    "navigation": "navigation", "banner": "navigation", "contentinfo": "navigation", "search": "navigation",
    "complementary": "aside", "dialog": "consent", "alertdialog": "consent", "alert": "navigation",
    "menu": "navigation", "tooltip": "hidden",
}  # fmt: skip

#: Last words of class names that tell of a feature: ``comments-enabled``, ``share-count``.
_FEATURES = frozenset({
    "enabled", "disabled", "count", "active", "loaded", "open", "ready", "on", "off", "available", "allowed",
})  # fmt: skip

#: Attributes of what AMP shows where something else cannot be shown, or not yet.
_AMP_STAND_INS = frozenset({"fallback", "placeholder"})
#: Attributes that speak of an element's zone, beside its class.
_TELLING = _AMP_STAND_INS | {
    "amp-access", "aria-hidden", "data-qa", "data-testid", "hidden", "id", "itemprop", "layout", "role",
    "style", "subscriptions-section",
}  # fmt: skip
#: Articles and conjunctions: class names have them in known phrases alone, slugs of the content everywhere.
_SLUG_WORDS = frozenset(
    {"a", "an", "the", "of", "and", "el", "la", "los", "las", "de", "del", "y", "que", "un", "una"}
)
_SLUG_LENGTH = 4

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LABEL_WORD = re.compile(r"\w+")
_PARTS = re.compile(r"[^-_:.]+")
#: What may be a random identifier, in whose letters words would be chance: ``PFk9dDFpTo0qJgx9v``.
_IDENTIFIER = re.compile(r"(?=[A-Za-z]*\d)[A-Za-z0-9]{12,}")
#: Letters of a word in a class name written with capitals, at least on average.
_WORD_LENGTH = 4
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)


def zone_of(element: etree._Element) -> Zone | None:
    """The zone that *element* opens, or None."""
    tag = element.tag
    if tag in _HOLDERS:
        return None
    if _TELLING.isdisjoint(element.keys()):
        names = element.get("class")
        return _choose_zone(element, read_names(names[:400]) if names else None)
    attributes = cast("dict[str, str]", dict(element.items()))
    if _is_hidden(attributes):
        return "comments" if _holds_comments(attributes) else "hidden"
    role = attributes.get("role")
    if role and role in _BY_ROLE:
        return _BY_ROLE[role]
    names = attributes.get("class", "")
    if (identifier := attributes.get("id", "")) and tag not in _HEADINGS:
        names += " " + identifier
    if tested := attributes.get("data-testid") or attributes.get("data-qa"):
        names += " " + tested
    prop = attributes.get("itemprop")
    if prop:
        if "articleBody" in prop:
            return None
        if prop in ("author", "datePublished", "dateModified", "creator"):
            return "byline"
        if prop == "caption":
            return "caption"
    return _choose_zone(element, read_names(names[:400]) if names else None)


def _choose_zone(element: etree._Element, named: Zone | Literal["body"] | None) -> Zone | None:
    """The zone of an element whose names speak of *named*."""
    tag = element.tag
    if named == "body" or (named == "tags" and tag in _HEADINGS):
        return None
    if tag == "figcaption" and named not in ("credit", "hidden"):
        return "caption"
    if named is None and tag in _LABELLED and (label := element.get("aria-label")):
        named = _read_label(label[:80])
    return named or _BY_TAG.get(tag)


def _read_label(label: str) -> Zone | None:
    """The zone that the *label* of a box speaks of, if it is one that a story's own box is not called."""
    words = (word for word in _LABEL_WORD.findall(fold_word(label)) if word not in _SLUG_WORDS)
    named = read_names("-".join(words))
    return named if named in _TOLD_BY_LABELS else None


def _is_hidden(attributes: Mapping[str, str]) -> bool:
    """Whether the *attributes* of an element say that it is not shown."""
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    if attributes.get("amp-access", "").startswith("NOT ") or (
        attributes.get("subscriptions-section") == "content-not-granted"
    ):
        return True
    if attributes.get("layout") == "nodisplay" or not _AMP_STAND_INS.isdisjoint(attributes):
        return True
    style = attributes.get("style")
    return bool(style and _HIDING.search(style))


def _holds_comments(attributes: Mapping[str, str]) -> bool:
    """Whether the names among *attributes* say comments, which no fold makes the story's."""
    return read_names(f"{attributes.get('class', '')} {attributes.get('id', '')}"[:400]) == "comments"


@lru_cache(maxsize=8192)
def read_names(names: str) -> Zone | Literal["body"] | None:
    """The zone that class names and ids speak of; ``body`` when they speak of the story's text."""
    found: set[Zone] = set()
    is_body = False
    for name in names.split():
        speaks_of_body, zones = _read_name(name)
        is_body = is_body if speaks_of_body is None else speaks_of_body
        found |= zones
    if is_body:
        return "body"
    return next((zone for zone in _PRECEDENCE if zone in found), None) if found else None


@lru_cache(maxsize=16384)
def _read_name(name: str) -> tuple[bool | None, frozenset[Zone]]:
    """Whether one class name says that it is the story's text, None where it tells neither; and its zones."""
    token = name if name.islower() else _CAMEL.sub("-", _IDENTIFIER.sub(_keep_words, name)).lower()
    parts = _PARTS.findall(token)
    if _WORDS.isdisjoint(parts):
        return None, frozenset()
    if (parts[0] in _MODIFIERS or parts[-1] in _FEATURES) and token not in _LOOKUP:
        return None, frozenset()
    start = _after_body(parts)
    zones = _zones_in(parts[start:])
    is_body = not zones if start else None
    return is_body, frozenset() if zones and _is_slug(parts, zones) else frozenset(zones.values())


def _keep_words(identifier: re.Match[str]) -> str:
    """The *identifier*, if it is made of words; empty if of random letters."""
    letters = identifier[0]
    count = len(_CAMEL.findall(letters)) + 1
    return letters if len(letters) > _WORD_LENGTH * count else ""


def _after_body(parts: list[str]) -> int:
    """How many of a class name's words end the phrase that means the story's text; 0 when there is none."""
    starts = [start for start, part in enumerate(parts) if part in _BODY_BEGINNINGS]
    for size in (3, 2, 1) if starts else ():
        for start in starts:
            if start + size > len(parts):
                break
            if "-".join(parts[start : start + size]) in _BODY:
                return start + size
    return 0


def _zones_in(parts: list[str]) -> dict[str, Zone]:
    """The phrases in a class name's words that speak of a zone, with the zones; longer ones hold shorter."""
    found: dict[str, Zone] = {}
    held: set[int] = set()
    starts = [start for start, part in enumerate(parts) if part in _BEGINNINGS]
    for size in (3, 2, 1) if starts else ():
        for start in starts:
            if start + size > len(parts):
                break
            phrase = "-".join(parts[start : start + size])
            places = range(start, start + size)
            if (zone := _LOOKUP.get(phrase)) and held.isdisjoint(places):
                found[phrase] = zone
                held.update(places)
    return found


def _is_slug(parts: list[str], phrases: Iterable[str]) -> bool:
    """Whether a class name is a title written with hyphens: it has an article that no known phrase has."""
    if len(parts) < _SLUG_LENGTH or _SLUG_WORDS.isdisjoint(parts):
        return False
    known = {word for phrase in phrases for word in phrase.split("-")}
    return not _SLUG_WORDS.isdisjoint(set(parts) - known)
