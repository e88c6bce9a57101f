"""Who wrote a story: people and organisations, told apart and separated."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from dosvoces.record import Author
from pipelines.extract import jsonld
from pipelines.extract.document import Document
from pipelines.extract.headline import site_names
from pipelines.extract.text import collapse, fold, inner_text

#: News agencies; their name in a byline is an organisation wherever it stands.
AGENCIES = frozenset(
    fold(name)
    for name in (
        "Reuters", "AFP", "Agence France-Presse", "AP", "Associated Press", "The Associated Press", "EFE", "Agencia EFE",
        "Europa Press", "Agencias", "Agencia", "Notimex", "Xinhua", "ANSA", "DPA", "Bloomberg", "Bloomberg News", "PA",
        "PA Media", "Press Association", "Prensa Latina", "Telam", "Télam", "NA", "Noticias Argentinas", "SputnikNews",
        "Sputnik", "TASS", "Kyodo", "Kyodo News", "Yonhap", "PTI", "Press Trust of India", "IANS", "ANI", "UPI", "BBC",
        "BBC Mundo", "BBC News", "CNN", "CNN en Español", "Deutsche Welle", "DW", "RT", "Colpisa", "Servimedia", "ACN",
        "Infobae", "Bang Showbiz", "AAP", "CP", "The Canadian Press", "Jiji Press", "Anadolu", "Anadolu Agency",
        "Condé Nast", "Hearst", "Gannett", "Dow Jones", "Vox Media", "Grupo Reforma", "Vocento", "Prisa", "Cover Media", "Tribune News Service", "Inter Press Service", "IPS", "The Conversation", "Agencia Uno",
    )
)  # fmt: skip
_NEWSROOM = re.compile(
    r"\b(?:redacci[oó]n|redactores|staff|editorial|newsroom|news ?desk|desk|team|equipo|agenc(?:y|ia|ies|ias)|noticias|"
    r"news|press|prensa|bureau|correspondents?|board|editors?|contributors?|reporters?|writers?|web|digital|online|magazine|"
    r"revista|diario|peri[oó]dico|times|post|tribune|herald|gazette|journal|media|network|group|inc|ltd|llc|tv|radio|"
    r"wire|service|servicio|sección|university|universidad|foundation|fundaci[oó]n|institute|instituto|ministerio|"
    r"ministry|admin|administrator|webmaster|guest|invitado|community|communications?)\b",
    re.I,
)
_LEAD = re.compile(
    r"^\W*(?:(?:view |see |more )?(?:all )?(?:posts|articles|stories) by\b|ver todas las entradas de\b|by\b|por\b|de la mano de\b|written by\b|words by\b|story by\b|text by\b|texto(?:s)?(?: de| y fotos)?\b|escrito por\b|posted (?:by|on)\b|published by\b|"
    r"publicado por\b|reported by\b|reporting by\b|author\b|authors\b|autor(?:a|es)?\b|from\b|opinion by\b|analysis by\b|"
    r"exclusive by\b|news by\b|review by\b|features? by\b|article by\b|interview by\b|edited by\b|editado por\b|corresponsal\b)\s*:?\s*",
    re.I,
)
#: ``ByAna Ruiz``: inline elements without a space between them.
_GLUED = re.compile(r"^(?:By|BY|Por|POR)(?=[A-ZÁÉÍÓÚÑ][a-záéíóúñ.])")
#: Where a name ends: dates, times, addresses and what the author is.
_TAIL = re.compile(
    r"\s*(?:[|•·(\[<{@#]|https?:|\bfor (?:the )?[A-Z]|\bpara [A-Z]|\bin [A-Z]|\ben [A-Z]|\bupdated\b|\bactualizado\b|\bpublished\b|\bpublicado\b|\bfollow\b|"
    r"\b(?:on |el )?\d{1,2}[:/.\- ]|\d{4}|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|"
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d|\b(?:lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo)\b).*$",
    re.I | re.S,
)
_SPLIT = re.compile(
    r"\s*(?:[;|/•·\n]|,(?!\s*(?:jr|sr|ph\.?d|m\.?d|iii?|esq)\b)|\band\b|&|\by\b|\be\b(?=\s+[IYÍ])|\bwith\b|\bcon\b|\+)\s*",
    re.I,
)
#: What a person does, after a comma or without one: no part of a name.
_JOB = re.compile(
    r"\b(?:(?:chief|senior|deputy|staff|special|political|foreign|business|sports?|science|health|technology|tech|crime|news|"
    r"freelance|associate|assistant|managing|executive|contributing|investigative|world|local|royal|showbiz|entertainment|"
    r"lifestyle|travel|features?|digital|audience|breaking|trending|general|national|international|video|data|"
    r"environment|climate|education|economics?|finance|money|city|culture|arts?|fashion|food|beauty|tv|film|content|"
    r"hub|social|media|opinion|assignment|live|us|uk|europe|asia)\s+)*(?:reporter|writer|editor|correspondent|columnist|contributor|journalist|producer|director|"
    r"photographer|critic|blogger|author|analyst|intern|fellow|periodista|redactora?|reporter[oa]|corresponsal|columnista|"
    r"editora?|enviad[oa] especial|colaborador[a]?|fot[oó]graf[oa]|director[a]?|coordinador[a]?|jef[ea] de .+)s?\b.*$",
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
    ]
)

#: A byline with more names than this is a list of something else.
_MOST_AUTHORS = 25

_META = (
    "author", "article:author", "byl", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "citation_author",
    "article:author_name", "cxenseparse:author", "rbauthors", "authors", "article.author", "og:article:author", "bt:author",
    "twitter:data1", "creator", "dc.creator.creator", "article-author", "autor",
)  # fmt: skip


def read_declared(document: Document) -> tuple[tuple[Author, ...], str]:
    """The authors that the page's metadata names, and the source."""
    return _choose(_sources(document), site_names(document))


