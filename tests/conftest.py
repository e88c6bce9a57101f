"""Fixtures that several rooms share."""

from collections.abc import Iterator

import pytest

from dosvoces.newsstand import Newsstand


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
