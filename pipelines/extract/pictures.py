"""Lines printed with a picture, by their words: whose it is and what it shows."""

import re

_CREDIT = re.compile(
    r"^[(\[]?\s*(?:photos?|fotos?|fotograf[ií]as?|im[aá]gen(?:es)?|images?|picture|pictures?|"
    r"cr[eé]ditos?|credits?|photograph(?:y|er|s)?|ilustraci[oó]n|illustration|video|v[ií]deo|"
    r"infograf[ií]a|graphic|gr[aá]fico|source|fuente|courtesy|cortes[ií]a)\s*"
    r"(?:credits?|courtesy|cr[eé]dito|by|de|of|via)?\s*(?::|/|\bby\b|©|-|–|—|\|)\s*\S.{1,120}$",
    re.I,
)
_AGENCY_CREDIT = re.compile(
    r"\b(?:getty images|getty|shutterstock|istock(?:photo)?|alamy|reuters|afp|ap photo|associated press|"
    r"efe|europa press|cuartoscuro|xinhua|pexels|unsplash|pixabay|epa|wireimage|filmmagic|zuma|flickr|"
    r"wikimedia commons|agencias?|archivo|cortes[ií]a|handout|courtesy)\b",
    re.I,
)


def is_credit(line: str) -> bool:
    """Whether *line* says whose picture it is: ``Photo: …``, ``Foto: …``, ``Name / Getty Images``."""
    if len(line) > 160:
        return False
    if _CREDIT.match(line) and not line.rstrip().endswith((".", "?", "!")):
        return True
    short = len(line) < 90 and len(line.split()) <= 10 and not line.endswith(("?", "!", ":"))
    return (
        short
        and bool(_AGENCY_CREDIT.search(line))
        and bool(re.search(r"[/|©(]|^(?:via|getty|shutterstock|afp|efe|reuters)\b", line, re.I))
    )


#: How agencies begin their captions, and a picture's credit in brackets at a paragraph's end.
_CAPTION = re.compile(
    r"^(?:In this (?!article|story|case)[^.]{0,80}\b(?:photo|image|photograph|frame grab|video grab)\b"
    r"|(?:FILE|ARCHIVO)\s*[-–—:]\s"
    r"|En (?:esta|la) (?:foto|fotograf[ií]a|imagen)(?: de archivo| del?\b|,))"
    r"|[(\[](?:AP Photo|(?:[^()\[\]]{0,40}\b)?(?:Foto|Photo|Fotograf[ií]a|Imagen|Image|"
    r"Getty Images)\b)[^()\[\]]{0,90}[)\]]$",
    re.I,
)


def is_caption(line: str) -> bool:
    """Whether *line* is a picture's caption by its words alone: ``In this photo provided by …``."""
    return 20 < len(line) < 500 and bool(_CAPTION.search(line))
