"""A digest as JSON, schema `retold.digest/1.1` (docs/digest.md), and back.

`document` writes; `load` reads what any version of `document` has written, so that
`document(load(document(digest))) == document(digest)`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, TypeVar

from retold.records import json_values
from retold.records.changed_words import changed
from retold.timestamps import in_own_zone
from retold.types import (
    Answers,
    Article,
    Aspect,
    Claim,
    Dated,
    Digest,
    DigestEntity,
    Edge,
    EntityType,
    Evidence,
    Graph,
    Metadata,
    Precision,
    Quote,
    Span,
    Statement,
    Theme,
)
from retold.types.relations import Relation, RelationStatus, RelationType

SCHEMA = "retold.digest/1.1"
QUESTIONS = tuple(f.name for f in fields(Answers))

_E = TypeVar("_E", bound=StrEnum)


def document(digest: Digest) -> dict[str, Any]:
    """The digest as JSON values, in the schema's order."""
    article, meta = digest.article, digest.article.metadata
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
            "kind": meta.kind or None,
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
        "statements": [_statement(digest, s) for s in digest.statements],
        "themes": [_theme(t) for t in digest.themes],
        "entities": [_entity(e) for e in digest.entities],
        "graph": {"nodes": list(digest.graph.nodes), "edges": [_edge(e) for e in digest.graph.edges]},
        "relations": [_relation(digest, r) for r in digest.relations],
        "source": {
            "url": meta.url or None,
            "publisher": meta.publisher or None,
            "published": meta.published,
            "retrieved": in_own_zone(article.retrieved) if article.retrieved else None,
            "excerpt": digest.excerpt,
        },
        "notes": list(digest.notes),
    }


def dumps(digest: Digest, indent: int | None = None) -> str:
    """The digest as JSON text that UTF-8 can carry."""
    return json_values.dumps(document(digest), indent)


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {"article": evidence.article, "start": evidence.start, "end": evidence.end, "exact": evidence.exact}


def _quote(digest: Digest, quote: Quote) -> dict[str, Any]:
    start, end = quote.span
    return {
        "text": quote.span.of(digest.article.body),
        "speaker": quote.speaker,
        "said_by": quote.said_by,
        "start": start,
        "end": end,
    }


def _statement(digest: Digest, statement: Statement) -> dict[str, Any]:
    return {
        "text": " … ".join(span.of(digest.article.body) for span in statement.spans),
        "cue": statement.cue,
        "speaker": statement.speaker,
        "said_by": statement.said_by,
        "hedge": statement.hedge,
        "score": statement.score,
        "spans": [list(span) for span in statement.spans],
    }


def _relation(digest: Digest, relation: Relation) -> dict[str, Any]:
    body, (start, end) = digest.article.body, relation.evidence
    return {
        "subject": relation.subject,
        "relation": relation.type.value,
        "object": relation.object,
        "detail": relation.detail.of(body) if relation.detail is not None else None,
        "status": relation.status.value,
        "probability": relation.probability,
        "evidence": [_evidence(Evidence(digest.article.id, start, end, relation.evidence.of(body)))],
    }


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
        "writer": claim.writer or None,
        "changed": [list(span) for span in changed(claim)],
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


def load(values: Mapping[str, Any]) -> Digest:
    """The digest that `document` made these JSON values of.

    Values that are missing or null, as in digests that an earlier version has kept, become empty ones.
    """
    kept = KeptDigest(values)
    source, answers, graph = (values.get(name) or {} for name in ("source", "answers", "graph"))
    return Digest(
        kept.article,
        kept.article.metadata.language,
        tuple(values.get("hashtags") or ()),
        kept.takeaways,
        kept.retelling,
        Answers(**{question: _load_claims(answers.get(question)) for question in QUESTIONS}),
        kept.timeline,
        kept.quotes,
        kept.themes,
        tuple(_load_entity(e) for e in values.get("entities") or ()),
        Graph(tuple(graph.get("nodes") or ()), tuple(_load_edge(e) for e in graph.get("edges") or ())),
        source.get("excerpt") or "",
        tuple(values.get("notes") or ()),
        kept.statements,
        _load_relations(kept.article.body, values.get("relations")),
    )


