"""Hashtags: the names and noun phrases that an article is about.

Candidates come from the dependency trees (a noun with its compounds and adjectives) and from the chains.
A ranker over a few features orders them. How rare a word is comes from `data/words.txt`, which begins
with the most frequent word.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

from retold.digest.ranker import Ranker
from retold.english.calendar import UNAMBIGUOUS_DATE_NAMES
from retold.english.lexicon import FUNCTION_WORDS
from retold.english.market_codes import MARKET_CODE
from retold.types import EntityType, Reading, Sentence, Span

MOST, FEWEST = 10, 5
WORDS_PER_TAG = 10
"""Words of the story for each hashtag."""

RARE = 0.9
"""Rarity above which a word of the headline can count as a noun."""

FEATURES = (
    "count",
    "early",
    "rare",
    "headline",
    "words_2",
    "words_3",
    "name",
    "salience",
    "place",
    "spread",
    "subject",
    "rare_count",
)

_NOUN_RELATIONS = frozenset(
    """nsubj nsubj:pass obj iobj obl nmod nmod:poss compound flat appos root conj obl:agent nsubj:outer""".split()
)
_NOUN_DEPENDENTS = frozenset(["det", "case", "amod", "compound", "nmod:poss", "nummod"])
"""Relations of words that depend on a noun, but not on a participle."""
_MODIFIERS = frozenset(["compound", "flat", "amod"])
_SEPARATOR = re.compile(r"[^\w'’]+")
_DULL = UNAMBIGUOUS_DATE_NAMES | frozenset(
    """year years day days week weeks month months time times today yesterday tomorrow people
    person man men woman women way thing things lot part number percent per cent mr mrs ms dr
    said says say one two three first second last next new good many much old end place world home hour hours
    minute minutes morning night fact case million billion photo image video news report reports story article
    statement spokesman spokeswoman""".split()
)


@dataclass(slots=True)
class Candidate:
    """One phrase: how it is first written, where it is, and what is known of it.

    `size` is its number of words, `sentences` are indices, `starts` are code points of the body.
    """

    text: str
    size: int
    sentences: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    subject: bool = False
    name: bool = False
    place: bool = False
    salience: float = 0.0


@lru_cache(maxsize=1)
def _ranks() -> dict[str, int]:
    lines = (files("retold") / "data" / "words.txt").read_text(encoding="utf-8").split()
    return {word: rank for rank, word in enumerate(lines, start=1)}


def rarity(word: str) -> float:
    """0 for the most frequent word of news, 1 for a word that is not in the list."""
    ranks = _ranks()
    rank = ranks.get(word.casefold())
    return math.log(rank) / math.log(len(ranks) + 1) if rank else 1.0


def candidates(reading: Reading) -> list[Candidate]:
    """Phrases of up to three words and names, each once, in order of appearance."""
    found: dict[str, Candidate] = {}
    body = reading.article.body
    name_spans = _name_spans(reading)
    headline = frozenset(_key(reading.article.metadata.headline).split())
    codes = {place for found_code in MARKET_CODE.finditer(body) for place in range(*found_code.span())}
    for sentence in reading.sentences:
        if not sentence.clutter:
            for start, end, subject in _phrases(body, sentence, headline):
                # "Rica" is no phrase of its own inside "Costa Rica".
                if start in codes or end - 1 in codes:
                    continue
                spans = name_spans[sentence.index]
                # Names do not overlap, so the last one that begins before the end decides.
                at = bisect_left(spans, (end, end))
                if not at or spans[at - 1].end <= start:
                    _add_phrase(found, body[start:end], start, sentence.index, subject=subject)
    for chain in reading.chains:
        if all(reading.sentences[m.sentence].clutter for m in chain.mentions):
            continue
        candidate = found.setdefault(_key(chain.name), Candidate(chain.name, len(chain.name.split())))
        candidate.text, candidate.name = chain.name, True
        candidate.salience = max(candidate.salience, chain.salience)
        candidate.place = chain.type is EntityType.PLACE
        candidate.starts = sorted({*candidate.starts, *(m.span.start for m in chain.mentions)})
        candidate.sentences = sorted({*candidate.sentences, *(m.sentence for m in chain.mentions)})
    return [c for c in found.values() if c.starts]


def _name_spans(reading: Reading) -> list[list[Span]]:
    """Spans of names in each sentence."""
    spans: list[list[Span]] = [[] for _ in reading.sentences]
    for chain in reading.chains:
        for mention in chain.mentions:
            spans[mention.sentence].append(mention.span)
    for found in spans:
        found.sort()
    return spans


def _add_phrase(found: dict[str, Candidate], text: str, start: int, sentence: int, *, subject: bool) -> None:
    """Adds one place of a phrase to `found`, if the phrase can be a hashtag."""
    words = [w for w in _SEPARATOR.split(text) if w]
    lowered = [w.casefold() for w in words]
    if not words or len(words) > 3 or all(w in _DULL or w in FUNCTION_WORDS for w in lowered):
        return
    if lowered[0] in FUNCTION_WORDS or lowered[-1] in FUNCTION_WORDS or lowered[-1] in _DULL or lowered[0] in _DULL:
        return
    if sum(map(len, words)) < 3 or not any(c.isalpha() for c in words[0]) or len(words[-1]) < 2:
        return
    candidate = found.setdefault(_key(text), Candidate(" ".join(words), len(words)))
    candidate.starts.append(start)
    candidate.sentences.append(sentence)
    candidate.subject |= subject


def _key(text: str) -> str:
    """A key that the singular and the plural of a phrase share."""
    words = (w.casefold() for w in _SEPARATOR.split(text) if w)
    return " ".join(
        w[:-1] if len(w) > 3 and w.endswith("s") and not w.endswith(("ss", "us", "is")) else w for w in words
    )


def _phrases(body: str, sentence: Sentence, headline: frozenset[str]) -> Iterator[tuple[int, int, bool]]:
    """`(start, end, is subject)` of nouns in the body, alone and with the modifiers before them.

    A rare word of the headline also counts if the tree has it as an open clause (`xcomp`).
    """
    words = sentence.words
    offset = sentence.span.start
    below: defaultdict[int, set[str]] = defaultdict(set)  # relations of the words below each word
    for word in words:
        below[word.head].add(word.relation)
    for i, word in enumerate(words):
        text = body[offset + word.span.start : offset + word.span.end]
        is_topic = word.relation == "xcomp" and rarity(text) > RARE and _key(text) in headline
        if not (word.relation in _NOUN_RELATIONS or is_topic) or not text[0].isalpha():
            continue
        if text.casefold() in FUNCTION_WORDS or len(text) < 3:
            continue
        if text.endswith("ing") and text.islower() and below[i].isdisjoint(_NOUN_DEPENDENTS):
            continue  # "…, underscoring a strategy"
        if word.relation == "root" and below[i].isdisjoint(("det", "case", "nmod:poss", "cop")):
            continue
        subject = word.relation.startswith("nsubj")
        yield offset + word.span.start, offset + word.span.end, subject
        first = i
        while first > 0 and words[first - 1].relation in _MODIFIERS and words[first - 1].head in range(first, i + 1):
            first -= 1
            if body[offset + words[first].span.start].isalpha():
                yield offset + words[first].span.start, offset + word.span.end, subject


def features(reading: Reading, found: list[Candidate]) -> list[list[float]]:
    """One row of `FEATURES` for each candidate."""
    length = max(1, len(reading.article.body))
    count = max(1, len(reading.sentences))
    headline = f" {_key(reading.article.metadata.headline)} "
    rows = []
    for candidate in found:
        lowered = [w.casefold() for w in _SEPARATOR.split(candidate.text) if w]
        rare = sum(map(rarity, lowered)) / max(1, len(lowered))
        log_count = math.log(1 + len(candidate.starts))
        rows.append(
            [
                log_count,
                1.0 - candidate.starts[0] / length,
                rare,
                float(f" {_key(candidate.text)} " in headline),
                float(candidate.size == 2),
                float(candidate.size >= 3),
                float(candidate.name),
                candidate.salience,
                float(candidate.place),
                (candidate.sentences[-1] - candidate.sentences[0]) / count,
                float(candidate.subject),
                rare * log_count,
            ]
        )
    return rows


def keyphrases(reading: Reading, ranker: Ranker, most: int = MOST) -> list[str]:
    """The best phrases as they are written, best first; none is inside another."""
    found = candidates(reading)
    weights = [ranker.keyphrases[name] for name in FEATURES]
    scored = [
        (round(sum(w * x for w, x in zip(weights, row, strict=True)), 5), c)
        for row, c in zip(features(reading, found), found, strict=True)
    ]
    scored.sort(key=lambda pair: (-pair[0], pair[1].starts[0], pair[1].text))
    chosen: list[str] = []
    chosen_words: list[set[str]] = []
    for _, candidate in scored:
        words = set(_key(candidate.text).split())
        if any(words <= other or other <= words for other in chosen_words):
            continue
        chosen.append(candidate.text)
        chosen_words.append(words)
        if len(chosen) == most:
            break
    return chosen


def hashtag(phrase: str) -> str:
    """A phrase as a hashtag of letters and digits, with a capital for each word: "#MipLondon"."""
    joined = re.sub(r"['’]s\b|[.'’&]", "", phrase)
    parts = re.findall(r"[^\W_]+", joined)
    return "#" + "".join(p[:1].upper() + p[1:] for p in parts)


def hashtags(reading: Reading, ranker: Ranker) -> tuple[str, ...]:
    """Five to ten hashtags, the best first. Longer stories get more."""
    words = sum(len(s.words) for s in reading.sentences if not s.clutter)
    most = min(MOST, max(FEWEST, words // WORDS_PER_TAG))
    tags = (hashtag(p) for p in keyphrases(reading, ranker, most))
    return tuple(dict.fromkeys(t for t in tags if len(t) > 2))
