"""What stands before every page: the hosts that are answered, the headers that keep a browser from harm."""

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


def _is_same_site(headers: Headers) -> bool:
    """Whether the browser says that a page of ours sent the request, or says nothing."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin", "")
    return not origin or origin.partition("://")[2].lower() == headers.get("host", "").lower()


class Shield:
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
        if "transfer-encoding" in headers or not length.isdecimal() or int(length) > LARGEST_BODY:
            return PlainTextResponse("That is too large.\n", status_code=413)
        if method not in ("GET", "HEAD") and not _is_same_site(headers):
            return PlainTextResponse("This request comes from another site.\n", status_code=403)
        return None
