"""All settings in two tables: ours, and those of Scrapy that we change.

Each row is a name, its default and what it does or why it is so. An environment variable of the same name,
prefixed ``DOSVOCES_`` unless the name has the prefix already, overrides the default:
``DOSVOCES_MAX_PAGES=50``, ``DOSVOCES_DOWNLOAD_DELAY=3``. Lists and tables are given as JSON.
"""

import json
import math
import os
from typing import Any, NamedTuple

from platformdirs import user_data_path

from dosvoces.core.errors import SettingError
from dosvoces.core.version import __version__


class Setting(NamedTuple):
    """One row of the settings table."""

    name: str
    default: Any
    help: str
    #: How the documentation shows the default, where the value itself depends on the machine.
    shown: str = ""
    #: What a number is at least and at most.
    least: float = 0
    most: float = math.inf

    @property
    def variable(self) -> str:
        """The environment variable that overrides the default."""
        return self.name if self.name.startswith("DOSVOCES_") else f"DOSVOCES_{self.name}"


#: Settings of dosvoces itself; Scrapy's own are in ``SCRAPY_SETTINGS``.
SETTINGS: tuple[Setting, ...] = (
    Setting(
        "DOSVOCES_ALERT_EMAIL",
        "",
        "E-mail address that is told of alerts; needs `DOSVOCES_SMTP`.",
    ),
    Setting(
        "DOSVOCES_ALERT_WEBHOOK",
        "",
        "Address to which alerts are posted as JSON, with a `text` for chat services.",
    ),
    Setting(
        "DOSVOCES_ARCHIVE",
        "",
        "Folder, or `s3://bucket/folder`, in which every answer is archived as WARC 1.1; empty means that "
        "nothing is.",
    ),
    Setting(
        "DOSVOCES_ARCHIVE_MB",
        1000,
        "Megabytes after which a WARC file is closed and the next one begun; 1 GB is what other "
        "tools expect.",
    ),
    Setting(
        "DOSVOCES_CHROMIUM",
        "",
        "Path or name of the Chromium that renders pages; empty means the one that is installed.",
    ),
    Setting(
        "DOSVOCES_CONTACT",
        "",
        "An e-mail address or a URL at which outlets reach whoever runs the crawl; it becomes "
        "part of the user agent, and stands in the card of datasets, for takedowns. Without it only "
        "outlets on one's own machines are crawled.",
    ),
    Setting(
        "DOSVOCES_CRAWL_DELAY",
        True,
        "Whether the crawl-delay of robots.txt is kept. Turning it off has an effect only for "
        "outlets with `private_network = true`, that is on one's own machines.",
    ),
    Setting(
        "DOSVOCES_DEVICE",
        "auto",
        "What translation models run on: `cpu`, `cuda`, or `auto` for a GPU where there is one.",
    ),
    Setting(
        "DOSVOCES_EXPORTS",
        {},
        "What is exported every night where several machines share a store: names, each with the words "
        'behind `dosvoces export`, e.g. `{"nightly": ["/data/set", "--format", "parquet"]}`.',
    ),
    Setting(
        "DOSVOCES_EXPORT_HOUR",
        3,
        "Hour of the day, UTC, of those exports.",
        most=23,
    ),
    Setting(
        "DOSVOCES_HOME",
        str(user_data_path("dosvoces")),
        "Folder of the default store, the installed translation packages and everything else that is kept.",
        shown="the platform's folder for user data",
    ),
    Setting(
        "DOSVOCES_LONGEST_INTERVAL",
        90,
        "Minutes between two crawls of an outlet by `dosvoces schedule`, at most, unless its file says "
        "otherwise: a story that is announced for two hours is not missed.",
    ),
    Setting(
        "DOSVOCES_LONGEST_WAIT",
        300.0,
        "Seconds that a site can have a crawl wait between two requests, by `Crawl-delay` or `Retry-After`, "
        "at most; longer ones are cut to it, told in the log and counted as `waits/…`.",
    ),
    Setting(
        "DOSVOCES_MAX_PAGES",
        500,
        "The most new story pages that one crawl of one outlet fetches, newest first; 0 means "
        "all. Known stories that are only looked at again do not count, so the next crawl goes "
        "on where this one stopped.",
    ),
    Setting(
        "DOSVOCES_MAX_SITEMAPS",
        50,
        "The most sitemaps that one crawl of one outlet reads, newest first; a sitemap index "
        "can lead to thousands. 0 means all, and so does `--since`.",
    ),
    Setting(
        "DOSVOCES_OUTLETS_AT_ONCE",
        16,
        "How many outlets one process crawls at the same time; each still has one request under way.",
    ),
    Setting(
        "DOSVOCES_PAGE_SECONDS",
        20.0,
        "Seconds a page may take to become an article; then its worker is stopped and the page "
        "counted as failed. A page normally takes hundredths of a second.",
    ),
    Setting(
        "DOSVOCES_QUEUE_MINUTES",
        60,
        "Minutes after which a queue stands whose oldest job could begin: then there is an alert.",
    ),
    Setting(
        "DOSVOCES_QUEUE_SECONDS",
        1.0,
        "Seconds between two looks of a worker that has nothing to do into the queue.",
        least=0.01,
    ),
    Setting(
        "DOSVOCES_RENDERING_MEMORY_MB",
        1024,
        "Memory that each process of the browser may take, in MiB; a page that needs more costs itself. "
        "0 means no limit.",
    ),
    Setting(
        "DOSVOCES_RENDERING_SECONDS",
        20.0,
        "Seconds a page may take to be rendered, those not counted in which it waits for the outlet's "
        "server or for the crawl's delay; then it is counted as failed.",
    ),
    Setting(
        "DOSVOCES_REVISIT_HOURS",
        [1, 6, 24, 168],
        "Hours after a story was first seen, or seen changed, at which it is looked at again although "
        "nothing says that it changed, so that an edited story is found; `[]` looks only at what is said to "
        "have changed.",
    ),
    Setting(
        "DOSVOCES_SHARDS",
        16,
        "Shares of the articles, each translated by one worker at a time, where several machines share a "
        "store: as many as there are ever workers that translate.",
        least=1,
    ),
    Setting(
        "DOSVOCES_SHARD_ARTICLES",
        500,
        "The most articles of one share that are translated in one go: a model is loaded once for them.",
        least=1,
    ),
    Setting(
        "DOSVOCES_SHORTEST_INTERVAL",
        10,
        "Minutes between two crawls of an outlet by `dosvoces schedule`, at least, unless its file "
        "says otherwise.",
    ),
    Setting(
        "DOSVOCES_SMTP",
        "",
        "Mail server for alerts, e.g. `smtp://user:password@mail.example.org:587` or `smtps://…`.",
    ),
    Setting(
        "DOSVOCES_STORE",
        "",
        "Address of the store, e.g. `sqlite:///news.sqlite` or `postgresql+psycopg://…`; empty "
        "means `store.sqlite` in `DOSVOCES_HOME`.",
    ),
    Setting(
        "DOSVOCES_STORE_SECONDS",
        120.0,
        "Seconds for which a crawl or a translation waits for a database that is away: stopped, or locked. "
        "Then it ends; what was not stored is fetched or translated again by the next.",
    ),
    Setting(
        "DOSVOCES_THREADS",
        0,
        "Threads that a translation model uses on a processor; 0 means one for each core.",
    ),
    Setting(
        "DOSVOCES_WORKERS",
        0,
        "Processes that turn pages into articles; 0 means one for each core, at most four.",
    ),
    Setting(
        "DOSVOCES_WORKER_MEMORY_MB",
        1024,
        "Address space a worker process may take beyond what it has at its start, in MiB; a page "
        "that needs more costs itself, not the machine. 0 means no limit.",
    ),
    Setting(
        "DOSVOCES_WORKER_SECONDS",
        30.0,
        "Seconds without a sign of life after which a worker is taken for dead and its jobs are taken up "
        "again.",
        least=1,
    ),
)

