"""Settings of Scrapy that are changed here: a name, its value and why it is so."""

from dosvoces.core.setting import Setting
from dosvoces.core.version import __version__

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
        "DOWNLOADER",
        "spiders.downloader.LimitedDownloader",
        "Keeps the limit per domain also without a delay, where Scrapy's own sends all that waits at once.",
    ),
    Setting(
        "DOWNLOADER_MIDDLEWARES",
        {
            "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "spiders.allowed_addresses.OutletBoundary": 50,
            "spiders.politeness.RobotsMiddleware": 100,
            "spiders.beginnings.Beginnings": 110,
            "spiders.rendering.Renderer": 440,
            "spiders.conditional.ConditionalRequests": 450,
            "spiders.compression.HttpCompression": 590,
            "spiders.allowed_addresses.AddressGuard": 760,
            "spiders.archiving.ArchiveMiddleware": 880,
        },
        "Only the outlet's domains, robots.txt by RFC 9309, conditional requests from the "
        "store's state, the beginning of sitemaps that are too large, bodies unpacked whatever their "
        "headers say, pages rendered where the outlet's file asks for it, no address inside the own "
        "network, and the archive next to the line.",
    ),
    Setting(
        "DOWNLOAD_DELAY",
        1.0,
        "Seconds between two requests to one domain, at least; AutoThrottle only adds to it.",
    ),
    Setting(
        "DOWNLOAD_HANDLERS",
        {"https": "spiders.certificates.CheckingHandler"},
        "Certificates are checked, where Scrapy takes any: what is stored is what the outlet printed. What "
        "is wrong with one is why a page failed.",
    ),
    Setting(
        "DOWNLOAD_MAXSIZE",
        8 * 1024 * 1024,
        "Bytes of a page, unpacked: several times the largest story page among some 250 real "
        "ones. Of sitemaps the first 52 MB are read, which they may have by their own rules.",
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
        "Crawl-delay and Retry-After, kept whatever AutoThrottle makes of the delay; what became of "
        "every address, counted by reason.",
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
            "scrapy.extensions.throttle.AutoThrottle": 0,
        },
        "Scrapy's, without the two that open a port that runs code: nobody "
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
