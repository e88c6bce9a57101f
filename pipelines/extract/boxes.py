"""Boxes set into a story, told by a line of theirs or by what they hold: walls, offers, polls, stories."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from dosvoces.core.record import BODY_ROLES, Role
from pipelines import furniture
from pipelines.extract.document import Element
from pipelines.extract.roles import LONGEST_KEPT
from pipelines.extract.unit import Unit

#: Elements around a unit that may be its box, and those that never are.
_HIGHEST = 4
_NO_BOXES = frozenset(
    {"p", "li", "td", "tr", "tbody", "a", "h1", "h2", "h3", "h4", "h5", "h6", "body", "main"}
)
#: Sorts of furniture that come in boxes.
_BOXED = frozenset({"newsletter", "subscription", "advertising"})
#: Those of an invitation that stands in no box.
_INVITING = frozenset({"newsletter", "legal"})
#: A box is furniture where this share of it is furniture or, of consent, asks for it ...
_OFFER_SHARE, _CONSENT_SHARE = 0.5, 0.25
#: ... and it is no larger part of the story's element than this.
_LARGEST_OFFER, _LARGEST_CONSENT = 0.4, 0.7
#: Lines that others of their box can carry along: how many, and characters of each.
_MOST_LINES, _LONGEST_LINE = 3, 150
#: A link that somebody pays for: how much of the line it is, and how long.
_LINKED, _LONGEST_BUTTON = 0.8, 60
_PRICE = re.compile(r"^.{0,40}(?:[$€£]\s?\d|\d\s?(?:[$€£]|euros?\b|USD\b|EUR\b))")
#: Answers to one question, and those that are looked at.
_FEWEST_ANSWERS, _MOST_ANSWERS = 2, 100
_LONGEST_ANSWER = 30
#: Fields for an address that are looked at.
_MOST_FIELDS = 20
#: What a field for an address is, what calls it one, and how.
_FIELD_TYPES = frozenset({"text", "email"})
_FIELD_NAMES = ("name", "id", "placeholder", "aria-label", "autocomplete", "title")
_ADDRESS = re.compile(r"e-?mail|correo", re.I)
#: How an outlet speaks of itself and to its readers.
_TO_READER = re.compile(
    r"^[^“”\"«—]*\b(?:you|your|we|our|te|tus?|nuestr[oa]s?|[a-záéíóú]+mos|reciba|recibe|acepta|al pulsar)\b"
    r"[^“”\"«—]*$",
    re.I,
)
#: Headings that may be the story's own.
_MOST_TOPS = 3
#: Other stories are at most this part of the prose of the one that they stand in.
_MOST_OTHERS = 0.4


def label_boxes(inside: Sequence[Unit], roles: dict[int, Role], *, is_about_consent: bool) -> set[int]:
    """Make furniture, in place, of walls, offers and polls, and other stories of the articles inside one.

    *is_about_consent* says that the story is about cookies itself. Returns the indices of all units in such
    boxes.
    """
    if not inside:
        return set()
    settled: set[int] = set()
    boxes = _gather(inside)
    total = sum(len(unit.text) for unit in inside)
    settled |= _retire([unit for unit in inside if _is_button(unit)], roles, "furniture")
    if not is_about_consent:
        asking = [unit for unit in inside if furniture.is_consent(unit.text)]
        settled |= _retire(asking, roles, "furniture")
    for units in boxes.values():
        size = sum(len(unit.text) for unit in units) if len(units) > 1 else total
        is_offer = size < _LARGEST_OFFER * total and _is_offer(units, roles)
        is_offer |= len(units) == 1 < len(inside) and bool(_find_appeals(units))
        if (
            is_offer
            or _is_asking(units)
            or (size < _LARGEST_CONSENT * total and not is_about_consent and _is_consent(units))
        ):
            settled |= _retire(units, roles, "furniture")
    for units in (*_find_invitations(inside), *_find_polls(inside, boxes), *_find_sign_ups(inside, boxes)):
        settled |= _retire(units, roles, "furniture")
    for units in _find_articles(inside, roles):
        settled |= _retire(units, roles, "related")
    return settled


def _gather(inside: Sequence[Unit]) -> dict[Element, list[Unit]]:
    """The units in each element that stands a few steps above one of them."""
    boxes: dict[Element, list[Unit]] = {}
    for unit in inside:
        for element in (unit.element, *islice(unit.element.iterancestors(), _HIGHEST - 1)):
            if element.tag not in _NO_BOXES:
                boxes.setdefault(element, []).append(unit)
    return boxes


def _is_offer(units: Sequence[Unit], roles: dict[int, Role]) -> bool:
    """Whether most of a box is furniture of the sorts that come in boxes, with a few short lines more."""
    told = [unit for unit in units if roles.get(unit.index) == "furniture"]
    rest = [unit for unit in units if roles.get(unit.index) in BODY_ROLES]
    appeals = _find_appeals(rest)
    if not appeals and not any(furniture.recognise(unit.text) in _BOXED or _is_button(unit) for unit in told):
        return False
    told += appeals
    rest = [unit for unit in rest if unit not in appeals]
    others = [len(unit.text) for unit in rest if not (_PRICE.search(unit.text) or _is_label(unit))]
    size = sum(len(unit.text) for unit in (*told, *rest)) - sum(others)
    is_small = len(others) <= _MOST_LINES and max(others, default=0) <= _LONGEST_LINE
    return is_small and size >= _OFFER_SHARE * (size + sum(others))


def _find_appeals(units: Sequence[Unit]) -> list[Unit]:
    """Those of the few *units* of a box in which the outlet asks something of its readers."""
    if len(units) > _MOST_LINES + 1:
        return []
    return [unit for unit in units if furniture.is_appeal(unit.text)]


def _is_asking(units: Sequence[Unit]) -> bool:
    """Whether a box asks readers for their opinion of the story and gives the answers."""
    first, *answers = units
    if not answers or furniture.recognise(first.text) != "comments" or "?" not in first.text:
        return False
    return max(len(unit.text) for unit in answers) <= _LONGEST_ANSWER


def _find_invitations(inside: Sequence[Unit]) -> Iterator[list[Unit]]:
    """The units from a heading that invites to a newsletter to the last line near it that speaks of it."""
    for place, unit in enumerate(inside):
        if unit.is_heading and furniture.recognise(unit.text) == "newsletter":
            near = list(inside[place : place + _MOST_LINES + 2])
            ends = [end for end, one in enumerate(near) if end and furniture.recognise(one.text) in _INVITING]
            yield near[: max(ends, default=-1) + 1]


def _is_label(unit: Unit) -> bool:
    """Whether *unit* is a few words that are a link, as on a button."""
    return unit.links > 0 and unit.link_share >= _LINKED and len(unit.text) <= _LONGEST_BUTTON


def _is_button(unit: Unit) -> bool:
    """Whether *unit* is a few words that are a link which somebody pays for."""
    is_priced = len(unit.text) <= _LONGEST_BUTTON and bool(_PRICE.search(unit.text))
    if not unit.links or "li" in unit.inside or not (is_priced or _is_label(unit)):
        return False
    return any("sponsored" in (link.get("rel") or "") for link in islice(unit.element.iter("a"), 3))


def _is_consent(units: Sequence[Unit]) -> bool:
    """Whether a box asks for consent to cookies."""
    asking = sum(len(unit.text) for unit in units if furniture.is_consent(unit.text))
    return asking > _CONSENT_SHARE * sum(len(unit.text) for unit in units)


def _retire(units: Sequence[Unit], roles: dict[int, Role], role: Role) -> set[int]:
    """Give *units* that have a role of the story the *role*; what is too long to be kept loses its own.

    Returns the indices of all of them.
    """
    for unit in units:
        if roles.get(unit.index) not in BODY_ROLES:
            continue
        if len(unit.text) <= LONGEST_KEPT:
            roles[unit.index] = role
        else:
            del roles[unit.index]
    return {unit.index for unit in units}


def _find_polls(inside: Sequence[Unit], boxes: dict[Element, list[Unit]]) -> Iterator[list[Unit]]:
    """The units of each box with answers to choose from and little else."""
    root = inside[0].element.getroottree().getroot()
    choices: dict[str, list[Element]] = {}
    for answer in islice((one for one in root.iter("input") if one.get("type") == "radio"), _MOST_ANSWERS):
        choices.setdefault(answer.get("name") or "", []).append(answer)
    for answers in choices.values():
        if len(answers) < _FEWEST_ANSWERS:
            continue
        around = Counter(box for answer in answers for box in islice(answer.iterancestors(), _HIGHEST))
        for element in islice(answers[0].iterancestors(), _HIGHEST):
            units = boxes.get(element, [])
            if any(len(unit.text) > _LONGEST_LINE for unit in units):
                break
            if units and around[element] >= _FEWEST_ANSWERS:
                yield units


def _find_sign_ups(inside: Sequence[Unit], boxes: dict[Element, list[Unit]]) -> Iterator[list[Unit]]:
    """The units of each box that asks for an address and says little else."""
    root = inside[0].element.getroottree().getroot()
    fields = (one for one in root.iter("input") if _asks_for_address(one))
    for field in islice(fields, _MOST_FIELDS):
        largest: list[Unit] = []
        for element in islice(field.iterancestors(), _HIGHEST):
            units = boxes.get(element, [])
            lines = [unit for unit in units if not unit.in_zone("form")]
            if len(lines) > _MOST_LINES or any(len(unit.text) > _LONGEST_LINE for unit in lines):
                break
            largest = units
        if largest and len(largest) < len(inside):
            yield largest
        elif not largest:
            yield _find_around(field, inside)


def _find_around(field: Element, inside: Sequence[Unit]) -> list[Unit]:
    """The lines around a *field* for an address that stands in no box of its own.

    Those from a heading close above it, or the one that speaks to the reader; and the one below that does.
    """
    places: dict[Element, list[int]] = {}
    for place, unit in enumerate(inside):
        for element in (unit.element, *islice(unit.element.iterancestors(), _HIGHEST - 1)):
            places.setdefault(element, []).append(place)

    def is_line(element: Element) -> bool:
        return 0 < len(places.get(element, ())) <= _MOST_LINES

    for line in (field, *islice(field.iterancestors(), _HIGHEST - 1)):
        above = next((places[one][-1] for one in line.itersiblings(preceding=True) if is_line(one)), -1)
        below = next((places[one][0] for one in line.itersiblings() if is_line(one)), len(inside))
        if above < 0 and below == len(inside):
            continue
        label = (inside[place] for place in places.get(line, ()))
        return [
            *_find_invitation(inside[max(0, above + 1 - _MOST_LINES) : above + 1]),
            *(unit for unit in label if len(unit.text) <= _LONGEST_ANSWER),
            *(unit for unit in inside[below : below + 1] if _speaks_to_reader(unit)),
        ]
    return []


def _find_invitation(near: Sequence[Unit]) -> Sequence[Unit]:
    """The last of the units *near* a field: from a heading on, or the one that speaks to the reader."""
    heads = [place for place, unit in enumerate(near) if unit.is_heading or unit.bold >= len(unit.text)]
    found = near[heads[-1] :] if heads else [unit for unit in near[-1:] if _speaks_to_reader(unit)]
    return [] if any(len(unit.text) > _LONGEST_LINE for unit in found) else found


def _speaks_to_reader(unit: Unit) -> bool:
    """Whether *unit* is a short line from the outlet to its readers."""
    return len(unit.text) <= _LONGEST_LINE and bool(_TO_READER.search(unit.text))


def _asks_for_address(field: Element) -> bool:
    """Whether an input is for the reader's e-mail address, by its type or what it is called."""
    if field.get("type", "text") not in _FIELD_TYPES:
        return False
    told = " ".join(field.get(name) or "" for name in _FIELD_NAMES)
    return field.get("type") == "email" or bool(_ADDRESS.search(told))


