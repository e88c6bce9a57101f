"""Argos packages run on ctranslate2 directly, thousands of sentences at a time.

Argos Translate itself runs one small batch for each paragraph and throws the sentence pairs away.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Any, Self

from dosvoces.core.errors import EngineError, EngineMissing, PackageError
from dosvoces.core.record import WordLink
from translations.clauses import split_clauses
from translations.engines.attention import link_words
from translations.engines.device import Device, choose_device, read_device
from translations.engines.protocol import Translated
from translations.engines.tokens import Tokenizer, load_tokenizer
from translations.packages.format import Package

#: Argos' own beam is 4; on 1,500 sentences of newstest2012 a beam of 3 costs .14 and .12 BLEU and takes
#: a quarter less time, which the checks and the retry more than repay.
BEAM = 3
#: Length penalty of Argos Translate.
LENGTH_PENALTY = 0.2
#: Source tokens of one batch on a CPU: with 1,024 to 4,096 newstest2012 ran equally fast, and memory grows
#: with it.
CPU_BATCH_TOKENS = 1024
#: Source tokens of one batch on a GPU, which only large batches fill.
GPU_BATCH_TOKENS = 16384
#: Sentences handed to ctranslate2 at once; it sorts them by length, and more would only hold more in memory.
SENTENCES_AT_ONCE = 4096
#: Pieces above which a sentence is cut at clauses: models of this kind see few training sentences beyond, and
#: ctranslate2 itself would cut off silently at 1,024.
LONGEST = 160
#: A translation longer than this many times its source in pieces (plus a few) is a loop, and is stopped.
GROWTH = 2.5

#: What ctranslate2 raises for damaged models and for want of memory.
_FAULTS = (RuntimeError, ValueError, IndexError, MemoryError)


class Opinion:
    """What a model thinks of a translation: its log probability, in all and a piece."""

    def __init__(self, logs: Sequence[float]) -> None:
        self.length = len(logs) or 1
        self.total = sum(logs)
        self.average = self.total / self.length


class ArgosEngine:
    """The engine of one or more packages, each for one direction."""

    def __init__(
        self,
        *packages: Package,
        name: str = "argos",
        device: Device | None = None,
        links: bool = True,
        length_penalty: float = LENGTH_PENALTY,
        beam: int = BEAM,
    ) -> None:
        """*device* is as the settings say when None; without *links* translations bring no word links."""
        self.name = name
        self.version = packages[0].version
        self._packages = {(package.source, package.target): package for package in packages}
        self._device = device or read_device()
        self._links = links
        self._length_penalty = length_penalty
        self._beam = beam
        # Keyed by their files: packages that share files share what is loaded from them.
        self._translators: dict[object, Any] = {}
        self._tokenizers: dict[object, Tokenizer] = {}

    def translate(
        self, sentences: Sequence[str], source: str, target: str, *, greedy: bool = False
    ) -> list[Translated]:
        """The translations of *sentences*.

        Those beyond the model's length are cut at clauses and rejoined.
        """
        package = self._find_package(source, target)
        tokenizer = self._load_tokenizer(package)
        parts: list[str] = []
        counts: list[int] = []
        for sentence, pieces in zip(sentences, tokenizer.encode(sentences), strict=True):
            cut = [sentence] if len(pieces) <= LONGEST else _cut(sentence, tokenizer)
            parts += cut
            counts.append(len(cut))
        beam = 1 if greedy else self._beam
        ends = (found[0] for found in self._run(package, tokenizer, parts, beam, 1))
        return [_join([next(ends) for _ in range(count)]) if count != 1 else next(ends) for count in counts]

    def propose(
        self, sentences: Sequence[str], source: str, target: str, count: int
    ) -> list[list[Translated]]:
        """Up to *count* translations of each sentence, best first; none beyond the model's length."""
        package = self._find_package(source, target)
        tokenizer = self._load_tokenizer(package)
        fits = [len(pieces) <= LONGEST for pieces in tokenizer.encode(sentences)]
        asked = [sentence for sentence, does_fit in zip(sentences, fits, strict=True) if does_fit]
        found = self._run(package, tokenizer, asked, max(count, self._beam), count)
        return [next(found) if does_fit else [] for does_fit in fits]

    def score(self, pairs: Sequence[tuple[str, str]], source: str, target: str) -> list[Opinion]:
        """What the model thinks of each second text of *pairs* as a translation of the first.

        Of texts beyond twice the model's length only the beginnings are compared.
        """
        package = self._find_package(source, target)
        tokenizer = self._load_tokenizer(package)
        translator, batch_tokens = self._load_translator(package)
        prefix = [package.target_prefix] if package.target_prefix else []
        sources = [pieces[: 2 * LONGEST] for pieces in tokenizer.encode([said for said, _ in pairs])]
        targets = [pieces[: 2 * LONGEST] for pieces in tokenizer.encode([made for _, made in pairs])]
        try:
            results = translator.score_batch(
                [[*package.before, *pieces, *package.after] for pieces in sources],
                [[*prefix, *pieces] for pieces in targets],
                max_batch_size=batch_tokens,
                batch_type="tokens",
                max_input_length=0,
            )
        except _FAULTS as error:
            raise EngineError(
                f"ctranslate2 failed on {len(pairs)} pairs with {package.folder}: {error}"
            ) from error
        return [Opinion(result.log_probs[len(prefix) :]) for result in results]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the models' memory back."""
        self._translators.clear()
        self._tokenizers.clear()

    def _find_package(self, source: str, target: str) -> Package:
        package = self._packages.get((source, target))
        if package is None:
            raise EngineMissing(f"the engine {self.name} has no package from {source} to {target}")
        return package

    def _run(
        self, package: Package, tokenizer: Tokenizer, parts: list[str], beam: int, count: int
    ) -> Iterator[list[Translated]]:
        """The best *count* translations of each of *parts*, fewer where two read the same."""
        for start in range(0, len(parts), SENTENCES_AT_ONCE):
            yield from self._run_batch(
                package, tokenizer, parts[start : start + SENTENCES_AT_ONCE], beam, count
            )

    def _run_batch(
        self, package: Package, tokenizer: Tokenizer, parts: list[str], beam: int, count: int
    ) -> list[list[Translated]]:
        encoded = tokenizer.encode(parts)
        filled = [index for index, pieces in enumerate(encoded) if pieces]
        answers = [[Translated(text="")] for _ in parts]
        if not filled:
            return answers
        prefix = [package.target_prefix] if package.target_prefix else []
        limit = int(GROWTH * max(len(encoded[index]) for index in filled)) + 20
        translator, batch_tokens = self._load_translator(package)
        try:
            results = translator.translate_batch(
                [[*package.before, *encoded[index], *package.after] for index in filled],
                target_prefix=[prefix] * len(filled) if prefix else None,
                beam_size=beam,
                num_hypotheses=count,
                length_penalty=self._length_penalty,
                max_batch_size=batch_tokens,
                batch_type="tokens",
                max_decoding_length=limit,
                max_input_length=0,
                replace_unknowns=True,
                return_attention=self._links and not package.before and not package.after,
                return_scores=True,
            )
        except _FAULTS as error:
            raise EngineError(
                f"ctranslate2 failed on {len(filled)} sentences with {package.folder}: {error}"
            ) from error
        for index, result in zip(filled, results, strict=True):
            unique = dict[str, Translated]()
            for number in range(len(result.hypotheses)):
                answer = self._read_result(
                    tokenizer, parts[index], encoded[index], result, number, len(prefix), limit
                )
                unique.setdefault(answer.text, answer)
            answers[index] = list(unique.values())
        return answers

    def _read_result(
        self,
        tokenizer: Tokenizer,
        part: str,
        encoded: list[str],
        result: Any,
        number: int,
        skip: int,
        limit: int,
    ) -> Translated:
        pieces = result.hypotheses[number][skip:]
        text = tokenizer.decode(pieces)
        links: tuple[WordLink, ...] = ()
        if self._links and result.attention:
            links = link_words(part, encoded, text, pieces, result.attention[number][skip:])
        # ctranslate2 divides the sum of log probabilities by length ** penalty; a mean per piece is
        # comparable.
        mean = result.scores[number] * len(pieces) ** (self._length_penalty - 1) if pieces else 0.0
        truncated = len(pieces) + skip >= min(limit, int(GROWTH * len(encoded)) + 20)
        return Translated(text, round(min(1.0, math.exp(mean)), 4), links, truncated)

    def _load_tokenizer(self, package: Package) -> Tokenizer:
        if package.tokenizer_file not in self._tokenizers:
            self._tokenizers[package.tokenizer_file] = load_tokenizer(package)
        return self._tokenizers[package.tokenizer_file]

    def _load_translator(self, package: Package) -> tuple[Any, int]:
        """The loaded model and the tokens of a batch for its device."""
        if package.model not in self._translators:
            import ctranslate2

            device = choose_device(self._device.name)
            try:
                self._translators[package.model] = ctranslate2.Translator(
                    str(package.model),
                    device=device,
                    compute_type="auto",
                    # One batch to a core fills a CPU best; one GPU works on one batch.
                    inter_threads=self._device.cores if device == "cpu" else 1,
                    intra_threads=1 if device == "cpu" else 0,
                )
            except _FAULTS as error:
                raise EngineError(
                    f"the model in {package.model} cannot be loaded: {error}; "
                    "`dosvoces packages verify` says whether its files are whole"
                ) from error
        translator = self._translators[package.model]
        return translator, CPU_BATCH_TOKENS if translator.device == "cpu" else GPU_BATCH_TOKENS


def try_out(package: Package) -> None:
    """Raise :exc:`PackageError` unless the model and the tokenizer of *package* can be loaded and used."""
    try:
        with ArgosEngine(package, device=Device("cpu", 1)) as engine:
            engine.translate(["a"], package.source, package.target)
    except EngineError as error:
        raise PackageError(f"the package cannot translate: {error}") from error


def _cut(sentence: str, tokenizer: Tokenizer) -> list[str]:
    spans = split_clauses(
        sentence, lambda part: len(part) <= 8 * LONGEST and len(tokenizer.encode([part])[0]) <= LONGEST
    )
    return [sentence[start:end] for start, end in spans]


def _join(parts: list[Translated]) -> Translated:
    """One translation of the translations of a sentence's clauses.

    Their links are dropped, their offsets being gone.
    """
    scores = [part.score for part in parts if part.score is not None]
    return Translated(
        " ".join(part.text for part in parts if part.text),
        min(scores) if scores else None,
        (),
        any(part.truncated for part in parts),
    )
