"""What is quoted in a text, and which works it names."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from pipelines.languages.label import is_name, judge, near
from pipelines.languages.scores import MINOR
from pipelines.languages.spans import Span
from pipelines.languages.tokens import Token

#: Longest title, words.
TITLE = 12

_QUOTED = re.compile(
    r"“([^“”\n]+)”|«([^«»\n]+)»|\"([^\"\n]+)\"|„([^„“”\n]+)[“”]|‹([^‹›\n]+)›|(?:''|``)([^'`\n]+)''"
    r"|‘([^‘’\n]{8,})’|(?<![\w'])'([^'\n]{8,})'(?![\w'])"
    r"|(?<!\w)[—–](?=\S)([^—–\n]{8,})(?<=\S)[—–](?!\w)"
)
_NOUNS = (
    "película|filme?|libro|novela|serie|canción|álbum|disco|obra|documental|cinta|ensayo|poema|revista|programa|"
    "sencillo|tema|movie|book|novel|series|song|album|show|play|documentary|essay|poem|magazine|single|track"
)
_NAMED = "titulad[oa]|titled"
#: A word that announces the title of a work, right before it.
_WORK = re.compile(rf"\b(?:{_NOUNS}|{_NAMED}|llamad[oa]|called)\W*$", re.IGNORECASE)
#: The same where the title itself has no marks: a noun needs its article there ("the play", not "they play").
_ANNOUNCED = re.compile(
    rf"\b(?:(?:el|la|las?|los|un|una|su|sus|del|al|the|an?|his|her|its|their|this|est[ae])\s(?:{_NOUNS})|{_NAMED})"
    r",?\s(?=\w)",
    re.IGNORECASE,
)
#: What may stand between two words of a title.
_INSIDE = re.compile(r"[ \u00a0]|[-–&'’:]|: | & ")
#: Characters before a fragment in which an announcing word stands.
_REACH = 40


def find_quotations(text: str) -> list[tuple[int, int]]:
    """Where the insides of quotation marks, and of dashes used like them, begin and end, in order."""
    return [match.span(match.lastindex or 0) for match in _QUOTED.finditer(text)]


def is_announced(text: str, start: int) -> bool:
    """Whether a word that announces a work ("la película", "titled") stands right before *start*."""
    return _WORK.search(text[max(0, start - _REACH) : start]) is not None


def find_titles(text: str, words: Sequence[Token], language: str) -> list[Span]:
    """The titles of works that are announced without marks, in another language than *language*.

    "La película The Power of the Dog ganó": the run of capitals, small words between them.
    """
    starts = [word.start for word in words]
    found = []
    for match in _ANNOUNCED.finditer(text):
        first = bisect_left(starts, match.end())
        title = _take_title(text, words[first : first + TITLE])
        if not title or title[0].start != match.end() or is_name(title):
            continue
        judged = judge(title, near(language))
        if judged.language not in {language, "und"}:
            found.append(Span(title[0].start, title[-1].end, judged.language, judged.confidence))
    return found


def _take_title(text: str, words: Sequence[Token]) -> Sequence[Token]:
    """The words from the first that are spelt as a title is; they end on a capital."""
    taken = 0
    for number, word in enumerate(words):
        if number and not _INSIDE.fullmatch(text, words[number - 1].end, word.start):
            break
        if word.capital:
            taken = number + 1
        elif not number or word.word not in MINOR:
            break
    return words[:taken]
