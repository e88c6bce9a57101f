"""Following an outlet for a simulated time: nothing is missed, doubled or fetched in vain, kills or not.

A whole month with fifty kills takes a quarter of an hour: ``python tests/spiders/month.py``.
"""

from datetime import timedelta
from pathlib import Path

from month import BOUNDS, START, live_through, missed, wasted

DAYS = 0.75


def test_following_an_outlet_misses_nothing_and_survives_kills(tmp_path: Path) -> None:
    whole = live_through(DAYS, tmp_path)
    assert len(whole.world.stories) >= 8
    assert missed(whole, DAYS) == []
    assert len({(path, version) for path, version, _ in whole.versions}) == len(whole.versions)
    assert len({(path, digest) for path, _, digest in whole.versions}) == len(whole.versions)
    assert wasted(whole) < 0.02
    assert DAYS * 86400 / BOUNDS.longest <= len(whole.moments) <= DAYS * 86400 / BOUNDS.shortest
    killed = live_through(DAYS, tmp_path, kills=4, like=whole)
    assert killed.kills >= 3
    assert killed.versions == whole.versions


def test_edits_are_found_by_the_time_half_the_age_at_the_edit_has_passed_again(tmp_path: Path) -> None:
    result = live_through(DAYS, tmp_path, seed=7)
    end = START + timedelta(days=DAYS)
    edited = {version[0] for version in result.versions if version[1] == 2}
    due = {
        story.path
        for story in result.world.stories
        if story.edited
        and (story.path, "") in result.world.downloads
        and story.edited + (story.edited - story.published) / 2 + timedelta(hours=2) < end
    }
    assert due
    assert due <= edited
    assert edited <= {story.path for story in result.world.stories if story.edited}
