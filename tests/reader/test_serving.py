"""Several processes are one reader: the same sessions, one end."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from dosvoces.errors import SettingError
from dosvoces.reader.serving import count_workers, listen
from dosvoces.store import Store
from dosvoces.store.browsing import Browser

PAGE = "/story/el-faro-puerto/2"


def list_children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def wait_for(condition: object, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.05)


@contextmanager
def start(path: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A reader of two processes with a password, and its address."""
    with listen("127.0.0.1", 0) as bound:
        port = bound.getsockname()[1]
    command = [sys.executable, "-m", "dosvoces", "read", "--store", str(path), "--port", str(port)]
    environment = os.environ | {"DOSVOCES_READER_PASSWORD": "a b c d"}
    reader = subprocess.Popen([*command, "--workers", "2"], env=environment, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        assert reader.poll() is None
        try:
            return httpx.get(f"{address}/login").status_code == 200
        except httpx.TransportError:
            return False

    try:
        wait_for(answers)
        yield reader, address
    finally:
        reader.kill()
        reader.wait()


def serving(reader: subprocess.Popen[bytes]) -> list[int]:
    """The processes that serve: those with the reader's socket, not Python's own tracker of resources."""
    return [
        pid for pid in list_children(reader.pid) if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]


def test_whoever_logged_in_with_one_process_is_known_to_the_other(store: Store, tmp_path: Path) -> None:
    with start(tmp_path / "store.sqlite") as (reader, address):
        workers = serving(reader)
        assert len(workers) == 2
        answer = httpx.post(f"{address}/login", data={"name": "Ada", "password": "a b c d"})
        cookies = dict(answer.cookies)
        # Each request comes on a connection of its own; stopped, the other process cannot take it.
        for number, stopped in enumerate(workers):
            os.kill(stopped, signal.SIGSTOP)
            try:
                page = httpx.get(f"{address}{PAGE}?correct=3", cookies=cookies)
                token = re.search(r'name="token" value="(\w+)"', page.text)
                assert page.status_code == 200
                assert token
            finally:
                os.kill(stopped, signal.SIGCONT)
            os.kill(workers[1 - number], signal.SIGSTOP)
            try:
                fields = {"sentence": "3", "text": f"Changed {number}.", "token": token[1]}
                done = httpx.post(f"{address}{PAGE}/correct", data=fields, cookies=cookies)
                assert done.status_code == 303
            finally:
                os.kill(workers[1 - number], signal.SIGCONT)
        assert [each.after for each in Browser(store).corrections()] == ["Changed 1.", "Changed 0."]
        reader.send_signal(signal.SIGINT)
        assert reader.wait(30) == 0
        assert not [pid for pid in workers if Path(f"/proc/{pid}").exists()]


def test_killed_the_reader_leaves_no_process_and_a_free_port(store: Store, tmp_path: Path) -> None:
    with start(tmp_path / "store.sqlite") as (reader, address):
        workers = serving(reader)
        reader.kill()
        reader.wait()
        wait_for(lambda: not [pid for pid in workers if Path(f"/proc/{pid}").exists()])
        listen("127.0.0.1", int(address.rpartition(":")[2])).close()


def test_a_port_that_is_taken_is_said_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(SettingError, match=f"port {port}: .*name another --port"):
            listen("127.0.0.1", port)


def test_as_many_processes_as_are_asked_for_or_suit_the_machine() -> None:
    assert count_workers(3) == 3
    assert 1 <= count_workers() <= 4
