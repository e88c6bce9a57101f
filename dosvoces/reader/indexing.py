"""The search index of a static copy, in small scripts, since a browser may not read other local files.

No library of the kind works there: they read one large file, or ask a server. A word is found through its
other forms in the stories, which the store's own stems bring together: the page needs no stemmer.
"""

from array import array
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import msgspec

from dosvoces.core.record import Block
from dosvoces.store.browsing import FullStory
from dosvoces.store.fields import AROUND, STORY, select_blocks
from dosvoces.store.listing import Story
from dosvoces.store.stems import ALGORITHMS, fold_words, stem_word

#: Stories whose texts stand in one script: a page of results needs some twenty of them, 50 kB each.
_TEXTS = 10

#: Characters that the words of one script begin with: some 300 scripts, the largest half a megabyte for ten
#: thousand stories.
_PREFIX = 2


class _Text(msgspec.Struct, frozen=True):
    """What the page of results shows of a story."""

    file: str
    outlet: str
    day: str
    language: str
    #: By language: the headline and the paragraphs.
    voices: dict[str, list[str]]


class _Voice(NamedTuple):
    """What is read in one language: the headline, the paragraphs, and what stands around the story."""

    headline: str
    body: list[str]
    around: list[str]


def _read(blocks: Iterable[Block], headline: str = "") -> _Voice:
    kept = list(blocks)
    titles = [block.text for block in kept if block.role == "headline"]
    body = [block.text for block in select_blocks(kept, STORY) if block.role != "headline"]
    around = [block.text for block in select_blocks(kept, AROUND)]
    return _Voice(headline or (titles[0] if titles else ""), body, around)


class Index:
    """Collects stories, the newest first, and writes what finds them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = 0
        #: By language and stem: the forms, and for each story that has one of them thrice its number, one
        #: more when the body has it, two when the headline does.
        self._found: dict[tuple[str, str], tuple[set[str], array[int]]] = {}
        self._texts: list[_Text] = []
        folder.mkdir()

    def add(self, story: Story, full: FullStory, file: str, outlet: str, day: str) -> None:
        """Takes in a story, whose page is *file*."""
        voices = {story.language: _read(full.article.blocks, story.headline)}
        if full.record.counterpart is not None:
            voices[full.record.target_language] = _read(full.record.counterpart.blocks)
        elif full.record.translation:
            voices[full.record.target_language] = _read(full.record.translation)
        for language, voice in voices.items():
            if language in ALGORITHMS:
                self._index(language, voice)
        texts = {language: [each.headline, *each.body, *each.around] for language, each in voices.items()}
        self._texts.append(_Text(file, outlet, day, story.language, texts))
        self._number += 1
        if len(self._texts) == _TEXTS:
            self._write_texts()

    def _index(self, language: str, voice: _Voice) -> None:
        seen: dict[str, int] = {}
        # What weighs most comes last.
        for level, texts in enumerate((voice.around, voice.body, [voice.headline])):
            for word in set().union(*map(fold_words, texts)):
                stem = stem_word(word, language)
                forms, _ = self._found.setdefault((language, stem), (set(), array("L")))
                forms.add(word)
                seen[stem] = level
        for stem, level in seen.items():
            self._found[language, stem][1].append(3 * self._number + level)

    def _put(self, name: str, call: str, value: object) -> None:
        script = b"dosvoces.%s(%s);\n" % (call.encode(), msgspec.json.encode(value))
        (self._folder / name).write_bytes(script)

    def _write_texts(self) -> None:
        number = (self._number - 1) // _TEXTS
        self._put(f"texts-{number}.js", "texts", {"number": number, "stories": self._texts})
        self._texts = []

    def write(self) -> None:
        """Writes the rest, and the scripts of words."""
        if self._texts:
            self._write_texts()
        shards: dict[str, dict[str, dict[str, str]]] = {}
        for (language, _), (forms, numbers) in sorted(self._found.items()):
            places = _shorten(numbers)
            for prefix in {form[:_PREFIX] for form in forms}:
                words = shards.setdefault(prefix, {}).setdefault(language, {})
                words[" ".join(sorted(forms))] = places
        for number, (prefix, shard) in enumerate(sorted(shards.items())):
            self._put(f"words-{number}.js", "words", {"prefix": prefix, "languages": shard})
        index = {
            "stories": self._number,
            "texts": _TEXTS,
            "length": _PREFIX,
            "prefixes": sorted(shards),
        }
        self._put("index.js", "index", index)


def _shorten(numbers: Iterable[int]) -> str:
    """Rising *numbers* by their distances, in base 36."""
    parts, last = [], 0
    for number in numbers:
        parts.append(_base36(number - last))
        last = number
    return " ".join(parts)


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits or "0"
