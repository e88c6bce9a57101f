"""What lines of the log keep to themselves."""

import json
import logging
import sys

import pytest

from dosvoces.core.logs import JsonLines, Lines


@pytest.mark.parametrize("kind", [Lines, JsonLines])
def test_no_line_tells_a_password_that_stands_in_an_address(kind: type[logging.Formatter]) -> None:
    try:
        raise ValueError("cannot read https://ana:secreto@n.example/a")
    except ValueError:
        found = sys.exc_info()
    record = logging.LogRecord("dosvoces", 40, "", 1, "at %s", ("http://ana:secreto@n.example/b",), found)
    line = kind().format(record)
    assert "secreto" not in line
    assert "https://n.example/a" in line
    assert "http://n.example/b" in line
    if kind is JsonLines:
        json.loads(line)
