"""The queue of sentences to correct: those in which a check failed, or all that are as wanted."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec
import sqlalchemy as sa

from dosvoces.store.listing import StoryFilter, narrow
from dosvoces.store.tables import sentences, stories

#: Sentences that are counted; more are "more than" these.
MOST = 1000

#: A cursor: the story's moment and number, and the sentence's.
_CURSOR = re.compile(r"([0-9TZ:-]{0,20})~(\d{1,15})~(\d{1,9})", re.ASCII)


class ToCorrect(msgspec.Struct, frozen=True, kw_only=True):
    """Which sentences are wanted."""

    #: What their stories are like; its `flag` is what the sentence itself failed.
    stories: StoryFilter = StoryFilter()
    #: Also those in which no check failed.
    every: bool = False


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence of the queue."""

    article_id: str
    version: int
    #: Number of the sentence on the story's page.
    number: int
    #: Where the queue goes on behind it.
    cursor: str


def _select(wanted: ToCorrect) -> sa.Select[Any]:
    conditions = [
        *narrow(wanted.stories),
        # A person's own edition is not ours to correct.
        sentences.c.anchor.like("s%"),
    ]
    if not wanted.every and not wanted.stories.flag:
        conditions += [stories.c.flags != "", sentences.c.flags != ""]
    if wanted.stories.flag:
        conditions.append(sentences.c.flags.contains(f" {wanted.stories.flag} ", autoescape=True))
    columns = (stories.c.moment, stories.c.article_id, stories.c.version)
    return (
        sa.select(*columns, sentences.c.seq, sentences.c.number, sentences.c.anchor)
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


def find_next(connection: sa.Connection, wanted: ToCorrect, after: str = "") -> Waiting | None:
    """The first sentence that is as *wanted*, or the first behind *after*; stories newest first."""
    for query in _continue(_select(wanted), after):
        row = connection.execute(query.limit(1)).first()
        if row is not None:
            return Waiting(
                article_id=row.article_id,
                version=row.version,
                number=int(row.anchor[1:]),
                cursor=f"{row.moment}~{row.seq}~{row.number}",
            )
    return None


def count_waiting(connection: sa.Connection, wanted: ToCorrect) -> int:
    """How many sentences are as *wanted*, at most :data:`MOST` and one."""
    some = _select(wanted).limit(MOST + 1).subquery()
    return int(connection.execute(sa.select(sa.func.count()).select_from(some)).scalar_one())
