"""Lines of a fixed form: bylines, credits, datelines, dates and counts, which every story has."""

import pytest

from dosvoces.core.record import WordLink
from translations.engines.protocol import Translated
from translations.formulae import render_formula
from translations.heads import find_dateline
from translations.phrases.expressions import find_expressions, mark_expressions
from translations.phrases.words import tokenize
from translations.quality import check
from translations.times import find_times, say
from translations.translator import Translator

#: English, Spanish; each is what the other becomes.
BOTH_WAYS = (
    ("Published: May 14, 2026, 16:05", "Publicado: 14 de mayo de 2026, 16:05"),
    ("Updated on February 3, 2026 at 9:30 a.m.", "Actualizado el 3 de febrero de 2026 a las 9:30 a. m."),
    ("March 2026", "Marzo de 2026"),
    ("By Rachel Ortiz and Tom Becker", "Por Rachel Ortiz y Tom Becker"),
    ("Reporting by Ann Lee; Editing by Juan Solano", "Reporte de Ann Lee; Edición de Juan Solano"),
    ("With information from EFE and Reuters", "Con información de EFE y Reuters"),
    ("Follow us on Facebook, X and Instagram", "Síguenos en Facebook, X e Instagram"),
    ("3 hours ago", "hace 3 horas"),
    ("5 min read", "5 min de lectura"),
    ("Comments (1,245)", "Comentarios (1.245)"),
    ("© 2026 Diario del Ebro.", "© 2026 Diario del Ebro."),
    ("© 2026 Ediciones Ebro S.L.", "© 2026 Ediciones Ebro S.L."),
    ("Copyright 2026 The Times.", "Copyright 2026 The Times."),
    ("By May Sanders", "Por May Sanders"),
    ("Illustration by Ana Ruiz", "Ilustración de Ana Ruiz"),
    ("Text and photos by Will Rose and Ann Field", "Texto y fotos de Will Rose y Ann Field"),
    (
        "Reporting by Ann Lee in London; editing by Mark Green",
        "Reporte de Ann Lee en Londres; edición de Mark Green",
    ),
)


@pytest.mark.parametrize(("english", "spanish"), BOTH_WAYS)
def test_a_line_of_a_fixed_form_is_translated_by_rules(english: str, spanish: str) -> None:
    assert render_formula(english, "en", "es") == spanish
    assert render_formula(spanish, "es", "en") == english


