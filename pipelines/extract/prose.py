"""How much a unit looks like a paragraph of a story."""

import re

from pipelines import furniture
from pipelines.extract.unit import Unit

_SENTENCE_END = re.compile(r"[.!?…:][\"'”’»)\]]*$|[.!?]\s+[\"“«¿¡]?[A-ZÁÉÍÓÚÑ]")


def prose_weight(unit: Unit) -> float:
    """How much *unit* looks like a paragraph of a story, in characters."""
    size = len(unit.text)
    if size < 25 or unit.is_heading or unit.link_share > 0.5:
        return 0.0
    if furniture.recognise(unit.text) or furniture.is_consent(unit.text):
        return 0.0
    weight = min(size, 800) * (1 - unit.link_share)
    if not _SENTENCE_END.search(unit.text):
        weight *= 0.25
    elif size < 80:
        weight *= 0.6
    if unit.inside & {"figure"} or unit.in_zone("caption", "credit", "byline"):
        weight *= 0.2
    if unit.tag in ("p", "blockquote", "pre"):
        weight *= 1.3
    if unit.tag in ("li", "td", "dd"):
        weight *= 0.6
    return weight
