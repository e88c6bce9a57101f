"""Words that stand near what a pattern finds, or beside it in the other language."""

from collections import Counter
from collections.abc import Collection, Iterator
from itertools import compress, groupby

import sqlalchemy as sa

from dosvoces.corpus.collocates import Collocate, Rendering, find_near, rank_collocates, rank_renderings
from dosvoces.corpus.cql import Pattern
from dosvoces.corpus.kwic import list_forms
from dosvoces.store.concordance import PAGE, Match, read_matches
from dosvoces.store.dividing import Place, select_standing
from dosvoces.store.fields import FIELDS
from dosvoces.store.listing import StoryFilter
from dosvoces.store.sentences import Sentence, load_sentences
from dosvoces.store.tables import stories

#: Stories whose words are counted.
MOST_STORIES = 200


class _Found:
    """Matches of the stories stored last, at most :data:`MOST_STORIES`, and which stories they are."""

    def __init__(self, matches: Iterator[Match]) -> None:
        self._matches = matches
        self.ids: dict[str, None] = {}

    def __iter__(self) -> Iterator[Match]:
        for match in self._matches:
            article_id = match[0].article_id
            if article_id not in self.ids and len(self.ids) >= MOST_STORIES:
                return
            self.ids[article_id] = None
            yield match


def find_collocates(
    connection: sa.Connection,
    pattern: Pattern,
    chosen: StoryFilter,
    language: str = "",
    fields: Collection[str] = FIELDS,
) -> list[Collocate]:
    """The words most typical of what *pattern* finds, by logDice.

    How often a word stands elsewhere is counted in the stories in which the pattern was found, of which the
    :data:`MOST_STORIES` stored last are read.
    """
    near: dict[tuple[str, int, int], str] = {}
    nodes: set[tuple[str, int, int]] = set()
    found = _Found(read_matches(connection, pattern, chosen, language, fields, PAGE))
    for match in found:
        _, tokens, place = match
        nodes.add(_find_position(match, place[0]))
        # A word between two nodes is near both, and stands there once.
        near |= {_find_position(match, at): tokens[at].word.lower() for at in find_near(len(tokens), place)}
    everywhere: Counter[str] = Counter()
    for sentence in _load_once(connection, [*found.ids], language):
        everywhere.update(list_forms(sentence.found))
    return rank_collocates(near.values(), len(nodes), everywhere)


def find_renderings(
    connection: sa.Connection,
    pattern: Pattern,
    chosen: StoryFilter,
    language: str = "",
    fields: Collection[str] = FIELDS,
) -> list[Rendering]:
    """The words most typical of the sentences in the other language beside what *pattern* finds, by logDice.

    The outlet's own sentence counts where it has one, else the translation; in how many sentences a word
    stands is counted in the stories that :func:`find_collocates` reads.
    """
    found = _Found(read_matches(connection, pattern, chosen, language, fields, PAGE))
    holding = {(match[0].article_id, match[0].number) for match in found}
    nodes, beside, everywhere = 0, Counter[str](), Counter[str]()
    every = _load(connection, [*found.ids], language)
    for _, of_story in groupby(every, lambda sentence: sentence.article_id):
        some = list(of_story)
        places = [Place(each.block, each.start, each.stop, each.origin) for each in some]
        for sentence in compress(some, select_standing(places)):
            words = set(list_forms(sentence.other))
            everywhere.update(words)
            if words and (sentence.article_id, sentence.number) in holding:
                nodes += 1
                beside.update(words)
    return rank_renderings(beside.elements(), nodes, everywhere)


def _find_position(match: Match, at: int) -> tuple[str, int, int]:
    """Where word *at* of a match's sentence stands, whichever of its rows the sentence is."""
    sentence, tokens, _ = match
    if sentence.translated:
        return sentence.article_id, sentence.number, at
    return sentence.article_id, sentence.block, sentence.start + tokens[at].start


def _load(connection: sa.Connection, ids: list[str], language: str) -> Iterator[Sentence]:
    """The sentences of the stories *ids*, to be looked at in *language*."""
    query = sa.select(stories.c.seq).where(stories.c.article_id.in_(ids))
    return load_sentences(connection, [int(seq) for seq in connection.execute(query).scalars()], language)


def _load_once(connection: sa.Connection, ids: list[str], language: str) -> Iterator[Sentence]:
    """The sentences of the stories *ids*, each place once, in the text that *language* means."""
    seen: set[tuple[str, int, int]] = set()
    for sentence in _load(connection, ids, language):
        place = (sentence.article_id, sentence.block, sentence.start)
        if place not in seen:
            seen.add(place)
            yield sentence
