"""Operations of the API that ask for words in their contexts."""

from collections.abc import Callable
from typing import Annotated, TypeVar

import msgspec
from fastapi import Query, Request, Response

from dosvoces.core.errors import QueryError
from dosvoces.corpus.collocates import Collocate, Rendering
from dosvoces.corpus.frequency import FrequencyRow, Grouping
from dosvoces.reader import concordance as page
from dosvoces.reader import frequencies
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
from dosvoces.reader.asking import choose
from dosvoces.reader.concordance import Lines, Side, Sort, View
from dosvoces.reader.parameters import ListParameters
from dosvoces.reader.rendering import Renderer
from dosvoces.store.concordance import MOST_LINES
from dosvoces.store.queries import parse

T = TypeVar("T")

Cql = Annotated[str, Query(max_length=LONGEST, description="Words, or tokens in the subset of CQL.")]
SideOf = Annotated[Side, Query(description="The side of a language; empty for what is printed.")]
BesideIt = Annotated[
    str,
    Query(max_length=LONGEST, description="What stands in the other language; with a minus, what does not."),
]


class Frequencies(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of a table of frequencies, and whether there may be more lines than were counted."""

    rows: tuple[FrequencyRow, ...] = ()
    more: bool = False
    #: Why the query means nothing, and at which character; empty when it was understood.
    problem: str = ""


class Collocates(msgspec.Struct, frozen=True, kw_only=True):
    """Words near what was found."""

    words: tuple[Collocate, ...] = ()
    problem: str = ""


class Renderings(msgspec.Struct, frozen=True, kw_only=True):
    """Words beside what was found."""

    words: tuple[Rendering, ...] = ()
    problem: str = ""


def _answer(asked: ListParameters, work: Callable[[], T], excuse: Callable[[str], T]) -> Response:
    try:
        if asked.filter.found_by:
            parse(asked.filter.found_by)
        return answer(work())
    except QueryError as error:
        return answer(excuse(str(error)))


class ConcordanceOperations:
    """What the API answers of words in their contexts; where a query means nothing it says so."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer, self._cache = renderer, renderer.cache

    def concordance(
        self,
        request: Request,
        cql: Cql,
        side: SideOf = "",
        beside: BesideIt = "",
        sort: Annotated[Sort, Query(description="What to sort by; empty for the last stored.")] = "",
        outlet: OutletKey = "",
        country: Country = "",
        language: Language = "",
        section: Section = "",
        collection: CollectionKey = "",
        found_by: FoundBy = "",
        since: Since = None,
        until: Until = None,
        sample: Annotated[int, Query(ge=0, le=MOST_LINES, description="Lines taken at random.")] = 0,
        seed: Annotated[int, Query(ge=0, lt=10**9, description="The same one gives the same lines.")] = 0,
        limit: Annotated[int, Query(ge=1, le=1000)] = 50,
        offset: Annotated[int, Query(ge=0, le=1000)] = 0,
    ) -> Response:
        """Lines of a concordance, beside the other language; where the query means nothing it says so."""
        chosen = make_filter(outlet, language, section, collection, found_by, since, until)
        asked = choose(self._renderer, request, country, chosen)
        view = msgspec.structs.replace(_view(cql, side, beside, sort=sort), sample=sample, seed=seed)
        return _answer(
            asked,
            lambda: page.find_lines(self._cache, asked, view, limit=limit, offset=offset),
            lambda problem: Lines(lines=(), total=0, more=False, problem=problem),
        )

    def frequencies(
        self,
        request: Request,
        cql: Cql,
        by: Annotated[Grouping, Query(description="What lines are counted for.")] = "outlet",
        side: SideOf = "",
        beside: BesideIt = "",
        outlet: OutletKey = "",
        country: Country = "",
        language: Language = "",
        section: Section = "",
        collection: CollectionKey = "",
        found_by: FoundBy = "",
        since: Since = None,
        until: Until = None,
    ) -> Response:
        """How often a query is found, in lines and per million words, by outlet, month, form and others."""
        chosen = make_filter(outlet, language, section, collection, found_by, since, until)
        asked = choose(self._renderer, request, country, chosen)
        view = _view(cql, side, beside, by=by)

        def work() -> Frequencies:
            rows = frequencies.list_rows(self._cache, asked, view, by)
            return Frequencies(rows=tuple(rows), more=page.find_counted(self._cache, asked, view).more)

        return _answer(asked, work, lambda problem: Frequencies(problem=problem))

    def collocates(
        self,
        request: Request,
        cql: Cql,
        side: SideOf = "",
        outlet: OutletKey = "",
        country: Country = "",
        language: Language = "",
        section: Section = "",
        collection: CollectionKey = "",
        found_by: FoundBy = "",
        since: Since = None,
        until: Until = None,
    ) -> Response:
        """The words typical of what is found, by logDice."""
        chosen = make_filter(outlet, language, section, collection, found_by, since, until)
        asked = choose(self._renderer, request, country, chosen)
        view = _view(cql, side)
        return _answer(
            asked,
            lambda: Collocates(words=tuple(page.find_collocates(self._cache, asked, view))),
            lambda problem: Collocates(problem=problem),
        )

    def renderings(
        self,
        request: Request,
        cql: Cql,
        side: SideOf = "",
        outlet: OutletKey = "",
        country: Country = "",
        language: Language = "",
        section: Section = "",
        collection: CollectionKey = "",
        found_by: FoundBy = "",
        since: Since = None,
        until: Until = None,
    ) -> Response:
        """The words typical of the sentences in the other language beside what is found, by logDice."""
        chosen = make_filter(outlet, language, section, collection, found_by, since, until)
        asked = choose(self._renderer, request, country, chosen)
        view = _view(cql, side)
        return _answer(
            asked,
            lambda: Renderings(words=tuple(page.find_renderings(self._cache, asked, view))),
            lambda problem: Renderings(problem=problem),
        )


def _view(cql: str, side: Side, beside: str = "", *, sort: Sort = "", by: Grouping = "outlet") -> View:
    return View(pattern=cql.replace("\0", ""), side=side, beside=beside.replace("\0", ""), sort=sort, by=by)
