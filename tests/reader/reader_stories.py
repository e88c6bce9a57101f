"""Invented stories that have everything a reader can show."""

import html
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from dosvoces.core.record import (
    Article,
    Author,
    Block,
    Fragment,
    Image,
    Rights,
    Role,
    Segment,
    SegmentSide,
    TextSpan,
    WordLink,
)
from dosvoces.store import Store, Translation

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

#: What a hostile page may print; nothing of it may become markup, script or a request.
HOSTILE = '<script>window.hurt=1</script><img src=x onerror="window.hurt=1">{{7*7}} \u202e\x00'

Pair = tuple[Role, str, str]


def read_form(page: str) -> dict[str, str]:
    """The fields of the form to correct a sentence on *page* that a browser sends along unseen."""
    form = page.partition('<form class="correct"')[2].partition("</form>")[0]
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form)
    return {name: html.unescape(value) for name, value in found}


PORT: list[Pair] = [
    ("headline", "El puerto estrena una grúa eléctrica", "The port opens an electric crane"),
    ("description", "Mueve cuarenta contenedores por hora.", "It moves forty containers an hour."),
    ("paragraph", "La grúa llegó en barco desde Vigo.", "The crane came by ship from Vigo."),
    ("paragraph", "“Time is money”, dijo la capitana.", "“Time is money”, said the captain."),
    ("furniture", "Read more", "Leer más"),
    ("related", "Lea también: huelga en la aduana", "Read also: strike at customs"),
]
SCHOOL: list[Pair] = [
    ("headline", "A school plants two hundred oaks", "Una escuela planta doscientos robles"),
    ("paragraph", "Pupils watered them all summer.", "Los alumnos los regaron todo el verano."),
    ("paragraph", "“Síguenos en” said the sign at the gate.", "«Síguenos en», decía el cartel de la puerta."),
]


def make_article(
    key: str,
    pairs: Sequence[Pair],
    *,
    language: str = "es",
    outlet: str = "el-faro",
    published: datetime | None = NOON,
    fragments: tuple[Fragment, ...] = (),
    rights: Rights | None = None,
    url: str = "",
    images: tuple[Image, ...] = (),
    section: str = "Economía",
) -> Article:
    blocks = tuple(
        Block(position=position, role=role, text=own, language=language, confidence=0.99)
        for position, (role, own, _) in enumerate(pairs)
    )
    return Article(
        id=f"{outlet}-{key}",
        url=url or f"https://{outlet}.example/{key}",
        canonical_url=url or f"https://{outlet}.example/{key}",
        outlet=outlet,
        edition=language,
        headline=pairs[0][1],
        description=next((own for role, own, _ in pairs if role == "description"), ""),
        authors=(Author(name="Aurora Peña"), Author(name="Agencia Ola", type="Organization")),
        date_published=published,
        section=section,
        in_language=language,
        in_language_confidence=0.98,
        rights=rights or Rights(),
        blocks=blocks,
        fragments=fragments,
        images=images,
        retrieved_at=NOON + timedelta(hours=1),
        content_hash=f"{abs(hash((key, tuple(pairs)))):064x}",
        extractor_version="test 1",
        zone="America/Mexico_City",
    )


def translate(article: Article, pairs: Sequence[Pair]) -> Translation:
    target = "en" if article.in_language == "es" else "es"
    segments = []
    for position, (_, own, other) in enumerate(pairs):
        segments.append(
            Segment(
                id=f"{article.id}:{article.version}:{target}:{position + 1}",
                source=SegmentSide(
                    language=article.in_language,
                    text=own,
                    spans=(TextSpan(block=position, start=0, end=len(own)),),
                ),
                target=SegmentSide(
                    language=target,
                    text=other,
                    spans=(TextSpan(block=position, start=0, end=len(other)),),
                ),
                origin="machine" if position else "phrasebook",
                engine="test 1",
                score=0.75,
                flags=("name-mismatch",) if position == 2 else (),
                links=(WordLink(source=(0, 2), target=(0, 3)),),
            )
        )
    return Translation(
        article_id=article.id,
        version=article.version,
        target_language=target,
        translation=tuple(
            Block(position=position, role=role, text=other, language=target)
            for position, (role, _, other) in enumerate(pairs)
        ),
        segments=tuple(segments),
        engine="test 1",
    )


