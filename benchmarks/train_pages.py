"""Train the classifier of pages on the open pages: the same file from the same pages, by one thread.

    uv pip install --no-deps formasaurus==0.10.0
    python -m benchmarks.train_pages        # writes pipelines/extract/page_classifier.bin

Each page is read with a classifier of units that has not seen its site. The package has pages of the web that
are no stories. The classifier is only asked about pages that declare no date, which few stories are: so it
also learns from copies of stories without what they declare, whole and with a few paragraphs. Needs the
dependency group ``training``. ``page_classifier.toml`` beside the file says what it was trained on.
"""

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.extraction_pages import WEB_PAGES, OpenPage, read_pages, read_web_pages  # noqa: E402
from benchmarks.train_units import REPEATABLE, grow, train_folds, write_sources  # noqa: E402
from dosvoces.core.errors import PageError  # noqa: E402
from pipelines.extract import STORY_KINDS, Extraction, extract  # noqa: E402
from pipelines.extract.decision_trees import Classifiers, DecisionTrees  # noqa: E402

MODEL = ROOT / "pipelines" / "extract" / "page_classifier.bin"
#: Sets of pages that are no stories.
LISTINGS = ("wcxb-listing", "wcxb-collection", "web")
#: What a page of the web and copies of a story count beside a page of the open sets: there are many of each.
_WEB_WEIGHT, _COPY_WEIGHT, _PLAIN_WEIGHT = 0.1, 0.1, 0.6
#: A tag, and what in it names an element for style sheets.
_START_TAG = re.compile(rb"<[a-z][^<>]*>", re.I)
_NAMES = re.compile(rb"""\s(?:class|id)=(?:"[^"]*"|'[^']*'|[^\s>]+)""", re.I)
#: What a page declares to machines about its story.
_DECLARATION = re.compile(
    rb"<script[^>]*ld\+json[^>]*>.*?</script>|<meta[^>]*(?:published|modified|date)[^>]*>", re.S | re.I
)
_MICRODATA = re.compile(rb"\sitem(?:prop|type|scope|ref)(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]+))?", re.I)
_PARAGRAPH, _TAG = re.compile(rb"<p[\s>].*?</p>", re.S | re.I), re.compile(rb"<[^>]*>")
#: Bytes of text of a paragraph that is not furniture, and how many of them copies have, one after the other.
_PROSE, _KEPT = 60, (2, 3, 4, 6, 8)
TREES = 1000
#: Stumps of two questions, few of the features to each: what held best on sites not seen.
PARAMETERS: dict[str, Any] = {
    **REPEATABLE,
    "objective": "binary",
    "num_leaves": 3,
    "min_data_in_leaf": 20,
    "learning_rate": 0.02,
    "feature_fraction": 0.15,
    "bagging_fraction": 0.5,
}
#: Features of which more never makes a page less of a listing, and those of which more never makes it more.
RISING = frozenset({
    "list_classes", "prices", "teasers", "teasers_share", "choices", "own_queries", "price_classes",
    "cart_classes", "product_classes", "excerpt_classes", "linked_sections", "headline_gap",
})  # fmt: skip
FALLING = frozenset({
    "dates_lines", "headed_words", "told_share", "inside_run", "body_long", "body_words", "body_share",
    "page_long_share", "hyphens", "title_words", "title_in_address", "words_per_own_link", "words_per_link",
    "unlinked_words", "unlinked_share", "post_classes", "content_classes", "byline_classes", "share_classes",
    "prose_about_title",
})  # fmt: skip


class Recorder(DecisionTrees):
    """Refuses no page, and keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__((), ())
        self.features: dict[str, float] | None = None

    def classify(self, columns: Mapping[str, Sequence[float]]) -> list[float]:
        """A probability of 0."""
        self.features = {name: float(values[0]) for name, values in columns.items()}
        return [0.0]


class Example(msgspec.Struct):
    """A page as the classifier sees it."""

    fold: int
    features: dict[str, float]
    is_listing: bool
    weight: float


def read_example(page: OpenPage, units: DecisionTrees) -> tuple[Extraction | None, Example | None]:
    """*page* as it is read without a classifier of pages, and what one would see.

    None stands for a page that cannot be read, and for an example where the classifier is not asked.
    """
    recorder = Recorder()
    try:
        extraction = extract(page.html, page.url, classifiers=Classifiers(units, recorder))
    except PageError:
        return None, None
    if recorder.features is None:
        return extraction, None
    weight = _WEB_WEIGHT if page.set == "web" else 1.0
    return extraction, Example(page.fold, recorder.features, page.set in LISTINGS, weight)


def read_copies(pages: Sequence[OpenPage], units: Sequence[DecisionTrees]) -> Iterator[Example]:
    """Stories of *pages* as outlets print them that declare nothing: whole, with few paragraphs, and plain.

    A plain one has no classes, so that a page that was written by hand is not taken for a listing.
    *units* are the classifiers of units by fold.
    """
    stories = (page for page in pages if page.set not in LISTINGS)
    for number, page in enumerate(stories):
        bare = _MICRODATA.sub(b"", _DECLARATION.sub(b"", page.html))
        short = _shorten(bare, _KEPT[number % len(_KEPT)])
        plain = _without_names(short if number % 2 else bare)
        for html, weight in ((bare, _COPY_WEIGHT), (short, _COPY_WEIGHT), (plain, _PLAIN_WEIGHT)):
            copy = msgspec.structs.replace(page, html=html)
            extraction, example = read_example(copy, units[page.fold])
            if extraction and example and extraction.kind in STORY_KINDS:
                yield msgspec.structs.replace(example, weight=weight)


def _without_names(html: bytes) -> bytes:
    """*html* without classes and ids, which a page need not have."""
    return _START_TAG.sub(lambda tag: _NAMES.sub(b"", tag[0]), html)


def _shorten(html: bytes, most: int) -> bytes:
    """*html* without the paragraphs of prose behind the first *most*."""
    kept = 0

    def keep(found: re.Match[bytes]) -> bytes:
        nonlocal kept
        if len(_TAG.sub(b"", found[0])) < _PROSE:
            return found[0]
        kept += 1
        return found[0] if kept <= most else b""

    return _PARAGRAPH.sub(keep, html)


def train(examples: Sequence[Example]) -> DecisionTrees:
    """The classifier that *examples* teach."""
    columns = {name: [one.features[name] for one in examples] for name in examples[0].features}
    labels, weights = [float(one.is_listing) for one in examples], [one.weight for one in examples]
    directions = [(name in RISING) - (name in FALLING) for name in columns]
    return grow(columns, labels, weights, {**PARAMETERS, "monotone_constraints": directions}, TREES)


def main() -> None:
    open_pages = list(read_pages())
    units = train_folds(open_pages)
    pages = [*open_pages, *read_web_pages()]
    examples = [example for page in pages if (example := read_example(page, units[page.fold])[1]) is not None]
    examples += read_copies(open_pages, units)
    MODEL.write_bytes(train(examples).pack())
    write_sources(MODEL, pages, TREES, "benchmarks/train_pages.py", f'web_pages = "{WEB_PAGES}"')
    print(f"{len(examples)} pages and copies, {MODEL.stat().st_size / 1000:.1f} kB: {MODEL}")


if __name__ == "__main__":
    main()
