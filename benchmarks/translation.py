"""Translation: how fast and how good each engine is, beside those who run the same models otherwise.

    python -m benchmarks.translation engines               # sentences/s, BLEU, chrF and flags of each engine
    python -m benchmarks.translation argos --peer PYTHON   # beside argostranslate.translate, same package
    python -m benchmarks.translation memory                # hits a second
    python -m benchmarks.translation store                 # through the store, killed half way and resumed

``--peer`` is the Python of an environment with argostranslate and all it needs, stanza and torch among it
(``pip install argostranslate``). Scores are sacrebleu's on newstest2012 in ``../shared/evals/translation``.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import sentencepiece

from benchmarks.sentence_pairs import DIRECTIONS, read_set, score
from benchmarks.translated_store import run_store
from dosvoces.core.errors import EngineMissing
from dosvoces.store import Store
from translations.engines import Engine, choose, identify
from translations.engines.argos import CPU_BATCH_TOKENS, ArgosEngine
from translations.engines.embedded import FOLDER
from translations.engines.firefox import FirefoxEngine
from translations.memory import StoredMemory
from translations.packages import read_package
from translations.renderings import Rendering
from translations.translator import Translator

#: Sentences of one turn: enough for full batches, few enough that the machine's load is the same for all.
TURN = 429


def report(what: str, count: int, seconds: float, scores: tuple[float, float], note: str = "") -> None:
    print(
        f"{what:44} {count / seconds:8.1f} sentences/s  BLEU {scores[0]:5.2f}  chrF {scores[1]:5.2f}  {note}",
        flush=True,
    )


Answer = TypeVar("Answer")


def time_it(do: Callable[[], Answer]) -> tuple[Answer, float]:
    began = time.perf_counter()
    answer = do()
    return answer, time.perf_counter() - began


def run_engines(args: argparse.Namespace) -> None:
    """Each engine alone, then with all that surrounds it; beside its own command line or library."""
    texts = read_set(args.set, args.limit)
    for source, target in DIRECTIONS:
        for name in args.engines.split(","):
            try:
                engine = choose(source, target, name)
            except EngineMissing as missing:
                print(f"{name} {source}-{target}: {missing}")
                continue
            measure_engine(engine, texts[source], texts[target], source, target)
            engine.close()


def measure_engine(
    engine: Engine, sentences: list[str], reference: list[str], source: str, target: str
) -> None:
    label = f"{identify(engine)} {source}-{target}"
    engine.translate(sentences[:5], source, target)  # Loads it.
    if engine.name == "apertium":
        alone, seconds = time_it(lambda: run_command_line(sentences, source))
        report(f"{label}, its command line", len(sentences), seconds, score(alone, reference))
    if isinstance(engine, ArgosEngine):
        alone, seconds = time_it(lambda: run_library(engine, sentences, source, target))
        report(f"{label}, ctranslate2 itself", len(sentences), seconds, score(alone, reference))
    if isinstance(engine, FirefoxEngine):
        alone, seconds = time_it(lambda: run_fxtranslate(engine, sentences))
        report(f"{label}, fxtranslate itself", len(sentences), seconds, score(alone, reference))
    raw, seconds = time_it(lambda: engine.translate(sentences, source, target))
    report(f"{label}, engine alone", len(sentences), seconds, score([one.text for one in raw], reference))
    made, seconds = time_it(lambda: Translator(engine, source, target).translate(sentences))
    flags = Counter(flag for rendering in made for flag in rendering.flags)
    note = ", ".join(f"{number} {flag}" for flag, number in flags.most_common())
    report(
        f"{label}, with checks and retry",
        len(sentences),
        seconds,
        score([one.text for one in made], reference),
        note,
    )


def run_command_line(sentences: list[str], source: str) -> list[str]:
    """Apertium as its manual says, the lines in one go; ``-u`` leaves out the marks of unknown words."""
    pair = {"en": "eng-spa", "es": "spa-eng"}[source]
    done = subprocess.run(
        ["apertium", "-u", pair],
        input="\n".join(sentences) + "\n",
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split("\n")[: len(sentences)]


def run_library(engine: ArgosEngine, sentences: list[str], source: str, target: str) -> list[str]:
    """The same model as ctranslate2's manual runs it, all sentences in one call, without scores and links."""
    package = engine._packages[source, target]
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(package.tokenizer_file))
    translator, _ = engine._load_translator(package)
    prefix = [package.target_prefix] if package.target_prefix else []
    encoded = pieces.encode(sentences, out_type=str)
    answers = translator.translate_batch(
        encoded,
        target_prefix=[prefix] * len(encoded) if prefix else None,
        beam_size=engine._beam,
        max_batch_size=CPU_BATCH_TOKENS,
        batch_type="tokens",
    )
    return [pieces.decode(answer.hypotheses[0][len(prefix) :]) for answer in answers]


