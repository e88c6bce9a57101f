"""Ours and its peers on the open cases of ../shared/evals/extraction, side by side in one run.

    uv venv PEERS
    uv pip install --python PEERS trafilatura newspaper4k news-please readability-lxml html-text \\
        lxml_html_clean
    python -m benchmarks.extraction --folds
    python -m benchmarks.extraction --peers PEERS/bin/python [--half a|b] [--passes 3] [--json FILE]

The peers live in an environment of their own, for they want other versions than ours; without ``--peers``
only ours runs. ``unnamed`` is ours on the same pages with class names and ids that say nothing, as on sites
that generate them: how much hangs on the vocabulary of names. The halves are the publishers by the parity of
a hash: what is tuned on one is checked on the other.

``--folds`` trains the classifier of units on four fifths of the sites at a time and reads the last fifth with
it, beside trafilatura, on the pages of WCXB too: the figures that the documentation quotes. It needs the
dependency group ``training`` and ``uv pip install --no-deps formasaurus==0.10.0`` for its pages of the web.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
CASES = ROOT.parent / "shared" / "evals" / "extraction"
PEERS = ("trafilatura", "trafilatura_precision", "newspaper4k", "newsplease", "readability")
#: Titles of one house share one template and stay in one half.
HOUSES = {"DailyStar": "reach", "Express": "reach", "TheMirror": "reach"}


def half_of(publisher: str) -> str:
    """``a`` or ``b``, the same for every page of a house."""
    house = HOUSES.get(publisher, publisher)
    return "ab"[hashlib.sha256(f"dosvoces-half:{house}".encode()).digest()[0] % 2]


def choose(half: str | None, folder: Path) -> Path:
    """The folder of cases to score: the whole, or one of the halves, linked into *folder*."""
    cases = CASES / "cases"
    if half is None:
        return cases
    every = json.loads((cases / "expected.json").read_text(encoding="utf-8"))
    chosen = [case for case in every if half_of(case["publisher"]) == half]
    (folder / "expected.json").write_text(json.dumps(chosen))
    for case in chosen:
        (folder / f"{case['file']}.gz").symlink_to(cases / f"{case['file']}.gz")
    return folder


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--peers", help="interpreter of an environment with the peers")
    parser.add_argument("--half", choices=["a", "b"], help="only the publishers of this half")
    parser.add_argument("--passes", type=int, default=3, help="passes over the pages, for the speed")
    parser.add_argument("--worst", type=int, default=0, help="list this many of our worst pages")
    parser.add_argument(
        "--folds", action="store_true", help="out-of-fold figures beside trafilatura's, for es and en"
    )
    parser.add_argument("--json", help="write every page's scores here")
    arguments = parser.parse_args()
    if not CASES.exists():
        print(f"the cases lie in {CASES}, which is absent", file=sys.stderr)
        return 1
    if arguments.folds:
        from benchmarks import extraction_folds

        try:
            return extraction_folds.run()
        except FileNotFoundError as error:
            print(error, file=sys.stderr)
            return 1
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            str(CASES / "evaluate.py"),
            "--cases",
            str(choose(arguments.half, Path(folder))),
        ]
        command += ["--path", str(ROOT), "--passes", str(arguments.passes), "--half", "open"]
        command += ["--worst", str(arguments.worst)] if arguments.worst else []
        command += ["--json", arguments.json] if arguments.json else []
        command += ["ours=benchmarks.adapters:extract", "unnamed=benchmarks.adapters:extract_unnamed"]
        if arguments.peers:
            command += [f"{peer}=baselines:{peer}@{arguments.peers}" for peer in PEERS]
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
