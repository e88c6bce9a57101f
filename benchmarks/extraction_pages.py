"""Open pages whose story is known: read, scored, labelled unit by unit, split by site into folds."""

import bisect
import gzip
import hashlib
import importlib.util
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

CASES = Path(__file__).parents[2] / "shared" / "evals" / "extraction"
FOLDS = 5
#: The package whose pages of the web (front pages, shops, forums, forms) are no stories, and its version.
WEB_PAGES = "formasaurus==0.10.0"
#: Those of its pages that are stories, or as much text as one.
_WEB_STORIES = frozenset({41, 46, 81, 92, 202, 293, 294, 322, 398, 559, 718, 719, 845})
#: Publishers whose sites share a template and stay in one fold.
HOUSES = {
    "NationalPost": "postmedia", "CanadaCom": "postmedia", "FinancialPost": "postmedia",
    "OttawaCitizen": "postmedia", "TheProvince": "postmedia", "DailyStar": "reach", "Express": "reach",
    "TheMirror": "reach", "Euronews": "euronews", "EuronewsEN": "euronews",
}  # fmt: skip
#: Second levels under which sites are registered: ``example.co.uk``.
_SECOND_LEVELS = frozenset({"co", "com", "org", "net", "gov", "ac", "edu", "gob"})
#: Words of a unit whose place in the truth is told by runs of so many words.
_RUNS = ((8, 4), (4, 3))
#: Units to either side within which matched words make a dense stretch.
_STRETCH = 15


class OpenPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page, and what is known of it."""

    #: ``wcxb`` (articles), ``wcxb-listing``, ``fundus``, ``zyte``, ``espages`` ... or ``web`` (no stories).
    set: str
    id: str
    url: str
    #: The site, or the house that its publisher belongs to.
    site: str
    html: bytes
    #: The story's text; empty where only phrases are known.
    truth: str
    language: str = ""
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()

    @property
    def fold(self) -> int:
        """The fold of its site, 0 to 4."""
        return hashlib.sha256(f"fold:{self.site}".encode()).digest()[0] % FOLDS


def read_pages() -> Iterator[OpenPage]:
    """All open pages, in a fixed order."""
    yield from _read_wcxb(CASES / "wcxb" / "dev")
    yield from _read_cases(CASES / "cases")
    yield from _read_cases(CASES / "espages" / "cases", "espages")


def read_web_pages() -> Iterator[OpenPage]:
    """Pages of the web that are no stories, in a fixed order; raises ``FileNotFoundError`` without them.

    They come with a package that is installed without its dependencies and never imported.
    """
    name = WEB_PAGES.partition("==")[0]
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"pages of the web are missing: uv pip install --no-deps {WEB_PAGES}")
    folder = Path(spec.submodule_search_locations[0]) / "data"
    listed = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    for file, described in listed.items():
        if int(Path(file).stem) not in _WEB_STORIES:
            url, html = described["url"], (folder / file).read_bytes()
            yield OpenPage(set="web", id=Path(file).stem, url=url, site=read_site(url), html=html, truth="")


def digest() -> str:
    """The SHA-256 of what says which pages there are and what their stories are."""
    state = hashlib.sha256()
    listed = [CASES / "cases" / "expected.json", CASES / "espages" / "cases" / "expected.json"]
    for path in (*sorted((CASES / "wcxb" / "dev" / "ground-truth").glob("*.json")), *listed):
        state.update(path.read_bytes())
    return state.hexdigest()


def _read_wcxb(folder: Path) -> Iterator[OpenPage]:
    for path in sorted((folder / "ground-truth").glob("*.json")):
        described = json.loads(path.read_text(encoding="utf-8"))
        kind, truth = described["_internal"]["page_type"]["primary"], described["ground_truth"]
        url = described.get("url") or ""
        yield OpenPage(
            set="wcxb" if kind == "article" else f"wcxb-{kind}",
            id=path.stem,
            url=url,
            site=read_site(url) or path.stem,
            html=gzip.decompress((folder / "html" / f"{path.stem}.html.gz").read_bytes()),
            truth=truth.get("main_content") or "",
            present=tuple(truth.get("with") or ()),
            absent=tuple(truth.get("without") or ()),
        )


def _read_cases(folder: Path, name: str = "") -> Iterator[OpenPage]:
    for case in json.loads((folder / "expected.json").read_text(encoding="utf-8")):
        yield OpenPage(
            set=name or case["set"],
            id=case["id"],
            url=case["url"],
            site=HOUSES.get(case["publisher"]) or read_site(case["url"]) or case["publisher"],
            html=gzip.decompress((folder / f"{case['file']}.gz").read_bytes()),
            truth=case["text"] or "",
            language=case["lang"],
            present=tuple(case.get("with") or ()),
            absent=tuple(case.get("without") or ()),
        )


def read_site(url: str) -> str:
    """The registered domain of *url*, as far as its shape tells."""
    host = urlsplit(url if "//" in url else f"//{url}").netloc.lower().split(":")[0].split(".")
    size = 3 if len(host) > 2 and host[-2] in _SECOND_LEVELS and len(host[-1]) == 2 else 2
    return ".".join(host[-size:])


def words(text: str) -> list[str]:
    """The words of *text*, in lower case."""
    return re.findall(r"\w+", text.lower())


def word_f1(got: str, wanted: str) -> float:
    """F1 of the bags of words, as WCXB scores; 0 to 1."""
    have, want = Counter(words(got)), Counter(words(wanted))
    shared = sum((have & want).values())
    total = sum(have.values()) + sum(want.values())
    return 2 * shared / total if total else 1.0


def run_f1(got: str, wanted: str) -> float:
    """F1 of the bags of runs of four words, as the scorer of the open cases has it; 0 to 1."""
    have, want = _runs(got), _runs(wanted)
    total = sum(have.values()) + sum(want.values())
    return 2 * sum((have & want).values()) / total if total else 1.0


def _runs(text: str) -> Counter[tuple[str, ...]]:
    tokens = re.findall(r"\w+", text)
    return Counter(
        run for start in range(max(1, len(tokens) - 3)) if (run := tuple(tokens[start : start + 4]))
    )


def label_units(texts: Sequence[str], truth: str) -> list[float]:
    """For each of a page's *texts*, the share of it that is the story *truth*, 0 to 1.

    A text said more often on the page than in the story counts where most of the story stands.
    """
    tokens = [words(text) for text in texts]
    said = words(truth)
    runs = {size: {tuple(said[i : i + size]) for i in range(len(said) - size + 1)} for _, size in _RUNS}
    shares = [_share_in(own, runs) for own in tokens]
    sure = [place for place, share in enumerate(shares) if share > 0.6 and len(tokens[place]) >= _RUNS[0][0]]
    whole = f" {' '.join(said)} "
    if sure:
        _keep_densest(shares, tokens, sure, whole)
    _label_short(shares, tokens, truth, whole, bool(sure))
    return shares


def _share_in(own: Sequence[str], runs: dict[int, set[tuple[str, ...]]]) -> float:
    """The share of the words of *own* inside runs of the truth; 0 for texts too short to tell."""
    size = next((size for least, size in _RUNS if len(own) >= least), 0)
    if not size:
        return 0.0
    covered = [False] * len(own)
    for start in range(len(own) - size + 1):
        if tuple(own[start : start + size]) in runs[size]:
            covered[start : start + size] = [True] * size
    return sum(covered) / len(own)


def _keep_densest(
    shares: list[float], tokens: Sequence[Sequence[str]], sure: Sequence[int], whole: str
) -> None:
    """Of texts that are said again, keep those where the most words of the story stand around."""

    def density(place: int) -> int:
        start, end = bisect.bisect_left(sure, place - _STRETCH), bisect.bisect_right(sure, place + _STRETCH)
        return sum(len(tokens[one]) for one in sure[start:end])

    seen: Counter[str] = Counter()
    for place in sorted(
        (one for one, share in enumerate(shares) if share > 0.3), key=lambda one: -density(one)
    ):
        key = " ".join(tokens[place])
        if seen[key] >= max(1, whole.count(f" {key} ")):
            shares[place] = 0.0
        seen[key] += 1


def _label_short(
    shares: list[float], tokens: Sequence[Sequence[str]], truth: str, whole: str, is_placed: bool
) -> None:
    """Texts of up to three words belong to the story where they are lines of it or stand amid it."""
    lines = Counter(" ".join(words(line)) for line in truth.splitlines())
    good = [place for place, share in enumerate(shares) if share > 0.6]
    used: Counter[str] = Counter()
    for place, own in enumerate(tokens):
        key = " ".join(own)
        if not own or len(own) >= _RUNS[-1][0] or f" {key} " not in whole:
            continue
        near = good[bisect.bisect_left(good, place - 4) : bisect.bisect_right(good, place + 4)]
        is_line = lines[key] > used[key]
        if not is_placed:
            shares[place] = float(is_line)
        elif near and (is_line or len(own) >= 2 or good[0] <= place <= good[-1]):
            used[key] += 1
            shares[place] = float(used[key] <= max(1, whole.count(f" {key} ")))
