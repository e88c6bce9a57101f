"""Ours on sites that its classifier has not seen, beside trafilatura: figures out of fold, with intervals.

Each fifth of the sites is read with a classifier trained on the other four. The rules know the open pages;
what they are worth elsewhere shows only on pages kept back.
"""

import logging
import random
from collections.abc import Callable, Iterable, Sequence

import msgspec

from benchmarks.extraction_pages import FOLDS, OpenPage, read_pages, run_f1, word_f1
from benchmarks.train_units import TRAINED_ON, Example, read_example, train
from dosvoces.core.errors import PageError
from pipelines.extract import STORY_KINDS, extract
from pipelines.extract.unit_classifier import UnitClassifier

#: Draws of the bootstrap.
_DRAWS = 2000


class Read(msgspec.Struct, frozen=True):
    """What came out of a page."""

    page: OpenPage
    text: str
    kind: str
    #: trafilatura's text.
    peer: str


def train_folds(pages: Iterable[OpenPage]) -> list[UnitClassifier]:
    """For each fold, a classifier that has not seen its sites."""
    examples: list[Example] = []
    for page in pages:
        if page.set in TRAINED_ON and page.truth and (example := read_example(page)) is not None:
            examples.append(example)
    return [train([one for one in examples if one.fold != fold]) for fold in range(FOLDS)]


def read_page(page: OpenPage, classifier: UnitClassifier) -> Read:
    """*page* as ours and trafilatura read it."""
    try:
        extraction = extract(page.html, page.url, classifier=classifier)
    except PageError as error:
        return Read(page, "", error.reason or "error", _read_peer(page))
    return Read(page, extraction.text, extraction.kind, _read_peer(page))


def _read_peer(page: OpenPage) -> str:
    import trafilatura

    logging.disable(logging.CRITICAL)
    read = trafilatura.bare_extraction(page.html, url=page.url or None, include_comments=False)
    return (read.as_dict() if read is not None else {}).get("text") or ""


def run() -> None:
    """Print the figures of all open pages, each read out of fold."""
    pages = list(read_pages())
    classifiers = train_folds(pages)
    reads = [read_page(page, classifiers[page.fold]) for page in pages]
    for name, chosen in _divide(reads):
        _print_scores(name, chosen)
    _print_kinds(reads)


def _divide(reads: Sequence[Read]) -> Iterable[tuple[str, list[Read]]]:
    whole = [read for read in reads if read.page.truth]
    for name in dict.fromkeys(read.page.set for read in whole):
        if "-" not in name or name.startswith("fundus"):
            yield name, [read for read in whole if read.page.set == name]
    news = [read for read in whole if not read.page.set.startswith("wcxb")]
    for language in ("en", "es"):
        yield f"news, {language}", [read for read in news if read.page.language == language]


def _print_scores(name: str, reads: Sequence[Read]) -> None:
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


def _print_kinds(reads: Sequence[Read]) -> None:
    for name in ("wcxb", "wcxb-listing", "wcxb-collection"):
        chosen = [read for read in reads if read.page.set == name]
        stored = sum(read.kind in STORY_KINDS for read in chosen)
        print(f"{name}: {stored} of {len(chosen)} are stories")
    for language in ("", "en", "es"):
        chosen = [read for read in reads if read.page.absent and language in ("", read.page.language)]
        ours, peers = (_mean([_share_leaked(read.page, text(read)) for read in chosen]) for text in _TEXTS)
        print(f"forbidden phrases, {language or 'all'}: {ours:.3f} (trafilatura {peers:.3f}), {len(chosen)}")


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
