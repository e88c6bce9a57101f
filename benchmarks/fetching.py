"""The two crawls that ``crawl`` and ``soak`` measure, ours and bare Scrapy's, each in its own process."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

CONCURRENCY = 16

#: Downloads only: nothing is read out of the pages. Prints how far it is every thousand pages, then the pages
#: and the seconds they took.
BARE = """
import re, sys
from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess

class Bare(Spider):
    name = "bare"
    pages = 0
    async def start(self):
        yield Request(sys.argv[1], self.parse_sitemap)
    def parse_sitemap(self, response):
        for url in re.findall(r"<loc>(.*?)</loc>", response.text):
            yield Request(url, self.parse_sitemap if url.endswith(".xml") else self.parse)
    def parse(self, response):
        self.pages += 1
        self.crawler.stats.inc_value("bare/bytes", len(response.body))
        if self.pages % 1000 == 0:
            print("at", self.pages, 0, flush=True)

process = AsyncCrawlerProcess({
    "CONCURRENT_REQUESTS": CONCURRENCY, "CONCURRENT_REQUESTS_PER_DOMAIN": CONCURRENCY,
    "LOG_ENABLED": False, "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False,
    "ROBOTSTXT_OBEY": True})
crawler = process.create_crawler(Bare)
process.crawl(crawler)
process.start()
print(crawler.spider.pages, crawler.stats.get_value("elapsed_time_seconds"))
""".replace("CONCURRENCY", str(CONCURRENCY))

#: Extraction, languages and store as in real crawls, without the delays; also tells the bytes SQLite holds.
OURS = """
import ctypes, sys

def read_sqlite_memory():
    try:
        used = ctypes.CDLL("libsqlite3.so.0").sqlite3_memory_used
    except OSError:
        return 0
    used.restype = ctypes.c_int64
    return used()

if __name__ == "__main__":
    from dosvoces.operations.crawl import crawl
    from dosvoces.core.outlets import load
    told = 0

    def tell(done, wanted):
        global told
        if done // 1000 > told:
            told = done // 1000
            print("at", done, read_sqlite_memory(), flush=True)

    settings = {"LOG_ENABLED": False, "CONCURRENT_REQUESTS_PER_DOMAIN": CONCURRENCY}
    report = crawl([load(sys.argv[1])], store=sys.argv[2], max_pages=0, settings=settings, progress=tell)[0]
    print(report.counts.get("articles/new", 0), report.seconds)
""".replace("CONCURRENCY", str(CONCURRENCY))

#: Called at the start and every thousand pages: with the process, the pages it has dealt with, and the
#: bytes that SQLite holds in it.
Tell = Callable[[int, int, int], None]


def run(program: str, *arguments: str, tell: Tell) -> tuple[int, float]:
    """Runs *program*; gives the pages that it dealt with and the seconds they took."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "program.py"
        script.write_text(program)
        command = [sys.executable, str(script), *arguments]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert process.stdout
        tell(process.pid, 0, 0)
        line = ""
        for line in process.stdout:
            if line.startswith("at "):
                _, pages, sqlite = line.split()
                tell(process.pid, int(pages), int(sqlite))
        process.wait()
    number, seconds = line.split()
    return int(number), float(seconds)


def resident(pid: int) -> float:
    """The resident memory of a process, in MB."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except (OSError, IndexError):
        return 0.0


def open_files(pid: int) -> int:
    """The files, sockets and pipes that a process has open."""
    try:
        return len(list(Path(f"/proc/{pid}/fd").iterdir()))
    except OSError:
        return 0


def tree(pid: int) -> list[int]:
    """A process and all that it started."""
    found = [pid]
    for number in found:
        try:
            for task in Path(f"/proc/{number}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
        except OSError:
            continue
    return found
