from __future__ import annotations

import pytest

from retold import Engine
from retold.types import Content, Page


@pytest.mark.parametrize(
    ("body", "name", "role"),
    [
        (
            (
                "Bi Haibo, minister counsellor for press and public affairs at the Chinese Embassy in the U.K., "
                "said it had grown."
            ),
            "Bi Haibo",
            "minister counsellor for press and public affairs at the Chinese Embassy in the U.K.",
        ),
        ("It was won by former singer Kari Halvorsen in Bergen.", "Kari Halvorsen", "former singer"),
        ("It was signed by the likely candidate Kari Halvorsen in Bergen.", "Kari Halvorsen", "likely candidate"),
        (
            "Kari Halvorsen, head of the harbour office, and other officials met in Bergen.",
            "Kari Halvorsen",
            "head of the harbour office",
        ),
        (
            "Ferry maker Nordfjord said its chief executive, Kari Halvorsen, would leave in May.",
            "Kari Halvorsen",
            "chief executive",
        ),
        (
            "The order was signed by Norwegian prime minister Kari Halvorsen on Monday.",
            "Kari Halvorsen",
            "Norwegian prime minister",
        ),
        (
            "Kari Halvorsen is a professor of history at the University of Oslo.",
            "Kari Halvorsen",
            "professor of history at the University of Oslo",
        ),
        ("The company was set up by co-founder Kari Halvorsen in Bergen.", "Kari Halvorsen", "co-founder"),
        ("Xinhua, the state news agency, said the talks had ended.", "Xinhua", "state news agency"),
        ("Kari Halvorsen is not a professor. She met Tor Espeland, 45, in Bergen, Norway.", "Kari Halvorsen", None),
        ("Actor Tom Hanks, director Ang Lee and producer Kathleen Kennedy arrived in Oslo.", "Tom Hanks", "Actor"),
        ("Unlike Jane Doe, a lawyer, Mary Major left on Monday.", "Mary Major", None),
        ("“Joe Biden is a terrible president,” Donald Trump said.", "Joe Biden", None),
        ("Joe Biden is no longer president of the club.", "Joe Biden", None),
        ("The would-be senator Kari Lake and her brother Tom Berg arrived in Oslo.", "Kari Lake", None),
        ("The would-be senator Kari Lake and her brother Tom Berg arrived in Oslo.", "Tom Berg", "her brother"),
        ("It names friends of Tor Espeland and Chinese leader Xi Jinping.", "Tor Espeland", None),
        # a title begins after the preposition or the adverb before it
        ("The guests, including Wales captain Rhys Morgan, sang in the hall.", "Rhys Morgan", "Wales captain"),
        ("Home just behind stage winner Luca Ferri, the German was cheered.", "Luca Ferri", "stage winner"),
        ("The town is already proud of former mayor Tor Espeland.", "Tor Espeland", "former mayor"),
        ("It was there that acting police chief Rita Sund spoke.", "Rita Sund", "acting police chief"),
        ("The tower was opened by attorney general Rita Sund on Monday.", "Rita Sund", "attorney general"),
        ("The race was won by three-time world champion Luca Ferri.", "Luca Ferri", "three-time world champion"),
        ("She met former investor and adviser Tor Espeland in Bergen.", "Tor Espeland", "former investor and adviser"),
        ("The order came from Secretary of State Rita Sund.", "Rita Sund", "Secretary of State"),
        ("The harbour's administrator Tor Espeland said so.", "Tor Espeland", "harbour's administrator"),
        ("The news leaves Wales boss Rhys Morgan short of players.", "Rhys Morgan", "Wales boss"),
        ("Her boss Rhys Morgan said that the shop would close.", "Rhys Morgan", None),
        ("His widow Rita Sund said that the shop would close.", "Rita Sund", None),
        # an apposition ends where the words no longer belong to it
        (
            "The boats are sold, said Rita Sund, the founder and chief executive of Fjordbat in a speech on Monday.",
            "Rita Sund",
            "founder and chief executive of Fjordbat",
        ),
        (
            "Rita Sund, a lawyer for the port in Marlow on Tuesday, said no.",
            "Rita Sund",
            "lawyer for the port in Marlow",
        ),
        ("Tor Espeland told a friend that he was just a singer.", "Tor Espeland", None),
        ("Tor Espeland, told a reporter that he was a humble musician.", "Tor Espeland", None),
        ("Rhys Morgan is already a Welsh legend.", "Rhys Morgan", "Welsh legend"),
        # a title in the plural is the title of each
        ("Senators Rita Sund and Tor Espeland voted for the bridge.", "Rita Sund", "Senator"),
        ("Senators Rita Sund and Tor Espeland voted for the bridge.", "Tor Espeland", "Senator"),
        ("Mayors Rita Sund and Tor Espeland met Captain Luca Ferri.", "Luca Ferri", "Captain"),
        # organizations
        ("Shares of Russian energy giant Gazprom fell on Monday.", "Gazprom", "Russian energy giant"),
        ("The company Gazprom said so on Monday.", "Gazprom", None),
    ],
)
def test_roles(engine: Engine, body: str, name: str, role: str | None) -> None:
    reading = engine.reading(engine.article(Page("test", Content.BODY, body)))
    names = {c.id: c.name for c in reading.chains}
    assert {names[r.chain]: r.span.of(body) for r in reading.roles}.get(name) == role


@pytest.mark.parametrize(
    ("body", "name", "role"),
    [
        ("The bill was written by Sen. Rita Sund.", "Rita Sund", "Sen."),
        ("The bill was written by Dr. Rita Sund.", "Rita Sund", None),
        ("It was then that former foreign minister Rita Sund rose.", "Rita Sund", "former foreign minister"),
        ("Far ahead of title holder Rita Sund, a girl from Oslo won.", "Rita Sund", "title holder"),
        ("Tor Espeland, once a singer in Oslo, left on Monday.", "Tor Espeland", None),
        ("The vote was called by vice-presidential nominee Tor Espeland.", "Tor Espeland", "vice-presidential nominee"),
        ("The talks were led by Bank of Japan chief Rita Sund.", "Rita Sund", "Bank of Japan chief"),
    ],
)
def test_words_around_a_role(engine: Engine, body: str, name: str, role: str | None) -> None:
    reading = engine.reading(engine.article(Page("test", Content.BODY, body)))
    names = {c.id: c.name for c in reading.chains}
    assert {names[r.chain]: r.span.of(body) for r in reading.roles}.get(name) == role


def test_a_shared_title_is_not_put_beside_a_name(engine: Engine) -> None:
    body = (
        "Senators Rita Sund and Tor Espeland voted for the new bridge over the river on Monday.\n\n"
        "The bridge is to open next year. Espeland said that the town had waited for it for a long time.\n\n"
        "Sund told the council on Monday that the old bridge would be closed in the summer."
    )
    digest = engine.digest(Page("test", Content.BODY, body))
    told = " ".join(c.text for c in (*digest.takeaways, *(c for p in digest.retelling for c in p)))
    assert "Senator," not in told
    assert "Senator Tor" not in told
