"""Who says a quotation.

By the verb of saying beside it: first by the order in which newspapers write
(“…,” Perry said), then by the verb's subject in the tree; where the sentence has
none, by the sentence that leads to it or by the speaker whose words it goes on.
A pronoun is the last speaker it fits; a common noun ("the minister") is the person
whom the article calls so, or the only one near. Nobody is better than the wrong one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retold.persons import usual_gender
from retold.reading.roles import fits
from retold.reading.sayings import CALLED, PAPERS, REPORTS, SAYS
from retold.types import Chain, EntityType, Gender, Quote, Reading, Role, Sentence, Span, Word

NOBODY = ""
"""In place of a chain's id: somebody whom the article does not name."""

LEAST = 3
"""Words of a quotation; fewer are a nickname, a title or a word held with tongs."""

LONGEST = 200
"""Words of a sentence whose tree is looked at; a longer one is a list or no prose."""

_NOUN_BEFORE = re.compile(r"\b(he|she|it|[Tt]he\s(?:[a-z-]+\s){0,3}?[a-z]+)\s(?:[a-z]+ly\s|also\s|then\s|has\s|had\s)?$", re.I)
_PRONOUNS = {"he": Gender.HE, "she": Gender.SHE}
_ACCORDING = re.compile(r"\b[Aa]ccording to\b|\bin the words of\b", re.I)


@dataclass(frozen=True, slots=True)
class Segment:
    """What stands between two marks; `goes_on`: the paragraph before left its quotation open."""

    span: Span
    goes_on: bool


FAR = 600
"""Code points after a quotation within which "the statement" is still the one that it is from."""


