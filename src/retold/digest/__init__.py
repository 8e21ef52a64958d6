"""Readings into digests: `digest` tells an article again, each sentence with its source."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retold.digest import answers, graph, keyphrases, retelling, takeaways, themes, timeline
from retold.digest.claims import evidence
from retold.digest.ranker import Ranker, shipped
from retold.digest.writer import Writer
from retold.types import Chain, Claim, Digest, DigestEntity, Reading, Role, UserTheme

__all__ = ["digest"]

EXCERPT = 300
"""Code points of the source that an excerpt shows at most."""


def digest(reading: Reading, ranker: Ranker | None = None, users: Sequence[UserTheme] = ()) -> Digest:
    """The page of one article. The same reading gives the same digest; `ranker`: other
    weights than the shipped ones; `users`: themes beside the Media Topics."""
    ranker = ranker or shipped()
    writer = Writer(reading)
    worth = takeaways.scores(reading, ranker)
    roles = {role.chain: role for role in reading.roles}
    return Digest(
        article=reading.article,
        language=reading.article.metadata.language or reading.language,
        hashtags=keyphrases.hashtags(reading, ranker),
        takeaways=takeaways.choose(reading, worth, writer),
        retelling=retelling.build(reading, worth, writer),
        answers=answers.build(reading, worth, writer.aspects),
        timeline=timeline.build(reading, writer),
        quotes=reading.quotes,
        themes=themes.themes(reading, users),
        entities=tuple(_entity(reading, c, roles.get(c.id)) for c in reading.chains),
        graph=graph.build(reading, reading.chains),
        excerpt=_excerpt(reading),
        notes=_notes(reading),
    )


def _entity(reading: Reading, chain: Chain, role: Role | None) -> DigestEntity:
    told = None
    if role is not None:
        text = " ".join(role.span.of(reading.article.body).split())
        told = Claim(text, evidence(reading.article, [reading.sentences[role.sentence].span]), 1.0)
    mentions = tuple(m.span for m in chain.mentions)
    return DigestEntity(chain.id, chain.name, chain.type, told, chain.salience, chain.aliases, mentions)


def _excerpt(reading: Reading) -> str:
    """The opening words of the story, cut at a word."""
    told = [s for s in reading.sentences if not s.clutter] or list(reading.sentences)
    text = ""
    for sentence in told:
        words = re.sub(r"\s+", " ", sentence.span.of(reading.article.body))
        if text and len(text) + len(words) >= EXCERPT:
            break
        text = f"{text} {words}".strip()
    return text if len(text) <= EXCERPT else text[:EXCERPT].rsplit(" ", 1)[0] + " …"


def _notes(reading: Reading) -> tuple[str, ...]:
    if reading.language_supported:
        return ()
    name = "could not be told" if reading.language == "und" else f"seems to be {reading.language!r}"
    return (f"The language {name}; the reading model was made for English, so names and takeaways may be wrong.",)
