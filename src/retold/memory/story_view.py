"""Stories and entities as people read them: who they are, who told what first, where tellings differ."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from retold.corpus import comparison
from retold.corpus.comparison import Called, Statement
from retold.english.lexicon import content_words, stem
from retold.errors import UnknownError
from retold.memory.evidence import Sentences, source
from retold.memory.graph import label
from retold.memory.prepared import day
from retold.records.memory import (
    ArticleDetail,
    Dated,
    Difference,
    Entity,
    Point,
    Related,
    Said,
    Story,
    StoryDetail,
    Telling,
)
from retold.store.appearances import Appearance
from retold.store.articles import ArticleRow, Articles
from retold.store.clusters import Clusters, StoryRow
from retold.store.name_tables import NameTables
from retold.types import Claim, EntityType, Evidence

ROLES = 60
"""Roles, the latest, that are looked at to say who somebody is."""
LOOKED = 120
"""Articles, the latest, that a timeline is made of, at least."""
SHOWN = 6
"""Different roles that are shown."""
TELLINGS = 40
"""Tellings of a story that are compared, the first published."""
ADDS = 0.4
"""Share of a sentence's content words that a retelling must lack for the sentence to add to it."""
FUSED = 12
"""Tellings of which one retelling is made."""
PEOPLE = 12
"""Entities, and sentences beside its retelling, that a story shows."""


