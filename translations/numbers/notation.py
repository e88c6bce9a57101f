"""Notation of numbers with digits in English and Spanish.

English has ``47,000`` and ``1.5``. Spain and South America have ``47.000`` and ``1,5``, Mexico, Central
America and Peru write as English does, so a Spanish number may be read in two ways, unless the sentence shows
which.
"""

import re

#: What a number means: a value, or its own text where it is no number but a version or an address.
Value = float | str

_SEPARATOR = re.compile("[ .,'’\u00a0\u202f]")
_DIGITS = re.compile("[0-9 .,'’\u00a0\u202f]*[0-9]")
_BLANKS = frozenset(" '’\u00a0\u202f")
_POINT_DECIMALS = re.compile(r"(?<![\d.,])\d+\.\d{1,2}(?![\d.,]*\d)|\d,\d{3}\.\d|\d,\d{3},\d{3}|(?<!\d)0\.\d")
_COMMA_DECIMALS = re.compile(r"(?<![\d.,])\d+,\d{1,2}(?![\d.,]*\d)|\d\.\d{3},\d|\d\.\d{3}\.\d{3}|(?<!\d)0,\d")


_ENGLISH_COMMA_DECIMALS = re.compile(r"(?<![\d.,])\d+,\d{1,2}(?![\d.,]*\d)")


def writes_points(text: str, language: str) -> bool | None:
    """Whether *text* writes decimals with a point; None where it does not show it, which English need not."""
    if language == "en":
        return bool(_POINT_DECIMALS.search(text)) or not _ENGLISH_COMMA_DECIMALS.search(text)
    points, commas = bool(_POINT_DECIMALS.search(text)), bool(_COMMA_DECIMALS.search(text))
    return None if points == commas else points


_LIKE_ENGLISH = re.compile(r"(?<![\d.,])(?:\d+\.\d{1,2}|\d{1,3}(?:,\d{3})+(?:\.\d+)?)(?![.,]?\d)")
_CONTINENTAL = re.compile(r"(?<![\d.,])(?:\d+,\d{1,2}|\d{1,3}(?:\.\d{3})+(?:,\d+)?)(?![.,]?\d)")


def mixes_notations(text: str) -> bool:
    """Whether *text* has numbers as English writes them and as Spain does: "3.5" and "1.200"."""
    return bool(_LIKE_ENGLISH.search(text) and _CONTINENTAL.search(text))


def read_digits(digits: str, language: str, points: bool | None) -> frozenset[Value]:
    """What *digits* mean in *language*; *points* is what :func:`writes_points` says of their text."""
    if digits.startswith("."):
        return frozenset({float(digits)})
    groups = _SEPARATOR.split(digits)
    if len(groups) == 1:
        return frozenset({float(digits)})
    marks = "".join(mark for mark in digits if not mark.isdigit())
    kinds = set(marks)
    whole, decimal = float("".join(groups)), float("".join(groups[:-1]) + "." + groups[-1])
    in_groups = len(groups[0]) <= 3 and groups[0] != "0" and all(len(group) == 3 for group in groups[1:])
    if len(kinds) == 1 and in_groups:
        if kinds <= _BLANKS or len(groups) > 2:
            return frozenset({digits if _is_strict(language, points) and "." in kinds else whole})
        return _read_one_mark(marks, digits, language, points, whole, decimal)
    if len(groups) == 2:
        # "3,5" is how no English text is written, but nobody reads anything else.
        return frozenset({decimal})
    if marks[-1] not in marks[:-1] and len(set(marks[:-1])) == 1 and marks[-1] in ".,":
        return frozenset({digits if _is_strict(language, points) and marks[-1] == "," else decimal})
    return frozenset({digits})


def _is_strict(language: str, points: bool | None) -> bool:
    """Whether points for thousands are none."""
    return language == "en" and points is not False


def _read_one_mark(
    mark: str, digits: str, language: str, points: bool | None, whole: float, decimal: float
) -> frozenset[Value]:
    """A mark and three digits: "47,000", "1.256"."""
    if language == "en" and points is not False:
        return frozenset({whole if mark == "," else decimal})
    if points is not None:
        return frozenset({whole if (mark == ",") == points else decimal})
    # Nobody writes a nought at the end of decimals; points are for thousands in most of the world that writes
    # Spanish, a comma may be either.
    return frozenset({whole} if mark == "." or digits.endswith("0") else {whole, decimal})


#: Units that are given with three decimals as readily as in thousands.
_WEIGHTS = frozenset(("kg", "tonne", "litre"))


def read_weight(digits: str, unit: str, language: str, points: bool | None) -> frozenset[Value]:
    """Both values of *digits* in a Spanish text that does not show which it is: "1.250 kg"."""
    if (
        language != "es"
        or points is not None
        or unit not in _WEIGHTS
        or not re.fullmatch(r"\d[.,]\d{3}", digits)
    ):
        return frozenset()
    return frozenset((float(digits[0] + digits[2:]), float(f"{digits[0]}.{digits[2:]}")))


#: Groups of three digits, and decimals behind another mark.
_WELL_FORMED = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?:(?!\1)[.,]\d+)?|\d*[.,]\d+|\d+")
_GROUPING_BLANK = re.compile("(?<=\\d)[ '’\u00a0\u202f](?=\\d{3})")


def write_number(digits: str, source_language: str, target_language: str) -> str:
    """*digits* with the separators of the target language: ``3,500.5`` is ``3.500,5`` in Spanish.

    Versions and addresses of machines are no numbers, and stay.
    """
    if {source_language, target_language} != {"en", "es"}:
        return digits
    grouped = _GROUPING_BLANK.sub("," if source_language == "en" else ".", digits)
    if not _WELL_FORMED.fullmatch(grouped):
        return digits
    if source_language == "en":
        return ("0" if grouped.startswith(".") else "") + grouped.translate(str.maketrans(".,", ",."))
    return _write_english(grouped)


def _write_english(digits: str) -> str:
    """Spanish *digits* as English writes them; those that are written so already stay."""
    marks = [mark for mark in digits if mark in ".,"]
    groups = re.split("[.,]", digits)
    if not marks:
        return digits
    if len(marks) == 1:
        grouped = len(groups[1]) == 3 and groups[0] not in ("", "0") and len(groups[0]) <= 3
        return (groups[0] or "0") + ("," if grouped else ".") + groups[1]
    if len(set(marks)) == 1:
        return ",".join(groups)
    return ",".join(groups[:-1]) + "." + groups[-1]


def round_value(value: float) -> float:
    """*value* without what binary numbers add to decimals: 8.2 million is 8,200,000."""
    return float(f"{value:.12g}")


def read_continental(digits: str) -> float:
    """The value of *digits* with points for thousands; nought for others."""
    return float(digits.replace(".", "")) if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", digits) else 0.0


def is_written_as(digits: str, value: Value, language: str) -> bool:
    """Whether *digits* are how *language* writes *value*; only English has but one notation.

    What holds words too, as "17 billion" does, is no notation of digits, and not judged.
    """
    if language != "en" or isinstance(value, str) or not _DIGITS.fullmatch(digits):
        return True
    return not re.search(r",\d{1,2}(?!\d)|,\d{4}", digits) and value in read_digits(digits, "en", True)
