"""Settings of dosvoces itself: a name, its default and what it does."""

from platformdirs import user_data_path

from dosvoces.core.setting import Setting

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
        "DOSVOCES_AUTHORITIES",
        "",
        "A file of certificates (PEM) that crawls trust beside those of the machine: of an authority of "
        "one's own, or what is missing in the chain of an outlet's.",
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
        "Address of the store, e.g. `news.sqlite` or `postgresql://user@host/news`; empty "
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
