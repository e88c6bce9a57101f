"""What a user is promised of languages inside a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.languages import spans


def pieces(text: str) -> list[tuple[str, str]]:
    return [(text[span.start : span.end], span.language) for span in spans(text)]


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=120))
def test_spans_are_sorted_apart_and_inside_the_text(text: str) -> None:
    last = 0
    for span in spans(text):
        assert last <= span.start < span.end <= len(text)
        assert 0.0 <= span.confidence <= 1.0
        last = span.end
    assert spans(text) == spans(text)


def test_a_spanish_quotation_in_an_english_sentence_is_found() -> None:
    text = "The mayor told reporters: “No vamos a cerrar ninguna escuela este año”, and left the room."
    assert ("No vamos a cerrar ninguna escuela este año", "es") in pieces(text)
    assert {language for _, language in pieces(text)} == {"es", "en"}


def test_an_english_clause_in_a_spanish_sentence_is_found() -> None:
    text = "El cartel de la entrada decía we are closed until further notice y nadie lo tradujo."
    assert ("we are closed until further notice", "en") in pieces(text)


def test_a_borrowed_word_is_found() -> None:
    assert ("packaging", "en") in pieces("La empresa renovó el packaging de todos sus productos este verano.")


def test_names_do_not_make_a_text_mixed() -> None:
    english = "Yesterday Andrés Manuel López Obrador met María de los Ángeles Fernández in Guadalajara."
    spanish = "El presidente recibió ayer a Andrew Johnson y a Mary Williams en la sede de Goldman Sachs."
    assert {language for _, language in pieces(english)} == {"en"}
    assert {language for _, language in pieces(spanish)} == {"es"}


def test_a_french_sentence_is_neither() -> None:
    text = "El portavoz respondió: “Nous allons étudier toutes les propositions avec beaucoup d’attention”."
    assert [language for _, language in pieces(text)] == ["es", "fr"]


@pytest.mark.parametrize("text", ["", "12,5 %", "https://example.org/a-b-c", "@usuario #tema", "Kyle Wilson"])
def test_what_is_evidence_for_nothing_is_in_no_span(text: str) -> None:
    assert spans(text) == []
