"""The filter form of the reader."""

from collections.abc import Iterable
from functools import partial

from markupsafe import Markup

from dosvoces.reader.cache import Shelves
from dosvoces.reader.interface import Interface
from dosvoces.reader.parameters import FILTERS, Wishes
from dosvoces.reader.rendering import make_environment


def name_choice(shelves: Shelves, t: Interface, name: str, value: str) -> str:
    """What the filter *name*, set to *value*, is called."""
    if name == "outlet":
        return shelves.name(value)
    if name in ("since", "until"):
        return f"{t(f'filter.{name}')} {t.day(value)}"
    if name in ("mixed", "counterpart"):
        return t(f"filter.{name}")
    return value if name == "section" else t.name(name, value)


def _list_values(shelves: Shelves, t: Interface, name: str) -> Iterable[str]:
    """What the filter *name* can be set to."""
    if name in ("origin", "flag"):
        return t.words(name)
    lists = {
        "outlet": shelves.outlets,
        "country": shelves.countries,
        "language": shelves.languages,
        "section": shelves.sections,
    }
    return lists[name]() if name in lists else ()


def _make_field(shelves: Shelves, t: Interface, name: str, chosen: str) -> Markup:
    values = [*_list_values(shelves, t, name)]
    if chosen and chosen not in values:
        values.append(chosen)
    choices = [(value, name_choice(shelves, t, name, value)) for value in values]
    template = make_environment().get_template("filter.html")
    return Markup(template.render(t=t, name=name, chosen=chosen, choices=choices))


def make_fields(shelves: Shelves, t: Interface, wish: Wishes) -> Markup:
    """The fields of the form, set as *wish* says."""

    def make(name: str) -> Markup:
        field = partial(_make_field, shelves, t, name, getattr(wish, name))
        # Up to hundreds of choices; where none is chosen they are the same for everybody.
        return field() if getattr(wish, name) else shelves.once(("field", t.language, name), field)

    return Markup("").join(map(make, FILTERS))
