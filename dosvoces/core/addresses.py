"""URL normalisation: one spelling for each page, and which site a page is on."""

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote_plus, unquote_to_bytes, urljoin, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

if TYPE_CHECKING:
    from tldextract import TLDExtract

#: Query parameters that say where a reader came from or how the page is shown, never which page it is.
_TRACKING = re.compile(
    r"^(utm_[\w-]+|fbclid|gclid|dclid|msclkid|yclid|twclid|mc_[ce]id|igshid|_ga|cmpid|ncid|smid|ns_\w+|"
    r"at_(?:medium|campaign)\w*|xtor|ref_src|ref_url|referrer|intcmp|s_cid|spm|traffic_source|outputtype|"
    # advertisers' clicks
    r"gad_\w+|gbraid|wbraid|gclsrc|_gl|srsltid|usqp|ttclid|li_fat_id|igsh|epik|s_kwcid|fb_(?:action|source|ref)\w*|"
    # newsletters and campaigns
    r"mkt_tok|_hs\w+|hs[as]_\w+|hsctatracking|vero_\w+|oly_\w+_id|(?:mtm|matomo|piwik|itm|sfmc)_\w+|_openstat|"
    r"pk_(?:campaign|kwd|keyword|source|medium|content|cid|vid)|"
    # tests, translation, sessions
    r"cx_test\w+|smtyp|sr_share|_x_tr_\w+|phpsessid|jsessionid|aspsessionid\w*|oscsid|cfid|cftoken)$",
    re.IGNORECASE,
)
#: Names that some sites give to tracking and others to the number of the story.
_AMBIGUOUS = re.compile(r"^(ref|src|partner|ito|ocid|output|cmp|ssm)$", re.IGNORECASE)
#: The number of a session in a path.
_SESSION = re.compile(
    r";(?:j?session_?id|phpsessid|sid)=[^/?#;]*|/\([A-Z]\([0-9a-z]{24}\)\)(?=/)", re.IGNORECASE
)
#: Names of a session's number or of something shorter, and what such numbers are like.
_MAYBE_SESSION = re.compile(r"^(?:s|sid|zenid|sess_?id|session_?id)$", re.IGNORECASE)
_SESSION_NUMBER = re.compile(r"(?=[^0-9]*[0-9])[0-9a-z-]{24,}", re.IGNORECASE)
#: Characters of the longest address that is remembered.
_REMEMBERED = 500


def is_tracking(name: str, value: str) -> bool:
    """Whether the query parameter *name* with *value* says nothing of which page it is.

    ``ref=rss`` says where the reader came from, ``ref=51721`` which story is meant.
    """
    if _AMBIGUOUS.match(name):
        return not any(character.isdigit() for character in value)
    if _MAYBE_SESSION.match(name):
        return bool(_SESSION_NUMBER.fullmatch(value))
    return bool(_TRACKING.match(name))


def clean_url(url: str) -> str:
    """The *url* without credentials, tracking parameters, fragment and default port: one for equal pages."""
    return _clean_remembered(url) if len(url) <= _REMEMBERED else _clean(url)


def _clean(url: str) -> str:
    url = url.strip()
    # Without the query, in which it would make one of ``?7`` and ``?7=``.
    parts = urlsplit(canonicalize_url(_SESSION.sub("", url.partition("?")[0]) + "?"))
    host = parts.netloc.rpartition("@")[2].lower()
    for scheme, port in (("http", ":80"), ("https", ":443")):
        if parts.scheme == scheme:
            host = host.removesuffix(port).rstrip(".")
    return urlunsplit((parts.scheme, host, parts.path or "/", _clean_query(urlsplit(url).query), ""))


# A page's address is asked about as it is planned, fetched, read and stored.
_clean_remembered = lru_cache(maxsize=1024)(_clean)


def clean_if_sound(url: str) -> str:
    """:func:`clean_url` of *url*; what is no address stays as it is."""
    try:
        return clean_url(url)
    except ValueError:
        return url


