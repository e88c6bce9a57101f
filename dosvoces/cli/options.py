"""Options and arguments that several commands share, with completion of what can be named."""

from typing import Annotated

import typer

from dosvoces.core.outlets import known_keys
from dosvoces.exports.splits import SHARES

_STORE_HELP = "File or address of the store; the default one when omitted."


def _complete_keys(incomplete: str) -> list[str]:
    return [key for key in known_keys() if key.startswith(incomplete)]


def _complete_engines(incomplete: str) -> list[str]:
    from translations.engines.selection import list_names

    return [name for name in list_names() if name.startswith(incomplete)]


def _complete_formats(incomplete: str) -> list[str]:
    from dosvoces.exports.formats import NAMES

    return [name for name in NAMES if name.startswith(incomplete)]


StoreOption = Annotated[str, typer.Option(metavar="STORE", help=_STORE_HELP)]
EngineOption = Annotated[
    str,
    typer.Option(
        metavar="ENGINE",
        help="Engine, as `dosvoces doctor` lists them; the best that is installed when omitted.",
        autocompletion=_complete_engines,
    ),
]
OutletArguments = Annotated[
    list[str] | None,
    typer.Argument(metavar="OUTLET...", help="Keys or files of outlets.", autocompletion=_complete_keys),
]
EveryOption = Annotated[bool, typer.Option("--all", help="Every outlet there is a file for.")]
OutletOption = Annotated[
    str, typer.Option(metavar="OUTLET", help="Only this outlet.", autocompletion=_complete_keys)
]
OutletsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--outlet",
        metavar="OUTLET",
        help="Only this outlet; repeatable.",
        autocompletion=_complete_keys,
    ),
]
SettingsOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="Any setting of dosvoces or of Scrapy; repeatable."),
]
FormatsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--format",
        metavar="FORMAT",
        help="Formats of a folder: jsonl (when omitted; in bulk parquet), parquet, csv, tmx, moses, hashes; "
        "repeatable.",
        autocompletion=_complete_formats,
    ),
]
LanguagesOption = Annotated[
    list[str] | None, typer.Option(metavar="LANGUAGE", help="Only articles in this language; repeatable.")
]
FromOption = Annotated[str, typer.Option("--from", help="First day of publication, 2026-11-22.")]
ToOption = Annotated[str, typer.Option("--to", help="Last day of publication.")]
OriginsOption = Annotated[
    list[str] | None,
    typer.Option(metavar="ORIGIN", help="Only segments of this origin, e.g. human; repeatable."),
]
RolesOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="ROLE",
        help="Only segments of blocks in this role, e.g. headline; body for the text alone; repeatable.",
    ),
]
MinScoreOption = Annotated[
    float | None, typer.Option(min=0, max=1, help="Only segments of at least this score.")
]
WithoutFlagsOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="FLAG", help="No segments with this flag, e.g. number-mismatch, or all; repeatable."
    ),
]
OnceOption = Annotated[bool, typer.Option(help="Of near-duplicates only the one published first.")]
UntranslatedOption = Annotated[bool, typer.Option(help="Also articles without a translation.")]
IncludeReservedOption = Annotated[
    bool, typer.Option(help="Also articles whose outlet reserves its rights; you answer for it.")
]
AnonymiseOption = Annotated[
    bool, typer.Option(help="Mask names of authors, e-mail addresses, phone numbers and handles.")
]
SplitOption = Annotated[bool, typer.Option(help="Train, validation and test, by cluster and date.")]
ValidationOption = Annotated[
    float | None, typer.Option(help=f"Share of validation; {SHARES[0]} when omitted.")
]
TestOption = Annotated[float | None, typer.Option(help=f"Share of test; {SHARES[1]} when omitted.")]
ValidationFromOption = Annotated[
    str, typer.Option(help="Day on which validation begins, instead of a share.")
]
TestFromOption = Annotated[str, typer.Option(help="Day on which test begins.")]
