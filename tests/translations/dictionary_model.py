"""A Firefox model whose output is known: a word-for-word dictionary, built by hand, without training.

Cross-attention looks at the source position that equals the output position; the embedding of a source
piece is the code of its target piece; everything else adds nothing.
"""

import string
import struct
from pathlib import Path

import numpy as np

from translations.packages.marian import FLOAT32, INT8, INTGEMM8

PAIRS = {
    "▁The": "▁El", "▁president": "▁presidente", "▁spoke": "▁habló", "▁yesterday": "▁ayer",
    "▁Hello": "▁Hola", "▁world": "▁mundo", "▁Follow▁us": "▁Síguenos", "▁on": "▁en", "▁Facebook": "▁Facebook",
    "▁Read": "▁Lea", "▁this": "▁esta", "▁story": "▁historia",
}  # fmt: skip
#: Characters that come through as they are.
COPIED = "▁.,:;!?¿¡'\"-" + string.ascii_letters + string.digits + "áéíóúñü"

_WIDTH, _INNER, _POSITIONS = 128, 16, 12

Item = tuple[str, int, tuple[int, ...], bytes]


def _varint(number: int) -> bytes:
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def make_vocabulary(words: list[str]) -> bytes:
    """A SentencePiece unigram model: end, unknown, 256 byte pieces, then *words*."""

    def piece(text: str, score: float, kind: int) -> bytes:
        return _field(
            1, _field(1, text.encode()) + b"\x15" + struct.pack("<f", score) + _varint(24) + _varint(kind)
        )

    out = piece("</s>", 0, 3) + piece("<unk>", 0, 2)
    out += b"".join(piece(f"<0x{number:02X}>", 0, 6) for number in range(256))
    out += b"".join(piece(word, -1 - number / 1000, 1) for number, word in enumerate(words))
    none = _varint(2**64 - 1)
    trainer = [(3, b"\1"), (4, _varint(258 + len(words))), (35, b"\1"), (40, b"\1"), (41, none), (42, b"\0")]
    settings = b"".join(_varint(number << 3) + value for number, value in [*trainer, (43, none)])
    return out + _field(2, settings) + _field(3, _field(1, b"identity"))


def _pad(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % 256)


def make_container(items: list[Item]) -> bytes:
    """Marian's binary container of *items*."""
    names = [name.encode() + b"\0" for name, *_ in items]
    out = struct.pack("<QQ", 1, len(items))
    for name, (_, kind, shape, data) in zip(names, items, strict=True):
        out += struct.pack("<4Q", len(name), kind, len(shape), len(data))
    out += b"".join(names) + b"".join(struct.pack(f"<{len(shape)}i", *shape) for _, _, shape, _ in items)
    gap = -(len(out) + 8) % 256
    return out + struct.pack("<Q", gap) + b"\0" * gap + b"".join(data for *_, data in items)


class _Model:
    def __init__(self) -> None:
        self.items: list[Item] = []

    def floats(self, name: str, values: np.ndarray) -> None:
        self.items.append((name, FLOAT32, values.shape, _pad(values.astype("f4").tobytes())))

    def zeros(self, name: str, size: int) -> None:
        self.floats(name, np.zeros((1, size)))

    def norm(self, name: str) -> None:
        self.floats(f"{name}_ln_scale", np.ones((1, _WIDTH)))
        self.zeros(f"{name}_ln_bias", _WIDTH)

    def bytes_of(self, name: str, values: np.ndarray, stored: np.ndarray) -> None:
        factor = 127 / max(abs(values).max(), 1e-3)
        packed = np.rint(stored * factor).clip(-127, 127).astype("i1").tobytes() + struct.pack("<f", factor)
        self.items.append((name, INTGEMM8, values.shape, _pad(packed)))

    def matrix(self, name: str, values: np.ndarray) -> None:
        self.bytes_of(name, values, values.T)
        self.floats(f"{name}_QuantMultA", np.full((1, 1), 127 / 2.5))

    def attention(self, name: str, *parts: np.ndarray) -> None:
        for letter, values in zip("qkvo", parts, strict=True):
            self.matrix(f"{name}_W{letter}", values)
            self.zeros(f"{name}_b{letter}", _WIDTH)
        self.norm(f"{name}_Wo")

    def feed_forward(self, name: str) -> None:
        self.matrix(f"{name}_W1", np.zeros((_WIDTH, _INNER)))
        self.zeros(f"{name}_b1", _INNER)
        self.matrix(f"{name}_W2", np.zeros((_INNER, _WIDTH)))
        self.zeros(f"{name}_b2", _WIDTH)
        self.norm(f"{name}_ffn")


