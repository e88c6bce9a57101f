"""Queries of the reader: stories newest first, filtered, searched, one at a time."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from dosvoces.core.record import Article, BilingualRecord
from dosvoces.corpus.beside import Beside
from dosvoces.corpus.collocates import Collocate, Rendering
from dosvoces.corpus.cql import Pattern
from dosvoces.corpus.frequency import Grouping
from dosvoces.corpus.mixing import Mixing
from dosvoces.corpus.vocabulary import Vocabulary
from dosvoces.store import bilingual, catalogue, corrections, queries
from dosvoces.store.articles import TARGETS, load_versions
from dosvoces.store.collocates import find_collocates, find_renderings
from dosvoces.store.concordance import (
    MOST_LINES,
    Concordance,
    ConcordanceLine,
    find_lines,
    read_lines,
)
from dosvoces.store.correction_queue import Number, Part, ToCorrect, count_waiting, find_part
from dosvoces.store.corrections import Correction
from dosvoces.store.coverage import Coverage, count_coverage, count_each
from dosvoces.store.fields import FIELDS
from dosvoces.store.fragments import (
    Cell,
    Facets,
    FragmentFilter,
    StoryFragment,
    count_cells,
    count_facets,
    list_fragments,
    read_fragments,
)
from dosvoces.store.listing import Story, StoryFilter, follow, narrow, read_story
from dosvoces.store.mixing import Grouping as MixingGrouping
from dosvoces.store.mixing import sum_mixing
from dosvoces.store.searching import Results, search
from dosvoces.store.store import Store
from dosvoces.store.tables import articles, removals, stories, stories_seen
from dosvoces.store.trends import Count, count_stories
from dosvoces.store.vocabulary import count_vocabulary
from dosvoces.store.words import sum_words


class Near(msgspec.Struct, frozen=True, kw_only=True):
    """A story that says nearly the same as another."""

    article_id: str
    outlet: str
    language: str
    headline: str


class FullStory(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a story with all that belongs to it."""

    article: Article
    #: With the translation, if there is one, and the counterpart, if there is one.
    record: BilingualRecord
    #: Numbers of the versions there are.
    versions: tuple[int, ...]
    corrections: tuple[Correction, ...]
    #: The stories that say nearly the same, on this site or others; the outlet's own edition is none of them.
    near: tuple[Near, ...]


