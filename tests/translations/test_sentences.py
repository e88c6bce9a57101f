import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translations.sentences import split

EVALS = Path(__file__).parents[2] / "../shared/evals"

#: Texts as lists of their sentences; a space between them is lost and found again.
SPANISH = [
    ["El Sr. Ruiz viajó ayer a EE. UU. con la Dra. Peña.", "Volvió a las 5 p. m. a su casa."],
    ["Vive en EE. UU.", "La empresa, Café del Sur S. A. de C. V., no respondió."],
    ["El tren salió a las 3 p. m.", "El siguiente no llegó."],
    ["«¿Quién lo sabía?», preguntó el juez.", "¡Nadie!", "¿Y ahora?", "«Veremos».", "Fin."],
    ["El art. 5 de la ley n.º 3 fija un 3,5 % de aumento.", "En la pág. 12 dice 1.500."],
    ["No lo sé… quizá mañana.", "Esperaron…", "Después se fueron."],
    ["—¿Qué hora es? —preguntó Juan—.", "—Las tres.", "Nadie dijo más."],
    ["Roma cayó en el 476 d. C. según los manuales.", "J. R. R. Tolkien nació en 1892."],
    ["El presidente (v. la nota de la pág. 3) no habló.", "Habló su portavoz."],
    ["Escriba a prensa@ejemplo.mx o visite www.ejemplo.mx/Nota.Html hoy.", "Gracias."],
    ["1. Leer el acta.", "2. Votar."],
]
ENGLISH = [
    [
        "The U.S. President met Mr. Lee of Acme Inc. in Washington, D.C. on Jan. 5.",
        "He left at 5 p.m. sharp.",
    ],
    ["Prices rose 3.5 percent in the U.S.", "The Fed, led by Jerome H. Powell, said so."],
    ["“Why now?” Mary Jones asked.", "“We must act.”", "Nobody did."],
    ["Sen. Mark R. Warner (D-Va.) voted no.", "So did Gov. Smith."],
    ["Wait... what?", "It ended...", "But not for long."],
    ["Yahoo! said sales fell.", "iPhone sales did not."],
    ["Nearly 1,200 people, e.g. teachers, marched.", "In 2023 nobody had."],
    ["She works for Dr. J. K. Patel Jr. in St. Louis.", "He does not."],
    ["See No. 10 of vol. 3, pp. 7-9.", "“No.”", "That was all."],
    ["Apples, pears, etc. were sold.", "Nobody bought plums, etc.", "Prices fell."],
]


@pytest.mark.parametrize(
    ("language", "sentences"),
    [("es", text) for text in SPANISH] + [("en", text) for text in ENGLISH],
)
def test_sentences_are_found_as_a_reader_would(language: str, sentences: list[str]) -> None:
    text = " ".join(sentences)
    assert [text[start:end] for start, end in split(text, language)] == sentences


def test_a_headline_without_full_stop_is_a_sentence() -> None:
    assert split("Sube el precio del maíz en EE. UU.", "es") == [(0, 34)]
    assert split("Corn Prices Rise", "en") == [(0, 16)]


def test_a_line_end_ends_a_sentence() -> None:
    text = "Sube el maíz\nEl precio no cede\r\n\r\nFin"
    assert [text[a:b] for a, b in split(text, "es")] == ["Sube el maíz", "El precio no cede", "Fin"]


def test_a_missing_space_is_no_obstacle_but_addresses_stay_whole() -> None:
    text = "Terminó la sesión.El pleno sigue mañana. Más en Ejemplo.Com y en nota.pdf hoy."
    assert [text[a:b] for a, b in split(text, "es")] == [
        "Terminó la sesión.",
        "El pleno sigue mañana.",
        "Más en Ejemplo.Com y en nota.pdf hoy.",
    ]


@pytest.mark.parametrize("text", ["", "   \n\t ", "\u00a0"])
def test_nothing_holds_no_sentence(text: str) -> None:
    assert split(text, "es") == []


@given(st.text(alphabet=st.sampled_from(" \n\u00a0.…?!¿¡\"'“”«»()—-aeEUSpm1º,é\u2028\x85"), max_size=80))
def test_nothing_is_lost(text: str) -> None:
    for language in ("es", "en", "und", "pt-BR"):
        end = 0
        for start, stop in split(text, language):
            assert start >= end
            assert not text[end:start].strip()
            assert text[start:stop] == text[start:stop].strip() != ""
            end = stop
        assert not text[end:].strip()


@given(st.text(max_size=200))
def test_splitting_a_sentence_again_changes_little(text: str) -> None:
    """A sentence taken alone never gains white space and covers itself."""
    for start, stop in split(text, "es"):
        again = split(text[start:stop], "es")
        assert again[0][0] == 0
        assert again[-1][1] == stop - start


def test_long_input_is_answered() -> None:
    assert len(split("Dijo que no. " * 20_000, "es")) == 20_000
    assert split("a" * 200_000, "en") == [(0, 200_000)]
    assert len(split("." * 100_000, "en")) == 1
    assert len(split("(" * 50_000 + "." + ")" * 50_000, "en")) == 1


@pytest.mark.parametrize("language", ["en", "es"])
def test_joined_articles_are_split_again(language: str) -> None:
    cases = EVALS / "alignment/cases.jsonl"
    if not cases.exists():
        pytest.skip("the open cases (../shared/evals) are not here")
    right = found = true = 0
    for line in cases.read_text(encoding="utf-8").splitlines():
        text, ends = "", set()
        for sentence in json.loads(line)[language]:
            if re.search(r"[.!?…][\"'”’»)\]]*$", sentence):
                text += sentence.strip()
                ends.add(len(text))
                text += " "
        got = {end for _, end in split(text, language)}
        right, found, true = right + len(got & ends), found + len(got), true + len(ends)
    # Lines that hold several sentences count against precision here; benchmarks/sentences.py sees to them.
    assert 2 * right / (found + true) >= 0.97
