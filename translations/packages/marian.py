"""Marian's binary container of weights, as Firefox's models have it: checked before an engine loads it.

Little endian: version and number of items; name length, type, number of dimensions and data length of each;
the names, the shapes, a gap, the data. What is not checked here makes the engine that reads it panic, abort
its process or write nonsense without a word.
"""

import math
import re
import struct
from collections.abc import Iterator

import msgspec

from dosvoces.core.errors import PackageError

#: Types of items: 32-bit floats, bytes, and bytes with the factor they were quantised by.
FLOAT32, INT8, INTGEMM8 = 0x404, 0x101, 0x4101

#: Items a model may have, and dimensions of one: the largest published ones have some 400, and 2.
_MOST_ITEMS, _MOST_DIMENSIONS = 10_000, 8

#: Rows by which a vocabulary may fall short of its table: trainers round up.
_ROUNDING = 8

_SETTING = re.compile(r"^([a-z0-9-]+):[ \t]*([^\n]*)$", re.MULTILINE)

#: What the engine takes for granted, where the model says it.
_SUPPORTED = {
    "type": "transformer",
    "transformer-decoder-autoreg": "rnn",
    "dec-cell": "ssru",
    "transformer-preprocess": "",
    "transformer-postprocess": "dan",
    "transformer-ffn-activation": "relu",
    "transformer-ffn-depth": "2",
}


class Item(msgspec.Struct, frozen=True):
    """One tensor of a model: its type, shape, and where its bytes are."""

    type: int
    shape: tuple[int, ...]
    start: int
    size: int


class _Sizes(msgspec.Struct, frozen=True):
    width: int
    heads: int
    encoders: int
    decoders: int
    inner: int


def read_items(data: bytes) -> dict[str, Item]:
    """The items of a container; raises :exc:`PackageError` when it is damaged or something else."""
    try:
        version, count = struct.unpack_from("<QQ", data)
        if version != 1:
            raise PackageError(f"it is no Marian model: its version is {version:#x}, not 1")
        if count > _MOST_ITEMS:
            raise PackageError(f"it claims to have {count} items; a model has at most {_MOST_ITEMS}")
        heads = [struct.unpack_from("<4Q", data, 16 + 32 * number) for number in range(count)]
        place = 16 + 32 * count
        names: list[str] = []
        shapes: list[tuple[int, ...]] = []
        for length, *_ in heads:
            names.append(data[place : place + length].partition(b"\0")[0].decode())
            place += length
        for _, _, dimensions, _ in heads:
            if dimensions > _MOST_DIMENSIONS:
                raise PackageError(f"it claims to have a tensor of {dimensions} dimensions")
            shapes.append(struct.unpack_from(f"<{dimensions}i", data, place))
            place += 4 * dimensions
        place += 8 + struct.unpack_from("<Q", data, place)[0]
    except (struct.error, UnicodeDecodeError) as error:
        raise PackageError(f"it is cut off or no Marian model: {error}") from error
    items = {}
    for name, shape, (_, kind, _, size) in zip(names, shapes, heads, strict=True):
        items[name] = Item(kind, shape, place, size)
        place += size
    if place > len(data):
        raise PackageError(f"it is cut off: {place} bytes are announced, {len(data)} are there")
    return items


def read_settings(data: bytes, items: dict[str, Item]) -> dict[str, str]:
    """The model's own settings, by their names."""
    item = items.get("special:model.yml")
    if item is None:
        raise PackageError("it has no special:model.yml, without which the engine guesses its sizes")
    text = data[item.start : item.start + item.size].partition(b"\0")[0].decode("utf-8", "replace")
    return {name: value.strip().strip("\"'") for name, value in _SETTING.findall(text)}


