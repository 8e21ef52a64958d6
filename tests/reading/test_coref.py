from __future__ import annotations

import pytest
from tests.marked import unmarked

from retold.reading.coref import Cluster, cluster
from retold.reading.name_forms import key_of
from retold.types import EntityType, Mention, Span

KINDS = {"P": EntityType.PERSON, "O": EntityType.ORGANIZATION, "L": EntityType.PLACE, "E": EntityType.EVENT}


def clusters(text: str) -> list[Cluster]:
    """Clusters of the marked names. Each begins with the letter of its type and a colon."""
    body, spans = unmarked(text)
    mentions = []
    for span in spans:
        kind, _, name = span.of(body).partition(":")
        mentions.append(Mention(Span(span.end - len(name), span.end), KINDS[kind], 0, 0.9))
    return cluster(body, mentions)


def names(text: str) -> list[tuple[str, int]]:
    return [(c.name, len(c.mentions)) for c in clusters(text)]


def test_a_surname_follows_the_full_name() -> None:
    assert names("⟦P:Pavel Durov⟧ spoke. Mr ⟦P:Durov⟧ left. ⟦P:Durov⟧'s app. ⟦P:PAVEL DUROV⟧") == [("Pavel Durov", 4)]


def test_two_people_with_one_surname() -> None:
    found = names("⟦P:Bill Clinton⟧ spoke. ⟦P:Hillary Clinton⟧ spoke. ⟦P:Clinton⟧ left.")
    assert found == [("Bill Clinton", 1), ("Hillary Clinton", 1), ("Clinton", 1)]


def test_middle_names_and_initials() -> None:
    assert names("⟦P:George Walker Bush⟧. ⟦P:George Bush⟧. ⟦P:G. Bush⟧.") == [("George Walker Bush", 3)]
    assert len(names("⟦P:Barack Hussein Obama⟧. ⟦P:Michelle Obama⟧.")) == 2


def test_a_surname_that_is_also_a_given_name() -> None:
    found = names("⟦P:Alaa Abdel-Fattah⟧ spoke. ⟦P:Abdel-Fattah⟧ is in prison. ⟦P:Abdel-Fattah el-Sissi⟧ rules.")
    assert found == [("Alaa Abdel-Fattah", 2), ("Abdel-Fattah el-Sissi", 1)]


def test_a_given_name_comes_after_the_full_one() -> None:
    assert len(names("⟦P:Kim⟧ spoke. ⟦P:Kim⟧ left. ⟦P:Kim Coghill⟧ edited.")) == 2
    assert names("⟦P:Kim Coghill⟧ spoke. ⟦P:Kim⟧ left.") == [("Kim Coghill", 2)]


def test_parts_of_names() -> None:
    assert names("⟦L:North Korea⟧ fired. The ⟦L:North⟧ warned ⟦L:South Korea⟧.") == [
        ("North Korea", 2),
        ("South Korea", 1),
    ]
    assert names("⟦L:North Dakota⟧ is in the ⟦L:North⟧.") == [("North Dakota", 1), ("North", 1)]
    assert names("⟦E:New Year's Eve⟧ came. On the ⟦E:Eve⟧ it rained.") == [("New Year's Eve", 2)]
    assert names("⟦P:Álvaro Alemán Healy⟧ spoke. ⟦P:Alemán⟧ left.") == [("Álvaro Alemán Healy", 2)]


def test_an_acronym_follows_its_expansion() -> None:
    assert names("The ⟦O:World Health Organization⟧ (⟦O:WHO⟧) spoke. The ⟦O:WHO⟧ left.") == [
        ("World Health Organization", 3)
    ]
    assert names("⟦O:Department of Justice⟧ and the ⟦O:DOJ⟧ and ⟦O:DoJ⟧") == [("Department of Justice", 3)]


def test_short_forms_of_companies() -> None:
    assert names("⟦O:Mondelez International⟧ rose. ⟦O:Mondelez⟧ fell. ⟦O:Mondelez International Inc⟧.") in (
        [("Mondelez International", 3)],
        [("Mondelez International Inc", 3)],
    )
    assert len(names("⟦O:United Airlines⟧ met the ⟦O:United Nations⟧ and ⟦O:United⟧.")) == 3


def test_a_longer_name_that_comes_later() -> None:
    assert names("⟦O:AOL⟧ rose. ⟦O:AOL Europe⟧ fell. ⟦O:AOL⟧ held.") == [("AOL", 2), ("AOL Europe", 1)]


def test_other_names_of_countries() -> None:
    assert len(names("the ⟦L:U.K.⟧, the ⟦L:UK⟧, the ⟦L:United Kingdom⟧, ⟦L:Britain⟧")) == 1
    assert len(names("the ⟦L:U.S.⟧, ⟦L:America⟧, the ⟦L:United States⟧")) == 1


