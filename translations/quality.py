"""Checks of a translation, each a flag: numbers, addresses, names, quotes, words, length and language."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from functools import lru_cache

from dosvoces.core.quotation_marks import QUOTATION_MARK
from dosvoces.core.record import Flag
from pipelines.languages import spans
from pipelines.languages.table import ENGLISH, LANGUAGES, LISTED, NAME, SPANISH
from pipelines.languages.tokens import evidence
from translations.alignment.lexicon import frequencies, lexicon
from translations.alignment.words import fold_words
from translations.casing import is_all_capitals, is_title
from translations.confidence import LEAST
from translations.dated_months import has_months
from translations.drafts import Draft
from translations.entities import find_entities
from translations.names import missing_names
from translations.numbers import compare_numbers
from translations.people import find_people
from translations.polarity import differs_in_polarity
from translations.postediting.agreement import find_disagreements
from translations.postediting.detection import find_faults, is_of_third_language, leaves_unknown_words
from translations.postediting.endings import breaks_off
from translations.postediting.modals import lacks_verb
from translations.postediting.predicates import find_predicates, has_bare_infinitive
from translations.postediting.subjects import lacks_subject
from translations.titles import lower_title

#: Changes whenever repairs or checks make something else of the same answer of an engine: what an older one
#: made is not recalled, and ``dosvoces translate --again`` translates it anew.
CHECKS_VERSION = "21"

#: Bounds of the lengths' ratio (target characters by source characters, each plus 15). In newstest2012 and
#: FLORES-dev 99.8 % of the human translations lie within, each way.
BOUNDS = {("en", "es"): (0.69, 1.8), ("es", "en"): (0.57, 1.46)}
#: Those of other directions.
OTHER_BOUNDS = (0.42, 2.4)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_DASH = re.compile(r"(?:^|\s)[—–](?=\S)|\S[—–](?=[\s,.;:]|$)")
#: What stands between quotation marks, and words with capitals in a row: names and titles.
_QUOTED = re.compile(r"[“«„\"‘]([^“”«»„\"‘’]+)[”»“\"’]")
#: Marks with which speech ends inside quotation marks, and titles seldom.
_SPOKEN = frozenset(",?!")
_CAPITALISED = re.compile(r"\b(?![a-záéíóúñü])[^\W\d_]+(?:['’-][^\W\d_]+)*")
#: What stands where an engine's answer was no text.
_UNREADABLE = "\ufffd"
#: Words of the longest run that is looked for.
MOST_REPEATED = 5
_REPEATED_LETTERS = re.compile(r"([^\W\d_]{1,4})\1{5,}")


def check(source: str, target: str, source_language: str, target_language: str) -> tuple[Flag, ...]:
    """What is wrong with *target* as the translation of *source*, as flags in the order of :data:`CHECKS`.

    None is good.
    """
    source, target = (unicodedata.normalize("NFC", text) for text in (source, target))
    return check_draft(Draft(source, target, source_language, target_language))


def check_draft(draft: Draft) -> tuple[Flag, ...]:
    """What is wrong with *draft*, as flags in the order of :data:`CHECKS`; none is good."""
    if not draft.source.strip():
        return ()
    if not draft.target.strip():
        return ("untranslated",)
    return tuple(flag for flag, is_wrong in CHECKS if is_wrong(draft))


def _numbers_differ(draft: Draft) -> bool:
    # Addresses have numbers of their own, which are compared as part of them.
    source, target = _without_entities(draft.source), _without_entities(draft.target)
    languages = draft.source_language, draft.target_language
    if compare_numbers(source, target, *languages).differences:
        return True
    has_ours = has_months(source, target, *languages)
    return not (has_ours and has_months(target, source, *reversed(languages)))


def _without_entities(text: str) -> str:
    for entity in reversed([found for found in find_entities(text) if found.kind != "fraction"]):
        text = f"{text[: entity.start]} {text[entity.end :]}"
    return text


def _entities_differ(draft: Draft) -> bool:
    if draft.target.count(_UNREADABLE) > draft.source.count(_UNREADABLE):
        return True
    # "½" may become "medio".
    wanted = Counter(entity.text for entity in find_entities(draft.source) if entity.kind != "fraction")
    return any(draft.target.count(text) < count for text, count in wanted.items())


def _lacks_names(draft: Draft) -> bool:
    return bool(missing_names(draft.source, draft.target, draft.source_language))


#: A quotation in single marks; closing ones alone are apostrophes.
_SINGLE_QUOTED = re.compile(r"(?<![\w’'])[‘'‹](?!n['’])(?=[^\W\d_])[^‘‹›\n]{1,300}?(?<=[^\s‘'‹])['’›](?!\w)")


def _count_marks(text: str) -> int:
    return len(QUOTATION_MARK.findall(text)) + 2 * len(_SINGLE_QUOTED.findall(text))


def _quotes_differ(draft: Draft) -> bool:
    """Whether quotation marks got lost or were made up.

    An odd one, opened or closed in a neighbour, may stay odd. Spanish sets apart with dashes who is speaking,
    and what is said: marks may stand for those.
    """
    ours, theirs = _count_marks(draft.source), _count_marks(draft.target)
    dashes = bool(_DASH.search(draft.source if draft.source_language == "es" else draft.target))
    if dashes and theirs % 2 == ours % 2 == 0:
        return False
    return (ours == 0) != (theirs == 0) or abs(ours - theirs) > 1 or (ours == 2 and theirs == 1)


def _is_copy(draft: Draft) -> bool:
    ours, theirs = _WORD.findall(draft.source.lower()), _WORD.findall(draft.target.lower())
    return bool(ours) and ours == theirs


def is_untranslated(draft: Draft) -> bool:
    """Whether the target merely repeats the source, and the source has words of its language to translate."""
    if not _is_copy(draft):
        return False
    words = [word for word in _WORD.findall(draft.source) if word.lower() not in _JOINTS]
    is_name = len(words) > 1 and all(word[0].isupper() for word in words)
    telling = [word for word in words if _tells(word, draft, _NAMELIKE if is_name else NAME)]
    if is_name or len(words) == 1:
        return any(not _is_at_home(word.lower(), draft) for word in telling)
    return bool(telling)


#: Log-likelihood in the other language from which a word is at home there as well: "podcast" in Spanish.
_AT_HOME = -4.3
#: Words of names and between them that tell no language.
_JOINTS = frozenset(("vs",))
_ARTICLES = frozenset(("el", "la", "las", "los", "san", "santa", "the"))
_NAMELIKE = NAME | LISTED


def _tells(word: str, draft: Draft, namelike: int) -> bool:
    """Whether *word* is one of the source language alone: no name, no acronym, not the same in both.

    *namelike* are the flags of what may be a name where it has a capital.
    """
    if word.isupper() and len(word) < 5:
        return False
    flags = evidence(word.lower()).flags
    own, other = (ENGLISH, SPANISH) if draft.source_language == "en" else (SPANISH, ENGLISH)
    return bool(flags & own and not flags & (other | (namelike if word[0].isupper() else 0)))


def _is_at_home(word: str, draft: Draft) -> bool:
    """Whether *word*, alone or in a name, is as good in the target language: "Podcast", "El Salvador"."""
    if word in _ARTICLES and word != draft.source.strip().lower():
        return True
    if draft.target_language in LANGUAGES:
        scores = evidence(word).scores
        if scores[LANGUAGES.index(draft.target_language)] > _AT_HOME:
            return True
    (folded, *_) = fold_words(word) or [""]
    renderings = lexicon(draft.source_language, draft.target_language).get(folded, ())
    return bool(renderings) and max(renderings, key=lambda rendering: rendering[1])[0] == folded


def _repeats_itself(draft: Draft) -> bool:
    return _repeats(draft.target) and not _repeats(draft.source)


def _repeats(text: str) -> bool:
    """Whether one to five words stand three times in a row, or a few letters six times."""
    words = [word.lower() for word in _WORD.findall(text)]
    if any(_has_run(words, size) for size in range(1, MOST_REPEATED + 1)):
        return True
    return any(len(word) > 5 and len(set(word)) < 5 for word in words) and bool(
        _REPEATED_LETTERS.search(text)
    )


def _has_run(words: list[str], size: int) -> bool:
    run = 0
    for word, later in zip(words, words[size:], strict=False):
        run = run + 1 if word == later else 0
        if run == 2 * size:
            return True
    return False


@lru_cache(maxsize=4)
def _telling_words(language: str, other: str) -> frozenset[str]:
    """Frequent words of *language* that *other* does not have: they show the language at a glance."""
    theirs = frequencies(other)
    return frozenset(
        word for word, share in frequencies(language).items() if share >= 0.01 and word not in theirs
    )


def _is_plainly_in(text: str, language: str, other: str) -> bool:
    words = set(_WORD.findall(text.lower()))
    return len(words & _telling_words(language, other)) > 1 and not words & _telling_words(other, language)


def _is_in(text: str, language: str, instead_of: str | None) -> bool:
    """Whether most of what *text* tells of its language says *language*, and at least three words do."""
    words = dict.fromkeys((language, instead_of), 0)
    for span in spans(text):
        if span.language in words:
            words[span.language] += len(_WORD.findall(text, span.start, span.end))
    return words[language] >= (3 if instead_of else 1) and words[language] > words.get(instead_of, 0)


def _is_out_of_proportion(draft: Draft) -> bool:
    ratio = (len(draft.target) + 15) / (len(draft.source) + 15)
    shortest, longest = BOUNDS.get((draft.source_language, draft.target_language), OTHER_BOUNDS)
    return not shortest <= ratio <= longest


def _is_in_wrong_language(draft: Draft) -> bool:
    languages = draft.target_language, draft.source_language
    return (
        not is_untranslated(draft)
        and not _is_plainly_in(draft.target, *languages)
        and _is_in(_without_kept(draft), *reversed(languages))
    )


def _without_kept(draft: Draft) -> str:
    """The target without titles in quotation marks and words with capitals that stand in the source too.

    Capitals of headlines tell nothing.
    """
    said = set(_WORD.findall(draft.source.lower()))
    text = _QUOTED.sub(lambda match: " " if _is_kept_title(match[1], draft) else match[0], draft.target)
    if is_all_capitals(draft.source):
        for person in find_people(draft.source):
            text = text.replace(" ".join(person), " ")
        text = text.lower()
    elif is_title(draft.source):
        text = lower_title(text)
    return _CAPITALISED.sub(lambda match: " " if match[0].lower() in said else match[0], text)


def _is_kept_title(quoted: str, draft: Draft) -> bool:
    """Whether what is *quoted* stands in the source too and is not what somebody says."""
    return quoted in draft.source and quoted[-1:] not in _SPOKEN


def _has_guessed_word(draft: Draft) -> bool:
    return draft.guessed


def _is_truncated(draft: Draft) -> bool:
    return draft.truncated


def _differs_in_polarity(draft: Draft) -> bool:
    languages = draft.source_language, draft.target_language
    is_translated = not is_untranslated(draft) and not _is_in_wrong_language(draft)
    return is_translated and differs_in_polarity(draft.source, draft.target, *languages)


def _has_invented_word(draft: Draft) -> bool:
    return any(fault.kind == "invented" for fault in find_faults(draft))


def _has_untranslated(draft: Draft) -> bool:
    """Whether the whole is untranslated or of a third language, or a word of it was left."""
    if is_of_third_language(draft) or leaves_unknown_words(draft):
        return True
    if _is_copy(draft) or _is_in_wrong_language(draft):
        return is_untranslated(draft)
    return any(fault.kind == "copied" for fault in find_faults(draft))


def _disagrees(draft: Draft) -> bool:
    text, language = draft.target, draft.target_language
    is_wrong = any(find_disagreements(text, language)) or lacks_verb(text, language)
    is_wrong = is_wrong or (
        breaks_off(text, language) and not breaks_off(draft.source, draft.source_language)
    )
    if language == "es":
        is_wrong = is_wrong or any(find_predicates(text)) or has_bare_infinitive(text)
    elif language == "en":
        is_wrong = is_wrong or lacks_subject(text)
    return is_wrong and not _is_in_wrong_language(draft)


def _is_doubtful(draft: Draft) -> bool:
    return draft.confidence is not None and draft.confidence < LEAST


#: What raises each flag; a new check is a line here.
CHECKS: tuple[tuple[Flag, Callable[[Draft], bool]], ...] = (
    ("number-mismatch", _numbers_differ),
    ("url-mismatch", _entities_differ),
    ("name-mismatch", _lacks_names),
    ("quote-mismatch", _quotes_differ),
    ("polarity-mismatch", _differs_in_polarity),
    ("invented-word", _has_invented_word),
    ("untranslated", _has_untranslated),
    ("guessed-word", _has_guessed_word),
    ("agreement", _disagrees),
    ("repetition", _repeats_itself),
    ("length-ratio", _is_out_of_proportion),
    ("wrong-language", _is_in_wrong_language),
    ("low-confidence", _is_doubtful),
    ("truncated", _is_truncated),
)
