"""Options and arguments that several commands share, with completion of what can be named."""

from typing import Annotated

import typer

from dosvoces.core.outlets import known_keys

_STORE_HELP = "File or address of the store; the default one when omitted."


def _complete_keys(incomplete: str) -> list[str]:
    return [key for key in known_keys() if key.startswith(incomplete)]


def _complete_engines(incomplete: str) -> list[str]:
    from translations.engines.selection import NAMES

    return [name for name in NAMES if name.startswith(incomplete)]


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
    typer.Option("--set", metavar="NAME=VALUE", help="Any setting, of ours or of Scrapy; repeatable."),
]
FormatsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--format",
        metavar="FORMAT",
        help="Formats of a folder: jsonl, parquet, csv, tmx, moses, hashes; repeatable.",
        autocompletion=_complete_formats,
    ),
]
