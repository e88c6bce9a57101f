"""Lines of a concordance: sentences that a pattern finds, beside their other voice."""

import random
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from itertools import groupby, islice

import msgspec
import sqlalchemy as sa

from dosvoces.core.language_tags import base_language
from dosvoces.core.record import Fragment
from dosvoces.corpus.beside import Beside
from dosvoces.corpus.cql import Anchor, Pattern
from dosvoces.corpus.kwic import Token, find_matches, make_line, tokenize
from dosvoces.store.damage import name_article, read
from dosvoces.store.fields import FIELDS, ROLES
from dosvoces.store.listing import StoryFilter, is_printed_too, narrow
from dosvoces.store.sentences import Sentence, Wanted, find_sentences
from dosvoces.store.stems import ALGORITHMS, stem_word
from dosvoces.store.tables import articles, stories

#: Lines of one concordance, those of the stories stored last: as many as can be sorted at once for a page.
MOST_LINES = 400

#: Sentences that are looked at for each line, so that a rare sequence of common words takes no minute.
_SENTENCES = 5

#: Stories that are looked at in each language, those stored last.
_STORIES = 5000


class Limits(msgspec.Struct, frozen=True):
    """How many stories in each language are looked at, and how many sentences and matches; None for all."""

    stories: int | None = None
    sentences: int | None = None


EVERYTHING = Limits()

#: What is looked at for a page of lines, or of words that stand near or beside them.
PAGE = Limits(stories=_STORIES, sentences=_SENTENCES * MOST_LINES)


class ConcordanceLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line: what was found in its sentence, and the sentence in the other language."""

    article_id: str
    version: int
    outlet: str
    #: Time of publication, UTC, ``2026-11-22T10:30:00Z``; a day alone when that is all the page tells.
    moment: str
    #: As the outlet calls it; empty without one.
    section: str
    role: str
    #: The language of the sentence in which was found.
    language: str
    #: What stands before what was found.
    left: str
    #: What was found.
    node: str
    #: What stands behind it.
    right: str
    #: The language of the other side; empty while there is none.
    other_language: str
    #: The sentence of the other side.
    other: str
    #: ``human`` for the outlet's own edition, ``machine`` and others for a translation; empty without one.
    origin: str
    #: Where the sentence stands on the story's page, ``s12``.
    anchor: str


class Concordance(msgspec.Struct, frozen=True, kw_only=True):
    """Lines, those of the stories stored last first."""

    lines: tuple[ConcordanceLine, ...]
    #: Whether there may be more.
    more: bool


class _Article(msgspec.Struct):
    fragments: tuple[Fragment, ...] = ()


class _Languages:
    """The language at each character of printed blocks, read only where a pattern asks for it."""

    def __init__(self, connection: sa.Connection, *, asked: bool) -> None:
        self._connection, self._asked = connection, asked
        self._key: tuple[str, int] = ("", 0)
        self._fragments: tuple[Fragment, ...] = ()

    def find(self, sentence: Sentence) -> Callable[[int], str]:
        """What gives the language at a character of the sentence's found text."""
        if sentence.translated:
            return lambda _: sentence.target
        if not self._asked:
            return lambda _: sentence.language
        own = sorted(
            (fragment.start, fragment.end, base_language(fragment.language))
            for fragment in self._load(sentence.article_id, sentence.version)
            if fragment.block == sentence.block
        )
        starts = [start for start, _, _ in own]

        def find(place: int) -> str:
            at = sentence.start + place
            number = bisect_right(starts, at) - 1
            within = number >= 0 and at < own[number][1]
            return own[number][2] if within else sentence.language

        return find

    def _load(self, article_id: str, version: int) -> tuple[Fragment, ...]:
        if self._key != (article_id, version):
            query = sa.select(articles.c.payload).where(
                articles.c.id == article_id, articles.c.version == version
            )
            payload = self._connection.execute(query).scalar()
            self._key = (article_id, version)
            name = name_article(article_id, version)
            article = read(self._connection, payload, _Article, name) if payload else None
            self._fragments = article.fragments if article else ()
        return self._fragments


_STEMS = {language: partial(stem_word, language=language) for language in ALGORITHMS}

Match = tuple[Sentence, list[Token], tuple[int, int]]


def _want(anchor: Anchor) -> Wanted:
    return Wanted(anchor.kind, anchor.word, tuple(map(_want, anchor.others)))  # type: ignore[arg-type]


def _find_sentences(
    connection: sa.Connection,
    pattern: Pattern,
    chosen: StoryFilter,
    language: str,
    fields: Collection[str],
    most: int | None,
    stopped: Callable[[], object],
) -> Iterator[tuple[Sentence, str]]:
    """Sentences with all of the pattern's words, and the language whose stems are meant."""
    wanted = list(map(_want, pattern.anchors))
    find = partial(find_sentences, fields=fields, between=pattern.between, most=most, stopped=stopped)
    if language:
        once = ~is_printed_too(chosen, language)
        for sentence in find(connection, language, wanted, [*narrow(chosen), once]):
            yield sentence, language
        return
    # As printed: each story in its own language.
    for own in ALGORITHMS:
        of_language = [*narrow(chosen), stories.c.language == own]
        for sentence in find(connection, own, wanted, of_language):
            yield sentence, own


