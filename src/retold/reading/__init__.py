"""Reading: everything that is understood of one article.

`read` runs these steps, in this order:

1. `english.sentences` splits the body; `english.clutter` marks sentences that are not the story, by their words, and
   `notices` those that are about the page itself, by their meaning.
2. `encoder` gives each sentence its names, tree, salience and vector (`viterbi`, `tokens`, `gazetteer`).
3. `mentions` tidies the names (`name_types`, `name_bounds`) and finds them again where the model missed them.
4. `coref` joins mentions of one entity into a chain (`name_forms`, `name_index`, `surnames`, `owners`, `same_names`);
   `handles` adds "@elonmusk"; `salience` says how important it is.
5. `language` recognises the language.
6. `pronouns` resolves the pronouns that sentences begin with.
7. `roles` finds the words that say who somebody is: it collects phrases (`role_phrases`, `role_shapes`,
   `role_descriptions`), cuts them (`role_spans`), and keeps the likeliest (`role_choice`).
8. `quotes` finds quotations and their speakers (`quotations`, `posts`, `speakers`).
9. `english.times` resolves dates.
10. `relations` finds who heads, owns, sues, beats or is married to whom.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from retold.english import clutter, times
from retold.english.sentences import split
from retold.ports import SentenceEncoder
from retold.reading import language, notices
from retold.reading.coref import Cluster, cluster
from retold.reading.handles import with_handles
from retold.reading.mentions import find_mentions, people_of
from retold.reading.pronoun_ranker import PronounRanker
from retold.reading.pronouns import find_inner_pronouns, find_leading_pronouns
from retold.reading.quotes import find_speech
from retold.reading.relations import find_relations
from retold.reading.roles import find_roles
from retold.reading.salience import entity_salience
from retold.types import Article, Chain, Encoding, EntityType, Reading, Sentence, Span

__all__ = ["read"]

MOST_HEADINGS = 4
"""Sentences at the beginning of a body that can be headings, at most."""
LEAST_HEADING = 4
"""Words of a sentence that repeats the headline, at least."""


def read(article: Article, encoder: SentenceEncoder) -> Reading:
    """The reading of an article, by the model `encoder` and the rules of this package."""
    body = article.body
    spans = split(body)
    headline = article.metadata.headline
    *encodings, headline_encoding = encoder.encode([*(s.of(body) for s in spans), headline])
    mentions = find_mentions(body, spans, encodings)
    clusters = cluster(body, mentions, headline, people_of(headline, headline_encoding))
    clusters = with_handles(body, clusters, spans)
    code = language.detect(body)
    vectors = np.stack([e.vector for e in (*encodings, headline_encoding)])
    clutter_sentences = _clutter_sentences(body, spans) | _headings(body, spans, headline)
    if code in language.SUPPORTED:
        clutter_sentences |= notices.find(body, spans, vectors)
    reading = Reading(
        article=article,
        language=code,
        language_supported=code in language.SUPPORTED,
        sentences=_sentences(body, spans, encodings, clutter_sentences),
        chains=_chains(clusters, article, clutter_sentences, len(spans)),
        vectors=vectors[:-1],
        headline_vector=headline_encoding.vector if headline else None,
    )
    return _with_references(reading)


def _with_references(reading: Reading) -> Reading:
    """Adds pronouns, roles, quotes, statements, times and relations, which rest on sentences and chains."""
    ranker = PronounRanker(reading)
    pronouns = tuple(find_leading_pronouns(reading, ranker).items())
    reading = replace(reading, pronouns=pronouns, roles=find_roles(reading))
    reading = replace(reading, inner_pronouns=tuple(find_inner_pronouns(reading, ranker)))
    published = reading.article.metadata.published
    day = date.fromisoformat(published[:10]) if published else None
    found = times.find(reading.article.body, reading.sentences, day)
    in_name = _names_around(reading)
    quotes, statements = find_speech(reading, reading.roles, ranker)
    reading = replace(
        reading,
        quotes=quotes,
        statements=statements,
        times=tuple(t for t in found.resolved if not in_name(t.span)),
        unresolved_times=tuple(span for span in found.unresolved if not in_name(span)),
    )
    return replace(reading, relations=find_relations(reading))


def _names_around(reading: Reading) -> Callable[[Span], bool]:
    """Tells whether a time is a part of a name and has no digits: "USA Today", "Black Friday"."""
    names = sorted(m.span for chain in reading.chains for m in chain.mentions)
    body = reading.article.body

    def is_in_name(time: Span) -> bool:
        name = names[max(0, bisect_right(names, (time.start, len(body))) - 1)] if names else time
        return name != time and name.covers(time) and not any(c.isdigit() for c in time.of(body))

    return is_in_name


def _clutter_sentences(body: str, spans: Sequence[Span]) -> set[int]:
    """Indices of sentences that are clutter by more than half of their length."""
    covered: dict[int, int] = {}
    first = 0
    for piece in clutter.find(body):
        while first < len(spans) and spans[first].end <= piece.span.start:
            first += 1
        i = first
        while i < len(spans) and spans[i].start < piece.span.end:
            shared = min(spans[i].end, piece.span.end) - max(spans[i].start, piece.span.start)
            covered[i] = covered.get(i, 0) + shared
            i += 1
    return {i for i, shared in covered.items() if 2 * shared > spans[i].end - spans[i].start}


def _headings(body: str, spans: Sequence[Span], headline: str) -> set[int]:
    """Indices of the first sentences that only say the headline again, or a part of it; none if nothing else is said.

    A line of one word above the text ("LETTERS.") is one, too.
    """
    said = f" {_plain(headline)} "
    count = 0
    for span in spans[:MOST_HEADINGS]:
        words = _plain(span.of(body))
        is_label = " " not in words and span.of(body).isupper() and count > 0
        if not is_label and (words.count(" ") < LEAST_HEADING - 1 or f" {words} " not in said):
            break
        count += 1
    return set(range(count)) if count < len(spans) else set()


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()


def _sentences(
    body: str, spans: Sequence[Span], encodings: Sequence[Encoding], clutter_sentences: set[int]
) -> tuple[Sentence, ...]:
    result = []
    paragraph = 0
    for i, (span, encoding) in enumerate(zip(spans, encodings, strict=True)):
        if i and "\n" in body[spans[i - 1].end : span.start]:
            paragraph += 1
        salience = round(encoding.salience, 4)
        is_clutter = i in clutter_sentences
        found, steps, refers = encoding.attributions, encoding.steps, encoding.refers
        result.append(Sentence(i, span, paragraph, encoding.words, is_clutter, salience, found, steps, refers))
    return tuple(result)


def _chains(
    clusters: Sequence[Cluster], article: Article, clutter_sentences: set[int], sentences: int
) -> tuple[Chain, ...]:
    """Chains by salience, the highest first; `sentences` is the number of sentences.

    A name that is only in clutter is not part of the story, so it makes no chain.
    """
    length = len(article.body)
    ranked = [
        (entity_salience(group, article.metadata.headline, length, sentences), group)
        for group in clusters
        if not all(m.sentence in clutter_sentences for m in group.mentions)
    ]
    ranked.sort(key=lambda pair: (-pair[0], pair[1].mentions[0].span))
    return tuple(
        Chain(f"e{number}", c.name, EntityType(c.type), c.aliases, c.mentions, salience)
        for number, (salience, c) in enumerate(ranked, start=1)
    )
