"""Outlets are judged by their own past; what is wrong becomes an alert that opens, is told, and closes."""

import json
import random
import smtplib
import socketserver
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from dosvoces.cli.commands import app
from dosvoces.core.errors import SettingError
from dosvoces.core.runs import Finding, Measures, OutletRun
from dosvoces.health import alerts
from dosvoces.health.alerts import Teller, describe, tell
from dosvoces.health.comparison import judge
from dosvoces.health.review import render_prometheus, review
from dosvoces.store import Resource, Store, health
from dosvoces.store.health import KEPT_RUNS, load_alerts, load_runs, save_run
from dosvoces.store.tables import alerts as table

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def run(
    number: int,
    *,
    articles: int = 5,
    signed: float = 0.9,
    words: int = 400,
    outlet: str = "harbour",
    **more: Any,
) -> OutletRun:
    """The crawl *number* hours after the first; each outlet's stories differ by a little."""
    chance = random.Random(number)
    languages = more.pop("languages", {"es": articles})
    counts = more.pop("counts", {"announced/stories": 20, "articles/new": articles, "unchanged/pages": 15})
    measures = Measures(
        articles=articles,
        fields={"authors": sum(chance.random() < signed for _ in range(articles)), "date": articles},
        words=tuple(round(words * chance.uniform(0.5, 1.5)) for _ in range(articles)),
        languages=languages,
        lacking={"authors": (f"https://harbour.example/{number}",)},
        good={"authors": f"harbour-{number}"},
    )
    return OutletRun(
        outlet=outlet,
        finished=NOW + timedelta(hours=number),
        ended="finished",
        counts=counts,
        measures=measures,
        **more,
    )


def history(*last: OutletRun, hours: int = 60) -> list[OutletRun]:
    """Runs as the store gives them, newest first."""
    return [*reversed(last), *(run(number) for number in reversed(range(hours)))]


def judge_at_once(runs: list[OutletRun]) -> tuple[Finding, ...]:
    """Judge *runs* as soon as the last has ended."""
    return judge(runs, max((run.finished for run in runs), default=NOW))


def kinds(runs: list[OutletRun]) -> set[str]:
    return {finding.kind for finding in judge_at_once(runs)}


def test_an_outlet_that_was_never_read_is_not_well() -> None:
    unread = [run(number, articles=0, counts={"failed/source_dns": 2}) for number in range(7)]
    (finding,) = judge_at_once(unread[::-1])
    assert finding.kind == "found" and "no source could be read in three crawls (dns)" in finding.message
    assert judge_at_once(unread[:2]) == ()


def test_an_outlet_that_is_as_it_was_raises_no_alarm() -> None:
    for hours in range(1, 120):
        assert kinds(history(hours=hours)) == set(), hours


def test_a_few_unlucky_stories_are_no_alarm() -> None:
    assert kinds(history(run(60, signed=0.5, articles=3))) == set()


def test_a_field_that_is_lost_is_an_alarm_with_examples_and_the_last_good_article() -> None:
    (finding,) = judge_at_once(history(*(run(number, signed=0) for number in (60, 61, 62))))
    assert finding.kind == "field:authors"
    assert "0 of 15" in finding.message
    assert finding.examples == tuple(f"https://harbour.example/{number}" for number in (62, 61, 60))
    assert finding.last_good == "harbour-59"


def test_bodies_that_become_teasers_are_an_alarm() -> None:
    assert kinds(history(*(run(number, words=60) for number in (60, 61, 62)))) == {"body"}


def test_another_language_is_an_alarm() -> None:
    swapped = [run(number, languages={"en": 5}) for number in (60, 61, 62)]
    assert kinds(history(*swapped)) == {"language:es", "language:en"}


@pytest.mark.parametrize("reason", ["failed/http_403", "not_article/paywall", "not_article/empty"])
def test_pages_that_give_nothing_any_more_are_an_alarm(reason: str) -> None:
    walled = [run(60, articles=0, counts={"announced/stories": 20, reason: 12})]
    assert kinds(history(*walled)) == {reason.replace("/", ":")}


