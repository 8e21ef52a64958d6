"""Full names and roles in a draft: for pronouns, for surnames alone, and for people at first mention."""

from __future__ import annotations

import re

from retold.digest.discourse import Discourse
from retold.digest.draft import Draft
from retold.digest.people import People
from retold.english.calendar import DATE_NAMES
from retold.english.given_names import usual_gender
from retold.english.kinship import KIN
from retold.english.lexicon import FUNCTION_WORDS, content_words
from retold.english.speech_verbs import SPEECH_VERB
from retold.types import Chain, EntityType, Gender, Mention, Pronoun

LONGEST_ROLE = 14
"""Words of the longest role that is put beside a name."""

_NOT_TITLES = frozenset(name.capitalize() for name in DATE_NAMES) | {"But", "And"}
"""Words with a capital before a surname that are no title."""
_OTHER_GENDER = {"Mr": Gender.SHE, "Mrs": Gender.HE, "Ms": Gender.HE, "Miss": Gender.HE}
_CONTRACTION = re.compile(r"['’](s|ll|d|re|ve)\b")
_HE_SAID = re.compile(r"(?<=[”\"’'])\s+(he|she)\s+(?:also\s|then\s|later\s)?(\w+)\b")
_REFERS = re.compile(r"(?i)\b(?:his|her|their|its|our|my|who|which|that)\b|[“”\"]")
"""Words of a role that need its own sentence."""
_RELATIVES = frozenset((*KIN, "friend", "colleague", "boss", "rival", "replacement", "backup"))
"""Roles that need the words for whose they are."""
_POSSESSOR = re.compile(r"\w['’]s?\s")
_JOINED = ("conj", "appos", "acl:relcl", "compound", "nmod:poss")
"""Relations of words that belong to a name, so that no role fits beside it."""


