"""Likeness over columns is that of `stories.similarities`, pair by pair."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from retold.corpus import stories
from retold.corpus.signature import Signature, Terms, quantised, weighed
from retold.corpus.similarity import Bags, Columns, similarity_each
from retold.corpus.slots import NO_SLOTS, slots

WORDS = st.dictionaries(
    st.sampled_from("ferry tunnel crack girder salmon tax vote mayor port crane strike rail".split()),
    st.integers(1, 4),
    max_size=8,
)
DAYS = st.none() | st.floats(0, 40_000, allow_nan=False)
QUAKE = "A magnitude {} quake hit near {} on {}, the survey said. It struck at a depth of {} kilometres in {}."
SLOTS = st.sampled_from(
    [
        NO_SLOTS,
        *(
            slots("Quake", QUAKE.format(*words.split()))
            for words in ("5.1 Marlow Tuesday 12 Peru", "5.1 Marlow Tuesday 14 Peru", "6.3 Ellery Friday 40 Chile")
        ),
    ]
)


@st.composite
def signatures(draw: st.DrawFn) -> Signature:
    vector = np.random.default_rng(draw(st.integers(0, 9))).standard_normal(384).astype(np.float32)
    unit = quantised(vector / np.linalg.norm(vector))
    return Signature(weighed(draw(WORDS)), weighed(draw(WORDS)), unit, draw(DAYS), draw(SLOTS))


def bags(terms: list[Terms]) -> Bags:
    return Bags(
        np.array([len(t.hashes) for t in terms], dtype=np.int64),
        np.concatenate([np.zeros(0, dtype=np.uint32), *(t.hashes for t in terms)]).astype(np.uint32),
        np.concatenate([np.zeros(0, dtype=np.float16), *(t.weights for t in terms)]).astype(np.float16),
    )


def columns(signs: list[Signature]) -> Columns:
    days = np.array([np.nan if s.day is None else s.day for s in signs], dtype=np.float64)
    vectors = np.array([s.vector for s in signs], dtype=np.int8).reshape(-1, 384)
    return Columns(
        bags([s.terms for s in signs]), bags([s.lead for s in signs]), vectors, days, [s.slots for s in signs]
    )


@settings(max_examples=40)
@given(st.lists(st.tuples(signatures(), signatures()), max_size=6))
def test_each_pair_is_as_alike_as_one_by_one(pairs: list[tuple[Signature, Signature]]) -> None:
    found = similarity_each(columns([a for a, _ in pairs]), columns([b for _, b in pairs]))
    single = [stories.similarities([a, b])[0, 1] for a, b in pairs]
    assert found.dtype == np.float32
    assert np.allclose(
        found, np.array(single, dtype=np.float32), atol=2e-5
    )  # float32 sums of many terms, then five decimals


@settings(max_examples=40)
@given(signatures(), signatures())
def test_it_does_not_matter_which_is_first(a: Signature, b: Signature) -> None:
    assert similarity_each(columns([a]), columns([b])) == similarity_each(columns([b]), columns([a]))


def test_what_has_no_terms_is_alike_by_its_vector_alone() -> None:
    empty = Signature(weighed({}), weighed({}), quantised(np.eye(384, dtype=np.float32)[0]), 1.0)
    full = Signature(weighed({"ferry": 1}), weighed({"ferry": 1}), empty.vector, 1.0)
    found = similarity_each(columns([empty, full, full]), columns([full, empty, full]))
    assert found[0] == found[1] == np.float32(0.6)
    assert np.isclose(found[2], 0.85 + 0.75 + 0.6, atol=1e-3)  # weights are float16
