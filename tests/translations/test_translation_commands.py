"""The commands ``translate``, ``packages`` and ``memory``, as a user runs them."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from dosvoces.core.record import Article
from dosvoces.store import Store
from translations.engines.device import Device, count_gpus, read_device
from translations.engines.embedded import FOLDER


def run(*words: str, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DOSVOCES_HOME": str(home), "NO_COLOR": "1", "COLUMNS": "160"}
    return subprocess.run(
        [sys.executable, "-m", "dosvoces", *words],
        capture_output=True,
        text=True,
        env=environment,
        cwd=home,
        timeout=180,
        check=False,
    )


def test_translate_export_import(tmp_path: Path, make_article: Callable[..., Article]) -> None:
    with Store(str(tmp_path / "store.sqlite")) as store:
        store.save_article(make_article(1, "en"))
        store.save_article(make_article(2, "es"))
    done = run("--json", "translate", "--engine", "embedded", home=tmp_path)
    assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout)
    assert counts["articles"] == 2 and counts["failed"] == {}
    done = run("--json", "memory", "export", "out.tmx", home=tmp_path)
    assert done.returncode == 0, done.stderr
    units = json.loads(done.stdout)["units"]
    done = run("--json", "memory", "import", "out.tmx", home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"units": units, "corrections": 0, "refused": 0, "articles": 0}


def test_packages(tmp_path: Path) -> None:
    done = run("--json", "packages", "list", home=tmp_path)
    listed = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["package"] for row in listed] == ["en-es", "es-en"]
    path = tmp_path / "own.argosmodel"
    with zipfile.ZipFile(path, "w") as packed:
        packed.write(FOLDER / "metadata-en_es.json", "own/metadata.json")
        for path_inside in [*FOLDER.glob("model/*"), FOLDER / "sentencepiece.model"]:
            packed.write(path_inside, f"own/{path_inside.relative_to(FOLDER)}")
    assert run("packages", "install", "own.argosmodel", home=tmp_path).returncode == 0
    assert len(run("--json", "packages", "list", home=tmp_path).stdout.splitlines()) == 3
    assert run("packages", "verify", home=tmp_path).returncode == 0
    (tmp_path / "packages" / "en_es" / "model" / "config.json").write_text("{}")
    done = run("packages", "verify", home=tmp_path)
    assert done.returncode == 5 and "model/config.json has changed" in done.stdout
    assert run("packages", "remove", "en-es", home=tmp_path).returncode == 0
    done = run("packages", "remove", "en-es", home=tmp_path)
    assert done.returncode == 5 and "no package en-es" in done.stderr and "Traceback" not in done.stderr


def test_an_engine_that_is_not_there(tmp_path: Path, make_article: Callable[..., Article]) -> None:
    with Store(str(tmp_path / "store.sqlite")) as store:
        store.save_article(make_article(1, "en"))
    done = run("translate", "--engine", "argos", home=tmp_path)
    assert done.returncode == 6 and "packages install" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["--engine", "argos"], 6, "packages install"),
        (["--glossary", "none.txt"], 2, "none.txt cannot be read"),
        (["--outlet", "nosuch"], 2, "no articles of it"),
    ],
)
def test_what_is_wrong_is_said_even_where_nothing_waits(
    tmp_path: Path, words: list[str], code: int, message: str
) -> None:
    done = run("translate", *words, home=tmp_path)
    assert done.returncode == code and message in done.stderr and "Traceback" not in done.stderr


def test_a_device_that_is_not_there(tmp_path: Path) -> None:
    if count_gpus():
        pytest.skip("a GPU is here")
    done = run("translate", "--device", "cuda", home=tmp_path)
    assert done.returncode == 6 and "finds no CUDA GPU here; use auto or cpu" in done.stderr
    done = run("translate", "--device", "gpu", home=tmp_path)
    assert done.returncode == 6 and "give auto, cpu or cuda" in done.stderr and "Traceback" not in done.stderr


def test_a_device_by_switch_and_by_setting(
    tmp_path: Path, make_article: Callable[..., Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(str(tmp_path / "store.sqlite")) as store:
        store.save_article(make_article(1, "en"))
    done = run(
        "--json", "translate", "--engine", "embedded", "--device", "cpu", "--threads", "1", home=tmp_path
    )
    assert done.returncode == 0 and json.loads(done.stdout)["articles"] == 1, done.stderr
    monkeypatch.setenv("DOSVOCES_DEVICE", "cpu")
    monkeypatch.setenv("DOSVOCES_THREADS", "3")
    assert read_device() == Device("cpu", 3)
    assert read_device("auto", 1) == Device("auto", 1)
    findings = {row["what"]: row for row in json.loads(run("--json", "doctor", home=tmp_path).stdout)}
    assert findings["device"]["detail"].startswith("cpu means cpu, 3 threads")
