"""What the memory answers. Entities have ids such as "E12"; articles and stories have the ids of articles."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from retold.types import Evidence

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Source:
    """An article as it is cited."""

    id: str
    headline: str
    publisher: str
    published: str | None
    url: str


@dataclass(frozen=True, slots=True)
class Said:
    """Words of an article about somebody or something, with their evidence."""

    text: str
    evidence: tuple[Evidence, ...]
    source: Source
    stories: int = 1
    """How many stories say the same; for a side of a difference, how many tellings."""
    by: tuple[Source, ...] = ()
    """For a side of a difference: the articles that say it, one of each telling."""


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
    """Id and name of each form. With the id, a person can separate the form from the entity."""
    roles: tuple[Said, ...] = ()
    """What articles say that this is, the latest first."""


@dataclass(frozen=True, slots=True)
class Attestation:
    """An article that says something, and by whose word: that of the entity `speaker`, or else its own.

    `name`: the speaker's name, or "". `said_by`: the article's words for who speaks, or "". `evidence`: the sentence;
    empty in the export of the whole graph.
    """

    evidence: tuple[Evidence, ...]
    source: Source
    speaker: str | None = None
    name: str = ""
    said_by: str = ""


@dataclass(frozen=True, slots=True)
class Relationship:
    """What articles say that one entity is or does to another one: `subject` and `object` by id and name.

    `relation`: one of the types of a digest's relations. `status`: "fact", "planned", "alleged", "denied" or "past".
    `detail`: the words that name it more exactly, or "". `since`: the day of the first article that says it, ISO 8601.
    """

    subject: str
    subject_name: str
    relation: str
    object: str
    object_name: str
    status: str
    detail: str
    since: str | None
    stories: int
    """How many stories say it."""
    by: tuple[Attestation, ...]
    """By whose word, one for each telling, the first published first."""


@dataclass(frozen=True, slots=True)
class Link:
    """Two entities that share stories: `source` and `target` by id, the target also by name and type.

    `stories`: how many stories they share. `expected`: how many they would share by chance. `npmi`: normalised
    pointwise mutual information, -1..1 (Bouma 2009). `significance`: npmi, discounted if few stories support it
    (Pantel & Lin 2002). `first`, `last`: days of the stories, ISO 8601.
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
    """Whether each sentence of the evidence names both. If not, there is one sentence for each, from one story."""
    relations: tuple[Relationship, ...] = ()
    """What articles say that the two are or do to one another; what most stories say first."""


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The links of the entities `of`: of one, or of two together; in a period, or at any time.

    `stories`: how many stories have all of them.
    """

    of: tuple[Entity, ...]
    stories: int
    total: int
    """All stories of the period."""
    links: tuple[Link, ...]
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class EntityPage:
    """An entity with its strongest links, the other entities of the same name, and its relations."""

    entity: Entity
    links: tuple[Link, ...]
    others: tuple[Entity, ...] = ()
    relations: tuple[Relationship, ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """How two entities are linked: each step is a link from one entity to the next."""

    steps: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """Articles from any outlet about one event. `id`: that of the first article."""

    id: str
    headline: str
    first: str | None
    last: str | None
    articles: tuple[str, ...]
    tellings: int
    publishers: int


@dataclass(frozen=True, slots=True)
class Telling:
    """Articles that are copies of one another. Each is listed; together they count once."""

    articles: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """A fact of a story, in the words of the article that reported it first."""

    text: str
    date: str | None
    evidence: tuple[Evidence, ...]
    by: tuple[Source, ...]
    """The articles that report it, one for each telling; the first one first."""
    partly: tuple[Source, ...] = ()
    """Articles of other outlets that report its main point, but not all of it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A contradiction between tellings.

    `of`: "dead", "injured", "missing" or "arrested", what else is counted, or "person". `sides`: what each side says.
    """

    of: str
    sides: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Stated:
    """What somebody says, in the words of the article that reported it first. `cue`: "denied". `hedge`: a word that
    leaves it in doubt, or "". `denies`: whether the speaker says that it is not so."""

    text: str
    cue: str
    hedge: str
    denies: bool
    evidence: tuple[Evidence, ...]
    by: tuple[Source, ...]
    """The articles that report it, one for each telling; the first one first."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who says something in a story. `entity`: its id, None if no article names it.

    `name`: its name, or an article's words for it.
    """

    entity: str | None
    name: str
    statements: tuple[Stated, ...]


@dataclass(frozen=True, slots=True)
class StoryDetail:
    """A story with what its tellings say."""

    story: Story
    tellings: tuple[Telling, ...]
    points: tuple[Point, ...]
    """The takeaways of all tellings, in the order in which they were reported."""
    timeline: tuple[Point, ...]
    differences: tuple[Difference, ...]
    entities: tuple[Entity, ...]
    retelling: tuple[Point, ...] = ()
    """What several outlets tell, those facts first that most of them tell, at least in part, as the news.

    Then takeaways that complete it, of the telling that is most similar to all.

    If no two tell the same, the retelling of the telling that is most similar to all.
    """
    also: tuple[Point, ...] = ()
    """What one outlet alone tells."""
    speakers: tuple[Speaker, ...] = ()
    """Who says what; those of most tellings first."""
    relations: tuple[Relationship, ...] = ()
    """What at least two tellings say that entities are or do to one another."""
    outlets: int = 0
    """The outlets of which the retelling is made; 0 if no two tell the same.

    Copies of one text count once, and so do all tellings of one outlet.
    """


@dataclass(frozen=True, slots=True)
class Related:
    """An entity of an article. `chain`: its id in the digest. Its roles are those that other articles give."""

    chain: str
    entity: Entity


@dataclass(frozen=True, slots=True)
class ArticleDetail:
    """A kept article. `digest`: JSON values of schema `retold.digest/1.1`."""

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
    """A story in short: takeaways and the most salient entities of the article that gave it its headline, and all
    publishers."""

    story: Story
    takeaways: tuple[Said, ...]
    publishers: tuple[str, ...]
    entities: tuple[Entity, ...]


@dataclass(frozen=True, slots=True)
class Listed(Generic[T]):
    """Part of a list. `next`: where the next part begins, to be used as it is; None at the end."""

    items: tuple[T, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Rising:
    """An entity with more stories in the latest week than its past predicts.

    `stories`: how many it has. `expected`: how many were expected; 0 if it is new. `score`: the root of the
    log-likelihood ratio (Dunning 1993).
    """

    entity: Entity
    stories: int
    expected: float
    score: float


@dataclass(frozen=True, slots=True)
class Publisher:
    """A publisher, with the number of its articles. `first`, `last`: their days, ISO 8601."""

    name: str
    articles: int
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation. `speaker`: id of an entity, None if the article names nobody. `name`: the speaker's name, or "".

    `said_by`: the article's words for who speaks, or ""."""

    text: str
    speaker: str | None
    name: str
    said_by: str
    evidence: Evidence
    source: Source


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that a search found. `snippet`: a piece of its body. `marks`: starts and ends in the snippet."""

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
    """A line of the ledger. `a`, `b`: id and name of the forms. `by`: a person, or the program's model.

    `at`, `ended`: when it was made and when it ended, RFC 3339.
    """

    id: int
    a: tuple[str, str]
    b: tuple[str, str]
    verdict: str
    score: float
    by: str
    at: str
    ended: str | None
    features: dict[str, float] = field(default_factory=dict)
