"""A sentence around a quotation: its words outside all quotation marks, its verbs of saying, and their subjects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from retold.english.abbreviations import TITLES
from retold.english.speech_verbs import AFTER_SPEECH, PLAIN_SPEECH, REPORTER_VERB, SPEECH_VERB
from retold.reading.quoted_text import QuotedText
from retold.types import EntityType, Sentence, Span

_ARTICLES = frozenset("the a an his her its their this that my our your no any".split())
_LEFT_PARTS = frozenset("det amod compound nummod nmod:poss nmod:desc flat nmod:unmarked goeswith".split())
"""Relations of the words before a noun that belong to its phrase."""
_PHRASE_GOES_ON = frozenset("of for from with representing".split())
"""Prepositions that stay part of the words for a speaker."""
BETWEEN = re.compile(
    r"(?:\w+ly|also|then|later|once|too|again|has|have|had|would|will|could|did|even|still|first|only)$"
)
"""Words between a subject and its verb."""
SUBJECT_PRONOUNS = frozenset("he she it they i we".split())
_NOUN_PARTS = frozenset("det amod case nmod:poss nummod".split())
"""Relations of words that only nouns have."""
_PREPOSITIONS = frozenset("of for from with at in on to by about against behind under representing".split())
_TITLE_WORDS = re.compile(r"\.?\s(?:[A-Z][\w.]*\s){0,2}|")
_TITLE_GOES_ON = re.compile(r"(?:\s(?:of|to))?(?:\sthe)?\.?\s(?:[A-Z][\w.]*\s){0,5}|")
"""What stands between a title and the name after it."""
BE = frozenset("is are was were be been being".split())
_CLIMBED = frozenset("conj xcomp advcl ccomp parataxis acl aux cop".split())
"""Relations by which a verb without a subject shares that of the verb above it."""
_NO_NOUN = frozenset("advmod aux aux:pass case cc cop det mark obl obl:unmarked root".split())
"""Relations of words that are no subject."""
_POSSESSIVE = frozenset(("'s", "’s", "'", "’", "s"))
_ASIDES = 3
"""Parts between commas that are passed over from a verb to its subject, at most."""
_CLOSE = 6
"""Words after a verb within which trees take its object for a subject."""
_NEAR = 20
"""Words between a verb of saying and the quotation that it introduces, at most."""
_CLIMB = 4
"""Verbs above a verb among which its subject is looked for."""


@dataclass(frozen=True, slots=True)
class Source:
    """The words for a speaker, in the body. `head`: where the part with the head noun or the name ends."""

    span: Span
    head: int


class Clause:
    """One sentence, with look-ups by the index of a word."""

    def __init__(self, text: QuotedText, sentence: Sentence) -> None:
        self.text, self.sentence, self.body = text, sentence, text.body
        offset, string = sentence.span.start, sentence.span.of(text.body)
        self.words = sentence.words
        self.spans = [Span(offset + w.span.start, offset + w.span.end) for w in sentence.words]
        self.lower = [w.span.of(string).lower() for w in sentence.words]
        self.outside = [text.is_outside(s.start) for s in self.spans]
        self._mentions = text.mentions_between(*sentence.span)
        self._nouns = {w.head for w in sentence.words if w.relation in _NOUN_PARTS}

    @property
    def root(self) -> int | None:
        """The head of the main clause."""
        return next((i for i, w in enumerate(self.words) if w.head < 0), None)

    def is_word(self, i: int) -> bool:
        return self.lower[i][:1].isalnum()

    def is_speech_verb(self, i: int, *, reporters: bool = True, after: bool = False) -> bool:
        """Whether a word outside quotations is a verb of saying, and not a noun such as "the report".

        `reporters`: verbs of reporters count. `after`: also verbs count that mean speech only after a quotation.
        """
        word = self.lower[i]
        says = (
            SPEECH_VERB.match(word) or (reporters and REPORTER_VERB.match(word)) or (after and AFTER_SPEECH.match(word))
        )
        if not self.outside[i] or not says or (i and self.lower[i - 1] in _ARTICLES):
            return False
        if PLAIN_SPEECH.match(word):
            return True
        is_noun = self.words[i].relation in ("obl", "nmod", "obj", "compound", "nsubj", "amod")
        return not (i in self._nouns or (is_noun and re.match(r"(?:\w+[^d]|read)$", word)))

    def leads_to(self, verb: int, place: int) -> bool:
        """Whether a verb is near a quotation at `place`, without another sentence between."""
        between = [i for i, s in enumerate(self.spans) if i > verb and s.end <= place]
        return len(between) <= _NEAR and not any(self.lower[i] in (";", "which", "who", "whom") for i in between)

    def has_no_subject(self, verb: int, place: int) -> bool:
        """Whether no subject stands between a verb and a quotation at `place`."""
        between = [i for i, s in enumerate(self.spans) if i > verb and s.end <= place]
        is_free = len(between) <= _CLOSE or not any(self.words[i].relation.startswith("nsubj") for i in between)
        return is_free and not (between and self.lower[between[0]] in ("and", "or"))

    def is_last(self, word: int, place: int) -> bool:
        """Whether nothing but an article stands between a word and a quotation at `place`."""
        return all(
            self.lower[i] in _ARTICLES or not self.is_word(i)
            for i, s in enumerate(self.spans)
            if i > word and s.end <= place
        )

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

        Of a passive, the agent. A pronoun, a name or the noun before "saying" that stands directly before the verb goes
        before what the tree says.
        """
        if self.is_passive(verb):
            return self._agent(verb)
        by_tree = self._subject_by_tree(verb)
        if (
            by_tree is not None
            and _POSSESSIVE & set(self.lower[by_tree + 1 : by_tree + 2])
            and self.is_noun(self._left_of(verb))
        ):
            by_tree = self._left_of(verb)  # "Ann Lee's family said"
        adjacent = self._adjacent_subject(verb)
        if adjacent is None or by_tree is None:
            found = by_tree if adjacent is None else adjacent
            left = self._left_of(verb)
            return left if found is None and self.is_noun(left) else found
        phrase = self.phrase(by_tree)
        is_named = any(
            c.type is EntityType.PERSON for _, c in self.text.mentions_between(phrase.span.start, phrase.head)
        )
        if self.lower[verb - 1] == "," and is_named:
            return by_tree
        return by_tree if phrase.span.covers(self.spans[adjacent]) else adjacent

    def is_noun(self, i: int) -> bool:
        """Whether the word before a verb, at index `i`, may be its subject by its kind."""
        return i >= 0 and self.outside[i] and self.is_word(i) and self.words[i].relation not in _NO_NOUN

    def _agent(self, verb: int) -> int | None:
        """The head of "by …" after a passive verb."""
        agents = [i for i, w in enumerate(self.words) if w.head == verb and w.relation == "obl:agent"]
        if not agents and self.lower[verb + 1 : verb + 2] == ["by"]:
            agents = [self.words[verb + 1].head]
        return agents[0] if agents and agents[0] > verb and self.outside[agents[0]] else None

    def _left_of(self, verb: int) -> int:
        """The word before a verb and its adverbs; -1 if there is none."""
        left = verb - 1
        while left >= 0 and BETWEEN.match(self.lower[left]):
            left -= 1
        return left

    def _adjacent_subject(self, verb: int) -> int | None:
        """The pronoun or the last word of the name directly before a verb, or of any phrase before "saying"."""
        left = self._left_of(verb)
        if left > 0 and self.lower[left] == ",":
            return self._apposed_name(left)
        if left < 0 or not self.outside[left] or not self.is_word(left):
            return None
        if self.lower[left] in SUBJECT_PRONOUNS:
            return left
        named = any(s.end == self.spans[left].end for s, _ in self._mentions)
        nominal = self.words[left].relation.startswith(("nsubj", "obj", "flat", "iobj", "nmod", "obl"))
        head = self._head(left)
        if named and head and (self.lower[head - 1] in _PREPOSITIONS or self.lower[head - 1] in ("and", "or")):
            return None
        if named or (self.lower[verb].endswith("ing") and nominal and self.words[verb].head != left):
            return head
        return None

    def _name_before(self, verb: int) -> int | None:
        """The head of the name before a verb whose subject the tree does not show, over parts between commas."""
        left = self._left_of(verb)
        for _ in range(_ASIDES):
            if left < 0 or self.lower[left] != ",":
                break
            comma = next((i for i in range(left - 1, 0, -1) if self.lower[i] == ","), None)
            if comma is None or self.body[self.spans[comma + 1].start].isupper():
                left -= 1
                break
            left = comma - 1
        if left < 0 or not self.outside[left]:
            return None
        head = self._head(left)
        for span, chain in self._mentions:
            if span.end == self.spans[left].end and chain.type in (EntityType.PERSON, EntityType.ORGANIZATION):
                first = next(i for i, s in enumerate(self.spans) if s.end > span.start)
                return None if first and self.lower[first - 1] in _PREPOSITIONS else head
        return None

    def _apposed_name(self, comma: int) -> int | None:
        """The last word of a person's name between commas, the second of which is `comma`."""
        place = self.spans[comma].start
        for span, chain in self._mentions:
            if span.end == place and chain.type is EntityType.PERSON and self.body[span.start - 2 : span.start] == ", ":
                return self._head(comma - 1)
        return None

    def _head(self, word: int) -> int:
        """The head of the name that a word ends."""
        while self.words[word].relation == "flat" and 0 <= self.words[word].head < word:
            word = self.words[word].head
        return word

    def _subject_by_tree(self, verb: int) -> int | None:
        at = verb
        for _ in range(_CLIMB):
            own = [
                i
                for i, w in enumerate(self.words)
                if w.head == at and self.outside[i] and w.relation.startswith("nsubj") and i < at
            ]
            if at != verb and self.is_passive(at) and self.lower[at] != "quoted":
                return None
            if own:
                return self._antecedent(own[0], at)
            named = self._name_before(at)
            if named is not None:
                return named
            relation, above = self.words[at].relation, self.words[at].head
            if above < 0 or above == at:
                return None
            if relation == "acl" and not self.is_speech_verb(above):
                return above if self.lower[at].endswith("ing") else None  # "a statement saying"
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
        return self.lower[left] in BE if left >= 0 else "nsubj:pass" in relations

    def phrase(self, head: int) -> Source:
        """The noun phrase with that head, with "of …" and "for …" after it."""
        first = self._first(head)
        last = head
        while last + 1 < len(self.words) and self.words[last + 1].relation == "flat" and self.outside[last + 1]:
            last += 1
        if first > 1 and self.lower[first - 1] in _PHRASE_GOES_ON and self.outside[first - 2]:
            # The tree took the name in "a spokesman for Acme" for the subject.
            start = self.spans[self._first(first - 2)].start
            return Source(Span(start, self.spans[last].end), self.spans[first - 2].end)
        end, chunk_end = self.spans[last].end, self.spans[last].end
        if last + 1 < len(self.words) and self.lower[last + 1] in _PHRASE_GOES_ON:
            below = self._last_below(last + 1, head)
            end = self.spans[below].end if below > last + 1 else end
        joined = self._joined(last)
        if joined is not None:
            return Source(Span(self.spans[first].start, joined), joined)
        named = self._named_after(self.spans[first].start, end)
        if named is not None:
            end = chunk_end = named
        return Source(Span(self.spans[first].start, end), chunk_end)

    def _first(self, head: int) -> int:
        """The first word of the noun phrase with that head."""
        first = head
        while first > 0 and self._belongs(first - 1, head):
            first -= 1
        owner = first
        while owner > 1 and self.lower[owner - 1] in _POSSESSIVE and self.outside[owner - 1]:
            owner -= 1
        if owner < first:  # "Ann Lee's family"
            return self._first(owner - 1)
        place = self.spans[first].start
        name = next((s for s, _ in self._mentions if s.start < place < s.end), None)
        while name is not None and first > 0 and self.spans[first].start > name.start:
            first -= 1
        return first

    def _joined(self, last: int) -> int | None:
        """The end of the name after "and", if a phrase is one of two that end with the words up to `last`."""
        if last + 2 >= len(self.words) or self.lower[last + 1] not in ("and", "or"):
            return None
        place = self.spans[last + 2].start
        mentions = self.text.mentions_between(place, self.sentence.span.end)
        return next((s.end for s, c in mentions if s.start - place < 30 and c.type is EntityType.PERSON), None)

    def _named_after(self, start: int, end: int) -> int | None:
        """The end of a person's name that follows a title: "the minister" or "Secretary of State", then "Ann Lee"."""
        is_title = re.match(
            r"(?:[A-Z][\w.]*\s){0,4}[A-Z][\w.]*\s(?:of|to)\s(?:the\s)?[A-Z]", self.body[start : start + 90]
        )
        for span, chain in self.text.mentions_between(start, self.sentence.span.end):
            if chain.type is EntityType.PERSON and (span.end > end or (is_title and span.end == end)):
                between = self.body[min(end, span.start) : span.start]
                pattern = _TITLE_GOES_ON if is_title else _TITLE_WORDS
                return span.end if pattern.fullmatch(between) else None
        return None

    def _belongs(self, word: int, head: int) -> bool:
        """Whether a word before a head is in its phrase: it depends on the head by words that are in it, too."""
        at, steps = word, 0
        while at != head:
            is_mark = self.lower[at] in _POSSESSIVE or self.lower[at] == "-"
            if (
                not (self.words[at].relation in _LEFT_PARTS or is_mark)
                or not self.outside[at]
                or at > head
                or steps > 4
            ):
                return False
            at, steps = self.words[at].head, steps + 1
            if at < 0:
                return False
        return True

    def _last_below(self, first: int, head: int) -> int:
        """The last of the words from `first` on that hang on `head`, up to a comma, a verb or a quotation."""
        last = first
        for i in range(first, min(len(self.words), first + 10)):
            is_stop_of_title = self.lower[i] == "." and self.lower[i - 1] in TITLES  # "Mr."
            if not (self.is_word(i) or self.lower[i] in ("'s", "’s", "-", "'", "’") or is_stop_of_title):
                break
            if (
                not self.outside[i]
                or self.is_speech_verb(i)
                or self.words[i].relation.startswith(("acl", "advcl", "root"))
            ):
                break
            at, steps = i, 0
            while at >= 0 and at != head and steps < 8:
                at, steps = self.words[at].head, steps + 1
            if at != head:
                break
            last = i
        return last
