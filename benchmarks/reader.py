"""How long front, story and search take with many articles and many readers.

``python -m benchmarks.reader [--articles 100000] [--readers 20] [--store FILE]`` fills a store with synthetic
news (once, when *FILE* is given), starts ``dosvoces read`` on it in a process of its own, and lets readers
ask for pages from this one, each for the next as soon as it has the last: nobody reads that fast, so this
is the worst that so many can do. With ``--pause`` seconds between two pages it is what people do.
"""

import argparse
import http.client
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from urllib.parse import quote, urlencode

from benchmarks.synthetic import NAMES, NOUNS, OUTLETS, make_stories, make_story
from dosvoces.store import Store

AT_ONCE = 500


def fill(path: Path, count: int) -> float:
    """Seconds it took to store *count* articles with translations."""
    began = time.monotonic()
    with Store(str(path)) as store:
        stories = make_stories(count)
        while some := list(islice(stories, AT_ONCE)):
            store.save_articles(article for article, _ in some)
            store.save_translations([translation for _, translation in some])
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


KINDS: dict[str, Callable[[random.Random, int], str]] = {
    "front": make_front,
    "story": make_story_page,
    "search": make_search,
}


def read(port: int, addresses: list[str], pause: float, times: list[float]) -> None:
    """One reader: asks for *addresses* one after the other and notes the seconds."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Cookie": "dosvoces_ui=en"}
    for address in addresses:
        began = time.monotonic()
        connection.request("GET", address, headers=headers)
        answer = connection.getresponse()
        answer.read()
        times.append(time.monotonic() - began)
        if answer.status != 200:
            raise RuntimeError(f"{address}: {answer.status}")
        time.sleep(random.expovariate(1 / pause) if pause else 0)
    connection.close()


def measure(port: int, kind: str, args: argparse.Namespace) -> list[float]:
    """Seconds that each page of *kind* took, all readers together."""
    rng = random.Random(kind)
    times: list[float] = []
    readers = []
    for _ in range(args.readers):
        addresses = [KINDS[kind](rng, args.articles) for _ in range(args.pages)]
        readers.append(threading.Thread(target=read, args=(port, addresses, args.pause, times)))
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return sorted(times)


def wait(port: int) -> None:
    for _ in range(6000):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
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
    parser.add_argument("--pages", type=int, default=30, help="pages that each reader asks for, of each kind")
    parser.add_argument("--pause", type=float, default=0.0)
    parser.add_argument("--store", type=Path, default=None)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = args.store or Path(folder) / "store.sqlite"
        if not path.exists():
            print(f"filled with {args.articles} articles in {fill(path, args.articles):.0f} s", flush=True)
        port = free_port()
        began = time.monotonic()
        reader = subprocess.Popen(
            [sys.executable, "-m", "dosvoces", "-q", "read", "--store", str(path), "--port", str(port)],
            env=os.environ | {"DOSVOCES_HOME": folder},
        )
        try:
            wait(port)
            print(
                f"ready after {time.monotonic() - began:.1f} s, {path.stat().st_size / 1e6:.0f} MB",
                flush=True,
            )
            for kind in KINDS:
                measure(port, kind, argparse.Namespace(**vars(args) | {"readers": 2, "pages": 10}))
                began = time.monotonic()
                times = measure(port, kind, args)
                speed = len(times) / (time.monotonic() - began)
                median, late = statistics.median(times), times[int(len(times) * 0.99) - 1]
                print(
                    f"{kind:7} {len(times)} pages, {args.readers} readers: median {median * 1000:.0f} ms, "
                    f"99 of 100 within {late * 1000:.0f} ms, {speed:.0f} pages/s",
                    flush=True,
                )
        finally:
            reader.terminate()
            reader.wait()


if __name__ == "__main__":
    main()
