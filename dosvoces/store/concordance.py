"""Lines of a concordance: sentences that a pattern finds, beside their other voice."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache, partial
from itertools import islice

import msgspec
import sqlalchemy as sa

from dosvoces.core.language_tags import base_language
from dosvoces.core.record import Fragment
from dosvoces.corpus.collocates import Collocate, find_near, rank_collocates
from dosvoces.corpus.cql import Anchor, Pattern
from dosvoces.corpus.kwic import Token, find_matches, make_line, tokenize
from dosvoces.store.fields import FIELDS, ROLES
from dosvoces.store.listing import StoryFilter, narrow
from dosvoces.store.payloads import unpack
from dosvoces.store.sentences import Sentence, Wanted, find_sentences, load_sentences
from dosvoces.store.stems import ALGORITHMS, fold, stem_word
from dosvoces.store.tables import articles, counterparts, stories

#: Lines of one concordance, those of the stories stored last: as many as can be sorted at once for a page.
MOST_LINES = 400

#: Sentences that are looked at for each line, so that a rare sequence of common words takes no minute.
_SENTENCES = 5

#: Stories that are looked at in each language, those stored last.
_STORIES = 5000

#: Stories whose words are counted for collocates.
MOST_STORIES = 200


class ConcordanceLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line: what was found in its sentence, and the sentence in the other language."""

    article_id: str
    version: int
    outlet: str
    #: When the story was published; see :class:`~dosvoces.store.listing.Story`.
    moment: str
    role: str
    #: The language of the sentence in which was found.
    language: str
    left: str
    node: str
    right: str
    #: The language and the text of the other side; empty while there is none.
    other_language: str
    other: str
    #: ``human`` for the outlet's own edition, ``machine`` and others for a translation; empty without one.
    origin: str
    #: Where the sentence stands on the story's page.
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
            self._fragments = unpack(payload, _Article).fragments if payload else ()
        return self._fragments


_STEMS = {language: partial(stem_word, language=language) for language in ALGORITHMS}

Match = tuple[Sentence, list[Token], tuple[int, int]]


def _want(anchor: Anchor) -> Wanted:
    return Wanted(anchor.kind, anchor.word, tuple(map(_want, anchor.others)))  # type: ignore[arg-type]


#: The outlet's own edition of a story, as a story.
_edition = stories.alias("edition")


@lru_cache(maxsize=64)
def _is_printed_too(chosen: StoryFilter, language: str) -> sa.ColumnElement[bool]:
    """Whether the outlet's own edition of a story in *language* is among the *chosen* stories itself."""
    same = (counterparts.c.article_id == stories.c.article_id) & (counterparts.c.version == stories.c.version)
    query = sa.select(counterparts.c.version).join(
        _edition, _edition.c.article_id == counterparts.c.counterpart_id
    )
    own = query.where(same, _edition.c.language == language, *narrow(chosen, _edition))
    return sa.exists(own.correlate(stories))


def _find_sentences(
    connection: sa.Connection,
    pattern: Pattern,
    chosen: StoryFilter,
    language: str,
    fields: Collection[str],
    stopped: Callable[[], object],
) -> Iterator[tuple[Sentence, str]]:
    """Sentences with all of the pattern's words, and the language whose stems are meant."""
    wanted = list(map(_want, pattern.anchors))
    find = partial(find_sentences, fields=fields, between=pattern.between, most=_STORIES, stopped=stopped)
    if language:
        once = ~_is_printed_too(chosen, language)
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


def _find_matches(
    connection: sa.Connection,
    pattern: Pattern,
    chosen: StoryFilter,
    language: str,
    fields: Collection[str],
    stopped: Callable[[], object] = bool,
) -> Iterator[Match | None]:
    """The matches, and None for each sentence without one.

    *stopped* is called where more stories hold the words than are looked at.
    """
    languages = _Languages(connection, asked=pattern.uses("lang"))
    everywhere = set(fields) == set(FIELDS)
    roles = None if everywhere else {role for field in fields for role in ROLES[field]}
    for sentence, own in _find_sentences(connection, pattern, chosen, language, fields, stopped):
        if roles is not None and sentence.role not in roles:
            continue
        found = list(_match(sentence, pattern, languages, own))
        if found:
            yield from found
        else:
            yield None


