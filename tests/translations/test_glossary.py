from collections.abc import Iterator
from pathlib import Path

import pytest

from dosvoces.core.errors import SettingError
from translations.engines import choose
from translations.engines.protocol import Engine, Translated
from translations.glossary import Glossary, load_glossary
from translations.protection import protect
from translations.translator import Translator


@pytest.fixture(scope="module", params=["embedded", "apertium"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    engine = choose("es", "en", request.param)
    yield engine
    engine.close()


def test_reading_a_glossary(tmp_path: Path) -> None:
    path = tmp_path / "terms.txt"
    path.write_text(
        "# names\nMovimiento Ciudadano\n"
        "[es-en]\namparo = writ of amparo\nHacienda\tTreasury\n[en-es]\nwrit = amparo\n",
        encoding="utf-8",
    )
    assert load_glossary(path, "es", "en").terms == {
        "Movimiento Ciudadano": "Movimiento Ciudadano",
        "amparo": "writ of amparo",
        "Hacienda": "Treasury",
    }
    assert set(load_glossary(path, "en", "es").terms) == {"Movimiento Ciudadano", "writ"}


def test_a_wrong_glossary_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "terms.txt"
    path.write_text("good\n = nothing\n", encoding="utf-8")
    with pytest.raises(SettingError, match="line 2"):
        load_glossary(path, "es", "en")
    with pytest.raises(SettingError, match="cannot be read"):
        load_glossary(tmp_path / "none.txt", "es", "en")


def test_the_longest_term_wins_and_only_whole_words_count() -> None:
    glossary = Glossary({"New York": "NUEVA", "New York Times": "NYT"})
    assert [span.replacement for span in glossary.find("New York Times, New York, New Yorkers")] == [
        "NYT",
        "NUEVA",
    ]


@pytest.mark.parametrize(
    ("line", "terms"),
    [
        ("amparo=writ of amparo", {"amparo": "writ of amparo"}),
        ("amparo\twrit of amparo\ta remedy", {"amparo": "writ of amparo"}),
        ("  amparo   local =  local   writ ", {"amparo local": "local writ"}),
        ("#NiUnaMenos", {"#NiUnaMenos": "#NiUnaMenos"}),
        ("a, b = c, d", {"a, b": "c, d"}),
        ("https://a.mx/?b=c", {"https://a.mx/?b=c": "https://a.mx/?b=c"}),
        ("[ES-EN]\namparo = writ", {"amparo": "writ"}),
        ("[es-MX-en] # law\namparo = writ", {"amparo": "writ"}),
        ("[es - en]\namparo = writ", {"amparo": "writ"}),
        ("[en-US → es-MX]\nwrit = amparo", {}),
        ("[es_MX-en_US]\namparo → writ", {"amparo": "writ"}),
        ("amparo -> writ\nfuero => privilege", {"amparo": "writ", "fuero": "privilege"}),
    ],
)
def test_a_line_is_taken_as_it_is_meant(tmp_path: Path, line: str, terms: dict[str, str]) -> None:
    path = tmp_path / "terms.txt"
    path.write_text(line, encoding="utf-8")
    assert load_glossary(path, "es", "en").terms == terms


@pytest.mark.parametrize(
    "line",
    [
        "amparo,writ of amparo",
        "amparo;writ",
        "amparo | writ",
        "amparo =",
        "[es-fr]",
        "[es]",
        "amparo = b",
        "— = ",
        " = b",
    ],
)
def test_a_line_that_nobody_can_take_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "terms.txt"
    path.write_text(f"amparo = a\n{line}\n", encoding="utf-8")
    with pytest.raises(SettingError, match="line 2"):
        load_glossary(path, "es", "en")


TERMS = {
    "amparo": "writ of amparo",
    "CFE": "Federal Electricity Commission",
    "Secretaría de Hacienda": "Finance Ministry",
    "Ley 1420": "Education Act of 1884",
    "OTAN": "NATO",
}


@pytest.mark.parametrize(
    ("text", "replacements"),
    [
        ("LA SECRETARÍA DE HACIENDA SUBIÓ EL PRECIO", ["FINANCE MINISTRY"]),
        ("La Secretaría\xa0de  Hacienda subió el precio", ["Finance Ministry"]),
        ("Amparo negado. «Amparo», dijo: amparo.", ["Writ of amparo", "Writ of amparo", "writ of amparo"]),
        ("El juez Amparo López, la secretaría de hacienda y la otan", []),
        ("El AMPARO y los amparos", []),
        ("LA OTAN Y LA CFE", ["NATO", "Federal Electricity Commission"]),
    ],
)
def test_terms_are_found_in_whatever_capitals_a_text_has(text: str, replacements: list[str]) -> None:
    assert [span.replacement for span in Glossary(TERMS).find(text)] == replacements


def test_terms_are_found_in_titles() -> None:
    glossary = Glossary({"planned parenthood": "planificación", "Green New Deal": "Nuevo Pacto Verde"})
    found = glossary.find("Supreme Court Hears Planned Parenthood Case on Green New Deal")
    assert [span.replacement for span in found] == ["planificación", "Nuevo Pacto Verde"]


#: Short sentences, whose first translation mostly fails a check since the renderings are longer.
SENTENCES = (
    "La CFE subió las tarifas.",
    "El juez negó el amparo.",
    "Amparo negado.",
    "LA SECRETARÍA DE HACIENDA SUBIÓ EL PRECIO DEL AMPARO",
    "La OTAN no vino.",
    "El gobierno derogó la Ley 1420 ayer.",
    "Ganó el amparo",
    "El amparo y la CFE, dijo “no” en 2024 la Secretaría de Hacienda a @sat_mx y a la OTAN.",
    "¿Qué es un amparo?",
    "«Pidió un amparo», dijo.",
)


def test_no_term_is_ever_lost(engine: Engine) -> None:
    glossary = Glossary(TERMS)
    renderings = Translator(engine, "es", "en", glossary=glossary).translate(SENTENCES)
    for sentence, rendering in zip(SENTENCES, renderings, strict=True):
        for span in glossary.find(sentence):
            assert span.replacement in rendering.text
        assert not {"number-mismatch", "length-ratio"} & set(rendering.flags)


class Greedy:
    """An engine that repeats itself unless it is asked greedily."""

    name, version = "greedy", "1"

    def translate(
        self, texts: list[str], source: str, target: str, *, greedy: bool = False
    ) -> list[Translated]:
        return [
            Translated(f"The court granted the {text.split()[4]}" + " today" * (1 if greedy else 9))
            for text in texts
        ]

    def close(self) -> None:
        pass


def test_a_term_is_no_part_of_an_address_but_may_be_one() -> None:
    glossary = Glossary({"CFE": "Commission", "#AguaYa": "#WaterNow", "notas": "notes"})
    text = "La CFE en #CFE, @CFE, cfe.mx/notas y CFE.com.mx: #AguaYa"
    protected = protect(text, glossary)
    kept = protected.replacements
    assert kept == ("Commission", "#CFE", "@CFE", "cfe.mx/notas", "CFE.com.mx", "#WaterNow")


def test_the_second_try_has_the_terms_too() -> None:
    translator = Translator(Greedy(), "es", "en", glossary=Glossary(TERMS))
    (rendering,) = translator.translate(["El tribunal concedió el amparo hoy."])
    assert (rendering.text, rendering.flags) == ("The court granted the writ of amparo today", ())
