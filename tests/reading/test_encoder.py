from __future__ import annotations

import numpy as np
import pytest

from retold.reading import encoder

SENTENCE = "Ann Lee, the mayor of Leeds, said on Friday that Acme would open a plant in Ohio."
COMPANY = (
    "Shares fell 40%.",
    "The Ministry of Defence denied it, and the Kremlin said nothing about the ships that had left Sevastopol.",
    "THE WHOLE HEADLINE IS IN CAPITALS!",
)


@pytest.mark.parametrize("others", [COMPANY[:1], COMPANY[1:2], COMPANY[2:], COMPANY])
def test_a_sentence_is_read_the_same_in_any_company(others: tuple[str, ...]) -> None:
    model = encoder.load()
    alone, beside = model.encode([SENTENCE])[0], model.encode([*others, SENTENCE])[-1]
    assert beside.words == alone.words
    assert [(n.span, n.type) for n in beside.names] == [(n.span, n.type) for n in alone.names]
    np.testing.assert_allclose([n.score for n in beside.names], [n.score for n in alone.names], atol=2e-4)
    np.testing.assert_allclose(beside.vector, alone.vector, atol=1e-5)
    assert beside.salience == pytest.approx(alone.salience, abs=1e-5)
