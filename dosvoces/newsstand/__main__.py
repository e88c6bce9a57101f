"""``python -m dosvoces.newsstand``: serves the newsstand until Ctrl-C, SIGTERM or standard input ends."""

import argparse
import sys

from dosvoces.newsstand.newsstand import CRAWL_DELAY
from dosvoces.newsstand.site_servers import run

parser = argparse.ArgumentParser(
    prog="python -m dosvoces.newsstand", description="Serves three invented outlets on loopback."
)
parser.add_argument(
    "--port", type=int, default=0, help="port of the first outlet; the others follow (0: free ports)"
)
parser.add_argument(
    "--pages", type=int, default=0, help="number of generated pages to serve besides, for benchmarks"
)
parser.add_argument(
    "--crawl-delay",
    type=float,
    default=CRAWL_DELAY,
    help="what robots.txt of one outlet asks for, in seconds",
)
parser.add_argument("--watch-stdin", action="store_true", help="end when standard input ends")
options = parser.parse_args()
try:
    run(
        port=options.port,
        pages=options.pages,
        crawl_delay=options.crawl_delay,
        watch_stdin=options.watch_stdin,
    )
except KeyboardInterrupt:
    sys.exit(130)
except OSError as error:
    sys.exit(f"newsstand: no port {options.port} and following: {error.strerror}; try --port 0")
