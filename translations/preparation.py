"""What happens to a sentence before an engine sees it, and is undone afterwards.

Labels are looked up, capitals and title case become those of a sentence, quotations that are in the target
language already are cut out.
"""

from functools import lru_cache

import msgspec

from pipelines.languages import Span, spans
from translations import phrasebook
from translations.casing import is_all_capitals, is_title, lower_title, to_sentence_case
from translations.drafts import Draft
from translations.engines.protocol import Translated
from translations.glossary import Glossary
from translations.masking import Request, merge_spans
from translations.protection import Protected, find_placeholders, protect
from translations.renderings import (
    Rendering,
    find_passages,
    is_in_target,
    is_nothing_to_translate,
    is_only_names,
)

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

    def make_draft(self, answer: Translated, source: str, target: str, *, is_weak: bool = False) -> Draft:
        """The *answer* to the request as a draft of the whole sentence's translation."""
        text = self.label + (answer.text.upper() if self.capitals else answer.text)
        same_places = text == answer.text and len(self.request.text) == len(self.sentence)
        links = answer.links if same_places else ()
        return Draft(
            self.protected.text,
            text,
            source,
            target,
            links,
            answer.score,
            answer.truncated,
            answer.guessed,
            is_weak,
            answer.guesses if text == answer.text else (),
        )


def answer_without_engine(text: str, source: str, target: str) -> Rendering | None:
    """The rendering of a *text* that is copied or looked up; None when an engine has to translate it."""
    if is_nothing_to_translate(text):
        return Rendering(text, "copied")
    phrase = phrasebook.look_up(text, source, target)
    if phrase is not None:
        return Rendering(phrase, "phrasebook")
    if is_only_names(text) or is_in_target(text, _find_spans(text), target):
        return Rendering(text, "copied")
    return None


def prepare(sentence: str, glossary: Glossary, source: str, target: str) -> Prepared:
    """*sentence* as an engine reads sentences best, and the way back."""
    protected = protect(sentence, glossary, source, target)
    text, head = protected.text.strip(), ""
    if label := phrasebook.split_label(text, source, target):
        head, text = label[0], text[label[1] :]
        if rest := answer_without_engine(text, source, target):
            return Prepared(sentence, protected, Request(""), head + rest.text)
    capitals = is_all_capitals(text)
    if capitals:
        text = to_sentence_case(text)
    elif source == "en" and is_title(text):
        text = lower_title(text)
    return Prepared(sentence, protected, _request(text, target), head, capitals)


def _request(text: str, target: str) -> Request:
    masked, symbols = find_placeholders(text)
    # A passage that holds a placeholder is copied with it.
    cuts = merge_spans(find_passages(text, _find_spans(text), target), symbols)
    known = frozenset(cuts)
    masked = [span for span in merge_spans(cuts, masked) if span not in known]
    return Request(text, tuple(masked), tuple(cuts))
