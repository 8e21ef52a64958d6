"""Mentions: the names that the model found, tidied, and the same names where the model missed them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from retold.english import titles
from retold.english.datelines import dateline_end
from retold.english.name_words import PARTICLES
from retold.english.quoted_titles import quoted_titles
from retold.reading.coded_names import with_coded_names
from retold.reading.name_bounds import is_job, is_no_name, job_end, whole_names, without_job
from retold.reading.name_types import typed
from retold.reading.named_by_place import with_names_by_place
from retold.types import Encoding, EntityType, Mention, Name, Span

DEMONYM = "demonym"
LEAST = 0.45
"""Mean label probability below which a name is more often wrong than right (tuned on UNER PUD and GUM dev)."""

LEAST_OTHER = 0.2
"""The same for events, works, products and others. The model is less sure of these."""

CONFIDENT = 0.6
"""Probability from which a name is also looked for in the rest of the article: that it is one at least once."""

QUOTED = 0.8
"""Score of a title in quotation marks that the model did not see as one name."""

LONGEST = 100
"""Code points of the longest name that is looked for in the rest of the article."""

_MAIN_TYPES = (EntityType.PERSON, EntityType.PLACE, EntityType.ORGANIZATION)
_LOWER_LEAD = re.compile(
    rf"""
    (?:
        (?!(?:{"|".join(sorted(PARTICLES))})\b)
        [a-z]+(?:-[a-z]+)*\s+
    )+
    (?=\S)
    """,
    re.VERBOSE,
)
"""Common words before a name; "van" and "de" are part of it."""
_CAPITALISED_BEFORE = re.compile(r"\b([A-Z][\w-]*) $")
_LOWER_TAIL = re.compile(r"(?:\s+[a-z]+)+$")
_PLACE_NOUNS = frozenset(
    """airport archipelago beach bridge castle cathedral church city county desert district field forest harbour harbor
    hospital hotel island islands lake monastery mosque mountains museum palace park peninsula prefecture prison
    province region river square stadium state strait street studios suburb temple territory town valley village
    zoo""".split()
)
"""Common nouns that are part of a place's name: "Borno state", "Abbey Road studios"."""
_SMALL_TAIL = re.compile(r"(?:\s+(?:a|an|and|as|at|by|for|from|in|of|on|or|the|to|with))+$")
"""What no name ends with."""
_POSSESSIVE = re.compile(r"['’]s?$")
_ARTICLE = re.compile(r"^(?:the|The|THE|a|an|A|An)\s+(?=\S)")
_ABBREVIATION = re.compile(r"[A-Z][a-z]{1,4}\.$")
_THE_BEFORE = re.compile(r"\b[Tt]he\s$")
_THE_ONE = re.compile(r"[,.;:]|\s(?:said|says|report(?:s|ed)|wrote|writes|first|has|had|was|is|noted|adds|added)\b|$")
"""After a name with "the" that stands for a body, and for no person: "The Hill reported"."""
_WORD_OR_SIGN = re.compile(r"\w+|\W")
_EDGES = " \t\"“”‘'’([{<>}]),;:!?|*_/\\-–—\u00a0"


def _tidied(text: str, span: Span) -> Span | None:
    """The name without article, possessive and stray punctuation; None if nothing is left."""
    start, end = span
    while start < end and text[start] in _EDGES:
        start += 1
    words = text[start:end]
    if found := _ARTICLE.match(words):
        start += found.end()
    while start < end:
        if found := _POSSESSIVE.search(text[start:end]):
            end = start + found.start()
        elif text[end - 1] in _EDGES or (
            text[end - 1] == "." and not re.search(r"\b\w\.$|\b[A-Z]\w{0,3}\.$", text[start:end])
        ):
            end -= 1
        else:
            break
    return Span(start, end) if any(c.isalnum() for c in text[start:end]) else None


@dataclass(frozen=True, slots=True)
class _Found:
    """A mention and its words."""

    mention: Mention
    text: str


