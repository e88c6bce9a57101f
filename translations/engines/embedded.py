"""The embedded engine, shipped with dosvoces: phrases, and a small neural model that chooses among them."""

import zipfile
from pathlib import Path

from dosvoces.core.errors import PackageError
from translations.engines.argos import ArgosEngine
from translations.engines.device import Device
from translations.engines.phrases import PhraseEngine
from translations.packages.format import Package, read_package
from translations.packages.installed import digest_file
from translations.packages.verification import Report

#: Where the weights lie in an installation.
FOLDER = Path(__file__).parent.parent / "embedded"
#: What brings files of dosvoces itself back.
REINSTALL = "`pip install --force-reinstall --no-deps dosvoces` brings its files back"
#: On 800 sentences of newstest2012 a penalty of 1 gives chrF 51.4 / 51.1 (en-es / es-en), Argos' 0.2 gives
#: 51.0 / 50.6; BLEU 25.8 / 24.4 against 25.6 / 24.6. It drops fewer words.
LENGTH_PENALTY = 1.0
#: A small model needs what a beam can give; it is quick anyway.
BEAM = 4


def embedded_packages() -> tuple[Package, ...]:
    """The two packages of the neural model, English to Spanish first."""
    return tuple(read_package(FOLDER, f"metadata-{key}.json") for key in ("en_es", "es_en"))


def embedded_engine(*, device: Device | None = None) -> PhraseEngine:
    """The engine of the embedded files, for both directions; raises :exc:`PackageError` without them."""
    phrases = file = FOLDER / "phrases.npz"
    try:
        # An archive that was cut has no end; what else is damaged shows when it is read.
        for file in (phrases, FOLDER / "senses.npz"):
            zipfile.ZipFile(file).close()
        return PhraseEngine("embedded", phrases, neural_engine(device=device), device=device)
    except (OSError, PackageError, zipfile.BadZipFile) as error:
        fault = f"{file} is damaged" if isinstance(error, zipfile.BadZipFile) else error
        raise PackageError(f"the embedded engine is not whole: {fault}; {REINSTALL}") from error


def neural_engine(*, device: Device | None = None, links: bool = True) -> ArgosEngine:
    """The neural model by itself, as an engine; both directions share the loaded weights."""
    return ArgosEngine(
        *embedded_packages(),
        name="embedded",
        device=device,
        links=links,
        length_penalty=LENGTH_PENALTY,
        beam=BEAM,
    )


def verify_embedded() -> Report:
    """Whether the shipped files are those that were published."""
    lines = (FOLDER / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    digests = {name: digest for digest, name in (line.split(maxsplit=1) for line in lines)}
    problems = [
        f"{name} is missing" if not (FOLDER / name).is_file() else f"{name} has changed"
        for name, digest in digests.items()
        if not (FOLDER / name).is_file() or digest_file(FOLDER / name) != digest
    ]
    return Report("embedded", tuple(problems))