def _match(sentence: Sentence, pattern: Pattern, languages: _Languages, language: str) -> Iterator[Match]:
    tokens = tokenize(sentence.found, languages.find(sentence))
    for match in find_matches(pattern, tokens, sentence.role, _STEMS[language]):
        yield sentence, tokens, match


def read_matches(
    connection: sa.Connection,
    pattern: Pattern,
    chosen: StoryFilter,
    language: str,
    fields: Collection[str],
    limits: Limits,
    stopped: Callable[[], object] = bool,
) -> Iterator[Match]:
    """The matches in what *limits* let be looked at; *stopped* is called where there is more."""
    languages = _Languages(connection, asked=pattern.uses("lang"))
    everywhere = set(fields) == set(FIELDS)
    roles = None if everywhere else {role for field in fields for role in ROLES[field]}
    looked = 0
    found = _find_sentences(connection, pattern, chosen, language, fields, limits.stories, stopped)
    for sentence, own in found:
        if roles is not None and sentence.role not in roles:
            continue
        if limits.sentences is not None and looked >= limits.sentences:
            stopped()
            return
        matches = list(_match(sentence, pattern, languages, own))
        looked += max(len(matches), 1)
        yield from matches


def _make_line(match: Match) -> ConcordanceLine:
    sentence, tokens, place = match
    line = make_line(sentence.found, tokens, place)
    translated = sentence.translated
    return ConcordanceLine(
        article_id=sentence.article_id,
        version=sentence.version,
        outlet=sentence.outlet,
        moment=sentence.moment,
        section=sentence.section,
        role=sentence.role,
        language=sentence.target if translated else sentence.language,
        left=line.left,
        node=line.node,
        right=line.right,
        other_language=sentence.language if translated else sentence.target,
        other=sentence.other,
        origin=sentence.origin,
        anchor=sentence.anchor,
    )


def find_place(match: Match) -> tuple[str, int, int]:
    """Where on its page it is printed, or where the sentence is that it translates."""
    sentence, tokens, (begin, _) = match
    offset = 0 if sentence.translated else tokens[begin].start
    return sentence.article_id, sentence.block, sentence.start + offset


def read_lines(
    connection: sa.Connection,
    pattern: Pattern,
    chosen: StoryFilter,
    language: str = "",
    fields: Collection[str] = FIELDS,
    limits: Limits = EVERYTHING,
    stopped: Callable[[], object] = bool,
    beside: Beside | None = None,
) -> Iterator[ConcordanceLine]:
    """What *pattern* finds in stories that are as *chosen*, each place once, those stored last first.

    It looks in *fields* (:data:`~dosvoces.store.fields.FIELDS`), at what is printed or, with *language*, at
    the side of that language, printed or translated; of an outlet's two editions, where both are chosen, at
    the one that is printed in it.
    Where there are a translation and the outlet's own edition of a sentence, the latter stands beside it.
    *stopped* is called where there may be more than *limits* let be looked at, and *beside* is what has to
    stand in the other language.
    """
    matches = read_matches(connection, pattern, chosen, language, fields, limits, stopped)
    for _, of_story in groupby(matches, lambda match: match[0].article_id):
        lines: dict[tuple[str, int, int, int], ConcordanceLine] = {}
        seen: Counter[tuple[int, tuple[str, int, int]]] = Counter()
        for match in of_story:
            place = find_place(match)
            # Several in one translated sentence are told apart by their order.
            row = (match[0].number, place)
            key = (*place, seen[row])
            seen[row] += 1
            if key not in lines or match[0].origin == "human":
                lines[key] = _make_line(match)
        yield from (line for line in lines.values() if beside is None or beside.holds(line.other))


def find_lines(
    connection: sa.Connection,
    pattern: Pattern,
    chosen: StoryFilter,
    language: str = "",
    fields: Collection[str] = FIELDS,
    most: int = MOST_LINES,
    beside: Beside | None = None,
) -> Concordance:
    """At most *most* lines of what *pattern* finds; see :func:`read_lines`."""
    stops: list[bool] = []
    limits = Limits(stories=_STORIES, sentences=int(_SENTENCES * most))
    stopped = partial(stops.append, True)
    lines = read_lines(connection, pattern, chosen, language, fields, limits, stopped, beside)
    found = list(islice(lines, most + 1))
    return Concordance(lines=tuple(found[:most]), more=bool(stops) or len(found) > most)


def take_sample(lines: Sequence[ConcordanceLine], size: int, seed: int) -> list[ConcordanceLine]:
    """*size* of the *lines* at random, or all where there are no more; the same ones for the same *seed*."""
    return random.Random(seed).sample(lines, min(size, len(lines)))