def check_model(data: bytes, source_pieces: int, target_pieces: int, *, one_vocabulary: bool) -> None:
    """Check that *data* is a model that the engine runs, for vocabularies of so many pieces.

    Raises :exc:`PackageError`, which says what is wrong.
    """
    items = read_items(data)
    settings = read_settings(data, items)
    for name, wanted in _SUPPORTED.items():
        if settings.get(name, wanted) != wanted:
            raise PackageError(f"its {name} is {settings[name]!r}; the engine runs {wanted!r} only")
    sizes = _read_sizes(settings)
    for name, kind, shape in _list_needed(sizes):
        _check_item(items, name, kind, shape)
    tables = ("Wemb", "Wemb") if "Wemb" in items else ("encoder_Wemb", "decoder_Wemb")
    for name, pieces in zip(tables, (source_pieces, target_pieces), strict=True):
        _check_item(items, name, INTGEMM8, ())
        shape = items[name].shape
        if len(shape) != 2 or shape[1] != sizes.width or not shape[0] - _ROUNDING < pieces <= shape[0]:
            raise PackageError(f"{name} is of {shape}, which does not fit a vocabulary of {pieces} pieces")
    if "Wemb" in items and not one_vocabulary:
        raise PackageError("it has one table of words, and the two vocabularies differ")
    if not {"none_QuantMultA", "decoder_Wemb_QuantMultA"} & items.keys():
        raise PackageError("its output has no QuantMultA: it is no model of the kind intgemm.alphas")


def _read_sizes(settings: dict[str, str]) -> _Sizes:
    names = ("dim-emb", "transformer-heads", "enc-depth", "dec-depth", "transformer-dim-ffn")
    try:
        sizes = _Sizes(*(int(settings[name]) for name in names))
    except KeyError as error:
        raise PackageError(f"its model.yml does not say {error}") from error
    except ValueError as error:
        raise PackageError(f"its model.yml says no number: {error}") from error
    if min(sizes.width, sizes.heads, sizes.inner) < 1 or sizes.width % sizes.heads:
        raise PackageError(f"its model.yml says impossible sizes: {sizes}")
    if not (0 < sizes.encoders <= 100 and 0 < sizes.decoders <= 100):
        raise PackageError(f"its model.yml says {sizes.encoders} and {sizes.decoders} layers")
    return sizes


def _list_needed(sizes: _Sizes) -> Iterator[tuple[str, int, tuple[int, ...]]]:
    """Name, type and shape of every item that a model of *sizes* has."""
    width, inner = sizes.width, sizes.inner

    def matrix(name: str, *shape: int) -> Iterator[tuple[str, int, tuple[int, ...]]]:
        yield name, INTGEMM8, shape
        yield f"{name}_QuantMultA", FLOAT32, ()

    def attention(name: str) -> Iterator[tuple[str, int, tuple[int, ...]]]:
        for part in "qkvo":
            yield from matrix(f"{name}_W{part}", width, width)
            yield f"{name}_b{part}", FLOAT32, (width,)
        yield f"{name}_Wo_ln_scale", FLOAT32, (width,)
        yield f"{name}_Wo_ln_bias", FLOAT32, (width,)

    def feed_forward(name: str) -> Iterator[tuple[str, int, tuple[int, ...]]]:
        yield from matrix(f"{name}_W1", width, inner)
        yield f"{name}_b1", FLOAT32, (inner,)
        yield from matrix(f"{name}_W2", inner, width)
        yield f"{name}_b2", FLOAT32, (width,)
        yield f"{name}_ffn_ln_scale", FLOAT32, (width,)
        yield f"{name}_ffn_ln_bias", FLOAT32, (width,)

    for layer in range(1, sizes.encoders + 1):
        yield from attention(f"encoder_l{layer}_self")
        yield from feed_forward(f"encoder_l{layer}_ffn")
    for layer in range(1, sizes.decoders + 1):
        recurrent = f"decoder_l{layer}_rnn"
        yield from matrix(f"{recurrent}_W", width, width)
        yield from matrix(f"{recurrent}_Wf", width, width)
        for part in ("bf", "ffn_ln_scale", "ffn_ln_bias"):
            yield f"{recurrent}_{part}", FLOAT32, (width,)
        yield from attention(f"decoder_l{layer}_context")
        yield from feed_forward(f"decoder_l{layer}_ffn")


def _check_item(items: dict[str, Item], name: str, kind: int, shape: tuple[int, ...]) -> None:
    item = items.get(name)
    if item is None:
        raise PackageError(f"it has no {name}")
    if item.type != kind:
        raise PackageError(f"{name} is of type {item.type:#x}, not {kind:#x}")
    if shape and [size for size in item.shape if size != 1] != [size for size in shape if size != 1]:
        raise PackageError(f"{name} is of {item.shape}, not {shape}")
    values = math.prod(item.shape)
    if item.size < (4 * values if kind == FLOAT32 else values + 4) or values < 1:
        raise PackageError(f"{name} has {item.size} bytes, too few for {item.shape}")
