"""The months' names in Spanish and English."""

_ENGLISH = "january february march april may june july august september october november december"
_SPANISH = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"

#: The twelve names by language, in lower case, January first.
MONTH_NAMES = {"en": tuple(_ENGLISH.split()), "es": tuple(_SPANISH.split())}
#: Other full names, by language.
_VARIANTS = {"en": {"sept": 9}, "es": {"setiembre": 9, "sept": 9}}
#: The number of the month, 1 to 12, by language and by the name in full or shortened, in lower case.
MONTH_NUMBERS = {
    language: {form: number for number, name in enumerate(names, 1) for form in (name, name[:3])}
    | _VARIANTS[language]
    for language, names in MONTH_NAMES.items()
}
