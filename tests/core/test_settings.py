"""Every setting is in the tables, documented, and can be overridden from the environment."""

import importlib
import json
import re
from pathlib import Path

import pytest

from dosvoces.core import settings
from dosvoces.core.errors import SettingError

DOCS = Path(__file__).parents[2] / "docs" / "settings.md"
ROWS = (*settings.SETTINGS, *settings.SCRAPY_SETTINGS)


def test_the_documentation_has_the_tables_as_they_are() -> None:
    assert settings.render_markdown() in DOCS.read_text()


def test_names_are_unique_in_order_and_explained() -> None:
    for rows in (settings.SETTINGS, settings.SCRAPY_SETTINGS):
        names = [row.name for row in rows]
        assert names == sorted(set(names))
        assert all(len(row.help) > 10 for row in rows)
    assert all(row.name.startswith("DOSVOCES_") for row in settings.SETTINGS)


def test_every_setting_that_the_code_reads_is_in_the_table() -> None:
    root = Path(__file__).parents[2]
    named = {
        name
        for room in ("dosvoces", "spiders", "pipelines", "translations")
        for file in (root / room).rglob("*.py")
        for name in re.findall(r"(?:get\w*\(|settings\[)\"(DOSVOCES_[A-Z_]+)\"", file.read_text())
    }
    assert len(named) > 5
    assert named <= {row.name for row in ROWS}


def test_scrapy_finds_every_value_in_the_module() -> None:
    module = importlib.import_module("dosvoces.settings")
    assert all(getattr(module, row.name) == settings.get(row.name) for row in ROWS)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("DOSVOCES_MAX_PAGES", "7", 7),
        ("DOSVOCES_REVISIT_HOURS", "[1.5, 3]", [1.5, 3]),
        ("DOSVOCES_PAGE_SECONDS", "1.5", 1.5),
        ("DOSVOCES_CRAWL_DELAY", "off", False),
        ("DOSVOCES_STORE", "news.sqlite", "news.sqlite"),
        ("DOSVOCES_STORE", "~/news.sqlite", str(Path.home() / "news.sqlite")),
        ("DOSVOCES_HOME", " ", {row.name: row.default for row in ROWS}["DOSVOCES_HOME"]),
        ("DOWNLOAD_DELAY", "3", 3.0),
        ("SPIDER_MODULES", json.dumps(["mine"]), ["mine"]),
    ],
)
def test_the_environment_overrides(
    monkeypatch: pytest.MonkeyPatch, name: str, text: str, value: object
) -> None:
    variable = name if name.startswith("DOSVOCES_") else f"DOSVOCES_{name}"
    monkeypatch.setenv(variable, text)
    assert settings.get(name) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("DOSVOCES_MAX_PAGES", "many"),
        ("DOSVOCES_CRAWL_DELAY", "perhaps"),
        ("DEFAULT_REQUEST_HEADERS", "7"),
        ("SPIDER_MODULES", "["),
        ("DOSVOCES_WORKER_SECONDS", "0"),
        ("DOSVOCES_QUEUE_SECONDS", "nan"),
        ("DOSVOCES_SHARDS", "0"),
        ("DOSVOCES_EXPORT_HOUR", "24"),
        ("DOSVOCES_PAGE_SECONDS", "-1"),
        ("DOWNLOAD_DELAY", "-1"),
    ],
)
def test_a_wrong_value_is_told_with_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    variable = name if name.startswith("DOSVOCES_") else f"DOSVOCES_{name}"
    monkeypatch.setenv(variable, text)
    with pytest.raises(SettingError, match=variable):
        settings.get(name)


def test_an_unknown_setting_is_an_error() -> None:
    with pytest.raises(SettingError, match="NO_SUCH"):
        settings.get("NO_SUCH")


def test_a_contact_becomes_part_of_the_user_agent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOSVOCES_CONTACT", "news@example.org")
    assert settings.get("USER_AGENT").endswith("+news@example.org")
