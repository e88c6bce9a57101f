"""Translates a store and is killed, again and again: ``interruptions.py STORE KILLS SEED``.

It ends after so many kills, or when a translation came to its end first, and prints how many it were.

A process of its own, so that it can fork what it has imported: a child begins at once.
"""

import os
import random
import signal
import sys
import time

from dosvoces.store import Store
from translations.batches import translate_store
from translations.engines.embedded import FOLDER
from translations.phrases.candidates import find_candidates
from translations.phrases.model import read_phrases
from translations.phrases.words import tokenize


def translate(address: str, told: int) -> None:
    with Store(address) as store:
        translate_store(
            store, "embedded", articles_at_once=2, isolated=False, progress=lambda _: os.write(told, b".")
        )


def main(address: str, kills: int, seed: int) -> None:
    chance = random.Random(seed)
    for languages in (("en", "es"), ("es", "en")):
        # Compiled code is loaded here, for all children.
        find_candidates(tokenize("Madrid"), read_phrases(FOLDER / "phrases.npz", *languages), 1)
    killed = 0
    while killed < kills:
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            translate(address, writing)
            os._exit(0)
        os.close(writing)
        # Told once as it begins and after each batch: the kill meets work, however fast the machine is.
        for _ in range(chance.randint(1, 3)):
            os.read(reading, 1)
        time.sleep(chance.uniform(0, 0.1))
        os.kill(child, signal.SIGKILL)
        os.close(reading)
        if not os.WIFSIGNALED(os.waitpid(child, 0)[1]):
            break
        killed += 1
    print(killed)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
