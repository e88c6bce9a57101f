"""How alike two texts are, told from short signatures: MinHash of three-word sequences (Broder 1997).

Pure: the same text always has the same signature; stored ones depend on it.
"""

import hashlib
import struct
from functools import cache

from rensa import RMinHash

from dosvoces.store.stems import fold_words

#: Permutations of a signature; the estimate is right within ±.05 for two texts out of three.
_PERMUTATIONS = 128
_SEED = 42

#: Bands of four permutations: pairs .5 alike are found with probability .73, .6 with .94, .7 with .996.
_BANDS, _ROWS = 20, 4

#: Of 240 real articles no two different ones reach .08. Given another first sentence they are found again in
#: 98 of 100 cases with a fifth of their sentences cut, in 78 with 5 % of the words changed on top of that.
LIKE_ENOUGH = 0.5

#: Shorter texts are alike by chance: captions of galleries, "read the full story" teasers.
_FEWEST_WORDS = 30

_LAYOUT = struct.Struct(f"<{_PERMUTATIONS}I")


def sign(text: str) -> bytes | None:
    """The signature of *text*, 512 bytes; None when it is too short to have one."""
    words = fold_words(text)
    if len(words) < _FEWEST_WORDS:
        return None
    minhash = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
    minhash.update([" ".join(words[i : i + 3]) for i in range(len(words) - 2)])
    return _LAYOUT.pack(*minhash.digest())


def band(signature: bytes) -> list[int]:
    """What *signature* is found by: two that are alike have at least one of these numbers in common."""
    width = 4 * _ROWS
    return [
        int.from_bytes(
            hashlib.blake2b(signature[i * width : (i + 1) * width], digest_size=8, salt=_salt(i)).digest(),
            "little",
            signed=True,
        )
        for i in range(_BANDS)
    ]


@cache
def _salt(number: int) -> bytes:
    return number.to_bytes(2, "little")


def compare(one: bytes, other: bytes) -> float:
    """How alike two texts are: the estimated Jaccard index of their three-word sequences, 0 to 1."""
    pairs = zip(_LAYOUT.unpack(one), _LAYOUT.unpack(other), strict=True)
    same: int = sum(left == right for left, right in pairs)
    return same / _PERMUTATIONS
