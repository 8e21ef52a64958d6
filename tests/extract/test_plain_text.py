from __future__ import annotations

from pathlib import Path

from retold.extract.plain_text import clean


def test_run_together_page(examples: Path) -> None:
    cleaned = clean((examples / "drama-market.txt").read_text())
    assert cleaned.headline == "Streamers Return to Lisbon Drama Market With Smaller Budgets and Longer Lists"
    assert cleaned.byline == ("Marta Quintela",)
    assert cleaned.published == "2026-03-03T09:05:00Z"
    assert cleaned.body.startswith("Streaming platforms are back at the Lisbon Drama Market")
    assert cleaned.body.endswith("broadcast in late 2027.")
    for other in ("Salt Road", "Aldebaran", "Pop Star", "Plus Icon", "ago", "See All", "Related Stories"):
        assert other not in cleaned.body


def test_lines() -> None:
    text = (
        "Mayor opens bridge\nBy Ann Lee and Bo Ek\n3 May 2025\n\nThe bridge opened on Friday. It is long.\n\n"
        "Read more: Other Bridge Falls Down Again\nThe mayor smiled."
    )
    cleaned = clean(text)
    assert cleaned.headline == "Mayor opens bridge"
    assert cleaned.byline == ("Ann Lee", "Bo Ek")
    assert cleaned.published == "2025-05-03"
    assert cleaned.body == "The bridge opened on Friday. It is long.\n\nThe mayor smiled."


def test_plain_prose_is_untouched() -> None:
    text = "The bridge opened on Friday. It is long.\n\nThe mayor smiled."
    assert clean(text).body == text
    assert clean(text).headline == ""


def test_known_headline_is_not_repeated() -> None:
    assert clean("Bridge opens\nIt opened.", "Bridge Opens").body == "It opened."
