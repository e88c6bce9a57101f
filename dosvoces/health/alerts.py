"""Sending alerts by webhook and e-mail; one that could not be sent is sent next time."""

import logging
import math
import smtplib
import ssl
import time
import urllib.request
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from urllib.parse import SplitResult, unquote, urlsplit

import msgspec

from dosvoces.core import settings
from dosvoces.core.errors import SettingError
from dosvoces.store import Store
from dosvoces.store.health import Alert, load_alerts, mark_told

#: Seconds for a webhook or a mail server; what is slower is tried again with the next review.
_TIMEOUT = 20

#: Seconds for which nobody is told of anything after somebody could not be.
_REST = 300.0

_log = logging.getLogger("dosvoces.health")


def check_ways() -> None:
    """Raises SettingError when nobody could ever be told in the ways that are set."""
    if address := settings.get("DOSVOCES_ALERT_WEBHOOK"):
        _check_webhook(address)
    if settings.get("DOSVOCES_ALERT_EMAIL"):
        _find_mail_server()


def tell(store: Store) -> list[Alert]:
    """Tells in each way that is set of every alert that was opened or closed; gives those told in all.

    A way that fails is logged and tried again the next time, alone. Raises StoreError only.
    """
    untold = load_alerts(store, untold=True)
    done = {alert.id: alert for alert in untold}
    ways: tuple[tuple[str, Callable[[str, Sequence[Alert]], None], str], ...] = (
        ("log", _write, "log"),
        ("webhook", post, settings.get("DOSVOCES_ALERT_WEBHOOK")),
        ("email", mail, settings.get("DOSVOCES_ALERT_EMAIL")),
    )
    for name, way, target in ways:
        news = [alert for alert in untold if name not in alert.told_by]
        if not news or not target:
            continue
        try:
            way(target, news)
        except Exception as error:  # whatever a server answers: a schedule must outlive it
            why = str(error).strip() or type(error).__name__
            _log.error("The %s was not told of %d alerts: %s", name, len(news), why)
            done = {key: alert for key, alert in done.items() if alert not in news}
        else:
            mark_told(store, news, name)
    if done:
        mark_told(store, done.values())
    return list(done.values())


class Teller:
    """Tells of alerts over and over, but for a while after somebody could not be told."""

    def __init__(self, store: Store, clock: Callable[[], float] = time.monotonic) -> None:
        self._store, self._clock = store, clock
        self._next = -math.inf

    def tell(self) -> None:
        """Tells whoever is to be told, unless somebody could not be just now; raises StoreError only."""
        if self._clock() < self._next:
            return
        tell(self._store)
        if load_alerts(self._store, untold=True):
            self._next = self._clock() + _REST


def _write(_: str, alerts: Sequence[Alert]) -> None:
    for alert in alerts:
        _log.log(logging.INFO if alert.closed else logging.WARNING, "%s", describe(alert))


def describe(alert: Alert) -> str:
    """One line on *alert*."""
    finding = alert.finding
    state = "over" if alert.closed else "alert"
    parts = [f"{state}: {finding.outlet}: {finding.message}"]
    if finding.examples and not alert.closed:
        parts.append("see " + " ".join(finding.examples))
    if finding.last_good and not alert.closed:
        parts.append(f"last good article {finding.last_good}")
    if alert.reason:
        parts.append(alert.reason)
    return "; ".join(parts)


def post(address: str, alerts: Sequence[Alert]) -> None:
    """Posts *alerts* as JSON to the webhook at *address*; ``text`` is what chat services show."""
    _check_webhook(address)
    body = {"text": "\n".join(map(describe, alerts)), "alerts": alerts}
    request = urllib.request.Request(
        address, data=msgspec.json.encode(body), headers={"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=_TIMEOUT):
        pass


def mail(receiver: str, alerts: Sequence[Alert]) -> None:
    """Mails *alerts* to *receiver* by the server that ``DOSVOCES_SMTP`` names."""
    server = _find_mail_server()
    message = EmailMessage()
    message["Subject"] = f"dosvoces: {len(alerts)} alerts, first {describe(alerts[0])[:80]}"
    message["From"] = message["To"] = receiver
    message.set_content("\n\n".join(map(describe, alerts)))
    secure = server.scheme == "smtps"
    kind = smtplib.SMTP_SSL if secure else smtplib.SMTP
    with kind(server.hostname or "", server.port or (465 if secure else 25), timeout=_TIMEOUT) as smtp:
        if not secure and smtp.ehlo() and smtp.has_extn("starttls"):
            smtp.starttls(context=ssl.create_default_context())
        if server.username:
            smtp.login(unquote(server.username), unquote(server.password or ""))
        smtp.send_message(message)


def _check_webhook(address: str) -> None:
    try:
        parts = urlsplit(address)
        well = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        well = False
    if not well:
        raise SettingError(f"DOSVOCES_ALERT_WEBHOOK is {address}, which is no http address")


def _find_mail_server() -> SplitResult:
    try:
        server = urlsplit(str(settings.get("DOSVOCES_SMTP")))
        well = server.scheme in ("smtp", "smtps") and bool(server.hostname) and server.port != 0
    except ValueError:
        well = False
    if not well:
        raise SettingError(
            "DOSVOCES_ALERT_EMAIL needs DOSVOCES_SMTP, such as smtp://user:password@mail.example.org:587"
        )
    return server
