"""For the process that workers are forked from: what a first page loads, loaded once for all of them."""

from contextlib import suppress
from datetime import UTC, datetime

from dosvoces.core.errors import PageError
from dosvoces.core.outlets import Outlet
from dosvoces.core.record import Article, Page
from pipelines.article import build_article

_TEXTS = {
    "en": "The council said on Tuesday that harbour number {} will open in March, two years late.",
    "es": "El consejo dijo el martes que el puerto número {} abrirá en marzo, con dos años de retraso.",
}


def read_page(language: str) -> Article:
    """The article on a page in *language*, ``en`` or ``es``."""
    url, text = f"https://www.outlet.example/2026/03/01/{language}", _TEXTS[language]
    paragraphs = "".join(f"<p>{text.format(number)} {text.format(number + 1)}</p>" for number in range(2, 8))
    head = f'<title>{text.format(1)}</title><link rel="canonical" href="https://news.outlet.example/1">'
    body = f"<article><h1>{text.format(1)}</h1>{paragraphs}</article>"
    outlet = Outlet(
        name="Outlet",
        country="INT",
        zone="UTC",
        domains=("outlet.example",),
        language=language,
        sources=(),
        key="outlet",
    )
    html = f'<!doctype html><html lang="{language}"><head>{head}</head><body>{body}</body></html>'
    page = Page(url=url, body=html.encode(), outlet="outlet", retrieved_at=datetime(2026, 3, 1, tzinfo=UTC))
    return build_article(page, outlet)


for _language in _TEXTS:
    # Whatever is wrong here, the workers can read pages that are right.
    with suppress(PageError):
        read_page(_language)
