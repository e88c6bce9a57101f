"""Bylines and credits: who wrote, photographed and edited, which rules translate and no name gets lost in."""

import re

from pipelines.extract.organisations import AGENCIES
from pipelines.extract.text import fold
from pipelines.languages.table import ENGLISH, GIVEN, NAME, RARE, SPANISH, SURNAME, UNCOMMON
from pipelines.languages.tokens import evidence
from translations import phrasebook
from translations.alignment.lexicon import lexicon
from translations.alignment.words import fold_words
from translations.dates import find_whens
from translations.postediting.full_names import GIVEN_WORDS
from translations.postediting.lexicon import load_forms
from translations.time_lines import render_time_line

#: What reporters and photographers are, in small letters.
_POSITIONS = {
    "en": {
        "staff": "redacción", "staff writer": "redacción", "staff writers": "redacción",
        "staff reporter": "redacción", "staff photographer": "fotografía", "photographer": "fotografía",
        "correspondent": "corresponsal", "special correspondent": "corresponsal especial",
        "columnist": "columnista", "editor": "edición", "news editor": "edición", "reporter": "periodista",
        "sports writer": "deportes", "file": "archivo", "handout": "cortesía", "courtesy": "cortesía",
    },
    "es": {
        "redacción": "staff", "enviado especial": "special correspondent",
        "enviada especial": "special correspondent", "corresponsal": "correspondent",
        "columnista": "columnist", "editor": "editor", "editora": "editor", "redactor": "staff writer",
        "redactora": "staff writer", "reportero": "reporter", "reportera": "reporter",
        "periodista": "reporter", "archivo": "file", "cortesía": "courtesy", "agencias": "agencies",
        "agencia": "agency",
    },
}  # fmt: skip
#: Where one writes to an outlet; their names are words, too.
_NETWORKS = frozenset((
    "facebook", "instagram", "x", "twitter", "whatsapp", "telegram", "tiktok", "youtube", "linkedin",
    "threads", "bluesky", "spotify",
))  # fmt: skip
#: Where newsrooms have pictures from.
_PICTURES = frozenset((
    "getty images", "getty", "shutterstock", "alamy", "istock", "adobe stock", "depositphotos", "unsplash",
    "pexels", "pixabay", "zuma press", "magnum photos", "flickr", "wikimedia commons", "wikimedia",
))  # fmt: skip
#: What the names of agencies, outlets and newsrooms begin with in Spanish and end with in English.
_NEWSROOMS = frozenset((
    "agencia", "redacción", "noticias", "diario", "periódico", "revista", "semanario", "radio",
    "corresponsalía", "agency", "staff", "news", "newsroom", "press", "times", "post", "herald", "tribune",
    "journal", "gazette", "network",
))  # fmt: skip
#: What stands before names and ends in "by", "of" or "on"; the phrasebook has more.
_BEFORE_NAMES = {
    "en": {
        "by": "por", "reporting by": "reporte de", "additional reporting by": "reporte adicional de",
        "writing by": "redacción de", "editing by": "edición de", "compiled by": "recopilado por",
        "translated by": "traducido por", "translation by": "traducción de",
        "story by": "texto de", "text by": "texto de", "words by": "texto de", "photos by": "fotos de",
        "video by": "video de", "illustration by": "ilustración de", "illustrations by": "ilustraciones de",
        "graphics by": "gráficos de", "interview by": "entrevista de",
        "text and photos by": "texto y fotos de",
        "with reporting by": "con información de", "with reporting from": "con información de",
    },
    "es": {
        "por": "by", "reporte de": "reporting by", "reporte por": "reporting by",
        "reporte adicional de": "additional reporting by", "información de": "reporting by",
        "información adicional de": "additional reporting by", "redacción de": "writing by",
        "editado por": "editing by", "edición de": "editing by", "traducido por": "translated by",
        "traducción de": "translation by", "crónica de": "report by",
        "texto de": "text by", "fotos de": "photos by", "video de": "video by", "vídeo de": "video by",
        "ilustración de": "illustration by", "ilustraciones de": "illustrations by",
        "gráficos de": "graphics by", "entrevista de": "interview by",
        "texto y fotos de": "text and photos by",
    },
}  # fmt: skip
#: What the words before names end in.
_JOINTS = frozenset(["by", "por", "de", "on", "en", "via", "from", "of"])
_PARTICLES = frozenset((
    "de", "del", "la", "las", "los", "y", "da", "do", "dos", "van", "von", "der", "den", "di", "le", "du",
    "al", "bin", "ibn", "via", "the",
))  # fmt: skip
#: Places of several words that have another name in the other language and reporters write from.
_PLACES = {
    "en": {"new york": "Nueva York", "mexico city": "Ciudad de México", "united nations": "Naciones Unidas"},
    "es": {"nueva york": "New York", "ciudad de méxico": "Mexico City", "naciones unidas": "United Nations"},
}
_NAME_WORD = r"[^\W\d_](?:[\w.'’-]*\w)?\.?"
_NAME = re.compile(rf"{_NAME_WORD}(?:\s+{_NAME_WORD}){{0,6}}")
#: What stands between the names of a list.
_BETWEEN = re.compile(r"(\s*,\s*(?i:and|y|e|&)\s+|\s+(?i:and|y|e|&|in|en)\s+|\s*[,/|]\s*|\s+(?=@))")
_AND = {
    "en": {"and": "y", "AND": "Y", "in": "en", "IN": "EN"},
    "es": {"y": "and", "e": "and", "Y": "AND", "E": "AND", "en": "in", "EN": "IN"},
}
#: Flags of words that may be surnames.
_NAMELIKE = NAME | GIVEN | SURNAME | RARE | UNCOMMON
#: A sound before which Spanish "y" is "e".
_I = re.compile(r"h?i(?![ea])", re.IGNORECASE)
_CONTRIBUTED = {
    "en": re.compile(
        r"(?:(?:The )?(?P<agency>Associated Press|AP|Reuters|AFP)\s+"
        r"(?:staff |video )?(?:writer|reporter|journalist|correspondent|photographer)s?\s+)?"
        r"(?P<names>[^.]{2,120}?) (?:also )?contributed to this (?P<what>report|story|article)(?P<stop>\.?)"
    ),
    "es": re.compile(
        r"(?P<names>[^.]{2,120}?) (?:contribuyó|contribuyeron|colaboró|colaboraron) (?:a|en|con) est[ea] "
        r"(?P<what>informe|reporte|nota|artículo|información|historia)(?P<stop>\.?)"
    ),
}
_WHAT = {
    "report": "este informe", "story": "esta nota", "article": "este artículo", "nota": "story",
    "historia": "story", "artículo": "article",
}  # fmt: skip


