"""Memory over many rendered pages: a crawl of an outlet that is empty without JavaScript, the delays off.

``python -m benchmarks.rendering [--pages 500]`` prints, for each tenth of the pages, the memory of the
browser's processes together and of the crawl's own, and at the end the seconds a page took.
"""

import argparse
import os
import resource
import sys
import tempfile
import threading
import time
from pathlib import Path

import tomlkit

sys.path.append(str(Path(__file__).parents[1] / "tests" / "spiders"))

from scripted import MarkedChromium, add_scripted
from smallsite import SmallSite, serve

from dosvoces.core.outlets import load
from dosvoces.operations.crawl import crawl


def own_memory(process: int) -> float:
    """MiB of *process* that it shares with no other as far as the kernel tells: its proportional set size."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def watch(site: SmallSite, browser: MarkedChromium, pages: int, over: threading.Event) -> None:
    shown = 0
    while not over.wait(0.5):
        done = sum(path.startswith("/api/") for path in site.paths)
        if done >= shown + pages // 10:
            shown = done
            memory, own = sum(map(own_memory, browser.alive())), own_memory(os.getpid())
            print(f"{done:6} pages  browser {memory:6.0f} MiB  crawl {own:6.0f} MiB", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=500)
    pages = parser.parse_args().pages
    with tempfile.TemporaryDirectory() as name, serve() as site:
        folder = Path(name)
        browser = MarkedChromium(folder)
        site.announce(*(add_scripted(site, number) for number in range(1, pages + 1)))
        outlet = {
            "name": "Small Site",
            "country": "INT",
            "zone": "UTC",
            "domains": ["127.0.0.1"],
            "language": "en",
            "private_network": True,
            "delay": 0.0,
            "rendering": {"wait_for": "article p"},
            "sources": [{"kind": "feed", "url": site.base + "/feed.xml"}],
        }
        file = folder / "small-site.toml"
        file.write_text(tomlkit.dumps(outlet))
        over = threading.Event()
        watching = threading.Thread(target=watch, args=(site, browser, pages, over))
        watching.start()
        begun = time.monotonic()
        settings = {"DOSVOCES_CHROMIUM": str(browser.program), "LOG_LEVEL": "ERROR", "STATS_DUMP": False}
        (report,) = crawl([load(file)], store=str(folder / "store.sqlite"), max_pages=0, settings=settings)
        seconds = time.monotonic() - begun
        over.set()
        watching.join()
        used = resource.getrusage(resource.RUSAGE_CHILDREN), resource.getrusage(resource.RUSAGE_SELF)
        processor = sum(each.ru_utime + each.ru_stime for each in used)
        print(f"{report.counts}\n{seconds / pages:.2f} s, {processor / pages:.2f} processor seconds a page")
        print(f"browsers started: {len(browser.started)}, processes left: {len(browser.alive())}")


if __name__ == "__main__":
    main()
