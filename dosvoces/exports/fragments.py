"""Fragments in another language as rows of a table, and as tokens with language tags."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

import msgspec

from dosvoces.core.errors import DosvocesError
from dosvoces.core.language_tags import base_language
from dosvoces.core.outlets import catalogue
from dosvoces.core.safe_text import make_line
from dosvoces.exports.rows import Exported, FragmentRow
from dosvoces.store.dividing import divide, list_fragments
from dosvoces.store.fragments import StoryFragment

#: Tags of the shared tasks on code-switching (LinCE, CALCS).
TAGS = {"en": "lang1", "es": "lang2"}

#: A word with its apostrophes and hyphens, a number, or a sign alone.
_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+(?:[.,:]\d+)*|[^\w\s]|\w+")


@cache
def _countries() -> dict[str, str]:
    try:
        return {key: outlet.country for key, outlet in catalogue().items()}
    except DosvocesError:
        return {}


def find_country(outlet: str) -> str:
    """The country of *outlet*, two letters; empty when it is in no list."""
    return _countries().get(outlet, "")


def make_row(fragment: StoryFragment, split: str = "all") -> FragmentRow:
    """The row of a fragment of the store."""
    same = {
        name: getattr(fragment, name)
        for name in ("id", "article_id", "version", "outlet", "role", "kind", "language", "text", "context")
    }
    return FragmentRow(
        **same,
        country=find_country(fragment.outlet),
        date=fragment.moment[:10],
        split=split,
        matrix_language=fragment.matrix,
        start=fragment.start,
        end=fragment.stop,
        confidence=fragment.confidence,
    )


def make_fragment_rows(exported: Exported) -> Iterator[FragmentRow]:
    """The rows of the fragments of a record's article, in its order."""
    record, article = exported.record, exported.record.article
    # What a fragment stands in does not depend on the segments that were chosen.
    dividing = exported.dividing or record.segments
    made = [each for each in dividing if each.origin != "human"]
    own = [each for each in dividing if each.origin == "human"]
    sentences = divide(article.blocks, made, own)
    for found in list_fragments(article.blocks, article.fragments, sentences):
        same = {name: found[name] for name in ("role", "kind", "language", "text", "context", "start")}
        yield FragmentRow(
            **same,
            id=f"{article.id}:{article.version}:f{found['number']}",
            article_id=article.id,
            version=article.version,
            outlet=article.outlet,
            country=find_country(article.outlet),
            date=str(article.day_published or ""),
            split=exported.split,
            matrix_language=base_language(article.in_language),
            end=found["stop"],
            confidence=found["confidence"],
        )


def write_jsonl(rows: Iterable[FragmentRow]) -> Iterator[bytes]:
    """*rows* as JSON, one on a line."""
    for row in rows:
        yield msgspec.json.encode(row) + b"\n"


def write_conll(rows: Iterable[FragmentRow]) -> Iterator[bytes]:
    """The sentences of *rows* with a token and its tag on each line, an empty line behind each sentence.

    The shape of the shared tasks on code-switching: ``lang1`` is English, ``lang2`` Spanish, ``ne`` a name,
    ``fw`` another language, ``other`` what has none. A sentence with several fragments comes once.
    """
    for found in _list_sentences(rows):
        article, version = make_line(found[0].article_id), found[0].version
        head = f"# sent_id = {make_line(found[-1].id)}\n# article = {article} version {version}"
        lines = [
            head,
            *(f"{each[0]}\t{_find_tag(each, found)}" for each in _TOKEN.finditer(found[0].context)),
        ]
        yield ("\n".join(lines) + "\n\n").encode()


def _list_sentences(rows: Iterable[FragmentRow]) -> Iterator[list[FragmentRow]]:
    """The rows of each sentence; the same words printed twice are two, in which the same fragment stands."""
    sentence: list[FragmentRow] = []
    for row in rows:
        first = sentence[0] if sentence else row
        same = (row.article_id, row.version, row.context) == (first.article_id, first.version, first.context)
        if sentence and (not same or any(row.start == each.start for each in sentence)):
            yield sentence
            sentence = []
        sentence.append(row)
    if sentence:
        yield sentence


def _find_tag(token: re.Match[str], rows: list[FragmentRow]) -> str:
    if not any(map(str.isalpha, token[0])):
        return "other"
    within = next((row for row in rows if row.start <= token.start() < row.end), None)
    if within is None:
        return TAGS.get(rows[0].matrix_language, "fw")
    return "ne" if within.kind == "name" else TAGS.get(within.language, "fw")
