"""Opening a store: who may read it, where there is none, and where nothing can be written."""

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_store import make_article

from dosvoces.core.errors import StoreError
from dosvoces.store import Store


@pytest.fixture
def open_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def test_nobody_else_reads_a_new_store(
    open_umask: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOSVOCES_HOME", str(tmp_path / "home"))
    with Store() as store:
        store.save_article(make_article())
        files = [*(tmp_path / "home").iterdir()]
        assert len(files) >= 2
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE((tmp_path / "home").stat().st_mode) == 0o700


def test_a_store_that_is_there_keeps_the_mode_that_its_owner_gave_it(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    Store(str(path)).close()
    path.chmod(0o640)
    Store(str(path)).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@pytest.mark.parametrize("kind", ["file", "folder", "empty"])
def test_who_only_reads_makes_no_store(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "s.sqlite" if kind != "folder" else tmp_path / "none" / "s.sqlite"
    if kind == "empty":
        path.touch()
    with pytest.raises(StoreError, match=r"there is no store at .*s\.sqlite"):
        Store(str(path), create=False)
    assert not path.exists() or not path.stat().st_size
    if kind != "folder":
        Store(str(path)).close()
        Store(str(path), create=False).close()


def test_who_only_reads_makes_no_tables_in_a_database(postgres: object) -> None:
    url = postgres.create()  # type: ignore[attr-defined]
    with pytest.raises(StoreError, match="there is no store at"):
        Store(url, create=False)
    Store(url).close()
    Store(url, create=False).close()


def test_a_store_where_nothing_can_be_written_is_read(tmp_path: Path) -> None:
    code = (
        "import os, sys\n"
        "from dosvoces.store import Store\n"
        "def read(path):\n"
        "    with Store(path, create=False) as store:\n"
        "        return next(store.articles()).id, store.search('puerto')\n"
        "read(sys.argv[2])\n"
        # Nothing is forbidden to root; whoever is not may not read the libraries that are loaded by now.
        "if os.getuid() == 0: os.setuid(65534)\n"
        "print(read(sys.argv[1])[0])\n"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "a store?.sqlite"
        with Store(str(path)) as store:
            article = store.save_article(make_article()).article
        copy = shutil.copy(path, tmp_path / "copy.sqlite")
        path.chmod(0o444)
        folder.chmod(0o555)
        command = [sys.executable, "-c", code, str(path), str(copy)]
        done = subprocess.run(command, capture_output=True, text=True)
        folder.chmod(0o755)
        assert done.returncode == 0, done.stderr
        assert done.stdout.split()[0] == article.id
        assert [file.name for file in folder.iterdir()] == [path.name]
