"""The lifeline of a process: standard input, which ends when the process that began it does."""

import os
import threading

#: Set for a process whose standard input is a pipe that its parent holds open and never writes to.
LIFELINE = "DOSVOCES_LIFELINE"

#: 128 and SIGHUP: whoever began it is gone.
_ORPHANED = 129


def follow() -> None:
    """End this process, at once, as soon as its parent is gone; nothing where it is not asked for.

    What is stored is stored, as after any kill.
    """
    if os.environ.pop(LIFELINE, ""):
        threading.Thread(target=_wait, name="lifeline", daemon=True).start()


def _wait() -> None:
    while os.read(0, 1024):
        pass
    os._exit(_ORPHANED)
