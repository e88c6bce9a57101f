"""A hash-only dataset has no texts; one's own crawl makes them again and says what no longer matches."""

from collections import Counter
from pathlib import Path

import msgspec
import pytest
import zstandard

import dosvoces
from benchmarks.synthetic import make_stories, make_story
from dosvoces.core.errors import ExportError
from dosvoces.core.record import Article, Block, Segment, SegmentSide, TextSpan
from dosvoces.exports import dataset
from dosvoces.exports.manifest import Request
from dosvoces.exports.rebuild import rebuild
from dosvoces.store import Selection, Store, Translation


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
    assert counts["records"] == counts["records rebuilt"] == 20
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
    assert counts["records rebuilt"] == 20


def test_what_no_longer_matches_is_counted(hashes: Path, tmp_path: Path) -> None:
    with Store(str(tmp_path / "own.sqlite")) as own:
        for number, (article, translation) in enumerate(make_stories(20)):
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
    assert counts["records rebuilt"] == len(records) == 17
    stories = [translation for _, translation in make_stories(20)]
    assert counts["segments whose machine target differs"] == len(stories[2].segments)
    assert counts["segments not translated here"] == len(stories[3].segments)


def move(blocks: tuple[Block, ...], banners: dict[int, int]) -> tuple[Block, ...]:
    """*blocks* with so many banners before the blocks at these places."""
    moved: list[Block] = []
    for number, block in enumerate(blocks):
        moved += [Block(position=0, role="furniture", text="¡Oferta!")] * banners.get(number, 0)
        moved.append(block)
    return tuple(msgspec.structs.replace(block, position=number) for number, block in enumerate(moved))


def test_an_article_with_other_furniture_around_is_made_again(
    filled: Store, hashes: Path, tmp_path: Path
) -> None:
    everything = sum(len(record.segments) for record in filled.records())
    with Store(str(tmp_path / "own.sqlite")) as own:
        for article, translation in make_stories(20):
            banners = {0: 3, 2: 1}
            own.save_article(msgspec.structs.replace(article, blocks=move(article.blocks, banners)))
            blocks = move(translation.translation, banners)
            own.save_translations([msgspec.structs.replace(translation, translation=blocks, segments=())])
        counts: Counter[str] = Counter()
        records = list(rebuild(hashes, own, counts))
    assert counts == {"records": 20, "records rebuilt": 20, "segments rebuilt": everything}
    assert [[s.id for s in record.segments] for record in records] == [
        [s.id for s in record.segments] for record in filled.records()
    ]
    for record in records:
        for segment in record.segments:
            for side, blocks in (
                (segment.source, record.article.blocks),
                (segment.target, record.translation),
            ):
                (span,) = side.spans
                assert blocks[span.block].text[span.start : span.end] == side.text


def test_an_article_with_less_furniture_around_is_made_again(tmp_path: Path) -> None:
    with (
        Store(str(tmp_path / "theirs.sqlite")) as theirs,
        Store(str(tmp_path / "own.sqlite")) as own,
    ):
        article, translation = make_story(1)
        own.save_article(article)
        own.save_translations([translation])
        theirs.save_article(msgspec.structs.replace(article, blocks=move(article.blocks, {0: 2})))
        segments = tuple(
            msgspec.structs.replace(
                segment,
                source=shift(segment.source, 2),
                target=shift(segment.target, 2),
            )
            for segment in translation.segments
        )
        blocks = move(translation.translation, {0: 2})
        theirs.save_translations(
            [msgspec.structs.replace(translation, translation=blocks, segments=segments)]
        )
        dataset.export(theirs, tmp_path / "ds", Request(formats=("hashes",), selection=Selection()))
        counts: Counter[str] = Counter()
        assert list(rebuild(tmp_path / "ds", own, counts)) == list(own.records())


def test_a_sentence_that_is_there_twice_is_found_with_its_own_translation(tmp_path: Path) -> None:
    """An edit before it makes the search find the other one, whose translation is another."""
    article, translation = make_story(1)

    def make(first: str) -> tuple[Article, Translation]:
        texts = [(first, "One."), ("Sí.", "Yes."), ("Adiós.", "Bye."), ("Sí.", "It is."), ("No.", "No.")]
        blocks, translated, segments = [], [], []
        for number, pair in enumerate(texts):
            sides = [
                SegmentSide(
                    language=language,
                    text=text,
                    spans=(TextSpan(block=number, start=0, end=len(text)),),
                )
                for language, text in zip(("es", "en"), pair, strict=True)
            ]
            blocks.append(Block(position=number, role="paragraph", text=pair[0]))
            translated.append(Block(position=number, role="paragraph", text=pair[1]))
            segments.append(Segment(id=str(number), source=sides[0], target=sides[1], origin="machine"))
        return (
            msgspec.structs.replace(article, blocks=tuple(blocks), content_hash=first),
            msgspec.structs.replace(
                translation, translation=tuple(translated), segments=tuple(segments), target_language="en"
            ),
        )

    with (
        Store(str(tmp_path / "theirs.sqlite")) as theirs,
        Store(str(tmp_path / "own.sqlite")) as own,
    ):
        for store, first in ((theirs, "No."), (own, "Uno.")):
            changed, made = make(first)
            store.save_article(changed)
            store.save_translations([made])
        dataset.export(theirs, tmp_path / "ds", Request(formats=("hashes",), selection=Selection()))
        (record,) = rebuild(tmp_path / "ds", own, Counter())
        (expected,) = own.records()
    assert record.segments == expected.segments[1:]


def shift(side: SegmentSide, by: int) -> SegmentSide:
    spans = (msgspec.structs.replace(span, block=span.block + by) for span in side.spans)
    return msgspec.structs.replace(side, spans=tuple(spans))


def test_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text('{"a": 1}\n')
    with Store(str(tmp_path / "s.sqlite")) as store:
        with pytest.raises(ExportError, match=r"x\.jsonl:1: no record of digests"):
            list(rebuild(tmp_path / "x.jsonl", store, Counter()))
        with pytest.raises(ExportError, match="has no digests"):
            list(rebuild(tmp_path, store, Counter()))
