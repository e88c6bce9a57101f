"""Fixtures that several rooms share."""

import gc
import os
import shutil
import signal
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from forked import Done, quick_starts, start_server, use_server
from hypothesis import settings
from psycopg.conninfo import conninfo_to_dict

from benchmarks.postgres import Server, find_program
from benchmarks.s3 import S3Server
from benchmarks.s3 import find_program as find_s3_program
from dosvoces.__main__ import main
from dosvoces.cli import console
from dosvoces.core.outlets import load
from dosvoces.core.record import Article, Page
from dosvoces.newsstand import Newsstand
from dosvoces.store import Store, database
from pipelines.article import build_article

#: Bytes that the whole suite leaves in temporary folders while it runs, several times.
MEMORY_NEEDED = 4 << 30

# How long an example takes is the machine's matter; benchmarks measure speed.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def _choose_temporary_folder() -> Path | None:
    """Has the tests' files in memory, where there is room: on a disk, stores take them twice as long."""
    memory = Path("/dev/shm")
    if "TMPDIR" in os.environ or not memory.is_dir():
        return None
    state = os.statvfs(memory)
    if state.f_bavail * state.f_frsize < MEMORY_NEEDED or state.f_flag & os.ST_NOEXEC:
        return None
    folder = Path(tempfile.mkdtemp(prefix="tests-", dir=memory))
    folder.chmod(0o755)  # PostgreSQL's user has a folder in it
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
    return folder


#: Of the process that began the tests; its workers have the same.
TEMPORARY = _choose_temporary_folder()

# Modules and collected tests stay to the end: looking through them for garbage is an eighth of all work.
gc.disable()


def pytest_collection_finish() -> None:
    """What is there now is not looked through again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    gc.enable()


def pytest_sessionfinish(exitstatus: int) -> None:
    """What killed processes left goes with the rest, unless somebody has to look at it."""
    if TEMPORARY and exitstatus == 0:
        # After what multiprocessing tidies up in there itself.
        Finalize(None, shutil.rmtree, (TEMPORARY,), {"ignore_errors": True}, exitpriority=-200)


# Every process that a test starts would else compile all that it imports.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def _starts_processes(config: pytest.Config) -> bool:
    return bool(config.option.markexpr != "not slow")


#: Workers beyond the cores: half of the time of the tests that start servers and processes is waiting.
_WAITING = 4


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """How many workers ``-n auto`` is: as many as cores, and more where tests wait for others."""
    return len(os.sched_getaffinity(0)) + _WAITING * _starts_processes(config)


class _Controller:
    """Has one server that processes are forked from, for all workers: it takes three seconds to start."""

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        node.workerinput["fork_server"] = start_server()


def pytest_configure(config: pytest.Config) -> None:
    if known := getattr(config, "workerinput", {}).get("fork_server"):
        use_server(known)
    elif _starts_processes(config):
        config.pluginmanager.register(_Controller())


@pytest.fixture
def quick_forks() -> Iterator[None]:
    """Whatever a test forks is forked from the process that has everything imported."""
    with quick_starts():
        yield


@pytest.fixture
def newsstand() -> Iterator[Newsstand]:
    """A newsstand of this test's own, in its first edition, on free loopback ports."""
    with Newsstand() as running:
        yield running


@pytest.fixture(scope="session")
def shared_newsstand() -> Iterator[Newsstand]:
    """A newsstand for tests that only read: nobody may call ``advance`` or rely on its log."""
    with Newsstand() as running:
        yield running


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server of the tests' own; skips where its programs are not installed."""
    if find_program("initdb") is None:
        pytest.skip("PostgreSQL's programs are not installed (Debian: postgresql)")
    with Server() as server:
        yield server


@pytest.fixture(scope="session")
def make_postgres_store(postgres: Server) -> Callable[[], str]:
    """Gives the address of a new store in PostgreSQL, another each time: a copy, which is made sooner."""
    first = postgres.create()
    Store(first).close()
    template = str(conninfo_to_dict(first)["dbname"])
    return lambda: postgres.create(template)


@pytest.fixture(scope="session", autouse=True)
def copied_stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A new SQLite store of this process is a copy of one: what makes them has tests of its own."""
    upgrade, template = database.upgrade, tmp_path_factory.mktemp("template") / "store.sqlite"

    def copy_or_upgrade(engine: sa.Engine) -> None:
        path = Path(engine.url.database or "")
        if engine.dialect.name == "sqlite" and path.is_file() and not path.stat().st_size:
            path.write_bytes(template.read_bytes())
        upgrade(engine)

    Store(str(template)).close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "upgrade", copy_or_upgrade)
        yield


@pytest.fixture(scope="session")
def bilingual_articles(shared_newsstand: Newsstand) -> list[Article]:
    """The articles of the newsstand's outlet that publishes in two languages."""
    outlet = load(shared_newsstand.outlets["la-ribera"])
    articles = []
    for story in shared_newsstand.expected():
        if story.outlet == outlet.key and story.kind == "article" and story.stored:
            with urllib.request.urlopen(story.url, timeout=30) as answer:
                page = Page(
                    url=story.url,
                    body=answer.read(),
                    outlet=outlet.key,
                    headers={name.lower(): value for name, value in answer.headers.items()},
                    retrieved_at=datetime(2026, 4, 2, 12, tzinfo=UTC),
                )
            articles.append(build_article(page, outlet))
    return articles


@pytest.fixture(scope="session")
def s3() -> Iterator[S3Server]:
    """An S3 server of the tests' own; skips where its program is not installed."""
    if find_s3_program() is None:
        pytest.skip("moto_server is not installed (scripts/setup test)")
    with S3Server() as server:
        yield server


@pytest.fixture
def command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Callable[..., Done]]:
    """Runs a command line as ``dosvoces`` does, but in this process, which has everything imported.

    Its home and its folder are the test's own; more variables of the environment are given by their names.
    """

    def run(*words: str, **variables: str) -> Done:
        capsys.readouterr()
        with monkeypatch.context() as here:
            here.chdir(tmp_path)
            for name, value in {"DOSVOCES_HOME": str(tmp_path), "COLUMNS": "160", **variables}.items():
                here.setenv(name, value)
            here.setattr(sys, "argv", ["dosvoces", *words])
            here.setattr(console, "mode", console.Mode())
            with pytest.raises(SystemExit) as end:
                main()
        return Done(int(end.value.code or 0), *capsys.readouterr())

    before = signal.getsignal(signal.SIGTERM)
    yield run
    signal.signal(signal.SIGTERM, before)
