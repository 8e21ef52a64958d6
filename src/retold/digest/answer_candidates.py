"""Phrases that may answer a question, with the features by which `answers` chooses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from retold.digest.aspects import AGO
from retold.digest.clauses import Clause, SentenceTree
from retold.digest.people import full_mention
from retold.digest.reasons import manners, reasons
from retold.digest.statements import is_of_picture
from retold.english.calendar import MONTH, MONTH_WITH_STOP, WEEKDAY
from retold.english.lexicon import content_words, stem
from retold.english.noun_kinds import NounKind, noun_kinds
from retold.types import Chain, EntityType, Reading, Sentence, Span

SENTENCES = 12
"""Sentences of the story that are searched."""
LONGEST = 200
"""Words of the longest sentence that is searched. A longer one is a list or no prose."""
NEWS = 3
"""Sentences with the highest scores that tell the news, so that their reasons are reasons for the news."""
USUAL_SHARE = 0.3
"""Stands for what a phrase and a headline have in common, where the headline says too little to tell."""
SHORT_HEADLINE = 4
"""Words from which a headline tells what the news is."""
FEATURES = (
    "constant",
    "rank",
    "first",
    "second",
    "late",
    "main",
    "says",
    "share",
    "told",
    "opens",
    "size",
    "salience",
    "named",
    "thing",
    "definite",
    "passive",
    "copula",
    "day",
    "month",
    "far",
    "place",
    "owned",
    "dateline",
    "same_clause",
    "same_sentence",
    "aside",
)

NO_ANSWERS = frozenset(
    """i he she it they we you who which that this these those there here what some many all one none both more most
    nobody everybody somebody""".split()
)
"""Subjects that are no answer to "who"."""
_COURTESY = re.compile(r"(?:(?:Mr|Mrs|Ms|Miss|Dr)\.?\s)?")
"""What may stand before a name that is replaced by the full one."""
_AGE_AFTER = re.compile(r",\s(?:aged\s)?\d{1,3},?\Z")
"""An age at the end of a phrase, which trees take for a part of the name: "Ruth, 31"."""
_DAY_AFTER = re.compile(
    rf"\s(?:(?:late|early)\s)?(?:on\s)?(?:{WEEKDAY}|today|yesterday)(?:\s(?:morning|afternoon|evening|night))?\Z"
)
"""A day at the end of a phrase, which says when something was done: "The council on Monday"."""
_AGENTS = (EntityType.PERSON, EntityType.ORGANIZATION)
_PEOPLE = frozenset("people men women children staff troops forces authorities public mps tories others".split())
"""Nouns for several people whose singular is another word or none."""
_IN = frozenset("in at near outside inside off across around on along".split())
"""Prepositions of the place where something happens. "From" and "to" are none."""
_KEPT = frozenset("near outside off across around along".split())
"""Those without which the place would be another one."""
_AT = frozenset("at outside inside near".split())
_PLACE_NOUNS = frozenset(
    """area banks border capital centre center city coast corner district edge entrance forest hub island islands
    mountains municipality neighborhood neighbourhood outskirts part parts port province region shores state streets
    suburb suburbs town village waters""".split()
)
"""Nouns before "of" and a place."""
_VENUES = _PLACE_NOUNS | frozenset(
    """airport arena base beach bridge building castle cathedral church circuit consulate convention county court
    courthouse desert embassy factory farm ground gate hall harbour harbor highway hospital hotel house island lake
    library market mall mine mosque mountain museum palace park parliament peninsula plant pool prison quarter racetrack
    railway reserve resort river road school sea site square stadium station stop store strait street studio studios
    subway temple theatre theater tower track tunnel university valley venue""".split()
)
"""Nouns after the name of a place that make it another place: "Marlow station"."""
_SAID = "ccomp"
"""The relation of what is said to its verb, which cannot be understood without it."""
_MODIFIERS = ("det", "amod", "compound", "nummod", "nmod:poss", "advmod", "nmod:desc")
_PART_OF_DAY = r"(?:\s(?:morning|afternoon|evening|night))?"
_CLOCK = r"(?:\d{1,2}(?:[.:]\d\d)?\s?(?:a\.?m\b\.?|p\.?m\b\.?)|\d{1,2}:\d\d\b|noon\b|midnight\b)"
_TIME = re.compile(
    rf"""
    (?<![\w-])(?:{_CLOCK},?\s(?:on\s)?)?(?:(?<!hours\s)(?<!minutes\s)(?:late|early|earlier|later|mid)[\s-](?:on\s)?)?
    (?:
        (?:(?:last|next|this)\s)?{WEEKDAY}\b{_PART_OF_DAY}
            (?:,\s(?:{MONTH}|{MONTH_WITH_STOP})\s\d{{1,2}}\b(?:,\s\d{{4}}\b)?)?(?:\slocal\stime\b)?
        |(?:today|tonight|yesterday|tomorrow)\b{_PART_OF_DAY}
        |(?:this|last|next)\s(?:morning|afternoon|evening|night|week|weekend|month|year|spring|summer|autumn|winter)\b
        |(?:{MONTH}|{MONTH_WITH_STOP})\s\d{{1,2}}\b(?!:)(?:,\s\d{{4}}\b)?
        |\d{{1,2}}\s(?:{MONTH})\b(?:\s\d{{4}}\b)?
        |(?<=[iI]n\s)(?:{MONTH})\b(?:\s\d{{4}}\b)?
        |(?<=[iI]n\s)(?:19|20)\d\d\b(?![-–/]\d)
        |New\sYear['’]s\s(?:Eve|Day)\b|Christmas\s(?:Eve|Day)\b
    )
    |(?<![\w-]){_CLOCK}
    """,
    re.VERBOSE,
)
"""Words that name the time of an event, whether or not they can be resolved."""
_LAST_TIME = re.compile(r"\s(?:on\s|in\s)?((?:[Ll]ast|[Nn]ext|[Tt]his)\s\S+|\S+day(?:\s\S+)?|yesterday|today)$")
_DAY = re.compile(r"day\b|night|morning|evening|yesterday|noon", re.I)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible answer in its sentence, and its values of `FEATURES`; those that are left out are 0."""

    span: Span
    sentence: Sentence
    features: Mapping[str, float]
    chain: str | None = None
    """Id of the person or organization that it names."""
    clause: tuple[int, int] | None = None
    """The sentence of its clause, and the verb of that among the words of the sentence."""
    subject: Span | None = None
    """Of a predicate: its subject."""


class Candidates:
    """Finds candidates in the first sentences of one reading; `scores` are those of its sentences."""

    def __init__(self, reading: Reading, scores: NDArray[np.float32]) -> None:
        self._reading, self._body = reading, reading.article.body
        headline_text = _letters(reading.article.metadata.headline)
        story = [
            s
            for s in reading.sentences
            if not s.clutter
            and 0 < len(s.words) <= LONGEST
            and _letters(s.span.of(self._body)) != headline_text
            and not is_of_picture(s.span.of(self._body))
        ][:SENTENCES]
        deviation = float(np.std(scores)) or 1.0
        best = float(max((scores[s.index] for s in story), default=0.0))
        self._ranks = {s.index: (float(scores[s.index]) - best) / deviation for s in story}
        self._news = set(sorted(self._ranks, key=lambda i: (-self._ranks[i], i))[:NEWS])
        self._trees = [SentenceTree(s, self._body) for s in story]
        headline = [stem(w) for w in content_words(reading.article.metadata.headline)]
        self._headline, self._headline_opening = set(headline), set(headline[:2])
        published = reading.article.metadata.published
        self._published = date.fromisoformat(published[:10]) if published else None
        self._mentions: dict[int, list[tuple[Span, Chain]]] = {}
        for chain in reading.chains:
            for mention in chain.mentions:
                self._mentions.setdefault(mention.sentence, []).append((mention.span, chain))

    def who(self) -> Iterator[Candidate]:
        """Subjects of clauses."""
        for order, tree, clause in self._clauses():
            if clause.subject is None:
                continue
            span = tree.span(*tree.core(*clause.subject))
            if age := _AGE_AFTER.search(self._body, span.start, span.end):
                span = Span(span.start, age.start())
            if day := _DAY_AFTER.search(self._body, span.start, span.end):
                span = Span(span.start, day.start())
            text = span.of(self._body).lower()
            if text in NO_ANSWERS or not re.search(r"[^\W\d_]", text):
                continue
            features = self._features(order, tree, span, clause)
            agents = [(m, c) for m, c in self._mentions_in(tree) if span.covers(m) and c.type in _AGENTS]
            features["salience"] = max((c.salience for _, c in agents), default=0.0)
            name, chain = next(((m, c) for m, c in agents if m.end == span.end), (None, None))
            features["named"] = float(name is not None)
            features["thing"] = float(self._is_thing(tree, span))
            features["definite"] = float(text.startswith(("the ", "his ", "her ", "their ", "its ")))
            features["opens"] = self._opens_headline(span)
            features["passive"] = self._has(tree, clause, "nsubj:pass")
            key = (tree.sentence.index, clause.verb)
            if name is None or chain is None:
                yield Candidate(span, tree.sentence, features, clause=key)
            elif _COURTESY.fullmatch(self._body, span.start, name.start):
                full = full_mention(chain, self._body)
                yield Candidate(full.span, self._reading.sentences[full.sentence], features, chain.id, key)
            else:
                yield Candidate(span, tree.sentence, features, chain.id, key)

    def _is_thing(self, tree: SentenceTree, span: Span) -> bool:
        """Whether a subject is neither a name nor a noun for people or bodies: "a late header by Lee"."""
        words = tree.inside(span)
        heads = [i for i in words if tree.words[i].head not in words]
        if not heads or any(m.covers(tree.span(heads[0], heads[0])) for m, _ in self._mentions_in(tree)):
            return False
        kinds = noun_kinds(tree.lower[heads[0]])
        return tree.lower[heads[0]] not in _PEOPLE and kinds.isdisjoint((NounKind.PERSON, NounKind.ORGANIZATION))

    def what(self) -> Iterator[Candidate]:
        """Predicates of clauses."""
        for order, tree, clause in self._clauses():
            span = tree.span(*tree.predicate(clause))
            if clause.subject is None or len(span.of(self._body).split()) < 2 or self._has_lone_mark(span):
                continue
            if _is_cut(tree, clause, span) or len(_TIME.sub("", span.of(self._body)).split()) < 2:
                continue  # "announced Tuesday"
            features = self._features(order, tree, span, clause)
            features["copula"] = self._has(tree, clause, "cop")
            key = (tree.sentence.index, clause.verb)
            yield Candidate(span, tree.sentence, features, clause=key, subject=tree.span(*clause.subject))

    def when(self, news: Candidate | None) -> Iterator[Candidate]:
        """Words for a time. `news`: the answer to "what"."""
        for order, tree in enumerate(self._trees):
            for found in _TIME.finditer(self._body, tree.sentence.span.start, tree.sentence.span.end):
                span = Span(*found.span())
                words = tree.inside(span)
                if not words or self._body[span.end : span.end + 1] in ("'", "’"):
                    continue
                last = tree.words[words[-1]]
                if last.relation in ("compound", "amod") and last.head > words[-1]:
                    continue  # "the Sunday lunch"
                features = self._features(order, tree, span, tree.owner(words[-1]))
                features["day"] = float(bool(_DAY.search(found.group())))
                features["month"] = float(found.group()[:1].isalpha() and len(found.group().split()) == 1)
                features["far"] = self._is_far(span)
                features |= _nearness(tree, words[-1], news)
                yield Candidate(span, tree.sentence, features)

    def where(self, news: Candidate | None) -> Iterator[Candidate]:
        """Names of places after a word such as "in", and of venues after "at"; else the place of the dateline.

        `news`: the answer to "what".
        """
        for order, tree in enumerate(self._trees):
            for name, chain in self._mentions_in(tree):
                words = tree.inside(name)
                if chain.type not in (EntityType.PLACE, EntityType.EVENT, EntityType.ORGANIZATION):
                    continue
                if not words:
                    continue
                is_dateline = words[0] < tree.opening
                span, preposition = (name, "") if is_dateline else self._place(tree, name, words[0])
                allowed = _IN if chain.type is EntityType.PLACE else _AT
                if not (is_dateline or preposition in allowed) or self._body[name.end : name.end + 1] in ("'", "’"):
                    continue
                head = tree.words[words[-1]].head
                if tree.words[words[-1]].relation in ("compound", "amod") and words[-1] < head:
                    if head > words[-1] + 3 or tree.lower[head] not in _VENUES:
                        continue  # "in Marlow shops"
                    span = Span(span.start, max(span.end, tree.span(head, head).end))
                features = self._features(order, tree, span, tree.owner(words[0]))
                features["salience"] = chain.salience
                features["place"] = float(chain.type is EntityType.PLACE)
                features["dateline"] = float(is_dateline)
                features |= _nearness(tree, words[0], news)
                yield Candidate(span, tree.sentence, features)

    def why(self) -> Iterator[Candidate]:
        """Reasons in the first sentence, and in those that tell the news."""
        return self._explanations(reasons)

    def how(self) -> Iterator[Candidate]:
        """Manners in the same sentences."""
        return self._explanations(manners)

    def _explanations(self, find: Callable[[SentenceTree], Iterable[tuple[int, int]]]) -> Iterator[Candidate]:
        for order, tree in enumerate(self._trees):
            if order > 0 and tree.sentence.index not in self._news:
                continue
            for first, last in find(tree):
                span = self._without_time(tree.span(first, last))
                yield Candidate(span, tree.sentence, self._features(order, tree, span, None))

    def _without_time(self, span: Span) -> Span:
        """A phrase without a time at its end, which may belong to the clause: "rain on Sunday"."""
        found = _LAST_TIME.search(span.of(self._body))
        if not found or not _TIME.fullmatch(found[1]):
            return span
        return Span(span.start, span.start + found.start())

    def _clauses(self) -> Iterator[tuple[int, SentenceTree, Clause]]:
        for order, tree in enumerate(self._trees):
            for clause in tree.clauses:
                yield order, tree, clause

    def _features(self, order: int, tree: SentenceTree, span: Span, clause: Clause | None) -> dict[str, float]:
        """The features that do not depend on the question.

        `told`: the share of the headline's words in the sentence. `share`: the share of the phrase's in the headline.
        """
        words, told = self._stems(span), self._stems(tree.sentence.span)
        least = USUAL_SHARE if len(self._headline) < SHORT_HEADLINE else 0.0
        return {
            "constant": 1.0,
            "rank": self._ranks[tree.sentence.index],
            "first": float(order == 0),
            "second": float(order == 1),
            "late": float(order > 2),
            "main": float(clause is not None and clause.is_main),
            "says": float(clause is not None and clause.says),
            "owned": float(clause is not None),
            "share": max(least, len(words & self._headline) / max(2, len(words))),
            "told": max(least, len(told & self._headline) / max(1, len(self._headline))),
            "size": min(len(span.of(self._body).split()), 20) / 10,
        }

    def _place(self, tree: SentenceTree, name: Span, first: int) -> tuple[Span, str]:
        """The phrase of a place with what describes it, and the preposition before it."""
        words = tree.words
        while first > 0 and words[first - 1].relation in _MODIFIERS and tree.shown[first - 1].isalpha():
            first -= 1
        noun = first - 2
        if noun >= 0 and tree.lower[first - 1] == "of" and tree.lower[noun] in _PLACE_NOUNS:
            first = noun
            while first > 0 and words[first - 1].relation in _MODIFIERS and tree.shown[first - 1].isalpha():
                first -= 1
        preposition = tree.lower[first - 1] if first else ""
        start = tree.span(first - (preposition in _KEPT), first).start
        following = (m for m, c in self._mentions_in(tree) if c.type is EntityType.PLACE and m.start >= name.end)
        wider = next((m for m in following if self._body[name.end : m.start] in (", ", " in ")), name)
        return Span(start, wider.end), preposition

    def _opens_headline(self, span: Span) -> float:
        """1 for a phrase with one of the first words of the headline, else 0; between them for a short headline."""
        if self._headline_opening & self._stems(span):
            return 1.0
        return 0.5 if len(self._headline) < SHORT_HEADLINE else 0.0

    def _stems(self, span: Span) -> set[str]:
        return {stem(w) for w in content_words(span.of(self._body))}

    def _mentions_in(self, tree: SentenceTree) -> list[tuple[Span, Chain]]:
        return self._mentions.get(tree.sentence.index, [])

    def _has(self, tree: SentenceTree, clause: Clause, relation: str) -> float:
        return float(any(w.head == clause.verb and w.relation == relation for w in tree.words))

    def _has_lone_mark(self, span: Span) -> bool:
        text = span.of(self._body)
        return text.count('"') % 2 == 1 or text.count("“") != text.count("”")

    def _is_far(self, span: Span) -> float:
        """1 for a time so far from publication that the news is not from then, else 0."""
        when = next((t.when for t in self._reading.times if t.span.overlaps(span)), None)
        return float(bool(when and self._published and abs((when.first - self._published).days) > AGO.days))


def _letters(text: str) -> str:
    """Letters and digits of a text, to compare it with the headline."""
    return "".join(c for c in text.casefold() if c.isalnum())


def _nearness(tree: SentenceTree, word: int, news: Candidate | None) -> dict[str, float]:
    """Whether a word stands in the sentence of the news, in its clause, or in a relative clause."""
    key = news.clause if news is not None else None
    is_same = key is not None and key[0] == tree.sentence.index
    owner = tree.owner(word)
    return {
        "same_sentence": float(is_same),
        "same_clause": float(is_same and owner is not None and key is not None and owner.verb == key[1]),
        "aside": float(tree.is_in_relative_clause(word)),  # "the festival, which takes place in July, has sold out"
    }


def _is_cut(tree: SentenceTree, clause: Clause, span: Span) -> bool:
    """Whether a predicate ends before what is said or done: "tweeted that Ann Lee" of "tweeted that Ann Lee, who …"."""
    return any(
        word.head == clause.verb and word.relation.startswith(_SAID) and tree.span(i, i).start >= span.end
        for i, word in enumerate(tree.words)
        if i > clause.verb
    )
