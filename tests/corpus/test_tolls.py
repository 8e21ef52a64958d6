"""How many are dead, injured, missing or arrested, and where articles differ on it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retold.corpus.quantities import quantities
from retold.corpus.tolls import differing, tolls


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Six people were killed when a bus overturned.", [("dead", 6)]),
        ("At least 12 people were killed and 20 injured in Marlow.", [("dead", 12), ("injured", 20)]),
        ("A bomb killed four civilians and wounded 120, officials said.", [("dead", 4), ("injured", 120)]),
        ("The death toll stands at 14.", [("dead", 14)]),
        ("Twenty-three passengers lost their lives.", [("dead", 23)]),
        ("The fire took the lives of nine workers.", [("dead", 9)]),
        ("There were two fatalities.", [("dead", 2)]),
        ("Thirty-one people suffered injuries.", [("injured", 31)]),
        ("No one was hurt in the crash.", [("injured", 0)]),
        ("There were no injuries.", [("injured", 0)]),
        ("Police arrested 37 people after the match.", [("arrested", 37)]),
        ("Four fishermen are missing.", [("missing", 4)]),
    ],
)
def test_tolls(text: str, expected: list[tuple[str, float]]) -> None:
    assert [(toll.kind, toll.value) for toll in tolls(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Nine of the injured are in hospital.",
        "Another 22 people were injured.",
        "Among them were five people killed by a falling roof.",
        "A crash on the same road killed 31 people two years ago.",
        "In 2019 a fire at the mill killed nine workers.",
        "The plane killed 10 tourists and two pilots.",
        "The toll rose from 7 to 14.",
        "Some 31 workers have died on building sites this year.",
        "The frost killed 12 sheep.",
        "None of its 410 staff were hurt.",
        "The 14-year-old was killed at 9.30 p.m. on 4 March.",
        "The strike took 20 minutes and cost 3 million euros.",
        "In more than 400 shootings people were killed.",
        "No one knows how many died.",
        "No one doubts that the dead were innocent.",
        "Nobody believed the injured man.",
        "The driver and two passengers were killed.",
        "Two adults and three children were killed.",
        "A couple and their three children were killed.",
        "Two policemen killed a man.",
        "Five officers arrested the suspect.",
        "The bus carrying 40 people killed a pedestrian.",
        "A crowd of 400 people injured a referee.",
        "The Boeing 737 killed Ann Lee.",
        "Unit 8200 killed.",
        "A mother of three was killed.",
        "One in 5 people died.",
        "Some 2.5 people per 100,000 die.",
        "One hundred and fifty people were killed.",
        "Twenty five people were killed.",
        "1 200 people were killed.",
        "A rumour that 40 people died is false.",
        "Officials denied that 12 people had been killed.",
        "Fears grew that 200 people had been killed.",
        "The bomb could have killed 300 people.",
        "In August, 30 people died in a similar crash.",
        "Between 10 and 15 people were killed.",
        "10 to 15 people were killed.",
        "Fewer than 10 people were killed.",
        "No more than 3 people were killed.",
        "Suspect charged with killing 4 is arrested.",
        "12 dead pigs lay there.",
        "Two dead batteries were found.",
        "Three bodies of water dried up.",
        "Liverpool have 7 injured players.",
        "The death toll in the country's 3 provinces grew.",
        "Two policemen killed Ann Lee.",
    ],
)
def test_what_is_no_toll_of_this_happening(text: str) -> None:
    assert tolls(text) == ()


def sides(*articles: str, days: tuple[float | None, ...] = ()) -> list[tuple[str, list[tuple[str, list[int]]]]]:
    found = differing([[text] for text in articles], days or [100.0] * len(articles))
    return [(d.kind, [(written, [article for article, _ in by]) for written, by in d.sides]) for d in found]


KILLED = "A bus fell into the river, killing 12 people and injuring 20, police said."


def test_articles_that_give_other_tolls_differ() -> None:
    assert sides(KILLED, "Fourteen passengers died and 20 were hurt.", "The bus crash claimed 12 lives.") == [
        ("dead", [("12", [0, 2]), ("Fourteen", [1])])
    ]
    assert sides("No one was injured.", "Two people were injured.") == [("injured", [("none", [0]), ("Two", [1])])]


@pytest.mark.parametrize(
    "other",
    [
        "The bus accident took the lives of twelve people.",
        "More than 10 people were killed.",
        "At least seven people were killed.",
        "About 13 people were killed.",
        "Some 90 people were killed in storms in the region.",
        "Two people were killed, the mayor said; 12 people died in all.",
        "Twelve children were hurt.",
    ],
)
def test_tolls_that_may_all_be_right(other: str) -> None:
    assert [d for d in sides(KILLED, other) if d[0] == "dead"] == []


def test_tolls_of_two_days_do_not_differ() -> None:
    assert sides(KILLED, "The crash killed 14 people.", days=(100.0, 102.0)) == []
    assert sides(KILLED, "The crash killed 14 people.", days=(100.0, None)) == []
    assert len(sides(KILLED, "The crash killed 14 people.", days=(100.0, 100.5))) == 1


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("It costs $2.9bn, or 3,100 euros a head.", [2.9e9, 3100]),
        ("Twenty-three of 4.2 million people, 46 percent.", [23, 4.2e6, 46]),
        ("On 4 August 2031 at 8.40 p.m., Ann Lee, aged 43, won 3-1 on Route 66.", []),
        ("The 5th of a dozen; a 12-year-old; 20/30; the 1990s.", []),
        ("A three-year term of no interest to no one.", [3, 0]),
    ],
)
def test_quantities(text: str, values: list[float]) -> None:
    assert [q.value for q in quantities(text)] == values
    assert all(text[q.span.start : q.span.end].strip() == q.written for q in quantities(text))


PIECES = st.sampled_from(
    "12 people killed injuring no one hurt and 4 at least 1,200 of the more than $ % - . , ’ 2031 million".split()
)


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES, max_size=30))
def test_any_text_has_tolls_that_stand_in_it(pieces: list[str]) -> None:
    text = " ".join(pieces)
    for quantity in quantities(text):
        assert quantity.span.of(text).strip() == quantity.written
    for toll in tolls(text):
        assert toll.written == "none" or toll.written.casefold() in text.casefold()
    assert sides(text, text) == []
    assert all(len(found) > 1 for _, found in sides(text, " ".join(reversed(pieces))))
