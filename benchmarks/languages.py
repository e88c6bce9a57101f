"""Our language detection beside its peers, on the open cases.

    uv run --group benchmarks python -m benchmarks.languages [--part tuned|untouched|all] [--only NAME]

Prints furniture, length and span figures for every detector, then the reliability of our confidence, our
speed, load time and memory.  ``tuned`` are the cases that parameters were chosen on, ``untouched`` those that
were looked at when everything was done: :func:`untouched` tells them apart.
"""

import argparse
import functools
import hashlib
import importlib.util
import itertools
import json
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

Labeller = Callable[[str], str]
Spanner = Callable[[str], list[tuple[int, int, str]]]
Case = dict[str, Any]

#: Edges of the bins of the reliability table.
BINS = (0.0, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 1.01)


def untouched(text: str) -> bool:
    """Whether a case belongs to the two fifths that nothing was tuned on."""
    return hashlib.sha256(("dosvoces" + text).encode()).digest()[0] % 5 < 2


def text_of(case: Case) -> str:
    return case["text"] if "text" in case else " ".join(case["tokens"])


def load(path: Path, part: str) -> list[Case]:
    with path.open(encoding="utf-8") as lines:
        cases = [json.loads(line) for line in lines]
    return [case for case in cases if part == "all" or untouched(text_of(case)) == (part == "untouched")]


def fold(language: str) -> str:
    return language if language in {"es", "en", "und"} else "other"


def ours() -> tuple[Labeller, Spanner]:
    from pipelines.languages import label, spans

    return (
        lambda text: fold(label(text).language),
        lambda text: [(span.start, span.end, span.language) for span in spans(text)],
    )


def langdetect(profiles: tuple[str, ...]) -> tuple[Labeller, None]:
    from langdetect import DetectorFactory, LangDetectException
    from langdetect import detector_factory as factories

    DetectorFactory.seed = 0
    factories.init_factory()

    def label(text: str) -> str:
        detector = factories._factory.create()
        if profiles:
            detector.set_prior_map({code: 1 / len(profiles) for code in profiles})
        detector.append(text)
        try:
            return fold(detector.detect())
        except LangDetectException:
            return "und"

    return label, None


def lingua(names: tuple[str, ...], multiple: bool) -> tuple[Labeller, Spanner | None]:
    from lingua import Language, LanguageDetectorBuilder

    languages = [getattr(Language, name) for name in names]
    detector = LanguageDetectorBuilder.from_languages(*languages).build()

    def label(text: str) -> str:
        found = detector.detect_language_of(text)
        return fold(found.iso_code_639_1.name.lower()) if found else "und"

    def spans(text: str) -> list[tuple[int, int, str]]:
        found = detector.detect_multiple_languages_of(text)
        return [
            (part.start_index, part.end_index, part.language.iso_code_639_1.name.lower()) for part in found
        ]

    return label, spans if multiple else None


def py3langid() -> tuple[Labeller, None]:
    from py3langid import classify

    return lambda text: fold(classify(text)[0]), None


SEVEN = ("SPANISH", "ENGLISH", "PORTUGUESE", "CATALAN", "FRENCH", "ITALIAN", "GERMAN")
DETECTORS: dict[str, Callable[[], tuple[Labeller, Spanner | None]]] = {
    "dosvoces": ours,
    "langdetect": lambda: langdetect(()),
    "langdetect es+en": lambda: langdetect(("es", "en")),
    "lingua es+en": lambda: lingua(("SPANISH", "ENGLISH"), True),
    "lingua seven": lambda: lingua(SEVEN, True),
    "py3langid": py3langid,
}


def f1(pairs: list[tuple[str, str]], language: str) -> float:
    right = sum(gold == language == guess for gold, guess in pairs)
    wrong = sum((gold == language) != (guess == language) for gold, guess in pairs)
    return 2 * right / (2 * right + wrong) if right else 0.0


def label_figures(label: Labeller, cases: list[Case]) -> Iterator[tuple[str, float]]:
    """Furniture macro F1 and swaps, then accuracy per length and label."""
    start = time.process_time()
    found = [label(case["text"]) for case in cases]
    rate = len(cases) / (time.process_time() - start)
    rows = list(zip(cases, found, strict=True))
    for group in ("wordpress", "news"):
        pairs = [(c["label"], g) for c, g in rows if (c["task"], c["group"]) == ("furniture", group)]
        pairs = [(gold, guess) for gold, guess in pairs if gold in {"es", "en"}]
        yield f"furniture {group}: macro F1", (f1(pairs, "es") + f1(pairs, "en")) / 2
        yield f"furniture {group}: swapped", sum({*pair} == {"es", "en"} for pair in pairs) / len(pairs)
    groups = defaultdict(list)
    for case, guess in rows:
        if case["task"] == "length":
            groups["length", case["group"], "other" if case["label"] == "other" else "es/en"].append(
                guess == case["label"]
            )
        elif case["task"] == "undetermined":
            groups["undetermined", case["group"], ""].append(guess == "und")
    order = ["1", "2", "3-4", "5-8", "9-20", ">20", "doc", "name", "number"]
    for (task, group, kind), hits in sorted(
        groups.items(), key=lambda item: (order.index(item[0][1]), item[0])
    ):
        yield f"{task} {group} {kind}".rstrip(), sum(hits) / len(hits)
    yield "texts a second, first pass", rate


