"""The transformer as it is exported: texts alone and unpadded, so no mask, and one product for a layer's projections.

In float32 the numbers are those of transformers' BertModel; what falls away are operations on shapes and masks, one
part in ten to twenty-five of the time of a sentence.
"""

from collections.abc import Mapping, Sequence

import torch
from transformers import BertModel

HEADS, HEAD_WIDTH = 12, 32
WIDTH = HEADS * HEAD_WIDTH


class LeanBert(torch.nn.Module):
    """Token states of one text, layer by layer.

    Args:
        bert: The transformer, whose weights are taken over.
        longest: Word pieces of a text at the most.
        embeddings: In the place of its word embeddings.
        apart: Hidden units of a layer's feed-forward net, by layer, that get products of their own. One unit whose
            values and weights are many times the others' spoils the scale of all when the products are quantised.
    """

    def __init__(
        self,
        bert: BertModel,
        longest: int,
        embeddings: torch.nn.Embedding | None = None,
        apart: Mapping[int, Sequence[int]] | None = None,
    ) -> None:
        super().__init__()
        source = bert.embeddings
        self.words, self.types, self.norm = (
            embeddings or source.word_embeddings,
            source.token_type_embeddings,
            source.LayerNorm,
        )
        self.register_buffer("positions", source.position_embeddings.weight[:longest].detach().clone())
        self.layers = torch.nn.ModuleList(
            _Layer(layer, (apart or {}).get(number, ())) for number, layer in enumerate(bert.encoder.layer)
        )

    def forward(self, ids: torch.Tensor, types: torch.Tensor | None = None) -> list[torch.Tensor]:
        """States after every layer, each (1, tokens, 384), of ids (1, tokens); without types all are the first text."""
        first = self.types.weight[0] if types is None else self.types(types)
        places = self.positions[: ids.shape[1]]
        states = self.norm(self.words(ids) + first + places)
        found = []
        for layer in self.layers:
            states = layer(states)
            found.append(states)
        return found


class _Layer(torch.nn.Module):
    def __init__(self, layer: torch.nn.Module, apart: Sequence[int]) -> None:
        super().__init__()
        own = layer.attention.self
        self.projections = torch.nn.Linear(WIDTH, 3 * WIDTH)
        for name in ("weight", "bias"):
            rows = [getattr(one, name).detach() for one in (own.query, own.key, own.value)]
            setattr(self.projections, name, torch.nn.Parameter(torch.cat(rows)))
        self.mixed, self.mixed_norm = layer.attention.output.dense, layer.attention.output.LayerNorm
        self.up, self.down, self.norm = layer.intermediate.dense, layer.output.dense, layer.output.LayerNorm
        self.apart = _Apart(self.up, self.down, list(apart)) if apart else None

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        # (tokens, 3 x heads, width) -> three of (heads, tokens, width)
        query, key, value = self.projections(states).reshape(-1, 3 * HEADS, HEAD_WIDTH).transpose(0, 1).split(HEADS)
        weights = torch.softmax(query @ key.transpose(1, 2) * HEAD_WIDTH**-0.5, -1)
        seen = (weights @ value).transpose(0, 1).reshape(1, -1, WIDTH)
        states = self.mixed_norm(self.mixed(seen) + states)
        told = self.down(torch.nn.functional.gelu(self.up(states)))
        return self.norm((told if self.apart is None else told + self.apart(states)) + states)


class _Apart(torch.nn.Module):
    """Hidden units taken out of a feed-forward net, which is left with zeros in their place."""

    def __init__(self, up: torch.nn.Linear, down: torch.nn.Linear, units: list[int]) -> None:
        super().__init__()
        self.up, self.down = torch.nn.Linear(WIDTH, len(units)), torch.nn.Linear(len(units), WIDTH, bias=False)
        with torch.no_grad():
            pairs = ((self.up.weight, up.weight), (self.up.bias, up.bias), (self.down.weight.T, down.weight.T))
            for mine, theirs in pairs:
                mine.copy_(theirs[units])
                theirs[units] = 0.0

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        return self.down(torch.nn.functional.gelu(self.up(states)))
