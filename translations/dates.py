"""Dates in Spanish and English: where they stand, and how the other language writes them."""

import re

from dosvoces.core.months import MONTH_NAMES, MONTH_NUMBERS
from translations.spans_of_time import find_spans
from translations.spoken_times import find_spoken_times
from translations.times import When, find_times, is_behind_preposition, leave_out_overlaps

_WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}
_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)"
#: Behind a date there is no more of a number, nor what the number counts.
_BEHIND = r"(?![\w%]|[.,:/]\d|\s?%)"


def _join(names: tuple[str, ...]) -> str:
    return "|".join(names)


#: "may" and "march" are months with a capital only; "mar" and "set" are words.
_ENGLISH_MONTH = (
    rf"(?P<month>{_join(tuple(name.title() for name in MONTH_NAMES['en']))}"
    rf"|(?i:{_join(tuple(name for name in MONTH_NAMES['en'] if name not in ('march', 'may')))})|MARCH|MAY"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_SPANISH_MONTH = (
    rf"(?P<month>{_join(MONTH_NAMES['es'])}|setiembre"
    r"|(?:ene|feb|abr|may|jun|jul|ago|sept?|oct|nov|dic)\b\.?|(?:mar|set)\."
    r"|(?<=\d )mar\b(?!(?-i: [a-záéíóúñ])))"
)
_ENGLISH_WEEKDAY = rf"(?P<weekday>{_join(_WEEKDAYS['en'])}|(?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\b\.?)"
_SPANISH_WEEKDAY = (
    rf"(?P<weekday>{_join(_WEEKDAYS['es'])}|miercoles|sabado|(?:lun|mar|mi[eé]|jue|vie|s[aá]b|dom)\b\.?)"
)
_PATTERNS = {
    "en": (
        re.compile(
            rf"(?<!\w)(?P<head>[Oo]n\s+)?(?:{_ENGLISH_WEEKDAY},?\s+)?{_ENGLISH_MONTH}\s+"
            r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:\s?[-–]\s?(?P<last>\d{1,2}))?"
            rf"(?:,?\s+{_YEAR})?{_BEHIND}"
        ),
        re.compile(
            rf"(?<!\w)(?P<head>[Oo]n\s+)?(?:{_ENGLISH_WEEKDAY},?\s+)?(?:the\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+"
            rf"(?:of\s+)?{_ENGLISH_MONTH}(?:,?\s+{_YEAR})?{_BEHIND}"
        ),
        re.compile(rf"(?<!\w){_ENGLISH_MONTH},?\s+{_YEAR}{_BEHIND}"),
    ),
    "es": (
        re.compile(
            rf"(?<!\w)(?P<head>el\s+)?(?:{_SPANISH_WEEKDAY},?\s+)?(?:día\s+)?(?P<day>\d{{1,2}}|1[º°]|primero)"
            rf"(?:\s+de)?\s+{_SPANISH_MONTH}(?:(?:,|\s+del?)?\s+{_YEAR})?{_BEHIND}",
            re.IGNORECASE,
        ),
        re.compile(rf"(?<!\w){_SPANISH_MONTH}(?:,|\s+del?)?\s+{_YEAR}{_BEHIND}", re.IGNORECASE),
    ),
}


def find_dates(text: str, language: str) -> list[When]:
    """The dates in *text* that name their month, in order."""
    if language not in _PATTERNS or not any(letter.isdigit() for letter in text):
        return []
    return leave_out_overlaps(
        When(*match.span(), ways)
        for pattern in _PATTERNS[language]
        for match in pattern.finditer(text)
        if (ways := _write_date(match, language, text))
    )


def find_whens(text: str, language: str) -> list[When]:
    """The dates and times in *text*, in order, none over another."""
    return leave_out_overlaps(
        [
            *find_spans(text, language),
            *find_dates(text, language),
            *find_times(text, language),
            *find_spoken_times(text, language),
        ]
    )


def _write_date(match: re.Match[str], language: str, text: str) -> tuple[tuple[str, ...], ...]:
    """The ways to say the date *match* of *text*; none where it is no date."""
    parts = match.groupdict()
    short = parts["month"].lower().rstrip(".")
    month = 9 if short == "set" else MONTH_NUMBERS[language][short]
    day = parts.get("day") or ""
    number = 1 if day.lower() == "primero" else int(re.sub(r"\D", "", day) or 1)
    if not 1 <= number <= 31:
        return ()
    other = "es" if language == "en" else "en"
    weekday = _read_weekday(parts.get("weekday"), language)
    said = _WEEKDAYS[other][weekday] if weekday is not None else ""
    shown = f"{number}-{parts['last']}" if parts.get("last") else str(number) if day else ""
    say = _say_spanish if other == "es" else _say_english
    core = say(said, shown, MONTH_NAMES[other][month - 1], parts["year"])
    if not day:
        return (core,)
    is_inside = is_behind_preposition(text, match.start())
    with_head = ("on" if other == "en" else "el", *core)
    if parts.get("head"):
        return (with_head,) if other == "es" else (core,) if is_inside else (with_head, core)
    if other == "en":
        return (core,)
    return (with_head,) if is_inside else (core, with_head)


def _say_spanish(weekday: str, day: str, month: str, year: str | None) -> tuple[str, ...]:
    words = [weekday] if weekday else []
    words += [day, "de", month] if day else [month]
    return (*words, *(("de", year) if year else ()))


def _say_english(weekday: str, day: str, month: str, year: str | None) -> tuple[str, ...]:
    words = [weekday, ","] if weekday else []
    words += [month.title(), day] if day else [month.title()]
    if year:
        words += [",", year] if day else [year]
    return tuple(words)


def _read_weekday(word: str | None, language: str) -> int | None:
    if not word:
        return None
    plain = word.lower().rstrip(".").replace("mie", "mié").replace("sab", "sáb")
    return next(place for place, name in enumerate(_WEEKDAYS[language]) if name.lower().startswith(plain))
