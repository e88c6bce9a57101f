"""All settings in one table; Scrapy reads this module too (``scrapy.cfg``).

Each row is a name, its default and what it does. An environment variable of the same name, prefixed
``DOSVOCES_`` unless the name has the prefix already, overrides the default.
"""

import os
from typing import Any, NamedTuple

from platformdirs import user_data_path

from dosvoces.errors import SettingError


class Setting(NamedTuple):
    """One row of the settings table."""

    name: str
    default: Any
    help: str


#: Settings of dosvoces itself; Scrapy's own are in ``SCRAPY_SETTINGS``.
SETTINGS: tuple[Setting, ...] = (
    Setting(
        "DOSVOCES_HOME",
        str(user_data_path("dosvoces")),
        "Folder of the default store, the installed translation packages and everything else that is kept.",
    ),
    Setting(
        "DOSVOCES_STORE",
        "",
        "Address of the store, e.g. `sqlite:///news.sqlite` or `postgresql+psycopg://…`; "
        "empty means `store.sqlite` in `DOSVOCES_HOME`.",
    ),
)
