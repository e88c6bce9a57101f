"""Operations of the API that ask about all stories at once, as researchers do."""

from typing import Annotated
from urllib.parse import urlencode

import msgspec
from fastapi import Query, Request, Response

from dosvoces.core.errors import QueryError
from dosvoces.core.record import FragmentKind, Role
from dosvoces.corpus.trends import Period, Split
from dosvoces.reader import fragments
from dosvoces.reader import trends as trend_page
from dosvoces.reader.api_answers import answer
from dosvoces.reader.api_parameters import (
    LONGEST,
    CollectionKey,
    Country,
    FoundBy,
    Language,
    OutletKey,
    Section,
    Since,
    Until,
    make_filter,
)
from dosvoces.reader.asking import check_collection, choose
from dosvoces.reader.mixing import list_rows
from dosvoces.reader.rendering import Renderer
from dosvoces.reader.trends import View
from dosvoces.store.fragments import Facets, StoryFragment
from dosvoces.store.mixing import Grouping


class Fragments(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a list of fragments, and how many there are of what."""

    fragments: list[StoryFragment]
    facets: Facets
    #: Address of the next page; None on the last one.
    next: str | None = None


class CorpusOperations:
    """What the API answers of fragments, concordances, mixing and trends."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer, self._cache = renderer, renderer.cache
        self._browser = renderer.browser

    def fragments(
        self,
        request: Request,
        text: Annotated[str, Query(max_length=LONGEST, description="Words that stand in it.")] = "",
        kind: Annotated[FragmentKind | None, Query(description="Kind of fragment.")] = None,
        direction: Annotated[
            str, Query(pattern="^([a-z]{2,3}-[a-z]{2,3})?$", description="As in es-en: English in Spanish.")
        ] = "",
        role: Annotated[Role | None, Query(description="Role of its block.")] = None,
        outlet: OutletKey = "",
        country: Country = "",
        collection: CollectionKey = "",
        found_by: FoundBy = "",
        since: Since = None,
        until: Until = None,
        confidence: Annotated[
            float, Query(ge=0, le=1, description="Least confidence, in steps of a tenth.")
        ] = 0,
        limit: Annotated[int, Query(ge=1, le=500)] = 100,
        cursor: Annotated[str, Query(max_length=80, description="As the previous page gives it.")] = "",
    ) -> Response:
        """The newest fragments in another language, with their sentences, and how many there are of what."""
        given = {
            "text": text,
            "kind": kind,
            "direction": direction,
            "role": role,
            "outlet": outlet,
            "country": country,
            "collection": collection,
            "found_by": found_by,
            "since": since,
            "until": until,
            "confidence": confidence or None,
        }
        values = {name: str(value) for name, value in given.items() if value is not None}
        read = fragments.read(values, self._cache.in_country).filter
        # A page leaves out what looks for no word, and says so; here it finds nothing.
        asked = msgspec.structs.replace(read, found_by=found_by)
        chosen = check_collection(self._renderer, request, asked)
        found = self._browser.fragments(chosen, limit=limit + 1, cursor=cursor)
        more = None
        if len(found) > limit:
            params = {**request.query_params, "cursor": found[limit - 1].cursor}
            more = f"/api/fragments?{urlencode(params)}"
        facets = self._cache.fragment_facets(chosen)
        return answer(Fragments(fragments=found[:limit], facets=facets, next=more))

    def mixing(
        self,
        request: Request,
        by: Annotated[Grouping, Query(description="What stories are put together by.")] = "month",
        outlet: OutletKey = "",
        country: Country = "",
        language: Language = "",
        section: Section = "",
        collection: CollectionKey = "",
        found_by: FoundBy = "",
        since: Since = None,
        until: Until = None,
    ) -> Response:
        """How much and how often stories mix languages; months and days without a gap, the last 400.

        Stories without a date come last, with an empty key.
        """
        chosen = make_filter(outlet, language, section, collection, found_by, since, until)
        asked = choose(self._renderer, request, country, chosen)
        return answer(list_rows(self._cache, asked, by))

    def trends(
        self,
        request: Request,
        q: Annotated[str, Query(max_length=LONGEST, description="What is looked for, as in a search.")],
        q2: Annotated[str, Query(max_length=LONGEST, description="What it is compared with.")] = "",
        per: Annotated[Period, Query(description="How long each period is.")] = "month",
        by: Annotated[Split, Query(description="What is told apart; nothing when it is empty.")] = "",
        outlet: OutletKey = "",
        country: Country = "",
        language: Language = "",
        section: Section = "",
        collection: CollectionKey = "",
        found_by: FoundBy = "",
        since: Since = None,
        until: Until = None,
    ) -> Response:
        """How many stories one or two queries find, period by period without a gap, the last 400."""
        chosen = make_filter(outlet, language, section, collection, found_by, since, until)
        asked = choose(self._renderer, request, country, chosen, q.replace("\0", ""))
        view = View(second=q2.replace("\0", "").strip(), per=per, by=by)
        try:
            return answer(trend_page.list_rows(self._cache, asked, view) if asked.query.strip() else [])
        except QueryError:
            # Punctuation alone: no story holds a word of it.
            return answer([])
