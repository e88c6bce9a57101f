"""Features of units for their classifier: what each says, by itself."""

import math
import re
from collections.abc import Sequence

from pipelines import furniture
from pipelines.extract.page_units import PageUnits

#: The numbers of tags; another tag has the next number.
TAGS = {
    tag: float(number)
    for number, tag in enumerate((
        "p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "th", "div", "span", "blockquote", "figcaption",
        "section", "article", "dd", "dt", "pre", "a", "img", "body", "header", "footer", "aside", "ul",
    ))
}  # fmt: skip
OTHER_TAG = float(len(TAGS))
_SORTS = {
    sort: float(number)
    for number, sort in enumerate((
        "social", "newsletter", "subscription", "related", "advertising", "comments", "author", "legal",
        "interface", None,
    ))
}  # fmt: skip
_INSIDE = ("blockquote", "figure", "li", "table", "aside", "pre", "dl", "header")
#: The commonest words of Spanish, English and Portuguese: prose has many, titles and menus few.
_COMMON = frozenset({
    "the", "of", "and", "to", "in", "that", "is", "was", "for", "it", "with", "as", "on", "be", "at",
    "by", "this", "have", "from", "or", "had", "are", "but", "not", "they", "which", "you", "were",
    "has", "an", "their", "been", "will", "would", "who", "its", "more", "about", "said", "his", "her",
    "she", "he", "we", "i", "a", "el", "la", "los", "las", "de", "del", "y", "que", "en", "un", "una",
    "por", "con", "para", "se", "su", "al", "es", "lo", "como", "más", "pero", "sus", "le", "ya", "o",
    "este", "sí", "porque", "esta", "entre", "cuando", "muy", "sin", "sobre", "también", "me", "hasta",
    "hay", "donde", "quien", "desde", "todo", "nos", "ha", "han", "fue", "según", "um", "uma", "os",
    "das", "dos", "não", "do", "da", "e",
})  # fmt: skip
_SENTENCE_END = re.compile(r"[.!?…:][\"'”’»)\]]*$")
_INNER_END = re.compile(r"[.!?…][\"'”’»)\]]* ")
_PUNCTUATION = re.compile(r"[,;:.!?…]")
_FIRST_LETTER = re.compile(r"(\w)\w*")
#: Among these are all digits, the raised ones too.
_DIGITS = re.compile("[\\d²³¹\u1369-\U0010ffff]")
#: Characters of a unit whose letters are counted.
_SAMPLE = 300


def describe_words(page: PageUnits, places: Sequence[int]) -> dict[str, list[float]]:
    """What a unit says, by itself."""
    units = [page.units[place] for place in places]
    tokens = [page.tokens[place] for place in places]
    kinds = [set(one) for one in tokens]
    texts = [unit.text for unit in units]
    columns: dict[str, list[float]] = {
        "log_words": [math.log1p(len(one)) for one in tokens],
        "log_chars": [math.log1p(len(text)) for text in texts],
        "link_share": [unit.link_share for unit in units],
        "links": [float(min(20, unit.links)) for unit in units],
        "bold": [min(1.0, unit.bold / max(1, len(unit.text))) for unit in units],
        "is_sentence": [float(bool(_SENTENCE_END.search(text[-8:]))) for text in texts],
        "sentences": [math.log1p(len(_INNER_END.findall(text))) for text in texts],
        "punctuation": [
            len(_PUNCTUATION.findall(t)) / max(1, len(w)) for t, w in zip(texts, tokens, strict=True)
        ],
        "common": [sum(map(_COMMON.__contains__, one)) / max(1, len(one)) for one in tokens],
        "capitals": [_share_capitals(text[:_SAMPLE]) for text in texts],
        "digits": [
            sum(map(str.isdigit, _DIGITS.findall(text, 0, _SAMPLE))) / max(1, min(_SAMPLE, len(text)))
            for text in texts
        ],
        "word_length": [len(text) / max(1, len(one)) for text, one in zip(texts, tokens, strict=True)],
        "begins": [_kind_of_letter(text[:1]) for text in texts],
        "ends": [float("?:…|".find(text[-1:])) for text in texts],
        "weight": [page.weights[place] for place in places],
        "sort": [_SORTS[furniture.recognise(text)] for text in texts],
        "title_share": [_share(one, page.title_words) for one in kinds],
        "description_share": [_share(one, page.description_words) for one in kinds],
        "support": [-1.0 if (s := page.evidence.support(text)) is None else s for text in texts],
        "tag": [TAGS.get(unit.tag, OTHER_TAG) for unit in units],
    }
    columns |= {f"in_{tag}": [float(tag in unit.inside) for unit in units] for tag in _INSIDE}
    return columns


def _share(own: set[str], known: frozenset[str]) -> float:
    return float(len(own & known) / max(1, len(own)))


def _share_capitals(text: str) -> float:
    first = _FIRST_LETTER.findall(text)
    return sum(map(str.isupper, first)) / max(1, len(first))


def _kind_of_letter(letter: str) -> float:
    """What a unit begins with: a small letter, a capital, a digit, a quotation, anything else."""
    if letter.isalpha():
        return float(letter.isupper())
    return 2.0 if letter.isdigit() else 4.0 if letter in "\"“«'‘—-–¿¡" else 3.0
