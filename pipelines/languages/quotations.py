"""What is quoted in a text, and which works it names."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from pipelines.languages.label import Label, is_name, judge, near
from pipelines.languages.scores import MINOR
from pipelines.languages.spans import Span
from pipelines.languages.table import ENGLISH, LANGUAGES, NAME, SPANISH
from pipelines.languages.tokens import Token, evidence

_OURS = {"es": SPANISH, "en": ENGLISH}

#: Longest title, words.
TITLE = 12

#: Each form begins with its mark, so that a text is searched for marks alone.
_QUOTED = re.compile(
    r"“([^“”\n]+)”|«([^«»\n]+)»|\"([^\"\n]+)\"|„([^„“”\n]+)[“”]|‹([^‹›\n]+)›|''([^'`\n]+)''|``([^'`\n]+)''"
    r"|‘((?:[^‘’\n]|(?<=\w)’(?=\w)){8,})’|'(?<![\w']')((?:[^'\n]|(?<=\w)'(?=\w)){8,})'(?![\w'])"
    r"|—(?<!\w—)(?=\S)([^—–\n]{8,})(?<=\S)[—–](?!\w)|–(?<!\w–)(?=\S)([^—–\n]{8,})(?<=\S)[—–](?!\w)"
)
#: Works, by nouns that are no verbs as well, and by those that are.
_WORKS = (
    "película|filme|novela|serie|miniserie|teleserie|telenovela|canción|álbum|documental|cortometraje|largometraje|"
    "musical|ópera|poema|sencillo|videojuego|pódcast|movie|novel|series|miniseries|song|album|documentary|sitcom|opera|"
    "memoir|poem|video game|videogame|podcast"
)
_NOUNS = (
    f"{_WORKS}|film|libro|disco|obra|cinta|ensayo|revista|programa|tema|comedia|book|show|play|essay|magazine|single|"
    "track|drama|thriller|comedy|ballad"
)
_NAMED = "titulado|titulada|titled"
#: The words without which no work is announced.
_ANNOUNCING = frozenset(re.findall(r"\w+", f"{_NOUNS}|{_NAMED}"))
#: Verbs whose object is a work.
_MADE = "directed|starred in|sang|sings|recorded|dirigió|protagonizó|interpretó|cantó|canta|grabó"
#: A word that announces the title of a work, right before it.
_WORK = re.compile(rf"\b(?:(?:{_NOUNS})(?:\s(?:llamad[oa]|called))?|{_NAMED}|{_MADE})\W*$", re.IGNORECASE)
_ARTICLE = "el|la|las?|los|un|una|su|sus|del|al|the|an?|his|her|its|their|this|est[ae]|[\\w.-]{1,30}['’]s"
#: The same where the title itself has no marks: a noun needs its article there ("the play", not "they play").
#: Words may stand between them if the noun is no verb ("the hit series").
_ANNOUNCED = re.compile(
    rf"\b(?:(?:{_ARTICLE})\s(?:{_NOUNS}|(?:[^\W\d_][\w-]{{0,30}}\s){{1,2}}(?:{_WORKS}))|{_NAMED}),?\s(?=\w)",
    re.IGNORECASE,
)
#: What stands between the titles of a list.
_LISTED = re.compile(r"\W{1,3}(?:\s?(?:and|or|y|e|o|u)\s)?\W{0,2}")
#: Spanish questions and exclamations, whatever stands around them.
_EXCLAIMED = re.compile(r"[¡¿]([^¡¿!?“”«»\"\n]+)[!?]")
#: What a word says for a language, nats, so that one of both dictionaries is clearly of it ("gracias").
CLEAR = 5.0
#: What may stand between two words of a title.
_INSIDE = re.compile(r"[ \u00a0]|[-–&'’:]|: | & ")
#: Characters before a fragment in which an announcing word stands.
_REACH = 40


def find_quotations(text: str) -> list[tuple[int, int]]:
    """Where the insides of quotation marks, and of dashes used like them, begin and end, in order."""
    return [match.span(match.lastindex or 0) for match in _QUOTED.finditer(text)]


def is_announced(text: str, start: int) -> bool:
    """Whether a word that announces a work ("la película", "titled") stands right before *start*."""
    return _WORK.search(text[max(0, start - _REACH) : start]) is not None


def find_announced(text: str, quotations: Sequence[tuple[int, int]]) -> frozenset[int]:
    """Where those *quotations* begin that are announced as works, or are listed behind such a one."""
    found: set[int] = set()
    last = 0
    for number, (start, end) in enumerate(quotations):
        listed = number and quotations[number - 1][0] in found and _LISTED.fullmatch(text, last, start)
        if listed or is_announced(text, start):
            found.add(start)
        last = end
    return frozenset(found)


def find_utterances(text: str, words: Sequence[Token], language: str) -> list[Span]:
    """Short quotations and Spanish exclamations in another language than *language*, judged by themselves.

    What stands between marks is often in another language than all around, of one word as well ("“mañana”").
    """
    marked = [*find_quotations(text), *(match.span(1) for match in _EXCLAIMED.finditer(text))]
    starts = [word.start for word in words] if marked else []
    found = []
    for start, end in marked:
        inside = words[bisect_left(starts, start) : bisect_left(starts, end)]
        if inside and len(inside) <= TITLE:
            spanish = _EXCLAIMED.search(text, max(0, start - 1), end + 1) is not None
            judged = _judge_apart(inside, language, spanish=spanish)
            if judged.language in _OURS and judged.language != language:
                found.append(Span(start, end, judged.language, judged.confidence))
    return found


def _judge_apart(words: Sequence[Token], language: str, *, spanish: bool) -> Label:
    """The language of *words* between marks, which may be those that *spanish* alone has.

    Else none may be a name, and one has to be clearly of its language.
    """
    judged = judge(words, near("es" if spanish else language))
    if spanish and judged.language == "es":
        return judged
    if is_name(words) or not any(_is_clear(word, judged.language) for word in words):
        return Label("und", judged.confidence)
    return judged


def _is_clear(token: Token, language: str) -> bool:
    """Whether a word is no name and far likelier in Spanish than in English, or the other way round."""
    scores, flags, _ = evidence(token.word)
    if language not in _OURS or token.branded or (token.capital and flags & NAME):
        return False
    ours = LANGUAGES.index(language)
    return bool(flags & _OURS[language]) and scores[ours] - scores[1 - ours] > CLEAR


def find_titles(text: str, words: Sequence[Token], language: str) -> list[Span]:
    """The titles of works that are announced without marks, in another language than *language*.

    "La película The Power of the Dog ganó": the run of capitals, small words between them.
    """
    if _ANNOUNCING.isdisjoint([word.word for word in words]):
        return []
    starts = [word.start for word in words]
    found = []
    for match in _ANNOUNCED.finditer(text):
        first = bisect_left(starts, match.end())
        title = _take_title(text, words[first : first + TITLE])
        if not title or title[0].start != match.end() or is_name(title):
            continue
        judged = judge(title, near(language))
        if judged.language not in {language, "und"}:
            found.append(Span(title[0].start, title[-1].end, judged.language, judged.confidence))
    return found


def _take_title(text: str, words: Sequence[Token]) -> Sequence[Token]:
    """The words from the first that are spelt as a title is; they end on a capital."""
    taken = 0
    for number, word in enumerate(words):
        if number and not _INSIDE.fullmatch(text, words[number - 1].end, word.start):
            break
        if word.capital:
            taken = number + 1
        elif not number or word.word not in MINOR:
            break
    return words[:taken]
