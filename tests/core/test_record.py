"""Records are frozen, strict, and come back from JSON as they were."""

from datetime import UTC, datetime

import jsonschema
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dosvoces.core import record
from dosvoces.core.record import (
    Article,
    Author,
    BilingualRecord,
    Block,
    Fragment,
    Segment,
    SegmentSide,
    TextSpan,
)

# Anything Unicode holds except lone surrogates, which JSON cannot carry.
texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)
times = st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC))
confidences = st.floats(0, 1)
blocks = st.builds(
    Block,
    position=st.integers(0, 999),
    role=st.sampled_from(sorted(record.BODY_ROLES | {"furniture", "credit", "related"})),
    text=texts,
    language=st.sampled_from(["es", "es-MX", "en", "und", "pt"]),
    confidence=confidences,
    time=st.none() | times,
)
fragments = st.builds(
    Fragment,
    block=st.integers(0, 99),
    start=st.integers(0, 99),
    end=st.integers(0, 99),
    language=st.sampled_from(["es", "en"]),
    kind=st.sampled_from(["furniture", "quotation", "name"]),
    confidence=confidences,
)
articles = st.builds(
    Article,
    id=texts,
    url=texts,
    canonical_url=texts,
    outlet=texts,
    edition=st.just("es-MX"),
    headline=texts,
    authors=st.lists(st.builds(Author, name=texts), max_size=2).map(tuple),
    date_published=st.none() | times,
    keywords=st.lists(texts, max_size=3).map(tuple),
    blocks=st.lists(blocks, max_size=4).map(tuple),
    fragments=st.lists(fragments, max_size=3).map(tuple),
    sources=st.dictionaries(texts, texts, max_size=2),
    retrieved_at=times,
    content_hash=texts,
    extractor_version=texts,
)
spans = st.builds(TextSpan, block=st.integers(0, 9), start=st.integers(0, 9), end=st.integers(0, 9))
sides = st.builds(SegmentSide, language=st.just("en"), text=texts, spans=st.tuples(spans))
segments = st.builds(
    Segment,
    id=texts,
    source=sides,
    target=sides,
    origin=st.sampled_from(["machine", "human", "copied"]),
    score=st.none() | confidences,
    flags=st.lists(st.sampled_from(["untranslated", "number-mismatch"]), max_size=2).map(tuple),
)
records = st.builds(
    BilingualRecord,
    article=articles,
    target_language=st.just("en"),
    translation=st.lists(blocks, max_size=2).map(tuple),
    segments=st.lists(segments, max_size=3).map(tuple),
    counterpart=st.none() | articles,
)

validator = jsonschema.Draft202012Validator(record.json_schema())


@settings(max_examples=60)
@given(records)
def test_a_record_survives_json_and_follows_the_published_schema(one: BilingualRecord) -> None:
    line = record.to_json(one)
    assert b"\n" not in line
    assert record.from_json(line) == one
    assert record.to_json(record.from_json(line)) == line
    validator.validate(msgspec.json.decode(line))


@settings(max_examples=20)
@given(records)
def test_unknown_and_missing_fields_are_refused(one: BilingualRecord) -> None:
    plain = msgspec.json.decode(record.to_json(one))
    for broken in ({**plain, "surprise": 1}, {k: v for k, v in plain.items() if k != "article"}):
        with pytest.raises(msgspec.ValidationError):
            record.from_json(msgspec.json.encode(broken))
        assert not validator.is_valid(broken)


@given(blocks)
def test_records_are_frozen(block: Block) -> None:
    with pytest.raises(AttributeError):
        block.text = "other"  # type: ignore[misc]


@given(st.lists(blocks, max_size=5).map(tuple), articles)
def test_the_text_is_standfirst_and_body_and_nothing_else(parts: tuple[Block, ...], article: Article) -> None:
    article = msgspec.structs.replace(article, blocks=parts)
    assert article.text == "\n".join(b.text for b in parts if b.role in record.STORY_ROLES)


def test_the_captions_are_the_text_of_a_story_that_is_its_pictures() -> None:
    captions = tuple(Block(position=n, role="caption", text=f"La orilla número {n}") for n in range(5))
    body = Block(position=5, role="paragraph", text="Las fotos de la crecida.")
    assert record.story_blocks((*captions, body)) == (*captions, body)
    assert record.story_blocks((*captions[:4], body)) == (body,)
