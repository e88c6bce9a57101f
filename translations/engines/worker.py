"""The worker process of an isolated engine.

``python -m translations.engines.worker ENGINE SOURCE TARGET DEVICE THREADS VERSION`` reads requests from
standard input, writes replies to standard output and ends when its standard input does.
"""

import os
import sys

import msgspec

from dosvoces.core.errors import DosvocesError, SentenceError
from translations.engines.device import Device
from translations.engines.messages import LENGTH, Reply, Request, read_length, write_message
from translations.engines.protocol import Engine


def serve(name: str, source: str, target: str, device: str, threads: str, version: str) -> None:
    """Answer requests until standard input ends."""
    # Whatever a library prints must not stand between the answers.
    requests, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    engine = _find(name, source, target, Device(device, int(threads)), version)
    while head := requests.read(LENGTH.size):
        request = msgspec.msgpack.decode(requests.read(read_length(head)), type=Request)
        write_message(replies, Reply(error=engine) if isinstance(engine, str) else _answer(engine, request))


def _find(name: str, source: str, target: str, device: Device, version: str) -> Engine | str:
    """The engine, or why there is none."""
    from translations.engines.selection import choose

    try:
        engine = choose(source, target, name, device)
    except DosvocesError as error:
        return str(error)
    if engine.version != version:
        # Records and memory would name a model that did not make what they hold.
        return f"the model of the engine {name} was replaced while it was in use; run the command again"
    return engine


def _answer(engine: Engine, request: Request) -> Reply:
    try:
        return Reply(
            engine.translate(request.sentences, request.source, request.target, greedy=request.greedy)
        )
    except SentenceError as error:
        return Reply(fault=str(error))
    except DosvocesError as error:
        return Reply(error=str(error))


if __name__ == "__main__":
    serve(*sys.argv[1:7])
