"""Trying a model before it is installed, in a process of its own: some damaged ones end who loads them."""

import signal
from collections.abc import Callable
from typing import TypeVar

from dosvoces.core.child_processes import ChildDied, ChildProcess, ChildTimeout
from dosvoces.core.errors import PackageError

T = TypeVar("T")

#: What the process that tries is forked with.
_PRELOADED = ("ctranslate2", "sentencepiece", "translations.packages.models")

#: Seconds for loading a model of several gigabytes from a slow disk and for one sentence.
_PATIENCE = 900.0


def try_apart(try_out: Callable[[T], None], package: T) -> None:
    """Call *try_out* with *package* elsewhere; raises its errors, and :exc:`PackageError` when it dies."""
    child = ChildProcess(_PRELOADED, _begin)
    try:
        child.call(try_out, package, seconds=_PATIENCE)
    except ChildDied as error:
        raise PackageError(_explain(error)) from error
    except ChildTimeout as error:
        raise PackageError(f"the model does not answer within {_PATIENCE:.0f} seconds") from error
    finally:
        child.close()


def _explain(error: ChildDied) -> str:
    if error.__cause__ is not None:
        return f"the model was not tried, as no process could be started for it: {error.__cause__}"
    if error.exit_code == -signal.SIGKILL:
        return "the process that tried the model was killed: memory may be short for it"
    return "model.bin is damaged: it ends the process that loads it"


def _begin() -> None:
    """Nothing: what a trial needs is loaded by it."""
