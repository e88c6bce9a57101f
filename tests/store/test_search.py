"""Searching in both languages, on SQLite and on PostgreSQL alike."""

import re

import msgspec
import pytest
import sqlalchemy as sa
from hypothesis import example, given
from hypothesis import strategies as st
from test_store import NOON, make_article

from benchmarks.synthetic import make_stories
from dosvoces.core.errors import StoreError
from dosvoces.core.record import Block
from dosvoces.store import Store, Translation
from dosvoces.store.queries import parse, to_fts5, to_tsquery
from dosvoces.store.ranking import rank
from dosvoces.store.snippets import mark, show
from dosvoces.store.stems import stem_word, stem_words
from dosvoces.store.tables import articles


@pytest.fixture
def library(store: Store) -> Store:
    for name, headline, text, published in (
        (
            "tren",
            "El tren vuelve",
            "Las inversiones en el tren de Querétaro crecieron. ¿Y el año próximo?",
            1,
        ),
        (
            "cafe",
            "Café caro",
            "La cosecha del café cayó; la inversión en caficultura también, dijo Ñáñez.",
            2,
        ),
        ("litio", "Litio", "El proyecto de litio atrae una inversión extranjera histórica.", 3),
    ):
        blocks = (
            Block(position=0, role="headline", text=headline),
            Block(position=1, role="paragraph", text=text),
            Block(position=2, role="furniture", text="Suscríbete al boletín"),
        )
        article = make_article(
            name, text, headline=headline, blocks=blocks, date_published=NOON.replace(day=published)
        )
        store.save_article(article)
    english = Block(
        position=1,
        role="paragraph",
        text="Investment in the Querétaro train grew, investors say.",
        language="en",
    )
    store.save_translations(
        [Translation(article_id="diario-tren", version=1, target_language="en", translation=(english,))]
    )
    return store


def found(store: Store, text: str, **options: str) -> set[str]:
    return {hit.article_id.removeprefix("diario-") for hit in store.search(text, **options)}  # type: ignore[arg-type]


FOUND: tuple[tuple[str, set[str]], ...] = (
    ("inversión", {"tren", "cafe", "litio"}),
    ("INVERSION", {"tren", "cafe", "litio"}),
    ("inversiones", {"tren", "cafe", "litio"}),
    ("queretaro", {"tren"}),
    ("nanez", {"cafe"}),
    ("café inversión", {"cafe"}),
    ('"inversión extranjera"', {"litio"}),
    ('"extranjera inversión"', set()),
    ("inversión -litio", {"tren", "cafe"}),
    ("caficul*", {"cafe"}),
    # Longer than the stem of the word that begins so.
    ("inversione*", {"tren", "cafe", "litio"}),
    ("cosecha*", {"cafe"}),
    ("investing", {"tren"}),
    ("trains", {"tren"}),
    ("boletín", {"tren", "cafe", "litio"}),
    ("caro", {"cafe"}),
    ("próximo?", {"tren"}),
    ("dragón", set()),
)


def test_what_is_found(library: Store) -> None:
    assert {text: found(library, text) for text, _ in FOUND} == dict(FOUND)


def test_everything_printed_is_found_where_it_was_printed(store: Store) -> None:
    blocks = tuple(
        Block(position=number, role=role, text=text)
        for number, (role, text) in enumerate(
            [
                ("headline", "El puerto"),
                ("byline", "Por Inés Tovar"),
                ("paragraph", "El barco salió."),
                ("caption", "El barco y las grúas"),
                ("credit", "Foto de Notimex"),
                ("furniture", "Síguenos en redes"),
                ("related", "Otro barco hundido"),
            ]
        )
    )
    store.save_article(make_article("puerto", "El barco salió.", headline="El puerto", blocks=blocks))
    for text, role in {
        "tovar": "byline",
        "grúas": "caption",
        "notimex": "credit",
        "siguenos": "furniture",
        "hundido": "related",
    }.items():
        (hit,) = store.search(text)
        assert (hit.role, blocks[hit.block].role) == (role, role)
        assert hit.marks
        assert [each.role for each in store.search(text, fields=[role])] == [role]
        assert store.search(text, fields=["headline", "body"]) == []
    assert store.search("barco", fields=["caption", "related"])[0].role == "caption"
    assert store.search("barco")[0].role == "paragraph"
    assert store.search('"otro barco"', fields=["related", "body"])[0].role == "related"
    with pytest.raises(StoreError, match="not margin"):
        store.search("barco", fields=["margin"])


