"""What a story says twice: pull quotes, second layouts, refrains."""

from collections.abc import Sequence

from dosvoces.core.record import Role
from pipelines.extract.text import fold, shingles, words
from pipelines.extract.unit import PROSE, SENTENCE, Unit

#: Characters that may be compared to find pull quotes; a novel of 500 paragraphs has as many.
_MOST_COMPARED = 1_000_000_000
#: A pull quote repeats the text where more than this share of it stands there too.
_SAID_ELSEWHERE = 0.5
#: Signs of quotations.
_OPENING, _CLOSING = '“«‘"', '”»’"'
#: A text longer than this that is said twice is a second layout; shorter ones recur where they stand alone.
_LONG_REPEAT = 200
#: Shorter texts may be said twice, quotations set apart less so.
_SHORT_REPEAT, _SHORT_QUOTATION = 30, 15
#: Fewer words without a full stop may be a title.
_MANY_WORDS = 8


def drop_pull_quotes(inside: Sequence[Unit], roles: dict[int, Role]) -> None:
    """A quotation set apart that the text says too is said once; one that it does not say is kept."""
    apart = [unit for unit in inside if unit.in_zone("pullquote") and roles.get(unit.index) == "quote"]
    if not apart:
        return
    rest = [unit for unit in inside if not unit.in_zone("pullquote") and roles.get(unit.index) in PROSE]
    said = set().union(*(shingles(words(unit.text)) for unit in rest))
    for unit in apart:
        own = shingles(words(unit.text))
        if len(own & said) > _SAID_ELSEWHERE * len(own) or unit.link_share > 0.5 or len(words(unit.text)) < 4:
            del roles[unit.index]


def drop_repeats(inside: Sequence[Unit], roles: dict[int, Role]) -> None:
    """Texts that the body says elsewhere are pull quotes or a second layout; they are said once."""
    body = [unit for unit in inside if roles.get(unit.index) in (*PROSE, "heading", "description")]
    folded = [fold(unit.text) for unit in body]
    whole = "\n".join(folded)
    is_readable = len(whole) * len(body) < _MOST_COMPARED
    again = _find_earlier(body, folded)
    end = 0
    for place, (unit, text) in enumerate(zip(body, folded, strict=True)):
        start, end = end, end + len(text) + 1
        may_be_apart = roles[unit.index] == "paragraph" and is_readable and _is_set_apart(unit)
        is_apart = may_be_apart and whole.find(text) < start
        if len(text) < (_SHORT_QUOTATION if is_apart else _SHORT_REPEAT):
            continue
        if first := again[place]:
            if _is_refrain(unit, first) or _is_in_one_table(unit, first):
                continue
            is_row = any(again[max(0, place - 1) : place]) or any(again[place + 1 : place + 2])
            if (
                is_row
                or len(text) > _LONG_REPEAT
                or roles[unit.index] not in ("paragraph", "list_item", "table")
            ):
                del roles[unit.index]
            continue
        role = roles[unit.index]
        may_repeat = role in ("quote", "description") or (
            role == "paragraph" and (unit.tag != "p" or is_apart)
        )
        may_repeat |= role == "heading" and bool(SENTENCE.search(unit.text) or unit.text[0] in '“"«‘')
        if may_repeat and is_readable and len(text) < 400 and whole.count(text) > folded.count(text):
            del roles[unit.index]


def _is_set_apart(unit: Unit) -> bool:
    """Whether *unit* may be a pull quote: one quotation or many words without a full stop."""
    text = unit.text
    if text[0] in _OPENING and text[-1] in _CLOSING:
        return not any(sign in text[1:-1] for sign in _OPENING)
    return not SENTENCE.search(text) and len(words(text)) >= _MANY_WORDS


def _is_refrain(unit: Unit, first: Unit) -> bool:
    """Whether a quotation, of verse or a song, says the line again itself."""
    if "blockquote" not in unit.inside:
        return False
    quote = next(unit.element.iterancestors("blockquote"), unit.element)
    return first.element is not unit.element and quote in first.element.iterancestors("blockquote")


def _is_in_one_table(unit: Unit, first: Unit) -> bool:
    """Whether two units are cells of one table, whose rows may say the same."""
    table = next(unit.element.iterancestors("table"), None) if "table" in unit.inside else None
    return table is not None and table in first.element.iterancestors("table")


def _find_earlier(body: Sequence[Unit], texts: Sequence[str]) -> list[Unit | None]:
    """For each of *texts*, which are those of *body*, the unit that said it first, if it said it before."""
    seen: dict[str, Unit] = {}
    found = []
    for unit, text in zip(body, texts, strict=True):
        found.append(seen.get(text))
        seen.setdefault(text, unit)
    return found
