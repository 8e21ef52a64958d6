"""A sentence around a quotation: its words outside all quotation marks, its verbs of saying, and their subjects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from retold.english.speech_verbs import REPORTER_VERB, SPEECH_VERB
from retold.reading.quoted_text import QuotedText
from retold.types import Sentence, Span

ARTICLES = frozenset("the a an his her its their this that my our your no any".split())
_LEFT_PARTS = frozenset("det amod compound nummod nmod:poss nmod:desc flat case nmod:unmarked advmod goeswith".split())
"""Relations of the words before a noun that belong to its phrase."""
_PHRASE_GOES_ON = frozenset("of for from with representing".split())
_BE = frozenset("is are was were be been being".split())
_CLIMBED = frozenset("conj xcomp advcl ccomp parataxis acl aux cop".split())
"""Relations by which a verb without a subject shares that of the verb above it."""
_CLIMB = 4
"""Verbs above a verb among which its subject is looked for."""


@dataclass(frozen=True, slots=True)
class Source:
    """The words for a speaker, in the body.

    `head`: where the chunk with the head noun or the name ends. `apposition`: the place after the words, where a name
    may stand between commas. `construction`: how the words are bound to the quotation.
    """

    span: Span
    head: int
    construction: str
    apposition: int


class Clause:
    """One sentence, with look-ups by the index of a word. `of_speech`: also the verbs of reporters count."""

    def __init__(self, text: QuotedText, sentence: Sentence) -> None:
        self.text, self.sentence, self.body = text, sentence, text.body
        offset, string = sentence.span.start, sentence.span.of(text.body)
        self.words = sentence.words
        self.spans = [Span(offset + w.span.start, offset + w.span.end) for w in sentence.words]
        self.lower = [w.span.of(string).lower() for w in sentence.words]
        self.outside = [text.is_outside(s.start) for s in self.spans]

    def is_word(self, i: int) -> bool:
        return self.lower[i][:1].isalnum()

    def is_speech_verb(self, i: int) -> bool:
        """Whether a word outside quotations is a verb of saying, and not a noun such as "the report"."""
        word = self.lower[i]
        if not self.outside[i] or not (SPEECH_VERB.match(word) or REPORTER_VERB.match(word)):
            return False
        if i and self.lower[i - 1] in ARTICLES:
            return False
        is_noun = self.words[i].relation in ("obl", "nmod", "obj", "compound", "nsubj", "amod")
        return not (is_noun and re.match(r"(?:\w+[^d]|read)$", word) and word not in ("said", "says", "told"))

    def before(self, place: int) -> Iterator[int]:
        """Words outside quotations that end before a place, from the right."""
        return (i for i in reversed(range(len(self.words))) if self.spans[i].end <= place and self.outside[i])

    def governs(self, verb: int, quotation: Span) -> bool:
        """Whether a word of the quotation depends on `verb`, directly or through other words of the quotation."""
        for i, span in enumerate(self.spans):
            if not quotation.start <= span.start < quotation.end:
                continue
            at, steps = self.words[i].head, 0
            while at >= 0 and at != verb and steps < 12 and not (self.outside[at] and self.is_speech_verb(at)):
                at, steps = self.words[at].head, steps + 1
            if at == verb:
                return True
        return False

    def subject(self, verb: int) -> int | None:
        """The index of the head of the subject of a verb, which it may share with a verb above; None if it has none.

        Of a passive, the agent.
        """
        at = verb
        for _ in range(_CLIMB):
            children = [i for i, w in enumerate(self.words) if w.head == at and self.outside[i]]
            if self.is_passive(at):
                agents = [i for i in children if self.words[i].relation == "obl:agent"]
                return agents[0] if agents else None
            own = [i for i in children if self.words[i].relation.startswith("nsubj") and i < at]
            if own:
                return self._antecedent(own[0], at)
            relation, above = self.words[at].relation, self.words[at].head
            if above < 0 or above == at:
                return None
            if relation == "acl" and not self.is_speech_verb(above):
                return above  # "a statement saying"
            if relation.split(":")[0] not in _CLIMBED or not self.outside[above]:
                return None
            at = above
        return None

    def _antecedent(self, subject: int, verb: int) -> int | None:
        """What "who" stands for; any other subject itself."""
        if self.lower[subject] not in ("who", "which", "that"):
            return subject
        above = self.words[verb].head
        return above if above >= 0 and self.words[verb].relation.startswith("acl") else None

    def is_passive(self, verb: int) -> bool:
        """Whether the subject of a verb does not speak: "was described", "is said"."""
        left = verb - 1
        while left >= 0 and self.lower[left].endswith("ly"):
            left -= 1
        if not self.lower[verb].endswith(("ed", "en", "told", "said")):
            return False
        relations = {w.relation for w in self.words if w.head == verb}
        return self.lower[left] in _BE if left >= 0 else "nsubj:pass" in relations

    def phrase(self, head: int, construction: str) -> Source:
        """The noun phrase with that head, with "of …" and "for …" after it."""
        first = head
        while first > 0 and self._belongs(first - 1, head):
            first -= 1
        last = head
        while last + 1 < len(self.words) and self.words[last + 1].relation == "flat" and self.outside[last + 1]:
            last += 1
        end, chunk_end = last, self.spans[last].end
        if last + 1 < len(self.words) and self.lower[last + 1] in _PHRASE_GOES_ON:
            end = self._last_below(last + 1, head)
        return Source(Span(self.spans[first].start, self.spans[end].end), chunk_end, construction, self.spans[end].end)

    def _belongs(self, word: int, head: int) -> bool:
        """Whether a word before a head is in its phrase: it depends on the head by words that are in it, too."""
        at, steps = word, 0
        while at != head:
            if self.words[at].relation not in _LEFT_PARTS or not self.outside[at] or at > head or steps > 4:
                return False
            at, steps = self.words[at].head, steps + 1
            if at < 0:
                return False
        return True

    def _last_below(self, first: int, head: int) -> int:
        """The last of the words from `first` on that hang on `head`, up to a comma, a verb or a quotation."""
        last = first
        for i in range(first, min(len(self.words), first + 10)):
            if not self.is_word(i) and self.lower[i] not in ("'s", "’s", "-", "'", "’"):
                break
            if not self.outside[i] or self.is_speech_verb(i) or self.words[i].relation.startswith(("acl", "advcl", "root")):
                break
            at, steps = i, 0
            while at >= 0 and at != head and steps < 8:
                at, steps = self.words[at].head, steps + 1
            if at != head:
                break
            last = i
        return last
