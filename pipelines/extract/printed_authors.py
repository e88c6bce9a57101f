"""Authors as the page prints them: bylines, elements marked as the author's, names beside the headline."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise

from pipelines.extract import microdata
from pipelines.extract.datetimes import strip_dates
from pipelines.extract.document import Document, Element
from pipelines.extract.lines import is_dated_line, is_time_line, part_words
from pipelines.extract.name_forms import is_dictionary_word, is_full_name, is_given_name, is_name
from pipelines.extract.names import clean_name, is_job, split
from pipelines.extract.organisations import find_agency, is_organisation_name
from pipelines.extract.surroundings import find_spine, is_other_content
from pipelines.extract.text import collapse, fold, inner_text
from pipelines.extract.unit import Unit
from pipelines.extract.zones import Zone

#: Elements with a class of bylines that are looked at.
_MOST_BYLINES = 100
#: Lines of the page that may name its author, and characters of one.
_MOST_NEAR, _LONGEST_BYLINE = 12, 120
#: Lines before and after the headline among which its byline stands, and between it and a date.
_BEFORE, _AFTER, _FROM_DATE = 3, 12, 2
#: Characters of a line that says what an author does.
_LONGEST_JOB = 60
#: Lines above a headline among which one may be labelled as its author's, as in a table of a print.
_LABELLED_BEFORE = 8
#: Characters of a paragraph, and how many of them may stand above a byline.
_PROSE_LENGTH, _LEADS = 120, 2
#: A line that is a link.
_LINKED = 0.8
#: Words before a name that say what its owner did.
_SIGNED = re.compile(
    r"^\W*(?:(?:(?:this|the) (?:article|post|story|piece) was )?written by|"
    r"(?:(?:words|story|reported|posted) )?by|"
    r"(?:author|contributor)s?\s*:|por|(?:escrito|publicado|enviado) por|submitted by|"
    r"(?:columna|opini[oó]n|an[aá]lisis|cr[oó]nica|reportaje) (?:de|por)|"
    r"(?:de|from) (?:nuestr[oa]|our) (?:corresponsal|enviad[oa] especial|correspondent|reporter)|"
    r"(?:(?:words|text)(?: and (?:pictures|photos|photographs))?|reporter|redacci[oó]n)\s*:|"
    r"una (?:cr[oó]nica|columna) de|"
    r"texto(?: y fotos)?(?: de|\s*:)|autora?\s*:|redacta|escribe|firma\s*:)(?![a-z])\s*:?\s*(?=[^\W\d_])",
    re.I,
)
#: A line of a date may end with whose it is: ``Posted on May 20 @ 12:00 by Ana Ruiz``.
_ENDS_BY = re.compile(
    r"(?:posted|published|submitted|enviad[oa]|publicad[oa])\b.*\d.*\b(?:by|por)\s+([^\W\d_][^\d:]{2,60})$",
    re.I,
)
_WRITTEN = re.compile(
    r"^\W*(?:(?:(?:this|the) (?:article|post|story|piece) was )?written by|escrito por)\b", re.I
)
#: Who tells the story, at the end of its standfirst; whoever just says something is no author.
_TOLD_BY = re.compile(
    r"[,.;:–—]\s+(?:writes|reports|escribe|informa|cuenta|relata)\s+([A-ZÁÉÍÓÚÑ][\w'’.-]*"
    r"(?:\s+(?:de |del |la |y |and )*[A-ZÁÉÍÓÚÑ][\w'’.-]*){1,5})\.?$"
)
#: What stands before an agency at a story's end.
_SOURCE = re.compile(r"^(?:fuentes?|source|con informaci[oó]n de)\s*:?\s+", re.I)
#: What is printed alone above names or beside them, and what stands between them.
_LABEL = re.compile(
    r"(?:(?:written |words |story |article )?by|(?:escrito |texto )?por|(?:authors?|autora?|autores)(?=:)):?",
    re.I,
)
_CONJUNCTIONS = frozenset({"and", "y", "e", "&", ","})
_AGO = re.compile(r"\b(?:hace \d+ \w+|\d+ (?:min(?:ute)?|hour|day|week)s? ago)\b", re.I)
#: Zones whose names are other people's.
_ELSEWHERE: tuple[Zone, ...] = ("comments", "related", "hidden", "caption")
#: Words of a heading that a title goes on from.
_TITLE_WORDS = 4
#: One word behind "by", and what may follow it: nothing, a sign, a day.
_SIGNATURE = re.compile(
    r"(?:posted |written |published )?by:?\s+([^\W\d_][\w.-]{1,40})(?=\s*(?:$|[·|•,@(–—-]|\d|on\b|in\b|at\b))"
    r"|(?:escrito |publicado )?por:?\s+([^\W\d_][\w.-]{1,40})(?=\s*(?:$|[·|•,@(–—-]|\d|el\b|en\b|a las\b))",
    re.I,
)

#: Names with whether they are declared to be organisations, and their source.
Found = tuple[list[tuple[str, bool]], str]


def find(document: Document, bylines: Iterable[str], units: Sequence[Unit]) -> Iterator[Found]:
    """Names in *bylines*, in elements that say that they are the author's and by place among *units*."""
    others = microdata.read_other_authors(document.properties)
    yield from (([(line, False)], "page") for line in bylines if line not in others)
    yield from _find_marked(document)
    yield [(name, False) for name in _find_by_place(document.titles, units)], "page"
    yield [(name, False) for name in _find_in_standfirst(_read_around(document.titles, units))], "page"


