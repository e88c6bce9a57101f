"""``dosvoces doctor``: what works here, what does not, and how to mend it."""

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import typer
from rich.console import RenderableType
from rich.table import Table

from dosvoces.cli import console, exit_codes
from dosvoces.core import settings
from dosvoces.core.child_processes import ChildProcess, ChildTimeout
from dosvoces.core.errors import (
    DosvocesError,
    EngineError,
    EngineMissing,
    OutletError,
    RenderingMissing,
    StoreError,
)
from dosvoces.core.files import make_private_folder
from dosvoces.core.version import __version__

#: Seconds for a database that does not answer, which four examinations ask: whoever looks is told soon.
_PATIENCE = 5.0


#: Seconds for another package's engine, or an added model, to be loaded and say a sentence.
_SILENCE = 60.0


class Finding(msgspec.Struct, frozen=True):
    """One thing looked at: whether it works, and if not, whether that matters."""

    what: str
    ok: bool
    needed: bool
    detail: str


def doctor() -> None:
    """Say what is installed and works; the exit code is 1 when something needed does not."""
    findings = [_look(*each) for each in _EXAMINATIONS]
    try:
        findings += [_look(*each) for each in _find_others()]
    except (DosvocesError, OSError) as error:
        findings.append(Finding("other engines", False, False, str(error)))
    console.show(findings, lambda: _render(findings))
    if any(finding.needed and not finding.ok for finding in findings):
        raise typer.Exit(exit_codes.FOUND)


def _look(what: str, needed: bool, examine: Callable[[], str]) -> Finding:
    try:
        return Finding(what, True, needed, examine())
    except (DosvocesError, ImportError, OSError) as error:
        return Finding(what, False, needed, str(error))


def _examine_python() -> str:
    return f"{platform.python_version()} at {sys.executable}, dosvoces {__version__}"


def _examine_home() -> str:
    home = Path(settings.get("DOSVOCES_HOME"))
    make_private_folder(home)
    return f"{home}, {_measure_room(home, 'DOSVOCES_HOME')}"


def _measure_room(folder: Path, setting: str) -> str:
    """How much can be written into *folder*; raises StoreError when nothing can, or little."""
    from dosvoces.operations.machine import LOW_DISK_BYTES

    try:
        with tempfile.TemporaryFile(dir=folder):
            free = shutil.disk_usage(folder).free
    except OSError as error:
        raise StoreError(f"{folder}: no file can be made there: {error.strerror or error}") from error
    if free < LOW_DISK_BYTES:
        raise StoreError(f"{folder} has only {free >> 20} MiB free: make room or set {setting} elsewhere")
    return f"{free >> 30} GiB free"


def _examine_store() -> str:
    from dosvoces.store import Store

    with Store("", timeout=_PATIENCE) as store:
        counts = ", ".join(f"{number} {name}" for name, number in store.counts().items())
        store.check_writable()
        room = f", {_measure_room(store.path.parent, 'DOSVOCES_STORE')}" if store.path else ""
        return f"{store.url}: {counts}{room}"


def _examine_crawling() -> str:
    from dosvoces.health.alerts import check_ways
    from spiders.recrawl import read_revisit_hours

    looks = read_revisit_hours(settings.get("DOSVOCES_REVISIT_HOURS"))
    check_ways()
    names = {"webhook": "DOSVOCES_ALERT_WEBHOOK", "e-mail": "DOSVOCES_ALERT_EMAIL"}
    ways = ["the log", *(way for way, name in names.items() if settings.get(name))]
    return f"{len(looks)} looks at each story; alerts go to {', '.join(ways)}"


def _examine_contact() -> str:
    from dosvoces.core.contact import require_contact
    from dosvoces.core.outlets import catalogue

    require_contact(catalogue().values())
    return f"outlets are told {settings.get('DOSVOCES_CONTACT')}"


