"""Routes of the queue: sentences to correct, one after the other, of all stories."""

from collections.abc import Mapping, Sequence

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dosvoces.core.errors import QueryError
from dosvoces.core.record import Segment
from dosvoces.reader import correcting, parameters
from dosvoces.reader.asking import draw_fields, read_list
from dosvoces.reader.correcting import Draft
from dosvoces.reader.correction_pages import (
    OF_SENTENCE,
    PER_PAGE,
    CorrectionPages,
    Kept,
    is_number,
    read_numbers,
)
from dosvoces.reader.filters import WITHOUT_SEARCH
from dosvoces.reader.forms import read_field
from dosvoces.reader.parameters import ListParameters
from dosvoces.reader.rendering import Renderer
from dosvoces.reader.story import select_segments, story_path
from dosvoces.store.browsing import FullStory
from dosvoces.store.correction_queue import Number, ToCorrect, Waiting

#: Times that the store is asked for one page: what it gives may be corrected already.
_ASKED = 5

#: Sentences that are shown on either side.
_CONTEXT = 1

#: Characters of the places in an address.
_LONGEST_PLACES = 3000


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


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence of the queue's page."""

    waiting: Waiting
    full: FullStory
    draft: Draft = Draft()

    @classmethod
    def of_draft(cls, full: FullStory, draft: Draft) -> "Item":
        """The sentence of *full* that *draft* is for, to be looked at again."""
        article = full.article
        waiting = Waiting(article_id=article.id, version=article.version, number=draft.number, cursor="")
        return cls(waiting=waiting, full=full, draft=draft)


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the queue."""

    items: tuple[Item, ...] = ()
    #: The cursor behind which it goes on, and whether there may be something.
    after: str = ""
    more: bool = False
    #: Whether these are shown once more, after an undo.
    again: bool = False


class QueuePages:
    """The queue, and what is typed into it."""

    def __init__(self, renderer: Renderer, corrections: CorrectionPages) -> None:
        self.renderer = renderer
        self._corrections = corrections

    def _read(self, request: Request) -> Asked:
        params = request.query_params
        asked = read_list(self.renderer, request)
        wanted = ToCorrect(stories=asked.filter, every=params.get("every") == "1", text=asked.query)
        asked = parameters.note_ignored(asked, params, wanted, ("field",))
        return Asked(list=asked, wanted=wanted, after=params.get("after", "")[:80])

    def _find(self, asked: Asked) -> Shown:
        """The next sentences that still are as wanted."""
        items: list[Item] = []
        after = asked.after
        for _ in range(_ASKED):
            part = self.renderer.browser.find_to_correct(asked.wanted, after, PER_PAGE - len(items))
            items += [item for each in part.sentences if (item := self._take(asked, each))]
            after = part.after
            if not part.more or len(items) >= PER_PAGE:
                break
        return Shown(items=tuple(items), after=after, more=part.more)

    def _take(self, asked: Asked, waiting: Waiting) -> Item | None:
        full = self.renderer.browser.full_story(waiting.article_id, waiting.version)
        segment = find_segment(full, waiting.number) if full else None
        wanted = full and segment and is_wanted(asked.wanted, segment)
        return Item(waiting=waiting, full=full) if full and wanted else None

    def _find_at(self, request: Request, asked: Asked) -> Shown | None:
        """The sentences that the address names, to be looked at again; None where it names none."""
        items = []
        for place in request.query_params.get("at", "")[:_LONGEST_PLACES].split("\n")[:PER_PAGE]:
            number, version, article_id = [*place.split(" ", 2), "", "", ""][:3]
            known = is_number(number) and is_number(version)
            full = self.renderer.browser.full_story(article_id, int(version)) if known else None
            if full is not None and find_segment(full, int(number)):
                at = Waiting(
                    article_id=article_id, version=int(version), number=int(number), cursor=asked.after
                )
                items.append(Item(waiting=at, full=full))
        return Shown(items=tuple(items), after=asked.after, again=True) if items else None

    def queue(self, request: Request) -> Response:
        """The next sentences to correct."""
        asked = self._read(request)
        try:
            shown = self._find_at(request, asked) or self._find(asked)
        except QueryError:
            # Punctuation alone: no sentence holds a word of it.
            return self._show(request, asked, Shown(), problem="front.empty_query", status=422)
        return self._show(request, asked, shown)

    async def save(self, request: Request) -> Response:
        """Keeps the corrections that came from the queue, and goes on."""
        form = await request.form(max_files=0, max_fields=10 * PER_PAGE)
        return await run_in_threadpool(self._save, request, form)

    def _save(self, request: Request, form: FormData) -> Response:
        asked, after = self._read(request), read_field(form, "after")[:80]
        stories = [self._find_story(form, place) for place in range(_count_sentences(form))]
        # What was taken down meanwhile is passed over: the other corrections are kept.
        if not any(stories):
            raise HTTPException(404)
        kept = [
            made
            for place, full in enumerate(stories)
            if full and (made := self._keep_one(request, form, full, place))
        ]
        failed, done = [each for each in kept if not each.done], [each for each in kept if each.done]
        if failed:
            items = tuple(Item.of_draft(each.full, each.draft) for each in failed)
            shown = Shown(items=items, after=after, again=True)
            return self._show(request, asked, shown, status=failed[0].status, done=_name_done(asked, done))
        return RedirectResponse(asked.address(after=after, **_name_done(asked, done)), status_code=303)

    def _find_story(self, form: FormData, place: int) -> FullStory | None:
        """The story of the sentence at *place* of the form, as it is now."""
        version, number = read_at(form, "version", place), read_at(form, "number", place)
        if not (is_number(version) and is_number(number)):
            return None
        return self.renderer.browser.full_story(read_at(form, "article", place), int(version))

    def _keep_one(self, request: Request, form: FormData, read: FullStory, place: int) -> Kept | None:
        """What became of the sentence at *place* of the form; None where nobody said anything of it."""
        fields = {name: read_at(form, name, place) for name in OF_SENTENCE}
        # Another sentence of the same story may have been corrected since it was read.
        full = self.renderer.browser.full_story(read.article.id, read.article.version) if place else read
        if full is None:
            return None
        right = str(place + 1) in form.getlist("right")
        if not right and correcting.is_unchanged(full, fields["segment"], fields["shown"], fields["text"]):
            return None
        return self._corrections.keep(request, form, full, int(fields["number"]), fields)

    def _show(
        self,
        request: Request,
        asked: Asked,
        shown: Shown,
        *,
        problem: str = "",
        status: int = 200,
        done: Mapping[str, str] | None = None,
    ) -> Response:
        cache, visit = self.renderer.cache, self.renderer.visit(request)
        params = request.query_params
        done = params if done is None else done
        before, last = done.get("before", "")[:80], done.get("last", "")[:_LONGEST_PLACES]
        count = Number(0, more=False)
        if not problem:
            count = cache.get_or_make(
                ("queue", asked.wanted), lambda: self.renderer.browser.count_to_correct(asked.wanted)
            )
        drafts = [item.draft for item in shown.items]
        author = next((draft.author for draft in drafts if draft.author), "")
        return self.renderer.render(
            request,
            "queue.html",
            {
                "asked": asked,
                "fields": draw_fields(self.renderer, request, asked.list, WITHOUT_SEARCH),
                "items": [self._describe(item) for item in shown.items],
                "shown": shown,
                "use": params.get("use", ""),
                "describe": correcting.describe,
                "problem": problem,
                "author": author or self.renderer.find_author(visit.session.name),
                "count": count,
                "done": read_numbers(done.get("done", "")),
                "undone": asked.address(after=before, at=last),
                "story_path": story_path,
            },
            status=status,
        )

    def _describe(self, item: Item) -> dict[str, object]:
        """What the page says of *item*."""
        full, number = item.full, item.waiting.number
        segment = find_segment(full, number)
        return {
            "waiting": item.waiting,
            "article": full.article,
            "segment": segment,
            "before": find_segment(full, number - _CONTEXT),
            "behind": find_segment(full, number + _CONTEXT),
            "others": self._list_others(full, segment),
            "draft": item.draft,
        }

    def _list_others(self, full: FullStory | None, segment: Segment | None) -> list[tuple[str, str]]:
        """Engine and text of what else was made of *segment*."""
        if full is None or segment is None:
            return []
        key = (full.article.id, full.article.version, full.record.target_language)
        others = self.renderer.browser.store.alternatives(*key)
        return [(other.engine, other.text) for other in others.get(segment.id, ())]


def _name_done(asked: Asked, done: Sequence[Kept]) -> dict[str, str]:
    """What an address says of corrections that were kept, so that they can be undone and looked at again."""
    places = (f"{each.place.number} {each.full.article.version} {each.full.article.id}" for each in done)
    numbers = [str(each.correction.id) for each in done if each.correction]
    return {"done": "-".join(numbers), "before": asked.after if done else "", "last": "\n".join(places)}


def read_at(form: FormData, name: str, place: int) -> str:
    """The field *name* of the sentence at *place* of a form; empty where it is missing or a file."""
    values = form.getlist(name)
    value = values[place] if place < len(values) else ""
    return value if isinstance(value, str) else ""


def _count_sentences(form: FormData) -> int:
    return min(len(form.getlist("article")), PER_PAGE)


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
