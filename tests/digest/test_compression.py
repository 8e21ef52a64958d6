"""Readings of short articles of our own, by the model in the package."""

from __future__ import annotations

import pytest

from retold import Engine
from retold.digest.compression import Compressor
from retold.types import Content, Metadata, Page, Reading


def read(engine: Engine, body: str) -> Reading:
    return engine.reading(engine.article(Page("x", Content.BODY, body, Metadata(id="x"))))


def short(engine: Engine, body: str, index: int = -1) -> str | None:
    reading = read(engine, body)
    found = Compressor(reading).compress(reading.sentences[index])
    return found.text if found else None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "MARLOW (Reuters) - The city council approved a new tram line on Tuesday.",
            "The city council approved a new tram line on Tuesday.",
        ),
        (
            "LONDON, March 3 (AP) — The central bank raised its main rate on Tuesday.",
            "The central bank raised its main rate on Tuesday.",
        ),
        (
            "(CNN) The city council approved a new tram line on Tuesday.",
            "The city council approved a new tram line on Tuesday.",
        ),
        (
            "Meanwhile, the city council approved a new tram line on Tuesday.",
            "The city council approved a new tram line on Tuesday.",
        ),
        (
            "But the city council rejected the new tram line on Tuesday.",
            "The city council rejected the new tram line on Tuesday.",
        ),
        (
            "The yard (founded in 1920) will build four ferries for Norway.",
            "The yard will build four ferries for Norway.",
        ),
        (
            "Berlin (dpa) - The city council approved a new tram line on Tuesday.",
            "The city council approved a new tram line on Tuesday.",
        ),
        (
            "BOGOTÁ, Colombia (AP) — The council approved a new tram line on Tuesday.",
            "The council approved a new tram line on Tuesday.",
        ),
        (
            "LONDON, Dec 29 (Example News Foundation) - The council approved a new tram line.",
            "The council approved a new tram line.",
        ),
        (
            "So far, the yard has built four ferries for the whole of Norway.",
            "So far, the yard has built four ferries for the whole of Norway.",
        ),
        (
            "Elizabeth I was the queen of England for more than forty years.",
            "Elizabeth I was the queen of England for more than forty years.",
        ),
        (
            "The guard was shot with a .22 caliber rifle in Bergen on Friday.",
            "The guard was shot with a .22 caliber rifle in Bergen on Friday.",
        ),
        (
            "MARLOW: The council approved a new tram line on Tuesday.",
            "The council approved a new tram line on Tuesday.",
        ),
        (
            "THE council approved a new tram line for VISITORS of Oslo on Tuesday.",
            "The council approved a new tram line for VISITORS of Oslo on Tuesday.",
        ),
        (
            "KARI HALVORSEN HAS ADMITTED that the new tram line in Oslo is late.",
            "Kari Halvorsen has admitted that the new tram line in Oslo is late.",
        ),
        (
            "NASA said that the new satellite over Oslo was lost on Tuesday.",
            "NASA said that the new satellite over Oslo was lost on Tuesday.",
        ),
        ("— The council approved a new tram line on Tuesday.", "The council approved a new tram line on Tuesday."),
        ("Now the council wants to build a new tram line.", "The council wants to build a new tram line."),
        (
            "Screens have changed our noisy society, the minister Kari Halvorsen said.",
            "Screens have changed our noisy society, the minister Kari Halvorsen said.",
        ),
        (
            "Norway - the largest producer - will build four ferries next year.",
            "Norway - the largest producer - will build four ferries next year.",
        ),
    ],
)
def test_words_that_depend_on_other_sentences_are_cut(engine: Engine, body: str, expected: str) -> None:
    assert short(engine, body) == expected


