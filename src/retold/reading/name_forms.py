"""The forms of names in one article: all mentions whose spellings share a key."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from retold.english.countries import usual_name
from retold.english.letters import in_two_letters, unmarked
from retold.english.name_words import PARTICLES, PARTY_ALIASES, PLACE_ALIASES, SUFFIXES
from retold.english.titles import name_start
from retold.reading.named_by_place import place_and_body
from retold.types import EntityType, Mention

_NICKNAME = re.compile(r"(?<=[\w.])\s[\"“”„'‘’«(](?P<words>[^\"“”„'‘’«»()]{1,30})[\"“”'’»)](?=\s\w)")
"""A nickname inside a name: William “Bill” Harlow."""


def without_nickname(text: str) -> str:
    """A name without the nickname in the middle."""
    return _NICKNAME.sub("", text)


def nickname(text: str) -> str:
    """The nickname in the middle of a name, in lower case without marks; "" if there is none."""
    found = _NICKNAME.search(text)
    return unmarked(found["words"]) if found else ""


def key_of(text: str, *, is_person: bool = False) -> str:
    """A key that the spellings of a name share.

    It leaves out case, dots, accents, possessives, nicknames and, for a person, titles. It has one name for well-known
    countries and for the parties of the United States and Britain. A body of a state has the name of the country in it:
    "UK government", "British government".
    """
    plain = plain_key(text, is_person=is_person)
    if text.split()[-1:] == plain.split()[-1:] and (found := place_and_body(plain)):
        return f"{usual_name(found[0])} {found[1]}"
    return PARTY_ALIASES.get(plain) or PLACE_ALIASES.get(plain, plain) or text


def plain_key(text: str, *, is_person: bool = False) -> str:
    """Text in lower case without dots, accents, possessives, nicknames, and titles or "the" at its start.

    Only people have titles: "General" is one in "General Lee", but not in "General Motors".
    """
    plain = unmarked(without_nickname(text))
    plain = re.sub(r"['’]s?\b(?=$|\s)|[.,'’]", "", plain.replace("&", " and "))
    plain = re.sub(r"[\s_–-]+", " ", plain).strip()
    return plain[name_start(plain) :] if is_person else re.sub(r"^(?:the|an?) (?=.)", "", plain)


@dataclass(slots=True)
class Form:
    """All mentions with one key. `votes`: the summed scores of the mentions by type.

    `tokens`: the words of the key; for a person without "Jr." and its kind.
    """

    key: str
    tokens: tuple[str, ...]
    mentions: list[Mention] = field(default_factory=list)
    votes: defaultdict[EntityType, float] = field(default_factory=lambda: defaultdict(float))
    texts: Counter[str] = field(default_factory=Counter)

    def add(self, mention: Mention, text: str) -> None:
        """Adds a mention with its words."""
        self.mentions.append(mention)
        self.votes[mention.type] += mention.score
        self.texts[" ".join(text.split())] += 1

    @property
    def is_person(self) -> bool:
        return self.type is EntityType.PERSON

    @property
    def type(self) -> EntityType:
        return max(self.votes, key=lambda t: (self.votes[t], t))

    @property
    def first(self) -> int:
        """Where the first mention begins."""
        return self.mentions[0].span.start

    @property
    def text(self) -> str:
        """The most frequent spelling."""
        return self.texts.most_common(1)[0][0]


def forms_of(body: str, mentions: Sequence[Mention]) -> dict[str, Form]:
    """The forms of all mentions, in text order, by key.

    "Mueller" is taken for "Müller" if the article has both.
    """
    texts = [mention.span.of(body) for mention in mentions]
    known = {word for text in texts if text.isascii() for word in key_of(text, is_person=True).split()}
    same: dict[str, str] = {}
    for word in sorted({word for text in texts if not text.isascii() for word in text.split()}):
        if (other := key_of(in_two_letters(word))) in known:
            same[other] = key_of(word)
    forms: dict[str, Form] = {}
    for mention, text in zip(mentions, texts, strict=True):
        key = key_of(text, is_person=mention.type is EntityType.PERSON)
        if same and text.isascii():
            key = " ".join(same.get(word, word) for word in key.split())
        form = forms.setdefault(key, Form(key, tuple(key.split())))
        form.add(mention, text)
    for form in forms.values():
        if len(form.tokens) > 1 and form.tokens[-1] in SUFFIXES and form.is_person:
            form.tokens = form.tokens[:-1]
    return forms


def is_bare(tokens: Sequence[str]) -> bool:
    """Whether a person's name is one word, or particles and one word: "Hall", "von der Hall"."""
    return all(token in PARTICLES for token in tokens[:-1])
