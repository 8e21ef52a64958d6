from __future__ import annotations

from random import Random

import numpy as np
import pytest

from retold.corpus.identity import Judgement, Named, Verdict, entities, forms, judged
from retold.types import EntityType

PERSON, BODY = EntityType.PERSON, EntityType.ORGANIZATION


def named(article: str, name: str, kind: EntityType = PERSON, world: int = 0, role: str = "", others: tuple[str, ...] = ()) -> Named:
    vector = np.zeros(384, dtype=np.float32)
    vector[world] = 1.0
    return Named(article, f"{article}-{name}", name, kind, role, vector, frozenset(others))


def together(*chains: Named) -> list[set[str]]:
    """Names, with their articles, that are one entity."""
    found = forms(chains)
    entity = entities(found, judged(found))
    groups: dict[str, set[str]] = {}
    for form in found.values():
        groups.setdefault(entity[form.id], set()).update(m.chain for m in form.members)
    return sorted(groups.values(), key=sorted)


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("Gerald R. Ford", "Gerald Ford", PERSON),
        ("Hernandez", "Felix Hernandez", PERSON),
        ("Lakers", "Los Angeles Lakers", BODY),
        ("NORFA", "Norwegian Organisation for Regional Ferry Affairs", BODY),
        ("Dish", "Dish Network", BODY),
        ("Andrew Struass", "Andrew Strauss", PERSON),
    ],
)
def test_one_entity(one: str, other: str, kind: EntityType) -> None:
    assert len(together(named("a", one, kind), named("b", other, kind))) == 1


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("World War I", "World War II", EntityType.EVENT),
        ("European Union", "Western European Union", BODY),
        ("Medicaid", "Kaiser Commission on Medicaid", BODY),
        ("Navy", "Pakistan Navy", BODY),
        ("NBC", "NBC News", BODY),
        ("AP", "Appalachian Power", BODY),
        ("North Carolina", "South Carolina", EntityType.PLACE),
        ("Terri Butler", "Jerri Butler", PERSON),
        ("Ford", "Ford", PERSON),
    ],
)
def test_two_entities(one: str, other: str, kind: EntityType) -> None:
    second = BODY if one == other else kind
    assert len(together(named("a", one, kind), named("b", other, second))) == 2


def test_a_short_form_that_many_share_is_left_alone() -> None:
    assert len(together(named("a", "Smith"), named("b", "Ann Smith"), named("c", "Peter Smith"), named("d", "John Smith"))) == 4


def test_a_short_form_of_another_world_is_left_alone() -> None:
    assert len(together(named("a", "Reynolds", world=1), named("b", "Burt Reynolds", world=2))) == 2


def test_two_people_of_one_name_stay_two_where_their_worlds_differ() -> None:
    goalkeeper = [named("a", "Anna Berg", world=1, role="goalkeeper of Brann"), named("b", "Anna Berg", world=1, role="Brann's keeper")]
    vector = -goalkeeper[0].vector
    judge = Named("c", "c-Anna Berg", "Anna Berg", PERSON, "judge in Oslo", vector)
    assert together(*goalkeeper, judge) == [{"a-Anna Berg", "b-Anna Berg"}, {"c-Anna Berg"}]
    plain = Named("c", "c-Anna Berg", "Anna Berg", PERSON, "", vector)
    assert len(together(*goalkeeper, plain)) == 1


def test_the_order_makes_no_difference() -> None:
    chains = [named(f"a{i}", name, BODY if name.isupper() or "Lakers" in name else PERSON) for i, name in enumerate(
        ("Lakers", "Los Angeles Lakers", "Ann Lee", "Lee", "Ann Leigh", "IAEA", "Peter Moe", "Moe", "Erik Moe"))]
    wanted = together(*chains)
    for seed in range(20):
        assert together(*Random(seed).sample(chains, len(chains))) == wanted


def test_a_judgement_says_why() -> None:
    found = forms([named("a", "Hernandez"), named("b", "Felix Hernandez")])
    (judgement,) = judged(found)
    assert judgement.verdict is Verdict.SAME
    assert judgement.features["last words"] == 1.0
    assert judgement.score == pytest.approx(1 / (1 + np.exp(-sum(judgement.features.values()))), abs=1e-3)


def test_entities_follow_their_judgements_alone() -> None:
    found = forms([named("a", "Ann Lee"), named("b", "Peter Moe")])
    first, second = sorted(found)
    assert len(set(entities(found, []).values())) == 2
    assert set(entities(found, [Judgement(first, second, Verdict.SAME, 1.0, {})]).values()) == {first}
    assert len(set(entities(found, [Judgement(first, second, Verdict.DIFFERENT, 0.0, {})]).values())) == 2


def test_a_persons_word_stands_above_the_programs() -> None:
    found = forms([named("a", "Ann Lee"), named("b", "Peter Moe"), named("c", "Erik Moe")])
    one, two, three = sorted(found)
    told = [Judgement(one, two, Verdict.SAME, 0.99, {}), Judgement(two, three, Verdict.SAME, 0.9, {})]
    assert len(set(entities(found, told).values())) == 1
    apart = Judgement(one, three, Verdict.DIFFERENT, 0.0, {}, person="kari")
    kept = entities(found, [*told, apart])
    assert kept[one] != kept[three]
    assert kept[one] == kept[two]
    same = Judgement(one, three, Verdict.SAME, 1.0, {}, person="kari")
    assert len(set(entities(found, [same]).values())) == 2


def test_names_without_a_word_do_no_harm() -> None:
    found = forms([named("a", "The", BODY), named("b", "…", EntityType.OTHER), named("c", "'"), named("d", "Ann Lee")])
    assert judged(found) == []
    assert sorted(m.article for f in found.values() for m in f.members) == ["a", "b", "c", "d"]


def test_no_chain_is_lost_where_two_worlds_begin_in_one_article() -> None:
    judge = Named("a", "J", "Anna Berg", PERSON, "judge in Oslo", -named("a", "x", world=1).vector)
    other = named("a", "Anna K. Berg", world=1)
    keepers = [named(a, "Anna Berg", world=1, role="goalkeeper of Brann") for a in ("b", "c")]
    found = forms([judge, other, *keepers])
    assert sorted(m.chain for f in found.values() for m in f.members) == sorted(n.chain for n in (judge, other, *keepers))
    assert together(judge, other, *keepers) == [{"J"}, {other.chain, *(k.chain for k in keepers)}]