def find_mentions(
    body: str, sentences: Sequence[Span], encodings: Sequence[Encoding], skip: Iterable[int] = ()
) -> list[Mention]:
    """All mentions in order, without overlaps.

    First the names that the model found, then the same words elsewhere. All mentions with the same
    words get the type that most of them have. Sentences in `skip` are not searched.
    """
    skipped = set(skip)
    found: list[_Found] = []
    for index, (sentence, encoding) in enumerate(zip(sentences, encodings, strict=True)):
        if index in skipped:
            continue
        text, begins = sentence.of(body), dateline_end(sentence, body)
        names = with_coded_names(text, whole_names(text, _typed(text, encoding)), LEAST)
        for name in _with_quoted_titles(text, names):
            mention = _mention(text, sentence.start, index, name)
            if mention is not None and mention.span.end <= begins and body[mention.span.start - 1] != "(":
                mention = replace(mention, type=EntityType.PLACE)  # "LIVINGSTON, N.J. —"
            if mention is not None:
                found.append(_Found(mention, mention.span.of(body)))
    found = _completed_by_acronyms(body, _widened(body, found))
    types = _majority_types(found)
    kept = [_with_majority_type(f, types) for f in found]
    kept += _missed_mentions(body, sentences, encodings, found, types, skipped)
    return with_names_by_place(body, sentences, encodings, kept, skipped)


def _typed(text: str, encoding: Encoding) -> list[Name]:
    """The names of a sentence, with the types that the words around them say."""
    return [typed(text, encoding.words, name) for name in encoding.names]


def people_of(headline: str, encoding: Encoding) -> list[str]:
    """The full names of people in a headline."""
    found = [_mention(headline, 0, 0, name) for name in encoding.names if name.type == EntityType.PERSON]
    names = [m.span.of(headline) for m in found if m is not None and m.score >= CONFIDENT]
    return [name for name in names if " " in name]


def _widened(body: str, found: Sequence[_Found]) -> list[_Found]:
    """Names with all their words, where a longer name of the article stands: "Calder" in "the Calder Otters".

    Other things that are named ("Iodine deficiency") are as long as the model says in each place.
    """
    longer: defaultdict[str, set[str]] = defaultdict(set)
    for item in found:
        if item.mention.type is EntityType.OTHER:
            continue
        wholes = [item.text]
        for space in (i for i, letter in enumerate(item.text) if letter == " "):
            longer[item.text[:space]].add(item.text)
            end = item.text[space + 1 :]
            longer[end].update(wholes)
            if end.split()[0].lower() in PARTICLES:  # "Di Mayo" of "Marco Di Mayo"
                wholes.append(end)
    result: list[_Found] = []
    for i, item in enumerate(found):
        free = found[i + 1].mention.span.start if i + 1 < len(found) else len(body)
        span = item.mention.span
        taken = result[-1].mention.span.end if result else 0
        for text in sorted(longer.get(item.text, ()), key=len, reverse=True):
            start = span.start if text.startswith(item.text) else span.end - len(text)
            wide = Span(start, start + len(text))
            if taken <= start and wide.end <= free and wide.of(body) == text and not _inside_word(body, wide):
                item = _Found(replace(item.mention, span=wide), text)
                break
        result.append(item)
    return result


def _completed_by_acronyms(body: str, found: Sequence[_Found]) -> list[_Found]:
    """Names of organizations, with the word before them if an acronym in the article needs it.

    "Nippon Airways" after "All" becomes "All Nippon Airways", because the article has "ANA".
    """
    acronyms = set(re.findall(r"\b[A-Z]{3,7}\b", body))
    ends = {f.mention.span.end: f for f in found}
    completed: dict[Span, Span] = {}
    for item in found:
        span = item.mention.span
        before = _CAPITALISED_BEFORE.search(body, max(0, span.start - 40), span.start)
        initials = "".join(re.findall(r"\b[A-Z]", item.text))
        if (
            item.mention.type is EntityType.ORGANIZATION
            and before
            and initials not in acronyms
            and before[1][0] + initials in acronyms
        ):
            lead = ends.get(before.end(1))
            if lead is None or lead.text == before[1]:
                completed[span] = Span(before.start(1), span.end)
    inside = {Span(whole.start, name.start - 1) for name, whole in completed.items()}
    return [
        _Found(replace(f.mention, span=s), s.of(body))
        for f in found
        if (s := completed.get(f.mention.span, f.mention.span)) not in inside
    ]


