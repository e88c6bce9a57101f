"""What an outlet changed between two versions."""

from test_store import make_article

from dosvoces.core.record import Article, Block, Role
from dosvoces.store.changes import compare


def make_version(*blocks: tuple[Role, str]) -> Article:
    return make_article(
        blocks=tuple(Block(position=n, role=role, text=text) for n, (role, text) in enumerate(blocks))
    )


def test_a_paragraph_that_became_a_heading_says_what_it_said() -> None:
    old = make_version(("paragraph", "Uno."), ("paragraph", "Dos."), ("paragraph", "Tres."))
    assert (
        compare(old, make_version(("paragraph", "Uno."), ("heading", "Dos."), ("paragraph", "Tres."))) == ()
    )
    new = make_version(("paragraph", "Uno."), ("heading", "Dos y medio."), ("paragraph", "3."))
    assert [(change.kind, change.role, change.before, change.after) for change in compare(old, new)] == [
        ("rewritten", "heading", "Dos.", "Dos y medio."),
        ("rewritten", "paragraph", "Tres.", "3."),
    ]


def test_a_change_has_the_text_above_it_that_stayed() -> None:
    old = make_version(*(("paragraph", text) for text in ("Uno.", "Dos.", "Tres.", "Cuatro.", "Cinco.")))
    new = make_version(*(("paragraph", text) for text in ("Uno.", "2.", "Tres.", "4.", "5.", "Seis.")))
    assert [(change.after, change.above) for change in compare(old, new)] == [
        ("2.", "Uno."), ("4.", "Tres."), ("5.", ""), ("Seis.", ""),
    ]  # fmt: skip
