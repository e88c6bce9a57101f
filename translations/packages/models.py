"""Models that are no Argos packages, made into packages: OPUS-MT releases and folders of CTranslate2.

An OPUS-MT release is Marian's weights (``.npz``) with two SentencePiece vocabularies; CTranslate2 converts it
itself. In a folder of CTranslate2 the vocabulary tells which family a model is of (:mod:`families`).
"""

import hashlib
import re
import shutil
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from dosvoces.core.errors import PackageError
from translations.packages.archive import extract_all, is_systems_fault
from translations.packages.families import check_direction, find_family
from translations.packages.format import MANIFEST, Manifest, Package, read_package
from translations.packages.installed import digest_file, list_files, put_in_place
from translations.packages.trial import try_apart

_VARIANT = re.compile(r"[a-z0-9]+(-[a-z0-9.]+)*")

#: What model makers call the SentencePiece file that both languages share.
_SHARED = ("sentencepiece.model", "sentencepiece.bpe.model", "spiece.model", "spm.model", "source.spm")

#: Share of a vocabulary's pieces that the model has to know: OPUS-MT's lack a few that training never saw.
_LEAST_KNOWN = 0.8

_NOTICES = ("LICENSE", "LICENSE.txt", "README.md")

_PACKED = (".zip", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".zst")


def add_model(where: Path, source: str, target: str, variant: str = "", license_name: str = "") -> Package:
    """Make the model in the folder or zip archive *where* a package from *source* to *target* and install it.

    *variant* is what ``--engine`` then calls it, by default its family's name; one of the same name and
    direction is replaced. Raises :exc:`PackageError`, and changes nothing, when it cannot be used.
    """
    if variant and not _VARIANT.fullmatch(variant):
        raise PackageError(f"{variant!r} is no name for a model; lower-case letters, digits and hyphens")
    if source == target:
        raise PackageError(f"a model goes from one language into another, not from {source} to {target}")
    if variant in ("firefox", "argos", "embedded", "apertium"):
        raise PackageError(f"{variant!r} is the name of an engine; give the model another one")

    def prepare(into: Path) -> Package:
        if where.suffix in (".npz", ".bin", ".spm") and where.is_file():
            raise PackageError(f"{where} is one file of a model; give the folder with all of them")
        folder = where if where.is_dir() else _find_root(extract_all(where, into / "packed"), where)
        final = into / "new"
        final.mkdir()
        _bring_model(folder, final / "model")
        manifest = _describe(folder, final, source, target, license_name)
        manifest = msgspec.structs.replace(
            manifest, variant=variant or manifest.variant, version=_make_version(final, manifest)
        )
        (final / MANIFEST).write_bytes(msgspec.json.encode(manifest))
        for name in _NOTICES:
            if (folder / name).is_file():
                shutil.copyfile(folder / name, final / name)
        package = read_package(final)
        try_apart(_try, package)
        return package

    return read_package(put_in_place(where, prepare))


def _make_version(folder: Path, manifest: Manifest) -> str:
    """What decides a translation: the model's files, both vocabularies and the tokens around a sentence."""
    names = list_files(folder / "model")
    files = [folder / "model" / name for name in names]
    files += [folder / manifest.source_tokenizer, folder / manifest.target_tokenizer]
    tokens = (manifest.before, manifest.after, manifest.target_prefix)
    told = msgspec.json.encode((names, [digest_file(file) for file in files], tokens))
    return hashlib.sha256(told).hexdigest()[:12]


def _find_root(folder: Path, archive: Path) -> Path:
    """The folder of an unpacked *archive* that has the model, however deep it lies; else the top."""
    found = sorted(
        {
            path.parent
            for path in folder.rglob("*")
            # What macOS packs beside the files has their names.
            if (path.name == "model.bin" or path.suffix == ".npz") and "__MACOSX" not in path.parts
        }
    )
    if len(found) > 1:
        names = ", ".join(str(path.relative_to(folder)) for path in found)
        raise PackageError(f"{archive} has several models, in {names}; unpack it and give the folder of one")
    return found[0] if found else folder


def _bring_model(folder: Path, to: Path) -> None:
    """Puts CTranslate2's files into *to*, converted where *folder* has Marian's."""
    if (folder / "model.bin").is_file() and (folder / "config.json").is_file():
        to.mkdir()
        for path in (folder / "model.bin", folder / "config.json", *sorted(folder.glob("*vocabulary.*"))):
            if path.is_file():
                shutil.copyfile(path, to / path.name)
        return
    if not any(folder.glob("*.npz")):
        raise PackageError(
            f"{folder} has neither model.bin and config.json, as CTranslate2 writes them, nor weights of "
            f"Marian (.npz), as OPUS-MT's releases have them{_tell_what_it_is(folder)}"
        )
    if not (folder / "source.spm").is_file() or not (folder / "target.spm").is_file():
        raise PackageError(
            f"{folder} has no source.spm and target.spm; releases of OPUS-MT that split words by byte pairs "
            "(source.bpe) cannot be used, take a newer one of the Tatoeba Challenge"
        )
    if not (folder / "decoder.yml").is_file():
        raise PackageError(f"{folder} has no decoder.yml, which names the weights and vocabularies")
    _convert(folder, to)


def _tell_what_it_is(folder: Path) -> str:
    """What to do with what lies in *folder* instead of a model."""
    names = sorted(path.name for path in folder.iterdir())
    if packed := [name for name in names if name.endswith(_PACKED)]:
        return f"; unpack {packed[0]}, which lies in it, and give that folder"
    if "metadata.json" in names or any(name.startswith("model.") and ".intgemm." in name for name in names):
        return "; packages of Argos and models of Firefox are installed with `dosvoces packages install`"
    return ""


