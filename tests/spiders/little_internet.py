"""An internet of one machine, for a crawl that may not reach private addresses: run under ``unshare -rnm``.

It has the public address of an outlet, private ones with servers that must not be asked, and a DNS server
with names that point to either, one of them to each in turn. ``little_internet.py FOLDER [render]`` crawls
there and leaves ``report.json`` in the folder.
"""

import contextlib
import gzip
import json
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import msgspec
from crawling import FAST
from scripted import add_scripted
from smallsite import SmallSite, serve, story_page

from dosvoces.core.outlets import Outlet, Rendering, Source
from dosvoces.operations.crawl import crawl

PUBLIC, PRIVATE = "93.184.215.14", ("127.0.0.1", "10.1.2.3", "169.254.1.1")

#: Names and what they point to; what points to several does so in turn, as in DNS rebinding.
NAMES = {
    "news.example": [PUBLIC],
    "loopback.news.example": ["127.0.0.1"],
    "private.news.example": ["10.1.2.3"],
    "link.news.example": ["169.254.1.1"],
    "turning.news.example": [PUBLIC, "127.0.0.1"],
}

#: Other spellings of 127.0.0.1.
SPELLINGS = (
    "2130706433",
    "0177.0.0.1",
    "0x7f.1",
    "127.1",
    "[::ffff:127.0.0.1]",
    "[::1]",
    "localhost",
    "0.0.0.0",
)

ENTITY = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def answer_names(port: int = 53) -> None:
    """A DNS server: A records of NAMES, valid for no time at all."""
    asked: dict[str, int] = {}
    with socket.socket(type=socket.SOCK_DGRAM) as place:
        place.bind(("127.0.0.1", port))
        while True:
            question, client = place.recvfrom(512)
            labels, at = [], 12
            while question[at]:
                labels.append(question[at + 1 : at + 1 + question[at]].decode("latin-1"))
                at += question[at] + 1
            name, kind = ".".join(labels).lower(), question[at + 1 : at + 3]
            addresses = NAMES.get(name, []) if kind == b"\0\1" else []
            reply = question[:2] + (b"\x81\x80" if name in NAMES else b"\x81\x83") + b"\0\1"
            reply += (b"\0\1" if addresses else b"\0\0") + b"\0\0\0\0" + question[12 : at + 5]
            if addresses:
                turn = asked[name] = asked.get(name, -1) + 1
                address = socket.inet_aton(addresses[turn % len(addresses)])
                reply += b"\xc0\x0c\0\1\0\1\0\0\0\0\0\4" + address
            place.sendto(reply, client)


def make_internet(folder: Path) -> None:
    """Gives this namespace its addresses, and its names."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    for address in (PUBLIC, *PRIVATE[1:]):
        subprocess.run(["ip", "address", "add", f"{address}/32", "dev", "lo"], check=True)
    for name, text in (("resolv.conf", "nameserver 127.0.0.1\n"), ("hosts", "127.0.0.1 localhost\n")):
        (folder / name).write_text(text)
        subprocess.run(["mount", "--bind", str(folder / name), f"/etc/{name}"], check=True)
    threading.Thread(target=answer_names, daemon=True).start()


def fill(site: SmallSite) -> tuple[Source, ...]:
    """What the outlet announces: a good story, ways inside, and XML that wants too much."""
    site.add_story("/2026/03/1/a-good-story.html", 1)
    ways = [f"http://{name}/2026/03/2/inside.html" for name in NAMES if name != "news.example"]
    ways += [f"http://{spelling}/2026/03/3/inside.html" for spelling in SPELLINGS]
    for number, way in enumerate([*ways, "http://10.1.2.3/2026/03/4/inside.html"]):
        path = f"/2026/03/{number}/leads-inside.html"
        site.pages[path] = lambda request, way=way: request.reply(302, Location=way)
        ways.append("http://news.example" + path)
    site.announce("http://news.example/2026/03/1/a-good-story.html", *ways)
    urls = "".join(f"<url><loc>{way}</loc></url>" for way in ways)
    site.pages["/inside.xml"] = f"<urlset>{urls}</urlset>"
    site.pages["/index.xml"] = (
        "<sitemapindex><sitemap><loc>http://loopback.news.example/s.xml</loc></sitemap></sitemapindex>"
    )
    site.pages["/entity.xml"] = f"{ENTITY}<urlset><url><loc>http://news.example/&f;</loc></url></urlset>"
    site.pages["/laughs.xml"] = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>'
        "<urlset><url><loc>http://news.example/2026/03/&l9;</loc></url></urlset>"
    )
    site.pages["/packed.xml"] = gzip.compress(b"<urlset>" + b" " * 60_000_000)
    endless = "".join(f"<sitemap><loc>http://news.example/deep/{n}.xml</loc></sitemap>" for n in range(500))
    site.pages["/deep.xml"] = f"<sitemapindex>{endless}</sitemapindex>"
    for number in range(500):
        site.pages[f"/deep/{number}.xml"] = f"<sitemapindex>{endless}</sitemapindex>"
    sitemaps = ("inside", "index", "entity", "laughs", "packed", "deep")
    return (
        Source(kind="feed", url="http://news.example/feed.xml"),
        *(Source(kind="sitemap", url=f"http://news.example/{name}.xml") for name in sitemaps),
    )


def main(folder: Path) -> None:
    make_internet(folder)
    with serve(PUBLIC, 80) as site, contextlib.ExitStack() as stack:
        inside = [stack.enter_context(serve(address, 80)) for address in PRIVATE]
        for each in inside:
            each.pages["/2026/03/2/inside.html"] = story_page(666)
        outlet = Outlet(
            name="News",
            key="news",
            country="INT",
            zone="UTC",
            language="en",
            domains=("news.example", *(spelling.strip("[]") for spelling in SPELLINGS), "10.1.2.3"),
            sources=fill(site),
            delay=0.0,
        )
        outlets = [outlet]
        if "render" in sys.argv:
            tries = "".join(f"fetch('{way}').catch(() => 0);" for way in (
                "http://loopback.news.example/secret.json", "http://private.news.example/secret.json",
                "http://2130706433/secret.json", "/leads-inside.json",
            ))  # fmt: skip
            path = add_scripted(site, 9, tries)
            site.pages["/leads-inside.json"] = lambda request: request.reply(
                302, Location="http://10.1.2.3/secret.json"
            )
            site.announce("http://news.example" + path, at="/rendered.xml")
            source = Source(kind="feed", url="http://news.example/rendered.xml")
            outlets.append(
                msgspec.structs.replace(
                    outlet, key="rendered", sources=(source,), rendering=Rendering(wait_for="article p")
                )
            )
        settings: dict[str, Any] = {**FAST, "LOG_LEVEL": "ERROR", "STATS_DUMP": False, "RETRY_TIMES": 0}
        reports = crawl(outlets, store=str(folder / "store.sqlite"), settings=settings)
        told = {
            "inside": [path for each in inside for path in each.paths],
            "deep": sum(path.startswith("/deep/") for path in site.paths),
            "reports": [msgspec.to_builtins(report) for report in reports],
        }
        (folder / "report.json").write_text(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
