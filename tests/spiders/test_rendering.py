"""Outlets that need JavaScript: their pages are read as a browser shows them, by the rules of any page."""

import base64
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec
import pytest
from crawling import Crawls
from forked import Command, forked, run_dosvoces
from scripted import MarkedChromium, add_scripted
from smallsite import Exchange, SmallSite, story_page
from warcio.archiveiterator import ArchiveIterator

from benchmarks.cluster import find_hurried
from dosvoces.core.outlets import load
from dosvoces.core.record import Article
from dosvoces.operations.replay import ReplayReport, replay
from dosvoces.store import Store
from spiders.browser import installed_chromium

pytestmark = pytest.mark.skipif(
    not installed_chromium(), reason="Chromium is not installed (Debian: chromium)"
)

Outlets = Callable[..., Path]

#: What a page may try to reach a place that is not the outlet's.
ATTEMPTS = """
const there = "http://127.0.0.2:%(tcp)d/"
const add = (tag, fields) => document.body.append(Object.assign(document.createElement(tag), fields))
add("img", {src: there + "img"}); add("script", {src: there + "script.js"})
add("link", {rel: "stylesheet", href: there + "css"}); add("iframe", {src: there + "frame"})
add("link", {rel: "preconnect", href: there}); add("link", {rel: "prefetch", href: there + "prefetch"})
add("link", {rel: "dns-prefetch", href: "//somewhere.example"})
add("video", {src: there + "video"}); add("object", {data: there + "object"})
add("script", {src: "/leads-there.js"})
add("img", {src: "/own.png"}); add("video", {src: "/own.mp4"})
add("style", {textContent: "@font-face{font-family:f;src:url(/own.woff2)} body{font-family:f}"})
fetch(there + "fetch").catch(() => 0); fetch("/private/data.json").catch(() => 0)
fetch("/api/posted.json", {method: "POST", body: "x"}).catch(() => 0)
fetch("http://2130706434:%(tcp)d/decimal").catch(() => 0)
const old = new XMLHttpRequest(); old.open("GET", there + "xhr"); old.send()
new WebSocket("ws://127.0.0.2:%(tcp)d/socket"); new EventSource(there + "events")
navigator.sendBeacon(there + "beacon", "x")
const work = "fetch('" + there + "worker').catch(() => 0);new WebSocket('ws://127.0.0.2:%(tcp)d/w')"
new Worker(URL.createObjectURL(new Blob([work], {type: "text/javascript"})))
navigator.serviceWorker?.register("/app.js").catch(() => 0)
window.open(there + "window"); location.href = there + "away"
const form = document.createElement("form"); form.action = there + "form"
document.body.append(form); form.submit()
const peer = new RTCPeerConnection({iceServers: [{urls: "stun:127.0.0.2:%(udp)d"}]})
peer.createDataChannel("x"); peer.createOffer().then(offer => peer.setLocalDescription(offer))
"""

#: What needs more and more memory.
GREEDY = """
while (true) {
  const added = document.createElement("p")
  added.textContent = "x".repeat(1e5) + Math.random()
  document.body.append(added)
}
"""


def forever(request: Exchange) -> None:
    request.reply(200, "{}", Content_Type="application/json")


def replay_alone(archive: Path, store: Path, outlet: Path, out: Path) -> None:
    out.write_bytes(msgspec.json.encode(replay([archive], store=str(store), outlets=[load(outlet)])))


