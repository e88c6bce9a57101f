"""Story files are read as they are written, and mistakes in them name the story."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from dosvoces.newsstand.sites import KEYS, load_site
from dosvoces.newsstand.stories import load_stories, read_item, read_story, read_text

prose = st.text(st.characters(exclude_characters="{}[]*\r", exclude_categories=("Cc", "Cs")), min_size=1)


@given(prose)
def test_plain_prose_is_itself(text):
    read = read_text(text)
    assert read.plain == text
    assert html.unescape(read.html) == html.unescape(html.escape(text, quote=False))
    assert read.passages == ()


@given(prose, prose.filter(lambda text: text.strip("“”‘’\"', ")), prose)
def test_passages_stand_where_the_text_has_them(before, inside, after):
    read = read_text(f"{before}{{es:quotation|{inside}}}{after}")
    assert read.plain == before + inside + after
    [passage] = read.passages
    assert read.plain[passage.start : passage.end] == inside.strip("“”‘’\"', ")


def test_marks_become_markup_and_leave_no_trace_in_the_text():
    read = read_text("A **bold** [link](other-story) & {es:title|Cuarenta minutos}")
    assert read.plain == "A bold link & Cuarenta minutos"
    assert (
        read.html
        == 'A <strong>bold</strong> <a href="story:other-story">link</a> &amp; <em>Cuarenta minutos</em>'
    )
    assert lxml_html.fromstring(f"<p>{read.html}</p>").text_content() == read.plain


@pytest.mark.parametrize(
    ("source", "kind", "text"),
    [
        ("Two\nlines", "paragraph", "Two lines"),
        ("## Heading", "heading", "Heading"),
        ("> Quote", "quote", "Quote"),
        ("- Item", "list_item", "Item"),
        ("@related some-slug", "related", "some-slug"),
        ("@box newsletter", "box", "newsletter"),
        ("@wall", "wall", ""),
        ("@at 2026-04-02T09:05:00-03:00 Title", "entry", "Title"),
    ],
)
def test_items_are_known_by_how_they_begin(source, kind, text):
    item = read_item(source)
    assert (item.kind, item.text.plain) == (kind, text)


def test_pictures_have_a_caption_and_perhaps_a_credit():
    item = read_item("! A caption | Photo: {es:name|Gobierno}")
    assert (item.text.plain, item.credit.plain) == ("A caption", "Photo: Gobierno")
    assert read_item("! A caption").credit is None


@pytest.mark.parametrize(
    "source", ["no front matter", "+++\nheadline = 3\n+++\nText", "+++\nunknown = 1\n+++\nText"]
)
def test_a_wrong_file_is_named(source):
    with pytest.raises(ValueError, match="some-outlet/some-slug"):
        read_story(source, outlet="some-outlet", language="en", slug="some-slug")


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("edition", [1, 2])
def test_every_reference_of_a_story_leads_somewhere(key, edition):
    site, stories = load_site(key), load_stories(key, edition)
    by_slug = {story.slug: story for story in stories}
    for story in stories:
        assert story.section in site.edition(story.language).sections
        for item in story.items:
            if item.kind == "related":
                other = by_slug[item.text.plain.partition(" | ")[0]]
                assert other.language == story.language
            if item.kind == "box":
                assert site.boxes[item.text.plain].edition in (None, story.language)
            assert "{" not in item.text.plain
        if partner := by_slug.get(story.counterpart or ""):
            assert (partner.counterpart, partner.language != story.language) == (story.slug, True)
    assert len({site.path_of(story) for story in stories}) == len(stories)
