"""Times of day in words, as "half past three": how the other of Spanish and English says them."""

import re

from translations.times import (
    ABOUT,
    PARTS,
    When,
    is_behind_preposition,
    leave_out_overlaps,
    name_spanish_part,
    read_part,
)

_HOURS = {
    "one": "una", "two": "dos", "three": "tres", "four": "cuatro", "five": "cinco", "six": "seis",
    "seven": "siete", "eight": "ocho", "nine": "nueve", "ten": "diez", "eleven": "once", "twelve": "doce",
}  # fmt: skip
#: Minutes past the hour, or to it.
_MINUTES = {
    "five": "cinco", "ten": "diez", "twenty": "veinte", "twenty-five": "veinticinco", "quarter": "cuarto",
    "half": "media",
}  # fmt: skip
_NUMBERS = {hour: number for number, pair in enumerate(_HOURS.items(), 1) for hour in pair}
_ENGLISH_HOURS = {spanish: english for english, spanish in _HOURS.items()}
_ENGLISH_MINUTES = {spanish: english for english, spanish in _MINUTES.items()}
_ENGLISH_HOUR = rf"(?P<hour>{'|'.join(_HOURS)})(?![\w-])"
_SPANISH_HOUR = rf"(?P<hour>{'|'.join(_ENGLISH_HOURS)})(?!\w)"
_SPANISH_HEAD = rf"(?<!\w){ABOUT['es']}(?P<head>a\s+)?(?P<the>las?)\s+"
_HEAD = rf"(?<![\w-])(?P<head>at\s+)?{ABOUT['en']}"
#: What may stand behind minutes that are not those of something else.
_ENDS = r"(?=\s*(?:[.,;:)?!]|$)|\s+(?:del|y\s+que|cuando|pero|mientras)\b)"
_ENGLISH_ENDS = r"(?=\s*(?:[.,;:)?!]|$)|\s+(?:on|when|but|while|as|yesterday|today|tomorrow)\b)"
_PATTERNS = {
    language: tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)
    for language, patterns in {
        "en": (
            # "Ten to twelve" may be a range, "ten past" a speed.
            rf"{_HEAD}(?P<minutes>five|ten|twenty(?:-five)?|(?:a\s+)?quarter|half)(?:\s+minutes)?\s+(?P<side>past)\s+"
            rf"{_ENGLISH_HOUR}(?:\s+{PARTS['en']})?",
            # A quarter may be left to three children.
            rf"{_HEAD}(?P<minutes>(?:a\s+)?quarter)\s+(?P<side>to|before|after)\s+{_ENGLISH_HOUR}"
            rf"(?:\s+{PARTS['en']}|(?(head)|{_ENGLISH_ENDS}))",
            rf"{_HEAD}(?P<minutes>five|ten|twenty(?:-five)?)(?:\s+minutes)?\s+(?P<side>to|before|after)\s+"
            rf"{_ENGLISH_HOUR}\s+{PARTS['en']}",
            rf"{_HEAD}{_ENGLISH_HOUR}\s+o['’]clock\b(?:\s+{PARTS['en']})?",
            rf"(?<![\w-])(?P<head>at\s+){ABOUT['en']}{_ENGLISH_HOUR}\s+{PARTS['en']}",
        ),
        "es": (
            rf"{_SPANISH_HEAD}{_SPANISH_HOUR}\s+(?P<side>y|menos)\s+(?P<minutes>cuarto|media)\b(?:\s+{PARTS['es']})?",
            rf"{_SPANISH_HEAD}{_SPANISH_HOUR}\s+(?P<side>y|menos)\s+(?P<minutes>cinco|diez|veinte|veinticinco)\b"
            rf"(?:\s+{PARTS['es']}|{_ENDS})",
            r"(?<!\w)(?P<head>al?\s+)?(?:un\s+)?(?P<minutes>cuarto|cinco|diez|veinte|veinticinco)(?:\s+minutos)?\s+"
            rf"(?P<side>para)\s+(?P<the>las?)\s+{_SPANISH_HOUR}(?:\s+{PARTS['es']}|{_ENDS})",
            rf"{_SPANISH_HEAD}{_SPANISH_HOUR}(?:\s+(?P<sharp>en\s+punto)\b)?(?:\s+{PARTS['es']})?",
        ),
    }.items()
}


def find_spoken_times(text: str, language: str) -> list[When]:
    """The times of day in *text* that are written in words, in order."""
    say = _say_in_spanish if language == "en" else _say_in_english
    return leave_out_overlaps(
        When(*match.span(), say(match, text))
        for pattern in _PATTERNS.get(language, ())
        for match in pattern.finditer(text)
        if _is_hour(match)
    )


def _is_hour(match: re.Match[str]) -> bool:
    """Whether the number of *match* is an hour: more is said of it, and "la" stands before one alone."""
    parts = match.groupdict()
    if "the" not in parts:
        return True
    is_one = parts["hour"].lower() == "una"
    more = parts.get("minutes") or parts.get("sharp") or parts["part"]
    return more is not None and (parts["the"].lower() == "la") == is_one


def _say_in_spanish(match: re.Match[str], text: str) -> tuple[tuple[str, ...], ...]:
    parts = match.groupdict()
    hour, part = parts["hour"].lower(), read_part(parts)
    said = ["la" if hour == "one" else "las", _HOURS[hour]]
    number = _NUMBERS[hour]
    if minutes := parts.get("minutes"):
        side = "y" if parts["side"].lower() in ("past", "after") else "menos"
        # Ten to twelve in the morning is no hour of the night.
        number -= side == "menos"
        said += [side, _MINUTES[minutes.lower().split()[-1]]]
    if part:
        said += ["de", "la", name_spanish_part(part, number)]
    if parts["about"]:
        return (("alrededor", "de", *said),)
    if parts["head"]:
        return (("a", *said),)
    return (tuple(said),) if is_behind_preposition(text, match.start()) else (tuple(said), ("a", *said))


def _say_in_english(match: re.Match[str], _: str) -> tuple[tuple[str, ...], ...]:
    parts = match.groupdict()
    spanish, part = parts["hour"].lower(), read_part(parts)
    hour, said = _NUMBERS[spanish], [_ENGLISH_HOURS[spanish]]
    if minutes := parts.get("minutes"):
        word = _ENGLISH_MINUTES[minutes.lower()]
        said = [
            *(["a"] if word == "quarter" else []),
            word,
            "past" if parts["side"].lower() == "y" else "to",
            *said,
        ]
    elif not part:
        said.append("o'clock")
    if part:
        said += _name_english_part(part, hour, is_full=not minutes)
    if parts.get("about"):
        return (("around", *said),)
    return (("at", *said),) if parts["head"] else (tuple(said),)


def _name_english_part(part: str, hour: int, *, is_full: bool) -> tuple[str, ...]:
    if part == "mañana" and hour == 12 and is_full:
        return ("noon",)
    if part == "tarde" or (part == "mañana" and hour == 12):
        return ("in", "the", "evening" if 6 <= hour < 12 else "afternoon")
    if part == "noche" and hour >= 6:
        return ("in", "the", "evening") if hour < 10 else ("at", "night")
    return ("at", "night") if hour == 12 else ("in", "the", "morning")
