"""Spanish words by the ones that they are made of: other persons, pronouns behind, beginnings, peoples.

"Informándonos" is "informando" and "nos", "antimafia" is "anti" and "mafia", "danubianos" are of the Danube.
"""

import re
from collections.abc import Iterator

import msgspec


class Derivation(msgspec.Struct, frozen=True):
    """A word by the one that it is made of, and what stands around the translation of that."""

    base: str
    before: str = ""
    behind: str = ""
    #: What the translation begins and ends with itself.
    prefix: str = ""
    suffix: str = ""
    #: How likely the word is made so, beside other ways.
    weight: float = 0.5


#: A letter wrong is least likely; that a verb's subject is a plural tells the English form.
SLIP = 0.05
_MANY, _ACCENT, _PLURAL, _SINGULAR, _PRONOUN, _BEGUN, _OTHER, _CHANGED = (
    0.6,
    0.5,
    0.5,
    0.3,
    0.5,
    0.3,
    0.2,
    0.1,
)
#: Letters of the shortest word in which a slip is looked for, and of the shortest part of a word.
_SHORTEST_SLIP, _SHORTEST = 7, 4
#: Letters without their accents.
UNACCENTED = str.maketrans("áéíóúü", "aeiouu")
_ACUTE = dict(zip("aeiou", "áéíóú", strict=True))
_LETTERS = "abcdefghijlmnopqrstuvxyzñáéíóú"

#: Endings of one time, which English has one form for: "we", "you", plural, singular, and infinitive. Past
#: subjunctives have two forms; present ones are spelt in their own way behind c, g and z.
_TIMES = (
    ("amos emos imos", "áis éis ís", "an en", "a e", "ar er ir"),
    ("guemos", "guéis", "guen gan", "gue ga", "gar"),
    ("quemos", "quéis", "quen can", "que ca", "car"),
    ("cemos", "céis", "cen zan", "ce za", "zar"),
    ("áramos ásemos", "asteis arais aseis", "aron aran asen", "ara ase ó", "ar"),
    ("iéramos iésemos", "isteis ierais ieseis", "ieron ieran iesen", "iera iese ió", "er ir"),
    ("éramos ésemos", "erais eseis", "eron eran esen", "era ese", "er ir"),
    ("ábamos", "abais", "aban", "aba", "ar"),
    ("íamos", "íais", "ían", "ía", "er ir"),
    ("remos", "réis", "rán", "rá", "r"),
    ("ríamos", "ríais", "rían", "ría", "r"),
)
#: What English does to the infinitive for each of them, and how verbs change inside, seen from there.
_PRESENT, _PAST, _FUTURE, _CONDITIONAL = ("", ""), ("", "ed"), ("will", ""), ("would", "")
_FORMS = (*(_PRESENT,) * 4, *(_PAST,) * 5, _FUTURE, _CONDITIONAL)
_CHANGES = (("ie", "e"), ("ue", "o"), ("i", "e"))
_SUBJECTS = ("we", "you", "", "")
_OBJECTS = {
    "me": "me", "te": "you", "se": "", "nos": "us", "os": "you", "lo": "it", "la": "it", "los": "them",
    "las": "them", "le": "him", "les": "them",
}  # fmt: skip
_CLITICS = (
    re.compile(r"(\w{3,}?)([mts]e|n?os)(l[oae]s?)?"),
    re.compile(r"(\w{3,})()(l[oae]s?)"),
)
_GERUND = re.compile(r"(\w{2,})(ando|iendo|yendo)")
#: Endings of number and gender, and those of the singular and of the masculine.
_NUMBERS = (
    ("ones", "ón"),
    ("anes", "án"),
    ("ines", "ín"),
    ("eses", "és"),
    ("ces", "z"),
    ("es", ""),
    ("s", ""),
)
_GENDERS = (("ana", "án"), ("ona", "ón"), ("ina", "ín"), ("esa", "és"), ("ora", "or"), ("a", "o"))
_LITTLE = re.compile(r"(\w{3,}?)(?:e?cit|it|e?cill|ill)([oa])(s?)")
_VERY = re.compile(r"(\w{3,})ísim([oa]s?)")
_MANNER = re.compile(r"(\w{3,})mente")
_POSSIBLE = re.compile(r"(\w{3,})([ai])bles?")
#: Beginnings of words that English has too, and those that it spells or says in its own way.
_SAME_BEGINNINGS = frozenset((
    "aero", "afro", "agro", "anti", "audio", "bi", "bio", "cardio", "co", "eco", "electro", "euro", "ex",
    "extra", "geo",
    "info", "infra", "inter", "intra", "macro", "mega", "meta", "micro", "mini", "multi", "nano", "narco",
    "neo", "neuro", "petro", "post", "pre", "proto", "radio", "re", "semi", "socio", "sub", "super", "supra",
    "tele", "trans", "tri", "turbo", "ultra", "vice", "video",
))  # fmt: skip
_BEGINNINGS = {
    "contra": "counter", "hiper": "hyper", "hipo": "hypo", "auto": "self", "foto": "photo", "termo": "thermo",
    "ciber": "cyber", "psico": "psycho", "sico": "psycho", "hidro": "hydro", "archi": "arch",
    "cuasi": "quasi", "seudo": "pseudo", "poli": "poly", "cor": "co", "pos": "post", "quimio": "chemo",
    "hemo": "hemo", "etno": "ethno", "inmuno": "immuno", "tecno": "techno",
}  # fmt: skip
_LONGEST_BEGINNING = max(map(len, _SAME_BEGINNINGS | _BEGINNINGS.keys()))
_NOT = re.compile(r"in(?=[^bp])|im(?=[bp])|ir(?=r)")
UNDONE = ("un", "dis")
_PEOPLE = re.compile(r"(\w{4,}?)(?:i?(?:eñ[oa]|ense|és|esa|an[oa]|in[oa]|esc[oa]|[ií]c[oa]|[oa]|[ií]))?s?")
_FOLLOWERS = re.compile(r"(\w{4,})(ista|ismo)s?")
_NAME_ENDINGS = ("", "a", "o", "e", "as", "os", "es", "ia", "io", "ía", "á", "é", "ón", "án")


