"""A checkpoint as a CTranslate2 model with its vocabulary, as the embedded engine holds them.

``python -m translations.training.export --ckpt ema.pt --spm sentencepiece.model --out FOLDER``
"""

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ctranslate2
import sentencepiece
import torch
from ctranslate2.specs import common_spec, transformer_spec

from translations.training.model import POSITIONS, encode_positions

#: Names of a checkpoint's tensors, and the tensors.
Weights = dict[str, Any]


def convert(checkpoint: Path, vocabulary: Path, folder: Path, quantization: str = "int8") -> None:
    """Write the model of *checkpoint* to ``folder/model`` and its *vocabulary* beside it."""
    loaded = torch.load(checkpoint, map_location="cpu", weights_only=True)
    config, weights = loaded["config"], loaded["model"]
    spec = _build_spec(config, weights)
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(vocabulary))
    tokens = [pieces.id_to_piece(number) for number in range(pieces.get_piece_size())]
    spec.register_source_vocabulary(tokens)
    spec.register_target_vocabulary(tokens)
    spec.config.add_source_eos = True
    spec.config.bos_token = spec.config.eos_token = spec.config.decoder_start_token = "</s>"
    spec.config.unk_token = "<unk>"
    spec.validate()
    spec.optimize(quantization=quantization)
    shutil.rmtree(folder / "model", ignore_errors=True)
    (folder / "model").mkdir(parents=True)
    spec.save(str(folder / "model"))
    shutil.copyfile(vocabulary, folder / "sentencepiece.model")


def _build_spec(config: dict[str, Any], weights: Weights) -> Any:
    spec = transformer_spec.TransformerSpec.from_config(
        (config["enc"], config["dec"]),
        config["heads"],
        pre_norm=True,
        activation=common_spec.Activation.RELU,
        alignment_layer=-1,
        alignment_heads=config["heads"],
    )
    embeddings = weights["emb.weight"].float().numpy()
    for side, name, norm in ((spec.encoder, "encoder", "enc_norm"), (spec.decoder, "decoder", "dec_norm")):
        embedded = side.embeddings[0] if isinstance(side.embeddings, list) else side.embeddings
        embedded.weight = embeddings
        side.scale_embeddings = True
        side.position_encodings.encodings = encode_positions(POSITIONS, config["dim"]).numpy()
        for number, layer in enumerate(side.layer):
            _fill_layer(layer, weights, f"{name}.{number}", decoder=name == "decoder")
        _fill_norm(side.layer_norm, weights, norm)
    spec.decoder.projection.weight = embeddings
    spec.decoder.projection.bias = weights["bias"].float().numpy()
    return spec


def _fill_layer(spec: Any, weights: Weights, prefix: str, *, decoder: bool) -> None:
    own = spec.self_attention
    _fill_linear(own.linear[0], weights, f"{prefix}.att.qkv")
    _fill_linear(own.linear[1], weights, f"{prefix}.att.out")
    _fill_norm(own.layer_norm, weights, f"{prefix}.norm1")
    if decoder:
        cross = spec.attention
        for linear, name in zip(cross.linear, ("q", "kv", "out"), strict=True):
            _fill_linear(linear, weights, f"{prefix}.cross.{name}")
        _fill_norm(cross.layer_norm, weights, f"{prefix}.norm2")
    _fill_norm(spec.ffn.layer_norm, weights, f"{prefix}.norm3")
    _fill_linear(spec.ffn.linear_0, weights, f"{prefix}.up")
    _fill_linear(spec.ffn.linear_1, weights, f"{prefix}.down")


def _fill_linear(spec: Any, weights: Weights, name: str) -> None:
    spec.weight, spec.bias = (weights[f"{name}.{part}"].float().numpy() for part in ("weight", "bias"))


def _fill_norm(spec: Any, weights: Weights, name: str) -> None:
    spec.gamma, spec.beta = (weights[f"{name}.{part}"].float().numpy() for part in ("weight", "bias"))


def translate(folder: Path, sentences: Sequence[str], target: str) -> list[str]:
    """What the exported model makes of *sentences*, to see that it is the one that was trained."""
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(folder / "sentencepiece.model"))
    model = ctranslate2.Translator(str(folder / "model"), device="cpu")
    encoded = pieces.encode(list(sentences), out_type=str)
    answers = model.translate_batch(encoded, target_prefix=[[f"<2{target}>"]] * len(encoded), beam_size=4)
    return [pieces.decode(answer.hypotheses[0][1:]) for answer in answers]


def main(arguments: Sequence[str] | None = None) -> None:
    """Export what the command line names."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--ckpt", type=Path, required=True)
    parser.add_argument("--spm", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--quantization", default="int8")
    wanted = parser.parse_args(arguments)
    convert(wanted.ckpt, wanted.spm, wanted.out, wanted.quantization)


if __name__ == "__main__":
    main()
