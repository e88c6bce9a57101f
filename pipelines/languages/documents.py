"""The language of articles and of their blocks."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

import msgspec
from langdetect import LangDetectException, detector_factory

from dosvoces.core.record import BODY_ROLES, Block
from pipelines.languages.label import Label, label, label_near
from pipelines.languages.scores import mean_fit
from pipelines.languages.table import LANGUAGES
from pipelines.languages.tokens import tokens

#: Words of an article that are read; more changes no answer.
ENOUGH = 2_000
#: langdetect is wrong one time in three below this many words (measured on two-word texts), right above.
LONG = 9
#: Mean log-likelihood per word below which a text is in none of the table's languages.  Running text in
#: one of them stays above -0.35, Dutch, Swedish, Romanian and Polish below -1.
MISFIT = -0.7


def label_document(texts: Sequence[str]) -> Label:
    """The language of an article with the paragraphs *texts*.

    Spanish and English are ours to tell; a document in neither is what langdetect (seeded, so that it gives
    one answer) says it is, except Galician, which it does not know.
    """
    return _label_text(_beginning(texts))


# An article is asked about once for itself and once for its blocks.
@lru_cache(maxsize=8)
def _label_text(text: str) -> Label:
    words = tokens(text)
    ours = label(text)
    if len(words) < LONG:
        return ours
    misfit = mean_fit(words, ours.language) < MISFIT if ours.language in LANGUAGES else False
    if ours.language in {"es", "en"} and not misfit:
        return ours
    theirs = _langdetect(text)
    if theirs is None or (ours.language == "gl" and theirs.language in {"es", "pt", "gl"} and not misfit):
        return ours
    return theirs


def label_blocks(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks with their language and how sure it is.

    The article's own language breaks the tie where a short block could be in several.
    """
    kept = tuple(blocks)
    document = label_document([block.text for block in kept if block.role in BODY_ROLES])
    found = []
    for block in kept:
        language, confidence = _label_block(block, document)
        found.append(msgspec.structs.replace(block, language=language, confidence=round(confidence, 3)))
    return tuple(found)


def _label_block(block: Block, document: Label) -> tuple[str, float]:
    # "Photo: Gobierno de México" is English: whose photo it is says nothing about the language.
    head, colon, _ = block.text.partition(":")
    if colon and block.role in {"credit", "byline"} and label(head).language in {"es", "en"}:
        block = msgspec.structs.replace(block, text=head)
    if document.language in LANGUAGES:
        own = label_near(block.text, document.language)
    else:
        own = label(block.text)
        if block.role in BODY_ROLES and own.language not in {"es", "en", "und"}:
            own = document
    return own.language, own.confidence


def _beginning(texts: Sequence[str]) -> str:
    kept, count = [], 0
    for text in texts:
        kept.append(text)
        count += text.count(" ") + 1
        if count > ENOUGH:
            break
    return "\n".join(kept)


def _langdetect(text: str) -> Label | None:
    """What langdetect says of *text*, always the same; None when it has nothing to say."""
    detector_factory.init_factory()
    detector = detector_factory._factory.create()
    detector.seed = 0
    detector.append(text)
    try:
        best = detector.get_probabilities()[0]
    except (LangDetectException, IndexError):
        return None
    return Label("zh" if best.lang.startswith("zh") else best.lang, min(0.99, best.prob))