@pytest.mark.parametrize(
    ("text", "translated", "source"),
    [
        ("By Rachel Ortiz March 22, 2026", "Por Rachel Ortiz 22 de marzo de 2026", "en"),
        ("By Harbor News, March 3, 2026", "Por Harbor News, 3 de marzo de 2026", "en"),
        (
            "Por Agencia Litoral 23 de marzo de 2026, 19:55 h",
            "By Agencia Litoral March 23, 2026, 19:55",
            "es",
        ),
        ("By Dana Whitcomb, Staff Writer", "Por Dana Whitcomb, redacción", "en"),
        ("BY JANE DOE AND TOM HANKS", "POR JANE DOE Y TOM HANKS", "en"),
        ("Written by Ann Lee, Reuters", "Escrito por Ann Lee, Reuters", "en"),
        ("(Jane Doe/Staff Photographer)", "(Jane Doe/fotografía)", "en"),
        ("Por Lucía Ferrer e Inés Soto", "By Lucía Ferrer and Inés Soto", "es"),
        (
            "Associated Press writer Kevin Freking contributed to this report.",
            "Kevin Freking, de Associated Press, contribuyó a este informe.",
            "en",
        ),
        ("Updated 9:41 a.m. EDT, May 3, 2026", "Actualizado a las 9:41 a. m. EDT, 3 de mayo de 2026", "en"),
        ("Tuesday, February 10, 2026", "Martes 10 de febrero de 2026", "en"),
        ("Sept 14, 2025 | 10:15 AM GMT", "14 de septiembre de 2025 | 10:15 a. m. GMT", "en"),
        ("Última actualización: 12/03/2026 18:45 h", "Last updated: 12/03/2026 18:45", "es"),
        ("30 set. 2026", "September 30, 2026", "es"),
        ("3 mar 2026 - 10:15 CET", "March 3, 2026 - 10:15 CET", "es"),
        ("Lun 3 Mar", "Monday, March 3", "es"),
        ("Mon 3 Mar", "Lunes 3 de marzo", "en"),
        (
            "Posted on Tue, Mar 3, 2026 at 5:45 PM",
            "Publicado el martes 3 de marzo de 2026 a las 5:45 p. m.",
            "en",
        ),
        ("1 hr ago", "hace 1 h", "en"),
        ("12 mins ago", "hace 12 min", "en"),
        ("Hace 12 min", "12 min ago", "es"),
        ("1,245 views", "1.245 visualizaciones", "en"),
        ("Por Camila Rojas y Andrés Muñoz | Santiago", "By Camila Rojas and Andrés Muñoz | Santiago", "es"),
        (
            "(Reporting by Suban Abdulla; editing by Ann Lee)",
            "(Reporte de Suban Abdulla; edición de Ann Lee)",
            "en",
        ),
        ("Story by Jill Adams", "Texto de Jill Adams", "en"),
    ],
)
def test_names_stay_and_dates_are_written_as_the_other_language_does(
    text: str, translated: str, source: str
) -> None:
    target = "es" if source == "en" else "en"
    assert render_formula(text, source, target) == translated
    assert not check(text, translated, source, target)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("By Friday", "en"),
        ("By the way", "en"),
        ("By The Numbers", "en"),
        ("From Russia With Love", "en"),
        ("By March 3 the house was sold", "en"),
        ("You may 3 times", "en"),
        ("May 32", "en"),
        ("Por amor", "es"),
        ("Por España", "es"),
        ("Por Ana Soto | Londres", "es"),
        ("Noticias de España", "es"),
        ("Ganó 4 set a 2", "es"),
        ("© 2026 all that was said", "en"),
        ("© 2026 The Times. All Rights Reserved.", "en"),
    ],
)
def test_what_only_begins_like_a_formula_is_left_to_the_engine(text: str, source: str) -> None:
    assert render_formula(text, source, "es" if source == "en" else "en") is None


class Shouter:
    """An engine that answers in capitals, each word linked to itself."""

    name, version = "shouter", "1"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def translate(
        self, sentences: list[str], source: str, target: str, *, greedy: bool = False
    ) -> list[Translated]:
        self.asked += sentences
        return [
            Translated(text.swapcase(), 0.5, (WordLink(source=(0, len(text)), target=(0, len(text))),))
            for text in sentences
        ]

    def close(self) -> None:
        """Nothing to give back."""


@pytest.mark.parametrize(
    ("text", "made", "asked", "source"),
    [
        ("OSLO, May 3 (AFP) - A judge", "OSLO, 3 de mayo (AFP) - a JUDGE", ["Oslo", "A judge"], "en"),
        ("ROME, Italy (AP) — A judge", "ROME, iTALY (AP) — a JUDGE", ["Rome, Italy", "A judge"], "en"),
        ("London (AP) — A judge", "lONDON (AP) — a JUDGE", ["London", "A judge"], "en"),
        ("MADRID (EFE).- La jueza", "MADRID (EFE) — lA JUEZA", ["Madrid", "La jueza"], "es"),
        ("LIMA, 8 de mayo.- La jueza", "LIMA, May 8 — lA JUEZA", ["Lima", "La jueza"], "es"),
        ("ONU.- La jueza", "onu — lA JUEZA", ["ONU", "La jueza"], "es"),
        ("• A judge spoke", "• a JUDGE SPOKE", ["A judge spoke"], "en"),
        ("—Sí, me habló.", "—sÍ, ME HABLÓ.", ["Sí, me habló."], "es"),
    ],
)  # fmt: skip
def test_bullets_and_datelines_are_set_apart(text: str, made: str, asked: list[str], source: str) -> None:
    engine = Shouter()
    (rendering,) = Translator(engine, source, "es" if source == "en" else "en").translate([text])
    assert rendering.text == made and engine.asked[: len(asked)] == asked
    # What an engine said of a piece is linked to the piece.
    links = list(zip(*[iter(rendering.links)] * 4, strict=True))
    assert links and all(
        text[start:end].lower() == rendering.text[begin:stop].lower() for start, end, begin, stop in links
    )