def test_the_body_ranks_before_what_stands_around_it(store: Store) -> None:
    def save(name: str, *blocks: tuple[str, str]) -> None:
        made = tuple(Block(position=at, role=role, text=text) for at, (role, text) in enumerate(blocks))  # type: ignore[arg-type]
        store.save_article(make_article(name, name, headline="Nada", blocks=made))

    save("body", ("paragraph", "Hoy hubo elecciones en el municipio."), ("furniture", "Portada"))
    for number in range(8):
        around = ("furniture", f"Elecciones {number}: elecciones, todas las elecciones")
        save(f"n{number}", ("paragraph", "Hoy llovió en el municipio."), around)
    assert store.search("elecciones")[0].article_id == "diario-body"
    assert len(store.search("elecciones")) == 9
    with store._reading("ranking") as connection:
        # Far more pages have it around their stories than are ranked.
        few = rank(connection, parse("elecciones"), ["es"], articles, (articles.c.latest,), limit=9, most=3)
        ids = dict(connection.execute(sa.select(articles.c.seq, articles.c.id)).all())
    assert few.more
    assert ids[few.found[0].row.seq] == "diario-body"


def test_a_phrase_stands_in_one_paragraph(store: Store) -> None:
    blocks = (
        Block(position=0, role="paragraph", text="Hablaron del Ministerio"),
        Block(position=1, role="paragraph", text="De Energía no hubo palabra."),
    )
    store.save_article(make_article("dos", "x", headline="Hablaron", blocks=blocks))
    assert found(store, '"ministerio de"') == set()
    assert found(store, '"de energía no"') == {"dos"}
    assert found(store, '"hablaron hablaron"') == set()


@pytest.mark.parametrize(
    "marks", ["“{}”", "«{}»", "„{}“", '"{}"', '"{}', "‘{}’", "‹{}›", "<<{}>>", "``{}''", "＂{}＂"]
)
def test_quotes_of_every_kind_are_exact(library: Store, marks: str) -> None:
    assert found(library, marks.format("inversión extranjera")) == {"litio"}
    assert found(library, marks.format("extranjera inversión")) == set()
    assert found(library, marks.format("INVERSIONES")) == {"tren"}
    assert found(library, marks.format("inversiones extranjeras")) == set()


def test_a_phrase_is_marked_as_one_and_its_words_nowhere_else() -> None:
    text = "El de antes habló del Ministerio de Energi\u0301a, no de otro ministerio."
    found = mark(parse("“ministerio de energía” antes"), "es", text)
    assert [text[start:end] for start, end in found] == ["antes", "Ministerio de Energi\u0301a"]


def test_filters(library: Store) -> None:
    assert found(library, "inversión", since="2026-03-02") == {"cafe", "litio"}
    assert found(library, "inversión", until="2026-03-02") == {"tren", "cafe"}
    assert found(library, "queretaro", language="en") == {"tren"}
    assert found(library, "litio", language="en") == set()
    assert found(library, "litio", outlet="gaceta") == set()
    with pytest.raises(StoreError, match="not pt"):
        library.search("litio", language="pt")


def test_a_hit_shows_where_it_was_found(library: Store) -> None:
    (hit,) = library.search("investor")
    assert (hit.found_in, hit.language, hit.headline, hit.day) == (
        "en",
        "es-MX",
        "El tren vuelve",
        "2026-03-01",
    )
    assert [hit.snippet[start:end] for start, end in hit.marks] == ["investors"]
    (hit,) = library.search("queretaro train*")
    assert hit.snippet[slice(*hit.marks[0])] == "Querétaro"


def test_a_word_in_the_headline_counts_more(store: Store) -> None:
    filler = "Una frase cualquiera sobre otra cosa. " * 5
    store.save_article(make_article("body", "volcán " + filler, headline="Noticia"))
    store.save_article(make_article("title", "erupción " + filler, headline="El volcán"))
    assert [hit.article_id for hit in store.search("volcan")] == ["diario-title", "diario-body"]


def test_a_story_whose_other_voice_has_an_excluded_word_is_left_out(library: Store) -> None:
    # "Querétaro" stands in both texts, "tren" in one of them only.
    assert [hit.article_id for hit in library.search("queretaro")] == ["diario-tren"]
    assert library.search("queretaro -tren") == []
    assert library.search("queretaro -train") == []
    assert library.search('queretaro -"tren de" -cafe') == []
    assert [hit.article_id for hit in library.search("queretaro -cafe -litio*")] == ["diario-tren"]
    assert [hit.article_id for hit in library.search("queretaro -tren", language="en")] == ["diario-tren"]


def test_of_a_word_in_very_many_texts_those_stored_last_are_ranked(store: Store) -> None:
    for number in range(12):
        headline = "El volcán" if number in (2, 9) else "Noticia"
        store.save_article(make_article(f"n{number}", f"El volcán humea. Parte {number}.", headline=headline))
    conditions = (articles.c.latest,)
    with store._reading("ranking") as connection:
        ranked = rank(connection, parse("volcan"), ["es"], articles, conditions, limit=3, most=6)
        everything = rank(connection, parse("volcan"), ["es"], articles, conditions, limit=3, most=12)
        ids = dict(connection.execute(sa.select(articles.c.seq, articles.c.id)).all())
    assert ranked.more
    assert ids[ranked.found[0].row.seq] == "diario-n9"
    assert {ids[each.row.seq] for each in ranked.found} <= {f"diario-n{number}" for number in range(5, 12)}
    assert (everything.total, everything.more) == (12, False)
    assert {ids[each.row.seq] for each in everything.found[:2]} == {"diario-n2", "diario-n9"}


