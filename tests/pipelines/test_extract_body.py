"""The story's text on pages that nobody tuned to: kinds of markup, each with pages made for the test."""

import pytest

from dosvoces.core.record import BODY_ROLES
from pipelines.extract import Extraction, extract

URL = "https://diario.example/2026/03/puente"
TITLE = "El puente vuelve a abrir"
PROSE = tuple(
    f"El puente número {number} volvió a abrir el lunes después de ocho meses de obras, y los vecinos de la"
    f" otra orilla cruzaron a pie durante {number + 10} minutos."
    for number in range(8)
)


def paragraphs(texts: tuple[str, ...] = PROSE, attributes: str = "") -> str:
    return "".join(f"<p {attributes}>{text}</p>" for text in texts)


def read(body: str, head: str = "") -> Extraction:
    return extract(f"<html><head><title>{TITLE}</title>{head}</head><body>{body}</body></html>", URL)


def text_of(extraction: Extraction) -> list[str]:
    return [block.text for block in extraction.blocks if block.role in BODY_ROLES]


@pytest.mark.parametrize("tag", ["button", "nav", "menu", "dialog", "select"])
def test_an_element_that_was_never_closed_does_not_swallow_the_story(tag: str) -> None:
    body = f"<header><{tag}>Menú</header><main><article><h1>{TITLE}</h1>{paragraphs()}</article></main>"
    assert text_of(read(body)) == list(PROSE)


@pytest.mark.parametrize("end", ["</body>", "</html>", "</body></html>", "</BODY ></HTML >"])
def test_text_behind_the_end_of_the_page_is_read(end: str) -> None:
    body = f"<article><h1>{TITLE}</h1>{paragraphs(PROSE[:3])}{end}{paragraphs(PROSE[3:])}</article>"
    assert text_of(read(body)) == list(PROSE)


def test_a_page_without_the_tag_of_its_body_is_read() -> None:
    markup = f"<title>{TITLE}</title><meta charset=utf-8><article><h1>{TITLE}</h1>{paragraphs()}</article>"
    assert text_of(extract(markup, URL)) == list(PROSE)


@pytest.mark.parametrize("name", ["share", "tag", "newsletter-p", "ad", "related", "author-bio"])
def test_a_zone_that_a_class_gives_to_every_paragraph_is_none(name: str) -> None:
    extraction = read(f"<article><h1>{TITLE}</h1>{paragraphs(attributes=f'class={name}')}</article>")
    assert text_of(extraction) == list(PROSE)


def test_a_zone_of_many_paragraphs_within_a_wider_one_stays() -> None:
    comments = "".join(f'<div class="comment-text"><p>{text}</p></div>' for text in PROSE * 2)
    extraction = read(
        f'<article><h1>{TITLE}</h1>{paragraphs(PROSE[:3])}</article><div class="comments">{comments}</div>'
    )
    assert text_of(extraction) == list(PROSE[:3])


def test_prose_of_the_story_s_element_is_kept_where_zones_would_lose_most_of_it() -> None:
    boxes = "".join(
        f'<div class="{name}"><p>{PROSE[place]}</p><p>{PROSE[place + 1]}</p></div>'
        for name, place in (("related-box", 0), ("promo", 2), ("widget-area", 4), ("footer-text", 6))
    )
    extraction = read(f'<div class="texto"><h1>{TITLE}</h1>{boxes}</div>')
    assert text_of(extraction) == list(PROSE)


@pytest.mark.parametrize("fold", ['style="display:none"', "hidden", 'aria-hidden="true"'])
def test_much_hidden_prose_inside_the_story_is_a_fold(fold: str) -> None:
    folded = f"<div><section {fold}>{paragraphs(PROSE[4:])}</section></div>"
    extraction = read(f"<article><h1>{TITLE}</h1>{paragraphs(PROSE[:4])}{folded}</article>")
    assert text_of(extraction) == list(PROSE)


def test_what_a_paid_story_hides_is_not_printed() -> None:
    declared = (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"El puente vuelve a abrir",'
        '"isAccessibleForFree":false}</script>'
    )
    folded = f"<div><section hidden>{paragraphs(PROSE[4:])}</section></div>"
    extraction = read(f"<article><h1>{TITLE}</h1>{paragraphs(PROSE[:4])}{folded}</article>", declared)
    assert text_of(extraction) == list(PROSE[:4])


def test_little_hidden_prose_stays_hidden() -> None:
    folded = f"<div><section hidden><p>{PROSE[7]}</p></section></div>"
    extraction = read(f"<article><h1>{TITLE}</h1>{paragraphs(PROSE[:7])}{folded}</article>")
    assert text_of(extraction) == list(PROSE[:7])
