"""Front pages that answer at the address of a story that is gone."""

import pytest

from pipelines.extract import extract

URL = "https://diario.example/2024/nota-borrada"
TEXT = "El ayuntamiento aprobó el martes un presupuesto que destina la mitad a la reforma de la estación."


def _list(count: int, heading: str = "h2") -> str:
    links = [f"<a href='/2024/{n}-nota'>Sube el precio del pan {n}</a>" for n in range(count)]
    return "".join(
        f"<article><{heading}>{link}</{heading}><p>{TEXT} {n}</p></article>" for n, link in enumerate(links)
    )


def _page(h1: str, title: str, body: str) -> str:
    return f"<html lang=es><head><title>{title}</title></head><body><h1>{h1}</h1><main>{body}</main></body>"


@pytest.mark.parametrize("count", [6, 12, 30])
@pytest.mark.parametrize("h1", ["Diario Prueba", ""])
def test_a_front_page_at_a_storys_address_is_no_story(count: int, h1: str) -> None:
    found = extract(_page(h1, "Diario Prueba - Noticias de Valdecierzo", _list(count)), URL)
    assert found.kind == "listing"


@pytest.mark.parametrize(
    "h1", ["<header><h1>Diario Prueba</h1></header>", "<h1><a href='/'>El Faro</a></h1>"]
)
@pytest.mark.parametrize("wrap", ["article", "div", "li"])
def test_the_sites_name_in_its_header_is_no_headline(h1: str, wrap: str) -> None:
    title = "Diario Prueba - Noticias de Valdecierzo" if "Prueba" in h1 else "El Faro"
    teasers = _list(8).replace("<article>", f"<{wrap}>").replace("</article>", f"</{wrap}>")
    page = f"<html lang=es><head><title>{title}</title></head><body>{h1}<main>{teasers}</main></body>"
    assert extract(page, URL).kind == "listing"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/quienes-somos", "listing"),
        ("/about-us/", "listing"),
        ("/usuario/login.php", "listing"),
        ("/perfil.php?mode=register", "listing"),
        ("/aviso-legal.html", "listing"),
        ("/2024/contacto-en-francia", "article"),
        ("/login/2024-nota", "article"),
    ],
)
def test_what_a_site_says_of_itself_and_its_forms_are_no_stories(path: str, kind: str) -> None:
    title = "El ayuntamiento reforma la estación"
    story = "".join(f"<p>{TEXT} Apartado {n}.</p>" for n in range(5))
    assert extract(_page(title, title, story), f"https://diario.example{path}").kind == kind


def test_a_story_with_linked_headings_is_a_story() -> None:
    story = "".join(f"<p>{TEXT} Apartado {n}.</p>" for n in range(9))
    title = "Seis notas que explican la reforma"
    assert extract(_page(title, title, story + _list(6, "h3")), URL).kind == "article"
    assert extract(_page("Diario Prueba", title, story + _list(4, "h3")), URL).kind == "article"
