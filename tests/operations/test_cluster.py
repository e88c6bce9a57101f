"""Jobs that several machines share: added once, made by whichever worker is free, taken up when it dies."""

import asyncio
import logging
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from procrastinate.jobs import Status

from benchmarks.synthetic import make_stories
from dosvoces.core.errors import JobError, JobGivenBack, SettingError, StoreAway, StoreError
from dosvoces.core.outlets import Outlet, Source
from dosvoces.operations.cluster import jobs
from dosvoces.operations.cluster.jobs import Work
from dosvoces.operations.cluster.outage import Outage
from dosvoces.operations.cluster.queue import Job, defer
from dosvoces.operations.cluster.review import judge_queue, measure_queues
from dosvoces.operations.cluster.scheduler import ClusterScheduler
from dosvoces.operations.cluster.worker import Witness, _compare_clocks, make_app, work
from dosvoces.operations.crawl import CrawlReport
from dosvoces.store import Store
from dosvoces.store.jobs import (
    GIVE_BACK,
    QueueState,
    ask_time,
    cancel_jobs,
    find_names,
    install,
    list_jobs,
    read_queues,
    retry_failed,
    take_up_stalled,
)
from dosvoces.store.schedule import Plan, save_plan
from dosvoces.store.turns import begin_turn, end_turn, group_by_host, hosts_of, note_pace

pytestmark = pytest.mark.usefixtures("quick_forks")

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def store(make_postgres_store: Callable[[], str]) -> Iterator[Store]:
    with Store(make_postgres_store()) as store:
        install(store)
        yield store


def outlet(key: str, *domains: str) -> Outlet:
    source = Source(kind="feed", url=f"https://{domains[0]}/feed.xml")
    return Outlet(
        name=key, country="ES", zone="UTC", domains=domains, language="es", sources=(source,), key=key
    )


def job(name: str, **more: object) -> Job:
    return Job(**{"queue": "bulk", "name": name, "words": ("bulk", name), **more})  # type: ignore[arg-type]


def fetch(store: Store, worker: int | None = None) -> int | None:
    """What a worker does that takes a job and is never heard of again."""
    with store._writing("fetching") as connection:
        connection.exec_driver_sql("SET LOCAL search_path TO dosvoces_queue")
        row = connection.exec_driver_sql(
            "SELECT id FROM procrastinate_fetch_job_v2(NULL, %(worker)s::bigint)", {"worker": worker}
        ).one()
        return row.id


def test_a_job_is_there_once_until_it_is_done(store: Store) -> None:
    assert defer(store, [job("a"), job("a"), job("b")]) == 2
    assert defer(store, [job("a"), job("c")]) == 1
    assert find_names(store) == {"a", "b", "c"}
    assert fetch(store) is not None
    assert defer(store, [job("a")]) == 0  # it runs


def test_an_outage_is_told_at_its_beginning_each_minute_and_at_its_end(
    caplog: pytest.LogCaptureFixture,
) -> None:
    now = [0.0]
    outage = Outage(logging.getLogger("dosvoces.worker"), clock=lambda: now[0])
    outage.end()
    for now[0] in range(0, 150, 10):
        outage.note(StoreError("no answer\n\tIs the server running?"))
    outage.end()
    outage.end()
    told = "and is asked again: no answer Is the server running?"
    assert caplog.messages == [
        f"the database fails {told}",
        f"the database fails for 60 s {told}",
        f"the database fails for 120 s {told}",
        "the database answers again, after 140 s",
    ]


def test_outlets_that_share_a_host_share_a_lock() -> None:
    outlets = [outlet("a", "a.es"), outlet("b", "mundo.b.es", "b.com"), outlet("c", "www.b.com", "c.es")]
    groups = group_by_host(outlets)
    names = {each.key: groups[hosts_of(each)[0]] for each in outlets}
    assert names["b"] == names["c"] != names["a"]
    assert hosts_of(outlets[1]) == ("b.com", "b.es")
    assert hosts_of(outlet("d", "127.0.0.7")) == ("127.0.0.7",)


