"""Train the classifier of units on the open pages: the same file from the same pages, by one thread.

    python -m benchmarks.train_units                # writes pipelines/extract/unit_classifier.bin
    python -m benchmarks.train_units --without 2    # prints how it does on fold 2, which it does not see

Needs the dependency group ``training``. ``unit_classifier.toml`` beside the file says what it was trained on.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.extraction_pages import FOLDS, OpenPage, digest, label_units, read_pages  # noqa: E402
from pipelines.extract import charset, document, headline, jsonld, section_keywords, site_names, units  # noqa: E402
from pipelines.extract.decision_trees import DecisionTrees, Node  # noqa: E402
from pipelines.extract.evidence import Evidence  # noqa: E402
from pipelines.extract.unit_features import PageUnits, describe  # noqa: E402

MODEL = ROOT / "pipelines" / "extract" / "unit_classifier.bin"
#: Sets whose pages have a story's whole text, and those of which only what a page declares is known.
TRAINED_ON = ("wcxb", "fundus", "fundus-old", "zyte", "espages")
DECLARED = ("snippets",)
#: Words of a declared text that is the story.
_LEAST_DECLARED = 100
TREES = 150
#: The same file from the same pages.
REPEATABLE: dict[str, Any] = {
    "bagging_freq": 1,
    "max_bin": 63,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "seed": 1,
    "verbose": -1,
}
#: Small trees, many units to a leaf and a third of the features to a tree: what held best on sites not seen.
PARAMETERS: dict[str, Any] = {
    **REPEATABLE,
    "objective": "cross_entropy",
    "num_leaves": 15,
    "min_data_in_leaf": 120,
    "learning_rate": 0.08,
    "feature_fraction": 0.3,
    "bagging_fraction": 0.6,
}


class Example(msgspec.Struct):
    """The units of one page as the classifier sees them, with their labels and weights."""

    fold: int
    columns: dict[str, list[float]]
    labels: list[float]
    weights: list[float]


def read_example(page: OpenPage) -> Example | None:
    """The units of *page*; None when it has none, or nothing tells its story.

    Where only the page's own declaration tells, the features know nothing of it.
    """
    if page.set not in (*TRAINED_ON, *DECLARED):
        return None
    read = document.read(document.parse(charset.decode(page.html, None)), page.url, headers={}, zone="UTC")
    pieces = units.read(read.root)
    if not pieces:
        return None
    declared = jsonld.text(read.story.get("articleBody"))
    truth = page.truth or (declared if len(declared.split()) >= _LEAST_DECLARED else "")
    if not truth:
        return None
    evidence = Evidence(declared if page.truth else "")
    title, _ = headline.read(read, site_names.read(read))
    described = PageUnits(pieces, evidence, title, section_keywords.read_description(read)[0] or "")
    counts = [len(tokens) for tokens in described.tokens]
    total = sum(counts) or 1
    return Example(
        page.fold,
        describe(described, range(len(pieces))),
        label_units([unit.text for unit in pieces], truth),
        [(1 + count) ** 0.5 / total**0.5 for count in counts],
    )


def train(examples: Sequence[Example]) -> DecisionTrees:
    """The classifier that *examples* teach."""
    columns = {name: [v for one in examples for v in one.columns[name]] for name in examples[0].columns}
    labels = [label for one in examples for label in one.labels]
    weights = [weight for one in examples for weight in one.weights]
    return grow(columns, labels, weights, PARAMETERS, TREES)


def grow(
    columns: dict[str, list[float]],
    labels: Sequence[float],
    weights: Sequence[float] | None,
    parameters: dict[str, Any],
    trees: int,
) -> DecisionTrees:
    """So many trees as LightGBM grows them for the *columns*, by name, with a label for each row."""
    import lightgbm
    import numpy

    rows = numpy.array(list(columns.values()), numpy.float32).T
    data = lightgbm.Dataset(rows, labels, weight=weights, params={"max_bin": parameters["max_bin"]})
    model = lightgbm.train(parameters, data, num_boost_round=trees).dump_model()
    return DecisionTrees(list(columns), [read_tree(tree["tree_structure"]) for tree in model["tree_info"]])


def train_folds(pages: Iterable[OpenPage]) -> list[DecisionTrees]:
    """For each fold, a classifier that has not seen its sites."""
    examples: list[Example] = []
    for page in pages:
        if (example := read_example(page)) is not None:
            examples.append(example)
    return [train([one for one in examples if one.fold != fold]) for fold in range(FOLDS)]


def read_tree(node: dict[str, Any]) -> Node:
    """A tree as LightGBM writes it."""
    if "split_feature" not in node:
        return float(node["leaf_value"])
    branches = read_tree(node["left_child"]), read_tree(node["right_child"])
    return int(node["split_feature"]), float(node["threshold"]), *branches


def measure(classifier: DecisionTrees, examples: Iterable[Example]) -> float:
    """The share of the units' weight that *classifier* puts on the right side."""
    right = total = 0.0
    for one in examples:
        for chance, label, weight in zip(
            classifier.classify(one.columns), one.labels, one.weights, strict=True
        ):
            total += weight
            right += weight * ((chance > 0.5) == (label > 0.5))
    return right / total


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--without", type=int, metavar="FOLD", help="train without this fold and measure on it"
    )
    arguments = parser.parse_args()
    labelled = [(page, example) for page in read_pages() if (example := read_example(page)) is not None]
    pages, examples = [page for page, _ in labelled], [example for _, example in labelled]
    if arguments.without is not None:
        seen = [one for one in examples if one.fold != arguments.without]
        unseen = [one for one in examples if one.fold == arguments.without]
        print(f"units on the right side: {measure(train(seen), unseen):.4f} of fold {arguments.without}")
        return
    MODEL.write_bytes(train(examples).pack())
    write_sources(MODEL, pages, TREES, "benchmarks/train_units.py")
    print(f"{len(examples)} pages, {MODEL.stat().st_size / 1000:.1f} kB: {MODEL}")


def write_sources(model: Path, pages: Sequence[OpenPage], trees: int, script: str, *others: str) -> None:
    """Say beside *model* what it was trained on, in *others* too."""
    counts = Counter(page.set for page in pages)
    lines = [
        f"# What {model.name} was trained on; written by {script}.",
        f'digest = "{digest()}"',
        f"trees = {trees}",
        f"sites = {len({page.site for page in pages})}",
        *others,
        "[pages]",
        *(f"{name} = {count}" for name, count in counts.items()),
    ]
    model.with_suffix(".toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