def run_fxtranslate(engine: FirefoxEngine, sentences: list[str]) -> list[str]:
    """The same model as fxtranslate's documentation runs it: one sentence after the other, in one process."""
    from fxtranslate import Translator as Library

    package = engine._package
    files = (package.model, package.source_vocabulary, package.target_vocabulary)
    library = Library(*(file.read_bytes() for file in files))
    return [library.translate(sentence) for sentence in sentences]


#: What runs in the peer's environment: one call of argostranslate for each line, as its documentation shows.
_PEER = """
import json, os, sys, time
source, target = sys.argv[1:3]
from argostranslate import package, sbd, settings, translate
translation = translate.get_translation_from_codes(source, target)
splitter = "its own sentence splitter"
try:
    translation.translate("Hello. This is a test.")
except Exception as error:
    # Splitters are models to be fetched. Without a network each line is taken for the sentence that it is,
    # which spares argostranslate the splitter's time.
    print("splitter:", type(error).__name__, str(error)[:200], file=sys.stderr)
    splitter = "no sentence splitter: each line is one sentence"
    inner = translation
    while not hasattr(inner, "sentencizer"):
        inner = inner.underlying
    class Whole:
        def split_sentences(self, text): return [text]
    inner.sentencizer = Whole()
    translation.translate("Hello. This is a test.")
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
print(json.dumps(splitter), file=answers, flush=True)
for line in sys.stdin:
    began, busy = time.perf_counter(), time.process_time()
    made = [translation.translate(text) for text in json.loads(line)]
    spent = [time.perf_counter() - began, time.process_time() - busy]
    print(json.dumps([made, *spent]), file=answers, flush=True)
"""


def run_argos(args: argparse.Namespace) -> None:
    """The same Argos package, the same sentences: argostranslate and ours by turns, in one run."""
    texts = read_set(args.set, args.limit)
    with tempfile.TemporaryDirectory() as folder:
        for source, target in DIRECTIONS:
            package = prepare_package(Path(folder), args.packages, source, target)
            with ArgosEngine(read_package(package)) as engine:
                run_beside(args.peer, Path(folder), package, engine, texts, source, target)


def run_beside(
    python: str,
    folder: Path,
    package: Path,
    engine: Engine,
    texts: dict[str, list[str]],
    source: str,
    target: str,
) -> None:
    """By turns, :data:`TURN` sentences each, so that whatever else the machine does befalls all alike."""
    translator = Translator(engine, source, target)
    engine.translate(texts[source][:5], source, target)
    peer = start_peer(python, folder, package, source, target)
    assert peer.stdin and peer.stdout
    splitter = json.loads(peer.stdout.readline())
    made: dict[str, list[str]] = {
        "argostranslate": [],
        "ours, engine alone": [],
        "ours, with checks and retry": [],
    }
    clock, busy = dict.fromkeys(made, 0.0), dict.fromkeys(made, 0.0)
    for start in range(0, len(texts[source]), TURN):
        part = texts[source][start : start + TURN]
        print(json.dumps(part), file=peer.stdin, flush=True)
        lines, *spent = json.loads(peer.stdout.readline())
        ways: dict[str, Callable[[list[str]], list[str]]] = {
            "ours, engine alone": lambda asked: [one.text for one in engine.translate(asked, source, target)],
            "ours, with checks and retry": lambda asked: [one.text for one in translator.translate(asked)],
        }
        for way, answers, seconds, own in [
            ("argostranslate", lines, *spent),
            *((way, *time_both(partial(do, part))) for way, do in ways.items()),
        ]:
            made[way] += answers
            clock[way] += seconds
            busy[way] += own
    peer.stdin.close()
    peer.wait()
    theirs = score(made["argostranslate"], texts[target])
    for way, answers in made.items():
        ours = score(answers, texts[target])
        note = splitter
        if way != "argostranslate":
            note = (
                f"{clock['argostranslate'] / clock[way]:.1f} times as fast, "
                f"{busy['argostranslate'] / busy[way]:.1f} times per second of processor, "
                f"BLEU {ours[0] - theirs[0]:+.2f}"
            )
        report(f"argos {source}-{target}, {way}", len(answers), clock[way], ours, note)


