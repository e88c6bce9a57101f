"""The static copy of the reader: stories as plain files that a browser opens from a disk."""

import hashlib
import re
import shutil
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from dosvoces.core.errors import ExportError
from dosvoces.core.record import Article
from dosvoces.reader.cache import StoryCache
from dosvoces.reader.comparing import compare_versions
from dosvoces.reader.coverage import make_charts
from dosvoces.reader.environment import make_environment
from dosvoces.reader.fragments import name_choice
from dosvoces.reader.indexing import Index
from dosvoces.reader.interface import Interface
from dosvoces.reader.pages import Card, by_day
from dosvoces.reader.parameters import ListParameters
from dosvoces.reader.story import (
    View,
    describe_engines,
    describe_provenance,
    find_first_voice,
    lay_out_voice,
    list_voices,
    select_segments,
)
from dosvoces.store.browsing import FullStory
from dosvoces.store.corrections import find_standing
from dosvoces.store.fragments import FACETS, FragmentFilter, StoryFragment
from dosvoces.store.listing import Story, StoryFilter
from dosvoces.store.rights import find_reservations
from dosvoces.store.stems import ALGORITHMS

#: Stories on a page of the list: files are quick.
PER_PAGE = 200

#: Fragments on their page, the newest: what a browser filters at once.
MOST_FRAGMENTS = 5000

#: A folder with this file is a copy of ours, which a new one may replace.
MARK = ".dosvoces-site"

#: What a page of the copy may do: nothing but show itself and its own files.
POLICY = (
    "default-src 'none'; script-src 'self' file:; style-src 'self' file:; img-src 'self' file: data:; "
    "base-uri 'none'; form-action 'none'"
)


def make_file_name(article_id: str, part: str = "") -> str:
    """A name for the file of a story, or of a *part* of it, that every file system takes and no other has."""
    name = re.sub(r"[^A-Za-z0-9-]", lambda match: f"_{ord(match[0]):x}_", article_id)
    if len(name) > 150:
        name = f"{name[:80]}_{hashlib.sha256(article_id.encode(errors='replace')).hexdigest()}"
    # No name of another story: there hexadecimal digits alone stand behind the line.
    return f"{name}_{part}.html" if part else f"{name}.html"


class _Copy:
    """One copy in the making."""

    def __init__(self, cache: StoryCache, folder: Path, t: Interface) -> None:
        self._cache = cache
        self._folder = folder
        self._t = t

    def write(self, name: str, template: str, values: dict[str, Any], root: str = "") -> None:
        """Writes one page."""
        html = (
            make_environment(self._t.language)
            .get_template(template)
            .render(
                theme="",
                session=None,
                locked=False,
                here="",
                outlet_name=self._cache.name,
                static=True,
                policy=POLICY,
                root=root,
                **values,
            )
        )
        (self._folder / name).write_text(html, encoding="utf-8", errors="replace")

    def write_list(self, number: int, stories: list[Story], count: int, older: bool) -> None:
        """Writes a page of the list of *count* stories."""
        self.write(
            _list_name(number),
            "front.html",
            {
                "asked": ListParameters(),
                "days": by_day(
                    Card(each, self._cache.name(each.outlet), f"story/{make_file_name(each.article_id)}")
                    for each in stories
                ),
                "problem": "",
                "around": (),
                "count": count,
                "uncounted": False,
                "next": _list_name(number + 1) if older else "",
                "deeper": number > 1,
            },
        )

    def write_story(self, full: FullStory, known: Callable[[str], bool], earlier: Sequence[Article]) -> None:
        """Writes the pages of a story: each voice, the *earlier* versions, and what changed between them."""
        article = full.article
        versions = {each.version for each in (*earlier, article)}
        self._write_voices(full, known, versions, latest=True)
        for each in earlier:
            before = self._cache.browser.full_story(article.id, each.version, include_reserved=False)
            if before is not None:
                self._write_voices(
                    before, known, {e.version for e in earlier} | {article.version}, latest=False
                )
        if earlier:
            self.write(
                f"story/{make_file_name(article.id, 'changes')}",
                "changes.html",
                {
                    "article": article,
                    "steps": compare_versions([*earlier, article]),
                    "story_path": lambda id_: make_file_name(id_),
                },
                root="../",
            )

    def _write_voices(
        self, full: FullStory, known: Callable[[str], bool], versions: Collection[int], *, latest: bool
    ) -> None:
        article = full.article
        first = find_first_voice(full)
        version = "" if latest else f"v{article.version}"

        def name(voice: str) -> str:
            return make_file_name(article.id, version if voice == first else f"{version}own")

        def path(id_: str, number: int | None = None) -> str:
            if number is None or number == max(versions):
                return make_file_name(id_) if id_ == article.id or known(id_) else ""
            return make_file_name(id_, f"v{number}") if number in versions else ""

        voices = list_voices(full)
        for voice in voices or (first,):
            values = {
                "full": full,
                "article": article,
                "view": View(voice=voice),
                "engines": describe_engines(select_segments(full, voice), self._t),
                "query": "",
                "groups": lay_out_voice(full, voice),
                "segments": select_segments(full, voice),
                "latest": max(versions),
                "flagged": 0,
                "near": [each for each in full.near if known(each.article_id)],
                "provenance": describe_provenance(full, self._cache.name(article.outlet), self._t),
                "corrected": find_standing(full.record.segments, full.corrections),
                "story_path": path,
                "voices": [(each, name(each)) for each in voices],
                "holding": {},
                "changes": make_file_name(article.id, "changes") if len(versions) > 1 else "",
                "path": "",
                "problem": "",
            }
            self.write(f"story/{name(voice)}", "story.html", values, root="../")

    def write_fragments(self, path: Callable[[StoryFragment], str]) -> None:
        """Writes the page of the newest fragments; *path* leads to each, or nowhere without its story."""
        every = self._cache.browser.all_fragments(FragmentFilter())
        found = list(islice((each for each in every if path(each)), MOST_FRAGMENTS + 1))
        shown, t = found[:MOST_FRAGMENTS], self._t
        called = partial(name_choice, self._cache, t)
        values = {
            "kind": {each.kind for each in shown},
            "direction": {f"{each.matrix}-{each.language}" for each in shown},
            "role": {each.role for each in shown},
            "outlet": {each.outlet for each in shown},
            "month": {each.moment[:7] for each in shown if each.moment},
        }
        facets = {
            facet: [(value, t.month(value) if facet == "month" else called(facet, value)) for value in given]
            for facet, given in ((facet, sorted(values[facet])) for facet in FACETS)
        }
        self.write(
            "fragments.html",
            "fragment_copy.html",
            {
                "found": shown,
                "more": len(found) > MOST_FRAGMENTS,
                "facets": facets,
                "path": path,
                "called": called,
                "several": t("front.fragments").partition(" | ")[2],
            },
        )

    def write_search(self) -> None:
        """Writes the page that searches the index."""
        t = self._t
        words = {name: t(f"copy.{name}") for name in ("count", "none", "short", "failed")}
        words |= {"empty": t("front.empty_query"), "found": t("front.found")}
        words |= {
            f"in_{language}": t("front.found_in", language=t.name("language", language))
            for language in ALGORITHMS
        }
        self.write("search.html", "search.html", {"words": msgspec.json.encode(words).decode()})

    def write_coverage(self) -> None:
        """Writes the coverage page."""
        self.write(
            "coverage.html", "coverage.html", {"charts": make_charts(self._cache, self._t, linked=False)}
        )


