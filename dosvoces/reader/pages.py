"""Routes of the reader's pages; what they show is worked out elsewhere."""

import asyncio
from collections.abc import Callable, Iterable
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple
from urllib.parse import quote

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dosvoces.core.errors import QueryError
from dosvoces.reader import correcting, downloads, interface
from dosvoces.reader.asking import draw_fields, read_list
from dosvoces.reader.comparing import compare_versions
from dosvoces.reader.correcting import Draft
from dosvoces.reader.coverage import make_charts
from dosvoces.reader.filters import name_choice
from dosvoces.reader.parameters import ListParameters
from dosvoces.reader.rendering import THEMES, Renderer
from dosvoces.reader.story import (
    LAYOUTS,
    describe_engines,
    describe_provenance,
    find_flagged,
    lay_out_voice,
    list_voices,
    read_view,
    select_segments,
    story_path,
)
from dosvoces.store.browsing import FullStory
from dosvoces.store.corrections import find_standing
from dosvoces.store.fields import AROUND
from dosvoces.store.listing import Story
from dosvoces.store.searching import DEEPEST

#: Stories on a page of a list, and of results.
PER_PAGE = 30
RESULTS = 20

_YEAR = 365 * 86400


class Card(NamedTuple):
    """A story in a list, what its outlet is called, and the address of its page."""

    story: Story
    outlet: str
    address: str


def by_day(cards: Iterable[Card]) -> list[tuple[str, list[Card]]]:
    """Neighbouring stories of one day together."""
    return [(day, [*some]) for day, some in groupby(cards, key=lambda card: card.story.moment[:10])]


def own_address(text: str) -> str:
    """*text* where it is an address of ours, else the front's."""
    # `//host` and `/\host` lead elsewhere.
    safe = text.startswith("/") and text[1:2] not in ("/", "\\") and text.isprintable()
    return quote(text, safe="/?&=%:+~#-._") if safe else "/"


