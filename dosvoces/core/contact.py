"""How outlets reach whoever crawls them: nobody crawls other people's sites without saying so."""

import re
from collections.abc import Iterable

from dosvoces.core import settings
from dosvoces.core.errors import SettingError
from dosvoces.core.outlet_file import Outlet

_REACHABLE = re.compile(r"(?:mailto:)?[^\s@/]+@[^\s@/]+\.[^\s@/]+|https?://[^\s/]+\.\S+")


def require_contact(outlets: Iterable[Outlet], contact: str | None = None) -> None:
    """Raises :exc:`~dosvoces.core.errors.SettingError` when *outlets* may not be asked without a *contact*.

    None means the setting's. Outlets on one's own machines need none.
    """
    contact = settings.get("DOSVOCES_CONTACT") if contact is None else contact
    if _REACHABLE.fullmatch(contact.strip()):
        return
    if strangers := [outlet.key for outlet in outlets if not outlet.private_network]:
        told = f"is {contact!r}, which is no address" if contact.strip() else "is not set"
        raise SettingError(
            f"DOSVOCES_CONTACT {told}: whoever runs {strangers[0]} must be able to reach whoever crawls it. "
            "Set it to an e-mail address or a URL of yours, e.g. export DOSVOCES_CONTACT=me@example.org"
        )