def _with_quoted_titles(text: str, names: Sequence[Name]) -> list[Name]:
    """The model's names, and titles in quotation marks in place of names inside them.

    A name that goes beyond the marks is kept ("Joaquin “El Chapo” Guzman").
    """
    kept = list(names)
    for start, end, kind in quoted_titles(text):
        title = Span(start, end)
        touching = [n for n in kept if n.span.overlaps(title)]
        if any(n.span.start < start - 1 or n.span.end > end + 2 for n in touching):
            continue
        same = next((n for n in touching if n.type != DEMONYM and n.span.covers(title)), None)
        kept = [n for n in kept if n not in touching]
        # Without its article, a title of one word is too common to look for elsewhere.
        score = QUOTED if _ARTICLE.sub("", title.of(text)).count(" ") else LEAST
        # A noun after the marks ("… forum") is better evidence for the type than the model.
        kept.append(
            Name(title, same.type if same and kind != "event" else kind, max(score, same.score if same else 0.0))
        )
    return sorted(kept, key=lambda n: n.span)


def _mention(text: str, offset: int, index: int, name: Name) -> Mention | None:
    """The mention for a name of the model; None if it is not sure enough or no proper name."""
    least = LEAST if name.type in _MAIN_TYPES else LEAST_OTHER
    span = _tidied(text, name.span) if name.type != DEMONYM and name.score >= least else None
    if span is None:
        return None
    kind = EntityType(name.type)
    span = without_job(text, _trimmed(text, span, kind), kind)
    words = span.of(text)
    if len(words) < 2 or is_no_name(text, span, kind):
        return None
    if words.islower() and not text.islower():
        return None  # a common noun, in a sentence with capitals
    plain = re.findall(r"\w+", words.casefold())
    if kind is EntityType.PERSON and (is_job(name.span.of(text)) or is_job(words) or _ABBREVIATION.match(words)):
        return None
    if all(w in titles.NOT_NAMES or w in titles.HONORIFICS for w in plain) or words.casefold() in titles.demonyms():
        return None
    if kind is EntityType.PLACE and plain[-1] in titles.demonyms():
        return None  # "Costa Rican"
    if (
        kind is EntityType.PERSON
        and len(plain) > 1
        and (plain[-1] in titles.ORGANIZATION_ENDINGS or _is_team(text, span, plain[-1]))
    ):
        kind = EntityType.ORGANIZATION
    if kind is EntityType.PERSON and len(plain) == 1 and _THE_ONE.match(text[span.end : span.end + 12]):
        kind = EntityType.ORGANIZATION if _THE_BEFORE.search(text[max(0, span.start - 5) : span.start]) else kind
    moved = Span(span.start + offset, span.end + offset)
    return Mention(moved, kind, index, name.score)


def _is_team(text: str, span: Span, last: str) -> bool:
    """Whether what the model takes for a person is a team: "the Calder Otters"."""
    return (
        last.endswith("s")
        and not last.endswith("ss")
        and _THE_BEFORE.search(text[max(0, span.start - 5) : span.start]) is not None
    )


def _trimmed(text: str, span: Span, kind: EntityType) -> Span:
    """The name without titles and common words around it ("southern Italy", "Zotero library"), but "Borno state".

    Works and events keep all but the small words at the end.
    """
    start, end = span
    if tail := _SMALL_TAIL.search(text[start:end]):
        end = start + tail.start()
    if kind is EntityType.PERSON:
        start += titles.name_start(span.of(text))
        start += job_end(text[start:end])
    if kind in _MAIN_TYPES and not text.islower():
        if (lead := _LOWER_LEAD.match(text[start:end])) and lead.end() < end - start:
            start += lead.end()
        tail = _LOWER_TAIL.search(text[start:end])
        if tail and not (kind is EntityType.PLACE and tail.group().strip() in _PLACE_NOUNS):
            end = start + tail.start()
    return Span(start, end)


