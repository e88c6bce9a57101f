"""The beginning of the readers' comments, by their words and form, for pages whose markup does not say."""

import re
from collections.abc import Sequence
from itertools import islice, pairwise

from pipelines import furniture
from pipelines.extract.lines import is_dated_line, is_time_line, part_words
from pipelines.extract.text import collapse, inner_text
from pipelines.extract.unit import Unit

#: So many lines like "Ana says:" are not the speakers of a dialogue that the story prints.
_MANY_COMMENTERS = 3
#: What readers can do below each comment: it has to offer the reply, and may offer the others.
_REPLY = re.compile(
    r"\b(?:(?:log in|sign in|inicia(?:r)? sesi[oó]n)(?: to| para) )?(?:reply|responder|contestar)"
    r"(?:(?: to| a) \w+){0,2}\b|\b\d+ (?:replies|respuestas?)\b",
    re.I,
)
#: Of these each offer of a reply has one; what they leave over costs an expression.
_REPLY_STEMS = ("repl", "respon", "respuest", "contestar")
_OTHER_ACTIONS = re.compile(
    r"\b(?:likes?|me gusta|dislike|report(?: abuse)?|denunciar|reportar|flag|quote|citar|share|compartir|"
    r"edit|editar|permalink|enlace|recommend|recomendar|votar|helpful|útil|delete|borrar)\b",
    re.I,
)
_LONGEST_ACTIONS = 60
_AGO_WORDS = ("hace", "ago")
_AGO = re.compile(r"\b(?:hace \w+ \w+|\w+ (?:min|hour|hr|day|week|month|year)s? ago)\b", re.I)
#: So many replies are no accident, so many units make one comment, and so many characters name who wrote it.
_MANY_REPLIES, _LONGEST_COMMENT, _LONGEST_NAME = 2, 30, 60
#: Buttons that are looked at, and how far above one and how far before it the comment is.
_MOST_BUTTONS, _BOX_HEIGHT = 300, 4
#: Words of a commenter's name, and share of a line that is a link to a story.
_MOST_NAMES, _LINKED = 3, 0.9
#: Characters of a paragraph.
_PROSE = 80


def find_start(units: Sequence[Unit]) -> int | None:
    """The place in *units* where comments certainly begin; None where nothing is certain.

    Certain are the first of several commenters' lines, and the first of several texts below the story that
    readers can reply to, or that say whose they are and how old.
    """
    commenters = [place for place, unit in enumerate(units) if furniture.is_commenter(unit.text)]
    start = _find_answerable(units)
    if len(commenters) < _MANY_COMMENTERS:
        return start
    return commenters[0] if start is None else min(start, commenters[0])


def is_reply(text: str) -> bool:
    """Whether *text* is what readers can do below a comment: ``Reply``, ``Me gusta · Responder · 3 h``."""
    if len(text) > _LONGEST_ACTIONS or not any(map(text.lower().__contains__, _REPLY_STEMS)):
        return False
    if not _REPLY.search(apart := part_words(text)):
        return False
    rest = _OTHER_ACTIONS.sub(" ", _REPLY.sub(" ", apart))
    rest = _AGO.sub(" ", rest)
    return not any(map(str.isalpha, rest)) or is_time_line(rest.strip())


def _find_answerable(units: Sequence[Unit]) -> int | None:
    """The place of the first of several texts that readers can reply to, below most of the page's prose."""
    offered = [place for place, unit in enumerate(units) if is_reply(unit.text)]
    offered += _find_buttons(units) if len(offered) < _MANY_REPLIES else ()
    replies = [place for place in offered if not units[place].in_zone("comments", "embed", "hidden")]
    if len(replies) < _MANY_REPLIES:
        return _find_signed(units)
    start = _find_box(units, replies) or _find_dated(units, replies)
    above, below = _count_prose(units[:start]), _count_prose(units[replies[-1] :])
    return start if above > below else None


def _find_signed(units: Sequence[Unit]) -> int | None:
    """The place of the first of several texts with a name and their age, below most of the prose."""
    signed = [place for place, unit in enumerate(units) if _is_signed(unit)]
    if len(signed) < _MANY_COMMENTERS or signed[-1] - signed[0] < 2 * (len(signed) - 1):
        return None
    start = _find_box(units, signed) or signed[0]
    return start if _count_prose(units[:start]) > _count_prose(units[start:]) else None


def _is_signed(unit: Unit) -> bool:
    """Whether *unit* is a name and how long ago something was: ``Ana R., hace 3 horas``."""
    if len(unit.text) > _LONGEST_NAME or unit.link_share > _LINKED:
        return False
    if not any(map(unit.text.lower().__contains__, _AGO_WORDS)) or not (found := _AGO.search(unit.text)):
        return False
    name = unit.text[: found.start()].strip(" ,·•|–—-")
    return 0 < len(name.split()) <= _MOST_NAMES and not is_time_line(unit.text)


def _find_buttons(units: Sequence[Unit]) -> list[int]:
    """The places of the units right above buttons to reply, which are no units themselves."""
    if not units:
        return []
    buttons = islice(units[0].element.getroottree().getroot().iter("button"), _MOST_BUTTONS)
    replies = [one for one in buttons if is_reply(collapse(inner_text(one)))]
    if len(replies) < _MANY_REPLIES:
        return []
    last = {
        element: place
        for place, unit in enumerate(units)
        for element in (unit.element, *islice(unit.element.iterancestors(), _BOX_HEIGHT))
    }
    above = (
        (
            last[one]
            for box in (reply, *islice(reply.iterancestors(), _BOX_HEIGHT))
            for one in islice(box.itersiblings(preceding=True), _BOX_HEIGHT)
            if one in last
        )
        for reply in replies
    )
    return sorted({next(places, 0) for places in above} - {0})


def _count_prose(units: Sequence[Unit]) -> int:
    """Characters of the paragraphs among *units*."""
    return sum(len(unit.text) for unit in units if len(unit.text) > _PROSE and unit.link_share < 0.5)


def _find_box(units: Sequence[Unit], replies: Sequence[int]) -> int:
    """The place where the box of the first comment begins; 0 where comments stand in no box each.

    That box is the one around the first of *replies* and not around the next.
    """
    first, second = (units[place].element for place in replies[:2])
    others = {second, *second.iterancestors()}
    box = None
    for element in (first, *first.iterancestors()):
        if element in others:
            break
        box = element
    start = replies[0]
    while start and box is not None and box in (above := units[start - 1].element, *above.iterancestors()):
        start -= 1
    return start if 0 < replies[0] - start <= _LONGEST_COMMENT else 0


def _find_dated(units: Sequence[Unit], replies: Sequence[int]) -> int:
    """The place of the line with a date above the first of *replies*, if one stands above each other too."""
    spans = [range(end - 1, begin, -1) for begin, end in pairwise((-1, *replies))]
    dated = [
        next((place for place in islice(span, _LONGEST_COMMENT) if _is_dated(units[place])), None)
        for span in spans[:_MANY_REPLIES]
    ]
    if None in dated or dated[0] is None:
        return replies[0]
    start = dated[0]
    is_name = start > 0 and is_time_line(units[start].text) and len(units[start - 1].text) <= _LONGEST_NAME
    return start - is_name


def _is_dated(unit: Unit) -> bool:
    """Whether *unit* says when somebody wrote a comment."""
    if len(unit.text) > 2 * _LONGEST_NAME:
        return False
    return bool(_AGO.search(unit.text)) or is_time_line(unit.text) or is_dated_line(unit.text)
