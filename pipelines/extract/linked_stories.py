"""Other stories and their lines inside the story's element, told by their links."""

import re
from collections import Counter
from collections.abc import Container, Hashable, Iterator, Sequence
from itertools import groupby, islice, pairwise

from dosvoces.core.record import Role
from pipelines.extract.document import Element
from pipelines.extract.lead_ins import label_leads, relate_led_lists
from pipelines.extract.roles import LONGEST_KEPT, Labels
from pipelines.extract.text import inner_text, words
from pipelines.extract.unit import PROSE, SENTENCE, Unit

#: Elements of an item that are looked at for links.
_MOST_ELEMENTS = 300
_HOST = re.compile(r"(?:https?:)?//([^/?#:]+)", re.I)
#: Where outlets share, follow and offer what they publish: no sources of theirs.
_PLATFORM = re.compile(
    r"(?:^|\.)(?:facebook|twitter|x|instagram|threads|whatsapp|wa|telegram|t|linkedin|pinterest|reddit|tiktok|"
    r"flipboard|bsky|spotify|ivoox|(?:podcasts|apps|itunes)\.apple|(?:news|play|podcasts)\.google)\.[a-z]+$"
)
#: Roles that a teaser's lines have at first.
_UNDER_TITLE: tuple[Role | None, ...] = ("paragraph", "byline", "description", "furniture", None)
#: Share of a button that is a link, its characters, and how often it stands in a story.
_ALL_LINKED, _LONGEST_BUTTON, _OFTEN = 0.9, 30, 3
#: A linked heading heads prose of the story if this many characters follow before the next heading.
_HEADED = 150
#: Lines of a teaser under a linked heading.
_MOST_TEASERS = 2
#: Words of a sentence that announces a list.
_FEWEST_ANNOUNCING = 4
#: A sentence of this many words that is one link is a linked sentence; shorter ones are titles.
_LINKED_SENTENCE = 8


def relate(inside: Sequence[Unit], roles: dict[int, Role], labels: Labels) -> set[int]:
    """Make ``related``, in place, of the *roles* of what names other stories among the units *inside*.

    Returns the indices of those that a line announces.
    """
    _relate_asides(inside, roles)
    _label_buttons(inside, roles)
    references = _find_references(inside, labels.site)
    _relate_link_lines([unit for unit in inside if unit.index not in references], roles, labels.site)
    _relate_kickers(inside, roles)
    _relate_link_lists(inside, roles, references)
    _restore_announced_lists(inside, roles)
    _relate_excerpts(inside, roles)
    relate_led_lists(inside, roles)
    _relate_undeclared(inside, roles, labels)
    return label_leads(inside, roles)


def _relate_asides(inside: Sequence[Unit], roles: dict[int, Role]) -> None:
    """An aside with a linked title is another story; one without links may be the story's own box."""
    linked: dict[Element, bool] = {}
    size: dict[Element, int] = {}
    links: dict[Element, int] = {}
    for unit in inside:
        for mark in unit.zones:
            if mark.zone in ("aside", "infobox"):
                title = unit.link_share > 0.7 and len(words(unit.text)) >= 3
                linked[mark.element] = linked.get(mark.element, False) or title
                size[mark.element] = size.get(mark.element, 0) + len(unit.text)
                links[mark.element] = links.get(mark.element, 0) + unit.linked
    for box, total in size.items():
        if total < 400 and links[box] > 0.2 * total:
            linked[box] = True
    for unit in inside:
        if roles.get(unit.index) in (*PROSE, "heading", "caption") and any(
            linked.get(mark.element) for mark in unit.zones
        ):
            roles[unit.index] = "related"


def _label_buttons(inside: Sequence[Unit], roles: dict[int, Role]) -> None:
    """A few words that are a link, again and again outside tables, are a button: ``Check price``.

    So is a link that leads nowhere without a script.
    """
    links = [unit for unit in inside if unit.link_share > _ALL_LINKED and len(unit.text) <= _LONGEST_BUTTON]
    times = Counter(unit.text for unit in links)
    for unit in links:
        role = roles.get(unit.index)
        is_often = times[unit.text] >= _OFTEN and role in ("paragraph", "list_item", "heading")
        if is_often or (role in PROSE and _leads_nowhere(unit)):
            roles[unit.index] = "furniture"


def _leads_nowhere(unit: Unit) -> bool:
    """Whether all links of *unit* are left to a script."""
    links = [link.get("href") or "" for link in _find_links(unit.element)]
    return bool(links) and all(link in ("", "#") or link.startswith("javascript:") for link in links)


