"""The page of an article: its digest beside its source."""

from __future__ import annotations

from typing import Any

from retold.export import graph_picture, ninjs, schemaorg
from retold.export.graphs import Node
from retold.memory import Memory
from retold.records import digest_json
from retold.records.memory import Related
from retold.types import Claim, Digest
from retold.web import addresses
from retold.web.marked_source import MarkedSource, NameLinks
from retold.web.page_request import PageRequest
from retold.web.view import View, json_text

QUOTES, STATEMENTS, EDGES, ROWS = 8, 8, 24, 40
"""Quotes, statements and edges of the graph that the page shows, and entities in its table, at most."""
MIN_NODES, NODES = 3, 14
"""Names in the picture, at least and at most."""


def article(memory: Memory, request: PageRequest, key: str) -> View:
    """An article by its id, retold beside its source. Raises `UnknownError`."""
    detail = memory.article(key)
    digest = digest_json.load(detail.digest)
    marked = MarkedSource(digest)
    url = request.base + addresses.article(key)
    related = {r.chain: r for r in detail.related}
    parts = {
        name: getattr(marked, name) for name in ("takeaways", "retelling", "answers", "timeline", "relations", "source")
    }
    # Those with a speaker first, then those with words for one.
    quotes = sorted(marked.quotes, key=lambda pair: (pair[1].speaker is None, pair[1].said_by is None))[:QUOTES]
    statements = sorted(marked.statements, key=lambda pair: (pair[1].speaker is None, -pair[1].score))[:STATEMENTS]
    edges = _edges(memory, digest, related, marked)
    entity_ids = {n: related[e.id].entity.id for e in digest.entities if e.id in related for n in (*e.aliases, e.name)}
    context = {
        "detail": detail,
        "name_links": NameLinks(entity_ids),
        "quality": _quality(digest),
        "meta": digest.article.metadata,
        "digest": digest,
        "words": len(digest.article.body.split()),
        **parts,
        "quotes": [(claim, related.get(quote.speaker or ""), quote.said_by) for claim, quote in quotes],
        "statements": [
            (claim, related.get(said.speaker or ""), said.said_by, said.cue)
            for claim, said in sorted(statements, key=lambda pair: pair[1].spans)
        ],
        "related": detail.related[:ROWS],
        "edges": edges,
        "picture": _picture(related, edges),
        "roles": {e.id: marked.mark(e.role, "w") for e in digest.entities if e.role},
        "themes": [(t, marked.marks(t.evidence)) for t in digest.themes],
        "topics": {r.entity.name.casefold(): r.entity.id for r in detail.related if r.entity.type == "topic"},
        "original": addresses.outside(digest.article.metadata.url),
        "jsonld": schemaorg.script(schemaorg.news_article(digest, url)),
    }
    formats = {
        "jsonld": lambda: json_text(schemaorg.news_article(digest, url)),
        "ninjs": lambda: json_text(ninjs.item(digest, url)),
    }
    return View("article.html", context, detail, formats=formats)


def _quality(digest: Digest) -> dict[str, Any]:
    """How far a digest can be trusted: its sentences, how many are exactly as in the source, and the lowest support."""
    claims = [*digest.takeaways, *(c for paragraph in digest.retelling for c in paragraph)]
    exact = [c for c in claims if any(c.text == e.exact for e in c.evidence)]
    return {"sentences": len(claims), "exact": len(exact), "least": min((c.support for c in claims), default=1.0)}


def _edges(memory: Memory, digest: Digest, related: dict[str, Related], marked: MarkedSource) -> list[dict[str, Any]]:
    """Which entities are linked in an article, by which sentence, and how many stories have both."""
    edges = [e for e in digest.graph.edges if e.source in related and e.target in related and e.evidence][:EDGES]
    ends = [(related[e.source].entity, related[e.target].entity) for e in edges]
    shared = memory.shared([(a.id, b.id) for a, b in ends if a.id != b.id])
    return [
        {
            "a": a,
            "b": b,
            "weight": e.weight,
            "stories": shared[a.id, b.id],
            "claim": marked.mark(Claim(e.evidence[0].exact, e.evidence[:1], 1.0), "g"),
        }
        for e, (a, b) in zip(edges, ends, strict=True)
        if a.id != b.id
    ]


def _picture(related: dict[str, Related], edges: list[dict[str, Any]]) -> graph_picture.Picture | None:
    """The picture of an article's graph: linked names, the most salient. None if there are too few."""
    linked = {e[side].id for e in edges for side in ("a", "b")}
    entities = {r.entity.id: r.entity for r in related.values() if r.entity.id in linked}
    nodes = [Node(e.id, e.name, e.type, e.stories) for e in entities.values()][:NODES]
    shown = {n.id for n in nodes}
    weights = {(e["a"].id, e["b"].id): float(e["weight"]) for e in edges if e["a"].id in shown and e["b"].id in shown}
    return graph_picture.on_ellipse(nodes, weights) if len(nodes) >= MIN_NODES else None
