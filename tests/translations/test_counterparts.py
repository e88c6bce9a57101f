from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from growth import grows_linearly, seconds

from dosvoces.core.record import Alternate, Article, Block
from dosvoces.newsstand import Newsstand
from dosvoces.store import Store
from translations.alignment import Bead
from translations.counterparts import (
    Counterpart,
    Linked,
    find_counterparts,
    link_store,
    measure_shared,
    mirror,
    pair_articles,
)
from translations.counterparts.pairing import keep_sure

NOON = datetime(2026, 4, 2, 12, tzinfo=UTC)

ENGLISH = (
    "The Harvest Fair Opens in Tequila",
    "The mayor of Tequila, Rosa Ibarra, opened the harvest fair on Monday. More than 3,500 farmers came.",
    "The price of agave fell by 12 percent this year, according to the growers’ council.",
    "Nobody at the fair wanted to talk about it, but the banks have noticed. The fair ends on Sunday.",
)
SPANISH = (
    "Abre la feria de la cosecha en Tequila",
    "La alcaldesa de Tequila, Rosa Ibarra, inauguró el lunes la feria de la cosecha. "
    "Llegaron más de 3.500 campesinos.",
    "El precio del agave bajó un 12 por ciento este año, según el consejo de productores.",
    "En la feria nadie quiso hablar de ello, pero los bancos lo han notado. La feria termina el domingo.",
)
OTHER_SPANISH = (
    "El hospital de Valdivia estrena quirófano",
    "El hospital regional inauguró el martes un quirófano que costó 2.100 millones de pesos.",
    "Los cirujanos esperan operar a 40 pacientes más cada mes. La lista de espera supera las mil personas.",
    "El ministro de Salud no asistió a la ceremonia.",
)


def _article(name: str, language: str, texts: Sequence[str], **changes: object) -> Article:
    roles = ["headline", *["paragraph"] * (len(texts) - 1)]
    blocks = tuple(
        Block(position=at, role=role, text=text, language=language)  # type: ignore[arg-type]
        for at, (role, text) in enumerate(zip(roles, texts, strict=True))
    )
    article = Article(
        id=f"diario-{name}",
        url=f"https://diario.example/{name}",
        canonical_url=f"https://diario.example/{name}",
        outlet="diario",
        edition=language,
        headline=texts[0],
        in_language=language,
        date_published=NOON,
        blocks=blocks,
        retrieved_at=NOON,
        content_hash=name,
        extractor_version="1",
    )
    return msgspec.structs.replace(article, **changes)


EN = _article("fair", "en", ENGLISH)
ES = _article("feria", "es-MX", SPANISH)
HOSPITAL = _article("hospital", "es-MX", OTHER_SPANISH)


def _names(pairs: Sequence[Counterpart]) -> set[tuple[str, str, str]]:
    return {(pair.article.id, pair.other.id, pair.found_by) for pair in pairs}


def test_segments_are_sentences_of_both_editions() -> None:
    pair = pair_articles(EN, ES)
    assert pair is not None
    assert pair.shared > 0.9
    assert len(pair.segments) == 6
    for segment in pair.segments:
        assert segment.origin == "human"
        assert segment.source.language == "en"
        assert segment.target.language == "es-MX"
        for article, side in ((EN, segment.source), (ES, segment.target)):
            texts = [article.blocks[span.block].text[span.start : span.end] for span in side.spans]
            assert " ".join(texts) == side.text
    price = next(segment for segment in pair.segments if "agave" in segment.source.text)
    assert price.target.text == SPANISH[2]
    assert len({segment.id for segment in pair.segments}) == 6


def test_a_pair_seen_from_the_other_side_swaps_everything() -> None:
    pair = pair_articles(EN, ES)
    assert pair is not None
    turned = mirror(pair)
    assert (turned.article, turned.other) == (ES, EN)
    assert [(s.source, s.target) for s in turned.segments] == [(s.target, s.source) for s in pair.segments]
    assert all(segment.id.startswith(f"{ES.id}:1:en:") for segment in turned.segments)
    assert mirror(turned) == pair


