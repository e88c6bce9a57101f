"""Refinement of roles: each unit among its neighbours."""

import re
from collections.abc import Sequence
from itertools import groupby, pairwise

from dosvoces.core.record import Role
from pipelines import furniture
from pipelines.extract import comments
from pipelines.extract.boxes import label_boxes
from pipelines.extract.lines import (
    is_about_author,
    is_biography,
    is_day,
    is_initials,
    is_labelled_byline,
    is_name_line,
)
from pipelines.extract.linked_stories import relate
from pipelines.extract.name_forms import is_full_name
from pipelines.extract.names import is_signature, split
from pipelines.extract.pictures import (
    has_picture,
    is_emphasised,
    is_emphasised_under_picture,
    is_under_picture,
)
from pipelines.extract.repetition import drop_pull_quotes, drop_repeats
from pipelines.extract.roles import LONGEST_KEPT, Labels
from pipelines.extract.text import fold, words
from pipelines.extract.unit import PROSE, SENTENCE, Unit

#: Units at either end of the story where biographies, notes and names stand.
_EDGE = 6
#: Units of a story that somebody may sign at its end.
_FEWEST_SIGNED = 3
#: What speaks to the reader and quotes nobody.
_TO_READER = re.compile(r"[^“”\"«»]*\b(?:you|your|yours|te|tus?|usted|os|vuestr[oa]s?)\b[^“”\"«»]*", re.I)
#: Share of a line that is a link, and words of one that leads on from the story.
_LINKED, _FEW_WORDS = 0.9, 5
#: Units at the very end of which each may tell of an author without a name.
_NOTES = 2
#: A headline further down is not at the story's top.
_MOST_ABOVE, _KICKERS = 12, 2
#: Characters of a paragraph that a heading heads.
_HEADED_LINE = 60
#: Longer texts beside a picture are prose; so are all where they are this part of it, or more in a row.
_LONGEST_CAPTION, _MOST_CAPTIONS, _CAPTIONS_IN_A_ROW = 400, 0.3, 2


def refine(inside: Sequence[Unit], roles: dict[int, Role], labels: Labels) -> set[int]:
    """Correct *roles* of the units *inside* the story's element, in place.

    Returns the indices of those that are settled, because they stand in a box of another purpose.
    """
    _restore_headings(inside, roles)
    _restore_days(inside, roles)
    settled = label_boxes(inside, roles, is_about_consent="cookie" in labels.headline)
    drop_pull_quotes(inside, roles)
    _caption_pictures(inside, roles)
    settled |= relate(inside, roles, labels)
    drop_repeats(inside, roles)
    settled |= _label_above_headline(inside, roles)
    _label_opening(inside, roles, labels.authors)
    settled |= _cut_after_comments(inside, roles)
    settled |= _label_signature(inside, roles) | _label_ending(inside, roles, labels)
    _trim_headings(inside, roles)
    return settled


def _restore_headings(inside: Sequence[Unit], roles: dict[int, Role]) -> None:
    """A heading amid the story's paragraphs heads the one below it, whatever its words look like."""
    has_begun = False
    for unit, below in pairwise(inside):
        role = roles.get(unit.index)
        if role == "paragraph" and len(unit.text) > _HEADED_LINE:
            has_begun = True
        heads = roles.get(below.index) in ("paragraph", "list_item") and len(below.text) > _HEADED_LINE
        if not (has_begun and heads and unit.is_heading and not unit.links and not unit.zones):
            continue
        if below.link_share < 0.3 and role in ("byline", "credit", "furniture", "related"):
            sort = furniture.recognise(unit.text)
            if sort in (None, "interface", "legal") or (
                sort != "author" and not furniture.is_bare_lead(unit.text)
            ):
                roles[unit.index] = "heading"


def _restore_days(inside: Sequence[Unit], roles: dict[int, Role]) -> None:
    """Days in bold, of which each stands above a paragraph, part a chronicle or a log."""
    days = [
        unit
        for unit, below in pairwise(inside)
        if roles.get(unit.index) == "byline"
        and roles.get(below.index) == "paragraph"
        and unit.bold >= len(unit.text)
        and is_day(unit.text)
    ]
    if len(days) > 1:
        roles.update({unit.index: "heading" for unit in days})


