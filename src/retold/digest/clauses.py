"""Clauses of a sentence as phrases: who or what it is about, and what it says of that.

The network gives each word its head by itself, so that a tree may have two subjects of one verb, or none. Phrases
are therefore runs of words that stand together and hang together: the subject is the run before the verb, and the
predicate is the run from the verb to the first mark or word that opens another clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from retold.digest.statements import DATELINE
from retold.english.speech_verbs import SPEECH_VERB
from retold.types import Sentence, Span, Word

CONJUNCTIONS = frozenset("after before when while as because since although though unless until where whereas".split())
"""Words that open a clause."""
SHORTEST_PREDICATE, LONGEST_PREDICATE = 5, 14
"""Words from which a predicate may be cut before a preposition, and from which it is."""
LONGEST_REASON = 22
"""Words of the longest phrase that a reason or a manner may have. A longer one is no phrase."""
LONGEST_OPENING = 10
"""Words of the longest subject that the tree has missed."""

_CLAUSES = ("acl", "advcl", "ccomp", "parataxis", "csubj", "appos", "nsubj")
"""Relations of what does not belong to the verb above it."""
_REPORTED = ("ccomp", "parataxis")
_SUBJECT = ("nsubj", "csubj")
_ADVERBIALS = ("obl", "advmod", "advcl", "punct", "parataxis", "cc", "case")
"""Relations of what may stand between a subject and its verb."""
_VERBAL = ("root", "aux", "cop", "obj", "iobj", "xcomp", "obl")
"""Relations of words that show a verb before them."""
_SAID = ("said", "says", "that")
_NO_SUBJECT = frozenset(("acl:relcl", "advcl", "parataxis", "ccomp", "csubj"))
_NOT_FIRST = ("case", "mark", "cc", "advmod")
"""Relations of words that open no subject."""
_RELATIVES = ("who", "which", "that", "whom", "whose", "where")
_NEVER_LAST = frozenset(
    """the a an its his her their our of in on at by for from with to into and or but than as is was were are be been
    has have had that who which mainly partly largely""".split()
)
"""Words that no phrase ends with."""
_ASIDES = frozenset((",", "(", ")", ";", ":", "–", "—", "--", "…", "..."))
_ENDS = _ASIDES - {","} | {"!", "?"}
_OF_VERBS = ("obl", "advcl", "xcomp", "ccomp")
"""Relations of what hangs from a verb and may be left out, and of verbs under it."""
_WITH_NEXT = frozenset(
    "up down out more less according due prior next close such because ahead instead as away".split()
)
"""Words that belong to a preposition after them: "up to 100"."""
_MEASURE = re.compile(
    r"(?:second|minute|hour|day|week|month|year|decade|mile|metre|meter|kilomet(?:er|re)|yard|point)s?$"
)
_OPENING_MARKS = ("“", "‘", '"', "'", "$", "£", "€", "#")
_CLOSING_MARKS = ("”", "’", '"', "'", "%")
_CONTRACTED = ("", "s", "ve", "re", "d", "ll", "m")
_INSIDE_WORDS = ("-", "’", "'", "&", "/", ".", "$", "£", "€")


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause by the indices of its words in the sentence.

    `subject`: first and last word of its subject, None without one. `start`: the first word of its verb or its
    auxiliaries. `is_main`: not within another clause. `says`: it tells what somebody says.
    """

    verb: int
    start: int
    subject: tuple[int, int] | None
    is_main: bool
    says: bool


