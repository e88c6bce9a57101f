"""Sentences of one language into another: memory, phrasebook, engine, checks, one retry."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from dosvoces.core.record import Flag
from pipelines.languages import Span, spans
from translations import phrasebook
from translations.casing import is_all_capitals, is_title, lower_title, to_sentence_case
from translations.engines.protocol import Engine, Translated, identify
from translations.entities import find_entities
from translations.glossary import Glossary
from translations.masking import ProtectedSpan, translate_around, translate_between
from translations.memory import Memory, NullMemory
from translations.quality import check
from translations.renderings import (
    Rendering,
    find_passages,
    is_in_target,
    is_nothing_to_translate,
    is_only_names,
)
from translations.repair import repair_names, repair_numbers, restore_typography
from translations.retry import find_lost, find_quotes, split_for_retry

#: Flags that a second try in another way can do something about.
RETRYABLE_FLAGS: frozenset[Flag] = frozenset(
    {
        "number-mismatch",
        "url-mismatch",
        "name-mismatch",
        "quote-mismatch",
        "untranslated",
        "repetition",
        "length-ratio",
        "wrong-language",
        "truncated",
    }
)


#: Sentences whose languages are kept: those of a batch are asked for twice, before and while translating.
_KEPT = 8192


@lru_cache(maxsize=_KEPT)
def _find_spans(text: str) -> tuple[Span, ...]:
    return tuple(spans(text))


class Translator:
    """Translates sentences from *source* to *target* with an engine and all that surrounds it."""

    def __init__(
        self,
        engine: Engine,
        source: str,
        target: str,
        *,
        glossary: Glossary | None = None,
        memory: Memory | None = None,
    ) -> None:
        self.engine = engine
        self.source = source
        self.target = target
        self._glossary = glossary or Glossary()
        self._memory = memory or NullMemory()

    def translate(self, sentences: Sequence[str]) -> list[Rendering]:
        """The rendering of each sentence; equal sentences are translated once."""
        wanted = list(dict.fromkeys(sentences))
        known: dict[str, Rendering] = self._memory.recall_corrections(self.source, self.target, wanted)
        # What a glossary changed is not what the engine says, and must not be remembered as that.
        plain = [
            sentence for sentence in wanted if sentence not in known and not self._glossary.find(sentence)
        ]
        known |= self._memory.recall(self.engine, self.source, self.target, plain)
        rest = []
        for sentence in wanted:
            if sentence not in known:
                rendering = self._without_engine(sentence)
                if rendering is None:
                    rest.append(sentence)
                else:
                    known[sentence] = rendering
        made = dict(zip(rest, self._with_engine(rest), strict=True))
        memorable = {sentence: made[sentence] for sentence in plain if sentence in made}
        self._memory.remember(self.engine, self.source, self.target, memorable)
        known |= made
        return [known[sentence] for sentence in sentences]

    def _without_engine(self, sentence: str) -> Rendering | None:
        if is_nothing_to_translate(sentence):
            return Rendering(sentence, "copied")
        if not self._glossary.find(sentence):
            phrase = phrasebook.look_up(sentence, self.source, self.target)
            if phrase is not None:
                return Rendering(phrase, "phrasebook")
            if is_only_names(sentence) or is_in_target(sentence, _find_spans(sentence), self.target):
                return Rendering(sentence, "copied")
        return None

    def _with_engine(self, sentences: list[str]) -> list[Rendering]:
        if not sentences:
            return []
        first = self._attempt(sentences, self._find_protected)
        flagged = [self._judge(sentence, answer) for sentence, answer in zip(sentences, first, strict=True)]
        again = [index for index, rendering in enumerate(flagged) if RETRYABLE_FLAGS & set(rendering.flags)]
        if again:
            second = self._retry([sentences[index] for index in again], [flagged[index] for index in again])
            for index, answer in zip(again, second, strict=True):
                retried = self._judge(sentences[index], answer)
                if len(retried.flags) < len(flagged[index].flags):
                    flagged[index] = retried
        return flagged

    def _judge(self, sentence: str, answer: Translated) -> Rendering:
        text = restore_typography(sentence, answer.text)
        links = answer.links if text == answer.text else ()
        text = repair_numbers(sentence, text, links, self.source, self.target)
        if self.engine.name != "apertium":  # Rules copy what they do not know; models misspell it.
            text = repair_names(sentence, text, links if text == answer.text else ())
        flags = check(sentence, text, self.source, self.target)
        if answer.truncated:
            flags += ("truncated",)
        links = answer.links if text == answer.text else ()
        flat = tuple(offset for link in links for offset in (*link.source, *link.target))
        return Rendering(text, "machine", answer.score, flags, flat)

    def _find_protected(self, sentence: str) -> list[ProtectedSpan]:
        """Terms of the glossary and addresses, which no engine may touch."""
        found = self._glossary.find(sentence)
        for entity in find_entities(sentence):
            if not any(stretch.start < entity.end and entity.start < stretch.end for stretch in found):
                found.append(ProtectedSpan(entity.start, entity.end, entity.text))
        return sorted(found, key=lambda stretch: stretch.start)

    def _attempt(
        self, sentences: Sequence[str], protect: Callable[[str], list[ProtectedSpan]]
    ) -> list[Translated]:
        """One translation of each sentence, by way of its kind.

        Mixed, labelled, shouted, titled, with things to protect.
        """
        answers: list[Translated | None] = [None] * len(sentences)
        ways: dict[str, list[tuple[int, str, list[ProtectedSpan]]]] = {
            "plain": [],
            "around": [],
            "between": [],
        }
        heads: dict[int, str] = {}
        shouted: set[int] = set()
        for index, sentence in enumerate(sentences):
            text = sentence.strip()
            label = phrasebook.split_label(text, self.source, self.target)
            if label:
                heads[index], text = label[0], text[label[1] :]
                kept = self._without_engine(text)
                if kept:
                    answers[index] = Translated(kept.text)
                    continue
            if is_all_capitals(text):
                shouted.add(index)
                text = to_sentence_case(text)
            elif self.source == "en" and is_title(text):
                text = lower_title(text)
            passages = find_passages(text, _find_spans(text), self.target)
            stretches = _merge(protect(text), passages)
            way = "between" if passages else "around" if stretches else "plain"
            ways[way].append((index, text, stretches))
        for way, entries in ways.items():
            for (index, _, _), answer in zip(entries, self._run(way, entries), strict=True):
                answers[index] = answer
        return [
            _finish(answer, heads.get(index, ""), index in shouted)
            for index, answer in enumerate(answers)
            if answer is not None
        ]

    def _run(self, way: str, entries: Sequence[tuple[int, str, list[ProtectedSpan]]]) -> list[Translated]:
        texts = [text for _, text, _ in entries]
        stretches = [found for _, _, found in entries]
        if way == "around":
            return translate_around(texts, stretches, self._ask)
        return translate_between(texts, stretches, self._ask) if way == "between" else self._ask(texts)

    def _ask(self, sentences: Sequence[str]) -> list[Translated]:
        return self.engine.translate(sentences, self.source, self.target) if sentences else []

    def _retry(self, sentences: list[str], renderings: list[Rendering]) -> list[Translated]:
        """A second translation of each, in another way.

        With what got lost kept apart, else in pieces, else greedily.
        """
        answers: list[Translated | None] = [None] * len(sentences)
        apart, quoted, pieces, greedy = [], [], [], []
        for index, (sentence, rendering) in enumerate(zip(sentences, renderings, strict=True)):
            weak = find_lost(sentence, rendering.text, self.source, self.target)
            if weak and {"number-mismatch", "name-mismatch", "url-mismatch"} & set(rendering.flags):
                apart.append((index, sentence, _merge(self._find_protected(sentence), weak)))
            elif "quote-mismatch" in rendering.flags and (marks := find_quotes(sentence)):
                quoted.append((index, sentence, _merge(self._find_protected(sentence), marks)))
            elif len(cut := split_for_retry(sentence)) > 1:
                pieces.append((index, sentence, cut))
            else:
                greedy.append((index, sentence))
        for (index, _, _), answer in zip(apart, self._run("around", apart), strict=True):
            answers[index] = answer
        for (index, _, _), answer in zip(quoted, self._run("between", quoted), strict=True):
            answers[index] = answer
        parts = [part for _, _, cut in pieces for part in cut]
        translated = iter(self._attempt(parts, self._find_protected))
        for index, _, cut in pieces:
            answers[index] = _join([next(translated) for _ in cut])
        asked = [sentence for _, sentence in greedy]
        for (index, _), answer in zip(
            greedy,
            self.engine.translate(asked, self.source, self.target, greedy=True) if asked else [],
            strict=True,
        ):
            answers[index] = answer
        return [answer for answer in answers if answer is not None]

    @property
    def identity(self) -> str:
        """The engine and model version that segments name."""
        return identify(self.engine)


def _merge(first: Iterable[ProtectedSpan], second: Iterable[ProtectedSpan]) -> list[ProtectedSpan]:
    """All stretches in order; of the second those that do not overlap with the first."""
    found = list(first)
    found += [
        stretch
        for stretch in second
        if not any(other.start < stretch.end and stretch.start < other.end for other in found)
    ]
    return sorted(found, key=lambda stretch: stretch.start)


def _finish(answer: Translated, head: str, shouted: bool) -> Translated:
    text = answer.text.upper() if shouted else answer.text
    if not head and text == answer.text:
        return answer
    return Translated(head + text, answer.score, (), answer.truncated)


def _join(parts: Sequence[Translated]) -> Translated:
    scores = [part.score for part in parts if part.score is not None]
    return Translated(
        " ".join(part.text for part in parts if part.text),
        min(scores) if scores else None,
        (),
        any(part.truncated for part in parts),
    )
