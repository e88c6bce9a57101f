"""Whoever gets the wheel is told under which terms its parts are."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("dosvoces", "spiders", "pipelines", "translations")
#: What is code or its documentation, of no terms of its own.
CODE = {".py", ".pyc", ".nbi", ".nbc", ".typed", ".md", ".html", ".js", ".css", ".mako"}

_ROW = re.compile(r"^\| `([^`]+)` \|.*\| ([\w.-]+) \| (?:`([^`]+)` )?\|$", re.MULTILINE)


@pytest.fixture(scope="module")
def entries() -> dict[str, tuple[str, str]]:
    """The files and folders that the page on licences names, with licence and notice."""
    page = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    return {name: (licence, notice) for name, licence, notice in _ROW.findall(page)}


@pytest.fixture(scope="module")
def project() -> dict[str, object]:
    table: dict[str, object] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return table


def _entry(name: str, entries: dict[str, tuple[str, str]]) -> str | None:
    """The nearest entry for a file: its own, or that of a folder around it."""
    folders = [f"{parent}/" for parent in Path(name).parents]
    return next((key for key in (name, *folders) if key in entries), None)


def test_every_data_file_of_the_wheel_has_an_entry_and_every_entry_its_file(
    entries: dict[str, tuple[str, str]],
) -> None:
    shipped = [
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if path.is_file() and path.name != "NOTICE" and path.suffix not in CODE
    ]
    found = {name: _entry(name, entries) for name in shipped}
    assert not [name for name, entry in found.items() if entry is None]
    assert set(found.values()) == set(entries)
    assert _entry("translations/alignment/another.bin", entries) is None
    # Weights and tables are named one by one or stand in a folder of their own.
    compiled = {
        name: entry for name, entry in found.items() if name.endswith((".bin", ".npz", ".zst", ".model"))
    }
    assert all(entry in (name, "translations/embedded/model/") for name, entry in compiled.items())


def test_what_comes_from_others_has_a_notice_in_the_wheel_and_a_licence_in_the_metadata(
    entries: dict[str, tuple[str, str]], project: dict[str, object]
) -> None:
    patterns = project["license-files"]
    assert isinstance(patterns, list)
    packed = {path for pattern in patterns for path in ROOT.glob(pattern)}
    noticed = {notice for _, notice in entries.values() if notice}
    assert packed == {ROOT / "LICENSE", *(ROOT / notice for notice in noticed)}
    for name, (licence, notice) in entries.items():
        if notice:
            text = (ROOT / notice).read_text(encoding="utf-8")
            assert Path(name).name in text
            assert licence == "MIT" or re.sub(r"CC-([A-Z-]+)-4\.0", r"\1", licence).lower() in text.lower()
        assert licence in str(project["license"]).split(" AND ")
