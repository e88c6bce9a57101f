"""A store opened for programs and notebooks: what the reader shows, as typed rows."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Literal, Self, Unpack

from dosvoces.core.errors import QueryError, StoreError
from dosvoces.core.record import BilingualRecord, FragmentKind, Role
from dosvoces.corpus.beside import parse_beside
from dosvoces.corpus.collocates import Collocate, Rendering
from dosvoces.corpus.cql import parse
from dosvoces.corpus.frequency import FrequencyRow
from dosvoces.corpus.frequency import Grouping as Frequency
from dosvoces.corpus.mixing import MixingRow, make_row
from dosvoces.corpus.trends import Counts, Period, Split, TrendRow, make_rows, sum_periods
from dosvoces.corpus.vocabulary import WordRow, list_words
from dosvoces.exports.filters import (
    Filters,
    check_choice,
    check_fields,
    check_known,
    choose,
    name_countries,
)
from dosvoces.exports.fragments import make_row as make_fragment_row
from dosvoces.exports.rows import FragmentRow
from dosvoces.exports.sample import fill_with_sample
from dosvoces.exports.tables import Rows
from dosvoces.store import Hit, Selection, Store
from dosvoces.store.browsing import Browser
from dosvoces.store.concordance import ConcordanceLine, take_sample
from dosvoces.store.fields import FIELDS
from dosvoces.store.fragments import FragmentFilter
from dosvoces.store.frequency import count_lines
from dosvoces.store.mixing import Grouping
from dosvoces.store.queries import check_words
from dosvoces.store.queries import parse as parse_search

#: Lines of a concordance when nobody says how many.
_LINES = 400

Side = Literal["", "es", "en"]


class OpenStore:
    """A store to ask; :func:`open_store` opens one, ``with`` or :meth:`close` closes it.

    *store* is the store itself, *filters* are those of :class:`Filters`. What is asked for the first time
    after a crawl takes a moment longer. Articles whose outlets reserve their rights are in it: it is your own
    store. What no filter can be raises
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

    def records(
        self, *, outlet: str | None = None, language: str | None = None, translated_only: bool = True
    ) -> Iterator[BilingualRecord]:
        """Bilingual records of the latest versions, by outlet, day and id; *language* is the article's."""
        check_known(self._caught_up(), "outlet", outlet)
        return self._opened().records(outlet=outlet, language=language, translated_only=translated_only)

    def outlets(self) -> list[str]:
        """The keys of the outlets there are stories of."""
        return self._opened().outlets(Selection(translated_only=False, include_reserved=True))

    def search(
        self, text: str, *, language: str | None = None, outlet: str | None = None, limit: int = 20
    ) -> Rows[Hit]:
        """What *text* finds in articles and translations, best first.

        *text* is ``words``, ``"an exact phrase"``, ``-without``, ``begin*``; *language* that of the text
        which is searched, ``es`` or ``en``: the article's own or its translation's.
        """
        check_known(self._caught_up(), "outlet", outlet)
        return Rows(Hit, lambda: self._opened().search(text, language=language, outlet=outlet, limit=limit))

    def fragments(
        self,
        *,
        kind: str = "",
        language: str = "",
        within: str = "",
        role: str = "",
        outlet: str = "",
        country: str = "",
        collection: str = "",
        found_by: str = "",
        since: str = "",
        until: str = "",
        confidence: float = 0.0,
        text: str = "",
    ) -> Rows[FragmentRow]:
        """The fragments in another language, newest first, with the columns of the table ``fragments``.

        *language* is the fragment's, *within* the story's, *text* words that stand in it one behind the
        other, and *confidence* the least one, 0 to 1, rounded up to a tenth.
        """
        check_choice("kind", kind, FragmentKind)
        check_choice("role", role, Role)
        filters = {"outlet": outlet, "country": country, "collection": collection, "found_by": found_by}
        own = choose(self._caught_up(), since=since, until=until, **filters)
        check_known(self._caught_up(), "language", within)
        if not 0 <= confidence <= 1:
            raise QueryError(f"a confidence is 0 to 1, not {confidence}")
        if text:
            check_words(text)
        chosen = FragmentFilter(
            kind=kind,
            language=language,
            matrix=within,
            role=role,
            outlet=own.outlet,
            among=own.among,
            collection=own.collection,
            found_by=own.found_by,
            since=own.since,
            until=own.until,
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
        beside: str = "",
        most: int | None = _LINES,
        sample: int = 0,
        seed: int = 0,
        **filters: Unpack[Filters],
    ) -> Rows[ConcordanceLine]:
        """The sentences that *query* finds, each with its other language; at most *most*, None for all.

        With *sample* so many at random out of all there are, the same ones for the same *seed*.

        *query* is a word, ``"a form"``, ``begin*``, or in CQL ``[word="mañana" & lang="es"]``;
        docs/researchers.md has the whole of it. *side* is ``es`` or ``en`` for what stands in that language,
        printed or translated; empty for what is printed. *beside* is what the other language has to hold
        (``port``, ``port*``), with a minus what it must not. *language* is the story's. Raises
        :exc:`~dosvoces.core.errors.QueryError` for what cannot be understood.
        """
        check_choice("side", side, Side)
        pattern, condition = parse(query), parse_beside(beside)
        chosen = choose(self._caught_up(), **filters)

        def read() -> Iterable[ConcordanceLine]:
            browser = self._caught_up()
            if sample or most is None:
                lines = browser.read_lines(pattern, chosen, side, beside=condition)
                return take_sample([*lines], sample, seed) if sample else lines
            return browser.concordance(pattern, chosen, side, most=most, beside=condition).lines

        return Rows(ConcordanceLine, read)

    def frequency(
        self,
        query: str,
        by: Frequency = "outlet",
        *,
        side: str = "",
        beside: str = "",
        **filters: Unpack[Filters],
    ) -> Rows[FrequencyRow]:
        """How often *query* is found, in lines and in lines per million words; every line is counted.

        *by* is ``outlet``, ``country``, ``month``, ``section``, ``field`` (the part of the page) or ``form``
        (the words that were found). See :meth:`concordance`.
        """
        check_choice("grouping", by, Frequency)
        check_choice("side", side, Side)
        pattern, condition = parse(query), parse_beside(beside)
        chosen = choose(self._caught_up(), **filters)

        def count() -> list[FrequencyRow]:
            browser = self._caught_up()
            words = browser.count_words(chosen, side, by=by)
            lines = browser.read_lines(pattern, chosen, side, beside=condition)
            return count_lines(lines, words, by, name_countries())

        return Rows(FrequencyRow, count)

    def collocates(
        self,
        query: str,
        *,
        side: str = "",
        **filters: Unpack[Filters],
    ) -> Rows[Collocate]:
        """The words typical of what *query* finds, by logDice, the most first; see :meth:`concordance`."""
        check_choice("side", side, Side)
        pattern = parse(query)
        chosen = choose(self._caught_up(), **filters)
        return Rows(Collocate, lambda: self._caught_up().collocates(pattern, chosen, side))

    def renderings(
        self,
        query: str,
        *,
        side: str = "",
        **filters: Unpack[Filters],
    ) -> Rows[Rendering]:
        """The words of the other language typical of the sentences beside *query*, by logDice."""
        check_choice("side", side, Side)
        pattern = parse(query)
        chosen = choose(self._caught_up(), **filters)
        return Rows(Rendering, lambda: self._caught_up().renderings(pattern, chosen, side))

    def words(
        self,
        *,
        side: str = "",
        fields: Sequence[str] = (),
        keywords: bool = False,
        least: int = 1,
        **filters: Unpack[Filters],
    ) -> Rows[WordRow]:
        """The words of the stories that are as *filters*, the most frequent first, beside all other stories.

        The others are those of the same ``language``; none where nothing else is chosen. With *keywords*
        there are those that are more frequent than in the others, the most significant first; *least* is how
        often a word has to stand there. *side* is that of :meth:`concordance`, *fields* are parts of the
        page, as in ``["headline", "body"]``, none for all.
        """
        check_choice("side", side, Side)
        check_fields(fields)
        chosen = choose(self._caught_up(), **filters)

        def list_rows() -> Iterator[WordRow]:
            own, rest = self._caught_up().vocabulary(chosen, side, fields or FIELDS)
            return (row for row in list_words(own, rest, keywords=keywords) if row.count >= least)

        return Rows(WordRow, list_rows)

    def mixing(
        self,
        by: Grouping = "outlet",
        **filters: Unpack[Filters],
    ) -> Rows[MixingRow]:
        """How stories mix languages, by ``outlet``, ``section``, ``language``, ``month`` or ``day``."""
        check_choice("grouping", by, Grouping)
        chosen = choose(self._caught_up(), **filters)

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
        **filters: Unpack[Filters],
    ) -> Rows[TrendRow]:
        """How many stories *query* finds per ``week`` or ``month``, *second* beside it, and shares of all.

        Queries are those of the search; *by* tells apart each ``outlet`` or ``country``, the twelve where
        most is found. Periods have no gap; of more than 400 the last are given. Raises
        :exc:`~dosvoces.core.errors.QueryError` for a query without a word.
        """
        check_choice("period", per, Period)
        check_choice("grouping", by, Split)
        chosen = choose(self._caught_up(), **filters)
        for text in (query, *([second] if second else [])):
            parse_search(text)

        def list_rows() -> list[TrendRow]:
            browser, name_group = self._caught_up(), name_countries() if by == "country" else str

            def count(text: str) -> Counts:
                counted = browser.count_by_period(text, chosen, months=per == "month", outlets=bool(by))
                return sum_periods(counted, per, name_group)

            return make_rows(count(""), count(query), count(second) if second else None, per=per, by=by)

        return Rows(TrendRow, list_rows)


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
        opened = OpenStore(stack.enter_context(Store(f"{folder}/sample.sqlite")))
        fill_with_sample(opened.store)
        opened._closing.push(stack.pop_all())
    return opened
