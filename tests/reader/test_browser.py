"""What somebody who reads in a browser is promised, in both languages of the interface."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Literal

import msgspec
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Dialog, Locator, Page, expect
from reader_server import serve
from reader_stories import NOON, Pair, make_article, translate

from dosvoces.reader.app import Options
from dosvoces.reader.cache import StoryCache
from dosvoces.reader.interface import Interface
from dosvoces.store import Store
from dosvoces.store.browsing import Browser
from dosvoces.store.corrections import Correction

Open = Callable[..., Page]

both = pytest.mark.parametrize("language", ["en", "es"], indirect=True)

#: What people do works in either language, and half of it is done in each: no text is missing in one
#: (tests/reader/test_catalogue.py), and all pages are looked at in both.
in_english = pytest.mark.parametrize("language", ["en"], indirect=True)

PAGES = (
    "/",
    "/?q=crane",
    "/?q=-",
    "/?language=es&mixed=1",
    "/story/el-faro-puerto?voice=translation",
    "/story/el-faro-puerto?voice=translation&checks=1",
    "/story/el-faro-puerto",
    "/story/el-faro-puerto?layout=interleaved",
    "/story/el-faro-puerto?layout=target",
    "/story/el-faro-puerto?correct=3",
    "/story/el-faro-puerto?collect=o3",
    "/collections",
    "/fragments?kind=furniture",
    "/story/el-faro-biblioteca",
    "/story/el-faro-puerto/changes",
    "/corrections",
    "/queue",
    "/queue?every=1&outlet=the-lighthouse",
    "/coverage",
    "/trends?q=crane&q2=grúa&per=week&by=outlet",
    "/trends?q=-",
    "/concordance?cql=grúa",
    "/concordance?cql=the&side=en&show=frequency",
    "/concordance?cql=la&show=collocates",
    "/concordance?cql=grúa&show=renderings",
    "/concordance?cql=la&show=frequency&relative=1",
    "/concordance?cql=[a",
    "/mixing?by=day",
    "/mixing?by=outlet&measure=burstiness",
    "/print",
    "/api",
    "/login",
    "/nowhere",
)


def words(open_page: Open) -> Interface:
    return Interface(open_page.language)  # type: ignore[attr-defined]


#: Its script runs in pages on their way, or in one that is there.
AXE = Axe().axe_script
FAULTS = """(rules) => axe.run({resultTypes: ["violations"], ...(rules && {runOnly: rules})})
    .then((found) => found.violations
    .filter((fault) => fault.impact !== "minor")
    .map((fault) => `${fault.id}: ${fault.nodes[0].html.slice(0, 120)}`))"""


#: A step is a click, a field that is filled, a choice, or a key that leads on.
COUNT_STEPS = """for (const kind of ["click", "input", "keydown"]) addEventListener(kind, (event) => {
    const leads = kind !== "keydown" || (event.ctrlKey && event.key === "Enter");
    sessionStorage.steps = Number(sessionStorage.steps ?? 0) + Number(leads);
}, true);"""


def count_steps(page: Page) -> None:
    page.add_init_script(COUNT_STEPS)
    page.evaluate(COUNT_STEPS)


def take_steps(page: Page) -> int:
    """The steps since they were taken last."""
    steps: str = page.evaluate("[sessionStorage.steps ?? '0', sessionStorage.removeItem('steps')][0]")
    return int(steps)


WHITE = "rgb(255, 255, 255)"
VISIBLE = "(all) => all.filter((each) => each.checkVisibility()).map((each) => each.outerHTML)"


def find_faults(page: Page, rules: list[str] | None = None) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found: list[str] = page.evaluate(FAULTS, rules)
    return found


@both
def test_pages_fit_every_window_and_have_no_serious_accessibility_fault(open_page: Open) -> None:
    page = open_page("/")
    # What is at fault in one language is so in the other; words alone may need more room.
    spanish = open_page.language == "es"  # type: ignore[attr-defined]
    for path in PAGES:
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        for width in (320, 768, 2560) if spanish else (320,):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert not (spanish or path == "/") or find_faults(page) == [], path


def test_pages_fit_a_telephone_whatever_words_they_hold(store: Store, open_page: Open) -> None:
    word = "Donaudampfschifffahrt" * 9
    pairs: list[Pair] = [
        ("headline", f"Agua {word}", f"Water {word}"),
        ("paragraph", f"El agua {word}.", word),
    ]
    article = make_article("largo", pairs, outlet=f"\u05e2\u05d9-{word}", section=word)
    store.save_translations([translate(store.save_article(article).article, pairs)])
    StoryCache(Browser(store), {}).catch_up()
    page = open_page("/", width=320)
    words = ("/?q=agua", "/trends?q=agua&by=outlet", "/concordance?cql=agua")
    for path in (
        *words,
        f"{words[-1]}&show=frequency",
        "/",
        "/coverage",
        "/mixing?by=section",
        "/queue?every=1",
    ):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        # Nor has a line of a concordance to be scrolled.
        cut = page.evaluate("""[...document.querySelectorAll(".kwic td")].some((each) =>
            each.getBoundingClientRect().right > innerWidth)""")
        assert not cut, path


def test_the_dark_has_no_serious_accessibility_fault_either(open_page: Open) -> None:
    page = open_page("/")
    page.add_init_script(AXE)
    page.emulate_media(color_scheme="dark")
    for path in PAGES[1:6]:
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        # Nothing but colours is another.
        assert find_faults(page, ["color-contrast"]) == [], path
    # Paper is white, and nothing on it can be pressed.
    page.goto("/preferences?theme=dark&back=/?q=crane")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.locator(".card").first.evaluate("each => getComputedStyle(each).backgroundColor") == WHITE
    assert page.locator(":is(button, input):not([type=hidden])").evaluate_all(VISIBLE) == []


def test_a_word_in_one_language_finds_stories_in_the_other(open_page: Open) -> None:
    page = open_page("/")
    page.get_by_role("searchbox").fill("watered")
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator(".card :is(h2, h3)")).to_have_text(["A school plants two hundred oaks"])
    page.get_by_role("searchbox").fill("regaron")
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator(".card :is(h2, h3)")).to_have_text(["A school plants two hundred oaks"])
    expect(page.locator(".card mark")).to_have_text("regaron")


def test_filters_narrow_the_list_and_come_off_one_by_one(open_page: Open) -> None:
    t = words(open_page)
    page = open_page("/")
    page.get_by_role("combobox", name=t("filter.language")).select_option("en")
    page.get_by_label(t("filter.mixed")).check()
    page.get_by_role("button", name=t("filter.apply")).click()
    expect(page.locator(".card :is(h2, h3)")).to_have_text(["A school plants two hundred oaks"])
    page.get_by_role("link", name=t("filter.remove", name=t("filter.mixed"))).click()
    expect(page.locator(".card")).to_have_count(2)
    page.get_by_role("link", name=t("filter.clear")).click()
    expect(page.locator(".card")).to_have_count(6)


def test_a_sentence_and_its_partner_light_up_together(open_page: Open) -> None:
    page = open_page("/story/el-faro-puerto?voice=translation")
    row = page.locator("#s3")
    expect(row.locator(".source")).to_have_text("La grúa llegó en tren desde Vigo.")
    expect(row.locator(".target")).to_have_text("The crane came by train from Vigo.")
    before = row.evaluate("(e) => getComputedStyle(e).backgroundColor")
    row.locator(".source").hover()
    assert row.evaluate("(e) => getComputedStyle(e).backgroundColor") != before
    left, right = row.locator(".source").bounding_box(), row.locator(".target").bounding_box()
    assert left and right and left["y"] == right["y"] and left["x"] + left["width"] <= right["x"]


LIT = "[...CSS.highlights.get('word') ?? []].map(String)"


def test_a_word_under_mouse_or_finger_lights_up_the_words_it_became(
    open_page: Open, chromium: Chromium
) -> None:
    page = open_page("/story/el-faro-puerto?voice=translation")
    page.locator("#s3 .source").hover(position={"x": 18, "y": 8})
    assert page.evaluate(LIT) == ["La", "The"]
    page.locator(".story .meta").first.hover()
    assert page.evaluate(LIT) == []
    telephone = chromium.new_context(has_touch=True, is_mobile=True, viewport={"width": 360, "height": 700})
    touched = telephone.new_page()
    touched.goto(page.url)
    expect(touched.locator("#s4 .show-words")).to_be_hidden()
    touched.locator("#s4 .target").tap(position={"x": 18, "y": 8})
    assert touched.evaluate(LIT) == ["“T", "“Ti"]
    touched.locator("#s4 .show-words").tap()
    expect(touched.locator("#s4 ul.words button")).to_have_text("“T → “Ti")
    touched.locator(".story .meta").first.tap()
    assert touched.evaluate(LIT) == []
    telephone.close()


def test_words_that_belong_together_are_reached_by_keyboard_and_said_aloud(open_page: Open) -> None:
    t = words(open_page)
    page = open_page("/story/el-faro-puerto?voice=translation")
    page.locator("#s3 .number").focus()
    page.keyboard.press("w")
    pair = page.locator("#s3 ul.words button")
    expect(pair).to_be_focused()
    expect(pair).to_have_text("La → The")
    assert pair.locator("span").evaluate_all("(all) => all.map((e) => e.lang)") == ["es", "en"]
    assert page.evaluate(LIT) == ["La", "The"]
    page.keyboard.press("Escape")
    opener = page.get_by_role("button", name=t("story.words_of", n=3))
    expect(opener).to_be_focused()
    expect(opener).to_have_attribute("aria-expanded", "false")
    assert page.evaluate(LIT) == []
    page.keyboard.press("Enter")
    expect(pair).to_be_focused()
    assert find_faults(page) == []


def test_a_story_is_read_by_keyboard_alone(open_page: Open) -> None:
    t = words(open_page)
    page = open_page("/")
    page.keyboard.press("Tab")
    expect(page.get_by_text(t("site.skip"))).to_be_focused()
    page.keyboard.press("/")
    page.keyboard.type("regaron")
    page.keyboard.press("Enter")
    page.locator(".card h2 a").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/story/the-lighthouse-oaks?q=regaron#s2")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("#s2 .number")).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator("#s1 .number")).to_be_focused()


def test_who_hears_the_page_gets_to_the_stories_and_hears_their_sentences(open_page: Open) -> None:
    t = words(open_page)
    page = open_page("/?q=crane", width=1280)
    expect(page.get_by_role("link", name=t("site.stories"), exact=True)).to_have_attribute(
        "aria-current", "page"
    )
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator(".list :focus").count() == 1
    page.goto("/story/el-faro-puerto")
    page.keyboard.press("j")
    expect(page.locator(":focus")).to_have_accessible_description(
        "El puerto estrena una grúa eléctrica The port opens an electric crane"
    )
    # So is what a box is to be the translation of.
    page.goto("/story/el-faro-puerto?correct=3")
    sentence = page.locator("#s3 .source").inner_text()
    expect(page.locator("textarea")).to_have_accessible_description(sentence)
    page.goto("/queue?every=1&outlet=the-lighthouse")
    sentence = page.locator("#source1").inner_text()
    expect(page.locator("textarea").first).to_have_accessible_description(re.compile(re.escape(sentence)))
    page.goto("/story/el-faro-puerto")
    # Whoever is not served by single keys turns them off, for good.
    page.get_by_role("button", name=t("site.keys_off")).click()
    page.reload()
    page.keyboard.press("j")
    assert page.locator(".row:focus-within").count() == 0
    page.get_by_role("button", name=t("site.keys_on")).click()
    page.keyboard.press("j")
    assert page.locator(".row:focus-within").count() == 1


def test_keys_pass_over_what_is_folded(open_page: Open) -> None:
    page = open_page("/story/el-faro-puerto?voice=translation")
    page.keyboard.press("k")
    expect(page.locator("#s4 .number")).to_be_focused()
    page.locator("details.furniture summary").press("Enter")
    page.keyboard.press("k")
    expect(page.locator("#s6 .number")).to_be_focused()


def test_three_layouts_and_the_outlets_own_edition(open_page: Open) -> None:
    t = words(open_page)
    page = open_page("/story/el-faro-puerto?voice=translation")
    page.get_by_role("link", name=t("story.interleaved")).click()
    above, below = page.locator("#s3 .source").bounding_box(), page.locator("#s3 .target").bounding_box()
    assert above and below and above["y"] + above["height"] <= below["y"] + 2
    page.get_by_role("link", name=t("story.source"), exact=True).click()
    expect(page.locator("#s3 .target")).to_be_hidden()
    page.get_by_role("link", name=t("story.target"), exact=True).click()
    expect(page.locator("#s3 .source")).to_be_hidden()
    page.get_by_role("link", name=t("story.side"), exact=True).click()
    page.get_by_role("link", name=t("story.own")).click()
    # The two editions part ways here: each is shown as it is.
    expect(page.locator("#o3 .target")).to_have_text("The crane came by ship from Vigo.")


def test_fragments_flags_and_furniture_are_there_on_demand(open_page: Open) -> None:
    t = words(open_page)
    page = open_page("/story/el-faro-puerto?voice=translation")
    expect(page.locator("#s4 .source mark.quotation")).to_have_text("Time is money")
    expect(page.locator("#s5")).to_be_hidden()
    page.locator("details.furniture summary").click()
    expect(page.locator("#s5 mark.furniture")).to_have_text("Read more")
    expect(page.get_by_text(t("flag.name-mismatch"))).to_be_hidden()
    page.get_by_role("link", name=t("story.show_checks")).click()
    expect(page.locator("#s3 .checks")).to_contain_text(t("flag.name-mismatch"))
    why = t("story.fragment", language=t("language.en"), kind=t("kind.quotation"), sure=t.percent(0.93))
    expect(page.locator("#s4 .source")).to_contain_text(why)


def test_versions_tell_what_the_outlet_changed(open_page: Open) -> None:
    t = words(open_page)
    page = open_page("/story/el-faro-puerto")
    page.get_by_role("link", name=t("story.changes")).click()
    expect(page.locator("del")).to_have_text("barco")
    expect(page.locator("ins")).to_have_text("tren")
    page.goto("/story/el-faro-puerto/1")
    expect(page.locator("#s3 .source")).to_have_text("La grúa llegó en barco desde Vigo.")
    expect(page.locator(".problem")).to_contain_text(t("story.earlier", n=1))


def test_stories_that_say_nearly_the_same_are_named(open_page: Open) -> None:
    page = open_page("/story/el-faro-puerto")
    page.get_by_role("link", name="The port opens an electric crane").click()
    page.wait_for_url("**/story/el-faro-port")


def test_the_api_is_described_on_a_page_of_its_own(open_page: Open) -> None:
    page = open_page("/")
    page.get_by_role("link", name="API").click()
    expect(page.locator("h2 code").first).to_have_text("/api/stories")
    expect(page.locator("#stories tbody")).to_contain_text("counterpart")
    page.get_by_role("link", name="openapi.json").click()
    assert '"openapi"' in page.content()


def test_a_correction_is_kept_with_its_author_and_becomes_memory(open_page: Open, store: Store) -> None:
    t = words(open_page)
    page = open_page("/story/el-faro-puerto?voice=translation")
    page.locator("#s3").hover()
    page.get_by_role("link", name=t("story.correct_sentence", n=3), exact=True).click()
    page.get_by_label(t("story.correction")).fill("The crane arrived by rail from Vigo.")
    expect(page.get_by_label(t("story.author"))).to_have_value("Ada")
    page.get_by_role("button", name=t("story.save")).click()
    page.wait_for_url("**/story/el-faro-puerto/2?voice=translation#s3")
    expect(page.locator("#s3 .target")).to_have_text("The crane arrived by rail from Vigo.")
    expect(page.locator("#s3 .checks")).to_contain_text("Ada")
    page.goto("/corrections")
    expect(page.locator("tbody tr")).to_contain_text(["The crane came by train from Vigo."])
    page.locator("tbody a").click()
    expect(page.locator("#s3:target .target")).to_have_text("The crane arrived by rail from Vigo.")
    text = "La grúa llegó en tren desde Vigo."
    assert store.recall("human", "es", "en", [text])[text].text == "The crane arrived by rail from Vigo."
    assert Browser(store).corrections()[0].author == "Ada"


def test_a_draft_of_a_sentence_that_somebody_changed_says_so(open_page: Open, store: Store) -> None:
    t = words(open_page)
    page = open_page("/story/the-lighthouse-oaks?voice=translation&correct=2")
    box = page.get_by_label(t("story.correction"))
    box.fill("Mi borrador.")
    full = Browser(store).full_story("the-lighthouse-oaks")
    assert full is not None
    segment = full.record.segments[1]
    correction = Correction(
        article_id=full.article.id,
        version=1,
        target_language="es",
        segment=segment.id,
        after="Otra cosa.",
        author="Eve",
    )
    assert Browser(store).correct(correction)
    for _ in range(2):
        page.reload()
        expect(box).to_have_value("Mi borrador.")
        expect(page.get_by_role("alert")).to_have_text(f"{t('error.changed')} «Otra cosa.»")
    page.get_by_role("button", name=t("story.save"), exact=True).click()
    expect(page.locator("#s2")).to_contain_text("Mi borrador.")
    page.goto("/story/the-lighthouse-oaks?voice=translation&correct=2")
    expect(box).to_have_value("Mi borrador.")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_hostile_text_stays_text(open_page: Open) -> None:
    page = open_page("/")
    for path in ("/", "/?q=titular", "/story/el-faro-hostil", "/story/el-faro-hostil?images=1", "/print"):
        page.goto(path)
        assert page.evaluate("window.hurt") is None, path
        assert page.locator("a[href^='javascript:'], img[src^='javascript:'], main script").count() == 0
        expect(page.get_by_text("<script>window.hurt=1</script>").first).to_be_attached()


def test_pictures_come_from_the_outlet_only_when_asked(open_page: Open) -> None:
    t = words(open_page)
    page = open_page("/story/el-faro-puerto?voice=translation")
    assert page.locator("img").count() == 0
    expect(page.get_by_role("link", name=t("story.show_images"))).to_have_attribute(
        "href", "/story/el-faro-puerto/2?voice=translation&images=1"
    )
    page.route("https://pictures.example/**", lambda route: route.abort())
    open_page.elsewhere = ("https://pictures.example/",)  # type: ignore[attr-defined]
    with page.expect_request("https://pictures.example/crane.jpg") as asked:
        page.get_by_role("link", name=t("story.show_images")).click()
        page.locator("img").scroll_into_view_if_needed()
    assert "referer" not in asked.value.headers


@both
def test_the_interface_changes_its_language_and_colours_and_stays_where_one_is(open_page: Open) -> None:
    t = words(open_page)
    other = Interface("en" if t.language == "es" else "es")
    page = open_page("/?language=es&origin=machine")
    page.get_by_role("link", name=t("site.other_language")).click()
    expect(page.locator("html")).to_have_attribute("lang", other.language)
    assert page.url.endswith("/?language=es&origin=machine")
    page.get_by_role("link", name=other("site.dark")).click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_a_story_found_by_its_failed_check_opens_at_the_sentence(open_page: Open) -> None:
    page = open_page("/?flag=name-mismatch")
    page.locator(".card a").first.click()
    flagged = page.locator(".row:has(> #flagged)")
    expect(flagged.locator(".tag.flag")).to_have_count(1)
    assert flagged.evaluate("(row) => row.querySelector('#flagged').matches(':target')")
    expect(flagged).to_be_in_viewport()


def test_keys_say_what_they_do_and_that_there_is_nothing_to_do(open_page: Open) -> None:
    t = words(open_page)
    page = open_page("/story/el-faro-puerto?voice=own")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_focused()
    page.locator(".row[id] .number").first.focus()
    page.keyboard.press("w")
    expect(page.get_by_role("status")).to_have_text(t("story.no_words"))


def test_every_chart_has_its_table(open_page: Open) -> None:
    page = open_page("/coverage")
    charts = page.locator("figure.chart")
    assert charts.count() >= 5
    for chart in charts.all():
        assert max(bar.bounding_box()["height"] for bar in chart.locator("rect.bar").all()) > 5
        assert chart.locator("tbody tr").count() > 0
    figures = page.locator(".chart.languages tbody td.figure").all_inner_texts()
    assert sum(map(int, figures)) == 6


def test_a_link_from_another_site_leads_to_its_sentence_and_costs_one_log_in(
    chromium: Chromium, store: Store, tmp_path: Path
) -> None:
    with serve(store, Options(password="secret", hosts=("127.0.0.1",))) as address:
        asked = f"{address}/story/the-lighthouse-oaks/1#s3"
        # A page on a disk is another site too.
        elsewhere = tmp_path / "links.html"
        elsewhere.write_text(f'<a href="{asked}">link</a>')
        context = chromium.new_context(locale="en")
        context.set_default_timeout(60_000)
        page = context.new_page()
        page.goto(elsewhere.as_uri())
        page.click("a")
        page.fill("[name=name]", "Ada")
        page.fill("[name=password]", "wrong")
        page.click("form.stack button")
        expect(page.locator(".problem")).to_be_visible()
        page.fill("[name=name]", "Ada")
        page.fill("[name=password]", "secret")
        page.click("form.stack button")
        page.wait_for_url(asked)
        expect(page.locator("#s3:target")).to_be_visible()
        page.goto(elsewhere.as_uri())
        page.click("a")
        page.wait_for_url(asked)
        expect(page.locator("#s3:target")).to_be_visible()
        context.close()


@in_english
def test_stories_and_sentences_are_collected_tagged_and_shared(open_page: Open) -> None:
    t = words(open_page)
    name = "Tesis" + " de grado" * 12
    page = open_page("/story/the-lighthouse-oaks", width=390)
    page.locator("#s2 .number").focus()
    page.keyboard.press("c")
    page.get_by_label(t("collection.new")).fill(name)
    page.get_by_label(t("collection.tags")).fill("riego, verano")
    page.get_by_label(t("collection.note")).fill("¿Quién riega?")
    page.get_by_role("button", name=t("collection.put"), exact=True).click()
    expect(page.locator("#s2:target .checks")).to_have_text(name)
    for path in ("/story/the-lighthouse-oaks?collect=story", "/concordance?cql=crane"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
    page.locator(".choose").first.check()
    page.get_by_role("button", name=t("collection.put_chosen")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.locator(".picks > li")).to_have_count(2)
    page.get_by_role("link", name="riego 1").click()
    expect(page.locator(".picks .noted")).to_have_text("¿Quién riega?")
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert find_faults(page) == []
    page.locator(".edit-pick summary").click()
    page.get_by_role("button", name=t("collection.remove")).click()
    expect(page.locator(".picks > li")).to_have_count(1)
    with page.expect_download() as taken:
        page.get_by_role("link", name="BibTeX").click()
    assert "Tesis" in taken.value.path().read_text()


def test_flagged_sentences_are_corrected_one_after_the_other_by_keyboard(
    open_page: Open, store: Store
) -> None:
    t = words(open_page)
    page = open_page("/", width=390)
    count_steps(page)
    page.get_by_role("link", name=t("site.queue"), exact=True).click()
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    boxes = page.locator(".sentence textarea")
    expect(boxes).to_have_count(3)
    expect(boxes.first).to_be_focused()
    expect(boxes.first).to_have_value("The crane came by train from Vigo.")
    second = boxes.nth(1).input_value()
    boxes.first.fill("By rail from Vigo.")
    page.keyboard.press("Control+Enter")
    expect(boxes.nth(1)).to_be_focused()
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Control+Shift+Enter")
    expect(page.locator(".undo")).to_contain_text(t.many("queue.saved", 2))
    assert [each.after for each in Browser(store).corrections()] == [second, "By rail from Vigo."]
    # A key pressed before the page's script runs says nothing to it.
    page.wait_for_load_state("domcontentloaded")
    # One to come here, one for each sentence, and what was typed into one.
    assert take_steps(page) == 1 + 3 + 1
    page.keyboard.press("Alt+z")
    expect(boxes.nth(1)).to_have_value(second)
    assert Browser(store).corrections() == []
    page.set_viewport_size({"width": 1440, "height": 900})
    # Whoever leaves with something unsaved is asked, and may stay.
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    boxes.nth(1).press_sequentially("!")
    with page.expect_event("dialog"):
        page.keyboard.press("Escape")
    expect(boxes.nth(1)).to_have_value(f"!{second}")
    assert asked == ["beforeunload"]
    page.once("dialog", lambda dialog: dialog.accept())
    page.keyboard.press("Escape")
    page.wait_for_url("**/corrections")


@in_english
def test_a_fault_of_ten_flagged_sentences_is_put_right_in_few_steps(open_page: Open, store: Store) -> None:
    t = words(open_page)
    pairs: list[Pair] = [
        ("paragraph", f"El Ministerio abrió {number} aulas.", f"The Minister, (or Minister's) {number}.")
        for number in range(10)
    ]
    stored = store.save_article(make_article("aulas", pairs, published=NOON + timedelta(days=1))).article
    made = translate(stored, pairs)
    flagged = tuple(msgspec.structs.replace(each, flags=("number-mismatch",)) for each in made.segments)
    store.save_translations([msgspec.structs.replace(made, segments=flagged)])
    StoryCache(Browser(store), {}).catch_up()
    page = open_page("/", width=390)
    count_steps(page)
    page.get_by_role("link", name=t("site.queue"), exact=True).click()
    boxes = page.locator(".sentence textarea")
    expect(boxes).to_have_count(10)
    wrong, instead = (page.get_by_label(t(f"queue.{name}")).bounding_box() for name in ("wrong", "instead"))
    assert wrong and instead and wrong["width"] == instead["width"]
    page.get_by_label(t("queue.wrong")).fill("Minister, (")
    page.get_by_label(t("queue.instead")).fill("Ministry $& (")
    page.get_by_role("button", name=t("queue.replace"), exact=True).click()
    expect(page.locator(".said")).to_have_text(t("queue.replaced", n=10))
    assert find_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_label(t("queue.instead")).press("Control+Enter")
    expect(page.locator(".undo")).to_contain_text(t.many("queue.saved", 10))
    kept = {each.after for each in Browser(store).corrections()}
    assert kept == {f"The Ministry $& (or Minister's) {number}." for number in range(10)}
    page.wait_for_load_state("domcontentloaded")
    # What is typed counts: the queue, two words, the button, and the key that saves.
    assert take_steps(page) == 5
    # Parts of words stay.
    boxes.first.fill("The crane, cranes and CRANE.")
    page.get_by_label(t("queue.wrong")).fill("crane")
    page.get_by_label(t("queue.instead")).fill("grúa")
    page.get_by_label(t("queue.instead")).press("Enter")
    expect(boxes.first).to_have_value("The grúa, cranes and CRANE.")
    # A word too many leaves no blank behind.
    boxes.first.fill("Big old cranes, so big, are big (big ones).")
    page.get_by_label(t("queue.wrong")).fill("big")
    page.get_by_label(t("queue.instead")).fill("")
    page.get_by_label(t("queue.instead")).press("Enter")
    expect(boxes.first).to_have_value("Big old cranes, so, are (ones).")


def test_what_researchers_ask_for_takes_few_steps(open_page: Open) -> None:
    t = words(open_page)
    page = open_page("/", width=1440)
    count_steps(page)
    page.get_by_role("link", name=t("site.fragments"), exact=True).click()
    page.get_by_role("link", name=t("kind.furniture"), exact=True).first.click()
    direction = t("fragments.in", language=t("language.es"), matrix=t("language.en"))
    page.get_by_role("link", name=direction, exact=True).click()
    # As a country, of which outlets that nobody knows have none.
    page.get_by_role("combobox", name=t("fragments.confidence"), exact=True).select_option("0.5")
    page.get_by_role("button", name=t("mixing.show"), exact=True).first.click()
    expect(page.locator("#facet-month + ul li")).to_have_text([f"{t.month('2026-11')} 1"])
    expect(page.locator("td.context mark")).to_have_text("Síguenos en")
    assert take_steps(page) == 5
    page.get_by_role("link", name=t("site.concordance"), exact=True).click()
    page.get_by_label(t("trends.query")).fill("síguenos")
    page.get_by_role("combobox", name=t("filter.language"), exact=True).select_option("en")
    page.get_by_role("button", name=t("mixing.show"), exact=True).click()
    expect(page.locator(".kwic .other")).to_contain_text("«Síguenos en», decía el cartel")
    assert take_steps(page) == 4
    page.get_by_role("link", name=t("site.trends"), exact=True).click()
    page.get_by_label(t("trends.query")).fill("grúa")
    page.get_by_label(t("trends.second")).fill("oaks")
    page.get_by_role("button", name=t("mixing.show"), exact=True).click()
    figures = page.locator("tbody tr").first.locator("td.figure")
    assert [figures.nth(number).inner_text() for number in (0, 2)] == ["2", "1"]
    assert take_steps(page) == 4


def go_to(page: Page, target: Locator) -> None:
    """Has *target* focused, by the Tab key alone, and sees it there."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if target.first.evaluate("(each) => each === document.activeElement"):
            break
    expect(target.first).to_be_focused()
    expect(target.first).to_be_in_viewport()


