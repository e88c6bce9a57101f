"""Who may be crawled without saying who crawls."""

import pytest
from msgspec.structs import replace

from dosvoces.core.contact import require_contact
from dosvoces.core.errors import SettingError
from dosvoces.core.outlets import bundled

REAL = bundled()["bbc"]
OWN = replace(REAL, private_network=True)


@pytest.mark.parametrize("contact", ["me@example.org", "mailto:me@example.org", "https://example.org/bot"])
def test_a_contact_is_an_e_mail_address_or_a_url(contact: str) -> None:
    require_contact([REAL, OWN], contact)


@pytest.mark.parametrize("contact", ["", " ", "me", "me@", "https://", "example.org", "me@localhost"])
def test_without_one_only_ones_own_machines_are_crawled(contact: str) -> None:
    require_contact([OWN], contact)
    with pytest.raises(SettingError, match="DOSVOCES_CONTACT"):
        require_contact([OWN, REAL], contact)
