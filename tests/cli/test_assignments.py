"""``--set NAME=VALUE``."""

import pytest

from dosvoces.cli.assignments import read_assignments
from dosvoces.core.errors import SettingError


def test_assignments_have_the_type_of_their_setting() -> None:
    pairs = [
        "DOSVOCES_MAX_PAGES=5",
        "DOWNLOAD_DELAY=2",
        "ROBOTSTXT_OBEY=no",
        "DOSVOCES_REVISIT_HOURS=1,6",
        "DOSVOCES_REVISIT_HOURS=[1, 24]",
        "RETRY_TIMES=3",
    ]
    assert read_assignments(pairs) == {
        "DOSVOCES_MAX_PAGES": 5,
        "DOWNLOAD_DELAY": 2.0,
        "ROBOTSTXT_OBEY": False,
        "DOSVOCES_REVISIT_HOURS": [1, 24],
        "RETRY_TIMES": "3",
    }
    assert read_assignments(pairs[3:4]) == {"DOSVOCES_REVISIT_HOURS": ["1", "6"]}


@pytest.mark.parametrize("pair", ["NOPE=3", "delay=3", "DOWNLOAD_DELAY", "DOSVOCES_MAX_PAGES=abc"])
def test_an_assignment_of_nothing_there_is_is_an_error(pair: str) -> None:
    with pytest.raises(SettingError, match=pair.partition("=")[0]):
        read_assignments([pair])
