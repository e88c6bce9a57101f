"""Fuzzes extraction with atheris: any bytes must give an extraction or a PageError, soon.

Needs the ``fuzz`` group; run from the root of the project, with any options of libFuzzer::

    uv run --group fuzz python tests/fuzz/fuzz_extract.py -max_total_time=300 [CORPUS_FOLDER]

The saved pages of the tests are the first inputs. A finding is written to ``crash-...`` or ``timeout-...``.
"""

import sys
from pathlib import Path

import atheris

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

with atheris.instrument_imports(include=["pipelines", "dosvoces"]):
    from dosvoces.core.errors import PageError
    from pipelines.extract import extract

#: Longest input and most seconds for one; a page of this size takes a few milliseconds.
_LIMITS = ["-max_len=20000", "-timeout=10"]
_ZONES = ("UTC", "America/Mexico_City", "Nowhere/Land")
_TYPES = (None, "text/html", "text/html; charset=iso-8859-1", "text/html; charset=utf-16", "x;charset=\x00")


def run_one(data: bytes) -> None:
    """One input: the first byte chooses zone and content type, the rest is the page."""
    choice = data[0] if data else 0
    try:
        extraction = extract(
            data[1:],
            "https://diario.example/2024/05/06/nota",
            content_type=_TYPES[choice % len(_TYPES)],
            zone=_ZONES[choice // 16 % len(_ZONES)],
        )
    except PageError:
        return
    positions = [block.position for block in extraction.blocks]
    if positions != list(range(len(positions))):
        raise AssertionError(f"blocks are numbered {positions}")
    if any(not block.text.strip() for block in extraction.blocks):
        raise AssertionError("a block has no text")
    for moment in (extraction.date_published, extraction.date_modified):
        if moment is not None and moment.utcoffset() is None:
            raise AssertionError("a time has no zone")


def main() -> None:
    """Hand the loop to libFuzzer, with the saved pages as first inputs."""
    pages = sorted(str(path.parent) for path in (ROOT / "tests/pipelines/extract_cases").glob("*/page.html"))
    given = [argument for argument in sys.argv[1:] if argument.startswith("-")]
    folders = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    atheris.Setup([sys.argv[0], *_LIMITS, *given, *folders, *pages], run_one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
