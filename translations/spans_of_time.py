"""From one day or time to another, in Spanish and English: how the other language says it."""

import re
from collections.abc import Iterator

from dosvoces.core.months import MONTH_NAMES, MONTH_NUMBERS
from translations.times import When, is_behind_change, leave_out_overlaps

#: Small, "may" and "march" are no months.
_ENGLISH_MONTH = rf"(?P<month>{'|'.join(name.title() for name in MONTH_NAMES['en'])})"
_SPANISH_MONTH = rf"(?P<month>{'|'.join(MONTH_NAMES['es'])}|setiembre)"
_BEHIND = r"(?![\w%]|[.,:/]\d|\s?%)"
#: "From June 5 to 10, 2000 people marched" names no year.
_YEAR = r"(?P<year>20\d\d|19\d\d)(?=[,.;](?!\d)|$)"
_DAYS = {
    "en": (
        re.compile(
            rf"(?<!\w)(?:(?P<head>[Ff]rom|[Bb]etween)\s+)?{_ENGLISH_MONTH}\s+(?P<first>\d{{1,2}})\s+"
            rf"(?P<joint>to|through|and)\s+(?P<last>\d{{1,2}})(?:,?\s+{_YEAR})?{_BEHIND}"
        ),
        re.compile(
            r"(?<!\w)(?P<head>[Ff]rom|[Bb]etween)\s+(?P<first>\d{1,2})\s+(?P<joint>to|and)\s+(?P<last>\d{1,2})\s+"
            rf"{_ENGLISH_MONTH}(?:\s+{_YEAR})?{_BEHIND}"
        ),
    ),
    "es": (
        re.compile(
            r"(?<!\w)(?P<head>del|desde\s+el|entre\s+el)\s+(?P<first>\d{1,2})\s+(?P<joint>al?|hasta\s+el|y(?:\s+el)?)\s+"
            rf"(?P<last>\d{{1,2}})\s+de\s+{_SPANISH_MONTH}(?:\s+del?\s+(?P<year>20\d\d|19\d\d))?{_BEHIND}",
            re.IGNORECASE,
        ),
    ),
}
#: Two times of the clock: with minutes behind a colon, with an article each, or with minutes and "horas".
_HOUR = r"(?:[01]?\d|2[0-4])"
_CLOCKS = re.compile(
    rf"(?<!\w)(?P<head>de|desde|entre)\s+(?P<the>las?\s+)?(?P<h1>{_HOUR})(?:[.:](?P<m1>[0-5]\d))?\s+(?P<joint>a|hasta|y)\s+"
    rf"(?P<other>las?\s+)?(?P<h2>{_HOUR})(?:[.:](?P<m2>[0-5]\d))?(?![\w%]|[.,:]\d|\s?[%$€])(?P<said>\s?(?:horas|hrs?|hs?)\b)?"
    r"(?!\s+(?:de\s+la|del|mil|por|euros|pesos|dólares|puntos|millones|[ap]\.))",
    re.IGNORECASE,
)


def find_spans(text: str, language: str) -> list[When]:
    """What says in *text* from which day or time to which other something lasts, in order."""
    days = (
        When(*match.span(), _say_days(match, language))
        for pattern in _DAYS.get(language, ())
        for match in pattern.finditer(text)
        if 1 <= int(match["first"]) < int(match["last"]) <= 31
    )
    return leave_out_overlaps([*days, *(_find_clocks(text) if language == "es" else ())])


def _say_days(match: re.Match[str], language: str) -> tuple[tuple[str, ...], ...]:
    first, last, year = match["first"], match["last"], match["year"]
    head, joint = (match["head"] or "").lower(), match["joint"].lower()
    number = 9 if match["month"].lower() == "setiembre" else MONTH_NUMBERS[language][match["month"].lower()]
    if language == "es":
        month = MONTH_NAMES["en"][number - 1].title()
        end = (last, *((",", year) if year else ()))
        if joint.startswith("y"):
            return (("between", month, first, "and", *end),)
        return (("from", month, first, "to", *end),)
    end = (last, "de", MONTH_NAMES["es"][number - 1], *(("de", year) if year else ()))
    if head == "between":
        return (("entre", "el", first, "y", "el", *end),)
    if joint == "and":
        return (("el", first, "y", "el", *end),)
    return (("del", first, "al", *end),)


def _find_clocks(text: str) -> Iterator[When]:
    for match in _CLOCKS.finditer(text):
        # "De 2.15 a 2.30" may be metres, kilos or prices.
        are_full = match["m1"] and match["m2"] and "." not in match[0]
        is_half = (match["m1"] or match["m2"]) and match["said"]
        has_articles = match["the"] and match["other"]
        if not (are_full or is_half or has_articles) or is_behind_change(text, match.start()):
            continue
        first, last = (
            f"{int(match[hour])}:{match[minute] or '00'}" for hour, minute in (("h1", "m1"), ("h2", "m2"))
        )
        joined = match["joint"].lower() == "y"
        yield When(
            *match.span(), ((("between", first, "and", last) if joined else ("from", first, "to", last)),)
        )
