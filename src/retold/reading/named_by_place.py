"""Bodies and events that have their name from a place: "the Israeli army", "Seattle police", "the Croydon tram crash".

The last word is a common noun, so a model of proper names does not find them, though they act in the news like others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from retold.english import titles
from retold.english.countries import countries, is_country
from retold.types import Encoding, EntityType, Mention, Span

SCORE = 0.9
"""Score of such a mention; its words leave little doubt."""

_BODIES = r"""
        government | army | military | navy | air[ ]force | coast[ ]guard | police | central[ ]bank
        | parliament | senate | cabinet | embassy | consulate | secret[ ]service
        | (?: agriculture | culture | defen[cs]e | economy | education | energy | environment | finance | foreign
            | health | interior | justice | labou?r | oil | trade | transport ) [ ] ministry
        | (?: appeals? | constitutional | federal | high | supreme ) [ ] court
    """
"""Nouns for bodies of which a country or a town has one."""
_BODY = re.compile(rf"[ ](?:{_BODIES})(?:(?<=consulate)[ ]general)?\b(?!-)", re.VERBOSE)
_BODY_AT_END = re.compile(rf"(?P<place>.+)[ ](?P<body>{_BODIES})(?:[ ]general)?", re.VERBOSE)
_EVENT = re.compile(
    r"""[ ](?:[a-z]+[ ])?(?:
        war | uprising | siege | riots | massacre | genocide | earthquake | tsunami | floods | disaster | tragedy
        | air\ ?crash | (?:plane|rail|train|tram|bus|coach)[ ]crash | bombings? | shootings? | attacks
        | (?:general|local|presidential|parliamentary)[ ]elections?
    )\b(?!-)""",
    re.VERBOSE,
)
"""Nouns for events that are known by their place."""
_ONE_OF_MANY = re.compile(
    r"\b(?:all|an?|another|any|both|each|every|few|four|many|most|no|one|other|several|some|three|two)\s+$",
    re.IGNORECASE,
)
_THE = re.compile(r"\b[Tt]he\s$")
_CAPITALISED = re.compile(r"(?:(?P<first>[A-Z][\w-]*)[ ])?(?P<last>[A-Z][\w-]*)$")
_LONGEST_ADJECTIVE = 30
"""Code points of a word for a people, at most."""
_LONGEST_DETERMINER = 10
"""Code points of a determiner and a space, at most."""


def with_names_by_place(
    body: str, sentences: Sequence[Span], encodings: Sequence[Encoding], mentions: Sequence[Mention], skip: set[int]
) -> list[Mention]:
    """The mentions in order, with these bodies and events. A place in such a name is no mention of its own.

    An event needs "the" before it, and a body no word like "a": a country has many courts, and one supreme court. A
    place that is named once, in the name of an event, stays a place.
    """
    places = {m.span.end: m.span for m in mentions if m.type is EntityType.PLACE or is_country(m.span.of(body))}
    times = Counter(place.of(body) for place in places.values())
    once = {place.start for place in places.values() if times[place.of(body)] == 1}
    found = [
        Mention(span, kind, index, SCORE)
        for index, (sentence, encoding) in enumerate(zip(sentences, encodings, strict=True))
        if index not in skip
        for span, kind in _names(body, sentence, encoding, places)
        if kind is EntityType.ORGANIZATION or span.start not in once
    ]
    free = [m for m in mentions if not any(f.sentence == m.sentence and f.span.overlaps(m.span) for f in found)]
    return sorted([*free, *found], key=lambda m: m.span)


def _names(
    body: str, sentence: Span, encoding: Encoding, places: Mapping[int, Span]
) -> Iterator[tuple[Span, EntityType]]:
    text = sentence.of(body)
    for pattern, kind in ((_BODY, EntityType.ORGANIZATION), (_EVENT, EntityType.EVENT)):
        for noun in pattern.finditer(text):
            at = sentence.start + noun.start()
            start = _start(body, at, places)
            before = body[max(sentence.start, start - _LONGEST_DETERMINER) : start]
            is_event = kind is EntityType.EVENT
            if start < at and (_THE.search(before) if is_event else not _is_one_of_many(before, encoding, noun)):
                yield Span(start, sentence.start + noun.end()), kind


def place_and_body(name: str) -> tuple[str, str] | None:
    """The place and the noun of a body's name: "uk", "government". None if the name is none of a body."""
    found = _BODY_AT_END.fullmatch(name)
    return (found["place"], found["body"]) if found else None


def is_body(noun: str) -> bool:
    """Whether a noun in lower case is one for a body of which a country or a town has one."""
    return _BODY.fullmatch(f" {noun}") is not None


def _start(body: str, end: int, places: Mapping[int, Span]) -> int:
    """Where the place or the word for its people begins that ends at `end`; `end` if there is none."""
    if place := places.get(end):
        return place.start
    words = _CAPITALISED.search(body, max(0, end - _LONGEST_ADJECTIVE), end)
    adjectives = (words.group(), words["last"]) if words else ()
    found = next((a for a in adjectives if a.casefold() in countries() or a.casefold() in titles.demonyms()), "")
    is_plural = found.endswith("s") and not found.endswith("ss")
    return end if is_plural else end - len(found)


def _is_one_of_many(before: str, encoding: Encoding, noun: re.Match[str]) -> bool:
    """Whether a determiner says that there are several: "an Iraqi court", but not "an Iraqi army spokesman"."""
    word = next((w for w in encoding.words if w.span.end == noun.end()), None)
    return bool(_ONE_OF_MANY.search(before)) and (word is None or word.relation != "compound")