def test_pages_are_read_as_a_browser_shows_them(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls, tmp_path: Path
) -> None:
    browser = MarkedChromium(tmp_path)
    site.pages["/robots.txt"] = "User-agent: *\nDisallow: /private/\n"
    with socket.create_server(("127.0.0.2", 0)) as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
        udp.bind(("127.0.0.2", 0))
        places = {"tcp": tcp.getsockname()[1], "udp": udp.getsockname()[1]}
        paths = {
            "plain": add_scripted(site, 1),
            "curious": add_scripted(site, 2, ATTEMPTS % places),
            "greedy": add_scripted(site, 4, GREEDY),
            "deadly": add_scripted(site, 5, "fetch('/deadly.json')"),
            "fatal": add_scripted(site, 3, "fetch('/fatal.json')"),
            "asking": add_scripted(site, 6, "const ask = () => fetch('/forever.json').then(ask); ask()"),
            "reloading": add_scripted(site, 7, "setInterval(() => location.reload(), 50)"),
            "huge": add_scripted(site, 8, "document.body.append('x'.repeat(1e6))"),
            "moved": "/2026/03/9/moved-story.html",
            "spelled oddly": add_scripted(site, 10).replace("a-story", "x/../a-story"),
            "missing": "/2026/03/11/no-story.html",
        }

        def kill_browser(request: Exchange) -> None:
            os.killpg(browser.started[-1], signal.SIGKILL)  # it may have been started by a script
            request.reply(200, "{}", Content_Type="application/json")

        def kill_driver(request: Exchange) -> None:
            status = Path(f"/proc/{browser.started[-1]}/status").read_text()
            os.kill(int(status.partition("PPid:")[2].split()[0]), signal.SIGKILL)
            request.reply(200, "{}", Content_Type="application/json")

        site.pages["/deadly.json"] = kill_browser
        site.pages["/fatal.json"] = kill_driver
        site.pages["/forever.json"] = forever
        site.pages["/leads-there.js"] = lambda request: request.reply(
            302, Location=f"http://127.0.0.2:{places['tcp']}/redirected"
        )
        site.pages[paths["spelled oddly"]] = site.pages["/2026/03/10/a-story.html"]
        add_scripted(site, 9)
        site.pages[paths["moved"]] = lambda request: request.reply(301, Location="/2026/03/9/a-story.html")
        site.announce(*paths.values())
        archive = tmp_path / "archive"
        outlet = make_outlet(rendering={"wait_for": "article p"})
        report = crawls.one(
            outlet,
            settings={
                "DOSVOCES_CHROMIUM": str(browser.program),
                "DOSVOCES_ARCHIVE": str(archive),
                "DOWNLOAD_MAXSIZE": 500_000,
                "DOSVOCES_RENDERING_SECONDS": 30,
            },
        )
        tcp.setblocking(False)
        with pytest.raises(BlockingIOError):
            tcp.accept()  # nobody has come
        udp.setblocking(False)
        with pytest.raises(BlockingIOError):
            udp.recv(100)
    counts = report.counts
    assert report.ended == "finished"
    failures = {name: number for name, number in counts.items() if name.startswith("failed/")}
    # Where the machine is slow, the greedy one's time is over before its memory is.
    slow = failures.pop("failed/rendering_timeout", 0)
    assert failures == {"failed/rendering_crash": 3 - slow, "failed/too_large": 1, "failed/http_404": 1}
    assert counts["articles/new"] == counts["rendered/pages"] == 6
    # What a page may not have is counted, and so is what it had.
    assert counts["parts/offsite"] >= 3 and counts["parts/robots"] == 1
    assert not [path for path in site.paths if path.startswith(("/private", "/own", "/api/posted"))]
    assert site.paths.count("/app.js") == 1
    assert site.paths.count("/forever.json") <= 100
    assert len(browser.started) == 3
    assert browser.alive() == []
    with crawls.store() as store:
        articles = {article.url: article for article in store.articles()}
        assert len(articles) == 6
        moved = articles[site.base + "/2026/03/9/a-story.html"]
        assert "harbour council of Puerto 9 met on Tuesday" in moved.text
        known = store.resource(site.base + paths["moved"])
        assert known and known.article_id == moved.id
        original = tell(articles.values())
    check_archive(archive, rendered=6, unrendered=4)

    again, out = tmp_path / "again.sqlite", tmp_path / "replay.json"
    process = forked(replay_alone, archive, again, outlet, out)
    process.start()
    process.join(300)
    replayed = msgspec.json.decode(out.read_bytes(), type=ReplayReport)
    assert replayed.counts["articles/new"] == 6 and replayed.counts["skipped/unrendered"] == 4
    with Store(str(again)) as store:
        assert tell(store.articles()) == original


def tell(articles: Iterable[Article]) -> list[bytes]:
    return sorted(msgspec.json.encode(article) for article in articles)


def test_a_page_that_hangs_costs_itself(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls, tmp_path: Path
) -> None:
    browser = MarkedChromium(tmp_path)
    site.announce(add_scripted(site, 1, "while (true) {}"))
    settings = {"DOSVOCES_CHROMIUM": str(browser.program), "DOSVOCES_RENDERING_SECONDS": 2}
    report = crawls.one(make_outlet(rendering={}), settings=settings)
    assert report.ended == "finished" and report.counts["failed/rendering_timeout"] == 1
    assert len(browser.started) == 1 and browser.alive() == []


def check_archive(folder: Path, rendered: int, unrendered: int) -> None:
    """Every page is there as it was served, and right behind it as it was rendered."""
    roles: list[str] = []
    identity, conversions = "", 0
    for file in sorted(folder.glob("*.warc.gz")):
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream):
                if record.rec_type == "metadata":
                    roles.append(record.content_stream().read().decode().split("role: ")[1].strip())
                elif record.rec_type == "conversion":
                    conversions += 1
                    assert record.rec_headers["WARC-Refers-To"] == identity
                    assert b"<article><h1>" in record.content_stream().read()
                identity = record.rec_headers["WARC-Record-ID"]
    assert roles.count("rendered") == conversions == rendered
    assert roles.count("unrendered") == unrendered


