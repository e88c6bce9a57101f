"""Sentences of one language into another: memory, phrasebook, engine, checks, one retry."""

from collections.abc import Sequence

import msgspec

from dosvoces.core.record import Flag
from translations.confidence import estimate
from translations.drafts import Draft
from translations.engines.protocol import Engine, Translated, identify
from translations.glossary import Glossary
from translations.masking import Request, translate_requests
from translations.memory import Memory, NullMemory
from translations.postediting.words import WEAK_ENGINES
from translations.preparation import Prepared, answer_without_engine, prepare
from translations.quality import CHECKS_VERSION, check_draft
from translations.renderings import Rendering
from translations.repair import repair
from translations.retry import RETRYABLE_FLAGS, choose_retry


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
        if self._glossary.find(sentence):
            return None
        return answer_without_engine(sentence, self.source, self.target)

    def _with_engine(self, sentences: list[str]) -> list[Rendering]:
        prepared = [prepare(sentence, self._glossary, self.source, self.target) for sentence in sentences]
        first = self._try([_Attempt(entry, entry.request) for entry in prepared])
        again = [index for index, made in enumerate(first) if RETRYABLE_FLAGS & set(made.flags)]
        second = self._try([_Attempt(first[index].prepared, first[index].choose_retry()) for index in again])
        retried = dict(zip(again, second, strict=True))
        best = [
            min(made, retried.get(index, made), key=_Outcome.count_doubts) for index, made in enumerate(first)
        ]
        return [made.render() for made in best]

    def _try(self, tries: Sequence["_Attempt"]) -> list["_Outcome"]:
        """What the engine makes of each, repaired and checked."""
        answers = translate_requests([each.request for each in tries], self._ask)
        is_weak = self.engine.name in WEAK_ENGINES
        made = []
        for each, answer in zip(tries, answers, strict=True):
            draft = repair(each.prepared.make_draft(answer, self.source, self.target, is_weak=is_weak))
            draft = msgspec.structs.replace(draft, confidence=estimate(draft, self.engine.name))
            made.append(_Outcome(each.prepared, each.request, draft, check_draft(draft)))
        return made

    def _ask(self, texts: Sequence[str], greedy: bool) -> list[Translated]:
        return self.engine.translate(texts, self.source, self.target, greedy=greedy)

    @property
    def checks(self) -> str:
        """The version of repairs, checks and glossary that answers go through."""
        return f"{CHECKS_VERSION} {self._glossary.version}".strip()

    @property
    def identity(self) -> str:
        """The engine and model version that segments name."""
        return identify(self.engine)


class _Attempt(msgspec.Struct, frozen=True):
    """A prepared sentence and the way in which the engine is asked."""

    prepared: Prepared
    request: Request


class _Outcome(msgspec.Struct, frozen=True):
    """What came of a try."""

    prepared: Prepared
    request: Request
    draft: Draft
    flags: tuple[Flag, ...]

    def choose_retry(self) -> Request:
        return choose_retry(self.request, self.draft, self.flags)

    def count_doubts(self) -> tuple[int, float]:
        """What a better outcome has less of: flags, and where these are as many, doubt."""
        return len(self.flags), -(self.draft.confidence or 0.0)

    def render(self) -> Rendering:
        restored = self.draft.edit(self.prepared.protected.find_replacements(self.draft.target))
        links = restored.links if restored is self.draft else ()
        flat = tuple(offset for link in links for offset in (*link.source, *link.target))
        repairs = tuple(offset for span in restored.repairs for offset in span)
        score = restored.score if restored.confidence is None else restored.confidence
        return Rendering(restored.target, "machine", score, self.flags, flat, repairs)
