"""The language a page declares; what it is really written in is found out from its text."""

import re

from pipelines.extract import jsonld
from pipelines.extract.document import Document

_TAG = re.compile(r"^([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?", re.I)
_NAMES = {
    "english": "en",
    "spanish": "es",
    "español": "es",
    "espanol": "es",
    "castellano": "es",
    "inglés": "en",
}


def read_language(document: Document) -> tuple[str | None, str]:
    """The declared language as a BCP 47 tag, and its source."""
    for value, source in (
        (
            document.root.get("lang")
            or document.root.get("{http://www.w3.org/XML/1998/namespace}lang")
            or document.root.get("xml:lang"),
            "html",
        ),
        (jsonld.text(document.story.get("inLanguage")), "json-ld"),
        (document.first("og:locale"), "opengraph"),
        (document.first("content-language", "language", "dc.language", "dcterms.language"), "meta"),
        (document.headers.get("content-language"), "header"),
        ((document.micro.get("inlanguage") or [""])[0], "microdata"),
    ):
        if value and (tag := normalise_tag(value)):
            return tag, source
    return None, ""


def normalise_tag(value: str) -> str:
    """*value* (``es_MX``, ``EN-us``, ``Spanish``) as a BCP 47 tag; empty when it is none."""
    value = value.strip().split(",")[0].strip()
    if named := _NAMES.get(value.lower()):
        return named
    found = _TAG.match(value)
    if not found or found.end() != len(value.split(";")[0]) or value.lower() == "x-default":
        return ""
    language, script, region = found.groups()
    return "-".join(
        part
        for part in (language.lower(), script.title() if script else "", region.upper() if region else "")
        if part
    )
