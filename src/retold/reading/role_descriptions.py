"""Later words for somebody who was named before: "The Hollywood star" after "Jessica Alba".

Whom they mean is not said by the words, so each description is a candidate of the few chains named last before it, with
what tells between them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

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
_AGED = re.compile(r"\d{1,3}-year-old$")
_KINDS = ((EntityType.PERSON, NounKind.PERSON), (EntityType.ORGANIZATION, NounKind.ORGANIZATION),
    (EntityType.WORK, NounKind.WORK))  # fmt: skip


def descriptions(reading: Reading, called: Sequence[Candidate]) -> Iterator[Candidate]:
    """The candidates; `called`: phrases beside the names, by which others may be what a description says."""
    body = reading.article.body
    nouns: defaultdict[str, set[str]] = defaultdict(set)
    for candidate in called:
        nouns[head_noun(candidate.span.of(body)).lower()].add(candidate.chain.id)
    named: list[tuple[Mention, int, Chain]] = sorted(
        ((m, n, c) for c in reading.chains for n, m in enumerate(c.mentions)), key=lambda found: found[0].span
    )
    most = {kind: max((len(c.mentions) for c in reading.chains if c.type is kind), default=0) for kind, _ in _KINDS}
    for sentence in reading.sentences:
        if sentence.clutter or len(sentence.words) > LONG_SENTENCE:
            continue
        for span, noun, subject in _definite(body, sentence):
            kinds = noun_kinds(noun)
            for kind, fitting in _KINDS:
                if fitting not in kinds and not (kind is EntityType.PERSON and _AGED.match(noun)):
                    continue
                before = [f for f in named if f[0].span.end <= span.start and f[2].type is kind]
                chains = {f[2].id for f in before}
                here = {f[2].id for f in named if f[0].sentence == sentence.index}
                last: dict[str, tuple[Mention, int, Chain]] = {f[2].id: f for f in before}
                near = sorted(last.values(), key=lambda f: -f[0].span.start)[:NEAREST]
                close = {f[2].id for f in before if sentence.index - f[0].sentence <= _NEAR}
                for rank, (mention, number, chain) in enumerate(near):
                    distance = sentence.index - mention.sentence
                    if chain.id in here or distance > REACH:
                        continue
                    others = nouns.get(noun.lower(), set()) - {chain.id}
                    extra = {
                        "definite subject": float(subject),
                        "definite start": float(span.start <= sentence.span.start + 4),
                        "definite rank": float(rank),
                        "definite distance": float(distance),
                        "definite only": float(len(chains) == 1),
                        "definite close": min(3.0, float(len(close - {chain.id}))),
                        "definite most": float(len(chain.mentions) == most[kind]),
                        "definite others": float(bool(others)),
                        "definite age": float("-year-old" in span.of(body)),
                        "definite capital": float(bool(re.search(r"\s[A-Z]|^[A-Z]", span.of(body)))),
                        "definite here": float(bool(here)),
                        "definite organization": float(kind is not EntityType.PERSON),
                        "definite last subject": float(_is_subject(reading.sentences[mention.sentence], mention)),
                        "definite next": float(rank == 0 and distance == 1),
                        "definite alone": float(rank == 0 and not close - {chain.id}),
                        "definite clear": float(
                            rank == 0
                            and distance == 1
                            and subject
                            and _is_subject(reading.sentences[mention.sentence], mention)
                        ),
                        "definite first after": float(number == 0),
                        "definite one word": float(" " not in span.of(body)),
                    }
                    yield Candidate(
                        chain, span, sentence.index, "definite", number, mention, tuple(extra.items())
                    )  # fmt: skip


def _definite(body: str, sentence: Sentence) -> Iterator[tuple[Span, str, bool]]:
    """Descriptions in a sentence, without "the", their nouns, and whether they are a subject."""
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
        if after[:1].isupper() or after.lower() in (
            "of",
            "who",
            "which",
            "that",
            "-",
            "'s",
            "’s",
            "'",
            "’",
            "and",
            "where",
            "for",
            "in",
        ):
            continue
        if shown[:1].isupper() or (shown.endswith("s") and not shown.endswith("ss")):
            continue
        phrase = Span(offset + words[i + 1].span.start, offset + words[noun].span.end)
        if re.search(r"[,;:()“”\"]", phrase.of(body)) or phrase.of(body).split()[0] in _ORDER:
            continue
        if says_nothing(body, phrase):
            continue
        yield phrase, shown, words[noun].relation.startswith("nsubj")


_ORDER = frozenset("other first second third last only next latest same new current previous former late".split())


def _is_subject(sentence: Sentence, mention: Mention) -> bool:
    """Whether a name is the subject of its clause."""
    start, end = mention.span.start - sentence.span.start, mention.span.end - sentence.span.start
    return any(w.relation.startswith("nsubj") for w in sentence.words if start <= w.span.start < end)
