"""Which dates a digest tells: on its timeline, and in place of "on Tuesday"."""

from __future__ import annotations

import pytest

from retold import Engine
from retold.types import Content, Digest, Metadata, Page

WEDNESDAY = "2024-05-15"


def digest(engine: Engine, body: str, published: str | None = WEDNESDAY) -> Digest:
    return engine.digest(Page("x", Content.BODY, body, Metadata(id="x", published=published)))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Nine sailors were hurt when a mast broke off Port Hale on Tuesday, the harbour office said.", ["2024-05-14"]),
        ("A jet from Marlow turned back over the sea, the airline said on Tuesday.", ["2024-05-14"]),
        ("The mill of Marlow burned down in March, its owner said on Tuesday.", ["2024-03"]),
        ("Marlow is ready for the fair. When it opens on Friday, the mayor will cut a ribbon.", ["2024-05-17"]),
        ("Two people drowned after a ferry sank near Port Hale on Sunday night.", ["2024-05-12"]),
        ("A Leeds court in December threw out a claim over a 2015 flood.", ["2023-12"]),
        ("The council of Marlow has sold nine mills since this past October.", ["2023-10"]),
        ("The brewery of Marlow was founded in 1868 by two brothers.", ["1868"]),
        ("Forty stolen paintings were found in a 2015 raid on a barn near Marlow.", ["2015"]),
        ("More than 270 girls were taken from their school in the town of Marlow in April 2014.", ["2014-04"]),
        ("Less than half of the sheep were found alive in the hills of Marlow in April 2014.", ["2014-04"]),
        ("The tower of Marlow is taller than a mast that was built in 1990.", []),
        # no event, or none at that time
        ("The senator asked them to stop the mosque near the site of the attacks of Sept. 11, 2001, in New York.", []),
        ("Nobody knows whether the library of Marlow is built from the 2016 sketch.", []),
        ("The choir of Marlow was dull for years, with the exception of a tour in 2009.", []),
        ("The bakery, which was founded in 1901, has sold its ovens to a rival.", []),
        ("Albert Marlow admits a quarrel with his brother 25 years ago in Leeds.", []),
        ("The utility closed its 2035 climate fund after a long review.", []),
        ("The choir has more than 20 singers, who met more than 20 years ago in Leeds.", []),
        ("The union of Marlow said it would end the strike by Thursday.", []),
    ],
)
def test_entries_have_an_event_at_their_date(engine: Engine, body: str, expected: list[str]) -> None:
    assert [entry.date for entry in digest(engine, body).timeline] == expected


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("The mayor of Marlow resigned on Monday after a row over the tram.", "resigned on 13 May 2024 after"),
        ("The town of Marlow is holding a vigil on Friday in the park.", "a vigil on 17 May 2024 in"),
        ("The judges of Marlow conferred from Monday to Friday on the case.", "from Monday to Friday"),
        ("The owner of the mill said it would shut it by Friday for good.", "by Friday"),
        ("The mayor of Marlow met the owners as recently as Monday at the mill.", "as recently as 13 May 2024 at"),
        ("The mill of Marlow lost two of its boilers last week in a storm.", "last week"),
    ],
)
def test_a_day_is_told_where_one_is_meant(engine: Engine, body: str, told: str) -> None:
    retelling = digest(engine, body).retelling
    assert told in " ".join(claim.text for paragraph in retelling for claim in paragraph)


def test_without_a_day_of_publication_the_words_stay(engine: Engine) -> None:
    undated = digest(engine, "The mayor of Marlow resigned on Monday after a row over the tram.", None)
    assert "resigned on Monday" in undated.takeaways[0].text
    assert undated.timeline == ()


def test_a_day_that_may_be_two_is_answered_in_its_own_words(engine: Engine) -> None:
    answers = digest(engine, "The union of Marlow said it would end the strike by Thursday.").answers
    assert [claim.text for claim in answers.when] == ["Thursday"]
