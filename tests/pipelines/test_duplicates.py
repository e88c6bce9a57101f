from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dosvoces.core.record import Article, Block
from pipelines.duplicates import (
    SeenPages,
    StoryDigest,
    digest_story,
    is_edit,
    is_front_page,
    is_plausible_canonical,
    same_page,
    same_story,
)

PAGE = "https://news.example/2026/03/a-story"


@pytest.mark.parametrize(
    "spelling",
    [
        PAGE,
        PAGE + "/",
        PAGE + "#comments",
        PAGE + "?utm_source=x&fbclid=1",
        "http://www.news.example/2026/03/a-story",
        "https://NEWS.example:443/2026/03/a-story",
    ],
)
def test_spellings_of_one_address_are_one_page(spelling: str) -> None:
    assert same_page(PAGE, spelling)
    seen = SeenPages()
    assert seen.add(PAGE)
    assert not seen.add(spelling)
    assert spelling in seen
    assert len(seen) == 1


@pytest.mark.parametrize(
    "other",
    [
        PAGE + "-2",
        PAGE + "?page=2",
        "https://m.news.example/2026/03/a-story",
        "https://news.example/2026/03/A-story",
    ],
)
def test_other_pages_are_others(other: str) -> None:
    assert not same_page(PAGE, other)
    seen = SeenPages()
    seen.add(PAGE)
    assert seen.add(other)


def test_a_front_page_is_no_storys_canonical_address() -> None:
    assert not is_plausible_canonical("https://news.example/", PAGE)
    assert not is_plausible_canonical("https://news.example", PAGE)
    assert is_plausible_canonical("https://news.example/?p=7", PAGE)
    assert is_plausible_canonical("https://news.example/other", PAGE)
    assert is_plausible_canonical("https://news.example/", "https://www.news.example/")


@given(st.lists(st.integers(0, 50)))
def test_seen_pages_are_a_set(numbers: list[int]) -> None:
    seen = SeenPages()
    for number in numbers:
        seen.add(f"https://news.example/{number}")
    assert len(seen) == len(set(numbers))


def test_addresses_lead_to_others_by_way_of_more() -> None:
    seen = SeenPages()
    for url, other in (("a", "b"), ("b", "c"), ("d", "e"), ("e", "d")):
        seen.lead(f"https://news.example/{url}", f"http://www.news.example/{other}/")
    leads = {
        url: [
            other
            for other in "abcde"
            if seen.leads(f"https://news.example/{url}", f"https://news.example/{other}")
        ]
        for url in "abcde"
    }
    assert leads == {"a": ["a", "b", "c"], "b": ["b", "c"], "c": ["c"], "d": ["d", "e"], "e": ["d", "e"]}
    assert len(seen) == 0


PARAGRAPHS = [" ".join(f"word{part}x{number}" for number in range(40)) + "." for part in range(6)]


def digest(headline: str, *parts: int, language: str = "es") -> StoryDigest:
    return digest_story(story(headline, *parts, language=language))


def story(headline: str, *parts: int, language: str = "es", day: int = 0) -> Article:
    blocks = tuple(
        Block(position=at, role="paragraph", text=PARAGRAPHS[part], language=language)
        for at, part in enumerate(parts)
    )
    return Article(
        id="a",
        url=PAGE,
        canonical_url=PAGE,
        outlet="news",
        edition=language,
        headline=headline,
        in_language=language,
        blocks=blocks,
        retrieved_at=datetime(2026, 3, 1, tzinfo=UTC),
        content_hash="",
        extractor_version="1",
        date_published=datetime(2026, 3, day, 12, tzinfo=UTC) if day else None,
    )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (digest("Sube el pan", 0, 1, 2), digest("Sube el pan", 0, 1, 2), True),
        (digest("Sube el pan", 0), digest("Sube el pan | Diario", 0, 1, 2, 3), True),
        (digest("Sube el pan", 0, 1, 2), digest("El pan, más caro", 0, 1, 2, 3), True),
        (digest("Sube el pan", 0, 1, 2), digest("La banda cumple cien años", 1, 2, 3), False),
        (digest("La lotería de hoy", 0, 1), digest("La lotería de hoy", 2, 3), False),
        (digest("Sube el pan", 0, 1), digest("Sube el pan", 0, 1, language="en"), False),
        (digest("Sube el pan"), digest("Sube el pan", 1), True),
        (digest("Plan 1 del puerto", 0, 1), digest("Plan 2 del puerto", 0, 3), False),
        (digest("Sube el pan"), digest("La banda cumple cien años"), False),
    ],
)
def test_two_pages_have_one_story_by_headline_and_text(
    one: StoryDigest, other: StoryDigest, same: bool
) -> None:
    assert same_story(one, other) == same_story(other, one) == same


@pytest.mark.parametrize(
    "path", ["", "/", "/index.html", "/es/", "/en", "/es/index.php", "/pt-br/", "/portada"]
)
def test_front_pages_are_known_by_their_address(path: str) -> None:
    assert is_front_page(f"https://news.example{path}")
    assert not is_plausible_canonical(f"https://news.example{path}", "https://news.example/es/a-story")


@pytest.mark.parametrize("path", ["/?p=12", "/es/a-story", "/index-of-prices", "/2026", "/home/a-story"])
def test_stories_are_no_front_pages(path: str) -> None:
    assert not is_front_page(f"https://news.example{path}")


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        (story("Sube el pan", 0, 1, 2, day=1), story("Sube más el pan", 0, 1, 3, day=1), True),
        (story("Sube el pan", 0, 1, 2, day=1), story("Sube el pan", 0, 3, 4, day=1), False),
        # Forms that are filled in for another day, or without one.
        (story("Precio del pan", 0, 1, 2, day=1), story("Precio del pan", 0, 1, 3, day=2), False),
        (story("Precio del pan", 0, 1, 2), story("Precio del pan", 0, 1, 3), False),
        (story("Sube el pan", 0, 1, 2), story("Sube el pan", 0, 1, 2), True),
    ],
)
def test_an_address_with_another_query_has_the_same_story_edited(
    one: Article, other: Article, is_one: bool
) -> None:
    assert is_edit(one, other) == is_one
