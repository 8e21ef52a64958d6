from __future__ import annotations

import pytest
from tests.marked import unmarked

from retold.english.sentences import split
from retold.reading.coref import cluster
from retold.types import EntityType, Mention


def people(text: str, headline: str = "", *, named: tuple[str, ...] = ()) -> dict[str, int]:
    """The people whose names are marked, and how often each is named."""
    body, spans = unmarked(text)
    sentences = split(body)
    at = [next(i for i, s in enumerate(sentences) if s.covers(span)) for span in spans]
    mentions = [Mention(span, EntityType.PERSON, i, 0.9) for span, i in zip(spans, at, strict=True)]
    return {c.name: len(c.mentions) for c in cluster(body, mentions, headline, named)}


def test_the_headline_comes_before_a_relative() -> None:
    text = "⟦Hale⟧ sang. ⟦Hale⟧ left. Her father, ⟦Robert Hale⟧, keeps bees. ⟦Hale⟧ said no."
    found = people(text, "Ida Hale leaves", named=("Ida Hale",))
    assert found == {"Ida Hale": 2, "Robert Hale": 1, "Hale": 1}


def test_somebody_who_is_never_named_in_full() -> None:
    found = people("⟦Hale⟧ won. Her husband, ⟦Peter Hale⟧, is a dentist. ⟦Hale⟧ said thanks.", "Hale wins")
    assert found == {"Hale": 2, "Peter Hale": 1}


def test_the_relative_of_somebody_else() -> None:
    assert people("⟦Ida Crane⟧ met ⟦Hale⟧. Her cousin, ⟦Peter Hale⟧, is a dentist. ⟦Hale⟧ left.") == {
        "Ida Crane": 1,
        "Peter Hale": 3,
    }


def test_the_story_goes_on_after_a_relative() -> None:
    far = "It rained. It snowed. It hailed. "
    text = f"⟦Tom Hale⟧ won. ⟦Hale⟧ cried. His son, ⟦Leo Hale⟧, cheered. ⟦Hale⟧ left. {far}⟦Hale⟧ will rest."
    assert people(text) == {"Tom Hale": 3, "Leo Hale": 1, "Hale": 1}


def test_namesakes_stay_apart_for_good() -> None:
    far = "It rained. It snowed. It hailed. "
    text = f"⟦Tom Hale⟧ won. ⟦Hale⟧ cried. ⟦Leo Hale⟧ of Oslo lost. {far}⟦Hale⟧ will rest."
    assert people(text) == {"Tom Hale": 2, "Leo Hale": 1, "Hale": 1}
    assert people(text, "Tom Hale wins", named=("Tom Hale",)) == {"Tom Hale": 3, "Leo Hale": 1}


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Mr", {"Tom Hale": 2, "Ruth Hale": 1}),
        ("Mrs.", {"Tom Hale": 1, "Ruth Hale": 2}),
        ("Judge", {"Tom Hale": 1, "Ruth Hale": 2}),
        ("Dr.", {"Tom Hale": 1, "Ruth Hale": 1, "Hale": 1}),
    ],
)
def test_titles_tell_two_people_apart(title: str, expected: dict[str, int]) -> None:
    assert people(f"⟦Tom Hale⟧ and Judge ⟦Ruth Hale⟧ came. {title} ⟦Hale⟧ spoke.") == expected


def test_two_given_names_with_one_surname() -> None:
    text = "⟦Katharine⟧ and ⟦Charles Hale⟧ bake. ⟦Hale⟧ sells. Mrs. ⟦Hale⟧ sings."
    assert people(text) == {"Katharine": 2, "Charles Hale": 1, "Hale": 1}


def test_a_son_with_the_name_of_his_father() -> None:
    assert people("⟦Tom Hale Jr.⟧ won. ⟦Hale⟧ left. ⟦Tom Hale⟧ is 20.") == {"Tom Hale Jr.": 3}
    assert len(people("⟦Tom Hale⟧ won. His son, ⟦Tom Hale Jr.⟧, lost.")) == 2


def test_particles_belong_to_the_surname() -> None:
    text = "⟦Ida von der Mark⟧ met ⟦Jo de la Cruz⟧. ⟦Von der Mark⟧ spoke. ⟦De la Cruz⟧ left. ⟦Mark⟧ rests."
    assert people(text) == {"Ida von der Mark": 3, "Jo de la Cruz": 2}
    assert people("⟦Ben Hale⟧ spoke. ⟦Hale⟧ left.", "Ben Hale speaks", named=("Ben Hale",)) == {"Ben Hale": 2}
    assert people("⟦Van Hale⟧ met ⟦Ida Crane⟧.") == {"Van Hale": 1, "Ida Crane": 1}


def test_a_nickname_is_another_given_name() -> None:
    text = "⟦William “Bill” Hale⟧ won. ⟦Bill Hale⟧ left. ⟦William Hale⟧ sang. ⟦Hale⟧ rests. ⟦Bill⟧ sleeps."
    assert people(text) == {"William “Bill” Hale": 5}


def test_a_title_of_another_gender_is_somebody_else() -> None:
    assert people("Sir ⟦Tom Hale⟧ quit. Lady ⟦Hale⟧ cried. ⟦Hale⟧ left.") == {"Tom Hale": 2, "Hale": 1}
