"""What ``deploy/`` promises: units that systemd accepts and that start, services that can be stopped."""

import configparser
import getpass
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest
import yaml
from forked import Done, run_dosvoces

from dosvoces.operations.scheduler import SHUTDOWN_SECONDS

DEPLOY = Path(__file__).parents[1] / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]

#: Where the units have dosvoces, and where this environment has it.
INSTALLED, HERE = "/opt/dosvoces/bin/dosvoces", str(Path(sys.executable).with_name("dosvoces"))


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units in a folder, with the program of this environment and a user that there is."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed (Debian: systemd)")
    for unit in UNITS:
        text = unit.read_text().replace(INSTALLED, HERE).replace("User=dosvoces", f"User={getpass.getuser()}")
        (tmp_path / unit.name).write_text(text)
    return tmp_path


def test_systemd_accepts_the_units(units: Path) -> None:
    files = [str(file) for file in sorted(units.iterdir())]
    ran = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *files], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.stem)
def test_the_services_may_do_little(units: Path, unit: Path) -> None:
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", str(units / unit.name)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    told = re.search(r"exposure level for \S+: ([\d.]+)", ran.stdout)
    assert told, ran.stdout + ran.stderr
    assert float(told[1]) < 3.0


def commands(unit: str) -> list[list[str]]:
    lines = (DEPLOY / "systemd" / unit).read_text().replace(INSTALLED, "dosvoces").splitlines()
    return [shlex.split(line.partition("=")[2]) for line in lines if line.startswith("ExecStart=")]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """What systemd gives a service: a home of its own, empty, and next to nothing else."""
    state = tmp_path / "state"
    state.mkdir()
    return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "DOSVOCES_HOME": str(state)}


def run_service(command: list[str], environment: dict[str, str]) -> Done:
    return run_dosvoces(*command[1:], home=Path(environment["DOSVOCES_HOME"]), instead=environment)


def test_the_schedule_starts_serves_metrics_and_stops(environment: dict[str, str]) -> None:
    (command,) = commands("dosvoces-schedule.service")
    command[command.index("$OUTLETS")] = "latam-mobility"
    environment["DOSVOCES_CONTACT"] = "tests@example.org"
    with socket.create_server(("127.0.0.1", 0)) as free:
        place = f"127.0.0.1:{free.getsockname()[1]}"
    command[command.index("127.0.0.1:9464")] = place
    with subprocess.Popen([sys.executable, "-m", *command], env=environment) as service:
        while True:
            try:
                with urllib.request.urlopen(f"http://{place}/metrics") as answer:
                    assert answer.read().startswith(b"# HELP dosvoces_")
                break
            except OSError:
                assert service.poll() is None
                time.sleep(0.1)
        # A second one is started again and again, and takes over when this one is gone.
        second = run_service(command, environment)
        assert "is running already" in second.stderr
        unit = (DEPLOY / "systemd" / "dosvoces-schedule.service").read_text()
        (never,) = [line for line in unit.splitlines() if line.startswith("RestartPreventExitStatus=")]
        assert second.returncode and str(second.returncode) not in never.partition("=")[2].split()
        service.send_signal(signal.SIGTERM)
        assert service.wait(300) == 0


@pytest.mark.parametrize("contact", ["", "me@example.org"])
def test_nothing_is_followed_that_nobody_named(environment: dict[str, str], contact: str) -> None:
    """The unit with no outlets, and with outlets and no contact, as systemd would start it."""
    (command,) = commands("dosvoces-schedule.service")
    command.remove("$OUTLETS")
    command += ["latam-mobility"] if not contact else []
    environment["DOSVOCES_CONTACT"] = contact
    ran = run_service(command, environment)
    assert ran.returncode == 2
    assert ("--all" if contact else "DOSVOCES_CONTACT") in ran.stderr
    assert "OUTLETS:?" in services()["schedule"]["command"]
    assert "--all" not in (DEPLOY / "Dockerfile").read_text()


