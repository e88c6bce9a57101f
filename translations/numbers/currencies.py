"""Currencies beside a number and elsewhere: by name, by sign, by code."""

import re

_CURRENCIES = {
    "dollar": r"dollars?|dólar(?:es)?|usd|mdd|bucks?",
    "euro": r"euros?|eur",
    "pound": r"pounds?|lbs?|libras?|gbp|quid|sterling|esterlinas",
    "peso": r"pesos?|mxn|mdp",
    "yen": r"yen(?:es)?",
    "yuan": r"yuan(?:es)?|renminbi",
    "ruble": r"rou?bles?|rublos?",
    "crown": r"crowns?|kroner?|kronor|korunas?|coronas?",
}
#: Those that are other words as well, and told behind a number only. Hundredths are of any currency.
_COUNTED = _CURRENCIES | {
    "cent": r"cents?|centavos?|céntimos?|pence|penn(?:y|ies)|peniques?",
    # "Tres reales decretos" are royal.
    "real": r"reais|reales(?!\s+(?!brasil)[^\W\d_]+s\b)|brl",
    "sol": r"soles",
    "franc": r"francs?|francos?|chf",
    "rupee": r"rupees?|rupiahs?|rupias?|inr",
    "shekel": r"ils|shekels?|sh[eé]queles|s[eé]queles",
    "lira": r"liras?",
    "dinar": r"dinar(?:e?s)?",
    "dirham": r"d[ií]rham(?:e?s)?",
    "rand": r"rands?|zar",
    "zloty": r"pln|zlot(?:ys?|ies|is?)",
    "baht": r"bahts?|thb",
    "hryvnia": r"uah|hryvnias?|grivnas?",
    "rial": r"ri(?:y)?al(?:e?s)?",
    "forint": r"forints?|forintos|florines|huf",
    "bolivar": r"bol[ií]var(?:e?s)?",
    "colon": r"col[oó]ne?s|crc",
    "guarani": r"guaran[ií](?:e?s)?|pyg",
    "cordoba": r"c[oó]rdobas",
    "bitcoin": r"bitc[oó]in(?:e?s)?",
}
#: In Spanish the sign for dollars is that for pesos too, and keeps to itself.
_SYMBOLS = {"$": "$", "€": "euro", "£": "pound", "¥": "yen", "₹": "rupee", "₪": "shekel", "¢": "cent"}
_ENGLISH_SYMBOLS = _SYMBOLS | {"$": "dollar"}
#: Signs of more than one character.
_LONGER = {
    "us$": "dollar",
    "u$s": "dollar",
    "r$": "real",
    "s/": "sol",
    "s/.": "sol",
    "rs": "rupee",
    "rs.": "rupee",
}
_BEFORE = re.compile(
    r"(?:(?<!\w)(?P<longer>US\$|U\$S|R\$|S/\.?|Rs\.?)|(?P<symbol>[$€£¥₹₪¢]))\s?$", re.IGNORECASE
)
_REACH = 5
CURRENCIES = frozenset((*_COUNTED, "$"))


def _name(currencies: dict[str, str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{kind}>{words})" for kind, words in currencies.items()), re.IGNORECASE)


_NAMED = _name(_COUNTED)
_AFTER = re.compile(
    rf"\s*(?:(?P<symbol>[$€£¥₹₪¢])|(?:de\s+|-)?(?:U\.?S\.?\s+)?(?P<word>{'|'.join(_COUNTED.values())})\b)",
    re.IGNORECASE,
)
_MENTIONED = re.compile(rf"[$€£¥₹₪¢]|\b(?:{'|'.join(_CURRENCIES.values())})\b", re.IGNORECASE)
_MENTIONED_IN_ANY_SENSE = re.compile(
    rf"(?<!\w)(?:{'|'.join(map(re.escape, _LONGER))})|[$€£¥₹₪¢]|\b(?:{'|'.join(_COUNTED.values())})\b",
    re.IGNORECASE,
)


def read_currency(text: str, start: int, end: int, language: str) -> str:
    """The currency of the number at *start* to *end*, scale included; empty without one."""
    symbols = _ENGLISH_SYMBOLS if language == "en" else _SYMBOLS
    before = _BEFORE.search(text, max(0, start - _REACH), start)
    if before and before["longer"]:
        return _LONGER[before["longer"].lower()]
    if after := _AFTER.match(text, end):
        return symbols.get(after["symbol"] or "") or _name_currency(after["word"])
    return symbols[before["symbol"]] if before else ""


def _name_currency(word: str) -> str:
    match = _NAMED.fullmatch(word)
    return (match.lastgroup or "") if match else ""


def find_currencies(text: str, language: str) -> set[str]:
    """The currencies that *text* surely speaks of, wherever it does."""
    symbols = _ENGLISH_SYMBOLS if language == "en" else _SYMBOLS
    return {symbols.get(word) or _name_currency(word) for word in _MENTIONED.findall(text)}


def mentions_currency(text: str, unit: str, language: str) -> bool:
    """Whether *text* may speak of the currency *unit* anywhere."""
    symbols = _ENGLISH_SYMBOLS if language == "en" else _SYMBOLS
    return any(
        are_same_currency(unit, symbols.get(word) or _LONGER.get(word.lower()) or _name_currency(word))
        for word in _MENTIONED_IN_ANY_SENSE.findall(text)
    )


def are_same_currency(unit: str, other: str) -> bool:
    """Whether two may be one: the sign for dollars is that for pesos too."""
    return unit == other or ("$" in (unit, other) and {unit, other} <= {"$", "dollar", "peso"})
