"""How likely a shortened sentence is good English, true, and to the point.

The network's scores for the steps of the path, and what the tree says of them, are weighed by a logistic regression,
which `train/soundness.py` fits on sentences that were judged by reading.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from retold.digest.trees import SentenceTree
from retold.digest.word_paths import Path

LEAST_STEP = -12.0
"""The logarithm of a probability below which a step counts no less."""


def probability(tree: SentenceTree, path: Path, first: int = 0) -> float:
    """How likely what a path leaves of a sentence is sound, 0..1. Nothing before the word `first` is looked at."""
    weights = shipped()
    total = sum(weights.get(name, 0.0) * value for name, value in features(tree, path, first).items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, float]:
    """The weights in the package, by feature."""
    found: dict[str, float] = json.loads((files("retold") / "data" / "soundness.json").read_text(encoding="utf-8"))
    return found


def features(tree: SentenceTree, path: Path, first: int = 0) -> dict[str, float]:
    """What tells whether it is sound, by the names of the weights."""
    count, kept = len(tree.words), set(path.kept)
    begins, ends = (first, *(k + 1 for k in path.kept)), (*path.kept, count)
    cuts = [(a, b, i) for i, (a, b) in enumerate(zip(begins, ends, strict=True)) if b > a]
    taken = path.steps if first == 0 or (cuts and cuts[0][2] == 0) else path.steps[1:]
    steps = sorted(max(LEAST_STEP, step) for step in taken)
    at_cuts = [max(LEAST_STEP, path.steps[i]) for *_, i in cuts]
    harm = [-path.harmless[i] for *_, i in cuts]
    heads = [tree.words[i].head for i in path.kept if tree.is_word[i]]
    total, least = sum(steps), steps[0]
    gone = [i for i in range(first, count) if i not in kept and tree.is_word[i]]
    return {
        "bias": 1.0,
        "chance": total,
        "chance squared": total**2 / 10,
        "mean step": total / len(steps),
        "least step": least,
        "least step squared": least**2 / 10,
        "second step": steps[1] if len(steps) > 1 else 0.0,
        "steps at cuts": sum(at_cuts),
        "harm": sum(harm),
        "worst harm": max(harm, default=0.0),
        "cuts": float(len(cuts)),
        "cuts inside": float(sum(a > first and b < count for a, b, _ in cuts)),
        "opening is gone": float(bool(cuts) and cuts[0][0] == first),
        "end is gone": float(bool(cuts) and cuts[-1][1] >= count - 1),
        "words": len(path.kept) / 10,
        "words gone": len(gone) / 10,
        "share": len(path.kept) / (count - first),
        "without head": float(sum(h >= first and h not in kept for h in heads)),
        "noun is gone": float(_lack_head(tree, kept, first, ("det", "amod", "nummod", "compound", "nmod:poss"))),
        "verb is gone": float(_lack_head(tree, kept, first, ("nsubj", "obj", "aux", "cop", "mark"))),
        "clause": float(_has_clause(tree, kept)),
        "root is gone": float(tree.root >= first and tree.root not in kept),
        "subject is gone": float(_is_gone(tree, kept, ("nsubj", "csubj", "expl"))),
        "object is gone": float(_is_gone(tree, kept, ("obj", "ccomp", "xcomp"))),
        "which one is gone": float(_is_gone(tree, kept, ("acl:relcl", "nmod"))),
    }


def _lack_head(tree: SentenceTree, kept: set[int], first: int, relations: tuple[str, ...]) -> int:
    """How many words with one of the relations are there while their heads are gone."""
    words = ((tree.words[i], tree.words[i].head) for i in kept)
    return sum(word.relation.startswith(relations) and head >= first and head not in kept for word, head in words)


def _has_clause(tree: SentenceTree, kept: set[int]) -> bool:
    """Whether a verb of the sentence itself, not of an aside, is there with its subject."""
    return any(
        tree.words[i].relation.startswith(("nsubj", "csubj", "expl"))
        and tree.words[i].head in kept
        and tree.words[tree.words[i].head].relation.startswith(("root", "ccomp", "parataxis", "conj"))
        for i in kept
    )


def _is_gone(tree: SentenceTree, kept: set[int], relations: tuple[str, ...]) -> int:
    """How many words with one of the relations are gone while their heads are there."""
    return sum(
        i not in kept and word.head in kept and word.relation.startswith(relations) for i, word in enumerate(tree.words)
    )
