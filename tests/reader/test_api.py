"""The API does what its description says."""

import msgspec
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from reader_stories import make_article
from schemathesis.schemas import APIOperation
from starlette.testclient import TestClient

from dosvoces.core.errors import StoreError
from dosvoces.core.record import BilingualRecord
from dosvoces.reader.app import Options, make_app
from dosvoces.reader.cache import StoryCache
from dosvoces.store import Store, ranking
from dosvoces.store.browsing import Browser
from dosvoces.store.removal_targets import find_target, survey
from dosvoces.store.removing import remove


def test_every_answer_is_as_described(store: Store) -> None:
    described = schemathesis.openapi.from_asgi(
        "/api/openapi.json", make_app(store), headers={"Host": "localhost"}
    )
    operations = [result.ok() for result in described.get_all_operations()]
    assert len(operations) == 18
    for operation in operations:
        check_operation(operation)


def check_operation(operation: APIOperation) -> None:
    @given(case=operation.as_strategy())
    @settings(max_examples=10, suppress_health_check=list(HealthCheck), derandomize=True)
    def check(case: schemathesis.Case) -> None:
        case.call_and_validate(headers={"Host": "localhost"})

    check()


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("concordance?cql=crane&sections=Economía", "there is no parameter 'sections' here; use cql, side"),
        ("trends?q=crane&show=frequency", "there is no parameter 'show' here; use q, q2, per, by"),
        ("coverage?outlet=el-faro", "there is no parameter 'outlet' here; use none"),
    ],
)
def test_a_parameter_that_there_is_not_is_no_answer(client: TestClient, path: str, said: str) -> None:
    answer = client.get(f"/api/{path}")
    assert answer.status_code == 422
    assert answer.json()["message"].startswith(said)


def test_pages_follow_each_other_without_gap_or_overlap(client: TestClient) -> None:
    for query in ("", "q=puerto&"):
        address, seen = f"/api/stories?{query}limit=2", []
        while address:
            page = client.get(address).json()
            seen += [story["article_id"] for story in page["stories"]]
            address = page["next"]
        everything = client.get(f"/api/stories?{query}limit=200").json()["stories"]
        assert seen == [story["article_id"] for story in everything]
        assert len(seen) == len(set(seen)) > 0


def test_a_story_is_the_record_that_the_published_schema_describes(client: TestClient) -> None:
    record = msgspec.json.decode(client.get("/api/stories/el-faro-puerto").content, type=BilingualRecord)
    assert record.article.version == 2
    assert record.counterpart is not None
    first = client.get("/api/stories/el-faro-puerto/versions/1").json()
    assert first["article"]["version"] == 1
    changes = client.get("/api/stories/el-faro-puerto/changes").json()
    assert [step["version"] for step in changes] == [2]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/stories/nothing", 404),
        ("/api/stories/el-faro-puerto/versions/99999999999999999999", 422),
        ("/api/stories?limit=1000", 422),
        ("/api/stories?q=-", 200),
        ("/api/stories?since=yesterday", 422),
        ("/api/stories?cursor=x", 200),
        ("/api/stories?cursor=a~99999999999999999999", 200),
        ("/api/stories?cursor=%00~5", 200),
        ("/api/stories?until=0", 422),
        ("/api/stories?since=1764288000", 422),
        ("/api/stories?since=2026-02-31", 422),
        ("/api/stories/a%0Ab", 404),
        ("/api/a%0Ab", 404),
        ("/api/%0A", 404),
        ("/api/nothing", 404),
        ("/api/stories/x/changes/y", 404),
    ],
)
def test_what_cannot_be_answered_is_said_so(client: TestClient, address: str, status: int) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert status == 200 or answer.json()["message"]


def test_a_story_that_was_taken_down_is_gone(client: TestClient, store: Store) -> None:
    story = "el-faro-puerto"
    assert client.get(f"/api/stories/{story}").status_code == 200
    target = find_target(store, story)
    assert target is not None
    remove(store, target, survey(store, [target])[0], "asked for")
    for part in ("", "/changes", "/versions/1"):
        answer = client.get(f"/api/stories/{story}{part}")
        assert (answer.status_code, answer.json()["message"]) == (410, "the story was taken down")
    for part in ("", "/1", "/changes", "/1/file.bib"):
        for language, said in (("en", "This story was taken down."), ("es", "Esta noticia fue retirada.")):
            page = client.get(f"/story/{story}{part}", headers={"Accept-Language": language})
            assert page.status_code == 410 and said in page.text, part
    assert client.get("/story/nothing").status_code == 404


@pytest.mark.parametrize("error", [StoreError("cannot read /home/ada/store.sqlite"), RuntimeError("oh")])
def test_what_goes_wrong_is_said_as_a_problem(
    store: Store, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(Browser, "newest", fail)
    with TestClient(make_app(store), base_url="http://localhost", raise_server_exceptions=False) as client:
        answer = client.get("/api/stories")
    assert answer.status_code == 500
    assert set(answer.json()) == {"message"}
    assert "ada" not in answer.text


def test_a_store_that_cannot_be_read_is_no_query_without_words(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise StoreError("the disk is gone")

    for name in ("search", "count_by_period", "concordance"):
        monkeypatch.setattr(Browser, name, fail)
    with TestClient(make_app(store), base_url="http://localhost", raise_server_exceptions=False) as client:
        for path in ("/api/stories?q=a", "/api/trends?q=a", "/?q=a", "/trends?q=a", "/selection.csv?q=a"):
            assert client.get(path).status_code == 500, path


def test_who_must_log_in_first_is_told_so_as_a_problem(store: Store) -> None:
    with TestClient(make_app(store, Options(password="secret")), base_url="http://localhost") as client:
        answer = client.get("/api/stories")
    assert (answer.status_code, answer.json()) == (401, {"message": "log in first"})


def test_a_search_that_finds_more_than_its_pages_reach_says_so(
    client: TestClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.save_articles([make_article(f"n{n}", [("headline", f"Faro {n}", "")]) for n in range(9)])
    StoryCache(Browser(store), {}).catch_up()
    for most, reached in ((1000, 9), (5, 5)):
        monkeypatch.setattr(ranking, "MOST", most)
        pages, address = [], "/api/stories?q=faro&limit=2"
        while address:
            pages.append(client.get(address).json())
            address = pages[-1]["next"]
        assert [page["more"] for page in pages] == [reached < 9] * len(pages)
        assert sum(len(page["stories"]) for page in pages) >= reached
