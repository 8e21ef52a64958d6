"""Later words for somebody who was named before: "The Hollywood star" after "Jessica Alba".

Whom they mean is not said by the words, so each description is a candidate of the few chains named last before it, with
what tells between them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retold.english.noun_kinds import NounKind, noun_kinds
from retold.english.quotation_marks import quoted_spans
from retold.reading.role_choice import Candidate, head_noun
from retold.reading.role_spans import says_nothing
from retold.types import Chain, EntityType, Mention, Reading, Sentence, Span

NEAREST = 3
"""Chains named last before a description that it may mean."""
REACH = 8
"""Sentences before a description in which they are named."""
_NEAR = 3
"""Sentences in which another bearer is named near."""
LONGEST = 7
"""Words of the longest description."""
LONG_SENTENCE = 200
"""Words of the longest sentence whose tree is used."""
_Named = tuple[Mention, int, Chain]
"""A mention, which of its chain it is, and the chain."""
_ORDER = frozenset("other first second third last only next latest same new current previous former late".split())
"""Words that tell one thing from others, so that it was not named before."""
_GOES_ON = frozenset("of who which that - 's ’s ' ’ and where for in".split())
"""Words after a description that say more, so that it needs no name before."""
_VARIED = frozenset(
    """actor actress author autocrat bank billionaire carmaker chipmaker comedian composer dictator entertainer
    entrepreneur footballer heiress insurer magnate model mogul musician novelist pianist rapper retailer singer
    socialite songwriter star superstar tycoon veteran""".split()
)
"""Nouns by which reporters call again whom they have named; others, such as "the prosecutor", may mean somebody new."""
_TEXT_BEFORE = 2000
"""Code points before a description in which the same noun is looked for."""
_ARTICLE = 4
"""Code points of "The "."""
_CAPITAL = re.compile(r"\b[A-Z]")
_AGED = re.compile(r"^\d{1,3}-year-old\b")
_KINDS = ((EntityType.PERSON, NounKind.PERSON), (EntityType.ORGANIZATION, NounKind.ORGANIZATION),
    (EntityType.WORK, NounKind.WORK))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Description:
    """Words with "the" that may mean somebody named before: its place, noun, and whether it is a subject."""

    span: Span
    noun: str
    subject: bool
    sentence: Sentence


def descriptions(reading: Reading, called: Sequence[Candidate]) -> Iterator[Candidate]:
    """The candidates; `called`: phrases beside the names, by which others may be what a description says."""
    body = reading.article.body
    bearers: defaultdict[str, set[str]] = defaultdict(set)
    for candidate in called:
        bearers[head_noun(candidate.span.of(body)).lower()].add(candidate.chain.id)
    named: defaultdict[int, list[_Named]] = defaultdict(list)
    most: defaultdict[EntityType, int] = defaultdict(int)
    for chain in reading.chains:
        most[chain.type] = max(most[chain.type], len(chain.mentions))
        for number, mention in enumerate(chain.mentions):
            named[mention.sentence].append((mention, number, chain))
    for sentence in reading.sentences:
        if sentence.clutter or len(sentence.words) > LONG_SENTENCE:
            continue
        for found in _definite(body, sentence):
            for kind, fitting in _KINDS:
                is_aged = kind is EntityType.PERSON and _AGED.search(found.span.of(body))
                if kind is not EntityType.PERSON and found.span.of(body) == found.noun:
                    continue  # "the bank" may be any
                if is_aged or (found.noun.lower() in _VARIED and fitting in noun_kinds(found.noun)):
                    others = bearers.get(found.noun.lower(), set())
                    reach = range(max(0, sentence.index - REACH), sentence.index + 1)
                    near = sorted((f for i in reach for f in named[i] if f[2].type is kind), key=lambda f: f[0].span)
                    yield from _candidates(reading, found, near, others, most[kind])


def _candidates(
    reading: Reading, found: _Description, named: Sequence[_Named], bearers: set[str], most: int
) -> Iterator[Candidate]:
    """The chains of one type that a description may mean; `named`: their mentions near it, in order."""
    index = found.sentence.index
    before = [f for f in named if f[0].span.end <= found.span.start]
    here = {c.id for m, _, c in named if m.sentence == index}
    close = {c.id for m, _, c in before if index - m.sentence <= _NEAR}
    last = {f[2].id: f for f in before}
    nearest = sorted(last.values(), key=lambda f: -f[0].span.start)[:NEAREST]
    for rank, (mention, number, chain) in enumerate(nearest):
        distance = index - mention.sentence
        if chain.id in here or close - {chain.id}:
            continue  # two may be meant
        was_subject = _is_subject(reading.sentences[mention.sentence], mention)
        told = {
            "rank": rank,
            "distance": distance,
            "only": len(last) == 1,
            "most": len(chain.mentions) == most,
            "others": bool(bearers - {chain.id}),
            "here": bool(here),
            "organization": chain.type is not EntityType.PERSON,
            "last subject": was_subject,
            "next": rank == 0 and distance == 1,
            "clear": rank == 0 and distance == 1 and found.subject and was_subject,
            "first after": number == 0,
        } | _of_words(reading.article.body, found)
        extra = tuple((f"definite {name}", float(value)) for name, value in told.items())
        yield Candidate(chain, found.span, index, "definite", number, mention, extra)


def _of_words(body: str, found: _Description) -> dict[str, bool]:
    """What the words of a description tell, whomever they mean."""
    text = found.span.of(body)
    return {
        "subject": found.subject,
        "start": found.span.start <= found.sentence.span.start + _ARTICLE,
        "age": "-year-old" in text,
        "capital": bool(_CAPITAL.search(text)),
        "one word": " " not in text,
        "said before": bool(re.search(rf"\b{re.escape(found.noun)}\b", _before(body, found.span.start), re.I)),
    }


def _definite(body: str, sentence: Sentence) -> Iterator[_Description]:
    """Descriptions in a sentence, without "the"."""
    words, offset, text = sentence.words, sentence.span.start, sentence.span.of(body)
    quoted = quoted_spans(text)
    for i, word in enumerate(words[:-1]):
        if word.span.of(text).lower() != "the" or any(a <= word.span.start < b for a, b in quoted):
            continue
        noun = word.head
        if not i < noun < i + LONGEST or any(w.head > noun for w in words[i + 1 : noun]):
            continue
        after = words[noun + 1].span.of(text) if noun + 1 < len(words) else "."
        shown = words[noun].span.of(text)
        if after[:1].isupper() or after.lower() in _GOES_ON:
            continue
        if shown[:1].isupper() or (shown.endswith("s") and not shown.endswith("ss")):
            continue
        phrase = Span(offset + words[i + 1].span.start, offset + words[noun].span.end)
        if re.search(r"[,;:()“”\"]", phrase.of(body)) or phrase.of(body).split()[0] in _ORDER:
            continue
        if says_nothing(body, phrase) or _is_introduced(body, phrase.start, shown):
            continue
        yield _Description(phrase, shown, words[noun].relation.startswith("nsubj"), sentence)


def _is_introduced(body: str, place: int, noun: str) -> bool:
    """Whether the words before a place tell of somebody without a name who is the same: "an armed robber"."""
    return bool(
        re.search(
            rf"\b(?:an?|his|her|their|another|some)\s(?:[\w-]+\s){{0,3}}{re.escape(noun)}\b", _before(body, place), re.I
        )
    )


def _before(body: str, place: int) -> str:
    return body[max(0, place - _TEXT_BEFORE) : place]


def _is_subject(sentence: Sentence, mention: Mention) -> bool:
    """Whether a name is the subject of its clause."""
    start, end = mention.span.start - sentence.span.start, mention.span.end - sentence.span.start
    return any(w.relation.startswith("nsubj") for w in sentence.words if start <= w.span.start < end)
