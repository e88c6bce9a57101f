"""Train the classifier of pages on the open pages: the same file from the same pages, by one thread.

    uv pip install --no-deps formasaurus==0.10.0
    python -m benchmarks.train_pages        # writes pipelines/extract/page_classifier.bin

Each page is read with a classifier of units that has not seen its site. The package has pages of the web that
are no stories. Needs the dependency group ``training``. ``page_classifier.toml`` beside the file says what it
was trained on.
"""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.extraction_pages import WEB_PAGES, OpenPage, read_pages, read_web_pages  # noqa: E402
from benchmarks.train_units import REPEATABLE, grow, train_folds, write_sources  # noqa: E402
from dosvoces.core.errors import PageError  # noqa: E402
from pipelines.extract import Extraction, extract  # noqa: E402
from pipelines.extract.decision_trees import Classifiers, DecisionTrees  # noqa: E402

MODEL = ROOT / "pipelines" / "extract" / "page_classifier.bin"
#: Sets of pages that are no stories.
LISTINGS = ("wcxb-listing", "wcxb-collection", "web")
#: What a page of the web counts beside one of news: there are more of them than a crawl of news meets.
_WEB_WEIGHT = 0.2
TREES = 400
#: Stumps of two questions, few of the features to each: what held best on sites not seen.
PARAMETERS: dict[str, Any] = {
    **REPEATABLE,
    "objective": "binary",
    "num_leaves": 3,
    "min_data_in_leaf": 20,
    "learning_rate": 0.05,
    "feature_fraction": 0.15,
    "bagging_fraction": 0.5,
}


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


def train(examples: Sequence[Example]) -> DecisionTrees:
    """The classifier that *examples* teach."""
    columns = {name: [one.features[name] for one in examples] for name in examples[0].features}
    labels, weights = [float(one.is_listing) for one in examples], [one.weight for one in examples]
    return grow(columns, labels, weights, PARAMETERS, TREES)


def main() -> None:
    open_pages = list(read_pages())
    units = train_folds(open_pages)
    pages = [*open_pages, *read_web_pages()]
    examples = [example for page in pages if (example := read_example(page, units[page.fold])[1]) is not None]
    MODEL.write_bytes(train(examples).pack())
    write_sources(MODEL, pages, TREES, "benchmarks/train_pages.py", f'web_pages = "{WEB_PAGES}"')
    print(f"{len(examples)} pages, {MODEL.stat().st_size / 1000:.1f} kB: {MODEL}")


if __name__ == "__main__":
    main()
