"""The records that pass between stages: `Page → Article → Reading → Digest`. All are frozen.

Each refers by offsets to what it came from: Unicode code points of `Article.body`, which never changes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from retold.types.drafts import Ask as Ask
from retold.types.drafts import Draft as Draft
from retold.types.relations import Relation as Relation
from retold.types.spans import Span as Span
from retold.types.speech import Attribution as Attribution
from retold.types.speech import Quote as Quote
from retold.types.speech import Statement as Statement
from retold.types.times import Precision as Precision
from retold.types.times import TimeExpression as TimeExpression
from retold.types.times import When as When

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class EntityType(StrEnum):
    """What an entity is."""

    PERSON = "person"
    ORGANIZATION = "organization"
    PLACE = "place"
    EVENT = "event"
    WORK = "work"
    PRODUCT = "product"
    TOPIC = "topic"
    OTHER = "other"


class Aspect(StrEnum):
    """The part of a story that a claim tells."""

    NEWS = "news"
    BACKGROUND = "background"
    OUTLOOK = "outlook"


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a source says about an article besides its text. Empty if it says nothing."""

    id: str = ""
    url: str = ""
    canonical_url: str = ""
    headline: str = ""
    byline: tuple[str, ...] = ()
    publisher: str = ""
    published: str | None = None
    """RFC 3339: a date, or a date and time with offset."""
    modified: str | None = None
    language: str = ""
    kind: str = ""
    """A value of `records.article_kinds.ArticleKind`."""

    @property
    def published_day(self) -> date | None:
        return date.fromisoformat(self.published[:10]) if self.published else None


class Content(StrEnum):
    """What the content of a page is."""

    BODY = "body"  # an article's body, kept as it is
    TEXT = "text"  # text of a page, to be cleaned
    HTML = "html"


@dataclass(frozen=True, slots=True)
class Page:
    """What was fetched or given. `source`: its name in messages."""

    source: str
    content: Content
    text: str
    metadata: Metadata = field(default_factory=Metadata)
    retrieved: datetime | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record of an archive that is no page. `reason`: in one of a few texts, to be counted. `where`: its place."""

    reason: str
    where: str


@dataclass(frozen=True, slots=True)
class Article:
    """An article: its text and metadata.

    `retrieved`: when it was fetched. `left_out`: code points at the end of its text that are not in `body`, because it
    is too long. `tables`: tables of data on its page, which are not in `body` either.
    """

    metadata: Metadata
    body: str
    retrieved: datetime | None = None
    left_out: int = 0
    tables: int = 0

    @property
    def id(self) -> str:
        return self.metadata.id


@dataclass(frozen=True, slots=True)
class Word:
    """A word in its dependency tree (Universal Dependencies). `head`: index of its governor, -1 for the root."""

    span: Span
    head: int
    relation: str


@dataclass(frozen=True, slots=True)
class Name:
    """A name that the model finds. `type`: a value of `EntityType`, or "demonym" ("British"). `score`: 0..1."""

    span: Span
    type: str
    score: float


@dataclass(frozen=True, slots=True)
class Encoding:
    """What the model finds in one sentence. Spans count code points from its start.

    `vector`: float32 (384,) of length 1. `salience`: 0..1. `steps`, `refers`: as those of a `Sentence`.
    """

    words: tuple[Word, ...]
    names: tuple[Name, ...]
    vector: NDArray[np.float32] = field(compare=False, repr=False)
    salience: float
    attributions: tuple[Attribution, ...] = ()
    steps: NDArray[np.float32] | None = field(default=None, compare=False, repr=False)
    refers: NDArray[np.float32] | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the body. `clutter`: text of the page and not of the article (captions, teasers, share bars). It
    stays in the body, and is left out of the digest.

    `steps`: float32 (2, words + 1, words + 1), for sentences from which words are left out. The first table has the
    logarithm of the probability that after the start (row 0) or word i - 1 (row i), if it is kept, word j (column j) is
    kept next, or the end (last column) comes; the second the log-odds that this step does no harm. None if not known.

    `refers`: float32 (words,), the log-odds that a word means something that only another sentence tells. None if not
    known.
    """

    index: int
    span: Span
    paragraph: int
    words: tuple[Word, ...]
    clutter: bool
    salience: float
    attributions: tuple[Attribution, ...] = ()
    steps: NDArray[np.float32] | None = field(default=None, compare=False, repr=False)
    refers: NDArray[np.float32] | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at one place in the body. `score`: the model's probability, 0..1."""

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
    """The gender of a name, by the pronoun that stands for it."""

    HE = "he"
    SHE = "she"
    IT = "it"


