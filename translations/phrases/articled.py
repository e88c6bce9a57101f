"""Names that begin with an article: "El País", "La Voz de Galicia", "The Nation" are no country, no voice."""

from collections.abc import Sequence
from itertools import pairwise

from translations.casing import is_title
from translations.phrases.model import Direction
from translations.phrases.words import Token

_ARTICLES = {"es": frozenset(["El", "La", "Los", "Las"]), "en": frozenset(["The"])}
_JOINING = frozenset(["de", "del"])
#: Most words of a name.
_LONGEST = 6


def keep_articled(tokens: Sequence[Token], sentence: str, direction: Direction) -> list[Token]:
    """*tokens* of *sentence*, a name with a capital article amid the sentence said as it is: one token.

    Where phrases have its beginning these say more: "La Haya", "El Salvador".
    """
    articles = _ARTICLES.get(direction.source, frozenset())
    if not any(token.text in articles for token in tokens[1:]) or is_title(sentence):
        return list(tokens)
    kept, place = list[Token](), 0
    while place < len(tokens):
        begins = tokens[place].text in articles and _is_amid(tokens, place)
        end = _find_end(tokens, place) if begins else place
        words = tuple(token.text for token in tokens[place:end])
        if end > place + 1 and not _has_phrase(words, direction):
            start, stop = tokens[place].start, tokens[end - 1].end
            kept.append(Token(sentence[start:stop], start, stop, (words,)))
            place = end
        else:
            kept.append(tokens[place])
            place += 1
    return kept


def _has_phrase(words: Sequence[str], direction: Direction) -> bool:
    """Whether phrases have two words with capitals of a name together."""
    pairs = pairwise(words)
    return any(pair[1][0].isupper() and direction.find_row(pair) is not None for pair in pairs)


def _is_amid(tokens: Sequence[Token], place: int) -> bool:
    """Whether a word or a comma stands before *place*, so that the capital is the name's."""
    before = tokens[place - 1].text if place else ""
    # "Según El País"
    return before == "," or before.islower() or (place == 1 and before.istitle())


def _find_end(tokens: Sequence[Token], begin: int) -> int:
    """Behind which word the name ends whose article is at *begin*."""
    end, place = begin + 1, begin + 1
    while place < min(len(tokens), begin + _LONGEST) and not tokens[place].said:
        if tokens[place].text[0].isupper():
            end = place + 1
        elif tokens[place].text not in _JOINING or end == begin + 1:
            break
        place += 1
    return end
