"""The words of many stories, read story by story."""

from collections.abc import Collection, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from dosvoces.core.record import Block
from dosvoces.corpus.kwic import list_forms
from dosvoces.corpus.vocabulary import Vocabulary
from dosvoces.store.damage import name_article, read
from dosvoces.store.fields import FIELDS, ROLES, select_blocks
from dosvoces.store.listing import StoryFilter, is_printed_too, narrow
from dosvoces.store.sentences import load_sentences
from dosvoces.store.stems import ALGORITHMS
from dosvoces.store.tables import articles, stories

#: Stories read at once.
_AT_ONCE = 200


class _Article(msgspec.Struct):
    blocks: tuple[Block, ...] = ()


def count_vocabulary(
    connection: sa.Connection, chosen: StoryFilter, language: str = "", fields: Collection[str] = FIELDS
) -> tuple[Vocabulary, Vocabulary]:
    """The words of the stories that are as *chosen*, and of all others.

    They are those that :func:`~dosvoces.store.words.sum_words` counts; the others are stories of the language
    that *chosen* asks for.
    """
    every = StoryFilter(language=chosen.language)
    one, rest = Vocabulary(), Vocabulary()
    is_chosen = sa.and_(sa.true(), *narrow(chosen))
    conditions: list[Any] = [*narrow(every)]
    if language:
        conditions.append((stories.c.language == language) | (stories.c.target == language))
        among = ((is_chosen, is_printed_too(chosen, language)), (~is_chosen, is_printed_too(every, language)))
        conditions += [~(side & printed) for side, printed in among]
    else:
        conditions.append(stories.c.language.in_(ALGORITHMS))
    columns = (stories.c.seq, stories.c.language, is_chosen.label("chosen"))
    query = sa.select(*columns).where(*conditions).order_by(stories.c.seq).limit(_AT_ONCE)
    after = -1
    while rows := connection.execute(query.where(stories.c.seq > after)).all():
        after = rows[-1].seq
        printed = {row.seq for row in rows if language in ("", row.language)}
        other = [row.seq for row in rows if row.seq not in printed]
        texts = {
            **_read_printed(connection, printed, fields),
            **_read_other(connection, other, language, fields),
        }
        for row in rows:
            (one if row.chosen else rest).add(list_forms(texts.get(row.seq, "")))
    return one, rest


def _read_printed(
    connection: sa.Connection, numbers: Collection[int], fields: Collection[str]
) -> dict[int, str]:
    """What is printed in *fields* of the stories *numbers*."""
    query = sa.select(articles).where(articles.c.seq.in_(numbers))
    found = {}
    for row in connection.execute(query).all():
        article = read(connection, row.payload, _Article, name_article(row.id, row.version))
        blocks = select_blocks(article.blocks, fields) if article else ()
        found[row.seq] = "\n".join(block.text for block in blocks)
    return found


def _read_other(
    connection: sa.Connection, numbers: Sequence[int], language: str, fields: Collection[str]
) -> dict[int, str]:
    """What stands in *language* beside *fields* of the stories *numbers*, printed in another one."""
    roles = {role for field in fields for role in ROLES[field]}
    texts: dict[str, list[str]] = {}
    for sentence in load_sentences(connection, numbers, language):
        if sentence.role in roles:
            texts.setdefault(sentence.article_id, []).append(sentence.translation)
    query = sa.select(stories.c.seq, stories.c.article_id).where(stories.c.seq.in_(numbers))
    return {seq: "\n".join(texts.get(article_id, ())) for seq, article_id in connection.execute(query)}
