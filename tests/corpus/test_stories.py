from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.corpus.rarity import rarity
from retold.corpus.signature import Signature, Terms, quantised, restored, stem_hash, unpacked, weighed
from retold.corpus.stories import clustered, pairs, similarities, similarity_to


def signature(words: dict[str, int], place: int = 0, day: float | None = 20_000.0) -> Signature:
    vector = np.zeros(384, dtype=np.float32)
    vector[place] = 1.0
    return Signature(weighed(words), weighed(words), quantised(vector), day)


def test_likeness_is_symmetric_and_falls_with_time() -> None:
    words = {"ferry": 3, "marlow": 2, "route": 1}
    table = similarities(
        [signature(words), signature(words, day=20_000.5), signature(words, day=20_100.0), signature({"salmon": 1}, 5)]
    )
    assert (table == table.T).all()
    assert table[0, 1] > table[0, 2] > table[0, 3]
    assert table[0, 1] == pytest.approx(similarities([signature(words), signature(words, day=20_000.5)])[0, 1])
    others = [signature(words, day=20_000.5), signature({"ferry": 1, "salmon": 2}, 5, None), signature({}, 7)]
    assert similarity_to(signature(words), others) == pytest.approx(
        similarities([signature(words), *others])[0, 1:], abs=2e-5
    )
    assert similarity_to(signature({}), others) == pytest.approx(
        similarities([signature({}), *others])[0, 1:], abs=2e-5
    )


def test_an_article_of_no_date_is_as_far_as_a_few_days() -> None:
    words = {"ferry": 3}
    table = similarities(
        [signature(words), signature(words, day=None), signature(words, day=20_001.0), signature(words, day=20_030.0)]
    )
    assert table[0, 2] > table[0, 1] > table[0, 3]


def test_pairs_find_articles_that_share_their_heaviest_terms() -> None:
    one = signature({f"w{i}": 20 - i for i in range(20)})
    assert len(pairs(one)) == 56
    assert all(-(1 << 63) <= p < 1 << 63 for p in pairs(one))
    other = signature({"w0": 9, "w1": 9} | {f"x{i}": 3 for i in range(9)})
    assert set(pairs(one)) & set(pairs(other))
    assert not set(pairs(one)) & set(pairs(signature({"w0": 9} | {f"x{i}": 3 for i in range(9)})))
    assert pairs(signature({"alone": 1})) == []


def test_average_linkage() -> None:
    near = np.array([[1, 0.9, 0.4, 0], [0.9, 1, 0.6, 0], [0.4, 0.6, 1, 0.1], [0, 0, 0.1, 1]], dtype=np.float32)
    assert clustered(near, 0.55) == [[0, 1], [2], [3]]
    assert clustered(near, 0.5) == [[0, 1, 2], [3]]
    assert clustered(np.zeros((0, 0), dtype=np.float32)) == []


def test_rare_words_weigh_more() -> None:
    assert rarity("year") < rarity("ferry") < rarity("qwyx")
    terms = weighed({"qwyx": 1, "year": 1})
    weight = dict(zip(terms.hashes.tolist(), terms.weights.tolist(), strict=True))
    assert weight[stem_hash("qwyx")] > weight[stem_hash("year")]
    assert sum(w * w for w in weight.values()) == pytest.approx(1.0, abs=1e-3)


@given(
    st.dictionaries(st.text(max_size=8), st.integers(1, 50), max_size=150),
    st.one_of(st.none(), st.floats(-1e4, 1e5)),
    st.integers(0, 10**6),
)
def test_a_signature_comes_back_as_it_was_packed(words: dict[str, int], day: float | None, seed: int) -> None:
    vector = quantised(np.random.default_rng(seed).normal(size=384).astype(np.float32))
    own = Signature(weighed(words), weighed(dict(list(words.items())[:5])), vector, day)
    back = unpacked(*own.packed(), own.day)
    for one, other in ((own.terms, back.terms), (own.lead, back.lead)):
        assert isinstance(other, Terms)
        assert (one.hashes == other.hashes).all()
        assert (one.weights == other.weights).all()
    assert (back.vector == own.vector).all()
    assert back.day == day


def test_a_quantised_vector_points_where_it_pointed() -> None:
    vector = np.random.default_rng(1).normal(size=384).astype(np.float32)
    vector /= np.linalg.norm(vector)
    assert float(restored(quantised(vector)) @ vector) > 0.999
    assert not restored(quantised(np.zeros(384, dtype=np.float32))).any()
