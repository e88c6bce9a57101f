"""The phrasebook: furniture of news sites is looked up, never computed."""

import re

from pipelines.languages import normalise, phrases
from translations.renderings import is_only_names

#: A label before what it labels: ``Photo: …``, ``Lea también: …``.
_LABEL = re.compile(r"\s*(?P<label>[^:：|]{2,40}?)(?P<colon>\s?[:：|]\s+)(?=\S)")
#: A label of pictures, which the BBC sets apart with a comma.
_PICTURE = re.compile(
    r"\s*(?P<label>Image (?:source|caption)|Fuente de la imagen|Pie de foto)(?P<colon>,\s+)(?=\S)"
)

#: Characters of the longest text that is looked up.
LONGEST = 120
_WORD = re.compile(r"\w+")
_NO_OPENERS = str.maketrans("", "", "¿¡")
_BYLINE = re.compile(r"\s*(?P<by>By|BY|Por|POR)\s+(?=[^\W\d_])")
_BY = {"en": ("By", "BY"), "es": ("Por", "POR")}


def look_up(text: str, source: str, target: str) -> str | None:
    """The translation of *text* when it is furniture, with its capitals and the marks around it kept.

    None when it is not.
    """
    if target not in ("es", "en") or len(text) > LONGEST:
        return None
    found = phrases().get(source, {}).get(normalise(text))
    if found is None:
        return None
    head, core, tail = _split_marks(text.strip())
    _, body, own_tail = _split_marks(found)
    if len(core) > 1 and core.isupper():
        body = body.upper()
    elif core[:1].islower():
        body = body[:1].lower() + body[1:]
    if not tail or ("?" in own_tail and "?" not in tail):
        tail = own_tail + tail
    head = head.translate(_NO_OPENERS)
    if target == "es":
        head += "".join(opener for opener, closer in (("¿", "?"), ("¡", "!")) if closer in tail)
    return head + body + tail


def _split_marks(text: str) -> tuple[str, str, str]:
    """The marks before the words of *text*, the words, and the marks behind them."""
    words = [match.span() for match in _WORD.finditer(text)]
    start, end = (words[0][0], words[-1][1]) if words else (0, len(text))
    return text[:start], text[start:end], text[end:]


def split_label(text: str, source: str, target: str) -> tuple[str, int] | None:
    """The translated label that *text* begins with, and where the rest begins.

    ``Photo: Jane`` gives ``("Foto: ", 7)``, ``By Juan Pérez`` gives ``("Por ", 3)``; None without a label.
    """
    if (byline := _BYLINE.match(text)) and is_only_names(text[byline.end() :]):
        return _BY[target][byline["by"].isupper() and len(byline["by"]) > 1] + " ", byline.end()
    match = _PICTURE.match(text) or _LABEL.match(text)
    if not match:
        return None
    found = look_up(match["label"], source, target)
    colon = match["colon"] if "|" in match["colon"] else match["colon"].lstrip()
    return (found.rstrip(":") + colon, match.end()) if found else None
