"""The weights of an exported CTranslate2 model, to train on from: what ``export`` wrote, read again."""

import struct
from pathlib import Path
from typing import Any

import numpy as np
import torch

from dosvoces.core.errors import PackageError

#: Types of a variable by the number that the file has for them.
_TYPES = (np.float32, np.int8, np.int16, np.int32, np.float16)
#: Of which variable of a layer each part of :class:`~translations.training.model.Layer` is.
_PARTS = {
    "att.qkv": "self_attention/linear_0",
    "att.out": "self_attention/linear_1",
    "cross.q": "attention/linear_0",
    "cross.kv": "attention/linear_1",
    "cross.out": "attention/linear_2",
    "up": "ffn/linear_0",
    "down": "ffn/linear_1",
    "norm1": "self_attention/layer_norm",
    "norm2": "attention/layer_norm",
    "norm3": "ffn/layer_norm",
}


def read_weights(folder: Path, names: list[str]) -> dict[str, Any]:
    """The tensors *names* of the model in *folder*, fp32; int8 ones are multiplied out.

    Raises :exc:`PackageError` when the model is another one or its file is no CTranslate2 model.
    """
    path = folder / "model.bin"
    try:
        variables, aliases = _read_variables(path.read_bytes())
        return {name: _find(name, variables, aliases) for name in names}
    except (OSError, KeyError, IndexError, ValueError, struct.error) as error:
        raise PackageError(f"{path}: no model that {__package__}.export wrote: {error}") from error


def _read_variables(data: bytes) -> tuple[dict[str, Any], dict[str, str]]:
    """All variables of a model file by name, and for further names of some the first one."""
    place = 0

    def number(kind: str) -> int:
        nonlocal place
        (value,) = struct.unpack_from(f"<{kind}", data, place)
        place += struct.calcsize(kind)
        return int(value)

    def text() -> str:
        nonlocal place
        length = number("H")
        place += length
        return data[place - length : place - 1].decode()

    _ = number("I"), text(), number("I")  # version, kind of model, revision
    variables: dict[str, Any] = {}
    for _ in range(number("I")):
        name = text()
        shape = [number("I") for _ in range(number("B"))]
        kind, size = _TYPES[number("B")], number("I")
        variables[name] = np.frombuffer(data[place : place + size], kind).reshape(shape)
        place += size
    return variables, {text(): text() for _ in range(number("I"))}


def _find(name: str, variables: dict[str, Any], aliases: dict[str, str]) -> Any:
    wanted = _name_variable(name)
    wanted = aliases.get(wanted, wanted)
    values = variables[wanted].astype(np.float32)
    if variables[wanted].dtype == np.int8:
        values /= variables[f"{wanted}_scale"][:, None]
    return torch.from_numpy(values)


def _name_variable(name: str) -> str:
    """What CTranslate2 calls the tensor *name* of :class:`~translations.training.model.Translator`."""
    if name == "emb.weight":
        return "decoder/embeddings/weight"
    if name == "bias":
        return "decoder/projection/bias"
    side, *within, last = name.split(".")
    if within:
        owner = f"{side}/layer_{within[0]}/{_PARTS['.'.join(within[1:])]}"
    else:
        owner = {"enc_norm": "encoder/layer_norm", "dec_norm": "decoder/layer_norm"}[side]
    is_norm = owner.endswith("layer_norm")
    return f"{owner}/{ {'weight': 'gamma', 'bias': 'beta'}[last] if is_norm else last }"
