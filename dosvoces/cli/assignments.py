"""Settings given on the command line: ``--set NAME=VALUE``, of ours and of Scrapy."""

import difflib
from collections.abc import Iterable
from typing import Any

from dosvoces.core import settings
from dosvoces.core.errors import SettingError


def read_assignments(pairs: Iterable[str]) -> dict[str, Any]:
    """The settings in *pairs*, by name.

    Raises :exc:`~dosvoces.core.errors.SettingError` for a name there is not and for a value it cannot have.
    """
    return dict(_read_assignment(pair) for pair in pairs)


def _read_assignment(pair: str) -> tuple[str, Any]:
    from scrapy.settings import default_settings

    name, sign, text = pair.partition("=")
    if not sign or not name.isupper():
        raise SettingError(f"--set {pair}: give it as NAME=VALUE, e.g. --set DOWNLOAD_DELAY=2")
    if name in settings.VALUES:
        return name, settings.parse(name, text, f"--set {name}")
    if not hasattr(default_settings, name):
        near = difflib.get_close_matches(name, [*settings.VALUES, *dir(default_settings)], n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise SettingError(f"--set {pair}: there is no such setting{hint}; docs/settings.md lists ours")
    return name, text
