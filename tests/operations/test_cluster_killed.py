"""Workers that are killed lose no story, store none twice and ask no host too soon."""

from pathlib import Path

import pytest

from benchmarks.cluster import find_hurried, live_through
from benchmarks.postgres import Server


@pytest.mark.slow
def test_workers_that_are_killed_lose_and_repeat_nothing(postgres: Server, tmp_path: Path) -> None:
    outcome = live_through(
        tmp_path, postgres, outlets=2, stories=2, number=2, kills=2, seed=3, delay=0.4, longest=240
    )
    assert outcome.mistakes == []
    assert outcome.stories == 4 and outcome.kills == 2


def test_a_late_reading_is_no_hurry_and_two_crawls_at_once_are() -> None:
    on_time = [number * 0.4 for number in range(8)]
    assert find_hurried(on_time, 0.3) == []
    assert find_hurried([*on_time[:3], on_time[3] + 0.28, *on_time[4:]], 0.3) == []
    for offset in (0.0, 0.1, 0.2, 0.3):
        assert find_hurried(sorted([*on_time, *(each + offset for each in on_time)]), 0.3)
    assert find_hurried([0.0, 0.1], 0.3) == [0.1]
    assert find_hurried([*on_time, on_time[-1] + 0.1, on_time[-1] + 0.2], 0.3)
