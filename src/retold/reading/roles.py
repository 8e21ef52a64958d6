"""Roles: the words by which an article says who somebody is, or what something is.

Taken from the words beside a name: an apposition ("Bi Haibo, minister counsellor at the Chinese
Embassy, said"), a title or a job before it ("Intel chief executive Brian Krzanich"), a copula ("Xinhua
is China's news agency"), a relative ("her cousin"). Of all phrases of a chain, the one is kept that is most likely
its role (`role_choice`). What is in doubt is left out, and nothing is inferred that the words do not say.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from retold.english.nouns import can_be
from retold.english.quotation_marks import quoted_spans
from retold.reading import role_choice, role_spans
from retold.reading.role_choice import Candidate
from retold.reading.role_descriptions import descriptions
from retold.reading.role_phrases import APPOSITION, role_phrases
from retold.reading.role_shapes import shaped_phrases
from retold.types import Chain, EntityType, Mention, Reading, Role, Sentence, Span

LONG_SENTENCE = 200
"""Words of the longest sentence whose tree is used. A longer one is a list or no prose."""
MENTIONS = 12
"""Mentions of a chain that are searched. Newspapers say who somebody is at the first ones."""
MOST = 60
"""Phrases that are weighed for one chain."""
_RULED = ("rule-apposition", "rule-copula", "rule-title")
"""Shapes of what `role_phrases` finds, by rank."""
_MARKS = 3
"""Code points of the marks around a name that is quoted alone: known as the "Judges Club,"."""
_ONLY_FITTING = ("comma", "behind", "shared")
"""Shapes of phrases that are none of the name, as a rule, if their noun is no word for it."""
_CLAUSES = ("relative", "of")
_NO_ROLES = (EntityType.PLACE, EntityType.EVENT)

_OF_THE_AUTHOR = re.compile(r"\b(?:my|our|your)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Mentions:
    """Spans of mentions by sentence index: of all chains, and of people only."""

    all: defaultdict[int, list[Span]]
    people: defaultdict[int, list[Span]]
    first: list[tuple[int, str]]
    """Where the two people are named who are named first, and their chains."""


def find_roles(reading: Reading) -> tuple[Role, ...]:
    """At most one role for each person, organization, work and product, in the order of the chains."""
    found = []
    for candidates in candidates_of(reading):
        best = role_choice.best(candidates, reading)
        if best is not None:
            found.append(Role(best.chain.id, best.span, best.sentence))
    return tuple(found)


def candidates_of(reading: Reading) -> Iterator[list[Candidate]]:
    """All phrases that may be the role of a chain, for each chain that can have one."""
    starts = sorted((c.mentions[0].span.start, c.id) for c in reading.chains if c.type is EntityType.PERSON)
    mentions = _Mentions(defaultdict(list), defaultdict(list), starts[:2])
    for chain in reading.chains:
        for mention in chain.mentions:
            mentions.all[mention.sentence].append(mention.span)
            if chain.type is EntityType.PERSON:
                mentions.people[mention.sentence].append(mention.span)
    beside = {c.id: list(_candidates(reading, c, mentions)) for c in reading.chains if c.type not in _NO_ROLES}
    for candidate in descriptions(reading, [c for group in beside.values() for c in group]):
        if len(beside[candidate.chain.id]) < MOST:
            beside[candidate.chain.id].append(candidate)
    yield from beside.values()


def _is_heading(text: str) -> bool:
    """Whether a line has no full stop and nearly all words have a capital: "Mayor Names Ex-Aide to Fill Seat"."""
    words = re.findall(r"[^\W\d_]{4,}", text)
    capitals = sum(word[0].isupper() for word in words)
    return not text.rstrip("\"”’'").endswith((".", "!", "?")) and len(words) > 1 and 10 * capitals >= 9 * len(words)


def _candidates(reading: Reading, chain: Chain, mentions: _Mentions) -> Iterator[Candidate]:
    """The candidates of one chain: what the rules say, first, and then all phrases around its names."""
    body = reading.article.body
    ruled = _ruled(reading, chain, mentions) if chain.type in (EntityType.PERSON, EntityType.ORGANIZATION) else None
    if ruled is not None:
        yield ruled
    for number, mention in enumerate(chain.mentions[:MENTIONS]):
        sentence = reading.sentences[mention.sentence]
        if sentence.clutter or len(sentence.words) > LONG_SENTENCE or _is_quoted(body, sentence, mention):
            continue
        if _is_heading(sentence.span.of(body)):
            continue
        for shape, span in _shaped(body, sentence, mention, mentions):
            if role_spans.is_of_pronoun(body, span) and not any(
                start < span.start for start, owner in mentions.first if owner != chain.id
            ):  # whom the pronoun may mean
                continue
            yield Candidate(chain, span, sentence.index, shape, number, mention)


def _ruled(reading: Reading, chain: Chain, mentions: _Mentions) -> Candidate | None:
    """The first role of the best rank: apposition, then copula, then title."""
    body = reading.article.body
    best: tuple[int, Candidate] | None = None
    for number, mention in enumerate(chain.mentions[:MENTIONS]):
        sentence = reading.sentences[mention.sentence]
        if sentence.clutter or len(sentence.words) > LONG_SENTENCE or _is_quoted(body, sentence, mention):
            continue
        for rank, span in _by_rules(body, sentence, mention, chain.type, mentions):
            if best is not None:
                inside = best[1].span
                longer = rank == best[0] and span.overlaps(inside) and span.covers(inside)
                if rank >= best[0] and not longer:
                    continue
            best = (rank, Candidate(chain, span, sentence.index, _RULED[rank], number, mention))
    return best[1] if best else None


def _is_quoted(body: str, sentence: Sentence, mention: Mention) -> bool:
    """Whether a name is inside a quotation: a role there is the speaker's word, not the article's."""
    offset = sentence.span.start
    at, length = mention.span.start - offset, mention.span.end - mention.span.start
    return any(
        start <= at < end and end - start > length + _MARKS for start, end in quoted_spans(sentence.span.of(body))
    )


def _name(sentence: Sentence, mention: Mention) -> list[int]:
    """Indices of the words of a name."""
    offset = sentence.span.start
    return [i for i, w in enumerate(sentence.words) if mention.span.start <= offset + w.span.start < mention.span.end]


def _by_rules(
    body: str, sentence: Sentence, mention: Mention, kind: EntityType, mentions: _Mentions
) -> Iterator[tuple[int, Span]]:
    """Phrases beside a mention that are a role of its chain by the noun that they have, with their ranks."""
    words, offset, name = sentence.words, sentence.span.start, _name(sentence, mention)
    if not name:
        return
    others, people = mentions.all[sentence.index], mentions.people[sentence.index]
    for rank, first, last in role_phrases(words, sentence.span.of(body), name, kind):
        found = role_spans.tidied(body, Span(offset + words[first].span.start, offset + words[last].span.end))
        span = _allowed(body, found, mention, others, people)
        if span is None or role_spans.is_kinship(body, span):
            continue
        if role_spans.says_nothing(body, span):
            continue
        if rank == APPOSITION and (
            _is_of_the_next(body, span, mention, others) or _is_of_the_last(body, span, mention, people)
        ):
            continue
        yield rank, span


def _shaped(body: str, sentence: Sentence, mention: Mention, mentions: _Mentions) -> Iterator[tuple[str, Span]]:
    """All phrases around a mention, whatever their noun, with their shapes."""
    words, offset, name = sentence.words, sentence.span.start, _name(sentence, mention)
    if not name:
        return
    others, people = mentions.all[sentence.index], mentions.people[sentence.index]
    for shape, first, last in shaped_phrases(words, sentence.span.of(body), name):
        whole = Span(offset + words[first].span.start, offset + words[last].span.end)
        begins = body[whole.start : whole.start + 4].lower().startswith(("a ", "an ", "the ")) or shape == "before"
        tidy = role_spans.tidied(body, whole, clause=shape in _CLAUSES, participle=begins)
        span = _allowed(body, tidy, mention, others, people, strict=False)
        same = people if mention.type is EntityType.PERSON else others
        if span is None or _is_of_the_next(body, span, mention, same) or _is_of_the_last(body, span, mention, people):
            continue
        if role_spans.is_kinship(body, span):
            span = role_spans.with_pronoun(body, span)
        if role_spans.says_nothing(body, span):
            continue
        if body[span.end : span.end + 1] in "-‑–" or " - " in span.of(body):
            continue
        fits = role_choice.fits(span.of(body), mention.type)
        if shape == "behind" and not can_be(role_choice.head_noun(span.of(body)), EntityType.ORGANIZATION):
            continue  # "Astros victory parade"
        if shape in _ONLY_FITTING and not fits and not (shape == "comma" and begins):
            continue
        if shape in ("before", "shared") and fits and mention.type is EntityType.PERSON:
            span = role_spans.in_the_singular(body, span)
        yield shape, span


def _allowed(
    body: str, span: Span | None, mention: Mention, others: list[Span], people: list[Span], *, strict: bool = True
) -> Span | None:
    """A phrase with its whole names; None if it is no role, or that of somebody else."""
    if span is None or span.overlaps(mention.span):
        return None
    span = role_spans.with_whole_names(body, span, mention.span, [o for o in others if o not in people])
    span = role_spans.up_to_comma(body, span, mention.span)
    span = role_spans.limited(body, span)
    if span.end <= span.start or span.overlaps(mention.span) or _OF_THE_AUTHOR.search(span.of(body)):
        return None
    if any(span.covers(o) and span.end == o.end and o.start - span.start < 2 for o in others):
        return None  # it is only a name
    if any(
        span.covers(o) and not role_spans.is_possessor(body, span, o) and (strict or o.end == span.end) for o in people
    ):
        return None  # "…, director Ang Lee": another person's, too
    return None if role_spans.is_denied(body, span, mention.span) else span


def _is_of_the_next(body: str, span: Span, mention: Mention, others: list[Span]) -> bool:
    """Whether a name follows a phrase after the mention at once: "…, and Chinese leader Xi Jinping"."""
    return any(
        0 < o.start - span.end < 3 and body[span.end : o.start].strip() not in (";", "(")
        for o in others
        if o.start > mention.span.end
    )


def _is_of_the_last(body: str, span: Span, mention: Mention, people: list[Span]) -> bool:
    """Whether a phrase belongs to the person before it: "Jane Doe, a lawyer, Mary Major …"."""
    return span.end < mention.span.start and any(
        o.end < span.start and body[o.end : span.start].strip() in (",", ", a", ", an", ", the") for o in people
    )
