"""Names in bylines: separated, cleaned of jobs and dates, people told from organisations."""

import re

from pipelines.extract import jsonld
from pipelines.extract.datetimes import strip_dates
from pipelines.extract.text import fold

#: News agencies; their name in a byline is an organisation wherever it stands.
AGENCIES = frozenset(
    fold(name)
    for name in (
        "Reuters", "AFP", "Agence France-Presse", "AP", "Associated Press", "The Associated Press",
        "EFE", "Agencia EFE",
        "Europa Press", "Agencias", "Agencia", "Notimex", "Xinhua", "ANSA", "DPA", "Bloomberg",
        "Bloomberg News", "PA",
        "PA Media", "Press Association", "Prensa Latina", "Telam", "Télam", "NA", "Noticias Argentinas",
        "SputnikNews",
        "Sputnik", "TASS", "Kyodo", "Kyodo News", "Yonhap", "PTI", "Press Trust of India", "IANS", "ANI",
        "UPI", "BBC",
        "BBC Mundo", "BBC News", "CNN", "CNN en Español", "Deutsche Welle", "DW", "RT", "Colpisa",
        "Servimedia", "ACN",
        "Infobae", "Bang Showbiz", "AAP", "CP", "The Canadian Press", "Jiji Press", "Anadolu",
        "Anadolu Agency",
        "Condé Nast", "Hearst", "Gannett", "Dow Jones", "Vox Media", "Grupo Reforma", "Vocento", "Prisa",
        "Cover Media", "Tribune News Service", "Inter Press Service", "IPS", "The Conversation",
        "Agencia Uno",
    )
)  # fmt: skip
_NEWSROOM = re.compile(
    r"\b(?:redacci[oó]n|unidad|redactores|staff|editorial|newsroom|news ?desk|desk|team|equipo|agenc(?:y|ia|"
    r"ies|ias)|noticias|"
    r"news|press|prensa|bureau|correspondents?|board|editors?|contributors?|reporters?|writers?|web|"
    r"digital|online|magazine|"
    r"revista|diario|peri[oó]dico|times|post|tribune|herald|gazette|journal|media|network|group|inc|ltd|"
    r"llc|tv|radio|"
    r"wire|service|servicio|sección|university|universidad|foundation|fundaci[oó]n|institute|instituto|"
    r"ministerio|"
    r"ministry|admin|administrator|webmaster|guest|invitado|community|communications?)\b",
    re.I,
)
_LEAD = re.compile(
    r"^\W*(?:(?:view |see |more )?(?:all )?(?:posts|articles|stories) by\b|ver todas las entradas de\b|"
    r"by\b|por\b|de la mano de\b|written by\b|words by\b|story by\b|text by\b|texto(?:s)?(?: de|"
    r" y fotos)?\b|escrito por\b|posted (?:by|on)\b|published by\b|"
    r"publicado por\b|reported by\b|reporting by\b|author\b|authors\b|autor(?:a|es)?\b|from\b|"
    r"opinion by\b|analysis by\b|"
    r"exclusive by\b|news by\b|review by\b|features? by\b|article by\b|interview by\b|edited by\b|"
    r"editado por\b|corresponsal\b)\s*:?\s*",
    re.I,
)
#: ``ByAna Ruiz``: inline elements without a space between them.
_GLUED = re.compile(r"^(?:By|BY|Por|POR)(?=[A-ZÁÉÍÓÚÑ][a-záéíóúñ.])")
#: What a name's owner made: ``Recipe by``.
_WORK_BY = re.compile(r"^[^\W\d_]+ by (?=[A-ZÁÉÍÓÚÑ])")
#: A word that leads on to a place or a day which stood in another element.
_OPEN_END = re.compile(r"\s+(?:on|at|in|for|from|el|en|para)$")
#: Where a name ends: dates, times, addresses and what the author is.
_TAIL = re.compile(
    r"\s*(?:[|•·(\[<{@#]|https?:|(?<=\s)[\w.+-]{1,64}@|\bseguir\b|\bfor (?:the )?(?-i:[A-Z])|"
    r"\bpara (?-i:[A-ZÁÉÍÓÚÑ])|"
    r"(?-i:\bin [A-Z]|\ben [A-ZÁÉÍÓÚÑ])|\bupdated\b|"
    r"\bactualizado\b|\bpublished\b|\bpublicado\b|\bfollow\b|"
    r"\b(?:on |el )?\d{1,2}[:/.\- ]|\d{4}|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|"
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d|\b(?:lunes|martes|mi[eé]rcoles|"
    r"jueves|viernes|s[aá]bado|domingo)\b,?\s*(?:el\s+)?\d).*$",
    re.I | re.S,
)
_SPLIT = re.compile(
    r"\s*(?:[;|/•·\n]|(?<=\s)[-–—](?=\s)|,(?!\s*(?:jr|sr|ph\.?d|m\.?d|iii?|esq)\b)|(?<=\w{4})\.(?=\s+[A-ZÁÉÍÓÚÑ])|&|\+)\s*"
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
#: Words of newsrooms that are surnames behind a single word.
_SURNAMES = frozenset({"post", "guest"})
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
    previous = ""
    while previous != text:
        previous, text = text, _GLUED.sub("", _LEAD.sub("", text))
    if _HAS_DATE.search(text):
        text = strip_dates(text).strip(" -–—·|,.h")
    parts = _join_surnames(text)
    names = [
        name
        for place, part in enumerate(parts)
        if (name := clean_name(part)) and not (place and _is_job(part, name))
    ]
    if len(names) > 1 and all(is_organisation_name(name) and fold(name) not in AGENCIES for name in names):
        return [text.strip(" .,")]
    return names


_HAS_DATE = re.compile(r"^\W*\d")
_ARTICLES = frozenset({"the", "el", "la", "los", "las", "our", "un", "una"})
_DEGREES = re.compile(
    r"(?:^|[\s,]+)(?:ph\.?d|m\.?d|r\.?d|r\.?n|m\.?s|m\.?a|mph|mba|b\.?sc|m\.?sc|cpt|esq)\b\.?", re.I
)


def _join_surnames(text: str) -> list[str]:
    """The parts of *text*, one name each; ``Santiago Ramón y Cajal`` is one."""
    cuts = [(0, 0), *(found.span() for found in _SPLIT.finditer(text)), (len(text), len(text))]
    parts: list[str] = []
    for (_, begin), (end, _), sign in zip(cuts, cuts[1:], ["", *_SPLIT.findall(text)], strict=False):
        part = text[begin:end]
        is_single = bool(part.strip()) and " " not in part.strip()
        follows_name = is_single and bool(parts) and len(parts[-1].split()) > 1
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


def _is_job(part: str, name: str) -> bool:
    """Whether *part*, after a comma, says what the one before it does: ``Transport Reporter``."""
    return name != part and " " not in name and bool(_JOB.search(part))


def clean_name(part: str) -> str:
    """A name without lead-in, job, date or address; empty when nothing is left."""
    name = _WORK_BY.sub("", _LEAD.sub("", part.strip()))
    name = _OPEN_END.sub("", _TAIL.sub("", name))
    shorter = _JOB.sub("", name).strip(" ,.-–—:")
    if (shorter and fold(shorter) not in _ARTICLES) or (not shorter and _JOB.match(name)):
        name = shorter
    name = _DEGREES.sub("", name)
    name = name.strip(' ,-–—:*"“”')
    if name.isupper() and len(name) > 5 and " " in name:
        name = " ".join(
            w.lower() if w.lower() in _PARTICLES and i else w.title() for i, w in enumerate(name.split())
        )
    return name


def is_organisation_name(name: str, sites: frozenset[str] = frozenset()) -> bool:
    """Whether *name* is an agency, a newsroom, a company or the outlet itself."""
    folded = fold(name)
    if folded in AGENCIES or is_site(name, sites):
        return True
    first, *others = folded.split() or [""]
    is_surname = len(others) == 1 and others[0] in _SURNAMES and first not in _ARTICLES
    return not is_surname and bool(_NEWSROOM.search(name))


def is_site(name: str, sites: frozenset[str]) -> bool:
    """Whether *name* is one of the folded names *sites* of the outlet itself."""
    folded = re.sub(r"\W+", "", fold(name)).removeprefix("the")
    return any(folded == re.sub(r"\W+", "", site).removeprefix("the") for site in sites)


def looks_like_person(name: str, sites: frozenset[str]) -> bool:
    """Whether a declared organisation is plainly a person: pages mistype their authors."""
    return len(name.split()) in (2, 3) and is_name(name) and not is_organisation_name(name, sites)


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
        return len(name) > 2 or not name.isascii()
    capitals = [p for p in parts if p.lower() not in _PARTICLES]
    return bool(capitals) and sum(not p[0].islower() for p in capitals) >= len(capitals) / 2
