"""Live blogs: which block begins an entry, and when it was written."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dosvoces.core.record import Role
from pipelines.extract import jsonld
from pipelines.extract.dates import read_zone
from pipelines.extract.datetimes import find_clock, parse_machine, parse_visible
from pipelines.extract.document import Document
from pipelines.extract.lines import is_time_line
from pipelines.extract.text import fold
from pipelines.extract.unit import Unit

#: Entries that make a page a live blog.
FEWEST_ENTRIES = 3
#: Entries that are read; the longest live blogs have fewer.
_MOST_ENTRIES = 2000
#: An entry's own heading or first line matches its JSON-LD text over this many characters.
_MATCH_LENGTH = 40
_SHORTEST_MATCH = 8
#: Entries with one beginning that are told apart, and the characters by which.
_MOST_ALIKE, _TELLING = 50, 300
_ENTRY_CLASS = re.compile(r"live|minut|entry|post|update|event|cronolog|timeline|directo", re.I)
#: A shorter line that begins with a time is one of a programme.
_SHORTEST_ENTRY = 60
#: The time with which an entry's own text begins: ``10.15 The river ...``, ``14:20 h. La sesión ...``.
_CLOCK = re.compile(
    r"\d?\d[:.]\d\d(?:\s?(?:[ap]\.?m\.?|hs?|hrs?)\b\.?)?(?=\s*\W*\s[\"“«‘¿¡]?[A-ZÁÉÍÓÚÑ])", re.I
)
_LIVE_TITLE = re.compile(
    r"\b(?:live|en vivo|en directo|minuto a minuto|[uú]ltima hora|directo|as it happened)\b", re.I
)


def read_times(
    document: Document, inside: Sequence[Unit], roles: dict[int, Role], published: datetime | None
) -> dict[int, datetime]:
    """The times of live-blog entries by the index of the unit that begins each; empty on other pages."""
    printed = _from_page(document, inside, roles, published)
    declared = _from_json(document, inside, roles)
    if len(declared) >= FEWEST_ENTRIES:
        return declared
    return printed if len(printed) >= FEWEST_ENTRIES else {}


def looks_live(document: Document) -> bool:
    """Whether the page says that it is a live blog, by its type, its list of entries, title or address."""
    if "liveblogposting" in jsonld.types(document.story):
        return True
    if document.root.find(".//amp-live-list") is not None:
        return True
    titles = (
        jsonld.text(document.story.get("headline")),
        document.first("og:title"),
        document.root.findtext(".//title") or "",
    )
    return any(_LIVE_TITLE.search(title) for title in titles) or "live" in re.split(
        r"[/\-_]", document.url.lower()
    )


def read_declared(document: Document) -> list[tuple[datetime | None, str, str]]:
    """The entries that JSON-LD declares: time, headline and text of each, in its order."""
    zone = read_zone(document.zone)
    entries = []
    for update in jsonld.items(document.story.get("liveBlogUpdate"))[:_MOST_ENTRIES]:
        if isinstance(update, dict):
            moment = parse_machine(
                jsonld.text(update.get("datePublished") or update.get("dateModified")), zone
            )
            body = update.get("articleBody")
            text = body if isinstance(body, str) else jsonld.text(body)
            title = jsonld.text(update.get("headline"))
            entries.append((moment.at.astimezone(UTC) if moment else None, title, text))
    return entries


def _from_json(document: Document, inside: Sequence[Unit], roles: dict[int, Role]) -> dict[int, datetime]:
    """Times that JSON-LD declares for entries, found again on the page by their first words."""
    begins: dict[str, list[tuple[str, datetime]]] = {}
    for moment, title, text in read_declared(document):
        for said in (fold(title), fold(jsonld.clean(text))):
            if moment and len(said) > _SHORTEST_MATCH:
                begins.setdefault(said[:_MATCH_LENGTH], []).append((said, moment))
    found: dict[int, datetime] = {}
    for unit in inside:
        printed = fold(unit.text)
        entries = begins.get(printed[:_MATCH_LENGTH]) if unit.index in roles else None
        if entries:
            said, moment = max(entries[:_MOST_ALIKE], key=lambda one: _count_shared(one[0], printed))
            entries.remove((said, moment))
            found[unit.index] = moment
    return found


def _count_shared(one: str, other: str) -> int:
    """The characters at the beginning that two texts have in common."""
    pairs = enumerate(zip(one[:_TELLING], other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other), _TELLING))


def _from_page(
    document: Document, inside: Sequence[Unit], roles: dict[int, Role], published: datetime | None
) -> dict[int, datetime]:
    """Times printed above the entries."""
    if not looks_live(document):
        return {}
    zone = read_zone(document.zone)
    found: dict[int, datetime] = {}
    waiting: datetime | None = None
    for unit in inside:
        if roles.get(unit.index) in ("paragraph", "list_item") and (
            begun := _read_clock(unit.text, zone, published)
        ):
            found[unit.index], waiting = begun, None
        elif (timestamp := _entry_time(unit, zone, published)) is not None:
            waiting = timestamp
            if roles.get(unit.index) in ("paragraph", "heading", "list_item"):
                roles[unit.index] = "byline"
        elif waiting is not None and roles.get(unit.index) in ("heading", "paragraph", "quote", "list_item"):
            found[unit.index] = waiting
            waiting = None
    return found


def _read_clock(text: str, zone: ZoneInfo, published: datetime | None) -> datetime | None:
    """The time with which the first paragraph of an entry begins; None where it begins otherwise."""
    begun = _CLOCK.match(text) if len(text) >= _SHORTEST_ENTRY else None
    return _place(begun[0], zone, published) if begun and published is not None else None


def _place(text: str, zone: ZoneInfo, published: datetime) -> datetime | None:
    """The moment of the clock time in *text* in a live blog that was *published* then."""
    clock = find_clock(text)
    if clock is None:
        return None
    hour, minute, second = clock
    local = published.astimezone(zone).replace(hour=hour, minute=minute, second=second, microsecond=0)
    if local < published - timedelta(hours=18):
        local += timedelta(days=1)
    return local.astimezone(UTC)


def _entry_time(unit: Unit, zone: ZoneInfo, published: datetime | None) -> datetime | None:
    """The time that *unit* gives for an entry: a short line beginning with a time, or a time element."""
    if len(unit.text) > 90:
        return None
    element = unit.element.find(".//time[@datetime]") if unit.tag != "time" else unit.element
    if (
        element is not None
        and (timestamp := parse_machine(element.get("datetime") or "", zone))
        and timestamp.precision == "minute"
    ):
        return timestamp.at.astimezone(UTC)
    is_header = is_time_line(unit.text) or (
        unit.text[:1].isdigit() and bool(_ENTRY_CLASS.search(unit.element.get("class") or ""))
    )
    if not is_header or published is None:
        return None
    if (spoken := parse_visible(unit.text, zone, month_first=False)) and spoken.precision == "minute":
        return spoken.at.astimezone(UTC)
    return _place(unit.text, zone, published)
