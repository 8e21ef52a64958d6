"""Institutions of one name that belong to different countries: the Russian and the Chinese Transport Ministry."""

from __future__ import annotations

import re
from collections.abc import Mapping

from retold.english.titles import demonyms
from retold.reading.name_forms import Form
from retold.types import EntityType, Mention, Span

_BEFORE = re.compile(r"\b((?:(?:North|South|Saudi|United|Sri|New|East|West)[ -])?[A-Z]\w{1,20})(?:['’]s?)?\s$")
_STEM = 4
"""Letters that a country and the word for its people share."""
_IRREGULAR = {"french": "france", "dutch": "netherlands", "welsh": "wales", "swiss": "switzerland", "danish": "denmark",
    "british": "uk", "britain": "uk", "american": "us", "spanish": "spain"}  # fmt: skip


def by_owner(body: str, forms: Mapping[str, Form]) -> dict[str, Form]:
    """The forms, and of an organization that is named as that of two countries or more, one form for each.

    A name without a country means the one before it; after two of them, it is left out.
    """
    found: dict[str, Form] = {}
    for key, form in forms.items():
        owners = [owner_of(body, m) for m in form.mentions] if form.type is EntityType.ORGANIZATION else []
        if len({_stem(words) for words, _ in filter(None, owners)}) < 2:
            found[key] = form
            continue
        last = next(o for o in owners if o)
        named: set[str] = set()
        parts: dict[str, Form] = {}
        for mention, owner in zip(form.mentions, owners, strict=True):
            words, start = last = owner or last
            named |= {_stem(words)}
            if owner is None and len(named) > 1:
                continue
            owned = f"{_stem(words)} {key}"
            part = parts.setdefault(owned, Form(owned, (_stem(words), *form.tokens)))
            text = Span(start, mention.span.end).of(body) if owner else mention.span.of(body)
            part.add(mention, text)
        found |= parts
    return found


def owner_of(body: str, mention: Mention) -> tuple[str, int] | None:
    """The country, or the word for its people, right before a name, and where it begins."""
    before = _BEFORE.search(body, max(0, mention.span.start - 48), mention.span.start)
    if before is None:
        return None
    words = before[1].casefold()
    is_possessor = "'" in before[0] or "’" in before[0]
    return (words, before.start()) if is_possessor or words.split()[-1] in demonyms() else None


def _stem(words: str) -> str:
    """A key that a country and the word for its people share: "russia" and "russian"."""
    return _IRREGULAR.get(words, words)[:_STEM] if " " not in words else words