def _clean_query(query: str) -> str:
    """The *query* in one order and one spelling, its bytes as they are: not all outlets write UTF-8."""
    fields = sorted(_read_field(field) for field in query.split("&") if field)
    return "&".join(
        quote_plus(name) + equals + quote_plus(value)
        for name, value, equals in fields
        if not is_tracking(name.decode("latin-1"), value.decode("latin-1"))
    )


def _read_field(field: str) -> tuple[bytes, bytes, str]:
    """Name, value and the sign between them: ``?7`` and ``?7=`` may be two pages.

    Addresses that were escaped for HTML twice have ``amp;`` before a name.
    """
    name, equals, value = field.removeprefix("amp;").replace("+", " ").partition("=")
    return _to_bytes(name), _to_bytes(value), equals


def _to_bytes(text: str) -> bytes:
    return unquote_to_bytes(text.encode("utf-8", "surrogatepass"))


def is_on_domains(url: str, domains: tuple[str, ...]) -> bool:
    """Whether the host of *url* is one of *domains* or below one."""
    host = (urlsplit(url).hostname or "").lower()
    return any(host == domain or host.endswith("." + domain) for domain in domains)


#: An address before which its own site's stands once more; one whose scheme lacks its colon or a slash; one
#: with a host and no scheme.
_DOUBLED = re.compile(r"https?://([^/]+)/+(https?://\1(?:/|$).*)", re.IGNORECASE | re.DOTALL)
_COLONLESS = re.compile(r"^(https?)(?://+|:/)(?=[^/])", re.IGNORECASE)
_HOST = re.compile(r"/{0,2}([\w-]+(?:\.[\w-]+)+)(?::\d+)?(?=/|$)")
#: What a template leaves that was not filled in.
_UNFILLED = re.compile(
    r"[{<\[]{2}|[}>\]]{2}|\$\{|<[%?]|%%|%7B%7B|(?:\{|%7B)[\w.$-]{1,40}(?:\}|%7D)|\[object |"
    r"(?:^|/)(?:undefined|null|None|NaN|\[[\w.$-]{1,40}\])/?$",
    re.IGNORECASE,
)
#: Characters of a host's name by the rules of DNS, and what it cannot hold.
_LONGEST_HOST = 253
_NO_HOST = re.compile(r"[\s\"'<>{}|^`\\%*]")


def absolute(base: str, address: str) -> str | None:
    """The absolute http address of *address* on a page at *base*, None when it has none.

    Mended is what sites' templates get wrong: their own host without a scheme, or twice, and backslashes.
    """
    address = re.sub(r"[\t\r\n]", "", address.strip()).replace("\\", "/")
    if not address or address == "#" or _UNFILLED.search(address):
        return None
    try:
        here = urlsplit(base)
        site = (here.hostname or "").removeprefix("www.")
        host = _HOST.match(address)
        if host and host[1].lower().removeprefix("www.") == site:
            address = f"{here.scheme}://{address.lstrip('/')}"
        found = urljoin(base, _COLONLESS.sub(r"\1://", address))
        if doubled := _DOUBLED.fullmatch(found):
            found = doubled[2]
        parts = urlsplit(found)
        return found if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def is_well_formed(url: str) -> bool:
    """Whether the http address *url* can be asked for: its host can be one, and its port is a number."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        return parts.port != 0 and 0 < len(host) <= _LONGEST_HOST and not _NO_HOST.search(host)
    except ValueError:
        return False


def read_site(host: str) -> str:
    """The part of *host* that names the outlet: ``amp.example.com.mx`` and ``www.example.com.mx`` agree.

    Of a service where anyone has a name of their own, such as a host of blogs, that name is part of it.
    """
    found = _suffixes()(host.lower(), include_psl_private_domains=True)
    return found.top_domain_under_public_suffix or found.ipv4 or ".".join(host.lower().split(".")[-2:])


def registered_domain(host: str) -> str:
    """The part of *host* that its owner registered; empty for addresses by numbers and names of one label."""
    return _suffixes()(host).top_domain_under_public_suffix


@cache
def _suffixes() -> "TLDExtract":
    """Without a network: the list of suffixes that comes with the library."""
    from tldextract import TLDExtract  # here, as it imports a client for HTTP, which few commands need

    return TLDExtract(suffix_list_urls=(), cache_dir=None)
