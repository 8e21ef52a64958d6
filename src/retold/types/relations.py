"""Relations between two entities of one article: what kinds there are, and the record of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from retold.types.spans import Span


class RelationType(StrEnum):
    """What the first entity is or does to the second one."""

    POSITION_AT = "position_at"
    MEMBER_OF = "member_of"
    FOUNDED = "founded"
    OWNS = "owns"
    ACQUIRES = "acquires"
    INVESTS_IN = "invests_in"
    SUPPLIES = "supplies"
    PARTNERS_WITH = "partners_with"
    COMPETES_WITH = "competes_with"
    SUES = "sues"
    INVESTIGATES = "investigates"
    CHARGES = "charges"
    REGULATES = "regulates"
    SUCCEEDS = "succeeds"
    FAMILY_OF = "family_of"
    BASED_IN = "based_in"
    CREATED = "created"
    WINS = "wins"
    DEFEATS = "defeats"
    SUPPORTS = "supports"
    OPPOSES = "opposes"
    ATTACKS = "attacks"
    MEETS = "meets"
    EMPLOYS = "employs"
    KILLS = "kills"
    HOSTS = "hosts"
    PARTICIPATES_IN = "participates_in"


class RelationStatus(StrEnum):
    """How a relation is said to hold."""

    FACT = "fact"
    PLANNED = "planned"  # "agreed to buy", "will meet", "an offer for"
    ALLEGED = "alleged"  # "allegedly", "is accused of", "reportedly"
    DENIED = "denied"  # somebody denies it
    PAST = "past"  # "former", "was until 2014", an earlier year


TYPE_WORDS: Mapping[RelationType, str] = {
    RelationType.POSITION_AT: "has a position at",
    RelationType.MEMBER_OF: "is a member of",
    RelationType.FOUNDED: "founded",
    RelationType.OWNS: "owns",
    RelationType.ACQUIRES: "acquires",
    RelationType.INVESTS_IN: "invests in",
    RelationType.SUPPLIES: "supplies",
    RelationType.PARTNERS_WITH: "is a partner of",
    RelationType.COMPETES_WITH: "competes with",
    RelationType.SUES: "sues",
    RelationType.INVESTIGATES: "investigates",
    RelationType.CHARGES: "charges",
    RelationType.REGULATES: "regulates",
    RelationType.SUCCEEDS: "succeeds",
    RelationType.FAMILY_OF: "is related to",
    RelationType.BASED_IN: "is based in",
    RelationType.CREATED: "created",
    RelationType.WINS: "wins",
    RelationType.DEFEATS: "defeats",
    RelationType.SUPPORTS: "supports",
    RelationType.OPPOSES: "opposes",
    RelationType.ATTACKS: "attacks",
    RelationType.MEETS: "meets",
    RelationType.EMPLOYS: "employs",
    RelationType.KILLS: "kills",
    RelationType.HOSTS: "hosts",
    RelationType.PARTICIPATES_IN: "takes part in",
}
"""What stands between the two names in a clause."""
STATUS_WORDS: Mapping[RelationStatus, str] = {
    RelationStatus.FACT: "",
    RelationStatus.PLANNED: "planned",
    RelationStatus.ALLEGED: "alleged",
    RelationStatus.DENIED: "denied",
    RelationStatus.PAST: "in the past",
}
"""What stands behind such a clause."""

MUTUAL = frozenset((RelationType.COMPETES_WITH, RelationType.PARTNERS_WITH, RelationType.MEETS, RelationType.FAMILY_OF))
"""Those that hold in both directions. One of them is given."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation between two chains, by their ids. `probability`: 0..1, that an editor would give it.

    `detail`: the words of the body that name it more exactly ("chief executive"), None if there are none. `evidence`:
    the sentence that says it.
    """

    type: RelationType
    subject: str
    object: str
    status: RelationStatus
    detail: Span | None
    evidence: Span
    probability: float
