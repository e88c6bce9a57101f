"""The sample that comes with dosvoces, put into a store."""

from collections.abc import Sequence
from importlib.resources import as_file, files

from dosvoces.core.record import Article, BilingualRecord
from dosvoces.exports.reading import read
from dosvoces.store import Store, Translation

#: The sample's file, beside this one; ``docs/sample.py`` makes it.
SAMPLE = "sample.jsonl.zst"


def fill_with_sample(store: Store) -> None:
    """Stores the sample's records as a crawl, a translation and an alignment would have left them."""
    with as_file(files("dosvoces.exports") / SAMPLE) as path:
        _fill(store, [record for record in read(path) if isinstance(record, BilingualRecord)])


def _fill(store: Store, records: Sequence[BilingualRecord]) -> None:
    every = [each for record in records for each in (record.article, record.counterpart) if each is not None]
    store.save_articles(sorted({each.id: each for each in every}.values(), key=_when))
    made = [(each, [segment for segment in each.segments if segment.origin != "human"]) for each in records]
    store.save_translations(
        [
            Translation(
                article_id=record.article.id,
                version=1,
                target_language=record.target_language,
                translation=record.translation,
                segments=tuple(segments),
                engine=segments[0].engine if segments else "",
            )
            for record, segments in made
            if record.translation
        ]
    )
    for record in records:
        if record.counterpart:
            human = [segment for segment in record.segments if segment.origin == "human"]
            store.save_counterpart(
                record.article.id, 1, record.counterpart.id, 1, record.target_language, human
            )


def _when(article: Article) -> tuple[str, str]:
    return str(article.day_published or ""), article.id
