"""A PostgreSQL server of one's own: in a temporary folder, on a socket nobody else sees, gone afterwards."""

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

#: Where Debian keeps the programs, newest first.
_FOLDERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)

#: The server refuses to run as root; Debian's package brings the first of these.
_USERS = ("postgres", "nobody")


def find_program(name: str) -> str | None:
    """Path of a PostgreSQL program; None when PostgreSQL is not installed."""
    for folder in _FOLDERS:
        if (folder / name).exists():
            return str(folder / name)
    return shutil.which(name)


class Server:
    """A running server; ``create()`` gives the address of a fresh, empty database."""

    def __init__(self) -> None:
        postgres, initdb = find_program("postgres"), find_program("initdb")
        if postgres is None or initdb is None:
            raise FileNotFoundError("PostgreSQL's programs are not installed (Debian: postgresql)")
        self._folder = Path(tempfile.mkdtemp(prefix="pg"))
        self._user = self._choose_user()
        if os.geteuid() == 0:
            shutil.chown(self._folder, self._user)
        data = self._folder / "data"
        self._run(
            initdb, "-D", str(data), "-U", "tester", "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust", "-N"
        )
        self._log = (self._folder / "log").open("wb")
        self._command = [
            *(
                postgres,
                "-D",
                str(data),
                "-k",
                str(self._folder),
                "-c",
                "listen_addresses=",
                "-c",
                "fsync=off",
            ),
            *("-c", "shared_buffers=256MB", "-c", "full_page_writes=off", "-c", "autovacuum=on"),
        ]
        self._numbers = itertools.count(1)
        self.start()

    def start(self) -> None:
        """Starts it, again if it was halted."""
        self._process = subprocess.Popen(
            self._command, stdout=self._log, stderr=self._log, user=self._user, cwd=self._folder
        )
        self._wait()

    def halt(self) -> None:
        """Ends it and keeps what it has."""
        self._process.send_signal(signal.SIGINT)  # "fast" shutdown: clients are cut off
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    @staticmethod
    def _choose_user() -> str | None:
        if os.geteuid() != 0:
            return None
        known = {entry.pw_name for entry in pwd.getpwall()}
        return next(user for user in _USERS if user in known)

    def _run(self, *command: str) -> None:
        done = subprocess.run(command, capture_output=True, text=True, user=self._user, cwd=self._folder)
        if done.returncode:
            raise RuntimeError(f"{command[0]} failed: {done.stderr}")

    def _wait(self) -> None:
        import psycopg

        for _ in range(300):
            try:
                with psycopg.connect(self._address("postgres")):
                    return
            except psycopg.OperationalError:
                if self._process.poll() is not None:
                    raise RuntimeError((self._folder / "log").read_text()) from None
                time.sleep(0.1)
        raise RuntimeError("PostgreSQL does not answer")

    def _address(self, database: str) -> str:
        return f"postgresql://tester@/{database}?host={self._folder}"

    def create(self, template: str = "template1") -> str:
        """The address of a new database: an empty one, or a copy of *template*, which nobody may be using."""
        import psycopg

        name = f"store{next(self._numbers)}"
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self._address(name)

    def stop(self) -> None:
        """Ends the server and removes everything it kept."""
        self.halt()
        self._log.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
