"""The queue of sentences to correct: those in which a check failed, or all that are as wanted."""

import re
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from itertools import islice
from typing import Any

import msgspec
import sqlalchemy as sa

from dosvoces.store import queries, snippets
from dosvoces.store.listing import StoryFilter, narrow
from dosvoces.store.matching import select_matches
from dosvoces.store.stems import ALGORITHMS
from dosvoces.store.tables import corrections, sentences, stories

#: Sentences that are counted; more are "more than" these.
MOST = 1000

#: Sentences that are looked at for one page: words may stand elsewhere in their stories.
_LOOKED = 5000

_ROWS = 500

#: A cursor: the story's moment and number, and the sentence's.
_CURSOR = re.compile(r"([0-9TZ:-]{0,20})~(\d{1,15})~(\d{1,9})", re.ASCII)


class ToCorrect(msgspec.Struct, frozen=True, kw_only=True):
    """Which sentences are wanted."""

    #: What their stories are like; its `flag` is what the sentence itself failed.
    stories: StoryFilter = StoryFilter()
    #: Also those in which no check failed.
    every: bool = False
    #: A search whose words stand in the sentence or in its translation; empty for any.
    text: str = ""


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence of the queue."""

    article_id: str
    version: int
    #: Number of the sentence on the story's page.
    number: int
    #: Where the queue goes on behind it.
    cursor: str


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """Some of the queue."""

    sentences: tuple[Waiting, ...]
    #: Where it was looked at last, and whether there may be more behind that.
    after: str
    more: bool


class Number(msgspec.Struct, frozen=True):
    """How many sentences are in the queue; at least so many when there may be *more*."""

    counted: int
    more: bool


def _is_corrected() -> sa.ColumnElement[bool]:
    """Whether somebody corrected the sentence, also since the catalogue was made."""
    made = corrections.c
    same = (made.article_id == stories.c.article_id) & (made.version == stories.c.version)
    text = made.before == sentences.c.translation, made.after == sentences.c.translation
    return sa.exists(sa.select(made.id).where(same, made.source == sentences.c.text, sa.or_(*text)))


def _select(postgresql: bool, wanted: ToCorrect) -> sa.Select[Any]:
    conditions = [
        *narrow(wanted.stories),
        # A person's own edition is not ours to correct.
        sentences.c.anchor.like("s%"),
        ~_is_corrected(),
    ]
    if not wanted.every and not wanted.stories.flag:
        conditions += [stories.c.flags != "", sentences.c.flags != ""]
    if wanted.stories.flag:
        conditions.append(sentences.c.flags.contains(f" {wanted.stories.flag} ", autoescape=True))
    if wanted.text:
        # The sum keeps a database from beginning with these stories and sorting all of their sentences.
        conditions += select_matches(postgresql, queries.parse(wanted.text), number=stories.c.seq + 0)
    texts = (
        [sentences.c[name] for name in ("language", "text", "target", "translation")] if wanted.text else []
    )
    columns = (stories.c.moment, stories.c.article_id, stories.c.version)
    return (
        sa.select(*columns, sentences.c.seq, sentences.c.number, sentences.c.anchor, *texts)
        .join(sentences, sentences.c.seq == stories.c.seq)
        .where(*conditions)
        .order_by(stories.c.moment.desc(), stories.c.seq.desc(), sentences.c.number)
    )


def _continue(query: sa.Select[Any], after: str) -> Iterator[sa.Select[Any]]:
    """*query* behind the cursor *after*: the rest of its story, then the stories behind it."""
    ours = _CURSOR.fullmatch(after)
    if ours is None:
        yield query
        return
    moment, seq, number = ours[1], int(ours[2]), int(ours[3])
    yield query.where(stories.c.seq == seq, sentences.c.number > number)
    yield query.where(sa.tuple_(stories.c.moment, stories.c.seq) < sa.tuple_(moment, seq))


def _make_test(text: str) -> Callable[[Any], bool]:
    """Tells whether the words of the search *text* stand in a row, on one of its sides."""
    if not text:
        return lambda _: True
    query = queries.parse(text)

    def holds(row: Any) -> bool:
        sides = ((row.language, row.text), (row.target, row.translation))
        return any(
            language in ALGORITHMS and snippets.holds(query, language, side) for language, side in sides
        )

    return holds


def _look(
    connection: sa.Connection, wanted: ToCorrect, after: str
) -> Generator[tuple[Waiting, bool], None, None]:
    """The sentences that the database finds behind *after*, and whether they hold the words wanted."""
    holds = _make_test(wanted.text)
    rows = connection.execution_options(yield_per=_ROWS)
    for query in _continue(_select(connection.dialect.name == "postgresql", wanted), after):
        with rows.execute(query) as found:
            for row in found:
                waiting = Waiting(
                    article_id=row.article_id,
                    version=row.version,
                    number=int(row.anchor[1:]),
                    cursor=f"{row.moment}~{row.seq}~{row.number}",
                )
                yield waiting, holds(row)


def find_part(connection: sa.Connection, wanted: ToCorrect, after: str = "", most: int = 1) -> Part:
    """The first *most* sentences that are as *wanted*, or the first behind *after*; stories newest first.

    There may be fewer though it goes on: so many are looked at at once. Raises
    :exc:`~dosvoces.core.errors.QueryError` when there is nothing to look for in the text.
    """
    found: list[Waiting] = []
    with closing(_look(connection, wanted, after)) as looking:
        for looked, (waiting, holds) in enumerate(looking, 1):
            found += [waiting] if holds else []
            after = waiting.cursor
            if len(found) >= most or looked >= _LOOKED:
                return Part(sentences=tuple(found), after=after, more=True)
    return Part(sentences=tuple(found), after=after, more=False)


def count_waiting(connection: sa.Connection, wanted: ToCorrect) -> Number:
    """How many sentences are as *wanted*, at most :data:`MOST`."""
    counted = looked = 0
    with closing(_look(connection, wanted, "")) as looking:
        for _, holds in islice(looking, _LOOKED):
            counted, looked = counted + holds, looked + 1
            if counted > MOST:
                return Number(MOST, more=True)
    return Number(counted, more=looked >= _LOOKED)
