"""The classifiers of units and pages: small decision trees, in pure Python without a library.

``unit_classifier.bin`` says how likely a unit is the story's text, ``page_classifier.bin`` how likely a page
is a list of stories or goods; ``benchmarks/train_units.py`` and ``benchmarks/train_pages.py`` train them.
"""

import math
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple, TypeAlias, cast

import msgspec

#: A leaf's value, or the number of a feature, the value up to which the first branch is taken, both branches.
Node: TypeAlias = "float | tuple[int, float, Node, Node]"
#: The number that stands for a feature in a leaf.
_LEAF = 255
#: Trees added up before their sum is: the compiler follows nested additions to a depth of its own.
_TREES_TO_A_SUM = 20


class Packed(msgspec.Struct, frozen=True):
    """Trees as they lie in a file: the nodes of all in pre-order."""

    #: The features' names, in the order of their numbers.
    features: list[str]
    #: The feature of each node, 255 in a leaf.
    numbers: bytes
    #: The threshold or value of each node, as 32-bit floats in little-endian order.
    values: bytes


class DecisionTrees:
    """Decision trees whose leaves add up to a log-odds."""

    def __init__(self, features: Sequence[str], trees: Sequence[Node]) -> None:
        self.features = tuple(features)
        self.trees = tuple(trees)
        self._sum = _compile(len(self.features), self.trees)

    def classify(self, columns: Mapping[str, Sequence[float]]) -> list[float]:
        """For each row of *columns*, the probability that it is what the trees were trained to find."""
        rows = zip(*(columns[name] for name in self.features), strict=True)
        return [1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, self._sum(*row))))) for row in rows]

    def pack(self) -> bytes:
        """The classifier as it lies in a file."""
        numbers, values = bytearray(), bytearray()
        for tree in self.trees:
            for number, value in _walk(tree):
                numbers.append(number)
                values += struct.pack("<f", value)
        return msgspec.msgpack.encode(Packed(list(self.features), bytes(numbers), bytes(values)))

    @classmethod
    def unpack(cls, data: bytes) -> "DecisionTrees":
        """The classifier that :meth:`pack` made *data* of."""
        packed = msgspec.msgpack.decode(data, type=Packed)
        values = struct.unpack(f"<{len(packed.numbers)}f", packed.values)
        return cls(packed.features, _build(packed.numbers, values))


def _compile(count: int, trees: Sequence[Node]) -> Callable[..., float]:
    """A function of *count* features that adds up the leaves of *trees*: their questions as Python code.

    That takes a quarter of the time of walking from node to node.
    """
    written = [_express(tree) for tree in trees]
    sums = [written[place : place + _TREES_TO_A_SUM] for place in range(0, len(written), _TREES_TO_A_SUM)]
    arguments = ",".join(f"f{number}" for number in range(count))
    total = "+".join(["0.0", *(f"({'+'.join(each)})" for each in sums)])
    return cast("Callable[..., float]", eval(f"lambda {arguments}: {total}", {}))


def _express(tree: Node) -> str:
    """*tree* as a conditional expression."""
    if not isinstance(tree, tuple):
        return f"({tree!r})"
    number, threshold, first, second = tree
    return f"({_express(first)} if f{number}<={threshold!r} else {_express(second)})"


def _walk(tree: Node) -> Iterator[tuple[int, float]]:
    """The nodes of *tree* in pre-order: the number of the feature and the value of each."""
    if not isinstance(tree, tuple):
        yield _LEAF, tree
        return
    yield tree[0], tree[1]
    yield from _walk(tree[2])
    yield from _walk(tree[3])


def _build(numbers: Sequence[int], values: Sequence[float]) -> list[Node]:
    """The trees of nodes in pre-order, built from the last node to the first."""
    stack: list[Node] = []
    for number, value in zip(reversed(numbers), reversed(values), strict=True):
        stack.append(value if number == _LEAF else (number, value, stack.pop(), stack.pop()))
    return stack[::-1]


class Classifiers(NamedTuple):
    """What an extraction asks where rules do not tell."""

    units: DecisionTrees
    pages: DecisionTrees


@cache
def load() -> Classifiers:
    """The classifiers that come with the project."""
    return Classifiers(_load("unit_classifier.bin"), _load("page_classifier.bin"))


def _load(name: str) -> DecisionTrees:
    return DecisionTrees.unpack(files(__package__).joinpath(name).read_bytes())
