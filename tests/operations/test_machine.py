"""A machine that crawls is told of before its disk is full, and no longer once it is gone."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dosvoces.cli.commands import app
from dosvoces.health.review import load_other_alerts, render_prometheus
from dosvoces.operations import machine
from dosvoces.operations.machine import review_machine
from dosvoces.store import Store
from dosvoces.store.health import load_alerts


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOSVOCES_HOME", str(tmp_path))


def test_a_disk_that_has_little_room_is_an_alert(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOSVOCES_ARCHIVE", str(tmp_path / "not there"))
    free = shutil.disk_usage(tmp_path).free
    arguments = ["health", "--store", str(tmp_path / "store.sqlite")]
    with Store(str(tmp_path / "store.sqlite")) as store:
        # From below the limit until there is twice as much.
        for share, kinds in ((0.25, []), (2, ["disk"]), (0.66, ["disk"]), (0.25, [])):
            monkeypatch.setattr(machine, "LOW_DISK_BYTES", round(share * free))
            review_machine(store, datetime.now(UTC))
            assert [alert.finding.kind for alert in load_alerts(store)] == kinds
            done = CliRunner().invoke(app, arguments)
            assert (done.exit_code, "MiB free" in done.output.replace("\n", " ")) == (len(kinds), bool(kinds))
            assert ("alert_open{" in render_prometheus([], load_other_alerts(store))) == bool(kinds)


def test_alerts_of_a_machine_that_is_gone_are_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A container has another name each time it is made."""
    monkeypatch.setattr(machine, "LOW_DISK_BYTES", 2 * shutil.disk_usage(tmp_path).free)
    with Store(str(tmp_path / "store.sqlite")) as store:
        for name, day, left in (("a", 0, "a"), ("a", 6, "a"), ("b", 7, "ab"), ("b", 14, "b")):
            monkeypatch.setattr(machine, "NAME", f".machine/{name}")
            review_machine(store, datetime.now(UTC) + timedelta(days=day))
            assert "".join(each.finding.outlet[-1] for each in load_alerts(store)) == left
        reasons = [each.reason for each in load_alerts(store, untold=True)]
        assert reasons == ["that machine crawls no more", ""]