@pytest.mark.parametrize(
    "body",
    [
        "They will start to build the new line in May next year.",
        "Prices fell. The company said it would build four ferries in Norway next year.",
        "“We will build four ferries in Norway next year.”",
        "He said: “We will build four ferries in",
        "Will they ever build the four ferries in Norway?",
        (
            "The yard opened. It rained. Norway waited. Prices rose. Trade fell. We think that the four "
            "ferries are a very good idea."
        ),
        "Four ferries came.",
        "Prices fell. In March 2010, she moved the four ferries of the company to Norway.",
        "Prices fell. They warn the world of the cold sea, like the sailors of old.",
        "Police officers take their positions near the harbour on Dec. 31, 2016, in Bergen.",
        "Woke up with an alarm saying that a storm could hit Bergen.",
        "Prices fell. The yard fell silent. Peter Lindqvist made the remarks at a meeting in Bergen.",
        "Prices fell. A state court could soon call for this system in all of Norway.",
        "Prices fell. Those campaigns listed dangerous places in the north of Norway.",
        "Prices fell. The young player declared last summer that he would stay in Bergen for life.",
        "The yard is closed. Peter Lindqvist is seen here with the last four ferries in Bergen.",
        "Prices fell. Peter Lindqvist of Bergen said: 'Yes, the yard will build four ferries.",
        "Will the yard build ferries? The mayor of the old town of Bergen, Eva Lind, asked on Tuesday.",
        "Read the whole story at https://x.example/story and tell us.",
        "Image copyright Getty Images Image caption The four ferries in the harbour of Bergen",
    ],
)
def test_a_sentence_that_cannot_stand_alone_is_no_claim(engine: Engine, body: str) -> None:
    assert short(engine, body) is None


def test_a_pronoun_becomes_the_name_of_its_antecedent(engine: Engine) -> None:
    body = "Kari Halvorsen runs the ferry company. She said on Friday that the price of batteries had fallen."
    assert short(engine, body) == "Kari Halvorsen said on Friday that the price of batteries had fallen."
    reading = read(engine, body)
    found = Compressor(reading).compress(reading.sentences[1])
    assert found is not None
    assert {s.of(body) for s in found.sources} >= {"Kari Halvorsen"}


def test_an_ambiguous_pronoun_is_not_guessed(engine: Engine) -> None:
    body = "Kari Halvorsen and Ingrid Solheim met in Oslo. She said on Friday that the price of batteries had fallen."
    assert short(engine, body) is None


def test_a_surname_alone_becomes_the_full_name(engine: Engine) -> None:
    body = (
        "Kari Halvorsen runs the ferry company. The yard was cheaper. On Friday Halvorsen said that prices had fallen."
    )
    assert short(engine, body) == "On Friday Kari Halvorsen said that prices had fallen."


def test_a_closing_clause_that_only_adds_is_cut(engine: Engine) -> None:
    body = (
        "Northlink Ferries said on Wednesday that it had ordered four battery ferries from the Rosendal shipyard, "
        "which laid off a fifth of its staff two years ago after the cancellation of two large cruise ships."
    )
    found = short(engine, body)
    assert (
        found
        == "Northlink Ferries said on Wednesday that it had ordered four battery ferries from the Rosendal shipyard."
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "Peter Lindqvist won the race. He's training in Bergen for the next one.",
            "Peter Lindqvist is training in Bergen for the next one.",
        ),
        (
            "Peter Lindqvist won the race. He's a member of a club in Bergen.",
            "Peter Lindqvist is a member of a club in Bergen.",
        ),
        (
            "Peter Lindqvist won the race. He'll race again in Bergen in May.",
            "Peter Lindqvist will race again in Bergen in May.",
        ),
        (
            "Peter Lindqvist won the race. In May, his coach left the club in Bergen.",
            "In May, Peter Lindqvist's coach left the club in Bergen.",
        ),
        (
            "Prices fell. It is clear that four ferries will be built in Norway.",
            "It is clear that four ferries will be built in Norway.",
        ),
        (
            "Prices fell. The Lindqvist family will build four ferries in Norway.",
            "The Lindqvist family will build four ferries in Norway.",
        ),
    ],
)
def test_a_pronoun_at_the_beginning_becomes_a_name(engine: Engine, body: str, expected: str) -> None:
    assert short(engine, body) == expected


