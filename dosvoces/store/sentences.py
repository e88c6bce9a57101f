"""Sentences of the stories with their translations, found through the search index.

For whoever looks words up in their contexts (a concordance, collocates)::

    wanted = [Wanted("stem", "inversión"), Wanted("form", "extranjera")]
    for sentence in find_sentences(connection, "es", wanted, narrow(StoryFilter(outlet="gaceta"))):
        sentence.text, sentence.translation

gives the sentences in which all of them stand, those of the stories stored last first. It is a generator
that reads some fifty stories at a time: take as many as you need. What it gives holds the words; in which
order and with which accents they stand there is for the caller to look at
(:func:`~dosvoces.store.stems.place_words`).
"""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import accumulate, compress, groupby, islice
from operator import itemgetter
from typing import Any, Literal

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY

from dosvoces.core.errors import StoreError
from dosvoces.store.dividing import Place, select_standing
from dosvoces.store.fields import FIELDS
from dosvoces.store.places import load_rows
from dosvoces.store.queries import Part, Query
from dosvoces.store.ranking import make_matches
from dosvoces.store.stems import ALGORITHMS, compile_words, find_printed, fold_word, fold_words, stem_word
from dosvoces.store.tables import search_documents, sentences, stories

#: Stories read at once.
_AT_ONCE = 50


class Wanted(msgspec.Struct, frozen=True):
    """A word that has to stand in a sentence: as printed, with any ending, or going on as it likes.

    Case and accents do not count. One of the *others* may stand in its place.
    """

    kind: Literal["form", "stem", "prefix"]
    word: str
    others: tuple["Wanted", ...] = ()


class Sentence(msgspec.Struct, frozen=True, kw_only=True):
    """A printed sentence, or a whole block where nothing divides it, with its translation."""

    article_id: str
    version: int
    outlet: str
    #: When the story was published; see :class:`~dosvoces.store.listing.Story`.
    moment: str
    section: str
    #: Counts the sentences of the story.
    number: int
    #: Characters *start* to *stop* of the block at this position.
    block: int
    start: int
    stop: int
    role: str
    language: str
    text: str
    #: The language of the translation; empty while there is none.
    target: str
    translation: str
    #: Of the translation; ``human`` is a sentence of the outlet's own edition, and stands beside another row
    #: of the same sentence where that was translated too.
    origin: str
    flags: tuple[str, ...]
    #: Where it stands on the story's page: ``s12`` of the translation, ``o3`` of the own edition, ``b7`` of
    #: the blocks.
    anchor: str
    #: Whether the words were found in the translation, not in the text.
    translated: bool = False

    @property
    def found(self) -> str:
        """The text in which the words were found."""
        return self.translation if self.translated else self.text

    @property
    def other(self) -> str:
        """The text beside it in the other language; empty while there is none."""
        return self.text if self.translated else self.translation


def _make_part(wanted: Wanted) -> Part:
    if len(fold_words(wanted.word)) != 1:
        raise StoreError(f"{wanted.word!r} is not one word: look for each of its words")
    return Part(
        wanted.word,
        exact=wanted.kind != "stem",
        beginning=wanted.kind == "prefix",
        others=tuple(map(_make_part, wanted.others)),
    )


def _check(wanted: Sequence[Wanted]) -> list[Part]:
    if not wanted:
        raise StoreError("nothing to look for: give at least one word")
    return list(map(_make_part, wanted))


#: Tells which of some texts are meant, by their places in the list.
Test = Callable[[Sequence[str]], set[int]]


def make_test(language: str, wanted: Sequence[Wanted]) -> Test:
    """Tells in which of some texts in *language* all of *wanted* stand; linear in their length."""
    words = [
        (number, one.kind, fold_words(one.word)[0])
        for number, each in enumerate(wanted)
        for one in (each, *each.others)
    ]
    candidates = compile_words(word[:2] for _, _, word in words)
    known: dict[str, frozenset[int]] = {}

    def look(printed: str) -> frozenset[int]:
        word = fold_word(printed)
        stem = stem_word(word, language)
        return frozenset(
            number
            for number, kind, looked_for in words
            if (kind == "form" and word == looked_for)
            or (kind == "prefix" and word.startswith(looked_for))
            or (kind == "stem" and stem == stem_word(looked_for, language))
        )

    def find(texts: Sequence[str]) -> set[int]:
        # All at once: most texts hold nothing, and a call for each takes longer than to look through it.
        found: dict[int, set[int]] = {}
        ends = [*accumulate(len(text) + 1 for text in texts)]
        for place, printed in find_printed("\n".join(texts), candidates):
            numbers = known.get(printed)
            if numbers is None:
                numbers = known[printed] = look(printed)
            if numbers:
                found.setdefault(bisect_right(ends, place), set()).update(numbers)
        return {number for number, held in found.items() if len(held) == len(wanted)}

    return find


