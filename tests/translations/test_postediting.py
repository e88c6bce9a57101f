from importlib.resources import files

import msgspec
import pytest
from growth import grows_linearly, seconds

from dosvoces.core.record import WordLink
from translations.confidence import LEAST, estimate
from translations.drafts import Draft
from translations.engines.embedded import neural_engine
from translations.engines.protocol import Translated
from translations.postediting.articles import fit_article, repair_agreement
from translations.postediting.cognates import find_cognates
from translations.postediting.detection import find_faults
from translations.postediting.finite import loses_verb
from translations.postediting.lexicon import FILE, WORD, encode_chance, load_forms
from translations.postediting.punctuation import repair_marks
from translations.postediting.rendering import choose_form, look_up
from translations.postediting.subjects import restore_subject
from translations.postediting.vocabulary import is_surely_formed
from translations.postediting.words import repair_words
from translations.quality import check, check_draft
from translations.repair import repair_numbers
from translations.translator import Translator


def _draft(source: str, target: str, direction: str = "en-es", *, is_weak: bool = True) -> Draft:
    ours, theirs = direction.split("-")
    return Draft(source, target, ours, theirs, is_weak=is_weak)


def test_the_lexicon_is_small_and_knows_forms_with_their_accents_and_capitals() -> None:
    assert len(files("translations.postediting").joinpath(FILE).read_bytes()) < 500_000
    assert load_forms("en", "es")["pancreatic" if "pancreatic" in load_forms("en", "es") else "water"]
    assert look_up("nation", "en", "es")[0].keys() >= {"nación"}
    assert next(iter(look_up("martes", "es", "en")[0])) == "Tuesday"
    assert not load_forms("fr", "en")


def test_chances_are_letters_that_no_line_ends_in() -> None:
    letters = {encode_chance(10.0**-exponent) for exponent in range(12)}
    assert all(letter.isprintable() and not letter.isspace() for letter in letters)


@pytest.mark.parametrize(
    ("source", "target", "direction", "wanted"),
    [
        ("The chemical engineer was late.", "El ingeniero químico fue retardizado.", "en-es", ("invented",)),
        ("A bache is a hole.", "A bache is a hole.", "en-es", ("copied", "copied")),
        ("Los vecinos son buenos.", "The vecinos son good.", "es-en", ("copied",)),
        ("The plan is good.", "El plan es bueno.", "en-es", ()),
        ("He met Juan de la Cruz.", "Conoció a Juan de la Cruz.", "en-es", ()),
        ("Pagó diez pesos.", "He paid ten pesos.", "es-en", ()),
        ("See a.example/zzkt.", "Vea a.example/zzkt.", "en-es", ()),
        ("The officer came.", "Vino el tenante.", "en-es", ("invented",)),
        ("The crime was old.", "El delito antiDelictos era viejo.", "en-es", ("invented",)),
        ("Ha engordado o adelgazado.", "He has engorated/slimmed.", "es-en", ("invented",)),
        ("It is 1.2bn people.", "Son 1,2bnés de personas.", "en-es", ("invented",)),
        ("El barco no sufrió daños.", "The ship was not harm'sed.", "es-en", ("invented",)),
        ("“I always thought so,” he said.", "“I siempre lo pensé”, dijo.", "en-es", ("copied",)),
        ("I saw Carlos I there.", "Vi a Carlos I de lejos.", "en-es", ()),
        ("Discouraging?", "¿Descuerdo?", "en-es", ("invented",)),
        ("He left. We have time.", "Se fue. Nuesemos tiempo.", "en-es", ("invented",)),
        ("Külahci came to Zabrze.", "Külahci vino a Zabrze.", "en-es", ()),
        ("The astronaut Mark Kelly left.", "El astronaut Mark Kelly se fue.", "en-es", ("copied",)),
        ("El barco del vecino es viejo.", "The neighbour's ship isn't new.", "es-en", ()),
    ],
)
def test_words_of_no_language_are_found(
    source: str, target: str, direction: str, wanted: tuple[str, ...]
) -> None:
    kinds = tuple(fault.kind for fault in find_faults(_draft(source, target, direction)))
    assert set(kinds) == set(wanted)


def test_a_good_engine_is_believed_where_a_word_is_regularly_formed() -> None:
    source, target = "A very pretty house.", "Una casa superbonita."
    assert find_faults(_draft(source, target)) and not find_faults(_draft(source, target, is_weak=False))


