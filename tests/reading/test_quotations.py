from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.marked import unmarked

from retold.reading.posts import find_posts
from retold.reading.quotations import find_quotations


@pytest.mark.parametrize(
    "marked",
    [
        "She said “⟦we are ready⟧” and left.",
        "“⟦We are ready,⟧” she said. “⟦Nobody is late.⟧”",
        '"⟦We are ready,⟧" she said.',
        "‘⟦One paragraph of it.⟧\n‘⟦Another of it.⟧’ He left.",
        "‘⟦We don't know,⟧’ she said of the dogs' home.",
        "“⟦One paragraph of it.⟧\n“⟦Another of it.⟧” He left.",
        "The plank is 5\" wide and the men's room is shut.",
        "It wasn't the players' fault.",
        # marks of unlike shapes
        "“⟦Nobody told the farmers,⟧'' she said. “⟦The wells are dry.⟧” He left.",
        "“⟦Nobody told the farmers,⟧’’ she said.",
        "“⟦Nobody told the farmers,⟧’ she said. “⟦The wells are dry.⟧”",
        '“⟦Nobody told the farmers,⟧" she said.',
        '"⟦Two boats went out. One came back,⟧” she said.',
        '‘⟦Two boats went out,⟧" she said. ‘⟦One came back.⟧’',
        "``⟦Two boats went out,⟧'' she said. „⟦Eins kam zurück,⟧“ she said.",
        "He likes the town’s ”⟦will to help.⟧” He left.",
        'The note read:"⟦We are shut.⟧" He left.',
        'She said: " ⟦We are shut.⟧" He left.',
        # possessives and apostrophes inside
        "‘⟦The players’ fault was plain,⟧’ he said of the dogs’ home.",
        "'⟦The players' fault was plain,⟧' he said of the dogs' home.",
        "They spoke about '⟦matters of mutual interest⟧' and Kim's plan.",
        "He has '⟦a will of iron⟧' and the nurses' '⟦quiet strength⟧' helped.",
        "It was the '90s, and 'tis true of the Teachers' Club.",
        # one inside another
        "“⟦He told me ‘go home’ and I did,⟧” she said.",
        "‘⟦He said “no” to me,⟧’ she said.",
        '"⟦He said "no" to me,⟧" she said.',
        # a lost mark
        "“Nobody came, he said. “⟦We waited.⟧”",
        "“Nobody came, he said.",
        "He said: “⟦We go.⟧",
    ],
)
def test_places(marked: str) -> None:
    body, spans = unmarked(marked)
    assert [s.span for s in find_quotations(body)] == spans


@pytest.mark.parametrize(
    ("body", "continues"),
    [
        ("“One.\n\n“Two.”", [False, True]),
        ("“One.\n\nFans wave flags (Agency)\n\n“Two.”", [False, True]),
        ("“One.\n\nFans waved flags at the ground.\n\n“Two.”", [False, False]),
        ("“One.” She left.\n\n“Two.”", [False, False]),
        ('He said: "One. "Two. "Three." She left.', [False, True, True]),
    ],
)
def test_paragraphs_of_one_speech(body: str, continues: list[bool]) -> None:
    assert [q.continues for q in find_quotations(body)] == continues


@given(st.text(st.sampled_from("ab ,.\n“”\"'‘’`s:")))
def test_quotations_of_any_text(text: str) -> None:
    found = find_quotations(text)
    assert all(0 < s.span.start < s.span.end <= len(text) and "\n" not in s.span.of(text) for s in found)
    assert [s.span for s in found] == sorted({s.span for s in found})
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("Snow fell.\n\n⟦What a wind on the bridge!⟧ — Ida Roth (@idaroth) May 3, 2018\n\nMore came.", "Ida Roth"),
        ("“⟦What a wind!⟧” — Ida Roth (@idaroth)", "Ida Roth"),
        ("⟦What a wind!⟧ https://news.example/1\n-- Ida Roth (@idaroth) May 3, 2018", "Ida Roth"),
    ],
)
def test_posts(marked: str, name: str) -> None:
    body, spans = unmarked(marked)
    assert [(p.span, p.name.of(body)) for p in find_posts(body)] == [(spans[0], name)]


@pytest.mark.parametrize("body", ["A man — Ida Roth — left.", "He is @idaroth (on Twitter)", "— Ida Roth (@idaroth)"])
def test_no_posts(body: str) -> None:
    assert find_posts(body) == []


@given(st.text(st.sampled_from("ab ,.\n“”-—(@)h")))
def test_posts_of_any_text(text: str) -> None:
    assert all(0 <= p.span.start < p.span.end <= len(text) for p in find_posts(text))
