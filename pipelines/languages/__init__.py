"""Language detection: whole texts, blocks, and stretches inside a sentence.

Spanish and English are told apart word by word; Portuguese, Galician, Catalan, French, Italian and German are
known well enough not to be taken for them.  Names, numbers, addresses and code are evidence for nothing.
"""

from pipelines.languages.documents import label_blocks, label_document
from pipelines.languages.fragments import find_fragments
from pipelines.languages.label import Label, label
from pipelines.languages.lexicon import furniture_language, normalise, phrases
from pipelines.languages.spans import Span, spans

__all__ = [
    "Label",
    "Span",
    "find_fragments",
    "furniture_language",
    "label",
    "label_blocks",
    "label_document",
    "normalise",
    "phrases",
    "spans",
]