#: Settings of Scrapy that we change, each with the reason.
SCRAPY_SETTINGS: tuple[Setting, ...] = (
    Setting(
        "AUTOTHROTTLE_ENABLED",
        True,
        "The delay follows what the outlet's server can take: a slow answer slows the crawl down.",
    ),
    Setting(
        "AUTOTHROTTLE_START_DELAY",
        1.0,
        "Scrapy's 5 s are too careful for a run of a few dozen pages.",
    ),
    Setting(
        "BOT_NAME",
        "dosvoces",
        "The name in logs.",
    ),
    Setting(
        "CONCURRENT_ITEMS",
        4,
        "A page gives one item. Scrapy starts as many tasks for each response as this says, so "
        "that its 100 cost more than fetching the page.",
    ),
    Setting(
        "CONCURRENT_REQUESTS",
        64,
        "Requests under way for one outlet in all; the limit per domain is what counts.",
    ),
    Setting(
        "CONCURRENT_REQUESTS_PER_DOMAIN",
        1,
        "One request at a time to a domain, as a reader would make.",
    ),
    Setting(
        "COOKIES_ENABLED",
        False,
        "Stories need no session, and a crawler should not be followed or carry one.",
    ),
    Setting(
        "DEFAULT_DROPITEM_LOG_LEVEL",
        "DEBUG",
        "Pages that are no articles are counted by reason, not complained about.",
    ),
    Setting(
        "DEFAULT_REQUEST_HEADERS",
        {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "es,en;q=0.8",
        },
        "Spanish and English pages are wanted; Scrapy asks for English.",
    ),
    Setting(
        "DOWNLOADER_MIDDLEWARES",
        {
            "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "spiders.allowed_addresses.OutletBoundary": 50,
            "spiders.politeness.RobotsMiddleware": 100,
            "spiders.rendering.Renderer": 440,
            "spiders.conditional.ConditionalRequests": 450,
            "spiders.compression.HttpCompression": 590,
            "spiders.allowed_addresses.AddressGuard": 760,
            "spiders.archiving.ArchiveMiddleware": 880,
        },
        "Only the outlet's domains, robots.txt by RFC 9309, conditional requests from the "
        "store's state, bodies unpacked whatever their "
        "headers say, pages rendered where the outlet's file asks for it, no address inside the own "
        "network, and the archive next to the line.",
    ),
    Setting(
        "DOWNLOAD_DELAY",
        1.0,
        "Seconds between two requests to one domain, at least; AutoThrottle only adds to it.",
    ),
    Setting(
        "DOWNLOAD_MAXSIZE",
        8 * 1024 * 1024,
        "Bytes of a page, unpacked: several times the largest story page among some 250 real "
        "ones. Sitemaps may have 52 MB by their own rules.",
    ),
    Setting(
        "DOWNLOAD_TIMEOUT",
        30,
        "Seconds for one request; Scrapy's 180 let a dead server hold its only slot for long.",
    ),
    Setting(
        "DOWNLOAD_WARNSIZE",
        0,
        "What is too large is counted under its reason; a warning for each adds nothing.",
    ),
    Setting(
        "EXTENSIONS",
        {"spiders.politeness.OutletThrottle": 0, "spiders.counts.RunCounts": 0},
        "AutoThrottle that keeps crawl-delay and Retry-After; what became of every address, "
        "counted by reason.",
    ),
    Setting(
        "EXTENSIONS_BASE",
        {
            "scrapy.extensions.corestats.CoreStats": 0,
            "scrapy.extensions.logcount.LogCount": 0,
            "scrapy.extensions.memusage.MemoryUsage": 0,
            "scrapy.extensions.memdebug.MemoryDebugger": 0,
            "scrapy.extensions.closespider.CloseSpider": 0,
            "scrapy.extensions.feedexport.FeedExporter": 0,
            "scrapy.extensions.logstats.LogStats": 0,
            "scrapy.extensions.spiderstate.SpiderState": 0,
        },
        "Scrapy's, without its own AutoThrottle and the two that open a port that runs code: nobody "
        "asked for it, and to turn them off elsewhere they would be imported at every start.",
    ),
    Setting(
        "HTTPERROR_ALLOW_ALL",
        True,
        "The spider itself counts error pages by their status and remembers them in the store.",
    ),
    Setting(
        "ITEM_PIPELINES",
        {
            "pipelines.items.ArticlePipeline": 100,
            "spiders.measuring.MeasurePipeline": 150,
            "pipelines.items.StorePipeline": 200,
        },
        "A page becomes an article in a worker process, is measured for `dosvoces health` and is "
        "stored in a thread, so that the crawl never waits.",
    ),
    Setting(
        "LOG_FORMATTER",
        "spiders.counts.BriefLog",
        "Logs name pages instead of printing them.",
    ),
    Setting(
        "LOG_LEVEL",
        "INFO",
        "Scrapy's DEBUG has several lines for every page.",
    ),
    Setting(
        "METAREFRESH_ENABLED",
        False,
        "News pages reload themselves with it; as a redirect it is hardly used any more.",
    ),
    Setting(
        "REDIRECT_MAX_TIMES",
        6,
        "Outlets need three at most (scheme, host, new address); more is a loop.",
    ),
    Setting(
        "RETRY_GIVE_UP_LOG_LEVEL",
        "INFO",
        "What fails is counted by reason.",
    ),
    Setting(
        "ROBOTSTXT_OBEY",
        True,
        "Always, and by RFC 9309: a robots.txt that cannot be had for now means that nothing may be fetched.",
    ),
    Setting(
        "ROBOTSTXT_USER_AGENT",
        "dosvoces",
        "The name that robots.txt rules are looked up under.",
    ),
    Setting(
        "SCHEDULER_MEMORY_QUEUE",
        "scrapy.squeues.FifoMemoryQueue",
        "Pages are fetched in the order in which they are announced, the newest first.",
    ),
    Setting(
        "SPIDER_MODULES",
        ["spiders.news"],
        "Where `scrapy crawl news` finds the spider.",
    ),
    Setting(
        "USER_AGENT",
        f"dosvoces/{__version__} (news archive crawler; obeys robots.txt)",
        "Says honestly what comes; `DOSVOCES_CONTACT` is added to it.",
    ),
    Setting(
        "WARN_ON_GENERATOR_RETURN_VALUE",
        False,
        "To look for a mistake that our spider does not have, Scrapy parses its source and, on "
        "the way, imports what else is installed: half a second at every start.",
    ),
)

