"""Pages that declare another address canonical: each story is stored, once, and nothing is asked in vain."""

from collections.abc import Callable
from pathlib import Path

import pytest
from crawling import Crawls
from smallsite import SmallSite

Outlets = Callable[..., Path]

#: No story is due by itself.
QUIET = {"DOSVOCES_REVISIT_HOURS": "1,6"}

LONG, SHORT, THIRD = "/2026/03/12345/harbour-plan.html", "/2026/03/12345", "/2026/03/99/a-third-place.html"

WALL = (
    '<!doctype html><html lang="en"><head><title>Harbour plan</title>'
    '<meta property="og:type" content="article"><script type="application/ld+json">'
    '{"@type":"NewsArticle","headline":"Harbour plan divides the council","isAccessibleForFree":false}'
    "</script></head><body><article><h1>Harbour plan divides the council</h1>"
    "<p>Subscribe to read this story. This content is for subscribers only.</p></article></body></html>"
)


def addresses(crawls: Crawls, site: SmallSite) -> list[str]:
    with crawls.store() as store:
        return [article.canonical_url.removeprefix(site.base) for article in store.articles(versions="all")]


def add(site: SmallSite, path: str, canonical: str, *, text: str = "") -> None:
    site.add_story(path, 1, head=f'<link rel="canonical" href="{site.base}{canonical}">', text=text)


def pages_asked(site: SmallSite) -> list[str]:
    return [path for path in site.paths if path not in ("/robots.txt", "/feed.xml")]


@pytest.mark.parametrize("end", ["http_500", "empty", "round"])
def test_a_story_that_stands_behind_another_is_not_lost_when_that_falls_back(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls, end: str
) -> None:
    """It declares the page of another story canonical, and that one a page that gives nothing."""
    add(site, LONG, SHORT)
    site.add_story(SHORT, 2, head=f'<link rel="canonical" href="{site.base}{THIRD}">')
    ends = {
        "http_500": lambda request: request.reply(500, "the server is tired"),
        "empty": lambda request: request.reply(200, ""),
        "round": lambda request: request.reply(302, Location=THIRD),
    }
    site.pages[THIRD] = ends[end]
    site.announce(LONG)
    site.tag("/feed.xml")
    assert crawls.one(make_outlet(), settings={**QUIET, "RETRY_TIMES": 0}).counts["articles/new"] == 2
    assert sorted(addresses(crawls, site)) == sorted([LONG, SHORT])


@pytest.mark.parametrize("announced", [[SHORT], [LONG, SHORT]])
def test_a_canonical_address_that_redirects_to_the_page_itself(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls, announced: list[str]
) -> None:
    add(site, LONG, SHORT)
    site.pages[SHORT] = lambda request: request.reply(301, Location=LONG)
    site.announce(*announced)
    outlet = make_outlet()
    assert crawls.one(outlet).counts["articles/new"] == 1
    assert addresses(crawls, site) == [LONG]
    site.forget()
    assert crawls.one(outlet).counts["unchanged/pages"] == 1
    # A change is stored at once: it is known that the canonical address leads here.
    add(site, LONG, SHORT, text="The vote was put off.")
    assert crawls.one(outlet).counts["articles/changed"] == 1
    assert pages_asked(site) == [LONG, LONG]


@pytest.mark.parametrize(
    ("places", "announced"),
    [((LONG, THIRD), [LONG, THIRD]), ((LONG, SHORT, THIRD), [LONG]), ((LONG, SHORT, THIRD), [THIRD, LONG])],
)
def test_pages_that_name_each_other_canonical(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls, announced: list[str], places: tuple[str, ...]
) -> None:
    for path, canonical in zip(places, (*places[1:], places[0]), strict=True):
        add(site, path, canonical)
    site.announce(*announced)
    outlet = make_outlet()
    assert crawls.one(outlet).counts["articles/new"] == 1
    (kept,) = addresses(crawls, site)
    assert len(pages_asked(site)) == len(places)
    site.forget()
    crawls.one(outlet)
    for path, canonical in zip(places, (*places[1:], places[0]), strict=True):
        add(site, path, canonical, text="The vote was put off.")
    assert crawls.one(outlet).counts["articles/changed"] == 1
    assert addresses(crawls, site) == [kept, kept]
    assert pages_asked(site) == [kept, kept]