def test_what_each_edition_says_alone_is_no_segment() -> None:
    english, spanish = list(ENGLISH), list(SPANISH)
    english.insert(1, "Children under twelve pay nothing at the fair, a spokesman for the city said.")
    spanish.insert(1, "El gobernador recorrió los puestos de la feria con su esposa y tres diputados.")
    pair = pair_articles(_article("fair", "en", english), _article("feria", "es-MX", spanish))
    assert pair is not None
    assert len(pair.segments) == 6
    assert all(segment.score is not None and segment.score > 0.9 for segment in pair.segments)
    assert not any("spokesman" in segment.source.text for segment in pair.segments)


def test_a_sentence_that_an_edition_moved_is_found_where_it_stands() -> None:
    spanish = [SPANISH[0], SPANISH[2], SPANISH[3], SPANISH[1]]
    pair = pair_articles(EN, _article("feria", "es-MX", spanish))
    assert pair is not None
    mayor = next(segment for segment in pair.segments if "Rosa Ibarra" in segment.source.text)
    assert "Rosa Ibarra" in mayor.target.text
    assert [span.block for span in mayor.target.spans] == [3]
    for view in (pair, mirror(pair)):
        places = [segment.source.spans[0].block for segment in view.segments]
        assert places == sorted(places)
        assert len({segment.id for segment in view.segments}) == len(view.segments)
    assert mirror(mirror(pair)) == pair


def test_texts_that_translate_nothing_of_each_other_are_refused() -> None:
    assert pair_articles(EN, HOSPITAL) is None


#: Two reports of one earthquake, and two of one decision, each written apart.
ONE_EVENT = [
    (
        """
        Magnitude 6.1 earthquake hits Oaxaca, kills 3
        A magnitude 6.1 earthquake struck Oaxaca on Monday, killing three people, officials said.
        The quake hit at 7:35 a.m. near Juchitán, the U.S. Geological Survey said.
        Governor Alejandro Murat said 45 homes were damaged.
        “We heard a loud noise and ran,” said Ana Ruiz, 34.
        Schools will remain closed until Thursday.
        """,
        """
        Sismo de 6.1 sacude Oaxaca; hay 3 muertos
        Tres personas murieron el lunes por un sismo de 6.1 con epicentro en Juchitán, dijo Protección Civil.
        El Servicio Sismológico Nacional precisó que el movimiento ocurrió a las 7:35 horas.
        El gobernador Alejandro Murat recorrió la zona afectada y prometió ayuda a los damnificados.
        La Secretaría de la Defensa activó el Plan DN-III con 200 elementos.
        En 2017, un terremoto de magnitud 8.2 dejó casi 100 muertos en la misma región.
        """,
    ),
    (
        """
        Fed holds rates, signals cuts
        The Federal Reserve kept rates at 5.25 to 5.5 percent on Wednesday and signaled three cuts this year.
        Chair Jerome Powell said inflation was easing but the path would be bumpy.
        Stocks rallied to records, with the S&P 500 up 0.9 percent.
        The vote was unanimous.
        """,
        """
        La Fed mantiene los tipos y apunta a tres bajadas este año
        La Reserva Federal dejó este miércoles los tipos en el 5,25-5,5 %, su nivel más alto en 23 años.
        Jerome Powell, presidente de la Fed, advirtió de que el camino será accidentado.
        El Ibex 35 subió un 1,1 % y superó los 10.700 puntos tras la decisión.
        El BCE de Christine Lagarde podría adelantarse en junio.
        """,
    ),
]


@pytest.mark.parametrize(("english", "spanish"), ONE_EVENT)
def test_two_stories_about_one_event_are_no_pair(english: str, spanish: str) -> None:
    texts = ([line.strip() for line in text.strip().splitlines()] for text in (english, spanish))
    assert pair_articles(_article("a", "en", next(texts)), _article("b", "es", next(texts))) is None


