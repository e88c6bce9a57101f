"""Fixtures that several rooms share."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from benchmarks.postgres import Server, find_program
from dosvoces.newsstand import Newsstand

# How long an example takes is the machine's matter; benchmarks measure speed.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture
def newsstand() -> Iterator[Newsstand]:
    """A newsstand of this test's own, in its first edition, on free loopback ports."""
    with Newsstand() as running:
        yield running


@pytest.fixture(scope="session")
def shared_newsstand() -> Iterator[Newsstand]:
    """A newsstand for tests that only read: nobody may call ``advance`` or rely on its log."""
    with Newsstand() as running:
        yield running


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server of the tests' own; skips where its programs are not installed."""
    if find_program("initdb") is None:
        pytest.skip("PostgreSQL's programs are not installed (Debian: postgresql)")
    with Server() as server:
        yield server
