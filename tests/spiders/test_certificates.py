"""TLS: what is wrong with a connection is why its pages failed; no crawl ends of it, and all is had later."""

import socket
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from crawling import Crawls
from smallsite import SmallSite
from tlssite import Authority, make_context, serve_bytes, serve_tls

from dosvoces.cli import doctor
from dosvoces.core.errors import OutletError, SettingError
from dosvoces.health.review import review
from spiders.certificates import check_authorities
from spiders.source_check import explain

PATH = "/2026/03/{}/a-story-of-the-harbour.html"

#: Settings and a last word, in the frames of HTTP/2.
FRAMES = bytes.fromhex("000000040000000000") + bytes.fromhex("0000080700000000000000000000000001")


def test_each_fault_is_the_reason_of_its_pages_and_ends_no_crawl(
    site: SmallSite,
    make_outlet: Callable[..., Path],
    crawls: Crawls,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(SettingError, match="is no file of certificates"):
        check_authorities(__file__)
    root = Authority("Harbour Root")
    middle = Authority("Harbour Intermediate", root)
    trusting = {"DOSVOCES_AUTHORITIES": str(root.write(tmp_path / "root.pem"))}
    sound = middle.issue(tmp_path / "sound.pem")
    faulty = {
        "tls_expired": make_context(root.issue(tmp_path / "old.pem", first=-3, last=-1)),
        "tls_not_yet_valid": make_context(root.issue(tmp_path / "early.pem", first=1, last=3)),
        "tls_wrong_host": make_context(root.issue(tmp_path / "other.pem", "other.example.org")),
        "tls_unknown_issuer": make_context(middle.issue(tmp_path / "incomplete.pem", chain=False)),
        "tls_self_signed": make_context(Authority("127.0.0.1").write_with_key(tmp_path / "itself.pem")),
    }
    both = make_context(sound)
    both.set_alpn_protocols(["h2"])  # and speaks HTTP/1.1 all the same

    def speak_http2(connection: socket.socket) -> None:
        with both.wrap_socket(connection, server_side=True) as wrapped:
            wrapped.recv(1000)
            wrapped.sendall(FRAMES)

    with ExitStack() as stack:
        sites = [stack.enter_context(serve_tls(context)) for context in (*faulty.values(), both)]
        for number, each in enumerate(sites, 1):
            each.add_story(PATH.format(number), number)
            each.announce(PATH.format(number))
        addresses = {reason: each.base for reason, each in zip(faulty, sites, strict=False)}
        unsafe = serve_bytes(lambda connection: connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n"))
        addresses["tls_handshake"] = stack.enter_context(unsafe)
        broken = [stack.enter_context(serve_bytes(each)) for each in (lambda it: it.recv(100), speak_http2)]
        # Round and round between both schemes.
        there, back = PATH.format("round"), PATH.format("round-again")
        site.pages[there] = lambda request: request.reply(301, Location=sites[-1].base + back)
        sites[-1].pages[back] = lambda request: request.reply(301, Location=site.base + there)
        site.announce(there, *(base + PATH.format("x") for base in (*addresses.values(), *broken)))
        bases = [*addresses.values(), *broken, sites[-1].base, site.base]
        outlet = make_outlet(sources=[{"kind": "feed", "url": f"{base}/feed.xml"} for base in bases])

        report = crawls.one(outlet, settings={**trusting, "RETRY_TIMES": 1})
        assert report.ended == "finished"
        expected = dict.fromkeys(addresses, 1) | {"connection": 2}
        for reason, number in expected.items():
            assert report.counts[f"failed/source_{reason}"] == report.counts[f"failed/{reason}"] == number
            assert explain(reason) != explain("unknown").replace("unknown", reason)
        assert (report.counts["failed/redirect_loop"], report.counts["articles/new"]) == (1, 1)
        assert [len(each.paths) for each in sites[:-1]] == [0] * len(faulty), "asked by an unsafe connection"
        with crawls.store() as store:
            alerts = [each.finding for each in review(store, datetime.now(UTC))[0].alerts]
        kinds = {f"certificate:{reason}" for reason in addresses}
        assert {each.kind for each in alerts} == kinds and all(each.examples for each in alerts)
        monkeypatch.setenv("DOSVOCES_STORE", str(crawls.store_path))
        with pytest.raises(OutletError, match=r"small-site \(tls_expired, tls_handshake, .*tls_wrong_host\)"):
            doctor._examine_certificates()

        for context in faulty.values():
            context.load_cert_chain(sound)
        report = crawls.one(outlet, settings=trusting)
        assert report.counts["articles/new"] == len(faulty)
        with crawls.store() as store:
            alerts = [each.finding for each in review(store, datetime.now(UTC))[0].alerts]
        assert {each.kind for each in alerts} == {"certificate:tls_handshake"}