@pytest.mark.parametrize(
    "text",
    ["Boris — who is tall — left", "The U.S. - Mexico border", "He said — well", "- A", "España - Francia"],
)
def test_a_dash_alone_makes_no_dateline(text: str) -> None:
    assert find_dateline(text, "en") is None and find_dateline(text, "es") is None


@pytest.mark.parametrize(
    ("text", "source", "said"),
    [
        ("Born on April 2, 1938, he", "en", ["el 2 de abril de 1938"]),
        ("until Sept. 30.", "en", ["el 30 de septiembre"]),
        ("a 20-year-old man", "en", ["de 20 años"]),
        ("He was 87.", "en", ["tenía 87 años"]),
        ("He was 87 minutes late.", "en", []),
        ("Thursday at 11 a.m. in", "en", ["a las 11 a. m."]),
        ("at about 3:40 p.m. on", "en", ["alrededor de las 3:40 p. m."]),
        ("at 02:15 GMT", "en", ["a las 02:15"]),
        ("Desde el 3 de mayo", "es", ["May 3"]),
        ("Murió a los 91 años.", "es", ["at the age of 91"]),
        ("A los 20 años de su muerte", "es", []),
        ("Es a las 17.30 horas.", "es", ["at 17:30"]),
        ("Me llamó a las 9 de la noche y a las 5 de la tarde.", "es", ["at 9 p.m.", "at 5 p.m."]),
        (
            "a las 12 de la noche, a las 2 de la noche, a las 12 de la mañana",
            "es",
            ["at 12 a.m.", "at 2 a.m.", "at 12 p.m."],
        ),
        ("Sobre las 2.15 h de la madrugada", "es", ["around 2:15 a.m."]),
        ("She rang at 9 in the morning.", "en", ["a las 9 de la mañana"]),
        ("They meet at 8 o'clock at night.", "en", ["a las 8 de la noche"]),
        ("At ten past eleven at night it stopped.", "en", ["a las once y diez de la noche"]),
        ("It closes at a quarter to nine.", "en", ["a las nueve menos cuarto"]),
        ("about half past one", "en", ["alrededor de la una y media"]),
        ("by eight o'clock in the evening", "en", ["las ocho de la noche"]),
        ("He died at two in the morning.", "en", ["a las dos de la madrugada"]),
        ("Ten to twelve died, one in the afternoon.", "en", []),
        ("She ran ten past the two of them.", "en", []),
        ("A las once y diez de la noche se apagó.", "es", ["at ten past eleven at night"]),
        ("hacia las siete y media de la tarde", "es", ["around half past seven in the evening"]),
        ("Cierra a las nueve menos cuarto.", "es", ["at a quarter to nine"]),
        ("Llegó al cuarto para las nueve.", "es", ["at a quarter to nine"]),
        (
            "Empezó a la una en punto, hasta las doce de la noche.",
            "es",
            ["at one o'clock", "twelve at night"],
        ),
        ("Premió a las ocho mujeres y a la una y a la otra.", "es", []),
        ("A las dos y diez mujeres más", "es", []),
        ("Fundada en los años noventa, en los noventa", "es", ["the 1990s"]),
        ("la década de los 80 y la década de 1870", "es", ["the 1980s", "the 1870s"]),
        ("a three-story building", "en", ["de tres pisos"]),
        ("un hotel de 12 plantas", "es", ["of 12 floors"]),
        ("En los años 60, setenta y los 80", "es", ["the 1960s, 1970s and 1980s"]),
        # Years, people, other centuries; plants, flats, tales; what is left to somebody.
        ("Los años 1980 a 1985, todos los años 30 muertos, los años 30 del siglo XIX", "es", []),
        ("150 plantas de un cultivo de 150 plantas, la venta de 200 pisos", "es", []),
        ("Five story ideas and a three-story arc, half of a quarter to one child", "en", []),
        ("at 12:30 in the morning", "en", ["a las 12:30 de la noche"]),
        ("at ten to twelve in the morning", "en", ["a las doce menos diez de la mañana"]),
        ("a las doce y media de la mañana", "es", ["at half past twelve in the afternoon"]),
    ],
)
def test_dates_times_ages_decades_and_storeys_are_one_word_to_the_search(
    text: str, source: str, said: list[str]
) -> None:
    marked = [token for token in mark_expressions(text, tokenize(text), source) if token.said]
    assert [" ".join(token.said[0]).replace(" ,", ",") for token in marked] == said
    assert all(text[token.start : token.end] == token.text for token in marked)


