"""Messages between an isolated engine and its worker.

MessagePack values, each after its length in four bytes.
"""

import struct
from typing import IO

import msgspec

from translations.engines.protocol import Translated

LENGTH = struct.Struct("<I")


class Request(msgspec.Struct, frozen=True):
    """What to translate."""

    sentences: list[str]
    source: str
    target: str
    greedy: bool = False


class Reply(msgspec.Struct, frozen=True):
    """The translations, or why there are none."""

    translated: list[Translated] = []
    error: str = ""
    #: Why there are none of these sentences; of others there may be.
    fault: str = ""


def write_message(stream: IO[bytes], message: Request | Reply) -> None:
    """Write *message* and send it off."""
    data = msgspec.msgpack.encode(message)
    stream.write(LENGTH.pack(len(data)) + data)
    stream.flush()


def read_length(head: bytes) -> int:
    """The length of the message that the four bytes *head* announce."""
    return int(LENGTH.unpack(head)[0])
