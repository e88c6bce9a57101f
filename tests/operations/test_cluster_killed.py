"""Workers that are killed lose no story, store none twice and ask no host too soon."""

from pathlib import Path

import pytest

from benchmarks.cluster import live_through
from benchmarks.postgres import Server


@pytest.mark.slow
def test_workers_that_are_killed_lose_and_repeat_nothing(postgres: Server, tmp_path: Path) -> None:
    outcome = live_through(
        tmp_path, postgres, outlets=3, stories=2, number=2, kills=2, seed=3, delay=0.4, longest=240
    )
    assert outcome.mistakes == []
    assert outcome.stories == 6 and outcome.kills == 2
