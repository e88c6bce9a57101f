"""Words that are numbers, of English and of Spanish."""

from dosvoces.core.months import MONTH_NAMES

_ENGLISH_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen"
)
_ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ENGLISH_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth"
    " fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_SPANISH_UNITS = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis"
    " diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco"
    " veintiséis veintisiete veintiocho veintinueve"
)
_SPANISH_TENS = "treinta cuarenta cincuenta sesenta setenta ochenta noventa"
_SPANISH_ORDINALS = "primer segund tercer cuart quint sext séptim octav noven décim undécim duodécim"
_SPANISH_TENTHS = (
    "vigésim trigésim cuadragésim quincuagésim sexagésim septuagésim octogésim nonagésim centésim"
)
_SPANISH_HUNDREDS = (
    "doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos"
)

#: Words that multiply what stands before them.
SCALES = {
    "en": {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12},
    "es": {"mil": 1e3, "millón": 1e6, "millones": 1e6, "billón": 1e12, "billones": 1e12},
}
#: Words that join parts of a number.
JOINTS = {"en": frozenset({"and"}), "es": frozenset({"y"})}
#: Words that are numbers now and then, and other words as often.
_WEAK_WORDS = "one a an un uno una unos unas first primer primero primera segundo segunda second"
WEAK = frozenset(_WEAK_WORDS.split(" "))


#: Words for so many together.
_COLLECTIVES = {
    "en": {
        "duo": 2.0,
        "trio": 3.0,
        "triad": 3.0,
        "trilogy": 3.0,
        "quartet": 4.0,
        "foursome": 4.0,
        "quintet": 5.0,
        "sextet": 6.0,
        "dozens": 12.0,
    }
    | {"double": 2.0, "triple": 3.0, "treble": 3.0, "quadruple": 4.0, "quintuple": 5.0},
    "es": {
        "dúo": 2.0,
        "trío": 3.0,
        "tríada": 3.0,
        "trilogía": 3.0,
        "cuarteto": 4.0,
        "quinteto": 5.0,
        "sexteto": 6.0,
        "decena": 10.0,
        "quincena": 15.0,
        "veintena": 20.0,
        "treintena": 30.0,
        "cuarentena": 40.0,
        "cincuentena": 50.0,
        "sesentena": 60.0,
        "centenar": 100.0,
        "centena": 100.0,
        "millar": 1000.0,
        "doble": 2.0,
        "triple": 3.0,
        "cuádruple": 4.0,
        "quíntuple": 5.0,
    },
}


def _english() -> dict[str, float]:
    table = {word: float(value) for value, word in enumerate(_ENGLISH_UNITS.split())}
    tens = _ENGLISH_TENS.split(" ")
    table |= {word: 10.0 * value for value, word in enumerate(tens, 2)}
    table |= {word[:-1] + end: 10.0 * value for value, word in enumerate(tens, 2) for end in ("ies", "ieth")}
    table |= {word: float(value) for value, word in enumerate(_ENGLISH_ORDINALS.split(), 1)}
    table |= _COLLECTIVES["en"]
    table |= {"nil": 0.0, "hundredth": 100.0, "thousandth": 1000.0}
    return table | {"a": 1.0, "an": 1.0, "half": 0.5, "dozen": 12.0, "both": 2.0, "twice": 2.0, "pair": 2.0}


def _spanish() -> dict[str, float]:
    table = {word: float(value) for value, word in enumerate(_SPANISH_UNITS.split())}
    tens = _SPANISH_TENS.split(" ")
    table |= {word: 10.0 * value for value, word in enumerate(tens, 3)}
    table |= {word: 100.0 * value for value, word in enumerate(_SPANISH_HUNDREDS.split(), 2)}
    table |= {word[:-2] + "as": 100.0 * value for value, word in enumerate(_SPANISH_HUNDREDS.split(), 2)}
    table |= _spanish_ordinals() | {"veintitantos": 20.0, "veintitantas": 20.0}
    table |= {"primer": 1.0, "tercer": 3.0, "un": 1.0, "una": 1.0, "cien": 100.0, "ciento": 100.0}
    table |= {stem + "s": value for stem, value in table.items() if stem.endswith(("tro", "nco", "te"))}
    table |= _COLLECTIVES["es"]
    table |= {"veintiún": 21.0, "veintiuna": 21.0, "docena": 12.0, "medio": 0.5, "media": 0.5, "par": 2.0}
    return table | {"ambos": 2.0, "ambas": 2.0}


def _spanish_ordinals() -> dict[str, float]:
    stems = _SPANISH_ORDINALS.split(" ")
    values = {stem: float(value) for value, stem in enumerate(stems, 1)}
    values |= {stem: 10.0 * value for value, stem in enumerate(_SPANISH_TENTHS.split(), 2)}
    values |= {f"decimo{stem}": 10.0 + value for value, stem in enumerate(stems[:9], 1)}
    values |= {f"vigesimo{stem}": 20.0 + value for value, stem in enumerate(stems[:9], 1)}
    values["milésim"] = 1000.0
    return {stem + end: value for stem, value in values.items() for end in ("o", "a", "os", "as")}


#: Ordinals, of which two make one: "décimo quinto".
ORDINALS = frozenset(_spanish_ordinals())
WORDS = {"en": _english(), "es": _spanish()}
_MONTH_VALUES = {
    language: {name: float(value) for value, name in enumerate(names, 1)}
    for language, names in MONTH_NAMES.items()
}
_MONTH_VALUES["es"]["setiembre"] = 9.0
#: Two to nineteen and, in Spanish, to twenty-nine; "one" is an article, too.
CARDINALS = {"en": frozenset(_ENGLISH_UNITS.split()[2:]), "es": frozenset(_SPANISH_UNITS.split()[2:])}
#: Cardinals that are nothing else in their language; for "two" translators have "both", "a pair", "twin".
FIRM = {
    "en": frozenset(_ENGLISH_UNITS.split()[3:]) | {word for word in WORDS["en"] if word.endswith("ty")},
    "es": frozenset(_SPANISH_UNITS.split()[3:])
    | {word for word in WORDS["es"] if word.endswith(("enta", "einta", "ientos", "ientas"))}
    | {"cien"},
}
#: Words of fractions that a number of parts may stand before.
_PLURALS = {
    "en": {"thirds", "quarter", "quarters", "fifths", "sixths", "sevenths", "eighths", "tenths"},
    "es": {"tercio", "tercios", "mitad"},
}
#: So many that nobody counts them, besides the scales themselves.
_UNCOUNTED = {
    "en": {"tens", "dozens", "scores"},
    "es": {"decenas", "docenas", "veintenas", "cientos", "centenares", "miles", "millares"},
}
#: Words that are numbers, or may be; what multiplies is told apart ("twice").
TELLING = {
    language: frozenset(words.keys() - WEAK)
    | {word + end for word in SCALES[language] for end in ("", "s")}
    | _PLURALS[language]
    | _UNCOUNTED[language]
    for language, words in WORDS.items()
}
for _language, _values in _MONTH_VALUES.items():
    WORDS[_language].update(_values)
