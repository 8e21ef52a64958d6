from __future__ import annotations

import pytest

from retold.extract import kinds, scripts

TURNS = "HOST: Good morning to you.\nADA LIN: Good morning.\nHOST: Why now?\nADA LIN: It was time.\nHOST: Thank you."
POSTS = "10:42\nThe council meets.\n11:05\nThe vote begins.\n11:30\nThe depot is sold."
ITEMS = "Three towns to see.\n1. Marlow has a lake.\nGo in May.\n2. Harlan has a hill.\n3. Lowick has a mill."


@pytest.mark.parametrize(
    ("headline", "kind"),
    [
        ("Opinion: The town needs buses", "opinion"),
        ("Editorial: Enough delay", "opinion"),
        ("Opinion | Buses matter", "opinion"),
        ("Letters: buses, bins and dogs", "opinion"),
        ("Film review: Cold Town", "review"),
        ("The Depot review – a slow ride", "review"),
        ("Live: council votes on depot", "live blog"),
        ("Depot sale – as it happened", "live blog"),
        ("12 reasons why the depot matters", "list"),
        ("Top 5 films of the year", "list"),
        ("Ten best walks in the county", "list"),
        ("Transcript: the mayor's speech", "transcript"),
        ("Nine dead, 40 hurt in ferry fire", None),
        ("Seven books seized at the border", None),
        ("Court to review ruling on depot", None),
        ("Live music returns to the harbour", None),
        ("Opinion polls put mayor ahead", None),
        ("Marlow 3-1 Harlan: match report", None),
    ],
)
def test_by_headline(headline: str, kind: str | None) -> None:
    assert kinds.of_text("", headline, "The depot was sold.") == kind


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://x.example/opinion/2026/03/depot", "opinion"),
        ("https://x.example/sport/live/2026/cup", "live blog"),
        ("https://x.example/culture/reviews/cold-town", "review"),
        ("https://x.example/news/opinion", None),
        ("https://x.example/news/depot", None),
    ],
)
def test_by_section_of_the_address(url: str, kind: str | None) -> None:
    assert kinds.of_text(url, "Depot sold", "The depot was sold.") == kind


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (TURNS, "transcript"),
        (POSTS, "live blog"),
        (ITEMS, "list"),
        ("The depot is ours.\n\nLETTERS.\n\nWe need it.", "opinion"),
        ("Letters were found in the depot.", None),
        ("Sold.", None),
    ],
)
def test_by_form(body: str, kind: str | None) -> None:
    assert kinds.of_text("", "Depot", body) == kind


@pytest.mark.parametrize(
    ("types", "kind"),
    [
        ('"OpinionNewsArticle"', "opinion"),
        ('["NewsArticle", "ReviewNewsArticle"]', "review"),
        ('"LiveBlogPosting"', "live blog"),
        ('"ReportageNewsArticle"', "news"),
        ('"NewsArticle"', None),
    ],
)
def test_by_type(types: str, kind: str | None) -> None:
    html = f'<script type="application/ld+json">{{"@graph": [{{"@type": "WebPage"}}, {{"@type": {types}}}]}}</script>'
    assert kinds.of_page(scripts.json_ld(html), "", "Depot sold", "", "It was sold.") == kind


def test_by_section_of_the_page() -> None:
    assert kinds.of_page((), "", "Depot sold", "Comment", "It was sold.") == "opinion"