def test_an_invented_word_becomes_what_its_source_word_is_and_says_so() -> None:
    source, target = "The government bought water.", "El gobierno compró aguatiza."
    links = (WordLink(source=(4, 14), target=(3, 11)), WordLink(source=(22, 27), target=(19, 27)))
    draft = msgspec.structs.replace(_draft(source, target), links=links)
    repaired = repair_words(draft)
    assert repaired.target == "El gobierno compró agua."
    assert [repaired.target[slice(*span)] for span in repaired.repairs] == ["agua"]
    assert {source[slice(*link.source)]: repaired.target[slice(*link.target)] for link in repaired.links} == {
        "government": "gobierno",
        "water": "agua",
    }
    assert check_draft(repaired) == ()


def test_a_possessive_is_not_inflected() -> None:
    assert choose_form({"harm's": 1.0}, "xxed", "daños", "was", "en") == "harm's"


def test_a_copied_word_is_translated() -> None:
    assert repair_words(_draft("Queremos agua.", "We want agua.", "es-en")).target == "We want water."


@pytest.mark.parametrize(
    ("source", "target", "direction", "wanted"),
    [
        ("He went to Rome.", "Se fue a Rome.", "en-es", "Se fue a Roma."),
        ("He left last Friday.", "Salió el pasado Friday.", "en-es", "Salió el pasado viernes."),
        ("Switzerland won.", "Switzerland ganó.", "en-es", "Suiza ganó."),
        ("Vive en Atenas.", "She lives in Atenas.", "es-en", "She lives in Athens."),
        ("Today, he said", "“Today”, dijo", "en-es", "“Hoy”, dijo"),
        ("The Rome Times said so.", "El Rome Times lo dijo.", "en-es", "El Rome Times lo dijo."),
        ("Paul King and Jorge came.", "Paul King y Jorge vinieron.", "en-es", "Paul King y Jorge vinieron."),
        ("It joined the Euro.", "Se unió al Euro.", "en-es", "Se unió al Euro."),
        ("He went there.", "Se fue a Rome.", "en-es", "Se fue a Rome."),
    ],
)
def test_names_and_days_left_standing_are_translated(
    source: str, target: str, direction: str, wanted: str
) -> None:
    draft = _draft(source, target, direction)
    repaired = repair_words(draft)
    assert repaired.target == wanted
    assert [repaired.target[start:end] for start, end in repaired.repairs] == (
        []
        if wanted == target
        else [word for word in WORD.findall(wanted) if word not in WORD.findall(target)]
    )
    assert repair_words(_draft(source, target, direction, is_weak=False)).target == target


@pytest.mark.parametrize(
    ("source", "target", "direction", "is_guessed"),
    [
        ("Queremos agua.", "We want agua.", "es-en", False),
        # Only words of that stem are known, or words that begin alike.
        ("Eran carnavaleras.", "They were carnavaleras.", "es-en", True),
    ],
)
def test_what_the_lexicon_does_not_have_is_guessed_and_says_so(
    source: str, target: str, direction: str, is_guessed: bool
) -> None:
    repaired = repair_words(_draft(source, target, direction))
    assert repaired.target != target
    assert repaired.guessed is is_guessed and ("guessed-word" in check_draft(repaired)) is is_guessed


def test_an_article_follows_the_word_that_comes() -> None:
    repaired = repair_words(_draft("Es una naranja.", "It is a naranja.", "es-en"))
    assert repaired.target == "It is an orange."


@pytest.mark.parametrize(
    ("target", "wanted"),
    [
        ("Un compañía de los decisiones.", "Una compañía de las decisiones."),
        ("Las condiciones económicos del carretera.", "Las condiciones económicas de la carretera."),
        ("El agua fría y las aguas frías, el área y un arma.", None),
        ("Bebió de el vaso y fue a el parque.", "Bebió del vaso y fue al parque."),
        ("El director de El País fue a El Salvador.", None),
        ("La huelga previsto para el viernes.", "La huelga prevista para el viernes."),
        ("El juicio de tres hombres.", None),
        ("Detuvo tres hombres acusado de robo.", "Detuvo tres hombres acusados de robo."),
        ("Una vez concluidas las obras, cerró.", None),
        ("La decisión fue criticado por todos.", "La decisión fue criticada por todos."),
        ("Dijo que los agentes deberían ser acusado.", "Dijo que los agentes deberían ser acusados."),
        ("Las mujeres están muy cansadas, y la casa fue vendida.", None),
        ("Esta mañana fue detenido un hombre.", None),
        ("La mayoría de los heridos fueron trasladados.", None),
        ("Un grupo de las personas afectado por los hechos.", None),
        ("La juez y el juez, la final y el final.", None),
        ("Los comparamos con las suyas.", None),
    ],
)
def test_what_stands_beside_a_spanish_noun_agrees_with_it(target: str, wanted: str | None) -> None:
    assert repair_agreement(_draft("", target)).target == (wanted or target)
    assert repair_agreement(_draft("", target, is_weak=False)).target == target
    is_flagged = wanted is not None and "de el" not in target
    assert ("agreement" in check("It is.", target, "en", "es")) == is_flagged


