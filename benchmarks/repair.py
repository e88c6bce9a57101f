"""Repair: what post-editing makes of a weak engine's translations, before and after in one run.

    uv pip install --python .venv/bin/python --group benchmarks
    python -m benchmarks.repair [--engine embedded] [--set newstest2012] [--limit 800] [--keep FOLDER]

Prints BLEU and chrF, and the share of sentences with a word that wordfreq has never seen in the target
language nor the source sentence (invented), with one that it knows in the source's language only (copied),
how many of these are flagged, and with a word flagged as guessed. wordfreq is no part of what is measured,
but for the language table, which was compiled from it among others. ``--keep`` stores what the engine
answered, for further runs.
"""

import argparse
import pickle
import re
import sys
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from benchmarks.sentence_pairs import DIRECTIONS, read_set, score
from translations.drafts import Draft
from translations.engines import Engine, choose
from translations.engines.protocol import Translated
from translations.postediting.articles import repair_agreement
from translations.postediting.words import repair_words
from translations.renderings import Rendering
from translations.translator import Translator

try:
    from wordfreq import zipf_frequency
except ModuleNotFoundError:
    sys.exit("this needs wordfreq: uv pip install --python .venv/bin/python --group benchmarks")

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
#: How much likelier, in powers of ten, a copied word is in the source's language.
COPIED = 2


class KeptEngine:
    """An engine that answers each sentence once, even over several runs."""

    def __init__(self, engine: Engine, file: Path | None) -> None:
        self.name, self.version = engine.name, engine.version
        self._engine, self._file = engine, file
        self._answers: dict[tuple[str, bool], Translated] = {}
        if file and file.exists():
            self._answers = pickle.loads(file.read_bytes())

    def translate(
        self, sentences: Sequence[str], source: str, target: str, *, greedy: bool = False
    ) -> list[Translated]:
        new = [each for each in dict.fromkeys(sentences) if (each, greedy) not in self._answers]
        answers = self._engine.translate(new, source, target, greedy=greedy) if new else []
        self._answers.update(zip([(each, greedy) for each in new], answers, strict=True))
        return [self._answers[each, greedy] for each in sentences]

    def close(self) -> None:
        if self._file:
            self._file.write_bytes(pickle.dumps(self._answers))
        self._engine.close()


@lru_cache(maxsize=200_000)
def frequency(word: str, language: str) -> float:
    return float(zipf_frequency(word, language, wordlist="best"))


def find_invented(source: str, target: str, language: str) -> list[str]:
    said = {word.lower() for word in _WORD.findall(source)}
    small = [word for word in _WORD.findall(target) if word[0].islower()]
    return [word for word in small if not frequency(word, language) and word.lower() not in said]


def find_copied(source: str, target: str, source_language: str, language: str) -> list[str]:
    said = {word.lower() for word in _WORD.findall(source)}
    return [
        word
        for word in _WORD.findall(target)
        if word[0].islower() and len(word) > 1 and word.lower() in said and frequency(word, source_language)
        if not frequency(word, language)
        or frequency(word, source_language) - frequency(word, language) >= COPIED
    ]


def report(
    what: str, made: Sequence[Rendering], sources: list[str], reference: list[str], languages: tuple[str, str]
) -> None:
    bleu, chrf = score([each.text for each in made], reference)
    invented = [
        each for said, each in zip(sources, made, strict=True) if find_invented(said, each.text, languages[1])
    ]
    copied = [
        each for said, each in zip(sources, made, strict=True) if find_copied(said, each.text, *languages)
    ]
    flagged = sum({"invented-word", "untranslated"} & set(each.flags) != set() for each in invented)
    print(
        f"{what:34} {languages[0]}-{languages[1]}  BLEU {bleu:5.2f}  chrF {chrf:5.2f}  "
        f"invented {len(invented) / len(made):6.2%} ({flagged} of {len(invented)} flagged)  "
        f"copied {len(copied) / len(made):6.2%}  "
        f"guessed {sum('guessed-word' in each.flags for each in made) / len(made):6.2%}",
        flush=True,
    )


def measure(engine: Engine, texts: dict[str, list[str]], source: str, target: str) -> None:
    sentences, reference, languages = texts[source], texts[target], (source, target)
    raw = engine.translate(sentences, source, target)
    drafts = [
        Draft(said, answer.text, source, target, answer.links, is_weak=True)
        for said, answer in zip(sentences, raw, strict=True)
    ]
    report("reference", [Rendering(text, "human") for text in reference], sentences, reference, languages)
    report("engine alone", [Rendering(each.text, "machine") for each in raw], sentences, reference, languages)
    words = [Rendering(repair_agreement(repair_words(draft)).target, "machine") for draft in drafts]
    report("engine, words repaired", words, sentences, reference, languages)
    ways = (("checks, no repair of words", "argos"), ("checks and repair", engine.name))
    for what, name in ways:
        named = _Named(engine, name)
        made = Translator(named, source, target).translate(sentences)
        report(what, made, sentences, reference, languages)


class _Named:
    """The same engine under a name that stands for good or for weak ones."""

    def __init__(self, engine: Engine, name: str) -> None:
        self.name, self.version, self.translate, self.close = name, "", engine.translate, engine.close


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--engine", default="embedded")
    parser.add_argument("--set", default="newstest2012")
    parser.add_argument("--limit", type=int, default=None)
    parser.add_argument("--keep", type=Path)
    args = parser.parse_args()
    texts = read_set(args.set, args.limit)
    for source, target in DIRECTIONS:
        file = args.keep / f"{args.engine}.{source}-{target}" if args.keep else None
        engine = KeptEngine(choose(source, target, args.engine), file)
        try:
            measure(engine, texts, source, target)
        finally:
            engine.close()


if __name__ == "__main__":
    main()
