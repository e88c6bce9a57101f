"""Collections as files: their records, or the citations of their stories behind their own."""

from collections.abc import Iterator
from typing import Literal, get_args

from starlette.requests import Request
from starlette.responses import Response

from dosvoces.core.record import Article
from dosvoces.exports.rows import Exported
from dosvoces.reader import citations, collecting, downloads
from dosvoces.reader.rendering import Renderer
from dosvoces.reader.ris import write_ris
from dosvoces.store import Selection
from dosvoces.store.collections import Collection

Kind = Literal["jsonl", "tmx", "csv", "bib", "ris", "csl.json"]
KINDS: tuple[Kind, ...] = get_args(Kind)


def choose(collection: Collection) -> Selection:
    """What is taken away: nothing of stories whose outlet reserves its rights."""
    return Selection(collection=collection.key, translated_only=False)


def _export(renderer: Renderer, collection: Collection) -> Iterator[Exported]:
    for entry in renderer.browser.store.entries(choose(collection)):
        yield Exported(entry.record, entry.cluster, "all")


def send(renderer: Renderer, request: Request, collection: Collection, kind: Kind) -> Response:
    """*collection* as a file of *kind* to keep."""
    name = f"collection-{collection.key}.{kind}"
    exported = _export(renderer, collection)
    if kind not in downloads.CITATIONS:
        return downloads.send(name, kind, exported)
    stories: dict[tuple[str, int], tuple[Article, str]] = {}
    for each in exported:
        article = each.record.article
        stories[article.id, article.version] = (article, renderer.cache.name(article.outlet))
    address = collecting.find_own_address(request, collection)
    text: str | bytes
    if kind == "csl.json":
        text = citations.write_csl(stories.values(), [collecting.make_own_csl(collection, address)])
    elif kind == "ris":
        text = write_ris(stories.values(), [collecting.write_own_ris(collection, address)])
    else:
        entries = [citations.write_bibtex(article, of) for article, of in stories.values()]
        text = "\n".join([collecting.write_own_bibtex(collection, address), *entries])
    return downloads.attach(name, text, downloads.CITATIONS[kind])
