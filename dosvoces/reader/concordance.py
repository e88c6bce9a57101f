"""The page of the concordance: lines, frequencies and collocates."""

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

import msgspec

from dosvoces.corpus import kwic
from dosvoces.corpus.beside import parse_beside
from dosvoces.corpus.collocates import Collocate, Rendering
from dosvoces.corpus.cql import parse
from dosvoces.corpus.frequency import GROUPINGS, Grouping
from dosvoces.corpus.kwic import Line
from dosvoces.reader.cache import StoryCache
from dosvoces.reader.parameters import LONGEST, ListParameters, find_voice, read_number, read_text
from dosvoces.store.concordance import MOST_LINES, Concordance, ConcordanceLine, take_sample

#: Lines on a page, and characters of a sentence that a page shows on either side.
PER_PAGE = 50
_AROUND = 70

#: Lines of a table to take away, and lines that are counted for frequencies.
MOST_TAKEN = 5000
MOST_COUNTED = 2000

Side = Literal["", "es", "en"]
SIDES: tuple[Side, ...] = get_args(Side)
Sort = Literal["", "left", "right", "node", "other"]
SORTS: tuple[Sort, ...] = get_args(Sort)
SHOWN = ("lines", "frequency", "collocates", "renderings")


class View(msgspec.Struct, frozen=True, kw_only=True):
    """What of the page's parameters is its own."""

    pattern: str = ""
    #: The language whose side is looked at; empty for what is printed.
    side: Side = ""
    #: What has to stand in the other language; with a minus what must not.
    beside: str = ""
    sort: Sort = ""
    show: str = "lines"
    #: What a table of frequencies is of.
    by: Grouping = "outlet"
    #: Whether bars show lines in a million words.
    relative: bool = False
    #: How many lines are taken at random, 0 for all of them, and with which seed.
    sample: int = 0
    seed: int = 0
    page: int = 1

    @property
    def is_newest(self) -> bool:
        """Whether lines are shown as they are found."""
        return not (self.sort or self.sample) and self.show == "lines"


class Lines(msgspec.Struct, frozen=True, kw_only=True):
    """Some lines of a concordance, how many it has, and whether there may be more than those."""

    lines: tuple[ConcordanceLine, ...]
    total: int
    more: bool
    #: Of how many lines they were taken at random; None where they were not.
    sampled: int | None = None
    #: Why the query means nothing, and at which character; empty when it was understood.
    problem: str = ""


def read_view(params: Mapping[str, str]) -> View:
    """The view that an address asks for; what cannot be meant is taken for nothing."""
    side, sort, show, by, page = (params.get(name, "") for name in ("side", "sort", "show", "by", "page"))
    sample = read_number(params.get("sample", ""))
    sample = sample if sample <= MOST_LINES else 0
    return View(
        pattern=params.get("cql", "")[:LONGEST].replace("\0", "").strip(),
        side=side if side in SIDES else "",
        beside=read_text(params, "beside"),
        sort=sort if sort in SORTS else "",
        show=show if show in SHOWN else "lines",
        by=by if by in GROUPINGS else "outlet",
        relative=bool(params.get("relative")),
        sample=sample,
        seed=read_number(params.get("seed", "")) if sample else 0,
        page=int(page) if page.isdecimal() and 0 < len(page) < 4 and int(page) else 1,
    )


def _find(cache: StoryCache, asked: ListParameters, view: View, most: int = MOST_LINES) -> Concordance:
    pattern, beside = parse(view.pattern), parse_beside(view.beside)
    return cache.get_or_make(
        ("concordance", pattern, asked.filter, asked.fields, view.side, most, beside),
        lambda: cache.browser.concordance(pattern, asked.filter, view.side, asked.fields, most, beside),
    )


def sort_lines(lines: Sequence[ConcordanceLine], by: str) -> tuple[ConcordanceLine, ...]:
    """*lines* sorted by what :data:`SORTS` names; as they are where it is empty."""
    if not by:
        return tuple(lines)
    contexts = [Line(left=line.left, node=line.node, right=line.right, other=line.other) for line in lines]
    return tuple(lines[number] for number in kwic.sort_lines(contexts, by))