def _caption_pictures(inside: Sequence[Unit], roles: dict[int, Role]) -> None:
    """A short text that shares a box with a picture and nothing else is its caption.

    Where several stand in a row, or most of the story does so, it is a list of things with a picture each.
    """
    prose = [unit for unit in inside if roles.get(unit.index) == "paragraph"]
    are_marked = 2 * sum(unit.tag == "p" for unit in prose) > len(prose)
    captions = {
        unit.index: unit
        for unit in prose
        if is_emphasised_under_picture(unit) or (are_marked and is_under_picture(unit))
    }
    for beside, run in groupby(prose, lambda unit: len(unit.text) <= _LONGEST_CAPTION and has_picture(unit)):
        units = list(run)
        if beside and len(units) <= _CAPTIONS_IN_A_ROW:
            captions |= {unit.index: unit for unit in units}
    if sum(len(unit.text) for unit in captions.values()) < _MOST_CAPTIONS * sum(
        len(unit.text) for unit in prose
    ):
        roles.update(dict.fromkeys(captions, "caption"))


def _label_above_headline(inside: Sequence[Unit], roles: dict[int, Role]) -> set[int]:
    """Label short lines above the headline, the section or a kicker; returns their indices."""
    found: set[int] = set()
    top = next((place for place, unit in enumerate(inside) if roles.get(unit.index) == "headline"), 0)
    for unit in inside[0 if top <= _MOST_ABOVE else top - _KICKERS : top]:
        if (
            roles.get(unit.index) in ("paragraph", "list_item", "heading", "related", "table")
            and len(words(unit.text)) <= 6
        ):
            roles[unit.index] = "furniture"
            found.add(unit.index)
    return found


def _label_opening(inside: Sequence[Unit], roles: dict[int, Role], authors: Sequence[str]) -> None:
    """A name alone before the first paragraph is a byline, as is a line below one in its element.

    That of one of the *authors* is so whatever stands below it.
    """
    names = {fold(name) for name in authors}
    for place, unit in enumerate(inside[:_EDGE]):
        role = roles.get(unit.index)
        if role == "paragraph" and (
            is_labelled_byline(unit.text) or (place and _goes_on(inside[place - 1], unit, roles))
        ):
            role = roles[unit.index] = "byline"
        if (
            role in ("paragraph", "list_item")
            and is_name_line(unit.text)
            and (not unit.linked or unit.link_share > 0.8)
        ):
            if fold(unit.text) in names:
                roles[unit.index] = "byline"
                continue
            rest = [
                other
                for other in inside[place + 1 : place + _EDGE]
                if roles.get(other.index) == "paragraph" and other.element is not unit.element
            ]
            if rest and len(rest[0].text) > 80:
                roles[unit.index] = "byline"
        if role == "paragraph" and len(unit.text) > 120:
            return


def _goes_on(above: Unit, unit: Unit, roles: dict[int, Role]) -> bool:
    """Whether *unit* is the next line of the byline *above*: what its author is, where they are."""
    is_line = len(words(unit.text)) <= _FEW_WORDS and not SENTENCE.search(unit.text)
    return is_line and roles.get(above.index) == "byline" and above.element is unit.element


def _cut_after_comments(inside: Sequence[Unit], roles: dict[int, Role]) -> set[int]:
    """What follows the heading of the comments is not the story's, if most of the story stands before it.

    Where they certainly begin, they may be longer than the story, and the indices of all are returned.
    """
    total = sum(len(unit.text) for unit in inside if roles.get(unit.index) in PROSE) or 1
    start = comments.find_start(inside)
    before = 0
    cut = is_headed = False
    settled: set[int] = set()
    for place, unit in enumerate(inside):
        role = roles.get(unit.index)
        is_certain = start is not None and place >= start and before > 0
        if is_certain or (cut and is_headed):
            settled.add(unit.index)
        if (is_certain and role == "byline") or (
            (cut or is_certain) and role in (*PROSE, "heading", "description", "caption")
        ):
            if len(unit.text) <= LONGEST_KEPT:
                roles[unit.index] = "furniture"
            else:
                del roles[unit.index]
        elif role in PROSE:
            before += len(unit.text)
        elif role == "furniture" and before > 0.6 * total:
            sort = furniture.recognise(unit.text)
            cut = sort == "comments" or (sort == "author" and len(unit.text) < 60)
            is_headed |= sort == "comments" and unit.is_heading
    return settled


