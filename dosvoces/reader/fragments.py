"""The page of fragments: what it asks for, and the choices beside it with their numbers."""

from collections.abc import Callable, Mapping, Sequence
from typing import get_args
from urllib.parse import urlencode

import msgspec

from dosvoces.core.record import FragmentKind, Role
from dosvoces.reader import filters
from dosvoces.reader.cache import StoryCache
from dosvoces.reader.interface import Interface
from dosvoces.reader.parameters import FILTERS, find_ignored, find_voice, read_day, read_text, read_words
from dosvoces.reader.story import story_path
from dosvoces.store.articles import TARGETS
from dosvoces.store.fragments import FACETS, FragmentFilter, StoryFragment

#: The parameters of an address, in the order in which the page shows them.
NAMES = (
    *("text", "kind", "direction", "role", "outlet", "country", "collection", "found_by"),
    *("since", "until", "confidence"),
)

#: What lists of stories are narrowed by, and fragments are not.
_OF_LISTS = tuple(name for name in FILTERS if name not in NAMES)

#: Those that the filter takes as they are.
_SAME = ("text", "kind", "role", "outlet", "collection", "found_by", "since", "until")

#: Least confidences to choose from, in tenths.
CONFIDENCES = (5, 6, 7, 8, 9)

#: Choices of a facet that a page shows: outlets may be hundreds.
_MOST = 40


class FragmentParameters(msgspec.Struct, frozen=True, kw_only=True):
    """What the page of fragments is asked for, as its address says it."""

    values: dict[str, str]
    filter: FragmentFilter
    #: The filters of the address that mean nothing, with what stood there.
    ignored: tuple[tuple[str, str], ...] = ()

    @property
    def given(self) -> list[tuple[str, str]]:
        """The filters that are set, with their values."""
        return [(name, self.values[name]) for name in NAMES if self.values.get(name)]

    def address(self, path: str = "/fragments", **other: str) -> str:
        """The address of *path* with these filters, some of them *other*; empty ones are left out."""
        values = {**dict(self.given), **other}
        rest = urlencode([(name, value) for name, value in values.items() if value])
        return f"{path}?{rest}" if rest else path


class Choice(msgspec.Struct, frozen=True):
    """A value of a facet, how many fragments have it, and where they are listed."""

    label: str
    number: int
    address: str
    chosen: bool


def _read_confidence(text: str) -> int:
    """Tenths, rounded up; 0 for what is no share."""
    try:
        share = float(text) if len(text) < 8 else 0.0
    except ValueError:
        return 0
    # 0.7 * 10 is a little more than 7.
    return -int(-round(share * 10, 6) // 1) if 0 < share <= 1 else 0


def read(params: Mapping[str, str], in_country: Callable[[str], Sequence[str]]) -> FragmentParameters:
    """What an address asks for; what cannot be meant is taken for nothing."""
    given = {name: read_text(params, name) for name in NAMES}
    values = dict(given)
    values["since"], values["until"] = read_day(values["since"]), read_day(values["until"])
    values["found_by"] = read_words(values["found_by"])
    for name, known in (("kind", get_args(FragmentKind)), ("role", get_args(Role))):
        if values[name] not in known:
            values[name] = ""
    sure = _read_confidence(values["confidence"])
    values["confidence"] = f"{sure / 10:g}" if sure else ""
    matrix, _, language = values["direction"].partition("-")
    if not language:
        matrix = values["direction"] = ""
    return FragmentParameters(
        values=values,
        ignored=find_ignored(given | {name: read_text(params, name) for name in _OF_LISTS}, values),
        filter=FragmentFilter(
            **{name: values[name] for name in _SAME},
            language=language,
            matrix=matrix,
            sure=sure,
            among=tuple(in_country(values["country"])) if values["country"] else None,
        ),
    )


def name_choice(cache: StoryCache, t: Interface, name: str, value: str) -> str:
    """What the filter *name*, set to *value*, is called."""
    if name == "direction":
        matrix, _, language = value.partition("-")
        return t("fragments.in", language=t.name("language", language), matrix=t.name("language", matrix))
    if name in ("outlet", "collection", "found_by", "since", "until"):
        return filters.name_choice(cache, t, name, value)
    if name == "confidence":
        return t("fragments.at_least", share=t.percent(float(value)))
    return t.name(name, value) if name in ("kind", "role", "country") else value


def _month(t: Interface, month: str) -> tuple[str, dict[str, str]]:
    year, number = int(month[:4]), int(month[5:7])
    days = 29 if number == 2 and (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)) else 28
    days = days if number == 2 else 30 if number in (4, 6, 9, 11) else 31
    return t.month(month), {"since": f"{month}-01", "until": f"{month}-{days}"}


def list_facets(cache: StoryCache, t: Interface, asked: FragmentParameters) -> dict[str, list[Choice]]:
    """The choices of each facet, the most first; chosen ones lead back to all."""
    found: dict[str, list[Choice]] = {}
    counts = cache.fragment_facets(asked.filter).counts
    for facet in FACETS:
        choices = []
        for value, number in counts[facet].items():
            if facet == "month":
                label, wanted = _month(t, value)
                chosen = all(asked.values[name] == day for name, day in wanted.items())
            else:
                label, wanted = name_choice(cache, t, facet, value), {facet: value}
                chosen = asked.values[facet] == value
            other = dict.fromkeys(wanted, "") if chosen else wanted
            choices.append(Choice(label, number, asked.address(**other), chosen))
        # Of months the last, of everything else the most.
        found[facet] = choices[: -_MOST - 1 : -1] if facet == "month" else choices[:_MOST]
    return found


def sentence_path(fragment: StoryFragment) -> str:
    """The address of the sentence that holds *fragment*."""
    return f"{story_path(fragment.article_id)}{find_voice(fragment.anchor)}#{fragment.anchor}"


def list_directions() -> list[str]:
    """The usual directions, from the story's language to the fragment's."""
    return [f"{matrix}-{language}" for matrix, language in TARGETS.items()]
