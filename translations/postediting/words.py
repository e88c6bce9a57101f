"""Invented and copied words put right: each becomes what its source word is in the lexicon."""

from functools import partial

import msgspec

from dosvoces.core.record import WordLink
from translations.drafts import Draft, Edit
from translations.postediting.articles import fit_article
from translations.postediting.detection import Fault, find_faults
from translations.postediting.lexicon import WORD, load_capitalised, load_forms
from translations.postediting.linking import SourceWord, find_source_words, link_fault
from translations.postediting.rendering import choose_form, look_up
from translations.postediting.vocabulary import is_surely_formed

#: Engines weak enough that their unknown words are worth more in the lexicon's rendering. What better ones
#: write is flagged at most: on human translations a repair would spoil more than it mends.
WEAK_ENGINES = frozenset({"embedded", "apertium"})
#: Words of one sentence that are put right; more say that the whole is no sentence.
MOST = 40


def repair_words(draft: Draft) -> Draft:
    """*draft* of a weak engine with invented and copied words put right where their source word is known.

    It is marked where one was guessed.
    """
    if not draft.is_weak:
        return draft
    faults = [fault for fault in find_faults(draft)[:MOST] if _is_mendable(fault, draft)]
    if not faults:
        return draft
    words = find_source_words(draft)
    said = {match[0].lower() for match in WORD.finditer(draft.target)}
    used: set[SourceWord] = set()
    edits: list[Edit] = []
    links: dict[tuple[int, int], SourceWord] = {}
    guessed = draft.guessed
    for fault in faults:
        find = _find_name if fault.is_name else partial(_find_rendering, used=used)
        found = find(fault, draft, words, said)
        if found:
            form, origin, is_guess = found
            guessed |= is_guess
            used.add(origin)
            said.add(form.lower())
            edits.append((fault.start, fault.end, form if fault.is_name else _match_case(form, fault.word)))
            links[fault.start, fault.end] = origin
    return _apply(msgspec.structs.replace(draft, guessed=guessed), edits, links)


def _is_mendable(fault: Fault, draft: Draft) -> bool:
    """Whether *fault* is no word of the language; one that is surely formed stays, flagged."""
    return fault.kind != "invented" or not is_surely_formed(fault.word.lower(), draft.target_language)


def _find_rendering(
    fault: Fault, draft: Draft, words: list[SourceWord], said: set[str], used: set[SourceWord]
) -> tuple[str, SourceWord, bool] | None:
    """The form that *fault* becomes, the word it stands for, and whether the form is guessed."""
    before = WORD.findall(draft.target, max(0, fault.start - 40), fault.start)
    for origin in link_fault(fault, draft, words, said):
        if origin in used:
            continue
        forms, is_guess = look_up(origin.word, draft.source_language, draft.target_language)
        forms = {form: weight for form, weight in forms.items() if form.lower() not in said and len(form) > 1}
        if not forms:
            continue
        language = draft.target_language
        form = choose_form(
            forms, fault.word.lower(), origin.word.lower(), before[-1] if before else "", language
        )
        return None if form.lower() in said else (form, origin, is_guess)
    return None


def _find_name(
    fault: Fault, draft: Draft, words: list[SourceWord], said: set[str]
) -> tuple[str, SourceWord, bool] | None:
    """What the lexicon has for a capitalised word that was left standing; it is not inflected."""
    origin = next((each for each in words if each.word == fault.word), None)
    forms = load_forms(draft.source_language, draft.target_language).get(fault.word.lower(), ())
    if origin is None or not forms or forms[0].form.lower() in said:
        return None
    form = forms[0].form
    return (form if _keeps_case(fault, draft) else form[0].upper() + form[1:]), origin, False


def _keeps_case(fault: Fault, draft: Draft) -> bool:
    """Whether the lexicon says the capital of what replaces *fault*: it begins no sentence or quotation."""
    return (
        fault.word in load_capitalised(draft.source_language)
        and draft.target[fault.start - 1 : fault.start] == " "
    )


def _match_case(form: str, word: str) -> str:
    return form[0].upper() + form[1:] if word[0].isupper() else form


def _apply(draft: Draft, edits: list[Edit], links: dict[tuple[int, int], SourceWord]) -> Draft:
    articles = [each for edit in edits if (each := fit_article(draft.target, edit, draft.target_language))]
    kept = tuple(link for link in draft.links if not any(_meet(link.target, place) for place in links))
    if draft.links:
        kept += tuple(
            WordLink(source=(origin.start, origin.end), target=place) for place, origin in links.items()
        )
        kept = tuple(sorted(kept, key=lambda link: link.target))
    marked = msgspec.structs.replace(draft, links=kept, repairs=(*draft.repairs, *links))
    return marked.edit([*edits, *articles])


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]
