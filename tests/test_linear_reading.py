"""The whole reading of a text takes about linear time, whatever the text is."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from tests.fakes import CapitalsEncoder, RotatingEncoder, fixed_clock
from tests.growth import faults, seconds
from tests.hostile_text import TEXTS

from retold import Engine, Settings
from retold.errors import ExtractionError
from retold.ports import SentenceEncoder
from retold.types import Content, Metadata, Page

FIRST, LAST = 2_400, 9_600
"""Characters of the smallest text, and of the largest that is doubled."""
METADATA = Metadata(url="https://news.example/a", headline="Ann Lee meets the council", published="2026-03-14")
OF_NAMES = [
    "quotations of a minister",
    "quotations of an airline",
    "titles in quotation marks",
    "different names",
    "different first names",
    "names that grow",
    "acronyms",
    "roles",
]
"""Texts for rules that compare names with one another."""


def digested(encoder: SentenceEncoder, content: Content) -> Callable[[str], object]:
    """The digest of a text that stands in a page of this kind."""
    engine = Engine(Settings(threads=1), encoder, fixed_clock())
    start, end = ("<html><body><article><p>", "</p></article></body></html>") if content is Content.HTML else ("", "")

    def digest(text: str) -> None:
        with suppress(ExtractionError):
            engine.digest(Page("x", content, start + text + end, METADATA))

    digest("The council met on Monday.")  # loads what is loaded once
    return digest


def growth_faults(work: Callable[[str], object], names: list[str], first: int = FIRST, last: int = LAST) -> list[str]:
    fixed = min(seconds(work, "The council met on Monday.") for _ in range(5))
    return faults(work, {name: TEXTS[name] for name in names}, first, last, fixed)


@pytest.mark.parametrize("part", range(4))
def test_a_body(part: int) -> None:
    assert growth_faults(digested(RotatingEncoder(), Content.BODY), list(TEXTS)[part::4]) == []


def test_a_body_of_names() -> None:
    assert growth_faults(digested(CapitalsEncoder(), Content.BODY), OF_NAMES, 2 * FIRST) == []


@pytest.mark.parametrize("content", [Content.TEXT, Content.HTML])
def test_a_page(content: Content) -> None:
    assert growth_faults(digested(RotatingEncoder(), content), list(TEXTS)[::12]) == []


def test_a_body_with_the_model(encoder: SentenceEncoder) -> None:
    names = ["single quotes that open", "different names"]
    assert growth_faults(digested(encoder, Content.BODY), names, 2_000, 4_000) == []
