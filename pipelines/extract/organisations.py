"""Names of organisations in bylines: agencies, newsrooms, the outlet itself."""

import re

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
#: Words of a line that is an agency and a place.
_AGENCY_LINE = 5
#: A host's name.
_HOST = re.compile(r"(?:www\.)?[\w-]{2,}(?:\.[\w-]{2,})*\.[a-z]{2,4}", re.I)
#: Words of newsrooms that are surnames behind a single word.
_SURNAMES = frozenset({"post", "guest"})
#: What the names of outlets and other bodies begin with.
ARTICLES = frozenset({"the", "el", "la", "los", "las", "our", "un", "una"})


def is_organisation_name(name: str, sites: frozenset[str] = frozenset()) -> bool:
    """Whether *name* is an agency, a newsroom, a company or the outlet itself."""
    folded = fold(name)
    if folded in AGENCIES or is_site(name, sites) or _HOST.fullmatch(name):
        return True
    first, *others = folded.split() or [""]
    is_surname = len(others) == 1 and others[0] in _SURNAMES and first not in ARTICLES
    is_titled = len(others) > 1 and first in ARTICLES and name[0].isupper()
    return is_titled or (not is_surname and bool(_NEWSROOM.search(name)))


def find_agency(line: str) -> str:
    """The agency that *line* names alone, before a place or behind one: ``EFE Sevilla``, ``Manila (AFP)``."""
    words = [word for word in (word.strip("()[].,/|-–—") for word in line.split()) if word]
    if not 0 < len(words) <= _AGENCY_LINE:
        return ""
    for size in range(len(words), 0, -1):
        for start in {0, len(words) - size}:
            name = " ".join(words[start : start + size])
            rest = words[:start] + words[start + size :]
            is_place = all(word[0].isupper() for word in rest) and not _NEWSROOM.search(" ".join(rest))
            if is_place and fold(name) in AGENCIES:
                return name
    return ""


def is_outlet(name: str) -> bool:
    """Whether *name* of an organisation has the article that outlets' names begin with."""
    first, *others = fold(name).split() or [""]
    return bool(others) and first in ARTICLES


def is_site(name: str, sites: frozenset[str]) -> bool:
    """Whether *name* is one of the folded names *sites* of the outlet itself."""
    folded = re.sub(r"\W+", "", fold(name)).removeprefix("the")
    return any(folded == re.sub(r"\W+", "", site).removeprefix("the") for site in sites)
