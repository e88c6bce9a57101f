import json
import re
import unicodedata
from pathlib import Path

import pytest
from growth import grows_linearly, seconds
from hypothesis import given
from hypothesis import strategies as st

from translations.sentences import split

EVALS = Path(__file__).parents[2] / "../shared/evals"

#: Texts as lists of their sentences; a space between them is lost and found again.
SPANISH = [
    ["El Sr. Ruiz viajó ayer a EE. UU. con la Dra. Peña.", "Volvió a las 5 p. m. a su casa."],
    ["Vive en EE. UU.", "La empresa, Café del Sur S. A. de C. V., no respondió."],
    ["El tren salió a las 3 p. m.", "El siguiente no llegó."],
    [
        "Vive en EE. UU.",
        "Llegó a las 3 p. m.",
        "Habrá otro.",
        "Lo dijo Ma. Soto, de Lara S. A.",
        "Vendieron.",
    ],
    ["Lima, 3 may. (EFE).- El plan gustó.", "Lo apoyan Paz S. A. Gerona y EE. UU. Alabama."],
    ["«¿Quién lo sabía?», preguntó el juez.", "¡Nadie!", "¿Y ahora?", "«Veremos».", "Fin."],
    ["El art. 5 de la ley n.º 3 fija un 3,5 % de aumento.", "En la pág. 12 dice 1.500."],
    ["No lo sé… quizá mañana.", "Esperaron…", "Después se fueron."],
    ["—¿Qué hora es? —preguntó Juan—.", "—Las tres.", "Nadie dijo más."],
    ["Roma cayó en el 476 d. C. según los manuales.", "J. R. R. Tolkien nació en 1892."],
    ["El presidente (v. la nota de la pág. 3) no habló.", "Habló su portavoz."],
    ["Escriba a prensa@ejemplo.mx o visite www.ejemplo.mx/Nota.Html hoy.", "Gracias."],
    ["1. Leer el acta.", "2. Votar."],
    # Roman numerals behind abbreviations.
    ["Es del s. XVI y la nave, del s. XVIII.", "Véase el cap. IX, lám. V, t. II.", "Lo dice el art. IV."],
    # Acronyms and words that are spelt like abbreviations.
    ["Deja el Valencia CF.", "El club lo confirmó.", "El banco es de ING.", "La entidad no comentó."],
    ["EL SR. RUIZ VIO A LA DRA. PEÑA.", "NADIE MÁS LOS VIO."],
    ["Se hundió en el mar.", "34 personas murieron.", "Dijo que no.", "40 por ciento lo apoya."],
    [
        "Está a 40 km.",
        "200 personas salieron.",
        "Vive en el km. 40 de la ruta.",
        "Lo apoya el PP.",
        "30 diputados no.",
    ],
    ["Lo aprobó en mar. 2020 el Senado.", "El núm. 300 vence."],
    # References, items, abbreviations that many outlets print, and those that no table holds.
    ["Lo dicen Vega et al. [12] y otros.", "Rojas et al. (En prensa) lo niegan."],
    ["Dijo «no».", "30 personas salieron.", "El Gob. Soto y el Sen. Paz, no."],
    ["a) Agua.", "b) Luz.", "c) Gas.", "Según el inc. b) del art. 4, vale."],
    ["i. Agua.", "ii. Luz.", "iii. Gas."],
    ["Según el oficio ord. N.º 916 y el expte. 12/2020, vale.", "Vive en la Cra. 7 n.º 12."],
    ["a.- Agua.", "b.- Luz.", "[c] Gas."],
    ["Mide 1,80 m.", "Pesa 75 kg.", "Vive en la c. San Juan, col. Del Valle."],
    ["El Subof. Ríos y la Psic. Gpe. Torres van a la Rep. Dom.", "Su avión sale a las 8 p. m. con Ana."],
    ["I. Agua.", "II. Luz."],
    ["El Ing. Agr. Soto y la Sec. Gral. del Reg. Gral., nacida c. 1950, no.", "Lo negó el Subsec. Paz."],
    # Told by their letters.
    [
        "El Subinsp. Lara y la Bioq. Soto van al Civ. Mayor de Pto. Varas.",
        "Vive en el 3.º izq.",
        "El portero no.",
    ],
    ["El Superint. Vega vio a Ana Sirleaf.", "Taylor no."],
    ["Las Srtas. Paz y la Vicepdta. Mora, de la Soc. Obst. Boliviana, no.", "Lo vio Jágr.", "Carolina no."],
    [
        "Según el Trib. Sup. Militar, el Cap. Frag. Ríos y Ana Paz, Ph. D. Soto, no.",
        "Lo fija la disp. derog. IV.",
        "Lo cita el art. cit. 12 de la norma.",
        "La Col. Nac. Bolívar cedió.",
        "Juega en el Betis.",
        "Sevilla perdió.",
    ],
    ["Fco. Vega y Mª. Luisa Soto ganaron.", "La Univ. Nacional, el Pte. Lara y la Fac. de Derecho, no."],
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
    ["See Ch. IV and Vol. II of the report.", "Art. III applies."],
    [
        "The answer was no.",
        "30 people left.",
        "She teaches art.",
        "30 students came.",
        "He said no.",
        "I left.",
    ],
    ["It was probed by the SEC.", "12 firms were fined.", "As fig. 3 shows, the no. 5 seed lost."],
    ["He works in special ed.", "40 pupils attend.", "He saw a prof.", "The prof. was asleep."],
    ["(a) One.", "(b) Two.", "(ii) Three.", "[b] Four."],
    ["She said no.", "12 of them agreed.", "No. 5 of the list, born c. 1950, did not."],
    ["Papers, e.g. The Times, reported it.", "He works for the FT.", "Nobody cared."],
    ["Under Sched. II and Tit. VI, Ann Roe, Ph. D., won."],
    ["Acme Mfg. Group and Prof. Emer. Ann Roe of Lake Sch. District met Ng.", "Nobody cared."],
    ["So say Smith et al. [4] and Lee et al. (In press) too.", "Nobody else does."],
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


@pytest.mark.parametrize(
    "sentences",
    [
        ["Terminó la sesión.", "El pleno sigue mañana."],
        ["He said so.", "Then he left."],
        ["Fue en 2020.", "El gobierno calló."],
        ["Ganó por 3 a 0.", "La gente festejó."],
        ["Me lo dio la ONU.", "La ayuda llegó.", "Y no volverá."],
        ["Lea nota.pdf en Ejemplo.Com, bit.Ly o Node.Js hoy con el Dr.Vega."],
    ],
)
def test_a_missing_space_is_no_obstacle_but_addresses_stay_whole(sentences: list[str]) -> None:
    text = "".join(sentences)
    assert [text[a:b] for a, b in split(text, "es")] == [text[a:b] for a, b in split(text, "en")] == sentences


@pytest.mark.parametrize("text", ["", "   \n\t ", "\u00a0"])
def test_nothing_holds_no_sentence(text: str) -> None:
    assert split(text, "es") == []


def test_every_sentence_of_a_long_text_is_found() -> None:
    assert len(split("Dijo que no. " * 20_000, "es")) == 20_000


def test_accents_may_be_decomposed() -> None:
    text = unicodedata.normalize("NFD", "Según el núm. 5 y la pág. 3. Él no vino.")
    assert len(split(text, "es")) == 2


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


@pytest.mark.parametrize(
    ("begin", "unit", "end"),
    [("a ", ".", "9"), ("", "Mr. ", ""), ("", ".)", "9"), ("x.", " ", "9"), ("x.", "(", ""), ("", "a", "")],
)
def test_a_hostile_row_takes_time_in_proportion_to_its_length(begin: str, unit: str, end: str) -> None:
    def cost(size: int) -> float:
        text = begin + unit * (size // len(unit)) + end
        assert len(split(text, "en")) <= 2
        return seconds(lambda: split(text, "en"))

    assert grows_linearly(cost, 10_000)


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
