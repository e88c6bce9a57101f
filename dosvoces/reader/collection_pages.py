"""Routes of collections: picked stories and sentences, shared, cited, printed and taken away."""

import tempfile
import zipfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from dosvoces.exports import dataset, formats
from dosvoces.exports.manifest import Request as DatasetRequest
from dosvoces.reader import collecting, collection_files
from dosvoces.reader.forms import read_field, read_form
from dosvoces.reader.parameters import read_text
from dosvoces.reader.rendering import Renderer
from dosvoces.reader.rows import Group
from dosvoces.reader.story import find_first_voice, lay_out_voice
from dosvoces.store.browsing import FullStory
from dosvoces.store.collections import Collection, clean_tags
from dosvoces.store.rights import find_reservations

#: Formats of a dataset that can be written here: Parquet needs its library.
FORMATS = tuple(name for name in formats.NAMES if name != "parquet" or find_spec("pyarrow"))


class CollectionPages:
    """Everything about collections."""

    def __init__(self, renderer: Renderer) -> None:
        self.renderer = renderer
        self._collections = renderer.collections

    def _find(self, request: Request, *, change: bool = False) -> Collection:
        """The collection of an address, where whoever asks may read it, or *change* it."""
        person = self.renderer.visit(request).session.name
        return collecting.find_collection(
            self._collections, request.path_params["key"], person, change=change
        )

    def index(self, request: Request) -> Response:
        """The collections of whoever asks."""
        return self.renderer.render(request, "collections.html", {})

    async def make(self, request: Request) -> Response:
        """Makes a collection."""
        form = await read_form(request, self.renderer)
        owner = self.renderer.visit(request).session.name
        name = read_field(form, "name").strip()
        if not name:
            return RedirectResponse("/collections", status_code=303)
        made = await run_in_threadpool(self._collections.create, owner, name)
        return RedirectResponse(f"/collection/{made.key}", status_code=303)

    async def collect(self, request: Request) -> Response:
        """Puts stories and sentences into a collection, which may be a new one."""
        form = await read_form(request, self.renderer, most=collecting.MOST_AT_ONCE + 10)
        return await run_in_threadpool(self._collect, request, form)

    def _collect(self, request: Request, form: FormData) -> Response:
        owner = self.renderer.visit(request).session.name
        items = [text for text in form.getlist("item") if isinstance(text, str)]
        places = [place for text in items if (place := collecting.read_place(text))]
        key, name = read_field(form, "collection"), read_field(form, "name").strip()
        t = self.renderer.visit(request).interface
        if name or not key:
            key = self._collections.create(owner, name or t("collection.first_name")).key
        elif key not in {each.key for each in self._collections.owned(owner)}:
            raise HTTPException(404)
        tags = clean_tags(read_field(form, "tags"))
        self._collections.add(key, places, tags, read_field(form, "note"))
        back = read_field(form, "back")
        # To the story that one reads on, else to what was picked.
        return RedirectResponse(back if back.startswith("/story/") else f"/collection/{key}", status_code=303)

    def show(self, request: Request) -> Response:
        """What a collection holds, in the order in which it was picked."""
        found = self._find(request)
        tag, page = read_text(request.query_params, "tag"), request.query_params.get("page", "1")
        number = max(int(page), 1) if page.isdecimal() and len(page) < 4 else 1
        size = collecting.PER_PAGE
        picks = self._collections.picks(found.key, tag=tag, limit=size + 1, offset=size * (number - 1))
        t, address = self.renderer.visit(request).interface, collecting.find_own_address(request, found)
        return self.renderer.render(
            request,
            "collection.html",
            {
                "found": found,
                "mine": found.owner in ("", self.renderer.visit(request).session.name),
                "shown": collecting.show_picks(self.renderer.browser, picks[:size]),
                "tags": self._collections.tags(found.key),
                "tag": tag,
                "page": number,
                "more": len(picks) > size,
                "address": address,
                "citation": collecting.describe_citation(found, t, address),
                "formats": FORMATS,
                "path": f"/collection/{found.key}",
            },
        )

    async def change(self, request: Request) -> Response:
        """Names a collection, and says whether others may read it."""
        form = await read_form(request, self.renderer)
        found = self._find(request, change=True)
        name = read_field(form, "name").strip() or found.name
        shared = bool(read_field(form, "shared"))
        note = read_field(form, "note")
        self._collections.change(found.key, name=name, note=note, shared=shared)
        return RedirectResponse(f"/collection/{found.key}", status_code=303)

    async def delete(self, request: Request) -> Response:
        """Deletes a collection."""
        form = await read_form(request, self.renderer)
        found = self._find(request, change=True)
        if not read_field(form, "sure"):
            return RedirectResponse(f"/collection/{found.key}", status_code=303)
        self._collections.delete(found.key)
        return RedirectResponse("/collections", status_code=303)

    async def change_pick(self, request: Request) -> Response:
        """Gives a pick other tags and another note, or takes it out."""
        form = await read_form(request, self.renderer)
        found, number = self._find(request, change=True), request.path_params["number"]
        if read_field(form, "remove"):
            self._collections.remove_pick(found.key, number)
        else:
            tags = clean_tags(read_field(form, "tags"))
            self._collections.change_pick(found.key, number, tags=tags, note=read_field(form, "note"))
        return RedirectResponse(f"/collection/{found.key}#p{number}", status_code=303)

    def file(self, request: Request) -> Response:
        """A collection as a file: its records, or the citations of its stories behind its own."""
        found, kind = self._find(request), request.path_params["kind"]
        if kind not in collection_files.KINDS:
            raise HTTPException(404)
        return collection_files.send(self.renderer, request, found, kind)

    def dataset(self, request: Request) -> Response:
        """A collection as a whole dataset, as `dosvoces export` makes it, in a ZIP file."""
        found = self._find(request)
        wanted = [name for name in FORMATS if name in request.query_params.getlist("format")]
        asked = DatasetRequest(formats=tuple(wanted or ["jsonl"]), selection=collection_files.choose(found))
        folder = tempfile.TemporaryDirectory()
        try:
            whole = Path(folder.name) / "dataset"
            dataset.export(self.renderer.browser.store, whole, asked)
            archive = Path(folder.name) / "dataset.zip"
            with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
                for path in sorted(whole.rglob("*")):
                    file.write(path, path.relative_to(whole))
        except BaseException:
            folder.cleanup()
            raise
        return _FileOnce(archive, folder, f"collection-{found.key}.zip")

    def printed(self, request: Request) -> Response:
        """A collection as one page to print, with its notes."""
        found = self._find(request)
        picks = self._collections.picks(found.key)
        stories: list[tuple[FullStory, tuple[Group, ...]]] = []
        for (article_id, version), anchors in collecting.group_anchors(picks).items():
            full = self.renderer.browser.full_story(article_id, version, include_reserved=False)
            if full is not None and not find_reservations(full.article.rights):
                stories += _lay_out(full, anchors)
        notes: dict[tuple[str, int], list[Any]] = {}
        for pick in picks:
            if pick.note or pick.tags:
                notes.setdefault((pick.place.article_id, pick.place.version), []).append(pick)
        values = {"stories": stories, "title": found.name, "about": found.note, "notes": notes}
        return self.renderer.render(request, "print.html", values)


def _lay_out(full: FullStory, anchors: frozenset[str]) -> Iterator[tuple[FullStory, tuple[Group, ...]]]:
    """The whole story, or the sentences that are picked of each voice."""
    if "" in anchors:
        yield full, lay_out_voice(full, find_first_voice(full))
        return
    for letter, voice in (("s", "translation"), ("o", "own")):
        # Blocks stand where nothing divides them: with the translation.
        if any(anchor[0] in (letter, "b" if letter == "s" else letter) for anchor in anchors):
            yield full, collecting.narrow_groups(lay_out_voice(full, voice), anchors, letter)


class _FileOnce(FileResponse):
    """A file whose folder is gone once it is sent."""

    def __init__(self, path: Path, folder: tempfile.TemporaryDirectory[str], name: str) -> None:
        super().__init__(path, media_type="application/zip", filename=name)
        self._folder = folder

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Send it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._folder.cleanup()
