"""Pages that are lists of stories: fronts, sections, topics, results of a search. They hold no article.

A teaser is one of several elements that are alike, each with a link of some words, that leads to a page of its own,
and little text besides. Where most of what would be read as the article stands in teasers, the page is a list.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import islice
from typing import Any

from retold.extract.blocks import BLOCKS, text_of, words_of

LEAST = 4
"""Teasers of the shortest list."""
LONGEST = 60
"""Words of the longest teaser."""
SHARE = 0.5
"""Share of the words of a body that stand in teasers from which the page is a list."""
LEAST_LINK = 3
"""Words of the shortest link to a story."""
_TEASER_TAGS = ("article", "div", "li", "section", "dl", "tr", "a")
_ASIDES = frozenset(("nav", "footer", "aside", "header"))


def teasers(tree: Any) -> list[Any]:
    """The teasers of a page, where there are enough of them to be a list. Takes time linear in its size."""
    alike: defaultdict[tuple[str, str], list[Any]] = defaultdict(list)
    targets: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    beside = {
        e for aside in tree.iter(*_ASIDES) if aside.tag != "header" or aside.find(".//h1") is None for e in aside.iter()
    }
    for element in tree.iter(*_TEASER_TAGS):
        target = "" if element in beside else _target(element)
        if target:
            kind = (element.tag, element.get("class", ""))
            alike[kind].append(element)
            targets[kind].add(target)
    return [e for kind, members in alike.items() if len(targets[kind]) >= LEAST for e in members]


def _target(element: Any) -> str:
    """Where a teaser leads; "" for what is none."""
    if len(list(islice(element.iter(), LONGEST + 1))) > LONGEST:
        return ""
    if element.tag == "a" and not any(child.tag in BLOCKS for child in element):
        return ""  # a link within a line
    links = [a for a in element.iter("a") if len(text_of(a).split()) >= LEAST_LINK]
    if not links or len({a.get("href") for a in links}) > 2 or len(text_of(element).split()) > LONGEST:
        return ""
    return str(links[0].get("href") or "")


def words(tree: Any) -> frozenset[str]:
    """The runs of words in the teasers of a page; empty if it has no list of them."""
    return frozenset(run for teaser in teasers(tree) for run in _runs(words_of(text_of(teaser)).split()))


def is_list(told: frozenset[str], body: str) -> bool:
    """Whether most of `body`, which was read from a page, stands in its teasers. `told`: their `words`."""
    covered = total = 0
    for line in body.splitlines() if told else ():
        said = words_of(line).split()
        runs = _runs(said)
        total += len(said)
        covered += len(said) if runs and sum(run in told for run in runs) >= 0.7 * len(runs) else 0
    return bool(total) and covered >= SHARE * total


def _runs(words: list[str]) -> list[str]:
    """All runs of three words."""
    return [" ".join(words[i : i + LEAST_LINK]) for i in range(len(words) - LEAST_LINK + 1)]


__all__ = ["is_list", "words"]
