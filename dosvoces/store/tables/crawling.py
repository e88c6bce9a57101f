"""What crawls have to remember: addresses, runs, alerts, and when each outlet is crawled next."""

import sqlalchemy as sa

from dosvoces.store.tables.columns import Key, Moment, metadata

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
    # when its story was published, as the source said that announced it, and what kind of source
    sa.Column("announced_at", Moment),
    sa.Column("announced_by", sa.Text),
    sa.Index("resources_by_outlet", "outlet", "next_check_at"),
    sa.Index("resources_by_article", "article_id"),
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