def _relate_link_lines(inside: Sequence[Unit], roles: dict[int, Role], site: str) -> None:
    """Lines that are nothing but a link are titles of other stories, unless they head prose of the story."""
    cards: list[Unit] = []
    for place, unit in enumerate(inside):
        role = roles.get(unit.index)
        if role not in ("paragraph", "list_item", "heading", "quote", "description"):
            continue
        threshold = 0.6 if unit.links > 1 or role == "list_item" else 0.75
        if _is_card(unit):
            roles[unit.index] = "related"
            continue
        if unit.link_share < threshold:
            continue
        count = len(words(unit.text))
        if count < 4 and (role == "paragraph" or role == "list_item"):
            continue
        if (
            count >= _LINKED_SENTENCE
            and role == "paragraph"
            and SENTENCE.search(unit.text)
            and not unit.text.endswith("...")
        ):
            continue
        dated = place + 1 < len(inside) and roles.get(inside[place + 1].index) == "byline"
        heads = role == "heading" and not dated and _count_prose(inside, roles, place + 1) >= _HEADED
        if heads:
            cards += [unit] if _is_in_card(inside, place, site) else []
            continue
        if role == "list_item" and unit.link_share < 0.8 and SENTENCE.search(unit.text):
            continue
        roles[unit.index] = "related"
    apart = {unit.index for unit in cards}
    listed = {_kind(one) for one in inside if roles.get(one.index) == "heading" and one.index not in apart}
    roles.update({unit.index: "related" for unit in cards if _kind(unit) not in listed})


def _kind(heading: Unit) -> Hashable:
    """What the box of a *heading* is called."""
    box = heading.element.getparent()
    return None if box is None else (box.tag, box.get("class"))


def _count_prose(inside: Sequence[Unit], roles: dict[int, Role], place: int) -> int:
    """Characters of unlinked prose from *place* to the next heading."""
    total = 0
    for unit in inside[place:]:
        role = roles.get(unit.index)
        if role == "heading" or (unit.is_heading and role == "related"):
            break
        if role in PROSE and unit.link_share < 0.5:
            total += len(unit.text)
    return total


def _is_in_card(inside: Sequence[Unit], place: int, site: str) -> bool:
    """Whether the linked heading at *place* is in a box with a teaser amid prose, and stays on the *site*."""
    box = inside[place].element.getparent()
    if not 0 < place < len(inside) - 2 or box is None or box in inside[place - 1].element.iterancestors():
        return False
    below = inside[place + 1 : place + 2 + _MOST_TEASERS]
    held = [unit for unit in below if unit.element is box or box in unit.element.iterancestors()]
    is_short = 0 < len(held) <= _MOST_TEASERS and sum(len(unit.text) for unit in held) < _HEADED
    links = [link.get("href") or "" for link in _find_links(inside[place].element)]
    return is_short and not any(_leads_away(link, site) for link in links)


def _relate_kickers(inside: Sequence[Unit], roles: dict[int, Role]) -> None:
    """What stands in one link with another story's title is that story's."""
    links = {
        unit.index: link
        for unit in inside
        if unit.link_share > _ALL_LINKED and (link := next(unit.element.iterancestors("a"), None)) is not None
    }
    others = {links[place] for place in links if roles.get(place) == "related"}
    for place, link in links.items():
        if link in others and roles.get(place) in (*PROSE, "heading"):
            roles[place] = "related"


def _find_references(inside: Sequence[Unit], site: str) -> set[int]:
    """The indices of the items of lists of which every link leads to another site than *site*."""
    found: set[int] = set()
    for holder, items in groupby(inside, _list_of):
        linked = [unit for unit in items if unit.links and not unit.zones] if holder is not None else []
        links = [link for element in {unit.element for unit in linked} for link in _find_links(element)]
        if site and links and all(_leads_away(link.get("href") or "", site) for link in links):
            found.update(unit.index for unit in linked)
    return found


def _find_links(element: Element) -> Iterator[Element]:
    """The links among the first elements of *element*."""
    return (one for one in islice(element.iter(), _MOST_ELEMENTS) if one.tag == "a")


def _leads_away(address: str, site: str) -> bool:
    """Whether *address* is one of another site than *site*, and of no platform."""
    found = _HOST.match(address)
    host = found[1].lower() if found else ""
    return bool(host) and host != site and not host.endswith("." + site) and not _PLATFORM.search(host)


def _is_card(unit: Unit) -> bool:
    """Whether *unit* is a linked title and, in an element of its own without a blank between, a teaser."""
    first = next(iter(unit.element), None)
    if unit.links != 1 or first is None or first.tag != "a" or (unit.element.text or "").strip():
        return False
    following = first.getnext()
    is_parted = following is not None and not first.tail and following.tag == "span" and not following.tail
    return is_parted and len(words(inner_text(first))) >= _FEWEST_ANNOUNCING


