"""Stories that moved: an address that leads for good to a page with its story makes them one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dosvoces.core.identity import article_id
from pipelines.duplicates import has_moved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dosvoces.core.record import Article
    from dosvoces.store import Store

#: Statuses of redirects that hold for good.
_PERMANENT = frozenset({301, 308})


def is_permanent(statuses: Sequence[object]) -> bool:
    """Whether redirects with *statuses*, one after the other, lead somewhere for good."""
    return _PERMANENT.issuperset(statuses)


def join_moved(store: Store, article: Article, addresses: Sequence[str]) -> str:
    """The id under which *store* keeps *article* from now on, to whose page *addresses* lead for good.

    That is the id of the story which is stored of one of them, when it is the same story.
    """
    known = store.find_resources(addresses)
    for url in addresses:
        resource = known.get(url)
        own = article_id(article.outlet, url)
        before = store.article((resource and resource.article_id) or own)
        if before and before.id != article.id and has_moved(before, article):
            return store.move(article.id, before.id)
    return article.id
