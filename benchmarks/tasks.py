"""Seconds and steps of the four tasks of docs/researchers.md, done in a browser as a person does them.

``python -m benchmarks.tasks --store FILE`` with a store of the newsstand, of which a copy is corrected. Who
does them thinks for a second before each step and types 40 words a minute, of five letters and a space. A
step is a click, a field that is filled, a choice, or a key that leads on. Ends 1 where a task takes more than
ten steps or two minutes.
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx
from playwright.sync_api import Locator, Page, expect, sync_playwright

from dosvoces.newsstand import Newsstand
from dosvoces.reader.interface import LANGUAGES, Interface
from spiders.browser import installed_chromium

THOUGHT = 1.0
MILLISECONDS_A_KEY = 60_000 / (40 * 6)
MOST_STEPS, MOST_SECONDS = 10, 120
WIDTHS = (390, 1440)


class Person:
    """Somebody in front of a page, whose steps are counted."""

    def __init__(self, page: Page, t: Interface) -> None:
        self.page = page
        self.t = t
        self.steps = 0

    def think(self) -> None:
        """Before a step."""
        self.steps += 1
        time.sleep(THOUGHT)

    def click(self, target: Locator) -> None:
        """Click on *target*."""
        self.think()
        target.first.click()

    def follow(self, name: str) -> None:
        """Click on the link called *name*."""
        link = self.page.get_by_role("link", name=name, exact=True)
        if not link.count():
            self.unfold()
        self.click(link)

    def unfold(self) -> None:
        """Open the filters, which are folded in narrow windows."""
        self.click(self.page.locator("details:not([open]) > summary", has_text=self.t("filter.title")))

    def type(self, label: str, text: str) -> None:
        """Type *text* into the field *label*."""
        self.think()
        self.page.get_by_label(label).first.press_sequentially(text, delay=MILLISECONDS_A_KEY)

    def choose(self, name: str, value: str) -> None:
        """Choose *value* in the list *name*, whose fold is opened first where it is closed."""
        box = self.page.get_by_role("combobox", name=name, exact=True).first
        if not box.is_visible():
            self.unfold()
        self.think()
        box.select_option(value)

    def show(self) -> None:
        """Ask for what the form says."""
        self.click(self.page.get_by_role("button", name=self.t("mixing.show"), exact=True))


def list_furniture(person: Person) -> None:
    """All Spanish furniture in English stories of one country by month."""
    t = person.t
    person.follow(t("site.fragments"))
    person.follow(t("kind.furniture"))
    person.follow(t("fragments.in", language=t("language.es"), matrix=t("language.en")))
    person.choose(t("filter.country"), "CL")
    person.show()
    expect(person.page.locator("#facet-month + ul li").first).to_be_attached()


def make_concordance(person: Person) -> None:
    """The concordance of *mañana* in English stories with its translations."""
    t = person.t
    person.follow(t("site.concordance"))
    person.type(t("trends.query"), "mañana")
    person.choose(t("filter.language"), "en")
    person.show()
    expect(person.page.locator(".kwic .other").first).to_be_visible()


def compare_words(person: Person) -> None:
    """The trend of two words in two languages."""
    t = person.t
    person.follow(t("site.trends"))
    person.type(t("trends.query"), "agua")
    person.type(t("trends.second"), "water")
    person.show()
    expect(person.page.locator("figure.chart").first).to_be_visible()


def correct_ten(person: Person) -> None:
    """Ten flagged sentences corrected: the last word of each typed anew."""
    boxes = person.page.locator(".sentence textarea")
    expect(boxes).to_have_count(10)
    for number in range(10):
        expect(boxes.nth(number)).to_be_focused()
        time.sleep(THOUGHT)
        for key in ("Control+End", "Control+Backspace", "Control+Backspace"):
            person.page.keyboard.press(key)
        person.page.keyboard.type("otra vez.", delay=MILLISECONDS_A_KEY)
        person.think()
        person.page.keyboard.press("Control+Enter")
    expect(person.page.locator(".undo")).to_contain_text(person.t.many("queue.saved", 10))


#: Each task and the page it begins at: that of corrections is one that the reader opens at.
TASKS: dict[str, tuple[Callable[[Person], None], str]] = {
    "furniture": (list_furniture, "/"),
    "concordance": (make_concordance, "/"),
    "trend": (compare_words, "/"),
    "corrections": (correct_ten, "/queue"),
}


def clock(page: Page, t: Interface, name: str, address: str) -> tuple[float, int]:
    """Seconds and steps of the task *name* with the reader at *address*."""
    work, begins_at = TASKS[name]
    page.goto(address + begins_at)
    person, began = Person(page, t), time.monotonic()
    work(person)
    return time.monotonic() - began, person.steps


def run(store: Path, address: str, port: int) -> bool:
    """Every task in both languages and widths, each with a fresh copy of *store*; whether all were quick."""
    quick = True
    with Newsstand() as newsstand, sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        chromium = playwright.chromium.launch(executable_path=installed_chromium(), args=["--no-sandbox"])
        outlets = Path(folder) / "outlets"
        outlets.mkdir()
        for path in newsstand.outlets.values():
            shutil.copy(path, outlets)
        home = os.environ | {"DOSVOCES_HOME": folder, "LOGNAME": "ada"}
        for language, width in [(language, width) for language in LANGUAGES for width in WIDTHS]:
            copy = shutil.copy(store, Path(folder) / f"{language}{width}.sqlite")
            command = [sys.executable, "-m", "dosvoces", "read", "--store", copy, "--port", str(port)]
            with subprocess.Popen(
                [*command, "--workers", "1"], env=home, stderr=subprocess.DEVNULL
            ) as reader:
                try:
                    wait(address)
                    page = chromium.new_page(locale=language, viewport={"width": width, "height": 900})
                    for name in TASKS:
                        seconds, steps = clock(page, Interface(language), name, address)
                        quick = quick and steps <= MOST_STEPS and seconds < MOST_SECONDS
                        print(
                            f"{name:12} {language} {width:5} px {steps:3} steps {seconds:6.1f} s", flush=True
                        )
                    page.close()
                finally:
                    reader.terminate()
        chromium.close()
    return quick


def wait(address: str) -> None:
    """Until the reader answers."""
    while True:
        try:
            httpx.get(address)
            return
        except httpx.TransportError:
            time.sleep(0.1)


def main() -> int:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, required=True)
    options = parser.parse_args()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    return 0 if run(options.store, f"http://127.0.0.1:{port}", port) else 1


if __name__ == "__main__":
    raise SystemExit(main())
