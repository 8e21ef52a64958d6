"""The relations of a digest as the memory keeps them: each with the one by whose word it is given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from retold.types import Span
from retold.types.relations import RelationStatus, RelationType


@dataclass(frozen=True, slots=True)
class AttributedRelation:
    """A relation between two chains of an article, by their ids.

    `type`, `status`: as in the digest. `detail`: the words that name it more exactly, or "". `evidence`: the sentence
    that says it. `speaker`: the id of the chain whose words they are; `said_by`: the article's words for it. Without
    them, the article itself says it.
    """

    type: str
    subject: str
    object: str
    status: str
    detail: str
    probability: float
    evidence: Span
    speaker: str | None = None
    said_by: str = ""


@dataclass(frozen=True, slots=True)
class _Speech:
    """Words of somebody: a statement, or a quotation."""

    spans: Sequence[Span]
    speaker: str | None
    said_by: str

    def has(self, span: Span) -> bool:
        return any(own.covers(span) for own in self.spans)


def attributed(document: Mapping[str, Any]) -> tuple[AttributedRelation, ...]:
    """The relations of a digest, from its JSON values (schema `retold.digest/1.1`), in their order.

    Relations of a type or status that is not known here are left out.
    """
    types, statuses = set(map(str, RelationType)), set(map(str, RelationStatus))
    relations = [
        r
        for r in document.get("relations") or ()
        if r.get("relation") in types and r.get("status") in statuses and r.get("evidence")
    ]
    if not relations:
        return ()
    speeches = list(_speeches(document))
    mentions = {
        entity["id"]: [Span(m["start"], m["end"]) for m in entity.get("mentions") or ()]
        for entity in document.get("entities") or ()
    }
    return tuple(_attributed(relation, speeches, mentions) for relation in relations)


def _speeches(document: Mapping[str, Any]) -> Iterator[_Speech]:
    """Statements and quotations; those of a speaker with a name first."""
    speeches = [
        _Speech([Span(start, end) for start, end in s["spans"]], s.get("speaker"), s.get("said_by") or "")
        for s in document.get("statements") or ()
    ]
    speeches += [
        _Speech([Span(q["start"], q["end"])], q.get("speaker"), q.get("said_by") or "")
        for q in document.get("quotes") or ()
    ]
    yield from sorted((s for s in speeches if s.speaker or s.said_by), key=lambda s: s.speaker is None)


def _attributed(
    relation: Mapping[str, Any], speeches: Sequence[_Speech], mentions: Mapping[str, Sequence[Span]]
) -> AttributedRelation:
    evidence = Span(relation["evidence"][0]["start"], relation["evidence"][0]["end"])
    ends = (relation["subject"], relation["object"])
    said = next((s for s in speeches if _says(s, ends, evidence, mentions)), None)
    return AttributedRelation(
        relation["relation"],
        *ends,
        relation["status"],
        relation.get("detail") or "",
        relation.get("probability", 1.0),
        evidence,
        said.speaker if said else None,
        said.said_by if said else "",
    )


def _says(speech: _Speech, ends: tuple[str, str], evidence: Span, mentions: Mapping[str, Sequence[Span]]) -> bool:
    """Whether somebody says a relation: each name of it in its sentence, but the speaker's own, is among the words.

    "Ann Lee, head of Acme, said that rain fell" is no word of hers on Acme.
    """
    named = [span for end in ends if end != speech.speaker for span in mentions.get(end, ()) if evidence.covers(span)]
    return bool(named) and all(speech.has(span) for span in named)