@pytest.mark.parametrize(
    "body",
    [
        "Prices fell. In Oslo, he told the newspaper that the ferries had been sold.",
        "In this Sept. 30, 2016, file photo, Peter Lindqvist arrives at the yard in Bergen.",
        "But they will start to build the four ferries in Norway in May.",
        "Prices fell. Nor did the council approve the four ferries for the west of Norway.",
        "Peter Lindqvist's brother was arrested on Friday. He was charged with the theft of a ferry in Bergen.",
        "A man who attacked Peter Lindqvist was arrested. He was charged with the theft of a ferry in Bergen.",
        "Robert Hill left. Then Peter Lindqvist joined the club in Bergen as its coach.",
        "Prices fell. When he left the company, the yard built four ferries.",
        "Prices fell. ‘The yard will build four ferries for the whole of Norway.",
        "Prices fell. The yard will build four ferries for the whole of Norway.’",
    ],
)
def test_half_a_quotation_and_an_unknown_person_are_no_claim(engine: Engine, body: str) -> None:
    assert short(engine, body) is None


def test_a_sentence_inside_a_quotation_is_no_claim(engine: Engine) -> None:
    body = (
        "“It was a shock,” Peter Lindqvist said. “He took the money from the club. "
        "He never gave the money back to the club in Bergen. That is all.”"
    )
    assert short(engine, body, 2) is None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "Peter Hall has led the yard in Terring since 2012. A long letter asked him to stay for two more years.",
            "A long letter asked Peter Hall to stay for two more years.",
        ),
        (
            "Ann Lee won the vote for mayor of Marlow on Tuesday. The first computer of Marlow stood in her garage.",
            "The first computer of Marlow stood in Ann Lee's garage.",
        ),
        (
            "Ann Lee won the vote for mayor of Marlow on Tuesday. In October, the council will give her the keys.",
            "In October, the council will give Ann Lee the keys.",
        ),
    ],
)
def test_a_pronoun_within_a_sentence_gets_its_name(engine: Engine, body: str, expected: str) -> None:
    assert short(engine, body) == expected


@pytest.mark.parametrize("says", ["added", "adds", "wrote in a letter"])
def test_words_of_a_block_quotation_are_not_the_articles(engine: Engine, says: str) -> None:
    body = (
        "Mayor Ann Lee of Marlow closed the bridge on Tuesday.\n"
        f"The mayor {says}:\n"
        "The council of Terring has no idea of bridges. The council has wasted ten million crowns on paint.\n"
        "The bridge over the Orm was built in 1911."
    )
    reading = read(engine, body)
    texts = [Compressor(reading).compress(s) for s in reading.sentences]
    assert [t.text for t in texts if t] == [
        "Mayor Ann Lee of Marlow closed the bridge on Tuesday.",
        "The bridge over the Orm was built in 1911.",
    ]


def test_a_lead_without_its_full_stop_is_told(engine: Engine) -> None:
    lead = "The council of Marlow has closed the bridge over the Orm because its pillars were found to be weak"
    assert short(engine, f"{lead}\nA new one will cost ten million crowns.", 0) == f"{lead}."
    assert short(engine, "Council Closes Bridge Over Orm\nThe bridge over the Orm was closed.", 0) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "Mayor Ann Lee of Marlow can appeal the decision within a month.",
        "Mayor Ann Lee of Marlow affirmed the claims on Tuesday evening.",
        "Bishop Tor Dahl of Leeds came to that conclusion in his letter.",
    ],
)
def test_what_takes_up_another_sentence_does_not_stand_alone(engine: Engine, sentence: str) -> None:
    assert short(engine, f"The council of Terring opened a new bridge over the Orm. {sentence}") is None


@pytest.mark.parametrize(
    "sentence",
    [
        "Mayor Ann Lee of Marlow can appeal the decision of the court.",
        "The traders of Marlow raised their prices by a tenth on Tuesday.",
        "Bishop Tor Dahl of Leeds has a house similar to that of the mayor.",
    ],
)
def test_what_says_itself_what_it_takes_up_stands_alone(engine: Engine, sentence: str) -> None:
    assert short(engine, f"The council of Terring opened a new bridge over the Orm. {sentence}") == sentence
