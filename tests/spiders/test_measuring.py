"""What a crawl found is kept for its outlet, whatever it found."""

from collections.abc import Callable
from pathlib import Path

from crawling import Crawls
from smallsite import SmallSite

from dosvoces.store.health import load_runs


def test_a_crawl_is_measured(site: SmallSite, make_outlet: Callable[..., Path], crawls: Crawls) -> None:
    for number in (1, 2, 3):
        site.add_story(f"/2026/03/{number}/a-story.html", number)
    site.announce(*(f"/2026/03/{number}/a-story.html" for number in (1, 2, 3)), "/2026/03/missing.html")
    crawls.one(make_outlet())
    crawls.one(make_outlet())
    with crawls.store() as store:
        second, first = load_runs(store, "small-site")
        (article, *_) = store.articles()
    assert first.ended == "finished"
    assert first.counts["articles/new"] == 3 and first.counts["failed/http_404"] == 1
    assert first.measures.articles == 3
    assert first.measures.fields["date"] == 3 and first.measures.fields["authors"] == 0
    assert first.measures.languages == {"en": 3}
    assert min(first.measures.words) > 100
    assert len(first.measures.lacking["authors"]) == 3
    assert first.measures.good["date"].startswith(article.id.split("-")[0])
    assert second.measures.articles == 0 and second.counts["unchanged/pages"] == 3
