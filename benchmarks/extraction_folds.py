"""Ours on sites that its classifiers have not seen, beside trafilatura: figures out of fold, with intervals.

Each fifth of the sites is read with classifiers trained on the other four. The rules know the open pages;
what they are worth elsewhere shows only on pages kept back.
"""

import logging
import multiprocessing
import random
import time
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from benchmarks import train_pages, train_units
from benchmarks.extraction_pages import (
    FOLDS,
    OpenPage,
    digest,
    read_pages,
    read_web_pages,
    run_f1,
    word_f1,
)
from pipelines.extract import STORY_KINDS, extract
from pipelines.extract.decision_trees import DecisionTrees
from pipelines.extract.page_kinds import SURELY_LISTING

#: What the figures may not fall below or rise above, and the digest of the pages that it holds for.
FLOORS = Path(__file__).with_name("extraction_floors.toml")
#: The largest pages, by which the peak of memory is told.
_LARGEST = 20
#: Draws of the bootstrap.
_DRAWS = 2000


class Read(msgspec.Struct, frozen=True):
    """What came out of a page."""

    page: OpenPage
    text: str
    kind: str
    #: What the classifier of pages is asked; None where nothing is.
    example: train_pages.Example | None
    #: trafilatura's text; empty for a page of the web, which has no story.
    peer: str
    #: CPU time of ours and of trafilatura.
    seconds: tuple[float, float]


def read_page(page: OpenPage, units: DecisionTrees) -> Read:
    """*page* as ours, with no classifier of pages, and trafilatura read it."""
    begin = time.process_time()
    extraction, example = train_pages.read_example(page, units)
    middle = time.process_time()
    peer = _read_peer(page) if page.set != "web" else ""
    seconds = middle - begin, time.process_time() - middle
    text, kind = ("", "error") if extraction is None else (extraction.text, extraction.kind)
    return Read(page, text, kind, example, peer, seconds)


def judge(reads: Sequence[Read], copies: Sequence[train_pages.Example]) -> list[Read]:
    """*reads* with the kinds that classifiers of pages give which have not seen their sites.

    They learn from *copies* of stories too.
    """
    examples = [*(read.example for read in reads if read.example is not None), *copies]
    trees = [train_pages.train([one for one in examples if one.fold != fold]) for fold in range(FOLDS)]
    return [_judge_one(read, trees[read.page.fold]) for read in reads]


def _judge_one(read: Read, trees: DecisionTrees) -> Read:
    if read.example is None:
        return read
    (chance,) = trees.classify({name: [value] for name, value in read.example.features.items()})
    return msgspec.structs.replace(read, kind="listing") if chance > SURELY_LISTING else read


def _read_peer(page: OpenPage) -> str:
    import trafilatura

    logging.disable(logging.CRITICAL)
    read = trafilatura.bare_extraction(page.html, url=page.url or None, include_comments=False)
    return (read.as_dict() if read is not None else {}).get("text") or ""


def run() -> int:
    """Print the figures of all open pages, each read out of fold; 1 when one is below its floor, else 0."""
    pages = list(read_pages())
    largest = sorted(pages, key=lambda page: len(page.html))[-_LARGEST:]
    classifiers = train_units.train_folds(pages)
    copies = list(train_pages.read_copies(pages, classifiers))
    reads = judge([read_page(page, classifiers[page.fold]) for page in [*pages, *read_web_pages()]], copies)
    figures: dict[str, float] = {}
    for name, chosen in _divide(reads):
        figures[f"{name} f1"] = _print_scores(name, chosen)
    figures |= _print_kinds(reads)
    _print_speed(reads)
    print(f"peak of a process that reads the {_LARGEST} largest pages: {measure_peak(largest):.0f} MiB")
    fallen = find_fallen(figures, digest())
    print(*fallen, sep="\n")
    return 1 if fallen else 0


def find_fallen(figures: Mapping[str, float], data: str) -> list[str]:
    """What of *figures* is on the wrong side of its floor, in words.

    Floors hold for pages with the digest *data* alone.
    """
    floors = tomllib.loads(FLOORS.read_text(encoding="utf-8"))
    if floors["digest"] != data:
        return [f"{FLOORS.name} is of other pages: its digest is not {data}"]
    least = [
        f"{name} is {figures[name]:.4f}, below its floor {floor}"
        for name, floor in floors["least"].items()
        if figures[name] < floor
    ]
    return least + [
        f"{name} is {figures[name]:.4f}, above its ceiling {ceiling}"
        for name, ceiling in floors["most"].items()
        if figures[name] > ceiling
    ]


