"""Pages a second and memory of a crawl, beside bare Scrapy fetching the same pages in the same run.

``python -m benchmarks.crawl [--pages 5000] [--rounds 3]`` serves generated pages from the newsstand on
loopback and has them fetched in turn by bare Scrapy (download only, nothing read out of the pages) and by a
crawl of ours (extraction, languages, store), each in a process of its own, with the delays off and the same
concurrency. It prints every round with its memory at the most, the medians and their ratio.
"""

import argparse
import json
import statistics
import sys
import tempfile
import threading
import time

from benchmarks.fetching import BARE, OURS, resident, run, tree
from dosvoces.newsstand import Newsstand


class Peak(threading.Thread):
    """Samples the resident memory of a process and of its whole tree, in MB."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.own = self.tree = 0.0
        self.pid = 0
        self.ended = threading.Event()

    def run(self) -> None:
        while not self.ended.wait(0.2):
            if self.pid:
                self.own = max(resident(self.pid), self.own)
                self.tree = max(sum(map(resident, tree(self.pid))), self.tree)


def measure(program: str, *arguments: str) -> tuple[int, float, Peak]:
    peak = Peak()
    peak.start()

    def tell(pid: int, pages: int, sqlite: int) -> None:
        peak.pid = pid

    pages, seconds = run(program, *arguments, tell=tell)
    peak.ended.set()
    peak.join()
    if not peak.own:
        sys.exit(f"the memory of process {peak.pid} could not be read from /proc")
    return pages, seconds, peak


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="print the result as one line of JSON at the end")
    options = parser.parse_args()
    rates: dict[str, list[float]] = {"bare": [], "ours": []}
    peaks: list[float] = []
    with Newsstand(pages=options.pages) as newsstand, tempfile.TemporaryDirectory() as folder:
        assert newsstand.variants
        sitemap = newsstand.bases["variants"] + "/sitemap.xml"
        for number in range(options.rounds):
            newsstand.forget()
            pages, seconds, peak = measure(BARE, sitemap)
            assert pages == options.pages, f"bare Scrapy fetched {pages} pages"
            rates["bare"].append(pages / seconds)
            rate = f"round {number + 1}: bare Scrapy {pages / seconds:7.1f} pages/s"
            print(f"{rate}, peak {peak.own:.0f} MB", flush=True)
            newsstand.forget()
            start = time.monotonic()
            pages, seconds, peak = measure(OURS, str(newsstand.variants), f"{folder}/{number}.sqlite")
            assert pages == options.pages, f"{pages} articles were stored"
            rates["ours"].append(pages / seconds)
            peaks.append(peak.tree)
            print(
                f"round {number + 1}: dosvoces    {pages / seconds:7.1f} pages/s, "
                f"peak {peak.own:.0f} MB (with its workers {peak.tree:.0f} MB), "
                f"{time.monotonic() - start - seconds:.1f} s to start and end"
            )
    bare, ours = statistics.median(rates["bare"]), statistics.median(rates["ours"])
    print(f"median pages/s: bare Scrapy {bare:.1f}, dosvoces {ours:.1f}; ratio {ours / bare:.2f} (aim: 0.5)")
    if options.json:
        result = {"bare": bare, "ours": ours, "ratio": ours / bare, "peak_mb": max(peaks)}
        print(json.dumps(result))


if __name__ == "__main__":
    main()
