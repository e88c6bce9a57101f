"""Routes of corrections: one sentence in its story, or one after the other in a queue."""

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dosvoces.core.record import Segment
from dosvoces.core.safe_text import LONGEST_SENTENCE, clean_sentence, make_line
from dosvoces.reader import correcting, parameters
from dosvoces.reader.correcting import Draft, Place
from dosvoces.reader.filters import make_fields
from dosvoces.reader.forms import read_field, read_form
from dosvoces.reader.pages import Pages, own_address
from dosvoces.reader.parameters import ListParameters
from dosvoces.reader.rendering import Renderer
from dosvoces.reader.sessions import clean_name
from dosvoces.reader.story import read_view, select_segments, story_path
from dosvoces.store.articles import TARGETS
from dosvoces.store.browsing import FullStory
from dosvoces.store.correction_queue import MOST, ToCorrect, Waiting
from dosvoces.store.corrections import Correction

#: Sentences that are passed over at once: they were corrected since the catalogue was made.
_MOST_PASSED = 200

#: Sentences that are shown on either side.
_CONTEXT = 1


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a form."""

    full: FullStory
    place: Place
    #: Whether the words stand there now; with the correction, unless somebody had kept it before.
    done: bool
    correction: Correction | None = None
    draft: Draft = Draft()
    status: int = 200


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What the address of the queue says."""

    list: ListParameters
    wanted: ToCorrect
    #: The cursor behind which it goes on.
    after: str = ""

    def address(self, **other: str | int) -> str:
        """The address of the queue, some of it *other*."""
        every = "1" if self.wanted.every else ""
        return self.list.address("/queue", **{"every": every, "after": self.after, **other})


