"""The type of a name that the model is not sure of, by the words around it.

A common noun that says what it is ("grocer Velora", "Huaxin, the tyre maker") tells its type. So does a verb that
no place can be the subject of, or the object: a team beats another, a ship sails, a car costs money.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from retold.english.given_names import is_given_name
from retold.english.nouns import can_be
from retold.reading.gazetteer import shipped
from retold.types import EntityType, Name, Word

SURE = 0.8
"""Mean label probability from which the model's type stays."""
FOUND = 0.5
"""Score of a name whose type a noun beside it tells."""
BY_VERB = 0.99
"""Score of a name whose type its verb tells: it outweighs the model's other guesses."""
LEAST = 0.05
"""The least score of a name that a noun beside it can save."""

_MAIN_TYPES = (EntityType.PERSON, EntityType.PLACE, EntityType.ORGANIZATION)
_NOUN_BEFORE = re.compile(r"(?<![\w-])([a-z]{3,20})\s(?:The\s)?$")
_OFFICE_AFTER = re.compile(
    r"\s(?:(?:Prime|Foreign|Finance|Defen[cs]e|Interior|Health|Justice)\sMinister|Ambassador|Premier|Consul|Chancellor)\s"
    r"(?:[a-z]|[A-Z][\w.]*\s[A-Z])"
)
_GAME = frozenset(
    """beat beats defeat defeats defeated thrash thrashes thrashed rout routs routed edge edges edged trounce trounces
    trounced outscored outplayed blanked crushed""".split()
)
"""What a team does to another."""
_THINGS = frozenset(
    """aircraft app barge boat bomber bus car cruiser destroyer device drone ferry freighter frigate jet liner minivan
    missile motorcycle phone plane rocket satellite ship smartphone spacecraft submarine tablet tanker trawler truck
    tug vessel warship yacht""".split()
)
"""Nouns for ships, vehicles and goods that have names."""
_OF_THINGS = frozenset(
    """cost costs burn burns burned burnt weigh weighs weighed sink sinks sank sail sails sailed dock docks docked
    capsize capsizes capsized""".split()
)
"""What ships, vehicles and goods do."""
_TO_THINGS = frozenset("launch launches launched unveil unveils unveiled board boarded refloat refloated".split())
"""What is done to them; a place is never launched."""
_WITH_PARTICLE = frozenset(
    {("ran", "aground"), ("run", "aground"), ("runs", "aground"), ("rolled", "out"), ("rolls", "out")}
)


def typed(text: str, words: Sequence[Word], name: Name) -> Name:
    """A name of the sentence `text`, with the type that the words around it say, if they do."""
    if name.type not in list(EntityType) or name.score < LEAST:
        return name
    at = _head(words, name)
    if at is None:
        return name
    kind = _kind_by_noun(text, words, name, at) if name.score < SURE else None
    if name.type == EntityType.PERSON and _is_of_office(text, name):
        kind = EntityType.PLACE
    if kind is not None:
        return replace(name, type=kind, score=max(name.score, FOUND))
    kind = _kind_by_verb(text, words, name, at)
    return replace(name, type=kind, score=max(name.score, BY_VERB)) if kind is not None else name


def _head(words: Sequence[Word], name: Name) -> int | None:
    """The word of a name that the others depend on."""
    inside = [i for i, w in enumerate(words) if name.span.start <= w.span.start < name.span.end]
    return next((i for i in inside if words[i].head not in inside), None)


def _kind_by_noun(text: str, words: Sequence[Word], name: Name, at: int) -> EntityType | None:
    """What the noun right before a name, or the apposition after it, says."""
    before = _NOUN_BEFORE.search(text, max(0, name.span.start - 30), name.span.start)
    nouns = [before[1]] if before else []
    nouns += [
        w.span.of(text)
        for w in words
        if w.relation == "appos" and w.head == at and w.span.start > name.span.end and w.span.of(text).islower()
    ]
    for noun in nouns:
        if noun in _THINGS:
            return EntityType.PRODUCT
        if name.type not in (*_MAIN_TYPES, EntityType.PRODUCT):
            continue
        person, organization = can_be(noun, EntityType.PERSON), can_be(noun, EntityType.ORGANIZATION)
        if person != organization:
            return EntityType.PERSON if person else EntityType.ORGANIZATION
    return None


def _is_of_office(text: str, name: Name) -> bool:
    """Whether one word that the model calls a person is where an office is held: "Norland Ambassador Ann Lee"."""
    shown = name.span.of(text)
    return " " not in shown and not is_given_name(shown) and _OFFICE_AFTER.match(text, name.span.end) is not None


def _kind_by_verb(text: str, words: Sequence[Word], name: Name, at: int) -> EntityType | None:
    """What the verb of a name says, if the model calls it a place but no list has it."""
    shown = name.span.of(text)
    if " " not in shown or name.type == EntityType.PERSON or shipped().is_place(shown.split()):
        return None
    word = words[at]
    if word.head < 0:
        return None
    verb = words[word.head].span.of(text).lower()
    after = words[word.head + 1].span.of(text).lower() if word.head + 1 < len(words) else ""
    # Without a preposition, what the tree calls an oblique is a subject before the verb, an object after it.
    is_bare = word.relation == "obl" and not any(w.head == at and w.relation == "case" for w in words)
    is_subject = word.relation == "nsubj" or (is_bare and at < word.head)
    is_object = word.relation in ("obj", "nsubj:pass") or (is_bare and at > word.head)
    if verb in _GAME and (is_subject or is_object) and name.type == EntityType.PLACE:
        return EntityType.ORGANIZATION
    if name.score >= SURE:
        return None
    moves = (verb, after) in _WITH_PARTICLE
    if is_subject and (verb in _OF_THINGS or moves):
        return EntityType.PRODUCT
    return (
        EntityType.PRODUCT
        if is_object and (verb in _TO_THINGS or moves) and name.type != EntityType.ORGANIZATION
        else None
    )