def _majority_types(found: Sequence[_Found]) -> dict[str, EntityType]:
    """The type of each name with the highest sum of scores over its mentions.

    A word that begins the name of an organization ("Lumen" of "Lumen Semiconductor") is that, and no person, unless a
    person has it in a longer name.
    """
    votes: defaultdict[str, defaultdict[EntityType, float]] = defaultdict(lambda: defaultdict(float))
    for item in found:
        votes[item.text][item.mention.type] += item.mention.score
    types = {text: max(counts, key=lambda t: (counts[t], t)) for text, counts in votes.items()}
    full_names = (text for text, kind in types.items() if kind is EntityType.PERSON and " " in text)
    of_people = {word for text in full_names for word in text.split()}
    firms = {text.split()[0] for text, kind in types.items() if kind is EntityType.ORGANIZATION and " " in text}
    for text, kind in types.items():
        if kind is EntityType.PERSON and text in firms and text not in of_people:
            types[text] = EntityType.ORGANIZATION
    return types


def _with_majority_type(item: _Found, types: dict[str, EntityType]) -> Mention:
    return replace(item.mention, type=types[item.text])


def _missed_mentions(
    body: str,
    sentences: Sequence[Span],
    encodings: Sequence[Encoding],
    found: Sequence[_Found],
    types: dict[str, EntityType],
    skipped: set[int],
) -> list[Mention]:
    """Mentions that the model missed: the same words in the same case as a name that it is sure of."""
    best: defaultdict[str, float] = defaultdict(float)
    doubt: defaultdict[str, float] = defaultdict(lambda: 1.0)
    for item in found:
        best[item.text] = max(best[item.text], item.mention.score)
        doubt[item.text] *= 1.0 - item.mention.score
    sure = {
        text: score
        for text, score in best.items()
        if 1.0 - doubt[text] >= CONFIDENT
        and text[0].isupper()
        and (len(text) > 2 or text.isupper())
        and len(text) <= LONGEST
    }
    for text in [text for text in sure if types[text] is EntityType.PERSON]:
        if (surname := _surname_with_particle(text)) and surname not in sure:
            sure[surname], types = sure[text], types | {surname: EntityType.PERSON}
    lengths: defaultdict[str, dict[int, None]] = defaultdict(dict)  # of the names by their first word, longest first
    for text in sorted(sure, key=len, reverse=True):
        lengths[_first_word(text)][len(text)] = None
    occupied = bytearray(len(body))
    for item in found:
        _occupy(occupied, item.mention.span)
    common_words = {
        body[s.start + w.span.start : s.start + w.span.end]
        for s, e in zip(sentences, encodings, strict=True)
        for w in e.words
        if body[s.start + w.span.start].islower()
    }
    missed = []
    for index, (sentence, encoding) in enumerate(zip(sentences, encodings, strict=True)):
        if index in skipped:
            continue
        for word in encoding.words:
            start = sentence.start + word.span.start
            first = body[start : sentence.start + word.span.end]
            for length in lengths.get(first, ()):
                span = Span(start, start + length)
                text = span.of(body)
                if text not in sure or _first_word(text) != first or _inside_word(body, span):
                    continue
                if text.lower() in common_words and " " not in text:
                    continue
                if not any(occupied[span.start : span.end]):
                    _occupy(occupied, span)
                    missed.append(Mention(span, types[text], index, round(sure[text] * 0.9, 4)))
                break
    return missed


def _surname_with_particle(name: str) -> str:
    """The surname of a full name with the particle before it, as it begins a sentence: "Di Mayo"; "" if it has none."""
    words = name.split()
    at = next((i for i, word in enumerate(words) if 0 < i < len(words) - 1 and word.lower() in PARTICLES), 0)
    surname = " ".join(words[at:]) if at else ""
    return surname[:1].upper() + surname[1:]


def _first_word(text: str) -> str:
    """The word or the sign that a name begins with."""
    found = _WORD_OR_SIGN.match(text)
    return found.group() if found else ""


def _occupy(places: bytearray, span: Span) -> None:
    """Marks the code points of a mention."""
    places[span.start : span.end] = b"\1" * (span.end - span.start)


def _inside_word(body: str, span: Span) -> bool:
    before, after = body[span.start - 1 : span.start], body[span.end : span.end + 1]
    return (before.isalnum() and span.start > 0) or after.isalnum()
