"""Units beside a number: million, per cent, dollars, o'clock."""

import re

from translations.numbers.currencies import are_same_currency, mentions_currency, read_currency

#: Words that multiply the number before them, longest first.
_SCALES = {
    "en": {
        "hundred thousand": 1e5,
        "hundred million": 1e8,
        "hundred billion": 1e11,
        "thousand million": 1e9,
        "hundred": 1e2,
        "thousand": 1e3,
        "million": 1e6,
        "billion": 1e9,
        "trillion": 1e12,
        "bn": 1e9,
        "mn": 1e6,
    },
    "es": {
        "mil millones": 1e9,
        "miles de millones": 1e9,
        "mil": 1e3,
        "miles": 1e3,
        "millón": 1e6,
        "millones": 1e6,
        "millardo": 1e9,
        "millardos": 1e9,
        "mil billones": 1e15,
        "billón": 1e12,
        "billones": 1e12,
        "trillón": 1e18,
        "trillones": 1e18,
        "mdd": 1e6,
        "mdp": 1e6,
    },
}
#: The word that each language writes for a scale, to put a wrong one right.
_NAMES = {
    "en": {1e3: "thousand", 1e6: "million", 1e9: "billion", 1e12: "trillion"},
    "es": {1e3: "mil", 1e6: "millones", 1e9: "mil millones", 1e12: "billones"},
}
_SINGULAR = {"millones": "millón", "billones": "billón"}
#: Letters stuck to the digits: "3m" may be three million and three metres.
LETTERS = {"k": 1e3, "m": 1e6, "mn": 1e6, "b": 1e9, "bn": 1e9}


def _compile(language: str) -> re.Pattern[str]:
    words = "|".join(sorted(_SCALES[language], key=len, reverse=True)).replace(" ", r"\s+")
    plural = "s?" if language == "en" else ""
    half = r"and a half" if language == "en" else r"y medi[oa]"
    half_after = r"and a half" if language == "en" else r"(?:[^\W\d_]+\s+)?y medi[oa]"
    return re.compile(
        rf"(?:\s+(?P<before>{half}))?[\s-]+(?:los\s+)?(?P<scale>{words}|m(?=\s?[€$£])){plural}\b(?P<after>\s+{half_after}\b)?",
        re.IGNORECASE,
    )


_SCALE = {language: _compile(language) for language in _SCALES}
#: Spans of time and collections that say how many when they are counted: "3 décadas" may be "30 years".
_SPANS = {
    "en": {
        "decade": 10.0,
        "century": 100.0,
        "centurie": 100.0,
        "dozen": 12.0,
        "score": 20.0,
        "fortnight": 14.0,
    },
    "es": {"década": 10.0, "decenio": 10.0, "lustro": 5.0, "siglo": 100.0, "docena": 12.0, "decena": 10.0}
    | {"veintena": 20.0, "treintena": 30.0, "cincuentena": 50.0}
    | {"centenar": 100.0, "centenare": 100.0, "millar": 1000.0, "millare": 1000.0},
}
_SPAN = {
    language: re.compile(rf"[\s-]+(?P<span>{'|'.join(spans)})s?\b", re.IGNORECASE)
    for language, spans in _SPANS.items()
}


def read_span(text: str, end: int, language: str) -> tuple[float, ...]:
    """How many the span behind the number that ends at *end* is; empty without one."""
    match = _SPAN[language].match(text, end) if language in _SPAN else None
    return (_SPANS[language][match["span"].lower()],) if match else ()


#: How many of the next smaller unit: "1.5 hours" may be "90 minutes".
_PARTS = {
    "en": {"hour": 60.0, "minute": 60.0, "year": 12.0, "day": 24.0, "week": 7.0}
    | {"decade": 10.0, "century": 100.0, "millennium": 1000.0, "dozen": 12.0},
    "es": {"hora": 60.0, "minuto": 60.0, "año": 12.0, "día": 24.0, "semana": 7.0}
    | {"década": 10.0, "siglo": 100.0, "milenio": 1000.0, "docena": 12.0},
}
_PART = {
    language: re.compile(
        rf"[\s-]+(?:(?:of|de)\s+)?(?:an?\s+|una?\s+)?(?P<part>{'|'.join(parts)})s?\b", re.IGNORECASE
    )
    for language, parts in _PARTS.items()
}


def read_parts(text: str, end: int, language: str) -> float | None:
    """How many smaller ones the unit behind the number that ends at *end* has; None without one."""
    match = _PART[language].match(text, end) if language in _PART else None
    return _PARTS[language][match["part"].lower()] if match else None


