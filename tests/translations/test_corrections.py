import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from psycopg.conninfo import conninfo_to_dict

from benchmarks.postgres import Server
from dosvoces.core.errors import ExportError
from dosvoces.core.record import Article, Segment
from dosvoces.store import Entry, Selection, Store
from dosvoces.store.browsing import Browser
from dosvoces.store.corrections import Correction
from dosvoces.store.values import Translation
from translations.batches import translate_store
from translations.corrections import export_memory, import_memory

Make = Callable[..., Article]


def test_corrections_come_back_and_win(tmp_path: Path, make_article: Make) -> None:
    path = tmp_path / "out.tmx"
    with Store(str(tmp_path / "s.sqlite")) as store:
        store.save_article(make_article(1, "en"))
        translate_store(store, "embedded", isolated=False)
        assert export_memory(store, path) >= 3
        assert import_memory(store, path).corrections == 0
        text = path.read_text(encoding="utf-8")
        mended = re.sub(
            r"(said the spokeswoman\.</seg></tuv><tuv xml:lang=\"es\"><seg>).*?<",
            r"\1CORREGIDO & «bien»<",
            text,
        )
        mended = mended.replace("CORREGIDO & ", "Corregido &amp; ")
        assert mended != text
        path.write_text(mended, encoding="utf-8")
        done = import_memory(store, path)
        assert (done.corrections, done.articles) == (1, 1)
        # The stored translation has it, offsets and all ...
        (record,) = store.records()
        (segment,) = [segment for segment in record.segments if segment.target.text == "Corregido & «bien»"]
        assert segment.origin == "memory" and segment.flags == ()
        blocks = {block.position: block.text for block in record.translation}
        for each in record.segments:
            (span,) = each.target.spans
            assert blocks[span.block][span.start : span.end] == each.target.text
        # ... and so has every later one.
        store.save_article(make_article(7, "en", (segment.source.text,)))
        translate_store(store, "embedded", isolated=False)
        later = [record for record in store.records() if record.article.id != segment.id.split(":")[0]]
        assert later[0].segments[0].target.text == "Corregido & «bien»"


def test_only_flagged_segments_when_wanted(tmp_path: Path, make_article: Make) -> None:
    with Store(str(tmp_path / "s.sqlite")) as store:
        # Words that no engine knows stay as they are, and are flagged.
        nonsense = "The slithy toves gimbled in the wabe."
        store.save_article(make_article(1, "en", (nonsense, "The government presented three plans.")))
        translate_store(store, "embedded", isolated=False)
        segments = [segment for record in store.records() for segment in record.segments]
        flagged = {segment.source.text for segment in segments if segment.flags}
        assert nonsense in flagged
        assert export_memory(store, tmp_path / "out.tmx", flagged=True) == len(flagged)


def test_what_another_tool_wrote_is_a_correction(tmp_path: Path, make_article: Make) -> None:
    path = tmp_path / "other.tmx"
    path.write_text(
        '<tmx version="1.4"><header srclang="en-US"/><body>'
        '<tu srclang="EN_us"><tuv xml:lang="ES-MX"><seg>La casa</seg></tuv>'
        '<tuv xml:lang="EN-US"><seg>The <bpt i="1"/>house</seg></tuv></tu>'
        '<tu><tuv lang="fr"><seg>Oui</seg></tuv><tuv lang="en"><seg>Yes</seg></tuv></tu></body></tmx>',
        encoding="utf-8",
    )
    with Store(str(tmp_path / "s.sqlite")) as store:
        done = import_memory(store, path)
        assert (done.units, done.corrections) == (1, 1)
        store.save_article(make_article(1, "en", ("The house",)))
        translate_store(store, "embedded", isolated=False)
        (record,) = store.records()
    assert [segment.target.text for segment in record.segments if segment.source.text == "The house"] == [
        "La casa"
    ]


@pytest.mark.parametrize("content", [b"", b"hello", b'<tmx version="1.4"><body><tu>'])
def test_a_file_that_is_none_changes_nothing_and_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.tmx"
    path.write_bytes(content)
    with Store(str(tmp_path / "s.sqlite")) as store, pytest.raises(ExportError, match=r"bad\.tmx"):
        import_memory(store, path)
    with Store(str(tmp_path / "s.sqlite")) as store, pytest.raises(ExportError, match=r"none\.tmx"):
        import_memory(store, tmp_path / "none.tmx")


