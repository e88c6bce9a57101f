"""URLs: one spelling for one page."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

#: Query parameters that say where a reader came from, never which page it is.
_TRACKING = re.compile(
    r"^(utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|yclid|"
    r"_ga|cmpid|ito|smid|ocid|ns_\w+|at_(?:medium|campaign)\w*|"
    r"xtor|ref|ref_src|ref_url|referrer|intcmp|s_cid|spm)$",
    re.IGNORECASE,
)


def clean_url(url: str) -> str:
    """The *url* without tracking parameters, fragment and default port: equal for equal pages."""
    parts = urlsplit(canonicalize_url(url.strip()))
    query = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(k)]
    host = parts.netloc.lower()
    for scheme, port in (("http", ":80"), ("https", ":443")):
        if parts.scheme == scheme:
            host = host.removesuffix(port)
    return urlunsplit((parts.scheme, host, parts.path or "/", urlencode(query), ""))


def is_on_domains(url: str, domains: tuple[str, ...]) -> bool:
    """Whether the host of *url* is one of *domains* or below one."""
    host = (urlsplit(url).hostname or "").lower()
    return any(host == domain or host.endswith("." + domain) for domain in domains)
