"""How a story is cited: BibTeX, and CSL-JSON for Zotero and its like."""

import re
import unicodedata
from typing import Any

import msgspec

from dosvoces.record import Article

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


def _escape(text: str) -> str:
    clean = "".join(char for char in " ".join(text.split()) if char.isprintable())
    return "".join(_SPECIAL.get(char, char) for char in clean)


def _escape_url(url: str) -> str:
    # Inside \url braces alone matter, and they have an encoding of their own.
    clean = "".join(char for char in url if char.isprintable())
    return clean.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C").replace("%%", "%25%")


def _author(name: str, kind: str) -> str:
    # Braces keep a newsroom from being taken for a first and a last name, and two names for two authors.
    whole = kind == "Organization" or " and " in " ".join(name.split()).casefold()
    return f"{{{_escape(name)}}}" if whole else _escape(name)


def make_key(article: Article) -> str:
    """A key for the citation: outlet, year, a word of the headline, and the beginning of the id's digest."""
    plain = unicodedata.normalize("NFKD", article.headline).encode("ascii", "ignore").decode()
    word = next((word.lower() for word in re.findall(r"[A-Za-z]+", plain) if len(word) > 3), "story")
    year = article.date_published.year if article.date_published else "nd"
    outlet = re.sub(r"[^a-z0-9]", "", article.outlet.lower())
    return f"{outlet}{year}{word}{re.sub('[^A-Za-z0-9]', '', article.id)[-4:]}"


def write_bibtex(article: Article, outlet: str) -> str:
    """The story as a BibTeX entry; works with BibLaTeX too."""
    fields = {
        "title": f"{{{_escape(article.headline)}}}",
        "author": " and ".join(_author(each.name, each.type) for each in article.authors),
        "journal": _escape(outlet),
        "year": str(article.date_published.year) if article.date_published else "",
        "date": article.date_published.date().isoformat() if article.date_published else "",
        "langid": {"es": "spanish", "en": "english"}.get(article.in_language.split("-")[0], ""),
        "url": _escape_url(article.canonical_url or article.url),
        "urldate": article.retrieved_at.date().isoformat(),
        "note": f"Version {article.version}, SHA-256 {article.content_hash}",
    }
    lines = [f"  {name} = {{{text}}}," for name, text in fields.items() if text]
    return "\n".join([f"@article{{{make_key(article)},", *lines, "}", ""])


def _date(text: str) -> dict[str, Any]:
    return {"date-parts": [[int(part) for part in text.split("-")]]}


def write_csl(article: Article, outlet: str) -> bytes:
    """The story as a list of one CSL-JSON item."""
    item: dict[str, Any] = {
        "id": make_key(article),
        "type": "article-newspaper",
        "title": article.headline,
        "container-title": outlet,
        "author": [{"literal": author.name} for author in article.authors],
        "URL": article.canonical_url or article.url,
        "language": article.in_language,
        "accessed": _date(article.retrieved_at.date().isoformat()),
        "version": str(article.version),
    }
    if article.description:
        item["abstract"] = article.description
    if article.date_published:
        item["issued"] = _date(article.date_published.date().isoformat())
    if article.section:
        item["section"] = article.section
    return msgspec.json.format(msgspec.json.encode([item]), indent=2)
