"""Posts of other sites in the body of an article, as quotations of those who wrote them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retold.english import credits
from retold.english.clutter import Kind
from retold.types import Chain, EntityType, Quote, Span

_AUTHOR = re.compile(r"[—–-]{1,2}\s?([^\n()@—–]{1,60}?)\s?\(@\w{1,30}\)")
LEAST = 3
"""Words of the shortest quotation."""


def find_posts(body: str, chains: Sequence[Chain]) -> tuple[Quote, ...]:
    """Each post whose author the story names. The words of others are left out."""
    people = {n.casefold(): c.id for c in chains if c.type is EntityType.PERSON for n in (c.name, *c.aliases)}
    found = []
    for post in credits.find(body):
        if post.kind is not Kind.POST:
            continue
        author = _AUTHOR.search(body, post.span.start, post.span.end)
        speaker = people.get(author[1].strip().casefold()) if author else None
        words = Span(post.span.start, post.span.start + len(body[post.span.start : author.start()].rstrip())) if author else None
        if speaker and words and len(words.of(body).split()) >= LEAST:
            found.append(Quote(words, speaker))
    return tuple(found)
