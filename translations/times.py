"""Times of day in figures, in Spanish and English, and how the other language writes them."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_CLOCK = r"(?P<clock>(?:[01]?\d|2[0-3])(?:[:.][0-5]\d)?)"
#: What stands before a time that is not exact.
ABOUT = {
    "en": r"(?P<about>(?:about|around|approximately)\s+)?",
    "es": r"(?P<about>(?:hacia|sobre|alrededor\s+de|cerca\s+de)\s+)?",
}
_HALF = r"\s?(?P<half>[ap])\.?\s?m\b\.?"
#: Parts of the day, as they stand behind an hour.
PARTS = {
    "en": r"(?:in\s+the\s+(?P<part>morning|afternoon|evening)|at\s+(?P<night>night))\b",
    "es": r"de\s+la\s+(?P<part>mañana|tarde|noche|madrugada)\b",
}
_HOURS = r"(?:\s?(?:horas|hrs?|hs?)\b(?:\.(?=\s+(?-i:[a-záéíóúüñ])))?)?"
_BEFORE = r"(?<![\w.,:$€£])"
_FOUR_FIGURES = r"(?P<clock>(?:[01]?\d|2[0-3])[:.][0-5]\d)"
_ENGLISH = rf"(?P<head>at\s+)?{ABOUT['en']}"
_SPANISH = rf"{_BEFORE}{ABOUT['es']}(?P<head>a\s+)?"
_PATTERNS = {
    language: tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)
    for language, patterns in {
        "en": (
            rf"{_BEFORE}{_ENGLISH}{_CLOCK}{_HALF}",
            rf"(?<!\w)(?P<head>at\s+){ABOUT['en']}(?P<clock>(?:[01]?\d|2[0-3]):[0-5]\d)(?![:.,]?\d)",
            rf"{_BEFORE}{_ENGLISH}{_CLOCK}\s+o['’]clock\b(?:\s+{PARTS['en']})?",
            rf"(?<!\w)(?P<head>at\s+){ABOUT['en']}{_CLOCK}\s+{PARTS['en']}",
        ),
        "es": (
            rf"{_SPANISH}(?P<the>las?\s+)?{_CLOCK}{_HALF}",
            rf"{_SPANISH}(?P<the>las?\s+){_CLOCK}{_HOURS}\s+{PARTS['es']}",
            rf"{_SPANISH}(?P<the>las?\s+){_FOUR_FIGURES}(?![:.,]?\d){_HOURS}",
            rf"{_BEFORE}{_FOUR_FIGURES}\s?(?:horas|hrs?|hs?)\b",
        ),
    }.items()
}
#: Behind these an English date has no "on", and behind English ones a Spanish time has its article.
_PREPOSITION = re.compile(
    r"\b(?:desde|hasta|para|por|entre|tras|sobre|durante|by|from|until|till|since|before|after|through|between|around|to|of|for)\s+$",
    re.IGNORECASE,
)
_REACH = 12


#: Behind verbs of change stand sums and rates: "pasó de 1.20 a 1.50".
_CHANGING = re.compile(
    r"\b(?:\w{0,20}(?:ó|aron|ieron|ando|iendo|[ai]do)|(?:pas|sub|baj|aument|cre[cz]|ca[ei])\w{0,20})\s+(?:ya\s+)?$",
    re.IGNORECASE,
)


def is_behind_change(text: str, start: int) -> bool:
    """Whether the word right before *start* of Spanish *text* may be a verb of change or a past one."""
    return _CHANGING.search(text, max(0, start - 2 * _REACH), start) is not None


class When(NamedTuple):
    """Characters *start* to *end* of a text that say when, and how the other language may say it.

    Each way is a row of words; with a head ("on", "el", "at", "a las") the first has one, too.
    """

    start: int
    end: int
    ways: tuple[tuple[str, ...], ...]


def say(way: Sequence[str]) -> str:
    """The words of *way* as text."""
    return " ".join(way).replace(" ,", ",")


def find_times(text: str, language: str) -> list[When]:
    """The times of day in *text* that are written in figures, in order."""
    if language not in _PATTERNS or not any(letter.isdigit() for letter in text):
        return []
    return leave_out_overlaps(
        When(*match.span(), _write_time(match, language, text))
        for pattern in _PATTERNS[language]
        for match in pattern.finditer(text)
    )


def leave_out_overlaps(found: Iterable[When]) -> list[When]:
    """Those of *found* that stand first, in order, the longer of two that begin together."""
    kept: list[When] = []
    for each in sorted(found, key=lambda when: (when.start, -when.end)):
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept


def is_behind_preposition(text: str, start: int) -> bool:
    """Whether a word like "since" or "desde" stands right before *start*."""
    return _PREPOSITION.search(text, max(0, start - _REACH), start) is not None


def read_part(parts: dict[str, str | None]) -> str:
    """The part of the day among the groups of a match; empty where none is said."""
    return (parts.get("part") or parts.get("night") or "").lower()


def name_spanish_part(part: str, hour: int) -> str:
    """What Spanish calls the *part* of the day ("morning", "night") at an *hour* of the clock."""
    if part in ("morning", "night") and hour < 6:
        return "madrugada"
    if part == "morning" and hour == 12:
        # Half past twelve in the morning is half an hour behind midnight.
        return "noche"
    if part == "evening":
        return "noche" if hour >= 8 else "tarde"
    return {"morning": "mañana", "afternoon": "tarde"}.get(part, "noche")


def find_half(part: str, hour: int) -> str:
    """``a`` or ``p``, the half of the day in which *hour* of the Spanish *part* of the day is."""
    if part == "noche":
        return "a" if hour == 12 or hour < 6 else "p"
    return "p" if part == "tarde" or (part == "mañana" and hour == 12) else "a"


def _write_time(match: re.Match[str], language: str, text: str) -> tuple[tuple[str, ...], ...]:
    parts = match.groupdict()
    clock, half = parts["clock"].replace(".", ":"), (parts.get("half") or "").lower()
    part, hour = read_part(parts), int(re.split(r"\D", clock)[0])
    if language == "es":
        if part and 1 <= hour <= 12:
            half = find_half(part, hour)
        said = (clock, f"{half}.m.") if half else (clock,)
        if parts.get("about"):
            return (("around", *said),)
        return (("at", *said),) if parts.get("head") else (said,)
    core: tuple[str, ...] = (clock, f"{half}.", "m.") if half else (clock,)
    if part and 1 <= hour <= 12:
        core = (clock, "de", "la", name_spanish_part(part, hour))
    article = "la" if re.fullmatch(r"0?1(?::\d\d)?", clock) else "las"
    if parts["about"]:
        return (("alrededor", "de", article, *core),)
    if parts["head"]:
        return (("a", article, *core),)
    if is_behind_preposition(text, match.start()):
        return ((article, *core),)
    return core, (article, *core), ("a", article, *core)
