"""The tables of the store as they are now; ``migrations/`` says how they came to be."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """A point in time, UTC: ``timestamptz`` on PostgreSQL, sortable ISO 8601 text on SQLite."""

    impl = sa.String
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        """The column type of *dialect*."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.TIMESTAMP(timezone=True))
        return dialect.type_descriptor(sa.String(27))

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> Any:
        """What is stored for *value*; times without a zone are refused."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"the time {value} has no zone")
        value = value.astimezone(UTC)
        if dialect.name == "postgresql":
            return value
        return value.isoformat(timespec="microseconds").replace("+00:00", "Z")

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> datetime | None:
        """The time that was stored."""
        if isinstance(value, str):
            return datetime.fromisoformat(value)
        return value.astimezone(UTC) if value is not None else None


#: Text that is compared byte by byte, so that both databases sort alike.
Key = sa.String().with_variant(sa.String(collation="C"), "postgresql")

metadata = sa.MetaData()

articles = sa.Table(
    "articles",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("id", Key, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("outlet", Key, nullable=False),
    sa.Column("edition", Key, nullable=False),
    sa.Column("language", Key, nullable=False),
    # `es` of `es-MX`
    sa.Column("base_language", Key, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("canonical_url", sa.Text, nullable=False),
    sa.Column("headline", sa.Text, nullable=False),
    # day of publication, UTC, `2026-11-22`; empty when the page tells none
    sa.Column("day", Key, nullable=False),
    sa.Column("content_hash", Key, nullable=False),
    sa.Column("latest", sa.Boolean, nullable=False),
    # id of the article in the same outlet that says the same, word for word
    sa.Column("duplicate_of", Key),
    # the language it still has to be translated into; empty when there is none
    sa.Column("pending", Key, nullable=False),
    sa.Column("stored_at", Moment, nullable=False),
    sa.Column("payload", sa.LargeBinary, nullable=False),
    # name of the cluster of near-duplicates; NULL: not worked out yet
    sa.Column("cluster", Key),
    sa.Column("signature", sa.LargeBinary),
    # why the text should not be passed on, e.g. `noai noarchive`
    sa.Column("reservations", sa.Text),
    sa.UniqueConstraint("id", "version"),
    sa.Index("articles_by_cluster", "cluster", "day"),
    sa.Index("articles_in_order", "outlet", "day", "id", "version"),
    sa.Index("articles_by_content", "outlet", "content_hash"),
    sa.Index("articles_by_time", "stored_at"),
    sa.Index(
        "articles_pending",
        "pending",
        "seq",
        sqlite_where=sa.text("pending <> ''"),
        postgresql_where=sa.text("pending <> ''"),
    ),
)


def _of_article() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("article_id", Key, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("target_language", Key, primary_key=True),
    )


translations = sa.Table(
    "translations",
    metadata,
    *_of_article(),
    sa.Column("engine", sa.Text, nullable=False),
    sa.Column("stored_at", Moment, nullable=False),
    sa.Column("payload", sa.LargeBinary, nullable=False),
    # version of the repairs and checks that the engine's answers went through
    sa.Column("checks", Key, nullable=False, server_default=""),
    sa.ForeignKeyConstraint(["article_id", "version"], ["articles.id", "articles.version"]),
    sa.Index("translations_by_time", "stored_at"),
    sa.Index("translations_by_engine", "target_language", "engine", "checks"),
)

#: Translations that others took the place of and that somebody wanted kept, one for each engine.
alternative_translations = sa.Table(
    "alternative_translations",
    metadata,
    *_of_article(),
    sa.Column("engine", Key, primary_key=True),
    sa.Column("payload", sa.LargeBinary, nullable=False),
    sa.ForeignKeyConstraint(["article_id", "version"], ["articles.id", "articles.version"]),
)

counterparts = sa.Table(
    "counterparts",
    metadata,
    *_of_article(),
    sa.Column("counterpart_id", Key, nullable=False),
    sa.Column("counterpart_version", sa.Integer, nullable=False),
    sa.Column("stored_at", Moment, nullable=False),
    sa.Column("payload", sa.LargeBinary, nullable=False),
    sa.ForeignKeyConstraint(["article_id", "version"], ["articles.id", "articles.version"]),
    sa.ForeignKeyConstraint(["counterpart_id", "counterpart_version"], ["articles.id", "articles.version"]),
    sa.Index("counterparts_by_time", "stored_at"),
    sa.Index("counterparts_by_counterpart", "counterpart_id", "counterpart_version"),
)

#: Which articles were compared as editions of one story.
comparisons = sa.Table(
    "comparisons",
    metadata,
    sa.Column("article_id", Key, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("counterpart_id", Key, primary_key=True),
    sa.Column("counterpart_version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("aligner", Key, nullable=False),
    # NULL: neither translates the other
    sa.Column("segments", sa.Integer),
    # how alike they looked before they were aligned; NULL: one names the other
    sa.Column("likeness", sa.Float),
    sa.Index("comparisons_by_counterpart", "counterpart_id"),
)

#: What finding the other edition needs of an article's version.
edition_features = sa.Table(
    "edition_features",
    metadata,
    sa.Column("article_id", Key, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("aligner", Key, primary_key=True),
    sa.Column("outlet", Key, nullable=False),
    # empty when it can have no other edition: neither English nor Spanish, a duplicate, an earlier version
    sa.Column("language", Key, nullable=False),
    # seconds since 1970; NULL when the page tells no time
    sa.Column("published", sa.BigInteger),
    sa.Column("stored", sa.BigInteger, nullable=False),
    # whether it still has to be compared with the others
    sa.Column("waiting", sa.Boolean, nullable=False),
    # numbers of four bytes, little-endian, ascending
    sa.Column("features", sa.LargeBinary, nullable=False),
    sa.Index("edition_features_by_time", "outlet", "published"),
    sa.Index(
        "edition_features_waiting",
        "outlet",
        "published",
        sqlite_where=sa.text("waiting"),
        postgresql_where=sa.text("waiting"),
    ),
)

#: The addresses of articles, as numbers, and those that they name as the story in the other language.
edition_addresses = sa.Table(
    "edition_addresses",
    metadata,
    sa.Column("address", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("article_id", Key, primary_key=True),
    sa.Column("declared", sa.Boolean, primary_key=True),
    sa.Index("edition_addresses_by_article", "article_id"),
)

memory = sa.Table(
    "memory",
    metadata,
    sa.Column("engine", Key, primary_key=True),
    sa.Column("source_language", Key, primary_key=True),
    sa.Column("target_language", Key, primary_key=True),
    # BLAKE2b-128 of the source text: the text itself stands in the articles
    sa.Column("digest", sa.LargeBinary, primary_key=True),
    sa.Column("payload", sa.LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

resources = sa.Table(
    "resources",
    metadata,
    sa.Column("url", Key, primary_key=True),
    sa.Column("outlet", Key, nullable=False),
    sa.Column("status", sa.Integer, nullable=False),
    sa.Column("etag", sa.Text),
    sa.Column("last_modified", sa.Text),
    sa.Column("body_hash", sa.Text),
    sa.Column("checked_at", Moment),
    sa.Column("changed_at", Moment),
    sa.Column("next_check_at", Moment),
    sa.Column("checks", sa.Integer, nullable=False),
    sa.Column("changes", sa.Integer, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("article_id", Key),
    sa.Index("resources_by_outlet", "outlet", "next_check_at"),
)

runs = sa.Table(
    "runs",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", Key, nullable=False),
    sa.Column("started", Moment, nullable=False),
    sa.Column("finished", Moment),
    sa.Column("counts", sa.Text, nullable=False),
)

# What near-duplicates are found by: the bands of the signatures of the latest versions.
bands = sa.Table(
    "bands",
    metadata,
    sa.Column("band", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

# What the numbers in the full-text index `search_index` stand for; the index is each database's own.
search_documents = sa.Table(
    "search_documents",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("language", Key, nullable=False),
    sa.UniqueConstraint("seq", "language"),
    sqlite_autoincrement=True,
)

# What the reader finds stories by: a narrow row for each latest version that is no duplicate.
stories = sa.Table(
    "stories",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("article_id", Key, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("outlet", Key, nullable=False),
    sa.Column("language", Key, nullable=False),
    # the language it is translated into; empty while it is not
    sa.Column("target", Key, nullable=False),
    # time of publication, UTC, `2026-11-22T10:30:00Z`; a day alone when that is all the page tells
    sa.Column("moment", Key, nullable=False),
    sa.Column("section", Key, nullable=False),
    sa.Column("headline", sa.Text, nullable=False),
    sa.Column("translated_headline", sa.Text, nullable=False),
    sa.Column("description", sa.Text, nullable=False),
    sa.Column("segments", sa.Integer, nullable=False),
    sa.Column("fragments", sa.Integer, nullable=False),
    # words between spaces: ` machine memory `
    sa.Column("origins", Key, nullable=False),
    sa.Column("flags", Key, nullable=False),
    sa.Column("counterpart", sa.Boolean, nullable=False),
    sa.Column("reserved", sa.Boolean, nullable=False),
    sa.Index(
        "stories_by_moment",
        *("moment", "seq", "outlet", "language", "section", "fragments", "counterpart", "origins", "flags"),
    ),
    sa.Index(
        "stories_by_outlet",
        *("outlet", "moment", "seq", "language", "section", "fragments", "counterpart", "origins", "flags"),
    ),
    sa.Index("stories_by_article", "article_id"),
)

# What the languages of each of `stories` add up to; dosvoces/corpus/mixing.py says what each sum is.
mixing = sa.Table(
    "mixing",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    *(
        sa.Column(name, sa.Integer, nullable=False)
        for name in (
            *("tokens", "independent", "spanish", "english", "other"),
            *("switches", "spans", "squares", "utterances"),
        )
    ),
    sa.Column("cmi_sum", sa.Float, nullable=False),
)

# Latest versions that the full-text index does not hold yet.
search_pending = sa.Table(
    "search_pending",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
)

# The sentences of the stories, or whole blocks where nothing divides them, each with its translation; made
# with `stories`.
sentences = sa.Table(
    "sentences",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    # characters `start` to `stop` of the block at this position
    sa.Column("block", sa.Integer, nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("stop", sa.Integer, nullable=False),
    sa.Column("role", Key, nullable=False),
    sa.Column("language", Key, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    # the language of the translation; empty while there is none
    sa.Column("target", Key, nullable=False),
    sa.Column("translation", sa.Text, nullable=False),
    # `human` for the outlet's own edition: its sentences stand beside the translated ones
    sa.Column("origin", Key, nullable=False),
    sa.Column("flags", Key, nullable=False),
    # where it stands on the story's page: `s12`, `o3`, `b7`
    sa.Column("anchor", Key, nullable=False),
)


def _faceted(*, key: bool) -> tuple[sa.Column[Any], ...]:
    """What fragments are counted by."""

    def column(name: str, kind: sa.types.TypeEngine[Any] = Key) -> sa.Column[Any]:
        return sa.Column(name, kind, primary_key=key, autoincrement=False, nullable=False)

    return (
        column("outlet"),
        # of publication, UTC, `2026-11`; empty when unknown
        column("month"),
        column("role"),
        column("kind"),
        column("language"),
        # base language of the story
        column("matrix"),
        # confidence in tenths, rounded down
        column("sure", sa.Integer()),
    )


# The fragments in another language of the stories; made with `stories`.
fragments = sa.Table(
    "fragments",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("article_id", Key, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("moment", Key, nullable=False),
    *_faceted(key=False),
    sa.Column("block", sa.Integer, nullable=False),
    # characters `start` to `stop` of the context, which is the sentence around it
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("context", sa.Text, nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("stop", sa.Integer, nullable=False),
    sa.Column("confidence", sa.Float, nullable=False),
    sa.Column("anchor", Key, nullable=False),
    # without case and accents, between spaces
    sa.Column("words", sa.Text, nullable=False, server_default=""),
    sa.Index(
        "fragments_by_moment",
        *("moment", "seq", "number", "kind", "language", "matrix", "role", "sure", "outlet"),
    ),
    sa.Index(
        "fragments_by_outlet",
        *("outlet", "moment", "seq", "number", "kind", "language", "matrix", "role", "sure"),
    ),
    sa.Index("fragments_by_kind", "kind", "language", "moment", "seq", "number"),
    sa.Index("fragments_by_article", "article_id"),
)

# How many fragments there are of what.
fragment_counts = sa.Table(
    "fragment_counts",
    metadata,
    *_faceted(key=True),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Index("fragment_counts_by_matrix", "matrix"),
)

# One row: everything stored until then stands in `stories` and the tables that are made with it.
stories_seen = sa.Table(
    "stories_seen",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("until", Moment, nullable=False),
)

# Articles that could not be translated: how often, when last, and why.
translation_failures = sa.Table(
    "translation_failures",
    metadata,
    *_of_article(),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("failed_at", Moment, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
)

# What people corrected in translations; the translations hold the last of them.
corrections = sa.Table(
    "corrections",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("article_id", Key, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("target_language", Key, nullable=False),
    sa.Column("segment", Key, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("before", sa.Text, nullable=False),
    sa.Column("after", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    # The segment and the memory's entry in whose place it came, to undo it.
    sa.Column("replaced", sa.LargeBinary),
    sa.Index("corrections_by_article", "article_id", "version"),
)

# What people chose in the reader, by name; nobody logs in where the person is empty.
preferences = sa.Table(
    "preferences",
    metadata,
    sa.Column("person", Key, primary_key=True),
    sa.Column("name", Key, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

# What people picked for a purpose; the key is what a link to it has.
collections = sa.Table(
    "collections",
    metadata,
    sa.Column("key", Key, primary_key=True),
    # Empty where nobody logs in.
    sa.Column("owner", Key, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    # Whether others who have the link may read it.
    sa.Column("shared", sa.Boolean, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("changed_at", Moment, nullable=False),
    sa.Index("collections_by_owner", "owner", "changed_at"),
)

# The stories and sentences of collections.
picks = sa.Table(
    "picks",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("collection", Key, nullable=False),
    sa.Column("article_id", Key, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    # The sentence on the story's page, `s12`; empty for the whole story.
    sa.Column("anchor", Key, nullable=False),
    # One a line, with a line's end before the first and behind the last.
    sa.Column("tags", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("picked_at", Moment, nullable=False),
    sa.Index("picks_by_place", "collection", "article_id", "version", "anchor", unique=True),
    sa.Index("picks_by_article", "article_id", "version"),
)

# What the crawls of an outlet found, run by run; `dosvoces health` compares them.
outlet_runs = sa.Table(
    "outlet_runs",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("outlet", Key, nullable=False),
    sa.Column("finished", Moment, nullable=False),
    sa.Column("payload", sa.LargeBinary, nullable=False),
    sa.Index("outlet_runs_by_outlet", "outlet", "id"),
)

# What is wrong with an outlet, from when to when, and whether somebody was told.
alerts = sa.Table(
    "alerts",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("outlet", Key, nullable=False),
    sa.Column("kind", Key, nullable=False),
    sa.Column("opened", Moment, nullable=False),
    sa.Column("closed", Moment),
    sa.Column("told", sa.Boolean, nullable=False),
    sa.Column("payload", sa.LargeBinary, nullable=False),
    sa.Index("alerts_by_outlet", "outlet", "kind"),
)

# When each outlet is crawled next, and how long the pause between its crawls is.
schedule = sa.Table(
    "schedule",
    metadata,
    sa.Column("outlet", Key, primary_key=True),
    sa.Column("seconds", sa.Float, nullable=False),
    sa.Column("next_at", Moment, nullable=False),
    sa.Column("last_at", Moment),
    sa.Column("failures", sa.Integer, nullable=False),
)

# When each host may be asked again, where several machines share the store; see `store/turns.py`.
host_turns = sa.Table(
    "host_turns",
    metadata,
    sa.Column("host", Key, primary_key=True),
    sa.Column("seconds", sa.Float, nullable=False),
    # Empty while it is being asked.
    sa.Column("free_at", Moment),
)

# What was taken down, when and why, one row for each request; the log, kept for good.
removals = sa.Table(
    "removals",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("removed_at", Moment, nullable=False),
    # `story` or `outlet`, and the id or key that was named
    sa.Column("kind", Key, nullable=False),
    sa.Column("name", Key, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    # how many of what, as JSON
    sa.Column("counts", sa.Text, nullable=False),
    # when it was allowed again; NULL: it may not come back
    sa.Column("lifted_at", Moment),
    sa.Index("removals_by_name", "name"),
    sqlite_autoincrement=True,
)

# The versions of articles that may not come back, whatever brings them.
tombstones = sa.Table(
    "tombstones",
    metadata,
    sa.Column("article_id", Key, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("outlet", Key, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("content_hash", Key, nullable=False),
    sa.Column("removal", sa.Integer, nullable=False),
    sa.ForeignKeyConstraint(["removal"], ["removals.id"]),
    sa.Index("tombstones_by_content", "outlet", "content_hash"),
    sa.Index("tombstones_by_removal", "removal"),
)
