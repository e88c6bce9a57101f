"""The documentation says what the code does: its generated pages are fresh, nothing is left out."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from typer.main import get_command

from dosvoces.cli.commands import app
from dosvoces.core import settings
from dosvoces.core.outlets import bundled

ROOT = Path(__file__).parents[1]
TOP = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md")
PAGES = (*TOP, *sorted((ROOT / "docs").glob("*.md")))


def read_page(page: Path) -> str:
    return page.read_text(encoding="utf-8")


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
    for page in PAGES:
        for target, _, anchor in re.findall(r"\]\((?!https?:)([^)#]*)(#([^)]+))?\)", read_page(page)):
            place = page.parent / target if target else page
            assert place.exists(), f"{page.name} points to {target}"
            assert not anchor or anchor in list_anchors(place), f"{page.name} points to {target}#{anchor}"


def list_anchors(page: Path) -> set[str]:
    """The anchors of headings, as mkdocs and GitHub make them of ASCII."""
    text = re.sub(r"^```.*?^```", "", read_page(page), flags=re.M | re.S)
    titles = [re.sub(r"[^\w\s-]", "", title).strip().lower() for title in re.findall(r"^#+ (.*)", text, re.M)]
    return {re.sub(r"[-\s]+", "-", title) for title in titles}


def test_commands_in_the_docs_have_the_options_they_are_given() -> None:
    seen = 0
    for page in PAGES:
        for line in re.findall(r"(?:`|^\$ |^ *)(?:[A-Z_]+=\S+ )*dosvoces ([^`\n#]+)", read_page(page), re.M):
            command, words = get_command(app), line.split()
            while words and (below := getattr(command, "commands", {}).get(words[0])):
                command, words = below, words[1:]
            if hasattr(command, "commands"):
                continue  # of no command in particular
            known = {name for each in command.params for name in (*each.opts, *each.secondary_opts)}
            given = {word.partition("=")[0] for word in words if re.match(r"--[a-z]", word)}
            assert given <= known | {"--json", "--quiet", "--debug"}, f"{page.name}: dosvoces {line}"
            seen += 1
    assert seen > 100


def test_programs_in_the_docs_name_what_there_is() -> None:
    for page in PAGES:
        text = read_page(page)
        for module in re.findall(r"-m ((?:benchmarks|dosvoces|pipelines|translations)\.[\w.]*\w)", text):
            path = ROOT / module.replace(".", "/")
            assert path.is_dir() or path.with_suffix(".py").exists(), f"{page.name}: {module}"
        assert {*re.findall(r"\bfind\(\"([\w-]+)\"\)", text)} <= {*bundled()}, page.name


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
