"""Small invented articles for the tests of translation."""

from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from dosvoces.core.record import Article, Block

_OPENINGS = {
    "en": "The mayor opened bridge number {n} on Monday.",
    "es": "El alcalde inauguró el lunes el puente número {n}.",
}
_ENDINGS = {
    "en": "It cost {n} million pesos. The council will vote in May, said the spokeswoman.",
    "es": "Costó {n} millones de pesos. El consejo votará en mayo, dijo la portavoz.",
}


def _make_article(number: int, language: str = "en", texts: tuple[str, ...] = ()) -> Article:
    """A headline and a paragraph of three sentences, or *texts*; and furniture in the other language."""
    furniture, other = ("Síguenos en", "es") if language == "en" else ("Follow us on", "en")
    body = texts or (
        _OPENINGS[language].format(n=number + 2),
        f"{_OPENINGS[language].format(n=number + 2)} {_ENDINGS[language].format(n=number + 2)}",
    )
    blocks = [
        Block(
            position=position,
            role="headline" if position == 0 else "paragraph",
            text=text,
            language=language,
            confidence=1.0,
        )
        for position, text in enumerate(body)
    ]
    # Positions need not be the places in the list.
    blocks.append(
        Block(position=len(body) + 3, role="furniture", text=furniture, language=other, confidence=0.9)
    )
    return Article(
        id=f"paper-{language}-{number:05d}",
        url=f"https://paper.test/{language}/{number}",
        canonical_url=f"https://paper.test/{language}/{number}",
        outlet="paper",
        edition=language,
        headline=body[0],
        in_language=language,
        blocks=tuple(blocks),
        retrieved_at=datetime(2026, 1, 2, tzinfo=UTC),
        content_hash=sha256(f"{language}{number}{body}".encode()).hexdigest(),
        extractor_version="test",
    )


@pytest.fixture(scope="session")
def make_article() -> Callable[..., Article]:
    """Makes an article of its number, language and texts."""
    return _make_article