_KINDS: dict[type, str] = {bool: "yes or no", float: "number", int: "whole number", str: "text"}

_WORDS = dict.fromkeys(("1", "true", "yes", "on"), True) | dict.fromkeys(("0", "false", "no", "off"), False)


def _parse(setting: Setting, text: str, where: str) -> Any:
    """The value that *text*, given at *where*, means for *setting*: of the type of its default."""
    kind = type(setting.default)
    try:
        if kind is bool:
            return _WORDS[text.strip().lower()]
        if kind in (int, float):
            return _check_bounds(setting, kind(text), where)
        if kind is str:
            return text
        # A list may be given as it is typed: 1,6,24.
        bare = kind is list and not text.lstrip().startswith("[")
        value = [part.strip() for part in text.split(",") if part.strip()] if bare else json.loads(text)
        if not isinstance(value, kind):
            raise ValueError(text)
    except (KeyError, ValueError) as error:
        raise SettingError(
            f"{where} is {text!r}, which is no {_KINDS.get(kind, kind.__name__)}; "
            f"leave it out or give a value like {json.dumps(setting.default)}"
        ) from error
    return value


def _check_bounds(setting: Setting, number: float, where: str) -> float:
    if setting.least <= number <= setting.most:
        return number
    highest = "" if setting.most == math.inf else f" and {setting.most:g} at most"
    raise SettingError(f"{where} is {number:g}; it has to be {setting.least:g} at least{highest}")