def _divide(reads: Sequence[Read]) -> Iterable[tuple[str, list[Read]]]:
    whole = [read for read in reads if read.page.truth]
    for name in dict.fromkeys(read.page.set for read in whole):
        if "-" not in name or name.startswith("fundus"):
            yield name, [read for read in whole if read.page.set == name]
    news = [read for read in whole if not read.page.set.startswith("wcxb")]
    for language in ("en", "es"):
        yield f"news {language}", [read for read in news if read.page.language == language]


def _print_scores(name: str, reads: Sequence[Read]) -> float:
    score = word_f1 if name == "wcxb" else run_f1
    ours = [score(read.text, read.page.truth) for read in reads]
    peers = [score(read.peer, read.page.truth) for read in reads]
    ahead = [one - other for one, other in zip(ours, peers, strict=True)]
    low, high = bootstrap(ahead)
    empty = sum(not read.text.strip() for read in reads)
    print(
        f"{name:<12}{len(reads):>5} pages   F1 {_mean(ours):.4f}   trafilatura {_mean(peers):.4f}"
        f"   ahead {_mean(ahead):+.4f} [{low:+.4f}, {high:+.4f}]   empty {empty}"
    )
    return _mean(ours)


def _print_kinds(reads: Sequence[Read]) -> dict[str, float]:
    figures: dict[str, float] = {}
    for title, sets in _KINDS.items():
        chosen = [read for read in reads if read.page.set in sets]
        stored = sum(read.kind in STORY_KINDS for read in chosen)
        figures[f"{title} stored"] = stored / len(chosen)
        print(f"{title}: {stored} of {len(chosen)} are stories")
    for language in ("all", "en", "es"):
        chosen = [read for read in reads if read.page.absent and language in ("all", read.page.language)]
        ours, peers = (_mean([_share_leaked(read.page, text(read)) for read in chosen]) for text in _TEXTS)
        figures[f"forbidden {language}"] = ours
        print(f"forbidden phrases, {language}: {ours:.3f} (trafilatura {peers:.3f}), {len(chosen)}")
    return figures


def _print_speed(reads: Sequence[Read]) -> None:
    for title, is_chosen in (("WCXB", True), ("news", False)):
        told = [read for read in reads if read.page.set != "web"]
        chosen = [read for read in told if read.page.set.startswith("wcxb") == is_chosen]
        ours, peers = (len(chosen) / sum(one) for one in zip(*(read.seconds for read in chosen), strict=True))
        print(f"{title}: {ours:.1f} pages/s of CPU, trafilatura {peers:.1f}, ratio {ours / peers:.2f}")


def measure_peak(pages: Sequence[OpenPage]) -> float:
    """The most memory, in MiB, of a new process that reads *pages* one after the other.

    The kernel's own mark is read, for what ``getrusage`` says begins with the parent's.
    """
    given = [(page.html, page.url) for page in pages]
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_read_all, (given,))


def _read_all(pages: Sequence[tuple[bytes, str]]) -> float:
    for html, url in pages:
        extract(html, url)
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


#: Sets of pages whose kinds are counted together.
_KINDS = {
    "wcxb": ("wcxb",),
    "listings": ("wcxb-listing",),
    "collections": ("wcxb-collection",),
    "web": ("web",),
    "news": ("fundus", "fundus-old", "zyte", "espages"),
    "snippets": ("snippets",),
}
_TEXTS: tuple[Callable[[Read], str], ...] = (lambda read: read.text, lambda read: read.peer)


def _share_leaked(page: OpenPage, text: str) -> float:
    """The share of the phrases that must not come out that did."""
    low = text.lower()
    return _mean([phrase.lower() in low for phrase in page.absent])


def bootstrap(values: Sequence[float]) -> tuple[float, float]:
    """The 95 % interval of the mean of *values*."""
    draw = random.Random(1)
    means = sorted(_mean(draw.choices(values, k=len(values))) for _ in range(_DRAWS))
    return means[int(0.025 * _DRAWS)], means[int(0.975 * _DRAWS)]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
