"""Makes the sample of :func:`dosvoces.open_sample` of a demo: ``python docs/sample.py dosvoces-demo``.

``dosvoces demo`` crawls, translates and aligns the invented outlets of the newsstand; their stories get
addresses that nobody can have.
"""

import re
import sys
from pathlib import Path

import zstandard

from dosvoces.core.record import from_json
from dosvoces.exports.sample import SAMPLE

#: Stories of each outlet at most, its newest.
MOST = 14


def main(folder: Path) -> None:
    """Writes the sample from the records in *folder*."""
    by_outlet: dict[str, list[str]] = {}
    for line in (folder / "records.jsonl").read_text(encoding="utf-8").splitlines():
        outlet = from_json(line.encode()).article.outlet
        text = re.sub(r"http://127\.0\.0\.1:\d+", f"https://{outlet}.example", line)
        by_outlet.setdefault(outlet, []).append(text)
    lines = [line for found in by_outlet.values() for line in found[-MOST:]]
    packed = zstandard.ZstdCompressor(level=19, write_checksum=True).compress(
        "\n".join(lines).encode() + b"\n"
    )
    target = Path(__file__).parents[1] / "dosvoces" / "exports" / SAMPLE
    target.write_bytes(packed)
    print(f"{len(lines)} records in {target}: {len(packed)} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
