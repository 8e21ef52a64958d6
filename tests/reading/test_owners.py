from __future__ import annotations

from tests.marked import unmarked

from retold.reading.coref import cluster
from retold.types import EntityType, Mention


def organizations(text: str) -> dict[str, int]:
    body, spans = unmarked(text)
    return {
        c.name: len(c.mentions)
        for c in cluster(body, [Mention(span, EntityType.ORGANIZATION, 0, 0.9) for span in spans])
    }


def test_institutions_of_two_countries() -> None:
    text = "The Spanish ⟦Health Ministry⟧ paid. The ⟦Health Ministry⟧ is poor. Chad's ⟦Health Ministry⟧ did not."
    assert organizations(text) == {"Spanish Health Ministry": 2, "Chad's Health Ministry": 1}


def test_an_institution_of_one_country() -> None:
    text = "The Spanish ⟦Health Ministry⟧ paid. Spain's ⟦Health Ministry⟧ is poor. The ⟦Health Ministry⟧ left."
    assert organizations(text) == {"Health Ministry": 3}


def test_a_name_that_could_be_that_of_either_is_left_out() -> None:
    text = (
        "The Spanish ⟦Health Ministry⟧ paid. Chad's ⟦Health Ministry⟧ did not. The ⟦Health Ministry⟧ in Oslo laughed."
    )
    assert organizations(text) == {"Spanish Health Ministry": 1, "Chad's Health Ministry": 1}
