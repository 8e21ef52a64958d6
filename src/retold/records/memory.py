"""What the memory answers with. Entities are told by `E` and a number, stories and articles by the ids of articles."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from retold.types import Evidence

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Source:
    """An article, as it is cited."""

    id: str
    headline: str
    publisher: str
    published: str | None
    url: str


@dataclass(frozen=True, slots=True)
class Said:
    """Words about somebody or something, with the exact words that they rest on and where those stand."""

    text: str
    evidence: tuple[Evidence, ...]
    source: Source
    stories: int = 1
    """How many stories say the same."""


@dataclass(frozen=True, slots=True)
class Entity:
    """One person, organization, place, event, work, product or topic across articles."""

    id: str
    name: str
    type: str
    stories: int
    articles: int
    first: str | None
    last: str | None
    aliases: tuple[tuple[str, str], ...] = ()
    """Each form of the name with an id of its own, so that a person can part it from the rest."""
    roles: tuple[Said, ...] = ()
    """Who articles say that this is, the latest first."""


@dataclass(frozen=True, slots=True)
class Link:
    """Two entities that stories have in common: `source` and `target` by id, the other by name.

    `stories` is how many; `expected` how many there would be by chance; `npmi` the normalised
    pointwise mutual information, -1..1 (Bouma 2009); `significance` the same, discounted where
    few stories tell it (Pantel & Lin 2002). `first` and `last`: days of the stories, ISO 8601.
    """

    source: str
    target: str
    name: str
    type: str
    stories: int
    expected: float
    npmi: float
    significance: float
    first: str | None
    last: str | None
    evidence: tuple[Evidence, ...] = ()
    together: bool = True
    """Whether each sentence of the evidence names both; else there is one for each of them, from one story."""


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The intersection graph around entities: links of `of` (one, or two taken together), in a period or at any time."""

    of: tuple[Entity, ...]
    stories: int
    total: int
    """All stories of the period."""
    links: tuple[Link, ...]
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class EntityPage:
    """An entity with its strongest links, and the other entities of the same name."""

    entity: Entity
    links: tuple[Link, ...]
    others: tuple[Entity, ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """How two entities are linked: each step is a link from one to the next."""

    steps: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """Articles from any outlet on one happening. `id` is its first article's."""

    id: str
    headline: str
    first: str | None
    last: str | None
    articles: tuple[str, ...]
    tellings: int
    publishers: int


@dataclass(frozen=True, slots=True)
class Telling:
    """Articles that are copies of one another: listed each, counted once."""

    articles: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """Something that a story tells: in the words of who told it first, and who else tells it."""

    text: str
    date: str | None
    evidence: tuple[Evidence, ...]
    by: tuple[Source, ...]
    """The first first; one for each telling."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Where tellings differ: `of` is what is counted or called, `sides` what each says, with its evidence."""

    of: str
    sides: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class StoryDetail:
    """A story with all that its tellings say."""

    story: Story
    tellings: tuple[Telling, ...]
    points: tuple[Point, ...]
    """Who reported what first: the points that matter, in the order in which they were reported."""
    timeline: tuple[Point, ...]
    differences: tuple[Difference, ...]
    entities: tuple[Entity, ...]
    retelling: tuple[Point, ...] = ()
    """The telling most like all of them, told again: each sentence with all who say the same."""
    also: tuple[Point, ...] = ()
    """What it leaves out and others tell, what most of them tell first."""


@dataclass(frozen=True, slots=True)
class Related:
    """An entity of an article: `chain` is its id in the article's digest, its roles are those that other articles give."""

    chain: str
    entity: Entity


@dataclass(frozen=True, slots=True)
class ArticleDetail:
    """A kept article. `digest`: JSON values, schema `retold.digest/1`."""

    article: Source
    version: int
    versions: int
    story: Story
    digest: dict[str, Any]
    related: tuple[Related, ...]
    more: tuple[Source, ...] = ()
    """The story's other articles, the first published first."""


@dataclass(frozen=True, slots=True)
class Card:
    """A story at a glance: takeaways of the article whose headline it bears, who tells it, whom that article names most."""

    story: Story
    takeaways: tuple[Said, ...]
    publishers: tuple[str, ...]
    entities: tuple[Entity, ...]


@dataclass(frozen=True, slots=True)
class Listed(Generic[T]):
    """Part of a list. `next`: where the next part begins, to be given back as it is; None at the end."""

    items: tuple[T, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Rising:
    """An entity that has more stories of late than its past would have: `stories` of them, where `expected` were, and
    the signed root of the log-likelihood ratio (Dunning 1993) as `score`. `expected` 0: it is new."""

    entity: Entity
    stories: int
    expected: float
    score: float


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who published articles: how many, and the days of the first and the last, ISO 8601."""

    name: str
    articles: int
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation of an article: `speaker` an entity's id, or None where the article does not say who spoke."""

    text: str
    speaker: str | None
    name: str
    evidence: Evidence
    source: Source


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that a search found; `snippet` is of its body, `marks` are places in the snippet."""

    article: Source
    story: str
    score: float
    snippet: Evidence
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Dated:
    """A line of an entity's timeline."""

    date: str
    precision: str
    said: Said


@dataclass(frozen=True, slots=True)
class Judged:
    """A line of the ledger: `a` and `b` by id and name, `by` a person or the program's model."""

    id: int
    a: tuple[str, str]
    b: tuple[str, str]
    verdict: str
    score: float
    by: str
    at: str
    ended: str | None
    features: dict[str, float] = field(default_factory=dict)
