"""How many words stories have, by what they have in common: what relative frequencies are of."""

from collections.abc import Collection, Mapping, Sequence
from functools import reduce
from itertools import compress
from operator import add
from typing import Any

import sqlalchemy as sa

from dosvoces.core.record import Block
from dosvoces.corpus.frequency import Grouping
from dosvoces.corpus.kwic import count_words
from dosvoces.store.dividing import Place, select_standing
from dosvoces.store.fields import FIELDS, field_of
from dosvoces.store.listing import StoryFilter, is_printed_too, narrow
from dosvoces.store.stems import ALGORITHMS
from dosvoces.store.tables import stories, word_counts

_COUNTED = tuple(column.name for column in word_counts.columns if not column.primary_key)


def make_counts(blocks: Sequence[Block], sentences: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """The row of ``word_counts`` of a story that has these *blocks* and *sentences*, but for its number."""
    texts: dict[str, list[str]] = {name: [] for name in _COUNTED}
    for block in blocks:
        texts[f"printed_{field_of(block.role)}"].append(block.text)
    places = [Place(row["block"], row["start"], row["stop"], row["origin"]) for row in sentences]
    for row in compress(sentences, select_standing(places)):
        if row["translation"] and row["role"]:
            texts[f"other_{field_of(row['role'])}"].append(row["translation"])
    # All of a field at once: to ask for each sentence takes twice as long.
    return {name: count_words("\n".join(some)) if some else 0 for name, some in texts.items()}


def _sum(side: str, fields: Collection[str]) -> sa.ColumnElement[int]:
    return reduce(add, (word_counts.c[f"{side}_{field}"] for field in fields))


def _choose_side(language: str, fields: Collection[str]) -> sa.ColumnElement[int]:
    """The words of a story on the side of *language*; those printed where it is empty."""
    printed = _sum("printed", fields)
    return (
        sa.case((stories.c.language == language, printed), else_=_sum("other", fields))
        if language
        else printed
    )


def sum_words(
    connection: sa.Connection,
    chosen: StoryFilter,
    language: str = "",
    fields: Collection[str] = FIELDS,
    by: Grouping = "form",
) -> dict[str, int]:
    """How many words a concordance looks through in the stories that are as *chosen*, for each key of *by*.

    They are those in *fields* that are printed in Spanish and English stories or, with *language*, those on
    the side of that language, as :func:`~dosvoces.store.concordance.find_lines` takes it. Of countries there
    are the outlets, of forms all words under an empty key.
    """
    conditions = [*narrow(chosen)]
    if language:
        conditions += [(stories.c.language == language) | (stories.c.target == language)]
        conditions += [~is_printed_too(chosen, language)]
    else:
        conditions += [stories.c.language.in_(ALGORITHMS)]
    joined = stories.join(word_counts, word_counts.c.seq == stories.c.seq)
    if by in ("form", "field"):
        parts = {field: (field,) for field in fields} if by == "field" else {"": tuple(fields)}
        sums = [sa.func.sum(_choose_side(language, some)) for some in parts.values()]
        found = connection.execute(sa.select(*sums).select_from(joined).where(*conditions)).one()
        return {key: int(number or 0) for key, number in zip(parts, found, strict=True)}
    columns = {"outlet": stories.c.outlet, "country": stories.c.outlet, "section": stories.c.section}
    key = columns.get(by, sa.func.substr(stories.c.moment, 1, 7))
    query = sa.select(key, sa.func.sum(_choose_side(language, fields))).select_from(joined)
    return {row[0]: int(row[1]) for row in connection.execute(query.where(*conditions).group_by(key))}