def _list_name(number: int) -> str:
    return "index.html" if number == 1 else f"stories-{number}.html"


def _make_room(folder: Path) -> None:
    """Empties *folder* of an earlier copy; raises ExportError when it holds anything else."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise ExportError(f"{folder} is not empty and no copy of ours: name a new or empty folder")
    for name in ("story", "static", "search"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for page in folder.glob("*.html"):
        page.unlink()
    (folder / "story").mkdir(parents=True)
    (folder / MARK).touch()


def _list_earlier(cache: StoryCache, full: FullStory) -> list[Article]:
    """The versions before the latest, those left out for which the outlet reserved its rights."""
    if len(full.versions) == 1:
        return []
    versions = cache.browser.versions(full.article.id)
    return [
        each
        for each in versions
        if each.version < full.article.version and not find_reservations(each.rights)
    ]


def _read_list(cache: StoryCache) -> Iterator[list[Story]]:
    """The translated stories, newest first, those left out whose outlet reserves its rights."""
    cursor = ""
    while found := cache.browser.newest(StoryFilter(translated=True), limit=PER_PAGE, cursor=cursor):
        yield [story for story in found if not story.reserved]
        cursor = found[-1].cursor


def _name_pages(full: FullStory) -> dict[str, str]:
    """The page on which the sentences of each voice stand, and its blocks, by the letter of their anchors."""
    first = find_first_voice(full)
    own, others = make_file_name(full.article.id), make_file_name(full.article.id, "own")
    pages = {"o": own, "s": others} if first == "own" else {"s": own, "o": others}
    return pages | {"b": own}


def write_copy(
    cache: StoryCache, folder: Path, language: str, progress: Callable[[int], None] = lambda _: None
) -> int:
    """Writes the translated stories to *folder*, with an interface in *language*; gives their number."""
    _make_room(folder)
    interface = Interface(language)
    copy = _Copy(cache, folder, interface)
    shutil.copytree(Path(str(files("dosvoces.reader") / "static")), folder / "static")
    lists = [stories for stories in _read_list(cache) if stories]
    ids = {story.article_id for stories in lists for story in stories}
    index = Index(folder / "search")
    pages: dict[str, dict[str, str]] = {}
    done = 0
    for number, stories in enumerate(lists or [[]], 1):
        copy.write_list(number, stories, len(ids), number < len(lists))
        for story in stories:
            full = cache.browser.full_story(story.article_id, story.version, include_reserved=False)
            if full is not None:
                copy.write_story(full, ids.__contains__, _list_earlier(cache, full))
                pages[story.article_id] = _name_pages(full)
                outlet, day = cache.name(story.outlet), interface.day(story.moment)
                index.add(story, full, make_file_name(story.article_id), outlet, day)
                done += 1
                progress(done)
    index.write()
    copy.write_search()
    copy.write_coverage()

    def find_path(fragment: StoryFragment) -> str:
        page = pages.get(fragment.article_id, {}).get(fragment.anchor[:1])
        return f"story/{page}#{fragment.anchor}" if page else ""

    copy.write_fragments(find_path)
    return done
