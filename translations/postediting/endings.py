"""Sentences that break off: behind a preposition or an article in Spanish, behind an article in English."""

import re

_OPEN = {
    "es": re.compile(
        # Nor behind "et al.", the ends of addresses, "con o sin", "no para", nor the letter y.
        r"(?<![.@-])\b(?:(?<!\d )a|ante|(?<!\bo )(?:con|sin)|de|del|(?<!\bet )al|desde|en|hacia"
        r"|(?<!\bno )(?<!\bse )(?<!\blo )para|por|tras|el|los|las|un|su|sus|muy"
        r"|(?<!\b\w )(?<!\b\w, )(?<!\beje )y)"
        r"(?P<mark>\.(?![.\w])(?!\s?[a-zA-Z]\.)|[;!?]|$)"
    ),
    "en": re.compile(r"\b(?:the|an|and|or)(?P<mark>\.(?![.\w])|[;!?]|$)"),
}


def breaks_off(text: str, language: str) -> bool:
    """Whether a sentence of *text* ends in a word that another has to follow."""
    return language in _OPEN and _OPEN[language].search(text.rstrip('"”»’)] ')) is not None
