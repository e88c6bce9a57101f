"""What the reader finds stories, sentences and fragments by; made from what is stored, and made anew."""

from typing import Any

import sqlalchemy as sa

from dosvoces.store.tables.columns import Key, Moment, metadata

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

# Latest versions that the full-text index does not hold yet.
search_pending = sa.Table(
    "search_pending",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
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

# How many words each of `stories` has in each field of the search: those printed, and those of the
# translation or the outlet's own edition beside them.
word_counts = sa.Table(
    "word_counts",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    *(
        sa.Column(f"{side}_{field}", sa.Integer, nullable=False)
        for side in ("printed", "other")
        for field in ("headline", "body", "caption", "credit", "byline", "related", "furniture")
    ),
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
