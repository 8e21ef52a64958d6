from __future__ import annotations

import pytest

from retold import Engine
from retold.digest.hashtags import hashtag
from retold.digest.keyphrases import rarity
from retold.types import Content, Metadata, Page


@pytest.mark.parametrize(
    ("phrase", "tag"),
    [
        ("Mip London", "#MipLondon"),
        ("microdramas", "#Microdramas"),
        ("U.K.", "#UK"),
        ("co-production", "#CoProduction"),
        ("AT&T", "#ATT"),
        ("Lloyd's of London", "#LloydOfLondon"),
        ("São Paulo", "#SãoPaulo"),
        ("42nd Street", "#42ndStreet"),
    ],
)
def test_hashtag(phrase: str, tag: str) -> None:
    assert hashtag(phrase) == tag


def test_rarity() -> None:
    assert rarity("the") < rarity("government") < rarity("microdramas") == 1.0


def tags(engine: Engine, headline: str, body: str) -> set[str]:
    return set(engine.digest(Page("x", Content.BODY, body, Metadata(headline=headline))).hashtags)


def test_a_word_with_a_hyphen_is_not_cut(engine: Engine) -> None:
    found = tags(
        engine,
        "Norrail buys 30 trains from train-maker Alvenna, eyes night-time service",
        "Norrail bought 30 trains from the train-maker Alvenna on Tuesday. The record-breaking purchase is worth 900 "
        "million kroner. Norrail's trains will carry 4 million passengers a year, the company said.",
    )
    assert {"#Norrail", "#Alvenna", "#Trains"} <= found
    assert not found & {"#Train", "#Maker", "#Record", "#Breaking", "#Eyes", "#Night", "#Time", "#Kroner"}


def test_idioms_and_pieces_of_a_headline_phrase_are_left_out(engine: Engine) -> None:
    found = tags(
        engine,
        "Liberals in hot water over flag blunder at rally",
        "Sweden's Liberal Party came under attack on Friday for using the wrong flag on a stage at a rally with Anna "
        "Bergstrom and Jonas Lund.",
    )
    assert {"#LiberalParty", "#AnnaBergstrom", "#JonasLund"} <= found
    assert not found & {"#Water", "#Flag", "#Blunder", "#Attack", "#Stage"}


def test_what_is_only_under_a_preposition_is_left_out(engine: Engine) -> None:
    found = tags(
        engine,
        "Bank under pressure to cut rates",
        "The Bank of Norway is under pressure to cut interest rates, analysts said. Inflation fell to 2 per cent in "
        "May. Governor Ida Wolden has warned that interest rates will stay high.",
    )
    assert {"#BankOfNorway", "#InterestRates", "#IdaWolden"} <= found
    assert "#Pressure" not in found


def test_a_noun_phrase_stays_whole(engine: Engine) -> None:
    found = tags(
        engine,
        "Court blocks coal-fired power plant",
        "A court in Oslo blocked the coal-fired power plant of Nordkraft on Monday. Nordkraft will appeal, chief "
        "executive Lise Dahl said. The power plant was to open in May.",
    )
    assert {"#PowerPlant", "#Nordkraft"} <= found
    assert not found & {"#Plant", "#Power", "#Coal", "#Fired", "#Chief"}


def test_names_come_first(engine: Engine) -> None:
    digest = engine.digest(
        Page(
            "x",
            Content.BODY,
            "The mayor of Bergen, Erik Moe, stepped down on Friday after a housing scandal. Moe had bought two flats "
            "below the market price from the builder Havbo. The housing scandal began in March.",
            Metadata(headline="Mayor steps down after housing scandal"),
        )
    )
    assert digest.hashtags[:2] == ("#ErikMoe", "#HousingScandal")


def test_a_place_of_a_dateline_is_no_hashtag(engine: Engine) -> None:
    found = tags(
        engine,
        "Heat wave kills 12 in Athens",
        "LONDON (Reuters) - A heat wave has killed 12 people in Athens, the health ministry said on Thursday. The heat "
        "wave is the longest since 1987.",
    )
    assert {"#Athens", "#HeatWave"} <= found
    assert not found & {"#London", "#LONDON", "#Reuters", "#Heat", "#Wave"}


def test_an_article_that_names_nothing_has_no_hashtags(engine: Engine) -> None:
    assert tags(engine, "Snow", "It snowed.") == set()