def _list_stories(
    connection: sa.Connection, language: str, query: Query, conditions: Sequence[Any], fields: Collection[str]
) -> Iterator[list[int]]:
    """The numbers of the stories whose text in *language* holds *query*, in lists, the last first."""
    postgresql = connection.dialect.name == "postgresql"
    index = sa.table("search_index", sa.column("id"), sa.column("document"))
    number: Any = index.c.id if postgresql else sa.literal_column("search_index.rowid", sa.Integer)
    holds: Any = (
        index.c.document.op("@@")(sa.cast(sa.bindparam(f"match_{language}"), TSQUERY))
        if postgresql
        else sa.text("search_index MATCH :match")
    )
    # The plus keeps SQLite from starting at the other end.
    same = search_documents.c.id == (number if postgresql else sa.literal_column("+search_index.rowid"))
    find = (
        sa.select(number.label("id"), search_documents.c.seq)
        .select_from(
            index.join(search_documents, same).join(stories, stories.c.seq == search_documents.c.seq)
        )
        .where(holds, number < sa.bindparam("before"), search_documents.c.language == language, *conditions)
        .order_by(number.desc())
        .limit(_AT_ONCE)
    )
    values: dict[str, Any] = make_matches(postgresql, query, [language], fields, "match")
    before = 2**31 - 1
    while rows := connection.execute(find, values | {"before": before}).all():
        yield [row.seq for row in rows]
        before = rows[-1].id


def find_sentences(
    connection: sa.Connection,
    language: str,
    wanted: Sequence[Wanted],
    conditions: Sequence[sa.ColumnElement[bool]] = (),
    *,
    fields: Collection[str] = FIELDS,
    between: int | None = None,
    most: int | None = None,
    stopped: Callable[[], object] = bool,
) -> Iterator[Sentence]:
    """The sentences in *language*, printed or translated, that hold all of *wanted*, the last stored first.

    *conditions* are on the table ``stories`` (:func:`~dosvoces.store.listing.narrow`), *fields* are parts of
    the page (:data:`~dosvoces.store.fields.FIELDS`), *most* stories are looked at, and where there are others
    *stopped* is called. With *between* the words
    stand no further apart than that, which only narrows the stories. Raises
    :exc:`~dosvoces.core.errors.StoreError` for
    another language than Spanish and English, and for what is not one word each.
    """
    if language not in ALGORITHMS:
        raise StoreError(f"search knows {' and '.join(ALGORITHMS)}, not {language}")
    query, test = Query(tuple(_check(wanted)), between), make_test(language, wanted)
    lists = _list_stories(connection, language, query, conditions, fields)
    for numbers in islice(lists, None if most is None else -(-most // _AT_ONCE)):
        yield from load_sentences(connection, numbers, language, test)
    if next(lists, None):
        stopped()


def load_sentences(
    connection: sa.Connection, numbers: Sequence[int], language: str = "", test: Test | None = None
) -> Iterator[Sentence]:
    """The sentences of the stories *numbers*, story by story in that order, to be looked at in *language*.

    Those are left out whose text in that language the *test* does not mean, and of what is not printed in it
    the translations where the outlet's own edition has the sentence.
    """
    of_story = sa.select(*_STORY).where(stories.c.seq.in_(numbers))
    told = {row.seq: row for row in connection.execute(of_story)}
    translated = {seq: bool(language) and row.language != language for seq, row in told.items()}
    rows = _load_some(connection, translated, test) if test else _load_all(connection, translated)
    found = {seq: list(some) for seq, some in groupby(rows, itemgetter(0))}
    for seq in numbers:
        for row in found.get(seq, ()) if seq in told else ():
            yield _make_sentence(row, told[seq], translated=translated[seq])


def _load_all(connection: sa.Connection, translated: dict[int, bool]) -> Iterable[Any]:
    columns = [sentences.c[name] for name in _SENTENCE]
    query = sa.select(*columns).where(sentences.c.seq.in_(translated))
    rows = connection.execute(query.order_by(sentences.c.seq, sentences.c.number))
    for seq, of_story in groupby(rows, itemgetter(0)):
        some = list(of_story)
        yield from _choose_standing(some) if translated[seq] else some


def _choose_standing(rows: Sequence[Any]) -> Iterator[Any]:
    """Those of a story's *rows* whose other voice stands beside what is printed."""
    places = [Place(row.block, row.start, row.stop, row.origin) for row in rows]
    return compress(rows, select_standing(places))


def _load_some(connection: sa.Connection, translated: dict[int, bool], test: Test) -> Iterable[Any]:
    """The sentences that *test* means, in the translations of the stories that are *translated*."""
    places: list[tuple[int, int]] = []
    texts: list[str] = []
    for column, side in ((sentences.c.text, False), (sentences.c.translation, True)):
        of_side = [seq for seq, other in translated.items() if other is side]
        if of_side:
            columns = [sentences.c[name] for name in ("seq", "number", *(Place._fields if side else ()))]
            query = sa.select(*columns, column).where(sentences.c.seq.in_(of_side))
            rows = connection.execute(query.order_by(sentences.c.seq)).all()
            if side:
                by_story = groupby(rows, itemgetter(0))
                rows = [row for _, of_story in by_story for row in _choose_standing(list(of_story))]
            places += [(row[0], row[1]) for row in rows]
            texts += [row[-1] for row in rows]
    # Most sentences hold nothing of what is looked for: they are not read whole.
    return load_rows(connection, "number", _SENTENCE, sorted(places[place] for place in test(texts)))


def _make_sentence(row: Any, story: Any, *, translated: bool) -> Sentence:
    values = {name: row._mapping[name] for name in _NAMES} | {
        name: getattr(story, name) for name in _OF_STORY
    }
    return Sentence(**values, flags=tuple(row.flags.split()), translated=translated)


_OF_STORY = ("article_id", "version", "outlet", "moment", "section")
_NAMES = tuple(name for name in Sentence.__struct_fields__ if name not in (*_OF_STORY, "flags", "translated"))
_STORY = [stories.c[name] for name in ("seq", "language", *_OF_STORY)]
_SENTENCE = ("seq", *_NAMES, "flags")
