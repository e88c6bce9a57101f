"""Synthetic news, as much as one likes: articles with translations, agency stories on several sites, edits.

Everything is a function of the seed and the article's number, so a million articles need no more memory than
one.
"""

import hashlib
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate

import msgspec

from dosvoces.core.record import (
    Article,
    Author,
    Block,
    Fragment,
    FragmentKind,
    Rights,
    Segment,
    SegmentSide,
    TextSpan,
)
from dosvoces.store import Translation

#: Pairs of Spanish and English words by their place in a sentence; frequent ones first.
_NOUNS = """\
gobierno government|empresa company|ciudad city|presidente president|mercado market|proyecto project
ley law|inversión investment|país country|ministerio ministry|semana week|energía energy|banco bank
acuerdo agreement|elección election|industria industry|universidad university|deuda debt
huelga strike|tren train|puerto port|hospital hospital|escuela school|cosecha harvest
frontera border|sequía drought|tribunal court|sindicato union|presupuesto budget|vacuna vaccine
automóvil car|batería battery|minería mining|exportación export|turismo tourism|agricultor farmer
huracán hurricane|carretera road|impuesto tax|pensión pension|juez judge|alcalde mayor|senado senate
constitución constitution|inflación inflation|salario wage|tecnología technology|museo museum
película film|canción song|partido match|jugador player|entrenador coach|equipo team
campeonato championship|aeropuerto airport|avión plane|barco ship|bosque forest|río river
glaciar glacier|volcán volcano|terremoto earthquake|vivienda housing|alquiler rent|crédito loan
bolsa exchange|petróleo oil|gas gas|litio lithium|cobre copper|café coffee|maíz corn|trigo wheat
carne meat|pescado fish|vino wine|médico doctor|enfermera nurse|maestro teacher|estudiante student
investigación research|científico scientist|satélite satellite|red network|teléfono phone
periódico newspaper|periodista journalist|libro book|biblioteca library|festival festival
cámara chamber|policía police|cárcel prison|testigo witness|víctima victim|sentencia sentence
reforma reform|campaña campaign|encuesta poll|voto vote|frontera border|embajada embassy
tratado treaty|guerra war|paz peace|ejército army|refugiado refugee|migrante migrant|aduana customs"""
_VERBS = """anunció announced|aprobó approved|rechazó rejected|presentó presented|confirmó confirmed
canceló cancelled|inauguró opened|suspendió suspended|financió financed|investigó investigated
criticó criticised|defendió defended|construyó built|vendió sold|compró bought|firmó signed
revisó reviewed|negoció negotiated|publicó published|pospuso postponed|amplió expanded
redujo reduced|duplicó doubled|denunció denounced|celebró celebrated|perdió lost|ganó won
exigió demanded"""
_ADJECTIVES = """\
nacional national|nuevo new|público public|regional regional|eléctrico electric|importante important
histórico historic|privado private|rural rural|federal federal|internacional international
económico economic|social social|judicial judicial|ambiental environmental|financiero financial
militar military|digital digital|local local|central central|médico medical|industrial industrial
agrícola agricultural|marítimo maritime|urbano urban|anual annual|último latest"""
_SYLLABLES = [
    "ma",
    "ri",
    "sa",
    "lo",
    "vel",
    "tor",
    "qui",
    "ña",
    "ber",
    "gon",
    "dal",
    "cas",
    "par",
    "mon",
    "te",
    "ro",
    "lu",
    "cia",
    "fer",
    "nan",
    "dez",
    "pé",
    "rez",
    "gar",
    "za",
    "val",
    "len",
    "san",
    "to",
    "mi",
    "gue",
    "ro",
    "drí",
    "bra",
    "vo",
    "sol",
    "der",
    "wil",
    "ton",
    "har",
    "ley",
    "mac",
    "ken",
    "zie",
    "ford",
    "son",
]

