"""Citations of a story: BibTeX, and CSL-JSON for Zotero and its like."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from dosvoces.core.language_tags import base_language
from dosvoces.core.record import Article
from dosvoces.reader.person_names import PersonName, split_name

#: What BibTeX and LaTeX take for something else than itself.
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    # BibTeX counts braces, whatever stands before them.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    **{char: f"\\{char}" for char in "&%$#_"},
}


def escape(text: str) -> str:
    """*text* as a field of BibTeX has it, one harmless line."""
    clean = "".join(char for char in " ".join(text.split()) if char.isprintable())
    return "".join(_SPECIAL.get(char, char) for char in clean)


def escape_url(url: str) -> str:
    """*url* as a field of BibTeX has it."""
    # Inside \url braces alone matter, and they have an encoding of their own.
    clean = "".join(char for char in url if char.isprintable())
    return clean.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C").replace("%%", "%25%")


def _author(name: PersonName) -> str:
    # Braces keep a newsroom from being taken for a first and a last name, and two names for two authors.
    if name.literal:
        return f"{{{escape(name.literal)}}}"
    # A small word inside, as in `Ramón y Cajal`, would end what BibTeX takes for particles.
    family = escape(name.family)
    family = f"{{{family}}}" if any(word.islower() for word in name.family.split()) else family
    parts = (f"{escape(name.particle)} {family}".strip(), escape(name.suffix), escape(name.given))
    return ", ".join(part for part in parts if part)


def _csl_name(name: PersonName) -> dict[str, str]:
    if name.literal:
        return {"literal": name.literal}
    parts = {"family": name.family, "given": name.given, "suffix": name.suffix}
    found = {key: text for key, text in parts.items() if text}
    return found | ({"non-dropping-particle": name.particle} if name.particle else {})


def list_names(article: Article) -> list[PersonName]:
    """The authors of *article*, their names in parts."""
    return [split_name(author, article.in_language) for author in article.authors]


def find_local_day(article: Article) -> date | None:
    """The day of publication at the outlet's place, as it is printed there; UTC where its zone is unknown."""
    if article.date_published is None or article.date_precision == "day":
        return article.day_published
    place: tzinfo = UTC
    # Not only unknown names raise: a folder of the zones, or a name with a dot, is no zone either.
    with suppress(KeyError, ValueError, OSError):
        place = ZoneInfo(article.zone)
    return article.date_published.astimezone(place).date()


#: Characters of the id's end in a key: with four, two of an outlet's 2,000 stories would often share one.
_KEY = 8


def make_plain(text: str) -> str:
    """The letters and digits of ASCII in *text*."""
    return re.sub("[^A-Za-z0-9]", "", text)


def make_key(article: Article) -> str:
    """A key for the citation: outlet, year, the headline's first word of four letters or more, the id's end.

    A version after the first has its number behind it: what two versions say is cited apart.
    """
    plain = unicodedata.normalize("NFKD", article.headline).encode("ascii", "ignore").decode()
    word = next((word.lower() for word in re.findall(r"[A-Za-z]+", plain) if len(word) > 3), "story")
    day = find_local_day(article)
    outlet, end = make_plain(article.outlet.lower()), make_plain(article.id)[-_KEY:]
    version = f"v{article.version}" if article.version > 1 else ""
    return f"{outlet}{day.year if day else 'nd'}{word}{end}{version}"


def write_bibtex(article: Article, outlet: str) -> str:
    """The story as a BibTeX entry; works with BibLaTeX too."""
    day = find_local_day(article)
    # An article has to have an author and a year; styles of some programs refuse one without.
    whole = bool(article.authors and day)
    fields = {
        "title": f"{{{escape(article.headline)}}}",
        "author": " and ".join(map(_author, list_names(article))),
        "journal" if whole else "howpublished": escape(outlet),
        # By this BibLaTeX, pandoc and Zotero know that it is no journal, and show the day.
        "entrysubtype": "newspaper" if whole else "",
        "year": str(day.year) if day else "",
        "date": day.isoformat() if day else "",
        "langid": {"es": "spanish", "en": "english"}.get(base_language(article.in_language), ""),
        "url": escape_url(article.canonical_url or article.url),
        "urldate": article.retrieved_at.date().isoformat(),
        "note": f"Version {article.version}, SHA-256 {article.content_hash}",
    }
    return write_entry("article" if whole else "misc", make_key(article), fields)


def write_entry(kind: str, key: str, fields: Mapping[str, str]) -> str:
    """A BibTeX entry with those of *fields* that are not empty."""
    lines = [f"  {name} = {{{text}}}," for name, text in fields.items() if text]
    return "\n".join([f"@{kind}{{{key},", *lines, "}", ""])


def _date(text: str) -> dict[str, Any]:
    return {"date-parts": [[int(part) for part in text.split("-")]]}


def write_csl(stories: Iterable[tuple[Article, str]], first: Sequence[dict[str, Any]] = ()) -> bytes:
    """Articles, each with its outlet's name, as a list of CSL-JSON items, behind the items *first*."""
    items = [*first, *(_make_csl_item(article, outlet) for article, outlet in stories)]
    return msgspec.json.format(msgspec.json.encode(items), indent=2)


def _make_csl_item(article: Article, outlet: str) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": make_key(article),
        "type": "article-newspaper",
        "title": article.headline,
        "container-title": outlet,
        "author": [_csl_name(name) for name in list_names(article)],
        "URL": article.canonical_url or article.url,
        "language": article.in_language,
        "accessed": _date(article.retrieved_at.date().isoformat()),
        "version": str(article.version),
    }
    if article.description:
        item["abstract"] = article.description
    if day := find_local_day(article):
        item["issued"] = _date(day.isoformat())
    if article.section:
        item["section"] = article.section
    return item
