"""Who says a quotation.

By the verb of saying beside it: first by the order in which newspapers write
(“…,” Perry said), then by the verb's subject in the tree; where the sentence has
none, by the sentence that leads to it or by the speaker whose words it goes on.
Whom a pronoun or a common noun means is `retold.reading.whom`'s.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retold.english.speech_verbs import PAPERS, REPORTS, SAYS, THINGS
from retold.reading.references import NOBODY, References
from retold.reading.roles import fits
from retold.types import Chain, EntityType, Gender, Quote, Reading, Role, Sentence, Span, Word

LEAST = 3
"""Words of a quotation; fewer are a nickname, a title or a word held with tongs."""

LONGEST = 200
"""Words of a sentence whose tree is looked at; a longer one is a list or no prose."""

_NOUN_BEFORE = re.compile(
    r"\b(he|she|it|[Tt]he\s(?:[a-z-]+\s){0,3}?[a-z]+)\s(?:[a-z]+ly\s|also\s|then\s|has\s|had\s)?$", re.I
)
_PRONOUNS = {"he": Gender.HE, "she": Gender.SHE}
_QUOTED = {"him": Gender.HE, "her": Gender.SHE}
_QUOTED_AS = re.compile(r"\bquot(?:ed|es|ing)\s(\w[^,;:“”\"]{0,60}?)\sas\ssaying\b")
_BEGINS = re.compile(rf"\W*the\s(?:{'|'.join(sorted(THINGS))})\s(?:be(?:gan|gins)|goes|went|ends|ended|concludes)\b")
_OTHERS = re.compile(
    r"\b(?:of|for|who|whom|whose|that|to|with|by|from|against|on|about|behind|like|representing|close)\b"
)
"""Words after which a name is not of the one who speaks: "a lawyer for", "an opponent of"."""
_AGED = re.compile(r"\b\d{1,3}-year-old\s(?:[A-Z]?[\w-]+\s){0,2}$")
_ACCORDING = re.compile(r"\b[Aa]ccording to\b|\bin the words of\b", re.I)


@dataclass(frozen=True, slots=True)
class Segment:
    """What stands between two marks; `goes_on`: the paragraph before left its quotation open."""

    span: Span
    goes_on: bool


NEXT = 120
"""Code points after a quotation within which "he said" means the same speaker."""
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
        self._last: Quote | None = None
        self._unnamed: set[Span] = set()
        self._whom = References(reading, roles, self._outside)
        self._mentions = self._whom.mentions

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
        speaker = self._around(span, first, last, before) if beside is None else beside
        if speaker == NOBODY:
            self._unnamed.add(span)
        return Quote(span, speaker or None)

    def _is_name(self, sentence: Sentence, span: Span, attributed: bool) -> bool:
        """Whether a short quotation is the name of a work or an event, or any other name unless somebody says it."""
        for place, chain in self._mentions[sentence.index]:
            titled = chain.type in (EntityType.WORK, EntityType.EVENT, EntityType.PRODUCT)
            if (
                place.overlaps(span)
                and 10 * (place.end - place.start) > 6 * (span.end - span.start)
                and (titled or not attributed)
            ):
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
            ways = (self._quoted_as, self._after, self._by_phrase, self._by_verb, self._before, self._by_report)
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
            spans = [
                Span(offset + w.span.start, offset + w.span.end)
                for w in sentence.words
                if SAYS.match(w.span.of(text).lower())
            ]
            self._said[sentence.index] = [s for s in spans if self._outside(s.start)]
        return self._said[sentence.index]

    def _opened(self, start: int, end: int) -> bool:
        """Whether a quotation begins after `start` and before `end`."""
        index = bisect_right(self._opens, start)
        return index < len(self._opens) and self._opens[index] < end

    def _after(self, sentence: Sentence, span: Span) -> str | None:
        """ "…,” Perry said"; "…,” said Rachel Davis": what newspapers write after a quotation,
        told by its order, as no tree is needed and trees of this order are often wrong."""
        if _BEGINS.match(self._body, span.end + 1):
            return NOBODY
        verb = next((v for v in self._verbs(sentence) if v.start >= span.end), None)
        if verb is None or span.end not in self._ends:
            return None
        between = self._body[span.end + 1 : verb.start]
        if len(between) > 140 or self._opened(span.end, verb.start):
            return None
        if not re.search(r"\w", between):
            following = [
                (s, c)
                for s, c in self._named(sentence)
                if verb.end <= s.start <= verb.end + 90 and not self._opened(verb.end, s.start)
            ]
            return self._named_after(verb.end, following)
        if found := re.match(r"\W*(he|she|it)\W*$", between, re.I):
            if self._last is not None and self._last.span in self._unnamed and span.start - self._last.span.end < NEXT:
                return NOBODY  # "said an opponent of Moe. “…,” he said."
            return self._plain(sentence, span.end + 1 + found.start(1), found[1].lower(), span.start)
        if noun := re.match(r"\W*the\s(?:[\w-]+\s){0,4}?([a-z]+)\s*$", between):
            return NOBODY if noun[1] in THINGS else self._role(noun[1], span.end)
        if re.match(r"[\s,]*(?:[A-Z]|the \d+-year-old|the [a-z -]+, [A-Z])", between):
            return self._first_person(
                [(s, c) for s, c in self._named(sentence) if span.end < s.start and s.end <= verb.start]
            )
        return None

    def _named_after(self, verb: int, following: Sequence[tuple[Span, Chain]]) -> str | None:
        """Who stands after the verb of “…,” said …: not the one whose mother, lawyer or opponent it is."""
        own = []
        for place, chain in following:
            between = self._body[verb : place.start]
            if (
                chain.type is not EntityType.PERSON
                or re.search(r",\s(?:[A-Z][\w.]*\s)*$", between)
                or not _OTHERS.search(between)
            ):
                own.append((place, chain))
        if following and not own:
            return NOBODY
        return self._first_person(own)

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

    def _plain(self, sentence: Sentence, place: int, words: str, quotation: int | None = None) -> str | None:
        """Whom "he", "it" or "the company" at `place` means; "it" is looked for before the quotation."""
        if words in _PRONOUNS:
            return self._whom.pronoun(sentence, place, _PRONOUNS[words])
        if words == "it":
            return self._whom.only(place if quotation is None else quotation, (EntityType.ORGANIZATION,), 2)
        return self._role(words.split()[-1], place)

    def _role(self, noun: str, place: int) -> str | None:
        return self._paper(noun, place) if noun in PAPERS else self._whom.role(noun, place)

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
                found.append(
                    (
                        min(abs(near.start - place), abs(place - near.end))
                        - 200 * (says and reaches)
                        + 60 * (not says),
                        i,
                    )
                )
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
        found = [i for i, w in enumerate(sentence.words) if w.head == verb and w.relation == subject]
        # Of two that one verb cannot have ("North Korea's … agency KCNA", "executive …, Chamath Palihapitiya,") one is
        # an owner or a description, and the name is the speaker.
        places = [(i, sentence.words[i].span, sentence.span.start) for i in found]
        free = [
            i for i, span, offset in places if not self._owns(Span(offset + span.start, offset + span.end))
        ] or found
        named = [i for i in free if self._direct(sentence, i) is not None]
        return self._who(sentence, (named or free)[0]) if free else None

    def _direct(self, sentence: Sentence, word: int) -> Chain | None:
        """The chain whose name holds the word."""
        place = sentence.span.start + sentence.words[word].span.start
        return next(
            (
                c
                for s, c in self._mentions[sentence.index]
                if s.start <= place < s.end and self._body[s.start - 1 : s.start] != "("
            ),
            None,
        )

    def _who(self, sentence: Sentence, word: int) -> str | None:
        """The chain that a noun phrase names: a name in it, a pronoun, or a role."""
        text, offset = sentence.span.of(self._body), sentence.span.start
        span = sentence.words[word].span
        lowered = span.of(text).lower()
        if lowered in _PRONOUNS:
            return self._whom.pronoun(sentence, offset + span.start, _PRONOUNS[lowered])
        if lowered == "who":
            head = sentence.words[word].head
            governor = sentence.words[head].head if head >= 0 else -1
            return self._who(sentence, governor) if governor >= 0 and governor != word else None
        place = offset + span.start
        direct = self._direct(sentence, word)
        if direct is not None and direct.type in (EntityType.PERSON, EntityType.ORGANIZATION, EntityType.PLACE):
            return direct.id
        beside = [
            w
            for w in _under(sentence.words, word)
            if sentence.words[w].relation in ("flat", "appos", "compound", "nmod:unmarked")
        ]
        for other in beside:
            named = self._direct(sentence, other)
            follows = other == word + 1 and sentence.words[other].relation in ("flat", "appos")
            if named is not None and (
                named.type is EntityType.PERSON or (follows and named.type is EntityType.ORGANIZATION)
            ):
                return named.id
        if _AGED.search(self._body, max(0, place - 50), place) and not fits(lowered, EntityType.ORGANIZATION):
            return self._role(lowered, place) or self._whom.last_person(sentence.span.start, None)
        return self._role(lowered, place)

    def _paper(self, noun: str, place: int) -> str | None:
        """Whose "the statement" is: of who was quoted just before, else of who issued one."""
        after = self._last.span.end if self._last is not None and place - self._last.span.end < FAR else -1
        index = bisect_right(self._starts, place) - 1
        for back in range(index - 1, max(-1, index - 3), -1):
            sentence = self._sentences[back]
            if sentence.span.start >= after and noun in sentence.span.of(self._body).lower():
                speaker = (
                    self._inverted(sentence)
                    or self._issuer(sentence, noun)
                    or self._by_verb(sentence, Span(place, place))
                )
                if speaker:
                    return speaker
        if after >= 0 and self._last is not None and self._last.speaker:
            return self._last.speaker
        return self._whom.only(place, (EntityType.PERSON, EntityType.ORGANIZATION), 2)

    def _inverted(self, sentence: Sentence) -> str | None:
        """Who stands after the verb in ", said Rabbi Jonathan Blake in a statement"."""
        for verb in self._verbs(sentence):
            if self._body[verb.start - 2 : verb.start] == ", ":
                for place, chain in self._named(sentence):
                    between = self._body[verb.end : place.start]
                    if (
                        verb.end <= place.start <= verb.end + 60
                        and chain.type is EntityType.PERSON
                        and re.fullmatch(r"\s(?:[A-Z][\w.-]*\s|the\s|\w+\s(?=[a-z ]*$))*", between)
                    ):
                        return chain.id
        return None

    def _issuer(self, sentence: Sentence, noun: str) -> str | None:
        """The subject of the verb that has "a report" as its object: "KCNA released a report"."""
        text = sentence.span.of(self._body)
        for word in sentence.words:
            if word.relation == "obj" and word.span.of(text).lower() == noun and word.head >= 0:
                return self._subject(sentence, word.head)
        return None

    def _quoted_as(self, sentence: Sentence, span: Span) -> str | None:
        """Whose words they are when a paper "quoted him as saying" them."""
        found = _QUOTED_AS.search(self._body, sentence.span.start, sentence.span.end)
        if (
            found is None
            or not self._outside(found.start())
            or max(found.start() - span.end, span.start - found.end()) > 200
        ):
            return None
        if found[1].lower() in _QUOTED:
            quoting = {c.id for s, c in self._named(sentence) if s.end <= found.start() and self._outside(s.start)}
            speaker = self._whom.pronoun(sentence, found.start(1), _QUOTED[found[1].lower()])
            if speaker in quoting:  # who quotes is not who is quoted
                speaker = self._whom.last_person(sentence.span.start, _QUOTED[found[1].lower()])
            return NOBODY if speaker in quoting else speaker
        return self._first_person(
            [(s, c) for s, c in self._named(sentence) if found.start(1) <= s.start and s.end <= found.end(1)]
        )

    def _by_phrase(self, sentence: Sentence, span: Span) -> str | None:
        """ "according to X"; "X: “…”"."""
        body = self._body
        for found in _ACCORDING.finditer(body, sentence.span.start, sentence.span.end):
            if self._outside(found.start()):
                after = [
                    (s, c) for s, c in self._mentions[sentence.index] if found.end() <= s.start <= found.end() + 60
                ]
                plain = re.match(
                    r"\s(?:the\s(?:[a-z-]+\s){0,3}?[a-z]+)(?=\W*[,.;–—]|\s[A-Z]|$)",
                    body[found.end() : found.end() + 60],
                )
                speaker = self._role(plain.group().split()[-1], found.end()) if plain else None
                return speaker or self._first_person(after)
        before = body[sentence.span.start : max(sentence.span.start, span.start - 1)].rstrip()
        if before.endswith(":") and not any(v.end <= span.start for v in self._verbs(sentence)):
            named = [
                c for s, c in self._mentions[sentence.index] if s.end <= span.start and c.type is EntityType.PERSON
            ]
            return named[0].id if named else None
        return None

    def _around(self, span: Span, first: Sentence, last: Sentence, before: Sequence[Quote]) -> str | None:
        """The speaker by what stands around a quotation without a verb of its own."""
        bare = not re.search(r"\w", self._body[first.span.start : span.start]) and not re.search(
            r"\w", self._body[span.end : last.span.end]
        )
        if before:
            previous = before[-1]
            there = self._sentence_at(previous.span.end - 1)
            speaker = NOBODY if previous.span in self._unnamed else previous.speaker
            if (
                there is not None
                and speaker is not None
                and first.index - there.index <= 1
                and first.paragraph - there.paragraph <= (1 if bare else 0)
            ):
                return speaker
        led = self._sentences[first.index - 1] if first.index else None
        if bare and led is not None and first.paragraph - led.paragraph <= 1 and not led.clutter:
            speaker = (
                self._before(led, span) if led.span.of(self._body).rstrip().endswith(":") else None
            ) or self._led(led)
            if speaker:
                return speaker
        after = self._sentences[last.index + 1] if last.index + 1 < len(self._sentences) else None
        if bare and after is not None and after.paragraph == last.paragraph:
            return self._by_verb(after, span)
        return None

    def _led(self, sentence: Sentence) -> str | None:
        """Who speaks in a sentence that leads to a quotation: its subject."""
        for i, word in enumerate(sentence.words):
            if (
                word.relation.startswith("nsubj")
                and word.head >= 0
                and sentence.words[word.head].head < 0
                and self._outside(sentence.span.start + word.span.start)
            ):
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
