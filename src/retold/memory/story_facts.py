"""What the outlets of a story tell, each fact once, with all that tell it.

A claim of one telling is told by another outlet if a sentence of its article tells all of it, and told in part if one
tells its main point (`corpus.same_fact`). The retelling has the facts that several outlets tell, those of most outlets
first, each in the claim that most of them tell; then the takeaways of the first telling that these leave out, because
others may tell them in words that are not recognised. A fact that one outlet alone tells stands apart. Copies, and the
articles of one outlet, count once.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from retold.corpus import slots
from retold.corpus.rarity import rarity
from retold.corpus.same_fact import FEATURES, Comparison
from retold.digest.dependence import depends_on_previous, has_author_voice
from retold.english.lexicon import content_words, stem
from retold.english.quotation_marks import without_quotations
from retold.english.word_vectors import likeness
from retold.types import Claim

ALL, POINT = 0.65, 0.8
"""The chances from which a sentence tells all of a claim, and its main point."""
ALONE = 0.15
"""If no other outlet tells the main point of a fact with this chance, one outlet alone tells it."""
IN_PART = 0.5
"""An outlet that tells the main point counts as this part of one that tells all."""
HEADLINE = 2.0
"""How much more outlets count for a fact that has all words of their headlines."""
LATE = 0.5
"""An outlet that tells a fact at its end counts as less by this part."""
NEW = 0.5
"""A sentence adds to others if they lack this part of its words, and of all words like them."""
SAME = 0.6
"""Of two claims of which one tells the main point of the other with this chance, one is told."""
MOST, MOST_WORDS = 10, 220
"""Sentences and words of a retelling, at most."""
_PRONOUN = re.compile(r"\b(?:he|she|him|his|her|hers)\b", re.IGNORECASE)
_LINKED = re.compile(r"\b(?:therefore|however|meanwhile|instead|nevertheless|nonetheless)\b", re.IGNORECASE)
RELATED = 0.2
"""Of the words of a fact that one outlet alone tells, this part by rarity must stand somewhere in another article."""
OF_ONE, OF_ONE_OUTLET = 12, 3
"""Facts that one outlet alone tells: in all and of each, at most."""


@dataclass(frozen=True, slots=True)
class ToldClaim:
    """A claim of a telling, by its number. `stands_alone`: whether it is made to be read without others, as takeaways
    are."""

    telling: int
    claim: Claim
    stands_alone: bool


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of a story. `told`: for each telling that tells it the number of its sentence, -1 for the telling of the
    claim itself, which is the first. `partly`: the same for tellings that tell its main point. `place`: where the
    others tell it, from 0 to 1, on average. `headline`: the part of the headlines' words that it has, on average."""

    claim: ToldClaim
    told: dict[int, int]
    partly: dict[int, int] = field(default_factory=dict)
    place: float = 0.0
    headline: float = 0.0

    @property
    def weight(self) -> float:
        """How many outlets tell it; less if they tell it late, and more if it is what their headlines say."""
        return (len(self.told) + IN_PART * len(self.partly)) * self._news

    @property
    def order(self) -> tuple[float, int]:
        """By which facts are sorted: those first that most outlets tell, at least in part, as the news."""
        return -(len(self.told) + len(self.partly)) * self._news, -len(self.told)

    @property
    def _news(self) -> float:
        return (1 - LATE * self.place) * (1 + HEADLINE * self.headline)

    @property
    def is_shared(self) -> bool:
        return len(self.told) + len(self.partly) > 1


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a story, and how many `outlets` there are.

    `shared`: those that several outlets tell, of most first. `added`: takeaways of the first telling that others may
    tell, too. `of_one`: those that one alone tells.
    """

    shared: tuple[Fact, ...]
    added: tuple[Fact, ...]
    of_one: tuple[Fact, ...]
    outlets: int


def facts(
    claims: Sequence[ToldClaim],
    articles: Sequence[Sequence[str]],
    outlets: Sequence[Collection[str]],
    headlines: Sequence[str] = (),
    check: Callable[[], None] = lambda: None,
) -> Facts:
    """The facts of a story.

    `articles`: the sentences of each telling. `outlets`: all that published it, "" if not known. `headlines`: of the
    tellings. `check` is called now and then; it may raise.
    """
    usable = [c for c in claims if not _leans(c.claim.text)]
    compared = Comparison([c.claim.text for c in usable], articles)
    voice = _voices(outlets)
    rows = zip(usable, *compared.chances(check), _in_headlines(usable, headlines), strict=True)
    found = [_told(claim, tells_all, point, compared.article, voice, head) for claim, tells_all, point, head in rows]
    news = _News([c.claim.text for c in usable], check)
    shared: list[int] = []
    words = 0
    for i in sorted(range(len(usable)), key=lambda i: (-found[i][0].weight, not usable[i].stands_alone, i)):
        size = len(usable[i].claim.text.split())
        if found[i][0].is_shared and len(shared) < MOST and words + size <= MOST_WORDS and news.lacks(i):
            news.tell(i)
            shared.append(i)
            words += size
    shared.sort(key=lambda i: found[i][0].order)
    added: list[int] = []
    for i, (fact, highest) in enumerate(found):
        is_of_first = fact.claim.telling == claims[0].telling and fact.claim.stands_alone
        if shared and is_of_first and highest >= ALONE and news.lacks(i):
            news.tell(i)
            added.append(i)
    alone = [
        i
        for i, (fact, highest) in enumerate(found)
        if highest < ALONE and not _is_foreign(compared, i, voice, voice[fact.claim.telling])
    ]
    of_one = _of_one(usable, alone, voice, news)
    told, completing, lone = (tuple(found[i][0] for i in chosen) for chosen in (shared, added, of_one))
    return Facts(told, completing, lone, len(set(voice)))


def _leans(text: str) -> bool:
    """Whether a sentence needs those before it, speaks for its author, or only quotes."""
    outside = without_quotations(text)
    pronoun = _PRONOUN.search(outside)
    return (
        depends_on_previous(text.lstrip("\"'“‘"))
        or has_author_voice(text)
        or not content_words(outside)
        or bool(_LINKED.search(outside))
        or (pronoun is not None and not slots.particulars(outside[: pronoun.start()])[0])
    )


def _in_headlines(claims: Sequence[ToldClaim], headlines: Sequence[str]) -> list[float]:
    """The part of the headlines' words that each claim has, or words like them; 0 if there are no headlines."""
    told = [headline for headline in headlines if content_words(headline)]
    if not told or not claims:
        return [0.0] * len(claims)
    compared = Comparison(told, [[c.claim.text for c in claims]])
    shares = [compared.features(i)[:, FEATURES.index("alike_here")] for i in range(len(told))]
    means: list[float] = np.mean(shares, axis=0).tolist()
    return means


