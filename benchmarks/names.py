"""How often a translation has a person's full name as its source prints it: `python -m benchmarks.names`.

Sentences of news with names put together from given names and surnames, many of them words or names that the
other language has as others ("Rosa", "Domingo", "Black", "Juan"). English names may get accents in Spanish.
"""

import argparse
from itertools import cycle, islice

from benchmarks.sentence_pairs import DIRECTIONS
from translations.alignment.words import fold_words
from translations.engines import choose
from translations.translator import Translator

#: Names in each direction.
COUNT = 210
SENTENCES = {
    "en": (
        "{} told the court that he had seen nothing.",
        "Residents thanked {} for her help during the storm.",
        "The novelist {} lives near the border.",
        "Last year {} moved to Boston with two children.",
        "A statement signed by {} denies the charges.",
        "Critics say {} has no experience.",
        "After the match, {} and the coach spoke for an hour.",
    ),
    "es": (
        "{} declaró ante el juez que no había visto nada.",
        "Los vecinos agradecieron a {} su ayuda durante la tormenta.",
        "El novelista {} vive cerca de la frontera.",
        "El año pasado {} se mudó a Boston con dos hijos.",
        "Un comunicado firmado por {} niega las acusaciones.",
        "Los críticos dicen que {} no tiene experiencia.",
        "Tras el partido, {} y el entrenador hablaron durante una hora.",
    ),
}
GIVEN = {
    "en": "John Mary Peter Grace Mark Rose Charles Anna Will Joy Paul Faith George Victoria Frank April "
    "Henry Dawn Thomas Ruby Drew Helen Jack Hope Michael Summer Ray Elizabeth Andrew Daisy",
    "es": "Juan María Pedro Rosa Pablo Blanca Carlos Ana Domingo Luz Miguel Dolores Jorge Estrella "
    "Ángel Pilar José Paz Julio Alba Enrique Mercedes Tomás Gloria Andrés Rocío Felipe Esperanza "
    "Óscar Lucía",
}
SURNAMES = {
    "en": "Smith Judge Bowman Black Carter Woods Murphy Price Stone Baker Wright Green Hopper Mcguire "
    "White King Sanders Brown Bishop Hill Parker Cook Young Ramirez Marsh Fox Reed Banks Hunter",
    "es": "Gómez Puente Ramírez Iglesias Bosque Guerra Alegría Velázquez Casas Rojo Medina Blanco Cruz "
    "Montes Ibarra Bravo Fuentes Reyes Toro Galindo Campos Rey Solana Pastor Delgado León Prado "
    "Nieves Herrero",
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--engine", default="embedded")
    args = parser.parse_args()
    for source, target in DIRECTIONS:
        given, surnames = GIVEN[source].split(), SURNAMES[source].split()
        # One surname fewer than given names: each goes round with others.
        names = list(
            islice((" ".join(pair) for pair in zip(cycle(given), cycle(surnames), strict=False)), 210)
        )
        sentences = [form.format(name) for form, name in zip(cycle(SENTENCES[source]), names, strict=False)]
        engine = choose(source, target, args.engine)
        try:
            made = Translator(engine, source, target).translate(sentences)
        finally:
            engine.close()
        lost = [
            (name, each)
            for name, each in zip(names, made, strict=True)
            if f" {' '.join(fold_words(name))} " not in f" {' '.join(fold_words(each.text))} "
        ]
        flagged = sum(bool(each.flags) for _, each in lost)
        kept = len(names) - len(lost)
        print(
            f"{source}-{target}  kept {kept} of {len(names)} names, {flagged} of {len(lost)} others flagged"
        )
        for name, each in lost:
            print(f"    {name}: {each.text}")


if __name__ == "__main__":
    main()