def _relate_link_lists(inside: Sequence[Unit], roles: dict[int, Role], references: Container[int]) -> None:
    """A list whose items are links is a list of other stories, with the heading or lead-in above it.

    A list of *references* leads to other sites.
    """
    place = 0
    while place < len(inside):
        parent = _list_of(inside[place])
        if parent is None:
            place += 1
            continue
        end = place
        while end < len(inside) and _list_of(inside[end]) is parent:
            end += 1
        items = [unit for unit in inside[place:end] if unit.index not in references]
        cut = sum(1 for unit in items if unit.links and unit.text.endswith(("…", "...", "more", "más")))
        if (len(items) > 2 and cut > 0.6 * len(items)) or sum(unit.linked for unit in items) > 0.7 * sum(
            len(unit.text) for unit in items
        ):
            for unit in items:
                if roles.get(unit.index) in ("list_item", "paragraph"):
                    roles[unit.index] = "related"
            above = inside[place - 1] if place else None
            if above is not None and roles.get(above.index) == "heading":
                roles[above.index] = "related"
        place = end


def _restore_announced_lists(inside: Sequence[Unit], roles: dict[int, Role]) -> None:
    """The list that a sentence announces with a colon is the story's, though its items are links."""
    announced: Element | None = None
    for above, unit in pairwise(inside):
        holder = _list_of(unit)
        if holder is not None and _list_of(above) is not holder:
            announces = roles.get(above.index) == "paragraph" and above.text.endswith(":") and not above.links
            announced = holder if announces and len(words(above.text)) >= _FEWEST_ANNOUNCING else None
        if holder is not None and holder is announced and roles.get(unit.index) == "related":
            roles[unit.index] = "list_item"


def _list_of(unit: Unit) -> Element | None:
    """The list that *unit* is an item of."""
    if "li" not in unit.inside:
        return None
    return next((el for el in unit.element.iterancestors("ul", "ol")), None)


def _relate_excerpts(inside: Sequence[Unit], roles: dict[int, Role]) -> None:
    """What stands under a linked title, up to the next one, belongs to that other story.

    Not what looks like a paragraph above a title that is no heading: the story goes on below a card.
    """
    running: dict[Element, bool] = {}
    told: set[Hashable] = set()
    for place, unit in enumerate(inside[:-1]):
        if roles.get(unit.index) == "paragraph":
            told.add(_look(unit))
        is_title = roles.get(unit.index) == "related" and unit.link_share > 0.7 and len(words(unit.text)) >= 4
        if not (is_title and (unit.is_heading or unit.tag == "div")):
            continue
        end = place + 1
        while end < len(inside) and end <= place + 5 and roles.get(inside[end].index) in _UNDER_TITLE:
            end += 1
        if end < len(inside) and roles.get(inside[end].index) not in ("related", "headline"):
            continue
        for other in inside[place + 1 : end]:
            if _is_in_running_text(other, running) or (not unit.is_heading and _look(other) in told):
                break
            if roles.get(other.index) in ("paragraph", "description") and len(other.text) <= LONGEST_KEPT:
                roles[other.index] = "related"


def _look(unit: Unit) -> Hashable:
    """The tags of *unit* and the box around it, the class of *unit*, and where that box stands."""
    element, parent = unit.element, unit.element.getparent()
    around = None if parent is None else parent.getparent()
    return element.tag, element.get("class"), None if parent is None else parent.tag, around


def _is_in_running_text(unit: Unit, running: dict[Element, bool]) -> bool:
    """Whether *unit* is one of many paragraphs side by side, which no excerpt is; *running* is remembered."""
    parent = unit.element.getparent()
    if parent is None:
        return False
    if parent not in running:
        running[parent] = sum(1 for child in parent if child.tag == "p") > 3
    return running[parent]


def _relate_undeclared(inside: Sequence[Unit], roles: dict[int, Role], labels: Labels) -> None:
    """Where the prose agrees with the declared text, linked lines that are not in it are other stories."""
    prose = [unit for unit in inside if roles.get(unit.index) == "paragraph" and len(unit.text) > 60]
    total = sum(len(unit.text) for unit in prose)
    if (
        not total
        or sum(len(u.text) for u in prose if (labels.evidence.support(u.text) or 0.0) > 0.7) < 0.8 * total
    ):
        return
    for unit in inside:
        if (
            roles.get(unit.index) in (*PROSE, "heading")
            and unit.link_share > 0.3
            and labels.evidence.support(unit.text) == 0.0
        ):
            roles[unit.index] = "related"
