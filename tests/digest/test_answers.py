from __future__ import annotations

from retold import Engine
from retold.types import Content, Metadata, Page


def test_six_questions(engine: Engine) -> None:
    body = (
        "Anna Rosendal opened a new ferry terminal in Marlow on Tuesday. "
        "The old terminal was closed because of a fire in January. Builders finished the work by using "
        "parts from a shipyard."
    )
    meta = Metadata(id="x", headline="Rosendal opens ferry terminal in Marlow", published="2026-02-26")
    answers = engine.digest(Page("x", Content.BODY, body, meta)).answers
    assert answers.who[0].text == "Anna Rosendal"
    assert answers.what[0].text.startswith("opened a new ferry terminal")
    assert answers.when[0].text == "Tuesday"
    assert answers.where[0].text == "Marlow"
    assert answers.why[0].text.startswith("a fire")
    assert answers.how[0].text.startswith("using parts")
    for claims in (answers.who, answers.what, answers.when, answers.where, answers.why, answers.how):
        for claim in claims:
            assert claim.text in claim.evidence[0].exact
            assert body[claim.evidence[0].start : claim.evidence[0].end] == claim.evidence[0].exact


def test_no_answer_if_the_article_does_not_say(engine: Engine) -> None:
    answers = engine.digest(Page("x", Content.BODY, "Rain fell and the river rose.", Metadata(id="x"))).answers
    assert answers.when == answers.where == answers.why == answers.how == ()
