"""A story in both languages, on pages whose names say nothing."""

import pytest

from dosvoces.core.record import BODY_ROLES
from pipelines.extract import Extraction, extract

SITE = "https://www.correodelvalle.example"
TITLES = {
    "es": "El valle recupera su tren nocturno",
    "en": "The valley gets its night train back",
}
STORIES = {
    "es": (
        "El valle volvió a tener tren nocturno este lunes, siete años después de que la compañía suprimiera"
        " el servicio para ahorrar en personal y en calefacción.",
        "Viajaron treinta y una personas, entre ellas una enfermera que había reunido nueve mil firmas y que"
        " llevó un bizcocho para todo el vagón.",
        "«Desde mi ventana veía la estación cerrada», contó Elvira Tasayco, que a partir de ahora tardará"
        " cuarenta minutos menos en llegar a su trabajo.",
        "El gobierno regional pagará la mitad del coste durante tres años y revisará entonces si el número de"
        " viajeros justifica un segundo tren.",
    ),
    "en": (
        "The valley had a night train again on Monday, seven years after the company withdrew the service to"
        " save money on staff and heating.",
        "Thirty-one people travelled on it, among them a nurse who had collected nine thousand signatures and"
        " brought a cake for the whole carriage.",
        "“I could see the closed station from my window,” said Denise Orrell, who will now get to work forty"
        " minutes sooner than before.",
        "The regional government will pay half of the cost for three years, and will then look at whether the"
        " passengers justify a second train.",
    ),
}
PUBLISHED = '<meta property="article:published_time" content="2026-03-12T08:00:00Z">'
BOTH = pytest.mark.parametrize("language", ["es", "en"])
#: What a page says in Spanish and in English.
Pair = tuple[str, str]


def say(language: str, pair: Pair) -> str:
    return pair[language == "en"]


def paragraphs(texts: tuple[str, ...]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def read(
    language: str, body: str, head: str = PUBLISHED, title: str = "", path: str = "/2026/03/tren"
) -> Extraction:
    name = say(language, ("El Correo del Valle", "Correo del Valle"))
    return extract(
        f'<html lang="{language}"><head><title>{title or TITLES[language]} | {name}</title>{head}</head>'
        f"<body>{body}</body></html>",
        SITE + path,
    )


def within(language: str, inside: str) -> Extraction:
    """A story with *inside* amid its paragraphs."""
    story = STORIES[language]
    return read(
        language,
        f"<main><h1>{TITLES[language]}</h1><div>{paragraphs(story[:2])}{inside}{paragraphs(story[2:])}</div></main>",
    )


def text_of(extraction: Extraction) -> list[str]:
    return [block.text for block in extraction.blocks if block.role in BODY_ROLES]
