"""Names: exact span and type, of the product's own mentions.

    python -m bench.names

Sets: UNER PUD dev (PER, ORG, LOC; each sentence an article of its own) and GUM dev
(whole documents; PER, ORG, LOC, MISC). Baseline in the same run: the shipped
network with plain argmax and no consistency within the article.
"""

from __future__ import annotations

from collections.abc import Sequence

from bench import data
from retold.engine import Engine
from retold.reading.encoder import load
from retold.types import Content, EntityType, Page

Span = tuple[int, int, str]
COARSE = {EntityType.PERSON: "PER", EntityType.ORGANIZATION: "ORG", EntityType.PLACE: "LOC"}


def tokens_of(start: int, end: int, bounds: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The tokens that code points start..end touch."""
    touched = [i for i, (a, b) in enumerate(bounds) if a < end and start < b]
    return (touched[0], touched[-1] + 1) if touched else (0, 0)


def bounds_of(tokens: Sequence[str], offset: int = 0) -> list[tuple[int, int]]:
    bounds = []
    for token in tokens:
        bounds.append((offset, offset + len(token)))
        offset += len(token) + 1
    return bounds


def mentions(engine: Engine, body: str, bounds: Sequence[tuple[int, int]], misc: bool) -> list[Span]:
    article = engine.article(Page("bench", Content.BODY, body))
    found = []
    for chain in engine.reading(article).chains:
        for mention in chain.mentions:
            kind = COARSE.get(chain.type, "MISC")
            if misc or kind != "MISC":
                found.append((*tokens_of(*mention.span, bounds), kind))
    return found


def argmax(body: str, bounds: Sequence[tuple[int, int]], misc: bool) -> list[Span]:
    """The baseline: the label of each word alone, sentence by sentence."""
    from retold.english.sentences import split
    from retold.reading.labels import TYPES

    encoder = load()
    spans = split(body)
    rows = encoder._tokenizer.rows([s.of(body) for s in spans])
    found = []
    for row in rows:
        if not row.firsts:
            continue
        path = encoder._run([row])[0][0][row.firsts].argmax(1)
        offset, i = spans[row.text].start, 0
        while i < len(path):
            if not path[i]:
                i += 1
                continue
            kind, j = (int(path[i]) - 1) // 2, i + 1
            while j < len(path) and path[j] == 2 + 2 * kind:
                j += 1
            name = {"person": "PER", "organization": "ORG", "place": "LOC"}.get(TYPES[kind], "MISC")
            if TYPES[kind] != "demonym" and (misc or name != "MISC"):
                found.append((*tokens_of(row.starts[i] + offset, row.ends[j - 1] + offset, bounds), name))
            i = j
    return found


def pud() -> list[tuple[str, list[tuple[int, int]], list[Span]]]:
    from train import corpora

    return [
        (" ".join(r["tokens"]), bounds_of(r["tokens"]), corpora.spans(r["tags"])) for r in data.rows("ner/uner-pud-dev")
    ]


def gum_documents() -> list[tuple[str, list[tuple[int, int]], list[Span]]]:
    from train import gum

    coarse = {"person": "PER", "organization": "ORG", "place": "LOC"}
    documents = []
    for document in gum.load(data.DATA / "gum" / "dev", shippable=False):
        lines, bounds, gold = [], [], []
        offset = 0
        for sentence in document.sentences:
            forms = [t.form for t in sentence]
            gold += [(a + len(bounds), b + len(bounds), coarse.get(k, "MISC")) for a, b, k in gum.names(sentence)]
            bounds += bounds_of(forms, offset)
            lines.append(" ".join(forms))
            offset += len(lines[-1]) + 1
        documents.append(("\n".join(lines), bounds, gold))
    return documents


def score(gold: Sequence[Sequence[Span]], told: Sequence[Sequence[Span]]) -> dict[str, float]:
    from train.scores import score as measured

    return measured([list(g) for g in gold], [list(t) for t in told])


def run(baselines: bool = True) -> dict[str, float]:
    engine = Engine()
    figures: dict[str, float] = {}
    for name, documents, misc in (("pud", pud(), False), ("gum", gum_documents(), True)):
        gold = [g for _, _, g in documents]
        ours = score(gold, [mentions(engine, body, bounds, misc) for body, bounds, _ in documents])
        figures |= {f"names.{name}.{k}": v for k, v in ours.items()}
        if baselines:
            base = score(gold, [argmax(body, bounds, misc) for body, bounds, _ in documents])
            figures[f"names.{name}.baseline"] = base["f1"]
    return figures


if __name__ == "__main__":
    for key, value in run().items():
        print(f"{key:28} {value:.4f}")
