from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from retold import Digest, Engine
from retold.export.ninjs import item
from retold.records.digest_json import document, load

URL = "https://retold.example/articles/x"

DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
TEXTS = {"role": str, "contentType": str, "value": str}
CONCEPT = {"name": str, "rel": str, "uri": str, "literal": str}
LISTS: dict[str, dict[str, type]] = {
    "headlines": TEXTS,
    "descriptions": TEXTS,
    "bodies": TEXTS | {"charCount": int, "wordCount": int},
    "people": CONCEPT | {"contactInfo": list},
    "organisations": CONCEPT | {"symbols": list, "contactInfo": list},
    "places": CONCEPT | {"contactInfo": list, "geoJSON": dict},
    "events": CONCEPT | {"id": str},
    "objects": CONCEPT,
    "subjects": CONCEPT | {"creator": str, "relevance": int, "confidence": int},
    "infoSources": {"name": str, "role": str, "uri": str, "literal": str, "contactInfo": list},
    "altIds": {"role": str, "value": str},
}
"""Properties of the objects in each array, by the JSON Schema of ninjs 3.0.1; it allows no others."""
DATES = {"firstCreated", "versionCreated", "contentCreated", "embargoedUntil", "expires"}
STRINGS = (
    "profile version copyrightHolder copyrightNotice usageTerms edNote language title by slugline located uri type "
    "representationType pubStatus"
)
OTHERS = "urgency eventDetails plannedCoverage renditions associations trustIndicators standard genres rightsInfo"
PROPERTIES = {*DATES, *STRINGS.split(), *OTHERS.split(), *LISTS}
CHOICES = {
    "type": {"text", "audio", "video", "picture", "graphic", "composite", "component", "event", "planning"},
    "representationType": {"full", "partial"},
}


def faults(found: dict[str, Any], association: bool = False) -> list[str]:
    """Rules of the schema that a news object breaks."""
    own = {"name", "rel"} if association else set()
    wrong = [f"unknown {name}" for name in found if name not in PROPERTIES | own]
    wrong += [f"missing {name}" for name in ({"uri", "name"} if association else {"uri"}) - set(found)]
    wrong += [f"no date-time: {found[name]}" for name in DATES & set(found) if not DATE_TIME.fullmatch(found[name])]
    wrong += [f"no text: {name}" for name in found if name in STRINGS.split() and not isinstance(found[name], str)]
    wrong += [f"{found[name]} is no {name}" for name in set(CHOICES) & set(found) if found[name] not in CHOICES[name]]
    for name, allowed in LISTS.items():
        for entry in found.get(name, []):
            wrong += [f"unknown {name}/{key}" for key in entry if key not in allowed]
            wrong += [
                f"not {allowed[key]}: {name}/{key}"
                for key in entry
                if key in allowed and not isinstance(entry[key], allowed[key])
            ]
            if "contentType" in allowed and "value" not in entry:
                wrong.append(f"{name} without value")
            if not 0 <= entry.get("relevance", 0) <= 100:
                wrong.append(f"relevance {entry['relevance']}")
    return wrong + [fault for entry in found.get("associations", []) for fault in faults(entry, True)]


@pytest.fixture(scope="module")
def documents(engine: Engine, examples: Path) -> list[dict[str, Any]]:
    return [document(o) for o in engine.read([str(examples)]) if isinstance(o, Digest)]


@pytest.fixture
def merger(documents: list[dict[str, Any]]) -> dict[str, Any]:
    copy: dict[str, Any] = json.loads(json.dumps(next(d for d in documents if d["article"]["id"] == "chip-merger")))
    return copy


def test_every_example_follows_the_schema(documents: list[dict[str, Any]]) -> None:
    assert [faults(item(load(d), URL)) for d in documents] == [[]] * 18


def test_the_rules_of_the_schema_are_seen_to_be_broken(merger: dict[str, Any]) -> None:
    """The check above can fail."""
    found = item(load(merger), URL)
    assert faults(found | {"headline": "x"}) == ["unknown headline"]
    assert faults({k: v for k, v in found.items() if k != "uri"}) == ["missing uri"]
    assert faults(found | {"versionCreated": "2026-02-05"}) == ["no date-time: 2026-02-05"]
    assert faults(found | {"people": [{"name": "x", "relevance": 3}]}) == ["unknown people/relevance"]
    assert faults(found | {"associations": [{"uri": "x", "type": "article"}]}) == ["missing name", "article is no type"]


def test_what_stands_at_the_head(merger: dict[str, Any]) -> None:
    found = item(load(merger), URL)
    assert found["uri"] == URL
    assert found["standard"] == {
        "name": "ninjs",
        "version": "3.0",
        "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.0.json#",
    }
    assert (found["type"], found["language"]) == ("text", "en")
    assert found["versionCreated"] == found["contentCreated"] == "2026-02-05T00:00:00Z"
    assert found["by"] == "Retold, after Grace Liu and Tomasz Zielinski, Watt & Wafer"
    assert found["altIds"] == [{"role": "article", "value": "chip-merger"}]
    assert found["infoSources"] == [
        {"name": "Watt & Wafer", "role": "publisher"},
        {"name": "Grace Liu", "role": "author"},
        {"name": "Tomasz Zielinski", "role": "author"},
    ]


