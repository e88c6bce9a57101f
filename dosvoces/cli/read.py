"""``dosvoces read``: the reader, a web page over the store."""

import getpass
import os
import webbrowser
from typing import Annotated
from urllib.parse import quote

import typer

from dosvoces.cli import console
from dosvoces.cli.options import StoreOption
from dosvoces.core.errors import SettingError

#: Where a shared password is read from; a command line would show it to everybody on the machine.
PASSWORD = "DOSVOCES_READER_PASSWORD"


def read(
    store: StoreOption = "",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")
    ] = 8642,
    host: Annotated[
        str, typer.Option(help="Address to listen on; anything but the loopback needs a password.")
    ] = "127.0.0.1",
    name: Annotated[
        list[str] | None,
        typer.Option(
            "--name",
            metavar="HOST",
            help="A host name that browsers may use for this reader; repeatable.",
        ),
    ] = None,
    open_: Annotated[bool, typer.Option("--open", "-o", help="Open it in the browser.")] = False,
    open_at: Annotated[
        str, typer.Option(metavar="PAGE", help="Open it there in the browser, such as at `queue`.")
    ] = "",
    workers: Annotated[
        int,
        typer.Option(min=0, max=64, help="Processes that answer; 0 takes one for each core, at most four."),
    ] = 0,
) -> None:
    """Show the store's stories side by side in a browser on this machine.

    With a password in the environment variable DOSVOCES_READER_PASSWORD everybody has to log in, with it and
    with a name of their own.
    """
    try:
        from dosvoces.reader.app import LOOPBACK, Options
        from dosvoces.reader.serving import count_workers, listen, serve
    except ImportError as error:
        raise SettingError("the reader needs its libraries: install dosvoces[reader]") from error
    from dosvoces.reader.cache import StoryCache
    from dosvoces.store import Store
    from dosvoces.store.browsing import Browser

    password = os.environ.get(PASSWORD, "")
    if host not in LOOPBACK and not password:
        raise SettingError(
            f"on {host} anybody in the network could read and correct: set a password in {PASSWORD}, "
            "or leave --host out"
        )
    with Store(store, mapped=True, create=False) as opened, listen(host, port) as bound:
        port = bound.getsockname()[1]
        options = Options(
            hosts=(*(() if host in ("0.0.0.0", "::") else (host,)), *(name or ())),
            password=password,
            author=_user(),
            cookie=f"dosvoces_{port}",
            workers=count_workers(workers),
        )
        with console.progress("preparing stories") as advance:
            done = 0

            def report(number: int) -> None:
                nonlocal done
                done += number
                advance(done, None)

            StoryCache(Browser(opened), {}).catch_up(report)
        address = _address(host, port)
        console.note(f"reading {opened.url} at {address} (stop with Ctrl-C)")
        # The port listens already: the browser waits there until the reader answers.
        page = address + quote(open_at.lstrip("/"), safe="/?&=%:+#")
        if (open_ or open_at) and not webbrowser.open(page):
            console.note(f"no browser could be opened: go to {page}")
        serve(opened, store, options, bound, "debug" if console.mode.debug else "warning")


def _address(host: str, port: int) -> str:
    """Where a browser on this machine finds the reader."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _user() -> str:
    try:
        user = getpass.getuser()
        # In a container everybody is root.
        return "" if user == "root" else user
    except (OSError, KeyError):
        return ""
