from __future__ import annotations

import pytest

from retold import Engine
from retold.english.datelines import dateline_end
from retold.types import Content, Metadata, Page, Span


def edges(engine: Engine, body: str) -> set[frozenset[str]]:
    """The edges of an article, as sets of two names."""
    digest = engine.digest(Page("x", Content.BODY, body, Metadata(headline="News")))
    names = {e.id: e.name for e in digest.entities}
    return {frozenset((names[e.source], names[e.target])) for e in digest.graph.edges}


@pytest.mark.parametrize(
    ("dateline", "story"),
    [
        ("LISBON — ", "A tram left its rails."),
        ("LISBON, May 15 (AP) — ", "A tram left its rails."),
        ("Lisbon (AFP) - ", "A tram left its rails."),
        ("KABUL, Afghanistan (AP) — ", "The school opened."),
        ("Rio de Janeiro, 3 March – ", "The carnival began."),
        ("TUNIS/CAIRO (Reuters) - ", "Grain prices fell."),
        ("", "LISBON: The mayor resigned."),
        ("", "The port — the largest of Norway — will close."),
        ("", "Everton — The Toffees — won again."),
        ("", "Oslo: the city that never shouts."),
        ("", "August 17 - Norway against Iceland."),
        ("", "Anna Lind of Bergen says no."),
    ],
)
def test_dateline_end(dateline: str, story: str) -> None:
    text = dateline + story
    assert dateline_end(Span(0, len(text)), text) == len(dateline)


def test_a_dateline_makes_no_edge(engine: Engine) -> None:
    found = edges(engine, "LISBON, May 15 (Reuters) — A tram hit a wall in Porto on Friday, said mayor Rui Moreira.")
    assert not any("Lisbon" in pair or "LISBON" in pair or "Reuters" in pair for pair in found)
    assert frozenset(("Porto", "Rui Moreira")) in found


def test_a_list_makes_no_edges_between_its_members(engine: Engine) -> None:
    found = edges(engine, "Microsoft will open offices in Denmark, Sweden, Norway and Finland next year.")
    assert frozenset(("Denmark", "Sweden")) not in found
    assert frozenset(("Denmark", "Finland")) not in found
    assert frozenset(("Microsoft", "Denmark")) in found


def test_two_who_do_something_together_have_an_edge(engine: Engine) -> None:
    found = edges(engine, "Angela Merkel and Emmanuel Macron met in Berlin on Friday to talk about the budget.")
    assert frozenset(("Angela Merkel", "Emmanuel Macron")) in found


def test_a_town_and_its_country_have_an_edge(engine: Engine) -> None:
    found = edges(engine, "The ferry sank off Bergen in Norway on Friday.")
    assert frozenset(("Bergen", "Norway")) in found
