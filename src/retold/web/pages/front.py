"""The front page: the latest stories, and what is rising."""

from __future__ import annotations

from itertools import groupby

from retold.memory import Memory
from retold.records.memory import Card, Listed
from retold.web import lists
from retold.web.page_request import PageRequest
from retold.web.view import View

CARDS, NAMES, TOPICS = 24, 12, 6
"""Stories, rising names and rising topics that the page shows."""
RISING = 48
"""Rising entities that the names and topics are chosen from."""
THEMES = 30
"""Themes that the stories can be filtered by."""


def front(memory: Memory, request: PageRequest) -> View:
    """The latest stories; `since`, `until` and `theme` narrow them. Rising names are shown with all stories only."""
    where = memory.filtered(request.text_or_none("since"), request.text_or_none("until"), theme=request.text("theme"))
    cards = memory.cards(where, request.text_or_none("after"), request.limit(CARDS))
    filtered = any(request.text(name) for name in ("since", "until", "theme"))
    rising = memory.rising(RISING) if not filtered and not request.text("after") else []
    context = {
        "cards": cards,
        "days": cards_by_day(cards),
        "names": [r for r in rising if r.entity.type != "topic"][:NAMES],
        "topics": [r for r in rising if r.entity.type == "topic"][:TOPICS],
        "themes": memory.frequent("topic", THEMES),
        "filtered": filtered,
    }
    data = {"stories": cards.items, "next": cards.next, "rising": rising}
    return View("front.html", context, data, lists.card_feed(request, "Retold", cards.items, cards.next))


def cards_by_day(cards: Listed[Card]) -> list[tuple[str, list[Card]]]:
    """Stories by the day of their last article; "" for those without a date."""

    def day(card: Card) -> str:
        return (card.story.last or card.story.first or "")[:10]

    return [(date, list(group)) for date, group in groupby(cards.items, key=day)]
