"""Who says what in a story: the statements of its tellings, by speaker."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from retold.corpus import comparison
from retold.english.lexicon import stem
from retold.memory.entity_ids import entity_id
from retold.records.memory import Point, Speaker, Stated
from retold.store.entities import EntityRow
from retold.types import Claim, Evidence
from retold.types.speech import Statement

SPEAKERS, STATEMENTS = 8, 3
"""Speakers that a story shows, and statements of each, at most."""
DENIALS = frozenset(
    map(stem, "denied denies deny refuted refutes rejected rejects disputed disputes dismissed".split())
)
"""Stems of cues by which somebody says that something is not so."""


@dataclass(frozen=True, slots=True)
class ToldStatement:
    """A statement of an article. `telling`: the number of the article's telling. `speaker`: None if it has no name."""

    telling: int
    article: str
    body: str
    statement: Statement
    speaker: EntityRow | None

    @property
    def who(self) -> tuple[int, str]:
        """Equal for one speaker. Words such as "officials" are the same speaker in one telling only."""
        if self.speaker is not None:
            return (-1, entity_id(self.speaker.id))
        return (self.telling, self.statement.said_by.casefold())

    @property
    def denies(self) -> bool:
        return any(stem(word.casefold()) in DENIALS for word in self.statement.cue.split())

    @property
    def claim(self) -> Claim:
        """The words, with a piece of evidence for each part."""
        spans = self.statement.spans
        text = " … ".join(" ".join(span.of(self.body).split()) for span in spans)
        evidence = tuple(Evidence(self.article, span.start, span.end, span.of(self.body)) for span in spans)
        return Claim(text, evidence, self.statement.score)


ToPoint = Callable[[Sequence[tuple[int, Claim]]], Point]
"""Makes a point of claims that say one thing, each with the number of its telling."""


def speakers(told: Sequence[ToldStatement], to_point: ToPoint) -> tuple[Speaker, ...]:
    """The speakers of a story: those of most tellings first, and those without a name last."""
    by_speaker: defaultdict[tuple[int, str], list[ToldStatement]] = defaultdict(list)
    for one in told:
        by_speaker[one.who].append(one)
    order = sorted(
        by_speaker.values(),
        key=lambda own: (own[0].speaker is None, -len({one.telling for one in own}), not any(o.denies for o in own)),
    )
    return tuple(_speaker(own, to_point) for own in order[:SPEAKERS])


def _speaker(own: Sequence[ToldStatement], to_point: ToPoint) -> Speaker:
    claims, denials = (_stated([o for o in own if o.denies is denies], to_point) for denies in (False, True))
    shown = tuple([*denials[:1], *claims, *denials[1:]][:STATEMENTS])  # a denial stands beside the claims
    row = own[0].speaker
    name = row.name if row is not None else " ".join(own[0].statement.said_by.split())
    return Speaker(entity_id(row.id) if row is not None else None, name, shown)


def _stated(own: Sequence[ToldStatement], to_point: ToPoint) -> list[Stated]:
    """Statements that say different things, those of most tellings first."""
    compared = [comparison.Statement(o.telling, o.claim.text) for o in own]
    found = []
    for group in comparison.groups(compared):
        same = [i for i in group if compared[i].says(compared[group[0]])]
        first = own[same[0]]
        point = to_point([(own[i].telling, own[i].claim) for i in same])
        hedge = first.statement.hedge or ""
        found.append(Stated(point.text, first.statement.cue, hedge, first.denies, point.evidence, point.by))
    return sorted(found, key=lambda stated: -len(stated.by))