def _convert(folder: Path, to: Path) -> None:
    from ctranslate2.converters import OpusMTConverter

    for path in folder.glob("*.npz"):
        if not zipfile.is_zipfile(path):
            raise PackageError(f"{path} is cut off, or holds no weights of Marian; download it anew")
    try:
        OpusMTConverter(str(folder)).convert(str(to), quantization="int8")
    except KeyError as error:
        raise PackageError(f"{folder} cannot be converted: its model.yml does not say {error}") from error
    except ModuleNotFoundError as error:  # how it says that weights are missing
        raise PackageError(f"{folder} cannot be converted: weights are missing in its .npz") from error
    except Exception as error:  # its parsers of YAML, zip and NumPy files raise errors of their own
        if is_systems_fault(error):
            raise
        raise PackageError(
            f"{folder} cannot be converted: {error}; are decoder.yml, and the vocabularies and weights "
            "that it names, whole and of one release?"
        ) from error


def _read_vocabulary(model: Path, side: str) -> list[str]:
    """The pieces that the model reads or writes, *side* being ``source`` or ``target``."""
    for name in (f"{side}_vocabulary", "shared_vocabulary"):
        try:
            if (model / f"{name}.json").is_file():
                return msgspec.json.decode((model / f"{name}.json").read_bytes(), type=list[str])
            if (model / f"{name}.txt").is_file():
                return (model / f"{name}.txt").read_text(encoding="utf-8").splitlines()
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise PackageError(f"{model / name}: the vocabulary cannot be read: {error}") from error
    raise PackageError(
        f"{model.parent} has no {side}_vocabulary.json or shared_vocabulary.json; copy what "
        "CTranslate2's converter wrote beside model.bin"
    )


def _describe(folder: Path, final: Path, source: str, target: str, license_name: str) -> Manifest:
    pieces = _read_vocabulary(final / "model", "source")
    family, before, prefix = find_family(set(pieces), source, target)
    vocabularies = _bring_vocabularies(folder, final)
    _check_pieces(final / vocabularies[0], pieces)
    if vocabularies[1] != vocabularies[0]:
        _check_pieces(final / vocabularies[1], _read_vocabulary(final / "model", "target"))
        check_direction(final / vocabularies[0], final / vocabularies[1], source, target)
    ends_itself = bool(_read_config(final / "model").get("add_source_eos"))
    return Manifest(
        variant=family,
        source=source,
        target=target,
        version="",
        before=before,
        after=() if ends_itself else ("</s>",),
        target_prefix=prefix,
        source_tokenizer=vocabularies[0],
        target_tokenizer=vocabularies[1],
        license=license_name,
    )


def _read_config(model: Path) -> dict[str, Any]:
    try:
        return msgspec.json.decode((model / "config.json").read_bytes(), type=dict[str, Any])
    except msgspec.MsgspecError as error:
        raise PackageError(f"{model / 'config.json'} cannot be read: {error}") from error


def _bring_vocabularies(folder: Path, final: Path) -> tuple[str, str]:
    """Copies the SentencePiece files; their names, the source's first."""
    if (folder / "source.spm").is_file() and (folder / "target.spm").is_file():
        names = ("source.spm", "target.spm")
    else:
        found = next((name for name in _SHARED if (folder / name).is_file()), None)
        if found is None:
            raise PackageError(
                f"{folder} has no SentencePiece vocabulary; copy source.spm and target.spm, or "
                f"{', '.join(_SHARED[:3])}, from the model that was converted"
            )
        names = (found, found)
    for name in dict.fromkeys(names):
        shutil.copyfile(folder / name, final / name)
    return names


def _check_pieces(vocabulary: Path, pieces: Iterable[str]) -> None:
    """Check that the model knows what *vocabulary* cuts sentences into."""
    import sentencepiece

    try:
        read = sentencepiece.SentencePieceProcessor(model_proto=vocabulary.read_bytes())
    except (RuntimeError, ValueError) as error:
        raise PackageError(
            f"{vocabulary.name} is no SentencePiece vocabulary, download it anew: {error}"
        ) from error
    known = set(pieces)
    own = [read.id_to_piece(number) for number in range(read.get_piece_size()) if not read.is_control(number)]
    share = sum(piece in known for piece in own) / max(1, len(own))
    if share < _LEAST_KNOWN:
        raise PackageError(
            f"the model knows {share:.0%} of the pieces of {vocabulary.name}: it belongs to another model, "
            "or the model's own vocabulary was written with escapes"
        )


def _try(package: Package) -> None:
    """Check that the model loads and translates."""
    import ctranslate2
    import sentencepiece

    pieces = sentencepiece.SentencePieceProcessor(model_file=str(package.tokenizer_file)).encode(
        "Hi.", out_type=str
    )
    prefix = [[package.target_prefix]] if package.target_prefix else None
    try:
        model = ctranslate2.Translator(str(package.model), device="cpu", intra_threads=1)
        sentence = [*package.before, *pieces, *package.after]
        model.translate_batch([sentence], target_prefix=prefix, max_decoding_length=10)
    # It says what is wrong with weights in all of these.
    except (RuntimeError, ValueError, IndexError, MemoryError) as error:
        raise PackageError(f"model.bin cannot be loaded: {error}") from error
