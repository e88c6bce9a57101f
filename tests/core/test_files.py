"""Nothing half-written ever takes a final name."""

import errno
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from dosvoces.core.errors import ExportError
from dosvoces.core.files import make_private_folder, writing, writing_or_stdout

ROOT = Path(__file__).parents[2]


def test_a_file_takes_its_name_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    with writing(path) as file:
        file.write(b"one")
        assert not path.exists()
    assert path.read_bytes() == b"one"
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.jsonl"]


def test_a_failure_keeps_what_was_there_and_leaves_no_trace(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b"before")
    with pytest.raises(RuntimeError), writing(path) as file:
        file.write(b"half")
        raise RuntimeError
    assert path.read_bytes() == b"before"
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.jsonl"]


def test_what_a_killed_export_left_is_taken_over(tmp_path: Path) -> None:
    (tmp_path / ".x.jsonl.part").write_bytes(b"left behind by a killed process")
    with writing(tmp_path / "x.jsonl") as file:
        file.write(b"new")
    assert (tmp_path / "x.jsonl").read_bytes() == b"new"
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.jsonl"]


def test_a_device_and_a_pipe_are_written_into_and_stay_what_they_are(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    for path in (pipe, Path("/dev/null")):
        with writing(path) as file:
            file.write(b"text")
    assert os.read(reader, 10) == b"text"
    os.close(reader)
    assert pipe.is_fifo()
    assert Path("/dev/null").is_char_device()
    assert [entry.name for entry in tmp_path.iterdir()] == ["pipe"]


def test_another_name_of_standard_output_stays_one(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path; from dosvoces.core.files import writing\n"
        "with writing(Path('/dev/stdout')) as file: file.write(b'text')"
    )
    with (tmp_path / "out").open("wb") as out:
        subprocess.run([sys.executable, "-c", code], stdout=out, check=True, cwd=ROOT)
    assert (tmp_path / "out").read_bytes() == b"text"
    assert Path("/dev/stdout").is_symlink()


def test_two_exports_to_one_name_do_not_mix(tmp_path: Path) -> None:
    with writing(tmp_path / "x") as file:
        file.write(b"first")
        with pytest.raises(ExportError, match="another export"), writing(tmp_path / "x"):
            pass
    assert (tmp_path / "x").read_bytes() == b"first"


@pytest.mark.parametrize(
    ("name", "said"), [("no/such/folder", "create it"), ("n" * 300, "too long"), ("folder", "it is a folder")]
)
def test_a_name_that_cannot_be_written(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(ExportError, match=said), writing(tmp_path / name) as file:
        file.write(b"x")
    assert [entry.name for entry in tmp_path.iterdir()] == ["folder"]


def test_a_file_that_may_not_grow_is_not_left_half_written(tmp_path: Path) -> None:
    program = """
import sys
from pathlib import Path
from dosvoces.core.errors import ExportError
from dosvoces.core.files import writing
try:
    with writing(Path(sys.argv[1])) as file:
        for _ in range(1000):
            file.write(b"x" * 1000)
except ExportError as error:
    print(error)
"""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "x")],
        capture_output=True, text=True, preexec_fn=limit, cwd=ROOT,
    )  # fmt: skip
    assert "larger than this disk or account allows" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_said_to_be_full(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="disk is full"), writing(tmp_path / "x"):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert list(tmp_path.iterdir()) == []


def test_standard_output_is_written_through(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    with writing_or_stdout("-") as file:
        file.write(b"line\n")
    assert capfdbinary.readouterr().out == b"line\n"


@pytest.mark.skipif(not os.access("/dev/shm", os.W_OK), reason="there is no memory to write files into")
def test_a_file_in_memory_is_a_file_like_others() -> None:
    path = Path(f"/dev/shm/dosvoces-{os.getpid()}")
    path.write_bytes(b"before")
    try:
        with pytest.raises(RuntimeError), writing(path) as file:
            file.write(b"half")
            raise RuntimeError
        assert path.read_bytes() == b"before"
    finally:
        path.unlink()


def test_new_folders_are_ones_own_and_old_ones_keep_their_mode(tmp_path: Path) -> None:
    (shared := tmp_path / "shared").mkdir(mode=0o755)
    for _ in range(2):
        make_private_folder(shared / "home" / "outlets")
    modes = [path.stat().st_mode & 0o777 for path in (shared, shared / "home", shared / "home" / "outlets")]
    assert modes == [0o755, 0o700, 0o700]
