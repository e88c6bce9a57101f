"""Recognition of furniture by its words, in Spanish and English: what is printed around a story."""

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal, get_args

from dosvoces.core.record import Role
from pipelines.phrases import Line, Phrases

Sort = Literal[
    "advertising",
    "related",
    "newsletter",
    "subscription",
    "social",
    "comments",
    "author",
    "legal",
    "interface",
]

#: Longer than this a line is prose that merely begins like furniture.
LONGEST_LINE = 320
#: Longer than this a note about the story is one of its paragraphs.
_LONGEST_NOTE = 500
#: A lead-in of more words names a story.
_BARE_WORDS = 4
#: Words of an opener of an invitation.
_LONGEST_OPENER = 4
#: Words between what an invitation says to do and with what.
_INVITED_WITHIN = 18

_TABLE: dict[str, Any] = tomllib.loads(
    files(__package__).joinpath("furniture.toml").read_text(encoding="utf-8")
)
_SORTS: tuple[Sort, ...] = get_args(Sort)
_PHRASES = Phrases(*(_TABLE[sort] for sort in _SORTS))
_ABOUT_STORY = Phrases(_TABLE["about_story"])
_APPEALS = Phrases(_TABLE["appeals"])
_CONSENT = Phrases(_TABLE["consent"])
_OPENERS, _VERBS, _THINGS = (Phrases(_TABLE["invitation"][part]) for part in ("openers", "verbs", "things"))

#: Lines without words, or with nothing but an address.
_SIGNS = re.compile(
    r"[-–—_*•·.|#\s]+|\d+ ?/ ?\d+|@\w{2,30}|[\w.+-]{1,64}@[\w-]+\.[\w.]+|"
    r"(?i:\((?:fotos?|v[ií]deos?|photos?|audios?|gr[aá]ficos?)\) ?){1,4}"
)
_ACCOUNT = re.compile(
    r"^follow (?:.{2,60} )?@\w+|^(?:https?://)?(?:www\.)?(?:twitter|x|facebook|instagram|linkedin|youtube|tiktok)"
    r"\.com/\S*$",
    re.I,
)
_NETWORKS = frozenset(_TABLE["networks"]["alone"])
#: Names that say nothing alone and belong to the row where others stand beside them.
_IN_A_ROW = _NETWORKS.union(_TABLE["networks"]["in_a_row"])
_AFTER_COLON = re.compile(r"[:|]\s*\w")
_SPEECH = frozenset(_TABLE["speech"]["verbs"])
#: Words of a sentence that says who says it, at least.
_FEWEST_SAID = 7
#: The line above a reader's comment.
_COMMENTER = re.compile(r"[^.!?:]{2,40} (?:says|said|dice|dijo|coment[oó]|responde)\s*:?$", re.I)
#: Where a word and a number of two elements meet: ``Escuchar esta noticia4 min``.
_GLUED = re.compile(r"(?<=[^\W\d_]{4})(?=\d)")
_QUOTES = frozenset('“”«»"')
_DIGIT = re.compile(r"\d")
_CLAUSE_MARKS = frozenset(".,:;!?¡¿–—-|")


def is_commenter(line: str) -> bool:
    """Whether *line* is a name and that it says something, as above a reader's comment."""
    return line.endswith(":") and bool(_COMMENTER.match(line))


@lru_cache(maxsize=4096)
def recognise(line: str) -> Sort | None:
    """What sort of furniture *line* is by its words alone, or None when nothing says that it is any."""
    if not line or len(line) > LONGEST_LINE:
        return None
    if _SIGNS.fullmatch(line):
        return "interface"
    if line.startswith(("©", "(c)", "(C)")):
        return "legal"
    if _ACCOUNT.match(line):
        return "social"
    read = Line(_GLUED.sub(" ", line) if _DIGIT.search(line) else line)
    if _is_speech(line, read):
        return None
    if (rank := _PHRASES.find(read)) is not None:
        return _SORTS[rank]
    if _is_row_of_networks(read):
        return "social"
    return "newsletter" if _invites(read) else None


def _is_speech(line: str, read: Line) -> bool:
    """Whether *line* is a line of a dialogue, or a sentence that says who says it."""
    if line[0] in "—–" and len(read.words) > 1 and line[-1] not in "—–":
        return True
    return (
        len(read.words) > _FEWEST_SAID
        and not _SPEECH.isdisjoint(read.words)
        and line.endswith((".", "”", '"', "»"))
    )


def _is_row_of_networks(line: Line) -> bool:
    """Whether *line* is nothing but names of places to share at."""
    return not _NETWORKS.isdisjoint(line.words) and _IN_A_ROW.issuperset(line.words)


def _invites(line: Line) -> bool:
    """Whether *line* says to join, follow, download or subscribe to something of the outlet's."""
    if not (_VERBS.may_occur(line) and _THINGS.may_occur(line)):
        return False
    verbs = [
        place for place in range(len(line.words)) if _VERBS.match(line, place) and _opens_clause(line, place)
    ]
    if not verbs:
        return False
    things = [place for place in range(len(line.words)) if _THINGS.match(line, place)]
    return any(verb < thing <= verb + _INVITED_WITHIN for verb in verbs for thing in things)


def _opens_clause(line: Line, place: int) -> bool:
    """Whether a clause begins at word *place*, or an opener ends before it."""
    if place == 0 or not _CLAUSE_MARKS.isdisjoint(line.marks[place]):
        return True
    return any(
        _OPENERS.match(Line(" ".join(line.words[start:place])))
        for start in range(max(0, place - _LONGEST_OPENER), place)
    )


def role_of(line: str) -> Role | None:
    """The block role of *line* by its words alone; ``related`` when it names another story.

    A bare lead-in (``Publicaciones recientes``, ``Read more``) names none and is furniture.
    """
    sort = recognise(line)
    if sort is None:
        return None
    return "related" if sort == "related" and not is_bare_lead(line) else "furniture"


def is_bare_lead(line: str) -> bool:
    """Whether *line* announces other stories without naming one."""
    return len(line.split()) <= _BARE_WORDS and not _AFTER_COLON.search(line)


def is_consent(text: str) -> bool:
    """Whether *text*, of any length, asks for consent to cookies."""
    return "ookie" in text and _CONSENT.match(Line(text[:LONGEST_LINE]))


def is_about_story(line: str) -> bool:
    """Whether *line* speaks of the story as a publication: where it first appeared, who edited it."""
    return len(line) <= _LONGEST_NOTE and _ABOUT_STORY.match(Line(line))


@lru_cache(maxsize=1024)
def is_appeal(line: str) -> bool:
    """Whether the outlet asks its readers in *line* to write, to comment or to pay."""
    if len(line) > LONGEST_LINE or not _QUOTES.isdisjoint(line):
        return False
    read = Line(line)
    if not _APPEALS.may_occur(read) or _is_speech(line, read):
        return False
    return any(_APPEALS.match(read, place) for place in range(len(read.words)) if _opens_clause(read, place))
