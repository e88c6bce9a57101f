"""A release of OPUS-MT whose output is known: the dictionary of dictionary_model.py as a Marian transformer.

And small random models of the other families, as CTranslate2 writes them.
"""

from pathlib import Path
from typing import Any

import numpy as np
import yaml
from ctranslate2.specs import TransformerSpec
from dictionary_model import COPIED, PAIRS, make_vocabulary

_WIDTH, _INNER, _POSITIONS = 128, 16, 12

_CONFIG = {
    "type": "transformer", "transformer-decoder-autoreg": "self-attention",
    "transformer-no-projection": False,
    "transformer-ffn-activation": "swish", "transformer-preprocess": "", "transformer-postprocess": "dan",
    "transformer-postprocess-emb": "d", "transformer-guided-alignment-layer": "last", "enc-depth": 1,
    "dec-depth": 1, "transformer-heads": 1, "dim-emb": _WIDTH,
}  # fmt: skip


def _make_weights(source_to_target: list[int]) -> dict[str, np.ndarray]:
    half, random, size = _WIDTH // 2, np.random.default_rng(7), len(source_to_target)
    positions = [i for i in range(_WIDTH) if i % half < _POSITIONS]
    codes = [i for i in range(_WIDTH) if half * 9 // 16 <= i % half < half - 2]
    signs = np.repeat([-1, 1], len(codes) // 4)
    code = np.zeros((size, _WIDTH), "f4")
    rows = [np.concatenate([random.permutation(signs), random.permutation(signs)]) for _ in range(size)]
    code[:, codes] = np.array(rows) * (3 / _WIDTH**0.5)
    nothing = np.zeros((_WIDTH, _WIDTH), "f4")
    weights: dict[str, np.ndarray] = {}

    def zeros(width: int) -> np.ndarray:
        return np.zeros((1, width), "f4")

    def norm(name: str) -> None:
        weights[f"{name}_ln_scale"], weights[f"{name}_ln_bias"] = np.ones((1, _WIDTH), "f4"), zeros(_WIDTH)

    def attention(name: str, *parts: np.ndarray) -> None:
        for letter, values in zip("qkvo", parts, strict=True):
            weights[f"{name}_W{letter}"], weights[f"{name}_b{letter}"] = values, zeros(_WIDTH)
        norm(f"{name}_Wo")

    def feed_forward(name: str) -> None:
        weights[f"{name}_W1"], weights[f"{name}_b1"] = np.zeros((_WIDTH, _INNER), "f4"), zeros(_INNER)
        weights[f"{name}_W2"], weights[f"{name}_b2"] = np.zeros((_INNER, _WIDTH), "f4"), zeros(_WIDTH)
        norm(f"{name}_ffn")

    def diagonal(places: list[int], gain: float, *, centred: bool = False) -> np.ndarray:
        out = nothing.copy()
        out[places, places] = gain
        if centred:
            out[half - 1, places] = -gain
        return out

    weights["encoder_Wemb"], weights["decoder_Wemb"] = code[np.asarray(source_to_target)], code
    weights["decoder_ff_logit_out_b"] = zeros(size)
    attention("encoder_l1_self", *[nothing] * 4)
    feed_forward("encoder_l1_ffn")
    attention("decoder_l1_self", *[nothing] * 4)
    by_position = diagonal(positions, 40, centred=True)
    attention("decoder_l1_context", by_position, by_position, diagonal(codes, 1), diagonal(codes, 10))
    feed_forward("decoder_l1_ffn")
    return weights


def write_release(folder: Path, *, without: tuple[str, ...] = (), escaped: bool = False) -> Path:
    """The release in *folder*; *without* some of its settings or weights, or its vocabulary with escapes."""
    folder.mkdir(parents=True, exist_ok=True)
    sources = list(dict.fromkeys([*PAIRS, *COPIED]))
    targets = list(dict.fromkeys([*PAIRS.values(), *COPIED]))
    for name, words in (("source.spm", sources), ("target.spm", targets)):
        (folder / name).write_bytes(make_vocabulary(words))
    pieces = ["</s>", "<unk>", *(f"<0x{number:02X}>" for number in range(256))]
    pieces += dict.fromkeys([*sources, *targets])
    places = {text: number for number, text in enumerate(pieces)}
    weights = _make_weights([places[PAIRS.get(text, text)] for text in pieces])
    settings = {name: value for name, value in _CONFIG.items() if name not in without}
    weights["special:model.yml"] = np.frombuffer(yaml.safe_dump(settings).encode() + b"\0", "i1")
    kept: dict[str, Any] = {name: value for name, value in weights.items() if name not in without}
    np.savez(folder / "model.npz", **kept)
    dumped = "".join(f"{ascii(text) if escaped else repr(text)}: {place}\n" for text, place in places.items())
    if not escaped:
        dumped = yaml.safe_dump(places, allow_unicode=True, sort_keys=False)
    (folder / "vocab.yml").write_text(dumped, encoding="utf-8")
    decoder = {"models": ["model.npz"], "vocabs": ["vocab.yml", "vocab.yml"], "beam-size": 6, "normalize": 1}
    (folder / "decoder.yml").write_text(yaml.safe_dump(decoder | {"relative-paths": True}))
    return folder


def write_random(folder: Path, names: list[str]) -> Path:
    """A small random model of CTranslate2 with the tokens *names*, and its SentencePiece file."""
    words = list(dict.fromkeys([*PAIRS, *PAIRS.values(), *COPIED]))
    pieces = ["<s>", "</s>", "<unk>", *names, *(f"<0x{number:02X}>" for number in range(256)), *words]
    width, inner, random = 32, 64, np.random.default_rng(3)
    shapes = {
        "embeddings_0/weight": (len(pieces), width), "embeddings/weight": (len(pieces), width),
        "projection/weight": (len(pieces), width), "gamma": (width,), "beta": (width,),
        "self_attention/linear_0/weight": (3 * width, width),
        "self_attention/linear_1/weight": (width, width),
        "attention/linear_0/weight": (width, width), "attention/linear_1/weight": (2 * width, width),
        "attention/linear_2/weight": (width, width),
        "ffn/linear_0/weight": (inner, width), "ffn/linear_1/weight": (width, inner),
    }  # fmt: skip
    spec = TransformerSpec.from_config(1, 1)
    for name, value in spec.variables().items():
        if value is None:
            shape = next(shape for ending, shape in shapes.items() if name.endswith(f"/{ending}"))
            part: Any = spec
            *steps, last = name.split("/")
            for step in steps:
                stem, _, number = step.rpartition("_")
                part = getattr(part, step) if hasattr(part, step) else getattr(part, stem)[int(number)]
            setattr(part, last, random.normal(0, 0.3, shape).astype("f4"))
    spec.register_source_vocabulary(pieces)
    spec.register_target_vocabulary(pieces)
    spec.validate()
    folder.mkdir(parents=True)
    spec.save(str(folder))
    (folder / "sentencepiece.bpe.model").write_bytes(make_vocabulary(words))
    return folder