ENGLISH_RATE, SPANISH_RATE = (
    (
        "Dollar price today, {day} {month}",
        "The dollar opened at {opening} pesos, according to the central bank, and closed at {closing} pesos.",
        "Analysts expect the currency to remain stable this week.",
        "The official rate is published every day on the bank’s website.",
    ),
    (
        "Precio del dólar hoy, {day} de {month}",
        "El dólar abrió en {opening} pesos, según el banco central, y cerró en {closing} pesos.",
        "Los analistas esperan que la moneda se mantenga estable esta semana.",
        "La tasa oficial se publica cada día en el sitio web del banco.",
    ),
)


def test_pairs_are_judged_in_time_in_proportion_to_their_number() -> None:
    def cost(size: int) -> float:
        text = ["The mayor of Tequila opened the fair."] * size
        beads = [Bead((at,), (at,), 0.5) for at in range(size)]
        shared = measure_shared(beads, text, text)
        return seconds(lambda: keep_sure(beads, text, text, shared))

    assert grows_linearly(cost, 1_000)


def test_one_form_filled_with_other_numbers_is_no_pair() -> None:
    def fill(form: Sequence[str], **values: object) -> list[str]:
        return [text.format(**values) for text in form]

    english = _article("en", "en", fill(ENGLISH_RATE, day=5, month="March", opening="17.20", closing="17.45"))
    today = fill(SPANISH_RATE, day=5, month="marzo", opening="17,20", closing="17,45")
    tomorrow = fill(SPANISH_RATE, day=6, month="marzo", opening="17,51", closing="16,98")
    assert pair_articles(english, _article("es", "es", today)) is not None
    assert pair_articles(english, _article("es", "es", tomorrow)) is None


def test_furniture_is_no_part_of_a_pair() -> None:
    furniture = Block(position=4, role="furniture", text="Síguenos en Facebook y Twitter.", language="es")
    pair = pair_articles(EN, msgspec.structs.replace(ES, blocks=(*ES.blocks, furniture)))
    assert pair is not None
    assert all(span.block != 4 for segment in pair.segments for span in segment.target.spans)


def test_one_language_is_no_pair() -> None:
    with pytest.raises(ValueError, match="needs two languages"):
        pair_articles(ES, HOSPITAL)


@pytest.mark.parametrize("declaring", ["en", "es"])
def test_editions_that_name_each_other_are_found_whenever_they_appeared(declaring: str) -> None:
    later = msgspec.structs.replace(ES, date_published=NOON + timedelta(days=300))
    en, es = EN, later
    if declaring == "en":
        en = msgspec.structs.replace(
            en, alternates=(Alternate(language="es-MX", url=es.url + "?utm_source=x"),)
        )
    else:
        es = msgspec.structs.replace(es, alternates=(Alternate(language="en", url=en.url),))
    assert _names(find_counterparts([HOSPITAL, es, en])) == {(en.id, es.id, "declared")}


def test_a_canonical_address_in_the_other_language_is_a_declaration() -> None:
    es = msgspec.structs.replace(ES, canonical_url=EN.url, date_published=None)
    assert _names(find_counterparts([EN, es])) == {(EN.id, es.id, "declared")}


def test_a_wrong_declaration_is_refused_and_the_right_edition_found_by_what_it_says() -> None:
    en = msgspec.structs.replace(EN, alternates=(Alternate(language="es", url=HOSPITAL.url),))
    assert _names(find_counterparts([en, ES, HOSPITAL])) == {(en.id, ES.id, "similarity")}


def test_without_declaration_time_and_outlet_must_agree() -> None:
    assert _names(find_counterparts([EN, ES, HOSPITAL])) == {(EN.id, ES.id, "similarity")}
    late = msgspec.structs.replace(ES, date_published=NOON + timedelta(days=3))
    assert find_counterparts([EN, late]) == []
    assert len(find_counterparts([EN, late], window=timedelta(days=4))) == 1
    assert find_counterparts([EN, msgspec.structs.replace(ES, date_published=None)]) == []
    assert find_counterparts([EN, msgspec.structs.replace(ES, outlet="otro")]) == []


