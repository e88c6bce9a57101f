"""How long front, story, search and the pages for researchers take with many articles and many readers.

``python -m benchmarks.reader [--articles 100000] [--readers 20] [--workers 0] [--only KINDS]
[--store FILE | --postgres]``
fills a store with synthetic news (once, when *FILE* is given), starts ``dosvoces read`` on it, and lets
readers ask for pages with wrk (Debian: wrk), which costs next to no computing itself. First they pause
between two pages as people do (``--pause`` seconds on average); then nobody pauses: each asks for the next
page as soon as it has the last, which is the worst that so many can do. With ``--alone`` each page is asked
for once by nobody else, and computing is told from waiting.
"""

import argparse
import http.client
import json
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from urllib.parse import quote, urlencode

from starlette.testclient import TestClient

from benchmarks.postgres import Server
from benchmarks.synthetic import NAMES, NOUNS, OUTLETS, add_fragments, make_stories, make_story
from dosvoces.reader.app import make_app
from dosvoces.store import Store
from dosvoces.store.browsing import Browser

AT_ONCE = 500
LOOPBACK = "http://localhost"


def fill(address: str, count: int) -> float:
    """Seconds it took to store *count* articles with translations."""
    began = time.monotonic()
    with Store(address) as store:
        stories = enumerate(make_stories(count))
        while some := list(islice(stories, AT_ONCE)):
            store.save_articles(add_fragments(article, number) for number, (article, _) in some)
            store.save_translations([translation for _, (_, translation) in some])
    return time.monotonic() - began


def make_front(rng: random.Random, _count: int) -> str:
    filters = rng.choice(
        (
            {},
            {},
            {"language": rng.choice(("es", "en"))},
            {"outlet": f"outlet-{rng.randrange(OUTLETS):02d}"},
            {"since": f"2025-{rng.randint(1, 12):02d}-01", "until": f"2025-{rng.randint(1, 12):02d}-28"},
            {"origin": "machine", "language": "en"},
            {"flag": "number-mismatch"},
            {"counterpart": "1"},
        )
    )
    return f"/?{urlencode(filters)}"


def make_story_page(rng: random.Random, count: int) -> str:
    return f"/story/{quote(make_story(rng.randrange(count))[0].id)}"


def make_search(rng: random.Random, _count: int) -> str:
    noun = rng.choice(NOUNS)[rng.randrange(2)]
    query = rng.choice(
        (
            noun,
            f"{noun} {rng.choice(NOUNS)[0]}",
            rng.choice(NAMES),
            f'"{rng.choice(NAMES)} {rng.choice(NAMES)}"',
            f"{noun} -{rng.choice(NOUNS)[0]}",
        )
    )
    return f"/?{urlencode({'q': query})}"


def make_concordance(rng: random.Random, _count: int) -> str:
    spanish, english = rng.choice(NOUNS)
    query, side = rng.choice(
        (
            (spanish, ""),
            (english, ""),
            (f'"{english}"', "en"),
            (f"{spanish[:4]}*", "es"),
            (f"{english} [] of", ""),
        )
    )
    values = {"cql": query, "side": side, "sort": rng.choice(("", "left", "right"))}
    return f"/concordance?{urlencode(values)}"


def make_trend(rng: random.Random, _count: int) -> str:
    spanish, english = rng.choice(NOUNS)
    values = {"q": spanish, "q2": rng.choice(("", english)), "per": rng.choice(("week", "month"))}
    return f"/trends?{urlencode(values | {'by': rng.choice(('', 'outlet'))})}"


def make_fragments(rng: random.Random, _count: int) -> str:
    values = rng.choice(
        (
            {},
            {"kind": "furniture", "direction": "en-es"},
            {"outlet": f"outlet-{rng.randrange(OUTLETS):02d}", "kind": "quotation"},
            {"since": f"2025-{rng.randint(1, 12):02d}-01", "confidence": "0.8"},
            {"text": rng.choice(NOUNS)[rng.randrange(2)]},
            {"text": rng.choice(("Síguenos", "sign up", rng.choice(NAMES)))},
        )
    )
    return f"/fragments?{urlencode(values)}"


def make_mixing(rng: random.Random, _count: int) -> str:
    values = {"by": rng.choice(("outlet", "month", "day")), "language": rng.choice(("", "es", "en"))}
    return f"/mixing?{urlencode(values)}"


KINDS: dict[str, Callable[[random.Random, int], str]] = {
    "front": make_front,
    "story": make_story_page,
    "search": make_search,
    "concordance": make_concordance,
    "trend": make_trend,
    "fragments": make_fragments,
    "mixing": make_mixing,
}


