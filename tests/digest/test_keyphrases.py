from __future__ import annotations

import pytest

from retold.digest.keyphrases import hashtag, rarity


@pytest.mark.parametrize(
    ("phrase", "tag"),
    [
        ("Mip London", "#MipLondon"),
        ("microdramas", "#Microdramas"),
        ("U.K.", "#UK"),
        ("co-production", "#CoProduction"),
        ("AT&T", "#ATT"),
        ("Lloyd's of London", "#LloydOfLondon"),
        ("São Paulo", "#SãoPaulo"),
        ("42nd Street", "#42ndStreet"),
    ],
)
def test_hashtag(phrase: str, tag: str) -> None:
    assert hashtag(phrase) == tag


def test_rarity() -> None:
    assert rarity("the") < rarity("government") < rarity("microdramas") == 1.0
