"""What pages can make of a worker; functions that tests have run in one."""

import ctypes
import os
import time
from pathlib import Path


def double(number: int) -> int:
    return 2 * number


def hang() -> None:
    time.sleep(60)


def spin() -> None:
    while True:
        pass


def end() -> None:
    os._exit(7)


def crash() -> None:
    ctypes.string_at(0)


def hoard() -> int:
    return len(bytearray(8 * 1024**3))


def stumble() -> None:
    raise ZeroDivisionError("by mistake")


def pid() -> int:
    return os.getpid()


def hang_once(begun: Path) -> bool:
    """Hangs unless it was begun before."""
    if not begun.exists():
        begun.touch()
        hang()
    return True
