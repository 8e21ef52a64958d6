"""Bodies and events that have their name from a place."""

from __future__ import annotations

import pytest

from retold import Engine
from retold.english.countries import countries, is_country, usual_name
from retold.reading.name_forms import key_of
from retold.types import Content, EntityType, Page


def read(engine: Engine, body: str) -> dict[str, EntityType]:
    reading = engine.reading(engine.article(Page("test", Content.BODY, body)))
    return {chain.name: chain.type for chain in reading.chains}


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("The Israeli army said on Monday that two soldiers were hurt.", "Israeli army"),
        ("The UK government said that taxes would rise.", "UK government"),
        ("Police in Paris asked the Belgian interior ministry for help.", "Belgian interior ministry"),
        ("The Sri Lankan navy stopped two boats.", "Sri Lankan navy"),
        ("She was taken to the German consulate general on Tuesday.", "German consulate general"),
        ("An Iraqi army spokesman said that the road was open.", "Iraqi army"),
    ],
)
def test_a_body_of_a_place_is_an_organization(engine: Engine, sentence: str, name: str) -> None:
    assert read(engine, sentence).get(name) is EntityType.ORGANIZATION


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Nine people died in the Bergen shootings. Bergen is in Norway.", "Bergen shootings"),
        ("He served in the Vietnam war and went back to Vietnam.", "Vietnam war"),
        ("Voters wait for the French presidential election.", "French presidential election"),
    ],
)
def test_an_event_of_a_place_is_an_event(engine: Engine, sentence: str, name: str) -> None:
    assert read(engine, sentence).get(name) is EntityType.EVENT


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("A German high court ruled for the tenants.", "high court"),
        ("Most Egyptian police left the square.", "police"),
        ("Two Germans police the border.", "police"),
        ("She fears a Balkan war.", "war"),
        ("The British government-backed loan was paid.", "government"),
    ],
)
def test_one_of_many_is_no_name(engine: Engine, sentence: str, words: str) -> None:
    assert not [name for name in read(engine, sentence) if words in name]


def test_a_body_is_one_by_the_country_and_by_its_people() -> None:
    assert key_of("American government") == key_of("U.S. government") == key_of("US government")
    assert key_of("German consulate") == key_of("German consulate general")
    assert key_of("European Parliament") != key_of("EU parliament")


def test_a_body_alone_is_the_one_of_the_article(engine: Engine) -> None:
    body = (
        "The Norwegian Navy sent two ships to the fjord. The Norwegian Navy said that the Navy would stay for a month. "
        "The Norwegian Navy has nine ships there. A ship of the United States Navy left."
    )
    reading = engine.reading(engine.article(Page("test", Content.BODY, body)))
    assert next(c for c in reading.chains if c.name == "Norwegian Navy").aliases == ("Navy",)
    assert "Navy" not in {c.name for c in reading.chains}


@pytest.mark.parametrize(
    "body",
    [
        "The Norwegian Fisheries Ministry denied it on Friday. Iceland's Fisheries Ministry kept the quota.",
        "The Norwegian Fisheries Ministry denied it on Friday. So did the Icelandic Fisheries Ministry.",
        "The Pakistan Navy sent two ships. India’s Navy sent one. The Pakistan Navy said that the Navy would stay.",
    ],
)
def test_bodies_of_two_countries_stay_two(engine: Engine, body: str) -> None:
    reading = engine.reading(engine.article(Page("test", Content.BODY, body)))
    assert sum(c.name.endswith(("Fisheries Ministry", "Navy")) for c in reading.chains) == 2


def test_a_place_that_only_an_event_names_stays_a_place(engine: Engine) -> None:
    once = "Nine people died in the Bergen shootings."
    assert read(engine, f"{once} Bergen is in Norway.").keys() >= {"Bergen shootings", "Bergen"}
    assert read(engine, once).keys() == {"Bergen"}


def test_countries_by_their_people() -> None:
    assert "germany" in countries()["german"]
    assert "south korea" in countries()["south korean"]
    assert usual_name("british") == usual_name("uk") == "united kingdom"
    assert usual_name("seattle") == "seattle"
    assert is_country("U.K.")
    assert not is_country("Seattle")
