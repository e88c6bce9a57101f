"""What is said for its opposite, in another order, or not at all, where no number and no negation tells."""

import pytest

from translations.numbers import compare_numbers
from translations.polarity import differs_in_polarity
from translations.postediting.endings import breaks_off
from translations.postediting.modals import lacks_verb
from translations.quality import check


def turns(english: str, spanish: str) -> bool:
    there, back = (
        differs_in_polarity(english, spanish, "en", "es"),
        differs_in_polarity(spanish, english, "es", "en"),
    )
    assert there == back, (english, spanish)
    return there


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("A year ago the mine was shut.", "Hace un año cerraron la mina."),
        (
            "The late-night show was cancelled this morning.",
            "El programa de la noche se canceló esta mañana.",
        ),
        ("The library opens on weekdays.", "La biblioteca abre de lunes a viernes."),
        ("Crowds came for Easter.", "Acudió mucha gente el domingo de Resurrección."),
        ("In the second half he stayed in his room.", "En el segundo tiempo se quedó en su cuarto."),
        (
            "Unemployment rose from 11% to 14%.",
            "El paro subió al 14 %, frente al 11 % del año anterior.",
        ),
        ("The plan costs ₹900.", "El plan cuesta 900 rupias."),
        ("The government issued 3 royal decrees.", "El Gobierno aprobó 3 reales decretos."),
        ("She climbed out of the lorry.", "Bajó del camión."),
        ("Snow fell while he was on stage.", "Nevaba cuando subió al escenario."),
        ("The bakery closes at eight.", "La panadería abre hasta las ocho."),
        ("She survived her brother.", "Su hermano murió antes que ella."),
        ("She shook her head.", "Negó con la cabeza."),
        ("He left her a field.", "Le dejó de herencia un campo."),
        ("He passed away in May.", "Dejó de existir en mayo."),
        ("She never fails to write.", "Siempre escribe."),
    ],
)
def test_what_says_the_same_in_other_words_is_no_fault(english: str, spanish: str) -> None:
    assert not turns(english, spanish)
    for pair in ((english, spanish, "en", "es"), (spanish, english, "es", "en")):
        assert not compare_numbers(*pair).differences, pair


@pytest.mark.parametrize(
    ("english", "wrong"),
    [
        ("The repair takes a month.", "La reparación dura un año."),
        ("Last year it burned.", "El próximo año ardió."),
        ("The bank was robbed this afternoon.", "Robaron el banco esta mañana."),
        ("A bank was robbed this morning.", "Robaron a un banco esta tarde."),
    ],
)
def test_another_time_is_told(english: str, wrong: str) -> None:
    for pair in ((english, wrong, "en", "es"), (wrong, english, "es", "en")):
        assert compare_numbers(*pair).times, pair


def test_other_languages_have_no_opposites() -> None:
    assert not compare_numbers("Salut lundi.", "Hello.", "fr", "en").differences


@pytest.mark.parametrize(
    ("english", "right", "wrong"),
    [
        ("Rents climbed in May.", "Los alquileres subieron en mayo.", "Los alquileres bajaron en mayo."),
        (
            "Births declined again.",
            "Los nacimientos disminuyeron otra vez.",
            "Los nacimientos aumentaron otra vez.",
        ),
        ("More than 300 ships left.", "Zarparon más de 300 barcos.", "Zarparon menos de 300 barcos."),
        ("It earned at least 20 euros.", "Ganó al menos 20 euros.", "Ganó como mucho 20 euros."),
        ("The best harvest in years.", "La mejor cosecha en años.", "La peor cosecha en años."),
        ("She left before the storm.", "Se fue antes de la tormenta.", "Se fue después de la tormenta."),
        (
            "The hikers were found alive.",
            "Hallaron vivos a los senderistas.",
            "Hallaron muertos a los senderistas.",
        ),
        ("The pilot was found guilty.", "Declararon culpable al piloto.", "Declararon inocente al piloto."),
        ("His sister was unharmed.", "Su hermana resultó ilesa.", "Su hermana resultó herida."),
        (
            "Exports of wool stopped.",
            "Cesaron las exportaciones de lana.",
            "Cesaron las importaciones de lana.",
        ),
        ("The border will be opened.", "La frontera será abierta.", "La frontera será cerrada."),
        (
            "Work goes on unless it snows.",
            "El trabajo sigue a menos que nieve.",
            "El trabajo sigue si nieva.",
        ),
        ("Everybody paid except Ana.", "Todos pagaron salvo Ana.", "Todos pagaron a Ana."),
        (
            "All but two of the boats sank.",
            "Se hundieron todas las barcas menos dos.",
            "Se hundieron dos barcas.",
        ),
        ("He refuses to sell the house.", "Se niega a vender la casa.", "Quiere vender la casa."),
        ("They failed to reach the top.", "No lograron llegar a la cima.", "Llegaron a la cima."),
        ("She denied the charge.", "Negó la acusación.", "Aceptó la acusación."),
        ("The dam is illegal.", "La presa es ilegal.", "La presa es legal."),
        ("Rivas was sacked by Ortega.", "Rivas fue despedido por Ortega.", "Rivas despidió a Ortega."),
        ("Ortega sacked Rivas.", "Ortega despidió a Rivas.", "Ortega fue despedido por Rivas."),
        ("Costa was praised by Neri.", "A Costa lo elogió Neri.", "Costa elogió a Neri."),
    ],
)  # fmt: skip
def test_what_turns_a_sentence_round_is_found(english: str, right: str, wrong: str) -> None:
    assert not turns(english, right)
    assert turns(english, wrong)
    assert "polarity-mismatch" in check(english, wrong, "en", "es")


