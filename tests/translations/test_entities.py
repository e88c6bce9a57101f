import unicodedata
from collections.abc import Iterator

import pytest

from translations.engines import choose
from translations.engines.protocol import Engine
from translations.entities import find_entities
from translations.quality import check
from translations.translator import Translator


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Visita norlin.news, Norlin.com o NORLIN.COM.", ["norlin.news", "Norlin.com", "NORLIN.COM"]),
        ("Vea youtu.be/abc-12 y argia.eus (gencat.cat)", ["youtu.be/abc-12", "argia.eus", "gencat.cat"]),
        ("VEA HTTPS://A.MX/B hoy", ["HTTPS://A.MX/B"]),
        ("En x.com: https://a.mx/b_(c).", ["x.com", "https://a.mx/b_(c)"]),
        (
            "@norlin@mastodon.example, @ana_mx y @a.bsky.social",
            ["@norlin@mastodon.example", "@ana_mx", "@a.bsky.social"],
        ),
        ("ana.b+c@diario.com.mx", ["ana.b+c@diario.com.mx"]),
        ("#8M, #25N, #1 y #NiUnaMenos", ["#8M", "#25N", "#NiUnaMenos"]),
        ("$NRL cuesta $5 o US$ 5", ["$NRL"]),
        ("Gol ⚽🔥 1️⃣ 👩\u200d👧 ★ → 🇲🇽", ["⚽🔥", "1️⃣", "👩\u200d👧", "★", "→", "🇲🇽"]),
        ("2½ tazas y ¾", ["2½", "¾"]),
        ("Python 3.11 and version 1.2.3, iOS 17.2", ["3.11", "1.2.3", "17.2"]),
        ("Only 3.5 and USD 3.50 and, in Peru 4.2 of ten.", []),
        ("la versión 2.5 cuanto antes y macOS 13.4 deja, tabla 3.2 muestra", ["2.5", "13.4", "3.2"]),
        ("Deno.ts 1.4 and Three.js 12.3 need it.", ["1.4", "12.3"]),
        ("El IPC 3.2 sube, la tabla 3.2 millones y eBay 4.5 per cent", []),
        ("section 5.1.2 of 192.168.0.1", ["5.1.2", "192.168.0.1"]),
        ("Costó 3.5 millones el 3.12.2024 y 1.234.567", []),
        ("Llegó hoy.La casa de EE.UU. y S.A.DE C.V., p.ej. a.m.", []),
    ],
)
def test_what_has_to_come_through(text: str, found: list[str]) -> None:
    assert [entity.text for entity in find_entities(text)] == found


@pytest.fixture(scope="module", params=["embedded", "apertium"])
def engines(request: pytest.FixtureRequest) -> Iterator[dict[str, Engine]]:
    engines = {"en": choose("en", "es", request.param), "es": choose("es", "en", request.param)}
    yield engines
    for engine in engines.values():
        engine.close()


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("es", "Visita norlin.news hoy."),
        ("es", "Sigue a @norlin@mastodon.example en la marcha del #8M, hoy."),
        ("es", "VISITE HTTPS://A.MX/B O NORLIN.COM HOY"),
        ("en", "See you soon 😀"),
        ("en", "Great goal!! ⚽🔥"),
        ("en", "✅ Verified: it is false"),
        ("en", "Python 3.11 and version 1.2.3 are out."),
        ("en", "Add 2½ cups of water."),
    ],
)
def test_it_comes_through(engines: dict[str, Engine], source: str, text: str) -> None:
    target = "en" if source == "es" else "es"
    (rendering,) = Translator(engines[source], source, target).translate([text])
    assert all(entity.text in rendering.text for entity in find_entities(text))
    assert "\ufffd" not in rendering.text and "url-mismatch" not in rendering.flags


def test_soft_hyphens_and_decomposed_accents_make_no_difference(engines: dict[str, Engine]) -> None:
    plain = "España firma un acuerdo de 1 millón con la UE."
    texts = [plain.replace("rm", "r\xadm"), unicodedata.normalize("NFD", plain), plain]
    renderings = Translator(engines["es"], "es", "en").translate(texts)
    assert len({(rendering.text, rendering.flags) for rendering in renderings}) == 1


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("See you soon 😀", "Hasta pronto"),
        ("See you soon", "Hasta pront\ufffd"),
        ("Python 3.11 is out", "Python 3,11 está fuera"),
        ("Follow @a@b.example", "Siga a @a"),
    ],
)
def test_what_did_not_come_through_is_flagged(source: str, target: str) -> None:
    assert "url-mismatch" in check(source, target, "en", "es")
