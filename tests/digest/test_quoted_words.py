"""Words of speakers that bear no marks of their own are told as theirs or not at all."""

from __future__ import annotations

import pytest

from retold import Digest, Engine
from retold.types import Content, Metadata, Page

NEWS = "Marlow United have signed the winger Carl Dunne from Terring for two million euros."
REST = "The fee is the highest that the club has ever paid. Terring will play Marlow on Saturday."


def digest(engine: Engine, body: str) -> Digest:
    return engine.digest(Page("x", Content.BODY, body, Metadata(id="x")))


def told(found: Digest) -> list[str]:
    return [c.text for c in (*found.takeaways, *(c for p in found.retelling for c in p))]


@pytest.mark.parametrize("said", ["Dunne said", "said Dunne", "Carl Dunne added"])
@pytest.mark.parametrize(("opens", "closes"), ["“”", "‘’", "''", '""'])
def test_a_sentence_of_a_speaker_is_told_with_marks_and_speaker(
    engine: Engine, said: str, opens: str, closes: str
) -> None:
    words = "I am happy to be here. We want to win the cup in my first season. The club has shown me a lot of trust"
    body = f"{NEWS} {opens}{words},{closes} {said}. {REST}"
    assert not [t for t in told(digest(engine, body)) if t.startswith(("We want", "The club has shown", "I am"))]


def test_the_marks_and_the_speaker_are_those_of_the_article(engine: Engine) -> None:
    body = (
        f"{NEWS} 'I am happy to be here. We want to win the cup in my first season. Marlow has shown me a lot of"
        " trust. I will repay it with goals,' Dunne said."
    )
    found = digest(engine, body)
    claim = next(c for c in found.takeaways if "trust" in c.text)
    assert claim.text == "“Marlow has shown me a lot of trust,” Dunne said."
    assert [e.exact for e in claim.evidence] == ["Marlow has shown me a lot of trust.", "Dunne said"]


def test_words_of_a_speaker_whom_nobody_names_are_left_out(engine: Engine) -> None:
    body = (
        f"{NEWS} 'I am happy to be here. We want to win the cup in my first season. The club has shown me a lot of"
        f" trust,' the winger told a local paper. {REST}"
    )
    assert not [t for t in told(digest(engine, body)) if t.startswith(("We want", "The club has shown"))]


def test_a_quotation_is_not_cut_at_its_first_sentence(engine: Engine) -> None:
    body = (
        f"{NEWS} After the mayor's office called it 'brave', Dunne replied: 'I like the town of Marlow. That is why I"
        f" am here.' {REST}"
    )
    assert not [t for t in told(digest(engine, body)) if t.endswith("'I like the town of Marlow.")]
