"""What an alert says about a story: `retold.alert/1` (docs/alerts.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from retold.alerts.decisions import StoryToReport
from retold.alerts.description import query_values, reason
from retold.alerts.query import StoryFinder
from retold.corpus import topics
from retold.export import page_addresses
from retold.memory.alert_reader import AlertReader
from retold.memory.evidence import source
from retold.memory.graph import label
from retold.records.alerts import Alert
from retold.records.json_values import values
from retold.store.alerts import AlertRow
from retold.store.articles import ArticleRow
from retold.store.full_text import Query
from retold.timestamps import rfc3339
from retold.types import Evidence

SCHEMA = "retold.alert/1"
TAKEAWAYS = 3
EVIDENCE = 2
"""Pieces of evidence for each condition of the query, at most."""
NEW_ENTITIES = 6
"""New acquaintances that a message names, at most."""
SOURCES = 50


class MessageWriter:
    """Writes messages. Use it within one reading transaction.

    `base`: scheme and host of the web app; "" if they are not known.
    """

    def __init__(self, finder: StoryFinder, reader: AlertReader, base: str = "") -> None:
        self._finder, self._reader = finder, reader
        self._base = base.rstrip("/")

    def content(self, row: AlertRow, report: StoryToReport, now: datetime) -> dict[str, Any]:
        """The message's JSON values."""
        story = self._reader.story(report.story)
        assert story is not None
        articles = self._reader.articles(report.story)
        lead = next((article for article in articles if article.headline == story.headline), articles[0])
        takeaways = self._reader.digest(lead.key).takeaways[:TAKEAWAYS]
        met = [self._met(report.story, row, entity) for entity in report.new[:NEW_ENTITIES]]
        matched = self._matched(row, report.story, articles)
        return {
            "schema": SCHEMA,
            "alert": {"id": row.id, "name": row.name, "asks": query_values(row.query)},
            "told": rfc3339(now),
            "why": reason(row.query, [match["value"] for match in matched], [entity["name"] for entity in met]),
            "story": {
                "id": story.id,
                "headline": story.headline,
                "first": story.first,
                "last": story.last,
                "articles": story.articles,
                "tellings": story.tellings,
                "url": self._url(page_addresses.story(story.id)),
            },
            "takeaways": [
                {
                    "text": claim.text,
                    "evidence": self._evidence(claim.evidence),
                    "source": values(source(lead)),
                }
                for claim in takeaways
            ],
            "matched": matched,
            "met": met,
            "publishers": list(dict.fromkeys(article.publisher for article in articles if article.publisher)),
            "sources": [
                {**values(source(article)), "page": self._url(page_addresses.article(article.id))}
                for article in articles[:SOURCES]
            ],
        }

    def _matched(self, row: AlertRow, story: int, articles: Sequence[ArticleRow]) -> list[dict[str, Any]]:
        """Each condition of the query, with the words that show it."""
        entity, other = self._finder.entities(row)
        entities = self._reader.entities([number for number in (entity, other) if number is not None])
        names = {number: entity_row.name for number, entity_row in entities.items()}
        matched: list[dict[str, Any]] = []
        if entity is not None and other is not None:
            evidence, together = self._reader.sentences(story, [entity, other], EVIDENCE)
            matched.append(
                {
                    "asked": "with",
                    "value": f"{names[entity]} and {names[other]}",
                    "together": together,
                    "evidence": self._evidence(evidence),
                }
            )
        elif entity is not None:
            evidence, _ = self._reader.sentences(story, [entity], EVIDENCE)
            matched.append({"asked": "entity", "value": names[entity], "evidence": self._evidence(evidence)})
        if row.query.theme:
            matched.append(self._theme(row.query.theme, articles))
        if row.query.query:
            evidence = self._snippets(row, story, articles)
            matched.append({"asked": "query", "value": row.query.query, "evidence": self._evidence(evidence)})
        return matched

    def _theme(self, theme: str, articles: Sequence[ArticleRow]) -> dict[str, Any]:
        """The topic that puts a story on a theme.

        Its evidence is that of the articles' themes; for a hashtag, a place of an article that has its words.
        """
        numbers = self._finder.themes(theme)
        present = self._reader.entities_in(articles)
        found = self._reader.entities([number for number in numbers if number in present])
        first = next((row.name for row in found.values()), theme)
        name = next((row.name for number, row in found.items() if number in numbers[:1]), first)
        keys = {topics.key(row.name) for row in found.values()}
        evidence: list[Evidence] = []
        for article in articles:
            for article_theme in self._reader.digest(article.key).themes:
                if topics.key(article_theme.label) in keys:
                    evidence += article_theme.evidence[:1]
        if not evidence:
            evidence = [self._reader.snippet(article, name.split()) for article in articles[:1]]
        return {"asked": "theme", "value": name, "evidence": self._evidence(evidence[:EVIDENCE])}

    def _snippets(self, row: AlertRow, story: int, articles: Sequence[ArticleRow]) -> list[Evidence]:
        rows = {article.key: article for article in articles}
        terms = Query.parsed(row.query.query).terms
        keys = self._finder.articles_with_words(row.query, story)
        return [self._reader.snippet(rows[key], terms) for key in keys[:EVIDENCE]]

    def _met(self, story: int, row: AlertRow, entity: int) -> dict[str, Any]:
        """An entity that the alert's entity meets for the first time."""
        alert_entity, _ = self._finder.entities(row)
        assert alert_entity is not None
        entity_row = self._reader.entities([entity])[entity]
        evidence, together = self._reader.sentences(story, [alert_entity, entity], 1)
        return {
            "id": label(entity),
            "name": entity_row.name,
            "type": entity_row.type,
            "together": together,
            "evidence": self._evidence(evidence),
            "page": self._url(page_addresses.entity(label(entity))),
        }

    def _evidence(self, evidence: Sequence[Evidence]) -> list[dict[str, Any]]:
        """Evidence as JSON values, each with the page that marks it."""
        return [{**values(e), "page": self._url(page_addresses.article(e.article, f"s{e.start}"))} for e in evidence]

    def _url(self, path: str) -> str | None:
        return self._base + path if self._base else None


