"""A hash-only dataset has no texts; one's own crawl makes them again and says what no longer matches."""

from collections import Counter
from pathlib import Path

import msgspec
import pytest
import zstandard

import dosvoces
from benchmarks.synthetic import make_stories
from dosvoces.errors import ExportError
from dosvoces.exports import dataset
from dosvoces.exports.manifest import Request
from dosvoces.exports.rebuild import rebuild
from dosvoces.store import Selection, Store


@pytest.fixture
def hashes(filled: Store, tmp_path: Path) -> Path:
    dataset.export(
        filled, tmp_path / "ds", Request(formats=("hashes",), selection=Selection(include_reserved=True))
    )
    return tmp_path / "ds"


def test_no_text_is_in_it(filled: Store, hashes: Path) -> None:
    (path,) = (hashes / "hashes").iterdir()
    with path.open("rb") as file:
        content = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True).read().decode()
    for record in filled.records():
        assert record.article.headline not in content
        assert not any(
            segment.source.text in content or segment.target.text in content for segment in record.segments
        )
        assert record.article.url in content
    with pytest.raises(ExportError, match="dosvoces rebuild"):
        dosvoces.read(hashes)


def test_ones_own_crawl_makes_the_same_records_again(filled: Store, hashes: Path) -> None:
    counts: Counter[str] = Counter()
    assert list(rebuild(hashes, filled, counts)) == list(filled.records())
    assert counts["records"] == counts["records rebuilt"] == 40
    assert set(counts) == {"records", "records rebuilt", "segments rebuilt"}


def test_an_article_that_changed_and_changed_back_is_found_among_the_versions(
    filled: Store, hashes: Path
) -> None:
    record = next(filled.records())
    changed = msgspec.structs.replace(record.article, headline="Otro", content_hash="0" * 64, blocks=())
    filled.save_article(changed)
    counts: Counter[str] = Counter()
    rebuilt = {item.article.id: item for item in rebuild(hashes, filled, counts)}
    assert rebuilt[record.article.id] == record
    assert counts["records rebuilt"] == 40


def test_what_no_longer_matches_is_counted(hashes: Path, tmp_path: Path) -> None:
    with Store(str(tmp_path / "own.sqlite")) as own:
        for number, (article, translation) in enumerate(make_stories(40)):
            if number == 0:
                continue  # not crawled
            if number == 1:  # edited in one sentence before we came
                block = article.blocks[1]
                edited = msgspec.structs.replace(block, text="X" + block.text[1:])
                blocks = (article.blocks[0], edited, *article.blocks[2:])
                article = msgspec.structs.replace(article, blocks=blocks, content_hash="1" * 64)
            if number == 2:  # translated by another engine
                other = tuple(
                    msgspec.structs.replace(b, text=b.text.upper()) for b in translation.translation
                )
                translation = msgspec.structs.replace(translation, translation=other)
            own.save_article(article)
            if number != 3:  # not translated
                own.save_translations([translation])
        counts: Counter[str] = Counter()
        records = list(rebuild(hashes, own, counts))
    assert counts["articles not crawled"] == 1
    assert counts["articles that the outlet has changed"] == 1
    assert counts["segments whose source differs"] == 1
    assert counts["records with nothing left"] == 2
    assert counts["records rebuilt"] == len(records) == 37
    assert counts["segments whose machine target differs"] > 2


def test_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text('{"a": 1}\n')
    with Store(str(tmp_path / "s.sqlite")) as store:
        with pytest.raises(ExportError, match=r"x\.jsonl:1: no record of digests"):
            list(rebuild(tmp_path / "x.jsonl", store, Counter()))
        with pytest.raises(ExportError, match="has no digests"):
            list(rebuild(tmp_path, store, Counter()))
