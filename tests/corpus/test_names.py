from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.corpus.names import acronym, initials, key, known, near
from retold.types import EntityType

PERSON, PLACE, BODY, OTHER = EntityType.PERSON, EntityType.PLACE, EntityType.ORGANIZATION, EntityType.OTHER


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("Gerald R. Ford", "Gerald Ford", PERSON),
        ("Dominion Textile Inc", "Dominion Textile", BODY),
        ("J.P. Morgan & Co. Inc", "JP Morgan", BODY),
        ("U.S. Treasury", "the Treasury", BODY),
        ("U.S. Securities and Exchange Commission", "SEC", BODY),
        ("Calif.", "California", PLACE),
        ("W. Va", "West Virginia", PLACE),
        ("U.K.", "Great Britain", PLACE),
        ("Second World War", "World War II", EntityType.EVENT),
        ("Álvaro Alemán", "Alvaro Aleman", PERSON),
    ],
)
def test_one_key(one: str, other: str, kind: EntityType) -> None:
    assert key(one, kind) == key(other, kind)


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("George H. W. Bush", "George Washington Bush", PERSON),
        ("New York Times", "New York", BODY),
        ("American Airlines", "Airlines", BODY),
        ("North Korea", "South Korea", PLACE),
        ("World War I", "World War II", EntityType.EVENT),
    ],
)
def test_two_keys(one: str, other: str, kind: EntityType) -> None:
    assert key(one, kind) != key(other, kind)


def test_acronyms() -> None:
    assert acronym("NYSE") == acronym("N.Y.S.E.") == "nyse"
    assert acronym("Reuters") is acronym("New York") is None
    assert "iaea" in initials("International Atomic Energy Agency")
    assert set(initials("House of Representatives")) == {"hor", "hr"}
    assert initials("Reuters") == ()


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("andrew strauss", "andrew struass", True),
        ("skif nizhny novgorod", "skif nizhni novgorod", True),
        ("dominion textile", "dominion textiles", True),
        ("smith", "smyth", False),
        ("terminal 1 hall", "terminal 2 hall", False),
        ("andrew strauss", "peter marlowe", False),
    ],
)
def test_near(one: str, other: str, expected: bool) -> None:
    assert near(one, other) is near(other, one) is expected


def test_known() -> None:
    assert known("european union")
    assert not known("los angeles lakers")


@given(st.text(max_size=30), st.sampled_from(list(EntityType)))
def test_any_text_has_a_key(name: str, kind: EntityType) -> None:
    found = key(name, kind)
    assert found
    assert found == found.casefold().strip()


def test_a_word_is_no_acronym() -> None:
    assert key("Us", EntityType.WORK) != key("U.S.", PLACE)
    assert key("The Who", OTHER) != key("WHO", BODY) == key("World Health Organization", BODY)