def time_both(do: Callable[[], list[str]]) -> tuple[list[str], float, float]:
    """What *do* returns, its seconds by the clock and of the processor."""
    busy = time.process_time()
    made, seconds = time_it(do)
    return made, seconds, time.process_time() - busy


def prepare_package(folder: Path, packages: Path | None, source: str, target: str) -> Path:
    """The package's own folder: one of *packages*, else the embedded one laid out as it was published."""
    if packages:
        return packages / f"{source}_{target}"
    package = folder / "packages" / f"translate-{source}_{target}"
    shutil.copytree(FOLDER, package, ignore=shutil.ignore_patterns("metadata-*", "SHA256SUMS"))
    shutil.copy(FOLDER / f"metadata-{source}_{target}.json", package / "metadata.json")
    return package


def start_peer(python: str, folder: Path, package: Path, source: str, target: str) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "ARGOS_PACKAGES_DIR": str(package.parent),
        **{f"XDG_{kind}_HOME": str(folder / kind) for kind in ("DATA", "CONFIG", "CACHE")},
    }
    environment.pop("PYTHONPATH", None)
    return subprocess.Popen(
        [python, "-c", _PEER, source, target],
        env=environment,
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


class Silent:
    """An engine that must not be asked."""

    name, version = "silent", "1"

    def translate(self, *_: object, **__: object) -> list[object]:
        raise AssertionError("the memory did not answer")


def run_memory(args: argparse.Namespace) -> None:
    """Look up sentences that are all in the memory, with twenty word links each."""
    sentences = [
        f"Sentence {number} of a long text, which the town council read on Monday."
        for number in range(args.sentences)
    ]
    links = tuple(range(80))
    with tempfile.TemporaryDirectory() as folder, Store(f"{folder}/memory.sqlite") as store:
        memory = StoredMemory(store)
        engine: Engine = Silent()  # type: ignore[assignment]
        made = {text: Rendering("Frase " + text, "machine", 0.5, (), links) for text in sentences}
        memory.remember(engine, "en", "es", made)
        store.save_translations([], memory.take_made())
        random.Random(1).shuffle(sentences)
        translator = Translator(engine, "en", "es", memory=memory)
        for _ in range(3):
            busy = time.process_time()
            found, seconds = time_it(lambda: translator.translate(sentences))
            busy = time.process_time() - busy
            assert len(found) == len(sentences)
            print(
                f"{len(sentences) / seconds:,.0f} memory hits/s, "
                f"{len(sentences) / busy:,.0f} a second of the process's own time, of {len(sentences):,}",
                flush=True,
            )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True)
    for name, run in (
        ("engines", run_engines),
        ("argos", run_argos),
        ("memory", run_memory),
        ("store", run_store),
    ):
        command = commands.add_parser(name, help=run.__doc__)
        command.set_defaults(run=run)
        if name in ("engines", "argos"):
            command.add_argument("--set", default="newstest2012", help="newstest2012 or flores-dev")
            command.add_argument("--limit", type=int, default=None, help="the first so many sentences only")
        else:
            command.add_argument("--sentences", type=int, default=200_000 if name == "store" else 100_000)
    commands.choices["engines"].add_argument("--engines", default="embedded,apertium")
    commands.choices["argos"].add_argument("--peer", required=True, help="the Python that has argostranslate")
    commands.choices["argos"].add_argument(
        "--packages", type=Path, help="folder with packages en_es and es_en"
    )
    commands.choices["store"].add_argument("--engine", default="apertium")
    args = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    args.run(args)


if __name__ == "__main__":
    main()
