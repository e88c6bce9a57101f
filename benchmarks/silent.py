"""What is wrong and carries no flag: sentences to be read, with what the embedded engine makes of them.

    python -m benchmarks.silent [--half sealed] [--direction en-es]

Fifty lines each way of newstest2012 and of FLORES dev, drawn from those that no page of the documentation
names as looked at, and sixty sentences of invented news, halved at random. Prints source, reference,
translation and flags; whether that is right a reader has to say. The model card has counts of one reading.
"""

import argparse
import random
import tomllib
from pathlib import Path

from benchmarks.sentence_pairs import DIRECTIONS, read_set
from translations.engines import choose
from translations.translator import Translator

SEED, DRAWN = 20261129, 50
INVENTED = Path(__file__).with_name("invented_news.toml")


def draw() -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Sources and references of each half, ``open`` and ``sealed``, by half and language of the source."""
    chance = random.Random(SEED)
    news, flores = read_set("newstest2012", None), read_set("flores-dev", None)
    invented = tomllib.loads(INVENTED.read_text(encoding="utf-8"))
    # Every sixth, tenth, 25th and 50th line, and the first ones, were read or tuned by.
    lines = [
        line
        for line in range(600, len(news["en"]))
        if line % 6 not in (0, 5)
        and line % 10 not in (0, 9)
        and line % 50 not in (24, 25, 49)
        and line % 25 != 24
    ]
    others = [line for line in range(600, len(flores["en"])) if line % 16 not in (7, 8)]
    halves: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for source, target in DIRECTIONS:
        drawn, more = chance.sample(lines, DRAWN), chance.sample(others, DRAWN)
        lines = [line for line in lines if line not in drawn]
        others = [line for line in others if line not in more]
        for rows in (
            [(news[source][line], news[target][line]) for line in drawn],
            [(flores[source][line], flores[target][line]) for line in more],
            [(sentence, "") for sentence in invented[source]],
        ):
            chance.shuffle(rows)
            middle = len(rows) // 2
            halves.setdefault(("open", source), []).extend(rows[:middle])
            halves.setdefault(("sealed", source), []).extend(rows[middle:])
    return halves


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--half", choices=("open", "sealed"), default="sealed")
    parser.add_argument("--direction", choices=("en-es", "es-en"), default="en-es")
    args = parser.parse_args()
    source, target = args.direction.split("-")
    rows = draw()[args.half, source]
    engine = choose(source, target, "embedded")
    made = Translator(engine, source, target).translate([sentence for sentence, _ in rows])
    engine.close()
    for (sentence, reference), rendering in zip(rows, made, strict=True):
        print(f"{sentence}\n  {reference}\n  {rendering.text}  [{', '.join(rendering.flags) or 'no flag'}]\n")
    print(f"{sum(not each.flags for each in made)} of {len(rows)} without a flag")


if __name__ == "__main__":
    main()