def test_sources_that_announce_nothing_are_an_alarm_unless_they_are_unchanged() -> None:
    dead = [run(n, articles=0, counts={"failed/source_http_404": 1}) for n in (60, 61, 62)]
    (finding,) = judge_at_once(history(*dead))
    assert finding.kind == "found" and "http_404" in finding.message
    assert kinds(history(*dead[:2])) == set()
    unchanged = [run(n, articles=0, counts={"unchanged/sources": 3}) for n in (60, 61, 62)]
    assert kinds(history(*unchanged)) == set()


def test_an_outlet_that_falls_silent_is_an_alarm() -> None:
    quiet = [run(n, articles=0, counts={"announced/stories": 20}) for n in range(60, 100)]
    assert kinds(history(*quiet[:20])) == set()
    assert kinds(history(*quiet)) == {"silent"}


@pytest.mark.parametrize("away", [24 * 20, 24 * 365 * 10, -24 * 365 * 10])
def test_silence_is_that_of_crawls(away: int) -> None:
    """Neither weeks without a crawl nor a clock that was wrong for one make an outlet's silence pass."""
    if abs(away) < 24 * 365:
        before = [run(number) for number in range(60)]
        since = 60 + away
    else:
        before, since = [*(run(number) for number in range(59)), run(away)], 60
    after = [run(number) for number in range(since, since + 30)]
    quiet = [run(n, articles=0, counts={"announced/stories": 20}) for n in range(since + 30, since + 70)]
    runs = [*before, *after, *quiet][::-1]
    assert [finding.kind for finding in judge(runs, runs[0].finished)] == ["silent"]
    assert "no new story for 40 hours" in judge(runs, runs[0].finished)[0].message
    assert judge(runs[40:], runs[40].finished) == ()


def test_a_source_that_is_lost_among_others_is_an_alarm() -> None:
    counts = {"announced/stories": 20, "articles/new": 5, "unchanged/pages": 15}
    lame = [run(n, counts={**counts, "failed/source_http_404": 1}) for n in range(60, 90)]
    assert kinds(history(*lame[:20])) == set()
    (finding,) = judge_at_once(history(*lame))
    assert finding.kind == "sources:http_404" and "in none of 25 crawls" in finding.message
    # Now and then is no loss, and what was never there is none either.
    assert kinds(history(*lame[:28], run(88), lame[29])) == set()
    assert kinds(lame[::-1]) == set()
    usual = [run(n, counts={**counts, "failed/source_http_404": 1}) for n in range(30, 60)]
    assert kinds([*reversed([*usual, *lame]), *(run(number) for number in reversed(range(20)))]) == set()


def broken(number: int, ended: str = "died", message: str = "") -> OutletRun:
    finished = NOW + timedelta(hours=number)
    return OutletRun(outlet="harbour", finished=finished, ended=ended, counts={}, message=message)


def test_crawls_that_come_no_more_are_an_alarm() -> None:
    runs = history()
    assert judge(runs, NOW + timedelta(hours=59 + 24)) == ()
    (finding,) = judge(runs, NOW + timedelta(days=30))
    assert finding.kind == "crawls"
    assert "no crawl for 661 hours" in finding.message and "2026-03-03 11:00" in finding.message
    weekly = [run(24 * 7 * week) for week in reversed(range(20))]
    assert judge(weekly, weekly[0].finished + timedelta(days=20)) == ()
    assert len(judge(weekly, weekly[0].finished + timedelta(days=22))) == 1


def test_one_long_pause_does_not_make_the_next_pass() -> None:
    runs = [*reversed([run(number) for number in range(60 + 240, 120 + 240)]), *history()]
    assert [finding.kind for finding in judge(runs, runs[0].finished + timedelta(days=2))] == ["crawls"]