def derive(word: str) -> Iterator[Derivation]:
    """What the small *word* may be made of; most of these bases are no words."""
    for kind in (_take_pronouns, _conjugate, _respell, _inflect, _grade, _begin, _call):
        yield from kind(word)


def _take_pronouns(word: str) -> Iterator[Derivation]:
    """The verb before pronouns: an infinitive, a gerund, or an imperative, which has an accent then."""
    for pattern in _CLITICS:
        if match := pattern.fullmatch(word):
            yield from _free_verb(match)


def _free_verb(match: re.Match[str]) -> Iterator[Derivation]:
    verb, first, last = match[1], _OBJECTS.get(match[2], ""), _OBJECTS.get(match[3], "")
    behind = f"{last} to {first}" if first and last else first or last
    plain = verb.translate(UNACCENTED)
    is_imperative = not plain.endswith(("r", "ndo"))
    if is_imperative and plain == verb:
        return
    bases = [verb, plain]
    if is_imperative:
        bases += [plain + "s"] if match[2] == "nos" and plain.endswith("mo") else [verb + "n", plain + "n"]
    for place, base in enumerate(bases):
        yield Derivation(base, behind=behind, weight=_PRONOUN if place > 1 or not is_imperative else _OTHER)


def _conjugate(word: str) -> Iterator[Derivation]:
    """The same time of the verb in another person, and the infinitive of a gerund."""
    if match := _GERUND.fullmatch(word):
        for ending in ("ar",) if match[2] == "ando" else ("er", "ir"):
            yield from _find_infinitives(match[1], ending, "", "ing")
    for number, (time, (auxiliary, suffix)) in enumerate(zip(_TIMES, _FORMS, strict=True)):
        *persons, infinitives = (each.split() for each in time)
        for subject, endings in zip(_SUBJECTS, persons, strict=True):
            # "A" and "e" are endings of too much else.
            for ending in endings if number or endings is not persons[-1] else ():
                stem = word.removesuffix(ending)
                if 2 <= len(stem) < len(word):
                    for others, weight in ((persons[2], _PLURAL), (persons[3], _SINGULAR)):
                        for other in others:
                            yield Derivation(stem + other, before=subject, weight=weight)
                    for other in infinitives:
                        yield from _find_infinitives(stem, other, f"{subject} {auxiliary}", suffix)