def _find_articles(inside: Sequence[Unit], roles: dict[int, Role]) -> Iterator[list[Unit]]:
    """The units of each article inside the story's element, where the story has far more prose of its own."""
    held: dict[Element, list[Unit]] = {}
    own = 0
    top = _find_top(inside)
    for unit in inside:
        article = next(
            (one for one in (unit.element, *unit.element.iterancestors("article")) if one.tag == "article"),
            None,
        )
        if article is not None and article not in top:
            held.setdefault(article, []).append(unit)
        elif roles.get(unit.index) in BODY_ROLES:
            own += len(unit.text)
    if sum(len(unit.text) for units in held.values() for unit in units) < _MOST_OTHERS * own:
        for units in held.values():
            leads_away = any(unit.is_heading for unit in units) and any(unit.linked for unit in units)
            if leads_away and not any(unit.in_zone("embed") for unit in units):
                yield units


def _find_top(inside: Sequence[Unit]) -> set[Element]:
    """What all of the units *inside* stand in, and where the headline stands."""
    first, last = inside[0].element, inside[-1].element
    above = {first, *first.iterancestors()}
    shared = {element for element in (last, *last.iterancestors()) if element in above}
    for unit in islice((unit for unit in inside if unit.tag == "h1"), _MOST_TOPS):
        shared |= {unit.element, *unit.element.iterancestors()}
    return shared
