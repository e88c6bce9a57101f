"""``dosvoces concordance``, ``frequency``, ``collocates`` and ``renderings``: words in their contexts."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from dosvoces.cli import console
from dosvoces.cli.corpus import (
    BesideOption,
    CollectionOption,
    CountryOption,
    FormatOption,
    FoundByOption,
    FromOption,
    LanguageOption,
    OutletOption,
    OutputOption,
    QueryArgument,
    SectionOption,
    SideOption,
    ToOption,
    Wanted,
    check,
    check_length,
    opened,
    write,
)
from dosvoces.cli.options import StoreOption
from dosvoces.core.errors import QueryError, SettingError

if TYPE_CHECKING:
    from dosvoces.corpus.cql import Pattern
    from dosvoces.reader.cache import StoryCache
    from dosvoces.store.listing import StoryFilter


class _Asked(msgspec.Struct, frozen=True):
    """A query over the stories that are meant."""

    cache: "StoryCache"
    pattern: "Pattern"
    chosen: "StoryFilter"


@contextmanager
def _asked(wanted: Wanted, query: str) -> Iterator[_Asked]:
    from dosvoces.corpus.cql import parse

    check_length(query)
    with opened(wanted) as (cache, asked):
        try:
            yield _Asked(cache, parse(query), asked.filter)
        except QueryError as error:
            raise SettingError(f"the query cannot be understood: {error}") from error


def concordance(
    query: QueryArgument,
    side: SideOption = "",
    beside: BesideOption = "",
    sort: Annotated[
        str, typer.Option(help="Sort by left or right context, node (what was found) or other language.")
    ] = "",
    most: Annotated[int, typer.Option(min=0, help="Lines at most, those stored last; 0 for all.")] = 5000,
    sample: Annotated[
        int,
        typer.Option(min=0, metavar="N", help="N lines at random out of all there are, not the last ones."),
    ] = 0,
    seed: Annotated[
        int | None,
        typer.Option(help="Seed of the sample: the same one gives the same lines; 0 when omitted."),
    ] = None,
    output: OutputOption = "-",
    format_: FormatOption = "csv",
    store: StoreOption = "",
    outlet: OutletOption = "",
    country: CountryOption = "",
    language: LanguageOption = "",
    section: SectionOption = "",
    collection: CollectionOption = "",
    found_by: FoundByOption = "",
    first: FromOption = "",
    last: ToOption = "",
) -> None:
    """Write the sentences in which a query stands, each beside its sentence in the other language."""
    from dosvoces.corpus.beside import parse_beside
    from dosvoces.reader import concordance as page
    from dosvoces.store.concordance import ConcordanceLine, take_sample

    check(format_, {"--side": (side, page.SIDES), "--sort": (sort, page.SORTS)})
    if seed is not None and not sample:
        raise SettingError(f"--seed {seed} means nothing without --sample")
    wanted = Wanted(store, outlet, country, language, section, collection, found_by, first, last)
    with _asked(wanted, query) as asked:
        condition, browser = parse_beside(beside), asked.cache.browser
        if sample or not most:
            lines = tuple(browser.read_lines(asked.pattern, asked.chosen, side, beside=condition))
        else:
            found = browser.concordance(asked.pattern, asked.chosen, side, most=most, beside=condition)
            lines = found.lines
            if found.more:
                console.note(f"the {len(lines)} lines stored last; there may be more: --most 0 writes all")
    if sample:
        lines = tuple(take_sample(lines, sample, seed or 0))
    write(ConcordanceLine, page.sort_lines(lines, sort), format_, output)


def frequency(
    query: QueryArgument,
    by: Annotated[
        str,
        typer.Option(
            help="Count for each outlet, country, month, section, field (part of the page) or form."
        ),
    ] = "outlet",
    side: SideOption = "",
    beside: BesideOption = "",
    output: OutputOption = "-",
    format_: FormatOption = "csv",
    store: StoreOption = "",
    outlet: OutletOption = "",
    country: CountryOption = "",
    language: LanguageOption = "",
    section: SectionOption = "",
    collection: CollectionOption = "",
    found_by: FoundByOption = "",
    first: FromOption = "",
    last: ToOption = "",
) -> None:
    """Count how often a query is found, in lines and in lines per million words; every line counts."""
    from dosvoces.corpus.beside import parse_beside
    from dosvoces.corpus.frequency import GROUPINGS, FrequencyRow, Grouping
    from dosvoces.reader import concordance as page
    from dosvoces.store.frequency import count_lines

    check(format_, {"--side": (side, page.SIDES), "--by": (by, GROUPINGS)})
    grouping: Grouping = by  # type: ignore[assignment]
    wanted = Wanted(store, outlet, country, language, section, collection, found_by, first, last)
    with _asked(wanted, query) as asked:
        browser = asked.cache.browser
        words = browser.count_words(asked.chosen, side, by=grouping)
        lines = browser.read_lines(asked.pattern, asked.chosen, side, beside=parse_beside(beside))
        rows = count_lines(lines, words, grouping, asked.cache.country)
    write(FrequencyRow, rows, format_, output)


def collocates(
    query: QueryArgument,
    side: SideOption = "",
    output: OutputOption = "-",
    format_: FormatOption = "csv",
    store: StoreOption = "",
    outlet: OutletOption = "",
    country: CountryOption = "",
    language: LanguageOption = "",
    section: SectionOption = "",
    collection: CollectionOption = "",
    found_by: FoundByOption = "",
    first: FromOption = "",
    last: ToOption = "",
) -> None:
    """Write the words that stand near what a query finds, the fifty most typical."""
    from dosvoces.corpus.collocates import Collocate

    wanted = Wanted(store, outlet, country, language, section, collection, found_by, first, last)
    _write_words(Collocate, wanted, query, side, format_, output)


def renderings(
    query: QueryArgument,
    side: SideOption = "",
    output: OutputOption = "-",
    format_: FormatOption = "csv",
    store: StoreOption = "",
    outlet: OutletOption = "",
    country: CountryOption = "",
    language: LanguageOption = "",
    section: SectionOption = "",
    collection: CollectionOption = "",
    found_by: FoundByOption = "",
    first: FromOption = "",
    last: ToOption = "",
) -> None:
    """Write the words that stand in the other language beside what a query finds, the fifty most typical."""
    from dosvoces.corpus.collocates import Rendering

    wanted = Wanted(store, outlet, country, language, section, collection, found_by, first, last)
    _write_words(Rendering, wanted, query, side, format_, output)


def _write_words(
    kind: type[msgspec.Struct], wanted: Wanted, query: str, side: str, format_: str, output: str
) -> None:
    from dosvoces.corpus.collocates import Collocate
    from dosvoces.reader.concordance import SIDES

    check(format_, {"--side": (side, SIDES)})
    with _asked(wanted, query) as asked:
        browser = asked.cache.browser
        find: Callable[..., Sequence[msgspec.Struct]]
        find = browser.collocates if kind is Collocate else browser.renderings
        rows = find(asked.pattern, asked.chosen, side)
    write(kind, rows, format_, output)


def words(
    side: SideOption = "",
    part: Annotated[
        list[str] | None,
        typer.Option(
            "--field", metavar="PART", help="Only in this part of the page, e.g. headline; repeatable."
        ),
    ] = None,
    keywords: Annotated[
        bool, typer.Option(help="Words more frequent than in all other stories, the most significant first.")
    ] = False,
    least: Annotated[int, typer.Option(min=1, help="Words that stand there at least so often.")] = 1,
    output: OutputOption = "-",
    format_: FormatOption = "csv",
    store: StoreOption = "",
    outlet: OutletOption = "",
    country: CountryOption = "",
    language: LanguageOption = "",
    section: SectionOption = "",
    collection: CollectionOption = "",
    found_by: FoundByOption = "",
    first: FromOption = "",
    last: ToOption = "",
) -> None:
    """List the words of some stories, how often each stands there and, beside it, in all others."""
    from dosvoces.corpus.vocabulary import WordRow, list_words
    from dosvoces.reader.concordance import SIDES
    from dosvoces.store.fields import FIELDS

    check(format_, {"--side": (side, SIDES)})
    for name in part or ():
        check(format_, {"--field": (name, FIELDS)})
    wanted = Wanted(store, outlet, country, language, section, collection, found_by, first, last)
    with opened(wanted) as (cache, asked):
        chosen, rest = cache.browser.vocabulary(asked.filter, side, part or FIELDS)
    if keywords and not rest.counts:
        raise SettingError("--keywords compares stories with all others: choose some, e.g. by --outlet")
    rows = list_words(chosen, rest, keywords=keywords)
    write(WordRow, [row for row in rows if row.count >= least], format_, output)
