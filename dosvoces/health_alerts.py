"""Telling somebody of alerts: a webhook, an e-mail; what could not be told is told next time."""

import logging
import smtplib
import ssl
import urllib.error
import urllib.request
from collections.abc import Sequence
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import msgspec

from dosvoces import settings
from dosvoces.errors import SettingError
from dosvoces.store import Store
from dosvoces.store.health import Alert, load_alerts, mark_told

#: Seconds for a webhook or a mail server; what is slower is tried again with the next review.
_TIMEOUT = 20

_log = logging.getLogger("dosvoces.health")


def tell(store: Store) -> list[Alert]:
    """Tells the configured places of every alert opened or closed since the last time; gives those told.

    Nothing is configured: they are logged, and that is that.
    """
    untold = load_alerts(store, untold=True)
    if not untold:
        return []
    for alert in untold:
        level = logging.INFO if alert.closed else logging.WARNING
        _log.log(level, "%s", describe(alert))
    ways = [
        (way, target)
        for way, target in (
            (post, settings.get("DOSVOCES_ALERT_WEBHOOK")),
            (mail, settings.get("DOSVOCES_ALERT_EMAIL")),
        )
        if target
    ]
    failed = False
    for way, target in ways:
        try:
            way(target, untold)
        except (OSError, smtplib.SMTPException, urllib.error.URLError, ValueError) as error:
            failed = True
            _log.error("%s was not told of %d alerts: %s", target, len(untold), error)
    if failed:
        return []
    mark_told(store, untold)
    return untold


def describe(alert: Alert) -> str:
    """One line on *alert*."""
    finding = alert.finding
    state = "over" if alert.closed else "alert"
    parts = [f"{state}: {finding.outlet}: {finding.message}"]
    if finding.examples and not alert.closed:
        parts.append("see " + " ".join(finding.examples))
    if finding.last_good and not alert.closed:
        parts.append(f"last good article {finding.last_good}")
    return "; ".join(parts)


def post(address: str, alerts: Sequence[Alert]) -> None:
    """Posts *alerts* as JSON to the webhook at *address*; ``text`` is what chat services show."""
    if urlsplit(address).scheme not in ("http", "https"):
        raise SettingError(f"DOSVOCES_ALERT_WEBHOOK is {address}, which is no http address")
    body = {"text": "\n".join(map(describe, alerts)), "alerts": alerts}
    request = urllib.request.Request(
        address, data=msgspec.json.encode(body), headers={"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=_TIMEOUT):
        pass


def mail(receiver: str, alerts: Sequence[Alert]) -> None:
    """Mails *alerts* to *receiver* by the server that ``DOSVOCES_SMTP`` names."""
    server = urlsplit(settings.get("DOSVOCES_SMTP"))
    if server.scheme not in ("smtp", "smtps") or not server.hostname:
        raise SettingError(
            "DOSVOCES_ALERT_EMAIL needs DOSVOCES_SMTP, such as smtp://user:password@mail.example.org:587"
        )
    message = EmailMessage()
    message["Subject"] = f"dosvoces: {len(alerts)} alerts, first {describe(alerts[0])[:80]}"
    message["From"] = message["To"] = receiver
    message.set_content("\n\n".join(map(describe, alerts)))
    secure = server.scheme == "smtps"
    kind = smtplib.SMTP_SSL if secure else smtplib.SMTP
    with kind(server.hostname, server.port or (465 if secure else 25), timeout=_TIMEOUT) as smtp:
        if not secure and smtp.ehlo() and smtp.has_extn("starttls"):
            smtp.starttls(context=ssl.create_default_context())
        if server.username:
            smtp.login(unquote(server.username), unquote(server.password or ""))
        smtp.send_message(message)
