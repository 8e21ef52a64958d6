"""What must stay in a sentence while something else in it stays."""

from __future__ import annotations

import pytest

from retold import Engine
from retold.digest.bonds import Bond, bonds, broken
from retold.digest.trees import SentenceTree
from retold.types import Content, Page, Span, Word


def must_stay(engine: Engine, text: str, gone: str) -> set[str]:
    """The words that must stay if those of `gone` are left out."""
    sentence = engine.reading(engine.article(Page("x", Content.BODY, text))).sentences[0]
    tree = SentenceTree(text, sentence.words)
    start = text.rindex(gone)
    kept = [i for i, w in enumerate(sentence.words) if not start <= w.span.start < start + len(gone)]
    return {tree.lower[i] for i in broken(bonds(tree, sentence.attributions), kept)}


@pytest.mark.parametrize(
    ("text", "gone", "stays"),
    [
        ("The firm did not pay its builders for nine months.", "not", "not"),
        ("The mayor reportedly sold the old mill to his cousin.", "reportedly", "reportedly"),
        ("The council said the harbour may open in May.", "may", "may"),
        ("The mayor said the bridge appeared to be safe for cars.", "appeared", "appeared"),
        ("Police said he was believed to be in Oslo.", "believed", "believed"),
        ("At least nine people were hurt in the fire.", "At least", "least"),
        ("The firm was sold in March last year to a bank.", "in March last year", "march"),
        ("The bridge will open in May, the minister said.", ", the minister said", "said"),
        ("The minister said that the bridge would open.", "The minister said that", "said"),
        ("The bridge will open, according to two officials.", ", according to two officials", "according"),
        ("The work was praised by most of the fishermen.", "by most of the fishermen", "most"),
        ("Lee, a teacher from Oslo, said it was late.", ",", ","),
        ("The council sold the old mill to a bank.", "the old mill", "mill"),
        ("It rose by a tenth, according to a report by Nordbank.", "by Nordbank", "nordbank"),
        ("Police say he fled, but his wife denied it.", ", but his wife denied it", "denied"),
        ("Sales of nets rose by 12 percent on Monday.", "on Monday", "monday"),
    ],
)
def test_what_the_rest_needs_stays(engine: Engine, text: str, gone: str, stays: str) -> None:
    assert stays in must_stay(engine, text, gone)


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("The council, which may sell the mill, opened the harbour.", ", which may sell the mill,"),
        ("The firm, which did not pay its builders, was sold to a bank.", ", which did not pay its builders,"),
        ("The council opened the harbour on Monday.", "on Monday"),
        ("The council opened the harbour after the minister had asked for it.", "after the minister had asked for it"),
    ],
)
def test_what_goes_with_all_that_it_belongs_to_may_go(engine: Engine, text: str, gone: str) -> None:
    assert not must_stay(engine, text, gone)


def test_a_bond_without_anchors_always_holds() -> None:
    assert Bond(frozenset((3,))).is_broken(frozenset((1, 2)))
    assert not Bond(frozenset((3,)), frozenset((4,))).is_broken(frozenset((1, 2)))
    assert broken([Bond(frozenset((3,)), frozenset((1,)))], (1, 2)) == {3}


def test_a_mark_that_a_wrong_tree_makes_an_aside_has_no_bond() -> None:
    words = (Word(Span(0, 3), -1, "root"), Word(Span(3, 4), 0, "appos"), Word(Span(5, 7), 0, "appos"))
    assert bonds(SentenceTree("Lee, he", words)) == []
