"""Key phrases: the names and noun phrases of an article that it may be about.

They are names (`Reading.chains`) and whole noun phrases (`noun_phrases`), never pieces of them. How rare a word is
comes from `data/words.txt`, which begins with the most frequent word.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

from retold.digest.noun_phrases import NounPhrase, noun_phrases
from retold.digest.relevance import parts_of_names
from retold.english.calendar import UNAMBIGUOUS_DATE_NAMES
from retold.english.datelines import dateline_end
from retold.english.lexicon import FUNCTION_WORDS
from retold.english.market_codes import MARKET_CODE
from retold.types import Chain, EntityType, Reading, Span

MOST_WORDS = 3
"""Words of the longest phrase."""

SEPARATOR = re.compile(r"[^\w'’]+")
_DULL = UNAMBIGUOUS_DATE_NAMES | frozenset(
    """year years day days week weeks month months time times today yesterday tomorrow people
    person man men woman women way thing things lot part number percent per cent mr mrs ms dr
    said says say one two three first second last next new good many much old end place world home hour hours
    minute minutes morning night fact case million billion photo image video news report reports story article
    statement spokesman spokeswoman half third quarter tenth euro euros dollar dollars pound pounds cent cents yen
    kroner kronor rupee rupees yuan rouble roubles franc francs metre metres meter meters kilometre kilometres kilometer
    kilometers mile miles foot feet tonne tonnes ton tons litre litres degree degrees""".split()
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
    chain: Chain | None = None
    """The entity whose name it is."""
    joined: bool = False
    """Whether it is a noun with nouns before it."""
    loose: bool = True
    """Whether it is nowhere more than the object of a preposition, as in "under fire"."""


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
    story = [s for s in reading.sentences if not s.clutter]
    begin = {s.index: dateline_end(s.span, body) for s in story}
    name_spans = _name_spans(reading)
    codes = {place for found_code in MARKET_CODE.finditer(body) for place in range(*found_code.span())}
    for sentence in story:
        spans = name_spans[sentence.index]
        for phrase in noun_phrases(sentence, body):
            if phrase.starts[0] in codes or phrase.end - 1 in codes:
                continue
            # Names do not overlap, so the last one that begins before the end of a phrase decides.
            at = bisect_left(spans, (phrase.end, phrase.end))
            name_end = spans[at - 1].end if at else 0
            _add_phrase(found, body, phrase, sentence.index, max(begin[sentence.index], name_end))
    _join_heads(found)
    headline = _Headline(reading.article.metadata.headline)
    found = {key: c for key, c in found.items() if _is_topic(c, key, headline)}
    parts = parts_of_names(reading)
    for chain in reading.chains:
        mentions = [m for m in chain.mentions if m.span.start >= begin.get(m.sentence, len(body))]
        if not mentions or (chain.type is EntityType.PERSON and chain.name.lower() in parts):
            continue
        candidate = found.setdefault(key_of(chain.name), Candidate(chain.name, len(chain.name.split())))
        candidate.text = chain.name
        if candidate.chain is None or candidate.chain.salience < chain.salience:
            candidate.chain = chain
        candidate.starts = sorted({*candidate.starts, *(m.span.start for m in mentions)})
        candidate.sentences = sorted({*candidate.sentences, *(m.sentence for m in mentions)})
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


def _add_phrase(found: dict[str, Candidate], body: str, phrase: NounPhrase, sentence: int, begin: int) -> None:
    """Adds one place of a phrase to `found`, if it can be a hashtag.

    Dull words at its beginning are left out, and what stands before `begin`: a name, or a dateline.
    """
    for start in phrase.starts[-2 * MOST_WORDS :]:
        words = [w for w in SEPARATOR.split(body[start : phrase.end]) if w]
        if start >= begin and words and not _is_dull(words[0]):
            break
    else:
        return
    if len(words) > MOST_WORDS or _is_dull(words[-1]) or sum(map(len, words)) < 3 or not words[0][0].isalpha():
        return
    text = body[start : phrase.end]
    candidate = found.setdefault(key_of(text), Candidate(" ".join(text.split()), len(words)))
    candidate.starts.append(start)
    candidate.sentences.append(sentence)
    candidate.subject |= phrase.subject
    candidate.joined |= phrase.joined and len(words) > 1
    candidate.loose &= phrase.bare


def _is_dull(word: str) -> bool:
    return word.casefold() in _DULL or word.casefold() in FUNCTION_WORDS


class _Headline:
    """The words of a headline.

    It has no tree, so a noun counts as a phrase of its own only where a function word or the end follows: "parade", but
    not "logo", in "Greens in trouble for logo swap on parade".
    """

    def __init__(self, headline: str) -> None:
        words = [w for w in SEPARATOR.split(headline) if w]
        following = [*words[1:], "the"][: len(words)]
        self.text = f" {key_of(headline)} "
        self.phrases = frozenset(
            key_of(w) for w, after in zip(words, following, strict=True) if after.casefold() in FUNCTION_WORDS
        )

    def has(self, key: str) -> bool:
        return f" {key} " in self.text


def _is_topic(candidate: Candidate, key: str, headline: _Headline) -> bool:
    """Whether a phrase is more than said in passing: the story says it again, or the headline does."""
    if len(candidate.starts) > 1:
        return not candidate.loose
    if candidate.size > 1:
        return candidate.joined or headline.has(key)
    return not candidate.loose and (key in headline.phrases or (candidate.subject and headline.has(key)))


def _join_heads(found: dict[str, Candidate]) -> None:
    """Counts "the test" as a place of "drugs test", if the story has that and no other kind of test."""
    longer: defaultdict[str, list[Candidate]] = defaultdict(list)
    for key, candidate in found.items():
        if candidate.joined:
            longer[key.rsplit(" ", 1)[-1]].append(candidate)
    for noun, phrases in longer.items():
        if noun in found and len(phrases) == 1:
            alone, whole = found.pop(noun), phrases[0]
            whole.starts = sorted(whole.starts + alone.starts)
            whole.sentences = sorted(whole.sentences + alone.sentences)
            whole.subject |= alone.subject


def key_of(text: str) -> str:
    """A key that the singular and the plural of a phrase share."""
    words = (w.casefold() for w in SEPARATOR.split(text) if w)
    return " ".join(
        w[:-1] if len(w) > 3 and w.endswith("s") and not w.endswith(("ss", "us", "is")) else w for w in words
    )
