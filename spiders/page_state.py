"""A fetched page's addresses: its own, and those that led to it."""

from datetime import datetime

import msgspec

from dosvoces.store import Resource
from pipelines.duplicates import StoryDigest


class Alias(msgspec.Struct, frozen=True):
    """An address that led to a page: by a redirect, or because its own page declares the other canonical."""

    resource: Resource
    #: What its own page says; None for a redirect, which has none.
    digest: StoryDigest | None = None
    #: Its own page's address as it was asked for.
    url: str = ""
    #: Whether it leads to the page for good, by permanent redirects alone.
    is_permanent: bool = False


class PageState(msgspec.Struct, frozen=True, kw_only=True):
    """A fetched page's addresses."""

    #: Its own address as it was asked for.
    url: str
    retrieved_at: datetime
    #: What the store will remember of it.
    resource: Resource
    aliases: tuple[Alias, ...] = ()
    #: The addresses that led here, as they are remembered when there is no story.
    failed: tuple[Resource, ...] = ()
    #: The source that announced it.
    source: str = ""
    #: The page to fetch again when this one, which it declared canonical, gives nothing.
    fallback: str = ""
    #: Whether to keep it even when it declares another canonical address, because that one gave nothing.
    final: bool = False
