"""Stories as people read them: who reported what first, one retelling of all, and where tellings differ."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence

from retold.corpus import comparison
from retold.corpus.comparison import Statement
from retold.errors import UnknownError
from retold.memory import mentions
from retold.memory.days import Period
from retold.memory.entity_view import EntityView
from retold.memory.evidence import Sentences, source
from retold.memory.relations import RelationView
from retold.memory.story_differences import StoryDifferences
from retold.memory.story_facts import Fact, ToldClaim, facts
from retold.memory.story_speakers import ToldStatement, speakers
from retold.records.memory import Entity, Point, Source, Story, StoryDetail, Telling
from retold.store import deadline
from retold.store.articles import ArticleRow, Articles
from retold.store.clusters import Clusters, StoryRow
from retold.store.name_tables import NameTables
from retold.types import Claim, EntityType, Evidence

COMPARED_TELLINGS = 40
"""Tellings of a story that are compared, the first published."""
RETOLD_TELLINGS, WHOLE_TELLINGS = 12, 8
"""Tellings whose takeaways may be told in a story's retelling, and those of which all sentences may."""
SENTENCES, CHARACTERS = 60, 800
"""Sentences of an article that are compared, the first, and code points of each."""
ENTITIES = RELATIONS = 12
"""Entities that a story shows, and relations."""
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
        retelling, also, outlets = self._retelling(row.headline, longest, tellings)
        return StoryDetail(
            story_record(row, [a.id for a in articles]),
            tuple(Telling(tuple(source(a) for a in t)) for t in tellings),
            self._points(takeaways, tellings),
            self._points(dated, tellings),
            StoryDifferences(self._names, self._sentences).of(longest),
            self._story_entities(articles),
            retelling,
            also,
            speakers(self._statements(longest), lambda told: self._point(None, told, tellings)),
            self._relations.shared([a.key for a in articles], RELATIONS),
            outlets,
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
    ) -> tuple[tuple[Point, ...], tuple[Point, ...], int]:
        """What several outlets tell and what completes it, what one alone tells, and how many outlets were compared.

        If no two tell the same, the first is the retelling of the telling that gave the story its headline, and the
        last is 0.
        """
        lead = next((i for i, article in enumerate(longest) if article.headline == headline), 0)
        order = [lead, *(i for i in range(len(longest)) if i != lead)][:RETOLD_TELLINGS]
        claims = [claim for i in order for claim in self._told_claims(i, longest[i], i in order[:WHOLE_TELLINGS])]
        texts = [[text[:CHARACTERS] for text in self._sentences.whole(a.key)[:SENTENCES]] for a in longest]
        outlets = [{a.publisher for a in telling} for telling in tellings[: len(longest)]]
        found = facts(claims, texts, outlets, [a.headline for a in longest], deadline.check)
        shared = tuple(self._fact(fact, longest, tellings) for fact in (*found.shared, *found.added))
        of_one = tuple(self._fact(fact, longest, tellings) for fact in found.of_one)
        if shared:
            return shared, of_one, found.outlets
        own = [c for c in claims if c.telling == lead and not c.stands_alone]
        told = tuple(self._fact(Fact(c, {lead: -1}), longest, tellings) for c in own)
        others = [p for p, fact in zip(of_one, found.of_one, strict=True) if fact.claim.telling != lead]
        return told, tuple(others), 0

    def _told_claims(self, telling: int, article: ArticleRow, whole: bool) -> list[ToldClaim]:
        """The takeaways of an article, and if it is told as a `whole` the sentences of its retelling."""
        digest = self._sentences.digest(article.key)
        takeaways = [ToldClaim(telling, claim, True) for claim in digest.takeaways]
        sentences = [claim for paragraph in digest.retelling for claim in paragraph] if whole else []
        return takeaways + [ToldClaim(telling, claim, False) for claim in sentences]

    def _fact(self, fact: Fact, longest: Sequence[ArticleRow], tellings: Sequence[Sequence[ArticleRow]]) -> Point:
        """A fact as it is shown: in the words of its claim, with the sentence of each telling that tells it."""
        own = fact.claim
        told = {own.telling: own.claim} | {t: self._sentence(longest[t], n) for t, n in fact.told.items() if n >= 0}
        partly = {t: self._sentence(longest[t], n) for t, n in fact.partly.items()}
        by, in_part = (
            tuple(self._reporter(claim, tellings[t]) for t, claim in claims.items()) for claims in (told, partly)
        )
        evidence = tuple(e for claim in (*told.values(), *partly.values()) for e in claim.evidence)
        return Point(own.claim.text, None, evidence, by, in_part)

    def _sentence(self, article: ArticleRow, number: int) -> Claim:
        """A sentence of an article as a claim of its own."""
        evidence = self._sentences.evidence(article, self._sentences.split(article.key)[number])
        return Claim(evidence.exact, (evidence,), 1.0)

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


def _statement(telling: int, claim: Claim) -> Statement:
    return Statement(telling, claim.text, exact=" ".join(e.exact for e in claim.evidence))


def _without_dateline(exact: str) -> str:
    """Words of an article without "MARLOW (Wire) -", which an agency puts before them."""
    place, dash, rest = exact.partition(" - ")
    return rest if dash and len(place) <= DATELINE and place[:2].isupper() else exact


def _evidence(claims: Sequence[Claim]) -> tuple[Evidence, ...]:
    return tuple(evidence for claim in claims[:EVIDENCE_OF_POINT] for evidence in claim.evidence)