_PERCENT = re.compile(r"\s?(?:%|percent\b|per cent\b|pct\b|por ciento\b|por cien\b|por 100\b)", re.IGNORECASE)
_PERCENT_SAID = re.compile(r"\s(?:percent|per cent|por cien(?:to)?)\b", re.IGNORECASE)
_POINTS_MENTIONED = re.compile(r"\bpoints?\b|\bpuntos?\b|\bpp\b", re.IGNORECASE)
#: Ways of speaking of percentages without the sign beside the number.
_PERCENT_MENTIONED = re.compile(
    r"\bpercentage|\bporcent|\bbasis points|\bpuntos básicos|(?<!\d)(?<!\d\s)(?:%|\bper ?cent\b|\bpor cien)",
    re.IGNORECASE,
)


def read_scale(text: str, end: int, language: str) -> tuple[float, float, int, int] | None:
    """What follows the number that ends at *end*: the factor, what a half adds before it, and its place."""
    pattern = _SCALE.get(language)
    match = pattern.match(text, end) if pattern else None
    if not match:
        return None
    # "300 M€" are millions.
    factor = _SCALES[language].get(re.sub(r"\s+", " ", match["scale"].lower()), 1e6)
    return factor, 0.5 if match["before"] or match["after"] else 0.0, match.start("scale"), match.end()


def name_scale(factor: float, language: str, *, is_one: bool = False) -> str | None:
    """The word for *factor* in *language*, where it has one; *is_one* says that it follows a one."""
    name = _NAMES.get(language, {}).get(factor)
    return _SINGULAR.get(name, name) if name and is_one else name


#: Measures that a translator may convert, but never just rename.
_MEASURES = {
    "kmh": r"km/h|kph|kmh|kil[oó]met(?:ros?|ers?|res?)\s+(?:por|per|an)\s+ho(?:ra|ur)",
    "mph": r"mph|mill?[ae]s\s+(?:por|per|an)\s+ho(?:ra|ur)",
    "celsius": r"°\s?(?-i:C)|(?:grados|degrees)\s+(?:cent[ií]grad(?:os|e)|celsius|(?-i:C))|(?-i:C)",
    "fahrenheit": r"°\s?(?-i:F)|(?:grados|degrees)\s+(?:fahrenheit|(?-i:F))|(?-i:F)",
    "km": r"km|kil[oó]met(?:ros?|ers?|res?)",
    "knot": r"knots?|nudos?",
    "nautical": r"millas?\s+náuticas?|nautical\s+miles?",
    "mile": r"miles?|mi",
    "league": r"leguas?|leagues?",
    "m": r"m|met(?:ros?|ers?|res?)",
    "mm": r"mm|mil[ií]met(?:ros?|ers?|res?)",
    "cm": r"cm|cent[ií]met(?:ros?|ers?|res?)",
    "foot": r"feet|foot|ft|pies?",
    "inch": r"inch(?:es)?|pulgadas?",
    "yard": r"yards?|yardas?",
    "hectare": r"ha|hect[aá]reas?|hectares?",
    "acre": r"acres?",
    "kg": r"kg|kilos?|kilogra(?:mos?|ms?|mmes?)",
    "gram": r"g|gr|gramos?|grams?|grammes?",
    "mg": r"mg|mil[ií]gra(?:mos?|ms?)",
    "tonne": r"tons?|tonnes?|toneladas?",
    "ounce": r"ounces?|oz|onzas?",
    "quintal": r"quintal(?:es|s)?",
    "litre": r"lit(?:ros?|ers?|res?)",
    "gallon": r"gallons?|galones|galón",
    "kB": r"kb|kilobytes?",
    "MB": r"mb|megabytes?|megas",
    "GB": r"gb|gigabytes?|gigas",
    "TB": r"tb|terabytes?|teras",
    "kW": r"kw|kilowatts?|kilovatios?",
    "MW": r"mw|megawatts?|megavatios?",
    "GW": r"gw|gigawatts?|gigavatios?",
    "second": r"seconds|segundos|secs?|segs?",
    "hour": r"hours?|horas?|hrs?|h",
    "minute": r"minutes?|minutos?|min",
    "day": r"days?|días?",
    "week": r"weeks?|semanas?",
    "month": r"months?|mes(?:es)?",
    "year": r"years?|años?",
    "fortnight": r"fortnights?|quincenas?",
    "bimester": r"bimestres?",
    "trimester": r"trimest(?:res?|ers?)",
    "cuatrimester": r"cuatrimestres?",
    "semester": r"semest(?:res?|ers?)",
    "biennium": r"bienios?|bienni(?:um|a)",
    "triennium": r"trienios?|trienni(?:um|a)",
    "quinquennium": r"quinquenios?|lustros?",
    "sexennium": r"sexenios?",
    "barrel": r"barrels?|barriles|barril|bbl",
    "stone": r"stone",
    "degree": r"degrees?|grados?|°|º",
}


