"""A retelling as IPTC ninjs 3.0, "News in JSON" (iptc.org/std/ninjs), for newsroom systems.

Takes a digest and the URL of our page. Names and types are those of the standard's JSON Schema,
version 3.0.1. The standard leaves the values of `role` and `rel` open.
"""

from __future__ import annotations

from typing import Any

from retold.export.feeds import NAME, moment, pruned
from retold.export.schemaorg import ABOUT, language, paragraphs, same_as, source_url, title, topic_iri
from retold.timestamps import in_own_zone
from retold.types import Digest, EntityType, Metadata, Theme

STANDARD = {"name": "ninjs", "version": "3.0", "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.0.json#"}
_GROUPS = {
    EntityType.PERSON: "people",
    EntityType.ORGANIZATION: "organisations",
    EntityType.PLACE: "places",
    EntityType.EVENT: "events",
    EntityType.WORK: "objects",
    EntityType.PRODUCT: "objects",
}
"""The list that takes the entities of a type. Topics and others are subjects."""
_PLAIN = "text/plain"


def item(digest: Digest, url: str) -> dict[str, Any]:
    """A news object of type "text" with the retelling that stands at `url`. Nothing in it is null or empty.

    `versionCreated` is the latest date that the digest has: when its source was fetched, else
    modified, else published. The original article is an association; our text is derived from it.
    """
    meta, retrieved = digest.article.metadata, digest.article.retrieved
    fields = {
        "uri": url,
        "standard": STANDARD,
        "type": "text",
        "representationType": "full",
        "versionCreated": moment(in_own_zone(retrieved) if retrieved else None)
        or moment(meta.modified)
        or moment(meta.published),
        "contentCreated": moment(meta.published),
        "language": language(digest),
        "title": title(digest),
        "by": _credit(meta),
        "edNote": " ".join(digest.notes),
        "headlines": [{"role": "main", "contentType": _PLAIN, "value": title(digest)}],
        "descriptions": [{"role": "takeaway", "contentType": _PLAIN, "value": c.text} for c in digest.takeaways],
        "bodies": _bodies(digest),
        **_concepts(digest),
        "infoSources": _info_sources(meta),
        "associations": _associations(digest),
        "altIds": [{"role": "article", "value": meta.id}],
    }
    values: dict[str, Any] = pruned(fields)
    return values


def _bodies(digest: Digest) -> list[dict[str, Any]]:
    text = "\n\n".join(paragraphs(digest))
    if not text:
        return []
    return [
        {"role": "main", "contentType": _PLAIN, "charCount": len(text), "wordCount": len(text.split()), "value": text}
    ]


def _concepts(digest: Digest) -> dict[str, list[dict[str, Any]]]:
    """Themes as subjects, and entities by their type. `relevance` is in hundredths; only subjects may have it."""
    concepts: dict[str, list[dict[str, Any]]] = {"subjects": [_subject(theme) for theme in digest.themes]}
    for rank, entity in enumerate(digest.entities):
        group = _GROUPS.get(entity.type, "subjects")
        concept = {
            "name": entity.name,
            "rel": "about" if rank < ABOUT else "mentions",
            "uri": next(iter(same_as(entity)), ""),
            "relevance": _hundredths(entity.salience) if group == "subjects" else None,
        }
        concepts.setdefault(group, []).append(concept)
    return concepts


def _subject(theme: Theme) -> dict[str, Any]:
    return {
        "name": theme.label,
        "rel": "about",
        "uri": topic_iri(theme),
        "literal": theme.qcode,
        "creator": NAME,
        "relevance": _hundredths(theme.score),
    }


def _hundredths(share: float) -> int:
    return min(100, max(0, round(100 * share)))


def _credit(meta: Metadata) -> str:
    """ "Retold, after Grace Liu and Tomasz Zielinski, Watt & Wafer" """
    *others, last = [*meta.byline] or [""]
    authors = f"{', '.join(others)} and {last}" if others else last
    after = ", ".join(part for part in (authors, meta.publisher) if part)
    return f"{NAME}, after {after}" if after else NAME


def _info_sources(meta: Metadata) -> list[dict[str, Any]]:
    publisher = [{"name": meta.publisher, "role": "publisher"}] if meta.publisher else []
    return publisher + [{"name": name, "role": "author"} for name in meta.byline]


def _associations(digest: Digest) -> list[dict[str, Any]]:
    """The original article if it has an address: an association must have one."""
    url, meta = source_url(digest), digest.article.metadata
    if not url:
        return []
    original = {
        "name": title(digest),
        "rel": "derivedFrom",
        "uri": url,
        "type": "text",
        "representationType": "partial",
        "versionCreated": moment(meta.modified) or moment(meta.published),
        "contentCreated": moment(meta.published),
        "language": language(digest),
        "by": ", ".join(meta.byline),
        "headlines": [{"role": "main", "contentType": _PLAIN, "value": meta.headline}] if meta.headline else [],
        "infoSources": _info_sources(meta),
    }
    return [original]
