import pytest

from dosvoces.core.outlets import Outlet, Source
from spiders.allowed_addresses import is_literal, is_public, is_within

OUTLET = Outlet(
    name="N",
    country="INT",
    zone="UTC",
    domains=("news.example",),
    language="en",
    sources=(Source(kind="feed", url="https://feeds.service.example/news?format=xml"),),
)


@pytest.mark.parametrize(
    ("url", "within"),
    [
        ("https://news.example/a", True),
        ("http://www.news.example:8080/a", True),
        ("https://news.example.evil.example/a", False),
        ("https://evilnews.example/a", False),
        ("https://news.example@evil.example/a", False),
        ("https://feeds.service.example/news?format=xml", True),
        ("https://feeds.service.example/robots.txt", True),
        ("https://feeds.service.example/other", False),
    ],
)
def test_only_the_outlets_domains_and_its_sources_are_within(url: str, within: bool) -> None:
    assert is_within(OUTLET, url) is within


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.5.4", "169.254.169.254", "100.64.0.1", "0.0.0.0",
     "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
     "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1", "192.0.0.192", "192.0.0.9", "192.88.99.1", "198.19.0.1",
     "240.0.0.1", "192.175.48.6", "::127.0.0.1", "::ffff:0:127.0.0.1", "::ffff:192.0.0.192",
     "64:ff9b:1::a00:1",
     "64:ff9b::a9fe:a9fe", "fec0::1", "100::1", "2001::1", "2001:db8::1", "2002:808:808::", "3fff::1",
     "5f00::1",
     "4000::1", "fe80::1%eth0", "2001:0:7f00:1::1"],
)  # fmt: skip
def test_addresses_of_the_own_network_are_not_public(address: str) -> None:
    assert is_literal(address)
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    ["93.184.215.14", "8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:8.8.8.8", "2a00::1"],
)
def test_other_addresses_are_public(address: str) -> None:
    assert is_public(address)


def test_a_name_is_no_literal() -> None:
    assert not is_literal("news.example")
