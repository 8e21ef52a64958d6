"""Whom the words for a speaker name: by a name, a pronoun or a common noun.

`References.meaning` gives all signs for `speaker_features`. A rule has an answer only if the article leaves no other:
a surname that two people share, "the company" after two companies, and every speaker without a name ("a spokesman for
the council") have none.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from retold.english.given_names import usual_gender
from retold.english.nouns import can_be
from retold.english.pronouns import GENDERED_TITLES, OBJECT_PRONOUNS, SUBJECT_PRONOUNS
from retold.english.speech_verbs import DOCUMENTS, GENERIC_ORGANIZATIONS, NAME_WORDS
from retold.reading.antecedents import Antecedents
from retold.reading.clauses import Source
from retold.reading.pronoun_genders import GENDERED_NOUNS, GENDERS
from retold.reading.pronoun_places import FORMS
from retold.reading.pronoun_ranker import PronounRanker
from retold.reading.quoted_text import QuotedText
from retold.reading.role_choice import head_noun
from retold.types import Chain, EntityType, Gender, Reading, Role, Sentence, Span

_NAMED_TYPES = (EntityType.PERSON, EntityType.ORGANIZATION, EntityType.PLACE, EntityType.WORK, EntityType.PRODUCT)
_ORGANIZATION = EntityType.ORGANIZATION
_CAPITALIZED = re.compile(r"(?:\s[A-Z][\w’'-]*)+")
_GENERATION = re.compile(r",?\s(?:(?:Jr|Sr|II|III|IV)\.?|\(?(?:[DRI]|Dem|Rep)[-–][A-Z][\w.]{0,11}\)?|\([DRI]\)),?\s?")
"""What may follow a name and says which of two it is: "Jr.", "D-Va."."""
_YEARS_OLD = re.compile(r"(\d{1,3})-year-old\b")
_AGE_AFTER = re.compile(r",\s(?:aged\s)?(\d{1,3})\b")
_AGE_BEFORE = re.compile(r"\b(\d{1,3})-year-old\s\Z")
_SENT_BY = re.compile(r"\s(?:from|by)\s(?:the\s)?")
_OWNED = re.compile(r"['’]s?\s([a-z]+)\b")
_INITIALS = re.compile(r"\s?\([A-Z][\w.]*\)\s?")
_OF_TOWN = re.compile(r"\sof\s[A-Z][\w.]*(?:\s[A-Z][\w.]*){0,2}")
_LAST_WORD = re.compile(r"\b([\w-]+)\.?\s\Z")
_RELATIVES = frozenset(("who", "which"))
_PRONOUNS = frozenset((*FORMS, "i", "we"))
_DOCUMENT_REACH = 3
"""Sentences before "the statement" among which the one that tells of it is looked for."""


class Kind(StrEnum):
    """What the words for a speaker are."""

    NAME = "name"
    PRONOUN = "pronoun"
    NOUN = "noun"  # "the minister", "a witness"
    NOBODY = "nobody"  # a verb of saying without a subject
    NONE = "none"  # no words


@dataclass(frozen=True, slots=True)
class Meaning:
    """Whom words can mean. `signs`: by what, and whom it speaks for: how likely each is, by id."""

    kind: Kind
    signs: Mapping[str, Mapping[str, float]]


class References:
    """Resolves sources in one reading to ids of chains.

    `subject` gives the subject of the main clause of a sentence.
    """

    def __init__(
        self,
        reading: Reading,
        roles: Sequence[Role],
        text: QuotedText,
        subject: Callable[[Sentence], Source | None],
        ranker: PronounRanker,
    ) -> None:
        self._text, self._subject, self._ranker = text, subject, ranker
        self.antecedents = Antecedents(reading, text)
        self._bearers: defaultdict[str, list[Chain]] = defaultdict(list)
        self._by_last_word: defaultdict[str, list[Chain]] = defaultdict(list)
        for chain in reading.chains:
            if chain.type is not EntityType.PERSON:
                for last in {form.lower().split()[-1] for form in (chain.name, *chain.aliases)}:
                    self._by_last_word[last].append(chain)
            elif " " in chain.name:
                self._bearers[chain.name.split()[-1].lower()].append(chain)
        self._people = {chain.id for chain in reading.chains if chain.type is EntityType.PERSON}
        self._by_form: defaultdict[str, set[str]] = defaultdict(set)
        for chain in reading.chains:
            for form in (chain.name, *chain.aliases):
                self._by_form[form.lower()].add(chain.id)
        self.described = frozenset(role.chain for role in roles)
        """Who has a role."""
        self._by_role_word: defaultdict[str, set[str]] = defaultdict(set)
        self._by_role_noun: defaultdict[str, set[str]] = defaultdict(set)
        self._by_role_words: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for role in roles:
            words = set(re.findall(r"\w+", role.span.of(text.body).lower()))
            self._by_role_noun[head_noun(role.span.of(text.body)).lower()].add(role.chain)
            for word in words:
                self._by_role_word[word].add(role.chain)
                for other in words:
                    self._by_role_words[word, other].add(role.chain)
        self._by_age = _ages(reading.chains, text.body)
        self._by_kind = {noun: _of_kind(reading.chains, words) for noun, words in NAME_WORDS.items()}

    def named(self, name: Span) -> str | None:
        """The only chain with the name at a place."""
        return _only(self._by_form.get(name.of(self._text.body).lower(), ()))

    def person_named(self, name: Span) -> str | None:
        """The only person with the name at a place."""
        return _only(self._people.intersection(self._by_form.get(name.of(self._text.body).lower(), ())))

    def whole_name(self, words: Span) -> str | None:
        """The chain whose name is all of the words, but for who it is before it, and its initials or town after it.

        "Her lawyer, Gaby Lasky"; "the Ocean Council (OC)"; "truck maker Mahindra"; "Senator Lee of Ohio"; but not
        "Lasky's lawyer", "Lasky aides" or "a lawyer for Lasky".
        """
        body = self._text.body
        for mention, chain in self._text.mentions_between(*words):
            lead, tail = body[words.start : mention.start], body[mention.end : words.end]
            is_last = not tail.strip() or bool(_INITIALS.fullmatch(tail) or _OF_TOWN.fullmatch(tail))
            if is_last and (not lead.strip() or lead.lower() == "the " or _says_who(lead, chain.type)):
                return chain.id
        return None

    def is_only_owner(self, chain: Chain, source: Source) -> bool:
        """Whether the words for a speaker name a person only as the one whose people they are: "Lasky's fans".

        So does "she", if the person was last named in "Lasky's mother".
        """
        body = self._text.body
        pronoun = FORMS.get(source.span.of(body).lower())
        if chain.type is EntityType.PERSON and pronoun in GENDERS:
            return self._is_of_another(chain, source.span.start, GENDERS[pronoun])
        noun = (re.findall(r"\w+", body[source.span.start : source.head].lower()) or [""])[-1]
        if chain.type is not EntityType.PERSON or noun in DOCUMENTS:
            return False
        own = [m for m, c in self._text.mentions_between(*source.span) if c.id == chain.id]
        return bool(own) and all(body[m.end : m.end + 1] in ("'", "’") and m.end + 2 < source.span.end for m in own)

    def _is_of_another(self, chain: Chain, place: int, gender: Gender) -> bool:
        """Whether a chain was last named, before a place, as the owner of a noun for a person of this gender."""
        before = bisect_left(chain.mentions, place, key=lambda mention: mention.span.start)
        found = _OWNED.match(self._text.body, chain.mentions[before - 1].span.end) if before else None
        if found is None or not can_be(found[1], EntityType.PERSON):
            return False
        return GENDERED_NOUNS.get(found[1], gender) is gender

    def meaning(self, source: Source) -> Meaning:
        """Whom the words for a speaker can mean."""
        body, place = self._text.body, source.span.start
        words = source.span.of(body).lower().split()
        if not words:
            return Meaning(Kind.NOBODY, {})
        found = self.resolve(source)
        signs: dict[str, Mapping[str, float]] = {"rule": {found: 1.0}} if found is not None else {}
        if len(words) == 1 and words[0] in _PRONOUNS:
            return Meaning(Kind.PRONOUN, signs | {"pronoun": self._ranker.resolve(Span(place, place + 1)).chances})
        noun = (re.findall(r"\w+", body[place : source.head].lower()) or [""])[-1]
        named = self._bearers_of(source, found) if noun not in DOCUMENTS else ()
        if named:
            return Meaning(Kind.NAME, {"name": _shared(named)})
        within = self._text.mentions_between(*source.span)
        signs["owner"] = _shared(c.id for s, c in within if self._text.is_possessive(s))
        signs["within"] = _shared(c.id for _, c in within)
        signs["role"] = _shared(self._by_role_word.get(noun, ()))
        return Meaning(Kind.NOUN, signs)

    def _bearers_of(self, source: Source, found: str | None) -> Collection[str]:
        """Those whose name the words for a speaker are; none if they are no name. `found`: what they mean for sure."""
        words = source.span.of(self._text.body).lower()
        if words in _RELATIVES:
            return {
                c.id
                for s, c in self._text.mentions_between(max(0, source.span.start - 60), source.span.start)
                if re.fullmatch(r",?\s", self._text.body[s.end : source.span.start])
            }
        name = self._name(source)
        if found is not None and (name is not None or self._apposed(source.span.end) is not None):
            return (found,)
        if name is not None:
            return {name.id, *(c.id for c in self._bearers.get(name.name.split()[-1].lower(), ()))}
        titled = self._titled(source) or self.named(source.span)
        return (titled,) if titled is not None else ()

    def _titled(self, source: Source) -> str | None:
        """The person whose name follows the head at once: "CEO Ann Lee"."""
        for span, chain in self._text.mentions_between(source.head, source.span.end):
            if chain.type is EntityType.PERSON and not self._text.body[source.head : span.start].strip():
                return chain.id if span.end == source.span.end else None
        return None

    def resolve(self, source: Source) -> str | None:
        """The chain that the words for a speaker name; None if they name nobody, or nobody in particular."""
        body, place = self._text.body, source.span.start
        words = source.span.of(body).lower().split()
        if not words:
            return None
        if len(words) == 1 and words[0] in OBJECT_PRONOUNS:
            return self.antecedents.pronoun(place, OBJECT_PRONOUNS[words[0]], own=False)
        if len(words) == 1 and words[0] in SUBJECT_PRONOUNS:
            return self.antecedents.pronoun(place, SUBJECT_PRONOUNS[words[0]])
        noun = (re.findall(r"\w+", body[place : source.head].lower()) or [""])[-1]
        if noun in DOCUMENTS:
            return self._author(source, noun)
        named = self._name(source)
        if named is not None:
            return self._bearer(named, source)
        apposed = self._apposed(source.span.end)
        if apposed is not None:
            return apposed.id
        owners = self._text.mentions_between(*source.span)
        if owners:
            owner = owners[0][0].of(body).lower().split()[-1]  # "Norway's minister"
            return _only(self._by_role_words.get((noun, owner), ()))
        return self._definite(words[1:], source) if words[0] == "the" else None

    def _name(self, source: Source) -> Chain | None:
        """The chain whose name ends the chunk with the head: "the mayor Ann Lee", not "Ann Lee's mother"."""
        body, start = self._text.body, source.span.start
        within = [
            (s, c)
            for s, c in self._text.mentions_between(start, source.head)
            if c.type in _NAMED_TYPES and self._text.is_outside(s.start)
        ]
        if not within:
            return None
        span, chain = within[-1]
        rest = body[span.end : source.head]
        joined = re.search(r"\b(?:and|or)\s", body[start : span.start])
        ends = not rest.strip() or _GENERATION.fullmatch(rest) or (_rest_of_name(rest) and chain.type is _ORGANIZATION)
        return chain if ends and not joined and not self._text.is_possessive(span) else None

    def _bearer(self, chain: Chain, source: Source) -> str | None:
        """The person whom a name means: of those with one surname, the one by the given name or the title."""
        bearers = self._bearers.get(chain.name.split()[-1].lower(), [])
        if chain.type is not EntityType.PERSON or all(may_be_one(a, b) for a, b in combinations([chain, *bearers], 2)):
            return chain.id
        words = source.span.of(self._text.body).replace(".", "").split()
        if {w.lower() for w in chain.name.split()[:-1]} & {w.lower() for w in words}:
            return chain.id
        gender = next((GENDERED_TITLES[w] for w in words if w in GENDERED_TITLES), None)
        fitting = [c for c in bearers if usual_gender(c.name) in (gender, None)]
        is_sure = gender is not None and len(fitting) == 1 and usual_gender(fitting[0].name) is gender
        return fitting[0].id if is_sure else None

    def _apposed(self, place: int) -> Chain | None:
        """The person whose name stands after a comma at `place`, and before another sign."""
        body = self._text.body
        found = re.match(r",\s(?:[A-Z][\w.]*\s)?", body[place : place + 30])
        if found is None:
            return None
        for span, chain in self._text.mentions_between(place, place + 60):
            if chain.type is EntityType.PERSON and place + 2 <= span.start <= place + found.end():
                ends = re.match(r"[,.;:]|\s(?:said|told|who)\b|$", body[span.end : span.end + 6])
                return chain if ends else None
        return None

    def _definite(self, words: Sequence[str], source: Source) -> str | None:
        """The chain that "the minister", "the company" or "the river police" stands for; `words`: those after "the"."""
        place = source.span.start
        chunk = self._text.body[place : source.head].lower().split()[1:]
        if not chunk:
            return None
        if age := _YEARS_OLD.match(words[0]):
            # If no age is told, the only person named before.
            told = self._by_age.get(age[1])
            return _only(told) if told else self.antecedents.only_one(place, EntityType.PERSON)
        noun = chunk[-1]
        by_words = {c.id for c in self._by_last_word.get(noun, ()) if set(chunk) <= _words(c)}
        if by_words:
            return _only(by_words)
        if noun in NAME_WORDS:
            return self._by_kind[noun]
        called = _only(self._by_role_noun.get(noun, ()))
        if noun in GENERIC_ORGANIZATIONS:
            # Others may be one without being called so: "the club" after "Calder City, a rival club".
            near = self.antecedents.nearest(place, EntityType.ORGANIZATION)
            return _only(near) if near else called
        return called

    def _author(self, source: Source, noun: str) -> str | None:
        """The author of a document: its owner, who it is from, or who has issued one in the sentences before."""
        body, place = self._text.body, source.span.start
        owners = [c.id for s, c in self._text.mentions_between(*source.span) if self._text.is_possessive(s)]
        senders = [
            c.id
            for s, c in self._text.mentions_between(source.head, source.head + 60)
            if _SENT_BY.fullmatch(body[source.head : s.start])
        ]
        if owners or senders:
            return (owners or senders)[0]
        if body[place : place + 4].lower() != "the ":
            return None
        index = self._text.sentence_index(place)
        for sentence in reversed(self._text.sentences[max(0, index - _DOCUMENT_REACH) : index]):
            if noun in sentence.span.of(body).lower():
                return self._issuer(sentence, noun)
        return None

    def _issuer(self, sentence: Sentence, noun: str) -> str | None:
        """Who speaks in a sentence with a document, or issues it by the main verb."""
        reported, voice = self.antecedents.reported(sentence), self.antecedents.voice(sentence)
        if reported is not None or voice is not None:
            return reported or (voice.id if voice is not None else None)
        text, words = sentence.span.of(self._text.body), sentence.words
        by_main_verb = any(w.span.of(text).lower() == noun and w.head >= 0 and words[w.head].head < 0 for w in words)
        source = self._subject(sentence) if by_main_verb else None
        if source is None or noun in source.span.of(self._text.body).lower():
            return None
        return self.resolve(source)


def _rest_of_name(text: str) -> bool:
    """Whether words after a name that was found in part belong to it: "Authority" after "the Harbour"."""
    words = text.split()
    return bool(_CAPITALIZED.fullmatch(text)) and not can_be(words[-1], EntityType.PERSON)


def may_be_one(chain: Chain, other: Chain) -> bool:
    """Whether two names may be one person's: all words of the one are in the other, and they end alike."""
    a, b = chain.name.lower().split(), other.name.lower().split()
    return a[-1] == b[-1] and (set(a) <= set(b) or set(b) <= set(a))


