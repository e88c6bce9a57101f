"""Sentences that break off: behind a preposition or an article in Spanish, behind an article in English."""

import re

_OPEN = {
    "es": re.compile(
        r"\b(?:(?<!\d )a|ante|con|de|del|al|desde|en|hacia|para|por|sin|tras|el|los|las|un|y|su|sus|muy)"
        r"(?P<mark>\.(?![.\w])(?!\s?[a-zA-Z]\.)|[;!?]|$)"
    ),
    "en": re.compile(r"\b(?:the|an|and|or)(?P<mark>\.(?![.\w])|[;!?]|$)"),
}


def breaks_off(text: str, language: str) -> bool:
    """Whether a sentence of *text* ends in a word that another has to follow."""
    return language in _OPEN and _OPEN[language].search(text.rstrip('"”»’)] ')) is not None
