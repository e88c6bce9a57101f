"""A store opened for programs and notebooks: what the reader shows, as typed rows."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from importlib.resources import as_file, files
from types import TracebackType
from typing import Any, Literal, Self, get_args

from dosvoces.core.errors import QueryError, StoreError
from dosvoces.core.outlets import catalogue
from dosvoces.core.record import Article, BilingualRecord, FragmentKind, Role
from dosvoces.corpus.collocates import Collocate
from dosvoces.corpus.cql import parse
from dosvoces.corpus.mixing import MixingRow, make_row
from dosvoces.corpus.trends import Counts, Period, Split, TrendRow, make_rows, sum_periods
from dosvoces.exports.fragments import make_row as make_fragment_row
from dosvoces.exports.reading import read as read_file
from dosvoces.exports.rows import FragmentRow
from dosvoces.exports.tables import Rows
from dosvoces.store import Hit, Selection, Store, Translation
from dosvoces.store.browsing import Browser
from dosvoces.store.concordance import ConcordanceLine
from dosvoces.store.fragments import FragmentFilter
from dosvoces.store.listing import StoryFilter
from dosvoces.store.mixing import Grouping
from dosvoces.store.queries import check_words
from dosvoces.store.queries import parse as parse_search

#: The sample's file, beside this one; ``docs/sample.py`` makes it.
SAMPLE = "sample.jsonl.zst"

#: Lines of a concordance when nobody says how many.
_LINES = 400

#: Outlets that an error names.
_NAMED = 12


class OpenStore:
    """A store to ask; :func:`open_store` opens one, ``with`` or :meth:`close` closes it.

    *store* is the store itself. Filters that are left out leave the matter open; days are UTC and as in
    ``2026-11-22``, outlets are keys. What is asked for the first time after a crawl takes a moment longer.
    Articles whose outlets reserve their rights are in it: it is your own store. What no filter can be raises
    :exc:`~dosvoces.core.errors.QueryError`.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self._browser = Browser(store)
        #: What is done, last first, when it is closed.
        self._closing = ExitStack()
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the store."""
        self._closed = True
        self._closing.close()

    def _opened(self) -> Store:
        if self._closed:
            raise StoreError("the store is closed: go through its rows, or take them as a frame, before that")
        return self.store

    def _caught_up(self) -> Browser:
        self._opened()
        while self._browser.catch_up():
            pass
        return self._browser

    def _check_known(self, name: Literal["outlet", "language"], value: str | None) -> None:
        """Raises :exc:`QueryError` where the store has stories, but none of this *name*."""
        known = self._caught_up().numbers(name) if value else {}
        if known and value not in known:
            some = ", ".join(sorted(known)[:_NAMED]) + (" …" if len(known) > _NAMED else "")
            raise QueryError(f"the store has no story of {name} {value!r}; use {some}")

    def _choose(self, outlet: str, language: str, since: str, until: str) -> StoryFilter:
        _check_days(since, until)
        self._check_known("outlet", outlet)
        self._check_known("language", language)
        return StoryFilter(outlet=outlet, language=language, since=since, until=until)

    def records(
        self, *, outlet: str | None = None, language: str | None = None, translated_only: bool = True
    ) -> Iterator[BilingualRecord]:
        """Bilingual records of the latest versions, by outlet, day and id; *language* is the article's."""
        self._check_known("outlet", outlet)
        return self._opened().records(outlet=outlet, language=language, translated_only=translated_only)

    def outlets(self) -> list[str]:
        """The keys of the outlets there are stories of."""
        return self._opened().outlets(Selection(translated_only=False, include_reserved=True))

    def search(
        self, text: str, *, language: str | None = None, outlet: str | None = None, limit: int = 20
    ) -> Rows[Hit]:
        """What *text* finds in articles and translations, best first; see :meth:`Store.search`."""
        self._check_known("outlet", outlet)
        return Rows(Hit, lambda: self._opened().search(text, language=language, outlet=outlet, limit=limit))

    def fragments(
        self,
        *,
        kind: str = "",
        language: str = "",
        within: str = "",
        role: str = "",
        outlet: str = "",
        since: str = "",
        until: str = "",
        confidence: float = 0.0,
        text: str = "",
    ) -> Rows[FragmentRow]:
        """The fragments in another language, newest first, with the columns of the table ``fragments``.

        *language* is the fragment's, *within* the story's, *text* words that stand in it one behind the
        other, and *confidence* the least one, 0 to 1 in tenths.
        """
        _check("kind", kind, FragmentKind)
        _check("role", role, Role)
        _check_days(since, until)
        self._check_known("outlet", outlet)
        self._check_known("language", within)
        if not 0 <= confidence <= 1:
            raise QueryError(f"a confidence is 0 to 1, not {confidence}")
        if text:
            check_words(text)
        chosen = FragmentFilter(
            kind=kind,
            language=language,
            matrix=within,
            role=role,
            outlet=outlet,
            since=since,
            until=until,
            sure=-int(-round(confidence * 10, 6) // 1),
            text=text,
        )
        return Rows(
            FragmentRow,
            lambda: map(make_fragment_row, self._caught_up().all_fragments(chosen, include_reserved=True)),
        )

    def concordance(
        self,
        query: str,
        *,
        side: str = "",
        outlet: str = "",
        language: str = "",
        since: str = "",
        until: str = "",
        most: int = _LINES,
    ) -> Rows[ConcordanceLine]:
        """The sentences that *query* finds, each with its other language; at most *most* of them.

        *query* is a word, ``"a form"``, ``begin*``, or in CQL ``[word="mañana" & lang="es"]``;
        docs/researchers.md has the whole of it. *side* is ``es`` or ``en`` for what stands in that language,
        printed or translated; empty for what is printed. *language* is the story's. Raises
        :exc:`~dosvoces.core.errors.QueryError` for what cannot be understood.
        """
        pattern = parse(query)
        chosen = self._choose(outlet, language, since, until)
        return Rows(
            ConcordanceLine, lambda: self._caught_up().concordance(pattern, chosen, side, most=most).lines
        )

    def collocates(
        self,
        query: str,
        *,
        side: str = "",
        outlet: str = "",
        language: str = "",
        since: str = "",
        until: str = "",
    ) -> Rows[Collocate]:
        """The words typical of what *query* finds, by logDice, the most first; see :meth:`concordance`."""
        pattern = parse(query)
        chosen = self._choose(outlet, language, since, until)
        return Rows(Collocate, lambda: self._caught_up().collocates(pattern, chosen, side))

    def mixing(
        self,
        by: Grouping = "outlet",
        *,
        outlet: str = "",
        language: str = "",
        since: str = "",
        until: str = "",
    ) -> Rows[MixingRow]:
        """How stories mix languages, by ``outlet``, ``section``, ``language``, ``month`` or ``day``."""
        _check("grouping", by, Grouping)
        chosen = self._choose(outlet, language, since, until)

        def list_rows() -> list[MixingRow]:
            found = self._caught_up().mixing(chosen, by)
            return [make_row(key, sums) for key, sums in found.items()]

        return Rows(MixingRow, list_rows)

    def trends(
        self,
        query: str,
        second: str = "",
        *,
        per: Period = "month",
        by: Split = "",
        outlet: str = "",
        language: str = "",
        since: str = "",
        until: str = "",
    ) -> Rows[TrendRow]:
        """How many stories *query* finds per ``week`` or ``month``, *second* beside it, and shares of all.

        Queries are those of the search; *by* tells apart each ``outlet`` or ``country``, the twelve where
        most is found. Periods have no gap; of more than 400 the last are given. Raises
        :exc:`~dosvoces.core.errors.QueryError` for a query without a word.
        """
        _check("period", per, Period)
        _check("grouping", by, Split)
        chosen = self._choose(outlet, language, since, until)
        for text in (query, *([second] if second else [])):
            parse_search(text)

        def list_rows() -> list[TrendRow]:
            browser, name_group = self._caught_up(), _name_countries() if by == "country" else str

            def count(text: str) -> Counts:
                counted = browser.count_by_period(text, chosen, months=per == "month", outlets=bool(by))
                return sum_periods(counted, per, name_group)

            return make_rows(count(""), count(query), count(second) if second else None, per=per, by=by)

        return Rows(TrendRow, list_rows)


def _name_countries() -> Callable[[str], str]:
    """What gives the country of an outlet's key; empty when nobody knows."""
    known = catalogue()
    return lambda key: known[key].country if key in known else ""


def _check(name: str, value: str, known: Any) -> None:
    """Raises :exc:`QueryError` where *value* is no *name* of the literals *known*; empty leaves it open."""
    if value and value not in get_args(known):
        choices = ", ".join(each for each in get_args(known) if each)
        raise QueryError(f"there is no {name} {value!r}; use {choices}")


def _check_days(*days: str) -> None:
    for day in days:
        try:
            known = not day or date.fromisoformat(day).isoformat() == day
        except ValueError:
            known = False
        if not known:
            raise QueryError(f"{day!r} is no day like 2026-11-22")


def open_store(where: str = "") -> OpenStore:
    """The store at *where* (a file, ``postgresql://…``, or empty for the default), opened to be asked.

    Raises :exc:`~dosvoces.core.errors.StoreError` where there is none.
    """
    opened = OpenStore(Store(where, create=False))
    opened._closing.callback(opened.store.close)
    return opened


def open_sample() -> OpenStore:
    """A store with the sample that comes with dosvoces: stories of three invented outlets and their voices.

    It is made in a temporary folder, which goes when the store is closed.
    """
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="dosvoces-sample-"))
        path = stack.enter_context(as_file(files("dosvoces.exports") / SAMPLE))
        opened = OpenStore(stack.enter_context(Store(f"{folder}/sample.sqlite")))
        _fill(opened.store, [record for record in read_file(path) if isinstance(record, BilingualRecord)])
        opened._closing.push(stack.pop_all())
    return opened


def _fill(store: Store, records: Sequence[BilingualRecord]) -> None:
    """Stores *records* as a crawl, a translation and an alignment would have left them."""
    every = [each for record in records for each in (record.article, record.counterpart) if each is not None]
    store.save_articles(sorted({each.id: each for each in every}.values(), key=_when))
    made = [(each, [segment for segment in each.segments if segment.origin != "human"]) for each in records]
    store.save_translations(
        [
            Translation(
                article_id=record.article.id,
                version=1,
                target_language=record.target_language,
                translation=record.translation,
                segments=tuple(segments),
                engine=segments[0].engine if segments else "",
            )
            for record, segments in made
            if record.translation
        ]
    )
    for record in records:
        if record.counterpart:
            human = [segment for segment in record.segments if segment.origin == "human"]
            store.save_counterpart(
                record.article.id, 1, record.counterpart.id, 1, record.target_language, human
            )


def _when(article: Article) -> tuple[str, str]:
    return str(article.day_published or ""), article.id
