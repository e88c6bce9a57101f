"""Citations in RIS, which EndNote, Mendeley, RefWorks, Zotero and catalogues of libraries read."""

from collections.abc import Iterable, Sequence

from dosvoces.core.record import Article
from dosvoces.reader.citations import find_local_day, list_names, make_key
from dosvoces.reader.person_names import PersonName

#: A field's tag and what it holds.
Field = tuple[str, str]


def _name_author(name: PersonName) -> str:
    if name.literal:
        # What has no comma is taken whole: a newsroom, an agency.
        return name.literal.replace(",", "")
    family = f"{name.particle} {name.family}".strip()
    return ", ".join(part for part in (family, name.given, name.suffix) if part)


def _list_fields(article: Article, outlet: str) -> list[Field]:
    day = find_local_day(article)
    return [
        ("ID", make_key(article)),
        ("TI", article.headline),
        *(("AU", _name_author(name)) for name in list_names(article)),
        ("T2", outlet),
        ("PY", str(day.year) if day else ""),
        ("DA", f"{day:%Y/%m/%d}" if day else ""),
        ("SE", article.section),
        ("LA", article.in_language),
        ("AB", article.description),
        ("UR", article.canonical_url or article.url),
        ("Y2", f"{article.retrieved_at:%Y/%m/%d}"),
        ("N1", f"Version {article.version}, SHA-256 {article.content_hash}"),
    ]


def write_reference(kind: str, fields: Iterable[Field]) -> str:
    """A reference of *kind*, ``NEWS`` or ``GEN``, with those of *fields* that are not empty, each a line."""
    cleaned = ((tag, _clean(text)) for tag, text in fields)
    lines = [f"{tag}  - {text}" for tag, text in (("TY", kind), *cleaned) if text]
    # The end has a space behind its sign, and lines end as in the format's description.
    return "\r\n".join([*lines, "ER  - ", ""])


def _clean(text: str) -> str:
    return "".join(char for char in " ".join(text.split()) if char.isprintable())


def write_ris(stories: Iterable[tuple[Article, str]], first: Sequence[str] = ()) -> str:
    """Articles, each with its outlet's name, as references behind those of *first*."""
    written = (write_reference("NEWS", _list_fields(article, outlet)) for article, outlet in stories)
    return "\r\n".join([*first, *written])