def save(store: Store, article: Article, pairs: Sequence[Pair]) -> Article:
    stored = store.save_article(article).article
    store.save_translations([translate(stored, pairs)])
    return stored


def pair_editions(store: Store, one: Article, other: Article) -> None:
    """Aligns two editions whose blocks correspond; the last block of each stays alone."""
    segments = tuple(
        Segment(
            id=f"{one.id}:{one.version}:{other.in_language}:h{number + 1}",
            source=SegmentSide(
                language=one.in_language,
                text=left.text,
                spans=(TextSpan(block=number, start=0, end=len(left.text)),),
            ),
            target=SegmentSide(
                language=other.in_language,
                text=right.text,
                spans=(TextSpan(block=number, start=0, end=len(right.text)),),
            ),
            origin="human",
            score=0.9,
        )
        for number, (left, right) in enumerate(zip(one.blocks[:-1], other.blocks[:-1], strict=False))
    )
    store.save_counterpart(one.id, one.version, other.id, other.version, other.in_language, segments)


def fill(store: Store) -> None:
    """Puts every kind of story into *store*."""
    quotation = Fragment(block=3, start=1, end=14, language="en", kind="quotation", confidence=0.93)
    furniture = Fragment(block=4, start=0, end=9, language="en", kind="furniture", confidence=1.0)
    picture = Image(url="https://pictures.example/crane.jpg", caption="La grúa nueva", credit="Ola")
    port = make_article("puerto", PORT, fragments=(quotation, furniture), images=(picture,))
    save(store, port, PORT)
    edited: list[Pair] = [
        *PORT[:2],
        ("paragraph", "La grúa llegó en tren desde Vigo.", "The crane came by train from Vigo."),
        *PORT[3:],
    ]
    port = save(
        store, make_article("puerto", edited, fragments=(quotation, furniture), images=(picture,)), edited
    )
    english = [(role, other, own) for role, own, other in PORT]
    own_edition = save(
        store,
        make_article("port", english, language="en", section="Economy", published=NOON - timedelta(hours=2)),
        english,
    )
    pair_editions(store, port, own_edition)
    save(
        store,
        make_article(
            "oaks",
            SCHOOL,
            language="en",
            outlet="the-lighthouse",
            published=NOON - timedelta(days=1),
            fragments=(Fragment(block=2, start=1, end=12, language="es", kind="furniture", confidence=1.0),),
            section="Education",
        ),
        SCHOOL,
    )
    nasty: list[Pair] = [
        ("headline", f"Titular {HOSTILE}", f"Headline {HOSTILE}"),
        ("paragraph", HOSTILE * 2, HOSTILE),
    ]
    save(
        store,
        make_article(
            "hostil",
            nasty,
            url="javascript:window.hurt=1",
            published=NOON - timedelta(days=2),
            images=(Image(url="javascript:window.hurt=1", caption=HOSTILE),),
            section=HOSTILE,
        ),
        nasty,
    )
    reserved: list[Pair] = [
        ("headline", "Mercado cerrado por obras", "Market closed for works"),
        ("paragraph", "Abre en mayo.", "It opens in May."),
    ]
    save(
        store,
        make_article(
            "mercado", reserved, rights=Rights(robots=("noai",)), published=NOON - timedelta(days=3)
        ),
        reserved,
    )
    waiting: list[Pair] = [
        ("headline", "La biblioteca abre de noche", ""),
        ("paragraph", "Cada jueves, hasta las doce.", ""),
    ]
    store.save_article(make_article("biblioteca", waiting, published=None))
