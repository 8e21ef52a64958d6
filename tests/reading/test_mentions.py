from __future__ import annotations

import re

import pytest
from tests.marked import unmarked

from retold import Engine
from retold.english.sentences import split
from retold.reading.mentions import find_mentions
from retold.types import Content, Encoding, EntityType, Name, Page, Span, Word


def encoded(body: str, names: list[tuple[Span, str, float]]) -> tuple[list[Span], list[Encoding]]:
    import numpy as np

    spans = split(body)
    result = []
    for s in spans:
        text = s.of(body)
        words = tuple(Word(Span(*m.span()), -1, "root") for m in re.finditer(r"\w+|[^\w\s]", text))
        own = tuple(Name(Span(a - s.start, b - s.start), k, p) for (a, b), k, p in names if s.start <= a < s.end)
        result.append(Encoding(words, own, np.zeros(384, np.float32), 0.5))
    return spans, result


def test_a_missed_name_is_found_again() -> None:
    body, (first, *again) = unmarked("⟦Acme Motors⟧ fell. Shares of ⟦Acme Motors⟧ rose. Acme Motorships sank.")
    spans, encodings = encoded(body, [(first, "organization", 0.9)])
    assert [m.span for m in find_mentions(body, spans, encodings)] == [first, *again]


def test_an_unsure_name_is_not_searched_for() -> None:
    body, (first, _) = unmarked("⟦Spring⟧ fell. Then ⟦Spring⟧ came.")
    spans, encodings = encoded(body, [(first, "place", 0.45)])
    assert [m.span for m in find_mentions(body, spans, encodings)] == [first]


def test_spans_lose_determiner_possessive_and_quotes() -> None:
    body, wanted = unmarked("the ⟦Guardian⟧'s man met “⟦Ann Lee⟧,” in the ⟦U.K.⟧ on Monday")
    given = [
        (Span(0, 14), "organization", 0.9),
        (Span(22, 31), "person", 0.9),
        (Span(wanted[2].start - 4, wanted[2].end), "place", 0.9),
    ]
    spans, encodings = encoded(body, given)
    assert [m.span.of(body) for m in find_mentions(body, spans, encodings)] == ["Guardian", "Ann Lee", "U.K."]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("a report of the {conservative-leaning} ⟦Harbour Foundation⟧ on tax", "organization"),
        ("she sang ⟦Rain and Shine⟧{ at the} Harbour Hall", "work"),
        ("they won at the ⟦Harbour Games⟧{ in} Norland", "event"),
        ("fighters of ⟦al-Harba⟧ left", "organization"),
    ],
)
def test_spans_lose_common_words_at_their_ends(body: str, kind: str) -> None:
    """What the model took for part of the name is in braces."""
    given, wanted = unmarked(body.replace("{", "").replace("}", ""))
    lead, tail = (len(part) - 2 if part else 0 for part in _braced(body))
    spans, encodings = encoded(given, [(Span(wanted[0].start - lead, wanted[0].end + tail), kind, 0.9)])
    assert [m.span for m in find_mentions(given, spans, encodings)] == wanted


def _braced(body: str) -> tuple[str, str]:
    """What stands in braces before the marked name, with the space after it, and what stands in braces after it."""
    before = re.search(r"\{[^}]*\} (?=⟦)", body)
    after = re.search(r"(?<=⟧)\{[^}]*\}", body)
    return (before.group() if before else "", after.group() if after else "")


def test_a_name_with_a_low_score_is_left_out() -> None:
    body, (first,) = unmarked("⟦Spring⟧ fell.")
    spans, encodings = encoded(body, [(first, "place", 0.39)])
    assert find_mentions(body, spans, encodings) == []


def test_a_name_has_one_type() -> None:
    body, marks = unmarked("⟦Chelsea⟧ won. ⟦Chelsea⟧ lost. ⟦Chelsea⟧ drew.")
    spans, encodings = encoded(
        body, [(marks[0], "place", 0.5), (marks[1], "organization", 0.8), (marks[2], "organization", 0.9)]
    )
    assert {m.type.value for m in find_mentions(body, spans, encodings)} == {"organization"}


