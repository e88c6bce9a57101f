"""The queue's tables, Procrastinate's, in a schema of their own beside the store's in PostgreSQL.

What Procrastinate has a function in the database for is done by it; what it leaves to others is here: making
and upgrading the tables, taking up jobs whose worker died, and how the queue stands.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any

import msgspec
import sqlalchemy as sa

from dosvoces.core.errors import SettingError
from dosvoces.store.engines import APPLICATION_ID, KEEPALIVE
from dosvoces.store.store import Store

SCHEMA = "dosvoces_queue"

#: Workers that a job may have lost before it is given up: whatever it does kills them.
MOST_DEATHS = 3

#: Any number, the same in every process: whoever holds PostgreSQL's lock of this number changes the tables.
_LOCK = APPLICATION_ID + 2

_PATH = sa.text("SELECT set_config('search_path', :schema || ', ' || current_setting('search_path'), true)")


#: Gives back what one worker took and does not do; psycopg's words, in a connection to the queue's schema.
GIVE_BACK = """
    SELECT procrastinate_retry_job_v2(id, now(), NULL, NULL, NULL) FROM procrastinate_jobs
    WHERE status = 'doing' AND worker_id = %(worker)s AND NOT id = ANY(%(running)s::bigint[])"""

#: Forgets jobs of these names that were given up; psycopg's words too.
FORGET_FAILED = """
    DELETE FROM procrastinate_jobs WHERE status = 'failed' AND queueing_lock = ANY(%(names)s::text[])"""


class QueueState(msgspec.Struct, frozen=True, kw_only=True):
    """How one queue stands."""

    queue: str
    #: Jobs that could begin now, and those that wait for their time.
    waiting: int = 0
    later: int = 0
    running: int = 0
    failed: int = 0
    #: Seconds for which the oldest job has waited that could begin, 0 when none does.
    oldest: float = 0.0


class WorkerState(msgspec.Struct, frozen=True, kw_only=True):
    """How one worker is."""

    worker: int
    running: int
    #: Seconds since it last said that it is there.
    silent: float


class StoredJob(msgspec.Struct, frozen=True, kw_only=True):
    """A job as it is in the queue."""

    id: int
    queue: str
    name: str
    status: str
    attempts: int
    arguments: dict[str, Any]


def require_queue(store: Store) -> None:
    """Raises :exc:`~dosvoces.core.errors.SettingError` where *store* can have no queue."""
    if store._engine.dialect.name != "postgresql":
        raise SettingError(
            f"{store.url} is a file of one machine; jobs for several need a store in PostgreSQL "
            "(DOSVOCES_STORE=postgresql://user@host/name)"
        )
    try:
        import procrastinate  # noqa: F401
    except ImportError as error:
        raise SettingError(
            "jobs for several machines need Procrastinate: install dosvoces[cluster]"
        ) from error


def connection_info(store: Store) -> str:
    """The address of the store's database as libpq reads it, password included."""
    url = store._engine.url.set(drivername="postgresql")
    keepalive = {name: str(value) for name, value in KEEPALIVE.items() if name not in url.query}
    return url.update_query_dict(keepalive).render_as_string(hide_password=False)