SENTENCES = (
    "The port opens today.",
    "The crane came by ship. It is blue. It was late.",
    "It came from Vigo.",
)


def write_memory(path: Path, pairs: dict[str, str]) -> Path:
    units = "".join(
        f'<tu><tuv xml:lang="en"><seg>{source}</seg></tuv><tuv xml:lang="es"><seg>{target}</seg></tuv></tu>'
        for source, target in pairs.items()
    )
    text = f'<tmx version="1.4"><header srclang="en"/><body>{units}</body></tmx>'
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def translated(tmp_path_factory: pytest.TempPathFactory, make_article: Make) -> Path:
    """A store with a translated article of :data:`SENTENCES`; for copying."""
    path = tmp_path_factory.mktemp("translated") / "s.sqlite"
    with Store(str(path)) as store:
        fill(store, make_article)
    return path


def fill(store: Store, make_article: Make) -> None:
    store.save_article(make_article(1, "en", SENTENCES))
    translate_store(store, "embedded", isolated=False)


@pytest.fixture(scope="module")
def translated_in_postgres(
    postgres: Server, make_postgres_store: Callable[[], str], make_article: Make
) -> Callable[[], str]:
    """Gives the address of a copy of such a store in PostgreSQL, another each time."""
    first = make_postgres_store()
    with Store(first) as store:
        fill(store, make_article)
    template = str(conninfo_to_dict(first)["dbname"])
    return lambda: postgres.create(template)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store of the test's own in either database with a translated article of :data:`SENTENCES`."""
    if request.param == "postgresql":
        with Store(request.getfixturevalue("translated_in_postgres")()) as store:
            yield store
    else:
        copy = shutil.copy(request.getfixturevalue("translated"), tmp_path / "s.sqlite")
        with Store(str(copy)) as store:
            yield store


def read_segments(store: Store) -> dict[str, Segment]:
    """The segments of the one article by source; their offsets are right."""
    (record,) = store.records()
    blocks = {block.position: block.text for block in record.translation}
    for each in record.segments:
        (span,) = each.target.spans
        assert blocks[span.block][span.start : span.end] == each.target.text
    return {segment.source.text: segment for segment in record.segments}


def correct(store: Store, source: str, text: str) -> Correction:
    segment = read_segments(store)[source]
    article_id, version, target, _ = segment.id.rsplit(":", 3)
    done = Browser(store).correct(
        Correction(
            article_id=article_id,
            version=int(version),
            target_language=target,
            segment=segment.id,
            after=text,
            author="Ada",
        )
    )
    assert done
    return done


@pytest.mark.parametrize("corrected", ["The port opens today.", "It is blue."])
def test_an_import_leaves_every_other_sentence_as_it_is(store: Store, tmp_path: Path, corrected: str) -> None:
    correct(store, corrected, "Lo que dice Ada.")
    before = read_segments(store)
    path = write_memory(
        tmp_path / "m.tmx",
        {"The crane came by ship.": "La grúa, que es nueva, vino por mar.", "It was late.": "Tarde."},
    )
    assert import_memory(store, path).articles == 1
    after = read_segments(store)
    assert after["The crane came by ship."].target.text == "La grúa, que es nueva, vino por mar."
    assert after["It was late."].target.text == "Tarde."
    for source, segment in after.items():
        if source in ("The crane came by ship.", "It was late."):
            assert (segment.origin, segment.flags, segment.links, segment.score) == ("memory", (), (), None)
            assert segment.engine == "human"
            continue
        # Nothing but the place of what stands behind a changed sentence is another.
        target = msgspec.structs.replace(segment.target, spans=before[source].target.spans)
        assert msgspec.structs.replace(segment, target=target) == before[source]
    assert after[corrected].engine.startswith("human Ada 20")
    assert import_memory(store, path).articles == 0


def test_an_import_names_nobody_for_what_it_changed(store: Store, tmp_path: Path) -> None:
    correct(store, "It is blue.", "Es de Ada.")
    assert import_memory(store, write_memory(tmp_path / "m.tmx", {"It is blue.": "Es azul."})).articles == 1
    segment = read_segments(store)["It is blue."]
    assert (segment.target.text, segment.engine, segment.is_corrected) == ("Es azul.", "human", True)


