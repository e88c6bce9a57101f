"""Memory and open files of a long crawl, every thousand pages, beside those of bare Scrapy in the same run.

``python -m benchmarks.soak [--pages 20000] [--json]`` serves generated pages from the newsstand on loopback
and has them fetched by bare Scrapy (download only) and by a crawl of ours, with the delays off. Flat means:
over the second half, by when SQLite's page cache of 64 MB is full, neither memory nor open files grow. Worker
processes are replaced every 5,000 pages and grow anew, so of them the most is what counts.
"""

import argparse
import json
import statistics
import tempfile
from typing import NamedTuple

from benchmarks.fetching import BARE, OURS, open_files, resident, run, tree
from dosvoces.newsstand import Newsstand


class Mark(NamedTuple):
    """What a crawl takes at some number of pages."""

    pages: int
    #: Resident memory of its own process, and of all that it started beside, in MB.
    own: float
    workers: float
    #: What SQLite holds of the former, in MB.
    sqlite: float
    #: Open files of its own process, and of all.
    files: int
    all_files: int


def soak(name: str, program: str, *arguments: str) -> tuple[list[Mark], float]:
    """Runs *program*, printing a line for each thousand pages; gives these and pages a second."""
    marks: list[Mark] = []

    def tell(pid: int, pages: int, sqlite: int) -> None:
        processes = tree(pid)
        own, rest = resident(pid), sum(map(resident, processes[1:]))
        if not pages:
            return
        files = open_files(pid), sum(map(open_files, processes))
        mark = Mark(pages, own, rest, sqlite / 1e6, *files)
        marks.append(mark)
        print(
            f"{name:8} {mark.pages:6} pages: {mark.own:5.0f} MB (SQLite {mark.sqlite:3.0f}), its other "
            f"processes {mark.workers:5.0f} MB, {mark.files} files open, {mark.all_files} in all",
            flush=True,
        )

    pages, seconds = run(program, *arguments, tell=tell)
    return marks, pages / seconds


def growth(marks: list[Mark]) -> float:
    """By how many MB a crawl's own process grows with each thousand pages, by least squares."""
    slope, _ = statistics.linear_regression([m.pages / 1000 for m in marks], [m.own for m in marks])
    return slope


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--json", action="store_true", help="print the result as one line of JSON at the end")
    options = parser.parse_args()
    if options.pages < 5000:
        parser.error("fewer than 5000 pages tell nothing")
    result: dict[str, float] = {"pages": options.pages}
    with Newsstand(pages=options.pages) as newsstand, tempfile.TemporaryDirectory() as folder:
        assert newsstand.variants
        sitemap = newsstand.bases["variants"] + "/sitemap.xml"
        for name, program, *arguments in (
            ("bare", BARE, sitemap),
            ("dosvoces", OURS, str(newsstand.variants), f"{folder}/soak.sqlite"),
        ):
            newsstand.forget()
            marks, rate = soak(name, program, *arguments)
            half = len(marks) // 2
            slope = growth(marks[half:])
            workers = [max(mark.workers for mark in part) for part in (marks[:half], marks[half:])]
            files = [
                statistics.median(mark.all_files for mark in part) for part in (marks[:half], marks[half:])
            ]
            print(
                f"{name}: {rate:.1f} pages/s; over the second half its own process grows by {slope:+.2f} MB "
                f"with each thousand pages; first and second half: its other processes at most "
                f"{workers[0]:.0f} and {workers[1]:.0f} MB, open files in the middle {files[0]:.0f} and "
                f"{files[1]:.0f}"
            )
            result |= {f"{name}_own_mb": slope, f"{name}_workers_mb": workers[1], f"{name}_files": files[1]}
    if options.json:
        print(json.dumps(result))


if __name__ == "__main__":
    main()
