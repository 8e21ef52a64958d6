"""The digest: an article told again, each sentence with its source.

`digest` makes the sections of a page from a reading. The order of steps:

1. `takeaways.scores` scores the sentences of the article with the weights of `ranker`.
2. `writer.ClaimWriter` turns a sentence into a claim. It uses `compression` (whether a sentence can stand
   alone, and what is cut), `introductions` (names and roles), `dates`, and `retold.grounding` (the check).
3. `takeaways`, `retelling` and `timeline` choose sentences and have them written.
4. `answers`, `hashtags` (from `keyphrases`), `themes`, `relevance` (which entities), `graph`, statements and relations
   need no writer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from retold.digest import answers, graph, hashtags, headline, notes, retelling, takeaways, themes, timeline
from retold.digest.claims import evidence
from retold.digest.ranker import Ranker, shipped
from retold.digest.relevance import relevant
from retold.digest.writer import ClaimWriter
from retold.errors import ExtractionError
from retold.types import Chain, Claim, Digest, DigestEntity, Reading, Role, UserTheme
from retold.types.relations import Relation

__all__ = ["digest"]

EXCERPT = 300
"""Code points of the excerpt of the source at most."""


def digest(reading: Reading, ranker: Ranker | None = None, users: Sequence[UserTheme] = ()) -> Digest:
    """The digest of one article. The same reading always gives the same digest.

    `ranker` replaces the weights in the package; `users` are themes besides the Media Topics.

    Raises `ExtractionError` if the text does not tell what its headline says.
    """
    metadata = reading.article.metadata
    if not headline.is_told(reading):
        raise ExtractionError(
            f"the text does not tell what its headline says ({metadata.headline[:80]!r}), so it is not the article",
            metadata.url or metadata.id,
        )
    ranker = ranker or shipped()
    writer = ClaimWriter(reading)
    scores = takeaways.scores(reading, ranker)
    roles = {role.chain: role for role in reading.roles}
    chains = relevant(reading)
    chosen = takeaways.choose(reading, scores, writer)
    retold = retelling.build(reading, scores, writer, frozenset(claim.text for claim in chosen))
    return Digest(
        article=reading.article,
        language=metadata.language or reading.language,
        hashtags=hashtags.hashtags(reading),
        takeaways=chosen,
        retelling=retold,
        answers=answers.build(reading, scores, writer.aspects),
        timeline=timeline.build(reading, writer, [claim for paragraph in retold for claim in paragraph]),
        quotes=reading.quotes,
        themes=themes.themes(reading, users),
        entities=tuple(_entity(reading, c, roles.get(c.id)) for c in chains),
        graph=graph.build(reading, chains),
        excerpt=_excerpt(reading),
        statements=reading.statements,
        notes=notes.notes(reading, [*chosen, *(claim for paragraph in retold for claim in paragraph)]),
        relations=_relations(reading, chains),
    )


def _entity(reading: Reading, chain: Chain, role: Role | None) -> DigestEntity:
    role_claim = None
    if role is not None:
        text = " ".join(role.span.of(reading.article.body).split())
        role_claim = Claim(text, evidence(reading.article, [reading.sentences[role.sentence].span]), 1.0)
    mentions = tuple(m.span for m in chain.mentions)
    return DigestEntity(chain.id, chain.name, chain.type, role_claim, chain.salience, chain.aliases, mentions)


def _relations(reading: Reading, chains: Sequence[Chain]) -> tuple[Relation, ...]:
    """The relations between entities of the digest."""
    told = {chain.id for chain in chains}
    return tuple(r for r in reading.relations if r.subject in told and r.object in told)


def _excerpt(reading: Reading) -> str:
    """The first words of the story, cut between two words."""
    story = [s for s in reading.sentences if not s.clutter] or list(reading.sentences)
    text = ""
    for sentence in story:
        words = re.sub(r"\s+", " ", sentence.span.of(reading.article.body))
        if text and len(text) + len(words) >= EXCERPT:
            break
        text = f"{text} {words}".strip()
    return text if len(text) <= EXCERPT else text[:EXCERPT].rsplit(" ", 1)[0] + " …"
