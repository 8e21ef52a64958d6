"""Relations in words: "Northlink acquires Fjordline (planned)"."""

from __future__ import annotations

from retold.records.memory import Attestation, Relationship
from retold.types.relations import STATUS_WORDS, TYPE_WORDS, RelationStatus, RelationType


def words(relationship: Relationship) -> str:
    """A relation as a clause, with what names it more exactly and its status."""
    verb = TYPE_WORDS[RelationType(relationship.relation)]
    status = STATUS_WORDS[RelationStatus(relationship.status)]
    more = ", ".join(" ".join(part.split()) for part in (relationship.detail, status) if part)
    clause = f"{relationship.subject_name} {verb} {relationship.object_name}"
    return f"{clause} ({more})" if more else clause


def voice(attestation: Attestation) -> str:
    """By whose word: the speaker and the publisher, as far as they are known."""
    speaker = attestation.name or " ".join(attestation.said_by.split())
    return ", ".join(part for part in (speaker, attestation.source.publisher or attestation.source.id) if part)
