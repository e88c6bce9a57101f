"""All settings, ours and those of Scrapy that we change, and their values.

Their rows are in :mod:`~dosvoces.core.own_settings` and :mod:`~dosvoces.core.scrapy_settings`. An environment
variable of the same name, prefixed ``DOSVOCES_`` unless the name has the prefix already, overrides the
default: ``DOSVOCES_MAX_PAGES=50``, ``DOSVOCES_DOWNLOAD_DELAY=3``. Lists and tables are given as JSON.
"""

import json
import os
from typing import Any

from dosvoces.core.errors import SettingError
from dosvoces.core.own_settings import SETTINGS
from dosvoces.core.scrapy_settings import SCRAPY_SETTINGS
from dosvoces.core.setting import Setting, read

__all__ = ["SCRAPY_SETTINGS", "SETTINGS", "VALUES", "get", "parse", "render_markdown"]


def get(name: str) -> Any:
    """The value of setting *name*: the environment's, else the default.

    Raises :exc:`SettingError` for a name there is not and for a value it cannot have.
    """
    setting = _row(name)
    text = os.environ.get(setting.variable)
    where = f"the environment variable {setting.variable}"
    # An empty folder would be whichever one the process was started in.
    missing = text is None or (name == "DOSVOCES_HOME" and not text.strip())
    value = setting.default if missing else read(setting, text or "", where)
    contact = get("DOSVOCES_CONTACT") if name == "USER_AGENT" else ""
    return f"{value} +{contact}" if contact else value


def parse(name: str, text: str, where: str) -> Any:
    """The value that *text*, given at *where*, means for setting *name*; raises :exc:`SettingError`."""
    return read(_row(name), text, where)


def _row(name: str) -> Setting:
    for setting in (*SETTINGS, *SCRAPY_SETTINGS):
        if setting.name == name:
            return setting
    raise SettingError(f"there is no setting {name}; docs/settings.md lists all")


def render_markdown() -> str:
    """The settings as two Markdown tables, for the documentation."""
    parts = []
    for title, rows in (("dosvoces", SETTINGS), ("Scrapy, where we change it", SCRAPY_SETTINGS)):
        table = [f"## {title}", "", "| name | default | meaning |", "|---|---|---|"]
        for row in sorted(rows):
            shown = row.shown or f"`{json.dumps(row.default, ensure_ascii=False)}`"
            table.append(f"| `{row.name}` | {shown} | {row.help} |".replace("\n", " "))
        parts.append("\n".join(table))
    return "\n\n".join(parts) + "\n"


def get_all() -> dict[str, Any]:
    """The values of all settings, by name; raises :exc:`SettingError` for one that they cannot have."""
    return {row.name: get(row.name) for row in (*SETTINGS, *SCRAPY_SETTINGS)}


#: All values at the start of the process, so that a wrong one is an error then and not in mid-crawl.
VALUES = get_all()

if __name__ == "__main__":
    print(render_markdown(), end="")
