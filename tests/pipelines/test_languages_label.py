"""What a user is promised of the language of a whole text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dosvoces.core.record import Block, Role
from pipelines.languages import Label, label, label_blocks, label_document, spans
from pipelines.languages.label import label_near
from pipelines.languages.tokens import LONGEST, evidence, tokens

TEXT = st.text(alphabet=st.characters(codec="utf-8"), max_size=80)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Síguenos en", "es"),
        ("Publicaciones recientes", "es"),
        ("Recent posts", "en"),
        ("Read more", "en"),
        ("El gobierno anunció nuevas medidas", "es"),
        ("The government announced new measures", "en"),
        ("hospitals", "en"),
        ("hospitales", "es"),
        ("desenchufábamos", "es"),
        ("unplugging", "en"),
        ("don't", "en"),
        ("Nuestros podcasts semanales", "es"),
        ("O governo anunciou ontem novas medidas para a economia", "pt"),
        ("O goberno anunciou onte que non haberá novas axudas", "gl"),
        ("El govern ha anunciat noves mesures per als treballadors", "ca"),
        ("Le gouvernement a annoncé de nouvelles mesures", "fr"),
        ("Il governo ha annunciato nuove misure per le imprese", "it"),
        ("Die Regierung hat gestern neue Maßnahmen angekündigt", "de"),
        ("Правительство объявило новые меры", "ru"),
    ],
)
def test_the_language_of_a_text_is_told(text: str, language: str) -> None:
    assert label(text).language == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "1.250,50",
        "2023-24",
        "12:30",
        "https://example.org/noticias/el-gobierno-anuncia",
        "redaccion@example.org",
        "@gobierno_noticias",
        "#noticias",
        "%1$s",
        "nombre_de_archivo.php",
        "<strong></strong>",
        "María Fernández",
        "John Smith",
        "Ana B. García",
        "WhatsApp",
        "Madrid",
        "OTAN",
        "iPhone",
    ],
)
def test_names_numbers_addresses_and_code_are_evidence_for_nothing(text: str) -> None:
    assert label(text).language == "und"


def test_a_word_of_both_dictionaries_is_told_with_doubt() -> None:
    assert label("animal").confidence < 0.9
    assert label("ayuntamiento").confidence > 0.95


def test_the_neighbourhood_decides_between_look_alikes_only() -> None:
    assert label_near("animal", "es").language == "es"
    assert label_near("animal", "en").language == "en"
    assert label_near("the government", "es").language == "en"


@pytest.mark.parametrize(
    "text",
    [
        "Burmistrz otworzył wczoraj nowy most przez rzekę",
        "Primarul a deschis ieri noul pod peste râu",
        "Ang alkalde ay nagbukas ng bagong tulay",
        "Kay p'unchaw kamachiqqa llaqtapi runakunawan rimarqan",
        "Mburuvicha guasu ohendukauka tembiapo pyahu táva guive",
        "Gobernuak neurri berriak iragarri ditu",
        "Hallitus ilmoitti eilen uusista toimista",
        "De regering kondigde gisteren nieuwe maatregelen aan",
    ],
)
def test_a_language_outside_the_table_is_not_taken_for_one_in_it(text: str) -> None:
    assert label(text).language == "und"
    assert {span.language for span in spans(text) if span.confidence >= 0.9} <= {"und"}
    assert {
        span.language for span in spans(f"El alcalde respondió: «{text}».") if span.confidence >= 0.9
    } <= {
        "es",
        "und",
    }


@pytest.mark.parametrize(
    "text",
    [
        "President Luiz Inácio Lula da Silva met the Movimento dos Trabalhadores.",
        "Paris Saint-Germain beat Olympique de Marseille",
        "Chef Massimo Bottura at Osteria Francescana",
        "Marine Le Pen, Jean-Luc Mélenchon and Gabriel Attal",
        "Rio de Janeiro carnival",
    ],
)
def test_foreign_names_do_not_make_a_block_foreign(text: str) -> None:
    blocks = [Block(position=0, role="paragraph", text=" ".join(ENGLISH))]
    found = label_blocks([*blocks, Block(position=1, role="caption", text=text)])[1]
    assert found.language in {"en", "und"}


def test_rare_words_that_look_spanish_are_spanish() -> None:
    assert label("No siempre tartamudean, balbucean, se ruborizan o inquietan.").language == "es"


@pytest.mark.parametrize("text", ["Escola", "Vacina", "Copa do Mundo", "Obra nova", "che”. Media"])
def test_a_block_is_not_taken_for_a_third_language_unless_that_is_sure(text: str) -> None:
    blocks = [Block(position=0, role="paragraph", text=" ".join(SPANISH))]
    found = label_blocks([*blocks, Block(position=1, role="heading", text=text)])[1]
    assert found.language in {"es", "und"}


@pytest.mark.parametrize(
    "text",
    [
        "Junts per Catalunya y Esquerra Republicana",
        "Petrobras y Banco do Brasil caen",
        "O presidente anunciou ontem um novo plano",
        "Tour de France stage 3 results",
        "Festival de teatro",
    ],
)
def test_a_text_in_one_language_has_one_judgement(text: str) -> None:
    (span,) = spans(text)
    assert Label(span.language, span.confidence) == label(text)


@given(TEXT)
def test_any_text_gets_one_answer_with_a_probability(text: str) -> None:
    first = label(text)
    assert isinstance(first, Label)
    assert 0.0 <= first.confidence <= 1.0
    assert label(text) == first


@given(TEXT)
def test_tokens_are_the_words_of_the_text_in_order(text: str) -> None:
    last = 0
    for token in tokens(text):
        assert last <= token.start < token.end <= len(text)
        assert text[token.start : token.end].lower()[:LONGEST] == token.word
        assert max(evidence(token.word).scores) == pytest.approx(0)
        last = token.end


SPANISH = [
    "El ministro explicó ayer que las obras del tren comenzarán antes de que termine el año.",
    "Los vecinos, en cambio, piden que se revise el trazado y se escuche a los ayuntamientos.",
]
ENGLISH = [
    "The minister said yesterday that work on the railway will begin before the end of the year.",
    "Residents are asking for the route to be reviewed and for town halls to be heard.",
]


@pytest.mark.parametrize(
    ("texts", "language"),
    [
        (SPANISH, "es"),
        (ENGLISH, "en"),
        (["De minister zei gisteren dat het werk aan het spoor voor het einde van het jaar begint."], "nl"),
        (["Ministern sade i går att arbetet med järnvägen ska börja innan årets slut i hela landet."], "sv"),
        (["Minister powiedział wczoraj, że prace na kolei rozpoczną się przed końcem tego roku."], "pl"),
        (
            ["Ministrul a declarat ieri că lucrările la calea ferată vor începe până la sfârșitul anului."],
            "ro",
        ),
        (["O ministro dixo onte que as obras do tren comezarán antes de que remate o ano na cidade."], "gl"),
        (
            ["Eusko Jaurlaritzak neurri berriak iragarri ditu gaur, arazoari aurre egiteko asmoz."],
            "eu",
        ),
        (["Kay p'unchaw kamachiqqa llaqtapi runakunawan rimarqan, musuq ñanmanta willarqan."], "qu"),
        (["Küme antü pu peñi, inchiñ ta mapuche ngen, kom pu che küpaiñ tüfachi mapu mew."], "und"),
        ([], "und"),
        (["1.234", "https://example.org"], "und"),
    ],
)
def test_a_document_in_neither_language_is_told_too(texts: list[str], language: str) -> None:
    assert label_document(texts).language == language
    assert label_document(texts) == label_document(texts)


def test_the_blocks_of_a_document_in_another_language_are_in_it() -> None:
    texts = [
        "Gobernuak neurriak iragarri ditu",
        "Eusko Jaurlaritzak neurri berriak iragarri ditu gaur goizean.",
    ]
    roles: list[Role] = ["headline", "paragraph"]
    blocks = [Block(position=n, role=roles[n], text=text) for n, text in enumerate(texts)]
    assert [block.language for block in label_blocks(blocks)] == ["eu", "eu"]
    haitian = [
        "Gouvènman an te anonse nouvo mezi yo pou lojman yè.",
        "Minis la di plan an ap dire twa zan epi l ap gen yon bidjè senk milyon.",
        "Opozisyon an di se pa ase.",
    ]
    blocks = [Block(position=n, role="paragraph", text=text) for n, text in enumerate(haitian)]
    assert {block.language for block in label_blocks(blocks)} == {"ht"}
    assert label_blocks([Block(position=0, role="furniture", text="12:30")])[0].language == "und"


def test_a_spanish_article_with_english_furniture_stays_spanish() -> None:
    assert label_document([*SPANISH, "Read more", "Follow us on Facebook"]).language == "es"


def test_blocks_are_labelled_one_by_one() -> None:
    blocks = [
        Block(position=0, role="paragraph", text=ENGLISH[0]),
        Block(position=1, role="paragraph", text=ENGLISH[1]),
        Block(position=2, role="furniture", text="Síguenos en"),
        Block(position=3, role="credit", text="Photo: Gobierno de México"),
        Block(position=4, role="furniture", text="Foto: Reuters"),
        Block(position=5, role="furniture", text="Foto: AP"),
        Block(position=6, role="byline", text="María Fernández"),
    ]
    found = label_blocks(blocks)
    assert [block.language for block in found] == ["en", "en", "es", "en", "es", "es", "und"]
    assert all(0 < block.confidence <= 1 for block in found)
    assert [block.text for block in found] == [block.text for block in blocks]