def make_model(source_to_target: list[int], targets: int) -> bytes:
    """The weights that put the target piece of that number in the place of each source piece."""
    half, random = _WIDTH // 2, np.random.default_rng(7)
    positions = [i for i in range(_WIDTH) if i % half < _POSITIONS]
    codes = [i for i in range(_WIDTH) if half * 9 // 16 <= i % half < half - 2]
    signs = np.repeat([-1, 1], len(codes) // 4)
    code = np.zeros((targets, _WIDTH), "f4")
    # Balanced in both halves, so that the layer norm treats all pieces alike.
    rows = [np.concatenate([random.permutation(signs), random.permutation(signs)]) for _ in range(targets)]
    code[:, codes] = np.array(rows) * (3 / _WIDTH**0.5)
    nothing = np.zeros((_WIDTH, _WIDTH), "f4")

    def diagonal(gain: float) -> np.ndarray:
        out = nothing.copy()
        out[codes, codes] = gain
        return out

    by_position = nothing.copy()
    for column, row in enumerate(positions):
        by_position[row, column] = 40
        by_position[half - 1, column] = -40  # there the mean stands that the layer norm took away
    model = _Model()
    for name, table in (("encoder_Wemb", code[np.asarray(source_to_target)]), ("decoder_Wemb", code)):
        model.bytes_of(name, table, table)
    model.floats("none_QuantMultA", np.full((1, 1), 127 / 2.5))
    model.zeros("decoder_ff_logit_out_b", targets)
    model.attention("encoder_l1_self", *[nothing] * 4)
    model.feed_forward("encoder_l1_ffn")
    model.matrix("decoder_l1_rnn_W", nothing)
    model.matrix("decoder_l1_rnn_Wf", nothing)
    model.zeros("decoder_l1_rnn_bf", _WIDTH)
    model.norm("decoder_l1_rnn_ffn")
    model.attention("decoder_l1_context", by_position, by_position, diagonal(1), diagonal(10))
    model.feed_forward("decoder_l1_ffn")
    sizes = {
        "dim-emb": _WIDTH,
        "transformer-heads": 1,
        "enc-depth": 1,
        "dec-depth": 1,
        "transformer-dim-ffn": _INNER,
    }
    text = "".join(f"{name}: {value}\n" for name, value in sizes.items()).encode() + b"\0"
    model.items.append(("special:model.yml", INT8, (len(text),), text))
    return make_container(model.items)


def write_model(folder: Path) -> Path:
    """The three files of the model from English to Spanish in *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    sources = list(dict.fromkeys([*PAIRS, *COPIED]))
    targets = list(dict.fromkeys([*PAIRS.values(), *COPIED]))
    places = {text: number for number, text in enumerate(targets)}
    mapped = [*range(258), *(258 + places[PAIRS.get(text, text)] for text in sources)]
    (folder / "model.enes.intgemm.alphas.bin").write_bytes(make_model(mapped, 258 + len(targets)))
    (folder / "srcvocab.enes.spm").write_bytes(make_vocabulary(sources))
    (folder / "trgvocab.enes.spm").write_bytes(make_vocabulary(targets))
    return folder
