import pytest

from dosvoces.cli.read import read
from dosvoces.core.errors import SettingError


def test_without_a_password_a_reader_stays_on_its_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DOSVOCES_READER_PASSWORD", raising=False)
    with pytest.raises(SettingError, match="DOSVOCES_READER_PASSWORD"):
        read(host="0.0.0.0")
