"""What a setting is, and how its value is read from text."""

import json
import math
import os
from typing import Any, NamedTuple

from dosvoces.core.errors import SettingError

_KINDS: dict[type, str] = {bool: "yes or no", float: "number", int: "whole number", str: "text"}

_WORDS = dict.fromkeys(("1", "true", "yes", "on"), True) | dict.fromkeys(("0", "false", "no", "off"), False)


class Setting(NamedTuple):
    """One row of the settings table."""

    name: str
    default: Any
    help: str
    #: How the documentation shows the default, where the value itself depends on the machine.
    shown: str = ""
    #: What a number is at least and at most.
    least: float = 0
    most: float = math.inf

    @property
    def variable(self) -> str:
        """The environment variable that overrides the default."""
        return self.name if self.name.startswith("DOSVOCES_") else f"DOSVOCES_{self.name}"


def read(setting: Setting, text: str, where: str) -> Any:
    """The value that *text*, given at *where*, means for *setting*: of the type of its default.

    Raises :exc:`SettingError` for a value that it cannot have.
    """
    kind = type(setting.default)
    try:
        if kind is bool:
            return _WORDS[text.strip().lower()]
        if kind in (int, float):
            return _check_bounds(setting, kind(text), where)
        if kind is str:
            # Files of environments know no shell.
            return os.path.expanduser(text)  # noqa: PTH111 - it may be an address
        # A list may be given as it is typed: 1,6,24.
        bare = kind is list and not text.lstrip().startswith("[")
        value = [part.strip() for part in text.split(",") if part.strip()] if bare else json.loads(text)
        if not isinstance(value, kind):
            raise ValueError(text)
    except (KeyError, ValueError) as error:
        raise SettingError(
            f"{where} is {text!r}, which is no {_KINDS.get(kind, kind.__name__)}; "
            f"leave it out or give a value like {json.dumps(setting.default)}"
        ) from error
    return value


def _check_bounds(setting: Setting, number: float, where: str) -> float:
    if setting.least <= number <= setting.most:
        return number
    highest = "" if setting.most == math.inf else f" and {setting.most:g} at most"
    raise SettingError(f"{where} is {number:g}; it has to be {setting.least:g} at least{highest}")
