"""The records that pass between stages: `Page → Article → Reading → Digest`.

All are frozen; each refers to what it came from by offsets. Offsets count
Unicode code points of `Article.body`, which never changes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Span(NamedTuple):
    """Code points `start` up to, not including, `end`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words at this place of `text`."""
        return text[self.start : self.end]

    def covers(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


class EntityType(StrEnum):
    PERSON = "person"
    ORGANIZATION = "organization"
    PLACE = "place"
    EVENT = "event"
    WORK = "work"
    PRODUCT = "product"
    TOPIC = "topic"
    OTHER = "other"


class Aspect(StrEnum):
    """What part of a story a claim tells."""

    NEWS = "news"
    BACKGROUND = "background"
    OUTLOOK = "outlook"


class Precision(StrEnum):
    """How long a time an expression names."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    SEASON = "season"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"


@dataclass(frozen=True, slots=True)
class When:
    """A time by its first and last day."""

    first: date
    last: date
    precision: Precision


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """Words that name a time, and the time that they name."""

    span: Span
    sentence: int
    when: When
    relative: bool
    """Whether the words need another date to be understood ("last month")."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a source says of an article besides its text; empty where it says nothing."""

    id: str = ""
    url: str = ""
    canonical_url: str = ""
    headline: str = ""
    byline: tuple[str, ...] = ()
    publisher: str = ""
    published: str | None = None
    """RFC 3339: a date, or a date and time with offset where both are known."""
    modified: str | None = None
    language: str = ""


class Content(StrEnum):
    """How a page's content is to be taken."""

    BODY = "body"  # an article's body, kept to the character
    TEXT = "text"  # scraped text, to be cleaned
    HTML = "html"


@dataclass(frozen=True, slots=True)
class Page:
    """What was fetched or given. `source` names it in messages."""

    source: str
    content: Content
    text: str
    metadata: Metadata = field(default_factory=Metadata)
    retrieved: datetime | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record of an archive that is rightly no page, in its place: why, in words that can be counted by, and where."""

    reason: str
    where: str


@dataclass(frozen=True, slots=True)
class Article:
    """An article's own text and metadata."""

    metadata: Metadata
    body: str
    retrieved: datetime | None = None

    @property
    def id(self) -> str:
        return self.metadata.id


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a sentence, in its dependency tree (Universal Dependencies).

    `head` is the index of the governor in the sentence, -1 for the root.
    """

    span: Span
    head: int
    relation: str


@dataclass(frozen=True, slots=True)
class Name:
    """A name that the model sees in a sentence. `type` is a value of `EntityType`, or
    "demonym" ("British"), which is no name of its own; `score` is 0..1."""

    span: Span
    type: str
    score: float


@dataclass(frozen=True, slots=True)
class Encoding:
    """What the model says of one sentence. Spans count code points from its start.

    `vector` is float32 (384,) of length 1; `salience` 0..1.
    """

    words: tuple[Word, ...]
    names: tuple[Name, ...]
    vector: NDArray[np.float32] = field(compare=False, repr=False)
    salience: float


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence. `clutter`: page furniture rather than the story (captions,
    teasers, share bars); kept in the body, left out of what we tell."""

    index: int
    span: Span
    paragraph: int
    words: tuple[Word, ...]
    clutter: bool
    salience: float


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text. `score` is the model's probability, 0..1."""

    span: Span
    type: EntityType
    sentence: int
    score: float


@dataclass(frozen=True, slots=True)
class Chain:
    """All mentions of one entity in one article, in order of appearance."""

    id: str
    name: str
    type: EntityType
    aliases: tuple[str, ...]
    mentions: tuple[Mention, ...]
    salience: float


class Gender(StrEnum):
    """By the pronoun that stands for a name."""

    HE = "he"
    SHE = "she"
    IT = "it"


@dataclass(frozen=True, slots=True)
class Pronoun:
    """A pronoun that a sentence opens with. `span` is in the body; `chain` is whom it means, if known."""

    span: Span
    gender: Gender
    possessive: bool
    chain: Chain | None


@dataclass(frozen=True, slots=True)
class Quote:
    """Words in quotation marks (the marks left out), and the id of the chain that says them, if known."""

    span: Span
    speaker: str | None


@dataclass(frozen=True, slots=True)
class Role:
    """Who the article says that somebody is: words beside the name of a chain."""

    chain: str
    span: Span
    sentence: int


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was understood of one article.

    `vectors` is float32 (sentences, 384), rows of length 1, in sentence order;
    `headline_vector` is the same for the headline, None where there is none.
    """

    article: Article
    language: str
    language_supported: bool
    sentences: tuple[Sentence, ...]
    chains: tuple[Chain, ...]
    vectors: NDArray[np.float32] = field(compare=False, repr=False)
    headline_vector: NDArray[np.float32] | None = field(compare=False, repr=False)
    pronouns: tuple[tuple[int, Pronoun], ...] = ()
    """The pronouns that sentences open with, by sentence index."""
    quotes: tuple[Quote, ...] = ()
    roles: tuple[Role, ...] = ()
    times: tuple[TimeExpression, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Exact words of an article that a claim rests on (W3C Web Annotation:
    position and quote selector); `exact == body[start:end]`."""

    article: str
    start: int
    end: int
    exact: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of ours with its evidence. `support` is 0..1."""

    text: str
    evidence: tuple[Evidence, ...]
    support: float
    aspect: Aspect = Aspect.NEWS


@dataclass(frozen=True, slots=True)
class Answers:
    """Phrases of the article that answer each question, best first; empty where it does not say."""

    who: tuple[Claim, ...] = ()
    what: tuple[Claim, ...] = ()
    when: tuple[Claim, ...] = ()
    where: tuple[Claim, ...] = ()
    why: tuple[Claim, ...] = ()
    how: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class UserTheme:
    """A theme that a user adds. An article has it where one of `keywords` stands in it, or
    where sentences are close to `vector`, float32 (384,), that of the user's sentence."""

    qcode: str
    name: str
    keywords: tuple[str, ...] = ()
    vector: NDArray[np.float32] | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Theme:
    """What an article is about: `path` holds labels from the top level down, `score` is 0..1."""

    qcode: str
    label: str
    path: tuple[str, ...]
    score: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class DigestEntity:
    id: str
    name: str
    type: EntityType
    role: Claim | None
    salience: float
    aliases: tuple[str, ...]
    mentions: tuple[Span, ...]
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    """Two entities met in shared sentences of `articles` articles of `stories` stories."""

    source: str
    target: str
    weight: float
    stories: int
    articles: int
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Graph:
    nodes: tuple[str, ...]
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class Dated:
    """A claim and when it is: `date` in ISO 8601, as long as `precision` says (day, month or year)."""

    date: str
    precision: Precision
    claim: Claim


@dataclass(frozen=True, slots=True)
class Digest:
    """The page that one article becomes; `retold.digest/1` in JSON.

    `notes` are remarks for the reader on how far the digest may be trusted
    ("language not supported").
    """

    article: Article
    language: str
    hashtags: tuple[str, ...]
    takeaways: tuple[Claim, ...]
    retelling: tuple[tuple[Claim, ...], ...]
    """Paragraphs."""
    answers: Answers
    timeline: tuple[Dated, ...]
    quotes: tuple[Quote, ...]
    themes: tuple[Theme, ...]
    entities: tuple[DigestEntity, ...]
    graph: Graph
    excerpt: str
    notes: tuple[str, ...] = ()