def _examine_archive() -> str:
    from spiders.remote_archive import check_remote, find_unsent, is_remote, spool_of

    if not (address := settings.get("DOSVOCES_ARCHIVE")):
        return "none is kept: DOSVOCES_ARCHIVE is not set"
    folder = Path(spool_of(address)).expanduser()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    room = _measure_room(folder, "DOSVOCES_ARCHIVE")
    if not is_remote(address):
        return f"{folder}, {room}"
    unsent = find_unsent()
    waiting = f"; {len(unsent)} files wait to be sent, the oldest {unsent[0][1]}" if unsent else ""
    try:
        return f"{check_remote(address)}, by way of {folder}, {room}{waiting}"
    except OSError as error:
        raise StoreError(f"{error}{waiting}") from error


def _examine_crawls() -> str:
    from dosvoces.health.alerts import describe
    from dosvoces.store import Store
    from dosvoces.store.health import find_newest_runs, load_alerts, load_runs

    with Store("", timeout=_PATIENCE) as store:
        newest, alerts = find_newest_runs(store), load_alerts(store)
        last = load_runs(store, max(newest, key=lambda key: newest[key]), 1) if newest else []
    if alerts:
        told = f"{len(alerts)} alerts are open, the first: {describe(alerts[0])}"
        raise StoreError(f"{told}; `dosvoces health` shows all")
    when = f", last {last[0].outlet} at {last[0].finished:%Y-%m-%d %H:%M} UTC" if last else ""
    return f"{len(newest)} outlets were crawled{when}; no alert is open"


def _examine_certificates() -> str:
    from dosvoces.store import Store
    from dosvoces.store.health import load_newest_runs
    from spiders.certificates import check_authorities

    if not (authorities := check_authorities(settings.get("DOSVOCES_AUTHORITIES"))):
        raise OutletError(
            "no authority is trusted here, so nothing can be fetched by https: install ca-certificates, or "
            "set DOSVOCES_AUTHORITIES to a file of them"
        )
    with Store("", timeout=_PATIENCE) as store:
        runs = load_newest_runs(store)
    found = []
    for run in runs:
        reasons = {name[name.index("tls_") :] for name in run.counts if "tls_" in name}
        found += [f"{run.outlet} ({', '.join(sorted(reasons))})"] if reasons else []
    if found:
        raise OutletError(
            f"no safe connection in the last crawl of {'; '.join(found)}; `dosvoces outlets check OUTLET` "
            "says to which address"
        )
    return f"those of servers are checked by {authorities}; none was refused in an outlet's last crawl"


def _examine_translations() -> str:
    from dosvoces.store import Store

    with Store("", timeout=_PATIENCE) as store:
        given_up = store.untranslatable()
    if not given_up:
        return "no article was given up"
    first = "; ".join(f"{each.url}: {each.reason}" for each in given_up[:3])
    raise EngineError(
        f"{len(given_up)} articles could not be translated and are not tried any more; "
        f"`dosvoces translate --retry` does ({first})"
    )


def _examine_outlets() -> str:
    from dosvoces.core.outlets import read_catalogue

    found, mistakes = read_catalogue()
    if mistakes:
        raise OutletError("\n".join(map(str, mistakes)))
    return f"{len(found)} outlet files, all valid"


def _examine_languages() -> str:
    from pipelines.languages import label

    found = label("Síguenos en")
    return f"“Síguenos en” is {found.language} ({found.confidence:.2f})"


def _find_others() -> list[tuple[str, bool, Callable[[], str]]]:
    """The examinations of models that were added and of other packages' engines."""
    from translations.engines.selection import NAMES, list_names

    return [(f"engine {name}", False, _examine_engine(name)) for name in list_names() if name not in NAMES]


def _examine_engine(name: str) -> Callable[[], str]:
    def examine() -> str:
        from translations.engines import NAMES

        made, missing = [], []
        for source, target, sentence in (
            ("es", "en", "La casa es grande."),
            ("en", "es", "The house is big."),
        ):
            say = _say if name in NAMES else _say_apart
            try:
                made.append(f"{sentence} → {say(name, source, target, sentence)}")
            except EngineMissing as error:
                missing.append(error)
        if not made:
            raise missing[0]
        return "; ".join([*made, *map(str, missing)])

    return examine


