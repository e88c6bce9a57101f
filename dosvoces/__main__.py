"""``python -m dosvoces`` and ``dosvoces``: the command line, with its last word on errors."""

import signal
import sys
from typing import NoReturn

from dosvoces.cli import console, exit_codes
from dosvoces.core import lifeline
from dosvoces.core.errors import DosvocesError
from dosvoces.core.logs import hide_credentials


def main() -> None:
    """Run the command line; errors a user can act upon end it with their message and exit code."""
    signal.signal(signal.SIGTERM, _end)
    lifeline.follow()
    try:
        # A wrong setting shows when the commands are imported.
        from dosvoces.cli.commands import app

        app(prog_name="dosvoces")
    except SystemExit as end:
        if end.code in (exit_codes.INTERRUPTED, exit_codes.TERMINATED):
            console.note("stopped; everything stored so far is kept")
        raise
    except DosvocesError as error:
        _fail("error", str(error), error.exit_code)
    except KeyboardInterrupt:
        sys.exit(exit_codes.INTERRUPTED)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        _fail("error", f"{place}the system refuses: {error.strerror or error}", exit_codes.FOUND)
    except Exception as error:
        _fail("this should not happen", f"{type(error).__name__}: {error}", exit_codes.UNEXPECTED)


def _fail(what: str, message: str, code: int) -> NoReturn:
    """End with *code* and *message*, or with the error as it is when its traceback is wanted."""
    if console.mode.debug:
        raise
    console.complain(what, hide_credentials(message))
    if code == exit_codes.UNEXPECTED:
        console.note("run the command again with --debug and report what it prints")
    sys.exit(code)


def _end(*_: object) -> NoReturn:
    """End in order, so that whatever was started ends too."""
    sys.exit(exit_codes.TERMINATED)


if __name__ == "__main__":
    main()