@pytest.mark.parametrize("ended", ["died", "error", "store_failed"])
def test_crawls_that_break_are_an_alarm_of_their_own(ended: str) -> None:
    last = [broken(number, ended, "disk full") for number in (60, 61, 62)]
    assert kinds(history(*last[:2])) == set()
    (finding,) = judge_at_once(history(*last))
    assert finding.kind == "crawls" and ended in finding.message and "disk full" in finding.message
    assert "2026-03-03 11:00" in finding.message
    assert kinds(last[::-1]) == {"crawls"}
    assert kinds(history(*last, run(63))) == set()


def test_no_past_no_alarm() -> None:
    assert kinds([]) == set()
    assert kinds([run(0, articles=0, counts={"failed/http_403": 50})]) == set()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(str(tmp_path / "store.sqlite"))


def fill(store: Store, *runs: OutletRun) -> None:
    for each in reversed(history(*runs)):
        save_run(store, each)


def test_alerts_open_once_and_close_when_it_is_over(store: Store) -> None:
    fill(store, *(run(number, signed=0) for number in (60, 61, 62)))
    for hour in (1, 2):
        (health,) = review(store, NOW + timedelta(hours=hour))
        assert [alert.opened for alert in health.alerts] == [NOW + timedelta(hours=1)]
    assert len(tell(store)) == 1
    assert tell(store) == []
    for number in (63, 64, 65):
        save_run(store, run(number))
    (health,) = review(store, NOW + timedelta(hours=3))
    assert health.alerts == ()
    (over,) = tell(store)
    assert over.closed == NOW + timedelta(hours=3)
    assert load_alerts(store) == []


def test_failing_pages_are_named(store: Store) -> None:
    addresses = [f"https://harbour.example/{number}" for number in range(5)]
    store.save_resources(
        [Resource(url=url, outlet="harbour", reason="http_403", checked_at=NOW) for url in addresses]
    )
    fill(store, run(60, articles=0, counts={"announced/stories": 20, "failed/http_403": 12}))
    (health,) = review(store, NOW)
    (alert,) = health.alerts
    assert len(alert.finding.examples) == 3 and set(alert.finding.examples) <= set(addresses)


def test_old_runs_are_forgotten(store: Store) -> None:
    for number in range(KEPT_RUNS + 10):
        save_run(store, run(number))
        if number % 100 == 0:
            save_run(store, run(number, outlet="other"))
    kept = load_runs(store, "harbour", 10_000)
    assert len(kept) == KEPT_RUNS and kept[0].finished == NOW + timedelta(hours=KEPT_RUNS + 9)
    assert len(load_runs(store, "other")) == 6


def test_old_alerts_are_forgotten_when_they_are_over_and_told(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "KEPT_ALERTS", 5)

    def list_alerts() -> list[tuple[int, bool, bool]]:
        with store._reading("reading alerts") as connection:
            rows = connection.execute(sa.select(table.c.id, table.c.closed, table.c.told))
            return [(row.id, row.closed is None, row.told) for row in rows]

    def go_wrong(outlet: str) -> None:
        health.save_findings(store, outlet, [Finding(outlet=outlet, kind="body", message="short")], NOW)

    go_wrong("open")
    go_wrong("untold")
    for _ in range(20):
        tell(store)
        go_wrong("harbour")
        health.save_findings(store, "harbour", [], NOW)
    assert [number for number, _, _ in list_alerts()] == [1, 2, *range(18, 23)]
    health.save_findings(store, "untold", [], NOW)
    go_wrong("harbour")
    assert (2, False, False) in list_alerts() and (1, True, True) in list_alerts()
    tell(store)
    for outlet in "abc":
        go_wrong(outlet)
    assert [number for number, _, _ in list_alerts()] == [1, *range(22, 27)]


class Hook:
    """A webhook that keeps what is posted, or answers with an error."""

    def __init__(self) -> None:
        self.posted: list[dict[str, Any]] = []
        self.status = 200
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if hook.status == 200:
                    hook.posted.append(json.loads(body))
                self.send_response(hook.status)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/"