class Speakers:
    """Attributes the quotations of one reading, given all of them."""

    def __init__(self, reading: Reading, roles: Sequence[Role], segments: Sequence[Segment]) -> None:
        self._body, self._sentences = reading.article.body, reading.sentences
        self._starts = [s.span.start for s in reading.sentences]
        self._segments = [s.span for s in segments]
        self._opens = [s.start for s in self._segments]
        self._ends = {s.end for s in self._segments}
        self._said: dict[int, list[Span]] = {}
        self._known = {r.chain for r in roles if not re.search(r"\b(?:wo)?man\b", r.span.of(self._body))}
        self._chains = {c.id: c for c in reading.chains}
        self._pronouns = dict(reading.pronouns)
        self._last: Quote | None = None
        self._mentions: defaultdict[int, list[tuple[Span, Chain]]] = defaultdict(list)
        for chain in reading.chains:
            for mention in chain.mentions:
                self._mentions[mention.sentence].append((mention.span, chain))
        self._roles: defaultdict[str, list[Chain]] = defaultdict(list)
        for role in roles:
            for word in re.findall(r"\w+", role.span.of(self._body).lower()):
                self._roles[word].append(self._chains[role.chain])

    def attributed(self, segment: Segment, before: Sequence[Quote]) -> Quote | None:
        """The quotation with its speaker; None where it is none."""
        body, span = self._body, segment.span
        self._last = before[-1] if before else None
        first, last = self._sentence_at(span.start), self._sentence_at(span.end - 1)
        if first is None or last is None or first.clutter:
            return None
        text = span.of(body)
        beside = self._beside(span, first, last)
        size = len(re.findall(r"\w+", text))
        if size < LEAST and not (beside is not None and re.search(r"[.,!?]$", text)):
            return None
        if size < 9 and self._is_name(first, span, beside is not None):
            return None
        if segment.goes_on and before:
            return Quote(span, before[-1].speaker)
        return Quote(span, (self._around(span, first, last, before) if beside is None else beside) or None)

    def _is_name(self, sentence: Sentence, span: Span, attributed: bool) -> bool:
        """Whether a short quotation is the name of a work or an event, or any other name unless somebody says it."""
        for place, chain in self._mentions[sentence.index]:
            titled = chain.type in (EntityType.WORK, EntityType.EVENT, EntityType.PRODUCT)
            if place.overlaps(span) and 10 * (place.end - place.start) > 6 * (span.end - span.start) and (titled or not attributed):
                return True
        return False

    def _sentence_at(self, place: int) -> Sentence | None:
        index = bisect_right(self._starts, place) - 1
        return self._sentences[index] if index >= 0 else None

    def _outside(self, place: int) -> bool:
        index = bisect_right(self._opens, place) - 1
        return index < 0 or place >= self._segments[index].end

    def _beside(self, span: Span, first: Sentence, last: Sentence) -> str | None:
        """The speaker by a verb of saying in the sentences that the quotation stands in."""
        for sentence in (last, first) if first is not last else (first,):
            ways = (self._after, self._by_phrase, self._by_verb, self._before, self._by_report)
            speaker = next((who for way in ways if (who := way(sentence, span)) is not None), None)
            if speaker is not None:
                return speaker
        return None

    def _verbs(self, sentence: Sentence) -> list[Span]:
        """Places of the verbs of saying outside quotation marks, those of reporters left out."""
        if len(sentence.words) > LONGEST:
            return []
        if sentence.index not in self._said:
            text, offset = sentence.span.of(self._body), sentence.span.start
            spans = [Span(offset + w.span.start, offset + w.span.end) for w in sentence.words if SAYS.match(w.span.of(text).lower())]
            self._said[sentence.index] = [s for s in spans if self._outside(s.start)]
        return self._said[sentence.index]

    def _opened(self, start: int, end: int) -> bool:
        """Whether a quotation begins after `start` and before `end`."""
        index = bisect_right(self._opens, start)
        return index < len(self._opens) and self._opens[index] < end

    def _after(self, sentence: Sentence, span: Span) -> str | None:
        """ "…,” Perry said"; "…,” said Rachel Davis": what newspapers write after a quotation,
        told by its order, as no tree is needed and trees of this order are often wrong."""
        verb = next((v for v in self._verbs(sentence) if v.start >= span.end), None)
        if verb is None or span.end not in self._ends:
            return None
        between = self._body[span.end + 1 : verb.start]
        if len(between) > 140 or self._opened(span.end, verb.start):
            return None
        if not re.search(r"\w", between):
            following = [(s, c) for s, c in self._named(sentence) if verb.end <= s.start <= verb.end + 90 and not self._opened(verb.end, s.start)]
            return self._first_person(following)
        if found := re.match(r"\W*(he|she|it)\W*$", between, re.I):
            return self._plain(sentence, span.end + 1 + found.start(1), found[1].lower())
        if noun := re.match(r"\W*the\s(?:[\w-]+\s){0,4}?([a-z]+)\s*$", between):
            return self._role(noun[1], span.end)
        if re.match(r"[\s,]*(?:[A-Z]|the \d+-year-old|the [a-z -]+, [A-Z])", between):
            return self._first_person([(s, c) for s, c in self._named(sentence) if span.end < s.start and s.end <= verb.start])
        return None

    def _before(self, sentence: Sentence, span: Span) -> str | None:
        """The last name before the verb of saying that leads to the quotation."""
        verbs = [v for v in self._verbs(sentence) if v.end <= span.start]
        for verb in reversed(verbs):
            if plain := _NOUN_BEFORE.search(self._body, max(sentence.span.start, verb.start - 80), verb.start):
                return self._plain(sentence, plain.start(1), plain[1].lower())
            named = [(s, c) for s, c in self._named(sentence) if s.end <= verb.start and self._outside(s.start)]
            people = [(s, c) for s, c in named if c.type is EntityType.PERSON]
            if people or named:
                place, chain = max(people or named, key=lambda pair: pair[0])
                return NOBODY if self._owns(place) else chain.id
        return None

    def _owns(self, place: Span) -> bool:
        """Whether a name stands in the possessive: "John Smith's mother said"."""
        return bool(re.match(r"['’]s?\s", self._body[place.end : place.end + 3]))

    def _plain(self, sentence: Sentence, place: int, words: str) -> str | None:
        """Whom "he", "it" or "the company" at `place` means."""
        if words in _PRONOUNS:
            return self._pronoun(sentence, place, _PRONOUNS[words])
        if words == "it":
            return self._only(place, (EntityType.ORGANIZATION,), 2)
        return self._role(words.split()[-1], place)

    def _named(self, sentence: Sentence) -> list[tuple[Span, Chain]]:
        """Persons and bodies named in the sentence, from the left."""
        kinds = (EntityType.PERSON, EntityType.ORGANIZATION, EntityType.WORK, EntityType.PRODUCT)
        return sorted(((s, c) for s, c in self._mentions[sentence.index] if c.type in kinds), key=lambda pair: pair[0])

    def _first_person(self, named: Sequence[tuple[Span, Chain]]) -> str | None:
        """The first person, else the first body, that owns nothing; `NOBODY` where all do."""
        free = [c for s, c in named if not self._owns(s)]
        people = [c for c in free if c.type is EntityType.PERSON]
        if not free:
            return NOBODY if named else None
        return NOBODY if not people and any(c.type is EntityType.PERSON for _, c in named) else (people or free)[0].id

    def _by_report(self, sentence: Sentence, near: Span) -> str | None:
        return self._by_verb(sentence, near, REPORTS)

    def _by_verb(self, sentence: Sentence, near: Span, verbs: re.Pattern[str] | None = None) -> str | None:
        """The subject of the verb outside quotation marks that the quotation hangs on, else of
        the nearest verb of saying."""
        if len(sentence.words) > LONGEST:
            return None
        text, offset = sentence.span.of(self._body), sentence.span.start
        found: list[tuple[int, int]] = []
        for i in sorted({w.head for w in sentence.words if w.relation.startswith("nsubj")}):
            place = offset + sentence.words[i].span.start
            if i < 0 or not self._outside(place):
                continue
            shown = sentence.words[i].span.of(text).lower()
            says = bool((verbs or SAYS).match(shown))
            if not says and (verbs or REPORTS.match(shown)):
                continue
            reaches = self._reaches(sentence, i, near)
            if says or reaches:
                found.append((min(abs(near.start - place), abs(place - near.end)) - 200 * (says and reaches) + 60 * (not says), i))
        for distance, verb in sorted(found):
            speaker = self._subject(sentence, verb)
            if not speaker and distance < -20:  # the right verb, of somebody whom the tree has not shown
                return self._before(sentence, near) or NOBODY
            if speaker:
                return speaker
        return None

    def _reaches(self, sentence: Sentence, verb: int, near: Span) -> bool:
        """Whether a word of the quotation hangs on `verb`, directly or through words outside it."""
        offset = sentence.span.start
        for i, word in enumerate(sentence.words):
            if not near.start <= offset + word.span.start < near.end:
                continue
            at, steps = i, 0
            while at >= 0 and steps < 12:
                at, steps = sentence.words[at].head, steps + 1
                if at == verb:
                    return True
                if at >= 0 and self._outside(offset + sentence.words[at].span.start) and _verbal(sentence.words, at):
                    break
        return False

    def _subject(self, sentence: Sentence, verb: int) -> str | None:
        wanted = {w.relation for w in sentence.words if w.head == verb}
        subject = "nsubj" if "nsubj" in wanted else "obl:agent" if "nsubj:pass" in wanted else "nsubj:outer"
        for i, word in enumerate(sentence.words):
            if word.head == verb and word.relation == subject:
                return self._who(sentence, i)
        return None

    def _who(self, sentence: Sentence, word: int) -> str | None:
        """The chain that a noun phrase names: a name in it, a pronoun, or a role."""
        text, offset = sentence.span.of(self._body), sentence.span.start
        span = sentence.words[word].span
        lowered = span.of(text).lower()
        if lowered in _PRONOUNS:
            return self._pronoun(sentence, offset + span.start, _PRONOUNS[lowered])
        if lowered == "who":
            head = sentence.words[word].head
            governor = sentence.words[head].head if head >= 0 else -1
            return self._who(sentence, governor) if governor >= 0 and governor != word else None
        place = offset + span.start
        direct = next((c for s, c in self._mentions[sentence.index] if s.start <= place < s.end and self._body[s.start - 1 : s.start] != "("), None)
        if direct is not None and direct.type in (EntityType.PERSON, EntityType.ORGANIZATION, EntityType.PLACE):
            return direct.id
        beside = [w for w in _under(sentence.words, word) if sentence.words[w].relation in ("flat", "appos", "compound", "nmod:unmarked")]
        for other in beside:
            at = offset + sentence.words[other].span.start
            named = next((c for s, c in self._mentions[sentence.index] if s.start <= at < s.end and c.type is EntityType.PERSON), None)
            if named is not None:
                return named.id
        return self._role(lowered, place)

    def _pronoun(self, sentence: Sentence, place: int, gender: Gender) -> str | None:
        known = self._pronouns.get(sentence.index)
        if known is not None and known.span.start == place and known.chain is not None:
            return known.chain.id
        return self._last_person(place, gender)

    def _last_person(self, place: int, gender: Gender) -> str | None:
        """The person of that gender who was the subject most lately before `place`, else who was named."""
        index = bisect_right(self._starts, place) - 1
        for back in range(index, max(-1, index - 6), -1):
            sentence = self._sentences[back]
            fitting = [(s, c) for s, c in self._mentions[back] if s.end <= place and c.type is EntityType.PERSON and self._outside(s.start)
                       and usual_gender(c.name) in (gender, None)]
            if not fitting:
                continue
            subjects = {sentence.span.start + w.span.start for w in sentence.words if w.relation.startswith("nsubj")}
            for span, chain in fitting:
                if any(span.start <= p < span.end for p in subjects):
                    return chain.id
            return fitting[0][1].id
        return None

    def _role(self, noun: str, place: int) -> str | None:
        """Whom the article calls so, or whose name says so, or the person or body named last
        where only one kind of noun fits."""
        known = {c.id for c in self._roles.get(noun, ())}
        if len(known) == 1:
            return next(iter(known))
        if noun in PAPERS:
            return self._paper(noun, place)
        kind = CALLED.get(noun, frozenset())
        called = [c for c in self._chains.values() if c.type is EntityType.ORGANIZATION and kind & set(" ".join((c.name, *c.aliases)).lower().split())]
        if called:
            return max(called, key=lambda c: (c.salience, c.id)).id
        if fits(noun, EntityType.PERSON):
            return self._only(place, (EntityType.PERSON,), 3)
        if fits(noun, EntityType.ORGANIZATION):
            return self._only(place, (EntityType.ORGANIZATION,), 4) or self._only(place, (EntityType.PRODUCT,), 4)
        return None

    def _paper(self, noun: str, place: int) -> str | None:
        """Whose "the statement" is: of who was quoted just before, else of who issued one."""
        if self._last is not None and place - self._last.span.end < FAR and self._last.speaker:
            return self._last.speaker
        index = bisect_right(self._starts, place) - 1
        for back in range(index - 1, max(-1, index - 3), -1):
            sentence = self._sentences[back]
            if noun in sentence.span.of(self._body).lower() and (speaker := self._by_verb(sentence, Span(place, place))):
                return speaker
        return self._only(place, (EntityType.PERSON, EntityType.ORGANIZATION), 2)

    def _only(self, place: int, kinds: tuple[EntityType, ...], most: int) -> str | None:
        """The one entity of those kinds in the nearest of the `most` sentences before that
        names any; of several the one that is the subject."""
        index = bisect_right(self._starts, place) - 1
        for back in range(index, max(-1, index - most), -1):
            people = EntityType.PERSON in kinds
            named = {c.id for s, c in self._mentions[back] if s.end <= place and c.type in kinds and (not people or self._outside(s.start))}
            if named:
                subject = self._subject_name(self._sentences[back])
                if subject in named and not people:
                    return subject
                only = named.pop() if len(named) == 1 else None
                return None if people and only in self._known and only != subject else only  # who is known to be something else
        return None

    def _subject_name(self, sentence: Sentence) -> str | None:
        """The chain that the subject of the main clause names itself."""
        for word in sentence.words:
            if word.relation.startswith("nsubj") and word.head >= 0 and sentence.words[word.head].head < 0:
                place = sentence.span.start + word.span.start
                return next((c.id for s, c in self._mentions[sentence.index] if s.start <= place < s.end), None)
        return None

    def _by_phrase(self, sentence: Sentence, span: Span) -> str | None:
        """ "according to X"; "X: “…”"."""
        body = self._body
        for found in _ACCORDING.finditer(body, sentence.span.start, sentence.span.end):
            if self._outside(found.start()):
                after = [(s, c) for s, c in self._mentions[sentence.index] if found.end() <= s.start <= found.end() + 60]
                plain = re.match(r"\s(?:the\s(?:[a-z-]+\s){0,3}?[a-z]+)(?=\W*[,.;–—]|\s[A-Z]|$)", body[found.end() : found.end() + 60])
                speaker = self._role(plain.group().split()[-1], found.end()) if plain else None
                return speaker or self._first_person(after)
        before = body[sentence.span.start : max(sentence.span.start, span.start - 1)].rstrip()
        if before.endswith(":") and not any(v.end <= span.start for v in self._verbs(sentence)):
            named = [c for s, c in self._mentions[sentence.index] if s.end <= span.start and c.type is EntityType.PERSON]
            return named[0].id if named else None
        return None

    def _around(self, span: Span, first: Sentence, last: Sentence, before: Sequence[Quote]) -> str | None:
        """The speaker by what stands around a quotation without a verb of its own."""
        bare = not re.search(r"\w", self._body[first.span.start : span.start]) and not re.search(r"\w", self._body[span.end : last.span.end])
        if before:
            previous = before[-1]
            there = self._sentence_at(previous.span.end - 1)
            if there is not None and previous.speaker and first.index - there.index <= 1 and first.paragraph - there.paragraph <= (1 if bare else 0):
                return previous.speaker
        led = self._sentences[first.index - 1] if first.index else None
        if bare and led is not None and first.paragraph - led.paragraph <= 1 and not led.clutter:
            speaker = (self._before(led, span) if led.span.of(self._body).rstrip().endswith(":") else None) or self._led(led)
            if speaker:
                return speaker
        after = self._sentences[last.index + 1] if last.index + 1 < len(self._sentences) else None
        if bare and after is not None and after.paragraph == last.paragraph:
            return self._by_verb(after, span)
        return None

    def _led(self, sentence: Sentence) -> str | None:
        """Who speaks in a sentence that leads to a quotation: its subject."""
        for i, word in enumerate(sentence.words):
            if word.relation.startswith("nsubj") and word.head >= 0 and sentence.words[word.head].head < 0 and self._outside(sentence.span.start + word.span.start):
                return self._who(sentence, i)
        return None


def _verbal(words: Sequence[Word], index: int) -> bool:
    return any(w.head == index and w.relation.startswith("nsubj") for w in words)


def _under(words: Sequence[Word], index: int) -> Iterator[int]:
    """Words below `index`, itself left out, nearest first."""
    level = [index]
    for _ in range(3):
        level = [i for i, w in enumerate(words) if w.head in level and i != index]
        yield from level