def _voices(outlets: Sequence[Collection[str]]) -> list[int]:
    """A number for each telling: that of the first telling of the same outlet. Tellings that share an outlet, directly
    or by others, are one voice."""
    voice = list(range(len(outlets)))
    first: dict[str, int] = {}
    for telling, names in enumerate(outlets):
        for name in sorted(names):
            if name:
                own, other = voice[telling], voice[first.setdefault(name.casefold(), telling)]
                voice = [min(own, other) if v in (own, other) else v for v in voice]
    return voice


def _told(
    claim: ToldClaim,
    tells_all: NDArray[np.float32],
    point: NDArray[np.float32],
    article: NDArray[np.int64],
    voice: Sequence[int],
    headline: float,
) -> tuple[Fact, float]:
    """A claim with the first telling of each outlet that tells it; and the highest chance that another one tells its
    main point. The chances are those of each sentence."""
    told, partly = {claim.telling: -1}, dict[int, int]()
    heard = {voice[claim.telling]}
    highest = 0.0
    places = []
    for chances, line, found in ((tells_all, ALL, told), (point, POINT, partly)):
        for telling, own in enumerate(voice):
            of_telling = chances[article == telling]
            if own in heard or not len(of_telling):
                continue
            best = int(of_telling.argmax())
            highest = max(highest, float(of_telling[best]))
            if of_telling[best] >= line:
                found[telling] = best
                places.append(best / len(of_telling))
                heard.add(own)
    return Fact(claim, told, partly, float(np.mean(places)) if places else 0.0, headline), highest


def _of_one(claims: Sequence[ToldClaim], alone: Sequence[int], voice: Sequence[int], news: _News) -> list[int]:
    """Those of the claims that one outlet alone tells which are shown, by index."""
    count: defaultdict[int, int] = defaultdict(int)
    chosen: list[int] = []
    for i in (i for i in alone if claims[i].stands_alone):
        own = voice[claims[i].telling]
        if count[own] < OF_ONE_OUTLET and len(chosen) < OF_ONE and news.lacks(i):
            news.tell(i)
            count[own] += 1
            chosen.append(i)
    return chosen


def _is_foreign(compared: Comparison, claim: int, voice: Sequence[int], own: int) -> bool:
    """Whether other outlets know hardly a word of a claim, so that it may belong to another story."""
    known = compared.in_articles(claim)
    return all(known[telling] < RELATED for telling, other in enumerate(voice) if other != own)


class _News:
    """What claims tell that those told so far do not: by words alike in meaning, and by the chance that one tells the
    main point of another."""

    def __init__(self, texts: Sequence[str], check: Callable[[], None]) -> None:
        self._point = Comparison(texts, [texts]).chances(check)[1]
        self._told: list[int] = []
        stems = [list(dict.fromkeys(stem(w) for w in content_words(text))) for text in texts]
        place = {s: i for i, s in enumerate(dict.fromkeys(s for own in stems for s in own))}
        self._own = [np.array([place[s] for s in own], dtype=np.int64) for own in stems]
        self._alike = likeness(list(place), list(place))
        self._rarity = np.array([rarity(s) for s in place], dtype=np.float32)
        self._known = np.zeros(len(place), dtype=np.float32)

    def lacks(self, claim: int) -> bool:
        """Whether enough of a claim, by its number, has not been told."""
        if any(max(self._point[claim, other], self._point[other, claim]) >= SAME for other in self._told):
            return False
        own = self._own[claim]
        weights = self._rarity[own]
        return bool(len(own)) and float((weights * (1 - self._known[own])).sum()) >= NEW * float(weights.sum())

    def tell(self, claim: int) -> None:
        """Takes a claim as told."""
        self._told.append(claim)
        self._known = np.maximum(self._known, self._alike[:, self._own[claim]].max(axis=1, initial=0.0))
