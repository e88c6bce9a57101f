"""Sentence splitting beside libraries: P, R, F1 on boundaries and sentences per second, in one run.

    python -m benchmarks.sentences [--peers sentencex syntok pysbd segtok sentence_splitter]

The open cases are lines of parallel text: alignment's articles, newstest2012 and FLORES-dev
(../shared/evals). Lines are joined with a space into texts (an article, or eight lines) and split again. What
makes it fair:

- Lines without final punctuation (headlines, halves of sentences cut at ";" or a comma) are left out: no
  reader could find their ends once joined. Headlines have blocks of their own in the pipeline.
- Some lines hold several sentences. Inside a line a boundary counts as true where a full stop, question or
  exclamation mark follows a word of four or more small letters or a number of three or more characters and a
  capital comes next: there no abbreviation is at issue. All else inside lines is false.
- The end of a text is not counted, as nobody misses it.

Peers are those of the libraries named that are installed.
"""

import argparse
import importlib
import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from translations.sentences import split

EVALS = Path(__file__).parents[1] / "../shared/evals"
LINES = 8
PEERS = ["sentencex", "syntok", "segtok", "sentence_splitter", "pysbd"]

Splitter = Callable[[str, str], list[tuple[int, int]]]

_FINAL = re.compile(r"[.!?…][\"'”’»)\]]*$")
_PLAIN = re.compile(
    r"(?:(?<=[a-záéíóúñü]{4})|(?<=[0-9]{2}[%)0-9]))[.!?][\"”’»)]*(?=\s+[\"“‘«(¿¡]*[A-ZÁÉÍÓÚÑ])"
)


def read_texts(language: str) -> dict[str, list[list[str]]]:
    """The lines of each text, by the name of the set."""
    with (EVALS / "alignment/cases.jsonl").open(encoding="utf-8") as cases:
        sets = {"articles": [json.loads(line)[language] for line in cases]}
    for name in ("newstest2012", "flores-dev"):
        lines = (EVALS / f"translation/{name}.{language}").read_text(encoding="utf-8").splitlines()
        sets[name] = [lines[at : at + LINES] for at in range(0, len(lines), LINES)]
    return sets


def join(lines: list[str]) -> tuple[str, set[int]]:
    """The text of *lines* and the offsets at which its sentences end, the last left out."""
    text, ends = "", set()
    for line in (line.strip() for line in lines if _FINAL.search(line.strip())):
        ends |= {len(text) + match.end() for match in _PLAIN.finditer(line)}
        text += line
        ends.add(len(text))
        text += " "
    return text.rstrip(), ends - {len(text.rstrip())}


def measure(name: str, splitter: Splitter) -> None:
    """Print a line for every language and set."""
    for language in ("en", "es"):
        for label, texts in read_texts(language).items():
            right = found = true = 0
            spent = 0.0
            for text, ends in map(join, texts):
                began = time.perf_counter()
                spans = splitter(text, language)
                spent += time.perf_counter() - began
                got = {end for _, end in spans} - {len(text)}
                right, found, true = right + len(got & ends), found + len(got), true + len(ends)
            print(
                f"{name:18} {language} {label:13} P {right / max(1, found):.4f}  R {right / true:.4f}  "
                f"F1 {2 * right / (found + true):.4f}  {true / spent:10,.0f} sentences/s  {true:,} ends",
                flush=True,
            )


def find(pieces: Iterator[str] | list[str], text: str) -> list[tuple[int, int]]:
    """Offsets of *pieces* in *text* for libraries that give none."""
    spans, at = [], 0
    for piece in (piece.strip() for piece in pieces):
        start = text.find(piece, at) if piece else -1
        if start >= 0:
            at = start + len(piece)
            spans.append((start, at))
    return spans


def load_peer(name: str) -> Splitter:
    """The splitter of the library *name*; raises ImportError when it is not installed."""
    library = importlib.import_module("syntok.segmenter" if name == "syntok" else name)
    if name == "sentencex":
        return lambda text, language: find(library.segment(language, text), text)
    if name == "syntok":
        return lambda text, language: [
            (sentence[0].offset, sentence[-1].offset + len(sentence[-1].value))
            for paragraph in library.process(text)
            for sentence in paragraph
        ]
    if name == "pysbd":
        segmenters = {name: library.Segmenter(language=name, clean=False) for name in ("en", "es")}
        return lambda text, language: find(segmenters[language].segment(text), text)
    if name == "segtok":
        segment = importlib.import_module("segtok.segmenter").split_single
        return lambda text, language: find(segment(text), text)
    splitters = {language: library.SentenceSplitter(language=language) for language in ("en", "es")}
    return lambda text, language: find(splitters[language].split(text), text)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--peers", nargs="*", default=PEERS)
    given = parser.parse_args()
    measure("ours", split)
    for name in given.peers:
        try:
            peer = load_peer(name)
        except ImportError:
            print(f"{name:18} not installed")
            continue
        measure(name, peer)


if __name__ == "__main__":
    main()
