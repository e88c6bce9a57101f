"""Routes of corrections: one sentence in its story, the list of all, and undoing."""

from collections.abc import Mapping

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dosvoces.core.record import Segment
from dosvoces.core.safe_text import LONGEST_SENTENCE, clean_sentence, make_line
from dosvoces.reader import correcting, parameters
from dosvoces.reader.correcting import Draft, Place
from dosvoces.reader.forms import read_field, read_form
from dosvoces.reader.pages import Pages, own_address
from dosvoces.reader.rendering import Renderer
from dosvoces.reader.sessions import clean_name
from dosvoces.reader.story import read_view, story_path
from dosvoces.store.articles import TARGETS
from dosvoces.store.browsing import FullStory
from dosvoces.store.corrections import Correction

#: What a form says of each of its sentences.
OF_SENTENCE = ("article", "version", "number", "segment", "shown", "text")

#: Sentences on a page of the queue, which are undone together.
PER_PAGE = 10


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a form."""

    full: FullStory
    place: Place
    #: Whether the words stand there now; with the correction, unless somebody had kept it before.
    done: bool
    correction: Correction | None = None
    draft: Draft = Draft()
    status: int = 200


class CorrectionPages:
    """Correcting a sentence of a story, what was corrected, and undoing it."""

    def __init__(self, renderer: Renderer, pages: Pages) -> None:
        self.renderer = renderer
        self._pages = pages

    async def correct(self, request: Request) -> Response:
        """Keeps a correction that came from the page of a story."""
        form = await request.form(max_files=0, max_fields=10)
        return await run_in_threadpool(self._correct, request, form)

    def _correct(self, request: Request, form: FormData) -> Response:
        full = self._pages.full_story(request)
        view = read_view(request.query_params, full)
        fields = {name: read_field(form, name) for name in OF_SENTENCE}
        kept = self.keep(request, form, full, view.correct, fields)
        if kept.done:
            path = view.plain.address(story_path(full.article.id, full.article.version))
            return RedirectResponse(f"{path}#s{kept.place.number}", status_code=303)
        return self._pages.show_story(request, kept.full, kept.draft, kept.status)

    def keep(
        self, request: Request, form: FormData, full: FullStory, number: int, fields: Mapping[str, str]
    ) -> Kept:
        """Keeps what the *fields* of the *form* say for sentence *number* of *full*, or says why not."""
        visit = self.renderer.visit(request)
        own = not visit.fresh and self.renderer.sessions.is_own(visit.session, read_field(form, "token"))
        author = visit.session.name or clean_name(read_field(form, "author"))
        typed = make_line(fields["text"])
        text = clean_sentence(typed)
        asked = fields["segment"], fields["shown"], number
        place = correcting.find_place(full, *asked)
        fit, made = bool(author and text), None
        if own and fit and place.same and place.segment:
            made = self.renderer.browser.correct(_make_correction(full, place.segment, text, author))
            if made is None:  # Somebody was quicker since the story was read.
                again = self.renderer.browser.full_story(full.article.id, full.article.version)
                full = again or full
                place = correcting.find_place(full, *asked)
        if made or (own and fit and correcting.has_kept(place, text, author)):
            if not visit.session.name:
                self.renderer.remember("", "author", author)
            return Kept(full=full, place=place, done=True, correction=made)
        problem, status = ("error.correction", 422) if own else ("error.expired", 403)
        if not place.same:
            problem, status = "error.changed", 409 if own else 403
        draft = Draft(
            text=text or (typed if len(typed) > LONGEST_SENTENCE else ""),
            author=author or self.renderer.find_author(visit.session.name),
            number=place.number,
            problem=problem,
        )
        return Kept(full=full, place=place, done=False, draft=draft, status=status)

    def corrections(self, request: Request) -> Response:
        """The last corrections, of everybody or of one person."""
        return self._list(request)

    def _list(self, request: Request, problem: str = "", status: int = 200) -> Response:
        author = parameters.read_text(request.query_params, "author")
        found = self.renderer.browser.corrections(limit=200, author=author)
        # Each language is translated into one other.
        languages = {target: language for language, target in TARGETS.items()}
        name = self.renderer.visit(request).session.name
        values = {
            "corrections": found,
            "languages": languages,
            "story_path": story_path,
            "author": author,
            "me": name or self.renderer.find_author(name),
            "problem": problem,
        }
        return self.renderer.render(request, "corrections.html", values, status=status)

    async def undo(self, request: Request) -> Response:
        """Takes a correction back, and leads to where it was made."""
        form = await read_form(request, self.renderer)
        numbers = read_numbers(read_field(form, "number"))
        name = self.renderer.visit(request).session.name
        # The last one first: several may be of one sentence.
        undone = [await run_in_threadpool(self.renderer.browser.undo, each, name) for each in numbers[::-1]]
        if None in undone or not undone:
            return await run_in_threadpool(self._list, request, "queue.not_undone", 409)
        return RedirectResponse(own_address(read_field(form, "back")), status_code=303)


def _make_correction(full: FullStory, segment: Segment, text: str, author: str) -> Correction:
    return Correction(
        article_id=full.article.id,
        version=full.article.version,
        target_language=full.record.target_language,
        segment=segment.id,
        source=segment.source.text,
        before=segment.target.text,
        after=text,
        author=author,
    )


def read_numbers(text: str) -> list[int]:
    """The numbers of corrections, as in ``12-13``."""
    return [int(number) for number in text.split("-")[:PER_PAGE] if is_number(number)]


def is_number(text: str) -> bool:
    """Whether *text* is a whole number of nine digits at most."""
    return text.isascii() and text.isdecimal() and len(text) < 10