@pytest.mark.parametrize(
    ("spanish", "wrong", "right"),
    [
        (
            "Neri fue criticada duramente por Costa.",
            "Neri criticized Costa.",
            "Costa harshly criticized Neri.",
        ),
        ("A Neri lo elogió Costa.", "Neri praised Costa.", "Costa praised Neri."),
        ("Lo confirmó su abogada.", "He confirmed his lawyer.", "His lawyer confirmed it."),
        ("El título lo ganó la rusa.", "The title won the Russian.", "The title was won by the Russian."),
    ],
)
def test_an_object_that_comes_first_is_no_subject(spanish: str, wrong: str, right: str) -> None:
    assert turns(wrong, spanish)
    assert not turns(right, spanish)


@pytest.mark.parametrize(
    ("spanish", "english"),
    [
        ("Lo confirmó su abogada. Él no irá.", "His lawyer confirmed it. He will not go."),
        ("Lo dijo el ministro: «No me voy».", "The minister said it: “I am not leaving.”"),
        ("Lo hizo el presidente.", "It was the president who did it."),
        ("La película la vi ayer.", "I saw the film yesterday."),
        ("La lluvia los sorprendió.", "They were caught in the rain."),
        ("Los sorprendió la lluvia.", "They were caught in the rain."),
        ("Lo vio la semana pasada.", "He saw the play last week."),
        ("Lo ocurrido el lunes no se repetirá.", "We saw the events of Monday; they will not recur."),
        ("Chile perdió frente a Uganda.", "Chile was beaten by Uganda."),
        ("Trump concedió una entrevista a Fox.", "Trump was interviewed by Fox."),
        ("Trump respondió a Fox.", "Trump was interviewed by Fox."),
        ("Neri fue elegido diputado por Madrid.", "Neri was elected to represent Madrid."),
        ("Neri fue elegido diputado por Madrid.", "Neri represented Madrid."),
        ("El presidente lo hizo bien.", "The president did well."),
        ("El gobierno lo hizo ayer.", "The government did so yesterday."),
        ("El presidente lo hizo el lunes.", "The president did so on Monday."),
        ("A María la llamó Ana.", "María got a call from Ana."),
    ],
)
def test_who_does_what_is_said_in_other_words(spanish: str, english: str) -> None:
    assert not turns(english, spanish)


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("The jury found him not guilty.", "El jurado lo declaró inocente."),
        ("Rents rose, then fell.", "Los alquileres bajaron después de subir."),
        ("The price went from 5 to 7 euros.", "El precio subió de 5 a 7 euros."),
        ("No more than 40 fit in.", "Caben como máximo 40."),
        ("He never stops talking.", "No deja de hablar."),
        ("Smoking was banned there.", "Allí no se permitió fumar."),
        ("The fire left 90 families homeless.", "El fuego dejó sin casa a 90 familias."),
        ("Two villages lost power.", "Dos aldeas se quedaron sin luz."),
        ("The workers bought what the firm sold.", "Los obreros compraron lo que vendía la firma."),
        ("The leaves fall in autumn.", "Las hojas caen en otoño."),
        ("A dog bit a man in Soria.", "A un hombre lo mordió un perro en Soria."),
    ],
)
def test_other_words_for_the_same_turn_nothing(english: str, spanish: str) -> None:
    assert not turns(english, spanish)


