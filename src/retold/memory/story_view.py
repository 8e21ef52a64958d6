"""Stories as people read them: who reported what first, one retelling of all, and where tellings differ."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence

from retold.corpus import comparison
from retold.corpus.comparison import NamedEntity, Statement
from retold.english.lexicon import content_words, stem
from retold.errors import UnknownError
from retold.memory import mentions
from retold.memory.days import Period
from retold.memory.entity_ids import entity_id
from retold.memory.entity_view import EntityView
from retold.memory.evidence import Sentences, source
from retold.memory.relations import RelationView
from retold.memory.story_speakers import ToldStatement, speakers
from retold.records.memory import Difference, Entity, Point, Said, Source, Story, StoryDetail, Telling
from retold.store import deadline
from retold.store.articles import ArticleRow, Articles
from retold.store.clusters import Clusters, StoryRow
from retold.store.name_tables import NameTables
from retold.types import Claim, EntityType, Evidence, Span

COMPARED_TELLINGS = 40
"""Tellings of a story that are compared, the first published."""
RETOLD_TELLINGS = 12
"""Tellings of which one retelling is made."""
NEW_WORDS = 0.4
"""A sentence adds to a retelling if the retelling lacks this share of its content words."""
ENTITIES = ADDITIONS = RELATIONS = 12
"""Entities that a story shows, sentences that it shows beside its retelling, and relations."""
DATELINE = 60
"""Code points of a dateline, at most."""
EVIDENCE_OF_POINT = 3
"""Claims that one point shows the evidence of."""


def story_record(row: StoryRow, articles: Sequence[str]) -> Story:
    """A story with the ids of its articles."""
    return Story(row.id, row.headline, row.first, row.last, tuple(articles), row.tellings, row.publishers)


class StoryView:
    """Reads stories. Use it within one reading transaction."""

    def __init__(
        self,
        articles: Articles,
        clusters: Clusters,
        names: NameTables,
        sentences: Sentences,
        entities: EntityView,
        relations: RelationView,
    ) -> None:
        self._articles, self._clusters, self._names = articles, clusters, names
        self._sentences, self._entities, self._relations = sentences, entities, relations

    def stories(self, period: Period, limit: int) -> list[Story]:
        """The stories of a period, the latest first. `limit` 0: all."""
        rows = self._clusters.stories(period.since, period.until, limit)
        members = self._articles.ids_by_story({r.key for r in rows})
        return [story_record(r, members[r.key]) for r in rows]

    def story(self, story: str) -> StoryDetail:
        """A story by its id, or by the id of any of its articles. Raises `UnknownError`."""
        row = self._clusters.find_story(story)
        if row is None:
            raise UnknownError("no story or article of that id is kept; `retold stories` lists them", story)
        articles = self._articles.of_story(row.key)
        tellings = _tellings(articles)
        longest = [max(t, key=lambda a: len(self._sentences.body(a.key))) for t in tellings[:COMPARED_TELLINGS]]
        digests = [self._sentences.digest(a.key) for a in longest]
        takeaways = [(i, None, claim) for i, digest in enumerate(digests) for claim in digest.takeaways]
        dated = [(i, d.date, d.claim) for i, digest in enumerate(digests) for d in digest.timeline]
        retelling, also = self._retelling(row.headline, longest, tellings)
        return StoryDetail(
            story_record(row, [a.id for a in articles]),
            tuple(Telling(tuple(source(a) for a in t)) for t in tellings),
            self._points(takeaways, tellings),
            self._points(dated, tellings),
            self._differences(longest),
            self._story_entities(articles),
            retelling,
            also,
            speakers(self._statements(longest), lambda told: self._point(None, told, tellings)),
            self._relations.shared([a.key for a in articles], RELATIONS),
        )

    def _statements(self, longest: Sequence[ArticleRow]) -> list[ToldStatement]:
        """The statements of tellings, each with its speaker."""
        found = []
        for telling, article in enumerate(longest):
            appearances = self._names.appearances.in_articles([article.key])
            entities = mentions.entities_by_form(self._names, appearances)
            rows = self._names.entities.get(set(entities.values()))
            speaker = {a.chain: rows[entities[a.form]] for a in appearances}
            digest = self._sentences.digest(article.key)
            body = digest.article.body
            found += [
                ToldStatement(telling, article.id, body, statement, speaker.get(statement.speaker or ""))
                for statement in digest.statements
            ]
        return found

    def _retelling(
        self, headline: str, longest: Sequence[ArticleRow], tellings: Sequence[Sequence[ArticleRow]]
    ) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
        """The retelling of the telling that gave the story its headline, each sentence with all that say the same; and
        sentences that only others have, those with the most tellings first."""
        lead = next((i for i, article in enumerate(longest) if article.headline == headline), 0)
        order = [lead, *(i for i in range(len(longest)) if i != lead)][:RETOLD_TELLINGS]
        claims = [
            (i, claim)
            for i in order
            for paragraph in self._sentences.digest(longest[i].key).retelling
            for claim in paragraph
        ]
        of_lead: list[Point] = []
        of_others: list[Point] = []
        statements = [_statement(i, claim) for i, claim in claims]
        for group in comparison.groups(statements):
            told = [claims[i] for i in group if statements[i].says(statements[group[0]])]
            point = self._point(None, told, tellings)
            (of_lead if claims[group[0]][0] == lead else of_others).append(point)
        stems = frozenset(w for point in of_lead for w in comparison.content_stems(point.text))
        additions = [p for p in of_others if _adds(comparison.content_stems(p.text), stems)]
        return tuple(of_lead), tuple(sorted(additions, key=lambda p: -len(p.by))[:ADDITIONS])

    def _points(
        self, claims: Sequence[tuple[int, str | None, Claim]], tellings: Sequence[Sequence[ArticleRow]]
    ) -> tuple[Point, ...]:
        """Claims of tellings (telling, date, claim), each fact once: by date, and of one date in the order of
        report."""
        by_date: defaultdict[str | None, list[tuple[int, Claim]]] = defaultdict(list)
        for telling, date, claim in claims:
            by_date[date].append((telling, claim))
        points = []
        for date, same_day in by_date.items():
            statements = [_statement(telling, claim) for telling, claim in same_day]
            for group in comparison.groups(statements):
                told = [same_day[i] for i in group if statements[i].says(statements[group[0]])]
                points.append((date or "", told[0][0], self._point(date, told, tellings)))
        return tuple(point for _, _, point in sorted(points, key=lambda p: (p[0], p[1])))

    def _point(
        self, date: str | None, told: Sequence[tuple[int, Claim]], tellings: Sequence[Sequence[ArticleRow]]
    ) -> Point:
        """A point in the words of the first of some claims, each of which says all that it says. `told`: the number of
        a telling, and its claim."""
        claims = dict(reversed(told))
        by = tuple(self._reporter(claims[t], tellings[t]) for t in sorted(claims))
        return Point(told[0][1].text, date, _evidence([claim for _, claim in told]), by)

    def _reporter(self, claim: Claim, telling: Sequence[ArticleRow]) -> Source:
        """The first article of a telling that has the words on which a claim rests. Copies are cut and corrected."""
        own = {e.article for e in claim.evidence}
        exact = [_without_dateline(e.exact) for e in claim.evidence]
        return source(
            next(a for a in telling if a.id in own or all(words in self._sentences.body(a.key) for words in exact))
        )

    def _differences(self, longest: Sequence[ArticleRow]) -> tuple[Difference, ...]:
        """Where the retellings of tellings contradict one another."""
        statements: list[Statement] = []
        said: list[Said] = []
        for telling, article in enumerate(longest):
            named = self._mentions_in(article.key)
            for paragraph in self._sentences.digest(article.key).retelling:
                for claim in paragraph:
                    statements.append(_statement(telling, claim, _named_entities(claim, named), article.day))
                    said.append(Said(claim.text, claim.evidence, source(article)))
        differences = []
        for contradiction in comparison.contradictions(statements, deadline.check):
            sides = []
            for value, numbers in contradiction.sides:
                text = self._name(int(value)) if contradiction.named else value
                tellings = len({statements[n].telling for n in numbers})
                first = said[numbers[0]]
                sides.append(Said(text, first.evidence, first.source, tellings))
            differences.append(Difference(contradiction.of, tuple(sides)))
        return tuple(differences)

    def _name(self, number: int) -> str:
        row = self._names.entities.get([number]).get(number)
        return row.name if row else entity_id(number)

    def _mentions_in(self, key: int) -> list[tuple[int, str, Span]]:
        """Entity, type and place of each mention in an article."""
        appearances = self._names.appearances.in_articles([key])
        entities = mentions.entities_by_form(self._names, appearances)
        return [(entities[a.form], a.type, span) for a in appearances for span in mentions.spans(a)]

    def _story_entities(self, articles: Collection[ArticleRow]) -> tuple[Entity, ...]:
        """Who and what a story is about: the entities that most tellings name; of equally many, the most salient."""
        telling = {a.key: a.telling for a in articles}
        sizes = Counter(telling.values())
        appearances = self._names.appearances.in_articles(telling)
        entities = mentions.entities_by_form(self._names, appearances)
        tellings: defaultdict[int, float] = defaultdict(float)
        for entity, article in {(entities[a.form], a.article): None for a in appearances}:
            tellings[entity] += 1 / sizes[telling[article]]
        salience: defaultdict[int, float] = defaultdict(float)
        for a in appearances:
            salience[entities[a.form]] += a.salience
        best = sorted(tellings, key=lambda e: (-round(tellings[e], 6), -salience[e], e))[: 3 * ENTITIES]
        records = [self._entities.entity(e) for e in best]
        return tuple(e for e in records if e.type != EntityType.TOPIC or e.stories > 1)[:ENTITIES]


def _tellings(articles: Collection[ArticleRow]) -> list[list[ArticleRow]]:
    """Articles that are copies of one another, together."""
    by_telling: dict[int, list[ArticleRow]] = {}
    for article in articles:
        by_telling.setdefault(article.telling, []).append(article)
    return list(by_telling.values())


def _statement(
    telling: int, claim: Claim, names: frozenset[NamedEntity] = frozenset(), day: float | None = None
) -> Statement:
    return Statement(telling, claim.text, names, " ".join(e.exact for e in claim.evidence), day)


def _without_dateline(exact: str) -> str:
    """Words of an article without "MARLOW (Wire) -", which an agency puts before them."""
    place, dash, rest = exact.partition(" - ")
    return rest if dash and len(place) <= DATELINE and place[:2].isupper() else exact


def _evidence(claims: Sequence[Claim]) -> tuple[Evidence, ...]:
    return tuple(evidence for claim in claims[:EVIDENCE_OF_POINT] for evidence in claim.evidence)


def _adds(stems: frozenset[str], known: frozenset[str]) -> bool:
    return len(stems - known) >= NEW_WORDS * len(stems)


def _named_entities(claim: Claim, named: Sequence[tuple[int, str, Span]]) -> frozenset[NamedEntity]:
    """The entities that a claim's evidence names, each with the words beside it."""
    return frozenset(
        NamedEntity(entity, kind, _stems_beside(evidence, span))
        for entity, kind, span in named
        for evidence in claim.evidence
        if evidence.start <= span.start < evidence.end
    )


def _stems_beside(evidence: Evidence, mention: Span) -> frozenset[str]:
    """Stems of the content words next to a mention: two on each side."""
    before = evidence.exact[: mention.start - evidence.start]
    behind = evidence.exact[mention.end - evidence.start :]
    return frozenset(stem(w) for w in (*content_words(before)[-2:], *content_words(behind)[:2]))
