from __future__ import annotations

import re

import pytest

from retold import Digest, Engine
from retold.types import Content, Metadata, Page


def digest(engine: Engine, headline: str, body: str) -> Digest:
    return engine.digest(Page("x", Content.BODY, body, Metadata(headline=headline, published="2024-03-05")))


def takeaways(engine: Engine, headline: str, body: str) -> list[str]:
    return [claim.text for claim in digest(engine, headline, body).takeaways]


def test_the_news_comes_first_and_people_come_with_the_sentence_that_tells_who_they_are(engine: Engine) -> None:
    told = takeaways(
        engine,
        "Mill destroyed in blaze",
        "An old mill near Hovden burned to the ground. The four campers in the attic climbed down a rope, a neighbour "
        "said. The women were treated for smoke.",
    )
    assert told[0].startswith("An old mill near Hovden burned to the ground")
    assert not any(text.startswith("The women") for text in told)
    assert any(
        "campers" in text and text.index("campers") < text.index("The women") for text in told if "women" in text
    )


def test_a_clause_is_freed_from_words_that_only_point_back(engine: Engine) -> None:
    told = takeaways(
        engine,
        "Bridge builders chosen",
        "Building over the fjord, though costly, has been tried. Doing it in winter has not. It was because of this "
        "gap that the Road Office chose four firms to build trial bridges. The firms are Brovik, Steinar and Norspan.",
    )
    assert "The Road Office chose four firms to build trial bridges." in " ".join(told)


def test_two_sentences_joined_by_but_become_one(engine: Engine) -> None:
    told = takeaways(
        engine,
        "News of the week",
        "A merger of Norrail and Sudrail was meant to save both. But it could fail if Minister Ida Lund rejects the "
        "price, two advisers said. Norrail's board said that the price was fair.",
    )
    assert told[0] == (
        "A merger of Norrail and Sudrail was meant to save both, but it could fail if Minister Ida Lund rejects the "
        "price, two advisers said."
    )


@pytest.mark.parametrize(
    ("headline", "body", "leans"),
    [
        (
            "Vaccine works, study says",
            (
                "A new vaccine protects nine in ten children, researchers in Bergen said. This result surprised them. "
                "Some doctors warned that the study was short. Police said he was not involved."
            ),
            r"^This result|^Police said he|^They|doctors.*Police said he",
        ),
        (
            "Three hurt in tram crash",
            (
                "Two trams crashed in the centre of Oslo and three people were hurt. The drivers were taken to "
                "hospital. Both had worked all night. That is why the union wants shorter shifts."
            ),
            r"^The drivers|^Both|^That is why",
        ),
        (
            "Quota talks",
            (
                "Two envoys asked Minister Ida Lund to accept a call for lower quotas. Norland's cod board met for six "
                "hours. The call has divided the skippers of the north."
            ),
            r"^The call|hours\. The call",
        ),
        (
            "Camp on the glacier",
            (
                "Two boards had agreed on a lease of the upper hut after long talks in Oslo. The agreement covers the "
                "lower hut as well. Guides will stay there until May."
            ),
            r"^The agreement",
        ),
        (
            "Painter wins prize",
            (
                "Anna Lund has won the Nordic art prize. The jury praised her late works. In Paris, she had no studio. "
                "Living there was cheap, though."
            ),
            r"^Living there|^In Paris, she",
        ),
        (
            "Rescue on the ridge",
            "Six climbers were lost on the ridge for nine days. Two chose the northern path. Others waited in a cave.",
            r"^Two chose|^Others",
        ),
    ],
)
def test_no_takeaway_leans_on_what_was_not_told(engine: Engine, headline: str, body: str, leans: str) -> None:
    told = takeaways(engine, headline, body)
    assert told
    assert not [text for text in told if re.search(leans, text)]


@pytest.mark.parametrize(
    ("headline", "body", "first"),
    [
        (
            "Ten smugglers held",
            (
                "Some of the rings were seized in a raid that led to the arrest of ten smugglers in Bergen. Shops "
                "boast of their old rings."
            ),
            "Some of the rings were seized",
        ),
        (
            "Farmers fear drought",
            (
                "Most farmers in the south fear a third dry summer, a survey of the farm union shows. The union has "
                "900 members."
            ),
            "Most farmers in the south fear",
        ),
        (
            "Bank cuts rates",
            "Rates will fall to 2 per cent on Friday, Norges Bank said. The bank had raised them in the last year.",
            "Rates will fall to 2 per cent",
        ),
    ],
)
def test_what_only_looks_as_if_it_leaned_is_told(engine: Engine, headline: str, body: str, first: str) -> None:
    assert takeaways(engine, headline, body)[0].startswith(first)


def test_hedges_and_attributions_stay(engine: Engine) -> None:
    told = " ".join(
        takeaways(
            engine,
            "Harbour to be rebuilt",
            "The harbour of Vadso may be rebuilt for up to 300 million kroner, the council said. Mayor Erik Moe denied "
            "that he had promised as much as 40 million kroner to the builder, who is alleged to be his cousin.",
        )
    )
    for words in ("may be rebuilt", "up to 300", "the council said", "denied", "as much as 40", "alleged"):
        assert words in told


def test_the_evidence_of_two_sentences_is_both(engine: Engine) -> None:
    found = digest(
        engine,
        "News of the week",
        "A merger of Norrail and Sudrail was meant to save both. But it could fail if Minister Ida Lund rejects the "
        "price, two advisers said.",
    )
    body = found.article.body
    assert [(e.exact == body[e.start : e.end]) for e in found.takeaways[0].evidence] == [True, True]


def test_a_clause_alone_is_no_takeaway(engine: Engine) -> None:
    told = takeaways(
        engine,
        "Town of Marlow empties",
        "Nobody lives in Marlow in winter. Why? Because cold and dark wear people out. The last shop closed in May.",
    )
    assert told
    assert not any("Because" in text for text in told)
