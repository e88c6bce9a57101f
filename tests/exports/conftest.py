from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.synthetic import make_stories
from dosvoces.store import Store


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Store]:
    """A store with forty translated stories of several outlets."""
    with Store(str(tmp_path / "filled.sqlite")) as store:
        for article, translation in make_stories(40):
            store.save_article(article)
            store.save_translations([translation])
        yield store