def test_articles_in_other_languages_are_left_alone() -> None:
    portuguese = msgspec.structs.replace(ES, in_language="pt-BR")
    assert find_counterparts([EN, portuguese]) == []


def _true_pairs(newsstand: Newsstand) -> set[frozenset[str]]:
    return {
        frozenset((story.url, story.counterpart_url))
        for story in newsstand.expected()
        if story.outlet == "la-ribera" and story.counterpart_url
    }


@pytest.mark.parametrize("declared", [True, False])
def test_every_pair_of_the_bilingual_outlet_is_found_and_no_other(
    shared_newsstand: Newsstand, bilingual_articles: list[Article], declared: bool
) -> None:
    articles = bilingual_articles
    if not declared:
        articles = [msgspec.structs.replace(article, alternates=()) for article in articles]
    found = find_counterparts(articles)
    assert {
        frozenset((pair.article.canonical_url, pair.other.canonical_url)) for pair in found
    } == _true_pairs(shared_newsstand)
    assert {pair.found_by for pair in found} == {"declared" if declared else "similarity"}


def test_a_store_is_linked_from_both_sides_and_only_once(
    shared_newsstand: Newsstand, bilingual_articles: list[Article], tmp_path: Path
) -> None:
    with Store(f"sqlite:///{tmp_path / 'store.sqlite'}") as store:
        store.save_articles(bilingual_articles)
        told: list[Linked] = []
        linked = link_store(store, progress=told.append)
        assert linked.pairs == len(_true_pairs(shared_newsstand))
        assert told[-1] == linked
        assert linked.aligned == linked.pairs + linked.refused
        before = list(store.records())
        assert link_store(store) == msgspec.structs.replace(linked, aligned=0)
        assert list(store.records()) == before
    by_url = {record.article.canonical_url: record for record in before}
    for one, other in map(sorted, _true_pairs(shared_newsstand)):
        for url, counterpart in ((one, other), (other, one)):
            record = by_url[url]
            assert record.counterpart is not None
            assert record.counterpart.canonical_url == counterpart
            assert len(record.segments) >= 5
            for segment in record.segments:
                (first, *_), (echo, *_) = segment.source.spans, segment.target.spans
                assert record.article.blocks[first.block].text[first.start : first.end] in segment.source.text
                assert (
                    record.counterpart.blocks[echo.block].text[echo.start : echo.end] in segment.target.text
                )


def test_only_what_changed_is_aligned_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store(f"sqlite:///{tmp_path / 'store.sqlite'}") as store:
        # The hospital's page names the fair as its English edition, and is refused at each run.
        hospital = msgspec.structs.replace(HOSPITAL, alternates=(Alternate(language="en", url=EN.url),))
        store.save_articles([EN, ES, hospital])
        assert link_store(store) == Linked(pairs=1, refused=1, segments=6, aligned=2)
        assert link_store(store) == Linked(pairs=1, refused=1, segments=6, aligned=0)
        edited = msgspec.structs.replace(ES, blocks=ES.blocks[:3], content_hash="shorter")
        store.save_article(edited)
        linked = link_store(store)
        assert (linked.aligned, linked.pairs) == (1, 1) and linked.segments < 6
        records = {record.article.id: record for record in store.records()}
        assert records[EN.id].counterpart and records[EN.id].counterpart.version == 2
        monkeypatch.setattr("translations.counterparts.linking.ALIGNER", "another")
        assert link_store(store).aligned == 2


def _counterparts(store: Store) -> dict[str, str | None]:
    """The id of each article's counterpart."""
    return {
        record.article.id: record.counterpart.id if record.counterpart else None for record in store.records()
    }


