"""Routes of downloads: files and printable pages of a selection, citations of a story."""

from collections.abc import Iterator

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from dosvoces.core.errors import StoreError
from dosvoces.exports.rows import Exported
from dosvoces.reader import citations, downloads, parameters
from dosvoces.reader.rendering import Desk
from dosvoces.reader.story import lay_out_voice
from dosvoces.store.browsing import Whole
from dosvoces.store.listing import Story

#: Stories on a printable page: some two hundred sheets.
MOST_PRINTED = 50

_QUOTES = str.maketrans({'"': "", "\\": "", "\r": "", "\n": ""})


class Parcels:
    """Everything that leaves the reader as a file."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def _select(self, request: Request, most: int) -> list[Story]:
        """The stories of the list that *request* comes from, without those whose rights are reserved."""
        wish = parameters.read(request.query_params)
        wanted = parameters.wanted(wish, self.desk.shelves.in_country)
        if wish.query:
            try:
                results = self.desk.browser.search(wish.query, wanted, limit=most)
            except StoreError:
                raise HTTPException(404) from None
            found = list(results.stories)
        else:
            found = self.desk.browser.newest(wanted, limit=most)
        return [story for story in found if not story.reserved]

    def selection(self, request: Request) -> Response:
        """The selection as a file."""
        kind = request.path_params["kind"]
        if kind not in downloads.KINDS:
            raise HTTPException(404)
        ids = [story.article_id for story in self._select(request, downloads.MOST)]
        return _send(f"dosvoces.{kind}", kind, self._export(ids))

    def _export(self, ids: list[str]) -> Iterator[Exported]:
        for cluster, record in self.desk.browser.records(ids):
            yield Exported(record, cluster, "all")

    def _whole(self, request: Request) -> Whole:
        whole = self.desk.browser.whole(request.path_params["id"], request.path_params["version"])
        if whole is None:
            raise HTTPException(404)
        return whole

    def story(self, request: Request) -> Response:
        """One version of a story as a file, or its citation."""
        kind, whole = request.path_params["kind"], self._whole(request)
        name = f"{whole.article.id}-{whole.article.version}.{kind}"
        outlet = self.desk.shelves.name(whole.article.outlet)
        if kind == "bib":
            return _attach(name, citations.write_bibtex(whole.article, outlet), "application/x-bibtex")
        if kind == "csl.json":
            media = "application/vnd.citationstyles.csl+json"
            return _attach(name, citations.write_csl(whole.article, outlet), media)
        if kind not in downloads.KINDS:
            raise HTTPException(404)
        return _send(name, kind, iter([Exported(whole.record, whole.article.id, "all")]))

    def printed(self, request: Request) -> Response:
        """The selection as one page to print."""
        found = [
            self.desk.browser.whole(story.article_id, include_reserved=False)
            for story in self._select(request, MOST_PRINTED)
        ]
        stories = [
            (whole, lay_out_voice(whole, "translation" if whole.record.translation else "own"))
            for whole in found
            if whole is not None
        ]
        return self.desk.render(request, "print.html", {"stories": stories, "most": MOST_PRINTED})


def _attach(name: str, content: str | bytes, media: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name.translate(_QUOTES)}"'}
    return Response(content, media_type=media, headers=headers)


def _send(name: str, kind: str, records: Iterator[Exported]) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name.translate(_QUOTES)}"'}
    return StreamingResponse(
        downloads.write(kind, records), media_type=downloads.KINDS[kind], headers=headers
    )
