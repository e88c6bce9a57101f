"""The phrasebook: furniture of news sites is looked up, never computed."""

import re

from pipelines.languages import normalise, phrases
from translations.renderings import is_only_names

#: A label before what it labels: ``Photo: …``, ``Lea también: …``.
_LABEL = re.compile(r"\s*(?P<label>[^:：|]{2,40}?)(?P<colon>\s?[:：|]\s+)(?=\S)")

_BYLINE = re.compile(r"\s*(?P<by>By|BY|Por|POR)\s+(?=[^\W\d_])")
_BY = {"en": ("By", "BY"), "es": ("Por", "POR")}


def look_up(text: str, source: str, target: str) -> str | None:
    """The translation of *text* when it is furniture, with its capitals and closing marks kept.

    None when it is not.
    """
    if target not in ("es", "en") or len(text) > 120:
        return None
    found = phrases().get(source, {}).get(normalise(text))
    if found is None:
        return None
    core = text.strip()
    if len(core) > 1 and core.isupper():
        found = found.upper()
    elif core[:1].islower():
        found = found[:1].lower() + found[1:]
    tail = re.search(r"\s?[:…»›→>!.]+$", core)
    if tail and not found.endswith(tail[0]):
        found = found.rstrip(":.!") + tail[0]
    return found


def split_label(text: str, source: str, target: str) -> tuple[str, int] | None:
    """The translated label that *text* begins with, and where the rest begins.

    ``Photo: Jane`` gives ``("Foto: ", 7)``, ``By Juan Pérez`` gives ``("Por ", 3)``; None without a label.
    """
    if (byline := _BYLINE.match(text)) and is_only_names(text[byline.end() :]):
        return _BY[target][byline["by"].isupper() and len(byline["by"]) > 1] + " ", byline.end()
    match = _LABEL.match(text)
    if not match:
        return None
    found = look_up(match["label"], source, target)
    return (found.rstrip(":") + match["colon"].lstrip(), match.end()) if found else None