def _compile_measures(language: str) -> re.Pattern[str]:
    # "Miles" are thousands in Spanish.
    measures = _MEASURES | ({"mile": "millas?"} if language == "es" else {})
    words = "|".join(f"(?P<{name}>{words})" for name, words in measures.items())
    return re.compile(
        rf"[\s\u00a0-]*(?:de\s+)?(?:(?:square|sq\.?|cubic|cu\.?)\s+)?(?:{words})(?:[²³]|(?<=[a-z])[23])?(?!\w)",
        re.IGNORECASE,
    )


_MEASURE_AFTER = {language: _compile_measures(language) for language in ("en", "es")}
MEASURES = frozenset(_MEASURES)
#: Months of the spans that are given in months or years as readily.
SPANS_OF_MONTHS = {
    "month": 1,
    "bimester": 2,
    "trimester": 3,
    "cuatrimester": 4,
    "semester": 6,
    "year": 12,
    "biennium": 24,
    "triennium": 36,
    "quinquennium": 60,
    "sexennium": 72,
}
TIMES = frozenset(("second", "hour", "minute", "day", "week", "fortnight", *SPANS_OF_MONTHS))
_POINTS = re.compile(
    r"[\s-]*(?:de\s+)?(?:(?P<pp>percentage\s+points?|puntos?\s+porcentual(?:es)?|pp\b)"
    r"|(?P<bp>basis\s+points?|puntos?\s+básicos?))",
    re.IGNORECASE,
)


def is_percentage(text: str, end: int) -> bool:
    """Whether the number in words that ends at *end* is one of per cent, said in words too."""
    return bool(_PERCENT_SAID.match(text, end))


#: "95 por 100": the second number is none.
PER_HUNDRED = re.compile(r"\s?por\s100\b", re.IGNORECASE)


def read_unit(text: str, start: int, end: int, language: str) -> str:
    """The unit of the number at *start* to *end*, scale included: ``%``, a currency, or empty."""
    if points := _POINTS.match(text, end):
        return points.lastgroup or ""
    if _PERCENT.match(text, end):
        return "%"
    if currency := read_currency(text, start, end, language):
        return currency
    measure = _MEASURE_AFTER[language].match(text, end) if language in _MEASURE_AFTER else None
    return (measure.lastgroup or "") if measure else ""


#: What says behind a measure, or in it, that it is one of area or of volume.
_POWERS = (
    (2, re.compile(r"square|\bsq\b|²|[a-z]2$|\scuadrad[oa]s?\b", re.IGNORECASE)),
    (3, re.compile(r"cubic|\bcu\b|³|[a-z]3$|\scúbic[oa]s?\b", re.IGNORECASE)),
)
_POWER_SAID = re.compile(r"\s+(?:cuadrad[oa]s?|cúbic[oa]s?)\b", re.IGNORECASE)
_WEIGHT_AFTER = re.compile(r"[\s\u00a0-]*(?:de\s+)?(?P<pound>pounds?|lbs?|libras?)\b", re.IGNORECASE)


def find_measure(text: str, end: int, language: str) -> tuple[str, int, int] | None:
    """The measure of the number that ends at *end*: its name, 2 for an area, 3 for a volume, and its end."""
    match = _MEASURE_AFTER[language].match(text, end) if language in _MEASURE_AFTER else None
    match = match or _WEIGHT_AFTER.match(text, end)
    if not match:
        return None
    said = _POWER_SAID.match(text, match.end())
    words = match[0] + (said[0] if said else "")
    power = next((power for power, pattern in _POWERS if pattern.search(words)), 1)
    return match.lastgroup or "", power, match.end() + len(said[0] if said else "")


def mentions(text: str, unit: str, language: str) -> bool:
    """Whether *text* speaks of *unit*, wherever it does."""
    if unit in MEASURES:
        return True
    if unit in ("pp", "bp"):
        return bool(_POINTS_MENTIONED.search(text))
    if unit == "%":
        return bool(_PERCENT_MENTIONED.search(text))
    return mentions_currency(text, unit, language)


def are_same(unit: str, other: str) -> bool:
    """Whether two units may be one; the sign for dollars is that for pesos too, and degrees may be of any."""
    if "degree" in (unit, other):
        return {unit, other} <= {"degree", "celsius", "fahrenheit"}
    return unit == other or are_same_currency(unit, other)