def test_a_stored_story_stays_where_it_is_when_another_page_and_it_name_each_other(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls
) -> None:
    site.add_story(LONG, 1)
    site.announce(LONG)
    outlet = make_outlet()
    crawls.one(outlet)
    add(site, LONG, THIRD, text="The vote was put off.")
    add(site, THIRD, LONG, text="The vote was put off.")
    assert crawls.one(outlet).counts["articles/changed"] == 1
    assert addresses(crawls, site) == [LONG, LONG]


@pytest.mark.parametrize(("canonical", "settings"), [(LONG, QUIET), (LONG, {}), (SHORT, QUIET)])
def test_a_readable_copy_of_a_known_wall_is_stored(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls, settings: dict[str, str], canonical: str
) -> None:
    site.pages[SHORT] = lambda request: request.reply(301, Location=LONG)
    site.pages[LONG] = WALL
    site.announce(LONG)
    outlet = make_outlet()
    assert crawls.one(outlet, settings=settings).counts["not_article/paywall"] == 1
    add(site, THIRD, canonical)
    site.announce(THIRD)
    assert crawls.one(outlet, settings=settings).counts["articles/new"] == 1
    assert addresses(crawls, site) == [THIRD]
    site.forget()
    assert "articles/new" not in crawls.one(outlet, settings=settings).counts
    assert THIRD not in pages_asked(site) or not settings


def test_a_copy_is_known_as_one_although_its_canonical_page_is_unchanged(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls
) -> None:
    """The canonical address leads by a redirect to a page that is known."""
    site.add_story(LONG, 1)
    site.announce(LONG)
    outlet = make_outlet()
    crawls.one(outlet, settings=QUIET)
    add(site, THIRD, SHORT)
    site.pages[SHORT] = lambda request: request.reply(301, Location=LONG)
    site.announce(THIRD)
    crawls.one(outlet, settings=QUIET)
    assert addresses(crawls, site) == [LONG]
    site.forget()
    crawls.one(outlet, settings=QUIET)
    assert pages_asked(site) == []


SPANISH = (
    '<!doctype html><html lang="es"><head><title>El plan del puerto</title>{head}</head><body><article>'
    "<h1>El plan del puerto divide al concejo</h1>"
    + "".join(
        f"<p>El concejo se reunió el martes para debatir la parte {part} del plan, que movería los "
        "contenedores a otro muelle, y sus vecinos dijeron que la espera ya había durado demasiado.</p>"
        for part in range(1, 5)
    )
    + "</article></body></html>"
)


def test_stories_that_a_template_gives_one_canonical_address_are_stored_each(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls
) -> None:
    listing = "".join(
        f'<h2><a href="/2026/{n}/a-story.html">A story of number {n}</a></h2>' for n in range(9)
    )
    site.pages["/section/"] = f"<html><body><main>{listing}</main></body></html>"
    site.add_story("/template/page.html", 99)
    wrong = [
        "/0/story-1.html",
        "/dead.html",
        "/index.html",
        "/es/",
        "/section/",
        "/feed.xml",
        "/template/page.html",
    ]
    paths = [[f"/{at}/story-{n}.html" for n in (1, 2)] for at in range(len(wrong))]
    for at, canonical in enumerate(wrong):
        for number, path in enumerate(paths[at]):
            head = f'<link rel="canonical" href="{site.base}{canonical}">'
            site.add_story(path, 10 * at + number, head=head)
    english, spanish = "/news/harbour-plan.html", "/news/plan-del-puerto.html"
    site.add_story(english, 70)
    site.pages[spanish] = SPANISH.format(head=f'<link rel="canonical" href="{site.base}{english}">')
    announced = [*(path for pair in paths for path in pair), english, spanish]
    site.announce(*announced)
    outlet = make_outlet()
    crawls.one(outlet)
    assert set(announced) == set(addresses(crawls, site)) - {"/template/page.html"}
    site.forget()
    again = crawls.one(outlet)
    assert again.total("articles") == 0
    assert "skipped/twin" not in again.counts
