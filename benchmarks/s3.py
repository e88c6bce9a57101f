"""An S3 server of one's own: moto's, in an environment of its own, for it cannot stand beside our pins."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Self

#: Where ``scripts/setup test`` puts it: beside the environment, which several checkouts may share.
_OWN = Path(sys.prefix).resolve().with_name(".s3") / "bin" / "moto_server"


def find_program() -> str | None:
    """Path of ``moto_server``; None when it is not installed. Any other may be too old for long uploads."""
    return str(_OWN) if _OWN.exists() else None


class S3Server:
    """A running server; ``create()`` gives the address of a fresh bucket."""

    def __enter__(self) -> Self:
        program = find_program()
        if program is None:
            raise FileNotFoundError("moto_server is not installed (scripts/setup test)")
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        # Not our environment's libraries.
        environment = {
            name: value
            for name, value in os.environ.items()
            if name not in ("PYTHONPATH", "VIRTUAL_ENV", "PYTHONHOME")
        }
        self._process = subprocess.Popen(
            [program, "-H", "127.0.0.1", "-p", str(self._port)],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._buckets = 0
        end = time.monotonic() + 60
        while time.monotonic() < end and self._process.poll() is None:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self._port}/moto-api/", timeout=5).close()
                return self
            except OSError:
                time.sleep(0.1)
        self._process.kill()
        raise RuntimeError("moto_server does not answer")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()

    def create(self, folder: str) -> str:
        """The address of *folder* in a new bucket."""
        self._buckets += 1
        bucket = f"bucket-{self._buckets}"
        request = urllib.request.Request(f"http://127.0.0.1:{self._port}/{bucket}", method="PUT")
        urllib.request.urlopen(request, timeout=30).close()
        place = f"endpoint_override=127.0.0.1:{self._port}&scheme=http&region=us-east-1"
        return f"s3://key:secret@{bucket}/{folder}?{place}"