def test_a_snippet_is_the_passage_where_the_words_stand_together() -> None:
    filler = "Una frase cualquiera. " * 30
    text = f"La inversión cayó. {filler}Una inversión extranjera llegó. {filler}"
    block = Block(position=0, role="paragraph", text=text)
    snippet, marks, *_ = show(parse("inversion extranj*"), "es", [block])
    assert [snippet[start:end] for start, end in marks] == ["inversión", "extranjera"]


def test_a_snippet_marks_what_a_beginning_found() -> None:
    block = Block(position=0, role="paragraph", text="Dos inversiones y otra inversión.")
    snippet, marks, *_ = show(parse("inversione*"), "es", [block])
    assert [snippet[start:end] for start, end in marks] == ["inversiones", "inversión"]


def test_only_the_latest_text_is_found(library: Store) -> None:
    blocks = (Block(position=0, role="paragraph", text="Otra cosa."),)
    library.save_article(make_article("tren", "Otra cosa.", headline="Nada", blocks=blocks))
    assert found(library, "queretaro") == set()
    assert found(library, "investors") == set()
    assert found(library, '"otra cosa"') == {"tren"}


def test_a_new_translation_takes_the_place_of_the_old_one(library: Store) -> None:
    block = Block(position=1, role="paragraph", text="Railways expand.", language="en")
    new = Translation(article_id="diario-tren", version=1, target_language="en", translation=(block,))
    library.save_translations([new])
    assert found(library, "investors") == set()
    assert found(library, "railway") == {"tren"}


def test_pages_of_results_do_not_overlap(store: Store) -> None:
    stories = list(make_stories(100))
    store.save_articles([article for article, _ in stories])
    store.save_translations([translation for _, translation in stories])
    everything = [hit.article_id for hit in store.search("gobierno", limit=1000)]
    assert len(everything) == len(set(everything)) > 30
    paged = [
        hit.article_id for page in range(0, 40, 10) for hit in store.search("gobierno", limit=10, offset=page)
    ]
    assert len(paged) == len(set(paged)) == min(40, len(everything))


def test_nothing_to_search_for_is_said(store: Store) -> None:
    for text in ("", "   ", "¿?", "-nada", '""', "*"):
        with pytest.raises(StoreError, match="nothing to search for"):
            store.search(text)


ATTACKS = (
    'a" OR b', "NEAR(x y)", "title_es:x", "a AND", "^x", "x:*",
    "'; DROP TABLE articles; --", "a & | ! b <-> c",
    '"a*" b*', "1e5 v2 0x1f 3.14", "\0 x", "x" * 5000, "a " * 500, "😀 straße ﬁn Ⅷ",
)  # fmt: skip


def test_no_query_is_an_error_or_an_attack(library: Store) -> None:
    for text in ATTACKS:
        assert isinstance(library.search(text), list)


@given(st.text(min_size=1))
def test_any_text_becomes_a_query_or_is_refused(text: str) -> None:
    try:
        query = parse(text)
    except StoreError:
        return
    for language in ("es", "en"):
        assert to_fts5(query, [language])
        assert to_tsquery(query, language)
        snippet, marks, *_ = show(query, language, [Block(position=0, role="paragraph", text=text)])
        assert all(0 <= start < end <= len(snippet) for start, end in marks)


@example("Ꭰ")
@given(st.text())
def test_stems_are_the_same_with_and_without_accents_and_capitals(text: str) -> None:
    for language in ("es", "en"):
        plain = stem_words(text, language)
        assert stem_words(text.casefold(), language) == plain
        assert all(word == word.casefold() and word.strip() for word in plain)


def test_results_are_values(library: Store) -> None:
    hits = library.search("litio")
    assert msgspec.json.decode(msgspec.json.encode(hits), type=list[type(hits[0])]) == hits  # type: ignore[misc]


_TEXTS = st.lists(
    st.sampled_from(
        ["Dying", "die", "río", "Rios", "ÑANDÚ", "nandu", "Ｒío", "_rios_", "«año»", "e\u0301l", "3.º"]
    )
    | st.text(max_size=8)
).map(" ".join)


@given(text=_TEXTS, words=st.lists(st.sampled_from(["die", "rios", "ñandu", "3", "el", "1.º"]), min_size=1))
@pytest.mark.parametrize("language", ["es", "en"])
def test_every_word_with_the_stem_of_one_that_is_looked_for_is_marked(
    language: str, text: str, words: list[str]
) -> None:
    wanted = {stem for word in words for stem in stem_words(word, language)}
    expected = [
        found.span() for found in re.finditer(r"[^\W_]+", text) if stem_word(found[0], language) in wanted
    ]
    assert mark(parse(" ".join(words)), language, text) == tuple(expected)
