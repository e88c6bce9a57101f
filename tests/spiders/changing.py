"""An outlet's site through a month: stories appear, are edited, move and vanish, some of them silently."""

import random
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Literal, NamedTuple

from smallsite import Exchange, SmallSite, story_page

START = datetime(2026, 3, 1, tzinfo=UTC)

#: Seconds between two requests that robots.txt asks for.
CRAWL_DELAY = 0.02

#: How a page says what state it has; ``noise`` is none, and other bytes in every answer.
Validator = Literal["etag", "modified", "none", "noise"]

#: Where a story is announced: a feed and a news sitemap that do not tell edits, a sitemap with ``lastmod``.
Place = Literal["feed", "news", "sitemap"]

#: ``moved`` by a redirect, ``gone`` with a 410, ``private`` from the beginning by robots.txt, ``late``: an
#: error for most of an hour after it is announced.
Fate = Literal["", "moved", "gone", "private", "late"]


class Story(NamedTuple):
    """A story: when it came, where and how long it is announced, when it was edited and moved, if at all."""

    number: int
    published: datetime
    announced_until: datetime
    places: tuple[Place, ...]
    validator: Validator
    edited: datetime | None = None
    fate: Fate = ""
    #: When it is moved or gone; until when it fails.
    turned: datetime | None = None

    @property
    def path(self) -> str:
        folder = "/private" if self.fate == "private" else ""
        return f"{folder}/2026/03/{self.number}/a-story-of-the-harbour.html"

    @property
    def new_path(self) -> str:
        return f"/2026/03/{self.number}/its-new-place.html"

    def has_turned(self, now: datetime) -> bool:
        return self.turned is not None and self.turned <= now

    def text(self, now: datetime) -> str:
        return "The vote was put off until the autumn." if self.edited and self.edited <= now else ""

    def modified(self, now: datetime) -> datetime:
        return self.edited if self.edited and self.edited <= now else self.published


def write_stories(days: float, seed: int, often: float = 1) -> list[Story]:
    """Some dozen stories a day, *often* times more; announced for two hours to a day each, a fifth edited."""
    chance, stories, at = random.Random(seed), list[Story](), START
    places: list[tuple[Place, ...]] = [("feed",), ("news",), ("sitemap",), ("feed", "sitemap")]
    validators: list[Validator] = ["etag", "etag", "modified", "none", "noise"]
    fates: list[Fate] = ["moved", "gone", "private", "late"]
    while True:
        at += timedelta(hours=chance.expovariate(often * (0.2 if at.hour < 6 else 0.8)))
        if at > START + timedelta(days=days):
            return stories
        fate = chance.choice(fates) if chance.random() < 0.2 else ""
        turns = {"moved": (2, 48), "gone": (2, 48), "late": (0.5, 0.9)}.get(fate)
        edited = not fate and chance.random() < 0.25
        story = Story(
            len(stories) + 1,
            at.replace(microsecond=0),
            at + timedelta(hours=chance.uniform(2, 24)),
            chance.choice(places),
            chance.choice(validators),
            (at + timedelta(hours=chance.uniform(0.5, 6))).replace(microsecond=0) if edited else None,
            fate,  # type: ignore[arg-type]
            at + timedelta(hours=chance.uniform(*turns)) if turns else None,
        )
        stories.append(story)


