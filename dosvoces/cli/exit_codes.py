"""The exit codes of the command line: those of errors, and those of everything else."""

from dosvoces.core import errors

#: The command did its work, and what it was asked for was not so: an alert, a failed check, a failed crawl.
FOUND = 1
#: ``EX_SOFTWARE`` of sysexits.h: a fault of the program itself.
UNEXPECTED = 70
#: 128 and the number of the signal, as shells have it.
INTERRUPTED, TERMINATED = 130, 143

_OTHERS = {
    0: "everything that was asked for was done",
    FOUND: "the command looked, and something is wrong or was not done; it says what",
    2: "the command line is wrong",
    UNEXPECTED: "a fault of dosvoces itself; `--debug` shows where",
    INTERRUPTED: "stopped by Ctrl-C (SIGINT); what was stored is kept",
    TERMINATED: "stopped by SIGTERM; what was stored is kept",
}


def meanings() -> dict[int, list[str]]:
    """What each exit code means, in order."""
    found = {code: [said] for code, said in _OTHERS.items()}
    for error in _kinds(errors.DosvocesError):
        said = (error.__doc__ or "").strip().splitlines()[0].partition("; ")[0].rstrip(".")
        found.setdefault(error.exit_code, []).append(said[0].lower() + said[1:])
    return dict(sorted(found.items()))


def render_markdown() -> str:
    """The table of the documentation."""
    lines = [f"| {code} | {'; '.join(said)} |" for code, said in meanings().items()]
    return "\n".join(("| code | meaning |", "|---|---|", *lines))


def _kinds(error: type[errors.DosvocesError]) -> list[type[errors.DosvocesError]]:
    kinds = error.__subclasses__()
    return [kind for direct in kinds for kind in (direct, *_kinds(direct))]
