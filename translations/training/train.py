"""Training of the two-way model for a given number of minutes.

``python -m translations.training.train --data FOLDER --out FOLDER --minutes 25 --muon [--resume FILE]``

Products in bf16 on a GPU, and on a processor with ``--bf16``, else in fp32; batches of about equal token
counts, label smoothing, AdamW and, with ``--muon``, Muon for the matrices (Jordan et al. 2024), warm-up, a
rate that reaches zero with the time, and an exponential moving average of the weights. Writes ``ema.pt`` (to
export) and ``last.pt`` (to resume from), and goes on from a ``last.pt``, from weights alone, or from the
folder of an exported model.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import sentencepiece
import torch
from torch import Tensor

from translations.training.batching import Batches, read_ahead
from translations.training.loss import find_loss
from translations.training.model import Translator
from translations.training.weights import read_weights

#: Steps between two updates of the moving average, and its longest memory in such updates.
_AVERAGED, _MEMORY = 10, 100
#: Seconds between two lines of the log.
_LOGGED = 20


class Trainer:
    """The model, its optimisers and its moving average."""

    def __init__(self, model: Translator, rate: float, *, muon: bool) -> None:
        self.model = model
        self.seen = self.step = 0
        matrices = [
            parameter
            for name, parameter in model.named_parameters()
            if muon and parameter.dim() == 2 and not name.startswith("emb")
        ]
        chosen = set(map(id, matrices))
        rest = [parameter for parameter in model.parameters() if id(parameter) not in chosen]
        fused = next(model.parameters()).is_cuda
        adam = torch.optim.AdamW(rest, lr=rate, betas=(0.9, 0.98), eps=1e-9, weight_decay=0.01, fused=fused)
        self.optimizers: list[torch.optim.Optimizer] = [adam]
        if matrices:
            matched = "match_rms_adamw"
            self.optimizers.append(
                torch.optim.Muon(matrices, lr=rate, weight_decay=0.01, adjust_lr_fn=matched)
            )
        self.average = {name: value.detach().clone() for name, value in model.state_dict().items()}

    def resume(self, path: Path, device: str) -> None:
        """Go on from a checkpoint, from weights alone, or from the folder of an exported model."""
        if path.is_dir():
            old: dict[str, Any] = {"model": read_weights(path, list(self.model.state_dict())), "seen": 0}
        else:
            old = torch.load(path, map_location=device, weights_only=True)
        self.model.load_state_dict(old["model"])
        self.average = {name: value.float().clone() for name, value in old.get("ema", old["model"]).items()}
        self.seen = old["seen"]
        for optimizer, state in zip(self.optimizers, old.get("optimizers", ()), strict=False):
            optimizer.load_state_dict(state)

    def learn(self, loss: Tensor, rate: float, tokens: int) -> None:
        """One step down the gradient of *loss*."""
        for optimizer in self.optimizers:
            for group in optimizer.param_groups:
                group["lr"] = rate
            optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        for optimizer in self.optimizers:
            optimizer.step()
        self.step, self.seen = self.step + 1, self.seen + tokens
        if self.step % _AVERAGED == 0:
            self._update_average()

    @torch.no_grad()
    def _update_average(self) -> None:
        keep = min(1 - 1 / _MEMORY, self.step / (self.step + _MEMORY))
        for name, value in self.model.state_dict().items():
            self.average[name].lerp_(value, 1 - keep)

    def save(self, folder: Path) -> None:
        """Write both checkpoints, each whole or not at all."""
        common = {"config": self.model.config, "step": self.step, "seen": self.seen}
        states = [optimizer.state_dict() for optimizer in self.optimizers]
        _write(common | {"model": self.average}, folder / "ema.pt")
        whole = {"model": self.model.state_dict(), "ema": self.average, "optimizers": states}
        _write(common | whole, folder / "last.pt")


def _write(checkpoint: dict[str, Any], path: Path) -> None:
    beside = path.with_suffix(".part")
    torch.save(checkpoint, beside)
    beside.replace(path)


def find_rate(step: int, done: float, peak: float, warmup: int, decay: float) -> float:
    """Linear warm-up, a slow fall with the step, and a line to zero over the last *decay* of the time.

    *done* is the share of the time that is over.
    """
    rate = peak * min((step + 1) / warmup, 1) * min(1.0, (warmup / max(step, 1)) ** 0.25)
    return rate * max(0.0, (1 - done) / decay) if done > 1 - decay else rate


def train(
    trainer: Trainer,
    batches: Batches,
    find_rate_at: Callable[[int, float], float],
    *,
    folder: Path,
    minutes: float,
    smoothing: float,
    precision: torch.dtype,
    save_every: float,
    forward: Callable[[Tensor, Tensor], Tensor],
) -> None:
    """Train for *minutes*; checkpoints every *save_every* seconds and at the end."""
    device = next(trainer.model.parameters()).device
    ready = read_ahead(batches, pin=device.type == "cuda")
    trainer.model.train()
    began = logged = saved = time.monotonic()
    tokens, done = 0, 0.0
    while done < 1:
        done = (time.monotonic() - began) / (60 * minutes)
        source, target, count = ready.get()
        source, target = source.to(device, non_blocking=True), target.to(device, non_blocking=True)
        loss = find_loss(trainer.model, forward, source, target, smoothing, precision)
        trainer.learn(loss, find_rate_at(trainer.step, done), count)
        tokens += count
        now = time.monotonic()
        if now - logged > _LOGGED:
            print(
                f"step {trainer.step}  {(now - began) / 60:.1f} min  {trainer.seen / 1e6:.1f}M tokens  "
                f"loss {loss.item():.3f}  {tokens / (now - logged):.0f} tokens/s",
                flush=True,
            )
            logged, tokens = now, 0
        if now - saved > save_every:
            trainer.save(folder)
            saved = now
    trainer.save(folder)


def read_arguments(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The options of the command line; the defaults are those for a GPU."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, default in (
        ("minutes", 25.0),
        ("lr", 1.5e-3),
        ("smoothing", 0.1),
        ("decay", 0.4),
        ("drop", 0.1),
    ):
        parser.add_argument(f"--{name}", type=float, default=default)
    for name, default in (("tokens", 80_000), ("warmup", 1000), ("dim", 512), ("ffn", 2048), ("heads", 8)):
        parser.add_argument(f"--{name}", type=int, default=default)
    for name, default in (("enc", 6), ("dec", 2), ("threads", 2), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--resume", type=Path)
    parser.add_argument("--save-every", type=float, default=240, help="seconds")
    parser.add_argument("--muon", action="store_true")
    parser.add_argument("--bf16", action="store_true", help="on a processor that has instructions for it")
    parser.add_argument("--compile", action="store_true")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Train as the command line says."""
    wanted = read_arguments(arguments)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.manual_seed(wanted.seed)
    torch.set_float32_matmul_precision("high")
    if device == "cpu":
        torch.set_num_threads(wanted.threads)
    wanted.out.mkdir(parents=True, exist_ok=True)
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(wanted.data / "sentencepiece.model"))
    sizes = wanted.dim, wanted.ffn, wanted.heads, wanted.enc, wanted.dec
    model = Translator(pieces.get_piece_size(), *sizes, wanted.drop).to(device)
    trainer = Trainer(model, wanted.lr, muon=wanted.muon)
    if wanted.resume:
        trainer.resume(wanted.resume, device)
    batches = Batches(wanted.data / "train.npz", wanted.tokens, wanted.seed)
    parameters = sum(parameter.numel() for parameter in model.parameters())
    print(f"{device}: {parameters / 1e6:.1f}M parameters, {len(batches)} pairs", flush=True)
    train(
        trainer,
        batches,
        lambda step, done: find_rate(step, done, wanted.lr, wanted.warmup, wanted.decay),
        folder=wanted.out,
        minutes=wanted.minutes,
        smoothing=wanted.smoothing,
        precision=torch.bfloat16 if wanted.bf16 or device == "cuda" else torch.float32,
        save_every=wanted.save_every,
        forward=torch.compile(model, dynamic=True) if wanted.compile else model,
    )


if __name__ == "__main__":
    main()
