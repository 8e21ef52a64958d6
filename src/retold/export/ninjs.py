"""A retelling as IPTC ninjs 3.0, "News in JSON" (iptc.org/std/ninjs), for newsroom systems.

Takes the values of `retold.digest/1` (docs/digest.md) and the URL of our page. Names and types are
those of the standard's JSON Schema, version 3.0.1; values of `role` and `rel` are open there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from retold.export.feeds import NAME, moment, pruned
from retold.export.schemaorg import ABOUT, language, paragraphs, same_as, source_url, title, topic

STANDARD = {"name": "ninjs", "version": "3.0", "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.0.json#"}
_GROUPS = {
    "person": "people",
    "organization": "organisations",
    "place": "places",
    "event": "events",
    "work": "objects",
    "product": "objects",
}
"""Where entities of a type stand; topics and others are subjects."""
_PLAIN = "text/plain"


def item(document: Mapping[str, Any], url: str) -> dict[str, Any]:
    """A news object of type "text" with the retelling that stands at `url`; nothing in it is null or empty.

    `versionCreated` is the latest date that the digest knows: when its source was fetched, else
    modified, else published. The original is an association, derived from which this one is.
    """
    article = document["article"]
    fields = {
        "uri": url,
        "standard": STANDARD,
        "type": "text",
        "representationType": "full",
        "versionCreated": moment(document["source"]["retrieved"])
        or moment(article["modified"])
        or moment(article["published"]),
        "contentCreated": moment(article["published"]),
        "language": language(document),
        "title": title(document),
        "by": _credit(article),
        "edNote": " ".join(document["notes"]),
        "headlines": [{"role": "main", "contentType": _PLAIN, "value": title(document)}],
        "descriptions": [
            {"role": "takeaway", "contentType": _PLAIN, "value": c["text"]} for c in document["takeaways"]
        ],
        "bodies": _bodies(document),
        **_concepts(document),
        "infoSources": _info_sources(article),
        "associations": _associations(document),
        "altIds": [{"role": "article", "value": article["id"]}],
    }
    values: dict[str, Any] = pruned(fields)
    return values


def _bodies(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    told = "\n\n".join(paragraphs(document))
    if not told:
        return []
    return [
        {"role": "main", "contentType": _PLAIN, "charCount": len(told), "wordCount": len(told.split()), "value": told}
    ]


def _concepts(document: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Themes as subjects, and entities by their kind; `relevance` is in hundredths and has its place on subjects alone."""
    found: dict[str, list[dict[str, Any]]] = {"subjects": [_subject(theme) for theme in document["themes"]]}
    for rank, entity in enumerate(document["entities"]):
        group = _GROUPS.get(entity["type"], "subjects")
        concept = {
            "name": entity["name"],
            "rel": "about" if rank < ABOUT else "mentions",
            "uri": next(iter(same_as(entity)), ""),
            "relevance": _hundredths(entity["salience"]) if group == "subjects" else None,
        }
        found.setdefault(group, []).append(concept)
    return found


def _subject(theme: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": theme["label"],
        "rel": "about",
        "uri": topic(theme),
        "literal": theme["qcode"],
        "creator": NAME,
        "relevance": _hundredths(theme["score"]),
    }


def _hundredths(share: float) -> int:
    return min(100, max(0, round(100 * share)))


def _credit(article: Mapping[str, Any]) -> str:
    """ "Retold, after Grace Liu and Tomasz Zielinski, Watt & Wafer" """
    *others, last = [*article["byline"]] or [""]
    authors = f"{', '.join(others)} and {last}" if others else last
    after = ", ".join(part for part in (authors, article["publisher"]) if part)
    return f"{NAME}, after {after}" if after else NAME


def _info_sources(article: Mapping[str, Any]) -> list[dict[str, Any]]:
    publisher = [{"name": article["publisher"], "role": "publisher"}] if article["publisher"] else []
    return publisher + [{"name": name, "role": "author"} for name in article["byline"]]


def _associations(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The original article, where it has an address: an association must have one."""
    url, article = source_url(document), document["article"]
    if not url:
        return []
    original = {
        "name": title(document),
        "rel": "derivedFrom",
        "uri": url,
        "type": "text",
        "representationType": "partial",
        "versionCreated": moment(article["modified"]) or moment(article["published"]),
        "contentCreated": moment(article["published"]),
        "language": language(document),
        "by": ", ".join(article["byline"]),
        "headlines": [{"role": "main", "contentType": _PLAIN, "value": article["headline"]}]
        if article["headline"]
        else [],
        "infoSources": _info_sources(article),
    }
    return [original]
