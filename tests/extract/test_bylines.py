from __future__ import annotations

import pytest

from retold.extract import scripts
from retold.extract.bylines import from_json_ld, parse


@pytest.mark.parametrize(
    ("text", "names", "agency"),
    [
        ("By Ann Lee, Bo Ek and Cy Day", ("Ann Lee", "Bo Ek", "Cy Day"), ""),
        ("https://x.example/@ann; Ann Lee", ("Ann Lee",), ""),
        ("SUE PARK Associated Press", ("Sue Park",), "Associated Press"),
        ("Sue Park Health correspondent", ("Sue Park",), ""),
        ("Mary Ann Park Political Editor", ("Mary Ann Park",), ""),
        ("Sue Park, senior crime reporter", ("Sue Park",), ""),
        ("The Associated Press", (), "Associated Press"),
        ("Reuters Staff", (), ""),
        ("Marlow Echo Staff", (), ""),
        ("Sue Park (AFP)", ("Sue Park",), "Agence France-Presse"),
        ("Sue Park in Rome", ("Sue Park",), ""),
        ("Sue Park for the Marlow Echo", ("Sue Park",), ""),
        ("Sue Park covers schools", ("Sue Park",), ""),
        ("SUE McDERMOTT and PIET VAN DEN BERG", ("Sue McDermott", "Piet van den Berg"), ""),
        ("ANH LE", ("Anh Le",), ""),
        ("Tom O'NEILL", ("Tom O'Neill",), ""),
        ("J. K. PARK", ("J. K. Park",), ""),
        ("JK Park", ("JK Park",), ""),
        ("sue park", ("Sue Park",), ""),
        ("Newsroom", (), ""),
        ("", (), ""),
    ],
)
def test_names_alone(text: str, names: tuple[str, ...], agency: str) -> None:
    found = parse(text)
    assert (found.names, found.agency) == (names, agency)


def test_json_ld_names_authors_and_publisher() -> None:
    data = """{"@type": "OpinionNewsArticle", "author": [{"name": "SUE PARK"}, "Omar Diaz", {"@id": "https://x.example/1"}],
    "publisher": {"name": "Marlow Echo"}}"""
    assert from_json_ld(scripts.json_ld(f'<script type="application/ld+json">{data}</script>')) == (
        "SUE PARK; Omar Diaz",
        "Marlow Echo",
    )
    assert from_json_ld(scripts.json_ld("<p>none</p>")) == ("", "")