def get(name: str) -> Any:
    """The value of setting *name*: the environment's, else the default.

    Raises :exc:`SettingError` for a name there is not and for a value it cannot have.
    """
    setting = _row(name)
    text = os.environ.get(setting.variable)
    where = f"the environment variable {setting.variable}"
    value = setting.default if text is None else _parse(setting, text, where)
    contact = get("DOSVOCES_CONTACT") if name == "USER_AGENT" else ""
    return f"{value} +{contact}" if contact else value


def parse(name: str, text: str, where: str) -> Any:
    """The value that *text*, given at *where*, means for setting *name*; raises :exc:`SettingError`."""
    return _parse(_row(name), text, where)


def _row(name: str) -> Setting:
    for setting in (*SETTINGS, *SCRAPY_SETTINGS):
        if setting.name == name:
            return setting
    raise SettingError(f"there is no setting {name}; docs/settings.md lists all")


def render_markdown() -> str:
    """The settings as two Markdown tables, for the documentation."""
    parts = []
    for title, rows in (("dosvoces", SETTINGS), ("Scrapy, where we change it", SCRAPY_SETTINGS)):
        table = [f"## {title}", "", "| name | default | meaning |", "|---|---|---|"]
        for row in sorted(rows):
            shown = row.shown or f"`{json.dumps(row.default, ensure_ascii=False)}`"
            table.append(f"| `{row.name}` | {shown} | {row.help} |".replace("\n", " "))
        parts.append("\n".join(table))
    return "\n\n".join(parts) + "\n"


#: All values at the start of the process, so that a wrong one is an error then and not in mid-crawl.
VALUES = {row.name: get(row.name) for row in (*SETTINGS, *SCRAPY_SETTINGS)}

if __name__ == "__main__":
    print(render_markdown(), end="")
