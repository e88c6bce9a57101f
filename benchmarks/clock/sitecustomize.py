"""Sets the clock of a Python process by the file that MONTH_CLOCK names; a worker's follows it."""

import os
import sys
import threading
import time
from datetime import datetime
from pathlib import Path

#: Seconds between two looks at the file.
_TICK = 0.01


def read_clock(path: Path) -> datetime:
    """The moment that the file at *path* tells."""
    return datetime.fromisoformat(path.read_text())


def _follow(path: Path) -> None:
    sys.modules.setdefault("pytest", None)  # type: ignore[arg-type]  # importing it would cost more than a crawl
    import time_machine

    if sys.modules["pytest"] is None:
        del sys.modules["pytest"]
    told = read_clock(path)
    traveller = time_machine.travel(told, tick=True)
    clock = traveller.start()

    def follow() -> None:
        known = told
        while True:
            time.sleep(_TICK)
            if (now := read_clock(path)) != known:
                known = now
                clock.move_to(now)

    # What is forked later than its server began has the time of then.
    os.register_at_fork(after_in_child=lambda: clock.move_to(read_clock(path)))
    # A crawl is over before the clock is set anew.
    if "worker" in sys.orig_argv:
        threading.Thread(target=follow, daemon=True).start()


if name := os.environ.get("MONTH_CLOCK"):
    _follow(Path(name))
