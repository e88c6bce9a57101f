"""URL normalisation: one spelling for each page, and which site a page is on."""

import re
from urllib.parse import quote_plus, unquote_to_bytes, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

#: Query parameters that say where a reader came from or how the page is shown, never which page it is.
_TRACKING = re.compile(
    r"^(utm_\w+|fbclid|gclid|dclid|msclkid|yclid|twclid|mc_[ce]id|igshid|_ga|cmpid|ncid|smid|ns_\w+|"
    r"at_(?:medium|campaign)\w*|xtor|ref_src|ref_url|referrer|intcmp|s_cid|spm|traffic_source|outputtype)$",
    re.IGNORECASE,
)
#: Names that some sites give to tracking and others to the number of the story.
_AMBIGUOUS = re.compile(r"^(ref|src|partner|ito|ocid|output)$", re.IGNORECASE)


def is_tracking(name: str, value: str) -> bool:
    """Whether the query parameter *name* with *value* says nothing of which page it is.

    ``ref=rss`` says where the reader came from, ``ref=51721`` which story is meant.
    """
    if _AMBIGUOUS.match(name):
        return not any(character.isdigit() for character in value)
    return bool(_TRACKING.match(name))


def clean_url(url: str) -> str:
    """The *url* without tracking parameters, fragment and default port: equal for equal pages."""
    url = url.strip()
    # Without the query, in which it would make one of ``?7`` and ``?7=``.
    parts = urlsplit(canonicalize_url(url.partition("?")[0] + "?"))
    host = parts.netloc.lower()
    for scheme, port in (("http", ":80"), ("https", ":443")):
        if parts.scheme == scheme:
            host = host.removesuffix(port)
    return urlunsplit((parts.scheme, host, parts.path or "/", _clean_query(urlsplit(url).query), ""))


def _clean_query(query: str) -> str:
    """The *query* in one order and one spelling, its bytes as they are: not all outlets write UTF-8."""
    fields = sorted(_read_field(field) for field in query.split("&") if field)
    return "&".join(
        quote_plus(name) + equals + quote_plus(value)
        for name, value, equals in fields
        if not is_tracking(name.decode("latin-1"), value.decode("latin-1"))
    )


def _read_field(field: str) -> tuple[bytes, bytes, str]:
    """Name, value and the sign between them: ``?7`` and ``?7=`` may be two pages."""
    name, equals, value = field.replace("+", " ").partition("=")
    return _to_bytes(name), _to_bytes(value), equals


def _to_bytes(text: str) -> bytes:
    return unquote_to_bytes(text.encode("utf-8", "surrogatepass"))


def is_on_domains(url: str, domains: tuple[str, ...]) -> bool:
    """Whether the host of *url* is one of *domains* or below one."""
    host = (urlsplit(url).hostname or "").lower()
    return any(host == domain or host.endswith("." + domain) for domain in domains)