def _make_line(match: Match) -> ConcordanceLine:
    sentence, tokens, place = match
    line = make_line(sentence.found, tokens, place)
    translated = sentence.translated
    return ConcordanceLine(
        article_id=sentence.article_id,
        version=sentence.version,
        outlet=sentence.outlet,
        moment=sentence.moment,
        role=sentence.role,
        language=sentence.target if translated else sentence.language,
        left=line.left,
        node=line.node,
        right=line.right,
        other_language=sentence.language if translated else sentence.target,
        other=sentence.text if translated else sentence.translation,
        origin=sentence.origin,
        anchor=sentence.anchor,
    )


def _place(match: Match) -> tuple[str, int, int]:
    """Where on its page it is printed, or where the sentence is that it translates."""
    sentence, tokens, (begin, _) = match
    offset = 0 if sentence.translated else tokens[begin].start
    return sentence.article_id, sentence.block, sentence.start + offset


def find_lines(
    connection: sa.Connection,
    pattern: Pattern,
    chosen: StoryFilter,
    language: str = "",
    fields: Collection[str] = FIELDS,
    most: int = MOST_LINES,
) -> Concordance:
    """What *pattern* finds in stories that are as *chosen*, each place once, at most *most* lines.

    It looks in *fields* (:data:`~dosvoces.store.fields.FIELDS`), at what is printed or, with *language*, at
    the side of that language, printed or translated; of an outlet's two editions, where both are chosen, at
    the one that is printed in it.
    Where there are a translation and the outlet's own edition of a sentence, the latter stands beside it.
    """
    lines: dict[tuple[str, int, int, int], ConcordanceLine] = {}
    looked, stops = 0, list[bool]()
    seen: Counter[tuple[int, tuple[str, int, int]]] = Counter()
    stop = partial(stops.append, True)
    for match in _find_matches(connection, pattern, chosen, language, fields, stop):
        looked += 1
        if looked > _SENTENCES * most:
            stop()
            break
        if match is None:
            continue
        place = _place(match)
        # Several in one translated sentence are told apart by their order.
        row = (match[0].number, place)
        key = (*place, seen[row])
        seen[row] += 1
        if key not in lines and len(lines) >= most:
            stop()
            break
        if key not in lines or match[0].origin == "human":
            lines[key] = _make_line(match)
    return Concordance(lines=tuple(lines.values()), more=bool(stops))


def find_collocates(
    connection: sa.Connection,
    pattern: Pattern,
    chosen: StoryFilter,
    language: str = "",
    fields: Collection[str] = FIELDS,
) -> list[Collocate]:
    """The words most typical of what *pattern* finds, by logDice.

    How often a word stands elsewhere is counted in the stories in which the pattern was found, of which the
    :data:`MOST_STORIES` stored last are read.
    """
    near: dict[tuple[str, int, int], str] = {}
    found: dict[str, None] = {}
    nodes, places = 0, set()
    for match in islice(
        _find_matches(connection, pattern, chosen, language, fields), _SENTENCES * MOST_LINES
    ):
        if match is None:
            continue
        sentence, tokens, place = match
        if sentence.article_id not in found and len(found) >= MOST_STORIES:
            break
        found[sentence.article_id] = None
        where = (*_place(match), place[0])
        if where not in places:
            places.add(where)
            nodes += 1
            # A word between two nodes is near both, and stands there once.
            for at in find_near(len(tokens), place):
                near[sentence.article_id, sentence.number, at] = fold(tokens[at].word)
    return rank_collocates(near.values(), nodes, _count_words(connection, list(found), language))


def _count_words(connection: sa.Connection, ids: list[str], language: str) -> Counter[str]:
    """How often each word stands in the stories *ids*, in the text that *language* means."""
    query = sa.select(stories.c.seq).where(stories.c.article_id.in_(ids))
    numbers = [int(seq) for seq in connection.execute(query).scalars()]
    counts: Counter[str] = Counter()
    seen: set[tuple[str, int, int]] = set()
    for sentence in load_sentences(connection, numbers, language):
        place = (sentence.article_id, sentence.block, sentence.start)
        if place not in seen:
            seen.add(place)
            counts.update(fold(token.word) for token in tokenize(sentence.found, lambda _: ""))
    return counts
