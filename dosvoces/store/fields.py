"""The fields of the search index: which part of a page a word was printed in."""

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from dosvoces.core.record import Block, Role

#: Every field, and which roles it holds.
ROLES: dict[str, frozenset[Role]] = {
    "headline": frozenset({"headline"}),
    "body": frozenset({"description", "heading", "paragraph", "quote", "list_item", "table"}),
    "caption": frozenset({"caption"}),
    "credit": frozenset({"credit"}),
    "byline": frozenset({"byline"}),
    "related": frozenset({"related"}),
    "furniture": frozenset({"furniture"}),
}

FIELDS = tuple(ROLES)

#: The fields that are the story; what stands around it is found where the story's own words do not suffice.
STORY = ("headline", "body", "caption")

#: Those around it.
AROUND = tuple(field for field in FIELDS if field not in STORY)

_FIELD_OF = {role: field for field, roles in ROLES.items() for role in roles}


def field_of(role: Role) -> str:
    """The field that holds the blocks of *role*."""
    return _FIELD_OF[role]


@lru_cache(maxsize=64)
def _split_roles(fields: frozenset[str]) -> tuple[frozenset[Role], frozenset[Role]]:
    """The roles that *fields* hold: the story's own, and those around it."""
    own, around = (
        frozenset().union(*(ROLES[each] for each in fields.intersection(some))) for some in (STORY, AROUND)
    )
    return own, around


def select_blocks(blocks: Sequence[Block], fields: Collection[str]) -> Iterator[Block]:
    """Those of *blocks* that are in one of *fields*, the story's own first."""
    for roles in _split_roles(frozenset(fields)):
        for block in blocks:
            if block.role in roles:
                yield block