class KeptDigest:
    """A digest by its JSON values. Each part is loaded when it is first needed: most answers need one part of many."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values

    @cached_property
    def article(self) -> Article:
        """The article. The language of its metadata is the one in which it was read."""
        article, source = self.values["article"], self.values.get("source") or {}
        metadata = Metadata(
            article["id"],
            article.get("url") or source.get("url") or "",
            article.get("canonical_url") or "",
            article.get("headline") or "",
            tuple(article.get("byline") or ()),
            article.get("publisher") or "",
            article.get("published"),
            article.get("modified"),
            article.get("language") or "",
            article.get("kind") or "",
        )
        return Article(metadata, article.get("body") or "", _load_time(source.get("retrieved")))

    @cached_property
    def takeaways(self) -> tuple[Claim, ...]:
        return _load_claims(self.values.get("takeaways"))

    @cached_property
    def retelling(self) -> tuple[tuple[Claim, ...], ...]:
        """Paragraphs."""
        return tuple(_load_claims(paragraph) for paragraph in self.values.get("retelling") or ())

    @cached_property
    def timeline(self) -> tuple[Dated, ...]:
        return tuple(_load_dated(d) for d in self.values.get("timeline") or ())

    @cached_property
    def quotes(self) -> tuple[Quote, ...]:
        return tuple(_load_quote(q) for q in self.values.get("quotes") or ())

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        return tuple(_load_statement(s) for s in self.values.get("statements") or ())

    @cached_property
    def themes(self) -> tuple[Theme, ...]:
        return tuple(_load_theme(t) for t in self.values.get("themes") or ())


def _load_time(stamp: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(stamp or "")
    except ValueError:
        return None


def _load_member(kind: type[_E], value: Any, otherwise: _E) -> _E:
    """A member of an enumeration; `otherwise` if a later version has written one that is not known here."""
    try:
        return kind(value)
    except ValueError:
        return otherwise


def _load_evidence(evidence: Iterable[Mapping[str, Any]]) -> tuple[Evidence, ...]:
    return tuple(Evidence(e["article"], e["start"], e["end"], e["exact"]) for e in evidence)


def _load_claim(claim: Mapping[str, Any]) -> Claim:
    aspect = _load_member(Aspect, claim.get("aspect"), Aspect.NEWS)
    return Claim(
        claim["text"], _load_evidence(claim["evidence"]), claim.get("support", 1.0), aspect, claim.get("writer") or ""
    )


def _load_claims(claims: Iterable[Mapping[str, Any]] | None) -> tuple[Claim, ...]:
    return tuple(_load_claim(c) for c in claims or ())


def _load_dated(dated: Mapping[str, Any]) -> Dated:
    precision = _load_member(Precision, dated.get("precision"), Precision.DAY)
    return Dated(dated["date"], precision, _load_claim(dated["claim"]))


def _load_quote(quote: Mapping[str, Any]) -> Quote:
    return Quote(Span(quote["start"], quote["end"]), quote.get("speaker"), quote.get("said_by"))


def _load_statement(statement: Mapping[str, Any]) -> Statement:
    return Statement(
        tuple(Span(start, end) for start, end in statement["spans"]),
        statement["cue"],
        statement.get("speaker"),
        statement["said_by"],
        statement.get("hedge"),
        statement.get("score", 1.0),
    )


def _load_theme(theme: Mapping[str, Any]) -> Theme:
    evidence = _load_evidence(theme["evidence"])
    return Theme(theme["qcode"], theme["label"], tuple(theme.get("path") or ()), theme["score"], evidence)


def _load_entity(entity: Mapping[str, Any]) -> DigestEntity:
    role = entity.get("role")
    return DigestEntity(
        entity["id"],
        entity["name"],
        _load_member(EntityType, entity.get("type"), EntityType.OTHER),
        _load_claim(role) if role else None,
        entity["salience"],
        tuple(entity.get("aliases") or ()),
        tuple(Span(m["start"], m["end"]) for m in entity.get("mentions") or ()),
        tuple((entity.get("links") or {}).items()),
    )


def _load_relations(body: str, relations: Iterable[Mapping[str, Any]] | None) -> tuple[Relation, ...]:
    """The relations; those of a kind that a later version has written, and that is not known here, are left out."""
    kinds = {kind.value for kind in RelationType}
    return tuple(_load_relation(body, r) for r in relations or () if r.get("relation") in kinds and r.get("evidence"))


def _load_relation(body: str, relation: Mapping[str, Any]) -> Relation:
    evidence, detail = relation["evidence"][0], relation.get("detail")
    start = -1
    if detail is not None:
        start = body.find(detail, evidence["start"])
        start = start if start >= 0 else body.find(detail)
    return Relation(
        RelationType(relation["relation"]),
        relation["subject"],
        relation["object"],
        _load_member(RelationStatus, relation.get("status"), RelationStatus.FACT),
        Span(start, start + len(detail)) if detail is not None and start >= 0 else None,
        Span(evidence["start"], evidence["end"]),
        relation.get("probability", 1.0),
    )


def _load_edge(edge: Mapping[str, Any]) -> Edge:
    return Edge(
        edge["source"],
        edge["target"],
        edge["weight"],
        edge["stories"],
        edge["articles"],
        _load_evidence(edge["evidence"]),
    )