def _say(name: str, source: str, target: str, sentence: str) -> str:
    """What the engine *name* makes of *sentence*."""
    from translations.engines import choose

    engine = choose(source, target, name)
    try:
        return engine.translate([sentence], source, target)[0].text
    finally:
        engine.close()


def _say_apart(name: str, source: str, target: str, sentence: str) -> str:
    """The same in another process: somebody else's engine may hang or end its own, even while it is made."""
    child = ChildProcess(("translations.engines.selection",), _print_elsewhere, has_children=True)
    try:
        return child.call(_answer, dict(os.environ), name, source, target, sentence, seconds=_SILENCE)
    except DosvocesError:
        raise
    except ChildTimeout as error:
        raise EngineError(f"the engine {name} does not answer within {_SILENCE:.0f} seconds") from error
    except Exception as error:
        raise EngineError(f"the engine {name} does not run: {error}") from error
    finally:
        child.close()


def _answer(environment: dict[str, str], name: str, source: str, target: str, sentence: str) -> str:
    os.environ.update(environment)
    try:
        return _say(name, source, target, sentence)
    except SystemExit as error:
        raise EngineError(f"the engine {name} ends its process: {error}") from error


def _print_elsewhere() -> None:
    """Whatever a library prints must not stand between the findings."""
    os.dup2(2, 1)


def _examine_choice() -> str:
    from translations.engines.advice import find_choices, find_improvement

    choices = find_choices()
    said = "; ".join(map(str, choices))
    if not any(choice.engine for choice in choices):
        raise EngineError(f"{said}; `{find_improvement(choices)}` gets one")
    if command := find_improvement(choices):
        return f"{said}; better with `{command}`, and `dosvoces translate --again` for what is translated"
    return said


def _examine_rendering() -> str:
    try:
        from spiders.browser import examine_browser
    except ImportError as error:
        raise RenderingMissing(
            "install dosvoces with the extra `rendering` to follow outlets that need JavaScript"
        ) from error
    return examine_browser(settings.get("DOSVOCES_CHROMIUM"))


def _examine_device() -> str:
    from translations.engines.device import choose_device, count_gpus, read_device

    device = read_device()
    chosen = choose_device(device.name)
    gpus = count_gpus()
    seen = f"{gpus} CUDA GPU{'s' if gpus != 1 else ''} seen"
    return f"{device.name} means {chosen}, {device.cores} threads on a processor; {seen}"


_EXAMINATIONS: tuple[tuple[str, bool, Callable[[], str]], ...] = (
    ("Python", True, _examine_python),
    ("folder", True, _examine_home),
    ("store", True, _examine_store),
    ("translations", False, _examine_translations),
    ("outlets", True, _examine_outlets),
    ("contact", False, _examine_contact),
    ("crawling", True, _examine_crawling),
    ("archive", True, _examine_archive),
    ("crawls", False, _examine_crawls),
    ("certificates", False, _examine_certificates),
    ("languages", True, _examine_languages),
    ("rendering", False, _examine_rendering),
    ("device", True, _examine_device),
    ("translating", True, _examine_choice),
    ("engine embedded", True, _examine_engine("embedded")),
    ("engine firefox", False, _examine_engine("firefox")),
    ("engine argos", False, _examine_engine("argos")),
    ("engine apertium", False, _examine_engine("apertium")),
)


def _render(findings: list[Finding]) -> RenderableType:
    table = Table(box=None, show_header=False, padding=(0, 1))
    for finding in findings:
        mark = (
            "[green]ok[/]" if finding.ok else "[red]missing[/]" if finding.needed else "[yellow]optional[/]"
        )
        table.add_row(mark, finding.what, finding.detail)
    return table
