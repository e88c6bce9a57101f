"""Lines printed with a picture, by their words and place: whose it is and what it shows."""

import re
from itertools import chain, islice

from pipelines.extract.document import Element
from pipelines.extract.text import measure
from pipelines.extract.unit import Unit

_CREDIT = re.compile(
    r"^[(\[]?\s*(?:photos?|fotos?|fotograf[ií]as?|im[aá]gen(?:es)?|images?|picture|pictures?|"
    r"cr[eé]ditos?|credits?|photograph(?:y|er|s)?|ilustraci[oó]n|illustration|video|v[ií]deo|"
    r"infograf[ií]a|graphic|gr[aá]fico|source|fuente|courtesy|cortes[ií]a)\s*"
    r"(?:credits?|courtesy|copyright|cr[eé]dito|by|de|of|via)?\s*(?::|/|copyright\b|\bby\b|©|-|–|—|\|)\s*\S.{1,120}$",
    re.I,
)
_AGENCY_CREDIT = re.compile(
    r"\b(?:getty images|getty|shutterstock|istock(?:photo)?|alamy|reuters|afp|ap photo|associated press|"
    r"efe|ap|europa press|cuartoscuro|xinhua|pexels|unsplash|pixabay|epa|wireimage|filmmagic|zuma|flickr|"
    r"wikimedia commons|agencias?|archivo|cortes[ií]a|handout|courtesy)\b",
    re.I,
)
_CREDIT_SIGN = re.compile(r"[/|©(]|^(?:via|getty|shutterstock|afp|efe|reuters)\b", re.I)


def is_credit(line: str) -> bool:
    """Whether *line* says whose picture it is: ``Photo: …``, ``Foto: …``, ``Name / Getty Images``."""
    if len(line) > 160:
        return False
    if _CREDIT.match(line) and not line.rstrip().endswith((".", "?", "!")):
        return True
    short = len(line) < 90 and len(line.split()) <= 10 and not line.endswith(("?", "!", ":"))
    return short and bool(_CREDIT_SIGN.search(line)) and bool(_AGENCY_CREDIT.search(line))


#: How agencies begin their captions, and a picture's credit in brackets at a paragraph's end.
_CAPTION = re.compile(
    r"^(?:In this (?!article|story|case)[^.]{0,80}\b(?:photo|image|photograph|frame grab|video grab)\b"
    r"|(?:FILE|ARCHIVO)\s*[-–—:]\s|(?:Image|Photo) caption\b"
    r"|.{10,}(?:[.\s…\"”]|(?<=[a-z]))(?:Credits?|Cr[eé]ditos?|Photos?|Fotos?|Image)\s*:\s*[^.:]{2,60}$"
    r"|.{10,}\s[(\[][^()\[\]]{3,50}\s?/\s?(?:AP|AFP|EFE|Reuters|Getty|Getty Images)\b[^()\[\]]{0,20}[)\]]$"
    r"|En (?:esta|la) (?:foto|fotograf[ií]a|imagen)(?: de archivo| del?\b|,))"
    r"|[(\[](?:AP Photo|(?:[^()\[\]]{0,40}\b)?(?:Foto|Photo|Fotograf[ií]a|Imagen|Image|"
    r"Getty Images)\b)[^()\[\]]{0,90}[)\]]$",
    re.I,
)
#: A caption with whose picture it is behind a stroke: ``Fog over the old bridge. / Ada Moll``.
_SIGNED = re.compile(r"[.!?…\"”»]\s*/\s*(?:[A-ZÁÉÍÓÚÑ][\w.'’-]*\s*){1,5}$")
#: A caption begins like this, ends in a bracket or has a credit behind a colon.
_CAPTION_BEGINNINGS = frozenset({"in", "fi", "ar", "im", "ph", "en"})
_CREDIT_WORD = re.compile(r"(?:cr[eé]dit|[pf]h?oto|image)\w{0,2}\s*:", re.I)


def is_caption(line: str) -> bool:
    """Whether *line* is a picture's caption by its words alone: ``In this photo provided by …``."""
    if not 20 < len(line) < 500:
        return False
    if "/" in line and _SIGNED.search(line):
        return True
    may_be = line[-1] in ")]" or line[:2].lower() in _CAPTION_BEGINNINGS
    return (may_be or (":" in line and bool(_CREDIT_WORD.search(line)))) and bool(_CAPTION.search(line))


#: Elements that set a caption apart from prose.
_EMPHASIS = frozenset({"em", "i", "small", "sub", "figcaption"})
#: Elements before a caption that may hold its picture.
_BEFORE = 2


def is_emphasised_under_picture(unit: Unit) -> bool:
    """Whether all of *unit* is in italics or small letters and a picture without words stands above it."""
    element = unit.element
    if len(unit.text) > _LONGEST_EMPHASISED or not is_emphasised(element):
        return False
    if any(_is_shown(picture) for picture in element.iter("img", "picture")):
        return True
    for above in islice(element.itersiblings(preceding=True), _BEFORE):
        if measure(above, 0):
            return False
        if any(_is_shown(picture) for picture in above.iter("img", "picture", "amp-img")):
            return True
    return False


def is_under_picture(unit: Unit) -> bool:
    """Whether *unit* is a short line in a box of its own right under a picture that nothing else shares."""
    above = unit.element.getprevious()
    is_line = len(unit.text.split()) >= _FEWEST_WORDS and len(unit.text) <= _LONGEST_EMPHASISED
    if unit.element.tag not in ("div", "span") or not is_line or above is None:
        return False
    return not measure(above, 0) and any(_is_shown(one) for one in above.iter("img", "picture", "amp-img"))


def is_emphasised(element: Element) -> bool:
    """Whether all text of *element* is in one emphasised element."""
    own = chain((element.text,), (child.tail for child in element))
    if any(text and not text.isspace() for text in own):
        return False
    said = list(islice((child for child in element if measure(child, 0)), 2))
    return len(said) == 1 and (said[0].tag in _EMPHASIS or is_emphasised(said[0]))


#: Fewer words under a picture may be a title.
_FEWEST_WORDS = 5
#: Longer texts in italics are prose.
_LONGEST_EMPHASISED = 300
#: Characters that a picture's box may hold beside its caption: the credit, a button.
_BESIDE = 120
#: Pixels below which a picture is an icon.
_SMALLEST = 90
#: Ends of sentences, quoted or not.
_ENDS = (".", "!", "?", "…", '"', "”", "»")
#: How far up the box of a text is looked for.
_HIGHEST_BOX = 4


def has_picture(unit: Unit) -> bool:
    """Whether *unit* stands under a picture in a box that holds hardly any other text.

    Or under what is embedded, if it is no sentence.
    """
    element, limit = unit.element, len(unit.text) + _BESIDE
    embedded = () if unit.text.endswith(_ENDS) else ("iframe",)
    for _ in range(_HIGHEST_BOX):
        if element.tag in ("body", "article", "main", "td") or measure(element, limit) > limit:
            return False
        if element.tag != "p" and any(
            _is_shown(picture) for picture in element.iter("img", "picture", "video", *embedded)
        ):
            return True
        parent = element.getparent()
        if parent is None:
            return False
        element = parent
    return False


def _is_shown(picture: Element) -> bool:
    """Whether a picture is larger than an icon, as far as it says."""
    sizes = [(picture.get(side) or "").strip().removesuffix("px") for side in ("width", "height")]
    return not any(size.isdigit() and int(size) < _SMALLEST for size in sizes)
