"""What a message says, and that its fields are documented."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace

from tests.alerts.test_matcher import FERRY, MOE, NORTHLINK, NOW, TOPIC, on
from tests.field_tables import documented
from tests.made import article

from retold import Settings
from retold.alerts import AlertQuery, Alerts
from retold.memory import Memory
from retold.memory.prepared import Prepared
from retold.store.articles import packed


def test_every_field_of_a_telling_is_documented(memory: Memory) -> None:
    """Each field has a row of its own, and each row is a field."""
    alerts = Alerts(memory, Settings(url="https://news.example"), lambda: NOW)
    query = AlertQuery("Northlink", "Erik Moe", "Fisheries", "ferry", "Paper a", "person", new_only=True)
    watch = alerts.add(query)
    body = "Northlink met Erik Moe on a ferry. It was late."
    read = on(article("a", [NORTHLINK, MOE, ("Fisheries", TOPIC)], FERRY, text=body))
    evidence = {"article": "a", "start": 35, "end": 47, "exact": "It was late."}
    claim = {"text": "It was late.", "evidence": [evidence], "support": 1.0, "aspect": "news"}
    memory.keep([with_takeaway(read, claim)])
    alerts.run()
    (message,) = alerts.messages(watch.id)
    assert message.content["schema"] == "retold.alert/1"
    sample = {**message.content, "test": True}
    assert sorted(paths(sample)) == sorted(documented("alerts.md", "field"))
    shown = message.content["matched"][0]["evidence"][0]
    assert list(shown) == documented("alerts.md", "field of evidence")


def with_takeaway(read: Prepared, claim: dict[str, object]) -> Prepared:
    digest = json.loads(zlib.decompress(read.content))
    return replace(read, content=packed({**digest, "takeaways": [claim]}))


def paths(value: object, path: str = "") -> set[str]:
    """The paths of all fields in JSON values: "story.id", "met[].name". Evidence has a table of its own."""
    if isinstance(value, dict) and not path.endswith("evidence"):
        return {found for name, inner in value.items() for found in paths(inner, f"{path}.{name}".lstrip("."))}
    if isinstance(value, list) and value and isinstance(value[0], dict) and not path.endswith("evidence"):
        return {found for inner in value for found in paths(inner, path + "[]")}
    return {path}
