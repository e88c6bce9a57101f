from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from reader_stories import PORT, make_article, translate

from dosvoces.core.record import Block, Fragment, Segment, SegmentSide, TextSpan
from dosvoces.reader.rows import Group, Row, lay_out, split_parts


def list_rows(groups: tuple[Group, ...]) -> list[Row]:
    return [row for group in groups for paragraph in group.paragraphs for row in paragraph.rows]


def test_each_sentence_stands_beside_its_translation() -> None:
    article = make_article("puerto", PORT)
    made = translate(article, PORT)
    rows = list_rows(lay_out(article, made.segments, made.translation, "en"))
    assert [(row.source and row.source.text, row.target and row.target.text) for row in rows] == [
        (own, other) for _, own, other in PORT
    ]
    assert [row.number for row in rows] == [1, 2, 3, 4, 5, 6]


def test_furniture_is_folded_and_stays_in_its_place() -> None:
    article = make_article("puerto", [*PORT, PORT[2]])
    groups = lay_out(article, (), (), "en")
    assert [(group.folded, len(group.paragraphs)) for group in groups] == [(False, 4), (True, 2), (False, 1)]


TEXT = st.text("ab .", min_size=1, max_size=12)


@st.composite
def _cuts(draw: st.DrawFn, blocks: list[str]) -> list[TextSpan]:
    spans = []
    for position, text in enumerate(blocks):
        marks = sorted(draw(st.sets(st.integers(0, len(text)), max_size=4)))
        pairs = pairwise(marks)
        spans += [TextSpan(block=position, start=a, end=b) for a, b in pairs if draw(st.booleans())]
    return spans


@given(st.data())
def test_whatever_is_aligned_every_word_of_both_sides_is_shown_once(data: st.DataObject) -> None:
    left, right = (data.draw(st.lists(TEXT, min_size=1, max_size=4)) for _ in range(2))
    source, target = data.draw(_cuts(left)), data.draw(_cuts(right))
    target = data.draw(st.permutations(target))
    segments = [
        Segment(
            id=str(number),
            source=SegmentSide(language="es", text="?", spans=(one,)),
            target=SegmentSide(language="en", text="?", spans=(other,)),
            origin="human",
        )
        for number, (one, other) in enumerate(zip(source, target, strict=False))
    ]
    article = make_article("x", [("paragraph", text, "") for text in left])
    blocks = [Block(position=n, role="paragraph", text=text) for n, text in enumerate(right)]
    rows = list_rows(lay_out(article, segments, blocks, "en"))
    shown = [
        sorted(char for row in rows for char in side(row) if char.isalnum()) for side in (_source, _target)
    ]
    assert shown == [
        sorted(char for text in texts for char in text if char.isalnum()) for texts in (left, right)
    ]
    assert sorted(row.number for row in rows if row.number) == list(range(1, len(segments) + 1))


def _source(row: Row) -> str:
    return row.source.text if row.source else ""


def _target(row: Row) -> str:
    return row.target.text if row.target else ""


@given(
    st.text(max_size=20), st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=5), st.data()
)
def test_cutting_at_fragments_loses_no_character(
    text: str, bounds: list[tuple[int, int]], data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    fragments = [
        Fragment(block=0, start=a, end=b, language="en", kind="name", confidence=1.0) for a, b in bounds
    ]
    parts = split_parts(Block(position=0, role="paragraph", text=text), start, end, fragments)
    assert "".join(part.text for part in parts) == text[start:end]