def find_lines(document: Document, units: Sequence[Unit]) -> Iterator[str]:
    """The short lines around the headline, of which one may be the byline."""
    for unit in _read_around(document.titles, units):
        if len(unit.text) <= _LONGEST_BYLINE and not unit.in_zone(*_ELSEWHERE):
            yield unit.text


def is_signed(line: str) -> bool:
    """Whether *line* says in words who wrote the story: ``By …``, ``Texto: …``."""
    return bool(_SIGNED.match(line))


def read_signature(line: str) -> str:
    """The single word behind "by" in *line*, when it is no word of a dictionary: ``Posted by BeauHD``."""
    found = _SIGNATURE.match(line)
    name = (found[1] or found[2]) if found else ""
    return "" if is_dictionary_word(name) or is_organisation_name(part_words(name)) else name


def _read_around(titles: Sequence[str], units: Sequence[Unit], before: int = _BEFORE) -> list[Unit]:
    """The units around the headline, *before* of them above it.

    That is the first heading with which one of *titles* begins, or the first h1.
    """
    said = tuple(fold(title) for title in titles)
    headings = [place for place, unit in enumerate(units) if unit.is_heading]
    top = next((place for place in headings if _begins_title(units[place].text, said)), None)
    if top is None:
        top = next((place for place in headings if units[place].tag == "h1"), 0)
    prose = (place for place, unit in enumerate(units[top:], top) if len(unit.text) > _PROSE_LENGTH)
    end = min(top + _AFTER, next(islice(prose, _LEADS, None), len(units)))
    return [unit for unit in units[max(0, top - before) : end] if unit.tag != "h1"]


def _begins_title(text: str, titles: Sequence[str]) -> bool:
    folded = fold(text)
    return folded in titles or (
        len(folded.split()) >= _TITLE_WORDS
        and any(title.startswith(folded) or title.endswith(folded) for title in titles)
    )


