"""The beginning of the readers' comments, by their words, for pages whose markup does not say."""

from collections.abc import Sequence

from pipelines import furniture
from pipelines.extract.unit import Unit

#: So many lines like "Ana says:" are not the speakers of a dialogue that the story prints.
_MANY_COMMENTERS = 3


def find_start(units: Sequence[Unit]) -> int | None:
    """The place in *units* where comments certainly begin; None where nothing is certain.

    Certain are a heading that counts them and names the story, and the first of several commenters' lines.
    """
    commenters = [place for place, unit in enumerate(units) if furniture.is_commenter(unit.text)]
    counted = (place for place, unit in enumerate(units) if furniture.begins_comments(unit.text))
    first = next(counted, None)
    if len(commenters) >= _MANY_COMMENTERS:
        return commenters[0] if first is None else min(first, commenters[0])
    return first
