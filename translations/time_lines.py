"""Lines of nothing but dates and times, behind a label perhaps: "Updated Jan. 3, 2026 | 5:32 p.m. ET"."""

import re

from translations import phrasebook
from translations.dates import find_whens
from translations.times import say

#: Labels that the phrasebook lacks, since by themselves they may be other things.
_LABELS = {
    "en": {
        "posted": "publicado", "originally published": "publicado originalmente",
        "first published": "publicado por primera vez",
    },
    "es": {"publicado originalmente": "originally published"},
}  # fmt: skip
#: Names of time zones.
_ZONE = re.compile(r"(?:[A-Z]{1,3}[SD]?T|CES?T|GMT|UTC)(?:\s?[+-]\d{1,2})?")
#: What stands between a date and a time.
_BETWEEN = {
    "en": {"at": "a las", "on": "el", "and": "y"},
    "es": {"las": "", "a": "at", "y": "and", "h": "", "horas": "", "hrs": ""},
}
_PARTS = re.compile(r"(\s+|[|·•,;:()–—/-]+)")
_DIGIT = re.compile(r"\d")


def render_time_line(line: str, source: str, target: str) -> str | None:
    """The translation of a *line* of dates and times; None when it has other words."""
    whens = find_whens(line, source)
    if not whens:
        return None
    digit = _DIGIT.search(line)
    label, made, is_told = "", "", False
    begin = min(whens[0].start, digit.start() if digit else len(line))
    if head := line[:begin].rstrip(" :|"):
        found = phrasebook.look_up(head, source, target) or _LABELS[source].get(head.lower())
        if found:
            made, label = found.rstrip(":"), head
            # Behind a label that is the beginning of a sentence stands "el" or "a las", by itself neither.
            is_told = line[: whens[0].start].rstrip() == head
            made = made[:1].upper() + made[1:] if head[:1].isupper() else made
    position = len(label)
    for place, when in enumerate(whens):
        gap = _render_gap(line[position : when.start], source)
        if gap is None:
            return None
        made += gap + say(when.ways[-1] if not place and is_told and target == "es" else when.ways[0])
        position = when.end
    rest = _render_gap(line[position:], source)
    if rest is None:
        return None
    return made[:1].upper() + made[1:] + rest if line[:1].isupper() else made + rest


def _render_gap(gap: str, source: str) -> str | None:
    """What stands between dates and times: marks, numbers, zones, "at"; None for other words."""
    parts = list[str]()
    for word in _PARTS.split(gap):
        plain = word.lower().rstrip(".")
        if plain in _BETWEEN[source]:
            parts.append(_BETWEEN[source][plain])
        elif not any(letter.isalpha() for letter in word) or _ZONE.fullmatch(word):
            parts.append(word)
        else:
            return None
    return "".join(parts)
