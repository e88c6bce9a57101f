"""Single lines that are not prose: dates and times, bylines, biographies of the authors."""

import re
from collections.abc import Iterable
from itertools import islice

from dosvoces.core.months import MONTH_NUMBERS
from pipelines.extract.datetimes import strip_dates
from pipelines.extract.text import fold

_MONTHS = "|".join(sorted(MONTH_NUMBERS["en"] | MONTH_NUMBERS["es"], key=len, reverse=True))
_TIME_WORDS = (
    r"(?:updated?|last updated|published|posted|publicad[oa]|actualizad[oa]|modificad[oa]|"
    r"[uú]ltima actualizaci[oó]n|creado|"
    r"mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)day|lunes|"
    r"martes|mi[eé]rcoles|"
    rf"jueves|viernes|s[aá]bado|domingo|{_MONTHS}|sep?tiembre|"
    r"at|on|a|las?|los?|el|de|del|hace|ago|"
    r"hours?|mins?|minutes?|"
    r"secs?|seconds?|days?|weeks?|months?|years?|horas?|minutos?|segundos?|d[ií]as?|semanas?|mes(?:es)?|"
    r"a[nñ]os?|hs?|hrs?|"
    r"[ap]\.?\s?m\.?|am|pm|est|edt|et|pt|pst|pdt|ct|cst|cdt|gmt|bst|utc|ist|cet|cest|sast|key event|st|"
    r"nd|rd|th|min|first|"
    r"originally|yesterday|today|ayer|hoy|now|just|y|and|to|date|fecha|time|hora|read|lectura)"
)
_TIME_LINE = re.compile(rf"^(?:\W|\d|_|\b{_TIME_WORDS}\b|(?<=\d){_TIME_WORDS}\b|(?<=[a-z])(?=\d))+$", re.I)
_HAS_DIGIT = re.compile(r"\d")
_BY = re.compile(
    r"(?:by|por|textos?(?: y fotos)?|(?:words|text) and (?:pictures|photos|photographs)(?: by)?|"
    r"written by|words by|story by|reporting by|reported by|"
    r"posted by|submitted by|escrito por|enviado por|publicado por|"
    r"una (?:cr[oó]nica|columna) de|from our correspondent|"
    r"de nuestr[oa] (?:corresponsal|enviad[oa] especial))\b",
    re.I,
)
_BYLINE = re.compile(rf"{_BY.pattern}\s*(?P<colon>:?)\s*(?P<names>[^.!?]{{2,100}})$", re.I)
#: What a line with its author's name may begin with above a story; amid one it is somebody else's.
_LABELLED = re.compile(r"(?:words|text|author|autora?|firma)\s*:\s*(?P<names>[^.!?:]{3,60})$", re.I)
#: What stands in a byline in small letters: particles, newsrooms, words of time.
_SMALL_WORDS = frozenset({
    "de", "del", "la", "las", "los", "y", "e", "and", "with", "con", "for", "the", "our", "staff",
    "redacción", "redaccion", "agencia", "agencias", "equipo", "editorial", "board", "special",
    "correspondent", "en", "in", "van", "von", "da", "di", "el", "a", "on", "at", "am", "pm",
})  # fmt: skip
#: Of the words behind "by" so many begin with a capital, are numbers or stand in every byline.
_LEAST_NAMED = 0.7
_NEWSROOM = frozenset({"redacción", "redaccion", "agencia", "agencias", "staff", "our", "equipo"})
_TOKEN = re.compile(r"[^\W_]+")
_NAME_LIKE = re.compile(
    r"^[A-ZÁÉÍÓÚÑ][\w'’.\-]*(?:\s+(?:de|del|la|las|los|y|and|&|/|[A-ZÁÉÍÓÚÑ][\w'’.\-]*)|"
    r"\s*[/,&]\s*[A-ZÁÉÍÓÚÑ][\w'’.\-]*){1,7}$"
)
#: What reporters are, behind their names or alone: ``Political Correspondent``, ``Corresponsal en Atenas``.
_POSITION = (
    r"(?:(?:[A-Z][\w&'’-]*\s+){0,5}(?:Writer|Correspondent|Reporter|Editor|Columnist|Critic|Bureau Chief)"
    r"|[A-Z][\w&'’-]*\s+(?:writer|correspondent|reporter|editor|columnist|critic)|[Ss]pecial [Cc]orrespondent"
    r"|(?:[Cc]orresponsal|[Ee]nviad[oa] especial|[Rr]edactora?|[Rr]eporter[oa]|[Pp]eriodista|[Cc]olumnista)"
    r"(?:\s+(?:a|de|del|en|jefe|jefa|especial|[A-ZÁÉÍÓÚÑ]\w*)){0,5}"
    r"|(?:The\s+)?Associated Press|AP|Reuters|AFP|EFE|Bloomberg|Europa Press|ANSA|Xinhua|CNN)"
)
_NAMED = r"[A-ZÁÉÍÓÚÑ][\w'’.-]+(?:\s+(?:de|del|la|y|and|&|[A-ZÁÉÍÓÚÑ][\w'’.-]*)){1,6}"
_POSITIONED = re.compile(rf"^(?:{_NAMED}(?:\s*[,|/–—-]\s*|\s+)){_POSITION}$")
_POSITION_INSIDE = re.compile(_POSITION)
_POSITION_ALONE = re.compile(
    r"^(?:Corresponsal|Enviad[oa] especial|Correspondent)(?:\s+(?:en|de|a|in)\s+[A-ZÁÉÍÓÚÑ][\w ]{2,40})?$"
)
_BIO = re.compile(
    r"\b(?:is (?:a|an|the)|are (?:the|both)|was (?:a|an)|writes|covers|has (?:written|worked|covered|"
    r"been)|can be reached|joined|studied|teaches|lives in|works|"
    r"es (?:un|una|el|la|licenciad[oa]|periodista|doctor[a]?|profesor[a]?|director[a]?|investigador[a]?|"
    r"egresad[oa]|\w+ (?:de|del|en))|fue|ha (?:escrito|trabajado|sido)|escribe|cubre|trabaja|estudi[oó]|"
    r"colabora|autor[a]? de)\b",
    re.I,
)


