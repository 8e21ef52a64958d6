from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.marked import unmarked

from retold import Engine
from retold.reading.quotations import find_quotations
from retold.types import Content, Page, Reading


def read(engine: Engine, body: str) -> Reading:
    return engine.reading(engine.article(Page("test", Content.BODY, body)))


def speakers(reading: Reading) -> list[tuple[str, str | None]]:
    names = {c.id: c.name for c in reading.chains}
    return [(q.span.of(reading.article.body), names.get(q.speaker or "")) for q in reading.quotes]


@pytest.mark.parametrize(
    "marked",
    [
        "She said “⟦we are ready⟧” and left.",
        "“⟦We are ready,⟧” she said. “⟦Nobody is late.⟧”",
        '"⟦We are ready,⟧" she said.',
        "‘⟦One paragraph of it.⟧\n‘⟦Another of it.⟧’ He left.",
        "‘⟦We don't know,⟧’ she said of the dogs' home.",
        "“⟦One paragraph of it.⟧\n“⟦Another of it.⟧” He left.",
        "The plank is 5\" wide and the men's room is shut.",
        "It wasn't the players' fault.",
    ],
)
def test_places(marked: str) -> None:
    body, spans = unmarked(marked)
    assert [s.span for s in find_quotations(body)] == spans


@given(st.text(st.sampled_from("ab ,.\n“”\"'‘’")))
def test_quotations_of_any_text(text: str) -> None:
    found = find_quotations(text)
    assert all(0 < s.span.start < s.span.end <= len(text) and "\n" not in s.span.of(text) for s in found)
    assert [s.span for s in found] == sorted({s.span for s in found})


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("“The boats will be ready in May,” Kari Halvorsen said.", ["Kari Halvorsen"]),
        ("“The boats will be ready in May,” said the minister, Kari Halvorsen.", ["Kari Halvorsen"]),
        ("Kari Halvorsen told reporters: “The boats will be ready in May.”", ["Kari Halvorsen"]),
        (
            "Kari Halvorsen arrived late. “The boats will be ready in May,” she said. “Nobody doubts it.”",
            ["Kari Halvorsen"] * 2,
        ),
        ("According to Tor Espeland, the plan is “a very bad idea”.", ["Tor Espeland"]),
        ("Kari Halvorsen, the minister, met Tor Espeland. “It was a good day,” the minister said.", ["Kari Halvorsen"]),
        ("“The boats will be ready in May,” a spokesman said.", [None]),
        ("“He never hurt anybody in his life,” John Smith's mother said.", [None]),
        ("“He never hurt anybody in his life,” said John Smith's mother, Ann Miller.", ["Ann Miller"]),
        ("Asked about Joe Biden, Donald Trump said: “He was the worst president in history.”", ["Donald Trump"]),
        ("Rachel Reeves was accused by Kemi Badenoch of “breaking every promise she made”.", ["Kemi Badenoch"]),
        (
            "Kari Halvorsen met a paper. “The boats will be ready in May,” the paper quoted her as saying.",
            ["Kari Halvorsen"],
        ),
        (
            (
                "The Norwegian Ferry Authority met on Friday.\n“The boats will be ready in May. The harbour "
                "at Moss is open,” it said."
            ),
            ["Norwegian Ferry Authority"],
        ),
        (
            (
                "It is a tragedy, said Rabbi Jonathan Blake in a statement.\n“It hits our community very "
                "hard,” the statement said."
            ),
            ["Jonathan Blake"],
        ),
        (
            "Norway's ferry agency NORFA released a report.\n“The boats will be ready in May,” the report read.",
            ["NORFA"],
        ),
        ("Kari Halvorsen hung a sign: “Our boats are late,” the sign began. “Our boats are very late.”", [None, None]),
        (
            "“The mayor lied to all of us in Marlow,” said an opponent of Erik Moe. “We will win the vote,” he said.",
            [None, None],
        ),
        ("“We will never build that wall,” said a spokesman for Donald Trump.", [None]),
        (
            "Kari Halvorsen met Erik Moe in Oslo. Peter Berg quoted him as saying “the ferries are late and unsafe”.",
            ["Erik Moe"],
        ),
        (
            (
                "“The boats are late again,” Erik Moe said. The Norwegian Ferry Authority released a report "
                "on Tuesday. “Half of the ferries are unsafe,” the report said."
            ),
            ["Erik Moe", "Norwegian Ferry Authority"],
        ),
        (
            "“He is lying,” the prosecutor, Jane Doe, said. “Order, order in the court,” the judge said.",
            ["Jane Doe", None],
        ),
    ],
)
def test_speakers(engine: Engine, body: str, wanted: list[str | None]) -> None:
    assert [speaker for _, speaker in speakers(read(engine, body))] == wanted


def test_a_quotation_continues_in_the_next_paragraph(engine: Engine) -> None:
    body = "Kari Halvorsen said: “The boats will be ready.\n“Nobody doubts that any more.”\nThen it rained."
    assert speakers(read(engine, body)) == [
        ("The boats will be ready.", "Kari Halvorsen"),
        ("Nobody doubts that any more.", "Kari Halvorsen"),
    ]


def test_titles_and_single_words_are_no_quotations(engine: Engine) -> None:
    assert read(engine, "Maria Duarte sings in “The Great North Wind” and is called a “star”.").quotes == ()
