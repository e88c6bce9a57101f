"""Templates of the reader's pages, compiled for each language of the interface."""

from functools import cache, partial
from urllib.parse import quote, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from dosvoces.core.errors import StoreError
from dosvoces.reader.citations import find_local_day
from dosvoces.reader.collecting import write_place
from dosvoces.reader.interface import Interface
from dosvoces.reader.page_metadata import list_meta, make_schema
from dosvoces.reader.story import describe_published
from dosvoces.store import queries, snippets
from dosvoces.store.collections import Place
from dosvoces.store.stems import ALGORITHMS


def mark(text: str, marks: tuple[tuple[int, int], ...]) -> Markup:
    """*text* escaped, with the stretches *marks* marked."""
    if not marks:
        return escape(text)
    parts: list[str] = []
    at = 0
    for start, end in marks:
        if start >= at:
            parts += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
            at = end
    return Markup("".join([*parts, escape(text[at:])]))


def mark_hits(text: str, query: str, language: str) -> Markup:
    """*text* escaped, with the words marked that the search *query* finds in *language*."""
    base = language.split("-")[0]
    if not query or base not in ALGORITHMS:
        return escape(text)
    try:
        return mark(text, snippets.mark(queries.parse(query), base, text))
    except StoreError:
        return escape(text)


def make_box(t: Interface, name: str, article_id: str, version: int, anchor: str = "") -> Markup:
    """The box that chooses for a collection what is called *name*, and stands at *anchor* of a story."""
    place, label = write_place(Place(article_id, version, anchor)), t("collection.choose", name=name)
    return Markup(
        f'<input type="checkbox" class="choose" name="item" value="{escape(place)}" form="collecting" '
        f'aria-label="{escape(label)}">'
    )


def is_web_address(url: str) -> bool:
    """Whether *url* may be a link: stories come from the web and may name any scheme."""
    try:
        return urlsplit(url).scheme in ("http", "https")
    except ValueError:
        return False


class _Translation(NodeTransformer):
    """Puts the words of the interface in the place of the calls that name them."""

    def __init__(self, t: Interface) -> None:
        self._t = t

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - the name is Jinja's
        called = node.node
        if isinstance(called, nodes.Name) and called.name == "t" and len(node.args) == 1 and not node.kwargs:
            name = node.args[0]
            if isinstance(name, nodes.Const):
                return nodes.Const(self._t(name.value), lineno=node.lineno, environment=node.environment)
        return self.generic_visit(node)


class _TranslatedEnvironment(Environment):
    """Templates in one language: its words are looked up when they are compiled, not for every page."""

    def __init__(self, t: Interface) -> None:
        super().__init__(
            loader=PackageLoader("dosvoces.reader"),
            autoescape=True,
            undefined=StrictUndefined,
            # Templates come with the package: there is nothing to look for on every page.
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.filters["mark"] = mark
        self.filters["hits"] = mark_hits
        self.filters["local_day"] = find_local_day
        self.filters["segment_path"] = partial(quote, safe="")
        # Filters are called directly; for a function its context is looked up first, and lists are long.
        self.filters["day"] = t.day
        self.filters["box"] = partial(make_box, t)
        self._translation = _Translation(t)
        self.globals["t"] = t
        self.globals["describe_published"] = describe_published
        self.globals["list_meta"] = list_meta
        self.globals["make_schema"] = make_schema
        self.globals["write_place"] = lambda *place: write_place(Place(*place))
        self.tests["web_address"] = is_web_address

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        return super()._generate(self._translation.visit(source), name, filename, defer_init)


@cache
def get_interface(language: str) -> Interface:
    """The interface in *language*."""
    return Interface(language)


@cache
def make_environment(language: str) -> Environment:
    """The templates in *language*, one of the interface's; everything they print is escaped."""
    return _TranslatedEnvironment(get_interface(language))