def span_figures(
    spans: Spanner, cases: list[Case], token_labels: Callable[..., list[str]]
) -> Iterator[tuple[str, float]]:
    """F1 of the other language in mixtures, false tokens in pure paragraphs, F1 of tweets and anglicisms."""
    groups = defaultdict(list)
    start = time.process_time()
    for case in cases:
        guesses = token_labels(spans, case["tokens"])
        groups[case["group"]] += [(g, p) for g, p in zip(case["languages"], guesses, strict=True) if g]
    rate = sum(len(case["tokens"]) for case in cases) / (time.process_time() - start)
    for group, pairs in sorted(groups.items()):
        if group.startswith("mixture"):
            alien = {"en": "es", "es": "en"}[group.split()[1][:2]]
            if group.endswith("pure"):
                yield f"{group}: false tokens in 1,000", 1000 * sum(p == alien for _, p in pairs) / len(pairs)
            else:
                yield f"{group}: F1 {alien}", f1(pairs, alien)
        elif group == "tweets":
            yield "tweets: macro F1", (f1(pairs, "es") + f1(pairs, "en")) / 2
        else:
            yield f"{group}: F1 en", f1(pairs, "en")
    yield "words a second, first pass", rate


def reliability(cases: list[Case], span_cases: list[Case]) -> None:
    """Print what was said against what was right, for labels and for spans."""
    from pipelines.languages import label, spans

    said: dict[str, list[tuple[float, bool]]] = {"labels": [], "spans": []}
    for case in cases:
        found = label(case["text"])
        said["labels"].append((found.confidence, found.language == case["language"]))
    for case in span_cases:
        text, at = "", []
        for token in case["tokens"]:
            at.append(len(text))
            text += token + " "
        for span in spans(text.rstrip()):
            inside = [
                g for g, a in zip(case["languages"], at, strict=True) if g and span.start <= a < span.end
            ]
            if inside:
                said["spans"].append((span.confidence, Counter(inside).most_common(1)[0][0] == span.language))
    for name, rows in said.items():
        print(f"\nreliability of {name}\n{'said':>12}{'n':>7}{'mean said':>11}{'right':>8}")
        for low, high in itertools.pairwise(BINS):
            inside = [row for row in rows if low <= row[0] < high]
            if inside:
                mean = sum(row[0] for row in inside) / len(inside)
                right = sum(row[1] for row in inside) / len(inside)
                print(f"{low:>6.2f}-{min(high, 1):.2f} {len(inside):>6}{mean:>11.3f}{right:>8.3f}")


def cost(cases: list[Case], span_cases: list[Case]) -> None:
    """Print load time, memory and speed, cold and warm, of a fresh process's detector."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    from pipelines.languages import label, spans

    label("Síguenos en"), spans("Síguenos en")
    load_time = time.perf_counter() - start
    short = [case["text"] for case in cases if case["text"].count(" ") < 8]
    rates = {}
    for name in ("cold", "warm"):
        start = time.process_time()
        for text in short:
            label(text)
        rates[name] = len(short) / (time.process_time() - start)
    texts = [text_of(case) for case in span_cases]
    start = time.process_time()
    for text in texts:
        spans(text)
    words = sum(text.count(" ") + 1 for text in texts) / (time.process_time() - start)
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"import and first answer {load_time:.2f} s; {memory:.0f} MB more at the peak")
    print(f"short texts a second on one core: {rates['cold']:,.0f} cold, {rates['warm']:,.0f} warm")
    print(f"spans: {words:,.0f} words a second")


def show(figure: float | None) -> str:
    if figure is None:
        return ""
    return f"{figure:,.0f}" if figure > 100 else f"{figure:.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=Path, default=ROOT / "../shared/evals/language")
    parser.add_argument("--part", choices=("tuned", "untouched", "all"), default="all")
    parser.add_argument(
        "--only", action="append", choices=list(DETECTORS), help="this detector; may be repeated"
    )
    options = parser.parse_args()
    if not options.cases.is_dir():
        sys.exit(f"no cases at {options.cases}: give their folder with --cases")
    labels, mixed = (load(options.cases / f"{name}.jsonl", options.part) for name in ("labels", "spans"))
    specification = importlib.util.spec_from_file_location("score", options.cases / "score.py")
    assert specification and specification.loader
    score = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(score)
    names = options.only or list(DETECTORS)
    if "dosvoces" in names:
        cost(labels, mixed)
    table: dict[str, dict[str, float]] = defaultdict(dict)
    for name in names:
        print(f"running {name}", file=sys.stderr)
        try:
            label, spans = DETECTORS[name]()
        except ModuleNotFoundError as missing:
            print(f"{name} left out: {missing.name} is not installed (uv sync --group benchmarks)")
            continue
        figures = functools.partial(span_figures, cases=mixed, token_labels=score.token_labels)
        for row, value in [*label_figures(label, labels), *(figures(spans) if spans else ())]:
            table[row][name] = value
    width = max(map(len, table)) + 2
    print(f"\n{options.part} cases: {len(labels)} texts, {len(mixed)} mixed\n")
    print("".ljust(width) + "".join(name.rjust(18) for name in names))
    for row, values in table.items():
        cells = (show(values.get(name)) for name in names)
        print(row.ljust(width) + "".join(cell.rjust(18) for cell in cells))
    if "dosvoces" in names:
        reliability(labels, mixed)


if __name__ == "__main__":
    main()
