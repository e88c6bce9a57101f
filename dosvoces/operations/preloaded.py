"""For the process that commands are forked from: what the jobs of workers import, imported once for all."""

from contextlib import suppress
from importlib import import_module

from scrapy.settings import default_settings
from scrapy.utils.misc import load_object
from typer.main import get_command

from dosvoces.core.scrapy_settings import SCRAPY_SETTINGS

_MODULES = (
    "pipelines.workers",
    "pipelines.preloaded",
    "dosvoces.cli.commands",
    "dosvoces.core.lifeline",
    "dosvoces.core.logs",
    "dosvoces.operations.crawl",
    "dosvoces.bulk.jobs",
    "dosvoces.exports.dataset",
    "translations.batches",
    "translations.counterparts",
    "alembic.command",
    "psycopg",
    # What pyarrow imports when it writes its first array, where it is there.
    "pandas",
    "pyarrow.compute",
    "pyarrow.pandas_compat",
)

for _name in _MODULES:
    # What is not installed, or wrong here, the command that needs it tells of.
    with suppress(Exception):
        import_module(_name)


def load_components() -> None:
    """Loads what Scrapy imports by the names in its settings, but for what ours turn off."""
    ours = {row.name: row.default for row in SCRAPY_SETTINGS}
    tables = [value for value in ours.values() if isinstance(value, dict)]
    unused = {path for table in tables for path, order in table.items() if order is None}
    for value in {**vars(default_settings), **ours}.values():
        for path in (*value, *value.values()) if isinstance(value, dict) else (value,):
            if isinstance(path, str) and path not in unused:
                with suppress(Exception):
                    load_object(path)


def read_command_line() -> None:
    """Has a command line read, which imports what reads one."""
    commands = import_module("dosvoces.cli.commands")
    get_command(commands.app).make_context("dosvoces", ["bulk"])


load_components()
with suppress(Exception):
    read_command_line()