def _find_by_place(titles: Sequence[str], units: Sequence[Unit]) -> list[str]:
    """The names beside the headline that follow "by" or stand near a date, or that the story's end says.

    Where there are none, the agency that stands there alone or with a place.
    """
    near, agency = _read_around(titles, units), ""
    if labelled := _find_under_label(_read_around(titles, units, _LABELLED_BEFORE)):
        return labelled
    for place, unit in enumerate(near):
        if len(unit.text) > _LONGEST_BYLINE or unit.in_zone(*_ELSEWHERE):
            continue
        text = part_words(unit.text)
        bare = strip_dates(text).strip(" -–—·|,•")
        around = near[max(0, place - _FROM_DATE) : place + _FROM_DATE + 1]
        is_dated = (
            bare != text
            or bool(_AGO.search(text))
            or any(is_time_line(one.text) or is_dated_line(one.text) for one in around)
        )
        names = split(bare)
        if bare != text and not any(map(is_full_name, names)):
            # What stands behind the date is a section or a button.
            names = split(text)[:1]
        told = (
            split(_SIGNED.sub("", bare)) if _SIGNED.match(text) or (is_dated and _SIGNED.match(bare)) else []
        )
        if is_dated and (whose := _ENDS_BY.search(text)):
            told = told or split(whose[1])
        if signed := [name for name in told if _is_whole(name)]:
            return signed
        if is_dated and unit.links and read_signature(unit.text):
            return [unit.text]
        agency = agency or find_agency(bare)
        people = [name for name in names if not is_organisation_name(name)]
        is_named = all(is_full_name(name) or (is_given_name(name) and _is_whole(name)) for name in people)
        is_known = not agency and all(map(is_given_name, people))
        is_placed = is_dated or (is_known and (_stands_between(unit, units) or _is_above_job(near, place)))
        if people and is_placed and is_named and not _leads_elsewhere(unit):
            return people
    ends = (unit.text for unit in units if len(unit.text) <= _LONGEST_BYLINE and _WRITTEN.match(unit.text))
    written = [name for line in islice(ends, 1) for name in split(line) if _is_whole(name)]
    agency = agency or _find_sign_off(units)
    return written or [agency][: bool(agency)]


def _stands_between(unit: Unit, units: Sequence[Unit]) -> bool:
    """Whether *unit* is the one line between the h1 and the first paragraph, and of no other purpose."""
    above, below = units[max(0, unit.index - 1)], units[min(unit.index + 1, len(units) - 1)]
    return above.tag == "h1" and len(below.text) > _PROSE_LENGTH and not unit.zones


def _is_above_job(near: Sequence[Unit], place: int) -> bool:
    """Whether the line below the one at *place* says what somebody does: ``Health reporter``."""
    below = near[place + 1].text if place + 1 < len(near) else ""
    return len(below) <= _LONGEST_JOB and is_job(below)


def _find_sign_off(units: Sequence[Unit]) -> str:
    """The agency with which a story ends, in a line of its own below a paragraph."""
    for above, unit in pairwise(units):
        is_below = len(above.text) > _PROSE_LENGTH and len(unit.text) <= _LONGEST_BYLINE and not unit.links
        if is_below and not unit.in_zone(*_ELSEWHERE) and (agency := find_agency(_SOURCE.sub("", unit.text))):
            return agency
    return ""


def _find_under_label(near: Sequence[Unit]) -> list[str]:
    """The names in the lines under one that is just "by": ``Por``, ``Ana Ruiz``, ``y``, ``Luis Gómez``."""
    names: list[str] = []
    start = next((place for place, unit in enumerate(near) if _LABEL.fullmatch(unit.text)), len(near))
    for unit in near[start + 1 :]:
        if _is_whole(unit.text) and is_full_name(unit.text) and not is_organisation_name(unit.text):
            names.append(unit.text)
        elif not names or unit.text.lower() not in _CONJUNCTIONS:
            break
    return names


def _find_in_standfirst(near: Sequence[Unit]) -> list[str]:
    """The name with which a standfirst ends: ``… after eight months of works, writes Ana Ruiz``."""
    for unit in near:
        told = _TOLD_BY.search(unit.text[-_LONGEST_BYLINE:])
        if told and not unit.in_zone(*_ELSEWHERE):
            return [name for name in split(told[1]) if is_full_name(name)]
    return []


def _leads_elsewhere(unit: Unit) -> bool:
    """Whether *unit* is a link to another page than an author's."""
    links = list(islice(unit.element.iter("a"), 2)) or list(islice(unit.element.iterancestors("a"), 1))
    return unit.link_share > _LINKED and not any(
        _AUTHOR_PATH.search(link.get("href") or "") for link in links
    )


def _is_whole(name: str) -> bool:
    """Whether *name* is of several words with a capital each, as first and last name are."""
    words = name.split()
    return 2 <= len(words) <= 5 and is_name(name) and words[0][0].isupper() and words[-1][0].isupper()