@pytest.mark.parametrize(("language", "width"), [("en", 390), ("es", 1440)], indirect=["language"])
def test_the_four_tasks_need_no_mouse(open_page: Open, width: int) -> None:
    t = words(open_page)
    page = open_page("/", width=width)

    def show(target: Locator) -> None:
        # Filters are folded in narrow windows.
        if not target.count():
            go_to(page, page.locator("details:not([open]) > summary", has_text=t("filter.title")))
            page.keyboard.press("Enter")
        go_to(page, target)

    def press(role: Literal["link", "button"], name: str) -> None:
        show(page.get_by_role(role, name=name, exact=True))
        with page.expect_navigation():
            page.keyboard.press("Enter")

    def choose(name: str, value: str) -> None:
        box = page.get_by_role("combobox", name=name, exact=True).first
        show(box)
        while box.input_value() != value:
            page.keyboard.press("ArrowDown")

    def fill(label: str, text: str) -> None:
        go_to(page, page.get_by_label(label))
        page.keyboard.type(text)

    press("link", t("site.fragments"))
    press("link", t("kind.furniture"))
    press("link", t("fragments.in", language=t("language.es"), matrix=t("language.en")))
    choose(t("fragments.confidence"), "0.5")
    press("button", t("mixing.show"))
    expect(page.locator("#facet-month + ul li")).to_have_text([f"{t.month('2026-11')} 1"])
    press("link", t("site.concordance"))
    fill(t("trends.query"), "síguenos")
    choose(t("filter.language"), "en")
    press("button", t("mixing.show"))
    expect(page.locator(".kwic .other")).to_contain_text("«Síguenos en», decía el cartel")
    press("link", t("site.trends"))
    fill(t("trends.query"), "grúa")
    fill(t("trends.second"), "oaks")
    page.keyboard.press("Enter")
    expect(page.locator("figure.chart").first).to_be_visible()
    press("link", t("site.queue"))
    boxes = page.locator(".sentence textarea")
    expect(boxes.first).to_be_focused()
    for number in range(3):
        expect(boxes.nth(number)).to_be_focused()
        page.keyboard.press("Control+End")
        page.keyboard.type("!")
        page.keyboard.press("Control+Enter")
    expect(page.locator(".undo")).to_contain_text(t.many("queue.saved", 3))