def _find_infinitives(stem: str, ending: str, before: str, suffix: str) -> Iterator[Derivation]:
    yield Derivation(stem + ending, before=before, suffix=suffix, weight=_OTHER)
    for changed, plain in _CHANGES:
        head, found, tail = stem.rpartition(changed)
        if found:
            yield Derivation(head + plain + tail + ending, before=before, suffix=suffix, weight=_CHANGED)


def _respell(word: str) -> Iterator[Derivation]:
    """The word with other accents, or where a letter was left out or came too soon."""
    plain = word.translate(UNACCENTED)
    spelt = {plain, plain.replace("n", "ñ"), plain.replace("gue", "güe"), plain.replace("gui", "güi")}
    for place, letter in enumerate(plain):
        spelt.add(plain[:place] + _ACUTE.get(letter, letter) + plain[place + 1 :])
    for each in sorted(spelt):
        yield Derivation(each, weight=_ACCENT)
    for place in range(1, len(word) if len(word) >= _SHORTEST_SLIP else 0):
        head, tail = word[:place], word[place:]
        yield Derivation(head + tail[1:2] + tail[:1] + tail[2:], weight=SLIP)
        for letter in _LETTERS:
            yield Derivation(head + letter + tail, weight=SLIP)


def _inflect(word: str) -> Iterator[Derivation]:
    """The singular and the masculine."""
    singulars = [word[: -len(many)] + one for many, one in _NUMBERS if word.endswith(many)]
    # "Certámenes" has its accent from being many.
    singulars += [word.removesuffix("es").translate(UNACCENTED)] if word.endswith("enes") else []
    for single in singulars if len(word) > _SHORTEST + 1 else ():
        yield Derivation(single, suffix="s", weight=_MANY)
        yield Derivation(single)
    for single in (word, *singulars):
        for feminine, masculine in _GENDERS:
            if single.endswith(feminine):
                yield Derivation(single.removesuffix(feminine) + masculine)


def _grade(word: str) -> Iterator[Derivation]:
    """What is small, what is very much so, what is done so, and what can be done."""
    if match := _LITTLE.fullmatch(word):
        for ending in (match[2], "", "e"):
            yield Derivation(match[1] + ending + match[3], before="little", weight=_OTHER)
    if match := _VERY.fullmatch(word):
        for ending in (match[2], "e", ""):
            yield Derivation(re.sub("qu$", "c", match[1]) + ending, before="very")
    if match := _MANNER.fullmatch(word):
        for base in (match[1], re.sub("a$", "o", match[1])):
            yield Derivation(base, suffix="ly")
            yield Derivation(base, before="in a", behind="way", weight=_CHANGED)
    if match := _POSSIBLE.fullmatch(word):
        for ending in ("ar",) if match[2] == "a" else ("er", "ir"):
            yield Derivation(match[1] + ending, suffix="able", weight=_OTHER)


def _begin(word: str) -> Iterator[Derivation]:
    """The word behind a learned beginning, or behind "mal", "des" and "in"."""
    if word.startswith("mal"):
        yield Derivation(word[3:], before="badly", weight=_OTHER)
    if word.startswith("des"):
        for prefix in UNDONE:
            yield Derivation(word[3:], prefix=prefix, weight=_OTHER)
    if match := _NOT.match(word):
        yield Derivation(word[match.end() :], prefix="non", weight=_OTHER)
    for size in range(2, min(_LONGEST_BEGINNING, len(word) - _SHORTEST) + 1):
        beginning, rest = word[:size], word[size:]
        if english := beginning if beginning in _SAME_BEGINNINGS else _BEGINNINGS.get(beginning):
            yield Derivation(rest, prefix=english, weight=_BEGUN)
            # "Antirruso"; in "radioyente" one letter is of both.
            for other in (rest[1:] if rest.startswith("rr") else "", beginning[-1] + rest):
                yield Derivation(other, prefix=english, weight=_BEGUN)


def _call(word: str) -> Iterator[Derivation]:
    """The name by which a people or a following is called."""
    people, followers = _PEOPLE.fullmatch(word), _FOLLOWERS.fullmatch(word)
    for ending in _NAME_ENDINGS:
        if people:
            yield Derivation((people[1] + ending).capitalize(), weight=_OTHER)
        if followers:
            name = (followers[1] + ending).capitalize()
            is_creed = followers[2] == "ismo"
            yield Derivation(
                name, prefix="" if is_creed else "pro", suffix="ism" if is_creed else "", weight=_OTHER
            )
