"""Full names of people in a sentence: "Pedro Sánchez", "Jack Black", "Juan de la Cruz", "George W. Bush"."""

import re

from pipelines.languages.table import ENGLISH, GIVEN, NAME, RARE, SPANISH, SURNAME, UNCOMMON
from pipelines.languages.tokens import evidence
from translations.casing import is_title
from translations.postediting.lexicon import load_capitalised

#: Most surnames of a person, and most particles and initials before one.
_MOST_SURNAMES, _MOST_BETWEEN = 5, 3
#: A word without the "'s" at its end.
_NAME = re.compile(r"[^\W\d_]+(?:['’-](?!s\b)[^\W\d_]+)*")
_WORDS = {"en": ENGLISH, "es": SPANISH}
#: Surnames of the thousand commonest that are commoner as words, those apart that places and bodies have too.
_SURNAMES = frozenset((
    "banks", "black", "brown", "day", "fields", "gray", "green", "little", "long", "love", "price",
    "read", "short", "small", "strong", "weeks", "white", "young", "barrios", "blanco", "bueno", "campo",
    "campos", "canales", "carrera", "casas", "fuente", "fuentes", "guardado", "guerra", "rojo", "salas",
    "segura",
))  # fmt: skip
_OTHER_SURNAMES = frozenset((
    "best", "case", "church", "good", "hope", "house", "key", "law", "may", "north", "page", "power",
    "iglesia", "real", "sala", "grande", "mayo",
))  # fmt: skip
#: Given names that are commoner as words, those of months apart.
_MONTHS = frozenset(["april", "may", "june", "abril", "julio"])
GIVEN_WORDS = _MONTHS | frozenset(["will", "guy", "dale", "lee", "jo", "hope", "domingo", "amor", "salud"])
#: What stands before a name that is another in the other language: of saints, places, kings.
TITLES = frozenset((
    "san", "santa", "santo", "saint", "st", "king", "queen", "prince", "princess", "pope", "apostle", "rey",
    "reina", "papa", "príncipe", "princesa", "apóstol", "virgen",
))  # fmt: skip
#: Of those who hold them; the first are no surnames either.
_NO_SURNAMES = frozenset(
    ["governor", "senator", "minister", "president", "secretary", "doctor", "general", "police"]
)
_OFFICES = _NO_SURNAMES | frozenset(["judge", "major"])
_SPANISH_PARTICLES = frozenset(["de", "del", "la", "las", "los"])
_PARTICLES = _SPANISH_PARTICLES | frozenset(["van", "von", "der", "den", "di", "da", "do", "dos", "du", "le"])
_BEFORE_MONTHS = frozenset((
    "in", "of", "on", "since", "by", "from", "until", "till", "last", "next", "this", "early", "late", "mid",
    "between", "through", "during", "and", "to", "every", "each", "before", "after", "for",
))  # fmt: skip
_NUMERAL = re.compile("[IVX]+")
#: What a sentence begins behind.
_BEGINNING = re.compile(r"(?:^|[.?!¿¡:]|\)\s-|[\"“«‘'(\[—–])\s*$")


def find_full_names(text: str, language: str) -> list[tuple[int, int]]:
    """Where in *text* a given name stands with the surnames behind it, as characters, in order.

    Surer than :func:`translations.people.find_people`: words that are names only by their capitals ("Will
    Obama run?"), places behind saints, and rulers, whose names each language has ("Carlos III"), are none.
    """
    finder = _Finder(text, language)
    found, place = list[tuple[int, int]](), 0
    while place < len(finder.words):
        end = finder.find_end(place)
        if end > place:
            found.append((finder.words[place].start(), finder.words[end - 1].end()))
        place = max(end, place + 1)
    return found