def render_byline(line: str, source: str, target: str) -> str | None:
    """The translation of a byline or of credits; None when *line* is none.

    "By Ann Lee, Reuters", "Reporting by A; Editing by B", "Ann Lee contributed to this report."
    """
    made = [_render_part(part.strip(), source, target) for part in line.split(";")]
    if all(made):
        return "; ".join(each for each in made if each)
    return _render_contribution(line, source, target)


def _render_part(line: str, source: str, target: str) -> str | None:
    """Names behind "By" and the like, and a date behind these perhaps."""
    words = line.split(" ")
    for size in range(min(4, len(words) - 1), 0, -1):
        label = " ".join(words[:size]).rstrip(":")
        if words[size - 1].rstrip(":").lower() not in _JOINTS:
            continue
        found = _BEFORE_NAMES[source].get(label.lower()) or phrasebook.look_up(label, source, target)
        rest = _render_dated(" ".join(words[size:]), source, target) if found else None
        if found and rest:
            found = found.rstrip(":") + (":" if words[size - 1].endswith(":") else "")
            return f"{begin_like(label, found)} {rest}"
    return None


def begin_like(text: str, made: str) -> str:
    """*made* with the capitals of *text*: all of them, the first or none."""
    if len(text) > 1 and text.isupper():
        return made.upper()
    return made[:1].upper() + made[1:] if text[:1].isupper() else made


def _render_dated(text: str, source: str, target: str) -> str | None:
    if names := render_names(text, source, target):
        return names
    whens = find_whens(text, source)
    if not whens or not whens[0].start:
        return None
    head = text[: whens[0].start]
    stem = head.rstrip(" ,|-–—•·")
    names, when = render_names(stem, source, target), render_time_line(text[len(head) :], source, target)
    return f"{names}{head[len(stem) :]}{when}" if names and when else None


