"""Rights of a page: what it and its headers say about reuse, and whether it can be read for free."""

import re
from typing import Any

from dosvoces.core.record import Rights
from pipelines.extract import jsonld
from pipelines.extract.document import Document

_FREE = {
    "true": True,
    "false": False,
    "free": True,
    "locked": False,
    "metered": True,
    "paid": False,
    "premium": False,
    "yes": True,
    "no": False,
    "si": True,
    "sí": True,
    "1": True,
    "0": False,
}


def read_rights(document: Document) -> Rights:
    """Directives of robots meta tags and headers, TDM reservation and licence."""
    directives: dict[str, None] = {}
    values = [
        value
        for name in ("robots", "googlebot", "googlebot-news", "bingbot")
        for value in document.meta.get(name, ())
    ]
    values.append(document.headers.get("x-robots-tag", ""))
    for value in values:
        for directive in re.split(r",(?![^:]*\d{4})", value.lower()):
            if directive := directive.strip():
                directives[directive[:100]] = None
    return Rights(
        robots=tuple(directives),
        tdm_reservation=_read_reservation(document),
        tdm_policy=document.headers.get("tdm-policy") or document.first("tdm-policy") or None,
        license=_read_license(document),
    )


def read_access(document: Document) -> tuple[bool, str]:
    """Whether the story is free, and the source; free when nothing says otherwise."""
    declared = _flag(document.story.get("isAccessibleForFree"))
    if declared is not None:
        return declared, "json-ld"
    for node in jsonld.find(document.nodes, {"webpage", "newsarticle", "article", "creativework"}):
        if (declared := _flag(node.get("isAccessibleForFree"))) is not None:
            return declared, "json-ld"
    if _has_locked_part(document.story):
        return False, "json-ld"
    for value in document.micro.get("isaccessibleforfree", ()):
        if (declared := _flag(value)) is not None:
            return declared, "microdata"
    tier = document.first("article:content_tier").lower()
    if tier in _FREE:
        return _FREE[tier], "opengraph"
    return True, ""


def _flag(value: Any) -> bool | None:
    """What *value* says: a boolean, a word, a number, schema.org's address of one, or an object with it."""
    for _ in range(4):
        if isinstance(value, list) and value:
            value = value[0]
        elif isinstance(value, dict):
            value = next((value[key] for key in ("@value", "@id", "name") if key in value), None)
    if isinstance(value, bool):
        return value
    said = str(value).strip().lower() if isinstance(value, (str, int)) else ""
    return _FREE.get(re.split(r"[/:#]", said)[-1])


def _has_locked_part(node: jsonld.Node) -> bool:
    """Whether *node* declares that a part of it is not free."""
    parts = jsonld.items(node.get("hasPart"))[:50]
    return any(isinstance(part, dict) and _flag(part.get("isAccessibleForFree")) is False for part in parts)


def _read_reservation(document: Document) -> bool | None:
    value = document.headers.get("tdm-reservation") or document.first("tdm-reservation")
    return {"1": True, "0": False}.get(value.strip())


def _read_license(document: Document) -> str | None:
    """The address (or name) of a licence."""
    for element in document.root.iter("link", "a"):
        related = element.get("rel")
        if related and "license" in related.lower().split() and element.get("href"):
            return document.absolute(element.get("href") or "") or None
    declared = document.story.get("license")
    if isinstance(declared, dict):
        declared = declared.get("url") or declared.get("@id") or declared.get("name")
    return (jsonld.text(declared) or document.first("dc.rights.license", "dcterms.license", "license"))[
        :500
    ] or None
