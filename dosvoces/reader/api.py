"""The JSON API of the reader, with an OpenAPI description."""

import logging
from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec
from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from dosvoces.core.errors import StoreError
from dosvoces.core.record import BilingualRecord
from dosvoces.core.version import __version__
from dosvoces.corpus.mixing import MixingRow
from dosvoces.corpus.trends import TrendRow
from dosvoces.reader.api_answers import Problem, list_answers, make_problem
from dosvoces.reader.collection_api import (
    CollectionOperations,
    FullCollection,
    NewCollection,
    NewPicks,
    Picked,
)
from dosvoces.reader.concordance import Lines
from dosvoces.reader.concordance_api import Collocates, ConcordanceOperations, Frequencies, Renderings
from dosvoces.reader.corpus_api import CorpusOperations, Fragments
from dosvoces.reader.rendering import Renderer
from dosvoces.reader.story_api import Revision, Stories, StoryOperations
from dosvoces.store.collections import Collection
from dosvoces.store.corrections import Correction
from dosvoces.store.coverage import Coverage

_log = logging.getLogger(__name__)

_KINDS = (
    *(Stories, Fragments, BilingualRecord, Revision, Correction, Coverage, MixingRow, TrendRow),
    *(Lines, Frequencies, Collocates, Renderings),
    *(Collection, FullCollection, NewCollection, NewPicks, Picked, Problem),
)


def _describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI description, with the schemas of our own records."""
    if app.openapi_schema is None:
        from fastapi.openapi.utils import get_openapi

        description = get_openapi(
            title="dosvoces reader",
            version=__version__,
            description="Stories, their bilingual records, corrections and figures; collections of them.",
            routes=app.routes,
            servers=[{"url": "/api"}],
        )
        _, schemas = msgspec.json.schema_components(_KINDS, ref_template="#/components/schemas/{name}")
        description["components"] = {"schemas": schemas}
        app.openapi_schema = description
    return app.openapi_schema


class _Operation(NamedTuple):
    path: str
    work: Callable[..., Any]
    #: The schema of the answer; empty for a file.
    kind: str
    many: bool = False
    missing: bool = False
    #: The schema of what is sent; empty where nothing is.
    sent: str = ""


def _list_operations(renderer: Renderer) -> list[_Operation]:
    stories, corpus = StoryOperations(renderer), CorpusOperations(renderer)
    words, collections = ConcordanceOperations(renderer), CollectionOperations(renderer)
    one = "/collections/{key}"
    return [
        _Operation("/stories", stories.stories, "Stories", missing=True),
        _Operation("/stories/{id}", stories.story, "BilingualRecord", missing=True),
        _Operation("/stories/{id}/versions/{number}", stories.version, "BilingualRecord", missing=True),
        _Operation("/stories/{id}/changes", stories.changes, "Revision", many=True, missing=True),
        _Operation("/corrections", stories.corrections, "Correction", many=True),
        _Operation("/fragments", corpus.fragments, "Fragments", missing=True),
        _Operation("/coverage", stories.coverage, "Coverage"),
        _Operation("/mixing", corpus.mixing, "MixingRow", many=True, missing=True),
        _Operation("/trends", corpus.trends, "TrendRow", many=True, missing=True),
        _Operation("/concordance", words.concordance, "Lines", missing=True),
        _Operation("/frequencies", words.frequencies, "Frequencies", missing=True),
        _Operation("/collocates", words.collocates, "Collocates", missing=True),
        _Operation("/renderings", words.renderings, "Renderings", missing=True),
        _Operation("/collections", collections.collections, "Collection", many=True),
        _Operation("/collections", collections.make_collection, "Collection", sent="NewCollection"),
        _Operation(one, collections.collection, "FullCollection", missing=True),
        _Operation(f"{one}/picks", collections.pick, "Picked", missing=True, sent="NewPicks"),
        _Operation(f"{one}/file", collections.file, "", missing=True),
    ]


def check_names(request: Request) -> None:
    """Raises 422 for a parameter that the operation does not have: it would else be left out unsaid."""
    known = [each.alias for each in request.scope["route"].dependant.query_params]
    for name in request.query_params:
        if name not in known:
            raise HTTPException(422, f"there is no parameter {name!r} here; use {', '.join(known) or 'none'}")


def make_api(renderer: Renderer) -> FastAPI:
    """The API, to be mounted at ``/api``."""
    # The pages of documentation that come with FastAPI load scripts from elsewhere.
    app = FastAPI(
        docs_url=None, redoc_url=None, openapi_url="/openapi.json", dependencies=[Depends(check_names)]
    )
    for each in _list_operations(renderer):
        reference = {"schema": {"$ref": f"#/components/schemas/{each.sent}"}}
        body = {"requestBody": {"required": True, "content": {"application/json": reference}}}
        app.add_api_route(
            each.path,
            each.work,
            methods=["POST" if each.sent else "GET"],
            responses=list_answers(each.kind, many=each.many, missing=each.missing, sent=bool(each.sent)),
            response_class=Response,
            status_code=201 if each.sent else 200,
            operation_id=each.work.__name__,
            openapi_extra=body if each.sent else None,
        )

    @app.exception_handler(RequestValidationError)
    def refuse(_request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        return make_problem(f"{place}: {first['msg']}", 422)

    @app.exception_handler(HTTPException)
    def refuse_address(_request: Request, error: HTTPException) -> Response:
        known = error.status_code != 404 or error.detail != "Not Found"
        message = error.detail if known else "there is no such address"
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
