"""Where splits begin: every split that is wanted gets whole days, the newest are the test."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.synthetic import make_stories
from dosvoces.core.errors import ExportError
from dosvoces.exports import dataset
from dosvoces.exports.manifest import Request
from dosvoces.exports.splits import Splits, choose_days
from dosvoces.store import Selection, Store

WEEK = [(f"2026-05-0{day}", 100) for day in range(1, 8)]


def test_a_day_is_the_least_of_a_split() -> None:
    assert choose_days(WEEK, 0.05, 0.05) == Splits("2026-05-06", "2026-05-07")
    assert choose_days([("", 5), *WEEK[:3]], 0.05, 0.05) == Splits("2026-05-02", "2026-05-03")
    assert choose_days(WEEK, 0.3, 0.3) == Splits("2026-05-04", "2026-05-06")
    assert choose_days(WEEK[:3], 0.5, 0.4) == Splits("2026-05-02", "2026-05-03")


def test_a_share_of_nothing_gets_no_day() -> None:
    assert choose_days(WEEK, 0, 0.05) == Splits("2026-05-07", "2026-05-07")
    assert choose_days(WEEK, 0.05, 0) == Splits("2026-05-07", "9999-12-31")


@pytest.mark.parametrize("days", [[], WEEK[:2], [("", 900), *WEEK[:2]]])
def test_too_few_days_are_said(days: list[tuple[str, int]]) -> None:
    with pytest.raises(
        ExportError, match=f"stories of 3 days, and there are {sum(bool(d) for d, _ in days)}"
    ):
        choose_days(days, 0.05, 0.05)


@given(
    numbers=st.lists(st.integers(1, 500), min_size=3, max_size=60),
    undated=st.integers(0, 500),
    validation=st.floats(0.001, 0.49),
    test=st.floats(0.001, 0.49),
)
def test_no_split_is_ever_empty(numbers: list[int], undated: int, validation: float, test: float) -> None:
    first = datetime(2026, 1, 1, tzinfo=UTC)
    days = [(f"{first + timedelta(days=n):%Y-%m-%d}", number) for n, number in enumerate(numbers)]
    splits = choose_days([("", undated), *days] if undated else days, validation, test)
    found = [splits.find(day) for day, _ in days]
    assert set(found) == {"train", "validation", "test"}
    order = ["train", "validation", "test"]
    assert all(order.index(one) <= order.index(other) for one, other in pairwise(found))


@pytest.fixture
def week(tmp_path: Path) -> Iterator[Store]:
    """A store with ten stories on each day of a week."""
    with Store(str(tmp_path / "week.sqlite")) as store:
        for number, (article, translation) in enumerate(make_stories(70)):
            day = datetime(2026, 5, 1 + number % 7, 12, tzinfo=UTC)
            store.save_article(msgspec.structs.replace(article, date_published=day))
            store.save_translations([translation])
        yield store


def test_a_week_has_a_test_and_the_card_says_what_there_is(week: Store, tmp_path: Path) -> None:
    everything = Selection(include_reserved=True)
    splits = dataset.find_splits(week, everything, 0.05, 0.05)
    request = Request(formats=("jsonl",), selection=everything, splits=splits)
    made = dataset.export(week, tmp_path / "ds", request)
    assert made.counts["records in test"] and made.counts["records in validation"]
    card = (tmp_path / "ds" / "README.md").read_text()
    assert "the test has the newest" in card and "No record is in" not in card
    later = msgspec.structs.replace(request, splits=Splits("2026-05-06", "2027-01-01"))
    dataset.export(week, tmp_path / "later", later)
    card = (tmp_path / "later" / "README.md").read_text()
    assert "the test has" not in card and "No record is in test." in card
    never = msgspec.structs.replace(request, splits=Splits("2026-05-06", "9999-12-31"))
    dataset.export(week, tmp_path / "never", never)
    assert "9999" not in (tmp_path / "never" / "README.md").read_text()
