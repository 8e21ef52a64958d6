"""The entity that the words for a speaker refer to: a name, a pronoun or a common noun.

Each answer says how it was found, because some ways are surer than others (`retold.reading.speakers`). No speaker is
better than a wrong one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence

from retold.english.given_names import usual_gender
from retold.english.nouns import can_be
from retold.english.pronouns import GENDERED_TITLES, OBJECT_PRONOUNS, SUBJECT_PRONOUNS
from retold.english.speech_verbs import DOCUMENTS, GENERIC_ORGANIZATIONS, NAME_WORDS
from retold.reading.clauses import Source
from retold.reading.antecedents import Answer, Antecedents
from retold.reading.quoted_text import NamedSpan, QuotedText
from retold.types import Chain, EntityType, Reading, Role, Sentence, Span

_NAMED_TYPES = (EntityType.PERSON, EntityType.ORGANIZATION, EntityType.PLACE, EntityType.WORK, EntityType.PRODUCT)
_NOT_NAMED = frozenset("they i we you who which that one".split())
_GENERATION = re.compile(r",?\s(?:Jr|Sr|II|III|IV)\.?\s?$")
_YEARS_OLD = re.compile(r"^(\d{1,3})-year-old\b")

class References:
    """Resolves sources in one reading to ids of chains."""

    def __init__(
        self,
        reading: Reading,
        roles: Sequence[Role],
        text: QuotedText,
        subject: Callable[[Sentence], Source | None],
    ) -> None:
        self._text, self._subject, self._roles = text, subject, roles
        self._chains = {c.id: c for c in reading.chains}
        self.antecedents = Antecedents(reading, text)
        self._bearers: defaultdict[str, list[Chain]] = defaultdict(list)
        for chain in reading.chains:
            if chain.type is EntityType.PERSON and " " in chain.name:
                self._bearers[chain.name.split()[-1].lower()].append(chain)
        self._by_role_word: defaultdict[str, set[str]] = defaultdict(set)
        for role in roles:
            for word in re.findall(r"\w+", role.span.of(text.body).lower()):
                self._by_role_word[word].add(role.chain)
        self._by_last_word: defaultdict[str, list[Chain]] = defaultdict(list)
        for chain in reading.chains:
            if chain.type is not EntityType.PERSON:
                for last in {form.lower().split()[-1] for form in (chain.name, *chain.aliases)}:
                    self._by_last_word[last].append(chain)

    def named(self, name: Span) -> str | None:
        """The only chain with the name at a place."""
        text = name.of(self._text.body).lower()
        found = [c.id for c in self._chains.values() if text in (form.lower() for form in (c.name, *c.aliases))]
        return found[0] if len(found) == 1 else None

    def resolve(self, source: Source) -> Answer | None:
        """The chain that the words for a speaker refer to; None if they name nobody, or nobody in particular."""
        words = source.span.of(self._text.body).lower().split()
        if not words or words[0] in _NOT_NAMED and len(words) == 1:
            return None
        if len(words) == 1 and words[0] in OBJECT_PRONOUNS:
            return self.antecedents.pronoun(source.span.start, OBJECT_PRONOUNS[words[0]], own=False)
        if len(words) == 1 and words[0] in SUBJECT_PRONOUNS:
            return self.antecedents.pronoun(source.span.start, SUBJECT_PRONOUNS[words[0]])
        noun = re.findall(r"\w+", self._text.body[source.span.start : source.head].lower() or "-")[-1:]
        if noun and noun[0] in DOCUMENTS:
            return self._author(source, noun[0])
        named = self._name(source)
        if named is not None:
            bearer = self._bearer(named, source)
            return (bearer.id, "name") if bearer is not None else None
        apposed = self._apposed(source.apposition)
        if apposed is not None:
            return apposed.id, "apposition"
        owners = self._text.mentions_between(*source.span)
        if owners:
            return self._role_with(owners[0][0].of(self._text.body), noun)
        return self._definite(words[1:], source) if words[0] == "the" else None

    def _name(self, source: Source) -> Chain | None:
        """The chain whose name ends the chunk with the head: "the mayor Ann Lee", not "Ann Lee's mother"."""
        body = self._text.body
        chunk = Span(source.span.start, source.head)
        within = [(s, c) for s, c in self._text.mentions_between(*chunk) if c.type in _NAMED_TYPES]
        if not within:
            return None
        span, chain = within[-1]
        rest = body[span.end : source.head]
        between = body[source.span.start : span.start]
        joined = re.search(r"\b(?:and|or)\s", body[chunk.start : span.start])
        if joined or self._text.is_possessive(span) or not (not rest.strip() or _GENERATION.fullmatch(rest)):
            return None
        return chain

    def _role_with(self, owner: str, noun: list[str]) -> Answer | None:
        """The person whose role has both words: "Norway's minister"."""
        body = self._text.body
        found = {
            r.chain for r in self._roles if noun and noun[0] in r.span.of(body).lower() and owner in r.span.of(body)
        }
        return (found.pop(), "role with its owner") if len(found) == 1 else None

    def _bearer(self, chain: Chain, source: Source) -> Chain | None:
        """The person whom a name means: of those with one surname, the one by the given name or the title."""
        bearers = self._bearers.get(chain.name.split()[-1].lower(), [])
        if chain.type is not EntityType.PERSON or len(bearers) < 2:
            return chain
        words = source.span.of(self._text.body).replace(".", "").split()
        if {w.lower() for w in chain.name.split()[:-1]} & {w.lower() for w in words}:
            return chain
        gender = next((GENDERED_TITLES[w] for w in words if w in GENDERED_TITLES), None)
        fitting = [c for c in bearers if usual_gender(c.name) in (gender, None)]
        sure = gender is not None and len(fitting) == 1 and usual_gender(fitting[0].name) is gender
        return fitting[0] if sure else None

    def _apposed(self, place: int) -> Chain | None:
        """The person whose name stands after a comma at `place`, and before another sign."""
        found = re.match(r",\s(?:[A-Z][\w.]*\s)?", self._text.body[place : place + 30])
        if found is None:
            return None
        for span, chain in self._text.mentions_between(place, place + 60):
            if chain.type is EntityType.PERSON and place + 2 <= span.start <= place + found.end():
                return chain if re.match(r"[,.;:]|\s(?:said|told|who)\b|$", self._text.body[span.end : span.end + 6]) else None
        return None

    def _definite(self, words: list[str], source: Source) -> Answer | None:
        """The chain that "the minister", "the company" or "the river police" stands for."""
        body, place = self._text.body, source.span.start
        chunk = body[source.span.start : source.head].lower().split()[1:]
        if not chunk:
            return None
        if age := _YEARS_OLD.match(words[0]):
            return self._by_age(age[1], place)
        noun = chunk[-1]
        by_words = [c for c in self._by_last_word.get(noun, ()) if set(chunk) <= self._words(c)]
        if len({c.id for c in by_words}) == 1:
            return by_words[0].id, "words of the name" if len(chunk) > 1 else "word of the name"
        if by_words:
            return None
        if noun in NAME_WORDS:
            return self._of_kind(NAME_WORDS[noun])
        by_role = self._by_role_word.get(noun, set())
        if len(by_role) == 1:
            return next(iter(by_role)), "role"
        if by_role:
            return None
        if noun in GENERIC_ORGANIZATIONS:
            found = self.antecedents.only_one(place, EntityType.ORGANIZATION)
            return found and (found[0], f"organization noun, {found[1]}")
        return None

    def _of_kind(self, words: frozenset[str]) -> Answer | None:
        """The organization with one of these words in its name; of several, one that is named twice as often as others."""
        fitting = sorted(
            (
                c
                for c in self._chains.values()
                if c.type is EntityType.ORGANIZATION and words & self._words(c) and not c.name.lower().endswith("airport")
            ),
            key=lambda c: -len(c.mentions),
        )
        if not fitting or len(fitting) > 1 and len(fitting[0].mentions) < 2 * len(fitting[1].mentions):
            return None
        return fitting[0].id, "kind of the name"

    def _author(self, source: Source, noun: str) -> Answer | None:
        """The author of a document: its owner, who it is from, or who has issued one in the sentences before."""
        body, place = self._text.body, source.span.start
        owners = [c for s, c in self._text.mentions_between(*source.span) if self._text.is_possessive(s)]
        senders = [
            c
            for s, c in self._text.mentions_between(source.head, source.head + 60)
            if re.fullmatch(r"\s(?:from|by)\s(?:the\s)?", body[source.head : s.start])
        ]
        if owners or senders:
            return (owners or senders)[0].id, "owner of a document"
        if not body[place : place + 4].lower() == "the ":
            return None
        own = self._text.sentence_index(place)
        for index in range(own - 1, max(-1, own - 4), -1):
            sentence = self._text.sentences[index]
            if noun in sentence.span.of(body).lower():
                issuer = self._issuer(sentence, noun)
                return issuer and (issuer, "issuer of a document")
        return None

    def _issuer(self, sentence: Sentence, noun: str) -> str | None:
        """Who speaks in a sentence with a document, or issues it by the main verb."""
        reported = self.antecedents.reported(sentence)
        voice = self.antecedents.voice(sentence)
        if reported is not None or voice is not None:
            return reported or (voice.id if voice is not None else None)
        text = sentence.span.of(self._text.body)
        by_main_verb = any(
            w.span.of(text).lower() == noun and w.head >= 0 and sentence.words[w.head].head < 0 for w in sentence.words
        )
        source = self._subject(sentence) if by_main_verb else None
        answer = self.resolve(source) if source is not None else None
        return answer and answer[0]

    def _by_age(self, age: str, place: int) -> Answer | None:
        """The person of that age; if no age is told, the only person named before."""
        told = {
            chain.id
            for chain in self._chains.values()
            if chain.type is EntityType.PERSON
            for mention in chain.mentions
            if re.match(rf",\s(?:aged\s)?{age}\b", self._text.body[mention.span.end : mention.span.end + 12])
            or self._text.body[max(0, mention.span.start - 20) : mention.span.start].rstrip().endswith(f"{age}-year-old")
        }
        if told:
            return (next(iter(told)), "age") if len(told) == 1 else None
        found = self.antecedents.only_one(place, EntityType.PERSON)
        return found and (found[0], f"age, {found[1]}")

    @staticmethod
    def _words(chain: Chain) -> set[str]:
        return {word for form in (chain.name, *chain.aliases) for word in form.lower().split()}