class Introductions:
    """Puts names and roles into one draft; `discourse` is what the reader knows before it."""

    def __init__(self, draft: Draft, people: People, discourse: Discourse) -> None:
        self._draft, self._people, self._discourse = draft, people, discourse
        self._sentence, self._text = draft.sentence, draft.source
        self._named: dict[str, Mention] = {}

    def knows(self, chain: str) -> bool:
        """Whether the reader knows the full name of a person."""
        return chain in self._discourse.named_chains or chain in self._draft.named_chains

    def name_pronoun(self, pronoun: Pronoun) -> bool:
        """Puts a name in place of a pronoun; False if no name is known that the reader can understand.

        A person needs a full name, or the short name if the reader knows the full one.
        """
        draft = self._draft
        start, end = pronoun.span.start - draft.offset, pronoun.span.end - draft.offset
        if pronoun.chain is None or start < draft.start or draft.is_quoted(start):
            return False
        if draft.is_cut(pronoun.span):
            return True
        chain = pronoun.chain.id
        name, place = self._people.full_name(chain)
        if name.isupper() or (pronoun.gender is not Gender.IT and len(name.split()) < 2):
            return False
        if re.search(r"\bthe\s$", self._people.body[max(0, place.start - 5) : place.start], re.I):
            name = f"the {name}"
        if chain in self._discourse.named_chains:
            name = self._people.short_name(chain) or name
        elif not pronoun.possessive:
            name = self._with_role(chain, name, end)
        contraction = _CONTRACTION.match(self._text, end)
        verb = self._contracted_verb(contraction) if contraction else None
        if contraction and (pronoun.gender is Gender.IT or verb is None):
            return False
        words = name + (_genitive_ending(name) if pronoun.possessive else "") + (f" {verb}" if contraction else "")
        draft.edit(start, contraction.end() if contraction else end, words)
        self._record(chain)
        return True

    def name_speaker(self, speaker: Chain | None) -> bool:
        """Puts a name in place of the pronoun in "…,” he said"; False if there is one and no name for it."""
        found = next((m for m in self._draft.find_kept(_HE_SAID) if SPEECH_VERB.match(m[2])), None)
        if found is None:
            return True
        if speaker is None or speaker.type is not EntityType.PERSON:
            return False
        name, _ = self._people.full_name(speaker.id)
        if name.isupper() or len(name.split()) < 2:
            return False
        if speaker.id in self._discourse.named_chains:
            name = self._people.short_name(speaker.id) or name
        self._draft.edit(found.start(1), found.end(1), name)
        self._record(speaker.id)
        return True

    def name_people(self) -> None:
        """Gives people their full name and role at first mention."""
        draft = self._draft
        self._named = self._people.first_mentions_left(self._sentence, draft.is_cut)
        for chain, mention in self._named.items():
            start, end = mention.span.start - draft.offset, mention.span.end - draft.offset
            if chain in draft.named_chains or chain in self._discourse.named_chains or start < 0:
                continue
            replacement = self._full_name_for(chain, start, end)
            if replacement is None:
                continue
            start, name = replacement
            draft.named_chains.add(chain)
            introduce = self._is_sole_subject(end) and self._has_no_title(start)
            words = self._with_role(chain, name, end) if introduce else name
            if words != self._text[start:end]:
                draft.edit(start, end, words)
                draft.evidence.append(self._people.full_name(chain)[1])

    def _record(self, chain: str) -> None:
        """Notes that the draft now names a chain in full, and where the name comes from."""
        self._draft.evidence.append(self._people.full_name(chain)[1])
        self._draft.named_chains.add(chain)

    def _full_name_for(self, chain: str, start: int, end: int) -> tuple[int, str] | None:
        """Where a mention begins, with a title before it, and the full name for it; None if it stays as it is."""
        name = self._people.full_name(chain)[0]
        mention = self._named[chain].span.of(self._people.body)
        if self._relation(end) == "compound" or "-" in (self._text[start - 1 : start], self._text[end : end + 1]):
            return None  # "the Halvorsen family", "anti-Halvorsen"
        if self._draft.is_quoted(start) or name.isupper():
            return None
        if mention == name:
            return (start, name) if len(name.split()) > 1 else None
        if not f" {name}".casefold().endswith(f" {mention}".casefold()) and mention not in name.split():
            return None
        title = re.search(r"\b(Mr|Mrs|Ms|Miss|Dr)\.?\s$", self._text[:start])
        if title and usual_gender(name) is _OTHER_GENDER.get(title[1], Gender.IT):
            return None  # "Mrs Halvorsen" is not Peter
        if title:
            return title.start(), name
        if self._people.shares_surname(chain, start + self._draft.offset):
            return None  # the words do not tell which of two it is
        before = re.search(r"\b([A-Z][\w.]*)\s$", self._text[:start])
        if before and before[1] not in _NOT_TITLES:
            return None  # "President Halvorsen": the title stands for the given name
        return start, name

    def _with_role(self, chain: str, name: str, end: int) -> str:
        """A name with its role, as newspapers write it at first mention.

        The name alone if the sentence itself says the role, or has no place for it after `end`.
        """
        role = self._people.role(chain)
        if (
            role is None
            or role.sentence == self._sentence.index
            or not self._discourse.introduces
            or chain in self._discourse.introduced_chains
        ):
            return name
        body = self._people.body
        if body[role.span.end : role.span.end + 1].isalnum():
            return name  # one of several who share a title: "Senators"
        words = " ".join(role.span.of(body).split())
        known = set(content_words(words)) <= set(content_words(self._text))
        has_no_place = self._text[end : end + 1] in (",", "'", "’", "-", "(")
        is_relative = words.lower().rpartition(" ")[2] in _RELATIVES and not _POSSESSOR.search(words)
        if len(words.split()) > LONGEST_ROLE or _REFERS.search(words) or is_relative or known or has_no_place:
            return name
        place = self._people.full_name(chain)[1]
        self._draft.evidence += [role.span, place]
        if role.span.end < place.start and not body[role.span.end : place.start].strip():
            article = re.search(r"\b(the|a|an)\s$", body[: role.span.start][-5:], re.I)
            return f"{article[1].lower() + ' ' if article else ''}{words} {name}"
        return f"{name}, {words},"

    def _contracted_verb(self, contraction: re.Match[str]) -> str | None:
        """The verb that "'s" or "'ll" after a pronoun stands for; None if it is not clear."""
        if contraction[1] != "s":
            return {"ll": "will"}.get(contraction[1])
        words = self._sentence.words
        word = next((w for w in words if w.span.start == contraction.start()), None)
        if word is None:
            return None
        governor = words[word.head].span.of(self._text) if word.head >= 0 else ""
        if word.relation == "cop":
            return "is"
        if word.relation == "aux" and governor.endswith("ing"):
            return "is"
        return "has" if word.relation == "aux" and governor.endswith(("ed", "en", "been")) else None

    def _has_no_title(self, start: int) -> bool:
        """Whether no word before a name says who it is, as in "presidential spokesman Garba Shehu"."""
        before = re.search(r"([\w’'-]+)\s+$", self._text[self._draft.start : start])
        return before is None or before[1].lower() in FUNCTION_WORDS

    def _is_sole_subject(self, end: int) -> bool:
        """Whether the name that ends at `end` is the subject of a clause, with nothing joined to it."""
        words = self._sentence.words
        at = next((i for i, w in enumerate(words) if w.span.end == end), -1)
        for _ in words:  # a wrong tree may have a cycle
            if at >= 0 and words[at].relation.startswith("flat"):
                at = words[at].head
        if at < 0 or not words[at].relation.startswith("nsubj"):
            return False
        return not any(w.head == at and w.relation in _JOINED for w in words)

    def _relation(self, end: int) -> str:
        """The relation of the word that ends at `end` in the sentence."""
        return next((w.relation for w in self._sentence.words if w.span.end == end), "")


def _genitive_ending(name: str) -> str:
    return "'" if name.endswith("s") and name.startswith("the ") else "'s"