def test_what_is_due_becomes_a_job_and_is_not_added_twice(store: Store) -> None:
    outlets = {key: (key, outlet(key, f"{key}.es")) for key in ("a", "b", "c")}
    save_plan(store, Plan(outlet="b", seconds=600, next_at=NOW + timedelta(hours=1)))
    now = [NOW]
    scheduler, twin = (ClusterScheduler(store, outlets, clock=lambda: now[0]) for _ in range(2))
    with ThreadPoolExecutor(2) as threads:
        assert sum(threads.map(ClusterScheduler.tick, (scheduler, twin))) == 2
    assert scheduler.tick() == 0
    assert find_names(store) == {"crawl/a", "crawl/c"}
    now[0] += timedelta(hours=2)
    assert scheduler.tick() == 1
    # What was given up and left no plan behind is there to be seen, and not made again at once.
    for _ in range(9):
        fetch(store), take_up_stalled(store, 30)
    assert {each.name for each in list_jobs(store, "failed")} == {"crawl/a", "crawl/b", "crawl/c"}
    assert scheduler.tick() == 0
    save_plan(store, Plan(outlet="b", seconds=600, next_at=now[0]))
    assert scheduler.tick() == 1
    with store._writing("making it late") as connection:
        connection.exec_driver_sql(
            "UPDATE dosvoces_queue.procrastinate_events SET at = at - interval '2 days'"
        )
    assert scheduler.tick() == 2


