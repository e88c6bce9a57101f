from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from dosvoces.core.record import WordLink
from dosvoces.store import MemoryEntry, Store
from translations import phrasebook
from translations.casing import is_all_capitals, is_title, to_sentence_case
from translations.clauses import split_clauses
from translations.drafts import Draft
from translations.engines.argos import ArgosEngine
from translations.engines.embedded import embedded_engine
from translations.engines.protocol import Translated
from translations.entities import find_entities
from translations.memory import CORRECTIONS, StoredMemory
from translations.repair import restore_typography
from translations.titles import lower_title
from translations.translator import Translator


@pytest.fixture(scope="module")
def engine() -> Iterator[ArgosEngine]:
    with embedded_engine() as engine:
        yield engine


class Parrot:
    """An engine that says what it is told to, and remembers what it was asked."""

    name = "parrot"
    version = "1"

    def __init__(self, *answers: dict[str, str]) -> None:
        self._answers = list(answers)
        self.asked: list[str] = []

    def translate(
        self, sentences: Sequence[str], source: str, target: str, *, greedy: bool = False
    ) -> list[Translated]:
        self.asked += sentences
        answers = (
            self._answers.pop(0) if len(self._answers) > 1 else self._answers[0] if self._answers else {}
        )
        return [Translated(answers.get(sentence, sentence.upper())) for sentence in sentences]

    def close(self) -> None:
        pass


@pytest.mark.parametrize(
    "text", ["", "   ", "😀🎉", "…", "1,234", "https://a.mx/b", "@ana #hoy", "a@b.mx", "\0\x01", "—"]
)
def test_what_has_no_words_is_copied(text: str) -> None:
    parrot = Parrot()
    (rendering,) = Translator(parrot, "en", "es").translate([text])
    assert (rendering.text, rendering.origin, parrot.asked) == (text, "copied", [])


@pytest.mark.slow
def test_fifty_thousand_characters(engine: ArgosEngine) -> None:
    """One sentence without any stop, and one without a blank."""
    clause = "the mayor of the town paid the people for the house, "
    parrot = Parrot()
    (rendering,) = Translator(parrot, "en", "es").translate([(clause * 945).strip()])
    assert len(clause * 945) > 50_000 and rendering.text.count("HOUSE") == 945
    blob = "QUJD" * 12_500
    (real, copied) = Translator(engine, "en", "es").translate([(clause * 60).strip(), blob])
    assert real.text.count("casa") >= 45
    assert (copied.text, copied.origin) == (blob, "copied")


def test_an_endless_word_inside_a_sentence_is_kept_from_the_engine() -> None:
    blob, parrot = "abcdefghij" * 2000, Parrot()
    text = f"See https://x.com/b and {blob} in the house."
    (rendering,) = Translator(parrot, "en", "es").translate([text])
    assert blob in rendering.text and "https://x.com/b" in rendering.text and "HOUSE" in rendering.text
    assert max(map(len, parrot.asked)) < 100


def test_capitals_stay_capitals(engine: ArgosEngine) -> None:
    (rendering,) = Translator(engine, "en", "es").translate(["THE GOVERNMENT PRESENTED THREE PLANS"])
    assert rendering.text in ("EL GOBIERNO PRESENTÓ TRES PLANES", "EL GOBIERNO PRESENTA TRES PLANES")


def test_addresses_come_through_whole(engine: ArgosEngine) -> None:
    sentences = [
        "Visit https://www.example.com/a_b?c=1&d=%20e#f or write to ana.b+c@diario.com.mx today.",
        "The minister said on @Presidencia_MX that #Reforma2024 was ready.",
        "It is at www.diario.mx.",
    ]
    for sentence, rendering in zip(
        sentences, Translator(engine, "en", "es").translate(sentences), strict=True
    ):
        assert "url-mismatch" not in rendering.flags
        for entity in find_entities(sentence):
            assert rendering.text.count(entity.text) == 1


def test_markup_and_code_stay_in_one_piece(engine: ArgosEngine) -> None:
    for text in ("<p>Hello</p>", "{{ name }}", "a = b[0]; // c", "&nbsp;", "[link](http://a.mx)"):
        (rendering,) = Translator(engine, "en", "es").translate([text])
        assert rendering.text.strip()


def test_a_quotation_in_the_target_language_is_copied() -> None:
    quotation = "Vamos a ganar la elección con todo el pueblo de México"
    parrot = Parrot()
    (rendering,) = Translator(parrot, "en", "es").translate(
        [f"The president told the people of the town: “{quotation}”, and they cheered him."]
    )
    assert quotation in rendering.text
    assert not any("ganar" in asked for asked in parrot.asked)


def test_furniture_is_looked_up_not_computed() -> None:
    parrot = Parrot()
    renderings = Translator(parrot, "es", "en").translate(["Síguenos en", "SÍGUENOS EN", "Leer más »"])
    assert [rendering.text for rendering in renderings] == ["Follow us on", "FOLLOW US ON", "Read more »"]
    assert {rendering.origin for rendering in renderings} == {"phrasebook"} and not parrot.asked


@pytest.mark.parametrize(
    ("text", "translated", "target"),
    [
        ("¿Más noticias?", "More news?", "en"),
        ("More news!", "¡Más noticias!", "es"),
        ("→ «Más noticias»", "→ «More news»", "en"),
        ("Ya eres suscriptor", "Already a subscriber?", "en"),
        ("✅ VERIFICADO:", "✅ VERIFIED:", "en"),
    ],
)
def test_furniture_keeps_the_marks_around_it(text: str, translated: str, target: str) -> None:
    assert phrasebook.look_up(text, "es" if target == "en" else "en", target) == translated


