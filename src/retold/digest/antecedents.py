"""What a sentence refers to and does not say itself: "the men", "that reason", "the agreement", "they told him".

A reader who has not read the sentence before cannot know who or what is meant, unless the headline says it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retold.english.calendar import DATE_NAMES
from retold.english.lexicon import content_words, stem
from retold.english.nouns import ORGANIZATION_NOUN, PERSON_NOUNS
from retold.english.quotation_marks import quoted_spans
from retold.types import EntityType, Reading, Sentence, Word

_DEMONSTRATIVES = frozenset("this that these those".split())
_TIMES = DATE_NAMES | frozenset(
    "week weekend month year quarter season summer winter spring autumn fall morning afternoon evening time".split()
)
"""Nouns that "this" makes a time of: "this year"."""
_PEOPLE = frozenset(
    """man men woman women people boy girl child children baby couple pair trio duo family families gunman gunmen
    attacker suspect victim teenager youth driver passenger pilot worker protester survivor prisoner guest visitor
    patient resident villager officer official player soldier student researcher scientist author""".split()
)
"""Nouns for people that say nothing about who they are, unlike "the chancellor"."""
_LIKE_PEOPLE = re.compile(r"\w{2,}(?:er|or|ist|ian|ant|man|woman|eer|ee)s?$")
"""Nouns that are mostly people, if "he" or "she" comes after them."""
_SAID_OR_DONE = re.compile(
    r"""
    (?:
        \w{2,}(?:ment|[st]ion|[pvs]al|ance|ery|ing)
        |deal|pact|plan|move|call|claim|charge|offer|bid|talk|vote|attack|crash|raid|strike|ban|order|visit|report
        |study|result|figure|change|increase|rise|fall|loss|gain|cut|delay|threat|idea|news|blast|clash|row|dispute
        |incident|accident|case|letter|speech|law|bill|scheme|project|programme|program
    )s?$
    """,
    re.VERBOSE,
)
"""Nouns for what was said or done: they sum up what the text has told."""
_SAID = re.compile(
    r"(?:remark|comment|statement|claim|announcement|allegation|accusation|assertion|admission|disclosure|complaint|letter"
    r"|suggestion|revelation|assessment|declaration|apology|warning|threat)s?$"
)
"""Nouns for what somebody said."""
_NOT_SUMMED_UP = frozenset(
    """government parliament department administration population opposition constitution union nation station
    apartment building television weather internet king election elections economy evening morning wing thing
    championship hospital capital festival general festivals region""".split()
)
"""Nouns that look as if they summed something up, and name a thing that everybody knows or that is in one place."""
_SPECIFYING = ("nmod", "acl", "appos", "flat", "compound")
_FIRST_TIMES = frozenset("if when once after before first and but by since until from now every".split())
"""Words before a "then" that give its time, or what it follows."""
_SELF = frozenset("himself herself itself themselves".split())
_POINTING = frozenset("accompanying latter former same resulting subsequent ensuing aforementioned".split())
"""Adjectives that take up what was named before: "the accompanying campaign"."""
_SIMILAR_TO = re.compile(r"similar(?:(?:\s[\w-]+){0,3}?\sto|\s(?:as|for|in))\b", re.IGNORECASE)
"""Where a sentence says itself what something is like."""
_QUANTIFIERS = frozenset("some many most".split())
_COUNTED = frozenset("two three four five six seven eight nine ten both several few others another neither".split())
"""Subjects that count what was named before, without a noun: "Two chose a trial"."""
_HE_OR_SHE = frozenset("he she him his her".split())
_IT = frozenset("it its".split())
_THEY = frozenset("they them their".split())
_SEVERAL = frozenset(
    """people police men women children staff crew public media couple family pair population youth personnel cattle
    majority minority crowd audience household generation congregation jury panel lineup squad side""".split()
)
"""Nouns without an s that "they" may mean."""
_PRONOUNS = _HE_OR_SHE | _IT | _THEY | {"these", "those", "this", "that"}
_CLAUSES = frozenset("csubj ccomp".split())
"""Relations of a clause that an "it" announces."""
_OF_NO_VERB = frozenset("cop nsubj xcomp acl mark".split())
"""Relations of words below what an expletive belongs to: "it is clear", "there are", "expect it to rain"."""
_NOUN = ("nsubj", "obj", "iobj", "obl", "nmod", "appos", "flat", "compound")


@dataclass(frozen=True, slots=True)
class _Clause:
    """The part of a sentence from `start` on, and the places of its quotations."""

    sentence: Sentence
    text: str
    start: int
    quotations: tuple[tuple[int, int], ...]

    def words(self) -> Iterator[tuple[int, Word, str]]:
        """Index, word and lower-case text of the words outside quotations."""
        for i, word in enumerate(self.sentence.words):
            if word.span.start >= self.start and not any(
                start <= word.span.start < end for start, end in self.quotations
            ):
                yield i, word, word.span.of(self.text).lower()


class Antecedents:
    """Tells for the sentences of one reading whether they need the sentence before."""

    def __init__(self, reading: Reading) -> None:
        self._body = reading.article.body
        self._headline = frozenset(stem(w) for w in content_words(reading.article.metadata.headline))
        self._first: dict[str, int] = {}
        for sentence in reading.sentences:
            for word in content_words(sentence.span.of(self._body)):
                self._first.setdefault(stem(word), sentence.index)
        self._people: dict[int, list[int]] = {}
        self._names: dict[int, list[int]] = {}
        self._bodies: dict[int, list[int]] = {}
        for chain in reading.chains:
            for mention in chain.mentions:
                kind = self._people if chain.type is EntityType.PERSON else self._names
                kind.setdefault(mention.sentence, []).append(mention.span.start)
                if chain.type is EntityType.ORGANIZATION:
                    self._bodies.setdefault(mention.sentence, []).append(mention.span.start)

    def are_missing(self, sentence: Sentence, start: int = 0) -> bool:
        """Whether a sentence refers to a person or a thing that neither it nor the headline names.

        Only its words from `start` on are looked at.
        """
        text = sentence.span.of(self._body)
        clause = _Clause(sentence, text, start, tuple(quoted_spans(text)))
        below = _dependents(sentence)
        refers = self._points(clause, below) or self._sums_up(clause, below) or self._takes_up(clause, below)
        return refers or self._has_lost_pronoun(clause) or _has_lost_time(clause)

    def opening_is_clear(self, sentence: Sentence) -> bool:
        """Whether the first words of a sentence need no sentence before it, although they look so.

        "Some of the bottles", "Most farmers", "The two men in the boat", "The bank" below a headline about a bank.
        """
        text, words = sentence.span.of(self._body), sentence.words
        first = words[0].span.of(text).lower() if words else ""
        if first in _QUANTIFIERS:
            if words[0].relation in ("det", "amod", "advmod"):
                return True
            dependents = [w for w in words if w.head == 0]
            return any(w.relation == "nmod" and w.span.of(text).lower() not in _PRONOUNS for w in dependents)
        if first != "the" or words[0].head <= 0:
            return False
        noun = words[0].head
        is_specified = _is_specified([w for w in words[noun + 1 :] if w.head == noun])
        return is_specified or stem(words[noun].span.of(text).lower()) in self._headline

    def _points(self, clause: _Clause, below: list[list[Word]]) -> bool:
        """Whether "this", "those" or "such a …" points out of the sentence."""
        words = clause.sentence.words
        seen: set[str] = set()
        for i, word, form in clause.words():
            if form == "such":
                noun = words[word.head].span.of(clause.text).lower() if word.head > i else ""
                following = words[i + 1].span.of(clause.text).lower() if i + 1 < len(words) else ""
                is_own = "," in clause.text[: word.span.start]  # "could be jailed, but such an outcome is unlikely"
                if noun and following != "as" and not is_own and stem(noun) not in seen | self._headline:
                    return True
            if (
                form == "similar"
                and not _SIMILAR_TO.match(clause.text, word.span.start)
                and "," not in clause.text[: word.span.start]
            ):
                return True
            if form not in _DEMONSTRATIVES:
                seen.add(stem(form))
            elif word.relation == "det":
                noun = words[word.head].span.of(clause.text).lower() if word.head > i else ""
                known = not noun or noun in _TIMES or stem(noun) in seen | self._headline
                if not known and not _is_specified(below[word.head]):
                    return True
            elif _is_pronoun(word, form, i, words) and not _is_specified(below[i]):
                return True
        return False

    def _sums_up(self, clause: _Clause, below: list[list[Word]]) -> bool:
        """Whether the subject is a noun that only the text before explains: "the men", "the agreement", "two"."""
        for i, form in _subjects(clause):
            if _is_specified([w for w in below[i] if w.span.of(clause.text).lower() not in _SELF]):
                continue
            if any(w.span.of(clause.text).lower() in _POINTING for w in below[i]) and _is_definite(clause, below[i]):
                return True
            if form in _COUNTED or (_is_definite(clause, below[i]) and self._is_unexplained(form)):
                return True
        return False

    def _takes_up(self, clause: _Clause, below: list[list[Word]]) -> bool:
        """Whether the object of the main verb is what somebody said before: "made the remarks at a briefing"."""
        words, seen = clause.sentence.words, set[str]()
        for i, word, form in clause.words():
            is_main = word.relation.startswith(("obj", "nsubj:pass")) and word.head >= 0 and words[word.head].head < 0
            if (
                is_main
                and (_SAID.match(form) or _needs_explanation(form))
                and _is_definite(clause, below[i])
                and not _is_specified(below[i])
            ):
                return stem(form) not in self._headline | seen
            seen.add(stem(form))
        return False

    def _is_unexplained(self, noun: str) -> bool:
        return stem(noun) not in self._headline and _needs_explanation(noun)

    def are_in(self, previous: Sentence, sentence: Sentence) -> bool:
        """Whether the sentence before can be what a sentence refers to.

        It is not where the article has the same noun further back only: "a call", some sentences, "the call".
        """
        text = sentence.span.of(self._body)
        near = {stem(w) for w in content_words(previous.span.of(self._body))}
        clause = _Clause(sentence, text, 0, tuple(quoted_spans(text)))
        below = _dependents(sentence)
        if self._has_lost_pronoun(clause) and not self._may_be_he_or_she(previous, clause):
            return False
        nouns = [stem(form) for i, form in _subjects(clause) if _is_definite(clause, below[i])]
        return all(noun in near or self._first.get(noun, previous.index) >= previous.index for noun in nouns)

    def _may_be_he_or_she(self, previous: Sentence, clause: _Clause) -> bool:
        """Whether the sentence before has a person, if the sentence has a "he" or "she"."""
        if not any(form in _HE_OR_SHE for _, _, form in clause.words()) or self._people.get(previous.index):
            return True
        text = previous.span.of(self._body)
        nouns = (w.span.of(text).lower() for w in previous.words)
        return any(noun in _PEOPLE or noun in PERSON_NOUNS for noun in nouns)

    def _has_lost_pronoun(self, clause: _Clause) -> bool:
        """Whether a pronoun inside the sentence has nothing before it that it could mean."""
        index, start = clause.sentence.index, clause.sentence.span.start
        people = [place - start for place in self._people.get(index, ())]
        names = [place - start for place in self._names.get(index, ())]
        bodies = [place - start for place in self._bodies.get(index, ())]
        nouns: list[tuple[int, str]] = []
        has_unnamed = False  # "the Brazilian"
        for i, word, form in clause.words():
            place = word.span.start
            if i and not (word.relation.startswith("expl") and is_expletive(clause.sentence, i)):
                if form in _HE_OR_SHE:
                    known = any(p < place for p in people) or any(_is_person(noun) for _, noun in nouns) or has_unnamed
                    later = any(p > place for p in people)
                    if not known and not later:
                        return True
                elif form in _IT and word.relation.startswith(("nsubj", "expl", "obj", "iobj", "nmod:poss")):
                    known = any(p < place for p in names) or any(not _is_plural(noun) for _, noun in nouns)
                    if not known:
                        return True
                elif form == "there" and word.relation == "advmod":
                    if not any(p < place for p in names):
                        return True
                elif form in _THEY and not _may_be_they(
                    [n for k, n in nouns if not _is_title(clause, k)], people, bodies, place
                ):
                    return True
            has_unnamed |= word.relation.startswith("nsubj") and word.span.of(clause.text)[:1].isupper() and i > 0
            if word.relation.startswith(_NOUN) and form.isalpha() and form not in _PRONOUNS:
                nouns.append((i, form))
        return False


def _has_lost_time(clause: _Clause) -> bool:
    """Whether "then" beside the main verb means a time that only the text before gives: "The council said then …"."""
    words, before = clause.sentence.words, set[str]()
    for i, word, form in clause.words():
        beside = {i - 1, word.head if word.relation == "advmod" else -1}  # "said then that" is often read wrongly
        is_main = any(at >= 0 and words[at].head < 0 for at in beside)
        if form == "then" and is_main and before and not before & _FIRST_TIMES:
            return not any(any(c.isdigit() for c in w) or w in DATE_NAMES for w in before)
        before.add(form)
    return False


def _may_be_they(nouns: Sequence[str], people: Sequence[int], bodies: Sequence[int], place: int) -> bool:
    """Whether something before a place can be "they": several, an organization, or somebody of unknown gender.

    `nouns`: those before the place. `people`, `bodies`: where names of people and organizations begin.
    """
    if any(_is_plural(n) or n in _SEVERAL or _is_person(n) or ORGANIZATION_NOUN.match(n) for n in nouns):
        return True
    return any(p < place for p in bodies) or sum(p < place for p in people) > 1


def _is_title(clause: _Clause, index: int) -> bool:
    """Whether a noun stands before a name: "Mayor Ann Lee"."""
    words = clause.sentence.words
    return index + 1 < len(words) and clause.text[words[index + 1].span.start].isupper()


def _is_pronoun(word: Word, form: str, index: int, words: Sequence[Word]) -> bool:
    """Whether a demonstrative stands for something before the sentence.

    In a later clause ("…, but this is unlikely") it stands for an earlier one. "That" before its verb joins clauses.
    """
    governor = words[word.head] if word.head >= 0 else word
    if not word.relation.startswith(("nsubj", "obj", "obl")) or governor.relation in ("conj", "parataxis"):
        return False
    if form == "that":
        return word.head < index and not governor.relation.startswith(("acl", "advcl"))
    return not governor.relation.startswith("advcl")


def _dependents(sentence: Sentence) -> list[list[Word]]:
    """The words directly below each word."""
    below: list[list[Word]] = [[] for _ in sentence.words]
    for word in sentence.words:
        if word.head >= 0:
            below[word.head].append(word)
    return below


def _subjects(clause: _Clause) -> Iterator[tuple[int, str]]:
    """Index and lower-case text of the first subject, and of its owner: "the board's decision"."""
    words = clause.sentence.words
    first = next((i for i, w in enumerate(words) if w.relation.startswith("nsubj")), -1)
    for i, word, form in clause.words():
        if i == first or (word.relation == "nmod:poss" and word.head == first):
            yield i, form


def _is_definite(clause: _Clause, dependents: list[Word]) -> bool:
    return any(w.relation == "det" and w.span.of(clause.text).lower() == "the" for w in dependents)


def is_expletive(sentence: Sentence, index: int) -> bool:
    """Whether the word at `index`, which the tree calls an expletive, stands for nothing.

    Its verb has a clause ("It seems that", "expect it to rain") or is no verb ("It is clear"), and has no object.
    """
    head = sentence.words[index].head
    below = [
        w.relation.split(":")[0]
        for i, w in enumerate(sentence.words)
        if w.head == head and not (w.relation == "mark" and i > head)  # "it could fail if …"
    ]
    if not _CLAUSES.isdisjoint(below):
        return True
    return "obj" not in below and not _OF_NO_VERB.isdisjoint(below)


def _is_specified(dependents: list[Word]) -> bool:
    """Whether a noun has words that say which one is meant."""
    return any(w.relation.split(":")[0] in _SPECIFYING for w in dependents)


def _needs_explanation(noun: str) -> bool:
    if noun in _NOT_SUMMED_UP or ORGANIZATION_NOUN.match(noun):
        return False
    return noun in _PEOPLE or noun.removesuffix("s") in _PEOPLE or bool(_SAID_OR_DONE.match(noun))


def _is_person(noun: str) -> bool:
    """Whether "he" or "she" can mean a noun."""
    return noun in _PEOPLE or noun in PERSON_NOUNS or bool(_LIKE_PEOPLE.match(noun))


def _is_plural(noun: str) -> bool:
    return noun.endswith("s") and not noun.endswith(("ss", "us", "is"))