@pytest.mark.parametrize("work", ["translate", "align"])
def test_the_work_on_an_empty_store_ends_well(environment: dict[str, str], work: str) -> None:
    (command,) = commands(f"dosvoces-{work}.service")
    assert command[-1] == work
    assert run_service(command, environment).returncode == 0


def relations(unit: str) -> dict[str, str]:
    """What the unit has to do with others."""
    file = configparser.ConfigParser(strict=False, interpolation=None)
    file.read(DEPLOY / "systemd" / unit)
    return dict(file["Unit"])


def test_alignment_follows_a_translation_that_fails_too() -> None:
    """systemd starts what is wanted after what it is ordered after has ended, unless it is required."""
    assert relations("dosvoces-translate.service")["wants"] == "dosvoces-align.service"
    align = relations("dosvoces-align.service")
    assert align["after"] == "dosvoces-translate.service"
    assert not {"requires", "requisite", "bindsto"} & align.keys()


def test_the_schedule_has_time_to_stop() -> None:
    """The crawls, then a minute for the plans and alerts."""
    unit = (DEPLOY / "systemd" / "dosvoces-schedule.service").read_text()
    stop = re.search(r"^TimeoutStopSec=(\d+)$", unit, re.MULTILINE)
    assert stop and int(stop[1]) >= SHUTDOWN_SECONDS + 60
    minutes = services()["crawl"]["stop_grace_period"]
    assert 60 * int(minutes.removesuffix("m")) >= SHUTDOWN_SECONDS + 60


def services() -> dict[str, Any]:
    return dict(yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"])


def test_composed_services_leave_no_zombies_and_fill_no_disk() -> None:
    for name, service in services().items():
        # PostgreSQL's first process waits for all others itself.
        assert service.get("init") or name == "database"
        assert service["logging"]["options"].keys() == {"max-size", "max-file"}


@pytest.mark.parametrize("name", ["crawl", "translate"])
def test_composed_workers_take_queues_that_there_are(name: str) -> None:
    from dosvoces.operations.cluster.queue import QUEUES

    service = services()[name]
    words = service["command"].split()
    assert words[:3] == ["--json", "worker", "--queues"] and set(words[3].split(",")) <= set(QUEUES)
    assert service["deploy"]["replicas"] == 2 and service["stop_grace_period"] == "3m"


def leaves(value: Any, place: str = "") -> set[tuple[str, str]]:
    """Everything that *value* has at its ends, with where it is."""
    if isinstance(value, dict):
        return {leaf for key, each in value.items() for leaf in leaves(each, f"{place}.{key}")}
    if isinstance(value, list):
        return {leaf for n, each in enumerate(value) for leaf in leaves(each, f"{place}[{n}]")}
    return {(place, str(value))}


def test_kubernetes_knows_every_field_of_the_manifests() -> None:
    if shutil.which("kubectl") is None:
        pytest.skip("kubectl is not installed")
    manifest = DEPLOY / "kubernetes" / "dosvoces.yaml"
    # It reads them into its own types, without a cluster, and drops what those do not have.
    ran = subprocess.run(
        ["kubectl", "set", "image", "--local", "-f", str(manifest), "*=dosvoces:1", "-o", "yaml"],
        capture_output=True,
        text=True,
        check=False,
    )
    read = {each["metadata"]["name"]: each for each in yaml.safe_load_all(ran.stdout) if each}
    text = manifest.read_text().replace("image: dosvoces", "image: dosvoces:1")
    written = [each for each in yaml.safe_load_all(text) if each["kind"] == "Deployment"]
    assert len(written) == 3, ran.stderr
    for each in written:
        assert leaves(each) <= leaves(read[each["metadata"]["name"]])


def test_every_setting_that_is_given_exists() -> None:
    from dosvoces.core import settings

    known = {setting.variable for setting in (*settings.SETTINGS, *settings.SCRAPY_SETTINGS)}
    known.add("DOSVOCES_READER_PASSWORD")
    text = "".join(file.read_text() for file in DEPLOY.rglob("*") if file.is_file())
    assert set(re.findall(r"\bDOSVOCES_[A-Z_]+", text)) <= known
