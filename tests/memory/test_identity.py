from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.made import article, axis, entity_sets

from retold import Engine
from retold.corpus.identity import Judgement, Verdict, entities
from retold.errors import StoreError, UnknownError
from retold.memory import Memory
from retold.types import EntityType

PERSON, BODY = EntityType.PERSON, EntityType.ORGANIZATION
Given = tuple[str, str, EntityType] | tuple[str, str, EntityType, str]


@pytest.fixture
def memory(tmp_path: Path, engine: Engine) -> Iterator[Memory]:
    with Memory(str(tmp_path / "m.db"), engine) as found:
        yield found


def kept(memory: Memory, *chains: Given, vectors: dict[str, NDArray[np.float32]] | None = None) -> list[set[str]]:
    """Articles, with their names, that are one entity."""
    for key in dict.fromkeys(c[0] for c in chains):
        own = [c[1:] for c in chains if c[0] == key]
        memory.keep([article(key, own, vector=(vectors or {}).get(key))])  # type: ignore[arg-type]
    return sorted(({f"{a} {n}" for a, n in group} for group in entity_sets(memory)), key=sorted)


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
@pytest.mark.parametrize("turned", [False, True])
def test_one_entity(memory: Memory, one: str, other: str, kind: EntityType, turned: bool) -> None:
    first, second = (other, one) if turned else (one, other)
    assert len(kept(memory, ("a", first, kind), ("b", second, kind))) == 1


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
def test_two_entities(memory: Memory, one: str, other: str, kind: EntityType) -> None:
    second = BODY if one == other else kind
    assert len(kept(memory, ("a", one, kind), ("b", other, second))) == 2


def test_a_short_form_that_many_share_is_left_alone(memory: Memory) -> None:
    names = ("Smith", "Ann Smith", "Peter Smith", "John Smith")
    assert len(kept(memory, *((str(i), n, PERSON) for i, n in enumerate(names)))) == 4


def test_a_short_form_of_another_world_is_left_alone(memory: Memory) -> None:
    vectors = {"a": axis(1), "b": axis(2)}
    assert len(kept(memory, ("a", "Reynolds", PERSON), ("b", "Burt Reynolds", PERSON), vectors=vectors)) == 2


def test_two_people_of_one_name_stay_two_where_their_worlds_differ(memory: Memory) -> None:
    keepers: tuple[Given, ...] = (
        ("a", "Anna Berg", PERSON, "goalkeeper of Brann"),
        ("b", "Anna Berg", PERSON, "Brann's keeper"),
    )
    vectors = {"c": axis(-1), "d": axis(-1)}
    found = kept(
        memory,
        *keepers,
        ("c", "Anna Berg", PERSON, "judge in Oslo"),
        ("d", "Anna Berg", PERSON, "Oslo judge"),
        vectors=vectors,
    )
    assert found == [{"a Anna Berg", "b Anna Berg"}, {"c Anna Berg", "d Anna Berg"}]
    named = memory.entities_named("Anna Berg")
    assert [e.stories for e in named] == [1, 1] or len(named) == 2


