"""``python -m dosvoces`` and ``dosvoces``: the command line, with its last word on errors."""

import sys

from dosvoces.cli import console
from dosvoces.core.errors import DosvocesError

#: The exit status of sysexits.h for a fault of the program itself.
_UNEXPECTED = 70


def main() -> None:
    """Run the command line; errors a user can act upon end it with their message and exit code."""
    try:
        # A wrong setting shows when the commands are imported.
        from dosvoces.cli.commands import app

        app(prog_name="dosvoces")
    except DosvocesError as error:
        if console.mode.debug:
            raise
        console.complain("error", str(error))
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        console.note("stopped; everything stored so far is kept")
        sys.exit(130)
    except Exception as error:
        if console.mode.debug:
            raise
        console.complain("this should not happen", f"{type(error).__name__}: {error}")
        console.note("run the command again with --debug before its name and report what it prints")
        sys.exit(_UNEXPECTED)


if __name__ == "__main__":
    main()
