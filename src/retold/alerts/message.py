"""A story as an alert tells it: `retold.alert/1` (docs/alerts.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from retold.alerts.decisions import StoryToTell
from retold.alerts.query import StoryFinder
from retold.corpus import topics
from retold.export import page_addresses
from retold.memory.evidence import Sentences, source
from retold.memory.graph import label
from retold.memory.search import window
from retold.records.alerts import Alert, AlertQuery
from retold.records.json_values import values
from retold.store.alerts import AlertRow
from retold.store.articles import ArticleRow, Articles
from retold.store.clusters import Clusters
from retold.store.database import Database
from retold.store.full_text import Query
from retold.store.name_tables import name_tables
from retold.timestamps import rfc3339
from retold.types import Evidence

SCHEMA = "retold.alert/1"
TAKEAWAYS, SHOWN, FRESH, SOURCES = 3, 2, 6, 50
"""Takeaways, sentences that show one thing that was asked for, those met for the first time, and sources, at most."""


class MessageWriter:
    """Writes what an alert tells of a story; to be used within one reading transaction. `base`: scheme and host of the web app, "" where it is not known."""

    def __init__(self, database: Database, base: str = "") -> None:
        self._articles, self._names, self._clusters = Articles(database), name_tables(database), Clusters(database)
        self._sentences = Sentences(self._articles, self._names)
        self._finder = StoryFinder(database)
        self._base = base.rstrip("/")

    def content(self, row: AlertRow, tell: StoryToTell, now: datetime) -> dict[str, Any]:
        """The telling's JSON values."""
        story = self._clusters.story(tell.story)
        assert story is not None
        articles = self._articles.of_story(tell.story)
        lead = next((a for a in articles if a.headline == story.headline), articles[0])
        told = self._sentences.digest(lead.key).takeaways[:TAKEAWAYS]
        met = [self._met(tell.story, row, e) for e in tell.fresh[:FRESH]]
        matched = self._matched(row, tell.story, articles)
        return {
            "schema": SCHEMA,
            "alert": {"id": row.id, "name": row.name, "asks": asked(row.wanted)},
            "told": rfc3339(now),
            "why": why(row.wanted, [m["value"] for m in matched], [m["name"] for m in met]),
            "story": {
                "id": story.id, "headline": story.headline, "first": story.first, "last": story.last, "articles": story.articles,
                "tellings": story.tellings, "url": self._page(page_addresses.story(story.id)),
            },
            "takeaways": [{"text": c.text, "evidence": self._shown(c.evidence), "source": values(source(lead))} for c in told],
            "matched": matched,
            "met": met,
            "publishers": list(dict.fromkeys(a.publisher for a in articles if a.publisher)),
            "sources": [{**values(source(a)), "page": self._page(page_addresses.article(a.id))} for a in articles[:SOURCES]],
        }  # fmt: skip

    def _matched(self, row: AlertRow, story: int, articles: Sequence[ArticleRow]) -> list[dict[str, Any]]:
        """What was asked for, each with the words that show it."""
        entity, other = self._finder.entities(row)
        names = {e: r.name for e, r in self._names.entities.get([e for e in (entity, other) if e is not None]).items()}
        found = []
        if entity is not None and other is not None:
            evidence, together = self._sentences.within(story, [entity, other], SHOWN)
            found.append(
                {
                    "asked": "with",
                    "value": f"{names[entity]} and {names[other]}",
                    "together": together,
                    "evidence": self._shown(evidence),
                }
            )
        elif entity is not None:
            evidence, _ = self._sentences.within(story, [entity], SHOWN)
            found.append({"asked": "entity", "value": names[entity], "evidence": self._shown(evidence)})
        if row.wanted.theme:
            found.append(self._theme(row.wanted.theme, articles))
        if row.wanted.query:
            found.append(
                {
                    "asked": "query",
                    "value": row.wanted.query,
                    "evidence": self._shown(self._snippets(row, story, articles)),
                }
            )
        return found

    def _theme(self, theme: str, articles: Sequence[ArticleRow]) -> dict[str, Any]:
        """The topic by which a story is on a theme: with the evidence of its articles' themes, or where it is a hashtag with a place that has its words."""
        wanted = self._finder.themes(theme)
        present = {
            f.entity
            for f in self._names.forms.get(
                {a.form for a in self._names.appearances.in_articles([a.key for a in articles])}
            )
        }
        own = self._names.entities.get([e for e in wanted if e in present])
        name = next((r.name for e, r in own.items() if e in wanted[:1]), next((r.name for r in own.values()), theme))
        keys = {topics.key(r.name) for r in own.values()}
        evidence: list[Evidence] = []
        for article in articles:
            for found in self._sentences.digest(article.key).themes:
                if topics.key(found.label) in keys:
                    evidence += found.evidence[:1]
        if not evidence:
            evidence = [self._window(a, name.split()) for a in articles[:1]]
        return {"asked": "theme", "value": name, "evidence": self._shown(evidence[:SHOWN])}

    def _snippets(self, row: AlertRow, story: int, articles: Sequence[ArticleRow]) -> list[Evidence]:
        having = self._finder.articles_for(row.wanted, story)
        rows = {a.key: a for a in articles}
        return [self._window(rows[k], Query.parsed(row.wanted.query).terms) for k in having[:SHOWN]]

    def _window(self, article: ArticleRow, terms: Sequence[str]) -> Evidence:
        body = self._sentences.body(article.key)
        start, end = window(body, terms)
        return Evidence(article.id, start, end, body[start:end])

    def _met(self, story: int, row: AlertRow, entity: int) -> dict[str, Any]:
        own, _ = self._finder.entities(row)
        assert own is not None
        found = self._names.entities.get([entity])[entity]
        evidence, together = self._sentences.within(story, [own, entity], 1)
        return {
            "id": label(entity),
            "name": found.name,
            "type": found.type,
            "together": together,
            "evidence": self._shown(evidence),
            "page": self._page(page_addresses.entity(label(entity))),
        }

    def _shown(self, evidence: Sequence[Evidence]) -> list[dict[str, Any]]:
        """Evidence with the page on which it is marked."""
        return [{**values(e), "page": self._page(page_addresses.article(e.article, f"s{e.start}"))} for e in evidence]

    def _page(self, path: str) -> str | None:
        return self._base + path if self._base else None