def read(
    document: Document, declared: tuple[tuple[Author, ...], str], bylines: Iterable[str]
) -> tuple[tuple[Author, ...], str]:
    """The authors and where they were found: as *declared*, else in the *bylines* printed near the story.

    A declared person or agency is believed; the outlet's own name gives way to a person in a byline.
    """
    sites = site_names(document)
    if any(author.type == "Person" or not _is_site(author.name, sites) for author in declared[0]):
        return declared
    printed = _choose(_printed(document, bylines), sites)
    return printed if any(author.type == "Person" for author in printed[0]) or not declared[0] else declared


def _choose(
    sources: Iterable[tuple[list[tuple[str, bool]], str]], sites: frozenset[str]
) -> tuple[tuple[Author, ...], str]:
    """The first of *sources* that names a person or an agency; the outlet itself when there is only that."""
    fallback: tuple[tuple[Author, ...], str] = ((), "")
    for names, source in sources:
        found = collect(names, sites)
        if any(author.type == "Person" or fold(author.name) in AGENCIES for author in found):
            return _prefer_people(found, sites), source
        if found and not fallback[0]:
            fallback = found, source
    return fallback


def _sources(document: Document) -> Iterator[tuple[list[tuple[str, bool]], str]]:
    """Names with whether they are declared to be organisations, by source, most trusted first."""
    for key in ("author", "creator"):
        yield (
            [_name(jsonld.resolve(one, document.nodes)) for one in _authors_of(document.story, key)],
            "json-ld",
        )
    for name in _META:
        values = document.meta.get(name, ())
        if name != "twitter:data1" or document.first("twitter:label1").lower() in (
            "written by",
            "escrito por",
            "author",
            "autor",
        ):
            yield (
                [(value, False) for value in values],
                "opengraph" if name.startswith(("article:", "og:")) else "meta",
            )
    yield [(value, False) for value in _few(document.micro.get("author", []))], "microdata"
    weak = jsonld.weak_story(document.nodes)
    yield [_name(jsonld.resolve(one, document.nodes)) for one in _authors_of(weak, "author")], "json-ld"


def _printed(document: Document, bylines: Iterable[str]) -> Iterator[tuple[list[tuple[str, bool]], str]]:
    """Names in *bylines* and in elements of the page that say that they are the author's."""
    yield from (([(line, False)], "page") for line in bylines)
    yield from _from_page(document)


def _few(names: list[str]) -> list[str]:
    """*names*, or the first when they are so many that other stories' are among them."""
    return names if len(names) <= 4 else names[:1]


def _authors_of(node: dict[str, Any], key: str) -> list[Any]:
    found = []
    for one in jsonld.items(node.get(key)):
        names = one.get("name") if isinstance(one, dict) else None
        if isinstance(names, list):
            found += [{**one, "name": name} for name in names]
        else:
            found.append(one)
    return found


