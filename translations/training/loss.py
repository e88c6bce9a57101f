"""Smoothed cross-entropy over the target tokens."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from translations.training.batching import PAD
from translations.training.model import Translator

#: Rows of one chunk: their scores stay in a processor's cache.
_ROWS = 512


class ChunkedLoss(torch.autograd.Function):
    """Cross-entropy of states (N, D) that never holds all scores (N, V): gradients come chunk by chunk."""

    @staticmethod
    def forward(
        ctx: Any,
        states: Tensor,
        weight: Tensor,
        bias: Tensor,
        gold: Tensor,
        smoothing: float,
        precision: torch.dtype,
    ) -> Tensor:
        """The mean over the rows; products are made in *precision*, sums in fp32."""
        rows, size = states.shape[0], weight.shape[0]
        grads = torch.empty_like(states), torch.zeros_like(weight), torch.zeros_like(bias)
        states, weight, total = states.to(precision), weight.to(precision), 0.0
        for start in range(0, rows, _ROWS):
            part, wanted = states[start : start + _ROWS], gold[start : start + _ROWS, None]
            scores = (part @ weight.t()).float().add_(bias)
            norm = scores.logsumexp(1, keepdim=True)
            right = scores.gather(1, wanted)
            total += float((norm - (1 - smoothing) * right).sum() - smoothing * scores.mean(1).sum())
            scores.sub_(norm).exp_().sub_(smoothing / size)
            scores.scatter_add_(1, wanted, torch.full_like(right, smoothing - 1))
            scores.mul_(1 / rows)
            grads[2].add_(scores.sum(0))
            scores = scores.to(precision)
            grads[0][start : start + _ROWS] = scores @ weight
            grads[1].add_(scores.t() @ part)
        ctx.save_for_backward(*grads)
        return grads[0].new_tensor(total / rows)

    @staticmethod
    def backward(ctx: Any, *grads: Any) -> Any:
        """The gradients that were made on the way."""
        states, weight, bias = ctx.saved_tensors
        return states * grads[0], weight * grads[0], bias * grads[0], None, None, None


def find_loss(
    model: Translator,
    forward: Callable[[Tensor, Tensor], Tensor],
    source: Tensor,
    target: Tensor,
    smoothing: float,
    precision: torch.dtype = torch.float32,
) -> Tensor:
    """Mean cross-entropy over the target tokens; the language tag is given, not predicted.

    *forward* is the *model*, or what a compiler made of it; *precision* that of matrix products.
    """
    kind = source.device.type
    with torch.autocast(kind, torch.bfloat16, enabled=precision is torch.bfloat16):
        states = forward(source, target[:, :-1]).reshape(-1, model.dim)
        gold = target[:, 1:].clone()
        gold[:, 0] = PAD
        gold = gold.reshape(-1)
        if kind == "cuda":
            scores = model.logits(states).float()
            return functional.cross_entropy(scores, gold, ignore_index=PAD, label_smoothing=smoothing)
    keep = gold != PAD
    return ChunkedLoss.apply(
        states[keep].float(), model.emb.weight, model.bias, gold[keep], smoothing, precision
    )