def test_days_of_the_week_are_named_without_a_preposition() -> None:
    assert repair_agreement(_draft("", "Fue en el martes.")).target == "Fue el martes."
    assert repair_agreement(_draft("", "En el martes.", is_weak=False)).target == "En el martes."


@pytest.mark.parametrize(
    ("target", "wanted", "is_flagged"),
    [
        ("A age and a European, a one-off, a idea.", "An age and a European, a one-off, an idea.", False),
        ("This procedures are a measurements of it.", None, True),
        ("These civilian marriages are another business.", None, False),
        ("These small houses, a few years, every day.", None, False),
    ],
)
def test_what_stands_before_an_english_noun_agrees_with_it(
    target: str, wanted: str | None, is_flagged: bool
) -> None:
    assert repair_agreement(_draft("", target, "es-en")).target == (wanted or target)
    assert ("agreement" in check("Eso es.", target, "es", "en")) == is_flagged


@pytest.mark.parametrize(
    ("text", "word", "language", "wanted"),
    [
        ("Vio la xx.", "baches", "es", "Vio los baches."),
        ("El xx llegó.", "brigada", "es", "La brigada llegó."),
        ("Vio un xx.", "embestida", "es", "Vio una embestida."),
        ("Bebió el xx.", "agua", "es", "Bebió el agua."),
        ("Es este xx.", "dirección", "es", "Es esta dirección."),
        ("Vio la xx.", "juez", "es", "Vio la juez."),
        ("A xx.", "egg", "en", "An egg."),
    ],
)
def test_an_article_fits_the_word_behind_it(text: str, word: str, language: str, wanted: str) -> None:
    at = text.index("xx")
    edits = [(at, at + 2, word)]
    article = fit_article(text, edits[0], language)
    draft = _draft("", text).edit([*edits, article] if article else edits)
    assert draft.target == wanted


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("They would undermine the bridge.", "Ellos socavarían el puente."),
        ("They want to diagnose the water.", "Quieren diagnosticarla."),
    ],
)
def test_a_form_of_a_whole_infinitive_stays_and_is_flagged(source: str, target: str) -> None:
    draft = _draft(source, target)
    assert find_faults(draft) and repair_words(draft) == draft
    assert not is_surely_formed("teneremos", "es") and not is_surely_formed("socavarían", "en")


def test_a_word_without_a_rendering_stays_and_is_flagged() -> None:
    draft = repair_words(_draft("Xyz qwzt.", "El zzqtrix.", "en-es"))
    assert draft.target == "El zzqtrix." and draft.repairs == ()
    assert "invented-word" in check_draft(draft)


def test_a_good_engines_words_are_never_repaired() -> None:
    draft = _draft("Queremos agua.", "We want agua.", "es-en", is_weak=False)
    assert repair_words(draft) is draft
    assert "untranslated" in check_draft(draft)


@pytest.mark.parametrize(
    ("source", "target", "direction", "wanted"),
    [
        ("Is it true?", "Es verdad?", "en-es", "¿Es verdad?"),
        ("He asked: is it true?", "Preguntó: es verdad?", "en-es", "Preguntó: ¿es verdad?"),
        ("Come here!", "Ven aquí.", "en-es", "¡Ven aquí!"),
        ("Is it? Yes, it is!", "¿Lo es? Sí, lo es!", "en-es", "¿Lo es? ¡Sí, lo es!"),
        ("¿Es verdad?", "Is it true?", "es-en", "Is it true?"),
        ("It ended.", "Terminó.......", "en-es", "Terminó."),
        ("It ended...", "Terminó.......", "en-es", "Terminó..."),
        ('He said, "It ended."', 'Dijo "Terminó".', "en-es", 'Dijo, "Terminó".'),
        ('Dijo: "Terminó".', 'He said"It ended."', "es-en", 'He said: "It ended."'),
        ('"No es bueno".', '"In\'t good."', "es-en", '"Good."'),
        (
            "If it rains, the road closes.",
            "Si llueve, La carretera cierra.",
            "en-es",
            "Si llueve, la carretera cierra.",
        ),
        ("The general impression.", "La impresión general general.", "en-es", "La impresión general."),
        ("The 20th and 21st centuries.", "Los siglos xx y xxi.", "en-es", "Los siglos XX y XXI."),
        (
            "It cost $18 billion.",
            "Costó $18 mil millones de dólares.",
            "en-es",
            "Costó 18 mil millones de dólares.",
        ),
        ("The 25th, at 40 °C.", "El 25 º aniversario, a 40 º C.", "en-es", "El 25.º aniversario, a 40 º C."),
    ],
)
def test_marks_and_capitals(source: str, target: str, direction: str, wanted: str) -> None:
    assert repair_marks(_draft(source, target, direction)).target == wanted
    assert repair_marks(_draft(source, wanted, direction)).target == wanted


