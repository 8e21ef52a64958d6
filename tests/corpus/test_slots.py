"""Texts of one template about different things, and texts of one happening."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.template_set import TUNED, articles
from retold.corpus.slots import NO_SLOTS, Slots, different, different_all, different_each, slots

LAUNCH = (
    "Orbital Freight launched {count} satellites for {customer} from {pad} on {day}. "
    "The rocket lifted off at {clock} and put its cargo into an orbit of {height} kilometres. "
    "The first stage came back to a ship in the {sea}. The company said the flight was its {number}th of the year."
)
FIRST = {
    "count": "22",
    "customer": "Telmar",
    "pad": "Cape Verde Point",
    "day": "Tuesday",
    "clock": "06:12",
    "height": "540",
    "sea": "Sargasso Sea",
    "number": "31",
}
OTHER = FIRST | {
    "count": "9",
    "customer": "Nordsat",
    "pad": "Hallen Base",
    "day": "Friday",
    "clock": "21:40",
    "height": "610",
    "number": "32",
}


def found(headline: str, changes: dict[str, str], before: str = "", after: str = "") -> Slots:
    return slots(headline, before + LAUNCH.format(**{**FIRST, **changes}) + after)


STORM = (
    "A storm killed {} people and cut power to {} homes near {}, the rescue service said. "
    "Winds reached {} kilometres an hour on {}."
)
ORIGINAL = found("Orbital Freight launches satellites", {})
COPIES = {
    "another headline": found("Rocket carries cargo to space", {}),
    "a corrected number": found("Orbital Freight launches satellites", {"count": "23"}),
    "an added paragraph": found(
        "Orbital Freight launches satellites", {}, after=" Engineers at Ellery saw it on Tuesday."
    ),
    "a dateline": found("Orbital Freight launches satellites", {}, before="LISBON (Newswire) - "),
    "another spelling": found(
        "Orbital Freight launches satellites", {"customer": "Tellmer", "pad": "Cape Vorde Point"}
    ),
    "titles of respect": found(
        "Orbital Freight launches satellites", {"customer": "Mr. Telmar", "sea": "old Sargasso"}
    ),
    "capitals in the headline": found("ORBITAL FREIGHT LAUNCHES SATELLITES", {}),
}


@pytest.mark.parametrize("change", COPIES)
def test_a_copy_is_of_the_same_thing(change: str) -> None:
    assert not different(ORIGINAL, COPIES[change], gap=0.5)
    assert not different(ORIGINAL, COPIES[change], gap=0.5, copies=True)


def test_another_happening_in_the_same_words_is_different() -> None:
    other = found("Orbital Freight launches satellites", OTHER)
    assert different(ORIGINAL, other)
    assert all(different(copy, other) for copy in COPIES.values())


def test_the_same_subject_on_another_day_is_different() -> None:
    again = {"day": "Friday", "clock": "07:31", "count": "21", "number": "34", "height": "530"}
    assert different(ORIGINAL, found("Orbital Freight launches satellites", again))


def test_later_figures_of_one_happening_are_of_the_same_happening_and_no_copy() -> None:
    first = slots("Storm cuts power", STORM.format("three", "40,000", "Kestead", "140", "Monday"))
    later = slots("Storm cuts power", STORM.format("five", "65,000", "Kestead", "152", "Monday"))
    other = slots("Storm cuts power", STORM.format("five", "65,000", "Marlow", "152", "Friday"))
    assert different(first, later, gap=0.4, copies=True)
    assert not different(first, later, gap=0.4)
    assert different(first, later, gap=7.0)
    assert different(first, other, gap=0.4)


def test_fewer_other_things_are_enough_weeks_later() -> None:
    first = slots("Storm cuts power", STORM.format("three", "40,000", "Kestead", "140", "Monday"))
    second = slots("Storm cuts power", STORM.format("three", "65,000", "Kestead", "140", "Monday"))
    for copies in (True, False):
        assert not different(first, second, gap=1.0, copies=copies)
        assert different(first, second, gap=30.0, copies=copies)
        assert not different(first, first, gap=90.0, copies=copies)


def test_one_other_name_is_another_thing_and_one_other_figure_is_not() -> None:
    notice = "{} School is closed today because of snow. Parents should keep {} children at home."
    one = slots("School closed", notice.format("Oak Hill", "all"))
    assert different(one, slots("School closed", notice.format("Pine Grove", "all")), gap=0.0)
    figure = "The school is closed today because of snow. Some {} children stayed at home."
    assert not different(slots("Closed", figure.format(40)), slots("Closed", figure.format(45)))


def test_texts_with_other_words_are_not_judged() -> None:
    other = slots(
        "Telmar in orbit", "Nordsat paid 90 million kroner to Hallen Base on Friday, a minister told reporters."
    )
    assert not different(ORIGINAL, other)
    assert not different(ORIGINAL, NO_SLOTS)
    assert not different(slots("A walk", "They went home."), slots("A walk", "They went home."))


def test_pairs_rows_and_tables_agree() -> None:
    texts = [slots(t.headline, t.body) for t in articles(TUNED[:3])]
    days = [float(t.published[8:10]) for t in articles(TUNED[:3])]
    places = list(combinations(range(len(texts)), 2))
    first, second = [texts[i] for i, _ in places], [texts[j] for _, j in places]
    table = different_all(texts, np.abs(np.subtract.outer(days, days)))
    row_gaps = np.array([abs(days[i] - days[j]) for i, j in places])
    rows = different_each(first, second, row_gaps)
    assert [bool(table[i, j]) for i, j in places] == rows.tolist()
    assert (table == table.T).all()
    assert not table.diagonal().any()
    assert 0 < rows.sum() < len(rows)
    assert (rows <= different_each(first, second, row_gaps, copies=True)).all()
    assert different_all([], np.zeros((0, 0))).shape == (0, 0)


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_has_slots(headline: str, body: str) -> None:
    own = slots(headline, body)
    assert len(own.keys) == len(own.values)
    assert (np.diff(own.keys.astype(np.int64)) > 0).all()
    assert not different(own, own)