#: Templates in both languages: {n} nouns, {v} a verb, {a} an adjective, {p} a name, {x} a number.
_TEMPLATES = (
    ("El {n0} {v} el {a} {n1} de {p} por {x} millones.", "The {n0} {v} the {a} {n1} of {p} for {x} million."),
    (
        "Según {p}, el {n0} {v} un {n1} {a} en {x} días.",
        "According to {p}, the {n0} {v} a {a} {n1} in {x} days.",
    ),
    (
        "“Hace {x} años que el {n0} espera este {n1}”, dijo {p}.",
        "“The {n0} has waited {x} years for this {n1},” said {p}.",
    ),
    ("Más de {x} personas vieron el {n0} {a} en {p}.", "More than {x} people saw the {a} {n0} in {p}."),
    (
        "El {a} {n0} y el {n1} {v} la propuesta, informó {p}.",
        "The {a} {n0} and the {n1} {v} the proposal, {p} reported.",
    ),
    ("¿Por qué {p} {v} el {n0}? El {n1} lo explica.", "Why {v} {p} the {n0}? The {n1} explains it."),
    ("El {n0} creció un {x} % este año.", "The {n0} grew by {x}% this year."),
    (
        "{p}, del {n0} {a}, {v} el {n1} ante {x} delegados y pidió calma.",
        "{p}, of the {a} {n0}, {v} the {n1} before {x} delegates and asked for calm.",
    ),
)

OUTLETS = 80
#: Every hundredth of these is an agency's story, printed by several outlets with small changes.
_AGENCY_SHARE = 0.06
_START = datetime(2024, 11, 1, tzinfo=UTC)
_DAYS = 730


def _split(table: str) -> list[tuple[str, str]]:
    return [(es, en) for es, en in (pair.split() for line in table.splitlines() for pair in line.split("|"))]


def _zipf(count: int) -> list[float]:
    return list(accumulate(1 / (rank + 2.7) for rank in range(count)))


NOUNS, VERBS, ADJECTIVES = _split(_NOUNS), _split(_VERBS), _split(_ADJECTIVES)
_NOUN_WEIGHTS, _OUTLET_WEIGHTS = _zipf(len(NOUNS)), _zipf(OUTLETS)
_names = random.Random(1)
NAMES = sorted(
    {"".join(_names.choices(_SYLLABLES, k=_names.randint(2, 4))).capitalize() for _ in range(6000)}
)
_names.shuffle(NAMES)
_NAME_WEIGHTS = _zipf(len(NAMES))


def make_sentence(rng: random.Random) -> tuple[str, str]:
    """A sentence in Spanish and in English."""
    spanish, english = rng.choice(_TEMPLATES)
    nouns = rng.choices(NOUNS, cum_weights=_NOUN_WEIGHTS, k=2)
    verb, adjective = rng.choice(VERBS), rng.choice(ADJECTIVES)
    name = " ".join(rng.choices(NAMES, cum_weights=_NAME_WEIGHTS, k=2))
    number = str(rng.randint(2, 990))
    made = [
        template.format(n0=nouns[0][i], n1=nouns[1][i], v=verb[i], a=adjective[i], p=name, x=number)
        for i, template in enumerate((spanish, english))
    ]
    return made[0], made[1]


def _paragraphs(rng: random.Random) -> list[list[tuple[str, str]]]:
    count = max(2, min(30, round(rng.lognormvariate(1.9, 0.5))))
    return [[make_sentence(rng) for _ in range(rng.randint(1, 4))] for _ in range(count)]


def _layout(
    paragraphs: list[list[tuple[str, str]]], side: int, language: str
) -> tuple[tuple[Block, ...], list[tuple[TextSpan, str]]]:
    blocks, spans = [], []
    for position, sentences in enumerate(paragraphs):
        start = 0
        for sentence in sentences:
            text = sentence[side]
            spans.append((TextSpan(block=position, start=start, end=start + len(text)), text))
            start += len(text) + 1
        role = "headline" if position == 0 else "paragraph"
        text = " ".join(sentence[side] for sentence in sentences)
        blocks.append(Block(position=position, role=role, text=text, language=language, confidence=0.99))
    return tuple(blocks), spans


def _segments(
    article: str,
    languages: tuple[str, str],
    source: list[tuple[TextSpan, str]],
    target: list[tuple[TextSpan, str]],
) -> tuple[Segment, ...]:
    return tuple(
        Segment(
            id=f"{article}:1:{languages[1]}:{number}",
            source=SegmentSide(language=languages[0], text=left[1], spans=(left[0],)),
            target=SegmentSide(language=languages[1], text=right[1], spans=(right[0],)),
            origin="machine",
            engine="synthetic 1",
            score=round(0.5 + (number * 37 % 50) / 100, 2),
        )
        for number, (left, right) in enumerate(zip(source, target, strict=True))
    )