def test_a_label_is_looked_up_and_what_it_labels_translated() -> None:
    assert phrasebook.split_label("Photo: Gobierno de México", "en", "es") == ("Foto: ", 7)
    assert phrasebook.split_label("Opinión | La ley", "es", "en") == ("Opinion | ", 10)
    parrot = Parrot()
    (credit,) = Translator(parrot, "en", "es").translate(["Photo: Gobierno de México"])
    assert credit.text == "Foto: Gobierno de México" and not parrot.asked


def test_names_are_copied_and_bylines_translated() -> None:
    parrot = Parrot()
    texts = ["Marcelo Ebrard Casaubon", "By Juan Pérez", "Gavin Newsom"]
    renderings = Translator(parrot, "en", "es").translate(texts)
    assert [rendering.text for rendering in renderings] == [texts[0], "Por Juan Pérez", texts[2]]
    assert not any(rendering.flags for rendering in renderings) and not parrot.asked
    for text in ("Mexico City", "United States", "London", "President Obama said no", "New Law"):
        assert Translator(parrot, "en", "es").translate([text])[0].origin != "copied"


def test_a_failed_check_gets_one_more_try_and_then_a_flag() -> None:
    sentence = "The town has 25 schools and 12 parks."
    bad = {sentence: "La ciudad tiene escuelas y parques."}
    cured = Translator(
        Parrot(bad, {"The town has 7301 schools and 7412 parks.": "Hay 7301 escuelas y 7412 parques."}),
        "en",
        "es",
    )
    (rendering,) = cured.translate([sentence])
    assert (rendering.text, rendering.flags) == ("Hay 25 escuelas y 12 parques.", ())

    class Hopeless(Parrot):
        def translate(
            self, sentences: Sequence[str], source: str, target: str, *, greedy: bool = False
        ) -> list[Translated]:
            self.asked += sentences
            return [Translated("La ciudad tiene escuelas 99.") for _ in sentences]

    hopeless = Hopeless()
    (rendering,) = Translator(hopeless, "en", "es").translate([sentence])
    assert "number-mismatch" in rendering.flags
    assert hopeless.asked[0] == sentence and len(hopeless.asked) > 1


def test_equal_sentences_are_translated_once() -> None:
    parrot = Parrot({"The house is red.": "La casa es roja."})
    renderings = Translator(parrot, "en", "es").translate(["The house is red."] * 50)
    assert parrot.asked == ["The house is red."]
    assert {rendering.text for rendering in renderings} == {"La casa es roja."} and len(renderings) == 50


def test_memory_answers_before_the_engine_and_people_before_memory(tmp_path: Path) -> None:
    with Store(str(tmp_path / "s.sqlite")) as store:
        memory = StoredMemory(store)
        parrot = Parrot({"The house is red.": "La casa es roja.", "He has a dog.": "Tiene un perro."})
        translator = Translator(parrot, "en", "es", memory=memory)
        first = translator.translate(["The house is red.", "He has a dog."])
        store.save_translations([], memory.take_made())
        second = translator.translate(["The house is red.", "He has a dog."])
        assert [rendering.origin for rendering in first + second] == ["machine"] * 2 + ["memory"] * 2
        assert [rendering.text for rendering in first] == [rendering.text for rendering in second]
        assert memory.hits == 2 and len(parrot.asked) == 2
        store.remember(CORRECTIONS, "en", "es", [("He has a dog.", MemoryEntry("Él tiene un perro."))])
        assert translator.translate(["He has a dog."])[0].text == "Él tiene un perro."
        # Another version of an engine is another engine.
        parrot.version = "2"
        assert translator.translate(["The house is red."])[0].origin == "machine"


def test_capitals_and_titles() -> None:
    assert (
        is_all_capitals("BREAKING NEWS: PRESIDENT RESIGNS")
        and not is_all_capitals("NATO and EU")
        and not is_all_capitals("USA")
    )
    assert to_sentence_case("¿QUÉ PASÓ?") == "¿Qué pasó?"
    title = "Mexico Set Up Working Group for Electric Transportation"
    assert is_title(title) and not is_title("The mayor of Mexico City met with the Senate.")
    assert lower_title(title) == "Mexico set up working group for electric transportation"
    assert lower_title("What Happened on Monday in January").endswith("on Monday in January")
    # Names and dates are no words with a capital too many.
    assert lower_title("James Brown Hit by Car on Friday, May 9") == "James Brown hit by car on Friday, May 9"


def test_typography_is_restored() -> None:
    for source, flat, restored in (
        ("“Yes”, he said… It’s", '"Sí", dijo... "', '"Sí", dijo… "'),
        ("“Yes”, he said", '"Sí», dijo', "“Sí”, dijo"),
    ):
        assert restore_typography(Draft(source, flat, "en", "es")).target == restored


def test_clauses_cover_the_text() -> None:
    text = "One, two and three; four (five) because six. " * 30 + "x" * 500
    spans = split_clauses(text, lambda part: len(part) <= 60)
    assert all(end - start <= 60 for start, end in spans)
    assert "".join(text[start:end] for start, end in spans).replace(" ", "") == text.replace(" ", "")
    assert spans == sorted(spans)


def test_links_move_along_with_edits() -> None:
    links = (WordLink(source=(0, 3), target=(0, 2)), WordLink(source=(4, 7), target=(3, 6)))
    draft = Draft("one two", "un dos", "en", "es", links)
    edited = draft.edit([(3, 6, "tres o cuatro"), (0, 0, "«")])
    assert edited.target == "«un tres o cuatro"
    assert [edited.target[slice(*link.target)] for link in edited.links] == ["un", "tres o cuatro"]
    assert not draft.edit([(1, 4, "")]).links