class ChangingSite:
    """The outlet's site at any moment of the month, and what it was asked for."""

    def __init__(self, site: SmallSite, stories: list[Story]) -> None:
        self._site, self.stories = site, stories
        self.now = START
        #: Whole answers for stories by path and text; by number and text when the first of each was given.
        self.downloads: Counter[tuple[str, str]] = Counter()
        self.seen_at: dict[tuple[int, str], datetime] = {}
        #: What sources answered; requests by path, and in all.
        self.sources: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()
        self.requests = 0
        #: Requests and seconds from the first to the last of each crawl.
        self.paces: list[tuple[int, float]] = []
        self._times: list[float] = []
        self._lock = threading.Lock()
        robots = f"User-agent: *\nDisallow: /private/\nCrawl-delay: {CRAWL_DELAY}\n"
        site.pages["/robots.txt"] = lambda request: request.reply(200, robots, Content_Type="text/plain")
        site.pages["/feed.xml"] = lambda request: self._announce(request, "feed")
        site.pages["/news.xml"] = lambda request: self._announce(request, "news")
        site.pages["/sitemap.xml"] = lambda request: self._announce(request, "sitemap")

    def go_to(self, now: datetime) -> None:
        """Make it *now*; what is asked from here on is another crawl."""
        self.now = now
        if len(self._times) > 1:
            self.paces.append((len(self._times), self._times[-1] - self._times[0]))
        self._times = []
        for story in self.stories:
            if story.published <= now and story.path not in self._site.pages:
                self._site.pages[story.path] = lambda request, story=story: self._show(request, story)
                self._site.pages[story.new_path] = lambda request, story=story: self._show_moved(
                    request, story
                )

    def _note(self, path: str) -> None:
        with self._lock:
            self.requests += 1
            self.asked[path] += 1
            self._times.append(time.monotonic())

    def is_announced(self, story: Story) -> bool:
        gone = story.fate == "gone" and story.has_turned(self.now)
        return story.published <= self.now < story.announced_until and not gone

    def _announce(self, request: Exchange, place: Place) -> None:
        self._note(request.path)
        up = [story for story in self.stories if place in story.places and self.is_announced(story)]
        entries = []
        for story in up:
            moved = story.fate == "moved" and story.has_turned(self.now)
            url = self._site.base + (story.new_path if moved else story.path)
            entries.append(_ENTRIES[place].format(url=url, lastmod=story.modified(self.now).isoformat()))
        tag = f'"{hash(tuple(entries))}"'
        if place != "sitemap" and request.headers.get("If-None-Match") == tag:
            self.sources[f"{place} unchanged"] += 1
            request.reply(304, ETag=tag)
            return
        self.sources[place] += 1
        kind = "application/rss+xml" if place == "feed" else "application/xml"
        request.reply(200, _FRAMES[place].format("".join(entries)), Content_Type=kind, ETag=tag)

    def _show_moved(self, request: Exchange, story: Story) -> None:
        if story.fate == "moved" and story.has_turned(self.now):
            self._show_page(request, story)
        else:
            request.reply(404, "nothing here")

    def _show(self, request: Exchange, story: Story) -> None:
        if story.fate == "late" and not story.has_turned(self.now):
            self._note(request.path)
            request.reply(500, "the server is tired")
        elif story.fate == "moved" and story.has_turned(self.now):
            self._note(request.path)
            request.reply(301, Location=story.new_path)
        elif story.fate == "gone" and story.has_turned(self.now):
            self._note(request.path)
            request.reply(410, "this story is gone")
        else:
            self._show_page(request, story)

    def _show_page(self, request: Exchange, story: Story) -> None:
        self._note(request.path)
        text = story.text(self.now)
        headers = {}
        if story.validator == "etag":
            headers = {"ETag": f'"{story.number}-{len(text)}"'}
        elif story.validator == "modified":
            headers = {"Last_Modified": format_datetime(story.modified(self.now), usegmt=True)}
        given = request.headers.get("If-None-Match") or request.headers.get("If-Modified-Since")
        if given and given in headers.values():
            request.reply(304, **headers)
            return
        self.downloads[request.path, text] += 1
        self.seen_at.setdefault((story.number, text), self.now)
        noise = f"<!-- answer {self.requests} -->" if story.validator == "noise" else ""
        page = story_page(story.number, text=text, head=noise)
        old = f'"2026-03-{story.number % 27 + 1:02}T10:00:00Z"'
        page = page.replace(old, f'"{story.published:%Y-%m-%dT%H:%M:%SZ}"')
        request.reply(200, page, **headers)


_ENTRIES: dict[Place, str] = {
    "feed": "<item><title>A story</title><link>{url}</link></item>",
    "news": "<url><loc>{url}</loc></url>",
    "sitemap": "<url><loc>{url}</loc><lastmod>{lastmod}</lastmod></url>",
}

_URLSET = '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'

_FRAMES: dict[Place, str] = {
    "feed": '<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>{}</channel></rss>',
    "news": _URLSET,
    "sitemap": _URLSET,
}
