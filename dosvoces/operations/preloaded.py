"""For the process that commands are forked from: what the jobs of workers import, imported once for all."""

from contextlib import suppress
from importlib import import_module

from typer.main import get_command

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
    # What Scrapy imports by name.
    "pipelines.items",
    "spiders.discovery",
    "spiders.measuring",
    "scrapy.core.downloader.contextfactory",
    "scrapy.core.downloader.handlers.http11",
    "scrapy.extensions.logstats",
    "scrapy.extensions.memusage",
    "scrapy.extensions.throttle",
    "scrapy.pqueues",
    "scrapy.spiderloader",
    "twisted.internet.asyncioreactor",
)

for _name in _MODULES:
    # What is not installed, or wrong here, the command that needs it tells of.
    with suppress(Exception):
        import_module(_name)


def read_command_line() -> None:
    """Has a command line read, which imports what reads one."""
    commands = import_module("dosvoces.cli.commands")
    get_command(commands.app).make_context("dosvoces", ["bulk"])


with suppress(Exception):
    read_command_line()
