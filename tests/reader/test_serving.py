"""Several processes are one reader: the same sessions, one end."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import httpx
import pytest
from reader_stories import read_form

from dosvoces.core.errors import SettingError
from dosvoces.reader.serving import count_workers, listen
from dosvoces.store import Store
from dosvoces.store.browsing import Browser

PAGE = "/story/el-faro-puerto/2"


def list_children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def wait_for(condition: object, seconds: float = 300) -> None:
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
    browser = path.with_name("browser")
    browser.write_text(f"#!/bin/sh\necho \"$1\" > '{path.with_name('opened')}'\n")
    browser.chmod(0o700)
    environment = os.environ | {"DOSVOCES_READER_PASSWORD": "a b c d", "BROWSER": str(browser)}
    command += ["--workers", "2", "--open-at", "/queue?flag=number-mismatch&q=días"]
    reader = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
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


def reach(address: str, cookies: dict[str, str]) -> httpx.Client:
    """A connection to a process that is not stopped: each try is given to one of them by chance."""
    for trial in range(40):
        # On a busy machine, one that is not stopped may take its time too.
        client = httpx.Client(base_url=address, cookies=cookies, timeout=0.3 * 1.2**trial)
        try:
            client.get("/login")
        except httpx.ReadTimeout:
            client.close()
        else:
            client.timeout = 60
            return client
    raise AssertionError("nobody answers")


def list_sockets(port: int, state: str) -> set[str]:
    """This machine's sockets on *port*: those that listen (state 0A) or those that are connections (01)."""
    fields = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return {f"socket:[{row[9]}]" for row in fields if row[1].endswith(f":{port:04X}") and row[3] == state}


def count_connections(pid: int, port: int) -> int:
    """How many connections to *port* the process *pid* has taken."""
    connections = list_sockets(port, "01")
    return sum(str(file.readlink()) in connections for file in Path(f"/proc/{pid}/fd").iterdir())


def test_connections_are_spread_over_processes_of_which_a_kill_leaves_none(
    store: Store, tmp_path: Path
) -> None:
    with start(tmp_path / "store.sqlite") as (reader, address), ExitStack() as stack:
        opened = (tmp_path / "opened").read_text().strip()
        assert opened == f"{address}/queue?flag=number-mismatch&q=d%C3%ADas"
        port = int(address.rpartition(":")[2])
        wait_for(lambda: len(list_sockets(port, "0A")) == 2)
        for _ in range(60):
            stack.enter_context(socket.create_connection(("127.0.0.1", port)))
        workers = serving(reader)
        wait_for(lambda: sum(count_connections(pid, port) for pid in workers) >= 60)
        # By chance one of them gets fewer than ten once in ten million times.
        assert min(count_connections(pid, port) for pid in workers) >= 10
        with pytest.raises(SettingError, match="name another"):
            listen("127.0.0.1", port)
        stack.close()
        reader.kill()
        reader.wait()
        wait_for(lambda: not [pid for pid in workers if Path(f"/proc/{pid}").exists()])
        listen("127.0.0.1", port).close()


def test_whoever_logged_in_with_one_process_is_known_to_the_other(store: Store, tmp_path: Path) -> None:
    with start(tmp_path / "store.sqlite") as (reader, address):
        workers = serving(reader)
        assert len(workers) == 2
        answer = httpx.post(f"{address}/login", data={"name": "Ada", "password": "a b c d"})
        cookies = dict(answer.cookies)
        for number, stopped in enumerate(workers):
            os.kill(stopped, signal.SIGSTOP)
            try:
                with closing(reach(address, cookies)) as client:
                    page = client.get(f"{PAGE}?correct=3")
                assert page.status_code == 200
            finally:
                os.kill(stopped, signal.SIGCONT)
            os.kill(workers[1 - number], signal.SIGSTOP)
            try:
                fields = {**read_form(page.text), "text": f"Changed {number}."}
                with closing(reach(address, cookies)) as client:
                    done = client.post(f"{PAGE}/correct", data=fields)
                assert done.status_code == 303
            finally:
                os.kill(workers[1 - number], signal.SIGCONT)
        assert [each.after for each in Browser(store).corrections()] == ["Changed 1.", "Changed 0."]
        reader.send_signal(signal.SIGINT)
        assert reader.wait(300) == 0
        assert not [pid for pid in workers if Path(f"/proc/{pid}").exists()]


def test_a_port_that_is_taken_is_said_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(SettingError, match=f"port {port}: .*name another --port"):
            listen("127.0.0.1", port)


def test_as_many_processes_as_are_asked_for_or_suit_the_machine() -> None:
    assert count_workers(3) == 3
    assert 1 <= count_workers() <= 4