@pytest.mark.parametrize("moment", ["before", "after"])
def test_what_is_corrected_while_an_import_runs_is_kept(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    entries, made = store.entries, []

    def read_slowly(chosen: Selection) -> Iterator[Entry]:
        def interfere() -> None:
            monkeypatch.undo()
            for source in ("It is blue.", "It came from Vigo."):
                made.append(correct(store, source, f"Ada: {source}"))

        if moment == "before":
            interfere()
        yield from entries(chosen)
        if moment == "after":
            interfere()

    monkeypatch.setattr(store, "entries", read_slowly)
    pairs = {"The port opens today.": "Abre el puerto.", "It came from Vigo.": "Vino de Vigo, creo."}
    import_memory(store, write_memory(tmp_path / "m.tmx", pairs))
    after = read_segments(store)
    assert after["The port opens today."].target.text == "Abre el puerto."
    # Of two people's words for one sentence those hold that came last.
    for source, correction in zip(("It is blue.", "It came from Vigo."), made, strict=True):
        assert after[source].target.text == f"Ada: {source}"
        assert after[source].engine == correction.mark
        assert store.recall("human", "en", "es", [source])[source].text == f"Ada: {source}"


@pytest.mark.parametrize("text", ["\u200b\u200d", "\u2800", "x" * 100_000])
def test_an_import_refuses_what_the_reader_refuses(tmp_path: Path, text: str) -> None:
    with Store(str(tmp_path / "s.sqlite")) as store:
        done = import_memory(store, write_memory(tmp_path / "m.tmx", {"It is blue.": text}))
        assert (done.corrections, done.refused) == (1, 1)
        assert store.recall("human", "en", "es", ["It is blue."]) == {}


def test_an_import_takes_out_what_turns_the_writing_direction(tmp_path: Path) -> None:
    with Store(str(tmp_path / "s.sqlite")) as store:
        done = import_memory(store, write_memory(tmp_path / "m.tmx", {"It is blue.": "Es\u202e azul.\u2066"}))
        assert done.refused == 0
        assert store.recall("human", "en", "es", ["It is blue."])["It is blue."].text == "Es azul."


@pytest.mark.parametrize("way", ["reader", "import"])
def test_what_is_corrected_while_a_run_holds_the_article_is_kept(
    store: Store, tmp_path: Path, way: str
) -> None:
    (again,) = [
        Translation(
            article_id=record.article.id,
            version=record.article.version,
            target_language=record.target_language,
            translation=record.translation,
            segments=record.segments,
            engine="embedded 0.1",
        )
        for record in store.records()
    ]
    if way == "reader":
        correct(store, "It is blue.", "Es, según Ada, azul.")
    else:
        import_memory(store, write_memory(tmp_path / "m.tmx", {"It is blue.": "Es, según Ada, azul."}))
    store.save_translations([again])
    segment = read_segments(store)["It is blue."]
    assert (segment.target.text, segment.origin, segment.is_corrected) == (
        "Es, según Ada, azul.",
        "memory",
        True,
    )
    assert segment.engine.startswith("human Ada 20" if way == "reader" else "human")


def test_a_person_words_are_said_to_be_theirs_in_later_articles(store: Store, make_article: Make) -> None:
    correct(store, "It is blue.", "Es azul como el mar.")
    store.save_article(make_article(2, "en", ("Look at the sea. It is blue.",)))
    translate_store(store, "embedded", isolated=False)
    found = [
        each for record in store.records() for each in record.segments if each.source.text == "It is blue."
    ]
    assert [each.target.text for each in found] == ["Es azul como el mar."] * 2
    assert all(each.is_corrected for each in found)


def test_what_a_person_wrote_for_a_sentence_in_a_third_language_comes_again(
    store: Store, make_article: Make
) -> None:
    text = "O presidente da república visitou ontem a cidade de São Paulo com os seus ministros."
    for number in (3, 4):
        article = make_article(number, "en", ("The port opens today.", text))
        blocks = tuple(
            msgspec.structs.replace(block, language="pt") if block.text == text else block
            for block in article.blocks
        )
        store.save_article(msgspec.structs.replace(article, blocks=blocks))
        translate_store(store, "embedded", isolated=False)
        if number == 3:
            (segment,) = (s for r in store.records() for s in r.segments if s.source.text == text)
            assert segment.origin == "copied"
            Browser(store).correct(
                Correction(
                    article_id=article.id,
                    version=1,
                    target_language="es",
                    segment=segment.id,
                    after="El presidente visitó São Paulo.",
                    author="Ada",
                )
            )
    told = [s.target.text for r in store.records() for s in r.segments if s.source.text == text]
    assert told == ["El presidente visitó São Paulo."] * 2
