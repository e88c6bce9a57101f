"""What happens to a sentence before an engine sees it, and is undone afterwards.

Labels are looked up, capitals and title case become those of a sentence, quotations that are in the target
language already are cut out.
"""

import re
from functools import lru_cache

import msgspec

from dosvoces.core.record import WordLink
from pipelines.languages import Span, spans
from translations import phrasebook
from translations.bylines import render_names
from translations.casing import is_all_capitals, is_title, to_sentence_case
from translations.drafts import Draft
from translations.engines.protocol import Translated
from translations.formulae import render_formula
from translations.glossary import Glossary
from translations.heads import Dateline, find_dateline, split_bullet
from translations.masking import ProtectedSpan, Request, merge_spans
from translations.protection import Protected, find_placeholders, protect
from translations.renderings import (
    Rendering,
    find_passages,
    is_in_target,
    is_nothing_to_translate,
    is_only_names,
)
from translations.titles import lower_title

#: Labels, translated, behind which names stand, whatever words they are made of: "Foto: Getty Images".
_CREDIT = re.compile(
    r"(?:^|\s)(?:fotos?|fotografía|crédito|fuente de la imagen|photos?|photograph|credit|image source)[:,] $",
    re.IGNORECASE,
)
#: Behind a label, words with capitals and no article, to which Spanish adds none either.
_BARE = re.compile(r"(?!The )[A-Z][\w.'’&-]*(?:,? (?:of|and|for|the|[A-Z][\w.'’&-]*))*")
_ARTICLE = re.compile(r"(?<=[:,] )(?:[Ee]l|[Ll]a|[Ll]os|[Ll]as) (\w)")
#: Sentences whose languages are kept: those of a batch are asked for twice, before and while translating.
_KEPT = 8192


@lru_cache(maxsize=_KEPT)
def _find_spans(text: str) -> tuple[Span, ...]:
    return tuple(spans(text))


class Prepared(msgspec.Struct, frozen=True):
    """A sentence, what an engine is asked about it, and how its answer becomes the sentence's translation."""

    sentence: str
    protected: Protected
    request: Request
    #: What the translation begins with.
    label: str = ""
    #: Whether the translation is in capitals.
    capitals: bool = False

    #: Characters of the sentence that the request begins behind.
    offset: int = 0
    #: What stands behind the place of a dateline that is in capitals.
    behind_place: str = ""

    def make_draft(self, answer: Translated, source: str, target: str, *, is_weak: bool = False) -> Draft:
        """The *answer* to the request as a draft of the whole sentence's translation."""
        said = answer.text.upper() if self.capitals else answer.text
        if self.behind_place:
            place, middle, story = said.partition(self.behind_place)
            town, comma, region = place.partition(",")
            said = town.upper() + comma + region + middle + story
        # Where letters or placeholders changed in number, nobody knows what stands for what.
        same_places = len(said) == len(answer.text) and self.protected.text == self.sentence
        links, guesses = (answer.links, answer.guesses) if same_places else ((), ())
        draft = Draft(
            self.protected.text,
            self.label + said,
            source,
            target,
            tuple(_shift(link, self.offset, len(self.label)) for link in links),
            answer.score,
            answer.truncated,
            answer.guessed,
            is_weak,
            tuple((start + len(self.label), end + len(self.label)) for start, end in guesses),
        )
        if self.label and target == "es" and _BARE.fullmatch(self.request.text):
            articles = _ARTICLE.finditer(draft.target, len(self.label))
            draft = draft.edit([(each.start(), each.end(), each[1].upper()) for each in articles])
        return draft


def _shift(link: WordLink, ours: int, theirs: int) -> WordLink:
    """*link* so many characters further."""
    return WordLink(
        source=(link.source[0] + ours, link.source[1] + ours),
        target=(link.target[0] + theirs, link.target[1] + theirs),
    )


def answer_without_engine(text: str, source: str, target: str) -> Rendering | None:
    """The rendering of a *text* that is copied or looked up; None when an engine has to translate it."""
    if is_nothing_to_translate(text):
        return Rendering(text, "copied")
    phrase = phrasebook.look_up(text, source, target)
    if phrase is not None:
        return Rendering(phrase, "phrasebook")
    if formula := render_formula(text, source, target):
        return Rendering(formula, "phrasebook")
    if is_only_names(text) or is_in_target(text, _find_spans(text), target):
        return Rendering(text, "copied")
    return None


def prepare(sentence: str, glossary: Glossary, source: str, target: str) -> Prepared:
    """*sentence* as an engine reads sentences best, and the way back."""
    protected = protect(sentence, glossary, source, target)
    text = protected.text.strip()
    taken = split_bullet(text)
    head = text[:taken]
    if label := phrasebook.split_label(text[taken:], source, target):
        head, taken = head + label[0], taken + label[1]
    text, offset = text[taken:], protected.text.find(text) + taken
    if head and (rest := answer_without_engine(text, source, target)):
        return Prepared(sentence, protected, Request(""), head + rest.text)
    if _CREDIT.search(head) and (names := render_names(text, source, target)):
        return Prepared(sentence, protected, Request(""), head + names)
    capitals = is_all_capitals(text)
    if capitals:
        return Prepared(sentence, protected, _request(to_sentence_case(text), target), head, True, offset)
    if dateline := find_dateline(text, source):
        behind = dateline.middle if dateline.capitals else ""
        request = _request_story(text, dateline, source, target)
        return Prepared(sentence, protected, request, head, False, offset, behind)
    return Prepared(sentence, protected, _request(_lower(text, source), target), head, False, offset)


def _lower(text: str, source: str) -> str:
    return lower_title(text) if source == "en" and is_title(text) else text


def _request_story(text: str, dateline: Dateline, source: str, target: str) -> Request:
    """The request for place and story of *text* each by itself, with what stands between them written out."""
    place, story = text[: dateline.place], _lower(text[dateline.end :], source)
    if dateline.capitals:
        town, comma, region = place.partition(",")
        place = town.title() + comma + region
    asked = _request(place + text[dateline.place : dateline.end] + story, target)
    between = ProtectedSpan(dateline.place, dateline.end, dateline.middle)
    cuts = merge_spans([between], asked.cuts)
    known = frozenset(cuts)
    masked = [span for span in merge_spans(cuts, asked.masked) if span not in known]
    return Request(asked.text, tuple(masked), tuple(cuts))


def _request(text: str, target: str) -> Request:
    masked, symbols = find_placeholders(text)
    # A passage that holds a placeholder is copied with it.
    cuts = merge_spans(find_passages(text, _find_spans(text), target), symbols)
    known = frozenset(cuts)
    masked = [span for span in merge_spans(cuts, masked) if span not in known]
    return Request(text, tuple(masked), tuple(cuts))
