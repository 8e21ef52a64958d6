"""What is known about a pronoun and each name that it could stand for, as numbers.

`pronoun_pairs` has the features of a pronoun with one name; here is which names those are, and what says that it stands
for none of them.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from retold.english.nouns import can_be
from retold.english.speech_verbs import SPEECH_VERB
from retold.reading.pronoun_genders import GENDERED_NOUNS, GENDERS, Genders
from retold.reading.pronoun_pairs import SEEN, Around, Resolution, Scene
from retold.reading.pronoun_places import Place, Places, PronounKind, Tree
from retold.types import Chain, EntityType, Reading

__all__ = ["Candidate", "PronounFeatures", "Resolution"]

REACH = 8
"""Sentences before a pronoun in which a name can be what it stands for."""
MOST_NAMES = 40
"""Names before a pronoun that are looked at."""
MOST_CANDIDATES = 12
"""Chains that a pronoun can stand for: those named last."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A chain that a pronoun may stand for, with the features of the pair."""

    chain: Chain
    features: Mapping[str, float]


class PronounFeatures:
    """Candidates and features for the pronouns of one reading."""

    def __init__(self, reading: Reading) -> None:
        self.places = Places(reading)
        self.genders = Genders(reading)
        self._headline = reading.article.metadata.headline

    def fits(self, chain: Chain, kind: PronounKind) -> bool:
        """Whether the type of a chain allows a kind of pronoun. One person who is "they" is rare, so nobody is."""
        return (chain.type is EntityType.PERSON) == (kind in GENDERS)

    def candidates(self, place: Place, kind: PronounKind, history: Sequence[Resolution]) -> list[Candidate]:
        """The chains that a pronoun may stand for, with their features. `history`: the pronouns before it."""
        before = [
            name
            for name in self.places.names_before(place.span.start, MOST_NAMES)
            if name.span.end <= place.span.start
            and place.sentence - name.sentence <= REACH
            and self.fits(name.chain, kind)
        ]
        after = [n for n in self.places.names_after(place.span.end, place.sentence) if self.fits(n.chain, kind)]
        recent = [h for h in history[-MOST_NAMES:] if place.sentence - h.place.sentence <= SEEN]
        chains: dict[str, Chain] = {}
        for name in (*reversed(before), *after):
            if len(chains) < MOST_CANDIDATES:
                chains.setdefault(name.chain.id, name.chain)
        scene = Scene(self.places, self.genders, self._headline, Around(place, kind, before, after, recent))
        return [Candidate(chain, scene.pair(chain)) for chain in chains.values()]

    def nobody(
        self, place: Place, kind: PronounKind, history: Sequence[Resolution], candidates: Sequence[Candidate]
    ) -> dict[str, float]:
        """Features of the answer that a pronoun stands for none of the candidates."""
        tree = self.places.tree(place.sentence)
        found: dict[str, float] = {"": 1.0, f"kind.{kind}": 1.0, f"part.{place.part}": 1.0}
        found["quoted"] = float(place.quotation >= 0)
        found["main"] = float(tree.is_main(place))
        found["sentence"] = math.log1p(place.sentence)
        fitting = [c for c in candidates if not self.genders.contradicts(c.chain, kind)]
        found["candidates"] = math.log1p(len(fitting))
        found["none"] = float(not fitting)
        for back in range(3):
            found[f"named.{back}"] = float(any(c.features.get(f"at.{back}.any") for c in fitting))
            found[f"named.subject.{back}"] = float(any(c.features.get(f"at.{back}.subject") for c in fitting))
            if place.sentence >= back:
                found |= self._strangers(place, kind, back)
        same = [h for h in history[-MOST_NAMES:] if h.kind is kind and place.sentence - h.place.sentence <= SEEN]
        if same:
            last = same[-1]
            unknown = 1.0 - sum(last.chances.values())
            back = place.sentence - last.place.sentence
            found["before"] = 1.0
            found["before.unknown"] = unknown
            found[f"before.unknown.{min(back, 2)}"] = unknown
        if kind is PronounKind.IT and place.word >= 0:
            found |= _impersonal(tree, place)
        return {f"nobody.{name}": value for name, value in found.items()}

    def _strangers(self, place: Place, kind: PronounKind, back: int) -> dict[str, float]:
        """Signs of somebody or something without a name, so many sentences before the pronoun."""
        tree = self.places.tree(place.sentence - back)
        named = {
            i
            for name in self.places.names_before(place.span.end, MOST_NAMES)
            if name.sentence == place.sentence - back
            for i in (name.word, *(tree.ancestors(name.word)[:1] if name.apposed else ()))
        }
        gender = GENDERS.get(kind)
        found: dict[str, float] = defaultdict(float)
        for i, (word, text) in enumerate(zip(tree.words, tree.texts, strict=True)):
            if tree.offset + word.span.start >= place.span.start:
                break
            if i in named or not text[:1].isalpha():
                continue
            own = GENDERED_NOUNS.get(text)
            subject = word.relation.startswith("nsubj")
            if gender is not None:
                if own is gender:
                    found[f"gendered.{back}"] = 1.0
                elif own is None and can_be(text, EntityType.PERSON):
                    found[f"stranger.{back}"] = 1.0
                    found[f"stranger.subject.{back}"] = max(found[f"stranger.subject.{back}"], float(subject))
            elif kind is PronounKind.THEY:
                plural = text.endswith("s") and not text.endswith(("ss", "us", "is"))
                if plural or text in ("people", "children", "men", "women", "police", "and"):
                    found[f"plural.{back}"] = 1.0
                    found[f"plural.subject.{back}"] = max(found[f"plural.subject.{back}"], float(subject))
            elif subject and text not in ("he", "she", "they", "we", "i", "you", "it", "who", "which", "that"):
                found[f"thing.subject.{back}"] = 1.0
        return dict(found)


def _impersonal(tree: Tree, place: Place) -> dict[str, float]:
    """Signs that "it" stands for nothing, or for a whole clause."""
    governor = tree.words[place.word].head
    relations = {w.relation.split(":")[0] for w in tree.words if w.head == governor}
    following = tree.texts[place.word + 1] if place.word + 1 < len(tree.texts) else ""
    return {
        "expletive": float(tree.words[place.word].relation.startswith("expl")),
        "cop": float("cop" in relations),
        "clause": float(bool(relations & {"csubj", "ccomp"})),
        "is": float(following in ("is", "was", "’s", "'s", "will", "has", "would")),
        "says": float(bool(SPEECH_VERB.match(tree.governor_text(place)))),
    }
