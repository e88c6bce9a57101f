"""Following an outlet for a simulated time: nothing is missed, doubled or fetched in vain, kills or not.

The whole month with fifty kills: ``python tests/spiders/month.py``.
"""

from pathlib import Path

import pytest
from month import Result, live_through, mistakes, wasted

#: Half a day with the stories of two: of every kind, and of every fate, there is one.
DAYS, OFTEN, SEED = 0.5, 4, 7


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return live_through(DAYS, tmp_path_factory.mktemp("month"), seed=SEED, often=OFTEN)


def test_following_an_outlet_misses_and_doubles_nothing_and_keeps_to_its_rules(whole: Result) -> None:
    assert [*mistakes(whole)] == []
    stories = whole.site.stories
    assert {story.fate for story in stories} == {"", "moved", "gone", "private", "late"}
    assert {story.validator for story in stories} == {"etag", "modified", "none", "noise"}
    assert {version for _, version, _ in whole.versions} == {1, 2}


def test_unchanged_pages_are_not_downloaded(whole: Result) -> None:
    assert wasted(whole, "etag", "modified") < 0.02
    # Without validators a story costs one download for each look that it is due for.
    assert all(number <= 1 + 2 for (_, text), number in whole.site.downloads.items() if not text)


def test_kills_change_nothing(whole: Result, tmp_path: Path) -> None:
    killed = live_through(DAYS, tmp_path, kills=4, like=whole, seed=SEED, often=OFTEN)
    assert killed.kills >= 3
    assert killed.versions == whole.versions
    assert [*mistakes(killed)] == []
