"""The filter form of the reader."""

from collections.abc import Iterable
from functools import partial

from markupsafe import Markup

from dosvoces.reader.cache import StoryCache
from dosvoces.reader.environment import make_environment
from dosvoces.reader.interface import Interface
from dosvoces.reader.parameters import FILTERS, ListParameters
from dosvoces.store.collections import Collections


def name_choice(cache: StoryCache, t: Interface, name: str, value: str) -> str:
    """What the filter *name*, set to *value*, is called."""
    if name == "outlet":
        return cache.name(value)
    if name == "collection":
        # Who may not read it was refused before.
        found = Collections(cache.browser.store).find(value)
        return t("filter.in_collection", name=found.name if found else value)
    if name == "found_by":
        return t("filter.holding", query=value)
    if name in ("since", "until"):
        return f"{t(f'filter.{name}')} {t.day(value)}"
    if name in ("mixed", "counterpart"):
        return t(f"filter.{name}")
    return value if name == "section" else t.name(name, value)


def _list_values(cache: StoryCache, t: Interface, name: str) -> Iterable[str]:
    """What the filter *name* can be set to."""
    if name in ("origin", "flag", "field"):
        return t.words(name)
    lists = {
        "outlet": cache.outlets,
        "country": cache.countries,
        "language": cache.languages,
        "section": cache.sections,
    }
    return lists[name]() if name in lists else ()


def _make_field(cache: StoryCache, t: Interface, name: str, chosen: str) -> Markup:
    values = [*_list_values(cache, t, name)]
    if chosen and chosen not in values:
        values.append(chosen)
    choices = [(value, name_choice(cache, t, name, value)) for value in values]
    template = make_environment(t.language).get_template("filter.html")
    return Markup(template.render(name=name, chosen=chosen, choices=choices))


#: The filters of a page that searches for no words.
WITHOUT_SEARCH = tuple(name for name in FILTERS if name != "field")


def make_fields(
    cache: StoryCache,
    t: Interface,
    asked: ListParameters,
    names: tuple[str, ...] = FILTERS,
) -> Markup:
    """The fields *names* of the form but that of collections, which are not everybody's, as *asked* says."""

    def make(name: str) -> Markup:
        field = partial(_make_field, cache, t, name, asked.value(name))
        # Up to hundreds of choices; where none is chosen they are the same for everybody.
        return field() if asked.value(name) else cache.get_or_make(("field", t.language, name), field)

    def make_all() -> Markup:
        return Markup("").join(map(make, names))

    names = tuple(name for name in names if name != "collection")
    return make_all() if asked.given else cache.get_or_make(("fields", t.language, names), make_all)
