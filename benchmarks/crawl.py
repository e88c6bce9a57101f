"""Pages a second and memory of a crawl, beside bare Scrapy fetching the same pages in the same run.

``python benchmarks/crawl.py [--pages 5000] [--rounds 3]`` serves generated pages from the newsstand on
loopback and has them fetched in turn by bare Scrapy (download only, nothing read out of the pages) and by a
crawl of ours (extraction, languages, store), each in a process of its own, with the delays off and the same
concurrency. It prints every round, the medians, their ratio, and the resident memory as the crawl goes on.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from dosvoces.newsstand import Newsstand

CONCURRENCY = 16

BARE = """
import re, sys
from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess

class Bare(Spider):
    name = "bare"
    async def start(self):
        yield Request(sys.argv[1], self.parse_sitemap)
    def parse_sitemap(self, response):
        for url in re.findall(r"<loc>(.*?)</loc>", response.text):
            yield Request(url, self.parse_sitemap if url.endswith(".xml") else self.parse)
    def parse(self, response):
        self.crawler.stats.inc_value("bare/pages")
        self.crawler.stats.inc_value("bare/bytes", len(response.body))

process = AsyncCrawlerProcess({
    "CONCURRENT_REQUESTS": CONCURRENCY, "CONCURRENT_REQUESTS_PER_DOMAIN": CONCURRENCY,
    "LOG_ENABLED": False, "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False,
    "ROBOTSTXT_OBEY": True})
crawler = process.create_crawler(Bare)
process.crawl(crawler)
process.start()
print(crawler.stats.get_value("bare/pages"), crawler.stats.get_value("elapsed_time_seconds"))
""".replace("CONCURRENCY", str(CONCURRENCY))

OURS = """
import sys
if __name__ == "__main__":
    from dosvoces.crawl import crawl
    from dosvoces.outlets import load
    settings = {"LOG_ENABLED": False, "CONCURRENT_REQUESTS_PER_DOMAIN": CONCURRENCY}
    report = crawl([load(sys.argv[1])], store=sys.argv[2], max_pages=0, settings=settings)[0]
    print(report.counts.get("articles/new", 0), report.seconds)
""".replace("CONCURRENCY", str(CONCURRENCY))


class Memory(threading.Thread):
    """Samples the resident memory of a process and of its whole tree, in MB, against a count of pages."""

    def __init__(self, pid: int, count: Any) -> None:
        super().__init__(daemon=True)
        self._pid, self._count = pid, count
        self.main_peak = self.tree_peak = 0.0
        self.marks: dict[int, tuple[float, float]] = {}
        self.ended = threading.Event()

    def run(self) -> None:
        while not self.ended.wait(0.2):
            main, tree = _resident(self._pid), sum(map(_resident, _tree(self._pid)))
            self.main_peak, self.tree_peak = max(main, self.main_peak), max(tree, self.tree_peak)
            thousand = self._count() // 1000
            self.marks.setdefault(thousand, (main, tree))


def _resident(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except (OSError, IndexError):
        return 0.0


def _tree(pid: int) -> list[int]:
    found = [pid]
    for number in found:
        try:
            for task in Path(f"/proc/{number}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
        except OSError:
            continue
    return found


def run(program: str, *arguments: str, count: Any) -> tuple[int, float, Memory]:
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "program.py"
        script.write_text(program)
        command = [sys.executable, str(script), *arguments]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        memory = Memory(process.pid, count)
        memory.start()
        out, _ = process.communicate()
        memory.ended.set()
        memory.join()
    pages, seconds = out.split()
    return int(pages), float(seconds), memory


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="print the result as one line of JSON at the end")
    options = parser.parse_args()
    rates: dict[str, list[float]] = {"bare": [], "ours": []}
    peaks: list[tuple[float, float]] = []
    with Newsstand(pages=options.pages) as newsstand, tempfile.TemporaryDirectory() as folder:
        assert newsstand.variants
        sitemap = newsstand.bases["variants"] + "/sitemap.xml"
        for number in range(options.rounds):
            newsstand.forget()
            pages, seconds, memory = run(BARE, sitemap, count=lambda: 0)
            assert pages == options.pages, f"bare Scrapy fetched {pages} pages"
            rates["bare"].append(pages / seconds)
            rate = f"round {number + 1}: bare Scrapy {pages / seconds:7.1f} pages/s"
            print(f"{rate}, peak {memory.main_peak:.0f} MB", flush=True)
            newsstand.forget()
            store = f"{folder}/{number}.sqlite"
            start = time.monotonic()
            outlet = str(newsstand.variants)
            pages, seconds, memory = run(OURS, outlet, store, count=lambda: len(newsstand.log))
            assert pages == options.pages, f"{pages} articles were stored"
            rates["ours"].append(pages / seconds)
            peaks.append((memory.main_peak, memory.tree_peak))
            print(
                f"round {number + 1}: dosvoces    {pages / seconds:7.1f} pages/s, "
                f"peak {memory.main_peak:.0f} MB (with its workers {memory.tree_peak:.0f} MB), "
                f"{time.monotonic() - start - seconds:.1f} s to start and end"
            )
            marks = ", ".join(
                f"{k}000: {main:.0f}/{tree:.0f}" for k, (main, tree) in sorted(memory.marks.items())
            )
            print(f"         MB of the crawl / with workers, by pages: {marks}", flush=True)
    bare, ours = statistics.median(rates["bare"]), statistics.median(rates["ours"])
    print(f"median pages/s: bare Scrapy {bare:.1f}, dosvoces {ours:.1f}; ratio {ours / bare:.2f} (aim: 0.5)")
    if options.json:
        result = {"bare": bare, "ours": ours, "ratio": ours / bare, "peak_mb": max(tree for _, tree in peaks)}
        print(json.dumps(result))


if __name__ == "__main__":
    main()
