import pytest

from dosvoces.core.quality_classes import find_lowest_quality, find_quality
from dosvoces.core.record import Origin, Segment, SegmentSide


def make_segment(origin: Origin, engine: str = "") -> Segment:
    source = SegmentSide(language="es", text="Hola.", spans=())
    target = SegmentSide(language="en", text="Hello.", spans=())
    return Segment(id="1", source=source, target=target, origin=origin, engine=engine)


@pytest.mark.parametrize(
    ("origin", "engine", "quality"),
    [
        ("machine", "embedded 0.2", "gist"),
        ("machine", "firefox 1a2b", "readable"),
        ("memory", "argos 1.9", "readable"),
        ("machine", "nllb-600m 1", "unmeasured"),
        ("machine", "", "unmeasured"),
        ("machine", " \t", "unmeasured"),
        ("memory", "human Ana 2026-11-22T10:00:00Z", "human"),
        ("memory", "human", "human"),
        ("human", "", "human"),
        ("copied", "", None),
        ("phrasebook", "", None),
    ],
)
def test_the_class_of_a_segment(origin: Origin, engine: str, quality: str | None) -> None:
    assert find_quality(make_segment(origin, engine)) == quality


def test_a_story_is_as_good_as_the_worst_of_it() -> None:
    segments = [make_segment("human"), make_segment("machine", "argos 1"), make_segment("copied")]
    assert find_lowest_quality(segments) == "readable"
    assert find_lowest_quality([*segments, make_segment("machine", "embedded 1")]) == "gist"
    assert find_lowest_quality([make_segment("copied")]) is None
