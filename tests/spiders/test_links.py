"""Where redirects lead from a story that was taken down."""

import pytest

from spiders.links import leads_away

SITE = "https://news.example"


@pytest.mark.parametrize(
    ("asked", "landed"),
    [
        ("/2024/a-story", "/"),
        ("/2024/a-story", "/index.html"),
        ("/es/2024/a-story", "/es/"),
        ("/2024/a-story", "/?error=404"),
        ("/politics/2024/a-story", "/politics/"),
        ("/politics/a-story", "/politics"),
        ("/politics/51234.html", "/politics/"),
    ],
)
def test_a_story_leads_to_a_list(asked: str, landed: str) -> None:
    assert leads_away([SITE + asked], SITE + landed)


@pytest.mark.parametrize(
    ("asked", "landed"),
    [
        ("/2024/a-story", "/2024/another-name-of-the-story"),
        ("/2026/03/12345/harbour-plan.html", "/2026/03/12345"),
        ("/politics/a-story/amp", "/politics/a-story/"),
        ("/inflation/amp", "/inflation/"),
        ("/a-story", "/?p=51234"),
        ("/es/", "/"),
    ],
)
def test_a_story_leads_to_its_new_place(asked: str, landed: str) -> None:
    assert not leads_away([SITE + asked], SITE + landed)
    assert not leads_away([], SITE + landed)
