import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.synthetic import make_stories
from dosvoces.store import Store


@pytest.fixture(scope="session")
def forty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with forty translated stories of several outlets; for copying."""
    path = tmp_path_factory.mktemp("forty") / "store.sqlite"
    with Store(str(path)) as store:
        for article, translation in make_stories(40):
            store.save_article(article)
            store.save_translations([translation])
    return path


@pytest.fixture
def filled(forty: Path, tmp_path: Path) -> Iterator[Store]:
    """A store of the test's own with forty translated stories of several outlets."""
    with Store(str(shutil.copy(forty, tmp_path / "filled.sqlite"))) as store:
        yield store