def document(alert: Alert, secret: bool = False) -> dict[str, Any]:
    """An alert as JSON values. `secret`: with the secrets of its webhooks, if the alert was read with them."""
    channels = [
        {name: value for name, value in values(channel).items() if name != "secret" or (secret and value)}
        for channel in alert.channels
    ]
    fields = {name: value for name, value in values(alert).items() if name != "key"}
    return {**fields, "asks": query_values(alert.asks), "channels": channels}


def sample(row: AlertRow, content: Mapping[str, Any] | None, now: datetime) -> dict[str, Any]:
    """What a test sends, marked by the field `test`. `content`: a message about a story; None if there is none."""
    if content is not None:
        return {**content, "test": True}
    text = (
        "This is a test: nothing has happened. In a real message you read here what happened, in a few sentences, "
        "each with the words of its source."
    )
    evidence = [{"article": "test", "start": 0, "end": len(text), "exact": text, "page": None}]
    article = {
        "id": "test",
        "headline": "A test of this alert",
        "publisher": "Retold",
        "published": rfc3339(now),
        "url": "",
    }
    return {
        "schema": SCHEMA,
        "alert": {"id": row.id, "name": row.name, "asks": query_values(row.query)},
        "told": rfc3339(now.astimezone(UTC)),
        "why": reason(row.query, [], []),
        "story": {
            "id": "test",
            "headline": "A test of this alert",
            "first": rfc3339(now),
            "last": rfc3339(now),
            "articles": 1,
            "tellings": 1,
            "url": None,
        },
        "takeaways": [{"text": text, "evidence": evidence, "source": article}],
        "matched": [],
        "met": [],
        "publishers": ["Retold"],
        "sources": [{**article, "page": None}],
        "test": True,
    }
