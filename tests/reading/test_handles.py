from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.english.sentences import split
from retold.reading.coref import Cluster
from retold.reading.handles import with_handles
from retold.types import EntityType, Mention, Span


def clusters_of(body: str, *names: tuple[str, EntityType]) -> list[Cluster]:
    """A cluster for each name, with a mention where it first stands in the body."""
    return [
        Cluster(name, kind, (), (Mention(Span(body.index(name), body.index(name) + len(name)), kind, 0, 0.9),))
        for name, kind in names
    ]


def handles_of(body: str, *names: tuple[str, EntityType]) -> dict[str, tuple[str, ...]]:
    return {c.name: c.aliases for c in with_handles(body, clusters_of(body, *names), split(body))}


PERSON, ORGANIZATION = EntityType.PERSON, EntityType.ORGANIZATION


@pytest.mark.parametrize(
    ("body", "name", "handle"),
    [
        ("Elon Musk spoke. @elonmusk wrote more.", "Elon Musk", "@elonmusk"),
        ("Pavel Durov said so on Twitter, as @durov often does.", "Pavel Durov", "@durov"),
        ("It rained, wrote Troy Tempest (@troy_t_69) on Sunday.", "Troy Tempest", "@troy_t_69"),
        ("Donald Trump won. “Sad!” wrote @realDonaldTrump.", "Donald Trump", "@realDonaldTrump"),
        ("Cash Warren posted it as @cash_warren on Monday.", "Cash Warren", "@cash_warren"),
    ],
)
def test_a_handle_is_another_name(body: str, name: str, handle: str) -> None:
    assert handles_of(body, (name, PERSON)) == {name: (handle,)}


def test_a_handle_of_a_firm_has_its_letters() -> None:
    assert handles_of("Toblerone shrank. @Toblerone said why.", ("Toblerone", ORGANIZATION)) == {
        "Toblerone": ("@Toblerone",)
    }


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("Ann Lee and Bob Lee met. @leelee wrote.", ("Ann Lee", "Bob Lee")),
        ("Ann Baker and Bob Baker met. @baker wrote.", ("Ann Baker", "Bob Baker")),
        ("Write to ann@baker.example, said Ann Baker.", ("Ann Baker",)),
        ("Jane Roe spoke; @nobody_here did not.", ("Jane Roe",)),
    ],
)
def test_what_may_mean_another_is_left_out(body: str, names: tuple[str, ...]) -> None:
    assert set(handles_of(body, *((name, PERSON) for name in names)).values()) == {()}


def test_a_name_only_found_in_a_handle_is_none() -> None:
    body = "Rain fell. “Wet,” wrote @soaked_sam."
    assert with_handles(body, clusters_of(body, ("soaked_sam", PERSON)), split(body)) == []


@given(
    st.lists(st.sampled_from(["Ann Lee", "@annlee", "(@al)", "Lee.", "said", "@", "@@", "a@b.c", "\n"]), max_size=20)
)
def test_mentions_stay_in_order_and_lie_in_the_body(words: list[str]) -> None:
    body = " ".join(["Ann Lee", *words])
    for cluster in with_handles(body, clusters_of(body, ("Ann Lee", PERSON)), split(body)):
        spans = [m.span for m in cluster.mentions]
        assert spans == sorted(spans)
        assert {s.of(body) for s in spans} == {cluster.name, *cluster.aliases}
