"""A site that nobody described yet becomes an outlet's file, over HTTP."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from forked import Done, run_dosvoces
from smallsite import SmallSite

from dosvoces.core.outlets import load
from dosvoces.newsstand import Newsstand


def make_new(home: Path, *words: str) -> Done:
    """Runs ``dosvoces outlets new`` as a user would; a process can look at one site only."""
    return run_dosvoces("--json", "outlets", "new", *words, home=home, DOSVOCES_DOWNLOAD_DELAY="0", PATH="")


@pytest.mark.slow
def test_a_site_becomes_an_outlet_that_can_be_followed(
    shared_newsstand: Newsstand, command: Callable[..., Any], tmp_path: Path
) -> None:
    known = load(shared_newsstand.outlets["la-ribera"])
    base = known.editions[0].base.removesuffix("es/")
    done = make_new(tmp_path, base)
    assert done.returncode == 0, done.stderr
    file = tmp_path / "outlets" / "la-ribera.toml"
    assert json.loads(done.stdout)["file"] == str(file)
    made = load(file)
    assert made.check and made.check.ok and made.name == known.name and made.editions == known.editions
    announced = {(each.kind, each.url) for each in known.sources if each.kind != "front_page"}
    assert {(each.kind, each.url) for each in made.sources} == announced
    assert all(each.provenance and each.seen for each in made.sources)
    before = file.read_bytes()
    for more in ((), ("--key", "la-ribera")):
        again = command("outlets", "new", base, *more)
        assert again.returncode == 3 and str(file) in again.stderr.replace("\n", "")
    assert file.read_bytes() == before


@pytest.mark.slow
@pytest.mark.parametrize(
    ("pages", "code", "said"),
    [
        (
            {
                "/": "<link rel=alternate hreflang=es href='http://[x'><p>My garden</p>",
                "/robots.txt": "Sitemap: http://[bad\nSitemap: mailto:me@garden.example\nSitemap: :\n",
            },
            3,
            "announces no stories",
        ),
        ({"/robots.txt": "User-agent: *\nDisallow: /\n", "/": "<p>Mine</p>"}, 4, "forbidden by robots.txt"),
        (None, 4, "is there a network?"),
    ],
)
def test_what_cannot_become_an_outlet_is_said(
    site: SmallSite, tmp_path: Path, pages: dict[str, str] | None, code: int, said: str
) -> None:
    site.pages.update(pages or {})
    done = make_new(tmp_path, f"{site.base}/" if pages else "http://127.0.0.1:9/")
    assert (done.returncode, done.stdout) == (code, "") and said in done.stderr
    assert "Traceback" not in done.stderr and not (tmp_path / "outlets").exists()
