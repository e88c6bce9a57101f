"""Rendering of the reader's pages: templates, interface, sessions."""

import hashlib
from collections.abc import Callable, Hashable, Mapping
from typing import Any

import msgspec
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from dosvoces.reader import interface, security
from dosvoces.reader.cache import StoryCache
from dosvoces.reader.environment import get_interface, make_environment
from dosvoces.reader.interface import Interface
from dosvoces.reader.sessions import Session, Sessions
from dosvoces.store.collections import Collections
from dosvoces.store.preferences import Preferences

#: Themes a reader can ask for; otherwise the system's.
THEMES = ("light", "dark")


class Visit(msgspec.Struct, frozen=True):
    """One request: in which language and colours, by whom."""

    interface: Interface
    theme: str
    session: Session
    #: Whether the session is new and its cookie has to be set.
    fresh: bool


class Renderer:
    """What every page needs."""

    def __init__(
        self, cache: StoryCache, sessions: Sessions, *, author: str = "", cookie: str = "dosvoces"
    ) -> None:
        self.cache = cache
        self.browser = cache.browser
        self.collections = Collections(cache.browser.store)
        self._preferences = Preferences(cache.browser.store)
        self.sessions = sessions
        #: Who corrects when nobody logs in.
        self.author = author
        self.cookie = cookie

    def recall(self, person: str, name: str) -> str:
        """What *person* chose for *name* before; empty when they chose nothing."""
        return self._preferences.find(person, name)

    def remember(self, person: str, name: str, value: str) -> None:
        """Remembers what *person* chose for *name*."""
        if self._preferences.find(person, name) != value:
            self._preferences.keep(person, name, value)

    def find_author(self, person: str) -> str:
        """Whose name stands in a form of somebody who is logged in as *person*, or not at all."""
        return person or self.recall("", "author") or self.author

    def visit(self, request: Request) -> Visit:
        """Who asks, and how they want to read; the same for all of one request."""
        known: Visit | None = request.scope.get("dosvoces_visit")
        if known is None:
            known = request.scope["dosvoces_visit"] = self._read_visit(request)
        return known

    def _read_visit(self, request: Request) -> Visit:
        session = self.sessions.read(request.cookies.get(self.cookie, ""))
        language = request.cookies.get("dosvoces_ui", "")
        if language not in interface.LANGUAGES:
            language = interface.choose(request.headers.get("accept-language", ""))
        theme = request.cookies.get("dosvoces_theme", "")
        return Visit(
            get_interface(language),
            theme if theme in THEMES else "",
            session or self.sessions.start(),
            session is None,
        )

    def lack(self, article_id: str) -> HTTPException:
        """The error of a page of the story *article_id*, which is not there, or not any more."""
        return HTTPException(410 if self.browser.store.is_removed(article_id) else 404)

    def draw(
        self, request: Request, template: str, key: Hashable, describe: Callable[[], Mapping[str, Any]]
    ) -> Markup:
        """The part of a page that *template* makes of what *describe* gives, kept under *key*.

        It must hold nothing of one person: it is the same for everybody in this language.
        """
        t = self.visit(request).interface

        def draw() -> Markup:
            shared = {"static": False, "outlet_name": self.cache.name}
            return Markup(make_environment(t.language).get_template(template).render(shared, **describe()))

        return self.cache.get_or_draw((template, t.language, key), draw)

    def render(
        self,
        request: Request,
        template: str,
        values: Mapping[str, Any],
        *,
        status: int = 200,
        images: bool = False,
    ) -> Response:
        """The page that *template* makes of *values*."""
        visit = self.visit(request)
        html = (
            make_environment(visit.interface.language)
            .get_template(template)
            .render(
                theme=visit.theme,
                session=visit.session,
                locked=self.sessions.locked,
                collections=lambda: self.collections.owned(visit.session.name),
                token=lambda: self.sessions.token(visit.session),
                here=_here(request),
                outlet_name=self.cache.name,
                static=False,
                root="/",
                **values,
            )
        )
        body = html.encode(errors="replace")
        tag = f'W/"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'
        # Whoever comes back to a page that is still the same has it already.
        if status == 200 and request.headers.get("if-none-match") == tag:
            response = Response(status_code=304)
        else:
            response = HTMLResponse(body, status_code=status)
        response.headers["ETag"] = tag
        response.headers["Vary"] = "Cookie, Accept-Language"
        if images:
            response.headers["Content-Security-Policy"] = security.POLICY_WITH_IMAGES
        if visit.fresh and not self.sessions.locked and _may_begin(request):
            self.keep(request, response, visit.session)
        return response

    def keep(self, request: Request, response: Response, session: Session) -> None:
        """Sets the session's cookie."""
        response.set_cookie(
            self.cookie,
            self.sessions.write(session),
            max_age=14 * 86400,
            httponly=True,
            secure=request.url.scheme == "https",
            # Links of other sites lead to stories without a new log-in; forms have a token beside it.
            samesite="lax",
        )


def _may_begin(request: Request) -> bool:
    """Whether a request without a cookie comes from somebody who has none.

    What another site's page fetches comes without it; whoever follows a link from there brings it along.
    """
    headers = request.headers
    if headers.get("sec-fetch-site", "none") in ("none", "same-origin"):
        return True
    return headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"


def _here(request: Request) -> str:
    query = request.url.query
    return request.url.path + (f"?{query}" if query else "")