class _Finder:
    """A sentence asked where names of people are."""

    def __init__(self, text: str, language: str) -> None:
        self.words = list(_NAME.finditer(text))
        self._text, self._language = text, language
        self._own = _WORDS.get(language, ENGLISH | SPANISH)
        self._titled = is_title(text)
        self._asks = text.rstrip().endswith("?")
        #: Spanish writes no common word with a capital in mid-sentence.
        self._tells_names = language == "es" and not self._titled

    def find_end(self, begin: int) -> int:
        """Behind which word the name ends that begins with word *begin*; *begin* itself if none does."""
        if not self._may_be_given(begin):
            return begin
        surnames, end = list[int](), begin + 1
        while len(surnames) < _MOST_SURNAMES and (place := self._find_next(end)) is not None:
            surnames.append(place)
            end = place + 1
        is_ruler = self._is_near(end) and bool(_NUMERAL.fullmatch(self.words[end][0]))
        return end if surnames and not is_ruler and self._is_sure(begin, surnames[0]) else begin

    def _find_next(self, place: int) -> int | None:
        """The place of the next name from *place* on, behind initials and particles."""
        spanish, last = False, place + _MOST_BETWEEN
        while place <= last and self._is_near(place):
            word = self.words[place][0]
            if word in _PARTICLES:
                spanish = spanish or word in _SPANISH_PARTICLES
            elif (
                len(word) > 1 or not word.isupper() or not self._text.startswith(".", self.words[place].end())
            ):
                return place if self._may_be_surname(word, behind_particle=spanish) else None
            place += 1
        return None

    def _is_near(self, place: int) -> bool:
        """Whether one blank stands before the word at *place*, behind the point of an initial perhaps."""
        if place >= len(self.words):
            return False
        before = self.words[place - 1]
        between = self._text[before.end() : self.words[place].start()]
        return between == " " or (between == ". " and len(before[0]) == 1 and before[0].isupper())

    def _may_be_given(self, place: int) -> bool:
        word = self.words[place][0]
        small, before = word.lower(), self.words[place - 1][0].lower() if place else ""
        if not _is_capitalised(word) or small in TITLES | _OFFICES or before in TITLES:
            return False
        if (small in _MONTHS and before in _BEFORE_MONTHS) or before in ("los", "las"):
            return False
        return bool(evidence(small).flags & GIVEN) or small in GIVEN_WORDS

    def _may_be_surname(self, word: str, *, behind_particle: bool) -> bool:
        flags = evidence(word.lower()).flags
        if not _is_capitalised(word) or word.lower() in _NO_SURNAMES:
            return False
        if behind_particle:
            # "Isabel de Inglaterra"
            return bool(flags & SURNAME)
        if self._titled and word == "May":
            return False
        wanted = SURNAME | NAME | RARE | GIVEN | (0 if self._titled else UNCOMMON)
        return self._tells_names or bool(flags & wanted) or word.lower() in _SURNAMES | _OTHER_SURNAMES

    def _is_sure(self, given: int, surname: int) -> bool:
        """Whether the words at *given* and *surname* are a person's, not words with capitals."""
        word = self.words[given][0].lower()
        flags = evidence(word).flags
        is_word = flags & (ENGLISH | SPANISH) and not flags & (NAME | UNCOMMON)
        if flags & GIVEN and (not is_word or self.words[given][0] in load_capitalised(self._language)):
            return True
        start = self.words[given].start()
        begins = bool(_BEGINNING.search(self._text[max(0, start - 4) : start]))
        if word in GIVEN_WORDS and (self._titled or (begins and self._asks)):
            return False
        if given and self._is_near(given) and self.words[given - 1][0][0].isupper():
            # "Costa Rica", "Los Angeles"
            return False
        last = self.words[surname][0].lower()
        flags = evidence(last).flags
        if self._tells_names:
            return bool(flags & SURNAME) or last in _SURNAMES
        is_word = flags & self._own and not flags & (NAME | UNCOMMON)
        if self._titled or (begins and word in GIVEN_WORDS):
            return bool(flags & (SURNAME | NAME | RARE)) and not is_word
        if begins:
            return bool(flags & SURNAME) or not is_word
        return bool(flags & (SURNAME | NAME | RARE | UNCOMMON)) or last in _SURNAMES


def _is_capitalised(word: str) -> bool:
    return word[0].isupper() and not word.isupper()
