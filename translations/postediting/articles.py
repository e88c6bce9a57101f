"""Articles, adjectives and verbs fitted to their nouns: "an egg" for "a egg", "el bache" for "la bache"."""

import re
from collections.abc import Iterator

from translations.drafts import Draft, Edit
from translations.postediting.agreement import DETERMINERS, Disagreement, find_disagreements
from translations.postediting.predicates import find_predicates
from translations.postediting.verbs import find_singular_verbs

_ENGLISH = re.compile(r"\b[Aa](n?)\s+$")
#: An "a" before a vowel that is spoken as one, and Spanish prepositions that an article joins.
_BEFORE_VOWEL = re.compile(r"\b([Aa])(?= (?!eu|one?\b|once|ou|ewe)[aeio][a-z]{2,})")
_UNJOINED = re.compile(r"(?<![\w-])([Dd]e|[Aa]) el(?= [a-zñáéíóú\d])")
#: Spanish days of the week have no "in": "on Tuesday" is "el martes".
_ON_DAY = re.compile(r"\b([Ee])n el(?= (?:lunes|martes|miércoles|jueves|viernes|sábado|domingo)\b)")
_SPANISH = re.compile(r"\b(el|la|los|las|un|una|unos|unas|est[eao]s?|es[eao]s?)\s+$", re.IGNORECASE)
#: Articles by kind: masculine, feminine, and both in the plural.
_KINDS = (
    ("el", "la", "los", "las"),
    ("un", "una", "unos", "unas"),
    ("este", "esta", "estos", "estas"),
    ("ese", "esa", "esos", "esas"),
    ("aquel", "aquella", "aquellos", "aquellas"),
    ("nuestro", "nuestra", "nuestros", "nuestras"),
    ("algún", "alguna", "algunos", "algunas"),
    ("del", "de la", "de los", "de las"),
    ("al", "a la", "a los", "a las"),
    ("mucho", "mucha", "muchos", "muchas"),
)
_FORMS = ("ms", "fs", "mp", "fp")
#: Endings that tell a noun's gender nearly always; a word in "a" may begin with a stressed one ("el agua").
_FEMININE = re.compile(
    r"(?!h?[aá])\w+(?:[cs]i[oó]n(?:es)?|[dt]ad(?:es)?|umbres?|anzas?|encias?|icas?|[aeio]das?|uras?|ezas?)$"
)
_MASCULINE = re.compile(r"\w+(?:o|os|ajes?|ismos?|mientos?|[aeio]dor(?:es)?|ches?|etes?|ores)$")
#: Characters before a word in which its article stands.
_REACH = 8


def fit_article(text: str, edit: Edit, language: str) -> Edit | None:
    """The edit that fits the article before *edit* of *text* to what comes in; None where it fits."""
    before = text[max(0, edit[0] - _REACH) : edit[0]]
    if language == "en":
        return _fit_english(before, edit)
    match = _SPANISH.search(before)
    wanted = _choose_spanish(match[1].lower(), edit[2].lower()) if match else ""
    if not match or wanted == match[1].lower():
        return None
    start = edit[0] - len(before) + match.start(1)
    return start, start + len(match[1]), wanted.capitalize() if match[1][0].isupper() else wanted


def _fit_english(before: str, edit: Edit) -> Edit | None:
    article = _ENGLISH.search(before)
    if article is None or edit[2][0].lower() in "uh":
        return None
    wanted = "n" if edit[2][0].lower() in "aeio" else ""
    offset = edit[0] - len(before)
    return None if article[1] == wanted else (offset + article.start(1), offset + article.end(1), wanted)


def _choose_spanish(article: str, word: str) -> str:
    """The *article* in the gender and number of *word*, or as it is where its ending does not tell."""
    kind = next((each for each in _KINDS if article in each), None)
    gender = 1 if _FEMININE.match(word) else 0 if _MASCULINE.match(word) else None
    if kind is None or gender is None:
        return article
    return kind[gender + 2 * word.endswith("s")]


def repair_agreement(draft: Draft) -> Draft:
    """*draft* of a weak engine with articles, adjectives and verbs in the form of their noun."""
    if not draft.is_weak:
        return draft
    found = find_disagreements(draft.target, draft.target_language)
    draft = draft.edit([edit for each in found if (edit := _fit(each))])
    if draft.target_language == "es":
        draft = draft.edit(find_singular_verbs(draft.target))
        draft = draft.edit([edit for each in find_predicates(draft.target) if (edit := _fit(each))])
    return draft.edit(list(_find_contacts(draft)))


def _fit(found: Disagreement) -> Edit | None:
    """The edit that gives *found* the form of its Spanish noun; None where no form is known."""
    word = found.word.lower()
    if not found.is_determiner and "." in found.noun:
        return None
    if not found.is_determiner:
        ending = ("o", "a", "os", "as")[_FORMS.index(found.noun)]
        return found.start, found.end, re.sub(r"[oa]s?$", ending, found.word)
    kind = next((each for each in _KINDS if word in each), None)
    own = DETERMINERS["es"].get(word, "")
    if kind is None or not own:
        return None
    form = "".join(theirs if theirs != "." else ours for ours, theirs in zip(own, found.noun, strict=True))
    wanted = kind[_FORMS.index(form)]
    return found.start, found.end, wanted.capitalize() if found.word[0].isupper() else wanted


def _find_contacts(draft: Draft) -> Iterator[Edit]:
    """The edits that write "an" before a vowel, "del" and "al", and no "en" before a day of the week."""
    if draft.target_language == "en":
        yield from ((*match.span(), f"{match[1]}n") for match in _BEFORE_VOWEL.finditer(draft.target))
    else:
        yield from ((*match.span(), f"{match[1]}l") for match in _UNJOINED.finditer(draft.target))
        yield from ((*match.span(), f"{match[1]}l") for match in _ON_DAY.finditer(draft.target))
