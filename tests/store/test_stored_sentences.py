"""The sentences of the stories, found by their words in either language, on SQLite and PostgreSQL alike."""

from itertools import product
from typing import get_args

import pytest
import sqlalchemy as sa
from test_search import library as library
from test_store import make_article

from dosvoces.core.errors import StoreError
from dosvoces.core.record import Block, Fragment, Segment, SegmentSide, TextSpan
from dosvoces.store import Store, Translation
from dosvoces.store.browsing import Browser
from dosvoces.store.listing import StoryFilter, narrow
from dosvoces.store.sentences import Sentence, Wanted, find_sentences, make_test
from dosvoces.store.stems import fold_word, stem_word
from dosvoces.store.tables import fragment_counts, fragments


def find(store: Store, language: str, *wanted: Wanted, **chosen: str) -> list[Sentence]:
    while Browser(store).catch_up():
        pass
    with store._reading("finding sentences") as connection:
        return list(find_sentences(connection, language, wanted, narrow(StoryFilter(**chosen))))


@pytest.fixture
def story(store: Store) -> Store:
    text = "El alcalde dijo no. La sopa está caliente."
    blocks = (
        Block(position=0, role="headline", text="Sopa", language="es"),
        Block(position=1, role="paragraph", text=text, language="es"),
        Block(position=2, role="caption", text="Una sopa de letras", language="es"),
        Block(position=3, role="furniture", text="Follow us on Facebook", language="en"),
    )
    fragment = Fragment(block=3, start=0, end=9, language="en", kind="furniture", confidence=0.87)
    article = make_article("sopa", text, headline="Sopa", blocks=blocks, fragments=(fragment,))
    store.save_article(article)
    parts = [("El alcalde dijo no.", "The mayor said no."), ("La sopa está caliente.", "The soup is hot.")]
    segments, at, to = [], 0, 0
    for number, (source, target) in enumerate(parts):
        here = TextSpan(block=1, start=at, end=at + len(source))
        there = TextSpan(block=1, start=to, end=to + len(target))
        segments.append(
            Segment(
                id=f"diario-sopa:1:en:{number}",
                source=SegmentSide(language="es", text=source, spans=(here,)),
                target=SegmentSide(language="en", text=target, spans=(there,)),
                origin="machine",
            )
        )
        at, to = at + len(source) + 1, to + len(target) + 1
    whole = Block(position=1, role="paragraph", text=" ".join(target for _, target in parts), language="en")
    made = Translation(
        article_id="diario-sopa",
        version=1,
        target_language="en",
        translation=(whole,),
        segments=tuple(segments),
    )
    store.save_translations([made])
    return store


def test_sentences_are_found_with_their_translations(story: Store) -> None:
    (found,) = find(story, "es", Wanted("stem", "sopas"), Wanted("form", "CALIENTE"))
    assert (found.text, found.translation, found.anchor, found.role) == (
        "La sopa está caliente.",
        "The soup is hot.",
        "s2",
        "paragraph",
    )
    (found,) = find(story, "en", Wanted("prefix", "may"))
    assert (found.found, found.text, found.translated) == ("The mayor said no.", "El alcalde dijo no.", True)


def test_whole_blocks_are_found_where_nothing_divides_them(story: Store) -> None:
    found = find(story, "es", Wanted("form", "sopa"))
    assert [(each.role, each.anchor) for each in found] == [
        ("headline", "b0"),
        ("paragraph", "s2"),
        ("caption", "b2"),
    ]


def test_forms_stems_and_beginnings_differ(library: Store) -> None:
    def texts(kind: str, word: str) -> int:
        return len(find(library, "es", Wanted(kind, word)))  # type: ignore[arg-type]

    assert texts("form", "inversión") == 2
    assert texts("form", "inversiones") == 1
    assert texts("stem", "inversiones") == 3
    assert texts("prefix", "inversione") == 1


def test_words_of_two_paragraphs_are_not_in_one_sentence(story: Store) -> None:
    assert find(story, "es", Wanted("form", "letras"), Wanted("form", "alcalde")) == []


def test_filters_hold(library: Store) -> None:
    assert find(library, "es", Wanted("form", "boletin"), outlet="gaceta") == []
    assert {each.role for each in find(library, "es", Wanted("form", "boletin"), outlet="diario")} == {
        "furniture"
    }


def test_one_of_several_words_is_enough(library: Store) -> None:
    both = Wanted("form", "litio"), Wanted("prefix", "caficul")
    either = Wanted("form", "nada", both)
    found = {each.text for each in find(library, "es", either)}
    apart = [{each.text for each in find(library, "es", word)} for word in both]
    assert all(apart)
    assert found == apart[0] | apart[1]
    assert {each.text for each in find(library, "es", either, Wanted("stem", "cosechas"))} == apart[1]
    assert find(library, "es", either, Wanted("form", "nada")) == []


@pytest.mark.parametrize("wanted", [(), (Wanted("form", "dos palabras"),), (Wanted("stem", "¿?"),)])
def test_what_is_no_word_is_refused(story: Store, wanted: tuple[Wanted, ...]) -> None:
    with pytest.raises(StoreError, match=r"one word|nothing to look for"):
        find(story, "es", *wanted)


def test_fragments_are_rows_and_their_numbers_follow_them(story: Store) -> None:
    def read() -> tuple[list[tuple[str, str, int, int]], int]:
        while Browser(story).catch_up():
            pass
        with story._reading("reading fragments") as connection:
            rows = connection.execute(
                sa.select(fragments.c.text, fragments.c.context, fragments.c.start, fragments.c.sure)
            ).all()
            number = connection.execute(sa.select(sa.func.sum(fragment_counts.c.number))).scalar()
        return [tuple(row) for row in rows], int(number or 0)

    assert read() == ([("Follow us", "Follow us on Facebook", 0, 8)], 1)
    # A new version without it, and the old one does not stay.
    story.save_article(make_article("sopa", "Nada más que sopa.", headline="Sopa"))
    assert read() == ([], 0)


def test_a_word_is_found_wherever_its_stem_or_its_letters_are_the_same() -> None:
    words = "dying lying died lie sky skies first ﬁrst oﬁcina OFICINA Ñandú ñandu niño NIÑO élan Elan straße"
    words += " STRASSE 𝐭est a á I i Ⅷ viii xiii dye ugly idly news año ano e\u0301lan"
    texts = [f"Zz ({word}), 7." for word in words.split()]
    for language, kind, word in product(
        ("en", "es"), get_args(Wanted.__annotations__["kind"]), words.split()
    ):
        looked_for = fold_word(word)

        def is_same(other: str, kind: str = kind, language: str = language, word: str = looked_for) -> bool:
            folded = fold_word(other)
            if kind == "stem":
                return stem_word(folded, language) == stem_word(word, language)
            return folded.startswith(word) if kind == "prefix" else folded == word

        same = {place for place, other in enumerate(words.split()) if is_same(other)}
        assert make_test(language, [Wanted(kind, word)])(texts) == same, (language, kind, word)