def install(store: Store) -> None:
    """Makes the queue's tables, or brings them up to date; of several processes one does it."""
    require_queue(store)
    scripts = {
        entry.name: entry
        for entry in (files("procrastinate") / "sql" / "migrations").iterdir()
        if entry.name.endswith(".sql")
    }
    with store._reading("looking for the queue") as connection:
        if scripts.keys() <= _find_applied(connection):
            return
    with store._writing("making the queue") as connection:
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        connection.execute(sa.text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
        connection.execute(_PATH, {"schema": SCHEMA})
        applied = _find_applied(connection)
        if applied:
            todo = [scripts[name].read_text() for name in sorted(scripts.keys() - applied)]
        else:
            connection.execute(sa.text(f"CREATE TABLE {SCHEMA}.applied (script text PRIMARY KEY)"))
            todo = [(files("procrastinate") / "sql" / "schema.sql").read_text()]
        for script in todo:
            _driver(connection).execute(script)
        for name in sorted(scripts.keys() - applied):
            connection.execute(sa.text(f"INSERT INTO {SCHEMA}.applied VALUES (:name)"), {"name": name})


def _find_applied(connection: sa.Connection) -> set[str]:
    there = connection.execute(sa.select(sa.func.to_regclass(f"{SCHEMA}.applied"))).scalar()
    if there is None:
        return set()
    return set(connection.execute(sa.text(f"SELECT script FROM {SCHEMA}.applied")).scalars())


def _driver(connection: sa.Connection) -> Any:
    """The connection of psycopg itself, in the same transaction."""
    return connection.connection.driver_connection


@contextmanager
def deferring(store: Store, among: Collection[str]) -> Iterator[tuple[Any, set[str]]]:
    """A transaction that adds jobs: psycopg's connection, and the names *among* some that jobs have."""
    with store._writing("adding jobs") as connection:
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        connection.execute(_PATH, {"schema": SCHEMA})
        condition = "AND queueing_lock = ANY(:names)"
        yield _driver(connection), _read_names(connection, condition, names=[*among])


def ask_time(store: Store) -> float:
    """The seconds since 1970 by the database's clock, by which jobs begin and workers are heard of."""
    with store._reading("asking the database") as connection:
        return float(
            connection.execute(sa.select(sa.extract("epoch", sa.func.clock_timestamp()))).scalar_one()
        )


def find_names(store: Store, queue: str = "") -> set[str]:
    """The names of the jobs that wait or run, all or those of one *queue*."""
    with store._reading("reading the queue") as connection:
        return _read_names(connection, "AND queue_name = :queue" if queue else "", queue=queue)


def find_failures(store: Store, queue: str) -> dict[str, float]:
    """The seconds ago at which jobs of *queue* were given up that nobody has added again, by name."""
    query = f"""
        SELECT j.queueing_lock AS name, extract(epoch FROM now() - max(e.at)) AS ago
        FROM {SCHEMA}.procrastinate_jobs j JOIN {SCHEMA}.procrastinate_events e ON e.job_id = j.id
        WHERE j.status = 'failed' AND j.queue_name = :queue GROUP BY j.queueing_lock"""
    with store._reading("reading the queue") as connection:
        rows = connection.execute(sa.text(query), {"queue": queue}).all()
    return {row.name: float(row.ago) for row in rows}


def _read_names(connection: sa.Connection, condition: str = "", **values: object) -> set[str]:
    # Of the two statuses apart: each has an index of its own.
    query = " UNION ALL ".join(
        f"SELECT queueing_lock FROM {SCHEMA}.procrastinate_jobs "
        f"WHERE status = '{status}' AND queueing_lock IS NOT NULL {condition}"
        for status in ("todo", "doing")
    )
    return set(connection.execute(sa.text(query), values).scalars())


def take_up_stalled(store: Store, seconds: float) -> tuple[list[StoredJob], list[StoredJob]]:
    """Puts back the jobs of workers that were not heard of for *seconds*; gives them, and those given up.

    One heard of in the future was so before the database's clock was set back.
    A job that has lost :data:`MOST_DEATHS` workers is given up: it is marked failed and stays for
    ``dosvoces queue retry``.
    """
    query = f"""
        SELECT j.id, j.queue_name, j.queueing_lock, j.status::text, j.attempts, j.args
        FROM {SCHEMA}.procrastinate_jobs j LEFT JOIN {SCHEMA}.procrastinate_workers w ON w.id = j.worker_id
        WHERE j.status = 'doing'
            AND (w.id IS NULL OR abs(extract(epoch FROM now() - w.last_heartbeat)) > :seconds)
        FOR UPDATE OF j SKIP LOCKED"""
    back, given_up = [], []
    with store._writing("taking up jobs") as connection:
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        connection.execute(_PATH, {"schema": SCHEMA})
        stalled = [*map(_read_job, connection.execute(sa.text(query), {"seconds": seconds}))]
        waiting = f"""
            SELECT queueing_lock FROM {SCHEMA}.procrastinate_jobs
            WHERE status = 'todo' AND queueing_lock = ANY(:names)"""
        found = connection.execute(sa.text(waiting), {"names": [job.name for job in stalled]})
        names = set(found.scalars())
        for job in stalled:
            if job.attempts + 1 >= MOST_DEATHS or job.name in names:
                _finish(connection, job.id)
                given_up += [] if job.name in names else [job]
            else:
                _retry(connection, job.id)
                back.append(job)
    return back, given_up


def _read_job(row: Any) -> StoredJob:
    return StoredJob(
        id=row.id,
        queue=row.queue_name,
        name=row.queueing_lock or "",
        status=row.status,
        attempts=row.attempts,
        arguments=row.args,
    )


def _finish(connection: sa.Connection, job: int) -> None:
    query = sa.text("SELECT procrastinate_finish_job_v1(:job, 'failed', false)")
    connection.execute(query, {"job": job})


def _retry(connection: sa.Connection, job: int) -> None:
    query = sa.text("SELECT procrastinate_retry_job_v2(:job, now(), NULL, NULL, NULL)")
    connection.execute(query, {"job": job})


def read_queues(store: Store) -> list[QueueState]:
    """How each queue stands that has jobs."""
    # A job has waited since its time came or, without one, since it was added: those before came before.
    query = f"""
        WITH states AS (
            SELECT queue_name,
                count(*) FILTER (WHERE status = 'todo' AND COALESCE(scheduled_at, now()) <= now()) AS waiting,
                count(*) FILTER (WHERE status = 'todo' AND scheduled_at > now()) AS later,
                count(*) FILTER (WHERE status = 'doing') AS running,
                count(*) FILTER (WHERE status = 'failed') AS failed,
                min(scheduled_at) FILTER (WHERE status = 'todo' AND scheduled_at <= now()) AS due,
                min(id) FILTER (WHERE status = 'todo' AND scheduled_at IS NULL) AS first
            FROM {SCHEMA}.procrastinate_jobs GROUP BY queue_name)
        SELECT states.*, COALESCE(extract(epoch FROM now() - LEAST(due, (
            SELECT max(e.at) FROM {SCHEMA}.procrastinate_events e WHERE e.job_id = first))), 0) AS oldest
        FROM states ORDER BY queue_name"""
    with store._reading("reading the queue") as connection:
        rows = connection.execute(sa.text(query)).all()
    return [
        QueueState(
            queue=row.queue_name,
            waiting=row.waiting,
            later=row.later,
            running=row.running,
            failed=row.failed,
            oldest=max(0.0, float(row.oldest)),
        )
        for row in rows
    ]


def read_workers(store: Store) -> list[WorkerState]:
    """How each worker is, those among them that died lately."""
    query = f"""
        SELECT w.id, extract(epoch FROM now() - w.last_heartbeat) AS silent,
            (SELECT count(*) FROM {SCHEMA}.procrastinate_jobs j
             WHERE j.worker_id = w.id AND j.status = 'doing') AS running
        FROM {SCHEMA}.procrastinate_workers w
        WHERE w.last_heartbeat > now() - interval '1 hour' ORDER BY w.id"""
    with store._reading("reading the queue") as connection:
        rows = connection.execute(sa.text(query)).all()
    return [WorkerState(worker=row.id, running=row.running, silent=float(row.silent)) for row in rows]


def list_jobs(store: Store, status: str, queue: str = "") -> list[StoredJob]:
    """The jobs in *status* of *queue*, or of all, the oldest first."""
    query = f"""
        SELECT id, queue_name, queueing_lock, status::text, attempts, args FROM {SCHEMA}.procrastinate_jobs
        WHERE status::text = :status AND (:queue = '' OR queue_name = :queue) ORDER BY id"""
    with store._reading("reading the queue") as connection:
        return [*map(_read_job, connection.execute(sa.text(query), {"status": status, "queue": queue}))]


def retry_failed(store: Store, queue: str = "", job: int | None = None) -> list[StoredJob]:
    """Puts the failed jobs of *queue*, of all, or one *job*, back as if they were new; gives them.

    One whose like waits or runs already is left alone.
    """
    again = []
    with store._writing("putting jobs back") as connection:
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        connection.execute(_PATH, {"schema": SCHEMA})
        names = _read_names(connection)
        rows = connection.execute(
            sa.text(
                "SELECT id, queue_name, queueing_lock, status::text, attempts, args FROM procrastinate_jobs "
                "WHERE status = 'failed' AND (:queue = '' OR queue_name = :queue) "
                "AND (CAST(:job AS bigint) IS NULL OR id = :job) ORDER BY id FOR UPDATE"
            ),
            {"queue": queue, "job": job},
        ).all()
        for each in map(_read_job, rows):
            if each.name in names:
                continue
            names.add(each.name)
            _retry(connection, each.id)
            fresh = sa.text("UPDATE procrastinate_jobs SET attempts = 0 WHERE id = :job")
            connection.execute(fresh, {"job": each.id})
            again.append(each)
    return again


def cancel_jobs(store: Store, queue: str = "", job: int | None = None) -> tuple[int, int]:
    """Removes the waiting jobs of *queue*, of all, or one *job*, tells those that run to end; counts both."""
    with store._writing("cancelling jobs") as connection:
        connection.execute(_PATH, {"schema": SCHEMA})
        chosen = {"queue": queue, "job": job}
        which = "(:queue = '' OR queue_name = :queue) AND (CAST(:job AS bigint) IS NULL OR id = :job)"
        removed = (
            f"DELETE FROM procrastinate_jobs WHERE status IN ('todo', 'failed') AND {which} RETURNING id"
        )
        told = (
            "UPDATE procrastinate_jobs SET abort_requested = true "
            f"WHERE status = 'doing' AND {which} RETURNING id"
        )
        return (
            len(connection.execute(sa.text(removed), chosen).all()),
            len(connection.execute(sa.text(told), chosen).all()),
        )