def test_a_chain_has_one_type() -> None:
    (found,) = clusters("⟦P:Ann Chelsea⟧ spoke. ⟦L:Chelsea⟧ left. ⟦P:Ann Chelsea⟧ too.")
    assert found.type is EntityType.PERSON


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("U.S.", "US"),
        ("AT&T", "AT&T's"),
        ("Mr. Smith", "Smith"),
        ("Côte d’Ivoire", "Ivory Coast"),
        ("AL-MALIKI", "al Maliki"),
    ],
)
def test_keys(a: str, b: str) -> None:
    assert key_of(a, is_person=True) == key_of(b, is_person=True)


def test_only_people_have_titles() -> None:
    for name in ("New York", "General Motors", "Internet Society", "St Louis", "Second Life", "Image Comics"):
        assert key_of(name) == name.lower()
    assert key_of("General Lee", is_person=True) == "lee"
    assert key_of("The Hill") == "hill"
    assert len(names("⟦L:New York⟧ is big. ⟦L:York⟧ is old.")) == 2
    assert names("⟦O:General Motors⟧ sells. ⟦O:GM⟧ rose.") == [("General Motors", 2)]


def test_a_name_without_its_space() -> None:
    assert names("⟦O:Time Warner⟧ rose. ⟦O:TimeWarner⟧ fell.") == [("Time Warner", 2)]


def test_an_acronym_without_the_country() -> None:
    assert names("The ⟦O:US Securities and Exchange Commission⟧ sued. The ⟦O:SEC⟧ won.") == [
        ("US Securities and Exchange Commission", 2)
    ]


def test_a_given_name_with_a_hyphen() -> None:
    assert names("⟦P:Abdel-Fattah el-Sissi⟧ spoke. ⟦P:Abdel-Fattah⟧ left.") == [("Abdel-Fattah el-Sissi", 2)]


def test_a_club_without_its_town() -> None:
    assert names("⟦O:Lowick Rovers⟧ won. The ⟦O:Rovers⟧ sang.") == [("Lowick Rovers", 2)]
    assert names("⟦O:Lowick United⟧ won. ⟦O:United⟧ sang.") == [("Lowick United", 2)]
    assert len(names("⟦O:Lowick Rovers⟧ won. ⟦O:Halden Rovers⟧ lost. The ⟦O:Rovers⟧ sang.")) == 3
    assert len(names("⟦O:Lowick University⟧ won. The ⟦O:University⟧ sang.")) == 2
    assert len(names("The ⟦O:Social Farmers Party⟧ won. The ⟦O:Farmers Party⟧ lost.")) == 2


def test_one_name_with_and_without_marks() -> None:
    assert len(names("⟦P:Ana Đorić⟧ won. ⟦P:Ana Doric⟧ left. ⟦P:Jörg Müller⟧ lost. ⟦P:Joerg Mueller⟧ sang.")) == 2
    assert names("⟦P:Jörg Müller⟧ lost. ⟦P:Mueller⟧ sang.") == [("Jörg Müller", 2)]
    assert len(names("⟦O:NORDO⟧ won. ⟦O:Nordo⟧ left.")) == 1
    assert len(names("⟦P:Michal Crane⟧ won. ⟦P:Michael Crane⟧ lost.")) == 2


def test_a_party_and_its_members_are_one() -> None:
    found = clusters("⟦O:Republican⟧ aides met. ⟦O:Republican⟧ donors left. The ⟦O:Republicans⟧ and the ⟦O:GOP⟧ won.")
    assert [(c.name, set(c.aliases), len(c.mentions)) for c in found] == [("Republicans", {"Republican", "GOP"}, 4)]
    assert names("⟦O:Social Democratic Party⟧. ⟦O:Democrats⟧.") == [("Social Democratic Party", 1), ("Democrats", 1)]


def test_a_council_with_initials_before_it() -> None:
    found = names("The ⟦O:United Nations Ocean Council⟧ met. The ⟦O:Ocean Council⟧ voted. The ⟦O:U.N. Ocean Council⟧.")
    assert found == [("United Nations Ocean Council", 3)]


def test_a_place_with_its_state() -> None:
    assert names("In ⟦L:Tulsa, Oklahoma⟧, it rained. ⟦L:Tulsa⟧ is wet.") == [("Tulsa, Oklahoma", 2)]
    assert len(names("⟦L:Paris, Texas⟧, is not ⟦L:Paris, France⟧. ⟦L:Paris⟧ is large.")) == 3
    assert names("⟦L:North Korea⟧ fired. ⟦L:N. Korea⟧ denied it.") == [("North Korea", 2)]
