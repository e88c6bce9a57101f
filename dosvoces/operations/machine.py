"""How the machine is that crawls: alerts before its disks are full, and when its archive is not sent."""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from dosvoces.core import settings
from dosvoces.core.errors import SettingError
from dosvoces.core.runs import Finding
from dosvoces.store import Store
from dosvoces.store.health import load_alerts, save_findings
from spiders.cdxj import MACHINE
from spiders.remote_archive import find_unsent, spool_of

#: Below this a crawl of a day or two fills the disk.
LOW_DISK_BYTES = 1 << 30

#: How long after a file of the archive was closed nobody can say any more that the next crawl sends it.
_UNSENT_AFTER = timedelta(days=1)

#: How long a machine that has an alert is waited for; a container has another name each time it is made.
_GONE_AFTER = timedelta(days=7)

#: What alerts of machines stand under, and those of this one; no outlet's key has a dot.
_MACHINES = ".machine/"
NAME = f"{_MACHINES}{MACHINE}"


def review_machine(store: Store, now: datetime) -> None:
    """Opens and closes the alerts of this machine, and closes those of machines that crawl no more."""
    alerts = [each for each in load_alerts(store) if each.finding.outlet.startswith(_MACHINES)]
    for name in sorted({each.finding.outlet for each in alerts if now - each.seen > _GONE_AFTER} - {NAME}):
        save_findings(store, name, [], now, "that machine crawls no more")
    known = {each.finding.kind for each in alerts if each.finding.outlet == NAME}
    findings = [*_judge_disks(store, "disk" in known), *_judge_archive(now)]
    if findings or known:
        save_findings(store, NAME, findings, now)


def _judge_disks(store: Store, known: bool) -> Iterator[Finding]:
    """What is low; one that is *known* to be so is until there is twice as much room."""
    folders = [settings.get("DOSVOCES_HOME")]
    folders += [store.path.absolute().parent] if store.path else []
    if address := settings.get("DOSVOCES_ARCHIVE"):
        with suppress(SettingError):  # each crawl tells of it
            folders += [spool_of(address)]
    low = {}
    for folder in folders:
        path = Path(folder).expanduser()
        with suppress(OSError):  # what is not there, or may not be looked into, crawls tell of
            if (free := shutil.disk_usage(path).free) < LOW_DISK_BYTES * (1 + known):
                low[path.stat().st_dev] = f"{path} has only {free >> 20} MiB free"
    if low:
        yield Finding(outlet=NAME, kind="disk", message=f"{', '.join(low.values())}: make room")


def _judge_archive(now: datetime) -> Iterator[Finding]:
    unsent = find_unsent()
    if unsent and now - unsent[0][0] > _UNSENT_AFTER:
        since, path = unsent[0]
        message = (
            f"{len(unsent)} files of the archive wait on this machine to be sent, the oldest, {path}, since "
            f"{since:%Y-%m-%d %H:%M} UTC; `dosvoces doctor` says whether they can be"
        )
        yield Finding(outlet=NAME, kind="archive:unsent", message=message)
