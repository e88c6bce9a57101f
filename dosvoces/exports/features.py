"""The types of a record's fields as the ``datasets`` library declares them.

What is null in the first megabytes of a file must not decide what a column is.
"""

import types
from datetime import datetime
from typing import Any, Literal, Union, get_args, get_origin

import msgspec

_DTYPES: dict[Any, str] = {
    str: "string",
    int: "int32",
    float: "float64",
    bool: "bool",
    datetime: "timestamp[us, tz=UTC]",
}


def list_features(kind: type[msgspec.Struct]) -> list[dict[str, Any]]:
    """The fields of *kind* as a card's ``dataset_info`` has them: ``name`` and ``dtype`` or the like."""
    return [{"name": field.name, **_find_feature(field.type)} for field in msgspec.structs.fields(kind)]


def list_cell_features(kind: type[msgspec.Struct]) -> list[dict[str, Any]]:
    """The same for a CSV table of *kind*, in which all but numbers is text, and lists are JSON."""
    return [
        {"name": field.name, "dtype": _find_cell_type(field.type)} for field in msgspec.structs.fields(kind)
    ]


def _find_cell_type(kind: Any) -> str:
    # What may be missing is no whole number to pandas, which reads the cells.
    return "int64" if kind is int else "float64" if kind is float or float in get_args(kind) else "string"


def _find_feature(kind: Any) -> dict[str, Any]:
    if kind in _DTYPES:
        return {"dtype": _DTYPES[kind]}
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Literal:
        return {"dtype": "string"}
    if origin in (types.UnionType, Union):
        return _find_feature(next(part for part in inner if part is not type(None)))
    if origin is tuple:
        element = _find_feature(inner[0])
        return {"list": element.get("dtype") or element.get("struct") or element}
    if origin is dict:
        return {"dtype": "json"}  # whichever keys it has
    return {"struct": list_features(kind)}
