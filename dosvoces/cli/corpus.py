"""``dosvoces trends``, ``concordance`` and ``mixing``: the tables of the reader's pages for researchers."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, get_args

import msgspec
import typer
from rich.text import Text

from dosvoces.cli import choices, console
from dosvoces.cli.options import StoreOption
from dosvoces.core.errors import SettingError

if TYPE_CHECKING:
    from dosvoces.reader.cache import StoryCache
    from dosvoces.reader.parameters import ListParameters

FORMATS = ("csv", "jsonl")

OutputOption = Annotated[
    str, typer.Option("--output", metavar="FILE", help="A file; standard output when omitted.")
]
FormatOption = Annotated[str, typer.Option("--format", metavar="FORMAT", help="csv or jsonl.")]
OutletOption = Annotated[str, typer.Option(help="Only stories of this outlet.")]
CountryOption = Annotated[str, typer.Option(help="Only of outlets of this country, e.g. MX.")]
LanguageOption = Annotated[str, typer.Option(help="Only stories in this language, e.g. en.")]
SectionOption = Annotated[str, typer.Option(help="Only of this section, as the outlet calls it.")]
CollectionOption = Annotated[
    str, typer.Option(metavar="KEY", help="Only what this collection has: the end of its link.")
]
FoundByOption = Annotated[
    str, typer.Option(metavar="WORDS", help="Only stories that a search for these words finds.")
]
SideOption = Annotated[str, typer.Option(help="Look at the side of es or en, not at what is printed.")]
BesideOption = Annotated[
    str, typer.Option(help="Only lines whose other language holds this, e.g. port*; with -port, does not.")
]
QueryArgument = Annotated[str, typer.Argument(metavar="QUERY", help="Words, or tokens in the subset of CQL.")]
FromOption = Annotated[str, typer.Option("--from", help="First day of publication, 2026-11-22.")]
ToOption = Annotated[str, typer.Option("--to", help="Last day of publication.")]


class Wanted(msgspec.Struct, frozen=True):
    """The stories that are meant, as options say it."""

    store: str
    outlet: str
    country: str
    language: str
    section: str
    collection: str
    found_by: str
    first: str
    last: str


@contextmanager
def opened(wanted: Wanted, query: str = "") -> Iterator[tuple["StoryCache", "ListParameters"]]:
    """The store's stories, all in the catalogue, and what pages would be asked for."""
    from dosvoces.reader import parameters
    from dosvoces.reader.cache import StoryCache
    from dosvoces.store import Store
    from dosvoces.store.browsing import Browser
    from dosvoces.store.listing import StoryFilter

    first, last = choices.read_days(("--from", wanted.first), ("--to", wanted.last))
    with Store(wanted.store, create=False) as store:
        choices.read_outlets([wanted.outlet] if wanted.outlet else [], store)
        cache = StoryCache(Browser(store))
        cache.catch_up()
        choices.check_language("--language", wanted.language, cache.languages())
        choices.check_collection(store, wanted.collection)
        choices.check_search("--found-by", wanted.found_by)
        country = wanted.country.upper()
        if country and not cache.in_country(country):
            raise SettingError(f"the store has no outlet of {country}; dosvoces outlets list shows countries")
        chosen = StoryFilter(
            outlet=wanted.outlet,
            language=wanted.language,
            section=wanted.section,
            collection=wanted.collection,
            found_by=wanted.found_by,
            since=first or "",
            until=last or "",
        )
        yield cache, parameters.make(query, country, chosen, cache.in_country)


def write(kind: type[msgspec.Struct], rows: Sequence[msgspec.Struct], format_: str, to: str) -> None:
    """Writes *rows* of *kind* as a table in *format_* to the file *to*."""
    from dosvoces.core.files import compressed, writing_or_stdout
    from dosvoces.reader.tables import write_csv, write_jsonl

    with writing_or_stdout(to) as raw, compressed(raw, to) as file:
        file.write(write_csv(kind, rows) if format_ == "csv" else write_jsonl(rows))
    if to != "-":
        result = {"rows": len(rows), "to": to}
        console.show(result, lambda: Text(f"{len(rows)} rows written to {to}"))


def trends(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="What is looked for, as in a search.")],
    second: Annotated[str, typer.Argument(metavar="[QUERY]", help="What it is compared with.")] = "",
    per: Annotated[str, typer.Option(help="How long each period is: week or month.")] = "month",
    by: Annotated[str, typer.Option(help="Tell apart outlet or country.")] = "",
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
    """Count the stories that one or two queries find, per week or month, in numbers and shares of all."""
    from dosvoces.core.errors import QueryError
    from dosvoces.corpus.trends import PERIODS, SPLITS, TrendRow
    from dosvoces.reader import trends as page

    check(format_, {"--per": (per, PERIODS), "--by": (by, SPLITS)})
    _check_queries(query, *([second] if second else []))
    wanted = Wanted(store, outlet, country, language, section, collection, found_by, first, last)
    with opened(wanted, query) as (cache, asked):
        view = page.read_view({"q2": second, "per": per, "by": by})
        try:
            rows = page.list_rows(cache, asked, view)
        except QueryError as error:
            raise SettingError(str(error)) from error
    write(TrendRow, rows, format_, output)


def mixing(
    by: Annotated[
        str, typer.Option(help="Put stories together by outlet, section, language, month or day.")
    ] = "month",
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
    """Measure how much and how often stories mix languages."""
    from dosvoces.corpus.mixing import MixingRow
    from dosvoces.reader import mixing as page
    from dosvoces.store.mixing import Grouping

    check(format_, {"--by": (by, get_args(Grouping))})
    wanted = Wanted(store, outlet, country, language, section, collection, found_by, first, last)
    with opened(wanted) as (cache, asked):
        grouping: Grouping = by  # type: ignore[assignment]
        rows = page.list_rows(cache, asked, grouping)
    write(MixingRow, rows, format_, output)


def check_length(query: str) -> None:
    """Raises :exc:`~dosvoces.core.errors.SettingError` for a query that no page would take."""
    from dosvoces.reader.parameters import LONGEST

    if len(query) > LONGEST:
        raise SettingError(f"a query has at most {LONGEST} characters, not {len(query)}")


def _check_queries(*queries: str) -> None:
    from dosvoces.core.errors import QueryError
    from dosvoces.store.queries import check_words, note_signs

    for query in queries:
        check_length(query)
        try:
            check_words(query)
        except QueryError as error:
            raise SettingError(str(error)) from error
        if note := note_signs(query):
            console.note(f"{query}: {note}")


def check(format_: str, given: dict[str, tuple[str, Sequence[str]]]) -> None:
    """Raises :exc:`~dosvoces.core.errors.SettingError` where an option is none of those that are known."""
    choices.check_known("format", [format_], FORMATS)
    for name, (value, known) in given.items():
        if value not in known:
            raise SettingError(f"{name} {value}: use {', '.join(each for each in known if each)}")
