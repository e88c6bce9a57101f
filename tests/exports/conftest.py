import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.synthetic import make_stories
from dosvoces.store import Store


@pytest.fixture(scope="session")
def twenty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with twenty translated stories of several outlets; for copying."""
    path = tmp_path_factory.mktemp("twenty") / "store.sqlite"
    with Store(str(path)) as store:
        for article, translation in make_stories(20):
            store.save_article(article)
            store.save_translations([translation])
    return path


@pytest.fixture
def filled(twenty: Path, tmp_path: Path) -> Iterator[Store]:
    """A store of the test's own with twenty translated stories of several outlets."""
    with Store(str(shutil.copy(twenty, tmp_path / "filled.sqlite"))) as store:
        yield store
