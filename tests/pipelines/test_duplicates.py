import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.duplicates import SeenPages, is_plausible_canonical, same_page

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
