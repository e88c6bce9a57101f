"""What detection must reach on the open cases; a floor falls only when somebody says so here.

The cases lie beside the checkout; where they do not, these tests are skipped.
"""

import hashlib
import importlib.util
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from pipelines import languages
from pipelines.languages.label import Label

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "../shared/evals/language"

#: Digest of the cases that the floors were measured on: other cases, other floors.
DIGEST = "cea710d9614153a751f91d8abca47c1a24f5872029379359d07a4cf5ff8b6dba"

FLOORS = {
    "furniture wordpress: macro F1": 0.99,
    "furniture news: macro F1": 0.988,
    "length 1 es/en": 0.992,
    "length 1 other": 0.883,
    "length 2 es/en": 1.0,
    "length 2 other": 0.936,
    "length 3-4 es/en": 0.992,
    "length 3-4 other": 0.958,
    "length 5-8 es/en": 0.995,
    "length 5-8 other": 0.964,
    "length 9-20 es/en": 1.0,
    "length 9-20 other": 0.991,
    "length >20 es/en": 1.0,
    "length >20 other": 1.0,
    "length doc es/en": 1.0,
    "length doc other": 1.0,
    "undetermined name": 0.835,
    "undetermined number": 1.0,
    "anglicisms in Spanish press: F1 en": 0.812,
    "mixture en: clause 4-9 words: F1 es": 0.962,
    "mixture en: label 2-4 words: F1 es": 0.963,
    "mixture en: quoted sentence: F1 es": 0.991,
    "mixture es: clause 4-9 words: F1 en": 0.972,
    "mixture es: label 2-4 words: F1 en": 0.945,
    "mixture es: quoted sentence: F1 en": 0.992,
    "tweets: macro F1": 0.936,
}
#: Figures that must stay below.
CEILINGS = {
    "furniture wordpress: swapped": 0.006,
    "furniture news: swapped": 0.006,
    "mixture en: pure: false tokens in 1,000": 1.0,
    "mixture es: pure: false tokens in 1,000": 1.0,
}


@pytest.fixture(scope="module")
def benchmark() -> Iterator[ModuleType]:
    specification = importlib.util.spec_from_file_location(
        "benchmark_languages", ROOT / "benchmarks/languages.py"
    )
    assert specification
    assert specification.loader
    module = importlib.util.module_from_spec(specification)
    path = list(sys.path)
    specification.loader.exec_module(module)
    yield module
    sys.path[:] = path


@pytest.fixture(scope="module")
def label() -> Callable[[str], Label]:
    """What a text is labelled; each is looked at once."""
    return cache(languages.label)


@pytest.fixture(scope="module")
def figures(benchmark: ModuleType, label: Callable[[str], Label]) -> dict[str, float]:
    if not CASES.is_dir():
        pytest.skip(f"no open cases at {CASES}")
    digest = hashlib.sha256()
    for name in ("labels.jsonl", "spans.jsonl"):
        digest.update((CASES / name).read_bytes())
    if digest.hexdigest() != DIGEST:
        pytest.skip("the open cases are others than those that the floors were measured on")
    specification = importlib.util.spec_from_file_location("language_score", CASES / "score.py")
    assert specification
    assert specification.loader
    score = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(score)
    _, spans = benchmark.ours()
    labels = benchmark.load(CASES / "labels.jsonl", "all")
    mixed = benchmark.load(CASES / "spans.jsonl", "all")
    return {
        **dict(benchmark.label_figures(lambda text: benchmark.fold(label(text).language), labels)),
        **dict(benchmark.span_figures(spans, mixed, score.token_labels)),
    }


@pytest.mark.parametrize("name", FLOORS)
def test_no_figure_falls_below_its_floor(name: str, figures: dict[str, float]) -> None:
    assert figures[name] >= FLOORS[name]


@pytest.mark.parametrize("name", CEILINGS)
def test_no_figure_rises_above_its_ceiling(name: str, figures: dict[str, float]) -> None:
    assert figures[name] <= CEILINGS[name]


def test_confidence_is_what_it_says(benchmark: ModuleType, label: Callable[[str], Label]) -> None:
    """Of what is said with .9 to .99, between 88 and 100 in a hundred are right, and so in every bin."""
    if not CASES.is_dir():
        pytest.skip(f"no open cases at {CASES}")
    bins: dict[float, list[bool]] = defaultdict(list)
    said: dict[float, list[float]] = defaultdict(list)
    for line in (CASES / "labels.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        found = label(case["text"])
        low = max(edge for edge in benchmark.BINS if edge <= found.confidence)
        bins[low].append(found.language == case["language"])
        said[low].append(found.confidence)
    for low, right in bins.items():
        assert abs(sum(right) / len(right) - sum(said[low]) / len(right)) < 0.12, low
