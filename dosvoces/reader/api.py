"""The JSON API of the reader, with an OpenAPI description."""

import logging
import re
from datetime import date
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

import msgspec
from fastapi import FastAPI, Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BeforeValidator
from starlette.exceptions import HTTPException

from dosvoces.core.errors import QueryError, StoreError
from dosvoces.core.record import BilingualRecord, Flag, FragmentKind, Origin, Role
from dosvoces.core.version import __version__
from dosvoces.corpus.mixing import MixingRow
from dosvoces.corpus.trends import Period, Split, TrendRow
from dosvoces.reader import concordance as concordance_page
from dosvoces.reader import fragments, parameters
from dosvoces.reader import trends as trend_page
from dosvoces.reader.cache import StoryCache
from dosvoces.reader.concordance import Lines, Side, Sort
from dosvoces.reader.mixing import list_rows
from dosvoces.reader.trends import View
from dosvoces.store.browsing import DEEPEST, Coverage
from dosvoces.store.changes import Change
from dosvoces.store.corrections import Correction
from dosvoces.store.fields import FIELDS
from dosvoces.store.fragments import Facets, StoryFragment
from dosvoces.store.listing import Story, StoryFilter
from dosvoces.store.mixing import Grouping

_log = logging.getLogger(__name__)

#: Characters of a text in an address.
_LONGEST = 200

Id = Annotated[str, Path(max_length=_LONGEST, description="Identifier of the story.")]


def _parse_day(text: object) -> object:
    # Pydantic takes numbers for seconds since 1970.
    if isinstance(text, str) and not _DAY.fullmatch(text):
        raise ValueError("a day is written 2026-11-22")
    return text


_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
Day = Annotated[date, BeforeValidator(_parse_day)]


def _write_day(day: date | None) -> str:
    return day.isoformat() if day else ""


# What several operations narrow the stories with.
OutletKey = Annotated[str, Query(max_length=_LONGEST, description="Key of an outlet.")]
Country = Annotated[str, Query(max_length=_LONGEST, description="Country of the outlet, two letters.")]
Language = Annotated[str, Query(max_length=_LONGEST, description="Language of the story.")]
Section = Annotated[str, Query(max_length=_LONGEST, description="Section as the outlet calls it.")]
Since = Annotated[Day | None, Query(description="First day of publication, UTC.")]
Until = Annotated[Day | None, Query(description="Last day of publication, UTC.")]


