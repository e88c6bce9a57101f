"""Count the genders and numbers of words from text.

Run as ``python -m translations.postediting.build_agreement EN-ES.TSV.XZ ...``, lines being source TAB English
TAB Spanish; it takes two minutes. A word has the gender and number of the determiners that stand before it
nearly always; a Spanish adjective is what nearly always agrees with the noun before it. ``--without`` names
texts that stay unread, such as those that the result is measured on.
"""

import argparse
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import zstandard

from translations.postediting.agreement import DETERMINERS, FILE, find_base, tell_form, tells_gender
from translations.postediting.build_lexicon import read_keys, read_lines

#: Determiners before a word by which it is told, and the share that has to say the same.
FEWEST, SHARE = 4, 0.97
#: The same of an adjective and the nouns before it.
FEWEST_NOUNS, AGREEING = 4, 0.94
#: Pronouns besides, which stand before verbs; a noun or its singular has another determiner at times.
_PRONOUNS = frozenset(("la", "las", "los"))
_PAIR = re.compile(r"(?<!\w)(?=([^\W\d_]+) ([^\W\d_]{3,})(?!\w))")


def count_forms(lines: Iterable[str], language: str) -> dict[str, Counter[str]]:
    """The forms of the determiners before each small word, and how often each stood there."""
    found: dict[str, Counter[str]] = {}
    nouns: set[str] = set()
    for line in lines:
        for match in _PAIR.finditer(line):
            determiner, word = match[1].lower(), match[2]
            form = DETERMINERS[language].get(determiner)
            if form and word.islower():
                told = form if tells_gender(determiner, word) else f".{form[1]}"
                found.setdefault(word, Counter())[told] += 1
                if determiner not in _PRONOUNS:
                    nouns.add(word)
    return {
        word: forms
        for word, forms in found.items()
        if not nouns.isdisjoint((word, word.removesuffix("s"), word.removesuffix("es")))
    }


def settle(forms: Counter[str]) -> str:
    """The gender and the number that are sure by *forms*, a dot for what is not."""
    return "".join(_settle(forms, at) for at in (0, 1))


def _settle(forms: Counter[str], at: int) -> str:
    votes: Counter[str] = Counter()
    for form, count in forms.items():
        votes[form[at]] += count
    del votes["."]
    best, count = max(votes.items(), key=lambda vote: vote[1], default=(".", 0))
    return best if count >= FEWEST and count >= SHARE * votes.total() else "."


def find_adjectives(lines: Iterable[str], nouns: dict[str, str]) -> list[str]:
    """The Spanish adjectives in "o" that agree with the *nouns* before them, in both genders."""
    agreeing: dict[str, Counter[str]] = {}
    seen: Counter[str] = Counter()
    for line in lines:
        for match in _PAIR.finditer(line):
            noun, base = nouns.get(match[1], ".."), find_base(match[2])
            if base and "." not in noun:
                seen[base] += 1
                if (form := tell_form(match[2])) == noun:
                    agreeing.setdefault(base, Counter())[form[0]] += 1
    return sorted(
        base
        for base, forms in agreeing.items()
        if len(forms) > 1 and forms.total() >= max(FEWEST_NOUNS, AGREEING * seen[base])
    )


def main() -> None:
    """Read the parallel text named on the command line and write the table beside this file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, nargs="+")
    parser.add_argument("--without", type=Path, nargs="*", default=[])
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name(FILE))
    given = parser.parse_args()
    pairs = list(read_lines(given.corpus, read_keys(given.without)))
    rows: dict[tuple[str, str], list[str]] = {}
    told: dict[str, dict[str, str]] = {}
    for place, language in enumerate(("en", "es")):
        forms = count_forms((pair[place] for pair in pairs), language)
        told[language] = {word: settle(found) for word, found in forms.items()}
        for word, form in sorted(told[language].items()):
            if form != "..":
                rows.setdefault((language, form), []).append(word)
    rows["adjectives", "o"] = find_adjectives((pair[1] for pair in pairs), told["es"])
    text = "\n".join(f"{name}\t{form}\t{' '.join(words)}" for (name, form), words in rows.items())
    given.out.write_bytes(zstandard.compress(text.encode(), 22))
    counts = ", ".join(f"{len(words)} {name} {form}" for (name, form), words in rows.items())
    print(f"{len(pairs)} lines, {counts}, {given.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
