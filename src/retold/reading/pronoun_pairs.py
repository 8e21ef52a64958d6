"""What is known about a pronoun with one name that it could stand for, as numbers.

The signs are those that the literature on reference has found: number and gender, distance, parts of the clause and
whether they are the same in both (Hobbs 1978; Lappin & Leass 1994), what is in focus (Grosz, Joshi & Weinstein 1995),
whom a clause cannot mean (binding), and what the pronouns before stand for.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from retold.english.speech_verbs import SPEECH_VERB
from retold.reading.pronoun_genders import GENDERS, Genders
from retold.reading.pronoun_places import NamePlace, Part, Place, Places, PronounKind
from retold.types import Chain

SEEN = 3
"""Sentences back to pronouns that say what this one stands for."""
_OTHER_GENDER = {PronounKind.HE: PronounKind.SHE, PronounKind.SHE: PronounKind.HE}


@dataclass(frozen=True, slots=True)
class Resolution:
    """A pronoun that was resolved before: its place, its kind, and how likely it stands for each chain, by id."""

    place: Place
    kind: PronounKind
    chances: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Around:
    """A pronoun with the names that fit, before and after it in text order, and the pronouns before it."""

    place: Place
    kind: PronounKind
    before: Sequence[NamePlace]
    after: Sequence[NamePlace]
    history: Sequence[Resolution]


class Scene:
    """One pronoun, to be paired with one chain after another."""

    def __init__(self, places: Places, genders: Genders, headline: str, around: Around) -> None:
        self._places, self._genders, self._headline = places, genders, headline
        self._place, self._kind = place, kind = around.place, around.kind
        self._before, self._after, self._history = around.before, around.after, around.history
        self._tree = places.tree(place.sentence)
        self._fitting = [n for n in around.before if not genders.contradicts(n.chain, kind)]
        self._context = self._of_pronoun()
        self._ancestors = set(self._tree.ancestors(place.word)) if place.word >= 0 else set()
        same = [h for h in around.history if h.kind is kind]
        self._last = same[-1] if same else None
        self._order = self._search_order()
        self._same = same

    def _of_pronoun(self) -> dict[str, float]:
        place, tree = self._place, self._tree
        return {
            f"kind.{self._kind}": 1.0,
            f"part.{place.part}": 1.0,
            "main": float(tree.is_main(place)),
            "quoted": float(place.quotation >= 0),
            "leads": float(place.word <= 1),
            "reflexive": float(place.word >= 0 and tree.texts[place.word].endswith(("self", "selves"))),
            "rivals": math.log1p(len({n.chain.id for n in self._fitting})),
            "rivals.here": float(len({n.chain.id for n in self._fitting if n.sentence == place.sentence})),
        }

    def _search_order(self) -> dict[str, int]:
        """The rank of each chain when sentences are searched from the nearest, each from the left (Hobbs 1978)."""
        ranks: dict[str, int] = {}
        for name in sorted(self._fitting, key=lambda n: (-n.sentence, n.span.start)):
            ranks.setdefault(name.chain.id, len(ranks))
        return ranks

    def pair(self, chain: Chain) -> dict[str, float]:
        """The features of the pronoun with one chain."""
        found = dict(self._context)
        found[f"type.{chain.type}"] = 1.0
        found |= self._gender(chain)
        rank = self._order.get(chain.id)
        if rank is not None:
            found["rank"] = math.log1p(rank)
            found["rank.first"] = float(rank == 0)
        mine = [n for n in self._before if n.chain is chain]
        later = [n for n in self._after if n.chain is chain]
        if mine:
            found |= self._nearest(mine[-1])
        if later:
            found |= self._following(later[0])
        found |= self._in_focus(chain, mine)
        found |= self._told(chain)
        found |= self._standing(chain, mine)
        return found

    def _gender(self, chain: Chain) -> dict[str, float]:
        gender = GENDERS.get(self._kind)
        if gender is None:
            return {}
        found = {"name.short": 1.0} if " " not in chain.name else {}
        for sign, value in self._genders.signs(chain).items():
            found[f"{sign}.{'agrees' if value is gender else 'contradicts'}"] = 1.0
        other = _OTHER_GENDER[self._kind]
        found["told.other"] = max((h.chances.get(chain.id, 0.0) for h in self._history if h.kind is other), default=0.0)
        return found

    def _nearest(self, name: NamePlace) -> dict[str, float]:
        """The last mention before the pronoun."""
        place, tree = self._place, self._places.tree(name.sentence)
        back = place.sentence - name.sentence
        between = {n.chain.id for n in self._fitting if n.span.start > name.span.start} - {name.chain.id}
        found = {
            f"back.{min(back, 4)}": 1.0,
            "distance": math.log1p((place.span.start - name.span.end) / 6),
            "between": math.log1p(len(between)),
            "last": float(not between),
            f"name.part.{name.part}": 1.0,
            "name.joined": float(name.joined),
            "name.apposed": float(name.apposed),
            "name.main": float(tree.is_main(name)),
            "name.main.subject": float(tree.is_main(name) and name.part is Part.SUBJECT),
            "name.first": float(name.first),
            "name.quoted": float(name.quotation >= 0),
            "same.quotation": float(name.quotation == place.quotation >= 0),
            "parallel": float(name.part is place.part),
            "paragraphs": float(
                self._places.sentences[place.sentence].paragraph != self._places.sentences[name.sentence].paragraph
            ),
        }
        speaks = name.part is Part.SUBJECT and bool(SPEECH_VERB.match(tree.governor_text(name)))
        found["name.speaks"] = float(speaks)
        found["speaker"] = float(speaks and place.quotation >= 0 > name.quotation and back <= 1)
        if back == 0:
            found |= self._binding(name, speaks)
        return found

    def _binding(self, name: NamePlace, speaks: bool) -> dict[str, float]:
        """How a name and a pronoun of one sentence stand to each other in the tree."""
        place = self._place
        same = name.clause == place.clause >= 0
        above = not same and name.clause in self._ancestors
        return {
            "here.same": float(same),
            "here.same.owner": float(same and place.part is Part.OWNER),
            "here.same.forbidden": float(
                same and place.part is not Part.OWNER and name.part in (Part.SUBJECT, Part.OBJECT)
            ),
            "here.same.subject": float(same and name.part is Part.SUBJECT),
            "here.above": float(above),
            "here.above.subject": float(above and name.part is Part.SUBJECT),
            "here.above.speaks": float(above and speaks),
            "here.above.object": float(above and name.part is Part.OBJECT),
            "here.below": float(not same and place.clause in self._tree.ancestors(name.clause))
            if name.clause >= 0
            else 0.0,
            "here.owned": float(self._is_owned(name)),
            "here.owner": float(name.part is Part.OWNER),
        }

    def _is_owned(self, name: NamePlace) -> bool:
        """Whether a name is what the pronoun owns, or is in words about that: "his brother, Bo"."""
        if self._place.part is not Part.OWNER or self._place.word < 0 or name.word < 0:
            return False
        owned = self._tree.words[self._place.word].head
        return owned >= 0 and (owned == name.word or owned in self._tree.ancestors(name.word))

    def _following(self, name: NamePlace) -> dict[str, float]:
        """The first mention after the pronoun in its sentence."""
        place, tree = self._place, self._tree
        above = name.clause != place.clause and name.clause in self._ancestors
        return {
            "after": 1.0,
            "after.distance": math.log1p((name.span.start - place.span.end) / 6),
            "after.same": float(name.clause == place.clause >= 0),
            "after.same.subject": float(name.clause == place.clause >= 0 and name.part is Part.SUBJECT),
            "after.above": float(above),
            "after.above.subject": float(above and name.part is Part.SUBJECT),
            "after.main.subject": float(tree.is_main(name) and name.part is Part.SUBJECT),
            "after.owned": float(self._is_owned(name)),
            "after.subject": float(place.part is Part.SUBJECT),
            "after.quoted": float(place.quotation >= 0 > name.quotation),
        }

    def _in_focus(self, chain: Chain, mine: Sequence[NamePlace]) -> dict[str, float]:
        """What the chain is in the sentence of the pronoun and the two before it, by a name or a pronoun."""
        found: dict[str, float] = defaultdict(float)
        seen: list[tuple[Place, float, bool]] = [(n, 1.0, n.first) for n in mine[-6:]]
        seen += [(h.place, h.chances.get(chain.id, 0.0), False) for h in self._same[-8:]]
        for place, weight, first in seen:
            back = self._place.sentence - place.sentence
            if back > 2 or weight < 0.05:
                continue
            subject = place.part is Part.SUBJECT
            main = self._places.tree(place.sentence).is_main(place)
            for sign, holds in (("any", True), ("subject", subject), ("main", subject and main), ("first", first)):
                if holds:
                    found[f"at.{back}.{sign}"] = max(found[f"at.{back}.{sign}"], weight)
            if place.part is self._place.part:
                found[f"at.{back}.parallel"] = max(found[f"at.{back}.parallel"], weight)
        return dict(found)

    def _told(self, chain: Chain) -> dict[str, float]:
        """What the pronouns of the same kind before this one say of the chain."""
        if self._last is None:
            return {}
        last = self._last
        chance = last.chances.get(chain.id, 0.0)
        back = self._place.sentence - last.place.sentence
        same_clause = back == 0 and last.place.clause == self._place.clause >= 0
        found = {
            "told": 1.0,
            f"told.{min(back, 2)}": chance,
            "told.parallel": chance * (last.place.part is self._place.part),
            "told.subject": chance * (last.place.part is Part.SUBJECT),
            "told.most": max(h.chances.get(chain.id, 0.0) for h in self._same),
            "told.mean": sum(h.chances.get(chain.id, 0.0) for h in self._same) / len(self._same),
            "told.forbidden": chance * (same_clause and Part.OWNER not in (self._place.part, last.place.part)),
            "told.quotation": chance * (last.place.quotation != self._place.quotation),
        }
        newer = any(n.span.start > last.place.span.end and n.chain is not chain for n in self._fitting)
        found["told.newer"] = chance * newer
        return found

    def _standing(self, chain: Chain, mine: Sequence[NamePlace]) -> dict[str, float]:
        """How much the article is about the chain."""
        start = self._place.span.start
        earlier = bisect_left(chain.mentions, start, key=lambda m: m.span.start)
        counts = {n.chain.id: len(n.chain.mentions) for n in self._fitting}
        share = len([n for n in self._fitting if n.chain is chain]) / max(1, len(self._fitting))
        return {
            "mentions": math.log1p(len(chain.mentions)),
            "mentions.before": math.log1p(earlier),
            "mentions.share": share,
            "mentions.most": float(bool(counts) and len(chain.mentions) >= max(counts.values())),
            "salience": chain.salience,
            "headline": float(any(f in self._headline for f in (chain.name, *chain.aliases))),
            "opens": float(bool(chain.mentions) and chain.mentions[0].sentence == 0),
            "first.named": float(bool(self._before) and bool(mine) and mine[0] is self._before[0]),
        }
