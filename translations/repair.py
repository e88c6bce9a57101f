"""Repairs of a translation that need no engine: quotation marks, ellipses, numbers."""

import re
from collections.abc import Callable, Sequence

from dosvoces.core.quotation_marks import QUOTATION_MARK, TYPOGRAPHIC_QUOTATION_MARK
from translations.drafts import Draft, Edit
from translations.names import find_names, is_unheard_of
from translations.numbers import Comparison, Number, compare_numbers, write_number
from translations.numbers.notation import is_written_as, mixes_notations, read_continental
from translations.numbers.ordinals import find_english_ordinals
from translations.numbers.units import name_scale
from translations.postediting.articles import repair_agreement
from translations.postediting.punctuation import repair_marks
from translations.postediting.subjects import restore_subject
from translations.postediting.words import repair_words


def repair(draft: Draft) -> Draft:
    """*draft* after all :data:`REPAIRS`."""
    for mend in REPAIRS:
        draft = mend(draft)
    return draft


def restore_typography(draft: Draft) -> Draft:
    """*draft* with the source's kind of quotation marks and ellipsis, where the target language has it.

    Marks are exchanged only when there are as many as the source has.
    """
    source, edits = draft.source, []
    curly, marks = TYPOGRAPHIC_QUOTATION_MARK.findall(source), list(QUOTATION_MARK.finditer(draft.target))
    # "Leer más »" is an arrow.
    is_angled = draft.target_language == "en" and 0 < curly.count("«") == curly.count("»")
    if is_angled:
        curly = _write_english_marks(curly)
    if curly and len(marks) == len(curly):
        edits += [(*mark.span(), ours) for mark, ours in zip(marks, curly, strict=True) if mark[0] != ours]
    elif is_angled:
        edits += [(*mark.span(), _ENGLISH_MARKS[mark[0]]) for mark in marks if mark[0] in _ENGLISH_MARKS]
    if "…" in source and "..." not in source:
        edits += [(*dots.span(), "…") for dots in re.finditer(r"\.\.\.", draft.target)]
    if "’" in source and "'" not in source:
        edits += [
            (*mark.span(), "‘" if mark["opens"] and "‘" in source else "’")
            for mark in re.finditer(r"(?P<opens>(?<!\w)'(?=[\w¿¡]))|'", draft.target)
        ]
    return draft.edit(edits)


#: English has no angled marks.
_ENGLISH_MARKS = {"«": "“", "»": "”"}
_INNER_MARKS = {"“": "‘", "”": "’"}


def _write_english_marks(marks: Sequence[str]) -> list[str]:
    """The quotation *marks* of a text as English prints them: “…‘…’…” for «…“…”…»."""
    written, depth = list[str](), 0
    for mark in marks:
        depth += (mark == "«") - (mark == "»")
        written.append(_ENGLISH_MARKS.get(mark) or (_INNER_MARKS.get(mark, mark) if depth > 0 else mark))
    return written


def repair_numbers(draft: Draft) -> Draft:
    """*draft* with numbers written as the target language writes them; no number becomes another.

    A number has the right digits in the source's notation ("47.000 million"), or the right ones with a wrong
    word after them ("1,5 billones" for "1.5 billion"), or stands there twice in a row ("Monday 5th 5").
    """
    draft = _repair_clocks(_repair_stacked(draft))
    found = _compare(draft)
    notation = draft.edit(_find_other_notation(found, draft))
    if _compare(notation).differences <= found.differences:
        draft, found = notation, _compare(notation)
    if found.missing and found.added:
        repaired = draft.edit(_find_other_writing(found, draft))
        if _compare(repaired).differences < found.differences:
            draft, found = repaired, _compare(repaired)
    if draft.target_language == "en":
        draft = draft.edit(_find_pesos(found, draft.target))
        draft = draft.edit(_find_traded_pesos(draft))
        draft = draft.edit([(*blank.span(), "") for blank in _PERCENT_BLANK.finditer(draft.target)])
    return _say_numbers_once(draft)


#: Decimals with noughts for thousands behind them: "1,2.000 millones" for "1.2 billion".
_STACKED = re.compile(r"(?<![\d.,])(\d{1,3})[.,](\d{1,2})([.,])000(?![.,]?\d)")


def _repair_stacked(draft: Draft) -> Draft:
    """*draft* with a thousand times the decimals written as one number, where that is the source's."""
    edits = [
        (*match.span(), f"{float(f'{match[1]}.{match[2]}') * 1000:,.0f}".replace(",", match[3]))
        for match in _STACKED.finditer(draft.target)
    ]
    repaired = draft.edit(edits)
    is_found = bool(edits) and len(_compare(repaired).missing) < len(_compare(draft).missing)
    return repaired if is_found else draft


#: How Spain writes an hour, which English writes with a colon and no word behind it.
_CLOCK = re.compile(
    r"\b(?P<hour>[01]?\d|2[0-3])\.(?P<minute>[0-5]\d)(?P<word>\s?(?:h|hs|hrs|horas|hours?)\b\.?)"
)
_ARTICLE = re.compile(r"\blas? $", re.I)


def _repair_clocks(draft: Draft) -> Draft:
    """*draft* with "17:30" for "17.30 h" in English."""
    if draft.target_language != "en":
        return draft
    # "2.50 horas" without an article is how long something takes.
    said = {
        match["hour"] + match["minute"]
        for match in _CLOCK.finditer(draft.source)
        if _ARTICLE.search(draft.source, max(0, match.start() - 4), match.start())
    }
    edits = []
    for match in _CLOCK.finditer(draft.target) if said else ():
        if match["hour"] + match["minute"] in said:
            # The stop of "h." is the sentence's where it ends.
            end = "." if match["word"].endswith(".") and not draft.target[match.end() :].strip() else ""
            edits.append((*match.span(), f"{match['hour']}:{match['minute']}{end}"))
    return draft.edit(edits)


