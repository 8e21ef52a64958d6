"""Handles of social networks as names: "@elonmusk" is Elon Musk, if the article names him.

A handle belongs to the name before it in brackets, "Ann Lee (@annlee)"; else to the only entity whose name has the same
letters, or that is a person with this last name. A handle that means nobody here is no name.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from retold.reading.coref import Cluster
from retold.types import EntityType, Mention, Span

_HANDLE = re.compile(r"(?<![\w@.])@(\w{3,30})(?![\w@])(?!\.\w)")
_SIGNATURE = re.compile(r"[\"”’]?\s{0,2}\(\Z")
_ADDED = re.compile(r"^(?:the|the_?real|real|official|iam)_?|_?(?:official|real|hq|news|uk|us|usa|tv)\Z", re.IGNORECASE)
LEAST = 4
"""Letters of the shortest handle that is compared with names."""
BEFORE = 4
"""Code points between a name and the handle in brackets after it, at most."""


def with_handles(body: str, clusters: Sequence[Cluster], sentences: Sequence[Span]) -> list[Cluster]:
    """The clusters, with the handles that mean them as mentions. Names that were only found in handles are left out.

    `sentences` are the spans of all sentences.
    """
    handles = list(_HANDLE.finditer(body))
    if not handles or not sentences:
        return list(clusters)
    spans = [Span(*h.span()) for h in handles]
    kept = [(c, mentions) for c in clusters if (mentions := _outside(c.mentions, spans))]
    owners = _owners([c for c, _ in kept])
    by_end = {m.span.end: number for number, (_, mentions) in enumerate(kept) for m in mentions}
    starts = [s.start for s in sentences]
    found: defaultdict[int, list[Mention]] = defaultdict(list)
    for handle, span in zip(handles, spans, strict=True):
        owner = _signed(body, span.start, by_end)
        if owner is None:
            owner = owners.get(_letters(handle[1]), owners.get(_letters(_ADDED.sub("", handle[1]))))
        if owner is not None:
            sentence = max(0, bisect_right(starts, span.start) - 1)
            found[owner].append(Mention(span, kept[owner][0].type, sentence, kept[owner][1][0].score))
    result = [_with_mentions(body, c, mentions, found[number]) for number, (c, mentions) in enumerate(kept)]
    return sorted(result, key=lambda c: c.mentions[0].span)


def _outside(mentions: Sequence[Mention], handles: Sequence[Span]) -> tuple[Mention, ...]:
    """The mentions that no handle holds. Both are in text order."""
    starts = [h.start for h in handles]
    kept = []
    for mention in mentions:
        at = bisect_right(starts, mention.span.start) - 1
        if at < 0 or handles[at].end <= mention.span.start:
            kept.append(mention)
    return tuple(kept)


def _owners(clusters: Sequence[Cluster]) -> dict[str, int]:
    """The number of the only cluster with these letters: of a name, else of a person's last name."""
    whole: defaultdict[str, set[int]] = defaultdict(set)
    last: defaultdict[str, set[int]] = defaultdict(set)
    for number, cluster in enumerate(clusters):
        for name in (cluster.name, *cluster.aliases):
            whole[_letters(name)].add(number)
        if cluster.type is EntityType.PERSON and " " in cluster.name:
            last[_letters(cluster.name.split()[-1])].add(number)
    owners = {letters: numbers for letters, numbers in (last | whole).items() if len(letters) >= LEAST}
    return {letters: next(iter(numbers)) for letters, numbers in owners.items() if len(numbers) == 1}


def _letters(name: str) -> str:
    return "".join(filter(str.isalpha, name)).casefold()


def _signed(body: str, start: int, by_end: dict[int, int]) -> int | None:
    """The cluster of the name before a handle in brackets; None if there is none."""
    if not _SIGNATURE.search(body[max(0, start - BEFORE) : start]):
        return None
    return next((by_end[end] for end in range(start - 1, start - 1 - BEFORE, -1) if end in by_end), None)


def _with_mentions(body: str, cluster: Cluster, mentions: Sequence[Mention], handles: Sequence[Mention]) -> Cluster:
    texts = {m.span.of(body) for m in mentions}
    aliases = [a for a in cluster.aliases if a in texts or not any(a in h.span.of(body) for h in handles)]
    aliases += dict.fromkeys(h.span.of(body) for h in handles)
    together = tuple(sorted((*mentions, *handles), key=lambda m: m.span))
    return replace(cluster, aliases=tuple(aliases), mentions=together)