@dataclass(frozen=True, slots=True)
class Pronoun:
    """A pronoun of a sentence. `span`: in the body. `chain`: what it refers to, None if not known."""

    span: Span
    gender: Gender
    possessive: bool
    chain: Chain | None


@dataclass(frozen=True, slots=True)
class Role:
    """The words by which an article says who somebody is. `chain`: its id."""

    chain: str
    span: Span
    sentence: int


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was understood of one article.

    `vectors`: float32 (sentences, 384), rows of length 1, in the order of the sentences. `headline_vector`: the same
    for the headline, None without a headline.
    """

    article: Article
    language: str
    language_supported: bool
    sentences: tuple[Sentence, ...]
    chains: tuple[Chain, ...]
    vectors: NDArray[np.float32] = field(compare=False, repr=False)
    headline_vector: NDArray[np.float32] | None = field(compare=False, repr=False)
    pronouns: tuple[tuple[int, Pronoun], ...] = ()
    """The pronouns at the start of sentences, with the index of the sentence."""
    inner_pronouns: tuple[tuple[int, Pronoun], ...] = ()
    """Other forms of "he" and "she" outside quotations that surely stand for a name, with the index of the sentence."""
    quotes: tuple[Quote, ...] = ()
    roles: tuple[Role, ...] = ()
    times: tuple[TimeExpression, ...] = ()
    statements: tuple[Statement, ...] = ()
    relations: tuple[Relation, ...] = ()
    unresolved_times: tuple[Span, ...] = ()  # words for a time that may be two: "announced a strike on Friday"


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
    """One sentence of a digest, or two that belong together, with its evidence. `support`: 0..1.

    `writer`: the language model that wrote the sentence; "" for Retold itself.
    """

    text: str
    evidence: tuple[Evidence, ...]
    support: float
    aspect: Aspect = Aspect.NEWS
    writer: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """Phrases of the article that answer each question, the best first. Empty if the article gives no answer."""

    who: tuple[Claim, ...] = ()
    what: tuple[Claim, ...] = ()
    when: tuple[Claim, ...] = ()
    where: tuple[Claim, ...] = ()
    why: tuple[Claim, ...] = ()
    how: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class UserTheme:
    """A theme that a user adds. An article has it if it has one of the `keywords`, or sentences that are close to
    `vector`, float32 (384,), the vector of the user's sentence."""

    qcode: str
    name: str
    keywords: tuple[str, ...] = ()
    vector: NDArray[np.float32] | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Theme:
    """What an article is about. `path`: labels from the top level down. `score`: 0..1."""

    qcode: str
    label: str
    path: tuple[str, ...]
    score: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class DigestEntity:
    """An entity of a digest. `role`: what the article calls a person or an organization. `salience`: 0..1."""

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
    """Two entities, by id, in shared sentences of `articles` articles of `stories` stories."""

    source: str
    target: str
    weight: float
    stories: int
    articles: int
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """The intersection graph of one article. `nodes`: ids of entities."""

    nodes: tuple[str, ...]
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class Dated:
    """A claim with its date: ISO 8601, as long as the `precision` (day, month or year)."""

    date: str
    precision: Precision
    claim: Claim


@dataclass(frozen=True, slots=True)
class Digest:
    """The page that Retold makes of one article; `retold.digest/1.1` in JSON.

    `notes`: remarks on how far the digest can be trusted ("language not supported").
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
    statements: tuple[Statement, ...] = ()
    relations: tuple[Relation, ...] = ()
    """Between entities, the likeliest first."""
