"""Operations of the API on collections, for whoever may see them on their pages."""

from typing import Annotated, TypeVar

import msgspec
from fastapi import Path, Query, Request, Response
from msgspec import Meta
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from dosvoces.reader import collecting, collection_files
from dosvoces.reader.api_answers import answer
from dosvoces.reader.api_parameters import LONGEST
from dosvoces.reader.collecting import find_collection
from dosvoces.reader.collection_files import Kind
from dosvoces.reader.rendering import Renderer
from dosvoces.store.collections import (
    LONGEST_NAME,
    LONGEST_NOTE,
    LONGEST_TAG,
    MOST_TAGS,
    Collection,
    Pick,
    Place,
    clean_tags,
)

T = TypeVar("T")

Key = Annotated[str, Path(max_length=LONGEST, description="What the collection's address has.")]

_Note = Annotated[str, Meta(max_length=LONGEST_NOTE)]


# JSON tells no whole numbers apart: 1.0 is 1.
_Whole = Annotated[float, Meta(ge=1, lt=2**31, multiple_of=1, extra_json_schema={"type": "integer"})]


class NewCollection(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A collection to be made."""

    name: Annotated[str, Meta(min_length=1, max_length=LONGEST_NAME)]
    note: _Note = ""
    #: Whether others who have the link may read it.
    shared: bool = False


class NewPick(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A version of a story, or a sentence of it."""

    article_id: Annotated[str, Meta(min_length=1, max_length=LONGEST)]
    version: _Whole
    #: The sentence on the story's page, ``s12``; empty for the whole story.
    anchor: Annotated[str, Meta(pattern="^([sob][0-9]{1,6})?$")] = ""


class NewPicks(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be picked for a collection."""

    picks: Annotated[list[NewPick], Meta(min_length=1, max_length=collecting.MOST_AT_ONCE)]
    tags: Annotated[list[Annotated[str, Meta(max_length=LONGEST_TAG)]], Meta(max_length=MOST_TAGS)] = []
    note: _Note = ""


class Picked(msgspec.Struct, frozen=True, kw_only=True):
    """What became of it."""

    #: How many were not in the collection before; places that are none, and those beyond 2,000, are left out.
    added: int


class FullCollection(msgspec.Struct, frozen=True, kw_only=True):
    """A collection with some of what it holds, in the order in which it was picked."""

    collection: Collection
    picks: list[Pick]
    #: How often each tag was given.
    tags: dict[str, int]


class CollectionOperations:
    """What the API answers of collections."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer
        self._collections = renderer.collections

    def _person(self, request: Request) -> str:
        return self._renderer.visit(request).session.name

    def _find(self, request: Request, key: str, *, change: bool = False) -> Collection:
        return find_collection(self._collections, key, self._person(request), change=change)

    def collections(self, request: Request) -> Response:
        """The collections of whoever asks, changed last first."""
        return answer(self._collections.owned(self._person(request)))

    async def make_collection(self, request: Request) -> Response:
        """Makes a collection, which nobody else sees unless it is shared."""
        wanted = await _read(request, NewCollection)
        return await run_in_threadpool(self._make, self._person(request), wanted)

    def _make(self, person: str, wanted: NewCollection) -> Response:
        made = self._collections.create(person, wanted.name)
        if wanted.note or wanted.shared:
            self._collections.change(made.key, name=wanted.name, note=wanted.note, shared=wanted.shared)
        return answer(self._collections.find(made.key), 201)

    def collection(
        self,
        request: Request,
        key: Key,
        tag: Annotated[str, Query(max_length=LONGEST, description="Only what has this tag.")] = "",
        limit: Annotated[int, Query(ge=1, le=2000)] = 100,
        offset: Annotated[int, Query(ge=0, lt=2**31)] = 0,
    ) -> Response:
        """A collection of one's own, or one that is shared, with what it holds."""
        found = self._find(request, key)
        picks = self._collections.picks(key, tag=tag, limit=limit, offset=offset)
        return answer(FullCollection(collection=found, picks=picks, tags=self._collections.tags(key)))

    async def pick(self, request: Request, key: Key) -> Response:
        """Picks stories and sentences for a collection of one's own; what is in it gets the tags too."""
        wanted = await _read(request, NewPicks)
        return await run_in_threadpool(self._pick, request, key, wanted)

    def _pick(self, request: Request, key: str, wanted: NewPicks) -> Response:
        self._find(request, key, change=True)
        places = [Place(each.article_id, int(each.version), each.anchor) for each in wanted.picks]
        added = self._collections.add(key, places, clean_tags("\n".join(wanted.tags)), wanted.note)
        return answer(Picked(added=added), 201)

    def file(
        self,
        request: Request,
        key: Key,
        format: Annotated[Kind, Query(description="What is written.")] = "jsonl",  # noqa: A002
    ) -> Response:
        """A collection as a file, without stories whose outlet reserves its rights."""
        return collection_files.send(self._renderer, request, self._find(request, key), format)


async def _read(request: Request, kind: type[T]) -> T:
    """What *request* sends; only as JSON, which no form of another site can send."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise HTTPException(415, "send JSON, with the content type application/json")
    try:
        return msgspec.json.decode(await request.body(), type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise HTTPException(422, f"body: {error}") from error
