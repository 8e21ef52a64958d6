"""Names: exact span and type of the mentions that the product finds.

    python -m bench.names

Sets: UNER PUD dev (PER, ORG, LOC; each sentence an article of its own) and GUM dev (whole documents; PER, ORG, LOC,
MISC). Baseline: the shipped network alone, the best label of each word and no consistency within the article.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bench.results import Measure, Sheet, Stage, Use
from retold.engine import Engine
from retold.english.sentences import split
from retold.reading.encoder import Encoder, load
from retold.reading.labels import TYPES
from train import corpora, datasets, gum, readings
from train.span_scores import COARSE_TYPES, TypedSpan, span_f1

SHEET = Sheet(
    "names",
    Stage.READING,
    (
        Measure(
            "names.pud.f1",
            "names, exact span and type, newswire never trained on",
            "F1",
            "UNER PUD dev",
            Use.TUNED,
            {"the network alone": "names.pud.baseline"},
        ),
        Measure(
            "names.gum.f1",
            "names over whole documents of many genres, four types",
            "F1",
            "GUM dev",
            Use.TUNED,
            {"the network alone": "names.gum.baseline"},
        ),
    ),
)
Bounds = Sequence[tuple[int, int]]
"""The code points at which each token starts and ends."""
LabelledText = tuple[str, Bounds, list[TypedSpan]]
"""A body, the bounds of its tokens, and its gold names in tokens."""


def tokens_between(start: int, end: int, bounds: Bounds) -> tuple[int, int]:
    """The tokens that code points start..end touch."""
    touched = [i for i, (a, b) in enumerate(bounds) if a < end and start < b]
    return (touched[0], touched[-1] + 1) if touched else (0, 0)


def bounds_of(tokens: Sequence[str], offset: int = 0) -> list[tuple[int, int]]:
    """The bounds of tokens that are joined by single spaces."""
    bounds = []
    for token in tokens:
        bounds.append((offset, offset + len(token)))
        offset += len(token) + 1
    return bounds


def product_names(engine: Engine, body: str, bounds: Bounds, misc: bool) -> list[TypedSpan]:
    """The mentions of all chains. Other names than PER, ORG and LOC count only with `misc`."""
    names = []
    for chain in readings.read(engine, body).chains:
        kind = COARSE_TYPES.get(chain.type.value, "MISC")
        if misc or kind != "MISC":
            names += [(*tokens_between(*mention.span, bounds), kind) for mention in chain.mentions]
    return names


def network_names(encoder: Encoder, body: str, bounds: Bounds, misc: bool) -> list[TypedSpan]:
    """The baseline: the best label of each word alone, sentence by sentence."""
    sentences = split(body)
    names = []
    for row in encoder._tokenizer.rows([s.of(body) for s in sentences]):
        if not row.firsts:
            continue
        labels = encoder._run([row])[0][0][row.firsts].argmax(1).tolist()
        offset = sentences[row.text].start
        for first, end, kind in _label_runs(labels):
            coarse = COARSE_TYPES.get(kind, "MISC")
            if kind != "demonym" and (misc or coarse != "MISC"):
                span = tokens_between(row.starts[first] + offset, row.ends[end - 1] + offset, bounds)
                names.append((*span, coarse))
    return names


def _label_runs(labels: Sequence[int]) -> Iterator[TypedSpan]:
    """Runs of one type: label 0 is outside, then come begin and inside of each type in turn."""
    i = 0
    while i < len(labels):
        if not labels[i]:
            i += 1
            continue
        kind, end = (labels[i] - 1) // 2, i + 1
        while end < len(labels) and labels[end] == 2 + 2 * kind:
            end += 1
        yield i, end, TYPES[kind]
        i = end


def pud_sentences() -> list[LabelledText]:
    return [
        (" ".join(row["tokens"]), bounds_of(row["tokens"]), corpora.spans(row["tags"]))
        for row in datasets.rows("ner/uner-pud-dev")
    ]


def gum_texts() -> list[LabelledText]:
    texts: list[LabelledText] = []
    for document in datasets.gum_documents():
        lines: list[str] = []
        bounds: list[tuple[int, int]] = []
        gold: list[TypedSpan] = []
        offset = 0
        for sentence in document.sentences:
            forms = [token.form for token in sentence]
            gold += [
                (start + len(bounds), end + len(bounds), COARSE_TYPES.get(kind, "MISC"))
                for start, end, kind in gum.names(sentence)
            ]
            bounds += bounds_of(forms, offset)
            lines.append(" ".join(forms))
            offset += len(lines[-1]) + 1
        texts.append(("\n".join(lines), bounds, gold))
    return texts


def run(baselines: bool = True) -> dict[str, float]:
    engine, encoder = Engine(), load()
    figures: dict[str, float] = {}
    for name, texts, misc in (("pud", pud_sentences(), False), ("gum", gum_texts(), True)):
        gold = [names for _, _, names in texts]
        ours = [product_names(engine, body, bounds, misc) for body, bounds, _ in texts]
        figures |= {f"names.{name}.{kind}": f1 for kind, f1 in span_f1(gold, ours).items()}
        if baselines:
            base = [network_names(encoder, body, bounds, misc) for body, bounds, _ in texts]
            figures[f"names.{name}.baseline"] = span_f1(gold, base)["f1"]
    return figures


if __name__ == "__main__":
    SHEET.publish(run())
