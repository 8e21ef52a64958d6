from __future__ import annotations

import pytest
from tests.marked import unmarked

from retold.english.kinship import relative


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Her father, ⟦Robert Hall⟧, is a botanist.", "father"),
        ("His late wife Dr. ⟦Ida Hall⟧ spoke.", "wife"),
        ("Hall's brothers, ⟦Leo Hall⟧ and Al, left.", "brother"),
        ("his brother-in-law ⟦Leo Park⟧ left.", "brother"),
        ("⟦Leo Hall⟧, her elder brother, left.", "brother"),
        ("⟦Leo Hall⟧ (Ida's son) left.", "son"),
        ("⟦Leo Hall⟧, the son of Ida Hall, left.", "son"),
        ("⟦Leo Hall⟧, a father of three, left.", None),
        ("⟦Leo Hall⟧, who lost his father, left.", None),
        ("He is a father. ⟦Leo Hall⟧ is not.", None),
        ("The mayor, ⟦Leo Hall⟧, left.", None),
    ],
)
def test_relatives(text: str, expected: str | None) -> None:
    body, (name,) = unmarked(text)
    assert relative(body, *name) == expected
