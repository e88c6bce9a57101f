"""Abbreviations of news that phrases know written out: "Aug. 12", "Sen. Kelly", "Tampa, Fla.", "£3m"."""

from collections.abc import Sequence

from translations.phrases.words import Token

#: Before a number.
_MONTHS = {
    "Jan": "January", "Feb": "February", "Mar": "March", "Apr": "April", "Jun": "June", "Jul": "July",
    "Aug": "August", "Sep": "September", "Sept": "September", "Oct": "October", "Nov": "November",
    "Dec": "December",
}  # fmt: skip
#: Before a name.
_TITLES = {
    "Sen": "Senator", "Rep": "Representative", "Gov": "Governor", "Gen": "General", "Lt": "Lieutenant",
    "Col": "Colonel", "Capt": "Captain", "Sgt": "Sergeant", "Maj": "Major", "Prof": "Professor",
    "Rev": "Reverend", "Pres": "President",
}  # fmt: skip
#: Behind a town and a comma.
_STATES = {
    "Ala": "Alabama", "Ariz": "Arizona", "Ark": "Arkansas", "Calif": "California", "Colo": "Colorado",
    "Conn": "Connecticut", "Del": "Delaware", "Fla": "Florida", "Ga": "Georgia", "Ill": "Illinois",
    "Ind": "Indiana", "Kan": "Kansas", "Ky": "Kentucky", "La": "Louisiana", "Mass": "Massachusetts",
    "Md": "Maryland", "Mich": "Michigan", "Minn": "Minnesota", "Miss": "Mississippi", "Mo": "Missouri",
    "Mont": "Montana", "Neb": "Nebraska", "Nev": "Nevada", "Okla": "Oklahoma", "Ore": "Oregon",
    "Pa": "Pennsylvania", "Tenn": "Tennessee", "Va": "Virginia", "Vt": "Vermont", "Wash": "Washington",
    "Wis": "Wisconsin", "Wyo": "Wyoming",
}  # fmt: skip

#: Behind a sum of money.
_SCALES = {"m": "million", "mn": "million", "bn": "billion", "tn": "trillion"}
_CURRENCIES = frozenset("$£€")


def write_out(tokens: Sequence[Token], language: str) -> list[Token]:
    """*tokens* of English with abbreviations and their stops as the whole word, where it is clear which."""
    written = list[Token]()
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if language == "en" and (scale := _find_scale(tokens, index)):
            token = Token(scale, token.start, token.end)
        whole = _find_whole(tokens, index) if language == "en" else None
        written.append(Token(whole, token.start, tokens[index + 1].end) if whole else token)
        index += 2 if whole else 1
    return written


def _find_whole(tokens: Sequence[Token], index: int) -> str | None:
    word = tokens[index].text
    stop, after = ([*(each.text for each in tokens[index + 1 : index + 3]), "", ""])[:2]
    if stop != ".":
        return None
    if word in _MONTHS and after[:1].isdigit():
        return _MONTHS[word]
    if word in _TITLES and after[:1].isupper():
        return _TITLES[word]
    is_behind_town = index > 1 and tokens[index - 1].text == "," and tokens[index - 2].text[0].isupper()
    # Where a sentence goes on: at its end the stop is the sentence's, too.
    return _STATES.get(word) if is_behind_town and after and not after[0].isupper() else None


def _find_scale(tokens: Sequence[Token], index: int) -> str | None:
    is_sum = index > 1 and tokens[index - 1].text[0].isdigit() and tokens[index - 2].text in _CURRENCIES
    return _SCALES.get(tokens[index].text) if is_sum else None
