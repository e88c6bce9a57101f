from datetime import UTC, datetime

import pytest

from spiders.politeness import read_retry_after

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (b"120", 120.0),
        (b" 5 ", 5.0),
        (b"Fri, 01 May 2026 12:01:30 GMT", 90.0),
        (b"Fri, 01 May 2026 11:00:00 GMT", 0.0),
        (b"soon", 0.0),
        (b"-3", 0.0),
        ("²".encode("latin-1"), 0.0),
        (b"Mon, 01 Jan 2026 00:00:00 +9999", 0.0),
        (b"Mon, 01 Jan 0001 00:00:00 +2359", 0.0),
        (b"", 0.0),
        (None, 0.0),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(value: bytes | None, seconds: float) -> None:
    assert read_retry_after(value, NOW) == seconds