def read_near(document: Document, units: Sequence[Unit]) -> tuple[str, ...]:
    """The names in those of *units* that markup calls bylines, and those that stand beside the headline."""
    lines = islice((unit.text for unit in units if _is_signed(unit)), _MOST_NEAR)
    placed = _find_by_place(document.titles, units)
    return tuple(
        name
        for line in (*lines, *placed)
        for name in split(line)
        if " " in name and is_name(name) and not is_organisation_name(name)
    )


def _is_signed(unit: Unit) -> bool:
    """Whether *unit* stands in a byline, or is a link to its author's page."""
    if len(unit.text) > _LONGEST_BYLINE or not (unit.links or unit.zones):
        return False
    links = islice(unit.element.iter("a"), 2) if unit.links else ()
    return unit.in_zone("byline") or any("author" in (link.get("rel") or "") for link in links)


_BYLINE_MARK = re.compile(r"byline|author-name|author__name|authorname|autor-nombre|firma", re.I)


def _find_marked(document: Document) -> Iterator[tuple[list[tuple[str, bool]], str]]:
    """Names in the story's elements that say that they are the author's."""
    spine = find_spine(document.root)
    links = (el for el in document.root.iterfind(".//a[@rel]") if "author" in (el.get("rel") or "").split())
    own = [el for el in islice(links, 12) if not is_other_content(el, spine)][:6]
    if own:
        yield [(collapse(inner_text(el)), False) for el in own], "page"
    for element in islice(document.find_classed(_BYLINE_MARK), _MOST_BYLINES):
        text = collapse(inner_text(element)[:400])
        if 1 < len(text) < 200 and not is_other_content(element, spine):
            yield [(text, False)], "page"
    yield [(name, False) for name in _find_marked_names(document.root, spine)], "page"


#: Classes of what is about the author, and the addresses of their own pages.
_AUTHOR_MARK = re.compile(r"(?:^|[^a-z])(?:authors?|autor(?:es|a)?)(?:$|[^a-z])", re.I)
_AUTHOR_PATH = re.compile(
    r"/(?:authors?|autor(?:es|a)?|staff|contributors?|columnistas?|firmas?|by|profiles?|people|writers?|journalists?|"
    r"reporters?|periodistas?|perfil(?:es)?|redactor(?:es|as)?)/[^/?#]+/?$|/@[\w.-]+/?$",
    re.I,
)
#: Elements that may hold a name, of how many, and how far above them a class is looked for.
_NAME_TAGS = ("a", "span", "p", "div", "li", "h2", "h3", "h4", "h5", "strong", "b")
_MOST_NAMES, _MARK_HEIGHT = 6_000, 3
#: Links beside an author's that may be others'.
_MOST_BESIDE = 8


def _find_marked_names(root: Element, spine: set[Element]) -> list[str]:
    """The first name of several words that stands alone in a link to an author's page or a box about one.

    With the names in links to authors' pages right beside it.
    """
    for element in islice(root.iter(_NAME_TAGS), _MOST_NAMES):
        raw = element.text
        if not raw or len(raw.split(None, 1)) < 2:
            continue
        text = collapse(raw[:80])
        words = text.split()
        is_capital = 2 <= len(words) <= 5 and words[0][0].isupper() and words[-1][0].isupper()
        if not is_capital or not is_name(text):
            continue
        boxes = (element, *islice(element.iterancestors(), _MARK_HEIGHT))
        is_marked = any(
            _AUTHOR_PATH.search(box.get("href") or "") or _AUTHOR_MARK.search(box.get("class") or "")
            for box in boxes
            if box not in spine
        )
        if is_marked and clean_name(text) == text and not is_other_content(element, spine):
            beside = islice(element.itersiblings("a"), _MOST_BESIDE) if element.tag == "a" else ()
            links = [one for one in beside if _AUTHOR_PATH.search(one.get("href") or "")]
            return [text, *(name for one in links if is_full_name(name := collapse(inner_text(one)[:80])))]
    return []
