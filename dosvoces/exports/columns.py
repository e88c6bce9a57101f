"""Arrow types of the tables' columns, derived from those of the rows."""

import types
from datetime import datetime
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

import msgspec
import pyarrow as pa
import pyarrow.json

_PLAIN: dict[Any, pa.DataType] = {
    str: pa.string(),
    int: pa.int32(),
    float: pa.float64(),
    bool: pa.bool_(),
    datetime: pa.timestamp("us", tz="UTC"),
}


def find_type(kind: Any) -> pa.DataType:
    """The Arrow type of a field of type *kind*."""
    if kind in _PLAIN:
        return _PLAIN[kind]
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Literal:
        return pa.string()
    if origin in (types.UnionType, Union):
        return find_type(next(part for part in inner if part is not type(None)))
    if origin is tuple:
        return pa.list_(pa.field("element", find_type(inner[0]), nullable=False))
    return pa.struct(find_fields(kind))


def _is_optional(kind: Any) -> bool:
    return type(None) in get_args(kind)


@cache
def find_schema(kind: type[msgspec.Struct]) -> pa.Schema:
    """The columns of a table whose rows are of type *kind*, and their types."""
    return pa.schema(find_fields(kind))


def find_fields(kind: type[msgspec.Struct]) -> list[pa.Field]:
    """The columns of a table whose rows are of type *kind*."""
    return [
        pa.field(field.name, find_type(field.type), nullable=_is_optional(field.type))
        for field in msgspec.structs.fields(kind)
    ]


def make_table(lines: bytes | bytearray, schema: pa.Schema) -> pa.Table:
    """A table of *lines*, each of which is a row as a JSON object."""
    # Arrow parses JSON some ten times faster than it takes Python objects apart.
    table = pyarrow.json.read_json(
        pa.BufferReader(lines),
        read_options=pyarrow.json.ReadOptions(use_threads=False, block_size=len(lines) + 1),
        parse_options=pyarrow.json.ParseOptions(
            explicit_schema=_relaxed(schema), unexpected_field_behavior="error"
        ),
    )
    return table.select(schema.names).cast(schema).combine_chunks()


@cache
def _relaxed(schema: pa.Schema) -> pa.Schema:
    return pa.schema([pa.field(field.name, _relax(field.type)) for field in schema])


def _relax(kind: pa.DataType) -> pa.DataType:
    # The JSON reader knows no fields that must be there.
    if pa.types.is_list(kind):
        return pa.list_(pa.field("element", _relax(kind.value_type)))
    if pa.types.is_struct(kind):
        return pa.struct([pa.field(field.name, _relax(field.type)) for field in kind])
    return kind