class Browser:
    """A reader's view of a store."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def catch_up(self) -> int:
        """Takes some of what was stored lately into the catalogue; gives how many stories, 0 at the end."""
        with self.store._reading("looking for new stories") as connection:
            if catalogue.find_news(connection, 1)[1] is None:
                return 0
        with self.store._writing("taking stories into the catalogue", alone=True) as connection:
            return catalogue.catch_up(connection)

    def newest(self, chosen: StoryFilter, *, limit: int = 30, cursor: str = "") -> list[Story]:
        """The newest stories that are as *chosen*, those after *cursor* when it is given."""
        query = sa.select(stories).where(*narrow(chosen))
        if cursor and (after := follow(cursor)) is not None:
            query = query.where(after)
        query = query.order_by(stories.c.moment.desc(), stories.c.seq.desc()).limit(limit)
        with self.store._reading("listing stories") as connection:
            return [read_story(row) for row in connection.execute(query)]

    def count(self, chosen: StoryFilter) -> int:
        """How many stories are as *chosen*."""
        query = sa.select(sa.func.count()).select_from(stories).where(*narrow(chosen))
        with self.store._reading("counting stories") as connection:
            return int(connection.execute(query).scalar_one())

    def state(self) -> object:
        """Something that is another whenever the catalogue is."""
        with self.store._reading("looking at the catalogue") as connection:
            until = connection.execute(sa.select(stories_seen.c.until)).scalar()
            return until, connection.execute(sa.select(sa.func.max(removals.c.id))).scalar()

    def numbers(self, name: str, most: int = 10_000) -> dict[str, int]:
        """How many stories there are of each ``outlet``, ``section`` or ``language``, the most first."""
        with self.store._reading("counting stories") as connection:
            return count_each(connection, stories.c[name], most)

    def coverage(self, days: int = 60) -> Coverage:
        """What there is, the stories of the last *days* days by day."""
        with self.store._reading("counting stories") as connection:
            return count_coverage(connection, days)

    def mixing(self, chosen: StoryFilter, by: MixingGrouping) -> dict[str, Mixing]:
        """How much the stories that are as *chosen* mix languages, by what *by* names, in order."""
        with self.store._reading("summing up languages") as connection:
            return sum_mixing(connection, chosen, by)

    def concordance(
        self,
        pattern: Pattern,
        chosen: StoryFilter,
        language: str = "",
        fields: Collection[str] = FIELDS,
        most: int = MOST_LINES,
        beside: Beside | None = None,
    ) -> Concordance:
        """The lines that *pattern* finds; see :func:`~dosvoces.store.concordance.find_lines`."""
        with self.store._reading("making a concordance") as connection:
            return find_lines(connection, pattern, chosen, language, fields, most, beside)

    def collocates(
        self, pattern: Pattern, chosen: StoryFilter, language: str = "", fields: Collection[str] = FIELDS
    ) -> list[Collocate]:
        """The words typical of *pattern*; see :func:`~dosvoces.store.collocates.find_collocates`."""
        with self.store._reading("looking for collocates") as connection:
            return find_collocates(connection, pattern, chosen, language, fields)

    def renderings(
        self, pattern: Pattern, chosen: StoryFilter, language: str = "", fields: Collection[str] = FIELDS
    ) -> list[Rendering]:
        """The words beside *pattern*; see :func:`~dosvoces.store.collocates.find_renderings`."""
        with self.store._reading("looking for renderings") as connection:
            return find_renderings(connection, pattern, chosen, language, fields)

    def read_lines(
        self,
        pattern: Pattern,
        chosen: StoryFilter,
        language: str = "",
        fields: Collection[str] = FIELDS,
        beside: Beside | None = None,
    ) -> Iterator[ConcordanceLine]:
        """Every line that *pattern* finds; see :func:`~dosvoces.store.concordance.read_lines`."""
        with self.store._reading("making a concordance") as connection:
            yield from read_lines(connection, pattern, chosen, language, fields, beside=beside)

    def count_words(
        self,
        chosen: StoryFilter,
        language: str = "",
        fields: Collection[str] = FIELDS,
        by: Grouping = "form",
    ) -> dict[str, int]:
        """How many words there are of what *by* names; see :func:`~dosvoces.store.words.sum_words`."""
        with self.store._reading("counting words") as connection:
            return sum_words(connection, chosen, language, fields, by)

    def vocabulary(
        self, chosen: StoryFilter, language: str = "", fields: Collection[str] = FIELDS
    ) -> tuple[Vocabulary, Vocabulary]:
        """The words of *chosen* and of the rest; see :func:`~dosvoces.store.vocabulary.count_vocabulary`."""
        with self.store._reading("counting words") as connection:
            return count_vocabulary(connection, chosen, language, fields)

    def count_by_period(
        self,
        text: str,
        chosen: StoryFilter,
        *,
        months: bool,
        outlets: bool,
        fields: Collection[str] = FIELDS,
    ) -> list[Count]:
        """How many of the stories that are as *chosen* the query *text* finds, in each day or month.

        All of them where *text* is empty; with *outlets* for each outlet. Raises
        :exc:`~dosvoces.core.errors.StoreError` when there is nothing to look for in *text*.
        """
        query = queries.parse(text) if text else None
        with self.store._reading("counting stories") as connection:
            return count_stories(connection, query, chosen, months=months, outlets=outlets, fields=fields)

    def search(
        self,
        text: str,
        chosen: StoryFilter,
        *,
        limit: int = 30,
        offset: int = 0,
        fields: Collection[str] = FIELDS,
    ) -> Results:
        """What *text* finds in either language, best first; a story counts once, where it fits best.

        *fields* are the parts of the page that are searched (:data:`~dosvoces.store.fields.FIELDS`).

        Raises :exc:`~dosvoces.core.errors.StoreError` when there is nothing to look for in *text*.
        """
        with self.store._reading("searching") as connection:
            return search(connection, text, chosen, limit=limit, offset=offset, fields=fields)

    def fragment_cells(self, chosen: FragmentFilter) -> list[Cell]:
        """How many fragments there are of what; see :func:`~dosvoces.store.fragments.count_cells`."""
        with self.store._reading("counting fragments") as connection:
            return count_cells(connection, chosen)

    def fragment_facets(self, chosen: FragmentFilter, cells: Sequence[Cell] | None = None) -> Facets:
        """How many fragments are as *chosen*; see :func:`~dosvoces.store.fragments.count_facets`."""
        with self.store._reading("counting fragments") as connection:
            return count_facets(connection, chosen, cells)

    def fragments(self, chosen: FragmentFilter, *, limit: int = 50, cursor: str = "") -> list[StoryFragment]:
        """The newest fragments that are as *chosen*, those behind *cursor* when it is given."""
        with self.store._reading("listing fragments") as connection:
            return list_fragments(connection, chosen, limit=limit, cursor=cursor)

    def all_fragments(
        self, chosen: FragmentFilter, *, include_reserved: bool = False
    ) -> Iterator[StoryFragment]:
        """All fragments that are as *chosen*; see :func:`~dosvoces.store.fragments.read_fragments`."""
        with self.store._reading("reading fragments") as connection:
            yield from read_fragments(connection, chosen, include_reserved=include_reserved)

    def full_story(
        self, article_id: str, version: int | None = None, *, include_reserved: bool = True
    ) -> FullStory | None:
        """A story with all that belongs to it, by default its latest version; None when there is none.

        Without *include_reserved* it has no counterpart in which the outlet reserves its rights.
        """
        if "\0" in article_id or not (version is None or 0 < version < 2**31):
            return None
        number = articles.c.latest if version is None else articles.c.version == version
        own = (articles.c.id == article_id) & number
        with self.store._reading("reading a story") as connection:
            query = sa.select(articles).where(own)
            found = list(
                bilingual.read_records(
                    connection, query, translated_only=False, include_reserved=include_reserved
                )
            )
            return _full_story(connection, found[0][0], [record for _, record in found]) if found else None

    def versions(self, article_id: str) -> list[Article]:
        """Every version of a story, first to last."""
        if "\0" in article_id:
            return []
        with self.store._reading("reading versions") as connection:
            return load_versions(connection, article_id)

    def records(self, ids: Sequence[str]) -> Iterator[tuple[str, BilingualRecord]]:
        """The latest records of the articles *ids*, in that order, each with its cluster's name.

        They have no counterpart in which the outlet reserves its rights.
        """
        for start in range(0, len(ids), catalogue.AT_ONCE):
            some = ids[start : start + catalogue.AT_ONCE]
            query = sa.select(articles).where(articles.c.id.in_(some), articles.c.latest)
            with self.store._reading("reading records") as connection:
                found = {
                    row.id: (str(row.cluster), record)
                    for row, record in bilingual.read_records(
                        connection, query, translated_only=False, include_reserved=False
                    )
                }
            yield from (found[id_] for id_ in some if id_ in found)

    def correct(self, correction: Correction) -> Correction | None:
        """Puts a correction into the translation, keeps and remembers it; None without such a sentence."""
        with self.store._writing("correcting a translation", alone=True) as connection:
            return corrections.save(connection, correction, self.store._stamp(connection))

    def undo(self, number: int, author: str) -> Correction | None:
        """Takes a correction back; see :func:`~dosvoces.store.corrections.undo`."""
        with self.store._writing("undoing a correction", alone=True) as connection:
            return corrections.undo(connection, number, author, self.store._stamp(connection))

    def find_to_correct(self, wanted: ToCorrect, after: str = "", most: int = 1) -> Part:
        """Some of the queue; see :func:`~dosvoces.store.correction_queue.find_part`."""
        with self.store._reading("looking for sentences to correct") as connection:
            return find_part(connection, wanted, after, most)

    def count_to_correct(self, wanted: ToCorrect) -> Number:
        """How many sentences are in the queue, at most :data:`~dosvoces.store.correction_queue.MOST`."""
        with self.store._reading("counting sentences to correct") as connection:
            return count_waiting(connection, wanted)

    def corrections(self, *, limit: int = 100, offset: int = 0, author: str = "") -> list[Correction]:
        """The last corrections, newest first; with *author* those of one person."""
        with self.store._reading("reading corrections") as connection:
            return corrections.load_all(connection, limit, offset, author)


def _full_story(connection: sa.Connection, row: Any, records: Sequence[BilingualRecord]) -> FullStory:
    """What belongs to article row *row*, of which *records* are made."""
    target = TARGETS.get(row.base_language, "")
    wanted = next((record for record in records if record.target_language == target), None)
    article = records[0].article
    numbers = sa.select(articles.c.version).where(articles.c.id == row.id).order_by(articles.c.version)
    near = (
        sa.select(articles.c.id, articles.c.outlet, articles.c.base_language, articles.c.headline)
        .where(articles.c.cluster == row.cluster, articles.c.latest, articles.c.id != row.id)
        .order_by(articles.c.seq)
        .limit(20)
    )
    record = wanted or BilingualRecord(article=article, target_language=target)
    return FullStory(
        article=article,
        record=record,
        versions=tuple(connection.execute(numbers).scalars()),
        corrections=tuple(corrections.load(connection, row.id, row.version)),
        near=tuple(
            Near(article_id=id_, outlet=outlet, language=language, headline=headline)
            for id_, outlet, language, headline in connection.execute(near)
            if record.counterpart is None or id_ != record.counterpart.id
        ),
    )
