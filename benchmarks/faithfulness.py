"""Faithfulness: how far the flags of a translation can be trusted.

    python -m benchmarks.faithfulness [--set newstest2012] [--show number-mismatch] [--missed digit]

False alarms: the share of human translations that each flag is raised on. A translator may change a number,
drop a name or set other quotation marks, so the share is an upper bound of what is wrong with the check.

Faults: human translations without the flag, into each of which one fault is put at random (seeded), and how
many of them the check finds. ``--show`` prints human translations with a flag, ``--missed`` unnoticed faults.
Sentences are those of ``../shared/evals/translation``.
"""

import argparse
import random
import time
from collections import Counter
from collections.abc import Sequence

from benchmarks.planted_faults import FAULTS, add_number, with_entity
from benchmarks.sentence_pairs import DIRECTIONS, read_set
from translations.quality import check

SEED = 2012
#: How often a fault of numbers is tried on each pair: a sentence has several, and a number several digits.
TRIES = 8


def measure_alarms(pairs: Sequence[tuple[str, str]], source: str, target: str, show: str) -> None:
    began = time.process_time()
    found = [check(said, echoed, source, target) for said, echoed in pairs]
    busy = time.process_time() - began
    counts = Counter(flag for flags in found for flag in flags)
    print(f"{source}-{target}: {len(pairs):,} human translations, {len(pairs) / busy:,.0f} checked a second")
    for flag, count in counts.most_common():
        print(f"  {flag:16} {count:5}  {count / len(pairs):7.2%}")
    print(f"  {'any':16} {sum(map(bool, found)):5}  {sum(map(bool, found)) / len(pairs):7.2%}")
    for (said, echoed), flags in zip(pairs, found, strict=True):
        if show in flags:
            print(f"    {said}\n    {echoed}\n")


def measure_faults(
    pairs: Sequence[tuple[str, str]], source: str, target: str, only: str, missed: str
) -> None:
    for name, flag, put in FAULTS:
        if only not in ("", flag):
            continue
        chance = random.Random(SEED)
        tried = noticed = flagged = 0
        for said, echoed in pairs:
            given = with_entity(said, echoed, chance) if flag == "url-mismatch" else (said, echoed)
            if flag in check(*given, source, target):
                continue
            made = {
                put(*given, target, chance)
                for _ in range(TRIES if flag == "number-mismatch" and put is not add_number else 1)
            }
            for wrong in sorted(made - {None, given[1]}, key=str):
                assert wrong is not None
                flags = check(given[0], wrong, source, target)
                tried, noticed, flagged = tried + 1, noticed + (flag in flags), flagged + bool(flags)
                if name == missed and not flags:
                    print(f"    {given[0]}\n    {wrong}\n")
        if tried:
            print(
                f"  {name:16} {flag:16} {tried:7,} put in  {noticed / tried:8.2%} found  "
                f"{flagged / tried:8.2%} flagged in any way",
                flush=True,
            )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--set", default="newstest2012")
    parser.add_argument("--limit", type=int, default=None)
    parser.add_argument("--only", default="", help="the faults that this flag is for")
    parser.add_argument("--show", default="")
    parser.add_argument("--missed", default="")
    args = parser.parse_args()
    texts = read_set(args.set, args.limit)
    for source, target in DIRECTIONS:
        pairs = list(zip(texts[source], texts[target], strict=True))
        measure_alarms(pairs, source, target, args.show)
        measure_faults(pairs, source, target, args.only, args.missed)


if __name__ == "__main__":
    main()
