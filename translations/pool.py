"""The translators of one run, one for each direction."""

from collections.abc import Collection
from itertools import permutations
from pathlib import Path

from dosvoces.core.errors import EngineMissing
from dosvoces.store import Upkeep
from translations.engines import IsolatedEngine, choose
from translations.engines.device import Device
from translations.engines.selection import find_replaced
from translations.glossary import Glossary, load_glossary
from translations.memory import Memory
from translations.segments import LANGUAGES
from translations.translator import Translator


class TranslatorPool:
    """The translators of one run, one for each direction, made when first needed."""

    def __init__(
        self,
        engine_name: str | None,
        device: Device,
        glossary: Path | None = None,
        memory: Memory | None = None,
        isolated: bool = True,
    ) -> None:
        self._engine_name = engine_name
        self._device = device
        self._isolated = isolated
        # Read now, that a wrong file is known before anything is translated.
        self._glossaries = {
            pair: load_glossary(glossary, *pair) if glossary else Glossary()
            for pair in permutations(LANGUAGES)
        }
        self._memory = memory
        self._translators: dict[tuple[str, str], Translator] = {}

    def translator(self, source: str, target: str) -> Translator:
        """The translator of a direction; raises :exc:`EngineMissing` when nothing translates it."""
        key = (source, target)
        if key not in self._translators:
            engine = choose(source, target, self._engine_name, self._device)
            self._translators[key] = Translator(
                # Apertium and Firefox's models are in processes of their own already.
                IsolatedEngine(engine, source, target, device=self._device)
                if self._isolated and engine.name not in ("apertium", "firefox")
                else engine,
                source,
                target,
                glossary=self._glossaries.get(key),
                memory=self._memory,
            )
        return self._translators[key]

    def find_missing(self) -> dict[str, EngineMissing]:
        """The target languages that nothing translates into; raises when these are all."""
        missing = {}
        for source, target in permutations(LANGUAGES):
            try:
                self.translator(source, target)
            except EngineMissing as error:
                missing[target] = error
        if len(missing) == len(LANGUAGES):
            raise next(iter(missing.values()))
        return missing

    def find_upkeep(self, targets: Collection[str]) -> dict[str, Upkeep]:
        """What translates into each of *targets*, and whose work it replaces: if it was named, all."""
        found = {}
        for source, target in permutations(LANGUAGES):
            if target in targets:
                made = self.translator(source, target)
                replaced = None if self._engine_name else find_replaced(made.engine.name)
                found[target] = Upkeep(made.identity, made.checks, replaced)
        return found

    def check_health(self) -> None:
        """Raise :exc:`EngineError` when an engine fails at anything, not just at one article."""
        for (source, target), translator in self._translators.items():
            translator.engine.translate(["a"], source, target)

    def close(self) -> None:
        """End the engines."""
        for translator in self._translators.values():
            translator.engine.close()