@pytest.mark.parametrize(
    "url", ["https://n.example:abc/en", "https://n.example:99999/", "http://[::1/en", ""]
)
def test_a_malformed_address_costs_no_pair(tmp_path: Path, url: str) -> None:
    hospital = msgspec.structs.replace(HOSPITAL, alternates=(Alternate(language="en", url=url),))
    assert _names(find_counterparts([EN, ES, hospital])) == {(EN.id, ES.id, "similarity")}
    with Store(f"sqlite:///{tmp_path / 'store.sqlite'}") as store:
        store.save_articles([EN, ES, hospital])
        assert link_store(store).pairs == 1


def test_an_article_that_cannot_be_compared_costs_itself_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(article: Article, *more: object) -> Counterpart | None:
        if "broken" in (article.id, *(getattr(each, "id", "") for each in more)):
            raise RuntimeError("a bug")
        return pair_articles(article, *more)  # type: ignore[arg-type]

    monkeypatch.setattr("translations.counterparts.linking.pair_articles", fail)
    broken = msgspec.structs.replace(
        HOSPITAL, id="broken", alternates=(Alternate(language="en", url=EN.url),), content_hash="b"
    )
    with Store(f"sqlite:///{tmp_path / 'store.sqlite'}") as store:
        store.save_articles([broken, EN, ES])
        assert link_store(store).pairs == 1


def test_what_was_compared_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    late = msgspec.structs.replace(
        ES, id="diario-late", url="https://diario.example/late", canonical_url="https://diario.example/late",
        date_published=NOON + timedelta(days=9), content_hash="late",
    )  # fmt: skip
    read: list[str] = []
    load = Store.article

    def note(store: Store, article_id: str, version: int | None = None) -> Article | None:
        read.append(article_id)
        return load(store, article_id, version)

    with Store(f"sqlite:///{tmp_path / 'store.sqlite'}") as store:
        store.save_articles([EN, ES, HOSPITAL])
        link_store(store)
        monkeypatch.setattr(Store, "article", note)
        assert link_store(store) == Linked(pairs=1, segments=6)
        assert read == []
        store.save_article(late)
        assert link_store(store).aligned == 0
        assert read == []


def test_a_pair_that_is_declared_takes_the_place_of_one_that_looked_alike(tmp_path: Path) -> None:
    with Store(f"sqlite:///{tmp_path / 'store.sqlite'}") as store:
        store.save_articles([EN, ES])
        link_store(store)
        assert _counterparts(store) == {EN.id: ES.id, ES.id: EN.id}
        declared = msgspec.structs.replace(
            ES, id="diario-the-right-one", url="https://diario.example/right", content_hash="right",
            canonical_url="https://diario.example/right", alternates=(Alternate(language="en", url=EN.url),),
            headline="Otra", blocks=(*ES.blocks[1:], ES.blocks[0]), date_published=NOON + timedelta(days=30),
        )  # fmt: skip
        store.save_article(declared)
        link_store(store)
        assert _counterparts(store) == {EN.id: declared.id, declared.id: EN.id}
        assert link_store(store).aligned == 0


def test_a_likelier_edition_takes_the_place_of_another(tmp_path: Path) -> None:
    half = msgspec.structs.replace(
        ES, id="diario-half", url="https://diario.example/half", canonical_url="https://diario.example/half",
        blocks=(*ES.blocks[:3], *HOSPITAL.blocks[1:2]), content_hash="half",
    )  # fmt: skip
    with Store(f"sqlite:///{tmp_path / 'store.sqlite'}") as store:
        store.save_articles([EN, half])
        link_store(store)
        assert _counterparts(store)[EN.id] == half.id
        store.save_article(ES)
        link_store(store)
        assert _counterparts(store) == {EN.id: ES.id, ES.id: EN.id}


def test_what_is_left_out_by_its_time_is_compared_later(tmp_path: Path) -> None:
    with Store(f"sqlite:///{tmp_path / 'store.sqlite'}") as store:
        store.save_article(EN)
        moment = store.save_article(HOSPITAL) and datetime.now(UTC) + timedelta(hours=1)
        store.save_article(ES)
        assert link_store(store, since=moment) == Linked()
        assert link_store(store).pairs == 1
