"""Imported by fork servers alone: what is forked ends when its server dies, the server after all of it."""

import gc
import os
import signal

#: Ends for readers when the server, which alone keeps the other end, is gone.
alive, _held = os.pipe()


def _leave() -> None:
    """Be a process like any other, forked from the server."""
    global _held
    if _held >= 0:
        os.close(_held)
        _held = -1
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


# What is there is not looked through for garbage again: each process would have a copy of all of it.
os.register_at_fork(before=gc.freeze, after_in_child=_leave)
# It ends when the last of those that use it does, who may want it until they have ended in order.
signal.signal(signal.SIGTERM, signal.SIG_IGN)
