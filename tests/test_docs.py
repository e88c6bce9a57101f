"""The documentation says what the code does: its generated pages are fresh, nothing is left out."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from typer.main import get_command

from dosvoces.cli.commands import app
from dosvoces.core import settings

ROOT = Path(__file__).parents[1]


def test_the_generated_pages_are_up_to_date() -> None:
    check = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "generate.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert check.returncode == 0, check.stdout + check.stderr


def test_every_command_has_help_and_a_place_in_the_reference() -> None:
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        assert command.help, name
        assert f"## `dosvoces {name}`" in page


def test_every_setting_is_described() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    for row in (*settings.SETTINGS, *settings.SCRAPY_SETTINGS):
        assert row.help.endswith("."), row.name
        assert f"`{row.name}`" in page


def test_the_overrides_for_tool_installs_are_those_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lines = (ROOT / "overrides.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#")] == project["tool"]["uv"][
        "override-dependencies"
    ]


def test_links_between_the_readme_and_the_docs_lead_somewhere() -> None:
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} points to {target}"


def test_the_architecture_names_what_there_is_and_every_floor() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:dosvoces|spiders|pipelines|translations|tests)(?:/[\w./]+)?)`", text)
    assert [name for name in named if not (ROOT / name).exists()] == []
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    floors = next(each["layers"] for each in contracts["contracts"] if each["type"] == "layers")
    rooms = [room for floor in floors for room in floor.split(" | ")]
    assert [text.index(f'["{room}<br/>') for room in rooms] == sorted(
        text.index(f'["{room}<br/>') for room in rooms
    )
