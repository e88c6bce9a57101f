"""Spanish futures and conditionals of English verbs, where no phrase has the verb behind "will" or "would".

Phrases have most verbs in some forms only; the future of a Spanish infinitive is regular but for its stem.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from translations.phrases.model import LOGS
from translations.phrases.words import Token

if TYPE_CHECKING:
    from translations.phrases.model import Direction
    from translations.phrases.search import Options

_FUTURE, _CONDITIONAL = ("é", "emos", "á", "án"), ("ía", "íamos", "ía", "ían")
_ENDINGS = {"will": _FUTURE, "'ll": _FUTURE, "wo": _FUTURE, "would": _CONDITIONAL}
_NOT = frozenset(("not", "n't"))
#: Places among the endings of the subjects that tell theirs; of others the verb may be one's or several's.
_PERSONS = {
    "i": (0,),
    "we": (1,),
    "he": (2,),
    "she": (2,),
    "it": (2,),
    "this": (2,),
    "that": (2,),
    "they": (3,),
}
_OTHERS = (2, 3)
#: Behind these "will" is a noun: "God's will", "a will".
_DETERMINERS = frozenset(
    ("the", "a", "an", "my", "your", "his", "its", "our", "their", "no", "every", "own", "'s")
)
#: Stems that lose or change a letter in the future; others are the infinitive.
_STEMS = (
    (
        re.compile(r"(?<=[nl])[ei]r$"),
        "dr",
        re.compile(r"(?:^|de|man|re|ob|con|sos|abs|entre)tener$|poner$|venir$|^valer$|^salir$"),
    ),
    (re.compile(r"er$"), "r", re.compile(r"^(?:poder|saber|haber|caber|querer)$")),
    (re.compile(r"cer$"), "r", re.compile(r"(?:^|des|re)hacer$|satisfacer$")),
    (re.compile(r"ecir$"), "ir", re.compile(r"^(?:pre|contra)?decir$")),
    (re.compile(r"ír$"), "ir", re.compile(r"ír$")),
)
_INFINITIVE = re.compile(r"(?P<verb>\w+(?:[aei]r|ír))(?P<se>se)?")
#: What tells the future in Spanish, or what might be.
_FUTURE_WORD = re.compile(r"\w+r(?:é|ás|á|emos|án|ía[ns]?|íamos)|v[ao]y?|vas|vamos|van|iba[ns]?|íbamos")
#: Renderings of a verb that are tried, and their chance of being meant below which they are not.
_MOST, _LEAST = 3, 0.05
_MOST_TOLD = 6


def join_futures(tokens: Sequence[Token], direction: "Direction") -> list[Token]:
    """*tokens* with a verb behind "will" or "would" joined to it, where no phrase has both."""
    if (direction.source, direction.target) != ("en", "es"):
        return list(tokens)
    joined, place = list[Token](), 0
    while place < len(tokens):
        words = [token.text.lower() for token in tokens[place : place + 3]]
        size = 3 if len(words) > 2 and words[1] in _NOT else 2
        ways: tuple[tuple[str, ...], ...] = ()
        if (
            words[0] in _ENDINGS
            and len(words) >= size
            and _is_auxiliary([token.text for token in tokens[max(0, place - 1) : place + 2]], min(place, 1))
            and not any(token.said for token in tokens[place : place + size])
        ):
            subject = tokens[place - 1].text.lower() if place else ""
            ways = _say(words[:size], subject, direction)
        if ways:
            start, end = tokens[place].start, tokens[place + size - 1].end
            joined.append(Token(" ".join(words[:size]), start, end, ways))
            place += size
        else:
            joined.append(tokens[place])
            place += 1
    return joined


def forbid_presents(options: "Options", words: Sequence[str], direction: "Direction") -> None:
    """Make the *options* unlikely that have no future for a "will" and its verb where phrases have one."""
    if (direction.source, direction.target) != ("en", "es"):
        return
    for place, word in enumerate(words[:-1]):
        if word not in _ENDINGS or not _is_auxiliary(words, place):
            continue
        end = place + (3 if words[place + 1] in _NOT else 2)
        if not _find_told(words[place:end], direction):
            continue
        for each in np.flatnonzero((options.starts <= place) & (options.ends > place)).tolist():
            start = int(options.places[each])
            said = options.words[start : start + int(options.lengths[each])].tolist()
            known = [direction.target_words[one] for one in said if one < len(direction.target_words)]
            if options.ends[each] < end or not _tells_future(known):
                options.scores[each, :4] = LOGS[-1]


def _is_auxiliary(words: Sequence[str], place: int) -> bool:
    """Whether the "will" at *place* of *words* is no noun or name: "the will", "Will Young"."""
    before = words[place - 1].lower() if place else ""
    return before not in _DETERMINERS and not words[place + 1].istitle()


def _say(words: Sequence[str], subject: str, direction: "Direction") -> tuple[tuple[str, ...], ...]:
    """What "will", perhaps "not", and a verb are in Spanish; nothing where phrases tell or it is no verb."""
    if _find_told(words, direction):
        return ()
    no = ("no",) if len(words) == 3 else ()
    if no and (told := _find_told((words[0], words[-1]), direction)):
        return tuple((*no, *each) for each in told)
    endings, persons = _ENDINGS[words[0]], _PERSONS.get(subject, _OTHERS)
    infinitives = islice(_find_infinitives(words[-1], direction), _MOST)
    return tuple(
        (*no, *se, write_future(verb, endings[person])) for verb, se in infinitives for person in persons
    )


def _find_told(words: Sequence[str], direction: "Direction") -> list[tuple[str, ...]]:
    """What phrases have for *words* that is a future or conditional, the likeliest first."""
    row = direction.find_row(words)
    if row is None:
        return []
    pairs = range(int(direction.table.firsts[row]), int(direction.table.behinds[row]))
    said = (direction.read_pair(pair) for pair in pairs)
    return list(islice((each for each in said if _tells_future(each)), _MOST_TOLD))


def _tells_future(words: Iterable[str]) -> bool:
    return any(_FUTURE_WORD.fullmatch(word) for word in words)


def _find_infinitives(verb: str, direction: "Direction") -> Iterator[tuple[str, tuple[str, ...]]]:
    """The infinitives that an English *verb* may be, the likeliest first, and "se" beside reflexive ones."""
    for each in direction.find_renderings(verb):
        match = _INFINITIVE.fullmatch(each.words[0]) if len(each.words) == 1 else None
        if match and each.forward >= _LEAST and _is_verb(match["verb"], direction.target_ids):
            yield match["verb"], ("se",) if match["se"] else ()


def _is_verb(infinitive: str, known: Iterable[str]) -> bool:
    """Whether other forms of *infinitive* are *known*: "lugar" has none."""
    stem = infinitive[:-2]
    others = ("ando", "ado") if infinitive.endswith("ar") else ("iendo", "yendo", "ido", "ído")
    return any(stem + ending in known for ending in others)


def write_future(infinitive: str, ending: str) -> str:
    """The form of a Spanish *infinitive* with the *ending* of a future or conditional."""
    for place, changed, verbs in _STEMS:
        if verbs.search(infinitive):
            return place.sub(changed, infinitive) + ending
    return infinitive + ending