class CorrectionPages:
    """Everything about corrections."""

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
        kept = self._keep(request, form, full, view.correct)
        if kept.done:
            path = view.plain.address(story_path(full.article.id, full.article.version))
            return RedirectResponse(f"{path}#s{kept.place.number}", status_code=303)
        return self._pages.show_story(request, kept.full, kept.draft, kept.status)

    def _keep(self, request: Request, form: FormData, full: FullStory, number: int) -> Kept:
        """Keeps what the *form* for sentence *number* of *full* says, or says why not."""
        visit = self.renderer.visit(request)
        own = not visit.fresh and self.renderer.sessions.is_own(visit.session, read_field(form, "token"))
        author = visit.session.name or clean_name(read_field(form, "author"))
        typed = make_line(read_field(form, "text"))
        text = clean_sentence(typed)
        asked = read_field(form, "segment"), read_field(form, "shown"), number
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

    def _read(self, request: Request) -> Asked:
        params = request.query_params
        asked = parameters.read(params, self.renderer.cache.in_country)
        asked = msgspec.structs.replace(asked, query="")
        wanted = ToCorrect(stories=asked.filter, every=params.get("every") == "1")
        return Asked(list=asked, wanted=wanted, after=params.get("after", "")[:80])

    def _find(self, asked: Asked) -> tuple[Waiting, FullStory] | None:
        """The next sentence that still is as wanted, with its story; None at the end."""
        after = asked.after
        for _ in range(_MOST_PASSED):
            waiting = self.renderer.browser.next_to_correct(asked.wanted, after)
            if waiting is None:
                return None
            full = self.renderer.browser.full_story(waiting.article_id, waiting.version)
            segment = find_segment(full, waiting.number) if full else None
            if full and segment and is_wanted(asked.wanted, segment):
                return waiting, full
            after = waiting.cursor
        return None

    def _find_at(self, request: Request, asked: Asked) -> tuple[Waiting, FullStory] | None:
        """The sentence that the address names, to be looked at again; None where it names none."""
        number, version, article_id = [*request.query_params.get("at", "").split(" ", 2), "", "", ""][:3]
        if not (_is_number(number) and _is_number(version)):
            return None
        full = self.renderer.browser.full_story(article_id, int(version))
        if full is None:
            return None
        at = Waiting(article_id=article_id, version=int(version), number=int(number), cursor=asked.after)
        return at, full

    def queue(self, request: Request) -> Response:
        """The next sentence to correct."""
        asked = self._read(request)
        found = self._find_at(request, asked) or self._find(asked)
        if found is None:
            return self._show(request, asked, None, None, Draft())
        waiting, full = found
        return self._show(request, asked, waiting, full, Draft(number=waiting.number))

    async def save(self, request: Request) -> Response:
        """Keeps a correction that came from the queue, and goes on."""
        form = await request.form(max_files=0, max_fields=12)
        return await run_in_threadpool(self._save, request, form)

    def _save(self, request: Request, form: FormData) -> Response:
        asked, version, number = self._read(request), read_field(form, "version"), read_field(form, "number")
        known = _is_number(version) and _is_number(number)
        article_id, cursor = read_field(form, "article"), read_field(form, "cursor")[:80]
        full = self.renderer.browser.full_story(article_id, int(version)) if known else None
        if full is None:
            raise HTTPException(404)
        kept = self._keep(request, form, full, int(number))
        if kept.done:
            done = kept.correction.id if kept.correction else 0
            last = f"{kept.place.number} {version} {article_id}"
            address = asked.address(after=cursor, done=done, before=asked.after, last=last)
            return RedirectResponse(address, status_code=303)
        waiting = Waiting(
            article_id=article_id, version=int(version), number=kept.place.number, cursor=cursor
        )
        return self._show(request, asked, waiting, kept.full, kept.draft, kept.status)

    def _show(
        self,
        request: Request,
        asked: Asked,
        waiting: Waiting | None,
        full: FullStory | None,
        draft: Draft,
        status: int = 200,
    ) -> Response:
        cache, visit = self.renderer.cache, self.renderer.visit(request)
        params = request.query_params
        done, before = params.get("done", ""), params.get("before", "")[:80]
        segment = find_segment(full, waiting.number) if full and waiting else None
        count = cache.get_or_make(
            ("queue", asked.wanted), lambda: self.renderer.browser.count_to_correct(asked.wanted)
        )
        return self.renderer.render(
            request,
            "queue.html",
            {
                "asked": asked,
                "fields": make_fields(cache, visit.interface, asked.list),
                "waiting": waiting,
                "full": full,
                "segment": segment,
                "before": find_segment(full, waiting.number - _CONTEXT) if full and waiting else None,
                "behind": find_segment(full, waiting.number + _CONTEXT) if full and waiting else None,
                "others": self._list_others(full, segment),
                "use": params.get("use", ""),
                "describe": correcting.describe,
                "draft": draft,
                "author": draft.author or self.renderer.find_author(visit.session.name),
                "count": min(count, MOST),
                "uncounted": count > MOST,
                "done": int(done) if _is_number(done) else 0,
                "undone": asked.address(after=before, at=params.get("last", "")[:300]),
                "story_path": story_path,
            },
            status=status,
        )

    def _list_others(self, full: FullStory | None, segment: Segment | None) -> list[tuple[str, str]]:
        """Engine and text of what else was made of *segment*."""
        if full is None or segment is None:
            return []
        key = (full.article.id, full.article.version, full.record.target_language)
        others = self.renderer.browser.store.alternatives(*key)
        return [(other.engine, other.text) for other in others.get(segment.id, ())]

    async def undo(self, request: Request) -> Response:
        """Takes a correction back, and leads to where it was made."""
        form = await read_form(request, self.renderer)
        number = read_field(form, "number")
        name = self.renderer.visit(request).session.name
        done = None
        if _is_number(number):
            done = await run_in_threadpool(self.renderer.browser.undo, int(number), name)
        if done is None:
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


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def find_segment(full: FullStory, number: int) -> Segment | None:
    """Sentence *number* of the translation; None where there is none."""
    segments = select_segments(full, "translation")
    return segments[number - 1] if 0 < number <= len(segments) else None


def is_wanted(wanted: ToCorrect, segment: Segment) -> bool:
    """Whether *segment* still is what the queue is about: nobody corrected it, and its check failed."""
    if segment.is_corrected or len(segment.target.spans) != 1:
        return False
    flag = wanted.stories.flag
    return flag in segment.flags if flag else wanted.every or bool(segment.flags)
