"""``dosvoces site``: a copy of the stories that opens from disk."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from dosvoces.cli import console
from dosvoces.cli.options import StoreOption
from dosvoces.core.errors import SettingError


class InterfaceLanguage(StrEnum):
    """Languages of the interface."""

    ENGLISH = "en"
    SPANISH = "es"


def site(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="OUT", help="Where the pages go: a new or empty folder, or that of an earlier copy."
        ),
    ],
    store: StoreOption = "",
    interface: Annotated[
        InterfaceLanguage, typer.Option(help="Language of the pages' own words.")
    ] = InterfaceLanguage.ENGLISH,
) -> None:
    """Write the translated stories side by side as pages that open from a disk, without a server.

    Stories whose outlet reserves its rights are left out.
    """
    try:
        from dosvoces.reader.copying import write_copy
    except ImportError as error:
        raise SettingError("the reader needs its libraries: install dosvoces[reader]") from error
    from dosvoces.reader.cache import StoryCache
    from dosvoces.store import Store
    from dosvoces.store.browsing import Browser

    with Store(store, create=False) as opened, console.progress("writing pages") as advance:
        cache = StoryCache(Browser(opened))
        cache.catch_up()
        number = write_copy(cache, folder, interface.value, lambda done: advance(done, None))
    console.show(
        {"stories": number, "to": str(folder)},
        lambda: Text(f"{number} stories written; open {folder / 'index.html'}"),
    )
