"""``dosvoces page``: one page to a record."""

import gzip
import io
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from dosvoces.cli import console
from dosvoces.cli.options import EngineOption
from dosvoces.core.errors import PageError
from dosvoces.core.language_tags import base_language
from dosvoces.core.outlets import Outlet, Source, catalogue, find, owner_of
from dosvoces.core.record import BODY_ROLES, Article, BilingualRecord, Page

if TYPE_CHECKING:
    from translations.engines import Engine

#: More than any page that extraction accepts; a small file can hold petabytes of nothing.
_MOST_BYTES = 64 << 20


def page(
    where: Annotated[
        str, typer.Argument(metavar="URL|FILE", help="An address, or a file with the HTML of a page.")
    ],
    url: Annotated[str, typer.Option(help="The address a FILE was saved from.")] = "",
    outlet: Annotated[
        str, typer.Option(help="Key or file of the page's outlet; found by its host when omitted.")
    ] = "",
    translate: Annotated[
        bool, typer.Option(help="Translate the article, when it is Spanish or English.")
    ] = True,
    engine: EngineOption = "",
) -> None:
    """Turn one page into a bilingual record and show it."""
    from pipelines.article import build_article

    remote = urlsplit(where).scheme in ("http", "https")
    owner = find(outlet) if outlet else _outlet_of(where if remote else url)
    fetched = _fetch(where, owner) if remote else _read_file(where, url)
    article = build_article(fetched, owner)
    if not article.headline:
        raise PageError(
            f"{where} has no headline: give the HTML of a story's page; dosvoces text takes a plain text",
            reason="no-headline",
        )
    record = _translate(article, engine) if translate else None
    record = record or BilingualRecord(article=article, target_language="und")
    console.show(record, lambda: _render(record))


def _fetch(url: str, outlet: Outlet) -> Page:
    from spiders.fetch import fetch_page

    return fetch_page(url, outlet)


def _read_file(name: str, url: str) -> Page:
    try:
        file = Path(name)
        body = _unpack(file.read_bytes())
        saved = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    except (OSError, EOFError, zlib.error) as error:
        said = (error.strerror if isinstance(error, OSError) else "") or str(error)
        raise PageError(f"cannot read {name}: {said}", reason="unreadable") from error
    return Page(url=url or file.resolve().as_uri(), body=body, outlet="", retrieved_at=saved)


def _unpack(body: bytes) -> bytes:
    """The page itself, when the file is compressed with gzip."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    with gzip.GzipFile(fileobj=io.BytesIO(body)) as packed:
        return packed.read(_MOST_BYTES)


def _outlet_of(url: str) -> Outlet:
    """The known outlet that *url* belongs to, or one made for this page alone."""
    host = (urlsplit(url).hostname or "").lower()
    return owner_of(url, catalogue().values()) or Outlet(
        name=host or "a file",
        key=host or "file",
        country="INT",
        zone="UTC",
        domains=(host,),
        language="und",
        sources=(Source(kind="front_page", url=url),),
    )


def _translate(article: Article, name: str) -> BilingualRecord | None:
    from translations.engines import choose
    from translations.texts import translate_article

    source = base_language(article.in_language)
    target = {"es": "en", "en": "es"}.get(source)
    if target is None:
        return None
    engine: Engine = choose(source, target, name or None)
    try:
        translation = translate_article(article, target, engine)
    finally:
        engine.close()
    return BilingualRecord(
        article=article,
        target_language=target,
        translation=translation.translation,
        segments=translation.segments,
    )


def _render(record: BilingualRecord) -> RenderableType:
    article = record.article
    facts = Table.grid(padding=(0, 2))
    rows = {
        "headline": article.headline,
        "outlet": article.outlet,
        "authors": ", ".join(author.name for author in article.authors),
        "published": article.date_published.isoformat() if article.date_published else "",
        "language": f"{article.in_language} ({article.in_language_confidence:.2f})",
    }
    for name, value in rows.items():
        if value:
            facts.add_row(Text(name, "dim"), Text(value))
    body = Table(show_header=False, box=None, padding=(0, 1), pad_edge=False)
    alien = {fragment.block for fragment in article.fragments}
    translated = {block.position: block.text for block in record.translation}
    for block in article.blocks:
        style = "" if block.role in BODY_ROLES else "dim"
        mark = Text(f"{block.role}{' *' if block.position in alien else ''}", "cyan")
        body.add_row(mark, Text(block.text, style), Text(translated.get(block.position, ""), style))
    lines = [
        Text(
            f"{f.language} {f.kind} ({f.confidence:.2f}): {article.blocks[f.block].text[f.start : f.end]}",
            "yellow",
        )
        for f in article.fragments
    ]
    return Group(facts, Text(), body, Text(), *lines)
