"""Units beside a number: million, per cent, dollars, o'clock."""

import re

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
#: Letters stuck to the digits: "3m" may be three million and three metres.
LETTERS = {"k": 1e3, "m": 1e6, "mn": 1e6, "b": 1e9, "bn": 1e9}


def _compile(language: str) -> re.Pattern[str]:
    words = "|".join(sorted(_SCALES[language], key=len, reverse=True)).replace(" ", r"\s+")
    plural = "s?" if language == "en" else ""
    half = r"and a half" if language == "en" else r"y medi[oa]"
    return re.compile(
        rf"(?:\s+(?P<before>{half}))?[\s-]+(?P<scale>{words}){plural}\b(?P<after>\s+{half}\b)?", re.IGNORECASE
    )


_SCALE = {language: _compile(language) for language in _SCALES}
_PERCENT = re.compile(r"\s?(?:%|percent\b|per cent\b|pct\b|por ciento\b|por cien\b)", re.IGNORECASE)
_CURRENCIES = {
    "dollar": r"dollars?|dólar(?:es)?|usd|mdd|bucks?",
    "euro": r"euros?|eur",
    "pound": r"pounds?|libras?|gbp|quid|sterling|esterlinas",
    "peso": r"pesos?|mxn|mdp",
    "yen": r"yen(?:es)?",
    "yuan": r"yuan(?:es)?|renminbi",
    "ruble": r"rou?bles?|rublos?",
    "crown": r"crowns?|kroner?|kronor|korunas?|coronas?",
}
#: In Spanish the sign for dollars is that for pesos too, and keeps to itself.
_SYMBOLS = {"$": "$", "€": "euro", "£": "pound", "¥": "yen"}
_ENGLISH_SYMBOLS = _SYMBOLS | {"$": "dollar"}
_NAMED = re.compile("|".join(f"(?P<{kind}>{words})" for kind, words in _CURRENCIES.items()), re.IGNORECASE)
_CURRENCY_AFTER = re.compile(
    rf"\s*(?:(?P<symbol>[$€£¥])|(?:de\s+|-)?(?:U\.?S\.?\s+)?(?P<word>{'|'.join(_CURRENCIES.values())})\b)",
    re.IGNORECASE,
)
_MENTIONED = re.compile(rf"[$€£¥]|\b(?:{'|'.join(_CURRENCIES.values())})\b", re.IGNORECASE)
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
    factor = _SCALES[language][re.sub(r"\s+", " ", match["scale"].lower())]
    return factor, 0.5 if match["before"] or match["after"] else 0.0, match.start("scale"), match.end()


def name_scale(factor: float, language: str) -> str | None:
    """The word for *factor* in *language*, where it has one."""
    return _NAMES.get(language, {}).get(factor)


def read_unit(text: str, start: int, end: int, language: str) -> str:
    """The unit of the number at *start* to *end*, scale included: ``%``, a currency, or empty."""
    if _PERCENT.match(text, end):
        return "%"
    symbols = _ENGLISH_SYMBOLS if language == "en" else _SYMBOLS
    after = _CURRENCY_AFTER.match(text, end)
    if after:
        return symbols.get(after["symbol"] or "") or _name_currency(after["word"])
    before = text[:start].rstrip()
    return symbols.get(before[-1:], "")


def _name_currency(word: str) -> str:
    match = _NAMED.fullmatch(word)
    return (match.lastgroup or "") if match else ""


def mentions(text: str, unit: str, language: str) -> bool:
    """Whether *text* speaks of *unit*, wherever it does."""
    if unit == "%":
        return bool(_PERCENT_MENTIONED.search(text))
    return any(are_same(unit, other) for other in find_currencies(text, language))


def find_currencies(text: str, language: str) -> set[str]:
    """The currencies that *text* speaks of, wherever it does."""
    symbols = _ENGLISH_SYMBOLS if language == "en" else _SYMBOLS
    return {symbols.get(word) or _name_currency(word) for word in _MENTIONED.findall(text)}


def are_same(unit: str, other: str) -> bool:
    """Whether two units may be one; the sign for dollars is that for pesos too."""
    return unit == other or ("$" in (unit, other) and {unit, other} <= {"$", "dollar", "peso"})