def _label_signature(inside: Sequence[Unit], roles: dict[int, Role]) -> set[int]:
    """Label the links of a few words below the last paragraph, and the name or initials that sign the story.

    Not where others stand alone, too. Returns the indices of both.
    """
    prose = [unit for unit in inside if roles.get(unit.index) in PROSE]
    found: set[int] = set()
    while len(prose) > _FEWEST_SIGNED and _is_link_out(prose[-1], roles):
        roles[prose[-1].index] = "furniture"
        found.add(prose.pop().index)
    if len(prose) < _FEWEST_SIGNED or roles.get(prose[-1].index) != "paragraph":
        return found
    *others, last = prose
    above = next((unit for unit in reversed(others) if not furniture.is_about_story(unit.text)), others[-1])
    is_signed = is_signature if is_signature(last.text) else is_initials
    if last.links or not SENTENCE.search(above.text) or not is_signed(last.text):
        return found
    if not any(is_signed(unit.text) for unit in prose[:-1]):
        roles[last.index] = "byline"
        found.add(last.index)
    return found


def _is_link_out(unit: Unit, roles: dict[int, Role]) -> bool:
    """Whether *unit* is a paragraph of a few words that are a link: ``Back to index``."""
    is_link = unit.link_share > _LINKED and roles.get(unit.index) == "paragraph"
    return is_link and len(words(unit.text)) <= _FEW_WORDS and not SENTENCE.search(unit.text)


def _label_ending(inside: Sequence[Unit], roles: dict[int, Role], labels: Labels) -> set[int]:
    """Label biographies of the authors and notes about the publication at either end.

    Returns the indices of the biographies, and of the notes and appeals at the very end.
    """
    found: set[int] = set()
    bylines = (unit.text for unit in inside[:_EDGE] if roles.get(unit.index) == "byline")
    authors = {*labels.authors, *(name for line in bylines for name in split(line) if is_full_name(name))}
    prose = [unit for unit in inside if roles.get(unit.index) in (*PROSE, "heading", "description")]
    for unit in {u.index: u for u in (*prose[:2], *prose[-_EDGE:])}.values():
        if len(prose) < 4:
            break
        if is_about_author(unit.text, authors) or (unit in prose[-_NOTES:] and is_biography(unit.text)):
            found.add(unit.index)
            roles[unit.index] = "furniture"
        elif furniture.is_about_story(unit.text):
            roles[unit.index] = "furniture"
            found |= {unit.index} if unit in prose[-_NOTES:] else set()
    for unit in reversed(prose[-_EDGE:] if len(prose) > _FEWEST_SIGNED else ()):
        if roles[unit.index] == "furniture":
            continue
        if not (furniture.is_appeal(unit.text) or _is_note_to_reader(unit)):
            break
        roles[unit.index] = "furniture"
        found.add(unit.index)
    return found


def _is_note_to_reader(unit: Unit) -> bool:
    """Whether *unit* is a few sentences in italics that speak to the reader."""
    is_short = len(unit.text) <= furniture.LONGEST_LINE
    return is_short and bool(_TO_READER.fullmatch(unit.text)) and is_emphasised(unit.element)


def _trim_headings(inside: Sequence[Unit], roles: dict[int, Role]) -> None:
    """Headings that head nothing of the story: after its last paragraph, or above nothing but furniture."""
    heads_prose = False
    for unit in reversed(inside):
        role = roles.get(unit.index)
        if role in PROSE:
            heads_prose = True
        elif role == "heading":
            if not heads_prose:
                roles[unit.index] = "furniture"
        elif role == "related":
            continue