def _render_contribution(line: str, source: str, target: str) -> str | None:
    match = _CONTRIBUTED[source].fullmatch(line)
    names = render_names(match["names"], source, target) if match else None
    if not match or not names:
        return None
    if target == "en":
        return f"{names} contributed to this {_WHAT.get(match['what'], 'report')}{match['stop']}"
    agency = f", de {match['agency']}," if match["agency"] else ""
    verb = "contribuyeron" if _BETWEEN.search(match["names"]) else "contribuyó"
    return f"{names}{agency} {verb} a {_WHAT[match['what']]}{match['stop']}"


def render_names(text: str, source: str, target: str) -> str | None:
    """A list of people, agencies and what they are; None when something else is in it."""
    parts = _BETWEEN.split(text.strip())
    made = list[str]()
    for place, part in enumerate(parts):
        if place % 2:
            word = part.strip(" ,")
            said = _AND[source].get(word, word)
            is_i = target == "es" and said == "y" and _I.match(parts[place + 1])
            made.append(part.replace(word, "e" if is_i else said))
            continue
        position = _POSITIONS[source].get(part.lower())
        if place and parts[place - 1].strip().lower() in ("in", "en"):
            position = _render_place(part, source, target)
            if not position:
                return None
        is_known = position or _is_name(part, source, target) or (place and _is_outlet(part, source, target))
        if not is_known:
            return None
        made.append(position or part)
    return "".join(made)


def _render_place(text: str, source: str, target: str) -> str | None:
    """What the other language calls the place *text*; None where that is no name."""
    words = text.split()
    if not words or not all(word[0].isupper() or word in _PARTICLES for word in words):
        return None
    if (known := _PLACES[source].get(text.lower())) or len(words) > 1:
        return known or text
    forms = load_forms(source, target).get(text.lower(), ())
    return forms[0].form if forms and forms[0].form[:1].isupper() else text


def _is_name(text: str, source: str, target: str) -> bool:
    """Whether *text* is a person's or an agency's name, which stays as it is in the other language."""
    if re.fullmatch(r"@[\w.-]+", text) or fold(text) in AGENCIES or text.lower() in _NETWORKS | _PICTURES:
        return True
    words = [word for word in text.split() if word.lower() not in _PARTICLES]
    if not words or not _NAME.fullmatch(text) or not all(word[0].isupper() for word in words):
        return False
    flags = [evidence(word.lower().strip(".")).flags for word in words]
    if len(words) == 1:
        is_word = flags[0] & (ENGLISH | SPANISH) or not flags[0] & NAME
        return not is_word and not _has_other_form(words[0], source, target)
    own = ENGLISH if source == "en" else SPANISH
    surnames_follow = all(each & (SURNAME | NAME | RARE) for each in flags[1:])
    if words[0 if source == "es" else -1].lower() in _NEWSROOMS:
        return True
    if words[0].lower() in GIVEN_WORDS and surnames_follow:
        # "May Sanders" behind "By" is no month.
        return True
    first_is_word = flags[0] & own and not flags[0] & (NAME | GIVEN) and len(words[0].strip(".")) > 1
    others_are_words = any(each & own and not each & _NAMELIKE for each in flags[1:])
    return not first_is_word and (bool(flags[0] & GIVEN) or not others_are_words)


def _is_outlet(text: str, source: str, target: str) -> bool:
    """Whether *text*, behind a name, may be its bearer's employer or place: "The Star", "Santiago"."""
    words = text.split()
    is_large = all(word[0].isupper() or word in _PARTICLES for word in words)
    is_titled = len(words) > 1 and words[0] in ("The", "El", "La")
    return is_large and (is_titled or (len(words) == 1 and not _has_other_form(text, source, target)))


def _has_other_form(word: str, source: str, target: str) -> bool:
    """Whether the other language rather calls *word* otherwise, as it does places, or nobody knows."""
    (folded, *_) = fold_words(word) or [""]
    renderings = lexicon(source, target).get(folded, ())
    best = max(renderings, key=lambda rendering: rendering[1], default=(folded, 0.0))
    return best[0] != folded
