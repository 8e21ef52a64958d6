"""What is known about words that somebody says, and about each chain that may be the speaker, as numbers.

The features of a chain depend on what the words for the speaker are: a name, a pronoun, a noun for people, a noun for a
thing, nothing, or nothing because the quotation goes on from the one before. Beside a name, and where a quotation goes
on, little else counts.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from retold.english.noun_kinds import NounKind, noun_kinds
from retold.english.nouns import can_be
from retold.reading.pronoun_genders import GENDERED_NOUNS, GENDERS
from retold.reading.pronoun_places import FORMS
from retold.reading.references import Kind, Meaning
from retold.reading.utterances import STRONG, Spoken, Surroundings, Utterance, link
from retold.types import Chain, EntityType, Span

_FIRST_PERSON = re.compile(r"\b(?:I|[Mm]y|me|[Ww]e|[Oo]ur|us)\b")
_POSTING = re.compile(
    r"\b(?:tweet|post(?:ed|s|ing)?\b|caption|Instagram|Twitter|Facebook|wr[io]te|writing|blog|shared|Snapchat|hashtag)"
)
_SPEAKING = re.compile(
    r"\b(?:speak|spoke|talk|told|said|says|interview|press conference|reporters|statement|tells|saying|asked|adding)"
)
_TOLD = re.compile(r"\b(?:is|are|was|were|been)\s(?:\w+ly\s)?told\b")
_FOR_OTHERS = re.compile(r"(?:spokes|lawyer|source|official|representative|aide)")
"""Beginnings of nouns for people who speak for others and have no names."""
_INDEFINITE = frozenset("a an one some another two many".split())
_PLURAL = frozenset("people women men police".split())
_GROUPS = {
    Kind.NAME: "name",
    Kind.PRONOUN: "pronoun",
    Kind.NOUN: "noun",
    Kind.NOBODY: "none",
    Kind.NONE: "none",
}
_NEAR = 3
"""Sentences before a quotation whose names are features each."""
_LEAST = 0.01
_PAIRS = (EntityType.PERSON, EntityType.ORGANIZATION)

Features = dict[str, float]


class SpeakerFeatures:
    """The features of one utterance. `following`: whom the words for the speaker of the next quotation can mean."""

    def __init__(
        self, around: Surroundings, utterance: Utterance, history: Sequence[Spoken], following: Meaning | None
    ) -> None:
        self._around, self._text, self._utterance = around, around.text, utterance
        self._history, self._following = history, following
        self._words = utterance.span.of(self._text.body)
        self._first_person = bool(_FIRST_PERSON.search(self._words))
        self._before = around.before(utterance)
        self._previous = history[-1] if history else None
        self._link = link(self._text, self._previous, utterance)
        self._goes_on = utterance.meaning.kind is Kind.NONE and self._link in STRONG
        self._noun = last_word(utterance, self._text.body)
        self._pronoun = FORMS.get(self._noun) if utterance.meaning.kind is Kind.PRONOUN else None
        self._group = self._group_of()
        lead = self._before[0] if self._before and utterance.first.paragraph - self._before[0].paragraph <= 1 else None
        self._lead = lead
        self._lead_is_next = lead is not None and utterance.first.index - lead.index <= 1
        text = lead.span.of(self._text.body).rstrip() if lead is not None else ""
        self._colon = self._lead_is_next and text.endswith(":")
        outside = f"{text} {self._own_words()}"
        self._posting, self._speaking = bool(_POSTING.search(outside)), bool(_SPEAKING.search(outside))
        self._people = around.named(utterance, self._before[:_NEAR], (EntityType.PERSON,))
        self._agents = set(around.named(utterance, self._before[:_NEAR], _PAIRS))
        self._inside = around.inside(utterance)

    def _group_of(self) -> str:
        if self._goes_on:
            return "goes on"
        group = _GROUPS[self._utterance.meaning.kind]
        if group == "noun" and not (self._is_plural() or any(can_be(self._noun, kind) for kind in _PAIRS)):
            return "thing"
        return "it" if group == "pronoun" and self._pronoun not in GENDERS else group

    def _is_plural(self) -> bool:
        return self._noun.endswith("s") or self._noun in _PLURAL

    def _own_words(self) -> str:
        """The words of the sentences of the utterance before and after it."""
        body, said = self._text.body, self._utterance
        return f"{body[said.first.span.start : said.span.start]} {body[said.span.end : said.last.span.end]}"

    def of_chain(self, chain: Chain) -> Features:
        """The features of a chain as the speaker."""
        found: defaultdict[str, float] = defaultdict(float)
        if self._group == "name":
            parts = self._of_name(chain)
        elif self._goes_on:
            parts = self._of_speaker_before(chain)
        else:
            parts = self._of_other(chain, found)
        for name, value in parts:
            if value:
                if self._group not in ("name", "goes on"):
                    found[name] += value
                found[f"{self._group}|{name}"] += value
        if self._goes_on:
            found["goes on"] = _log(self._previous_chance(chain.id))
        return dict(found)

    def _of_name(self, chain: Chain) -> Iterator[tuple[str, float]]:
        chance = _log(max((sign.get(chain.id, 0.0) for sign in self._utterance.meaning.signs.values()), default=0.0))
        yield "chance", chance
        yield f"{chain.type}", chance
        yield "inside", float(chain.id in self._inside)

    def _of_speaker_before(self, chain: Chain) -> Iterator[tuple[str, float]]:
        assert self._previous is not None
        yield "inside", float(chain.id in self._inside)
        if self._first_person:
            yield f"first.{chain.type}", 1.0
        between = self._around.people_between(self._previous.utterance, self._utterance)
        yield "others", float(bool(between - {chain.id}) and self._previous_chance(chain.id) > 0.5)
        yield "between", float(chain.id in between)
        yield "voice", self._around.voices_between(self._previous.utterance, self._utterance).get(chain.id, 0.0)
        yield from self._of_following(chain)

    def _of_following(self, chain: Chain) -> Iterator[tuple[str, float]]:
        if self._following is not None:
            for name in ("name", "pronoun"):
                yield f"after.{name}", self._following.signs.get(name, {}).get(chain.id, 0.0)

    def _of_other(self, chain: Chain, found: defaultdict[str, float]) -> Iterator[tuple[str, float]]:
        """Features of a chain beside a pronoun, a noun or no words; those that are no others' go to `found`."""
        signs = self._utterance.meaning.signs
        for name, sign in signs.items():
            yield f"sign.{name}", sign.get(chain.id, 0.0)
        if chain.id in signs.get("pronoun", {}):
            found[f"{self._group}.chance"] = _log(signs["pronoun"][chain.id])
        if self._pronoun is not None:
            found["gender.no"] = float(self._around.genders.contradicts(chain, self._pronoun))
            found["pronoun.type.no"] = float((chain.type is EntityType.PERSON) != (self._pronoun in GENDERS))
        if self._group == "noun":
            found.update(self._of_noun(chain))
        yield f"type.{chain.type}", 1.0
        yield "salience", chain.salience
        yield "top", float(chain.id == self._around.top)
        yield "headline", float(chain.id in self._around.in_headline)
        yield "inside", float(chain.id in self._inside)
        if self._first_person:
            yield f"first.{chain.type}", 1.0
        yield from self._of_history(chain)
        yield from self._of_own_sentences(chain)
        yield from self._of_sentences_before(chain)
        yield from self._of_company(chain)
        yield from self._of_following(chain)
        yield "voice.after", self._around.voices_after(self._utterance).get(chain.id, 0.0)

    def _of_noun(self, chain: Chain) -> Features:
        """Whether a chain is of the kind that a noun tells."""
        is_person, is_body = can_be(self._noun, EntityType.PERSON), can_be(self._noun, EntityType.ORGANIZATION)
        person = chain.type is EntityType.PERSON
        gender = GENDERED_NOUNS.get(self._noun)
        return {
            "noun.gender": float(gender is not None and gender in self._around.genders.signs(chain).values()),
            "noun.other role": float(person and chain.id in self._around.described and not self._has_role(chain)),
            "noun.fits": float((person and is_person) or (chain.type is EntityType.ORGANIZATION and is_body)),
            "noun.fits.not": float((person and is_body and not is_person) or (not person and is_person)),
        }

    def _has_role(self, chain: Chain) -> bool:
        return chain.id in self._utterance.meaning.signs.get("role", {})

    def _of_history(self, chain: Chain) -> Iterator[tuple[str, float]]:
        """Whether the chain has spoken before."""
        if self._previous is None:
            return
        chance = self._previous_chance(chain.id)
        yield f"spoke.{self._link}", chance
        yield "spoke.recently", max((h.chances.get(chain.id, 0.0) for h in self._history[-4:-1]), default=0.0)
        yield "spoke.ever", max(h.chances.get(chain.id, 0.0) for h in self._history)
        if chance > 0.5 and self._link not in ("far", "near"):
            others = self._around.people_between(self._previous.utterance, self._utterance) - {chain.id}
            yield "spoke.others", chance * bool(others)

    def _previous_chance(self, chain: str) -> float:
        return self._previous.chances.get(chain, 0.0) if self._previous is not None else 0.0

    def _of_own_sentences(self, chain: Chain) -> Iterator[tuple[str, float]]:
        """Where the sentences of the utterance name the chain."""
        said = self._utterance
        first, last = (self._around.places(s.index).get(chain.id, ()) for s in (said.first, said.last))
        yield "own.before", float(any(s.end <= said.span.start for s in first))
        yield "own.after", float(any(s.start >= said.span.end for s in last))
        subject = any(self._text.is_main_subject(said.first, s) for s in first)
        yield "own.subject", float(subject)
        if self._group == "none":
            yield "own.voice", self._around.voices(said.first.index).get(chain.id, 0.0)
        yield "told", float(subject and bool(_TOLD.search(self._own_words())))
        if said.source is not None and self._group in ("noun", "thing", "none"):
            yield "beside", float(any(not said.source.span.covers(s) for s in (*first, *last)))

    def _of_sentences_before(self, chain: Chain) -> Iterator[tuple[str, float]]:
        """Where the sentences before name the chain, and whether it speaks there."""
        said, distance = self._utterance, len(self._before)
        for n, sentence in enumerate(self._before):
            spans = self._around.places(sentence.index).get(chain.id, ())
            distance = min(distance, n) if spans else distance
            if n >= _NEAR:
                continue
            same = sentence.paragraph == said.first.paragraph
            where = f"{n}.{'paragraph' if same else 'before'}"
            voice = self._around.voices(sentence.index).get(chain.id, 0.0)
            yield f"voice.{where}", voice
            if n == 0 and same and said.alone and self._lead_is_next and self._group == "none":
                yield "says before", self._around.reporter(sentence.index).get(chain.id, 0.0)
            if spans:
                subject = any(self._text.is_main_subject(sentence, s) for s in spans)
                yield f"at.{where}", 1.0
                yield f"subject.{where}", float(subject)
                if n == 0:
                    yield from self._of_lead(chain, voice, subject)
        yield "distance", math.log1p(distance)

    def _of_lead(self, chain: Chain, voice: float, subject: bool) -> Iterator[tuple[str, float]]:
        """How the sentence before names the chain."""
        yield "lead.colon", float(self._colon)
        yield "lead.colon.subject", float(self._colon and subject)
        yield "lead.colon.voice", voice * self._colon
        yield "lead.only", float(self._around.is_only(self._before[0].index, chain))
        yield "lead.posting", float(self._posting and subject)
        yield "lead.speaking", float(self._speaking and subject)

    def _of_company(self, chain: Chain) -> Iterator[tuple[str, float]]:
        """Who else is named near."""
        person = chain.type is EntityType.PERSON
        others = len((set(self._people) if person else self._agents) - {chain.id})
        yield "others", math.log1p(others)
        yield "only", float(not others and chain.id in self._agents)
        yield "last person", float(bool(self._people) and chain.id == self._people[-1])
        yield "posting", float(self._posting and chain.id in self._agents)

    def of_nobody(self, candidates: int) -> Features:
        """The features of the answer that none of so many candidates speaks."""
        group, said, found = self._group, self._utterance, {f"nobody|{self._group}": 1.0}
        unknown = self._previous_chance("")
        if self._goes_on:
            return found | {"goes on": _log(unknown), f"nobody|{self._link}": 1.0}
        if group == "name":
            return found
        voice = max(self._around.voices(self._lead.index).values(), default=0.0) if self._lead is not None else 0.0
        people = math.log1p(len(set(self._people)))
        found |= {
            "nobody": 1.0,
            f"nobody|{said.meaning.kind}": 1.0,
            f"nobody|{self._link}": 1.0,
            "nobody|candidates": math.log1p(candidates),
            "nobody|people": people,
            f"nobody|{group}|people": people,
            "nobody|words": math.log1p(len(self._words.split())),
            "nobody|first": float(self._first_person),
            "nobody|colon": float(self._colon),
            "nobody|posting": float(self._posting),
            "nobody|speaking": float(self._speaking),
            f"nobody|{group}|speaking": float(self._speaking),
            f"nobody|unknown.{self._link}": unknown,
            f"nobody|{group}|unknown": unknown,
            "nobody|voice": voice,
            f"nobody|{group}|voice": voice,
            "nobody|rule": float("rule" in said.meaning.signs),
        }
        if group in ("noun", "thing"):
            found |= self._nobody_by_noun()
        if said.alone and not said.source:
            found["nobody|silent"] = float(not (voice or self._colon or self._posting or self._speaking))
        pronoun = said.meaning.signs.get("pronoun")
        if pronoun is not None:
            found[f"nobody|{group}.chance"] = _log(1 - sum(pronoun.values()))
        return found

    def _nobody_by_noun(self) -> Features:
        said = self._utterance
        assert said.source is not None
        first = said.source.span.of(self._text.body).lower().split()[0]
        return {
            "nobody|person": float(can_be(self._noun, EntityType.PERSON)),
            "nobody|organization": float(can_be(self._noun, EntityType.ORGANIZATION)),
            "nobody|plural": float(self._is_plural()),
            "nobody|for others": float(bool(_FOR_OTHERS.match(self._noun))),
            "nobody|indefinite": float(first in _INDEFINITE),
            "nobody|no sign": float(not (said.meaning.signs.get("role") or said.meaning.signs.get("rule"))),
            "nobody|joined": float(bool(re.search(r"\band\b", said.source.span.of(self._text.body)))),
            "nobody|within": float(bool(said.meaning.signs.get("within"))),
        }


def _log(chance: float) -> float:
    """The logarithm of a probability in units above that of a very small one."""
    return math.log(max(chance, _LEAST) / _LEAST)


def is_one_person(noun: str) -> bool:
    """Whether a noun can mean one person: "the mayor", "the 38-year-old", and not "fans" or "the campaign"."""
    several = noun.endswith("s") and not noun.endswith("ss")
    return not several and (noun.endswith("-old") or NounKind.PERSON in noun_kinds(noun))


def last_word(utterance: Utterance, body: str) -> str:
    """The head of the words for the speaker, in lower case; empty if there are none."""
    source = utterance.source
    if source is None or not source.span.end:
        return ""
    words = re.findall(r"[\w-]+", Span(source.span.start, source.head).of(body).lower())
    return words[-1] if words else ""


def rows(features: SpeakerFeatures, candidates: Sequence[Chain]) -> list[Mapping[str, float]]:
    """The features of each candidate, and then of nobody."""
    return [*(features.of_chain(c) for c in candidates), features.of_nobody(len(candidates))]