def _shared(chains: Iterable[str]) -> dict[str, float]:
    """One, in equal parts."""
    found = set(chains)
    return dict.fromkeys(found, 1 / len(found)) if found else {}


def _only(chains: Collection[str]) -> str | None:
    return next(iter(chains)) if len(chains) == 1 else None


def _ages(chains: Sequence[Chain], body: str) -> dict[str, set[str]]:
    """The people by the ages that are told of them: "Ann Lee, 34," and "34-year-old Ann Lee"."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for chain in chains:
        for mention in chain.mentions if chain.type is EntityType.PERSON else ():
            start, end = mention.span
            told = _AGE_AFTER.match(body, end) or _AGE_BEFORE.search(body, max(0, start - 20), start)
            if told:
                found[told[1]].add(chain.id)
    return dict(found)


def _of_kind(chains: Sequence[Chain], words: frozenset[str]) -> str | None:
    """The organization with one of these words in its name; of several, one that is named twice as often."""
    fitting = [c for c in chains if c.type is EntityType.ORGANIZATION and words & _words(c)]
    fitting.sort(key=lambda c: -len(c.mentions))
    if not fitting or (len(fitting) > 1 and len(fitting[0].mentions) < 2 * len(fitting[1].mentions)):
        return None
    return fitting[0].id


def _words(chain: Chain) -> set[str]:
    """The words of all forms of a name, in lower case."""
    return {word for form in (chain.name, *chain.aliases) for word in form.lower().split()}


def _says_who(lead: str, kind: EntityType) -> bool:
    """Whether words before a name only say who or what it is: "The Democrat, ", "Representative ", "truck maker "."""
    word = _LAST_WORD.search(lead)
    return lead.endswith(", ") or (word is not None and can_be(word[1].lower(), kind))
