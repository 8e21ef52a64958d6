from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.english import clutter
from retold.english.clutter import Kind


def kinds(text: str) -> list[tuple[str, str]]:
    return [(c.kind.value, c.span.of(text).strip()) for c in clutter.find(text)]


def test_a_relative_time_closes_a_teaser() -> None:
    text = "The vote passed. Studio Cuts Slate by a Third as Ad Revenue Slips 5 hours ago See All The mayor spoke."
    assert (Kind.TEASER.value, "Studio Cuts Slate by a Third as Ad Revenue Slips") in kinds(text)
    assert not any("mayor" in words or "vote" in words for _, words in kinds(text))


def test_a_relative_time_in_prose_is_no_clutter() -> None:
    assert kinds("He left 2 hours ago and did not return. It began 3 days ago.") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Done. Click to share on WhatsApp (Opens in new window) The rest.",
            "Click to share on WhatsApp (Opens in new window)",
        ),
        (
            "Text.\nAdvertisement Continue reading the main story\nMore text.",
            "Advertisement Continue reading the main story",
        ),
        (
            "It ended. The authoritative record of NPR’s programming is the audio record. The end.",
            "The authoritative record of NPR’s programming is the audio record.",
        ),
        (
            "It ended.\nCould not subscribe, try again later Invalid Email\nThe end.",
            "Could not subscribe, try again later Invalid Email",
        ),
        (
            "It ended.\nSign up for our weekly newsletter and get port news.\nThe end.",
            "Sign up for our weekly newsletter and get port news.",
        ),
        (
            "He won. Image copyright Getty Images Image caption The crowd cheers loudly\nThe next day.",
            "The crowd cheers loudly",
        ),
        ("Crowds came. (Photo: Ann Lee, AP) It rained.", "(Photo: Ann Lee, AP)"),
        (
            "Mar 3, 2026 9:05am GMT Streamers Return to Lisbon By Marta Quintela Plus Icon The text begins here.",
            "By Marta Quintela",
        ),
    ],
)
def test_markers(text: str, expected: str) -> None:
    assert expected in [words for _, words in kinds(text)]


@pytest.mark.parametrize(
    "text",
    [
        "The girls were taken by Boko Haram in 2014.",
        "Girls Abducted By Boko Haram Have Been Released",
        "Photographs by Getty were used. The related stories were told by three witnesses.",
        "On March 3, 2026, the court ruled that the sale was void.",
        "Reuters and AP reported the deal. Most read the letter twice.",
    ],
)
def test_prose_is_no_clutter(text: str) -> None:
    assert kinds(text) == []


@given(st.text(max_size=300) | st.text("AaBb 12:/.()\n©", max_size=200))
def test_spans_are_in_order(text: str) -> None:
    at = 0
    for found in clutter.find(text):
        assert at <= found.span.start <= found.span.end <= len(text)
        at = found.span.end


def test_cost_is_linear_in_length() -> None:
    for piece in ("2 hours ago ", "Getty Images ", "By Ann Lee ", "(Photo: ", "A B ", "Image caption "):
        clutter.find(piece * 20_000)
