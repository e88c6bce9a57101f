"""Measures of code-switching: CMI, M-index, I-index and burstiness.

The formulas are those of the papers named at each function. Their authors print results for whole corpora
and no worked example of a few tokens that could be found; the tests hold the limits that the papers state
and the examples of two published implementations, one of them the authors' own.
"""

import math
from collections.abc import Sequence


def find_cmi(counts: Sequence[int], independent: int = 0) -> float:
    """The Code-Mixing Index of one utterance, 0 to 100.

    *counts* has the number of tokens of each language, *independent* that of tokens that belong to none
    (names, numbers, addresses). With *n* tokens of which *u* are independent it is
    ``100 · (1 - max(counts) / (n - u))``, and 0 where every token is independent. Gambäck and Das, "On
    Measuring the Complexity of Code-Mixing", ICON 2014; that of a corpus is the mean over its utterances.
    """
    n = sum(counts) + independent
    if n == independent:
        return 0.0
    return 100 * (1 - max(counts) / (n - independent))


def find_m_index(counts: Sequence[int]) -> float | None:
    """The Multilingual Index: 0 where one language has every token, 1 where all languages have as many.

    ``(1 - Σp²) / ((k - 1) · Σp²)`` with the share *p* of each of *k* languages; None without tokens. Barnett
    et al., "The LIDES Coding Manual", International Journal of Bilingualism 4(2), 2000.
    """
    total = sum(counts)
    if not total or len(counts) < 2:
        return None
    squares = sum((count / total) ** 2 for count in counts)
    return (1 - squares) / ((len(counts) - 1) * squares)


def find_i_index(switches: int, transitions: int) -> float | None:
    """The Integration Index: the share of *transitions* between tokens that are *switches*; None without any.

    A text of *n* tokens with a language has ``n - 1`` transitions. 0: one language alone, 1: another one at
    every token. Guzmán et al., "Simple Tools for Exploring Variation in Code-Switching for Linguists", 2016,
    and "Metrics for Modeling Code-Switching Across Corpora", Interspeech 2017.
    """
    return switches / transitions if transitions else None


def find_burstiness(spans: int, tokens: int, squares: int) -> float | None:
    """How irregular the lengths of language spans are: -1 when all are alike, near 0 at random, up to 1.

    ``(σ - μ) / (σ + μ)`` of the lengths, whose number is *spans*, whose sum is *tokens* and whose sum of
    squares is *squares*; None where there are fewer than two. Goh and Barabási, "Burstiness and memory in
    complex systems", 2008; for languages Guzmán et al., Interspeech 2017. σ is that of the population.
    """
    if spans < 2:
        return None
    mean = tokens / spans
    deviation = math.sqrt(max(squares / spans - mean * mean, 0.0))
    return (deviation - mean) / (deviation + mean)
