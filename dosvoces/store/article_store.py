"""The articles of a store: saving, reading and finding them."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from dosvoces.core.record import Article
from dosvoces.store import articles, clusters, columns, search, selection, tables
from dosvoces.store.articles import Outcome, Versions
from dosvoces.store.changes import Change, compare
from dosvoces.store.damage import read_article
from dosvoces.store.database import Database
from dosvoces.store.fields import FIELDS
from dosvoces.store.minhash import sign
from dosvoces.store.selection import Selection
from dosvoces.store.values import Hit, Sibling


class Saved(NamedTuple):
    """An article as it is stored, with its version, and what became of it."""

    article: Article
    outcome: Outcome


class ArticleStore(Database):
    """Articles with every version."""

    def save_article(self, article: Article) -> Saved:
        """Stores *article*; gives it as it is stored, and what became of it.

        It is ``new``, or ``changed``: other content than the latest version's is a version of its own. The
        same content is ``unchanged``, or ``refreshed`` where something else is told of it (dates, authors,
        rights ...), which takes its place in the latest version unless it was fetched earlier. The content of
        another article of the same outlet makes it a ``duplicate``: it is stored, linked to the first, and
        stays out of every listing. What was taken down is ``removed``, and what the site shows for a while in
        place of several stories is ``boilerplate``: neither is stored.
        """
        return self.save_articles([article])[0]

    def save_articles(self, batch: Iterable[Article]) -> list[Saved]:
        """Stores articles in order, in one transaction; see :meth:`save_article`."""
        with self._writing("storing articles", alone=True) as connection:
            now = self._stamp(connection)
            return [Saved(*articles.save(connection, article, now)) for article in batch]

    def move(self, moved: str, kept: str) -> str:
        """From now on the story of the new address *moved* and the story *kept* are one; gives its id.

        That is the one that was met first. What is newer of the other becomes its versions.
        """
        with self._writing("noting that a story moved", alone=True) as connection:
            return articles.move(connection, moved, kept, self._stamp(connection))

    def article(self, article_id: str, version: int | None = None) -> Article | None:
        """The article *article_id*, by default its latest version; None when there is none."""
        with self._reading("reading an article") as connection:
            return articles.load(connection, article_id, version)

    def find_undated(self, ids: Sequence[str]) -> set[str]:
        """Those of the articles *ids*, some hundred at most, that have no date of publication."""
        with self._reading("looking for stories without a date") as connection:
            return columns.find_undated(connection, ids)

    def articles(
        self,
        *,
        outlet: str | None = None,
        language: str | None = None,
        since: datetime | None = None,
        versions: Versions = "latest",
    ) -> Iterator[Article]:
        """Articles by outlet, day and id, duplicates left out; *since* is when they were stored.

        Memory does not grow with their number, and all belong to one moment, whatever is written meanwhile.
        Where some are damaged, all others come first and the error that names them last.
        """
        query = articles.select_in_order(outlet=outlet, language=language, versions=versions)
        if since is not None:
            query = query.where(tables.articles.c.stored_at >= since)
        with self._reading("reading articles") as connection:
            self._damage.found = {}
            for rows in articles.read(connection, query):
                found = (read_article(connection, row) for row in rows)
                yield from (article for article in found if article is not None)
            self._damage.complain()

    def search(
        self,
        text: str,
        *,
        language: str | None = None,
        outlet: str | None = None,
        since: str | None = None,
        until: str | None = None,
        limit: int = 20,
        offset: int = 0,
        fields: Collection[str] = FIELDS,
    ) -> list[Hit]:
        """What *text* finds in articles and their translations, best first.

        Words find their other forms, with or without accents and capitals; all have to be there. ``"an exact
        phrase"`` finds these very words in one paragraph, ``-without`` and ``begin*`` work as in other search
        boxes. *fields* are parts of the page, by default all of :data:`~dosvoces.store.fields.FIELDS`, of
        which what the story itself says comes first. *language* is ``es`` or ``en``,
        the language of the text that is searched; *since* and *until* are days of publication as in
        ``2026-11-22``. Of words that more than a thousand texts hold, the thousand stored last are ranked.
        """
        with self._reading("searching") as connection:
            return search.search(
                connection,
                text,
                language=language,
                outlet=outlet,
                since=since,
                until=until,
                limit=limit,
                offset=offset,
                fields=fields,
            )

    def changes(self, article_id: str) -> list[tuple[int, tuple[Change, ...]]]:
        """What the outlet changed in each version after the first, with the version's number."""
        with self._reading("reading versions") as connection:
            versions = articles.load_versions(connection, article_id)
        return [(new.version, compare(old, new)) for old, new in pairwise(versions)]

    def find_like(self, article: Article) -> list[Sibling]:
        """The addresses of stories that its outlet has and that say nearly what *article* does."""
        with self._reading("looking for stories that are alike") as connection:
            rows = clusters.find_like(connection, sign(article.text))
        like = [row for row in rows if row.outlet == article.outlet and row.id != article.id]
        return [Sibling(row.canonical_url, row.duplicate_of or row.id) for row in like]

    def cluster(self, article_id: str) -> list[str]:
        """The ids of the articles that say nearly the same, itself among them, first stored first."""
        with self._reading("reading a cluster") as connection:
            return clusters.load(connection, article_id)

    def outlets(self, chosen: Selection | None = None) -> list[str]:
        """The outlets that have any of the articles that *chosen* describes, in order."""
        with self._reading("listing outlets") as connection:
            return selection.list_outlets(connection, chosen or Selection(translated_only=False))

    def first_days(self, chosen: Selection) -> list[tuple[str, int]]:
        """How many clusters of *chosen* begin on each day, in order."""
        with self._reading("counting clusters") as connection:
            return selection.count_by_first_day(connection, chosen)

    def last_change(self) -> datetime | None:
        """When something was last stored that records are made of; None in an empty store."""
        with self._reading("reading the time of the last change") as connection:
            return selection.find_last_change(connection)
