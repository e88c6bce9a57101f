"""Downloads: files and printable pages of a selection of stories, citations of one."""

from collections.abc import Iterable, Iterator, Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from dosvoces.core import tmx
from dosvoces.core.record import Article
from dosvoces.exports import csv, jsonl
from dosvoces.exports.rows import Exported, SegmentRow, make_segment_rows
from dosvoces.exports.tmx import make_units
from dosvoces.reader import citations
from dosvoces.reader.asking import check_file, read_list
from dosvoces.reader.rendering import Renderer
from dosvoces.reader.ris import write_ris
from dosvoces.reader.story import find_first_voice, lay_out_voice
from dosvoces.store.browsing import FullStory
from dosvoces.store.listing import Story

#: Stories in one download; `dosvoces export` has no limit.
MOST = 2000

#: Kinds of files: how they are called and what they are.
KINDS = {
    "jsonl": "application/x-ndjson",
    "tmx": "application/x-tmx+xml",
    "csv": "text/csv; charset=utf-8",
}

#: Kinds of citations.
CITATIONS = {
    "bib": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "csl.json": "application/vnd.citationstyles.csl+json",
}

#: Stories on a printable page: some two hundred sheets.
MOST_PRINTED = 50

_QUOTES = str.maketrans({'"': "", "\\": "", "\r": "", "\n": ""})


def _write_jsonl(records: Iterable[Exported]) -> Iterator[bytes]:
    for exported in records:
        yield jsonl.encode_line(exported.record)


def _write_tmx(records: Iterable[Exported]) -> Iterator[bytes]:
    # Both directions in one file: TMX says so with `*all*`.
    yield tmx.write_header("*all*")
    for exported in records:
        yield from (tmx.write_unit(unit) for _, unit in make_units(exported))
    yield tmx.FOOTER


def _write_csv(records: Iterable[Exported]) -> Iterator[bytes]:
    yield csv.write_header(SegmentRow)
    for exported in records:
        for row in make_segment_rows(exported):
            yield csv.write_row(row)


def write(kind: str, records: Iterable[Exported]) -> Iterator[bytes]:
    """The bytes of a file of *kind*, in pieces; raises :exc:`KeyError` for a kind that there is not."""
    return {"jsonl": _write_jsonl, "tmx": _write_tmx, "csv": _write_csv}[kind](records)


class Downloads:
    """Everything that leaves the reader as a file."""

    def __init__(self, renderer: Renderer) -> None:
        self.renderer = renderer

    def _select(self, request: Request, most: int) -> list[Story]:
        """The stories of the list that *request* comes from, without those whose rights are reserved."""
        asked = read_list(self.renderer, request)
        check_file(asked)
        if asked.query:
            results = self.renderer.browser.search(asked.query, asked.filter, limit=most, fields=asked.fields)
            found = list(results.stories)
        else:
            found = self.renderer.browser.newest(asked.filter, limit=most)
        return [story for story in found if not story.reserved]

    def selection(self, request: Request) -> Response:
        """The selection as a file."""
        kind = request.path_params["kind"]
        if kind in CITATIONS:
            return self._cite(kind, [story.article_id for story in self._select(request, MOST)])
        if kind not in KINDS:
            raise HTTPException(404)
        ids = [story.article_id for story in self._select(request, MOST)]
        return send(f"dosvoces.{kind}", kind, self._export(ids))

    def _cite(self, kind: str, ids: list[str]) -> Response:
        records = self.renderer.browser.records(ids)
        stories = [(record.article, self.renderer.cache.name(record.article.outlet)) for _, record in records]
        return cite(f"dosvoces.{kind}", kind, stories)

    def _export(self, ids: list[str]) -> Iterator[Exported]:
        for cluster, record in self.renderer.browser.records(ids):
            yield Exported(record, cluster, "all")

    def _full_story(self, request: Request) -> FullStory:
        full = self.renderer.browser.full_story(request.path_params["id"], request.path_params["version"])
        if full is None:
            raise self.renderer.lack(request.path_params["id"])
        return full

    def story(self, request: Request) -> Response:
        """One version of a story as a file, or its citation."""
        kind, full = request.path_params["kind"], self._full_story(request)
        name = f"{full.article.id}-{full.article.version}.{kind}"
        outlet = self.renderer.cache.name(full.article.outlet)
        if kind in CITATIONS:
            return cite(name, kind, [(full.article, outlet)])
        if kind not in KINDS:
            raise HTTPException(404)
        return send(name, kind, iter([Exported(full.record, full.article.id, "all")]))

    def printed(self, request: Request) -> Response:
        """The selection as one page to print."""
        found = [
            self.renderer.browser.full_story(story.article_id, include_reserved=False)
            for story in self._select(request, MOST_PRINTED)
        ]
        stories = [(full, lay_out_voice(full, find_first_voice(full))) for full in found if full is not None]
        return self.renderer.render(
            request,
            "print.html",
            {"stories": stories, "title": "", "about": "", "notes": {}, "most": MOST_PRINTED},
        )


def cite(name: str, kind: str, stories: Sequence[tuple[Article, str]]) -> Response:
    """*stories*, each with its outlet's name, as citations of *kind*, one of :data:`CITATIONS`."""
    if kind == "csl.json":
        return attach(name, citations.write_csl(stories), CITATIONS[kind])
    if kind == "ris":
        return attach(name, write_ris(stories), CITATIONS[kind])
    entries = "\n".join(citations.write_bibtex(article, outlet) for article, outlet in stories)
    return attach(name, entries, CITATIONS[kind])


def attach(name: str, content: str | bytes, media: str) -> Response:
    """*content* as a file to keep."""
    headers = {"Content-Disposition": f'attachment; filename="{name.translate(_QUOTES)}"'}
    return Response(content, media_type=media, headers=headers)


def send(name: str, kind: str, records: Iterator[Exported]) -> Response:
    """*records* as a file of *kind* to keep, written as they are read."""
    headers = {"Content-Disposition": f'attachment; filename="{name.translate(_QUOTES)}"'}
    return StreamingResponse(write(kind, records), media_type=KINDS[kind], headers=headers)
