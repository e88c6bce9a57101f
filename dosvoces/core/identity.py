"""Ids of stories, and the spellings of one address that would give one story several."""

import hashlib
from collections.abc import Iterator
from itertools import product


def article_id(outlet: str, canonical_url: str) -> str:
    """The stable id of the story that *outlet* keeps at *canonical_url*."""
    digest = hashlib.sha256(f"{outlet}\n{canonical_url}".encode()).hexdigest()
    return f"{outlet}-{digest[:16]}"


def spell(url: str) -> Iterator[str]:
    """*url* as people write it: with and without ``www.``, encryption and the last slash."""
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    plain = host.removeprefix("www.")
    for name, protocol in product((plain, f"www.{plain}"), dict.fromkeys((scheme, "https", "http"))):
        for ending in (path.removesuffix("/"), f"{path.removesuffix('/')}/" if path.strip("/") else path):
            yield f"{protocol}://{name}{slash or '/'}{ending}"
