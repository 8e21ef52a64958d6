"""A digest as JSON, schema `retold.digest/1` (docs/digest.md)."""

from __future__ import annotations

import json
from typing import Any

from retold.export.view import QUESTIONS
from retold.types import Claim, Digest, DigestEntity, Edge, Evidence, Quote, Theme

SCHEMA = "retold.digest/1"


def document(digest: Digest) -> dict[str, Any]:
    """The digest as JSON values, in the schema's order."""
    article, meta = digest.article, digest.article.metadata
    retrieved = article.retrieved.isoformat().replace("+00:00", "Z") if article.retrieved else None
    return {
        "schema": SCHEMA,
        "article": {
            "id": meta.id,
            "url": meta.url or None,
            "canonical_url": meta.canonical_url or None,
            "headline": meta.headline or None,
            "byline": list(meta.byline),
            "publisher": meta.publisher or None,
            "published": meta.published,
            "modified": meta.modified,
            "language": digest.language,
            "body": article.body,
            "words": len(article.body.split()),
        },
        "hashtags": list(digest.hashtags),
        "takeaways": [_claim(c) for c in digest.takeaways],
        "retelling": [[_claim(c) for c in paragraph] for paragraph in digest.retelling],
        "answers": {question: [_claim(c) for c in getattr(digest.answers, question)] for question in QUESTIONS},
        "timeline": [
            {"date": d.date, "precision": d.precision.value, "claim": _claim(d.claim)} for d in digest.timeline
        ],
        "quotes": [_quote(digest, q) for q in digest.quotes],
        "themes": [_theme(t) for t in digest.themes],
        "entities": [_entity(e) for e in digest.entities],
        "graph": {"nodes": list(digest.graph.nodes), "edges": [_edge(e) for e in digest.graph.edges]},
        "source": {
            "url": meta.url or None,
            "publisher": meta.publisher or None,
            "published": meta.published,
            "retrieved": retrieved,
            "excerpt": digest.excerpt,
        },
        "notes": list(digest.notes),
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {"article": evidence.article, "start": evidence.start, "end": evidence.end, "exact": evidence.exact}


def _quote(digest: Digest, quote: Quote) -> dict[str, Any]:
    start, end = quote.span
    return {"text": quote.span.of(digest.article.body), "speaker": quote.speaker, "start": start, "end": end}


def _theme(theme: Theme) -> dict[str, Any]:
    return {
        "qcode": theme.qcode,
        "label": theme.label,
        "path": list(theme.path),
        "score": theme.score,
        "evidence": [_evidence(e) for e in theme.evidence],
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "text": claim.text,
        "evidence": [_evidence(e) for e in claim.evidence],
        "support": claim.support,
        "aspect": claim.aspect.value,
    }


def _entity(entity: DigestEntity) -> dict[str, Any]:
    return {
        "id": entity.id,
        "name": entity.name,
        "type": entity.type.value,
        "role": _claim(entity.role) if entity.role else None,
        "salience": entity.salience,
        "aliases": list(entity.aliases),
        "mentions": [{"start": m.start, "end": m.end} for m in entity.mentions],
        "links": dict(entity.links),
    }


def _edge(edge: Edge) -> dict[str, Any]:
    return {
        "source": edge.source,
        "target": edge.target,
        "weight": edge.weight,
        "stories": edge.stories,
        "articles": edge.articles,
        "evidence": [_evidence(e) for e in edge.evidence],
    }


def dumps(digest: Digest, indent: int | None = None) -> str:
    """JSON text. Written as UTF-8; a lone surrogate in the source, which UTF-8
    cannot carry, turns all beyond ASCII into escapes."""
    values = document(digest)
    text = json.dumps(values, ensure_ascii=False, indent=indent)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(values, indent=indent)
    return text