def test_cognates_by_rule_are_words_of_the_language() -> None:
    assert "colesterol" in find_cognates("cholesterol", "en", "es")
    assert "pathologies" in find_cognates("patologías", "es", "en")
    assert find_cognates("xyzzytion", "en", "es") == ()


class _Invents:
    """An engine that invents one word."""

    version = "1"

    def __init__(self, name: str) -> None:
        self.name = name

    def translate(
        self, sentences: list[str], source: str, target: str, *, greedy: bool = False
    ) -> list[Translated]:
        return [Translated("El gobierno compró aguatiza.") for _ in sentences]

    def close(self) -> None:
        """Nothing to give back."""


def test_renderings_say_which_words_were_repaired() -> None:
    (weak,) = Translator(_Invents("embedded"), "en", "es").translate(["The government bought water."])
    assert weak.text == "El gobierno compró agua." and weak.flags == () and weak.repairs == (19, 23)
    (good,) = Translator(_Invents("argos"), "en", "es").translate(["The government bought water."])
    assert good.text == "El gobierno compró aguatiza." and good.flags == ("invented-word",)


def test_the_time_for_a_sentence_grows_with_its_length() -> None:
    def spend(times: int) -> float:
        source, target = (
            "The water of governments is good. " * times,
            "El aguatiza de goberniza es bueno. " * times,
        )
        return seconds(lambda: repair_marks(repair_words(_draft(source, target))))

    assert grows_linearly(spend, 100)


def test_the_neural_model_writes_fewer_words_of_no_language() -> None:
    sentences = ["The pothole in the asphalt was repaired.", "A fervent goalkeeper aroused the repertoire."]
    with neural_engine() as engine:
        raw = [answer.text for answer in engine.translate(sentences, "en", "es")]
        made = Translator(engine, "en", "es").translate(sentences)
    before = sum(len(find_faults(_draft(*pair))) for pair in zip(sentences, raw, strict=True))
    after = sum(len(find_faults(_draft(said, each.text))) for said, each in zip(sentences, made, strict=True))
    assert after < before


@pytest.mark.parametrize(
    ("text", "wanted", "is_flagged"),
    [
        ("Is equal when you arrive.", "It is equal when you arrive.", False),
        ("“Was not easy”, he said.", "“It was not easy”, he said.", False),
        # Who it is nobody knows.
        ("Will be a player, he claims.", None, True),
        ("The mayor said on Monday that will not go.", None, True),
        ("Is equal pay near? Is she here?", None, False),
        ("Is the house white. Has anybody seen it?", None, False),
        ("She said that it will rain, and that is all.", None, False),
        ("You must contributions for works.", None, True),
        ("They could always guess, and must focus on it.", None, False),
        ("Should companies pay? Nor could investors agree.", None, False),
    ],
)
def test_an_english_sentence_has_a_subject(text: str, wanted: str | None, is_flagged: bool) -> None:
    draft = Draft("Es igual cuando uno llega aquí.", text, "es", "en", is_weak=True)
    assert restore_subject(draft).target == (wanted or text)
    assert restore_subject(msgspec.structs.replace(draft, is_weak=False)).target == text
    flags = check(draft.source, wanted or text, "es", "en")
    assert ("agreement" in flags) is is_flagged