def test_demonyms_are_no_mentions() -> None:
    body, marks = unmarked("⟦British⟧ troops left.")
    spans, encodings = encoded(body, [(marks[0], "demonym", 0.9)])
    assert find_mentions(body, spans, encodings) == []


@pytest.mark.parametrize("word", ["European", "Northern", "Spokesmen"])
def test_words_that_only_describe_are_no_mentions(word: str) -> None:
    body, marks = unmarked(f"⟦{word}⟧ troops left.")
    spans, encodings = encoded(body, [(marks[0], "organization", 0.9)])
    assert find_mentions(body, spans, encodings) == []


def test_a_quoted_title_is_one_name() -> None:
    body, (place, title) = unmarked(
        "The crown of ⟦Oslo⟧ was shown. They saw “⟦The Crown of Oslo⟧” at home with friends."
    )
    inner = Span(title.end - 4, title.end)
    spans, encodings = encoded(body, [(place, "place", 0.9), (inner, "place", 0.9)])
    found = find_mentions(body, spans, encodings)
    assert [(m.span.of(body), m.type.value) for m in found] == [("Oslo", "place"), ("Crown of Oslo", "work")]


def test_a_nickname_in_quotation_marks_is_part_of_the_name() -> None:
    body, (name,) = unmarked("Police arrested ⟦Joaquin “El Chapo” Guzman⟧ in the north of the country.")
    spans, encodings = encoded(body, [(name, "person", 0.9)])
    assert [(m.span, m.type.value) for m in find_mentions(body, spans, encodings)] == [(name, "person")]


def test_an_acronym_shows_where_a_name_begins() -> None:
    body, (name, short) = unmarked("An All ⟦Nippon Airways⟧ flight of ⟦ANA⟧ left.")
    spans, encodings = encoded(body, [(name, "organization", 0.9), (short, "organization", 0.9)])
    assert [m.span.of(body) for m in find_mentions(body, spans, encodings)] == ["All Nippon Airways", "ANA"]


def test_an_organization_is_no_person() -> None:
    body, (name,) = unmarked("They flew with ⟦Halvorsen Airlines⟧ to Oslo.")
    spans, encodings = encoded(body, [(name, "person", 0.9)])
    assert [m.type.value for m in find_mentions(body, spans, encodings)] == ["organization"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("The Hill reported it.", EntityType.ORGANIZATION),
        ("The Hill government fell.", EntityType.PERSON),
        ("Then Hill reported it.", EntityType.PERSON),
    ],
)
def test_the_before_a_lone_name_makes_it_a_body(body: str, kind: EntityType) -> None:
    start = body.index("Hill")
    [found] = find_mentions(body, *encoded(body, [(Span(start, start + 4), "person", 0.9)]))
    assert found.type is kind


@pytest.mark.parametrize(
    ("body", "name", "kind"),
    [
        ("The Merkon Composite .MRKC gained 14.2 points.", "Merkon Composite", "other"),
        ("Shares of Varnsund VRNS.OL fell by a tenth.", "Varnsund", "organization"),
    ],
)
def test_what_stands_before_a_code_for_traders_is_a_name(engine: Engine, body: str, name: str, kind: str) -> None:
    reading = engine.reading(engine.article(Page("x", Content.BODY, body)))
    assert (name, kind) in [(c.name, c.type) for c in reading.chains]


def test_a_surname_with_its_particle_is_found_at_the_start_of_a_sentence(engine: Engine) -> None:
    body = "His rival, Marco di Mayo, called him. Di Mayo said that he had lost."
    reading = engine.reading(engine.article(Page("x", Content.BODY, body)))
    [chain] = [c for c in reading.chains if c.name == "Marco di Mayo"]
    assert [m.span.of(body) for m in chain.mentions] == ["Marco di Mayo", "Di Mayo"]
