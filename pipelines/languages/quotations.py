"""What is quoted in a text, and which works it names."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from dosvoces.core.months import MONTH_NAMES
from pipelines.languages.label import Label, is_name, judge, label, near
from pipelines.languages.scores import MINOR
from pipelines.languages.spans import Span
from pipelines.languages.table import ENGLISH, LANGUAGES, NAME, SPANISH
from pipelines.languages.tokens import Token, evidence, tokens

_OURS = {"es": SPANISH, "en": ENGLISH}

#: Longest title, words.
TITLE = 12

#: Each form begins with its mark, so that a text is searched for marks alone.
_QUOTED = re.compile(
    r"“([^“”\n]+)”|«([^«»\n]+)»|\"([^\"\n]+)\"|„([^„“”\n]+)[“”]|‹([^‹›\n]+)›|''([^'`\n]+)''|``([^'`\n]+)''"
    r"|‘((?:[^‘’\n]|(?<=\w)’(?=\w)){8,})’|'(?<![\w']')((?:[^'\n]|(?<=\w)'(?=\w)){8,})'(?![\w'])"
    # A turn of a dialogue, up to who says it or to the end of its line.
    r"|—(?<![^\n]—)(?=[^\s—])([^—–\n“”«»\"]*[^\s—–“”«»\"])(?=[ \t]{0,4}(?:[—–\n]|\Z))"
    r"|—(?<!\w—)(?=[^\s“«\"])([^—–\n]{8,})(?<=\S)[—–](?!\w)|–(?<!\w–)(?=[^\s“«\"])([^—–\n]{8,})(?<=\S)[—–](?!\w)"
)
#: Works, by nouns that are no verbs as well, and by those that are.
_WORKS = (
    "película|filme|novela|serie|miniserie|teleserie|telenovela|canción|álbum|documental|cortometraje|largometraje|"
    "musical|ópera|poema|videojuego|pódcast|movie|novel|series|miniseries|song|album|documentary|sitcom|opera|"
    "memoir|poem|video game|videogame|podcast"
    # What "es sencillo", plain, is no single.
    r"|(?<!\bes\s)(?<!\bmás\s)(?<!\bmuy\s)sencillo"
)
_NOUNS = (
    f"{_WORKS}|film|libro|disco|obra|cinta|ensayo|revista|programa|tema|comedia|book|show|play|essay|magazine|single|"
    "track|drama|thriller|comedy|ballad"
)
_NAMED = "titulado|titulada|titulados|tituladas|titula|titulaba|tituló|titled|entitled"
#: Verbs whose object has no marks and is a song.
_SUNG = "sang|sings|singing"
#: The words without which no work is announced.
_ANNOUNCING = frozenset(re.findall(r"\w{4,}", f"{_NOUNS}|{_NAMED}|{_SUNG}"))
#: Verbs whose object is a work.
_MADE = "directed|starred in|sang|sings|recorded|dirigió|protagonizó|interpretó|cantó|canta|grabó"
#: A word that announces the title of a work, right before it.
_WORK = re.compile(rf"\b(?:(?:{_NOUNS})(?:\s(?:llamad[oa]|called))?|{_NAMED}|{_MADE})\W*$", re.IGNORECASE)
#: What announces a title in marks alone: nouns, and what a work has.
_SHOWN = (
    "exhibition|exposición|retrospective|retrospectiva|report|informe|reportaje|crónica|article|artículo|cuento|relato|"
    "saga|trilogy|trilogía|episode|episodio|chapter|capítulo|"
    "(?:cover|season|episode|remake|adaptation) of|(?:temporada|remake|adaptación) de"
)
#: What may stand between them: an adverb, or what lists ("the film, originally", "tracks like").
_BETWEEN = r"s?,?\s(?:llamad[oa]s?|called|\w{3,20}(?:ly|mente)|such as|like|includ(?:es?|ing)|como|incluyen?)"
_MARKED = re.compile(
    rf"\b(?:(?:(?:{_NOUNS})(?:{_BETWEEN})?|{_NAMED}|{_MADE})\W*|(?:{_SHOWN})(?:{_BETWEEN})?[^\w:]*)$",
    re.IGNORECASE,
)
#: What hints at a title in marks: whose it is, and what some noun is.  Slogans have authors as well, and
#: films have mottoes ("Biden's “…” line", "the creator of “…”", "el lema de la película era “…”").
_HINTED = re.compile(
    rf"(?:(?<=\w)['’]s|\b(?:author|writer|director|creator|star) of|\bversión de"
    r"|\b(?:autora?|directora?|creadora?|guionista|protagonista|estrella) de"
    rf"|\b(?:{_NOUNS}|{_SHOWN})s?,?\s(?:\w{{3,20}}\s)?(?:is|was|es|era|fue))\W*$",
    re.IGNORECASE,
)
#: Who made a work, behind its marks: "‘Midnights’, de Taylor Swift".  "By Monday" is when.
_MADE_BY = re.compile(
    r"[,.]?[”\"»’'],?\s(?:de|by)\s"
    rf"(?!(?:(?:Sun|Mon|Tues|Wednes|Thurs|Fri|Satur)day|{'|'.join(MONTH_NAMES['en'])})\b)(?-i:[^\W\d_a-záéíóúñ])[\w.’'-]{{0,30}}"
    r"(?P<full>\s(?-i:[^\W\d_a-záéíóúñ]))?",
    re.IGNORECASE,
)
#: What is said of works alone, behind the marks: "“…”, una novela", "“…,” based on".
_SAID_OF_WORKS = re.compile(
    r"[,.]?[”\"»’'],?\s(?:based on|basad[oa] en|starring|protagonizad[oa] por|directed by|dirigid[oa] por|"
    rf"(?:an?|una?)\s(?:[\w-]{{2,20}}\s)?(?:{_NOUNS}))\b",
    re.IGNORECASE,
)
_ARTICLE = "el|la|las?|los|un|una|su|sus|del|al|the|an?|his|her|its|their|this|est[ae]|[\\w.-]{1,30}['’]s"
#: The same where the title itself has no marks: a noun needs its article there ("the play", not "they play").
#: Words may stand between them if the noun is no verb ("the hit series").
_ANNOUNCED = re.compile(
    rf"\b(?:(?:{_ARTICLE})\s(?:{_NOUNS}|(?:[^\W\d_][\w-]{{0,30}}\s){{1,2}}(?:{_WORKS}))|{_NAMED}|{_SUNG}),?\s(?=\w)",
    re.IGNORECASE,
)
#: What stands between the titles of a list.
_LISTED = re.compile(r"\W{1,3}(?:\s?(?:and|or|y|e|o|u)\s(?:[^\W\d_]{3,12}\s)?)?\W{0,2}")
#: Verbs of cries, of speech, and of what is written, which may be a work as well.
_CRIED = "shouted|yelled|cried|chanted|exclaimed|grit(?:ó|aron|aban?)|exclamó|core(?:ó|aron|aban?)"
_SAID = (
    "sa(?:id|ys)|ask(?:ed|s)|told|replied|answered|added|whispered|repeated|di(?:jo|ce|jeron)|decían?|preguntó|"
    "respondió|contestó|añadió|aseguró|afirmó|declaró|repit(?:ió|ieron)|"
    "repetían?|dese(?:ó|aron)|saludó|susurró"
)
_WRITTEN = "wrote|writes|tweeted|reads?|escribió|tuiteó|se le(?:e|ía)|reza(?:ba)?"
#: Who says what stands before (",” the boy said", "», dijo", " —dijo"), or behind ("she said, “").
_REPORTED = re.compile(
    r"(?:[,!?…][”\"»’']{1,2},?\s|.[”\"»’']{1,2},\s|.\s?—\s?)(?:[^\W\d_][\w’'-]{0,30}\s){0,4}?"
    rf"(?:{_CRIED}|{_SAID}|{_WRITTEN})\b"
)
_REPORTING = re.compile(rf"\b(?:{_CRIED}|(?:{_CRIED}|{_SAID})(?:,?\s(?:in|en)\s\w{{4,12}})?[,:])\W{{1,3}}$")
#: Spanish questions and exclamations, whatever stands around them.
_EXCLAIMED = re.compile(r"[¡¿]([^¡¿!?“”«»\"\n]+)[!?]")
#: Marks of questions and exclamations.
SPOKEN = re.compile("[¡¿!?]")
#: What a word says for a language, nats, so that one of both dictionaries is clearly of it ("gracias").
CLEAR = 5.0
#: What is given in another language behind it, and its fewest words.
_GLOSSED, _GLOSSED_WORDS = re.compile(r"[^\W\d_]\s\(([“\"‘«']?[^\W\d_a-záéíóúñ][^()\n]{2,80})\)"), 2
_OWN_ARTICLES = {"es": frozenset({"el", "la", "los", "las"}), "en": frozenset({"the"})}
#: What a clause ends with, and its longest word's least letters.
_SHORTEST = 3
_CLAUSE = re.compile(r"[,.;:!?…]\s")
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


def is_reported(text: str, start: int, end: int) -> bool:
    """Whether somebody is said to have said *start* to *end*, the inside of quotation marks."""
    if end and _REPORTED.match(text, end - 1):
        return True
    return _REPORTING.search(text[max(0, start - _REACH) : start]) is not None


def find_announced(text: str, quotations: Sequence[tuple[int, int]]) -> frozenset[int]:
    """Where those *quotations* begin that are announced as works, or are listed behind such a one."""
    found: set[int] = set()
    last = 0
    for number, (start, end) in enumerate(quotations):
        listed = number and quotations[number - 1][0] in found and _LISTED.fullmatch(text, last, start)
        before = text[max(0, start - _REACH) : start]
        if listed or _MARKED.search(before) or _is_hinted(text, start, end, before):
            found.add(start)
        last = end
    return frozenset(found)


def _is_hinted(text: str, start: int, end: int, before: str) -> bool:
    """Whether *start* to *end*, with *before* in front, is hinted to be a work and looks like one."""
    # The comma that English puts inside the marks may be the last of them.
    maker = _MADE_BY.match(text, end) or _MADE_BY.match(text, end - 1)
    if not maker and not _HINTED.search(before):
        return False
    if SPOKEN.search(text, start, end) or is_reported(text, start, end):
        return False
    if _SAID_OF_WORKS.match(text, end) or _SAID_OF_WORKS.match(text, end - 1):
        return True
    content = [word for word in tokens(text[start:end]) if word.word not in MINOR]
    if not content or not all(word.capital for word in content):
        return False
    return len(content) > 1 or bool(maker and maker["full"])


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
            for begin, stop, said in _parts(text, start, end, inside, language):
                judged = _judge_apart(said, language, spanish=spanish)
                if judged.language in _OURS and judged.language != language:
                    found.append(Span(begin, stop, judged.language, judged.confidence))
    return found


def _parts(
    text: str, start: int, end: int, words: Sequence[Token], language: str
) -> Iterator[tuple[int, int, Sequence[Token]]]:
    """What is between marks, or its clauses where one is clearly in *language*: "Hola, I’m Eva"."""
    if not any(_is_clear(word, language) for word in words):
        yield start, end, words
        return
    first = 0
    for number, word in enumerate(words, 1):
        if number == len(words) or _CLAUSE.match(text, word.end):
            # "Yo, listen" is English.
            if any(len(said.word) >= _SHORTEST for said in words[first:number]):
                yield words[first].start, word.end, words[first:number]
            first = number


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


def find_glossed(text: str, words: Sequence[Token], language: str) -> list[Span]:
    """What has capitals, is in another language than *language*, and is given in that one behind it.

    "The House of Spiders (La casa de las arañas)", "Servicio de Parques (Park Service)".
    """
    found = []
    glosses = list(_GLOSSED.finditer(text)) if language in _OWN_ARTICLES else []
    ends = [word.end for word in words] if glosses else []
    for gloss in glosses:
        last = bisect_left(ends, gloss.start() + 1)
        if last == len(words) or words[last].end != gloss.start() + 1:
            continue
        first = _go_back(text, words, last)
        first += words[first].word in _OWN_ARTICLES[language]
        run = _take_title(text, words[first : last + 1])
        if len(run) < _GLOSSED_WORDS or run[-1] != words[last] or is_name(run):
            continue
        judged, behind = judge(run, near(language)), label(gloss[1])
        if judged.language in _OURS.keys() - {language} and behind.language == language:
            found.append(Span(run[0].start, run[-1].end, judged.language, judged.confidence))
    return found


def _go_back(text: str, words: Sequence[Token], last: int) -> int:
    """Where a run of capitals with small words between them begins that ends at the word *last*."""
    first = last
    for number in range(last, max(-1, last - TITLE), -1):
        if number < last and not _INSIDE.fullmatch(text, words[number].end, words[number + 1].start):
            break
        if words[number].capital:
            first = number
        elif words[number].word not in MINOR:
            break
    return first


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
