import pytest

from translations.polarity import differs_in_polarity
from translations.quality import check


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("Now we have a common vision.", "Ahora no tenemos una visión común."),
        ("The bill was never paid.", "La cuenta fue pagada."),
        ("Nobody came to the meeting.", "Todos vinieron a la reunión."),
        ("He left without his keys.", "Se fue con sus llaves."),
        ("They didn't sign it.", "Lo firmaron."),
        ("The tax is hardly popular.", "El impuesto es popular."),
        ("She votes for the party.", "Ella tampoco vota por el partido."),
        ("It is legal.", "Jamás es legal."),
        ("He said that the plan failed and that it is legal.", "Dijo que el plan no fracasó y que es legal."),
        ("The mayor does not want to avoid the topic.", "El alcalde quiere evitar el tema."),
        ("China will not change its goals, but will go on.", "China cambiará sus metas, sino que seguirá."),
        ("How is it possible that prices rise?", "¿Cómo no es posible que suban los precios?"),
        ("The unfair tax is old.", "El impuesto injusto no es viejo."),
        # A prefix says it as well.
        ("The water is unsafe.", "El agua es segura."),
        (
            "No law changes the rules of the game, and it speaks of the inability to pay.",
            "Ninguna ley cambia las reglas del juego, y habla de la capacidad de pagar.",
        ),
        # Another one, far from the one that both have.
        (
            "The report does not mention the war, but the minister told reporters on Tuesday that the "
            "government has a plan for the schools.",
            "El informe no menciona la guerra, pero el ministro dijo el martes a los periodistas que el "
            "gobierno no tiene un plan para las escuelas.",
        ),
    ],
)
def test_a_negation_gained_or_lost_is_found_both_ways(english: str, spanish: str) -> None:
    assert differs_in_polarity(english, spanish, "en", "es")
    assert differs_in_polarity(spanish, english, "es", "en")
    assert "polarity-mismatch" in check(english, spanish, "en", "es")


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("It is not true.", "No es cierto."),
        ("There isn't anybody here.", "Aquí no hay nadie."),
        ("However, the bridge is open.", "Sin embargo, el puente está abierto."),
        ("The trip is impossible.", "No es posible el viaje."),
        ("He was unable to walk.", "No podía caminar."),
        ("The plan failed to convince them.", "El plan no logró convencerlos."),
        ("Undoubtedly the best year.", "Sin duda, el mejor año."),
        ("The homeless slept here.", "Las personas sin hogar dormían aquí."),
        ("It is no longer used.", "Dejó de usarse."),
        ("See No. 5 of the list.", "Vea el quinto de la lista."),
        ("The other passengers were unhurt.", "Los demás viajeros no resultaron heridos."),
        ("He said “we will not give up” today.", "Hoy dijo en inglés “we will not give up”."),
        ("The record Never the Same is out.", "Salió el disco Never the Same."),
        ("No 2 of the bank speaks.", "El segundo del banco habla."),
        ("The state is still not recognizing it.", "El Estado sigue negando que existe."),
        ("They use unmanned planes.", "Usan aviones no tripulados."),
        ("Contactless payment grows.", "Crece el pago sin contacto."),
        ("It is possible that he comes.", "No es imposible que venga."),
        ("He can hardly read.", "Apenas sabe leer."),
        ("The mayor refused to comment.", "El alcalde no quiso comentar."),
        ("They did not succeed.", "Fracasaron."),
        ("We can't exclude a rise.", "Es posible que suba, y no puede descartarse."),
        ("Nobody said anything about the schools.", "Nadie dijo nada de las escuelas, no, nada."),
        ("An unfair trial is unlikely.", "Un juicio poco justo no es probable."),
        ("Immigration is an investment.", "La migración es una inversión."),
        ("An anti-globalisation movement.", "Un movimiento antiglobalización."),
    ],
)
def test_other_words_for_the_same_are_no_fault(english: str, spanish: str) -> None:
    assert not differs_in_polarity(english, spanish, "en", "es")
    assert not differs_in_polarity(spanish, english, "es", "en")


def test_other_languages_are_left_alone() -> None:
    assert not differs_in_polarity("Ce n'est pas vrai.", "It is true.", "fr", "en")
