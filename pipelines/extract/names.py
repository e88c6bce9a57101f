"""Names in bylines: separated, cleaned of jobs and dates, people told from organisations."""

import re

from pipelines.extract import jsonld
from pipelines.extract.datetimes import strip_dates
from pipelines.extract.organisations import AGENCIES, ARTICLES, is_organisation_name, is_site
from pipelines.extract.text import fold
from pipelines.languages.table import ENGLISH, GIVEN, LISTED, NAME, SPANISH, SURNAME, table

_LEAD = re.compile(
    r"^\W*(?:(?:view |see |more )?(?:all )?(?:posts|articles|stories) by\b|ver todas las entradas de\b|"
    r"by\b|por\b|de la mano de\b|written by\b|words by\b|story by\b|text by\b|"
    r"textos?(?: y fotos?)?(?: de)?\b|escrito por\b|posted (?:by|on)\b|published by\b|"
    r"publicado por\b|reported by\b|reporting by\b|author\b|authors\b|autor(?:a|es)?\b|from\b|"
    r"opinion by\b|analysis by\b|"
    r"exclusive by\b|news by\b|review by\b|features? by\b|article by\b|interview by\b|"
    r"(?:this|the) (?:article|post|story|piece) (?:was|is) (?:written )?by\b|corresponsal\b)\s*:?\s*",
    re.I,
)
#: Who did something else to the story than write it, from there on.
_OTHER_HANDS = re.compile(
    r"(?<!\by )(?<!\band )\b(?:(?:medically |fact[- ]?)?(?:edited|reviewed|checked|updated|translated|"
    r"illustrated|produced|compiled) by|(?:photos?|photographs?|photography|illustrations?|editing|"
    r"translation|graphics) by|"
    r"(?:with |additional )+reporting by|con informaci[oó]n de|"
    r"(?:editad[oa]|revisad[oa]|traducid[oa]|actualizad[oa]|ilustrad[oa]) por|"
    r"(?:fotos?|fotograf[ií]as?|ilustraci[oó]n(?:es)?|traducci[oó]n|edici[oó]n|v[ií]deos?) (?:de|por)|"
    r"(?:fotos?|fotograf[ií]as?|photos?|ilustraci[oó]n(?:es)?|v[ií]deos?|edici[oó]n|traducci[oó]n) ?:)\s.*$",
    re.I | re.S,
)
#: What stands behind a name for a degree or a licence: ``MS, RD``, ``E-RYT 200``, ``CEPF®``.
_CREDENTIAL = re.compile(r"(?:[A-Z]{1,2}-)?[A-Z][A-Za-z]?(?:\.?[A-Z])+\.?®?(?: \d+)?(?:\s+[A-Z]{2,6}®?)*")
#: ``ByAna Ruiz``: inline elements without a space between them.
_GLUED = re.compile(r"^(?:By|BY|Por|POR)(?=[A-ZÁÉÍÓÚÑ][a-záéíóúñ.])")
#: What a name's owner made: ``Recipe by``.
_WORK_BY = re.compile(r"^[^\W\d_]+ by (?=[A-ZÁÉÍÓÚÑ])")
#: A word that leads on to a place or a day which stood in another element.
_OPEN_END = re.compile(r"\s+(?:on|at|[Ii]n|for|from|el|[Ee]n|para)$")
#: Where a name ends: dates, times, addresses and what the author is.
_TAIL = re.compile(
    r"\s*(?:[|•·(\[<{@#]|https?:|(?<=\s)[\w.+-]{1,64}@|\bseguir\b|\bfor (?:the )?(?-i:[A-Z])|"
    r"\bpara (?-i:[A-ZÁÉÍÓÚÑ])|"
    r"(?-i:\bin [A-Z]|\ben [A-ZÁÉÍÓÚÑ])|\bupdated\b|\bformer\b|(?<=\s)[\w.]+-based\b|"
    r"\bactualizado\b|\bpublished\b|\bpublicado\b|\bfollow\b|"
    r"\b(?:on |el )?\d{1,2}[:/.\- ]|(?<=[^\W\d_])\d{1,2}[./-]\d|\d{4}|\bon behalf of\b|"
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|"
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d|\b(?:lunes|martes|mi[eé]rcoles|"
    r"jueves|viernes|s[aá]bado|domingo)\b,?\s*(?:el\s+)?\d).*$",
    re.I | re.S,
)
_SPLIT = re.compile(
    r"\s*(?:[;|/•·\n]|(?<=\s)[-–—](?=\s)|,(?!\s*(?:jr|sr|ph\.?d|m\.?d|iii?|esq)\b(?!\.?\s+(?-i:[A-Z])))|(?<=\w{4})\.(?=\s+[A-ZÁÉÍÓÚÑ])|&|\+)\s*"
    r"|\s+(?:and|y|e(?=\s+[IYÍ])|with|con)\s+",
    re.I,
)
#: What a person does, after a comma or without one: no part of a name.
_JOB = re.compile(
    r"\b(?:(?:chief|senior|deputy|staff|special|political|foreign|business|sports?|science|health|"
    r"technology|tech|crime|news|"
    r"freelance|associate|assistant|managing|executive|contributing|investigative|world|local|royal|"
    r"showbiz|entertainment|"
    r"lifestyle|travel|features?|digital|audience|breaking|trending|general|national|international|"
    r"video|data|"
    r"environment|climate|education|economics?|finance|money|city|culture|arts?|fashion|food|beauty|tv|"
    r"film|content|"
    r"hub|social|media|opinion|assignment|live|us|uk|europe|asia)\s+)*(?:reporter|writer|editor|"
    r"correspondent|columnist|contributor|journalist|producer|director|"
    r"photographer|critic|blogger|author|analyst|intern|fellow|periodista|redactora?|reporter[oa]|"
    r"corresponsal|columnista|"
    r"editora?|enviad[oa] especial|colaborador[a]?|fot[oó]graf[oa]|director[a]?|coordinador[a]?|"
    r"jef[ea] de .+)s?\b.*$",
    re.I,
)
#: What people are that write besides their job, at the end of a part or before what they are it of.
_OCCUPATION = re.compile(
    r"\b(?:head|jef[ea]|directora?|experts?|specialists?|officer|managers?|consultants?|(?:co-?)?founders?|presidents?|ceo|cto|cmo|attorney|lawyer|"
    r"dieti[ct]ian|nutritionist|therapist|engineers?|researchers?|scientists?|professors?|lecturers?|enthusiasts?|advisor|"
    r"strategist|representative|horticulturalist|educator|astrologer|gardener|candidate|theorist|"
    r"expert[oa]s?|especialistas?|consultora?|fundadora?|presidenta?|gerente|abogad[oa]|profesora?|ingenier[oa]|"
    r"investigadora?|asesora?|economista|historiadora?|polit[oó]log[oa]|soci[oó]log[oa]|diputad[oa]|senadora?)"
    r"(?:$|\s+(?:of|at|for|and|to|de|del|en|y)\b)",
    re.I,
)
_PARTICLES = frozenset(
    [
        "de",
        "del",
        "la",
        "las",
        "los",
        "da",
        "das",
        "do",
        "dos",
        "di",
        "du",
        "van",
        "von",
        "der",
        "den",
        "el",
        "al",
        "bin",
        "ibn",
        "le",
        "y",
        "e",
        "ter",
        "ten",
        "san",
        "santa",
        "mc",
        "st",
    ]
)
#: A last word that is written with a full stop.
_INITIAL_LAST = re.compile(r"\s(?:[A-ZÁÉÍÓÚÑ]|Jr|Sr)$")
#: Labels that stood in elements of their own: ``SmallMediumLarge``.
_GLUED_WORDS = re.compile(r"[a-z][A-Z][a-z]+[A-Z]")
#: Words of a first and a last name, and of the longest.
_FULL_NAME, _LONG_NAME = 2, 5
_NAME_WORD = re.compile(r"^[^\W\d_][\w'’.\-]*$")
_NO_NAME = frozenset(
    [
        "null",
        "none",
        "undefined",
        "admin",
        "anonymous",
        "anónimo",
        "unknown",
        "autor",
        "author",
        "n/a",
        "na",
        "todo",
        "see",
        "bio",
        "enviar",
        "imprimir",
        "compartir",
        "correo",
        "seguir",
        *["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
        *["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
        "the author",
        "about the author",
        "sobre el autor",
        "learn more",
        "read more",
        "leer más",
        "ver más",
        "last updated",
        "last modified",
        "read time",
        "reading time",
        "print",
        "share",
        "email",
        "follow",
    ]
)


def split(raw: str) -> list[str]:
    """The names in *raw*: ``By Ana Ruiz y Juan Pérez, Reuters`` is three."""
    text = jsonld.clean(raw)
    if not text or len(text) > 600 or re.match(r"^(?:https?:|www\.|/|@|[\w.+-]+@)", text):
        return []
    text = _OTHER_HANDS.sub("", text).rstrip(" ,;|-–—(")
    previous = ""
    while previous != text:
        previous, text = text, _GLUED.sub("", _LEAD.sub("", text))
    if _HAS_DATE.search(text):
        text = strip_dates(text).strip(" -–—·|,.h")
    if _BODY.match(text):
        return [text.strip(" .,")]
    parts = _join_surnames(text)
    names: list[str] = []
    is_job = False
    for place, part in enumerate(parts):
        name = clean_name(part)
        is_job = bool(place) and (_is_no_part(parts, place, name) or (is_job and not is_given_name(name)))
        if name and not is_job:
            names.append(name)
    if len(names) > 1 and all(is_organisation_name(name) and fold(name) not in AGENCIES for name in names):
        return [text.strip(" .,")]
    return names


_HAS_DATE = re.compile(r"^\W*\d")
_DEGREES = re.compile(
    r"(?:^|[\s,]+)(?:P[hH]\.?\s?D|M\.?D|R\.?D|R\.?N|M\.?S|M\.?A|MPH|MBA|B\.?Sc|M\.?Sc|CPT|CFP|CPA|DVM|Esq)\b\.?®?"
)
#: A body that is named for what it does, which is no list of names.
_BODY = re.compile(
    r"^(?:the\s+)?(?:[A-ZÁÉÍÓÚÑ]\w+\s+){0,3}(?:Cent(?:er|re)|Department|Office|Association|Institute|Council|Committee|"
    r"Ministry|Board|Bureau|Centro|Departamento|Oficina|Asociaci[oó]n|Instituto|Consejo|Comit[eé]|Ministerio)\s+"
    r"(?:for|of|de|del|para)\b"
)


def _join_surnames(text: str) -> list[str]:
    """The parts of *text*, one name each; ``Santiago Ramón y Cajal`` is one."""
    cuts = [(0, 0), *(found.span() for found in _SPLIT.finditer(text)), (len(text), len(text))]
    parts: list[str] = []
    for (_, begin), (end, _), sign in zip(cuts, cuts[1:], ["", *_SPLIT.findall(text)], strict=False):
        part = text[begin:end]
        is_single = bool(part.strip()) and " " not in part.strip()
        follows_name = (
            is_single and bool(parts) and (len(parts[-1].split()) > 1 or fold(parts[-1]) in AGENCIES)
        )
        if follows_name and sign.strip() == "y" and not is_organisation_name(part):
            parts[-1] += sign + part
        # Behind these signs a single word is a place or a button of the page, unless it is an agency.
        elif (
            not follows_name
            or sign.strip() not in (".", "|", "/", ",", "-", "–", "—")
            or fold(part) in AGENCIES
        ):
            parts.append(part)
    return parts


def _is_no_part(parts: list[str], place: int, name: str) -> bool:
    """Whether the part at *place*, cleaned to *name*, is a job, degree or place of the person before it."""
    part = parts[place].strip()
    if name != part and " " not in name and _JOB.search(part):
        return True
    follows_name = len(parts[place - 1].split()) > 1 or place > 1
    if not follows_name or fold(part) in AGENCIES:
        return False
    if _CREDENTIAL.fullmatch(part) or _OCCUPATION.search(part):
        return True
    return " " not in part and not is_organisation_name(part) and not is_given_name(part)


def is_printed_name(name: str) -> bool:
    """Whether *name*, found on the page, is one: of words with capitals, or a given name alone."""
    words = [word for word in name.split() if word.lower() not in _PARTICLES]
    if len(words) < _FULL_NAME:
        return is_given_name(name)
    if any(_GLUED_WORDS.search(word) for word in words):
        return False
    return all(word[0].isupper() for word in words) and not all(map(_is_dictionary_word, words))


def is_full_name(name: str) -> bool:
    """Whether *name* is of several words with a capital each, none just a word of the dictionary."""
    words = [word for word in name.split() if word.lower() not in _PARTICLES]
    is_capital = all(word[0].isupper() for word in words)
    return _FULL_NAME <= len(words) <= _LONG_NAME and is_capital and not any(map(_is_dictionary_word, words))


def _is_dictionary_word(word: str) -> bool:
    """Whether *word* is a word of Spanish or English and no name."""
    flags = table().word(word.lower().strip(".")).flags
    return bool(flags & (SPANISH | ENGLISH)) and not flags & (GIVEN | SURNAME | NAME | LISTED)


def strip_outlet(name: str, sites: frozenset[str]) -> str:
    """*name* of a person without the outlet's behind it: ``Ana Ruiz EL PAÍS``."""
    words = name.split()
    for size in (3, 2, 1):
        tail = " ".join(words[-size:])
        is_tail = is_site(tail, sites) or fold(tail) in AGENCIES
        if len(words) - size >= _FULL_NAME and is_tail and all(map(_NAME_WORD.match, words[:-size])):
            return clean_name(" ".join(words[:-size]))
    return name


def is_given_name(name: str) -> bool:
    """Whether the first word of *name* is known to be a given name."""
    first = name.replace("-", " ").split()[:1]
    return bool(first) and bool(table().word(first[0].lower()).flags & GIVEN)


def clean_name(part: str) -> str:
    """A name without lead-in, job, date or address; empty when nothing is left."""
    name = _WORK_BY.sub("", _LEAD.sub("", part.strip()))
    name = _OPEN_END.sub("", _TAIL.sub("", name))
    shorter = _JOB.sub("", name).strip(" ,.-–—:")
    if (shorter and fold(shorter) not in ARTICLES) or (not shorter and _JOB.match(name)):
        name = shorter
    name = _DEGREES.sub("", name)
    name = name.strip(' ,-–—:*"“”')
    if part.rstrip().endswith(f"{name}.") and _INITIAL_LAST.search(name):
        name += "."
    if name.isupper() and len(name) > 5 and " " in name:
        name = " ".join(
            w.lower() if w.lower() in _PARTICLES and i else w.title() for i, w in enumerate(name.split())
        )
    return name


def looks_like_person(name: str, sites: frozenset[str]) -> bool:
    """Whether a declared organisation is plainly a person: pages mistype their authors."""
    return len(name.split()) in (2, 3) and is_given_name(name) and not is_organisation_name(name, sites)


def is_known_person(name: str) -> bool:
    """Whether *name* is a given name and a surname that are known: whose site bears it, writes it."""
    words = name.split()
    last = table().word(words[-1].lower()).flags if words else 0
    return len(words) in (2, 3) and is_given_name(name) and bool(last & (SURNAME | NAME))


def is_no_name(name: str) -> bool:
    """Whether *name* is a word of the page or of its software: ``admin``, ``Imprimir``."""
    return fold(name) in _NO_NAME


def is_name(name: str) -> bool:
    """Whether *name* has the form of a person's name."""
    parts = name.split()
    if (
        not 1 <= len(parts) <= 7
        or len(name) > 70
        or is_no_name(name)
        or not all(_NAME_WORD.match(p) for p in parts)
    ):
        return False
    if len(parts) == 1:
        return (len(name) > 2 or not name.isascii()) and not ("." in name and name.islower())
    capitals = [p for p in parts if p.lower() not in _PARTICLES]
    return bool(capitals) and sum(not p[0].islower() for p in capitals) >= len(capitals) / 2
