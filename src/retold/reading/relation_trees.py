"""A sentence as nodes: each name is one node of the dependency tree, and so is each word outside names.

The network gives each word its head by itself, so a tree may have circles. Every walk up a tree has a limit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from retold.english.calendar import MONTH, WEEKDAY
from retold.english.lexicon import FUNCTION_WORDS
from retold.english.nouns import ORGANIZATION_NOUN
from retold.types import Chain, Sentence, Span

POSSESSIVE = frozenset(("'s", "’s", "'", "’"))
COMMAS = frozenset((",", "(", "–", "—", "-"))
"""Marks before an apposition."""
AND = frozenset(("and", "&", "or"))
_VERBS = ("root", "advcl", "ccomp", "xcomp", "parataxis", "acl", "aux", "cop", "mark", "cc", "case", "punct", "det")
_DETERMINERS = frozenset("the a an its his her their our my this that these those one two three".split())
_COURTESY = frozenset("mr mrs ms miss dr sir lord lady dame prof rev".split())
"""Titles before a name that belong to it."""
_PARTICIPLES = frozenset(
    """managing acting founding leading operating ruling retired elected outgoing incoming reigning own fellow then
    embattled disgraced late""".split()
)
"""Words that stand before a noun, whatever the tree takes them for."""
_OF_STATE = frozenset("government party house council ministry army parliament city market".split())
"""Bodies whose people are those of the place."""
_DAY = re.compile(rf"(?:{WEEKDAY}|{MONTH}|today|yesterday|tomorrow|tonight)s?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Node:
    """A name or a word. `span`: in the body. `head`: index of its governor, -1 for none. `chain`: whom it names."""

    lower: str
    span: Span
    head: int
    relation: str
    chain: Chain | None


class Tree:
    """The nodes of a sentence, with their neighbours."""

    def __init__(self, body: str, sentence: Sentence, mentions: Mapping[Span, Chain]) -> None:
        """`mentions`: the names in the sentence."""
        self.body, self.sentence = body, sentence
        self.nodes = _nodes(body, sentence, mentions)
        self._below: list[list[int]] = [[] for _ in self.nodes]
        for i, node in enumerate(self.nodes):
            if 0 <= node.head != i:
                self._below[node.head].append(i)

    def __len__(self) -> int:
        return len(self.nodes)

    def lower(self, i: int) -> str:
        """The word of a node in lower case; "" outside the sentence."""
        return self.nodes[i].lower if 0 <= i < len(self.nodes) else ""

    def chain(self, i: int) -> Chain | None:
        return self.nodes[i].chain if 0 <= i < len(self.nodes) else None

    def relation(self, i: int) -> str:
        return self.nodes[i].relation if 0 <= i < len(self.nodes) else ""

    def below(self, i: int, *relations: str) -> list[int]:
        """The nodes that hang from a node by one of `relations` (beginnings of their names), or by any."""
        return [k for k in self._below[i] if not relations or self.nodes[k].relation.startswith(relations)]

    def prepositions(self, i: int) -> Iterator[tuple[str, int]]:
        """The prepositional phrases of a node: preposition and head of the phrase."""
        for k in self.below(i, "obl", "nmod"):
            for case in self.below(k, "case"):
                if case < k and self.lower(case) not in POSSESSIVE:
                    yield self.lower(case), k

    def above(self, i: int) -> Iterator[int]:
        """The governors of a node, the nearest first."""
        for _ in range(len(self.nodes)):
            i = self.nodes[i].head
            if i < 0:
                return
            yield i

    def has_body_between(self, first: int, last: int) -> bool:
        """Whether a noun for a body that is not the state stands between two nodes: "airport authority"."""
        words = (self.lower(k) for k in range(first + 1, last))
        return any(ORGANIZATION_NOUN.match(word) and word not in _OF_STATE for word in words)

    def is_left_part(self, i: int) -> bool:
        """Whether a node may stand before the noun in a noun phrase."""
        node = self.nodes[i]
        if node.chain is not None or node.lower in POSSESSIVE:
            return True
        if node.lower in _PARTICIPLES or node.lower in ("$", "£", "€"):
            return True
        if node.lower in FUNCTION_WORDS or not node.lower[:1].isalnum() or _DAY.match(node.lower):
            return False
        return not node.relation.startswith(_VERBS) or node.relation.startswith("acl:amod")

    def phrase_start(self, noun: int) -> int:
        """The first node of the phrase of a noun, without its determiner."""
        start = noun
        while start > 0 and self.is_left_part(start - 1):
            if self.nodes[start - 1].chain is not None and start - 1 < noun - 1 and self.nodes[start].chain is not None:
                break  # two names side by side
            start -= 1
        if self.lower(start) in POSSESSIVE:
            start += 1 if start + 1 <= noun else 0
        return start

    def before_phrase(self, start: int) -> int:
        """The node before a phrase and its determiner; -1 if there is none."""
        at = start - 1
        while at >= 0 and self.lower(at) in _DETERMINERS:
            at -= 1
        return at

    def phrase_end(self, first: int) -> int:
        """The last node of the noun phrase that begins at `first`, with its determiner."""
        at = first
        while at < len(self.nodes) and self.lower(at) in _DETERMINERS:
            at += 1
        while at < len(self.nodes) and self.is_left_part(at):
            if at > first and self.nodes[at].chain is not None and self.nodes[at - 1].chain is not None:
                break  # two names side by side
            at += 1
        return at - 1

    def list_from(self, name: int) -> list[int]:
        """A name and the names after it in one list: "Ann Lee, Tom Roe and Mia Dahl"."""
        found, at = [name], name
        while True:
            step = at + 1
            while self.lower(step) in AND or self.lower(step) == ",":
                step += 1
            if step == at + 1 or step - at > 3 or self.chain(step) is None or self.lower(step + 1) in POSSESSIVE:
                break
            found.append(step)
            at = step
        if len(found) > 1 and not any(self.lower(k) in AND for k in range(name, found[-1])):
            return [name]
        return found


def _nodes(body: str, sentence: Sentence, mentions: Mapping[Span, Chain]) -> list[Node]:
    words = sentence.words
    offset = sentence.span.start
    spans = [Span(offset + w.span.start, offset + w.span.end) for w in words]
    groups: list[list[int]] = []
    chains: list[Chain | None] = []
    at: dict[int, Span] = {}
    for i, span in enumerate(spans):
        name = next((m for m in mentions if m.start <= span.start < m.end), None) or _titled(body, spans, i, mentions)
        if name is not None:
            at[i] = name
        joined = i > 0 and (at.get(i) == at.get(i - 1) if i in at else i - 1 not in at and _is_one_word(body, spans, i))
        if joined:
            groups[-1].append(i)
        else:
            groups.append([i])
            chains.append(mentions[name] if name is not None else None)
    place = {word: k for k, group in enumerate(groups) for word in group}
    nodes = []
    for group, chain in zip(groups, chains, strict=True):
        top = next((w for w in group if words[w].head not in group), group[0])
        head = words[top].head
        span = Span(spans[group[0]].start, spans[group[-1]].end)
        nodes.append(Node(span.of(body).lower(), span, place.get(head, -1), words[top].relation, chain))
    return nodes


def _titled(body: str, spans: Sequence[Span], i: int, mentions: Mapping[Span, Chain]) -> Span | None:
    """The name that a courtesy title ("Mr", "Dr.") stands before."""
    stop = spans[i].of(body) == "." and i > 0
    title = spans[i - 1] if stop else spans[i]
    if title.of(body).lower() not in _COURTESY or (stop and spans[i - 1].end != spans[i].start):
        return None
    after = spans[i].end
    if not stop and body[after : after + 1] == ".":
        after += 1
    return next((m for m in mentions if m.start == after + 1 and body[after] == " "), None)


def _is_one_word(body: str, spans: Sequence[Span], i: int) -> bool:
    """Whether a token goes on the word before it: "co-founder", "didn't"; not the "'s" of an owner."""
    if spans[i - 1].end != spans[i].start:
        return False
    token, before = spans[i].of(body), spans[i - 1].of(body)
    follows = body[spans[i].end : spans[i].end + 1].isalnum()
    if token in ("'", "’"):
        return follows and body[spans[i].end : spans[i].end + 2].strip(' .,;:!?"”)') not in ("s",)
    if token == "-":
        return follows
    return before in ("'", "’", "-") and token[:1].isalnum()