#: What writers are, as their biographies say it without a verb.
_PROFESSION = (
    r"(?:licenciad[oa]|graduad[oa]|doctor[a]?|doctorand[oa]|catedr[aá]tic[oa]|profesor[a]?|periodista|escritor[a]?|"
    r"polit[oó]log[oa]|soci[oó]log[oa]|economista|historiador[a]?|abogad[oa]|redactor[a]?|reporter[oa]|editor[a]?|"
    r"columnista|analista|investigador[a]?|colaborador[a]?|graduated|graduate|journalist|writer|reporter|editor|"
    r"columnist|professor|lecturer|author|freelance|researcher|fellow|historian|economist)"
)
_APPOSITION = re.compile(
    rf"^\W{{1,3}}(?:(?:a|an|the|un|una|el|la)\s+)?(?:\w+\s+){{0,2}}{_PROFESSION}\b", re.I
)
_BIO_ALONE = re.compile(rf"^{_PROFESSION}\s+(?:de|del|en|por|y|at|of|for|in|from|and|based)\b", re.I)
#: A biography that does not name whose it is: ``El autor es catedrático de ...``.
_OF_AUTHOR = re.compile(
    r"^(?:the (?:writer|author)|(?:el|la) autora?)\s+(?:is|was|teaches|works|lives|es|fue|ha sido|ejerce)\b",
    re.I,
)
_LONGEST_BIO = 900
#: What leads from a name to a note on it.
_NOTE_SIGNS = "*†() "


def is_time_line(text: str) -> bool:
    """Whether *text* is nothing but dates and times, with words like "updated" around them."""
    return len(text) <= 120 and bool(_HAS_DIGIT.search(text)) and bool(_TIME_LINE.match(text))


def is_day(text: str) -> bool:
    """Whether *text* is a day without a time of it: ``Monday, Sept. 8``."""
    return is_time_line(text) and bool(_NAMED_DAY.search(text)) and ":" not in text


#: A month or a day of the week by its name.
_NAMED_DAY = re.compile(
    rf"\b(?:{_MONTHS}|(?:mon|tues|wednes|thurs|fri|satur|sun)day|lunes|martes|mi[eé]rcoles|jueves|viernes|"
    r"s[aá]bado|domingo)\b",
    re.I,
)
_STAMP = re.compile(r"(?:19|20)\d\d-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d)?)?")
#: The time of a live blog's entry, without the blank that a schedule ("10:30 Opening") would have.
_ENTRY = re.compile(
    r"^(?:(?:\d+\s*(?:secs?|mins?|minutes?|hrs?|hours?) ago|[Hh]ace \d+ \w+)\s*(?:\d?\d[:.]\d\d)?"
    r"|\d?\d[:.]\d\d(?=[A-ZÁÉÍÓÚÑ]))\s*"
)


#: Where words of several elements meet without a blank: ``2 minute readApril 25, 2023By Ana Ruiz``.
_SEAM = re.compile(
    r"(?<=[a-záéíóúñ0-9])(?=[A-ZÁÉÍÓÚÑ][a-záéíóúñ])|(?<=[A-Za-záéíóúñ])(?=\d)|(?<=\b(?:19|20)\d\d)(?=\d\d?[:.]\d\d)"
)
#: A button behind a date.
_BUTTON_BEHIND = re.compile(
    r"\s*\b(?:deja un comentario|sin comentarios|leave a (?:comment|reply)|no comments|add comment)$",
    re.I,
)
#: A line of a date is no longer, and has at most so many words of a name beside it.
_LONGEST_DATED, _FEW_NAMES = 140, 3


