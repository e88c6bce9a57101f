"""Collections as pages show them: what was picked, its text in both voices, and where it stands."""

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request

from dosvoces.core.record import Article
from dosvoces.reader import citations
from dosvoces.reader.interface import Interface
from dosvoces.reader.ris import write_reference
from dosvoces.reader.rows import Group, Paragraph
from dosvoces.reader.story import story_path
from dosvoces.store.browsing import Browser, FullStory
from dosvoces.store.collections import Collection, Collections, Pick, Place
from dosvoces.store.picks import name_segments

#: Picks on a page of a collection, and in one form of a list.
PER_PAGE = 50
MOST_AT_ONCE = 500


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A pick with what it stands for; without an article where the store has it no longer."""

    pick: Pick
    article: Article | None = None
    address: str = ""
    #: What is printed and the other voice, each with its language; empty where there is none.
    source: str = ""
    target: str = ""
    target_language: str = ""


def find_collection(collections: Collections, key: str, person: str, *, change: bool = False) -> Collection:
    """The collection *key*, where *person* may read it, or *change* it; raises 404 where there is none."""
    found = collections.find(key) if "\0" not in key else None
    mine = found is not None and found.owner in ("", person)
    if found is None or not (mine or (found.shared and not change)):
        raise HTTPException(404, "there is no such collection")
    return found


def write_place(place: Place) -> str:
    """*place* as a form sends it along."""
    return f"{place.article_id} {place.version} {place.anchor}"


def read_place(text: str) -> Place | None:
    """The place that :func:`write_place` wrote; None for what it did not write."""
    article_id, version, anchor = [*text.rsplit(" ", 2), "", ""][:3]
    known = article_id and version.isascii() and version.isdecimal() and len(version) < 10
    return Place(article_id, int(version), anchor) if known else None


def find_address(place: Place) -> str:
    """The address of the page at which *place* stands."""
    voice = {"s": "?voice=translation", "o": "?voice=own"}.get(place.anchor[:1], "")
    anchor = f"#{place.anchor}" if place.anchor else ""
    return f"{story_path(place.article_id, place.version)}{voice}{anchor}"


def _show(pick: Pick, full: FullStory) -> Shown:
    anchor, record = pick.place.anchor, full.record
    shown = Shown(pick=pick, article=full.article, address=find_address(pick.place))
    if anchor.startswith("b"):
        blocks = (block.text for block in full.article.blocks if block.position == int(anchor[1:]))
        return msgspec.structs.replace(shown, source=next(blocks, ""))
    if anchor:
        segment = name_segments(record).get(anchor)
        if segment is None:
            return shown
        sides = {"source": segment.source.text, "target": segment.target.text}
        return msgspec.structs.replace(shown, **sides, target_language=segment.target.language)
    headline = next((block.text for block in record.translation if block.role == "headline"), "")
    own = record.counterpart
    return msgspec.structs.replace(
        shown,
        source=full.article.headline,
        target=own.headline if own else headline,
        target_language=record.target_language,
    )


def show_picks(browser: Browser, picks: Sequence[Pick]) -> list[Shown]:
    """*picks* with their texts as they read now, in that order."""
    stories: dict[tuple[str, int], FullStory | None] = {}
    shown = []
    for pick in picks:
        key = (pick.place.article_id, pick.place.version)
        if key not in stories:
            stories[key] = browser.full_story(*key)
        full = stories[key]
        shown.append(_show(pick, full) if full else Shown(pick=pick))
    return shown


def narrow_groups(groups: Iterable[Group], anchors: Container[str], letter: str) -> tuple[Group, ...]:
    """*groups* with the rows of *anchors* alone, none of them folded; rows are numbered behind *letter*."""
    found = []
    for group in groups:
        for paragraph in group.paragraphs:
            rows = tuple(row for row in paragraph.rows if row.number and f"{letter}{row.number}" in anchors)
            if rows or f"b{paragraph.position}" in anchors:
                found.append(Paragraph(paragraph.role, rows or paragraph.rows, paragraph.position))
    return (Group(False, tuple(found)),)


def find_own_address(request: Request, collection: Collection) -> str:
    """The address of *collection*, as others reach it."""
    return f"{request.url.scheme}://{request.headers['host']}/collection/{collection.key}"


def describe_citation(collection: Collection, t: Interface, address: str) -> str:
    """The collection as a list of references has it."""
    held = t.many("collection.picks", collection.picks)
    return t(
        "collection.citation",
        owner=f"{collection.owner}. " if collection.owner else "",
        name=collection.name,
        held=held,
        day=t.day(collection.changed_at.date().isoformat()),
        address=address,
    )


def write_own_bibtex(collection: Collection, address: str) -> str:
    """The collection itself as a BibTeX entry."""
    fields = {
        "title": f"{{{citations.escape(collection.name)}}}",
        "author": f"{{{citations.escape(collection.owner)}}}" if collection.owner else "",
        "howpublished": "dosvoces",
        "year": str(collection.changed_at.year),
        "url": citations.escape_url(address),
    }
    return citations.write_entry("misc", f"collection{citations.make_plain(collection.key)}", fields)


def make_own_csl(collection: Collection, address: str) -> dict[str, Any]:
    """The collection itself as a CSL-JSON item."""
    author = {"author": [{"literal": collection.owner}]} if collection.owner else {}
    day = collection.changed_at.date()
    return {
        "id": f"collection{citations.make_plain(collection.key)}",
        "type": "collection",
        "title": collection.name,
        "issued": {"date-parts": [[day.year, day.month, day.day]]},
        "URL": address,
        **author,
    }


def write_own_ris(collection: Collection, address: str) -> str:
    """The collection itself as a reference in RIS."""
    day = collection.changed_at.date()
    fields = [
        ("ID", f"collection{citations.make_plain(collection.key)}"),
        ("TI", collection.name),
        ("AU", collection.owner),
        ("PB", "dosvoces"),
        ("PY", str(day.year)),
        ("DA", f"{day:%Y/%m/%d}"),
        ("UR", address),
    ]
    return write_reference("GEN", fields)


def group_anchors(picks: Iterable[Pick]) -> Mapping[tuple[str, int], frozenset[str]]:
    """The anchors that are picked of each version of a story, in the order of the first of each."""
    found: dict[tuple[str, int], set[str]] = {}
    for pick in picks:
        found.setdefault((pick.place.article_id, pick.place.version), set()).add(pick.place.anchor)
    return {key: frozenset(anchors) for key, anchors in found.items()}
