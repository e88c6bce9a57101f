"""Tokenizers of Argos packages: text to the pieces a model reads, and back."""

from collections.abc import Sequence
from typing import Any, Protocol

from dosvoces.core.errors import EngineError
from translations.packages.format import Package


class Tokenizer(Protocol):
    """Text to pieces and back."""

    def encode(self, sentences: Sequence[str]) -> list[list[str]]:
        """The pieces of each sentence."""
        ...

    def decode(self, pieces: Sequence[str]) -> str:
        """The text of *pieces*."""
        ...


class _SentencePiece:
    def __init__(self, package: Package) -> None:
        import sentencepiece

        self._model = sentencepiece.SentencePieceProcessor(model_file=str(package.tokenizer_file))
        target = package.target_tokenizer_file
        self._target = sentencepiece.SentencePieceProcessor(model_file=str(target)) if target else self._model

    def encode(self, sentences: Sequence[str]) -> list[list[str]]:
        return [list(pieces) for pieces in self._model.encode(list(sentences), out_type=str)]

    def decode(self, pieces: Sequence[str]) -> str:
        return str(self._target.decode_pieces(list(pieces))).replace("▁", " ").strip()


class _BytePair:
    """Argos' own reader of old packages with ``bpe.model``: sacremoses and byte pairs."""

    def __init__(self, package: Package) -> None:
        from argostranslate.tokenizer import BPETokenizer

        self._model: Any = BPETokenizer(package.tokenizer_file, package.source, package.target)

    def encode(self, sentences: Sequence[str]) -> list[list[str]]:
        return [list(self._model.encode(sentence)) for sentence in sentences]

    def decode(self, pieces: Sequence[str]) -> str:
        return str(self._model.decode(list(pieces))).strip()


def load_tokenizer(package: Package) -> Tokenizer:
    """The tokenizer of *package*; raises :exc:`EngineError` when its file is damaged."""
    try:
        return _SentencePiece(package) if package.tokenizer == "sentencepiece" else _BytePair(package)
    except (OSError, RuntimeError, ValueError) as error:
        raise EngineError(f"the tokenizer {package.tokenizer_file} cannot be loaded: {error}") from error