def test_the_version_is_as_new_as_the_latest_that_is_known(merger: dict[str, Any]) -> None:
    merger["article"]["modified"] = "2026-02-06T10:00:00+01:00"
    assert item(load(merger), URL)["versionCreated"] == "2026-02-06T10:00:00+01:00"
    merger["source"]["retrieved"] = "2026-02-07T09:00:00Z"
    assert item(load(merger), URL)["versionCreated"] == "2026-02-07T09:00:00Z"
    assert item(load(merger), URL)["contentCreated"] == "2026-02-05T00:00:00Z"


def test_the_text_is_the_retelling(merger: dict[str, Any]) -> None:
    found = item(load(merger), URL)
    (body,) = found["bodies"]
    assert body["value"].replace("\n\n", " ") == " ".join(c["text"] for p in merger["retelling"] for c in p)
    assert (body["charCount"], body["wordCount"]) == (len(body["value"]), len(body["value"].split()))
    assert (body["role"], body["contentType"]) == ("main", "text/plain")
    assert found["headlines"] == [{"role": "main", "contentType": "text/plain", "value": merger["article"]["headline"]}]
    assert [d["value"] for d in found["descriptions"]] == [c["text"] for c in merger["takeaways"]]


def test_people_and_topics_stand_with_their_kind(merger: dict[str, Any]) -> None:
    found = item(load(merger), URL)
    assert {"name": "Mei Tanaka", "rel": "mentions"} in found["people"]
    first = next(entity["name"] for entity in merger["entities"] if entity["type"] == "organization")
    assert {"name": first, "rel": "about"} in found["organisations"]
    assert {"name": "China", "rel": "mentions"} in found["places"]
    groups = ("people", "organisations", "places", "events", "objects")
    assert sum(len(found.get(g, [])) for g in groups) == len(merger["entities"])
    kinds = ("event", "work", "product", "topic", "other")
    merger["entities"] = [merger["entities"][0] | {"name": kind, "type": kind, "salience": 0.256} for kind in kinds]
    merger["entities"][0]["links"] = {"wikidata": "Q42", "wikipedia": "https://en.wikipedia.org/wiki/Event"}
    del merger["themes"][1:]
    found = item(load(merger), URL)
    assert found["events"] == [{"name": "event", "rel": "about", "uri": "https://en.wikipedia.org/wiki/Event"}]
    assert [o["name"] for o in found["objects"]] == ["work", "product"]
    assert found["subjects"][1:] == [{"name": name, "rel": "mentions", "relevance": 26} for name in ("topic", "other")]
    assert faults(found) == []


def test_media_topics_are_subjects(merger: dict[str, Any]) -> None:
    assert re.fullmatch(
        r"http://cv\.iptc\.org/newscodes/mediatopic/\d{8}", item(load(merger), URL)["subjects"][0]["uri"]
    )
    del merger["themes"][1:]
    merger["themes"].append({"qcode": "user:chips", "label": "Chips", "path": ["Chips"], "score": 1.0, "evidence": []})
    merger["themes"][0] |= {"qcode": "medtop:20000045", "label": "mass media", "score": 0.618}
    assert item(load(merger), URL)["subjects"] == [
        {
            "name": "mass media",
            "rel": "about",
            "uri": "http://cv.iptc.org/newscodes/mediatopic/20000045",
            "literal": "medtop:20000045",
            "creator": "Retold",
            "relevance": 62,
        },
        {"name": "Chips", "rel": "about", "literal": "user:chips", "creator": "Retold", "relevance": 100},
    ]


def test_the_original_is_an_association(documents: list[dict[str, Any]], merger: dict[str, Any]) -> None:
    (original,) = item(load(merger), URL)["associations"]
    assert original["uri"] == merger["source"]["url"]
    assert (original["rel"], original["representationType"]) == ("derivedFrom", "partial")
    assert original["by"] == "Grace Liu, Tomasz Zielinski"
    for bad in ("javascript:alert(1)", None):
        merger["source"]["url"] = merger["article"]["url"] = bad
        assert "associations" not in item(load(merger), URL)
    without = next(d for d in documents if not d["source"]["url"])
    assert "associations" not in item(load(without), URL)
    assert item(load(without), URL)["by"] == "Retold, after Marta Quintela"


def test_an_article_that_says_next_to_nothing(merger: dict[str, Any]) -> None:
    lists = ("takeaways", "retelling", "themes", "entities", "notes")
    article = dict.fromkeys(merger["article"]) | {"id": "x1", "byline": [], "language": "und"}
    bare = merger | {key: [] for key in lists} | {"article": article, "source": dict.fromkeys(merger["source"])}
    found = item(load(bare), URL)
    assert set(found) == {"uri", "standard", "type", "representationType", "title", "by", "headlines", "altIds"}
    assert found["by"] == "Retold"
    assert faults(found) == []


def test_notes_and_lone_surrogates(merger: dict[str, Any]) -> None:
    merger["notes"] = ["The model was not made for this language."]
    merger["entities"][0]["name"] = "Lumen\udc00"
    found = item(load(merger), URL)
    assert found["edNote"] == "The model was not made for this language."
    assert json.dumps(found, ensure_ascii=False).encode()
