"""Whether the names of a claim are borne by its sentence, or by the one bearer of a short name or pronoun in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from retold.proof.bearers import Context
from retold.proof.words import GRAMMAR, MONTHS, Token, has_run, tokens
from retold.types import Chain, Span

BESIDE = 80
"""Code points between a role and a name that it stands beside."""

_PERSONAL = frozenset("he she him her his hers they them their it its".split())
_NAME = re.compile(r"\b[A-Z][\w-]+")


def unborne(claim: str, sentences: Sequence[str], roles: Sequence[Span], context: Context) -> Iterator[str]:
    """The names of `claim` that its `sentences` do not bear.

    A longer name may stand for a shorter one or for a pronoun where nobody else can be meant. `roles`: other words of
    the body that the claim puts beside a name; they must stand beside that name in the body.
    """
    said, source = tokens(claim), [t for s in sentences for t in tokens(s)]
    words = [_bare(t) for t in source if t.is_word]
    replaced = {t.lower for t in source if t.lower in _PERSONAL} if _pronouns(source) > _pronouns(said) else set()
    yield from (r.of(context.body) for r in roles if not _is_beside_its_name(r, claim, context.body))
    beside = [[_bare(t) for t in tokens(r.of(context.body)) if t.is_word] for r in roles]
    for run in _runs(said, _known_names(claim, context.chains)):
        name = _without_role([_bare(t) for t in run], beside)
        if not name or _stands_in(name, words) or _may_be_common(run, context.body):
            continue
        full, shared = " ".join(name), [w for w in name if w in words]
        if shared:
            is_borne = _is_written(name, context.body) and not context.has_other_bearer(full, shared[-1], words)
        else:
            is_borne = bool(replaced) and context.is_only_bearer(full, replaced)
        if not is_borne:
            yield full


def _bare(token: Token) -> str:
    return token.text.removesuffix("'s").removesuffix("’s")


def _pronouns(text: Sequence[Token]) -> int:
    return sum(t.lower in _PERSONAL and not t.quoted for t in text)


def _known_names(claim: str, chains: Sequence[Chain]) -> list[Span]:
    """Where names of the article with several words stand in a claim; none overlap: "Louis van Gaal"."""
    found: list[Span] = []
    names = {n for c in chains for n in (c.name, *c.aliases) if " " in n}
    for name in sorted(names, key=lambda n: (-len(n), n)):
        at = claim.find(name)
        if at >= 0 and not any(f.overlaps(Span(at, at + len(name))) for f in found):
            found.append(Span(at, at + len(name)))
    return found


def _runs(claim: Sequence[Token], known: Sequence[Span]) -> Iterator[list[Token]]:
    """Words with a capital that stand together, without a word of grammar at the beginning of the claim.

    The words of each of the `known` names are one run.
    """
    run: list[Token] = []
    last: Span | None = None
    for i, token in enumerate(claim):
        inside = next((k for k in known if k.start <= token.start < k.end), None)
        is_name = token.is_word and token.has_capital and token.lower not in MONTHS
        is_name = (is_name and not (i == 0 and token.lower in GRAMMAR)) or (inside is not None and token.is_word)
        apart = bool(run) and (token.start - run[-1].end > 1 or _bare(run[-1]) != run[-1].text)
        if run and (inside is not last or (inside is None and (not is_name or apart))):
            yield run
            run = []
        last = inside
        if is_name:
            run.append(token)
    if run:
        yield run


def _stands_in(name: Sequence[str], words: Sequence[str]) -> bool:
    """Whether a name stands in a sentence, in its own case or in capitals, or but for the first word of the claim."""
    if has_run(name, words) or has_run([w.upper() for w in name], words):
        return True
    first = name[0].lower()
    return (first in GRAMMAR or first in words) and has_run(name[1:], words)


def _may_be_common(run: Sequence[Token], body: str) -> bool:
    """Whether the first word of a claim may be a common noun: the article does not write it always with a capital."""
    if len(run) > 1 or run[0].start > 0:
        return False
    word = _bare(run[0])
    return not _is_written([word], body) or _is_written([word.lower()], body)


def _is_written(name: Sequence[str], body: str) -> bool:
    """Whether the body has the words of a name, with space, stops, commas or marks between them: "Eve J. Hall"."""
    words = r"[\s.,\"”’']+".join(map(re.escape, name))
    return bool(re.search(rf"(?<!\w){words}(?!\w)", body))


def _without_role(name: list[str], beside: Sequence[Sequence[str]]) -> list[str]:
    """The words of a run without those that a role before it ends with: "Mayor Ann Lee"."""
    for role in beside:
        while name and (name[0] in role or [name[0].lower()] == list(role[:1])):
            name = name[1:]
    return name


def _is_beside_its_name(role: Span, claim: str, body: str) -> bool:
    """Whether the words of a role stand beside a name in the body that they stand beside in the claim."""
    words = " ".join(role.of(body).split())
    at = claim.lower().find(words.lower())
    if at < 0:
        return True
    return bool(_around(claim, Span(at, at + len(words))) & _around(body, role))


def _around(text: str, place: Span) -> set[str]:
    """The words with a capital near a place."""
    before, after = text[max(0, place.start - BESIDE) : place.start], text[place.end : place.end + BESIDE]
    return {*_NAME.findall(before)[-2:], *_NAME.findall(after)[:2]}
