"""Pages that are read: the front, an article, a story."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from retold.config import VERSION
from retold.export import graph_picture, ninjs, schemaorg, sitemaps
from retold.export.graphs import Node
from retold.memory import Memory
from retold.records import digest_json
from retold.records.memory import Card, Listed, Related
from retold.types import Claim, Digest
from retold.web import addresses, lists
from retold.web.marked_source import MarkedSource, NameLinks
from retold.web.negotiation import PageRequest
from retold.web.site import View, dumped

CARDS, ROSE = 24, 12
"""Stories and rising names of the front page."""
MAPPED = 5000
"""Stories of the sitemap, the latest."""
RING, SHOWN = 14, 40
"""Names in an article's picture; people and topics in its table."""


def front(memory: Memory, ask: PageRequest) -> View:
    """The latest stories, and what is rising."""
    where = memory.filtered(ask.maybe("since"), ask.maybe("until"), theme=ask.text("theme"))
    cards = memory.cards(where, ask.maybe("after"), ask.limit(CARDS))
    narrowed = any(ask.text(name) for name in ("since", "until", "theme"))
    rising = memory.rising(4 * ROSE) if not narrowed and not ask.text("after") else []
    names = [r for r in rising if r.entity.type != "topic"][:ROSE]
    topics = [r for r in rising if r.entity.type == "topic"][: ROSE // 2]
    themes = memory.frequent("topic", 30)
    context = {
        "cards": cards, "days": by_day(cards), "names": names, "topics": topics, "themes": themes,
        "narrowed": narrowed,
    }  # fmt: skip
    data = {"stories": cards.items, "next": cards.next, "rising": rising}
    return View("front.html", context, data, lists.of_cards(ask, "Retold", cards.items, cards.next))


def by_day(cards: Listed[Card]) -> list[tuple[str, list[Card]]]:
    """Cards under the day on which each story was last told."""
    return [(d, list(own)) for d, own in groupby(cards.items, key=lambda c: (c.story.last or c.story.first or "")[:10])]


def article(memory: Memory, ask: PageRequest, key: str) -> View:
    """An article told again beside its source. Raises `UnknownError`."""
    found = memory.article(key)
    digest = digest_json.load(found.digest)
    marked = MarkedSource(digest)
    related = {r.chain: r for r in found.related}
    parts = {name: getattr(marked, name) for name in ("takeaways", "retelling", "answers", "timeline", "source")}
    quotes = [
        (told, related.get(speaker or "")) for told, speaker in sorted(marked.quotes, key=lambda q: q[1] is None)[:8]
    ]
    edges = _edges(memory, digest, related, marked)
    called = {n: related[e.id].entity.id for e in digest.entities if e.id in related for n in (*e.aliases, e.name)}
    context = {
        "found": found, "named": NameLinks(called), "about": _about(digest), "meta": digest.article.metadata, "digest": digest,
        "words": len(digest.article.body.split()), **parts, "quotes": quotes,
        "related": found.related[:SHOWN], "edges": edges,
        "picture": _picture(related, edges), "roles": {e.id: marked.told(e.role, "w") for e in digest.entities if e.role},
        "themes": [(t, marked.marks(t.evidence)) for t in digest.themes],
        "topics": {r.entity.name.casefold(): r.entity.id for r in found.related if r.entity.type == "topic"},
        "original": addresses.outside(digest.article.metadata.url),
        "jsonld": schemaorg.script(schemaorg.news_article(digest, ask.base + addresses.article(key))),
    }  # fmt: skip
    others = {
        "jsonld": lambda: dumped(schemaorg.news_article(digest, ask.base + addresses.article(key))),
        "ninjs": lambda: dumped(ninjs.item(digest, ask.base + addresses.article(key))),
    }
    return View("article.html", context, found, others=others)


def _about(digest: Digest) -> dict[str, Any]:
    """How far a digest may be trusted: its sentences, those that stand in the source as they are, and the least support of one."""
    claims = [*digest.takeaways, *(c for paragraph in digest.retelling for c in paragraph)]
    exact = [c for c in claims if any(c.text == e.exact for e in c.evidence)]
    return {"sentences": len(claims), "exact": len(exact), "least": min((c.support for c in claims), default=1.0)}


def _edges(memory: Memory, digest: Digest, related: dict[str, Related], marked: MarkedSource) -> list[dict[str, Any]]:
    """Who meets whom in an article: how often, and in how many stories in all."""
    edges = [e for e in digest.graph.edges if e.source in related and e.target in related and e.evidence][:24]
    ends = [(related[e.source].entity, related[e.target].entity) for e in edges]
    shared = memory.shared([(a.id, b.id) for a, b in ends if a.id != b.id])
    return [
        {
            "a": a,
            "b": b,
            "weight": e.weight,
            "stories": shared[a.id, b.id],
            "told": marked.told(Claim(e.evidence[0].exact, e.evidence[:1], 1.0), "g"),
        }
        for e, (a, b) in zip(edges, ends, strict=True)
        if a.id != b.id
    ]


def _picture(related: dict[str, Related], edges: list[dict[str, Any]]) -> graph_picture.Picture | None:
    """The picture of an article's graph: names that meet another, the most salient."""
    meets = {e[side].id for e in edges for side in ("a", "b")}
    ring = list(
        {
            r.entity.id: Node(r.entity.id, r.entity.name, r.entity.type, r.entity.stories)
            for r in related.values()
            if r.entity.id in meets
        }.values()
    )[:RING]
    kept = {n.id for n in ring}
    weights = {(e["a"].id, e["b"].id): float(e["weight"]) for e in edges if e["a"].id in kept and e["b"].id in kept}
    return graph_picture.drawn(ring, weights) if len(ring) > 2 else None


def story(memory: Memory, ask: PageRequest, key: str) -> View:
    """A story as all its tellings tell it. Raises `UnknownError`."""
    found = memory.story(key)
    if found.story.id != key:
        return View("", {}, moved=addresses.page(addresses.story(found.story.id), {"format": ask.text("format")}))
    first = next((t.articles[0] for t in found.tellings if t.articles), None)
    feed = lists.feed(
        ask,
        found.story.headline,
        tuple(lists.of_source(ask, a) for t in reversed(found.tellings) for a in reversed(t.articles)),
    )
    context = {"found": found, "first": first}
    return View("story.html", context, found, feed)


def sitemap(memory: Memory, ask: PageRequest) -> View:
    """The latest stories, for search engines."""
    urls = [
        (ask.base + "/", None),
        *((ask.base + addresses.story(s.id), s.last) for s in memory.page(limit=MAPPED).items),
    ]
    return View("", {}, others={"xml": lambda: sitemaps.sitemap(urls)})


def opensearch(_: Memory, ask: PageRequest) -> View:
    """How a browser searches here."""
    return View("", {}, others={"xml": lambda: sitemaps.opensearch("Retold", ask.base + "/search?q={searchTerms}")})


def about(memory: Memory, _: PageRequest) -> View:
    """How digests are made, by which model and version, and what is kept."""
    counts = memory.counts()
    made = {
        "version": VERSION,
        "schema": "retold.digest/1",
        "model": "reading.onnx, 22 million parameters, int8",
        "parts": MADE,
    }
    return View("about.html", {"counts": counts, "made": made}, {"counts": counts, "made": made})


MADE = (
    ("Headline", "The publisher's own, unchanged; where there is none, the first takeaway."),
    ("Key takeaways", "Sentences of the article that a ranker finds most important, cut to what stands on its own."),
    (
        "Full retelling",
        "About a third of the article in its own words: names in place of pronouns, roles at first mention, dates in place of “on Tuesday”; news first, then background, then what comes next.",
    ),
    (
        "Evidence",
        "Each sentence carries the exact words that it rests on. Every word, name, number and date of it stands there; a checker judges it, and what it does not find supported is not told.",
    ),
    ("Answers", "Phrases of the article that answer who, what, when, where, why and how."),
    ("Timeline", "Sentences with a date; “Friday” and “last month” are read against the day of publication."),
    ("Quotes", "Quotations as the article has them, with the speaker where it names one."),
    ("Themes", "IPTC Media Topics, by likeness of meaning to the whole article; hashtags from its names and phrases."),
    (
        "People and topics",
        "Names found by the reading model; forms of one name joined by weighed evidence, each joining a line in a ledger that a person can overrule.",
    ),
    ("Entity intersection graph", "Two names meet when one story has both. Stories are counted, not copies."),
    (
        "Stories",
        "Articles of all outlets on one happening, grouped by words, meaning and dates; copies of one telling are counted once.",
    ),
)
"""What each part of a page is made of."""
