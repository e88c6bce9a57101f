"""What no engine may touch: terms of the glossary, addresses, handles and hashtags.

They are taken out of a sentence before anything else happens to it and put back at the very end. In between
each is one character that stands for nothing else, the same in the sentence and in its translation, so that
no engine, no second try, no change of capitals, no repair and no check meets them.
"""

import re

import msgspec

from translations.entities import find_entities
from translations.glossary import Glossary
from translations.masking import ProtectedSpan, merge_spans

#: The first character that stands for a span; Unicode gives the planes from here on to private use.
FIRST = 0xF0000
#: Characters of private use, those of icon fonts among them: nobody can translate them.
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
_PLACEHOLDER = re.compile(f"[{chr(FIRST)}-\U0010fffd]")


class Protected(msgspec.Struct, frozen=True):
    """A sentence with a placeholder for each protected span, and what the spans become in the translation."""

    text: str
    replacements: tuple[str, ...] = ()

    def restore(self, text: str) -> str:
        """*text*, made of the protected one, with the replacements in place of the placeholders."""
        if not self.replacements:
            return text
        return _PLACEHOLDER.sub(lambda match: self.replacements[ord(match[0]) - FIRST], text)


def protect(sentence: str, glossary: Glossary) -> Protected:
    """*sentence* with all that has to come through set aside; a term wins over an address."""
    addresses = [ProtectedSpan(entity.start, entity.end, entity.text) for entity in find_entities(sentence)]
    icons = [ProtectedSpan(match.start(), match.end(), match[0]) for match in _PRIVATE.finditer(sentence)]
    spans = merge_spans(merge_spans(glossary.find(sentence), addresses), icons)
    if not spans:
        return Protected(sentence)
    parts, position = [], 0
    for number, span in enumerate(spans):
        parts += [sentence[position : span.start], chr(FIRST + number)]
        position = span.end
    return Protected("".join(parts) + sentence[position:], tuple(span.replacement for span in spans))


def find_placeholders(text: str) -> list[ProtectedSpan]:
    """The placeholders of a protected *text*, which an engine must give back as they are."""
    return [ProtectedSpan(match.start(), match.end(), match[0]) for match in _PLACEHOLDER.finditer(text)]