class SentenceTree:
    """The tree of one sentence of `body`, and the phrases in it. Phrases are first and last words."""

    def __init__(self, sentence: Sentence, body: str) -> None:
        self.sentence, self.words = sentence, sentence.words
        self.text = sentence.span.of(body)
        self.shown = [self._shown(w) for w in self.words]
        self.lower = [s.lower() for s in self.shown]
        self._is_word = [any(c.isalnum() for c in s) for s in self.shown]

    def _shown(self, word: Word) -> str:
        """A word as it is written; a mark inside a number ("12,500") counts as one of its digits."""
        is_in_number = re.match(r"\d[,.]\d", self.text[max(0, word.span.start - 1) : word.span.end + 1])
        return "0" if is_in_number else word.span.of(self.text)

    def span(self, first: int, last: int) -> Span:
        """The place in the body of the words from `first` to `last`."""
        offset = self.sentence.span.start
        return Span(offset + self.words[first].span.start, offset + self.words[last].span.end)

    def inside(self, span: Span) -> list[int]:
        """The words that begin in a span of the body."""
        start, end = span.start - self.sentence.span.start, span.end - self.sentence.span.start
        return [i for i, w in enumerate(self.words) if start <= w.span.start < end]

    @cached_property
    def opening(self) -> int:
        """The first word after a dateline."""
        found = DATELINE.match(self.text)
        return next((i for i, w in enumerate(self.words) if w.span.start >= found.end()), 0) if found else 0

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """The main clauses, and those that tell what somebody says, in the order of the sentence."""
        return tuple(self._clauses())

    def owner(self, word: int) -> Clause | None:
        """The clause that a word belongs to; None if it stands in a clause or an aside of its own."""
        for at in (word, *self._ancestors[word]):
            if (found := self._by_verb.get(at)) is not None:
                return found
            if self.words[at].relation.startswith(_CLAUSES):
                return None
        return None

    def is_in_relative_clause(self, word: int) -> bool:
        """Whether a word stands in a relative clause, or below one."""
        return any(self.words[at].relation == "acl:relcl" for at in (word, *self._ancestors[word]))

    def is_tangled(self, word: int) -> bool:
        """Whether the heads above a word lead to no root."""
        return all(self.words[at].head >= 0 for at in (word, *self._ancestors[word]))

    def core(self, first: int, last: int) -> tuple[int, int]:
        """A noun phrase without its apposition, its age and its relative clause; lists stay whole."""
        while first < last and not (self._is_word[first] or self.shown[first] in _OPENING_MARKS):
            first += 1
        for k in range(first + 1, last + 1):
            if (self._is_aside(k) and not self._continues_list(k, first, last)) or (
                self.lower[k] in _RELATIVES
                and self.words[k].relation in ("nsubj", "nsubj:pass", "obj", "mark", "advmod")
            ):
                last = k - 1
                break
        return first, self._trimmed(first, last)

    def predicate(self, clause: Clause) -> tuple[int, int]:
        """The words from the verb to the end of what belongs to it, in whole phrases."""
        last, size = len(self.words) - 1, 0
        border: int | None = None
        for k in range(clause.start, len(self.words)):
            if k > clause.verb and self._ends_predicate(k, clause):
                last = k - 1
                break
            size += self._is_word[k]
            if k > clause.verb + 1 and size > SHORTEST_PREDICATE and self._opens_phrase(k, clause):
                border = k - 1
            if size > LONGEST_PREDICATE and border is not None:
                last = border
                break
        first = clause.start
        while first < clause.verb and self.lower[first].lstrip("'’") in _CONTRACTED:  # "’ve found"
            first += 1
        return first, self._trimmed(first, last)

    def phrase_from(self, first: int, is_clause: bool) -> tuple[int, int] | None:
        """The phrase or clause that begins with the word `first`; None if it has no end."""
        last = len(self.words) - 1
        for k in range(first, len(self.words)):
            if k > first and self._ends_phrase(k, first, is_clause):
                last = k - 1
                break
            if k - first > LONGEST_REASON:
                return None
        last = self._trimmed(first, last)
        return (first, last) if self._is_word[last] else None

    def _clauses(self) -> Iterator[Clause]:
        for i, word in enumerate(self.words):
            hangs_from_root = word.head >= 0 and self.words[word.head].head < 0
            opening = self._opening_of(i)
            is_reported = hangs_from_root and word.relation in _REPORTED
            is_coordinate = hangs_from_root and word.relation == "conj" and opening > word.head
            if word.head >= 0 and not (is_reported or is_coordinate):
                continue
            start = self._verb_start(i)
            says = bool(SPEECH_VERB.match(self.lower[i])) and any(
                self.words[k].relation in _REPORTED for k in self._children[i]
            )
            is_main = not is_reported or word.head > i or word.relation == "parataxis"  # "Rain fell, he said."
            yield Clause(i, start, self._subject(i, start, opening), is_main, says)

    @cached_property
    def _by_verb(self) -> dict[int, Clause]:
        return {c.verb: c for c in self.clauses}

    @cached_property
    def _children(self) -> list[list[int]]:
        children: list[list[int]] = [[] for _ in self.words]
        for i, word in enumerate(self.words):
            if word.head >= 0:
                children[word.head].append(i)
        return children

    @cached_property
    def _ancestors(self) -> list[tuple[int, ...]]:
        """The words above each word, the nearest first."""
        return [tuple(_path(self.words, i)) for i in range(len(self.words))]

    def _verb_start(self, verb: int) -> int:
        """The first word of a verb and its auxiliaries and adverbs; of a noun, the copula before it."""
        relations = {k: self.words[k].relation for k in self._children[verb] if k < verb}
        start = min((k for k, r in relations.items() if r.startswith(("aux", "cop"))), default=verb)
        if "cop" in relations.values():
            return start
        while start > 0 and relations.get(start - 1) == "advmod" and self.lower[start - 1].isalpha():
            start -= 1
        return start

    def _opening_of(self, verb: int) -> int:
        """The first word that may belong to the clause of a verb: after a dateline, or after a semicolon before it."""
        return max((k + 1 for k in range(self.opening, verb) if self.shown[k] == ";"), default=self.opening)

    def _subject(self, verb: int, start: int, opening: int) -> tuple[int, int] | None:
        """The run of words from `opening` to `start` that hang from the subjects of `verb`."""
        children = (k for k in self._children[verb] if opening <= k < start)
        heads = [k for k in children if self.words[k].relation.startswith(_SUBJECT)]
        if not heads:
            return self._opening_run(opening, start)
        inside = [any(h == i or h in self._ancestors[i] for h in heads) for i in range(start)]
        last = start - 1
        while last > max(heads) and not (inside[last] and self._is_word[last]):
            if self._is_word[last] and self._hangs_from(last, verb) not in _ADVERBIALS:
                return self._opening_run(opening, start)
            last -= 1
        first = last
        while (
            first > opening
            and self.lower[first - 1] not in _SAID
            and (inside[first - 1] or (first > 1 and self.shown[first - 1] in _INSIDE_WORDS and inside[first - 2]))
        ):
            first -= 1
        while first < last and not self._is_word[first]:
            first += 1
        if self.lower[first] in ("and", "or"):  # the tree has parted "heavy rain and a strike caused"
            said = next(
                (k for k in range(first - 1, max(opening, first - LONGEST_OPENING), -1) if self.lower[k] in _SAID), -1
            )
            return (said + 1, last) if said >= 0 else None
        if first > opening and self.words[first - 1].relation == "case":  # "a judge in Bergen fined"
            return self._opening_run(opening, start)
        return (first > opening and self._opening_run(opening, start)) or (first, last)

    def _opening_run(self, first: int, start: int) -> tuple[int, int] | None:
        """The words from the start of the clause to a verb, where they can only be its subject."""
        if not 0 < start - first <= LONGEST_OPENING:
            return None
        run = range(first, start)
        if self.words[first].relation in _NOT_FIRST or any(self.words[i].relation in _NO_SUBJECT for i in run):
            return None
        last = next((i - 1 for i in run if self.shown[i] == "," and self.lower[i + 1].isdigit()), start - 1)
        if not all(self._is_word[i] or self.shown[i] in _INSIDE_WORDS for i in range(first, last + 1)):
            return None
        has_verb = any(
            self.words[i].head < 0 or self.words[i].relation.startswith(_VERBAL) or self.lower[i] in _SAID for i in run
        )
        return None if has_verb else (first, last)

    def _hangs_from(self, word: int, verb: int) -> str:
        """The relation by which the phrase of a word hangs from `verb`; empty if it does not."""
        path = (word, *self._ancestors[word])
        return self.words[path[path.index(verb) - 1]].relation.split(":")[0] if verb in path[1:] else ""

    def _opens_phrase(self, k: int, clause: Clause) -> bool:
        """Whether the word `k` opens a phrase of the verb, or of what it says, that may be left out."""
        word = self.words[k]
        if word.relation not in ("case", "mark") or not self.shown[k].isalpha() or self.lower[k - 1] in _WITH_NEXT:
            return False
        if _MEASURE.match(self.lower[k - 1]):
            return False  # "four hours into the flight"
        path = (word.head, *self._ancestors[word.head]) if word.head >= 0 else ()
        below = path[: path.index(clause.verb)] if clause.verb in path else ()
        return bool(below) and all(self.words[i].relation.startswith(_OF_VERBS) for i in below)

    def _ends_predicate(self, k: int, clause: Clause) -> bool:
        """Whether another clause, or an aside, begins with the word `k`."""
        word, shown = self.words[k], self.shown[k]
        if shown in _ENDS or self._is_dash(k):
            return True
        if shown == ",":
            return not self._continues_list(k, clause.start, len(self.words) - 1)
        if k == clause.verb + 1:
            return False
        if word.relation == "cc" and word.head >= 0:
            other = self.words[word.head]
            return other.relation in ("conj", "parataxis") and other.head == clause.verb
        return self.lower[k] in ("which", "who") or self._opens_clause(k)

    def _ends_phrase(self, k: int, first: int, is_clause: bool) -> bool:
        """Whether the word `k` stands after the end of the phrase that begins with `first`."""
        word = self.words[k]
        if self.shown[k] in _ENDS or self._is_dash(k):
            return True
        if self.shown[k] == ",":
            return not self._continues_list(k, first, len(self.words) - 1)
        if word.relation == "cc" and word.head > k:
            return self.words[word.head].head < first
        return self._opens_clause(k) or (not is_clause and self.lower[k] in ("who", "which", "that"))

    def _opens_clause(self, k: int) -> bool:
        relations = ("mark",) if self.lower[k] == "as" else ("mark", "advmod", "case")
        return self.lower[k] in CONJUNCTIONS and self.words[k].relation in relations

    def _is_aside(self, k: int) -> bool:
        return self.shown[k] in _ASIDES or self._is_dash(k)

    def _is_dash(self, k: int) -> bool:
        """Whether a hyphen is written as a dash."""
        start = self.words[k].span.start
        return self.shown[k] == "-" and self.text[start - 1 : start] == " "

    def _continues_list(self, k: int, first: int, last: int) -> bool:
        """Whether the comma `k` parts two items of a list that ends with "and" or "or"."""
        if self.shown[k] != "," or k >= last:
            return False
        above = self.words[k].head
        item = above if above > k and self.words[above].relation == "conj" else k + 1
        return item <= last and self.words[item].relation == "conj" and first <= self.words[item].head <= k

    def _trimmed(self, first: int, last: int) -> int:
        """The last word without words and marks that no phrase ends with."""
        while last > first and self.shown[last] not in _CLOSING_MARKS:
            if self._is_word[last] and self.lower[last] not in _NEVER_LAST:
                break
            last -= 1
        return last


def _path(words: Sequence[Word], at: int) -> Iterator[int]:
    """The words above a word. A wrong tree may have a cycle; it is cut."""
    for _ in words:
        at = words[at].head
        if at < 0:
            return
        yield at