NAMES = (
    "Lakers",
    "Los Angeles Lakers",
    "Ann Lee",
    "Lee",
    "Ann Leigh",
    "IAEA",
    "Peter Moe",
    "Moe",
    "Erik Moe",
    "IAEA",
    "Lakers",
    "Moe",
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10_000))
def test_the_order_makes_no_difference(engine: Engine, tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    chains: list[Given] = [(f"a{i}", n, BODY if n.isupper() or "Lakers" in n else PERSON) for i, n in enumerate(NAMES)]
    results = []
    for order in (chains, Random(seed).sample(chains, len(chains))):
        with Memory(str(tmp_path_factory.mktemp("order") / "m.db"), engine) as memory:
            results.append(kept(memory, *order))
    assert results[0] == results[1]


def test_a_judgement_says_why(memory: Memory) -> None:
    kept(memory, ("a", "Hernandez", PERSON), ("b", "Felix Hernandez", PERSON))
    (line,) = memory.judgements(everyone=True)
    assert (line.verdict, line.a[1], line.b[1]) == ("same", "Hernandez", "Felix Hernandez")
    assert line.features["last words"] == 1.0
    assert line.score == pytest.approx(1 / (1 + np.exp(-sum(line.features.values()))), abs=1e-3)
    assert line.by.startswith("identity/")


def test_entities_follow_their_judgements_alone() -> None:
    assert entities([1, 2], []) == {1: 1, 2: 2}
    assert entities([1, 2], [Judgement(1, 2, Verdict.SAME, 1.0, {})]) == {1: 1, 2: 1}
    assert entities([1, 2], [Judgement(1, 2, Verdict.DIFFERENT, 0.0, {})]) == {1: 1, 2: 2}


def test_a_persons_word_stands_above_the_programs() -> None:
    told = [Judgement(1, 2, Verdict.SAME, 0.99, {}), Judgement(2, 3, Verdict.SAME, 0.9, {})]
    assert set(entities([1, 2, 3], told).values()) == {1}
    assert entities([1, 2, 3], [*told, Judgement(1, 3, Verdict.DIFFERENT, 0.0, {}, person="kari")]) == {
        1: 1,
        2: 1,
        3: 3,
    }
    assert entities([1, 2, 3], [Judgement(1, 3, Verdict.SAME, 1.0, {}, person="kari")]) == {1: 1, 2: 2, 3: 1}


def test_a_merge_can_be_taken_back_and_ids_stay(memory: Memory) -> None:
    before = kept(memory, ("a", "Ann Lee", PERSON), ("b", "Anne Leigh", PERSON), ("b", "Marlow", EntityType.PLACE))
    one, other = memory.entity("Ann Lee"), memory.entity("Anne Leigh")
    number = memory.same("Ann Lee", other.id, "kari")
    joined = memory.entity(other.id)
    assert joined.id == one.id
    assert {name for _, name in joined.aliases} == {"Ann Lee", "Anne Leigh"}
    assert joined.stories == 2
    assert [n.name for n in memory.graph("Ann Lee").links] == ["Marlow"]
    memory.undo(number)
    assert sorted(({f"{a} {n}" for a, n in g} for g in entity_sets(memory)), key=sorted) == before
    assert memory.entity("Anne Leigh") == other
    assert memory.graph("Ann Lee").links == ()
    (line,) = memory.judgements()
    assert (line.by, line.verdict) == ("kari", "same")
    assert line.ended is not None


def test_a_wrong_merge_of_the_programs_is_parted_for_good(memory: Memory) -> None:
    assert len(kept(memory, ("a", "Hernandez", PERSON), ("b", "Felix Hernandez", PERSON))) == 1
    forms = {name: form for form, name in memory.entity("Felix Hernandez").aliases}
    memory.different(forms["Hernandez"], forms["Felix Hernandez"], "kari")
    assert memory.entity("Hernandez").id != memory.entity("Felix Hernandez").id
    for key in "cdefgh":  # better known, the forms are judged again: a person's word still stands
        memory.keep([article(key, [("Felix Hernandez", PERSON)])])
    assert memory.entity("Hernandez").id != memory.entity("Felix Hernandez").id


def test_entities_are_rebuilt_from_the_ledger(memory: Memory) -> None:
    kept(
        memory,
        ("a", "Hernandez", PERSON),
        ("b", "Felix Hernandez", PERSON),
        ("c", "Ann Lee", PERSON),
        ("d", "Anne Leigh", PERSON),
    )
    memory.same("Ann Lee", "Anne Leigh", "kari")
    before = (
        memory._db.all("SELECT id, entity FROM form ORDER BY id"),
        memory._db.all("SELECT * FROM entity ORDER BY id"),
    )
    with memory._db.writing():
        memory._db.run("UPDATE form SET entity = id")
    memory.rebuild()
    assert (
        memory._db.all("SELECT id, entity FROM form ORDER BY id"),
        memory._db.all("SELECT * FROM entity ORDER BY id"),
    ) == before


def test_what_cannot_be_judged_says_why(memory: Memory) -> None:
    kept(memory, ("a", "Hernandez", PERSON), ("b", "Felix Hernandez", PERSON))
    with pytest.raises(UnknownError, match="Felix Hernandez"):
        memory.same("Felix", "Fernando", "kari")
    with pytest.raises(UnknownError, match="one form"):
        memory.different("Hernandez", "Hernandez", "kari")
    with pytest.raises(StoreError, match="overrule"):
        memory.undo(1)
    with pytest.raises(UnknownError, match="judgements"):
        memory.undo(99)
    with pytest.raises(StoreError, match="person"):
        memory.same("Hernandez", "Felix Hernandez", " ")


def test_names_without_a_word_do_no_harm(memory: Memory) -> None:
    found = kept(memory, ("a", "The", BODY), ("b", "…", EntityType.OTHER), ("c", "'", PERSON), ("d", "Ann Lee", PERSON))
    assert sum(len(g) for g in found) == 4
