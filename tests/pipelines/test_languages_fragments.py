"""What a user is promised of an article's fragments."""

import pytest

from dosvoces.core.record import Block, FragmentKind, Role
from pipelines.languages import find_fragments, label_blocks

ENGLISH = "The company said that it will open two new plants in the north of the country before the summer."
SPANISH = "La empresa anunció que abrirá dos nuevas plantas en el norte del país antes del verano."


def found(text: str, own: str, role: Role = "paragraph") -> list[tuple[str, str, FragmentKind]]:
    around = ENGLISH if own.startswith("en") else SPANISH
    blocks = label_blocks(
        [Block(position=0, role="paragraph", text=around), Block(position=7, role=role, text=text)]
    )
    fragments = find_fragments(blocks, own)
    assert all(fragment.block == 7 for fragment in fragments)
    assert all(0 < fragment.confidence <= 1 for fragment in fragments)
    return [(text[f.start : f.end], f.language, f.kind) for f in fragments]


def test_furniture_in_the_other_language_is_a_fragment() -> None:
    assert found("Síguenos en", "en", "furniture") == [("Síguenos en", "es", "furniture")]
    assert found("Publicaciones recientes", "en", "furniture") == [
        ("Publicaciones recientes", "es", "furniture")
    ]
    assert found(" Read more ", "es", "paragraph") == [("Read more", "en", "furniture")]
    assert found("Síguenos en", "es-MX", "furniture") == []


def test_a_spanish_name_in_an_english_credit_is_a_name() -> None:
    assert found("Photo: Gobierno de México", "en", "credit") == [("Gobierno de México", "es", "name")]
    assert found("Photo: Gobierno de México", "es", "credit") == [("Photo", "en", "furniture")]


@pytest.mark.parametrize(
    ("text", "quotation"),
    [
        (
            "“¿Por qué no nos avisaron antes?”, asked Juan, who has lived here for years.",
            "¿Por qué no nos avisaron antes?",
        ),
        (
            "She said «no hay dinero para todos, dijo López» and nobody answered her that night.",
            "no hay dinero para todos, dijo López",
        ),
    ],
)
def test_a_quotation_has_its_exact_characters(text: str, quotation: str) -> None:
    assert found(text, "en") == [(quotation, "es", "quotation")]


def test_a_title_is_a_title() -> None:
    assert found("La película “The Sound of Silence” se estrenó ayer en los cines.", "es") == [
        ("The Sound of Silence", "en", "title")
    ]


def test_single_borrowed_words_have_a_kind_of_their_own() -> None:
    assert ("packaging", "en", "anglicism") in found("Renovaron el packaging de todos sus productos.", "es")
    kinds = found("They waited outside the ayuntamiento while the others were leaving the square.", "en")
    assert kinds == [("ayuntamiento", "es", "hispanism")]


def test_a_sentence_of_its_own_is_a_passage() -> None:
    text = "Las inscripciones estarán abiertas hasta el viernes en la página del ayuntamiento."
    assert found(text, "en") == [(text[:-1], "es", "passage")]


def test_an_article_in_one_language_has_no_fragments() -> None:
    assert found(ENGLISH, "en") == []
    assert found(SPANISH, "es") == []


def test_what_only_looks_foreign_is_no_fragment() -> None:
    assert found("Plot the price on the y axis, the years on the x axis, and label both.", "en") == []
    assert found("As described by Moreau J. et al. in an earlier paper on the subject.", "en") == []


def test_an_article_in_a_language_without_evidence_has_furniture_only() -> None:
    text = "Saya sudah membaca buku itu dan akan menulis tentang hal itu di surat kabar minggu depan."
    blocks = [
        Block(position=0, role="paragraph", text=text, language="id", confidence=0.9),
        Block(position=1, role="furniture", text="Share this", language="en", confidence=0.9),
    ]
    assert [(f.block, f.kind) for f in find_fragments(blocks, "id")] == [(1, "furniture")]