def find_lines(
    cache: StoryCache, asked: ListParameters, view: View, *, limit: int = PER_PAGE, offset: int | None = None
) -> Lines:
    """*limit* lines from *offset* on, or those of the view's page.

    A page of lines that are not sorted is made of no more than are needed to know whether another follows.

    Raises :exc:`~dosvoces.core.errors.QueryError` for a pattern that means nothing.
    """
    start = PER_PAGE * (view.page - 1) if offset is None else offset
    if view.sample and view.show == "lines":
        return _find_sample(cache, asked, view, start, limit)
    few = offset is None and view.is_newest
    whole = MOST_COUNTED if view.show == "frequency" else MOST_LINES
    most = min(MOST_LINES, start + limit + 1) if few else whole

    def work() -> Lines:
        found = _find(cache, asked, view, most)
        if few and found.more and len(found.lines) < most:
            # Sentences were read that hold the words apart: the page is not full, and yet not the last.
            found = _find(cache, asked, view)
        lines = sort_lines(found.lines, view.sort)
        return Lines(lines=lines[start : start + limit], total=len(lines), more=found.more)

    return cache.get_or_make(("concordance lines", asked, view, most, start, limit), work)


def _find_sample(cache: StoryCache, asked: ListParameters, view: View, start: int, limit: int) -> Lines:
    """*limit* lines from *start* on of a sample out of at most :data:`MOST_TAKEN`, in the view's order."""

    def work() -> tuple[tuple[ConcordanceLine, ...], int, bool]:
        found = _take(cache, asked, view)
        return _order(found.lines, view), len(found.lines), found.more

    lines, total, more = cache.get_or_make(("sample", asked, msgspec.structs.replace(view, page=1)), work)
    return Lines(lines=lines[start : start + limit], total=len(lines), more=more, sampled=total)


def find_counted(cache: StoryCache, asked: ListParameters, view: View) -> Concordance:
    """The lines that are counted for frequencies."""
    return _find(cache, asked, view, MOST_COUNTED)


def find_table(cache: StoryCache, asked: ListParameters, view: View) -> tuple[ConcordanceLine, ...]:
    """The lines to take away, at most :data:`MOST_TAKEN`, in the view's order."""
    return _order(_take(cache, asked, view).lines, view)


def _take(cache: StoryCache, asked: ListParameters, view: View) -> Concordance:
    pattern, beside = parse(view.pattern), parse_beside(view.beside)
    return cache.browser.concordance(pattern, asked.filter, view.side, asked.fields, MOST_TAKEN, beside)


def _order(lines: Sequence[ConcordanceLine], view: View) -> tuple[ConcordanceLine, ...]:
    """*lines*, or a sample of them, in the view's order."""
    return sort_lines(take_sample(lines, view.sample, view.seed) if view.sample else lines, view.sort)


def find_collocates(cache: StoryCache, asked: ListParameters, view: View) -> list[Collocate]:
    """The words most typical of what is found."""
    pattern = parse(view.pattern)
    return cache.get_or_make(
        ("collocates", pattern, asked.filter, asked.fields, view.side),
        lambda: cache.browser.collocates(pattern, asked.filter, view.side, asked.fields),
    )


def find_renderings(cache: StoryCache, asked: ListParameters, view: View) -> list[Rendering]:
    """The words most typical of the sentences beside what is found."""
    pattern = parse(view.pattern)
    return cache.get_or_make(
        ("renderings", pattern, asked.filter, asked.fields, view.side),
        lambda: cache.browser.renderings(pattern, asked.filter, view.side, asked.fields),
    )


def find_address(asked: ListParameters, view: View, **other: str | int) -> str:
    """The address of *view*, some of its parameters and filters *other*."""
    own = {
        "cql": view.pattern,
        "side": view.side,
        "beside": view.beside,
        "sort": view.sort,
        "show": "" if view.show == "lines" else view.show,
        "relative": "1" if view.relative else "",
        "sample": view.sample,
        "seed": view.seed,
    }
    return asked.address("/concordance", **{**own, **other})


def cut_left(text: str) -> str:
    """The end of *text* that a page shows; a long word that is all of it is cut itself."""
    if len(text) <= _AROUND:
        return text
    cut = text[-_AROUND:]
    words = cut.partition(" ")[2]
    return "…" + (words if words.strip() else cut)


def cut_right(text: str) -> str:
    """The beginning of *text* that a page shows; a long word that is all of it is cut itself."""
    if len(text) <= _AROUND:
        return text
    cut = text[:_AROUND]
    words = cut.rpartition(" ")[0]
    return (words if words.strip() else cut) + "…"


def find_anchor(line: ConcordanceLine) -> str:
    """What follows the address of the line's story to lead to its sentence."""
    return f"{find_voice(line.anchor)}#{line.anchor}"
