"""Types of a table's columns as pandas and Polars have them.

What a table happens to hold must not decide them: a column that is empty in one outlet's rows, or one
split's, could not be put together with another's.
"""

import types
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin

import msgspec

if TYPE_CHECKING:
    import pandas
    import polars


def _find_base(kind: Any) -> Any:
    """*kind* without None; text for words out of a list."""
    if get_origin(kind) in (types.UnionType, Union):
        kind = next(part for part in get_args(kind) if part is not type(None))
    return str if get_origin(kind) is Literal else kind


def list_polars_types(kind: type[msgspec.Struct]) -> "dict[str, polars.DataType]":
    """The columns of a table whose rows are of type *kind*, and their types."""
    import polars

    plain: dict[Any, polars.DataType] = {
        str: polars.String(),
        int: polars.Int64(),
        float: polars.Float64(),
        bool: polars.Boolean(),
        datetime: polars.Datetime("us", "UTC"),
    }

    def find(said: Any) -> polars.DataType:
        base = _find_base(said)
        if base in plain:
            return plain[base]
        if get_origin(base) is tuple:
            return polars.List(find(get_args(base)[0]))
        return polars.Struct({field.name: find(field.type) for field in msgspec.structs.fields(base)})

    return {field.name: find(field.type) for field in msgspec.structs.fields(kind)}


def set_pandas_types(frame: "pandas.DataFrame", kind: type[msgspec.Struct]) -> "pandas.DataFrame":
    """*frame*, whose rows are of type *kind*, with a type for each column but those of lists.

    A whole number that may be missing is a float where one is, and a truth value that may be an object.
    """
    import pandas

    plain: dict[Any, Any] = {
        # Which type texts have is pandas' own affair.
        str: pandas.Series([""]).dtype,
        int: "int64",
        float: "float64",
        bool: "bool",
        datetime: "datetime64[us, UTC]",
    }
    chosen: dict[str, Any] = {}
    for field in msgspec.structs.fields(kind):
        base = _find_base(field.type)
        if base is bool and base is not field.type:
            chosen[field.name] = "object"
        elif base is int and frame[field.name].hasnans:
            chosen[field.name] = "float64"
        elif base in plain:
            chosen[field.name] = plain[base]
    return frame.astype(chosen)
