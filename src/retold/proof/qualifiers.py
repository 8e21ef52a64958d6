"""Whether a claim keeps the words that qualify its source: doubts, denials, limits, and who says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from retold.proof.words import SAYS, Token

REACH = 3
"""Content words after a qualifier that it may qualify."""

NEGATIONS = frozenset("not no never nor neither none nobody nothing without cannot hardly barely".split())
DOUBTS = frozenset(
    """alleged allegedly reportedly apparently suspected supposed supposedly purported purportedly possible possibly
    potential potentially probable probably perhaps maybe unconfirmed unclear unlikely likely could may might would
    should if unless whether""".split()
)
LIMITS = frozenset(
    """about around approximately roughly nearly almost least most much many than only over under up some estimated
    more less fewer""".split()
)
"""Words before a number that say how exact it is: "at least 20", "as much as 20", "more than 20", "up to 20"."""


def negation(token: Token) -> bool:
    """Whether a token denies what follows."""
    return token.lower in NEGATIONS or token.lower.endswith(("n't", "n’t"))


def lost(claim: Sequence[Token], source: Sequence[Token]) -> Iterator[str]:
    """The qualifiers of `source` that the claim leaves out although it keeps what they qualify."""
    kept = {t.lower for t in claim}
    denials = sum(map(negation, claim))
    for i, token in enumerate(source):
        scope = _scope(source, i)
        keeps_scope = bool(scope) and scope[0].lower in kept and all(t.lower in kept for t in scope[:2])
        if not keeps_scope:
            continue
        if (negation(token) and not denials) or (token.lower in DOUBTS and token.lower not in kept):
            yield token.text
    yield from _lost_limits(claim, source)


def new_negations(claim: Sequence[Token], source: Sequence[Token]) -> Iterator[str]:
    """The negations of `claim` that the source has not before the same word."""
    negated = {t.lower for i, n in enumerate(source) if negation(n) for t in _scope(source, i)}
    for i, token in enumerate(claim):
        if negation(token):
            scope = _scope(claim, i)
            if scope and not negated & {t.lower for t in scope}:
                yield token.text


def _scope(source: Sequence[Token], at: int) -> list[Token]:
    """The content words directly after a qualifier, in its clause."""
    scope: list[Token] = []
    for token in source[at + 1 : at + 1 + 2 * REACH]:
        if not token.is_word and token.text not in "$€£¥'’":
            break
        if token.is_content:
            scope.append(token)
    return scope[:REACH]


def _lost_limits(claim: Sequence[Token], source: Sequence[Token]) -> Iterator[str]:
    """The limits of numbers that are lost or changed: the words between the last content word and the number."""
    for i, token in enumerate(claim):
        if not token.is_number:
            continue
        places = [j for j, other in enumerate(source) if other.text == token.text]
        own = _limits(claim, i)
        if places and all(_limits(source, j) != own for j in places):
            yield token.text


def _limits(text: Sequence[Token], at: int) -> frozenset[str]:
    """The limits directly before a number."""
    found = set()
    for token in reversed(text[max(0, at - 4) : at]):
        if token.lower in LIMITS:
            found.add(token.lower)
        elif token.lower not in {"as", "to", "at", "the", "an", "a", "of"} and token.text not in "$€£¥":
            break
    return frozenset(found)


def lost_sources(claim: Sequence[Token], source: Sequence[Token]) -> Iterator[str]:
    """Verbs of saying of `source` that the claim leaves out although it keeps what was said."""
    kept = [t.lower for t in claim]
    pairs = set(pairwise(kept))
    if any(word in SAYS for word in kept):
        return
    for i, token in enumerate(source):
        if token.lower not in SAYS or token.quoted:
            continue
        after = [t.lower for t in source[i + 1 :] if t.is_word and t.lower != "that"][:2]
        if len(after) == 2 and (after[0], after[1]) in pairs and not _is_subject_after(source, i):
            yield token.text
            return
        if all(not t.is_content for t in source[i + 1 :] if t.is_word) or _ends_clause(source, i):
            before = [t.lower for t in source[:i] if t.is_word]
            if any(pair in pairs for pair in pairwise(before[:3])):
                yield token.text
                return


def _is_subject_after(source: Sequence[Token], at: int) -> bool:
    """Whether the one who speaks stands after the verb: "…, said Ann Lee"."""
    return at > 0 and source[at - 1].text in {",", "”", '"', "’", "'"}


def _ends_clause(source: Sequence[Token], at: int) -> bool:
    """Whether a clause of saying that began after a comma ends with its verb: "…, the mayor said."."""
    after = source[at + 1] if at + 1 < len(source) else None
    return after is None or after.text in {".", ",", ";"} or _is_subject_after(source, at)