@pytest.fixture
def hook() -> Any:
    hook = Hook()
    thread = threading.Thread(target=hook.server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield hook
    hook.server.shutdown()
    hook.server.server_close()
    thread.join()


def test_a_webhook_is_told_and_asked_again_when_it_was_down(
    store: Store, hook: Hook, monkeypatch: pytest.MonkeyPatch, call: Callable[..., Any]
) -> None:
    monkeypatch.setenv("DOSVOCES_ALERT_WEBHOOK", hook.address)
    fill(store, *(run(number, signed=0) for number in (60, 61, 62)))
    review(store, NOW)
    hook.status = 500
    assert tell(store) == [] and hook.posted == []
    # Long after the outlet is followed no more and its alert is over, which nobody can be told.
    assert (call("health").exit_code, call("health", "--tell").exit_code) == (0, 1)
    hook.status = 200
    assert len(tell(store)) == 1
    (told,) = hook.posted
    assert "harbour: authors on 0 of 15" in told["text"]
    assert told["alerts"][0]["finding"]["kind"] == "field:authors"


@pytest.fixture
def babbler() -> Iterator[str]:
    """The address of a server that answers everything with what is no HTTP and no SMTP."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")

    with socketserver.TCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_telling_ends_nothing_whatever_is_answered_or_set(
    store: Store, babbler: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    fill(store, *(run(number, signed=0) for number in (60, 61, 62)))
    review(store, NOW)
    monkeypatch.setenv("DOSVOCES_ALERT_WEBHOOK", f"http://{babbler}/")
    monkeypatch.setenv("DOSVOCES_ALERT_EMAIL", "me@example.org")
    for server in (f"smtp://{babbler}", "smtp://127.0.0.1:9", ""):
        monkeypatch.setenv("DOSVOCES_SMTP", server)
        caplog.clear()
        assert tell(store) == []
        assert "The webhook was not told of 1 alerts" in caplog.text
        assert "The email was not told of 1 alerts" in caplog.text
    (alert,) = load_alerts(store, untold=True)
    assert alert.told_by == ("log",)
    assert 'dosvoces_alert_untold{outlet="harbour"' in render_prometheus(review(store, NOW))


def test_a_way_that_is_well_is_not_told_again_for_one_that_is_not(
    store: Store, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOSVOCES_ALERT_WEBHOOK", hook.address)
    monkeypatch.setenv("DOSVOCES_ALERT_EMAIL", "me@example.org")
    monkeypatch.setenv("DOSVOCES_SMTP", "smtp://127.0.0.1:9")
    fill(store, *(run(number, signed=0) for number in (60, 61, 62)))
    for _ in range(3):
        review(store, NOW)
        assert tell(store) == []
    assert len(hook.posted) == 1
    for number in (63, 64, 65):
        save_run(store, run(number))
    review(store, NOW)
    tell(store)
    assert ["over" in told["text"] for told in hook.posted] == [False, True]


def test_a_schedule_rests_after_a_way_failed(
    store: Store, hook: Hook, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("DOSVOCES_ALERT_WEBHOOK", hook.address)
    fill(store, *(run(number, signed=0) for number in (60, 61, 62)))
    review(store, NOW)
    hook.status = 500
    moments = [0.0]
    teller = Teller(store, lambda: moments[-1])
    for moment in (0.0, 20.0, 290.0, 310.0, 320.0):
        moments.append(moment)
        teller.tell()
    assert caplog.text.count("The webhook was not told") == 2 and hook.posted == []
    hook.status = 200
    moments.append(700.0)
    teller.tell()
    for number in (63, 64, 65):
        save_run(store, run(number))
    review(store, NOW)
    teller.tell()
    assert len(hook.posted) == 2


def test_mail_is_sent(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[EmailMessage] = []

    class Server:
        def __init__(self, host: str, port: int, timeout: float) -> None:
            assert (host, port) == ("mail.example.org", 2525)

        def __enter__(self) -> "Server":
            return self

        def __exit__(self, *_: object) -> None: ...

        def ehlo(self) -> bool:
            return True

        def has_extn(self, name: str) -> bool:
            return False

        def login(self, user: str, password: str) -> None:
            assert (user, password) == ("me", "p@ss")

        def send_message(self, message: EmailMessage) -> None:
            sent.append(message)

    monkeypatch.setattr(smtplib, "SMTP", Server)
    monkeypatch.setenv("DOSVOCES_ALERT_EMAIL", "me@example.org")
    monkeypatch.setenv("DOSVOCES_SMTP", "smtp://me:p%40ss@mail.example.org:2525")
    fill(store, *(run(number, signed=0) for number in (60, 61, 62)))
    review(store, NOW)
    alerts.tell(store)
    (message,) = sent
    assert message["To"] == "me@example.org"
    assert "authors on 0 of 15" in message.get_content()


def test_metrics_are_in_the_format_of_prometheus(store: Store) -> None:
    fill(store, *(run(number, signed=0) for number in (60, 61, 62)))
    text = render_prometheus(review(store, NOW))
    assert 'dosvoces_alert_open{outlet="harbour",kind="field:authors"} 1\n' in text
    assert 'dosvoces_last_crawl_addresses{outlet="harbour",family="articles",reason="new"} 5\n' in text
    for line in text.splitlines():
        assert line.startswith(("# HELP dosvoces_", "# TYPE dosvoces_", "dosvoces_"))
        # Prometheus refuses all of a page that has another type.
        assert not line.startswith("# TYPE") or line.endswith(" gauge")
        if not line.startswith("#"):
            float(line.rsplit(" ", 1)[1])


@pytest.fixture
def call(tmp_path: Path, store: Store) -> Callable[..., Any]:
    return lambda *words: CliRunner().invoke(
        app, [*words, "--store", str(tmp_path / "store.sqlite")], catch_exceptions=False
    )


def test_the_command_shows_a_table_and_ends_with_1_when_something_is_wrong(
    store: Store, call: Callable[..., Any]
) -> None:
    ago = datetime.now(UTC) - NOW - timedelta(hours=63)

    def save(*numbers: int, **more: Any) -> None:
        for number in numbers:
            each = run(number, **more)
            save_run(store, msgspec.structs.replace(each, finished=each.finished + ago))

    save(*range(60))
    well = call("health")
    assert well.exit_code == 0 and "harbour" in well.output
    save(60, 61, 62, signed=0)
    ill = call("health")
    assert ill.exit_code == 1
    assert "authors on 0 of 15" in ill.output.replace("\n", " ")
    assert call("health", "--prometheus").output.startswith("# HELP dosvoces_")
    assert json.loads(call("--json", "health").output)["outlet"] == "harbour"


def test_an_outlet_that_is_followed_no_more_is_no_failure(store: Store, call: Callable[..., Any]) -> None:
    fill(store, *(run(number, signed=0) for number in (60, 61, 62)))
    assert review(store, NOW + timedelta(hours=62))[0].alerts
    assert len(tell(store)) == 1
    done = call("health")  # long after
    assert done.exit_code == 0 and "followed" in done.output
    (over,) = tell(store)
    assert describe(over).endswith("it is followed no more")
    assert call("health", "--prometheus").output.count("harbour") == 0


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("DOSVOCES_ALERT_EMAIL", "me@example.org", "DOSVOCES_SMTP"),
        ("DOSVOCES_ALERT_WEBHOOK", "hooks.example.org", "no http address"),
        ("DOSVOCES_ALERT_WEBHOOK", "http://[::1", "no http address"),
    ],
)
def test_ways_that_can_never_tell_are_refused_at_once(
    name: str, value: str, says: str, call: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    for command in (["health", "--tell"], ["schedule", "milenio"]):
        with pytest.raises(SettingError, match=says):
            call(*command)
    assert call("health").exit_code == 0
