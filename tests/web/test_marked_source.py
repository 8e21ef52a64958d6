"""The source in pieces: every piece is there once, and the pieces of a sentence are its evidence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from retold import Engine
from retold.records.digest_json import document, load
from retold.web.marked_source import MarkedSource, NameLinks


def digest(body: str, spans: list[tuple[int, int]]) -> dict[str, Any]:
    claims = [
        {
            "text": body[a:b],
            "evidence": [{"article": "x", "start": a, "end": b, "exact": body[a:b]}],
            "support": 1.0,
            "aspect": "news",
        }
        for a, b in spans
    ]
    return {
        "article": {"id": "x", "body": body},
        "takeaways": claims,
        "retelling": [claims] if claims else [],
        "answers": {},
        "timeline": [],
        "quotes": [],
        "themes": [],
        "entities": [],
        "graph": {"nodes": [], "edges": []},
    }


@given(st.text(alphabet="ab \n.’é🙂", min_size=1, max_size=60), st.data())
def test_the_pieces_are_the_source_and_the_evidence(body: str, data: st.DataObject) -> None:
    ends = st.integers(0, len(body))
    spans = [(min(a, b), max(a, b)) for a, b in data.draw(st.lists(st.tuples(ends, ends), max_size=6)) if a != b]
    marked = MarkedSource(load(digest(body, spans)))
    pieces = {p.id: p.text for paragraph in marked.source for p in paragraph if p.id}
    lines = [line for line in body.split("\n") if line.strip()]
    assert ["".join(p.text for p in paragraph) for paragraph in marked.source] == lines
    for marked_claim, (start, end) in zip(marked.takeaways, spans, strict=True):
        shown = "".join(pieces.get(m, "") for m in marked_claim.marks)
        assert (
            shown.replace("\n", "").strip()
            == "".join(x for x in body[start:end].split("\n") if x).replace("\n", "").strip()
            or not body[start:end].strip()
        )


def test_marks_of_real_digests_are_their_evidence(engine: Engine, examples: Path) -> None:
    for made in engine.read([str(examples / "articles.jsonl")]):
        whole = document(made)
        marked = MarkedSource(made)
        pieces = {p.id: p.text for paragraph in marked.source for p in paragraph}
        claims = [c for paragraph in whole["retelling"] for c in paragraph]
        marked_claims = [c for paragraph in marked.retelling for c in paragraph]
        assert [c.text for c in marked_claims] == [c["text"] for c in claims]
        assert len({c.id for c in marked_claims}) == len(marked_claims) > 0
        for marked_claim, claim in zip(marked_claims, claims, strict=True):
            exact = "".join(e["exact"] for e in sorted(claim["evidence"], key=lambda e: e["start"]))
            assert "".join(pieces[m] for m in marked_claim.marks).split() == exact.replace("\n", " ").split()
            assert marked_claim.first == f"s{min(e['start'] for e in claim['evidence'])}"


def test_names_lead_to_their_pages_once() -> None:
    links = NameLinks({"Ann Lee": "E1", "Lee": "E1", "Oslo": "E2", "Leeds": "E3", "A+B (Ltd.)": "E4"})
    assert links.pieces("Ann Lee of Leeds met A+B (Ltd.) in Oslo. Lee left Oslo.") == [
        ("", ""),
        ("Ann Lee", "E1"),
        (" of ", ""),
        ("Leeds", "E3"),
        (" met ", ""),
        ("A+B (Ltd.)", "E4"),
        (" in ", ""),
        ("Oslo", "E2"),
        (". Lee left Oslo.", ""),
    ]
    assert links.pieces("Ann Lee again") == [("Ann Lee again", "")]
    assert NameLinks({}).pieces("Ann") == [("Ann", "")]
