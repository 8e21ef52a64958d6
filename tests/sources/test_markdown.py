from __future__ import annotations

from pathlib import Path

from retold.config import Settings
from retold.sources import pages
from retold.sources.markdown import plain
from retold.types import Page

TEXT = """---
title: "Depot sold"
author: Sue Park
date: 2026-03-11
---

## What was decided

The **council** of [Marlow](https://marlow.example) voted on _Tuesday_.
![The depot](depot.jpg)
* The depot goes to a trust at 5 * 3 pounds.
* Buses `move` in May.

***

[1]: https://marlow.example/1
"""


def test_words_that_a_reader_sees() -> None:
    body, metadata = plain(TEXT)
    assert (metadata.headline, metadata.byline, metadata.published) == ("Depot sold", ("Sue Park",), "2026-03-11")
    assert [line for line in body.splitlines() if line] == [
        "What was decided",
        "The council of Marlow voted on Tuesday.",
        "• The depot goes to a trust at 5 * 3 pounds.",
        "• Buses move in May.",
    ]


def test_the_first_heading_is_the_headline() -> None:
    assert plain("# Depot *sold*\n\nIt was sold.\n")[1].headline == "Depot sold"
    assert plain("Depot sold\n==========\n\nIt was sold.\n")[1].headline == "Depot sold"
    assert plain("It was sold.\n# Not this\n")[1].headline == ""


def test_files_with_the_suffix(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Depot sold\n\nThe **depot** was sold.\n")
    page = next(pages(str(tmp_path / "a.md"), Settings()))
    assert isinstance(page, Page)
    assert (page.metadata.headline, page.text.strip()) == ("Depot sold", "The depot was sold.")