def test_the_stop_of_an_abbreviation_ends_no_sentence_amid_one() -> None:
    amid, last = "Es a las 8.30 h. del lunes.", "Es a las 8.30 h. Del lunes nada se sabe."
    assert [text[time.start : time.end] for text in (amid, last) for time in find_times(text, "es")] == [
        "a las 8.30 h.",
        "a las 8.30 h",
    ]


@pytest.mark.parametrize(
    ("source", "answer", "made"),
    [
        ("«Es un día», dijo.", "«It is a day,» he said.", "“It is a day,” he said."),
        ("«Dijo “no” y ya».", "«He said “no”.»", "“He said ‘no’.”"),
        ("Los datos »", "The data »", "The data »"),
    ],
)
def test_english_has_no_angled_quotation_marks(source: str, answer: str, made: str) -> None:
    class Quoting(Shouter):
        def translate(
            self, sentences: list[str], source: str, target: str, *, greedy: bool = False
        ) -> list[Translated]:
            return [Translated(answer) for _ in sentences]

    assert Translator(Quoting(), "es", "en").translate([source])[0].text == made


def test_spans_of_days_and_hours_are_said_by_rules() -> None:
    said = {
        ("Abierta del 3 al 17 de mayo de 2025.", "es"): ["from May 3 to 17, 2025"],
        ("Cerrada entre el 8 y el 11 de agosto.", "es"): ["between August 8 and 11"],
        ("Cola de 7:30 a 13:00 en la puerta.", "es"): ["from 7:30 to 13:00"],
        ("Cola de 7.30 a 13.00 horas.", "es"): ["from 7:30 to 13:00"],
        ("Cola de las 7.30 a las 13.00.", "es"): ["from 7:30 to 13:00"],
        ("Entre las 9 y las 12 horas no hay agua.", "es"): ["between 9:00 and 12:00"],
        ("Nerea Vidal, de 41 años, ganó.", "es"): ["aged 41"],
        ("Open from May 3 to 17.", "en"): ["del 3 al 17 de mayo"],
        ("Closed between 8 and 11 August 2025.", "en"): ["entre el 8 y el 11 de agosto de 2025"],
        # Sums, rates and what lasts so long are no times of day.
        ("El litro pasó de 1.15 a 1.30.", "es"): [],
        ("Bajó de 4.10 a 3.50 el kilo.", "es"): [],
        ("Trabaja de 10 a 14 horas.", "es"): [],
        ("Cola de 7.30 a 13.00 en la puerta.", "es"): [],
        ("Dio saltos de 2.15 a 2.30 metros.", "es"): [],
        ("En tramos de 3.50 a 4.25 kilos.", "es"): [],
        ("Precios de 1.20 a 1.50 el litro.", "es"): [],
        # What follows the day may be how many marched.
        ("From June 5 to 10, 2000 people marched.", "en"): ["del 5 al 10 de junio"],
        ("From June 5 to 10, 2021, it rained.", "en"): ["del 5 al 10 de junio de 2021"],
        # So long may a sentence, a wine or a contract last, too.
        ("Recibió una condena, de 20 años, por fraude.", "es"): [],
        ("Sirvió un Rioja, de 12 años, y queso.", "es"): [],
        ("Firmó con el Real Betis, de 5 años, ayer.", "es"): [],
        ("Firmó el contrato, de 3 años, ayer.", "es"): [],
        ("A los premios, de 40 años de historia, iba.", "es"): [],
    }
    for (text, language), wanted in said.items():
        assert [say(each.ways[0]) for each in find_expressions(text, language)] == wanted
