"""The interface in two languages: its words (``interface.toml``), dates and numbers."""

import tomllib
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dosvoces.core.errors import QueryError
from dosvoces.core.language_tags import base_language

#: Languages of the interface, the default first.
LANGUAGES = ("en", "es")


@cache
def load_words() -> dict[str, dict[str, str]]:
    """Every text of the interface by name, in each language."""
    text = (files("dosvoces.reader") / "interface.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    return {f"{table}.{name}": words for table, entries in tables.items() for name, words in entries.items()}


def choose(header: str) -> str:
    """The language of the interface that an ``Accept-Language`` *header* asks for first."""
    for tag in header.split(","):
        base = base_language(tag.split(";")[0].strip())
        if base in LANGUAGES:
            return base
    return LANGUAGES[0]


class Interface:
    """Words, dates and numbers in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._words = {name: words[language] for name, words in load_words().items()}
        self._months = self._words["date.months"].split()

    def __call__(self, name: str, /, **values: Any) -> str:
        """The text *name*; with *values* for its braces."""
        text = self._words[name]
        return text.format(**values) if values else text

    def name(self, table: str, word: str) -> str:
        """What *word* is called, as in ``name("origin", "machine")``; the word itself when nobody knows."""
        return self._words.get(f"{table}.{word}", word)

    def words(self, table: str) -> list[str]:
        """The words of *table*."""
        return [name.removeprefix(f"{table}.") for name in self._words if name.startswith(f"{table}.")]

    def many(self, name: str, number: int) -> str:
        """The text *name* for *number* things, from ``one | several``."""
        one, several = self._words[name].split(" | ")
        return (one if number == 1 else several).format(n=self.number(number))

    def query_problem(self, error: QueryError) -> str:
        """What is wrong with a query, and at which character."""
        words = self._words.get(f"query.{error.problem}")
        said = words.format(**error.values) if words else str(error)
        return said if error.at is None else self("query.at", n=self.number(error.at + 1), what=said)

    def number(self, value: int) -> str:
        """``12,345`` or ``12 345``: Spanish separates by spaces, from five digits on."""
        if self.language == "es":
            return f"{value:,}".replace(",", "\u00a0") if abs(value) >= 10_000 else str(value)
        return f"{value:,}"

    def decimal(self, value: float, digits: int) -> str:
        """*value* with *digits* behind the point, which is a comma in Spanish."""
        whole, point, rest = f"{abs(value):.{digits}f}".partition(".")
        sign = "-" if value < 0 and (whole + rest).strip("0") else ""
        return sign + self.number(int(whole)) + ("," if point and self.language == "es" else point) + rest

    def share(self, value: float) -> str:
        """``8,33 %`` in Spanish, ``8.33%`` in English, of 0.0833."""
        return self.decimal(100 * value, 2) + ("\u00a0%" if self.language == "es" else "%")

    def percent(self, share: float) -> str:
        """``83 %`` in Spanish, ``83%`` in English."""
        return f"{share * 100:.0f}\u00a0%" if self.language == "es" else f"{share * 100:.0f}%"

    def day(self, text: str) -> str:
        """A day, from ``2026-11-22``."""
        try:
            day = date.fromisoformat(text[:10])
        except ValueError:
            return self("front.undated")
        month = self._months[day.month - 1]
        if self.language == "es":
            return f"{day.day} de {month} de {day.year}"
        return f"{day.day} {month} {day.year}"

    def month(self, text: str) -> str:
        """A month, from ``2026-11``."""
        name = self._months[int(text[5:7]) - 1]
        return f"{name} de {text[:4]}" if self.language == "es" else f"{name} {text[:4]}"

    def time(self, moment: datetime, zone: str = "UTC") -> str:
        """A day and time in *zone*, which is named."""
        try:
            local = moment.astimezone(ZoneInfo(zone))
        except (ZoneInfoNotFoundError, ValueError):
            local, zone = moment, "UTC"
        return f"{self.day(local.date().isoformat())}, {local:%H:%M} ({zone})"
