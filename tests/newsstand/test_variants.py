"""Generated pages for benchmarks: as many as asked for, all different, always the same."""

import re

import pytest
from lxml import etree, html

from dosvoces.core import outlets
from dosvoces.newsstand import Newsstand
from dosvoces.newsstand.variants import VariantSite, path_of


def test_a_number_always_gives_the_same_page_and_no_two_are_alike():
    one, other = VariantSite("http://127.0.0.1:1", 600), VariantSite("http://127.0.0.1:1", 600)
    bodies = [one.look_up(path_of(number)).body for number in range(600)]
    assert bodies == [other.look_up(path_of(number)).body for number in range(600)]
    assert len(set(bodies)) == 600
    assert not any(re.search(rb"zq\w+zq", body) for body in bodies)


@pytest.mark.parametrize("path", [path_of(5), "/2026/01/01/variant-2", "/sitemaps/1.xml", "/other"])
def test_there_is_nothing_beyond_what_was_asked_for(path):
    assert VariantSite("http://127.0.0.1:1", 5).look_up(path) is None


def test_sitemaps_list_every_page_once(fetch):
    with Newsstand(pages=1_003) as newsstand:
        outlet = outlets.load(newsstand.variants)
        [source] = outlet.sources
        parts = [e.text for e in etree.fromstring(fetch(source.url).body).iter("{*}loc")]
        pages = [e.text for part in parts for e in etree.fromstring(fetch(part).body).iter("{*}loc")]
        assert len(parts) == 2
        assert len(pages) == len(set(pages)) == 1_003
        for url in (pages[0], pages[1], pages[-1]):
            page = html.fromstring(fetch(url).text)
            assert page.xpath("//link[@rel='canonical']/@href") == [url]
            assert len(page.xpath("//h1")) == 1
            assert len(page.xpath("//p")) >= 5
