from collections.abc import Iterator
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from benchmarks.postgres import Server
from dosvoces.store import Store


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a store that is not made yet."""
    if request.param == "postgresql":
        return request.getfixturevalue("postgres").create()
    return str(tmp_path / "store.sqlite")


@pytest.fixture(scope="session")
def template(postgres: Server) -> str:
    """A database with a new store: copying it is much faster than making one."""
    address = postgres.create()
    Store(address).close()
    return str(conninfo_to_dict(address)["dbname"])


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a store with nothing in it."""
    if request.param == "postgresql":
        return request.getfixturevalue("postgres").create(request.getfixturevalue("template"))
    return str(tmp_path / "store.sqlite")


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with Store(url) as store:
        yield store