def _name(value: Any) -> tuple[str, bool]:
    organisation = isinstance(value, dict) and any("organization" in kind for kind in jsonld.types(value))
    return jsonld.text(value), organisation


def _from_page(document: Document) -> Iterator[tuple[list[tuple[str, bool]], str]]:
    """Names in elements that say that they are the author's."""
    rel = [el for el in document.root.iterfind(".//a[@rel]") if "author" in (el.get("rel") or "").split()][:6]
    if rel:
        yield [(collapse(inner_text(el)), False) for el in rel], "page"
    for path in (".//*[@class]",):
        for element in document.root.iterfind(path):
            marks = (element.get("class") or "").lower()
            if any(
                word in marks
                for word in ("byline", "author-name", "author__name", "authorname", "autor-nombre", "firma")
            ):
                text = collapse(inner_text(element)[:400])
                if 3 < len(text) < 200:
                    yield [(text, False)], "page"


def collect(names: list[tuple[str, bool]], sites: frozenset[str]) -> tuple[Author, ...]:
    """Authors of the raw *names*, in order, each once."""
    found: dict[str, Author] = {}
    for raw, organisation in names:
        for name in split(raw):
            key = fold(name)
            if not key or key in found or len(found) >= _MOST_AUTHORS:
                continue
            is_organisation = organisation and not _looks_like_person(name, sites)
            kind = "Organization" if is_organisation or is_organisation_name(name, sites) else "Person"
            if kind == "Organization" or _is_name(name):
                found[key] = Author(name=name, type=kind)  # type: ignore[arg-type]
    return tuple(found.values())


def _prefer_people(found: tuple[Author, ...], sites: frozenset[str]) -> tuple[Author, ...]:
    """*found* without the outlet itself, which is no author beside people."""
    return tuple(one for one in found if one.type == "Person" or not _is_site(one.name, sites))


def split(raw: str) -> list[str]:
    """The names in *raw*: ``By Ana Ruiz y Juan Pérez, Reuters`` is three."""
    text = jsonld.clean(raw)
    if not text or len(text) > 600 or re.match(r"^(?:https?:|www\.|/|@|[\w.+-]+@)", text):
        return []
    previous = ""
    while previous != text:
        previous, text = text, _GLUED.sub("", _LEAD.sub("", text))
    names = [name for part in _SPLIT.split(text) if (name := clean_name(part))]
    if len(names) > 1 and all(is_organisation_name(name) and fold(name) not in AGENCIES for name in names):
        return [text.strip(" .,")]
    return names


_DEGREES = re.compile(
    r"(?:^|[\s,]+)(?:ph\.?d|m\.?d|r\.?d|r\.?n|m\.?s|m\.?a|mph|mba|b\.?sc|m\.?sc|cpt|esq)\b\.?", re.I
)


def clean_name(part: str) -> str:
    """A name without lead-in, job, date or address; empty when nothing is left."""
    name = _LEAD.sub("", part.strip())
    name = _TAIL.sub("", name)
    shorter = _JOB.sub("", name).strip(" ,.-–—:")
    if shorter or _JOB.match(name):
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
    return folded in AGENCIES or bool(_NEWSROOM.search(name)) or _is_site(name, sites)


def _is_site(name: str, sites: frozenset[str]) -> bool:
    folded = re.sub(r"\W+", "", fold(name)).removeprefix("the")
    return any(folded == re.sub(r"\W+", "", site).removeprefix("the") for site in sites)


def _looks_like_person(name: str, sites: frozenset[str]) -> bool:
    """Whether a declared organisation is plainly a person: pages mistype their authors."""
    return len(name.split()) in (2, 3) and _is_name(name) and not is_organisation_name(name, sites)


def _is_name(name: str) -> bool:
    """Whether *name* has the form of a person's name."""
    parts = name.split()
    if (
        not 1 <= len(parts) <= 7
        or len(name) > 70
        or fold(name) in _NO_NAME
        or not all(_NAME_WORD.match(p) for p in parts)
    ):
        return False
    if len(parts) == 1:
        return len(name) > 2 or not name.isascii()
    capitals = [p for p in parts if p.lower() not in _PARTICLES]
    return bool(capitals) and sum(not p[0].islower() for p in capitals) >= len(capitals) / 2
