"""Protection of every page: allowed hosts and the headers that keep a browser from harm."""

from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Nothing but our own files: whatever a story holds, no script of it runs and nothing is fetched for it.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:{images}; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

POLICY = _POLICY.format(images="")
#: For whoever asked to see an outlet's pictures.
POLICY_WITH_IMAGES = _POLICY.format(images=" https: http:")

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Pages of other sites learn nothing; our own forms need it to say where they come from.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

#: Bytes of a request's body: a correction is a few hundred.
LARGEST_BODY = 64 * 1024


def host_of(header: str) -> str:
    """The host of a ``Host`` *header*, without its port."""
    if header.startswith("["):
        return header.partition("]")[0][1:].lower()
    return header.partition(":")[0].lower()


def _is_same_site(headers: Headers, hosts: Collection[str]) -> bool:
    """Whether the browser says that a page of ours sent the request, or says nothing."""
    site = headers.get("sec-fetch-site", "")
    if site:
        return site in ("same-origin", "none")
    # Ports are not compared: a server in front of us may hide its own.
    origin = headers.get("origin", "")
    return not origin or host_of(origin.partition("://")[2]) in hosts


def _clean(query: bytes) -> bytes:
    """The *query* of an address without NULs, which mean nothing and which PostgreSQL refuses."""
    while b"%00" in query or b"\0" in query:
        query = query.replace(b"%00", b"").replace(b"\0", b"")
    return query


class SecurityMiddleware:
    """ASGI middleware; answers only requests for *hosts*, so that no other site's name can lead here."""

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self.app = app
        self.hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or refuse."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        scope["query_string"] = _clean(scope["query_string"])

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                answer.setdefault("Content-Security-Policy", POLICY)
                for name, value in _HEADERS.items():
                    answer.setdefault(name, value)
                answer.setdefault("Cache-Control", "no-cache")
            await send(message)

        app = self._refuse(scope["method"], headers) or self.app
        await app(scope, receive, send_safely)

    def _refuse(self, method: str, headers: Headers) -> ASGIApp | None:
        if host_of(headers.get("host", "")) not in self.hosts:
            return PlainTextResponse("This reader does not answer for that host.\n", status_code=421)
        length = headers.get("content-length", "0")
        if "transfer-encoding" in headers or not length.isdecimal() or int(length[:9]) > LARGEST_BODY:
            return PlainTextResponse("That is too large.\n", status_code=413)
        if method not in ("GET", "HEAD") and not _is_same_site(headers, self.hosts):
            return PlainTextResponse("This request comes from another site.\n", status_code=403)
        return None
