"""Near-duplicates share a cluster; different stories do not."""

import random

from test_store import make_article

from benchmarks.synthetic import make_sentence
from dosvoces.core.record import Block
from dosvoces.store import Store
from dosvoces.store.changes import compare as compare_versions
from dosvoces.store.minhash import band, compare, sign


def make_text(seed: int, sentences: int = 20) -> list[str]:
    rng = random.Random(seed)
    return [make_sentence(rng)[0] for _ in range(sentences)]


AGENCY = make_text(1)


def rewrite(seed: int) -> str:
    """The agency's story as another site prints it: a new first sentence, one cut, one word changed."""
    rng = random.Random(seed)
    text = list(AGENCY)
    text[0] = make_sentence(rng)[0]
    del text[rng.randrange(1, 20)]
    return " ".join(text).replace("millones", "millones de pesos", 1).replace("“", '"').replace("”", '"')


def test_an_agency_story_on_thirty_sites_is_one_cluster(store: Store) -> None:
    for number in range(30):
        store.save_article(make_article("agencia", rewrite(number), f"sitio-{number}"))
        store.save_article(make_article("propio", " ".join(make_text(100 + number)), f"sitio-{number}"))
    cluster = store.cluster("sitio-7-agencia")
    assert cluster == [f"sitio-{number}-agencia" for number in range(30)]
    assert store.cluster("sitio-7-propio") == ["sitio-7-propio"]


def test_short_texts_are_alike_by_chance_and_stay_apart(store: Store) -> None:
    for outlet in ("a", "b"):
        store.save_article(make_article("x", "Lea la nota completa en nuestra edición impresa.", outlet))
    assert store.cluster("a-x") == ["a-x"]


def test_an_edited_story_stays_in_its_cluster(store: Store) -> None:
    store.save_article(make_article("x", rewrite(1), "a"))
    store.save_article(make_article("x", rewrite(2), "b"))
    store.save_article(make_article("x", rewrite(3), "b"))
    assert store.cluster("b-x") == ["a-x", "b-x"]


def test_a_story_in_two_languages_is_one_cluster(store: Store) -> None:
    first, second = make_text(11, 12), make_text(12, 12)
    store.save_article(make_article("x", " ".join(first), "a"))
    store.save_article(make_article("x", " ".join(second), "b"))
    assert store.cluster("a-x") == ["a-x"]
    store.save_counterpart("a-x", 1, "b-x", 1, "en", [])
    assert store.cluster("b-x") == ["a-x", "b-x"]


def test_signatures_stay_what_they_were() -> None:
    # Stored signatures are compared with new ones. Should this ever fail, a library changed how it hashes:
    # clear `cluster` in a migration, so that the store works them all out again, and change this line.
    signature = sign(" ".join(f"palabra{number}" for number in range(60)))
    assert signature is not None
    assert (signature[:16].hex(), band(signature)[:2]) == (
        "a04e9d6b09ef0b7861236cc1f2699e60",
        [-7121138473217006688, -5947384485362581170],
    )


def test_likeness_is_that_of_the_three_word_sequences() -> None:
    def shingles(text: str) -> set[tuple[str, ...]]:
        words = text.split()
        return {tuple(words[i : i + 3]) for i in range(len(words) - 2)}

    words = [f"w{number}" for number in range(300)]
    for kept in (300, 250, 200, 150):
        one, other = " ".join(words), " ".join([*words[:kept], *(f"v{n}" for n in range(300 - kept))])
        left, right = sign(one), sign(other)
        assert left is not None and right is not None
        exact = len(shingles(one) & shingles(other)) / len(shingles(one) | shingles(other))
        assert abs(compare(left, right) - exact) < 0.13


def test_what_an_outlet_changed(store: Store) -> None:
    def blocks(*texts: str) -> tuple[Block, ...]:
        return tuple(Block(position=i, role="paragraph", text=text) for i, text in enumerate(texts))

    store.save_article(
        make_article("x", "1", headline="Tres heridos", blocks=blocks("Uno.", "Dos.", "Tres."))
    )
    store.save_article(
        make_article("x", "2", headline="Cuatro heridos", blocks=blocks("Uno.", "2.", "Tres.", "Fin."))
    )
    ((version, changes),) = store.changes("diario-x")
    assert version == 2
    assert [(change.kind, change.role, change.before, change.after) for change in changes] == [
        ("rewritten", "headline", "Tres heridos", "Cuatro heridos"),
        ("rewritten", "paragraph", "Dos.", "2."),
        ("added", "paragraph", "", "Fin."),
    ]
    article = store.article("diario-x")
    assert article is not None
    assert compare_versions(article, article) == ()
