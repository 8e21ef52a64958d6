"""The reading network: MiniLM with word shapes, hints from a gazetteer, and five heads on one pass.

Heads: name labels, dependency arcs and relations (biaffine, Dozat & Manning 2017, arXiv:1611.01734), cues of speech
with the source and the content of each (biaffine, too), sentence salience, and the pooled sentence vector itself, which
is trained to stay close to the original model's.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from transformers import BertModel

from retold.reading.gazetteer import HINTS
from retold.reading.labels import LABELS, Shape
from train.tensors import CUE_LABELS, PARTS

ARC, RELATION, SPEECH = 256, 96, 128


class Network(nn.Module):
    """`base`: the folder of the pretrained BERT model. `relations`: how many dependency relations there are."""

    def __init__(self, base: str, relations: int) -> None:
        super().__init__()
        self.bert = BertModel.from_pretrained(base, add_pooling_layer=False, attn_implementation="eager")
        width = self.bert.config.hidden_size
        self.shape = nn.Embedding(len(Shape), width)
        self.hint = nn.Embedding(HINTS, width)
        nn.init.zeros_(self.shape.weight)
        nn.init.zeros_(self.hint.weight)
        self.label = nn.Linear(width, len(LABELS))
        self.salience = nn.Linear(width, 1)
        self.arc_head, self.arc_dependent = nn.Linear(width, ARC), nn.Linear(width, ARC)
        self.relation_head, self.relation_dependent = nn.Linear(width, RELATION), nn.Linear(width, RELATION)
        self.arc = nn.Parameter(torch.zeros(ARC + 1, ARC))
        self.relation = nn.Parameter(torch.zeros(RELATION + 1, relations * (RELATION + 1)))
        nn.init.normal_(self.arc, std=0.02)
        nn.init.normal_(self.relation, std=0.02)
        self.cue = nn.Linear(width, CUE_LABELS)
        self.speech_cue, self.speech_word = nn.Linear(width, SPEECH), nn.Linear(width, SPEECH)
        self.speech = nn.Parameter(torch.zeros(SPEECH + 1, PARTS * (SPEECH + 1)))
        nn.init.normal_(self.speech, std=0.02)
        for table in (
            self.bert.embeddings.word_embeddings,
            self.bert.embeddings.position_embeddings,
            self.bert.embeddings.token_type_embeddings,
        ):
            table.weight.requires_grad_(False)

    def states(self, ids: Tensor, mask: Tensor, shapes: Tensor, hints: Tensor) -> Tensor:
        """Hidden states (batch, pieces, width); `mask` is 1 for pieces, 0 for padding."""
        hidden, blocked = self.summed(ids, shapes, hints), self.blocked(mask)
        for layer in self.bert.encoder.layer:
            hidden = self._layer(layer, hidden, blocked)
        return hidden

    def summed(self, ids: Tensor, shapes: Tensor, hints: Tensor) -> Tensor:
        """What enters the first layer: the vectors of pieces, places, shapes and hints."""
        tables = self.bert.embeddings
        positions = torch.arange(ids.shape[1], device=ids.device)
        summed = (
            tables.word_embeddings(ids)
            + tables.position_embeddings(positions)[None]
            + tables.token_type_embeddings.weight[0]
            + self.shape(shapes)
            + self.hint(hints)
        )
        hidden: Tensor = tables.dropout(tables.LayerNorm(summed))
        return hidden

    @staticmethod
    def blocked(mask: Tensor) -> Tensor:
        """What is added to the scores of attention, so that nothing looks at padding."""
        return (1.0 - mask[:, None, None, :].float()) * -10000.0

    @staticmethod
    def _layer(layer: nn.Module, hidden: Tensor, blocked: Tensor) -> Tensor:
        """One transformer block, written out so that ONNX gets plain matrix products."""
        attention = layer.attention.self
        heads, size = attention.num_attention_heads, attention.attention_head_size

        def split(x: Tensor) -> Tensor:
            return x.view(x.shape[0], x.shape[1], heads, size).transpose(1, 2)

        query, key, value = split(attention.query(hidden)), split(attention.key(hidden)), split(attention.value(hidden))
        if torch.onnx.is_in_onnx_export():
            weights = (query @ key.transpose(-1, -2) / size**0.5 + blocked).softmax(-1)
            mixed = weights @ value
        else:
            mixed = nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=blocked)
        mixed = mixed.transpose(1, 2).reshape(hidden.shape)
        attended = layer.attention.output(mixed, hidden)
        return layer.output(layer.intermediate(attended), attended)

    @staticmethod
    def pool(hidden: Tensor, mask: Tensor) -> Tensor:
        """Mean over pieces, scaled to length 1, as all-MiniLM-L6-v2 does."""
        weight = mask.to(hidden.dtype)[:, :, None]
        mean = (hidden * weight).sum(1) / weight.sum(1).clamp(min=1e-9)
        return mean / mean.norm(dim=-1, keepdim=True).clamp(min=1e-9)

    def arcs(self, hidden: Tensor, firsts: Tensor) -> Tensor:
        """Scores (batch, dependent, head) between pieces.

        [CLS] (piece 0) is the head of the root. Only the first piece of a word (`firsts` 1) can be a head.
        """
        head, dependent = self.arc_head(hidden).relu(), self.arc_dependent(hidden).relu()
        dependent = torch.cat([dependent, torch.ones_like(dependent[..., :1])], -1)
        scores = dependent @ self.arc @ head.transpose(1, 2)
        scores = scores - (1.0 - firsts[:, None, :].to(scores.dtype)) * 10000.0
        itself = torch.eye(hidden.shape[1], device=hidden.device, dtype=scores.dtype)
        return scores - itself[None] * 10000.0

    def relations(self, hidden: Tensor, heads: Tensor) -> Tensor:
        """Relation scores (batch, pieces, relations) of each piece under its head."""
        head, dependent = self.relation_head(hidden).relu(), self.relation_dependent(hidden).relu()
        governor = torch.gather(head, 1, heads[:, :, None].expand(-1, -1, head.shape[-1]))
        bias = torch.ones_like(governor[..., :1])
        governor, dependent = torch.cat([governor, bias], -1), torch.cat([dependent, bias], -1)
        mixed = (governor @ self.relation).view(*governor.shape[:2], -1, governor.shape[-1])
        return (mixed * dependent[:, :, None, :]).sum(-1)

    def parts(self, hidden: Tensor, cues: Tensor) -> Tensor:
        """Scores (attributions, pieces, parts) of what each piece is to a cue: neither, source, content.

        `hidden` is the row of each attribution, `cues` the piece of its cue.
        """
        left, word = self.speech_sides(hidden)
        left = left[torch.arange(len(cues)), cues].view(len(cues), PARTS, -1)
        return (left @ word.transpose(1, 2)).transpose(1, 2)

    def speech_sides(self, hidden: Tensor) -> tuple[Tensor, Tensor]:
        """Of each piece its side as a cue (batch, pieces, parts * size) and its side as a word (batch, pieces, size).

        Their product is the score of a part.
        """
        cue, word = self.speech_cue(hidden).relu(), self.speech_word(hidden).relu()
        bias = torch.ones_like(cue[..., :1])
        return torch.cat([cue, bias], -1) @ self.speech, torch.cat([word, bias], -1)


class Exported(nn.Module):
    """What the ONNX file computes. A session computes only the outputs that it asks for."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, shapes: Tensor, hints: Tensor, mask: Tensor, firsts: Tensor) -> tuple[Tensor, ...]:
        hidden = self.network.states(ids, mask, shapes, hints)
        vector = self.network.pool(hidden, mask)
        scores = self.network.arcs(hidden, firsts)
        heads = scores.argmax(-1)
        relations = self.network.relations(hidden, heads).argmax(-1)
        return (
            self.network.label(hidden),
            vector,
            self.network.salience(vector)[:, 0],
            heads.to(torch.int32),
            relations.to(torch.int32),
            self.network.cue(hidden),
            *self.network.speech_sides(hidden),
        )