class Stories(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a list of stories."""

    stories: list[Story]
    #: Address of the next page; None on the last one.
    next: str | None = None
    #: Whether a search finds more stories than its pages reach: it is better narrowed.
    more: bool = False


class Fragments(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a list of fragments, and how many there are of what."""

    fragments: list[StoryFragment]
    facets: Facets
    #: Address of the next page; None on the last one.
    next: str | None = None


class Revision(msgspec.Struct, frozen=True, kw_only=True):
    """What the outlet changed to make a version."""

    version: int
    changes: list[Change]


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Why a request was not answered."""

    message: str


_KINDS = (
    *(Stories, Fragments, BilingualRecord, Revision, Correction, Coverage, MixingRow, TrendRow),
    *(Lines, Problem),
)


def _answer(value: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status_code=status, media_type="application/json")


def make_problem(message: str, status: int) -> Response:
    """An answer that says why there is none."""
    return _answer(Problem(message=message), status)


def _responses(kind: str, *, many: bool = False, missing: bool = False) -> dict[int | str, Any]:
    """What an operation answers, for the description."""
    reference: dict[str, Any] = {"$ref": f"#/components/schemas/{kind}"}
    schema = {"type": "array", "items": reference} if many else reference
    problem = {
        "description": "A problem.",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    answers: dict[int | str, Any] = {
        200: {"description": "The answer.", "content": {"application/json": {"schema": schema}}},
        422: problem,
        500: problem,
    }
    return answers | ({404: problem, 410: problem} if missing else {})


def _describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI description, with the schemas of our own records."""
    if app.openapi_schema is None:
        from fastapi.openapi.utils import get_openapi

        description = get_openapi(
            title="dosvoces reader",
            version=__version__,
            description="Stories, their bilingual records, corrections and figures, read-only.",
            routes=app.routes,
            servers=[{"url": "/api"}],
        )
        _, schemas = msgspec.json.schema_components(_KINDS, ref_template="#/components/schemas/{name}")
        description["components"] = {"schemas": schemas}
        app.openapi_schema = description
    return app.openapi_schema


class _Operations:
    """What the API answers."""

    def __init__(self, cache: StoryCache) -> None:
        self._cache = cache
        self._browser = cache.browser

    def stories(
        self,
        request: Request,
        q: Annotated[
            str, Query(max_length=_LONGEST, description="Words to search for in both languages.")
        ] = "",
        outlet: OutletKey = "",
        country: Country = "",
        language: Language = "",
        section: Section = "",
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
            since=_write_day(since),
            until=_write_day(until),
            origin=origin or "",
            flag=flag or "",
            mixed=mixed,
            counterpart=counterpart,
        )
        fields = (field,) if field else FIELDS
        asked = parameters.make(q, country, chosen, self._cache.in_country).filter
        beyond = False
        if q.strip():
            offset = min(int(cursor), DEEPEST) if cursor.isdecimal() and len(cursor) < 6 else 0
            try:
                results = self._browser.search(q, asked, limit=limit + 1, offset=offset, fields=fields)
                found, beyond = list(results.stories), results.more or results.total > DEEPEST
            except StoreError:
                # Punctuation alone: no story holds a word of it.
                found = []
            following = str(offset + limit)
        else:
            found = self._browser.newest(asked, limit=limit + 1, cursor=cursor)
            following = found[limit - 1].cursor if len(found) > limit else ""
        more = None
        if len(found) > limit:
            params = {**request.query_params, "cursor": following}
            more = f"/api/stories?{urlencode(params)}"
        return _answer(Stories(stories=found[:limit], next=more, more=beyond))

    def fragments(
        self,
        request: Request,
        text: Annotated[str, Query(max_length=_LONGEST, description="Words that stand in it.")] = "",
        kind: Annotated[FragmentKind | None, Query(description="Kind of fragment.")] = None,
        direction: Annotated[
            str, Query(pattern="^([a-z]{2,3}-[a-z]{2,3})?$", description="As in es-en: English in Spanish.")
        ] = "",
        role: Annotated[Role | None, Query(description="Role of its block.")] = None,
        outlet: OutletKey = "",
        country: Country = "",
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
            "since": since,
            "until": until,
            "confidence": confidence or None,
        }
        values = {name: str(value) for name, value in given.items() if value is not None}
        chosen = fragments.read(values, self._cache.in_country).filter
        found = self._browser.fragments(chosen, limit=limit + 1, cursor=cursor)
        more = None
        if len(found) > limit:
            params = {**request.query_params, "cursor": found[limit - 1].cursor}
            more = f"/api/fragments?{urlencode(params)}"
        facets = self._cache.fragment_facets(chosen)
        return _answer(Fragments(fragments=found[:limit], facets=facets, next=more))

    def _miss(self, id_: str) -> Response:
        """The answer where there is no story of that id, or none any more."""
        if self._browser.store.is_removed(id_):
            return make_problem("the story was taken down", 410)
        return make_problem("there is no such story", 404)

    def story(self, id: Id) -> Response:  # noqa: A002
        """The latest version of a story as a bilingual record."""
        full = self._browser.full_story(id)
        return _answer(full.record) if full else self._miss(id)

    def version(self, id: Id, number: Annotated[int, Path(ge=1, lt=2**31)]) -> Response:  # noqa: A002
        """One version of a story as a bilingual record."""
        full = self._browser.full_story(id, number)
        return _answer(full.record) if full else self._miss(id)

    def changes(self, id: Id) -> Response:  # noqa: A002
        """What the outlet changed in each version after the first."""
        if self._browser.full_story(id) is None:
            return self._miss(id)
        steps = self._browser.store.changes(id)
        return _answer([Revision(version=number, changes=list(changes)) for number, changes in steps])

    def corrections(
        self,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
        offset: Annotated[int, Query(ge=0, lt=2**31)] = 0,
    ) -> Response:
        """What people corrected, newest first."""
        return _answer(self._browser.corrections(limit=limit, offset=offset))

    def coverage(self) -> Response:
        """How many stories there are of what."""
        return _answer(self._cache.coverage())

    def concordance(
        self,
        cql: Annotated[str, Query(max_length=_LONGEST, description="Words, or tokens in the subset of CQL.")],
        side: Annotated[Side, Query(description="The side of a language; empty for what is printed.")] = "",
        sort: Annotated[Sort, Query(description="The context to sort by; empty for the last stored.")] = "",
        outlet: OutletKey = "",
        country: Country = "",
        language: Language = "",
        since: Since = None,
        until: Until = None,
        limit: Annotated[int, Query(ge=1, le=1000)] = 50,
        offset: Annotated[int, Query(ge=0, le=1000)] = 0,
    ) -> Response:
        """Lines of a concordance, beside the other language; where the query means nothing it says so."""
        chosen = StoryFilter(
            outlet=outlet,
            language=language,
            since=_write_day(since),
            until=_write_day(until),
        )
        asked = parameters.make("", country, chosen, self._cache.in_country)
        view = concordance_page.View(pattern=cql.replace("\0", ""), side=side, sort=sort)
        try:
            return _answer(concordance_page.find_lines(self._cache, asked, view, limit=limit, offset=offset))
        except QueryError as error:
            return _answer(Lines(lines=(), total=0, more=False, problem=str(error)))

    def mixing(
        self,
        by: Annotated[Grouping, Query(description="What stories are put together by.")] = "month",
        outlet: OutletKey = "",
        country: Country = "",
        language: Language = "",
        section: Section = "",
        since: Since = None,
        until: Until = None,
    ) -> Response:
        """How much and how often stories mix languages; months and days without a gap, the last 400."""
        chosen = StoryFilter(
            outlet=outlet,
            language=language,
            section=section,
            since=_write_day(since),
            until=_write_day(until),
        )
        asked = parameters.make("", country, chosen, self._cache.in_country)
        return _answer(list_rows(self._cache, asked, by))

    def trends(
        self,
        q: Annotated[str, Query(max_length=_LONGEST, description="What is looked for, as in a search.")],
        q2: Annotated[str, Query(max_length=_LONGEST, description="What it is compared with.")] = "",
        per: Annotated[Period, Query(description="How long each period is.")] = "month",
        by: Annotated[Split, Query(description="What is told apart; nothing when it is empty.")] = "",
        outlet: OutletKey = "",
        country: Country = "",
        language: Language = "",
        since: Since = None,
        until: Until = None,
    ) -> Response:
        """How many stories one or two queries find, period by period without a gap, the last 400."""
        chosen = StoryFilter(
            outlet=outlet,
            language=language,
            since=_write_day(since),
            until=_write_day(until),
        )
        asked = parameters.make(q.replace("\0", ""), country, chosen, self._cache.in_country)
        view = View(second=q2.replace("\0", "").strip(), per=per, by=by)
        try:
            return _answer(trend_page.list_rows(self._cache, asked, view) if asked.query.strip() else [])
        except StoreError:
            # Punctuation alone: no story holds a word of it.
            return _answer([])


def make_api(cache: StoryCache) -> FastAPI:
    """The API, to be mounted at ``/api``."""
    # The pages of documentation that come with FastAPI load scripts from elsewhere.
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url="/openapi.json")
    operations = _Operations(cache)
    get: Literal["GET"] = "GET"
    for path, work, kind, many, missing in (
        ("/stories", operations.stories, "Stories", False, False),
        ("/stories/{id}", operations.story, "BilingualRecord", False, True),
        ("/stories/{id}/versions/{number}", operations.version, "BilingualRecord", False, True),
        ("/stories/{id}/changes", operations.changes, "Revision", True, True),
        ("/corrections", operations.corrections, "Correction", True, False),
        ("/fragments", operations.fragments, "Fragments", False, False),
        ("/coverage", operations.coverage, "Coverage", False, False),
        ("/mixing", operations.mixing, "MixingRow", True, False),
        ("/trends", operations.trends, "TrendRow", True, False),
        ("/concordance", operations.concordance, "Lines", False, False),
    ):
        app.add_api_route(
            path,
            work,
            methods=[get],
            responses=_responses(kind, many=many, missing=missing),
            response_class=Response,
            operation_id=work.__name__,
        )

    @app.exception_handler(RequestValidationError)
    def refuse(_request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        return make_problem(f"{place}: {first['msg']}", 422)

    @app.exception_handler(HTTPException)
    def refuse_address(_request: Request, error: HTTPException) -> Response:
        message = "there is no such address" if error.status_code == 404 else error.detail
        answer = make_problem(message, error.status_code)
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(StoreError)
    def excuse_store(_request: Request, error: StoreError) -> Response:
        # What it says may name a folder of this machine.
        _log.error("%s", error)
        return make_problem("the store cannot be read now", 500)

    @app.exception_handler(Exception)
    def excuse(_request: Request, _error: Exception) -> Response:
        return make_problem("something went wrong here", 500)

    app.openapi = lambda: _describe(app)  # type: ignore[method-assign]
    return app
