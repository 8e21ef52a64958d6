"""Entries of one document that share an id."""

from __future__ import annotations

import pytest

from retold.records.feeds import EntryData
from retold.sources.feeds import formats
from retold.sources.feeds.entry_ids import with_own_ids

SITE = "https://marlow.example"


def entry(number: int, guid: str, headline: str = "", updated: str = "") -> EntryData:
    return EntryData(guid, f"{SITE}/{number}", headline or f"Headline {number}", updated=updated)


@pytest.mark.parametrize("guid", ["none", "0", "", f"{SITE}/", "tag:marlow.example,2026:item"])
def test_different_entries_of_one_id_are_all_kept(guid: str) -> None:
    given = [entry(n, guid) for n in range(3)]
    kept = with_own_ids(given)
    assert [(e.id, e.url, e.headline) for e in kept] == [(e.url, e.url, e.headline) for e in given]


def test_ids_that_tell_entries_apart_stay() -> None:
    given = (entry(1, "g1"), entry(2, "g2"), entry(3, "g3"))
    assert with_own_ids(given) == given


def test_versions_of_one_entry_are_one() -> None:
    old = entry(1, "g1", "Bridge closes", "2026-03-01T08:00:00Z")
    new = entry(1, "g1", "Bridge closes for a week", "2026-03-01T12:00:00Z")
    assert with_own_ids([new, old]) == with_own_ids([old, new]) == (new,)
    moved = EntryData("g1", f"{SITE}/moved", "Bridge closes", updated="2026-03-01T09:00:00Z")
    assert with_own_ids([old, moved]) == (moved,)
    undated = [entry(1, "g1", "First words"), entry(1, "g1", "Last words")]
    assert with_own_ids(undated) == (undated[1],)


def test_one_shared_id_leaves_the_others_alone() -> None:
    kept = with_own_ids([entry(1, "x"), entry(2, "x"), entry(2, "x", "Headline 2, corrected"), entry(4, "g4")])
    assert [(e.id, e.headline) for e in kept] == [
        (f"{SITE}/1", "Headline 1"),
        (f"{SITE}/2", "Headline 2, corrected"),
        ("g4", "Headline 4"),
    ]


@pytest.mark.parametrize(
    ("item", "frame"),
    [
        (
            "<item><title>Boat {0}</title><link>/b/{0}</link><guid isPermaLink='false'>unknown</guid></item>",
            "<rss version='2.0'><channel><title>M</title>{}</channel></rss>",
        ),
        (
            "<entry><id>unknown</id><title>Boat {0}</title><link href='/b/{0}'/></entry>",
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>M</title>{}</feed>",
        ),
        (
            '{{"id": "unknown", "url": "/b/{0}", "title": "Boat {0}"}}{1}',
            '{{"version": "https://jsonfeed.org/version/1.1", "items": [{}]}}',
        ),
    ],
)
def test_in_every_format(item: str, frame: str) -> None:
    document = frame.format("".join(item.format(n, "," if n < 3 else "") for n in range(4)))
    found = formats.parse(document.encode(), "", f"{SITE}/feed")
    assert [e.id for e in found.entries] == [f"{SITE}/b/{n}" for n in range(4)]
