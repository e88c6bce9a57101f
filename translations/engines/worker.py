"""The worker process of an isolated engine.

``python -m translations.engines.worker ENGINE SOURCE TARGET DEVICE THREADS`` reads requests from
standard input, writes replies to standard output and ends when its standard input does.
"""

import os
import sys

import msgspec

from dosvoces.core.errors import EngineError
from translations.engines.device import Device
from translations.engines.messages import LENGTH, Reply, Request, read_length, write_message


def serve(name: str, source: str, target: str, device: str, threads: str) -> None:
    """Answer requests until standard input ends."""
    from translations.engines.selection import choose

    # Whatever a library prints must not stand between the answers.
    requests, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    engine = choose(source, target, name, Device(device, int(threads)))
    while head := requests.read(LENGTH.size):
        request = msgspec.msgpack.decode(requests.read(read_length(head)), type=Request)
        try:
            made = engine.translate(request.sentences, request.source, request.target, greedy=request.greedy)
            reply = Reply(made)
        except EngineError as error:
            reply = Reply(error=str(error))
        write_message(replies, reply)


if __name__ == "__main__":
    serve(*sys.argv[1:6])