def part_words(text: str) -> str:
    """*text* with blanks where words of several elements meet without one."""
    return _SEAM.sub(" ", text)


def is_dated_line(text: str) -> bool:
    """Whether *text* is a date and at most a name: ``12 de marzo - Ana Ruiz``, ``20:24Ana Ruiz``."""
    if len(text) > _LONGEST_DATED or not _HAS_DIGIT.search(text):
        return False
    if entry := _ENTRY.match(text):
        return is_name_line(text[entry.end() :])
    apart = _BUTTON_BEHIND.sub("", part_words(text))
    rest = strip_dates(_STAMP.sub(" ", apart))
    if len(rest) > len(apart) - 8:
        return False
    left = [word for word in _TOKEN.findall(_POSITION_INSIDE.sub(" ", rest)) if not _TIME_LINE.match(word)]
    is_placed = " / " in rest and is_name_line(rest.strip(" .,;|-–—"))
    if len(left) > _FEW_NAMES + 2 * is_placed or (
        len(left) > 1 and not any(word[0].isupper() for word in left)
    ):
        return False
    return not text.rstrip().endswith((".", "?", "!"))


_INITIALS = re.compile(r"[a-z]{2,4}(?:[/-][a-z]{2,4}){1,5}")
#: Those of one person, below the last paragraph: ``*mgr``, ``(JS)``, ``A.R.``.
_OWN_INITIALS = re.compile(r"\W{0,3}(?:[A-ZÑ]{2,4}|[a-zñ]{2,4}|(?:[A-ZÑ]\.\s?){2,4})\W{0,2}")
#: A byline has no more words than this.
_LONGEST_BYLINE = 18
_ANY_WORD = re.compile(r"\w+")
_MERIDIEM = re.compile(r"\b([ap])\.\s?m\.", re.I)


def is_byline(text: str) -> bool:
    """Whether *text* is a line like ``Por Ana Ruiz 3 de mayo`` or ``Ana Ruiz, Political Editor``."""
    return _names_author(text) and next(islice(_ANY_WORD.finditer(text), _LONGEST_BYLINE, None), None) is None


def is_labelled_byline(text: str) -> bool:
    """Whether *text* is a label and a name: ``Autor: Ana Ruiz``."""
    found = _LABELLED.match(text)
    return found is not None and is_name_line(found["names"])


def _names_author(text: str) -> bool:
    """Whether *text* begins with "by" and a name, or is a name and a position."""
    if _POSITIONED.match(text) or _POSITION_ALONE.match(text):
        return True
    if not _BY.match(text):
        return False
    found = _BYLINE.match(_MERIDIEM.sub(r"\1m", text))
    return found is not None and (bool(found["colon"]) or _names_someone(found["names"]))


def _names_someone(text: str) -> bool:
    """Whether what stands behind "by" is a name or a newsroom, not the rest of a sentence or title."""
    tokens = _TOKEN.findall(text)
    if not tokens or ":" in text.partition(" ")[0] or tokens[0][0].isdigit():
        return False
    if not tokens[0][0].isupper() and tokens[0] not in _NEWSROOM:
        return False
    told = sum(1 for one in tokens if one[0].isupper() or one[0].isdigit() or one in _SMALL_WORDS)
    return told >= _LEAST_NAMED * len(tokens)


def is_sign_off(text: str) -> bool:
    """Whether *text* is the initials of who wrote and edited an agency's story: ``arr/lm``."""
    return "/" in text and bool(_INITIALS.fullmatch(text))


def is_initials(text: str) -> bool:
    """Whether *text* is nothing but somebody's initials: ``*mgr``, ``(JS)``."""
    return bool(_OWN_INITIALS.fullmatch(text))


def is_name_line(text: str) -> bool:
    """Whether *text* is nothing but one or more capitalised names."""
    return len(text) < 90 and bool(_NAME_LIKE.match(text.rstrip(_NOTE_SIGNS))) and not text.isupper()


def is_about_author(text: str, names: Iterable[str]) -> bool:
    """Whether *text* tells who one of *names* is, behind an asterisk or not, or is just one of them."""
    folded = fold(text.lstrip(_NOTE_SIGNS))
    for name in names:
        key = fold(name)
        if len(key) < 5 or not folded.startswith(key):
            continue
        rest = folded[len(key) : len(key) + 90]
        is_told = _BIO.search(rest) or _APPOSITION.match(rest)
        if not rest or (is_told and len(text) < _LONGEST_BIO):
            return True
    return False


def is_biography(text: str) -> bool:
    """Whether *text* tells who somebody is without a name: ``Licenciada en Periodismo por …``."""
    return len(text) < _LONGEST_BIO and bool(_BIO_ALONE.match(text) or _OF_AUTHOR.match(text))
