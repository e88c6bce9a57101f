"""A pre-norm encoder-decoder Transformer (Vaswani et al. 2017) that ctranslate2 runs as it is.

Shapes: B sentences, S source and T target length in tokens, D width, N tokens, V vocabulary. One model serves
both directions: the first target token after ``</s>`` names the language to write. Source, target and output
share their embeddings.
"""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

#: Tokens that there are positions for; ctranslate2 keeps the same number.
POSITIONS = 512
#: What is added to the scores of masked positions; in bf16 too it leaves them no weight.
_MASKED = -1e4


def encode_positions(length: int, width: int) -> Tensor:
    """ctranslate2's position encoding, shape (length, width): sines, then cosines; positions from 1."""
    half = width // 2
    frequency = torch.exp(torch.arange(half) * -(math.log(10_000) / (half - 1)))
    angle = torch.arange(1, length + 1)[:, None] * frequency[None]
    return torch.cat([angle.sin(), angle.cos()], dim=1)


def attend(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None, *, causal: bool) -> Tensor:
    """Scaled dot-product attention; written out on a processor, where the fused kernel is the slower one."""
    if query.is_cuda:
        return functional.scaled_dot_product_attention(query, key, value, attn_mask=mask, is_causal=causal)
    weights = (query @ key.transpose(-1, -2)) * query.shape[-1] ** -0.5
    if mask is not None:
        weights = weights.masked_fill(~mask, _MASKED)
    if causal:
        weights = weights + torch.full(weights.shape[-2:], _MASKED, dtype=weights.dtype).triu(1)
    return torch.softmax(weights, -1) @ value


class Attention(nn.Module):
    """Multi-head attention, to the states themselves or, when *cross*, to a memory."""

    def __init__(self, width: int, heads: int, *, cross: bool = False) -> None:
        super().__init__()
        self.heads, self.cross = heads, cross
        if cross:
            self.q, self.kv = nn.Linear(width, width), nn.Linear(width, 2 * width)
        else:
            self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)

    def _split(self, states: Tensor) -> Tensor:
        batch, length, width = states.shape
        return states.view(batch, length, self.heads, width // self.heads).transpose(1, 2)

    def forward(
        self, states: Tensor, memory: Tensor | None = None, mask: Tensor | None = None, causal: bool = False
    ) -> Tensor:
        """States (B, T, D), attending to *memory* (B, S, D) where there is one."""
        if self.cross:
            query, (key, value) = self.q(states), self.kv(memory).chunk(2, -1)
        else:
            query, key, value = self.qkv(states).chunk(3, -1)
        found = attend(self._split(query), self._split(key), self._split(value), mask, causal=causal)
        return self.out(found.transpose(1, 2).reshape(states.shape))


class Layer(nn.Module):
    """A layer of the encoder, or of the *decoder*."""

    def __init__(self, width: int, inner: int, heads: int, drop: float, *, decoder: bool = False) -> None:
        super().__init__()
        self.norm1, self.att = nn.LayerNorm(width), Attention(width, heads)
        if decoder:
            self.norm2, self.cross = nn.LayerNorm(width), Attention(width, heads, cross=True)
        self.norm3 = nn.LayerNorm(width)
        self.up, self.down = nn.Linear(width, inner), nn.Linear(inner, width)
        self.decoder, self.drop = decoder, nn.Dropout(drop)

    def forward(self, states: Tensor, mask: Tensor | None = None, memory: Tensor | None = None) -> Tensor:
        """States after the layer; *mask* is that of the source's tokens."""
        own = None if self.decoder else mask
        states = states + self.drop(self.att(self.norm1(states), mask=own, causal=self.decoder))
        if self.decoder:
            states = states + self.drop(self.cross(self.norm2(states), memory=memory, mask=mask))
        inner = functional.relu(self.up(self.norm3(states)))
        return states + self.drop(self.down(inner))


class Translator(nn.Module):
    """The model; ``config`` is what it was made with, and what a checkpoint keeps."""

    def __init__(
        self,
        vocab: int,
        dim: int = 512,
        ffn: int = 2048,
        heads: int = 8,
        enc: int = 6,
        dec: int = 2,
        drop: float = 0.1,
        pad: int = 0,
    ) -> None:
        super().__init__()
        self.config = {
            "vocab": vocab,
            "dim": dim,
            "ffn": ffn,
            "heads": heads,
            "enc": enc,
            "dec": dec,
            "drop": drop,
            "pad": pad,
        }
        self.pad, self.dim = pad, dim
        self.emb = nn.Embedding(vocab, dim)
        self.pos: Tensor
        self.register_buffer("pos", encode_positions(POSITIONS, dim), persistent=False)
        self.encoder = nn.ModuleList(Layer(dim, ffn, heads, drop) for _ in range(enc))
        self.decoder = nn.ModuleList(Layer(dim, ffn, heads, drop, decoder=True) for _ in range(dec))
        self.enc_norm, self.dec_norm = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.bias = nn.Parameter(torch.zeros(vocab))
        self.drop = nn.Dropout(drop)
        for name, parameter in self.named_parameters():
            if name.startswith("emb"):
                nn.init.normal_(parameter, std=dim**-0.5)
            elif parameter.dim() == 2:
                nn.init.xavier_uniform_(parameter)

    def _embed(self, ids: Tensor) -> Tensor:
        return self.drop(self.emb(ids) * math.sqrt(self.dim) + self.pos[: ids.shape[1]])

    def forward(self, source: Tensor, target: Tensor) -> Tensor:
        """Source (B, S) and target (B, T) ids to the decoder's states (B, T, D)."""
        mask = (source != self.pad)[:, None, None, :]
        states = self._embed(source)
        for layer in self.encoder:
            states = layer(states, mask=mask)
        memory, states = self.enc_norm(states), self._embed(target)
        for layer in self.decoder:
            states = layer(states, memory=memory, mask=mask)
        return self.dec_norm(states)

    def logits(self, states: Tensor) -> Tensor:
        """States (N, D) to scores over the vocabulary (N, V)."""
        return functional.linear(states, self.emb.weight, self.bias)
