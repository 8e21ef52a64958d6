"""Whether the verb that governs a time expression tells of the past or of what is to come.

The verb is found in the dependency tree; its tense follows from its first auxiliary or from its form. Where tense,
aspect and prepositions leave two readings, there is no direction: "announced a strike on Friday".
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from retold.english.speech_verbs import REPORTER_VERB, SPEECH_VERB
from retold.english.times import verbs
from retold.types import Span, Word

DEPTH = 20
"""Steps in a tree at most, because a wrong tree may have a cycle."""
NEAR, FAR = 3, 15
"""Words before a verb or a time in which a verb of the past is looked for."""


class Direction(Enum):
    """Where a time lies, seen from the day of publication."""

    PAST = "past"
    FUTURE = "future"
    UNKNOWN = "unknown"


_CLAUSES = frozenset("root ccomp csubj advcl acl parataxis xcomp".split())
"""Relations of words that head a clause (Universal Dependencies)."""
_ATTRIBUTES = frozenset("compound nummod amod nmod:poss nmod:unmarked nmod:desc flat appos list".split())
"""Relations of a time that belongs to a noun: "Friday's vote", "the 2016 sketch"."""
_AHEAD = frozenset("for before ahead until till to toward towards through about regarding against".split())
"""Prepositions that lead to what may lie ahead, also after a verb of the past."""
_LIMITS = frozenset(("by", "from"))
"""Prepositions of a day that may still be to come: "had to be paid by Friday"."""
_BEHIND = frozenset("after following since in during at from".split())
"""Prepositions that lead from what a verb of the past has behind it."""
_DETERMINERS = frozenset("the a an its his her their our my this that s".split())
_PLURALS = frozenset("police people men women children they we you who which that".split())
_BEFORE_TIMES = frozenset("on in late early by since until till at".split())
_TIME_NOUNS = frozenset(
    """end start beginning middle close half quarter spring summer autumn fall winter month months week weeks day days
    time morning afternoon evening night hours rest part""".split()
)
_CONDITIONS = frozenset("if unless whether".split())


@dataclass(frozen=True, slots=True)
class Attachment:
    """What a time expression belongs to. All are indices of words.

    `time`: its own first word that hangs on another; `verb`: the verb that governs it, -1 if there is none; `nouns`:
    the nouns between both, from the time on; `attribute`: whether it is a part of a noun, as in "Friday's vote".
    """

    time: int
    verb: int
    nouns: tuple[int, ...]
    attribute: bool


class Clauses:
    """The clauses of one sentence: its words with their tree, and its text.

    Spans count code points from the start of the sentence.
    """

    def __init__(self, words: Sequence[Word], text: str) -> None:
        self.words = words
        self.forms = [w.span.of(text).lower() for w in words]
        self._starts = [w.span.start for w in words]
        self._directions: dict[int, Direction] = {}
        self._objects: dict[int, int] = {}
        self._original = text
        self._children: dict[int, list[int]] = {}
        for i, word in enumerate(words):
            self._children.setdefault(word.head, []).append(i)
        self._is_headline = not text.rstrip("\"'”’) \n").endswith((".", "!", "?", "…", ":", ";"))

    def relation(self, i: int) -> str:
        return self.words[i].relation

    def base(self, i: int) -> str:
        """A relation without its subtype."""
        return self.words[i].relation.split(":")[0]

    def children(self, i: int, *relations: str) -> list[int]:
        return [c for c in self._children.get(i, ()) if self.base(c) in relations]

    def attachment(self, span: Span) -> Attachment:
        """Where the expression at `span` hangs in the tree."""
        first = max(0, bisect_right(self._starts, span.start) - 1)
        inside = [i for i in range(first, bisect_left(self._starts, span.end)) if self.words[i].span.end > span.start]
        tops = [
            i
            for i in inside
            if self.words[i].head not in inside and self.base(i) not in ("case", "det", "mark", "punct", "part")
        ]
        if not tops:
            return Attachment(inside[-1] if inside else -1, -1, (), False)
        time = tops[0]
        verb, nouns = self._governor(time, span)
        relation, before = self.relation(time), self.forms[inside[0] - 1] if inside[0] else ""
        is_before_noun = bool(nouns) and time < nouns[0] and before not in _BEFORE_TIMES
        attribute = (relation in _ATTRIBUTES and is_before_noun) or relation == "nmod:poss"
        attribute |= self._original[span.end : span.end + 2] in ("'s", "’s")
        attribute |= len(inside) == 1 and self.forms[time].isdigit() and before in _DETERMINERS  # "the 2016 sketch"
        return Attachment(time, verb, tuple(nouns), attribute)

    def _governor(self, time: int, span: Span) -> tuple[int, list[int]]:
        """The verb above a time, and the nouns between both."""
        adjacent = self._verb_before(span)
        if adjacent is not None:
            return adjacent, []
        nouns: list[int] = []
        at = time if self._has_subject(time) else self.words[time].head
        for _ in range(DEPTH):
            if at < 0 or self.is_verb(at):
                break
            if not self._takes_no_time(at):
                nouns.append(at)
            at = self.words[at].head
        if self._is_between(nouns, at, span):
            return at, []  # "A court in May threw it out"
        if at >= 0 and not nouns and SPEECH_VERB.match(self.forms[at]):
            said = [c for c in self.children(at, "ccomp") if at < c < time and self.is_verb(c)]
            return (said[-1] if said else at), []  # "said they were meeting on Friday"
        return at, nouns

    def _verb_before(self, span: Span) -> int | None:
        """A past form directly before a time and its preposition, as in "made in July": the time belongs to it."""
        at = bisect_left(self._starts, span.start) - 1
        if at > 0 and self.forms[at] in _BEFORE_TIMES:
            at -= 1
        is_past = at > 0 and verbs.is_past(self.forms[at]) and self.base(at) not in ("amod", "compound", "case")
        return at if is_past else None

    def _takes_no_time(self, noun: int) -> bool:
        """Whether a noun is a name or names a time itself, so that a time below it belongs to what is above it."""
        first = self.words[noun].span.of(self._original)[:1]
        return (first.isupper() and noun > 0) or self.forms[noun] in _TIME_NOUNS

    def _is_between(self, nouns: Sequence[int], verb: int, span: Span) -> bool:
        """Whether a time stands between a subject and its verb: there it belongs to the verb."""
        if len(nouns) != 1 or verb < 0 or self.base(nouns[0]) != "nsubj":
            return False
        if self.words[nouns[0]].span.start > span.start:
            return False
        start = min([verb, *(c for c in self.children(verb, "aux", "cop", "advmod") if c > nouns[0])])
        return nouns[0] < start and start == bisect_left(self._starts, span.end)

    def _has_subject(self, i: int) -> bool:
        return bool(self.children(i, "nsubj", "cop"))

    def is_verb(self, i: int) -> bool:
        """Whether a word heads a clause."""
        if self.base(i) in _CLAUSES or self.children(i, "nsubj", "csubj", "aux", "cop"):
            return True
        return self.base(i) == "conj" and (verbs.is_past(self.forms[i]) or self.is_verb_head(self.words[i].head))

    def is_verb_head(self, i: int) -> bool:
        return i >= 0 and self.base(i) in _CLAUSES

    def preposition(self, i: int) -> str:
        """The first preposition or conjunction before the word or phrase `i`; "" if there is none."""
        marks = self.children(i, "case", "mark")
        return self.forms[marks[0]] if marks else ""

    def dates_event(self, span: Span) -> bool:
        """Whether the time at `span` says when the main event of the sentence happens.

        "The tour in 2009", "the 2016 sketch" and "Acme, founded in 1901" date no event of the story.
        """
        place = self.attachment(span)
        return place.verb >= 0 and not place.attribute and not place.nouns and not self.is_aside(place)

    def closes_with_report(self, place: Attachment) -> bool:
        """Whether a time belongs to a report after what is reported: "…, police said on Friday"."""
        verb = place.verb
        if verb < 0 or place.attribute or not _reports(self.forms[verb]) or not verbs.is_past(self.forms[verb]):
            return False
        return self.base(verb) in ("parataxis", "advcl", "conj") and 0 <= self.words[verb].head < verb < place.time

    def is_aside(self, place: Attachment) -> bool:
        """Whether a time stands in a clause that only describes a noun: "notes that fall due in 2031"."""
        at = place.verb
        for _ in range(DEPTH):
            if at < 0:
                break
            if self.base(at) in ("acl", "appos"):
                return True
            at = self.words[at].head
        return False

    def direction(self, span: Span) -> Direction:
        """Where the time at `span` lies; `UNKNOWN` if the sentence leaves two readings."""
        place = self.attachment(span)
        preposition = self.preposition(place.time)
        if preposition == "since" or self._follows_report(place.time, span):
            return Direction.PAST
        if place.verb < 0:
            return Direction.UNKNOWN
        if place.verb not in self._directions:
            self._directions[place.verb] = self._of(place.verb)
        direction = self._directions[place.verb]
        if direction is Direction.PAST and self._may_lie_ahead(place, preposition):
            return Direction.UNKNOWN
        if direction is Direction.FUTURE and self._may_lie_behind(place, preposition):
            return Direction.UNKNOWN
        return direction

    def _follows_report(self, time: int, span: Span) -> bool:
        """Whether the time comes directly after a verb of saying in the past: "said on Monday"."""
        at = bisect_left(self._starts, span.start) - 1
        if at > 0 and self.forms[at] in ("on", "late", "early", "in"):
            at -= 1
        return at >= 0 and time >= 0 and verbs.is_past(self.forms[at]) and _reports(self.forms[at])

    def _may_lie_ahead(self, place: Attachment, preposition: str) -> bool:
        """Whether a time with a verb of the past may still be to come."""
        if preposition in _AHEAD or preposition in _LIMITS:
            return True
        if any(self.preposition(noun) in _AHEAD for noun in place.nouns):
            return True
        verb = place.verb
        if verbs.arranges(self.forms[verb]):
            if verb not in self._objects:
                after = (c for c in self.children(verb, "obj", "ccomp", "xcomp") if c > verb)
                self._objects[verb] = min(after, default=len(self.words))
            if self._objects[verb] < place.time or place.nouns:
                return True
        if not place.attribute:
            return False
        noun = place.nouns[-1] if place.nouns else place.time
        if self.preposition(noun) in _BEHIND:
            return False
        is_plain = not self.children(verb, "aux", "cop")
        return not (self.relation(noun) == "nsubj" and is_plain)

    def _may_lie_behind(self, place: Attachment, preposition: str) -> bool:
        """Whether a time with a verb of the future may be over: "victims of Sunday's fire will be buried".

        A past form between both is a sign that the tree is wrong.
        """
        if place.nouns or place.attribute or preposition in ("from", "as"):
            return True
        if place.verb < place.time:
            return any(self._is_past_verb(i) for i in range(place.verb + 1, place.time))
        for i in range(place.time - 1, max(-1, place.time - FAR), -1):  # "told us on Monday it will close"
            if self.base(i) == "punct" or self.forms[i] == "that":
                return False
            if self._is_past_verb(i):
                return True
        return False

    def _is_past_verb(self, i: int) -> bool:
        form = self.forms[i]
        is_past = verbs.is_past(form) or form in verbs.BE_THEN or form in verbs.DID
        return is_past and form not in verbs.PLANNED and self.base(i) not in ("amod", "compound", "case")

    def _of(self, verb: int, depth: int = 0) -> Direction:
        """The direction of the clause that `verb` heads."""
        if depth > DEPTH or any(self.forms[m] in _CONDITIONS for m in self.children(verb, "mark")):
            return Direction.UNKNOWN
        auxiliaries = self._auxiliaries(verb)
        if auxiliaries:
            return self._of_auxiliary(verb, auxiliaries, depth)
        return self._of_form(verb, depth)

    def _auxiliaries(self, verb: int, depth: int = 0) -> list[str]:
        """Auxiliaries and copulas of a verb in order; those of the verb that it is joined to, if it has none."""
        found = []
        for child in sorted(self.children(verb, "aux", "cop")):
            form = self.forms[child]
            if form in ("'", "’") and child + 1 < len(self.forms):
                form = self.forms[child + 1]
            if form.isalpha():
                found.append(form)
        if found or self.base(verb) != "conj" or depth > DEPTH or self.children(verb, "nsubj", "csubj"):
            return found
        head = self.words[verb].head
        shared = self._auxiliaries(head, depth + 1) if head >= 0 else []
        same_form = verbs.is_past(self.forms[verb]) == verbs.is_past(self.forms[head])
        return shared if same_form else []

    def _of_auxiliary(self, verb: int, auxiliaries: Sequence[str], depth: int) -> Direction:
        first, form = auxiliaries[0], self.forms[verb]
        if first in verbs.WILL:
            return Direction.FUTURE
        if first in verbs.MODAL:
            return Direction.UNKNOWN if "have" in auxiliaries else Direction.FUTURE
        if first in verbs.PAST_MODAL:
            return Direction.UNKNOWN
        if first in verbs.HAVE_NOW:
            return Direction.UNKNOWN if form in verbs.PLANNED else Direction.PAST
        if first in verbs.DID:
            return Direction.PAST
        if first in verbs.DO_NOW:
            return Direction.FUTURE
        if first in verbs.BE_NOW:
            is_participle = verbs.is_past(form) and form not in verbs.PLANNED
            return Direction.UNKNOWN if is_participle and "being" not in auxiliaries else Direction.FUTURE
        if first in verbs.BE_THEN:
            is_reported = form.endswith("ing") and self.base(verb) == "ccomp"
            is_open = is_reported or self._is_infinitive(verb) or form in verbs.PLANNED
            return Direction.UNKNOWN if is_open else Direction.PAST
        return self._of_form(verb, depth)  # "being", "been", "to be"

    def _is_infinitive(self, verb: int) -> bool:
        return any(self.forms[m] == "to" for m in self.children(verb, "mark"))

    def _of_form(self, verb: int, depth: int) -> Direction:
        """The direction of a verb without a finite auxiliary."""
        form, head = self.forms[verb], self.words[verb].head
        if self._is_infinitive(verb):
            return self._of_infinitive(head, depth)
        if form.endswith("ing") and not self.children(verb, "nsubj"):
            return self._of_participle(verb, depth)
        if verbs.is_past(form):
            return Direction.UNKNOWN if form in verbs.PLANNED else Direction.PAST
        return self._of_present(verb, form)

    def _of_infinitive(self, governor: int, depth: int) -> Direction:
        """The direction of "to meet": what comes after a verb of the present, and unknown after one of the past."""
        if governor < 0 or not self.is_verb(governor):
            return Direction.UNKNOWN
        auxiliaries = self._auxiliaries(governor)
        if auxiliaries and auxiliaries[0] in verbs.BE_NOW:
            return Direction.FUTURE  # "is expected to", "are ready to"
        return Direction.FUTURE if self._of(governor, depth + 1) is Direction.FUTURE else Direction.UNKNOWN

    def _of_participle(self, verb: int, depth: int) -> Direction:
        """The direction of "touching 88 cents": that of the verb that it depends on."""
        mark = self.preposition(verb)
        if mark in ("after", "since"):
            return Direction.PAST
        head = self.words[verb].head
        if mark in ("", "while", "when", "by") and head >= 0 and self.base(verb) in ("advcl", "acl", "conj"):
            direction = self._of(head, depth + 1) if self.is_verb(head) else Direction.UNKNOWN
            return direction if direction is Direction.PAST else Direction.UNKNOWN
        return Direction.UNKNOWN

    def _of_present(self, verb: int, form: str) -> Direction:
        """The direction of a present tense; of a form that is past and present alike, by its subject."""
        subjects = self.children(verb, "nsubj")
        shares = self.base(verb) == "conj" and self.words[verb].head >= 0
        if not subjects and shares:
            head = self.words[verb].head
            return self._of_form(head, DEPTH) if not self._auxiliaries(head) else Direction.UNKNOWN
        is_word = form.isalpha() and not self.words[verb].span.of(self._original)[:1].isupper()
        if not subjects or not is_word or self._is_headline or form.endswith("ing"):
            return Direction.UNKNOWN
        if any(self._is_past_verb(i) for i in range(max(subjects[-1], verb - NEAR) + 1, verb)):
            return Direction.UNKNOWN  # no verb after all: "were left content"
        if not form.endswith("s") and form not in verbs.INVARIABLE and not self._can_be_base(verb, subjects[0]):
            return Direction.UNKNOWN
        if form in verbs.INVARIABLE:
            return Direction.PAST if self._is_singular(subjects[0]) else Direction.UNKNOWN
        return Direction.UNKNOWN if _reports(form) else Direction.FUTURE

    def _can_be_base(self, verb: int, subject: int) -> bool:
        """Whether a word without "s" can be a verb of the present: its subject is plural, and no other verb is past."""
        is_plural = self.forms[subject].endswith("s") or self.forms[subject] in (*_PLURALS, "i")
        if not is_plural and not self.children(subject, "conj"):
            return False
        has_link = self.children(verb, "mark", "advmod") or self.base(verb) in ("conj", "acl")
        return bool(has_link) or not any(self._is_past_verb(i) for i in range(max(0, verb - FAR), verb))

    def _is_singular(self, subject: int) -> bool:
        """Whether a subject is one thing for sure, so that a verb without "s" cannot be its present."""
        form = self.forms[subject]
        if form in ("he", "she", "it"):
            return True
        if self.children(subject, "conj") or form.endswith("s") or form in _PLURALS:
            return False
        return any(self.forms[d] in _DETERMINERS for d in self.children(subject, "det", "nmod"))


def _reports(form: str) -> bool:
    return bool(SPEECH_VERB.match(form) or REPORTER_VERB.match(form))
