"""The binomial distribution: how probable it is that a difference is mere chance."""

from math import exp, lgamma, log, log1p


def at_most(number: int, of: int, share: float) -> float:
    """The probability of *number* or fewer successes in *of* trials that succeed with probability *share*."""
    return min(1.0, sum(_exactly(k, of, share) for k in range(number + 1)))


def at_least(number: int, of: int, share: float) -> float:
    """The probability of *number* or more successes in *of* trials that succeed with probability *share*."""
    return min(1.0, sum(_exactly(k, of, share) for k in range(number, of + 1)))


def _exactly(number: int, of: int, share: float) -> float:
    if share <= 0 or share >= 1:
        return float(number == (of if share >= 1 else 0))
    ways = lgamma(of + 1) - lgamma(number + 1) - lgamma(of - number + 1)
    return exp(ways + number * log(share) + (of - number) * log1p(-share))
