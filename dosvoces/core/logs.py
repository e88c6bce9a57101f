"""Logs on standard error: lines for people, or one JSON object a line for machines."""

import json
import logging
import re
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

#: What our own loggers' names begin with: what they tell is wanted, of others only what is wrong.
OURS = ("dosvoces", "spiders", "pipelines", "translations")


#: Name and password in an address; longer ones are no name and password.
_CREDENTIALS = re.compile(r"(?<=://)[^/\s@]{1,256}@")


def hide_credentials(text: str) -> str:
    """*text* without the names and passwords that stand in its addresses."""
    return _CREDENTIALS.sub("", text) if "@" in text else text


class Lines(logging.Formatter):
    """Log records as lines for people."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of *record*, with the traceback of an exception below it."""
        return hide_credentials(super().format(record))


class JsonLines(logging.Formatter):
    """Log records as one line of JSON each.

    ``time``, ``level``, ``logger`` and ``message`` are always there; ``outlet``, ``url`` and ``reason`` where
    they are known, ``error`` with the traceback of an exception.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line of *record*."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_read_facts(record),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return hide_credentials(json.dumps(line, ensure_ascii=False))


def _read_facts(record: logging.LogRecord) -> dict[str, str]:
    """What *record* tells besides its message: by our own ``extra``, or by Scrapy's, whose objects know."""
    told: Mapping[str, Any] = record.args if isinstance(record.args, Mapping) else {}
    page = told.get("response") or told.get("request")
    spider = getattr(record, "spider", None) or getattr(getattr(record, "crawler", None), "spider", None)
    facts = {
        "outlet": getattr(record, "outlet", None) or getattr(getattr(spider, "outlet", None), "key", None),
        "url": getattr(record, "url", None) or getattr(page, "url", None),
        "reason": getattr(record, "reason", None) or told.get("reason"),
    }
    return {name: str(value) for name, value in facts.items() if value}


def log_to_stderr(*, as_json: bool, level: int = logging.INFO) -> None:
    """Have this process log on standard error: what we tell from *level* on, warnings of others."""
    handler = logging.StreamHandler(sys.stderr)
    text = Lines("%(asctime)s %(message)s", "%Y-%m-%d %H:%M:%S")
    handler.setFormatter(JsonLines() if as_json else text)
    least = max(level, logging.WARNING)

    def is_wanted(record: logging.LogRecord) -> bool:
        return record.levelno >= (level if record.name.startswith(OURS) else least)

    handler.addFilter(is_wanted)
    logging.captureWarnings(True)
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level)