#: What wrk runs: one address after the other, and at the end the figures as JSON, in seconds.
_SCRIPT = """
local paths, at, pause = {}, 0, tonumber(os.getenv("READER_PAUSE"))
for line in io.lines(os.getenv("READER_PATHS")) do paths[#paths + 1] = line end
wrk.headers["Cookie"] = "dosvoces_ui=en"
function request() at = at + 1; return wrk.format("GET", paths[(at - 1) % #paths + 1]) end
if pause > 0 then function delay() return -math.log(1 - math.random()) * pause * 1000 end end
function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    '\\n{"pages": %d, "seconds": %f, "median": %f, "late": %f, "worst": %f, "failed": %d}\\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e6, latency:percentile(99) / 1e6,
    latency.max / 1e6, e.connect + e.read + e.write + e.status + e.timeout))
end
"""


def measure(port: int, kind: str, args: argparse.Namespace, pause: float, seconds: int) -> dict[str, float]:
    """What wrk says of pages of *kind*, asked for by all readers together."""
    rng = random.Random(f"{kind} {pause} {seconds}")
    with tempfile.TemporaryDirectory() as folder:
        paths, script = Path(folder) / "paths", Path(folder) / "script.lua"
        paths.write_text("\n".join(KINDS[kind](rng, args.articles) for _ in range(3000)))
        script.write_text(_SCRIPT)
        done = subprocess.run(
            [
                *("wrk", "--threads", "1", "--connections", str(args.readers), "--timeout", "30s"),
                *("--duration", f"{seconds}s", "--script", str(script), f"http://127.0.0.1:{port}"),
            ],
            env=os.environ | {"READER_PATHS": str(paths), "READER_PAUSE": str(pause)},
            capture_output=True,
            text=True,
            check=True,
        )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    if found["failed"]:
        raise RuntimeError(done.stdout)
    return found


def measure_alone(address: str, args: argparse.Namespace) -> None:
    """Prints what pages of each kind take in this process, each asked for once: also on a busy machine."""
    with Store(address, mapped=True) as store, TestClient(make_app(store), base_url=LOOPBACK) as client:
        while Browser(store).catch_up():
            pass
        for kind in args.only.split(","):
            make = KINDS[kind]
            rng = random.Random(f"{kind} alone")
            paths = dict.fromkeys(make(rng, args.articles) for _ in range(60))
            times = [_take(client, path) for path in paths]
            computing, waiting = (sorted(each[at] for each in times) for at in (0, 1))
            figures = statistics.median(computing), computing[-1], statistics.median(waiting)
            median, most, waited = (f"{seconds * 1000:.0f} ms" for seconds in figures)
            print(
                f"  {kind:11} {len(times)} pages: computing {median} in the median, {most} at most; "
                f"waiting {waited}",
                flush=True,
            )


def _take(client: TestClient, path: str) -> tuple[float, float]:
    """Seconds of computing and of waiting for a page."""
    computing, began = time.process_time(), time.perf_counter()
    client.get(path).raise_for_status()
    return time.process_time() - computing, time.perf_counter() - began


def wait(port: int) -> None:
    """Waits until the reader answers."""
    for _ in range(6000):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", "/coverage")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the reader did not start")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--seconds", type=int, default=10, help="how long pages of each kind are asked for")
    parser.add_argument(
        "--pause", type=float, default=2.0, help="seconds between two pages of somebody who reads"
    )
    parser.add_argument("--workers", type=int, default=0, help="as for `dosvoces read`")
    parser.add_argument("--only", default=",".join(KINDS), help="kinds of pages, with commas between them")
    parser.add_argument("--alone", action="store_true", help="no readers: each page once, in this process")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--store", type=Path, help="a SQLite file, which is kept")
    where.add_argument("--postgres", action="store_true", help="a PostgreSQL server of its own")
    args = parser.parse_args()
    if not args.alone and shutil.which("wrk") is None:
        parser.error("wrk is not installed (Debian: wrk)")
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        path = args.store or Path(folder) / "store.sqlite"
        address = stack.enter_context(Server()).create() if args.postgres else str(path)
        if args.postgres or not path.exists():
            print(f"filled with {args.articles} articles in {fill(address, args.articles):.0f} s", flush=True)
        if args.alone:
            measure_alone(address, args)
            return
        port = free_port()
        began = time.monotonic()
        reader = subprocess.Popen(
            [
                *(sys.executable, "-m", "dosvoces", "-q", "read", "--store", address),
                *("--port", str(port), "--workers", str(args.workers)),
            ],
            env=os.environ | {"DOSVOCES_HOME": folder},
        )
        try:
            wait(port)
            print(f"ready after {time.monotonic() - began:.1f} s", flush=True)
            for pause in (args.pause, 0.0):
                how = f"pausing {pause:g} s" if pause else "never pausing"
                print(f"{args.readers} readers, {how}:", flush=True)
                for kind in args.only.split(","):
                    measure(port, kind, args, 0.0, 2)
                    found = measure(port, kind, args, pause, args.seconds)
                    print(
                        f"  {kind:11} median {found['median'] * 1000:.0f} ms, 99 of 100 within "
                        f"{found['late'] * 1000:.0f} ms, all within {found['worst'] * 1000:.0f} ms; "
                        f"{found['pages'] / found['seconds']:.0f} pages/s",
                        flush=True,
                    )
        finally:
            reader.terminate()
            reader.wait()


if __name__ == "__main__":
    main()
