"""A story whose page tells no date has the one of the feed or news sitemap that announced it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import pytest
from crawling import Crawls
from msgspec.structs import replace
from smallsite import SmallSite, story_page
from test_replay import everything
from test_replay import replay as replay_archive

from dosvoces.core.outlets import load
from dosvoces.core.record import Announced, Article, Page
from pipelines.article import build_article

Outlets = Callable[..., Path]

STORY, COPY = "/2026/a-story-of-the-harbour.html", "/amp/a-story-of-the-harbour.html"
TOLD = datetime(2026, 3, 5, 14, 30, tzinfo=UTC)


def undated(number: int = 1, *, head: str = "", text: str = "") -> str:
    return re.sub(
        r'<meta property="article:published_time"[^>]*>', "", story_page(number, head=head, text=text)
    )


def feed(site: SmallSite, *paths: str, at: datetime | None = TOLD) -> None:
    told = f"<pubDate>{format_datetime(at)}</pubDate>" if at else ""
    items = "".join(
        f"<item><title>A story</title><link>{site.base}{path}</link>{told}</item>" for path in paths
    )
    site.pages["/feed.xml"] = f'<rss version="2.0"><channel><title>t</title>{items}</channel></rss>'


def news(site: SmallSite, path: str, told: str) -> None:
    site.pages["/news.xml"] = (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
        f"<url><loc>{site.base}{path}</loc><lastmod>2026-04-01T10:00:00Z</lastmod><news:news>"
        f"<news:publication_date>{told}</news:publication_date></news:news></url></urlset>"
    )


def atom(site: SmallSite, path: str) -> None:
    site.pages["/feed.xml"] = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><entry><title>A story</title>'
        f'<link href="{site.base}{path}"/><updated>{TOLD.isoformat()}</updated></entry></feed>'
    )


def the_story(crawls: Crawls) -> Article:
    with crawls.store() as store:
        (article,) = store.articles()
    return article


def dated(crawls: Crawls) -> tuple[datetime | None, str, str]:
    article = the_story(crawls)
    return article.date_published, article.date_precision, article.sources.get("date_published", "")


def test_what_announces_a_story_dates_it(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls, tmp_path: Path
) -> None:
    settings = {"DOSVOCES_ARCHIVE": str(tmp_path / "archive")}
    site.pages[STORY] = undated()
    feed(site, STORY)
    outlet = make_outlet()
    crawls.one(outlet, settings=settings)
    assert dated(crawls) == (TOLD, "minute", "feed")
    # What was told first stays, whatever the feed says later and whether or not it says anything.
    feed(site, STORY, at=TOLD.replace(day=9))
    site.pages[STORY] = undated(text="The vote was put off.")
    assert crawls.one(outlet, settings=settings).counts["articles/changed"] == 1
    feed(site)
    site.pages[STORY] = undated(text="The vote was put off again.")
    assert crawls.one(outlet, settings=settings).counts["articles/changed"] == 1
    assert dated(crawls) == (TOLD, "minute", "feed")
    replay_archive(tmp_path / "archive", store=tmp_path / "again.sqlite", outlets=[outlet])
    assert everything(tmp_path / "again.sqlite") == everything(crawls.store_path)
    # The page's own date is the better one.
    site.pages[STORY] = story_page(1, text="The vote was put off again.")
    crawls.one(outlet, settings=settings)
    assert dated(crawls) == (datetime(2026, 3, 2, 10, tzinfo=UTC), "minute", "opengraph")


@pytest.mark.parametrize("first", ["failed", "redirected", "copy", "front", "dead_copy"])
def test_the_date_goes_with_the_story_on_whatever_way(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls, first: str
) -> None:
    canonical = f'<link rel="canonical" href="{site.base}{STORY}">'
    site.pages[STORY] = undated(head=canonical)
    outlet = make_outlet(("feed", "/feed.xml"), ("front_page", "/"))
    feed(site)
    if first == "failed":
        site.pages[STORY] = lambda request: request.reply(500, "tired")
        feed(site, STORY)
        crawls.one(outlet, settings={"RETRY_TIMES": 0})
        feed(site)
        site.pages[STORY] = undated()
    elif first == "redirected":
        site.pages["/s/1"] = lambda request: request.reply(302, Location=STORY)
        feed(site, "/s/1")
    elif first == "copy":
        site.pages[COPY] = undated(head=canonical)
        feed(site, COPY)
    elif first == "dead_copy":
        del site.pages[STORY]
        site.pages[COPY] = undated(head=canonical)
        feed(site, COPY)
    else:
        site.pages["/"] = f'<a href="{STORY}">A story of the harbour and of its council</a>'
        crawls.one(outlet, settings={"DOSVOCES_REVISIT_HOURS": "1,6"})
        assert dated(crawls)[0] is None
        feed(site, STORY)
        crawls.one(outlet, settings={"DOSVOCES_REVISIT_HOURS": "1,6"})
        site.forget()
        crawls.one(outlet, settings={"DOSVOCES_REVISIT_HOURS": "1,6"})
        assert STORY not in site.paths
    crawls.one(outlet)
    assert dated(crawls) == (TOLD, "minute", "feed")


@pytest.mark.parametrize(
    ("told", "precision"), [("2026-03-05", "day"), ("2026-03-05T14:30:00+02:00", "minute")]
)
def test_news_sitemaps_and_feeds_of_one_date_date_stories_and_lastmod_does_not(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls, told: str, precision: str
) -> None:
    site.pages[STORY] = undated()
    news(site, STORY, told)
    crawls.one(make_outlet(("news_sitemap", "/news.xml")))
    assert dated(crawls) == (datetime.fromisoformat(told).astimezone(UTC), precision, "news-sitemap")
    crawls.store_path.unlink()
    news(site, STORY, "")
    crawls.one(make_outlet(("sitemap", "/news.xml")))
    assert dated(crawls) == (None, "minute", "")
    crawls.store_path.unlink()
    atom(site, STORY)
    crawls.one(make_outlet())
    assert dated(crawls) == (TOLD, "minute", "feed")


@pytest.mark.parametrize("told", [datetime(1970, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC)])
def test_a_date_that_cannot_be_is_none(make_outlet: Outlets, told: datetime) -> None:
    page = Page(url="https://127.0.0.1/a", body=undated().encode(), outlet="o", retrieved_at=TOLD)
    outlet = load(make_outlet())
    made = build_article(replace(page, announced=Announced(told, "feed")), outlet)
    assert made.date_published is None
    assert made == build_article(page, outlet)


@pytest.mark.parametrize(
    ("day", "expected"), [("2026/03/05", "feed"), ("2026/03/06", "feed"), ("2026/03/03", "url")]
)
def test_a_source_tells_the_time_of_the_day_that_an_address_tells(
    make_outlet: Outlets, day: str, expected: str
) -> None:
    url = f"https://127.0.0.1/{day}/a-story-of-the-harbour.html"
    page = Page(url=url, body=undated().encode(), outlet="o", retrieved_at=TOLD)
    made = build_article(replace(page, announced=Announced(TOLD, "feed")), load(make_outlet()))
    assert made.sources["date_published"] == expected
    assert (made.date_published == TOLD) is (made.date_precision == "minute") is (expected == "feed")


def test_what_announces_a_copy_dates_the_story(site: SmallSite, make_outlet: Outlets, crawls: Crawls) -> None:
    head = f'<link rel="canonical" href="{site.base}{STORY}">'
    site.pages[STORY], site.pages[COPY] = undated(head=head), undated(head=head)
    site.announce(STORY)
    outlet = make_outlet()
    crawls.one(outlet)
    feed(site, COPY)
    crawls.one(outlet)
    crawls.one(outlet)
    assert dated(crawls) == (TOLD, "minute", "feed")
