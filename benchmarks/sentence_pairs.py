"""The sentences of ``../shared/evals/translation``, each with a human translation, and sacrebleu's scores."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[1] / "../shared/evals/translation"
DIRECTIONS = (("en", "es"), ("es", "en"))


def read_set(name: str, limit: int | None) -> dict[str, list[str]]:
    """The sentences of the set *name* by language, the same place holding the same sentence."""
    if not DATA.is_dir():
        sys.exit(f"{DATA} is not here; this benchmark needs its sentences")
    return {
        # Not splitlines: the sentences hold separators that it would take for line ends.
        language: (DATA / f"{name}.{language}").read_text(encoding="utf-8").rstrip("\n").split("\n")[:limit]
        for language in ("en", "es")
    }


def score_sentences(translated: Sequence[str], reference: Sequence[str]) -> list[float]:
    """chrF of each of *translated* beside the *reference*."""
    sacrebleu = _import_sacrebleu()
    pairs = zip(translated, reference, strict=True)
    return [sacrebleu.sentence_chrf(made, [wanted]).score for made, wanted in pairs]


def score(translated: Sequence[str], reference: Sequence[str]) -> tuple[float, float]:
    """BLEU and chrF of *translated* beside the *reference*."""
    sacrebleu = _import_sacrebleu()
    bleu = sacrebleu.corpus_bleu(list(translated), [list(reference)])
    chrf = sacrebleu.corpus_chrf(list(translated), [list(reference)])
    return bleu.score, chrf.score


def _import_sacrebleu() -> Any:
    try:
        import sacrebleu
    except ModuleNotFoundError:
        sys.exit("BLEU needs sacrebleu: uv pip install --python .venv/bin/python --group benchmarks")
    return sacrebleu