@pytest.mark.parametrize(
    ("english", "right", "wrong"),
    [
        ("They meet on Tuesday.", "Se reúnen el martes.", "Se reúnen el jueves."),
        ("They meet on Tuesday in Faro.", "Se reúnen el martes en Faro.", "Se reúnen en Faro."),
        ("Since October it rains.", "Llueve desde octubre.", "Llueve desde abril."),
        ("She phoned last week.", "Llamó la semana pasada.", "Llamará la semana próxima."),
        ("It was stolen this morning.", "Lo robaron esta mañana.", "Lo robaron esta tarde."),
        ("At noon it thundered.", "A mediodía tronó.", "A medianoche tronó."),
        ("It lasts an hour.", "Dura una hora.", "Dura un minuto."),
        ("A two-week strike.", "Una huelga de dos semanas.", "Una huelga de dos meses."),
        ("Sales doubled.", "Las ventas se duplicaron.", "Las ventas se triplicaron."),
        ("Twice as many trees.", "El doble de árboles.", "La mitad de árboles."),
        ("It was their fourth try.", "Fue su cuarto intento.", "Fue su sexto intento."),
        (
            "Three quarters of an hour late.",
            "Tres cuartos de hora tarde.",
            "Tres trimestres de una hora tarde.",
        ),
        ("A tenfold rise.", "Se multiplicó por diez.", "Se multiplicó por veinte."),
        ("It rose from 14 to 17 degrees.", "Subió de 14 a 17 grados.", "Subió de 17 a 14 grados."),
        ("A stamp costs 80 cents.", "Un sello cuesta 80 centavos.", "Un sello cuesta 80 dólares."),
        ("It cost 700 rupees.", "Costó 700 rupias.", "Costó 700 euros."),
        ("The flat costs 4,000 reais.", "El piso cuesta R$ 4.000.", "El piso cuesta US$ 4.000."),
        ("He paid 900 soles.", "Pagó S/ 900.", "Pagó 900 pesos."),
    ],
)  # fmt: skip
def test_another_day_measure_or_multiple(english: str, right: str, wrong: str) -> None:
    for one, other, source, target in ((english, right, "en", "es"), (right, english, "es", "en")):
        assert not compare_numbers(one, other, source, target).differences
    for one, other, source, target in ((english, wrong, "en", "es"), (wrong, english, "es", "en")):
        assert compare_numbers(one, other, source, target).differences


def test_names_of_days_that_are_kept_are_no_fault() -> None:
    for english, spanish in (
        ("Black Friday starts in Santo Domingo.", "El Black Friday empieza en Santo Domingo."),
        ("Plácido Domingo sang in March.", "Plácido Domingo cantó en marzo."),
        ("Two prime ministers and both kings resigned.", "Dos primeros ministros y ambos reyes dimitieron."),
    ):
        assert not compare_numbers(english, spanish, "en", "es").differences
        assert not compare_numbers(spanish, english, "es", "en").differences


def test_a_sign_of_a_measure_is_not_left_untranslated() -> None:
    assert check("Gusts of 90 mph hit Leeds.", "Rachas de 90 mph azotaron Leeds.", "en", "es") == ()


def test_what_breaks_off_or_lacks_its_verb() -> None:
    assert breaks_off("El club vendió el estadio por 12 millones para.", "es")
    assert breaks_off("They left the house and the.", "en")
    for text in (
        "Murió en el año 44 a. C.",
        "Abre a las 9 a. m.",
        "¿Para qué?",
        "No hay más que una.",
        "Sí, a…",
        "Smith et al. hallaron tres errores.",
        "Fuente: spiegel.de",
        "¿Café con leche o sin?",
        "Los ejes son x e y.",
        "La lluvia no para.",
    ):
        assert not breaks_off(text, "es")
    assert lacks_verb("Costs will for the first time the 9 million.", "en")
    assert not lacks_verb("Costs will soon exceed the 9 million.", "en")
    assert not lacks_verb("They will also of course attend.", "en")