def test_known_pages_are_not_rendered_for_nothing(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls
) -> None:
    """A page that brings its story along has a version; one that asks for it elsewhere has none."""
    story = base64.b64encode(story_page(20).partition("<body>")[2].encode()).decode()
    own, shell = "/2026/03/20/a-story.html", add_scripted(site, 21)
    bodies = {
        own: f"<html><body></body><script>document.body.innerHTML = atob('{story}')</script></html>",
        shell: str(site.pages[shell]),
    }

    def reply(request: Exchange) -> None:
        known = request.headers.get("If-None-Match") == '"one"'
        request.reply(304 if known else 200, "" if known else bodies[request.path], ETag='"one"')

    site.pages[own] = site.pages[shell] = reply
    site.announce(own, shell)
    outlet = make_outlet(rendering={"wait_for": "article p"})
    first = crawls.one(outlet)
    assert first.counts["articles/new"] == first.counts["rendered/pages"] == 2
    with crawls.store() as store:
        known = [each for each in store.resources(outlet="small-site") if each.article_id]
        store.save_resources([msgspec.structs.replace(each, next_check_at=each.checked_at) for each in known])
    second = crawls.one(outlet)
    assert [h.get("If-None-Match") for h in site.headers_of(own)] == [None, '"one"']
    assert [h.get("If-None-Match") for h in site.headers_of(shell)] == [None, None]
    assert second.counts["rendered/pages"] == 1 and second.counts["unchanged/pages"] == 2


def test_a_front_page_is_rendered_when_the_outlet_says_so_and_delays_are_kept(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls
) -> None:
    path = add_scripted(site, 1)
    link = f"document.body.innerHTML = '<a href={path}>The harbour council votes on the new plan</a>'"
    site.pages["/"] = f"<html><head><title>Home</title></head><body><script>{link}</script></body></html>"
    outlet = make_outlet(("front_page", "/"), rendering={"front_pages": True}, delay=0.5)
    report = crawls.one(outlet, settings={"DOWNLOAD_DELAY": 0.5, "DOWNLOAD_DELAY_JITTER": 0})
    assert report.counts["articles/new"] == 1
    assert site.paths[1:] == ["/", path, "/app.js", "/api/1.json"]
    # The server sees when requests arrive, the first of them a quarter of a second late at the most.
    assert site.times[-1] - site.times[1] > 3 * 0.5 - 0.25
    assert find_hurried(site.times[1:], 0.25) == []


def test_a_crawl_that_is_killed_leaves_no_browser_behind(
    site: SmallSite, make_outlet: Outlets, tmp_path: Path
) -> None:
    browser = MarkedChromium(tmp_path)
    site.announce(add_scripted(site, 1, "fetch('/slow.json')"))
    asked: list[int] = []

    def slowly(request: Exchange) -> None:
        asked.append(1)
        request.server.stopping.wait(30)

    site.pages["/slow.json"] = slowly
    chromium = f"DOSVOCES_CHROMIUM={browser.program}"
    with Command("crawl", make_outlet(rendering={}), "--set", chromium, home=tmp_path) as crawl:
        wait_for(lambda: bool(asked))
        assert browser.alive()
        crawl.kill()
    wait_for(lambda: not browser.alive())


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 300
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_missing_browser_is_an_error_that_says_what_to_install(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls
) -> None:
    site.announce(add_scripted(site, 1))
    for named, said in (
        ("/bin/false", "/bin/false does not start"),
        ("/nowhere/chromium", "apt install chromium"),
    ):
        settings = {"DOSVOCES_CHROMIUM": named}
        report = crawls.one(make_outlet(rendering={}), settings=settings)
        assert report.ended in ("error", "no_browser")
        assert said in (report.message or crawls.log)
    assert crawls.one(make_outlet(), settings=settings).ended == "finished"  # who renders nothing needs none


def test_what_a_crawl_does_not_use_is_not_loaded(
    site: SmallSite, make_outlet: Outlets, tmp_path: Path
) -> None:
    site.announce()
    code = (
        "import sys; from dosvoces.operations.crawl import crawl; from dosvoces.core.outlets import load\n"
        f"crawl([load({str(make_outlet())!r})], store={str(tmp_path / 's.sqlite')!r})\n"
        "unused = ('playwright', 'aiohttp', 'telnet', 'conch', 'remote_control', 'bs4')\n"
        "print([name for name in sys.modules if any(word in name for word in unused)])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_a_page_shown_by_hand_is_rendered_too(make_outlet: Outlets, site: SmallSite, tmp_path: Path) -> None:
    path = add_scripted(site, 1)
    outlet = make_outlet(rendering={})
    ran = run_dosvoces(
        "--json", "page", site.base + path, "--no-translate", "--outlet", outlet, home=tmp_path
    )
    assert "harbour council of Puerto 1 met" in ran.stdout, ran.stderr


def test_a_check_renders_the_story_that_it_reads(
    make_outlet: Outlets, site: SmallSite, tmp_path: Path
) -> None:
    site.announce(add_scripted(site, 1))
    ran = run_dosvoces("--json", "outlets", "check", make_outlet(rendering={}), home=tmp_path)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert msgspec.json.decode(ran.stdout)["stories"][0]["words"] > 100
