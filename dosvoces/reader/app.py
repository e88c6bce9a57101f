"""The reader as an ASGI application."""

from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import msgspec
from anyio import to_thread
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.convertors import IntegerConvertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from dosvoces.core.errors import QueryError, StoreError
from dosvoces.reader.api import make_api
from dosvoces.reader.api_answers import make_problem
from dosvoces.reader.cache import StoryCache
from dosvoces.reader.collection_pages import CollectionPages
from dosvoces.reader.concordance_pages import ConcordancePages
from dosvoces.reader.corpus_pages import CorpusPages
from dosvoces.reader.correction_pages import CorrectionPages
from dosvoces.reader.downloads import Downloads
from dosvoces.reader.pages import Pages
from dosvoces.reader.queue_pages import QueuePages
from dosvoces.reader.rendering import Renderer
from dosvoces.reader.security import SecurityMiddleware
from dosvoces.reader.sessions import Sessions
from dosvoces.store import Store
from dosvoces.store.browsing import Browser

#: Names of this machine that a browser on it may use.
LOOPBACK = ("127.0.0.1", "localhost", "::1")

#: Requests that a process answers at once.
_THREADS = 2

#: Pages for those who have not logged in yet.
_OPEN = ("/login", "/preferences", "/static/")


#: What the API says of addresses that do not reach it.
_API_PROBLEMS = {404: "there is nothing at this address", 405: "nothing is done so at this address"}


class _VersionConvertor(IntegerConvertor):
    """Numbers of versions; longer ones than any database has are none."""

    regex = "[0-9]{1,9}"


register_url_convertor("version", _VersionConvertor())


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """How a reader is run."""

    #: Hosts that are answered beside those of the loopback.
    hosts: tuple[str, ...] = ()
    #: Asked of everybody when it is not empty.
    password: str = ""
    #: Who corrects when nobody logs in.
    author: str = ""
    cookie: str = "dosvoces"
    #: What cookies are signed with; empty makes one up. Processes that share a port share it.
    key: bytes = b""
    #: The file in which they tell each other who has logged out; empty for one process.
    ended: str = ""
    #: Processes that serve the same port; another one keeps the catalogue when there are several.
    workers: int = 1


def _log_in_for(scope: Scope) -> str:
    """The address of the log-in that leads to what *scope* asks for."""
    query = scope["query_string"].decode("latin-1")
    wanted = quote(scope["path"]) + (f"?{query}" if query else "")
    if wanted == "/" or scope["method"] not in ("GET", "HEAD"):
        return "/login"
    return f"/login?{urlencode({'next': wanted})}"


class LoginRequired:
    """ASGI middleware that lets only those in who have logged in, where there is a password."""

    def __init__(self, app: ASGIApp, sessions: Sessions, cookie: str) -> None:
        self.app = app
        self.sessions = sessions
        self.cookie = cookie

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let in, or show the way to the log-in."""
        if scope["type"] == "http" and self.sessions.locked and not scope["path"].startswith(_OPEN):
            session = self.sessions.read(Request(scope).cookies.get(self.cookie, ""))
            if session is None or not session.name:
                answer: ASGIApp = RedirectResponse(_log_in_for(scope), status_code=303)
                if scope["path"].startswith("/api/"):
                    answer = make_problem("log in first", 401)
                await answer(scope, receive, send)
                return
        await self.app(scope, receive, send)


def _routes(pages: Pages, renderer: Renderer, api: FastAPI) -> list[Route | Mount]:
    page: Callable[..., Route] = Route
    corpus, concordance = CorpusPages(renderer), ConcordancePages(renderer)
    downloads = Downloads(renderer)
    collections, corrections = CollectionPages(renderer), CorrectionPages(renderer, pages)
    queue = QueuePages(renderer, corrections)
    return [
        page("/", pages.front),
        page("/story/{id}", pages.story),
        page("/story/{id}/changes", pages.changes),
        page("/story/{id}/{version:version}", pages.story),
        page("/story/{id}/{version:version}/correct", corrections.correct, methods=["POST"]),
        page("/story/{id}/{version:version}/file.{kind}", downloads.story),
        page("/selection.{kind}", downloads.selection),
        page("/print", downloads.printed),
        page("/corrections", corrections.corrections),
        page("/corrections/undo", corrections.undo, methods=["POST"]),
        page("/queue", queue.queue),
        page("/queue", queue.save, methods=["POST"]),
        page("/coverage", pages.coverage),
        page("/concordance", concordance.page),
        page("/concordance.csv", concordance.table),
        page("/trends", corpus.trends),
        page("/trends.csv", corpus.trends_table),
        page("/fragments", corpus.fragments),
        page("/fragments.csv", corpus.fragments_table),
        page("/mixing", corpus.mixing),
        page("/mixing.csv", corpus.mixing_table),
        page("/collections", collections.index),
        page("/collections", collections.make, methods=["POST"]),
        page("/collect", collections.collect, methods=["POST"]),
        page("/collection/{key}", collections.show),
        page("/collection/{key}/change", collections.change, methods=["POST"]),
        page("/collection/{key}/delete", collections.delete, methods=["POST"]),
        page("/collection/{key}/pick/{number:version}", collections.change_pick, methods=["POST"]),
        page("/collection/{key}/file.{kind}", collections.file),
        page("/collection/{key}/dataset.zip", collections.dataset),
        page("/collection/{key}/print", collections.printed),
        page("/preferences", pages.preferences),
        page("/login", pages.login),
        page("/login", pages.log_in, methods=["POST"]),
        page("/logout", pages.log_out, methods=["POST"]),
        page("/api", pages.api),
        Mount("/api", api),
        Mount("/static", StaticFiles(directory=str(files("dosvoces.reader") / "static"))),
    ]


def make_app(store: Store, options: Options = Options()) -> Starlette:  # noqa: B008
    """The reader over *store*; alone on its port, it keeps the store's catalogue up to date while it runs."""
    cache = StoryCache(Browser(store))
    sessions = Sessions(
        options.password,
        key=options.key,
        workers=options.workers,
        ended=Path(options.ended) if options.ended else None,
    )
    renderer = Renderer(cache, sessions, author=options.author, cookie=options.cookie)
    api = make_api(renderer)
    pages = Pages(renderer, api.openapi)

    @asynccontextmanager
    async def live(_app: Starlette) -> AsyncIterator[None]:
        # More threads would only wait for each other: pages are made one at a time, queries beside them.
        to_thread.current_default_thread_limiter().total_tokens = _THREADS
        cache.start(update=options.workers == 1)
        try:
            yield
        finally:
            cache.stop()

    def fail(request: Request, error: Exception) -> Response:
        if request.url.path.startswith("/api/"):
            status = error.status_code if isinstance(error, HTTPException) else 500
            return make_problem(_API_PROBLEMS.get(status, "something went wrong"), status)
        return pages.error(request, error)

    def refuse(_request: Request, error: Exception) -> Response:
        # Pages say it themselves; this is for tables and files.
        return PlainTextResponse(str(error), 422)

    handlers: dict[Any, Any] = {
        QueryError: refuse,
        404: fail,
        410: fail,
        403: fail,
        405: fail,
        StoreError: fail,
        500: fail,
    }
    hosts: Collection[str] = (*LOOPBACK, *options.hosts)
    return Starlette(
        routes=_routes(pages, renderer, api),
        middleware=[
            Middleware(SecurityMiddleware, hosts=hosts),
            Middleware(LoginRequired, sessions=sessions, cookie=options.cookie),
        ],
        exception_handlers=handlers,
        lifespan=live,
    )