#: A number, as an ordinal perhaps, before the same number.
_STUTTER = re.compile(r"\b(?:the\s+)?(?P<number>\d+)(?:st|nd|rd|th|º|ª)?\s+(?=(?P=number)\b)")


def _say_numbers_once(draft: Draft) -> Draft:
    found = _compare(draft)
    if not found.added:
        return draft
    once = draft.edit([(*match.span(), "") for match in _STUTTER.finditer(draft.target)])
    return once if _compare(once).differences < found.differences else draft


def _find_other_notation(found: Comparison, draft: Draft) -> list[Edit]:
    """The edits that write what is the same number, but not as the target language writes it."""
    edits = []
    mixed = draft.target_language == "es" and mixes_notations(draft.target)
    for number, other in found.same:
        value = next((each for each in number.bare & other.bare), "")
        is_wrong = mixed or not is_written_as(other.text, value, draft.target_language)
        if is_wrong and _is_written_like(number, other):
            written = write_number(number.text, draft.source_language, draft.target_language)
            edits.append((other.start, other.end, written))
        elif (whole := read_continental(other.text)) and not number.values & other.values:
            # "5.352" for "5 mil 352"; Spanish has it written so itself.
            edits.append((other.start, other.end, f"{whole:,.0f}"))
    return edits


def _compare(draft: Draft) -> Comparison:
    return compare_numbers(draft.source, draft.target, draft.source_language, draft.target_language)


#: What Spanish has before a per cent sign, and English has not.
_PERCENT_BLANK = re.compile(r"(?<=\d)[ \u00a0\u202f](?=%)")
#: "Peso" is weight too, which small models take it for.
_WEIGHT = re.compile(r"(\s+)weights?\b")


def _find_pesos(found: Comparison, target: str) -> list[Edit]:
    """The edits that write pesos where "2 millones de pesos" became "2 million weights"."""
    return [
        (*match.span(), f"{match[1]}pesos")
        for number, other in found.units
        if number.unit == "peso" and (match := _WEIGHT.match(target, max(other.end, other.scale[1])))
    ]


_PESO = re.compile(r"\bpesos?\b", re.IGNORECASE)
#: "El peso" that is traded: "se depreció", "la devaluación del peso", "frente al dólar" close by.
_TRADED = re.compile(
    r"\b(?:(?:depreciación|devaluación|cotización)\s+del\s+peso\b(?!\s+del?\b)"
    r"|(?:el|del|al)\s+peso\b(?!\s+del?\b)(?:\s+(?:mexicano|argentino|chileno|colombiano|uruguayo|dominicano"
    r"|filipino|cubano))?(?:\s+(?:se\s+)?(?:ha\s+)?(?:cotiz|depreci|devalu)|[^.;:]{0,60}\s(?:frente\s+al|por)\s+dólar\b))",
    re.IGNORECASE,
)
_WEIGHT_ALONE = re.compile(r"\b(?P<capital>W|w)eight(?P<plural>s?)\b")


def _find_traded_pesos(draft: Draft) -> list[Edit]:
    """The edits that write "the peso" where "the weight" falls against the dollar."""
    if len(_PESO.findall(draft.source)) != 1 or not _TRADED.search(draft.source):
        return []
    weights = list(_WEIGHT_ALONE.finditer(draft.target))
    if len(weights) != 1 or _PESO.search(draft.target):
        return []
    (match,) = weights
    return [(*match.span(), f"{'P' if match['capital'] == 'W' else 'p'}eso{match['plural']}")]


def _find_other_writing(found: Comparison, draft: Draft) -> list[Edit]:
    """The edits that write numbers as the target language does, where the digits are those of the source."""
    edits: list[Edit] = []
    missing = list(found.missing)
    for wrong in found.added:
        right = next((number for number in missing if _is_written_like(number, wrong)), None)
        if right is None:
            continue
        missing.remove(right)
        edits.append(
            (wrong.start, wrong.end, write_number(right.text, draft.source_language, draft.target_language))
        )
        name = name_scale(right.factor, draft.target_language, is_one=1.0 in right.bare)
        if name and wrong.factor > 1 and wrong.factor != right.factor:
            edits.append((*wrong.scale, name))
    return edits


def _is_written_like(number: Number, other: Number) -> bool:
    """Whether both have the same digits, whatever marks stand between them."""
    return re.sub(r"\D", "", number.text) == re.sub(r"\D", "", other.text)


def repair_ordinals(draft: Draft) -> Draft:
    """*draft* with the English ordinals that an engine left in Spanish written as Spanish does."""
    if draft.target_language != "es":
        return draft
    found = find_english_ordinals(draft.target)
    return draft.edit([edit for edit in found if draft.target[edit[0] : edit[1]] in draft.source])


def repair_names(draft: Draft) -> Draft:
    """*draft* with misspelt names put right: words in no dictionary that the links say a name became."""
    names = [name for name in dict.fromkeys(find_names(draft.source)) if name not in draft.target]
    changes: dict[tuple[int, int], str] = {}
    for link in draft.links if names else ():
        name, word = draft.source[slice(*link.source)], draft.target[slice(*link.target)]
        if name in names and name not in changes.values() and word[:1].isupper() and is_unheard_of(word):
            changes[link.target] = name
    return draft.edit([(start, end, name) for (start, end), name in changes.items()])


#: What mends a draft, in this order; a new repair is a line here.
REPAIRS: tuple[Callable[[Draft], Draft], ...] = (
    restore_typography,
    repair_numbers,
    repair_ordinals,
    repair_names,
    repair_words,
    repair_agreement,
    restore_subject,
    repair_marks,
)