def make_story(number: int, seed: int = 0) -> tuple[Article, Translation]:
    """Article *number* of the endless series *seed*, and its translation."""
    rng = random.Random(f"{seed}:{number}")
    agency = rng.random() < _AGENCY_SHARE
    written = random.Random(f"{seed}:agency:{number // 100}") if agency else rng
    paragraphs = _paragraphs(written)
    if agency:
        paragraphs = [*paragraphs, [make_sentence(rng)]]
    side = 0 if written.random() < 0.7 else 1
    languages = ("es", "en") if side == 0 else ("en", "es")
    headline = [(sentence[0].rstrip("."), sentence[1].rstrip(".")) for sentence in [make_sentence(written)]]
    paragraphs = [headline, *paragraphs]
    outlet = f"outlet-{rng.choices(range(OUTLETS), cum_weights=_OUTLET_WEIGHTS)[0]:02d}"
    blocks, source = _layout(paragraphs, side, languages[0])
    translated, target = _layout(paragraphs, 1 - side, languages[1])
    published = _START + timedelta(seconds=rng.randrange(_DAYS * 86400))
    url = f"https://{outlet}.example/{published:%Y/%m/%d}/{number}"
    id_ = f"{outlet}-{hashlib.sha256(url.encode()).hexdigest()[:16]}"
    article = Article(
        id=id_,
        url=url,
        canonical_url=url,
        outlet=outlet,
        edition=languages[0],
        headline=headline[0][side],
        authors=(Author(name=" ".join(rng.choices(NAMES, cum_weights=_NAME_WEIGHTS, k=2))),),
        date_published=published,
        section=NOUNS[rng.randrange(12)][side],
        keywords=tuple(NOUNS[rng.randrange(len(NOUNS))][side] for _ in range(3)),
        in_language=languages[0],
        in_language_confidence=0.99,
        rights=Rights(robots=("noarchive",)) if rng.random() < 0.02 else Rights(),
        blocks=blocks,
        sources={"headline": "json-ld", "date_published": "json-ld"},
        retrieved_at=published + timedelta(hours=1),
        content_hash=hashlib.sha256("\n".join(block.text for block in blocks).encode()).hexdigest(),
        extractor_version="synthetic 1",
    )
    translation = Translation(
        article_id=id_,
        version=1,
        target_language=languages[1],
        translation=translated,
        segments=_segments(id_, languages, source, target),
        engine="synthetic 1",
    )
    return article, translation


def make_stories(count: int, seed: int = 0) -> Iterator[tuple[Article, Translation]]:
    """The first *count* articles of the series *seed*, with their translations."""
    return (make_story(number, seed) for number in range(count))


#: What sites print around stories in the other language.
_FURNITURE = {
    "en": (
        "Síguenos en {x}",
        "Suscríbete al boletín",
        "Lea también: {n}",
        "Mañana en {x}",
        "Noticias de {n}",
    ),
    "es": ("Follow us on {x}", "Sign up for the newsletter", "Read more: {n}", "Tomorrow in {x}", "{n} news"),
}
_KINDS: tuple[FragmentKind, ...] = ("quotation", "title", "name", "passage", "anglicism", "hispanism")


def add_fragments(article: Article, number: int) -> Article:
    """*article* with furniture in the other language and some fragments, for what lists and counts them."""
    rng = random.Random(f"fragments:{number}")
    other = "en" if article.in_language == "es" else "es"
    blocks, fragments = list(article.blocks), []
    for _ in range(rng.randint(1, 3)):
        noun = rng.choices(NOUNS, cum_weights=_NOUN_WEIGHTS)[0][other == "en"]
        template = rng.choice(_FURNITURE[article.in_language])
        text = template.format(x=rng.choice(("Facebook", "WhatsApp", "X")), n=noun)
        block = Block(position=len(blocks), role="furniture", text=text, language=other, confidence=0.99)
        blocks.append(block)
        fragments.append(_mark(block, 0, len(text), other, "furniture", 1.0))
    for _ in range(rng.randint(1, 5)):
        block = rng.choice(article.blocks)
        start = rng.choice([0, *(at + 1 for at, char in enumerate(block.text[:-8]) if char == " ")])
        end = min(len(block.text), start + rng.randint(4, 40))
        sure = round(rng.uniform(0.5, 1), 2)
        fragments.append(_mark(block, start, end, other, rng.choice(_KINDS), sure))
    return msgspec.structs.replace(article, blocks=tuple(blocks), fragments=tuple(fragments))


def _mark(block: Block, start: int, end: int, language: str, kind: FragmentKind, sure: float) -> Fragment:
    return Fragment(block=block.position, start=start, end=end, language=language, kind=kind, confidence=sure)