class StoryView:
    """Reads the database; to be used within one reading transaction."""

    def __init__(self, articles: Articles, clusters: Clusters, names: NameTables, sentences: Sentences) -> None:
        self._articles, self._clusters, self._names, self._sentences = articles, clusters, names, sentences

    # Entities

    def entity(self, number: int, full: bool = False) -> Entity:
        """An entity; `full`: with its names and roles."""
        row = self._names.entities.get([number])[number]
        first, last, articles = self._names.entities.dates(row)
        if not full:
            return Entity(label(number), row.name, row.type, row.stories, articles, first, last)
        forms = sorted(self._names.forms.of_entities([number]), key=lambda f: (-f.articles, f.id))
        aliases = tuple((label(f.id), f.name) for f in forms if f.articles)
        return Entity(
            label(number), row.name, row.type, row.stories, articles, first, last, aliases, self._roles(number)
        )

    def entities(self, kind: str, limit: int, full: bool = False) -> Iterator[Entity]:
        """Entities, those of most stories first; `limit` 0: all; `full`: with their names and roles."""
        after, left = (sys.maxsize, 0), limit or sys.maxsize
        while left and (rows := self._names.entities.by_stories(kind, after, min(left, 500))):
            for row in rows:
                yield self.entity(row.id, full)
            after, left = (rows[-1].stories, rows[-1].id), left - len(rows)

    def _roles(self, number: int, without: Collection[int] = ()) -> tuple[Said, ...]:
        """Who articles say that an entity is, each role once, the latest first."""
        appearances = self._names.appearances.with_role(number, ROLES)
        same = comparison.alike([comparison.told(json.loads(a.role)["text"]) for a in appearances], least=1)
        found = [[appearances[i] for i in group] for group in same]
        keys = {a.article for group in found for a in group}
        rows = {a.key: a for a in self._articles.rows(sorted(keys))}
        said = [self._role(group, rows, without) for group in found]
        ordered = sorted((s for s in said if s is not None), key=lambda s: s.source.published or "", reverse=True)
        return tuple(ordered[:SHOWN])

    def _role(
        self, group: Sequence[Appearance], rows: Mapping[int, ArticleRow], without: Collection[int]
    ) -> Said | None:
        others = [a for a in group if a.article not in without]
        if not others:
            return None
        stories = len({rows[a.article].story for a in others})
        best = max(others, key=lambda a: (rows[a.article].day or 0.0, len(a.role)))
        role = json.loads(best.role)
        row = rows[best.article]
        body = self._sentences.body(row.key)
        evidence = (
            (Evidence(row.id, role["start"], role["end"], body[role["start"] : role["end"]]),)
            if "start" in role
            else ()
        )
        return Said(role["text"], evidence, source(row), stories)

    def related(self, article: str) -> list[Related]:
        """Entities of an article, by their ids in it, the most salient first, with roles that other articles give."""
        key = self._articles.keyed(article)
        if key is None:
            raise UnknownError("no article of that id is kept", article)
        found = []
        copies = self._clusters.told(self._clusters.tellings([key])[key])
        appearances = sorted(self._names.appearances.in_articles([key]), key=lambda a: (-a.salience, a.chain))
        forms = {f.id: f.entity for f in self._names.forms.get({a.form for a in appearances})}
        rows = self._names.entities.get(set(forms.values()))
        for a in appearances:
            number = forms[a.form]
            if rows[number].type == EntityType.TOPIC and rows[number].stories < 2:
                continue
            entity = self.entity(number)
            roles = self._roles(number, without=copies)
            found.append(Related(a.chain, replace(entity, roles=roles)))
        return found

    def article(self, article: str) -> ArticleDetail:
        """A kept article with its story and its people."""
        related = self.related(article)
        versions = self._articles.versions(article)
        row = next(v for v in reversed(versions) if v.story is not None)
        story = self._clusters.story(row.story)
        assert story is not None
        members = self._articles.of_story(row.story)
        more = tuple(source(a) for a in members if a.key != row.key)
        return ArticleDetail(
            source(row),
            row.version,
            len(versions),
            story_of(story, [a.id for a in members]),
            dict(self._sentences.digest(row.key).values),
            tuple(related),
            more,
        )

    def timeline(self, number: int, days: tuple[float | None, float | None], limit: int) -> list[Dated]:
        """Dated claims of articles that name an entity, in the sentences that do; each thing once."""
        forms = {f.id for f in self._names.forms.of_entities([number])}
        keys = self._names.entities.latest_articles(self._names.entities.get([number])[number], max(LOOKED, 3 * limit))
        rows = sorted(self._articles.rows(keys), key=lambda a: (a.day is None, a.day or 0.0, a.id))
        found: defaultdict[str, list[Dated]] = defaultdict(list)
        for row in rows:
            own = [a for a in self._names.appearances.in_articles([row.key]) if a.form in forms]
            starts = [int(s) for a in own for s in np.frombuffer(a.spans, dtype="<i4")[::2]]
            for entry in self._sentences.digest(row.key).timeline:
                claim = entry.claim
                if not _within(entry.date, days) or not any(
                    e.start <= s < e.end for e in claim.evidence for s in starts
                ):
                    continue
                said = Said(claim.text, claim.evidence, source(row))
                found[entry.date].append(Dated(entry.date, entry.precision.value, said))
        once = [
            lines[g[0]]
            for _, lines in sorted(found.items())
            for g in comparison.alike([comparison.told(d.said.text) for d in lines], least=1)
        ]
        return once[-limit:]

    # Stories

    def stories(self, since: float | None, until: float | None, limit: int) -> list[Story]:
        """Stories told within a period, the latest first."""
        rows = self._clusters.stories(since, until, limit)
        members = self._articles.ids_by_story({r.key for r in rows})
        return [story_of(r, members[r.key]) for r in rows]

    def story(self, story: str) -> StoryDetail:
        """A story with what its tellings say."""
        row = self._clusters.named(story)
        if row is None:
            raise UnknownError("no story or article of that id is kept; `retold stories` lists them", story)
        articles = self._articles.of_story(row.key)
        groups: dict[int, list[ArticleRow]] = {}
        for article in articles:
            groups.setdefault(article.telling, []).append(article)
        tellings = list(groups.values())
        heads = [max(t, key=lambda a: len(self._sentences.body(a.key))) for t in tellings[:TELLINGS]]
        return StoryDetail(
            story_of(row, [a.id for a in articles]),
            tuple(Telling(tuple(source(a) for a in t)) for t in tellings),
            self._points([[(None, c) for c in self._sentences.digest(h.key).takeaways] for h in heads], tellings),
            self._points(
                [[(d.date, d.claim) for d in self._sentences.digest(h.key).timeline] for h in heads],
                tellings,
            ),
            self._differences(heads),
            self._people(articles),
            *self._fused(row.headline, heads, tellings),
        )

    def _points(
        self, told: Sequence[Sequence[tuple[str | None, Claim]]], tellings: Sequence[Sequence[ArticleRow]]
    ) -> tuple[Point, ...]:
        """Claims of all tellings, those that say one thing once; in order of date where they have one, else of report."""
        flat = [(i, date, claim) for i, claims in enumerate(told) for date, claim in claims]
        by_date: defaultdict[str | None, list[int]] = defaultdict(list)
        for n, (_, date, _) in enumerate(flat):
            by_date[date].append(n)
        points = []
        for date, numbers in by_date.items():
            statements = [Statement(flat[n][0], flat[n][2].text) for n in numbers]
            for group in comparison.groups(statements):
                first = flat[numbers[group[0]]]
                by = dict.fromkeys(flat[numbers[g]][0] for g in group)
                evidence = tuple(e for g in group[:3] for e in flat[numbers[g]][2].evidence)
                points.append(
                    (
                        date or "",
                        first[0],
                        Point(first[2].text, date, evidence, tuple(source(tellings[t][0]) for t in by)),
                    )
                )
        return tuple(p for _, _, p in sorted(points, key=lambda p: (p[0], p[1])))

    def _fused(
        self, headline: str, heads: Sequence[ArticleRow], tellings: Sequence[Sequence[ArticleRow]]
    ) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
        """The retelling of the telling whose headline a story bears, with who else says each sentence; and what only others say."""
        lead = next((i for i, head in enumerate(heads) if head.headline == headline), 0)
        chosen = [lead, *(i for i in range(len(heads)) if i != lead)][:FUSED]
        flat = [
            (i, claim)
            for i in chosen
            for paragraph in self._sentences.digest(heads[i].key).retelling
            for claim in paragraph
        ]
        own: list[Point] = []
        others: list[Point] = []
        for group in comparison.groups([Statement(i, claim.text) for i, claim in flat]):
            by = sorted({flat[g][0] for g in group})
            evidence = tuple(e for g in group[:3] for e in flat[g][1].evidence)
            point = Point(flat[group[0]][1].text, None, evidence, tuple(source(tellings[t][0]) for t in by))
            (own if flat[group[0]][0] == lead else others).append(point)
        said = frozenset(w for p in own for w in comparison.told(p.text))
        adding = [p for p in others if len(comparison.told(p.text) - said) >= ADDS * len(comparison.told(p.text))]
        return tuple(own), tuple(sorted(adding, key=lambda p: -len(p.by))[:PEOPLE])

    def _differences(self, heads: Sequence[ArticleRow]) -> tuple[Difference, ...]:
        statements: list[Statement] = []
        said: list[Said] = []
        for telling, head in enumerate(heads):
            names = self._names_in(head.key)
            for claim in (c for paragraph in self._sentences.digest(head.key).retelling for c in paragraph):
                evidence = claim.evidence
                own = frozenset(
                    Called(e, kind, _beside(v, at, end))
                    for e, kind, at, end in names
                    for v in evidence
                    if v.start <= at < v.end
                )
                statements.append(Statement(telling, claim.text, own))
                said.append(Said(claim.text, evidence, source(head)))
        found = []
        for difference in comparison.contradictions(statements):
            sides = []
            for value, numbers in difference.sides:
                first = said[numbers[0]]
                sides.append(
                    Said(
                        self._called(int(value)) if difference.named else value,
                        first.evidence,
                        first.source,
                        len({statements[n].telling for n in numbers}),
                    )
                )
            found.append(Difference(difference.of, tuple(sides)))
        return tuple(found)

    def _called(self, number: int) -> str:
        row = self._names.entities.get([number]).get(number)
        return row.name if row else label(number)

    def _names_in(self, key: int) -> list[tuple[int, str, int, int]]:
        """Entity, type, start and end of each mention in an article."""
        own = self._names.appearances.in_articles([key])
        forms = {f.id: f.entity for f in self._names.forms.get({a.form for a in own})}
        return [
            (forms[a.form], a.type, int(s), int(e))
            for a in own
            for s, e in np.frombuffer(a.spans, dtype="<i4").reshape(-1, 2)
        ]

    def _people(self, articles: Collection[ArticleRow]) -> tuple[Entity, ...]:
        """Who and what a story is about: what most tellings name, and name most."""
        telling = {a.key: a.telling for a in articles}
        own = self._names.appearances.in_articles(telling)
        forms = {f.id: f.entity for f in self._names.forms.get({a.form for a in own})}
        weight: defaultdict[int, float] = defaultdict(float)
        for entity, article in {(forms[a.form], a.article): a for a in own}:
            weight[entity] += 1 / sum(t == telling[article] for t in telling.values())
        salience: defaultdict[int, float] = defaultdict(float)
        for a in own:
            salience[forms[a.form]] += a.salience
        best = sorted(weight, key=lambda e: (-round(weight[e], 6), -salience[e], e))[: 3 * PEOPLE]
        found = [self.entity(e) for e in best]
        return tuple(e for e in found if e.type != EntityType.TOPIC or e.stories > 1)[:PEOPLE]


def _beside(evidence: Evidence, start: int, end: int) -> frozenset[str]:
    """Stems of the content words next to a mention in its sentence."""
    before, behind = evidence.exact[: start - evidence.start], evidence.exact[end - evidence.start :]
    return frozenset(stem(w) for w in (*content_words(before)[-2:], *content_words(behind)[:2]))


def _within(date: str, days: tuple[float | None, float | None]) -> bool:
    """Whether a date, maybe of a month or a year, is at least partly in a period."""
    first, last = day(date, False), day(date, True)
    return (
        first is not None
        and last is not None
        and (days[0] is None or last > days[0])
        and (days[1] is None or first < days[1])
    )


def story_of(row: StoryRow, articles: Sequence[str]) -> Story:
    """A story with the ids of its articles."""
    return Story(row.id, row.headline, row.first, row.last, tuple(articles), row.tellings, row.publishers)
