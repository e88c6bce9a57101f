"""The commands ``translate``, ``packages`` and ``memory``, as a user runs them."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dosvoces.core.record import Article
from dosvoces.store import Store
from translations.engines.device import Device, count_gpus, read_device
from translations.engines.embedded import FOLDER

pytestmark = pytest.mark.slow

Command = Callable[..., Any]


def test_translate_export_import(
    command: Command, tmp_path: Path, make_article: Callable[..., Article]
) -> None:
    with Store(str(tmp_path / "store.sqlite")) as store:
        store.save_article(make_article(1, "en"))
        store.save_article(make_article(2, "es"))
    done = command("--json", "translate", "--engine", "apertium")
    assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout)
    assert counts["articles"] == 2 and counts["failed"] == {}
    done = command("--json", "memory", "export", "out.tmx")
    assert done.returncode == 0, done.stderr
    units = json.loads(done.stdout)["units"]
    done = command("--json", "memory", "import", "out.tmx")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"units": units, "corrections": 0, "refused": 0, "articles": 0}


def test_packages(command: Command, tmp_path: Path) -> None:
    done = command("--json", "packages", "list")
    listed = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["package"] for row in listed] == ["en-es", "es-en"]
    path = tmp_path / "own.argosmodel"
    with zipfile.ZipFile(path, "w") as packed:
        packed.write(FOLDER / "metadata-en_es.json", "own/metadata.json")
        for path_inside in [*FOLDER.glob("model/*"), FOLDER / "sentencepiece.model"]:
            packed.write(path_inside, f"own/{path_inside.relative_to(FOLDER)}")
    assert command("packages", "install", "own.argosmodel").returncode == 0
    assert len(command("--json", "packages", "list").stdout.splitlines()) == 3
    assert command("packages", "verify").returncode == 0
    (tmp_path / "packages" / "en_es" / "model" / "config.json").write_text("{}")
    done = command("packages", "verify")
    assert done.returncode == 5 and "model/config.json has changed" in done.stdout
    assert command("packages", "remove", "en-es").returncode == 0
    done = command("packages", "remove", "en-es")
    assert done.returncode == 5 and "no package en-es" in done.stderr and "Traceback" not in done.stderr


def test_an_engine_that_is_not_there(
    command: Command, tmp_path: Path, make_article: Callable[..., Article]
) -> None:
    with Store(str(tmp_path / "store.sqlite")) as store:
        store.save_article(make_article(1, "en"))
    done = command("translate", "--engine", "argos")
    assert done.returncode == 6 and "packages install" in done.stderr and "Traceback" not in done.stderr


def test_a_device_that_is_not_there(command: Command, tmp_path: Path) -> None:
    if count_gpus():
        pytest.skip("a GPU is here")
    done = command("translate", "--device", "cuda")
    assert done.returncode == 6 and "finds no CUDA GPU here; use auto or cpu" in done.stderr
    done = command("translate", "--device", "gpu")
    assert done.returncode == 6 and "give auto, cpu or cuda" in done.stderr and "Traceback" not in done.stderr


def test_a_device_by_switch_and_by_setting(
    command: Command, tmp_path: Path, make_article: Callable[..., Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(str(tmp_path / "store.sqlite")) as store:
        store.save_article(make_article(1, "en"))
    done = command("--json", "translate", "--engine", "embedded", "--device", "cpu", "--threads", "1")
    assert done.returncode == 0 and json.loads(done.stdout)["articles"] == 1, done.stderr
    monkeypatch.setenv("DOSVOCES_DEVICE", "cpu")
    monkeypatch.setenv("DOSVOCES_THREADS", "3")
    assert read_device() == Device("cpu", 3)
    assert read_device("auto", 1) == Device("auto", 1)
    findings = {row["what"]: row for row in json.loads(command("--json", "doctor").stdout)}
    assert findings["device"]["detail"].startswith("cpu means cpu, 3 threads")
    assert "embedded" in (told := findings["translating"]["detail"]) and "(gist)" in told
    assert "`dosvoces packages install firefox:es-en firefox:en-es`" in told
