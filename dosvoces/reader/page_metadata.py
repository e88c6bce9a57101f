"""What a story's page tells reference managers: Highwire, Dublin Core and schema.org."""

from typing import Any

import msgspec
from markupsafe import Markup

from dosvoces.core.record import Article
from dosvoces.reader.citations import find_local_day, list_names
from dosvoces.reader.person_names import PersonName

#: Characters that could end a script's element, written as JSON has them.
_HARMLESS = str.maketrans({char: f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"})


def _highwire_name(name: PersonName) -> str:
    # Zotero takes a comma between two names of two words for two authors, unless there is a semicolon.
    family, _, given = name.inverted.partition(", ")
    return f"{name.inverted};" if " " in family and " " in given else name.inverted


def list_meta(article: Article, outlet: str) -> list[tuple[str, str]]:
    """Name and content of the page's ``meta`` elements for *article*; *outlet* is its outlet's name."""
    day, address = find_local_day(article), article.canonical_url or article.url
    names = list_names(article)
    found = [
        ("z:itemType", "newspaperArticle"),
        ("citation_title", article.headline),
        *(("citation_author", _highwire_name(name)) for name in names),
        ("citation_publication_date", f"{day:%Y/%m/%d}" if day else ""),
        ("citation_journal_title", outlet),
        ("citation_language", article.in_language),
        ("citation_public_url", address),
        ("citation_abstract", article.description),
        *(("citation_keywords", word) for word in article.keywords),
        ("DC.title", article.headline),
        *(("DC.creator", name.inverted) for name in names),
        ("DC.date", day.isoformat() if day else ""),
        ("DC.publisher", outlet),
        ("DC.language", article.in_language),
        ("DC.identifier", address),
        ("DC.description", article.description),
        ("DC.format", "text/html"),
    ]
    return [(name, " ".join(text.split())) for name, text in found if text]


def _make_author(name: PersonName) -> dict[str, str]:
    if name.literal:
        return {"@type": "Organization", "name": name.literal}
    family = f"{name.particle} {name.family}".strip()
    whole = " ".join(part for part in (name.given, family, name.suffix) if part)
    return {"@type": "Person", "name": whole, "givenName": name.given, "familyName": family}


def make_schema(article: Article, outlet: str) -> Markup:
    """The same as JSON-LD, to stand in a ``script`` element."""
    day = find_local_day(article)
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.headline,
        "description": article.description,
        "author": [_make_author(name) for name in list_names(article)],
        "datePublished": article.date_published if article.date_precision == "minute" else day,
        "dateModified": article.date_modified,
        "inLanguage": article.in_language,
        "articleSection": article.section,
        "keywords": list(article.keywords),
        "isAccessibleForFree": article.is_accessible_for_free,
        "publisher": {"@type": "NewsMediaOrganization", "name": outlet},
        "url": article.canonical_url or article.url,
        "identifier": article.id,
        "version": article.version,
    }
    kept = {name: value for name, value in found.items() if value not in (None, "", [])}
    return Markup(msgspec.json.encode(kept).decode().translate(_HARMLESS))
