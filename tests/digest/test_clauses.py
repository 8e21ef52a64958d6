from __future__ import annotations

import pytest

from retold import Engine
from retold.digest.clauses import SentenceTree
from retold.types import Content, Page


@pytest.mark.parametrize(
    ("body", "subject", "predicate"),
    [
        ("A judge in Bergen fined the bank on Monday.", "A judge in Bergen", "fined the bank on Monday"),
        ("MARLOW, Jan 3 (Reuters) - Norway closed its border on Monday.", "Norway", "closed its border on Monday"),
        ("Mia Dahl, 40, a teacher, won the cup after a long match.", "Mia Dahl", "won the cup"),
        ("The mayor and the council left, and the lights went out.", "The mayor and the council", "left"),
    ],
)
def test_subject_and_predicate(engine: Engine, body: str, subject: str, predicate: str) -> None:
    reading = engine.reading(engine.article(Page("test", Content.BODY, body)))
    tree = SentenceTree(reading.sentences[0], body)
    clause = tree.clauses[0]
    assert clause.subject is not None
    assert tree.span(*tree.core(*clause.subject)).of(body) == subject
    assert tree.span(*tree.predicate(clause)).of(body) == predicate
