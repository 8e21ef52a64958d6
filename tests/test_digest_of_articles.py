"""Rules that every digest keeps, on ordinary and on hostile input, with the real model."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.claim_rules import faults
from retold import Digest, Engine, RetoldError
from retold.records.digest_json import dumps
from retold.types import Claim, Content, Metadata, Page


def spans(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All evidence of a document."""
    for value in document.values():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                if "exact" in item:
                    yield item
                yield from spans(item)


def claims(digest: Digest) -> Iterator[Claim]:
    """All claims of a digest that are sentences."""
    yield from digest.takeaways
    for paragraph in digest.retelling:
        yield from paragraph
    yield from (d.claim for d in digest.timeline)
    yield from (e.role for e in digest.entities if e.role)


def check(digest: Digest) -> dict[str, Any]:
    document = json.loads(dumps(digest))
    body = document["article"]["body"]
    for span in spans(document):
        assert body[span["start"] : span["end"]] == span["exact"]
        assert span["article"] == document["article"]["id"]
    for entity in document["entities"]:
        forms = {entity["name"], *entity["aliases"]}
        for mention in entity["mentions"]:
            assert 0 <= mention["start"] < mention["end"] <= len(body)
            text = " ".join(body[mention["start"] : mention["end"]].split())
            assert text in forms or text.casefold() == entity["name"].casefold()
        assert 0.0 <= entity["salience"] <= 1.0
    for claim in claims(digest):
        assert claim.evidence
        assert 0.5 <= claim.support <= 1.0
        assert faults(claim.text, [e.exact for e in claim.evidence], document["article"]["published"]) == []
    assert len(digest.takeaways) <= 5
    nodes = set(document["graph"]["nodes"])
    assert nodes <= {e["id"] for e in document["entities"]}
    for edge in document["graph"]["edges"]:
        assert {edge["source"], edge["target"]} <= nodes
        assert edge["evidence"]
    ids = {e["id"] for e in document["entities"]}
    for quote in document["quotes"]:
        assert body[quote["start"] : quote["end"]] == quote["text"]
        assert quote["speaker"] is None or quote["speaker"] in ids
        assert quote["said_by"] in body if quote["said_by"] is not None else quote["speaker"] is None
    sizes = {"day": 10, "month": 7, "year": 4}
    assert all(len(d["date"]) == sizes[d["precision"]] for d in document["timeline"])
    assert [d["date"][:4] for d in document["timeline"]] == sorted(d["date"][:4] for d in document["timeline"])
    words = sum(len(c["text"].split()) for p in document["retelling"] for c in p)
    assert words <= 350
    return document


def test_examples(engine: Engine, examples: Path) -> None:
    digests = [o for o in engine.read([str(examples)]) if isinstance(o, Digest)]
    assert len(digests) == 18
    for digest in digests:
        document = check(digest)
        assert 3 <= len(digest.takeaways) <= 5
        assert len(document["hashtags"]) >= 3
        assert document["graph"]["edges"]
        assert document["article"]["published"].startswith("2026-")
        assert not document["notes"]


def test_entities_of_the_ferry_story(engine: Engine, examples: Path) -> None:
    (digest,) = engine.read([str(examples / "ferry-order.html")])
    assert isinstance(digest, Digest)
    kinds = {e.name: e.type.value for e in digest.entities}
    assert kinds["Kari Halvorsen"] == "person"
    assert kinds["Tor Espeland"] == "person"
    assert kinds["Norway"] == "place"
    roles = {e.name: e.role.text for e in digest.entities if e.role}
    assert "chief executive" in roles["Kari Halvorsen"]
    halvorsen = next(e for e in digest.entities if e.name == "Kari Halvorsen")
    assert halvorsen.aliases == ("Halvorsen",)
    assert digest.entities[0].name.startswith(("Northlink", "Rosendal"))


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.text(max_size=300)
    | st.lists(
        st.sampled_from(
            [
                "Ann Lee",
                " said ",
                "in the U.K. ",
                "“Yes,” ",
                "\n",
                "\ud800",
                "\x00",
                "שלום ",
                "العربية ",
                "2 hours ago ",
                "...",
                "(",
                "He ",
                "12.5% ",
                "\u200f",
                "🙂 ",
                "e\u0301",
            ]
        ),
        max_size=40,
    ).map("".join),
    st.sampled_from(list(Content)),
)
def test_any_text_ends_in_a_sound_digest_or_a_clear_error(engine: Engine, text: str, content: Content) -> None:
    try:
        digest = engine.digest(Page("x", content, text, Metadata(headline=text[:20])))
    except RetoldError as error:
        assert error.message
    else:
        check(digest)


@pytest.mark.parametrize(
    ("name", "text", "content"),
    [
        ("a sentence again and again", "The council of Marlow met Ann Lee on Tuesday in London. " * 700, Content.BODY),
        ("one sentence", "word " * 8_000, Content.BODY),
        ("no spaces", "x" * 400_000, Content.BODY),
        ("all names", "Ann Lee Bo Ek Cy Day " * 2_000, Content.TEXT),
        ("stops", "." * 8_000 + " It is.", Content.TEXT),
    ],
)
def test_large_input_gives_a_sound_digest(engine: Engine, name: str, text: str, content: Content) -> None:
    check(engine.digest(Page("x", content, text)))


def test_another_language_is_read_with_a_note(engine: Engine) -> None:
    body = "Le conseil municipal de Marlow a approuvé mardi la nouvelle ligne de tramway. Aisha Rahman a salué le vote."
    digest = engine.digest(Page("x", Content.BODY, body))
    assert digest.language == "fr"
    assert "'fr'" in digest.notes[0]
    check(digest)
