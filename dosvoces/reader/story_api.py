"""Operations of the API on stories: lists, records, changes, corrections and figures."""

from typing import Annotated, Literal
from urllib.parse import urlencode

import msgspec
from fastapi import Path, Query, Request, Response

from dosvoces.core.errors import QueryError
from dosvoces.core.record import Flag, Origin
from dosvoces.reader.api_answers import answer, make_problem
from dosvoces.reader.api_parameters import (
    LONGEST,
    CollectionKey,
    Country,
    FoundBy,
    Id,
    Language,
    OutletKey,
    Section,
    Since,
    Until,
    write_day,
)
from dosvoces.reader.asking import choose
from dosvoces.reader.rendering import Renderer
from dosvoces.store.changes import Change
from dosvoces.store.fields import FIELDS
from dosvoces.store.listing import Story, StoryFilter
from dosvoces.store.queries import note_signs
from dosvoces.store.searching import DEEPEST


class Stories(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a list of stories."""

    stories: list[Story]
    #: Address of the next page; None on the last one.
    next: str | None = None
    #: Whether a search finds more stories than its pages reach: it is better narrowed.
    more: bool = False
    #: What a search makes of signs that a concordance alone understands, or why it looks for nothing.
    problem: str = ""


class Revision(msgspec.Struct, frozen=True, kw_only=True):
    """What the outlet changed to make a version."""

    version: int
    changes: list[Change]


class StoryOperations:
    """What the API answers of stories."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer, self._cache = renderer, renderer.cache
        self._browser = renderer.browser

    def stories(
        self,
        request: Request,
        q: Annotated[
            str, Query(max_length=LONGEST, description="Words to search for in both languages.")
        ] = "",
        outlet: OutletKey = "",
        country: Country = "",
        language: Language = "",
        section: Section = "",
        collection: CollectionKey = "",
        found_by: FoundBy = "",
        since: Since = None,
        until: Until = None,
        origin: Annotated[Origin | None, Query(description="With sentences of this origin.")] = None,
        flag: Annotated[Flag | None, Query(description="With sentences that failed this check.")] = None,
        mixed: Annotated[bool, Query(description="With fragments in another language.")] = False,
        counterpart: Annotated[bool, Query(description="With the outlet's own edition.")] = False,
        field: Annotated[
            Literal["headline", "body", "caption", "credit", "byline", "related", "furniture"] | None,
            Query(description="The part of the page that is searched; all of it when omitted."),
        ] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
        cursor: Annotated[str, Query(max_length=80, description="As the previous page gives it.")] = "",
    ) -> Response:
        """The newest stories, or what a search finds, best first."""
        chosen = StoryFilter(
            outlet=outlet,
            language=language,
            section=section,
            collection=collection,
            found_by=found_by,
            since=write_day(since),
            until=write_day(until),
            origin=origin or "",
            flag=flag or "",
            mixed=mixed,
            counterpart=counterpart,
        )
        fields = (field,) if field else FIELDS
        asked = choose(self._renderer, request, country, chosen, q).filter
        beyond, problem = False, note_signs(q) or note_signs(found_by)
        if q.strip():
            offset = min(int(cursor), DEEPEST) if cursor.isdecimal() and len(cursor) < 6 else 0
            try:
                results = self._browser.search(q, asked, limit=limit + 1, offset=offset, fields=fields)
                found, beyond = list(results.stories), results.more or results.total > DEEPEST
            except QueryError as error:
                # Punctuation alone: no story holds a word of it.
                found, problem = [], str(error)
            following = str(offset + limit)
        else:
            found = self._browser.newest(asked, limit=limit + 1, cursor=cursor)
            following = found[limit - 1].cursor if len(found) > limit else ""
        more = None
        if len(found) > limit:
            params = {**request.query_params, "cursor": following}
            more = f"/api/stories?{urlencode(params)}"
        return answer(Stories(stories=found[:limit], next=more, more=beyond, problem=problem))

    def _miss(self, id_: str) -> Response:
        """The answer where there is no story of that id, or none any more."""
        if self._browser.store.is_removed(id_):
            return make_problem("the story was taken down", 410)
        return make_problem("there is no such story", 404)

    def story(self, id: Id) -> Response:  # noqa: A002
        """The latest version of a story as a bilingual record."""
        full = self._browser.full_story(id)
        return answer(full.record) if full else self._miss(id)

    def version(self, id: Id, number: Annotated[int, Path(ge=1, lt=2**31)]) -> Response:  # noqa: A002
        """One version of a story as a bilingual record."""
        full = self._browser.full_story(id, number)
        return answer(full.record) if full else self._miss(id)

    def changes(self, id: Id) -> Response:  # noqa: A002
        """What the outlet changed in each version after the first."""
        if self._browser.full_story(id) is None:
            return self._miss(id)
        steps = self._browser.store.changes(id)
        return answer([Revision(version=number, changes=list(changes)) for number, changes in steps])

    def corrections(
        self,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
        offset: Annotated[int, Query(ge=0, lt=2**31)] = 0,
    ) -> Response:
        """What people corrected, newest first."""
        return answer(self._browser.corrections(limit=limit, offset=offset))

    def coverage(self) -> Response:
        """How many stories there are of what."""
        return answer(self._cache.coverage())
