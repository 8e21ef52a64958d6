"""Synthetic news of templates: texts that share most of their words and tell of different things.

Newsrooms and machines write of each quake, quarter and warning in the same sentences; only what stands in the slots
differs. For each template there are happenings of different subjects, and of one subject on other days. Some
happenings have copies, as other outlets print them, and an update, which a later hour of the same happening gives.
`TUNED` were in view when the lines were chosen; `HELD_OUT` were not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from bench.template_texts import HELD_OUT, TUNED, Template

SUBJECTS, RETURNS = 5, 2
"""Subjects of each template, and how often the first two of them come back on another day."""
COPIED = 3
"""Happenings of a template that have copies and an update."""
FIRST_DAY = date(2026, 3, 2)

_FIRST = "Ada Bram Cleo Dario Edda Farid Greta Hugo Ines Jonas Katya Leon Mona Nils Olive Petra".split()
_LAST = "Albury Brandt Calder Dunmore Eklund Farrow Gault Haskin Ibarra Jessop Kettle Lomax Marsh Novak".split()
_TOWN_STEM = "Ash Brook Clay Dun Elm Fern Glen Hart Iron Kes Lin Mill Nor Oak Pen Rush Stan Thorn".split()
_TOWN_END = "ford bury well ton mere wick stead port".split()
_COUNTRIES = "Peru Japan Greece Chile Italy Mexico Nepal Fiji Iran Panama Turkey Iceland".split()
_FIRM_STEM = "Arvid Bellmar Corvex Delphan Estrum Fenwick Galtor Hexal Ivarra Kalmet Lumero Nordal".split()
_FIRM_END = "Corp.|Inc.|Group|Holdings|Energy|Foods|Systems".split("|")
_CLUB_END = "Town|United|Rovers|City|Athletic".split("|")
_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


@dataclass(frozen=True, slots=True)
class Telling:
    """One article of the set. `happening`: equal for articles of one story. `wording`: equal for copies."""

    id: str
    happening: str
    wording: str
    headline: str
    body: str
    published: str


@dataclass
class _Slots:
    """What fills the slots of one happening, drawn when a text first asks for it."""

    random: Random
    day: date
    subject: dict[str, str] = field(default_factory=dict)
    """Slots that stay the same when a subject comes back: their names begin with a capital."""
    values: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        kept = self.subject if name[0].isupper() else self.values
        if name not in kept:
            kept[name] = self._drawn(name.rstrip("0123456789").lower())
        return kept[name]

    def _drawn(self, kind: str) -> str:
        random = self.random
        makers: dict[str, Callable[[], str]] = {
            "person": lambda: f"{random.choice(_FIRST)} {random.choice(_LAST)}",
            "town": lambda: random.choice(_TOWN_STEM) + random.choice(_TOWN_END),
            "country": lambda: random.choice(_COUNTRIES),
            "firm": lambda: f"{random.choice(_FIRM_STEM)} {random.choice(_FIRM_END)}",
            "club": lambda: f"{random.choice(_TOWN_STEM)}{random.choice(_TOWN_END)} {random.choice(_CLUB_END)}",
            "weekday": lambda: _WEEKDAYS[self.day.weekday()],
            "date": lambda: f"{self.day:%B} {self.day.day}",
            "small": lambda: str(random.randint(2, 9)),
            "number": lambda: str(random.randint(11, 96)),
            "large": lambda: f"{random.randint(2, 38)},{random.randint(0, 999):03}",
            "decimal": lambda: f"{random.randint(2, 61)}.{random.randint(1, 9)}",
            "clock": lambda: f"{random.randint(0, 23):02}:{random.randint(0, 59):02}",
        }
        return makers[kind]()


def articles(templates: Sequence[Template], seed: int = 5) -> list[Telling]:
    """All articles of some templates, in the order of their dates."""
    tellings: list[Telling] = []
    for template in templates:
        random = Random(f"{seed} {template.name}")
        subjects: list[dict[str, str]] = [{} for _ in range(SUBJECTS)]
        order = [*range(SUBJECTS), *(i % 2 for i in range(RETURNS))]
        for number, subject in enumerate(order):
            day = FIRST_DAY + timedelta(days=random.randint(0, 3) if number < SUBJECTS else 4 + 3 * number)
            slots = _Slots(random, day, subjects[subject])
            tellings += _of_happening(template, f"{template.name}-{number}", slots, number < COPIED)
    return sorted(tellings, key=lambda t: (t.published, t.id))


def _of_happening(template: Template, name: str, slots: _Slots, copied: bool) -> list[Telling]:
    """The article of a happening and, if it is `copied`, its copies and its update."""
    random = slots.random
    headline = _filled(template.headline, slots)
    sentences = [_filled(s.lstrip("?"), slots) for s in template.sentences if s[0] != "?" or random.random() < 0.7]
    day = slots.day.isoformat()
    first = Telling(f"{name}", name, name, headline, " ".join(sentences), f"{day}T08:00:00Z")
    if not copied:
        return [first]
    copies = [
        (f"In brief: news from {random.choice(_TOWN_STEM)}{random.choice(_TOWN_END)}", sentences),
        (headline, [_corrected(s, i == 1) for i, s in enumerate(sentences)]),
        (headline, [*sentences, *_filled(template.more, slots).split("|")]),
        (_filled(template.other_headline, slots), [f"LONDON (Agency) - {sentences[0]}", *sentences[1:-1]]),
    ]
    told = [
        Telling(f"{name}-c{i}", name, name, head, " ".join(body), f"{day}T{9 + i:02}:00:00Z")
        for i, (head, body) in enumerate(copies)
    ]
    later = [_corrected(sentences[0], True), *_filled(template.more, slots).split("|"), *sentences[1:]]
    head = _filled(template.other_headline, slots)
    update = Telling(f"{name}-u", name, f"{name}-u", head, " ".join(later), f"{day}T16:00:00Z")
    return [first, *told, update]


def _filled(text: str, slots: _Slots) -> str:
    """A text with one of each "(a|b)", and its {slots} filled."""
    chosen = re.sub(r"\(([^()]*\|[^()]*)\)", lambda m: slots.random.choice(m[1].split("|")), text)
    return re.sub(r"\{(\w+)\}", lambda m: slots[m[1]], chosen)


def _corrected(sentence: str, wanted: bool) -> str:
    """A sentence whose last number is one higher, if it has one."""
    found = list(re.finditer(r"(?<![\d:])\d+(?![\d:])", sentence))
    if not wanted or not found:
        return sentence
    last = found[-1]
    return f"{sentence[: last.start()]}{int(last[0]) + 1}{sentence[last.end() :]}"


__all__ = ["HELD_OUT", "TUNED", "Telling", "articles"]
