"""Names in bylines: separated, cleaned of jobs and dates, people told from organisations."""

import re

from pipelines.extract import jsonld
from pipelines.extract.datetimes import strip_dates
from pipelines.extract.name_forms import (
    FULL_NAME,
    NAME_WORD,
    NICKNAME,
    PARTICLES,
    is_dictionary_word,
    is_full_name,
    is_given_name,
    is_place,
)
from pipelines.extract.organisations import AGENCIES, ARTICLES, is_organisation_name, is_site
from pipelines.extract.text import fold

#: A signature is no longer.
_LONGEST_SIGNATURE = 80
#: Words before a job: ``Guest columnist``, ``North of England reporter``.
_BEFORE_JOB = 3
#: Words of the place behind a name.
_LONGEST_PLACE = 3
_LEAD = re.compile(
    r"^\W*(?:(?:view |see |more )?(?:all )?(?:posts|articles|stories) by\b|ver todas las entradas de\b|"
    r"by\b|por\b|de la mano de\b|written by\b|words by\b|story by\b|text by\b|"
    r"textos?(?: y (?:fotos?|fotograf[ií]as?))?(?: de)?\b|"
    r"(?:words|text) and (?:pictures|photos|photographs)(?: by)?\b|(?:words|text|firma)(?=\s*:)|"
    r"escrito por\b|posted (?:by|on)\b|published by\b|"
    r"publicado por\b|enviado por\b|submitted by\b|"
    r"reported by\b|reporting by\b|author\b|authors\b|contributors?:|autor(?:a|es)?\b|from\b|"
    r"(?:opinion|analysis|column|commentary) by\b|"
    r"(?:columna|opini[oó]n|an[aá]lisis|cr[oó]nica|reportaje) (?:de|por)\b|"
    r"exclusive by\b|news by\b|review by\b|features? by\b|article by\b|interview by\b|"
    r"(?:this|the) (?:article|post|story|piece) (?:was|is) (?:written )?by\b|corresponsal\b)\s*:?\s*",
    re.I,
)
#: A day in figures behind a name, and what follows it.
_DAY_BEHIND = re.compile(r"(?<=[^\W\d_])\s+\d{1,2}[/.-]\d{1,2}\b.*$", re.S)
#: Who did something else to the story than write it, from there on.
_OTHER_HANDS = re.compile(
    r"(?:(?<!itten)\s+and\s+(?=\w+ed by)|(?<!crit[oa])\s+y\s+(?=\w+d[oa] por)|(?<!\by )(?<!\band )\b)"
    r"(?:(?:medically |fact[- ]?)?(?:edited|reviewed|checked|updated|translated|"
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
    r"(?<=\s)(?:on|el) (?:mon|tue|wed|thu|fri|sat|sun|lun|mar|mi[eé]|jue|vie|s[aá]b|dom)\b|"
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|"
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d|\b(?:lunes|martes|mi[eé]rcoles|"
    r"jueves|viernes|s[aá]bado|domingo)\b,?\s*(?:el\s+)?\d).*$",
    re.I | re.S,
)
_SPLIT = re.compile(
    r"\s*(?:[;|/•·\n]|(?<=\s)[-–—](?=\s)|,(?!\s*(?:jr|sr|ph\.?d|m\.?d|iii?|esq)\b(?!\.?\s+(?-i:[A-Z])))|(?<=\w{4})\.(?=\s+[A-ZÁÉÍÓÚÑ])|&|(?<!\d)\+)\s*"
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
#: Where a job that stood in another element begins: ``Ana RuizLocal reporter``.
_JOB_SEAM = re.compile(
    rf"(?<=(?-i:[a-záéíóúñ]))(?=(?-i:[A-ZÁÉÍÓÚÑ]))(?={_JOB.pattern.removeprefix(chr(92) + 'b')})", re.I
)
#: Where a date that stood in another element begins: ``Ana RuizMarch 3``.
_DAY_SEAM = re.compile(
    r"(?<=[a-záéíóúñ])(?=(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d"
    r"|(?:Ene|Abr|Ago|Dic)[a-z]*\.? \d|(?:Lunes|Martes|Mi[eé]rcoles|Jueves|Viernes|S[aá]bado|Domingo)\b"
    r"|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? (?:\d|[A-Z]))"
)
#: Where a beat that stood in another element begins, in the second word: ``Ana RuizTribunales``.
_SEAM = re.compile(r"^(\S+\s+\S*?[a-záéíóúñ]{3})(?<!Fitz)(?=[A-ZÁÉÍÓÚÑ][a-záéíóúñ]{3})")
#: What people are that write besides their job, at the end of a part or before what they are it of.
_OCCUPATION = re.compile(
    r"\b(?:head|jef[ea]|directora?|experts?|specialists?|officer|managers?|consultants?|(?:co-?)?founders?|presidents?|ceo|cto|cmo|attorney|lawyer|"
    r"dieti[ct]ian|nutritionist|therapist|engineers?|researchers?|scientists?|professors?|lecturers?|enthusiasts?|advisor|"
    r"strategist|representative|horticulturalist|educator|astrologer|gardener|candidate|theorist|"
    r"expert[oa]s?|especialistas?|consultora?|fundadora?|presidenta?|gerente|abogad[oa]|profesora?|ingenier[oa]|"
    r"investigadora?|asesora?|economista|historiadora?|polit[oó]log[oa]|soci[oó]log[oa]|diputad[oa]|senadora?)"
    r"(?:$|\s+(?:of|at|in|for|and|to|de|del|en|y)\b)",
    re.I,
)
#: What a person works for: ``Chicago Bureau``, ``Special to the Times``.
_OFFICE = re.compile(r"\b(?:bureau|desk|newsroom)$|^special (?:to|for)\b|^especial para\b", re.I)
#: Whom an outlet's name is followed by: ``Ana Ruiz El Ejemplo Staff``.
_STAFF = re.compile(r"\s+(?:staff|newsroom)$", re.I)
#: A last word that is written with a full stop.
_INITIAL_LAST = re.compile(r"\s(?:[A-ZÁÉÍÓÚÑ]|Jr|Sr)$")


def split(raw: str) -> list[str]:
    """The names in *raw*: ``By Ana Ruiz y Juan Pérez, Reuters`` is three."""
    text = jsonld.clean(raw)
    if not text or len(text) > 600 or re.match(r"^(?:https?:|www\.|/|@|[\w.+-]+@)", text):
        return []
    text = _OTHER_HANDS.sub("", text).rstrip(" ,;|-–—(")
    text = _DAY_SEAM.sub(" | ", _JOB_SEAM.sub(" ", _DAY_BEHIND.sub("", text)))
    previous = ""
    while previous != text:
        previous, text = text, _GLUED.sub("", _LEAD.sub("", text))
    if is_given_name(text):
        text = _SEAM.sub(r"\1 | ", text)
    if _HAS_DATE.search(text):
        text = strip_dates(text).strip(" -–—·|,.h")
    if _BODY.match(text):
        return [text.strip(" .,")]
    parts = _join_surnames(text)
    names: list[str] = []
    was_job = False
    for place, part in enumerate(parts):
        name = clean_name(part)
        is_other = bool(place) and (_is_no_part(parts, place, name) or (was_job and not is_given_name(name)))
        # Where somebody works stands behind what they do, if no name stands before it: ``Reporter, Devon``.
        is_where = bool(place) and not names and " " not in name and is_job(parts[0])
        was_job = is_other
        if name and not (is_other or is_where):
            names.append(name)
    if len(names) > 1 and all(is_organisation_name(name) and fold(name) not in AGENCIES for name in names):
        return [text.strip(" .,")]
    return names


def is_job(line: str) -> bool:
    """Whether *line* says what somebody does for an outlet: ``Reporter, Devon``, ``Guest columnist``."""
    found = _JOB.search(line)
    return found is not None and len(line[: found.start()].split()) <= _BEFORE_JOB and not is_given_name(line)


def is_signature(line: str) -> bool:
    """Whether *line* is nothing but who wrote the story: ``— Ana Ruiz``, ``ANA RUIZ / Lima``."""
    if len(line) > _LONGEST_SIGNATURE or line.rstrip().endswith((".", "?", "!", ":", ";")):
        return False
    first, *others = split(line.strip(" —–-*_")) or [""]
    is_person = is_full_name(first) and is_given_name(first) and not is_organisation_name(first)
    return is_person and all(is_full_name(name) or _may_be_place(name) for name in others)


def _may_be_place(name: str) -> bool:
    """Whether *name* is a few words with a capital each: ``Castlebar Quay``."""
    words = name.split()
    return len(words) <= _LONGEST_PLACE and all(word[0].isupper() for word in words)


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
        elif sign.strip() == "/" and parts and is_given_name(parts[0]) and is_place(part):
            continue
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
    # ``City Hall Reporters``: where they work stands before what they are.
    if name != part and not (" " in name and is_given_name(name)) and _JOB.search(part):
        return True
    follows_name = len(parts[place - 1].split()) > 1 or place > 1
    if not follows_name or fold(part) in AGENCIES:
        return False
    is_credential = _CREDENTIAL.fullmatch(part) and not (" " in part and parts[place - 1].isupper())
    if is_credential or _OCCUPATION.search(part) or _OFFICE.search(part):
        return True
    return " " not in part and not is_organisation_name(part) and not is_given_name(part)


def strip_outlet(name: str, sites: frozenset[str]) -> str:
    """*name* of a person without the outlet's behind it: ``Ana Ruiz EL PAÍS``."""
    words = name.split()
    for size in (3, 2, 1):
        tail = " ".join(words[-size:])
        is_tail = is_site(_STAFF.sub("", tail), sites) or fold(tail) in AGENCIES
        if len(words) - size >= FULL_NAME and is_tail and all(map(NAME_WORD.match, words[:-size])):
            rest = " ".join(words[:-size])
            return name if is_organisation_name(rest) else clean_name(rest)
    return name


def _cut_tail(name: str) -> str:
    """*name* up to a date, an address or what the author is; a nickname behind the first name stays."""
    called = NICKNAME.search(name)
    start = called.end() if called and " " not in name[: called.start()] else 0
    return name[:start] + _TAIL.sub("", name[start:])


def _cut_occupation(name: str) -> str:
    """*name* without what its owner does, in the last word without a comma: ``Ana Ruiz Gardener``."""
    words = name.split()
    is_told = len(words) > FULL_NAME and _OCCUPATION.fullmatch(words[-1]) and is_dictionary_word(words[-1])
    return " ".join(words[:-1]) if is_told else name


#: What a list counts behind a name: how many stories, comments or followers somebody has.
_COUNT = re.compile(r"(?<=[^\W\d_])(?:\s*\(\d[\d.,]*\)|\s*\d{1,4})$")


def clean_name(part: str) -> str:
    """A name without lead-in, job, date or address; empty when nothing is left."""
    name = _WORK_BY.sub("", _LEAD.sub("", part.strip()))
    name = _OPEN_END.sub("", _cut_tail(name))
    shorter = _JOB.sub("", name).strip(" ,.-–—:")
    if (shorter and fold(shorter) not in ARTICLES) or (not shorter and _JOB.match(name)):
        name = shorter
    name = _DEGREES.sub("", name)
    name = _cut_occupation(name.strip(' ,-–—:*"“”'))
    if is_full_name(counted := _COUNT.sub("", name)):
        name = counted
    if part.rstrip().endswith(f"{name}.") and _INITIAL_LAST.search(name):
        name += "."
    if name.isupper() and len(name) > 5 and " " in name:
        name = " ".join(
            w.lower() if w.lower() in PARTICLES and i else w.title() for i, w in enumerate(name.split())
        )
    return name
