"""What a model's vocabularies tell: its family, the tokens that name its languages, and its direction."""

from collections.abc import Collection, Mapping
from pathlib import Path

from dosvoces.core.errors import PackageError

#: Languages as NLLB and OPUS-MT write them.
_ISO3 = {"en": "eng", "es": "spa"}

#: One text in two languages, of words that any vocabulary of theirs has.
_SAID = {
    "en": (
        "The president said on Monday that the government would present its plan before the end of the year. "
        "More than three hundred people were at the meeting, which lasted two hours."
    ),
    "es": (
        "El presidente dijo el lunes que el gobierno presentaría su plan antes de que termine el año. "
        "Más de trescientas personas estuvieron en la reunión, que duró dos horas."
    ),
}

#: How many times as many pieces a text has in the wrong vocabularies.
_WRONG_WAY = 1.2


def find_family(pieces: Collection[str], source: str, target: str) -> tuple[str, tuple[str, ...], str]:
    """The family that a vocabulary is of, the tokens before a sentence and the one before its translation.

    Raises :exc:`PackageError` when the model does not know one of the languages, or its family is not known.
    """
    if _has(pieces, "{}_Latn", _ISO3):
        first, second = _name(pieces, "{}_Latn", _ISO3, source, target)
        return "nllb", (first,), second
    if _has(pieces, "__{}__", {}):
        first, second = _name(pieces, "__{}__", {}, source, target)
        return "m2m100", (first,), second
    if _has(pieces, "<2{}>", {}):
        return "madlad", _name(pieces, "<2{}>", {}, target), ""
    if "en_XX" in pieces:
        raise PackageError("the model is of mBART's family; OPUS-MT, NLLB, M2M-100 and MADLAD can be used")
    if any(piece.startswith(">>") and piece.endswith("<<") for piece in pieces):
        # Older releases name languages by two letters.
        names = {} if f">>{target}<<" in pieces else _ISO3
        return "opus-mt", _name(pieces, ">>{}<<", names, target), ""
    return "opus-mt", (), ""


def _has(pieces: Collection[str], form: str, names: Mapping[str, str]) -> bool:
    """Whether English or Spanish is named in this *form*: models of many languages know one of them."""
    return any(form.format(names.get(language, language)) in pieces for language in _SAID)


def _name(pieces: Collection[str], form: str, names: Mapping[str, str], *languages: str) -> tuple[str, ...]:
    found = tuple(form.format(names.get(language, language)) for language in languages)
    for language, token in zip(languages, found, strict=True):
        if token not in pieces:
            raise PackageError(f"the model names its languages, and {language} ({token}) is none of them")
    return found


def check_direction(source_vocabulary: Path, target_vocabulary: Path, source: str, target: str) -> None:
    """Raise :exc:`PackageError` when the vocabularies are plainly those of the other direction."""
    if not {source, target} <= _SAID.keys():
        return
    import sentencepiece

    reads, writes = (
        sentencepiece.SentencePieceProcessor(model_proto=path.read_bytes())
        for path in (source_vocabulary, target_vocabulary)
    )
    here = len(reads.encode(_SAID[source])) + len(writes.encode(_SAID[target]))
    back = len(reads.encode(_SAID[target])) + len(writes.encode(_SAID[source]))
    if here > _WRONG_WAY * back:
        raise PackageError(
            f"{source_vocabulary.name} reads {target} and {target_vocabulary.name} writes {source}: "
            f"the model goes from {target} to {source}; add it as {target}-{source}"
        )