def asked(wanted: AlertQuery) -> dict[str, Any]:
    """What an alert asks for, as JSON values: what it does not ask for is left out."""
    named = {
        "entity": wanted.entity, "with": wanted.other, "theme": wanted.theme, "query": wanted.query, "publisher": wanted.publisher,
        "type": wanted.kind, "new_only": wanted.new_only,
    }  # fmt: skip
    return {k: v for k, v in named.items() if v}


def document(alert: Alert, secret: bool = False) -> dict[str, Any]:
    """An alert as JSON values; `secret`: with the secrets of its webhooks, where they were asked for."""
    channels = [{k: v for k, v in values(c).items() if k != "secret" or (secret and v)} for c in alert.channels]
    plain = {k: v for k, v in values(alert).items() if k != "key"}
    return {**plain, "asks": asked(alert.asks), "channels": channels}


def why(wanted: AlertQuery, matched: Sequence[str], met: Sequence[str]) -> str:
    """Why somebody is told, in a sentence. `matched`: values of what matched, in the order of the telling."""
    values = iter(matched)
    parts = []
    if wanted.entity:
        named = next(values, wanted.entity)
        if wanted.other:
            parts.append(f"it has {named}" + (" for the first time" if wanted.new_only else ""))
        else:
            parts.append(f"it names {named}" + (f", for the first time with {_listed(met)}" if met else ""))
    if wanted.theme:
        parts.append(f"its theme is {next(values, wanted.theme)}")
    if wanted.query:
        parts.append(f"it says {wanted.query}")
    if wanted.publisher:
        parts.append(f"{wanted.publisher} tells it")
    if wanted.kind:
        parts.append(f"it names {'an' if wanted.kind[0] in 'aeiou' else 'a'} {wanted.kind}")
    return f"You are told of this story because {_listed(parts)}."


def described(wanted: AlertQuery) -> str:
    """What an alert asks for, as a name for it: "Northlink with Erik Moe, new only"."""
    parts = [
        wanted.entity + (f" with {wanted.other}" if wanted.other else ""),
        wanted.theme,
        f"“{wanted.query.strip()}”" if wanted.query else "",
    ]
    parts += [
        f"in {wanted.publisher}" if wanted.publisher else "",
        f"with a {wanted.kind}" if wanted.kind else "",
        "new only" if wanted.new_only else "",
    ]
    return ", ".join(p for p in parts if p)


def sample(row: AlertRow, content: Mapping[str, Any] | None, now: datetime) -> dict[str, Any]:
    """What a test sends: a story that was told or fits, if there is one; `test` marks it."""
    if content is not None:
        return {**content, "test": True}
    said = "This is a test: nothing has happened. A story would be told here in a few sentences, each with the words that it rests on."
    evidence = [{"article": "test", "start": 0, "end": len(said), "exact": said, "page": None}]
    origin = {
        "id": "test",
        "headline": "A test of this alert",
        "publisher": "Retold",
        "published": rfc3339(now),
        "url": "",
    }
    return {
        "schema": SCHEMA, "alert": {"id": row.id, "name": row.name, "asks": asked(row.wanted)}, "told": rfc3339(now.astimezone(UTC)),
        "why": why(row.wanted, [], []),
        "story": {"id": "test", "headline": "A test of this alert", "first": rfc3339(now), "last": rfc3339(now), "articles": 1, "tellings": 1, "url": None},
        "takeaways": [{"text": said, "evidence": evidence, "source": origin}], "matched": [], "met": [], "publishers": ["Retold"],
        "sources": [{**origin, "page": None}], "test": True,
    }  # fmt: skip


def _listed(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)
