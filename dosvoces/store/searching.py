"""What a search finds, with the passage, its marks and the sentence that it leads to."""

from collections.abc import Collection, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from dosvoces.store import passages, queries, ranking, snippets
from dosvoces.store.fields import FIELDS
from dosvoces.store.listing import Story, StoryFilter, narrow, read_story
from dosvoces.store.passages import TextKey
from dosvoces.store.places import load_rows
from dosvoces.store.queries import Query
from dosvoces.store.ranking import Found
from dosvoces.store.snippets import Snippet
from dosvoces.store.stems import ALGORITHMS
from dosvoces.store.tables import stories

#: Searches beyond this many results are better narrowed than paged through or taken away.
DEEPEST = 2000

_COLUMNS = ("seq", "block", "start", "stop", "translation", "anchor")


class Results(msgspec.Struct, frozen=True, kw_only=True):
    """Some of what a search finds."""

    stories: tuple[Story, ...]
    #: How many stories it finds; *more* when only the last :data:`~dosvoces.store.ranking.MOST` texts count.
    total: int
    more: bool


def _find_anchors(
    connection: sa.Connection, query: Query, found: Sequence[Found], shown: Sequence[Snippet]
) -> list[str]:
    """The sentence in which each of *shown* has its first mark; empty where nothing is marked."""
    wanted = {(each.row.seq, it.block) for each, it in zip(found, shown, strict=True) if it.marks}
    rows: dict[tuple[int, int], list[Any]] = {place: [] for place in wanted}
    for row in load_rows(connection, "block", _COLUMNS, wanted):
        rows[row[0], row[1]].append(row)
    return [
        _find_anchor(query, each, snippet, rows[each.row.seq, snippet.block]) if snippet.marks else ""
        for each, snippet in zip(found, shown, strict=True)
    ]


def _find_anchor(query: Query, found: Found, snippet: Snippet, rows: Sequence[Any]) -> str:
    """The sentence of *rows*, those of the block of *snippet*, that has its first mark."""
    own, at = found.language == found.row.language, snippet.start + snippet.marks[0][0]
    for _, _, start, stop, translation, anchor in rows:
        if start <= at < stop if own else snippets.finds(query, found.language, translation):
            return str(anchor)
    return ""


def search(
    connection: sa.Connection,
    text: str,
    chosen: StoryFilter,
    *,
    limit: int,
    offset: int,
    fields: Collection[str] = FIELDS,
) -> Results:
    """What *text* finds; see :meth:`~dosvoces.store.browsing.Browser.search`."""
    query = queries.parse(text)
    limit = max(0, min(limit, DEEPEST - offset))
    # Whoever takes many away wants as many as there are: a story may be found in both of its languages.
    most = max(ranking.MOST, 2 * limit)
    ranked = ranking.rank(
        connection,
        query,
        list(ALGORITHMS),
        stories,
        narrow(chosen),
        limit=limit,
        offset=offset,
        most=most,
        fields=fields,
    )
    keys = [
        TextKey(row.seq, row.article_id, row.version, language, language == row.language)
        for row, language, _ in ranked.found
    ]
    texts = passages.load_passages(connection, keys)
    shown = [
        snippets.show(query, each.language, blocks, fields)
        for each, blocks in zip(ranked.found, texts, strict=True)
    ]
    anchors = _find_anchors(connection, query, ranked.found, shown)
    results = []
    for each, snippet, anchor in zip(ranked.found, shown, anchors, strict=True):
        own = each.language == each.row.language
        headline = each.row.headline if own else each.row.translated_headline
        found = {"snippet": snippet.text, "marks": snippet.marks, "role": snippet.role, "anchor": anchor}
        titled = snippets.mark(query, each.language, headline)
        results.append(read_story(each.row, **found, found_in=each.language, headline_marks=titled))
    return Results(stories=tuple(results), total=ranked.total, more=ranked.more)
