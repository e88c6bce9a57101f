"""The language of articles and of their blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import msgspec

from dosvoces.core.record import BODY_ROLES, Block
from pipelines.languages.credited import CREDITS
from pipelines.languages.furniture import furniture_parts, paired_parts
from pipelines.languages.label import Label, is_name, label, label_near, label_words
from pipelines.languages.spans import Span
from pipelines.languages.table import LANGUAGES
from pipelines.languages.tokens import Token, tokens

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

#: Words of an article that are read, and characters at most; more changes no answer.
ENOUGH, LONGEST = 2_000, 20_000
#: Detectors of other languages are wrong too often below this many words.
LONG = 5
#: Probability from which what a detector says is believed.
SURE = 0.8
#: Confidence below which a block is not taken for another language than its document's: for the other one of
#: Spanish and English, and for a third.
UNSURE, UNSURE_THIRD = 0.8, 0.9


def label_document(texts: Sequence[str]) -> Label:
    """The language of an article with the paragraphs *texts*.

    A document in no language of the table is in what langdetect and py3langid both say. What langdetect does
    not know (Basque, Quechua, Guaraní …) it takes for something else, so there py3langid, which knows 140, is
    enough. Where they differ or are not sure it is ``und``.
    """
    return _label_texts(tuple(_beginning(texts)))


# An article is asked about once for itself and once for its blocks.
@lru_cache(maxsize=2)
def _label_texts(texts: Sequence[str]) -> Label:
    text = "\n".join(texts)[:LONGEST]
    words = _read_words(texts, text)
    ours = label_words(text, words)
    if ours.language in LANGUAGES or len(words) < LONG:
        return ours
    theirs = _identify(text)
    agreed = theirs.language not in _known_to_langdetect() or theirs.language == _detect(text)
    return theirs if agreed and theirs.confidence >= SURE else Label("und", 1 - theirs.confidence)


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
    is_credit = block.role in CREDITS or (block.role == "furniture" and _ends_in_name(block.text, len(head)))
    if colon and is_credit and label(head).language in {"es", "en"}:
        block = msgspec.structs.replace(block, text=head)
    # What is said in both languages is in the document's, and holds a fragment in the other.
    parts: Sequence[Span] = ()
    if block.role not in CREDITS:
        parts = furniture_parts(block.text) if block.role == "furniture" else paired_parts(block.text)
    said = {part.language: part.confidence for part in parts}
    if len(said) > 1 and document.language in said:
        return document.language, said[document.language]
    own = _label_near(block, document) if document.language in LANGUAGES else _label_apart(block, document)
    return own.language, own.confidence


def _ends_in_name(text: str, start: int) -> bool:
    """Whether what stands behind *start* of *text* is a name and nothing else."""
    words = [word for word in tokens(text) if word.start >= start]
    return bool(words) and is_name(words)


def _label_near(block: Block, document: Label) -> Label:
    """The language of a block of a document in one of the table's, ``und`` where another is not sure."""
    own = label_near(block.text, document.language)
    least = UNSURE if own.language in {"es", "en"} else UNSURE_THIRD
    if own.language in {document.language, "und"} or own.confidence >= least:
        return own
    return Label("und", 1 - own.confidence)


def _label_apart(block: Block, document: Label) -> Label:
    """The language of a block of a document in no language of the table: that one, unless it is a name."""
    own = label(block.text)
    words = tokens(block.text)
    unknown = own.language == "und" and bool(words) and not is_name(words)
    foreign = block.role in BODY_ROLES and own.language not in {"es", "en", "und"}
    if unknown or foreign:
        return document
    # Creoles and neighbours of Spanish have much of its vocabulary.
    alike = (
        own.language != "und" and len(words) >= LONG and _identify(block.text).language == document.language
    )
    return document if alike else own


def _beginning(texts: Sequence[str]) -> Iterator[str]:
    count = 0
    for text in texts:
        yield text
        count += text.count(" ") + 1
        if count > ENOUGH:
            break


def _read_words(texts: Sequence[str], joined: str) -> Sequence[Token]:
    """The words of *texts*, as they are spelt in all of them *joined*; where they stand is not said.

    A text in capitals has acronyms among others, and none by itself.
    """
    is_whole = sum(map(len, texts)) + len(texts) - 1 <= len(joined)
    if is_whole and not any(text.isupper() for text in texts):
        return [word for text in texts for word in tokens(text)]
    return tokens(joined)


@cache
def _known_to_langdetect() -> frozenset[str]:
    from langdetect import detector_factory

    detector_factory.init_factory()
    return frozenset(name.partition("-")[0] for name in detector_factory._factory.get_lang_list())


def _detect(text: str) -> str:
    """What langdetect says of *text*, always the same; nothing when it finds no letters."""
    from langdetect import LangDetectException, detector_factory

    detector_factory.init_factory()
    detector = detector_factory._factory.create()
    detector.seed = 0
    detector.append(text)
    try:
        return str(detector.detect()).partition("-")[0]
    except LangDetectException:
        return ""


def _identify(text: str) -> Label:
    language, probability = _identifier().classify(text)
    return Label(language, min(0.99, probability))


@cache
def _identifier() -> LanguageIdentifier:
    """The detector for all other languages: 100 MB and half a second that most processes never need."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
