"""Cached answers of the reader: outlets, sections and numbers, until the store changes."""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from markupsafe import Markup

from dosvoces.core.errors import DosvocesError, StoreError
from dosvoces.core.outlets import Outlet, catalogue
from dosvoces.store.browsing import Browser
from dosvoces.store.coverage import Coverage
from dosvoces.store.fields import FIELDS
from dosvoces.store.fragments import Facets, FragmentFilter, StoryFragment, leave_open
from dosvoces.store.listing import StoryFilter
from dosvoces.store.searching import Results

T = TypeVar("T")

_log = logging.getLogger(__name__)

#: Seconds between two looks for what was stored lately.
_PAUSE = 5.0
#: Seconds that a stop waits for the step at hand at most.
_LAST_STEP = 30.0

#: Seconds that one thread waits for another's answer before it makes its own: the other may wait for a
#: connection that this one has.
_PATIENCE = 3.0

#: Answers kept; each is a number, a short list or a page of results.
_MOST = 512
#: Characters of parts of pages kept; each of them has some 50,000.
_MOST_CHARACTERS = 20_000_000


class Parts:
    """Parts of pages, those asked for last: as many as fit."""

    def __init__(self, most: int = _MOST_CHARACTERS) -> None:
        self._most = most
        self._kept: OrderedDict[Any, Markup] = OrderedDict()
        self._characters = 0
        self._lock = threading.Lock()

    def find(self, key: Any) -> Markup | None:
        """The part that is kept under *key*."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: Any, part: Markup) -> None:
        """Keeps *part*, in the place of those asked for longest ago."""
        with self._lock:
            if key in self._kept:
                return
            self._kept[key] = part
            self._characters += len(part)
            while self._characters > self._most:
                _, oldest = self._kept.popitem(last=False)
                self._characters -= len(oldest)


class StoryCache:
    """A browser with a memory; a thread of its own keeps the catalogue up to date."""

    def __init__(self, browser: Browser, outlets: dict[str, Outlet] | None = None) -> None:
        self.browser = browser
        self._outlets = _load_outlets() if outlets is None else outlets
        self._answers: dict[Any, Any] = {}
        self._parts = Parts()
        self._state: object = None
        self._lock = threading.Lock()
        #: Of what is being made just now.
        self._turns: dict[Any, threading.Lock] = {}
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def catch_up(self, progress: Callable[[int], None] = lambda _: None) -> None:
        """Takes everything that was stored into the catalogue."""
        while number := self.browser.catch_up():
            progress(number)
        self.drop_if_stale()

    def drop_if_stale(self) -> None:
        """Forgets what it knows when the catalogue has changed."""
        state = self.browser.state()
        if state != self._state:
            with self._lock:
                self._state, self._answers, self._parts = state, {}, Parts()

    def start(self, *, update: bool = True) -> None:
        """Keeps catching up until :meth:`stop`; without *update* another process does, and it only looks."""
        self._stop.clear()
        # The first look would else take the catalogue for another one, and forget what was kept until then.
        with suppress(StoreError):
            self.drop_if_stale()
        work = self.catch_up if update else self.drop_if_stale
        self._thread = threading.Thread(target=self._repeat, args=(work,), name="catalogue", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stops catching up, after the step at hand: its connection must be back before the store closes."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(_LAST_STEP)

    def _repeat(self, work: Callable[[], None]) -> None:
        while not self._stop.wait(_PAUSE):
            try:
                work()
            except StoreError:
                # A crawl holds the store for long, or its disk is full: pages go on with what they have.
                continue
            except Exception:
                # Without this thread pages would show no news until the reader is started anew.
                _log.exception("the catalogue could not be brought up to date")

    def get_or_make(self, key: Any, work: Callable[[], T]) -> T:
        """What *work* gives; it works again only after something was stored, and once for all who ask."""
        kept = self._answers
        if key not in kept:
            with self._take_turn(key):
                return self._find_or_make(kept, key, work)
        return self._find_or_make(kept, key, work)

    def _find_or_make(self, kept: dict[Any, Any], key: Any, work: Callable[[], T]) -> T:
        try:
            found: T = kept[key]
        except KeyError:
            found = work()
            with self._lock:
                if len(kept) >= _MOST:
                    kept.pop(next(iter(kept)))
                kept[key] = found
        return found

    @contextmanager
    def _take_turn(self, key: Any) -> Iterator[None]:
        """Waits while another thread makes what *key* names, though not for ever: it may wait for us."""
        with self._lock:
            turn = self._turns.setdefault(key, threading.Lock())
        taken = turn.acquire(timeout=_PATIENCE)
        try:
            yield
        finally:
            if taken:
                turn.release()
            with self._lock:
                self._turns.pop(key, None)

    def get_or_draw(self, key: Any, draw: Callable[[], Markup]) -> Markup:
        """The part of a page that *draw* gives; drawn again after something was stored."""
        kept = self._parts
        found = kept.find(key)
        if found is not None:
            return found
        with self._take_turn(("part", key)):
            found = kept.find(key)
            if found is None:
                found = draw()
                kept.keep(key, found)
            return found

    def count(self, chosen: StoryFilter) -> int:
        """How many stories are as *chosen*."""
        return self.get_or_make(chosen, lambda: self.browser.count(chosen))

    def search(
        self,
        text: str,
        chosen: StoryFilter,
        *,
        limit: int,
        offset: int,
        fields: tuple[str, ...] = FIELDS,
    ) -> Results:
        """What *text* finds; see :meth:`~dosvoces.store.browsing.Browser.search`."""
        return self.get_or_make(
            (text, chosen, limit, offset, fields),
            lambda: self.browser.search(text, chosen, limit=limit, offset=offset, fields=fields),
        )

    def fragments(self, chosen: FragmentFilter, *, limit: int, cursor: str) -> list[StoryFragment]:
        """The newest fragments that are as *chosen*, those behind *cursor* when it is given."""
        return self.get_or_make(
            ("fragment list", chosen, limit, cursor),
            lambda: self.browser.fragments(chosen, limit=limit, cursor=cursor),
        )

    def fragment_facets(self, chosen: FragmentFilter) -> Facets:
        """How many fragments are as *chosen*; see :func:`~dosvoces.store.fragments.count_facets`."""
        if leave_open(chosen) == FragmentFilter():
            # Of all stories they are kept: another choice of a facet only sums them up anew.
            cells = self.get_or_make("fragment cells", lambda: self.browser.fragment_cells(chosen))
            return self.get_or_make(
                ("fragments", chosen), lambda: self.browser.fragment_facets(chosen, cells)
            )
        return self.get_or_make(("fragments", chosen), lambda: self.browser.fragment_facets(chosen))

    def outlets(self) -> dict[str, int]:
        """The outlets there are stories of, with how many, the largest first."""
        return self.get_or_make("outlets", lambda: self.browser.numbers("outlet"))

    def sections(self) -> dict[str, int]:
        """The commonest sections."""
        return self.get_or_make("sections", lambda: self.browser.numbers("section", 60))

    def languages(self) -> dict[str, int]:
        """The languages of the stories."""
        return self.get_or_make("languages", lambda: self.browser.numbers("language"))

    def coverage(self) -> Coverage:
        """The figures of the coverage page."""
        return self.get_or_make("coverage", self.browser.coverage)

    def name(self, key: str) -> str:
        """What the outlet *key* is called."""
        outlet = self._outlets.get(key)
        return outlet.name if outlet else key

    def country(self, key: str) -> str:
        """The country of the outlet *key*; empty when nobody knows."""
        outlet = self._outlets.get(key)
        return outlet.country if outlet else ""

    def countries(self) -> list[str]:
        """Countries of the outlets there are stories of."""
        return sorted({self._outlets[key].country for key in self.outlets() if key in self._outlets})

    def in_country(self, country: str) -> list[str]:
        """The outlets of *country* there are stories of."""
        return [
            key for key in self.outlets() if key in self._outlets and self._outlets[key].country == country
        ]


def _load_outlets() -> dict[str, Outlet]:
    try:
        return catalogue()
    except DosvocesError:
        # A broken outlet file is the crawl's trouble; names and countries are all that is missing here.
        return {}
