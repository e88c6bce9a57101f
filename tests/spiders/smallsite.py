"""A site of a few pages on loopback whose every answer a test decides, faults included."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Handler = Callable[["Exchange"], None]


class Exchange(BaseHTTPRequestHandler):
    """One request, answered by what the site has at its path."""

    protocol_version = "HTTP/1.1"
    server: "_Server"

    def do_GET(self) -> None:
        self.server.log.append((time.monotonic(), self.path, dict(self.headers)))
        pages = self.server.pages
        answer = pages[self.path] if isinstance(pages, defaultdict) else pages.get(self.path)
        if callable(answer):
            answer(self)
        elif answer is None:
            self.reply(404, b"<h1>nothing here</h1>")
        else:
            self.reply(200, answer)

    def reply(self, status: int, body: bytes | str = b"", **headers: str) -> None:
        body = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        for name, value in {"Content_Type": "text/html; charset=utf-8", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # With the five of the standard library a crawl's connections are refused, and come again after seconds.
    request_queue_size = 128
    pages: dict[str, bytes | str | Handler]
    stopping: threading.Event
    log: list[tuple[float, str, dict[str, str]]]

    def handle_error(self, *_: Any) -> None:
        pass  # clients that go away are part of the tests


class SmallSite:
    """What is served; *pages* may be changed at any time."""

    def __init__(self, server: _Server) -> None:
        self._server = server
        server.pages, server.log = {"/robots.txt": "User-agent: *\nAllow: /\n"}, []
        server.stopping = threading.Event()
        self.base = "http://{}:{}".format(*server.server_address[:2])

    @property
    def pages(self) -> dict[str, bytes | str | Handler]:
        return self._server.pages

    @property
    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [path for _, path, _ in self._server.log]

    @property
    def times(self) -> list[float]:
        return [moment for moment, _, _ in self._server.log]

    def headers_of(self, path: str) -> list[dict[str, str]]:
        """The headers of the requests for *path*, in order."""
        return [headers for _, asked, headers in self._server.log if asked == path]

    def answer_all_else(self, handler: Handler) -> None:
        """What is asked for and has no page is answered by *handler*."""
        self._server.pages = defaultdict(lambda: handler, self._server.pages)

    def forget(self) -> None:
        self._server.log.clear()

    def announce(self, *paths: str, at: str = "/feed.xml") -> None:
        """A feed that announces the pages at *paths*."""
        links = [path if "//" in path else self.base + path for path in paths]
        items = "".join(f"<item><title>A story</title><link>{link}</link></item>" for link in links)
        self.pages[at] = (
            f'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>{items}</channel></rss>'
        )

    def tag(self, path: str) -> None:
        """Have what is at *path* called unchanged when it is asked for by its tag."""
        body = self.pages[path]
        assert isinstance(body, str)

        def answer(request: Exchange) -> None:
            if request.headers.get("If-None-Match") == '"tag"':
                request.reply(304)
            else:
                request.reply(200, body, ETag='"tag"', Content_Type="application/xml")

        self.pages[path] = answer

    def add_story(self, path: str, number: int = 1, *, head: str = "", text: str = "") -> None:
        """A story page at *path*, with words of its own."""
        self.pages[path] = story_page(number, head=head, text=text)


def story_page(number: int, *, head: str = "", text: str = "") -> str:
    """The HTML of a story; another *number*, another story."""
    paragraphs = "".join(
        f"<p>The harbour council of Puerto {number} met on Tuesday to discuss plan {number}-{part}, "
        f"which would move {100 + 7 * number + part} containers a day and cost {number + part} million "
        f"dollars over {part + 2} years. Its chair said that the port could wait no longer. {text}</p>"
        for part in range(1, 5)
    )
    title = f"Harbour plan {number} divides the council of Puerto {number}"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} | Small Site</title>'
        f'<meta property="og:type" content="article"><meta property="og:title" content="{title}">'
        f'<meta property="article:published_time" content="2026-03-{number % 27 + 1:02}T10:00:00Z">'
        f"{head}</head>"
        f"<body><nav><a href='/'>Home</a></nav><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    )


@contextmanager
def serve(host: str = "127.0.0.1", port: int = 0) -> Iterator[SmallSite]:
    """A small site while the block lasts, on a free port when none is given."""
    server = _Server((host, port), Exchange)
    site = SmallSite(server)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield site
    finally:
        server.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()