@pytest.mark.parametrize(
    ("text", "is_flagged"),
    [
        ("Los candidatos cooperar.", True),
        ("Dijo que el gobierno no aumentar los impuestos.", True),
        # Whether it is "aprobaron" or "han aprobado" nobody knows.
        ("Las empresas aprobado la ley.", True),
        ("Los candidatos quieren cooperar, el ejército regular ataca.", False),
        ("El poder militar y una mujer singular.", False),
        ("Se debe libro por teléfono.", True),
        ("Esto no puede esperar, pero debería decírselo antes. Podría también irse.", False),
        ("¿Deben nuestros hijos callar? Podría España crecer más.", False),
    ],
)
def test_a_spanish_clause_without_its_verb_is_flagged(text: str, is_flagged: bool) -> None:
    draft = Draft("", text, "en", "es", is_weak=True)
    assert repair_agreement(draft).target == text
    assert ("agreement" in check("They said it.", text, "en", "es")) is is_flagged


@pytest.mark.parametrize(
    ("source", "target", "is_lost"),
    [
        ("A man called the police.", "Un hombre llamado a la policía.", True),
        ("The storm left many homes without power.", "La tormenta izquierda muchos hogares sin poder.", True),
        ("Fire injured eleven people in Texas.", "Un fuego en Texas heridos once personas.", True),
        ("A man called the police.", "Un hombre llamó ayer a la policía.", False),
        ("He was smiling at us again.", "Se sonrió otra vez de nosotros.", False),
        ("It will close the doors.", "La puerta de casa cerrará tarde.", False),
        ("The road continues to the sea.", "La carretera continúa hasta el mar.", False),
        # A source without a verb, a heading, a short answer.
        ("A nod of the head, nothing more.", "Una señal de la cabeza, nada más.", False),
        ("Storm kills four and has damaged homes", "Cuatro muertos por una tormenta en Texas", False),
        ("He was in the house.", "En la casa.", False),
    ],
)
def test_a_lost_verb_lowers_the_confidence(source: str, target: str, is_lost: bool) -> None:
    assert loses_verb(source, target) is is_lost
    confidence = estimate(Draft(source, target, "en", "es", score=0.9, is_weak=True), "embedded")
    assert confidence is not None and (confidence < LEAST or not is_lost)


@pytest.mark.parametrize(
    ("text", "plural"),
    [
        ("Los turcos casi logró el inicio.", "Los turcos casi lograron el inicio."),
        ("Los agentes de policía encontró al hombre.", "Los agentes de policía encontraron al hombre."),
        ("Dijo que los anuncios invitó a todos.", "Dijo que los anuncios invitaron a todos."),
        ("Los precios cambió, las cosas es así.", "Los precios cambiaron, las cosas son así."),
        ("El FBI y la CIA no negó nada.", "El FBI y la CIA no negaron nada."),
        ("Ana de Armas y Juan Gil llegó tarde.", "Ana de Armas y Juan Gil llegaron tarde."),
        # When, a verb of another clause, one subject, and a subject that has its verb.
        ("Los lunes llegó tarde.", ""),
        ("Los niños que vio llegaron, los otros no.", ""),
        ("Los progresos alcanzados desde hace años.", ""),
        ("El director llegó y se fue.", ""),
        ("El Ministerio de Ciencia y Tecnología anunció ayudas.", ""),
        ("Ciencia y Tecnología publicó el informe.", ""),
        ("La Casa de Juan y María cerró.", ""),
        ("Las casas que compró eran caras.", ""),
        ("Los vecinos llegaron cuando cayó la noche.", ""),
    ],
)
def test_verbs_of_plural_subjects_are_plural(text: str, plural: str) -> None:
    draft = Draft("", text, "en", "es", is_weak=True)
    assert repair_agreement(draft).target == (plural or text)
    assert repair_agreement(msgspec.structs.replace(draft, is_weak=False)).target == text


@pytest.mark.parametrize(
    ("source", "target", "repaired"),
    [
        ("El peso se depreció ayer.", "The weight depreciated yesterday.", "The peso depreciated yesterday."),
        ("El peso cae frente al dólar.", "The weight falls against the dollar.", None),
        ("La devaluación del peso sigue.", "The devaluation of the weight goes on.", None),
        ("El peso de la moneda es de 5 gramos.", "The weight of the coin is 5 grams.", ""),
        ("Se aprecia una pérdida de peso.", "A loss of weight is noticed.", ""),
        ("Los médicos aprecian el peso del bebé.", "Doctors assess the baby's weight.", ""),
        ("El peso del euro frente al dólar crece.", "The weight of the euro grows.", ""),
        ("Pierde peso y el peso cae frente al dólar.", "He loses weight and the weight falls.", ""),
    ],
)
def test_weights_become_pesos_only_where_they_are_traded(
    source: str, target: str, repaired: str | None
) -> None:
    expected = target.replace("weight", "peso") if repaired is None else repaired or target
    assert repair_numbers(Draft(source, target, "es", "en")).target == expected
