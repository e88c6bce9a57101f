"""The engine that dosvoces brings along: two Argos packages with one set of weights, see ``translations/embedded``."""

from pathlib import Path

from translations.engines.argos import ArgosEngine
from translations.packages.format import Package, read_package

#: Where the weights lie in an installation.
FOLDER = Path(__file__).parent.parent / "embedded"


def embedded_packages() -> tuple[Package, ...]:
    """The two packages, English to Spanish first."""
    return tuple(read_package(FOLDER, f"metadata-{key}.json") for key in ("en_es", "es_en"))


def embedded_engine(*, device: str = "auto", threads: int = 0, links: bool = True) -> ArgosEngine:
    """The engine of the embedded packages; both directions share the loaded weights."""
    return ArgosEngine(*embedded_packages(), name="embedded", device=device, threads=threads, links=links)