def test_what_a_wrong_clock_planned_is_planned_anew(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOSVOCES_EXPORTS", '{"nightly": ["/data/set"]}')
    now, later = [NOW + timedelta(days=400)], NOW + timedelta(hours=5)
    scheduler = ClusterScheduler(store, {"a": ("a", outlet("a", "a.es"))}, clock=lambda: now[0])
    scheduler.tick_seldom()
    save_plan(store, Plan(outlet="a", seconds=600, next_at=later, last_at=later))
    for moment, added in ((NOW, {"crawl/a", "export/nightly"}), (NOW + timedelta(hours=1), set())):
        cancel_jobs(store)
        now[0] = moment
        scheduler.tick_seldom(), scheduler.tick()
        assert find_names(store) == added
        save_plan(store, Plan(outlet="a", seconds=600, next_at=moment + timedelta(hours=2)))


def test_new_stories_go_before_back_fills(store: Store) -> None:
    defer(store, [job("old", priority=-10), job("middle"), job("new", priority=10)])
    waiting = {each.id: each.name for each in list_jobs(store, "todo")}
    assert [waiting[fetch(store) or 0] for _ in range(3)] == ["new", "middle", "old"]


def test_jobs_of_dead_workers_are_taken_up_and_in_the_end_given_up(store: Store) -> None:
    defer(store, [job("a")])
    for _ in range(2):
        fetch(store)
        back, given_up = take_up_stalled(store, 30)
        assert [each.name for each in back] == ["a"] and not given_up
    fetch(store)
    back, given_up = take_up_stalled(store, 30)
    assert [each.name for each in given_up] == ["a"] and not back
    (state,) = read_queues(store)
    assert (state.waiting, state.failed) == (0, 1)
    assert [each.name for each in retry_failed(store)] == ["a"]
    assert list_jobs(store, "todo")[0].attempts == 0
    assert cancel_jobs(store, queue="bulk") == (1, 0)
    assert not read_queues(store)


def test_who_was_heard_of_before_the_clock_was_set_back_counts_for_dead(store: Store) -> None:
    with store._writing("taking") as connection:
        connection.exec_driver_sql("SET LOCAL search_path TO dosvoces_queue")
        register = "SELECT worker_id FROM procrastinate_register_worker_v1()"
        worker = connection.exec_driver_sql(register).scalar()
    defer(store, [job("a")])
    fetch(store, worker)
    for ahead, taken_up in (("0 s", []), ("1 hour", ["a"])):
        with store._writing("setting the clock") as connection:
            connection.exec_driver_sql(
                f"UPDATE dosvoces_queue.procrastinate_workers SET last_heartbeat = now() + interval '{ahead}'"
            )
        assert [each.name for each in take_up_stalled(store, 30)[0]] == taken_up


def test_a_translation_that_was_given_up_is_added_again_after_an_hour(store: Store) -> None:
    ((article, _),) = make_stories(1)
    store.save_articles([article])
    scheduler = ClusterScheduler(store, {}, clock=lambda: NOW)
    scheduler.tick_seldom()
    (name,) = find_names(store, "translate")
    for _ in range(3):
        fetch(store), take_up_stalled(store, 30)
    for ago, added in (("0 s", set()), ("59 minutes", set()), ("1 minute", {name})):
        with store._writing("making it late") as connection:
            connection.exec_driver_sql(
                f"UPDATE dosvoces_queue.procrastinate_events SET at = at - interval '{ago}'"
            )
        scheduler.tick_seldom()
        assert find_names(store) == added


def test_a_job_takes_the_place_of_its_like_that_was_given_up(store: Store) -> None:
    defer(store, [job("a"), job("b")])
    for _ in range(3):
        fetch(store), fetch(store)
        take_up_stalled(store, 30)
    assert [each.name for each in list_jobs(store, "failed")] == ["a", "b"]
    assert defer(store, [job("a")]) == 1
    assert [each.name for each in list_jobs(store, "failed")] == ["b"]


def test_a_stalled_job_whose_like_waits_is_not_made_twice(store: Store) -> None:
    defer(store, [job("a")])
    fetch(store)
    with store._writing("adding a twin") as connection:
        connection.exec_driver_sql("SET LOCAL search_path TO dosvoces_queue")
        connection.exec_driver_sql(
            "INSERT INTO dosvoces_queue.procrastinate_jobs (queue_name, task_name, queueing_lock) "
            "VALUES ('bulk', 'command', 'a')"
        )
    assert take_up_stalled(store, 30) == ([], [])
    assert [each.name for each in list_jobs(store, "todo")] == ["a"]


def test_the_pause_at_a_host_is_kept_from_crawl_to_crawl(store: Store) -> None:
    assert begin_turn(store, ["a.es"], 2.0) == 0.0
    # The crawl was killed: when it asked last is not known.
    assert begin_turn(store, ["a.es"], 2.0) == 2.0
    note_pace(store, ["a.es"], 9.0)
    assert begin_turn(store, ["a.es", "b.es"], 2.0) == 9.0
    end_turn(store, ["a.es", "b.es"], 5.0)
    assert 4.0 < begin_turn(store, ["b.es"], 2.0) <= 5.0
    # The database's clock was set back.
    end_turn(store, ["b.es"], 5.0)
    with store._writing("moving the turn") as connection:
        connection.exec_driver_sql("UPDATE host_turns SET free_at = free_at + interval '1 hour'")
    assert begin_turn(store, ["b.es"], 2.0) == 5.0


def test_the_queue_is_measured_and_judged(store: Store) -> None:
    defer(store, [job("a")])
    assert 'dosvoces_queue_waiting{queue="bulk"} 1' in measure_queues(store)
    with store._writing("making it late") as connection:
        connection.exec_driver_sql(
            "UPDATE dosvoces_queue.procrastinate_events SET at = at - interval '1 day'"
        )
    defer(store, [job("b"), job("c", after=datetime.now(UTC) + timedelta(hours=1)), job("d", queue="align")])
    align, bulk = read_queues(store)
    assert (align.waiting, bulk.waiting, bulk.later) == (1, 2, 1)
    assert align.oldest < 3600 < 86000 < bulk.oldest
    # One that was put back is as old as that.
    fetch(store), take_up_stalled(store, 30)
    assert max(state.oldest for state in read_queues(store)) < 3600
    standing = QueueState(queue="crawl", waiting=3, oldest=3700, failed=1)
    assert [each.kind for each in judge_queue(standing, 60)] == ["queue:stands", "queue:failed"]
    assert not judge_queue(QueueState(queue="crawl", waiting=3, oldest=3500), 60)


def test_a_file_can_have_no_queue(tmp_path: Path) -> None:
    with Store(str(tmp_path / "store.sqlite")) as store, pytest.raises(SettingError, match="PostgreSQL"):
        install(store)


def test_a_missing_extra_is_named(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "procrastinate", None)
    with pytest.raises(SettingError, match=r"dosvoces\[cluster\]"):
        install(store)


def test_a_back_fill_that_ends_early_is_tried_again_and_a_crawl_by_its_plan(store: Store) -> None:
    from procrastinate.jobs import Job as Row

    task = make_app(Work(store, "")).tasks["crawl"]
    rows = [
        Row(queue="crawl", task_name="crawl", lock="a", queueing_lock="a", task_kwargs=words)
        for words in ({"words": ["a"]}, {"words": ["a"], "since": "2026-01-01"})
    ]
    failed, given_back = JobError("it died"), JobGivenBack("told to stop")
    assert not task.get_retry_exception(exception=failed, job=rows[0])
    again, at_once = (task.get_retry_exception(exception=each, job=rows[1]) for each in (failed, given_back))
    assert again and again.retry_decision.retry_at and at_once and at_once.retry_decision.retry_at
    assert again.retry_decision.retry_at - at_once.retry_decision.retry_at > timedelta(seconds=25)


def test_a_back_fill_whose_sources_cannot_be_read_is_not_done(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Unreached:
        ended, seconds = True, 0.0

        def __init__(self, *_: object, **__: object) -> None:
            pass

        def read_reports(self) -> list[CrawlReport]:
            counts = {"failed/source_timeout": 1}
            return [CrawlReport(outlet="here", ended="finished", seconds=1.0, counts=counts)]

    monkeypatch.setattr(jobs, "CrawlProcess", Unreached)
    place = tmp_path / "here.toml"
    place.write_text(
        'name = "Here"\ncountry = "INT"\nzone = "UTC"\nlanguage = "en"\ndomains = ["here.example"]\n'
        'sources = [{kind = "sitemap", url = "https://here.example/sitemap.xml"}]\n'
    )
    context: Any = SimpleNamespace(
        job=SimpleNamespace(id=1, lock=None, queueing_lock="backfill"), should_abort=lambda: False
    )
    with pytest.raises(JobError, match="no source could be read"):
        asyncio.run(Work(store, "").crawl(context, [str(place)], "2026-01-01"))


def test_a_crawl_that_ends_while_the_database_is_away_is_planned_when_it_is_back(store: Store) -> None:
    shared, tried = Work(store, ""), []

    def keep() -> None:
        tried.append(1)
        if len(tried) < 3:
            raise StoreAway("away")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jobs, "_PAUSE", 0.0)
        asyncio.run(shared._patiently(keep))
        assert len(tried) == 3
        shared.stopping, tried[:] = True, []
        with pytest.raises(StoreAway):
            asyncio.run(shared._patiently(keep))


def test_only_what_may_come_back_is_waited_for(store: Store) -> None:
    def ask(*statements: str) -> None:
        with store._writing("asking") as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)

    with pytest.raises(StoreAway):
        ask("SET TRANSACTION READ ONLY", "CREATE TABLE new ()")
    with pytest.raises(StoreAway):
        ask("SELECT pg_terminate_backend(pg_backend_pid())")
    with pytest.raises(StoreError) as caught:
        asyncio.run(Work(store, "")._patiently(ask, "SELECT 1 / 0"))
    assert not isinstance(caught.value, StoreAway)