class Pages:
    """Everything a browser is shown."""

    def __init__(self, renderer: Renderer, describe: Callable[[], dict[str, Any]]) -> None:
        self.renderer = renderer
        #: Gives the API's description.
        self._describe = describe

    def front(self, request: Request) -> Response:
        """The newest stories, or what a search finds."""
        asked = read_list(self.renderer, request)
        with self.renderer.browser.store.one_moment():
            return self._search(request, asked) if asked.query else self._newest(request, asked)

    def _list(self, request: Request, asked: ListParameters, **values: object) -> Response:
        cache, t = self.renderer.cache, self.renderer.visit(request).interface
        return self.renderer.render(
            request,
            "front.html",
            {
                "asked": asked,
                "fields": draw_fields(self.renderer, request, asked),
                "called": partial(name_choice, cache, t),
                "around": AROUND,
                "most": downloads.MOST,
                "problem": "",
                "count": None,
                "uncounted": False,
                "next": "",
                **values,
            },
        )

    def _newest(self, request: Request, asked: ListParameters) -> Response:
        cursor = request.query_params.get("after", "")[:80]
        count = self.renderer.cache.count(asked.filter)
        # To find nothing takes looking at every story; that there is nothing is known.
        stories = (
            self.renderer.browser.newest(asked.filter, limit=PER_PAGE + 1, cursor=cursor) if count else []
        )
        more = asked.address(after=stories[PER_PAGE - 1].cursor) if len(stories) > PER_PAGE else ""
        return self._list(
            request,
            asked,
            days=by_day(self._make_cards(stories[:PER_PAGE], asked)),
            next=more,
            count=count,
            deeper=bool(cursor),
        )

    def _make_cards(self, stories: Iterable[Story], asked: ListParameters) -> list[Card]:
        return [
            Card(
                story,
                self.renderer.cache.name(story.outlet),
                story_path(story.article_id) + asked.carried(story),
            )
            for story in stories
        ]

    def _search(self, request: Request, asked: ListParameters) -> Response:
        page = request.query_params.get("page", "1")
        number = min(int(page), DEEPEST // RESULTS) if page.isdecimal() and len(page) < 5 else 1
        offset = RESULTS * (max(number, 1) - 1)
        try:
            found = self.renderer.cache.search(
                asked.query, asked.filter, limit=RESULTS, offset=offset, fields=asked.fields
            )
        except QueryError:
            return self._list(request, asked, days=[], problem="front.empty_query", deeper=False)
        last = min(found.total, DEEPEST)
        return self._list(
            request,
            asked,
            days=[("", self._make_cards(found.stories, asked))] if found.stories else [],
            count=found.total,
            uncounted=found.more,
            next=asked.address(page=number + 1) if offset + RESULTS < last else "",
            deeper=offset > 0,
        )

    def full_story(self, request: Request) -> FullStory:
        """The story that an address names; raises 404 where there is none."""
        full = self.renderer.browser.full_story(request.path_params["id"], request.path_params.get("version"))
        if full is None:
            raise self.renderer.lack(request.path_params["id"])
        return full

    def story(self, request: Request) -> Response:
        """A story and its other voice."""
        return self.show_story(request, self.full_story(request))

    def show_story(
        self, request: Request, full: FullStory, draft: Draft | None = None, status: int = 200
    ) -> Response:
        """The page of *full*; with a *draft* when a correction could not be kept."""
        article = full.article
        person = self.renderer.visit(request).session.name
        view = read_view(request.query_params, full, self.renderer.recall(person, "layout"))
        draft = draft or Draft(author=self.renderer.find_author(person), number=view.correct)
        if draft.problem:
            view = msgspec.structs.replace(view, correct=draft.number, voice="translation")
        path = story_path(article.id, article.version)
        t = self.renderer.visit(request).interface
        own = full.record.counterpart
        counterpart = own.id if own else ""
        return self.renderer.render(
            request,
            "story.html",
            {
                "full": full,
                "article": article,
                "view": view,
                "layouts": LAYOUTS,
                "groups": lay_out_voice(full, view.voice),
                "segments": (segments := select_segments(full, view.voice)),
                "engines": describe_engines(segments, t),
                "path": path,
                "edit": view.begin(path, "correct"),
                "pick": view.begin(path, "collect"),
                "holding": self.renderer.collections.holding(person, article.id, article.version),
                "voices": [(name, view.plain.address(path, voice=name)) for name in list_voices(full)],
                "changes": f"{story_path(article.id)}/changes" if len(full.versions) > 1 else "",
                "latest": max(full.versions),
                "near": [each for each in full.near if each.article_id != counterpart],
                "flagged": find_flagged(segments, request.query_params.get("flag", "")),
                "query": request.query_params.get("q", "")[:200],
                "provenance": describe_provenance(full, self.renderer.cache.name(article.outlet), t),
                "corrected": find_standing(full.record.segments, full.corrections),
                "describe": correcting.describe,
                "story_path": story_path,
                "problem": draft.problem,
                "draft": draft,
            },
            images=view.images,
            status=status,
        )

    def changes(self, request: Request) -> Response:
        """What the outlet changed from version to version."""
        versions = self.renderer.browser.versions(request.path_params["id"])
        if not versions:
            raise self.renderer.lack(request.path_params["id"])
        return self.renderer.render(
            request,
            "changes.html",
            {
                "article": versions[-1],
                "steps": self.renderer.cache.get_or_make(
                    ("changes", versions[-1].id, len(versions)), lambda: compare_versions(versions)
                ),
                "story_path": story_path,
            },
        )

    def coverage(self, request: Request) -> Response:
        """What there is, in charts and tables."""
        charts = make_charts(self.renderer.cache, self.renderer.visit(request).interface)
        return self.renderer.render(request, "coverage.html", {"charts": charts})

    def api(self, request: Request) -> Response:
        """What the API answers, for people."""
        described = self._describe()
        operations = [
            (path, "" if method == "get" else method.upper(), operation)
            for path, methods in described["paths"].items()
            for method, operation in methods.items()
        ]
        values = {"operations": operations, "schemas": described["components"]["schemas"]}
        return self.renderer.render(request, "api.html", values)

    def preferences(self, request: Request) -> Response:
        """Remembers the interface's language, its colours or a layout, and goes back to where one was."""
        response = RedirectResponse(own_address(request.query_params.get("back", "/")), status_code=303)
        layout = request.query_params.get("layout", "")
        if layout in LAYOUTS:
            self.renderer.remember(self.renderer.visit(request).session.name, "layout", layout)
        for name, allowed in (("ui", interface.LANGUAGES), ("theme", THEMES)):
            value = request.query_params.get(name, "")
            if value in allowed:
                response.set_cookie(f"dosvoces_{name}", value, max_age=_YEAR, httponly=True, samesite="lax")
        return response

    def login(self, request: Request) -> Response:
        """The form to log in."""
        return self.renderer.render(request, "login.html", {"problem": ""})

    async def log_in(self, request: Request) -> Response:
        """Logs somebody in, and goes on to what was asked for."""
        form = await request.form(max_files=0, max_fields=10)
        name, password = str(form.get("name", "")), str(form.get("password", ""))
        address = request.client.host if request.client else ""
        wait = self.renderer.sessions.take_turn(address)
        if wait is None:
            return self.renderer.render(request, "login.html", {"problem": "login.busy"}, status=429)
        await asyncio.sleep(wait)
        session = self.renderer.sessions.log_in(name, password, address)
        if session is None:
            return self.renderer.render(request, "login.html", {"problem": "login.wrong"}, status=403)
        response = RedirectResponse(own_address(request.query_params.get("next", "/")), status_code=303)
        self.renderer.keep(request, response, session)
        return response

    async def log_out(self, request: Request) -> Response:
        """Ends a session."""
        form = await request.form(max_files=0, max_fields=10)
        visit = self.renderer.visit(request)
        if visit.fresh or not self.renderer.sessions.is_own(visit.session, str(form.get("token", ""))):
            raise HTTPException(403)
        self.renderer.sessions.end(visit.session)
        response = RedirectResponse("/login", status_code=303)
        response.delete_cookie(self.renderer.cookie)
        return response

    def error(self, request: Request, error: Exception) -> Response:
        """The page of an error."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        text = {404: "error.missing", 410: "error.removed", 403: "error.refused"}.get(status, "error.title")
        return self.renderer.render(request, "error.html", {"text": text, "status": status}, status=status)
