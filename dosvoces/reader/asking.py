"""What a request asks for: filters of stories, among them a collection that not everybody may read."""

from typing import TypeVar

import msgspec
from markupsafe import Markup
from starlette.requests import Request

from dosvoces.core.errors import QueryError
from dosvoces.reader import fragments, parameters
from dosvoces.reader.collecting import find_collection
from dosvoces.reader.environment import make_environment
from dosvoces.reader.filters import make_fields
from dosvoces.reader.fragments import FragmentParameters
from dosvoces.reader.parameters import FILTERS, ListParameters
from dosvoces.reader.rendering import Renderer
from dosvoces.store.fragments import FragmentFilter
from dosvoces.store.listing import StoryFilter

_Filter = TypeVar("_Filter", StoryFilter, FragmentFilter)


def check_collection(renderer: Renderer, request: Request, chosen: _Filter) -> _Filter:
    """*chosen* with the state of its collection; raises 404 where who asks may not read that."""
    if not chosen.collection:
        return chosen
    person = renderer.visit(request).session.name
    found = find_collection(renderer.collections, chosen.collection, person)
    return msgspec.structs.replace(chosen, collected=found.changed_at.isoformat())


def read_list(renderer: Renderer, request: Request) -> ListParameters:
    """The list of stories that the address of a page names; what means nothing in it is noted as ignored."""
    asked = parameters.read(request.query_params, renderer.cache.in_country)
    return msgspec.structs.replace(asked, filter=check_collection(renderer, request, asked.filter))


def read_fragments(renderer: Renderer, request: Request) -> FragmentParameters:
    """The same of fragments."""
    asked = fragments.read(request.query_params, renderer.cache.in_country)
    return msgspec.structs.replace(asked, filter=check_collection(renderer, request, asked.filter))


def check_file(asked: ListParameters | FragmentParameters) -> None:
    """Raises :exc:`QueryError` where something of an address means nothing: a file cannot say so itself."""
    for name, value in asked.ignored:
        raise QueryError(f"{name}: {value!r} means nothing here; leave it out")


def choose(
    renderer: Renderer, request: Request, country: str, chosen: StoryFilter, query: str = ""
) -> ListParameters:
    """What an operation of the API is asked for: the *chosen* stories of *country*."""
    own = check_collection(renderer, request, chosen)
    return parameters.make(query, country, own, renderer.cache.in_country)


def draw_fields(
    renderer: Renderer, request: Request, asked: ListParameters, names: tuple[str, ...] = FILTERS
) -> Markup:
    """The fields *names* of a form, and that of the collections of who asks."""
    fields = make_fields(renderer.cache, renderer.visit(request).interface, asked, names)
    return fields + draw_collections(renderer, request, asked.filter.collection)


def draw_collections(renderer: Renderer, request: Request, chosen: str) -> Markup:
    """The field of the collections of who asks, of which *chosen* may be another's; nothing without any."""
    visit = renderer.visit(request)
    found = renderer.collections.owned(visit.session.name)
    other = renderer.collections.find(chosen) if chosen not in {"", *(each.key for each in found)} else None
    choices = [(each.key, each.name) for each in [*found, *([other] if other else [])]]
    template = make_environment(visit.interface.language).get_template("filter.html")
    return Markup(template.render(name="collection", chosen=chosen, choices=choices) if choices else "")
