"""Translates a store and is killed, again and again: ``interruptions.py STORE KILLS SEED SECONDS``.

It ends after so many kills, or when a translation came to its end first, and prints how many it were.

A process of its own, so that it can fork what it has imported: a child begins at once,
and the kill meets work.
"""

import os
import random
import signal
import sys
import time

from dosvoces.store import Store
from translations.batches import translate_store


def translate(address: str) -> None:
    with Store(address) as store:
        translate_store(store, "embedded", articles_at_once=2, isolated=False)


def main(address: str, kills: int, seed: int, longest: float) -> None:
    chance = random.Random(seed)
    killed = 0
    while killed < kills:
        child = os.fork()
        if not child:
            translate(address)
            os._exit(0)
        time.sleep(chance.uniform(0.02, longest))
        os.kill(child, signal.SIGKILL)
        if not os.WIFSIGNALED(os.waitpid(child, 0)[1]):
            break
        killed += 1
    print(killed)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]))