def test_what_a_worker_took_and_does_not_do_is_given_back(store: Store) -> None:
    defer(store, [job("a"), job("b")])
    with store._writing("taking") as connection:
        connection.exec_driver_sql("SET LOCAL search_path TO dosvoces_queue")
        worker = connection.exec_driver_sql(
            "SELECT worker_id FROM procrastinate_register_worker_v1()"
        ).scalar()
        taken = [
            connection.exec_driver_sql(f"SELECT id FROM procrastinate_fetch_job_v2(NULL, {worker})").scalar()
            for _ in range(2)
        ]
    with store._writing("giving back") as connection:
        connection.exec_driver_sql("SET LOCAL search_path TO dosvoces_queue")
        connection.exec_driver_sql(GIVE_BACK, {"worker": worker, "running": taken[:1]})
    assert [each.id for each in list_jobs(store, "todo")] == taken[1:]
    assert [each.id for each in list_jobs(store, "doing")] == taken[:1]


def test_a_job_that_others_took_up_meanwhile_is_told_and_ends_nothing(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    async def finish() -> None:
        app = make_app(Work(store, ""))
        async with app.open_async():
            await app.job_manager.finish_job_by_id_async(4711, Status.SUCCEEDED, delete_job=True)

    asyncio.run(finish())
    assert "job 4711 was taken up by another worker meanwhile" in caplog.text


def test_only_who_had_the_database_at_hand_says_that_another_had_not() -> None:
    def note(*moments: tuple[float, float]) -> list[bool]:
        witness = Witness(30, 100.0)
        return [witness.note(*moment) for moment in moments]

    assert note((110, 0), (120, 10), (130, 20), (140, 30)) == [False, False, True, True]
    # It stood still; the database's clock was set on, and back.
    assert note((110, 0), (120, 10), (160, 50), (170, 60)) == [False] * 4
    assert note((110, 0), (120, 3610), (130, 3620), (140, 3630), (150, 3640)) == [*[False] * 4, True]
    assert note((110, 0), (120, 10), (130, -3580), (140, -3570)) == [False] * 4
    # It had no answer.
    witness = Witness(30, 100.0)
    assert not witness.note(110, 0)
    witness.lose()
    assert [witness.note(*each) for each in ((130, 20), (150, 40), (160, 50))] == [False, False, True]


def test_a_clock_that_is_wrong_is_told_and_moves_no_job(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    shared, right = Work(store, ""), ask_time(store)
    for told in (right, right - 3600, right - 3610, right):
        _compare_clocks(shared, told)
    assert caplog.messages == ["this machine's clock is 3600 s ahead of the database's: set it"]
    _compare_clocks(shared, right - 3600)
    assert abs(shared.now().timestamp() - (right - 3600)) < 60


@pytest.mark.slow
def test_a_worker_makes_commands_and_tries_again_later_what_fails(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    address = store._engine.url.render_as_string(hide_password=False)
    good = job("good", queue="align", words=("align",))
    refused = job("refused", words=("doctor",))
    defer(store, [good, refused])
    with store._writing("adding what a newer version adds") as connection:
        connection.exec_driver_sql("SET LOCAL search_path TO dosvoces_queue")
        for task, words in (("command", '{"words": ["align"], "newer": 1}'), ("newer", "{}")):
            connection.exec_driver_sql(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock, args) "
                f"VALUES ('align', '{task}', 'of a newer {task}', '{words}')"
            )
    work(store, address, ["align", "bulk"], concurrency=2, wait=False)
    (told,) = (record for record in caplog.records if "doctor is no command" in record.getMessage())
    assert not told.exc_info
    assert find_names(store) == {"refused", "of a newer command"}
    assert [each.name for each in list_jobs(store, "failed")] == ["of a newer newer"]
    assert {(each.queue, each.later) for each in read_queues(store)} == {("align", 1), ("bulk", 1)}
    assert {each.attempts for each in list_jobs(store, "todo")} == {1}
