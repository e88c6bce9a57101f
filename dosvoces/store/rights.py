"""Signals that reserve an article's text against being collected."""

from dosvoces.core.record import Rights

#: Directives of robots metadata that say so: no training of models, no copies.
_DIRECTIVES = ("noai", "noarchive")

#: Every reason there can be.
REASONS = ("tdm-reservation", *_DIRECTIVES)


def find_reservations(rights: Rights) -> tuple[str, ...]:
    """Why the text should not be passed on, a selection of :data:`REASONS`; empty when nothing says so."""
    said = {directive.split(":")[-1].strip().lower() for directive in rights.robots}
    reserved = ("tdm-reservation",) if rights.tdm_reservation else ()
    return reserved + tuple(directive for directive in _DIRECTIVES if directive in said)
