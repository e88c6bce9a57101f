"""Pages of the small site that are empty without JavaScript, and a Chromium that can be told from others."""

import json
from pathlib import Path

from smallsite import Exchange, SmallSite, story_page

from spiders.browser import find_chromium

#: What the site's own script does: it asks for the story of the page and puts it there.
APP = """
const number = location.pathname.split("/")[3]
fetch(`/api/${number}.json`).then(answer => answer.json()).then(story => {
  document.getElementById("app").innerHTML = story.html
})
"""


def empty_page(number: int, script: str = "") -> str:
    """The page of story *number* as it is served: a head, scripts and nothing to read."""
    head = story_page(number).partition("<body>")[0]
    return f'{head}<body><div id="app"></div><script src="/app.js"></script>{script}</body></html>'


def add_scripted(site: SmallSite, number: int, script: str = "") -> str:
    """Adds story *number* to *site*, and *script* to its page; gives its path."""

    def tell(request: Exchange) -> None:
        story = story_page(number).partition("<body>")[2]
        request.reply(200, json.dumps({"html": story}), Content_Type="application/json")

    site.pages["/app.js"] = lambda request: request.reply(200, APP, Content_Type="text/javascript")
    site.pages[f"/api/{number}.json"] = tell
    path = f"/2026/03/{number}/a-story.html"
    site.pages[path] = empty_page(number, f"<script>{script}</script>" if script else "")
    return path


class MarkedChromium:
    """A program that starts Chromium with a mark, so that a test finds its processes among all others."""

    def __init__(self, folder: Path) -> None:
        self._mark = f"DOSVOCES_TEST={folder}".encode()
        self._started = folder / "browsers"
        self.program = folder / "chromium"
        self.program.write_text(
            f"#!/bin/sh\nexport DOSVOCES_TEST={folder}\n"
            f'echo $$ >> {self._started}\nexec {find_chromium("")} "$@"\n'
        )
        self.program.chmod(0o755)

    @property
    def started(self) -> list[int]:
        """The process ids of the browsers that were started, in order."""
        return [int(line) for line in self._started.read_text().split()] if self._started.exists() else []

    def alive(self) -> list[int]:
        """The process ids of all their processes that are there."""
        found = []
        for file in Path("/proc").glob("[0-9]*/environ"):
            try:
                if self._mark in file.read_bytes().split(b"\0"):
                    found.append(int(file.parent.name))
            except OSError:  # it ended, or is somebody else's
                continue
        return found
