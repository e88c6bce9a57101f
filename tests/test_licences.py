"""Whoever gets the wheel is told under which terms its parts are."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]

#: Files that are no code of ours, and what the metadata has to name for them.
DATA = {
    "pipelines/languages/words.bin": "CC-BY-SA-4.0",
    "translations/alignment/lexicon.tsv.zst": "CC-BY-4.0",
    "translations/postediting/wordforms.tsv.zst": "CC-BY-SA-4.0",
    "pipelines/extract/page_classifier.bin": "CC-BY-4.0",
    "pipelines/extract/unit_classifier.bin": "CC-BY-4.0",
    "translations/embedded/sentencepiece.model": "MIT",
}

#: Made of the newsstand's stories, which are ours.
OWN = ROOT / "dosvoces" / "exports" / "sample.jsonl.zst"


def test_what_comes_from_others_has_a_notice_and_a_licence_in_the_metadata() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    noticed = {path for pattern in project["license-files"] for path in ROOT.glob(pattern)}
    for name, licence in DATA.items():
        path = ROOT / name
        assert path.is_file()
        notice = path.parent / "NOTICE"
        assert notice in noticed
        assert path.name in notice.read_text(encoding="utf-8")
        assert licence in project["license"].split(" AND ")


def test_no_data_of_another_kind_is_shipped_without_a_notice() -> None:
    rooms = ("dosvoces", "spiders", "pipelines", "translations")
    packed = {
        path
        for room in rooms
        for ending in ("*.bin", "*.zst", "*.model")
        for path in (ROOT / room).rglob(ending)
        if path != OWN
    }
    unnoticed = {
        path
        for path in packed
        if not any((parent / "NOTICE").is_file() for parent in (path.parent, path.parent.parent))
    }
    assert not unnoticed
