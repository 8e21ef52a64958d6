"""Relations as links of FollowTheMoney."""

from __future__ import annotations

from typing import Any

import pytest

from retold.export import followthemoney
from retold.export.graphs import GraphData, Node
from retold.records.memory import Attestation, Link, Relationship, Source

NODES = {
    "E1": Node("E1", "Acme", "organization", 2),
    "E2": Node("E2", "Bolt", "organization", 2),
    "E3": Node("E3", "Ann Lee", "person", 2),
    "E4": Node("E4", "Bo Ek", "person", 2),
    "E5": Node("E5", "Oslo", "place", 2),
}


def written(subject: str, kind: str, target: str, status: str = "fact", detail: str = "") -> dict[str, dict[str, Any]]:
    """What is written of a graph with one relation, by id."""
    source = Source("a", "Headline", "Wire", "2026-03-02", "https://wire.example/a")
    by = (Attestation((), source, "E4", "Bo Ek"), Attestation((), source))
    relationship = Relationship(
        subject, NODES[subject].name, kind, target, NODES[target].name, status, detail, "2026-03-02", 1, by
    )
    link = Link(
        subject, target, NODES[target].name, NODES[target].type, 2, 1.0, 0.5, 0.4, "2026-03-02", "2026-03-04",
        relations=(relationship,),
    )  # fmt: skip
    rows = list(followthemoney.links(GraphData(list(NODES.values()), iter([link]), [relationship])))
    found = {row["id"]: row for row in rows}
    assert len(found) == len(rows)
    return found


@pytest.mark.parametrize(
    ("ends", "kind", "status", "detail", "schema", "properties"),
    [
        (("E1", "E2"), "owns", "fact", "", "Ownership", {"owner": "E1", "asset": "E2", "role": "owns"}),
        (("E1", "E2"), "acquires", "past", "", "Ownership", {"owner": "E1", "asset": "E2", "role": "acquires"}),
        (("E1", "E2"), "acquires", "planned", "", "UnknownLink", {"subject": "E1", "object": "E2", "role": "acquires"}),
        (("E1", "E2"), "owns", "denied", "", "UnknownLink", {"subject": "E1", "object": "E2", "role": "owns"}),
        (
            ("E3", "E1"), "position_at", "fact", "chief executive", "Directorship",
            {"director": "E3", "organization": "E1", "role": "chief executive"},
        ),
        (
            ("E3", "E1"), "position_at", "past", "spokesperson", "Employment",
            {"employee": "E3", "employer": "E1", "role": "spokesperson"},
        ),
        (("E1", "E3"), "employs", "fact", "", "Employment", {"employer": "E1", "employee": "E3"}),
        (("E1", "E2"), "position_at", "fact", "", "UnknownLink", {"subject": "E1", "object": "E2"}),
        (("E3", "E1"), "member_of", "fact", "", "Membership", {"member": "E3", "organization": "E1"}),
        (("E1", "E2"), "succeeds", "fact", "", "Succession", {"successor": "E1", "predecessor": "E2"}),
        (("E3", "E4"), "succeeds", "fact", "", "UnknownLink", {"subject": "E3", "object": "E4"}),
        (
            ("E3", "E4"), "family_of", "fact", "sister", "Family",
            {"relative": "E3", "person": "E4", "relationship": "sister"},
        ),
        (("E1", "E2"), "sues", "alleged", "", "UnknownLink", {"subject": "E1", "object": "E2", "role": "sues"}),
    ],
)  # fmt: skip
def test_each_relation_has_the_schema_that_fits(
    ends: tuple[str, str], kind: str, status: str, detail: str, schema: str, properties: dict[str, str]
) -> None:
    rows = written(ends[0], kind, ends[1], status, detail)
    row = rows[f"retold-{ends[0]}-{kind}-{ends[1]}-{status}"]
    found = row["properties"]
    assert row["schema"] == schema
    for name, value in properties.items():
        assert found[name] == [f"retold-{value}" if value in NODES else value]
    assert found["summary" if schema == "Family" else "status"] == [status]
    assert (found["publisher"], found["sourceUrl"]) == (["Wire"], ["https://wire.example/a"])
    assert found["description"] == ["according to Bo Ek, Wire"]
    assert "startDate" not in found
    assert rows["retold-E2"]["schema"] == ("Company" if schema == "Ownership" else "Organization")


def test_places_have_no_links() -> None:
    assert set(written("E1", "based_in", "E5")) == {"retold-E1", "retold-E2", "retold-E3", "retold-E4"}
