from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.postgres import Server, find_program
from dosvoces.store import Store


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    if find_program("initdb") is None:
        pytest.skip("PostgreSQL's programs are not installed (Debian: postgresql)")
    with Server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        return request.getfixturevalue("postgres").create()
    return str(tmp_path / "store.sqlite")


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with Store(url) as store:
        yield store
