"""The pieces of a sentence that stay, and what takes the place of others.

Nothing is added but what the article itself gives: a name for a pronoun or a bare
surname, who somebody is where he is named first, a date for "Tuesday". The place
where each stands joins the evidence.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from retold.digest.dates import dating
from retold.digest.discourse import Discourse
from retold.english.given_names import usual_gender
from retold.english.lexicon import FUNCTION_WORDS, content_words
from retold.english.quotation_marks import quoted_spans
from retold.english.speech_verbs import SPEECH_VERB
from retold.types import (
    Chain,
    EntityType,
    Gender,
    Mention,
    Pronoun,
    Reading,
    Role,
    Sentence,
    Span,
    TimeExpression,
    Word,
)

LONG = 34
"""Words from which a closing clause may be cut."""

_ATTRIBUTES = re.compile(
    r"(?i)\b(?:den(?:y|ies|ied|ying)|disput\w+|reject\w*|according|assuming|pending|providing|provided|depending|barring|"
    r"citing|saying|unless|if|not|never|no)\b|n['’]t\b"
)
"""What a clause that may be cut must not say: it would change what the rest claims."""
_SHOUTS = re.compile(r"(?:[A-Z][A-Z'’-]*\s+)*[A-Z'’-]{2,}\s+(?=[A-Z]?[a-z])")
_ACRONYMS = frozenset(("US", "UK", "UN", "EU", "WHO", "IT", "AI", "AP", "ME", "NATO", "NASA"))
_PARENTHESIS = re.compile(r"(?<!\s)\s*\([^()]{0,120}\)")
_BRACKETS = re.compile(r"(?<!\s)\s*\[[^\[\]]{0,60}\]")
_DAYS = frozenset(
    """Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August
    September October November December But And""".split()
)
_OTHER_GENDER = {"Mr": Gender.SHE, "Mrs": Gender.HE, "Ms": Gender.HE, "Miss": Gender.HE}
_RELATIVE = re.compile(r",\s+(?:which|who|whose)\s[^,;:“”\"()]*[.!]?$")
_CONTRACTED = re.compile(r"['’](s|ll|d|re|ve)\b")
_SPACE_BEFORE = re.compile(r"\s+([,.;:!?](?!\w)|[’']s\b)")
_LONGEST_ROLE = 14
"""Words of a role at most that go beside a name."""
_HE_SAID = re.compile(r"(?<=[”\"’'])\s+(he|she)\s+(?:also\s|then\s|later\s)?(\w+)\b")
_OWN = re.compile(r"(?i)\b(?:his|her|their|its|our|my|who|which|that)\b|[“”\"]")


class People:
    """Who is named in each sentence, and the full names of all chains."""

    def __init__(self, reading: Reading) -> None:
        self.body = reading.article.body
        self._full = {c.id: full_mention(c, self.body) for c in reading.chains}
        self._chains = {c.id: c for c in reading.chains}
        self._words = frozenset(re.findall(r"[^\W\d_]+", self.body))
        self._name_words = {w.lower() for c in reading.chains for w in c.name.split() if not w.isupper()}
        self._roles = {r.chain: r for r in reading.roles}
        self._times: defaultdict[int, list[TimeExpression]] = defaultdict(list)
        for time in reading.times if reading.article.metadata.published else ():
            self._times[time.sentence].append(time)
        self._named: defaultdict[int, dict[str, Mention]] = defaultdict(dict)
        for chain in reading.chains:
            if chain.type is EntityType.PERSON:
                for mention in chain.mentions:
                    self._named[mention.sentence].setdefault(chain.id, mention)

    def cased(self, shouted: str) -> str:
        """A word in capitals as the rest of the article writes it; as it stands where it never does."""
        lower = shouted.lower()
        if shouted in _ACRONYMS or len(shouted) < 2:
            return shouted
        if lower in FUNCTION_WORDS or lower in self._words:
            return lower
        named = shouted.capitalize()
        if named in self._words or lower in self._name_words:
            return named
        return lower if len(shouted) > 4 else shouted

    def named(self, sentence: Sentence) -> dict[str, Mention]:
        """The first mention in the sentence of each person, by chain id."""
        return self._named.get(sentence.index, {})

    def times(self, sentence: Sentence) -> list[TimeExpression]:
        """Relative dates of the sentence that the publication date resolves."""
        return self._times.get(sentence.index, [])

    def short(self, chain: str) -> str | None:
        """The part of a person's name that the article uses alone, if it does."""
        name = self._full[chain].span.of(self.body)
        if self._chains[chain].type is not EntityType.PERSON:
            return name
        alone = [m.span.of(self.body) for m in self._chains[chain].mentions]
        return next((a for a in alone if len(a.split()) == 1 and a in name.split() and a != name), None)

    def role(self, chain: str) -> Role | None:
        return self._roles.get(chain)

    def leads(self, sentence: Sentence) -> bool:
        """Whether a person is the subject of the main clause."""
        starts = {m.span.start - sentence.span.start for m in self.named(sentence).values()}
        words = sentence.words
        return any(
            w.relation.startswith("nsubj") and words[w.head].head < 0 and w.span.start in starts
            for w in words
            if w.head >= 0
        )

    def full(self, chain: str) -> tuple[str, Span]:
        """The name in full of a chain, by its id, and where it first stands so."""
        span = self._full[chain].span
        return span.of(self.body), span


class Draft:
    """The pieces of a sentence that stay, as (start, end) in its text, and what replaces others.

    `told`: what the reader knows from the sentences before; nothing where a claim stands alone.
    """

    def __init__(self, people: People, sentence: Sentence, text: str, told: Discourse) -> None:
        self._people, self._sentence, self._text = people, sentence, text
        self._offset = sentence.span.start
        self._edits: list[tuple[int, int, str]] = []
        self._start, self._end, self._tail = 0, len(text), ""
        self._told = told
        self.sources: list[Span] = []
        self.named: set[str] = set()
        self.year = told.year

    def text(self) -> str:
        parts, at = [], self._start
        for start, end, words in sorted(self._edits):
            if start >= at and end <= self._end:
                parts.append(self._text[at:start] + words)
                at = end
        return "".join(parts) + self._text[at : self._end] + self._tail

    def drop(self, pattern: re.Pattern[str]) -> None:
        """Cuts what `pattern` finds at the head."""
        found = pattern.match(self._text[self._start :])
        if found and found.end() < len(self._text) - self._start - 10:
            self._start += found.end()

    def recase(self) -> None:
        """Takes the capitals from the first words of a lead: "APPLE HAS REVEALED that"."""
        found = _SHOUTS.match(self._text, self._start)
        if found is None:
            return
        for word in re.finditer(r"[^\W\d_]+", found.group()):
            start, end = found.start() + word.start(), found.start() + word.end()
            put = self._people.cased(word.group())
            if put != word.group():
                self._edit(start, end, put.capitalize() if start == self._start else put)

    def drop_asides(self) -> None:
        marks = self._quoted()
        for pattern in (_PARENTHESIS, _BRACKETS):
            for found in pattern.finditer(self._text, self._start, self._end):
                if pattern is _PARENTHESIS or not any(a <= found.start() < b for a, b in marks):
                    self._edit(found.start(), found.end(), "")

    def _edit(self, start: int, end: int, words: str) -> bool:
        free = not any(start < b and a < end for a, b, _ in self._edits)
        if free:
            self._edits.append((start, end, words))
        return free

    def date(self) -> None:
        """Puts dates for "on Tuesday", "last month" outside quotations."""
        marks = self._quoted()
        for time in self._people.times(self._sentence):
            found = dating(time, self._sentence, self._text, self.year)
            if found is None or any(a <= found.start < b for a, b in marks):
                continue
            if (
                found.start >= self._start
                and found.end <= self._end
                and self._edit(found.start, found.end, found.words)
            ):
                self.year = found.year

    def name_pronoun(self, pronoun: Pronoun) -> bool:
        """Puts the name that is meant for a pronoun; a person's must be a full name, or
        one that the reader knows."""
        start, end = pronoun.span.start - self._offset, pronoun.span.end - self._offset
        if pronoun.chain is None or start < self._start or any(a <= start < b for a, b in self._quoted()):
            return False
        name, place = self._people.full(pronoun.chain.id)
        if name.isupper() or (pronoun.gender is not Gender.IT and len(name.split()) < 2):
            return False
        if re.search(r"\bthe\s$", self._people.body[max(0, place.start - 5) : place.start], re.I):
            name = f"the {name}"
        if pronoun.chain.id in self._told.chains:
            name = self._people.short(pronoun.chain.id) or name
        elif not pronoun.possessive:
            name = self._with_role(pronoun.chain.id, name, end)
        short = _CONTRACTED.match(self._text, end)
        if short and (pronoun.gender is Gender.IT or (verb := self._verb(short)) is None):
            return False
        self._edit(
            start,
            short.end() if short else end,
            name + _genitive(name) * pronoun.possessive + (f" {verb}" if short else ""),
        )
        self.sources.append(place)
        self.named.add(pronoun.chain.id)
        return True

    def _with_role(self, chain: str, name: str, end: int) -> str:
        """A name with who the article says it is, as a newspaper does where it first
        names somebody; the name alone where the sentence says so itself or has no room."""
        role = self._people.role(chain)
        if (
            role is None
            or role.sentence == self._sentence.index
            or not self._told.introduces
            or chain in self._told.introduced
        ):
            return name
        body = self._people.body
        words = " ".join(role.span.of(body).split())
        place = self._people.full(chain)[1]
        follows = self._text[end : end + 1]
        known = set(content_words(words)) <= set(content_words(self._text))
        if len(words.split()) > _LONGEST_ROLE or _OWN.search(words) or known or follows in (",", "'", "’", "-", "("):
            return name
        self.sources.append(role.span)
        self.sources.append(place)
        if role.span.end < place.start and not body[role.span.end : place.start].strip():
            article = re.search(r"\b(the|a|an)\s$", body[: role.span.start][-5:], re.I)
            return f"{article[1].lower() + ' ' if article else ''}{words} {name}"
        return f"{name}, {words},"

    def _verb(self, short: re.Match[str]) -> str | None:
        """The verb that "'s" or "'ll" stands for after a pronoun; None where it cannot be told."""
        if short[1] != "s":
            return {"ll": "will"}.get(short[1])
        words = self._sentence.words
        word = next((w for w in words if w.span.start == short.start()), None)
        governor = words[word.head].span.of(self._text) if word is not None and word.head >= 0 else ""
        if word is None or word.relation == "cop":
            return "is" if word is not None else None
        if word.relation == "aux" and governor.endswith("ing"):
            return "is"
        return "has" if word.relation == "aux" and governor.endswith(("ed", "en", "been")) else None

    def _quoted(self) -> list[tuple[int, int]]:
        return quoted_spans(self._text)

    def name_people(self) -> None:
        """Gives who is named for the first time the full name, and says who it is."""
        marks = self._quoted()
        for chain, first in self._people.named(self._sentence).items():
            start, end = first.span.start - self._offset, first.span.end - self._offset
            if chain in self.named or chain in self._told.chains or start < 0:
                continue
            full = self._named_in_full(chain, start, end, first.span.of(self._people.body), marks)
            if full is None:
                continue
            start, name = full
            self.named.add(chain)
            put = self._with_role(chain, name, end) if self._subject(end) and self._bare(start) else name
            if put != self._text[start:end]:
                self._edit(start, end, put)
                self.sources.append(self._people.full(chain)[1])

    def _bare(self, start: int) -> bool:
        """Whether nothing before a name says who it is: "presidential spokesman Garba Shehu"."""
        before = re.search(r"([\w’'-]+)\s+$", self._text[self._start : start])
        return before is None or before[1].lower() in FUNCTION_WORDS

    def name_speaker(self, speaker: Chain | None) -> bool:
        """Puts a name for the pronoun of "…,” he said"; False where there is one and no name for it."""
        found = next(
            (m for m in _HE_SAID.finditer(self._text, self._start, self._end) if SPEECH_VERB.match(m[2])), None
        )
        if found is None:
            return True
        if speaker is None or speaker.type is not EntityType.PERSON:
            return False
        name, place = self._people.full(speaker.id)
        known = speaker.id in self._told.chains
        if name.isupper() or len(name.split()) < 2:
            return False
        self._edit(found.start(1), found.end(1), (self._people.short(speaker.id) or name) if known else name)
        self.sources.append(place)
        self.named.add(speaker.id)
        return True

    def _named_in_full(
        self, chain: str, start: int, end: int, bare: str, marks: list[tuple[int, int]]
    ) -> tuple[int, str] | None:
        """Where a mention starts, with its title, and the full name to put there; None where it had better stay."""
        name = self._people.full(chain)[0]
        inside = any(a <= start < b for a, b in marks)
        if self._relation(end) == "compound" or "-" in (self._text[start - 1 : start], self._text[end : end + 1]):
            return None  # "the Halvorsen family", "anti-Halvorsen"
        if inside or name.isupper():
            return None
        if bare == name:
            return (start, name) if len(name.split()) > 1 else None
        if len(bare.split()) > 1 or bare not in name.split():
            return None
        titled = re.search(r"\b(Mr|Mrs|Ms|Miss|Dr)\.?\s$", self._text[:start])
        if titled and usual_gender(name) is _OTHER_GENDER.get(titled[1], Gender.IT):
            return None  # "Mrs Halvorsen" is not Peter
        if titled:
            return titled.start(), name
        if (before := re.search(r"\b([A-Z][\w.]*)\s$", self._text[:start])) and before[1] not in _DAYS:
            return None  # "President Halvorsen": the title stands for the given name
        return start, name

    def _subject(self, end: int) -> bool:
        """Whether the name that ends at `end` is the subject of a clause, and alone in that."""
        words = self._sentence.words
        at = next((i for i, w in enumerate(words) if w.span.end == end), -1)
        for _ in words:  # the heads of a tree that the model got wrong may run in a circle
            if at >= 0 and words[at].relation.startswith("flat"):
                at = words[at].head
        return (
            at >= 0
            and words[at].relation.startswith("nsubj")
            and not any(
                w.head == at and w.relation in ("conj", "appos", "acl:relcl", "compound", "nmod:poss") for w in words
            )
        )

    def _relation(self, end: int) -> str:
        """The relation of the word that ends at `end` in the sentence."""
        return next((w.relation for w in self._sentence.words if w.span.end == end), "")

    def cut_clauses(self) -> None:
        """Cuts closing clauses after a comma that only add: "…, which had …", "…, leaving …"."""
        while len(self._text[self._start : self._end].split()) > LONG:
            cut = self._closing_clause()
            if cut is None:
                return
            self._end = len(self._text[:cut].rstrip(" ,;–—-"))
            self._tail = "."

    def _closing_clause(self) -> int | None:
        """Where a clause begins that runs to the end and can go: a relative one is told
        by its pronoun and by no comma after it, one with a participle by the tree."""
        relative = _RELATIVE.search(self._text, self._start, self._end)
        if relative and not _ATTRIBUTES.search(relative.group()) and self._leaves_enough(relative.start() + 1):
            return relative.start()
        words = self._sentence.words
        bounds = subtrees(words)
        for i, (first, last) in bounds.items():
            if words[i].relation not in ("advcl", "acl") or words[i].span.end > self._end:
                continue
            while first < i and not words[first].span.of(self._text).isalnum():
                first += 1  # the comma before a clause hangs on its verb
            start = words[first].span.start
            participle = words[first].span.of(self._text).lower().endswith("ing")
            ends = not re.search(r"\w", self._text[words[last].span.end : self._end])
            tells = _ATTRIBUTES.search(self._text, start, self._end)
            if participle and ends and not tells and self._leaves_enough(start):
                return start
        return None

    def _leaves_enough(self, start: int) -> bool:
        """Whether what stands before `start` is a sentence and closes with a comma."""
        before = self._text[self._start : start].rstrip()
        return before.endswith(",") and len(before.split()) >= 12 and balanced(before)


def balanced(text: str) -> bool:
    return text.count("“") == text.count("”") and text.count('"') % 2 == 0 and text.count("(") == text.count(")")


def subtrees(words: Sequence[Word]) -> dict[int, tuple[int, int]]:
    """First and last word under each word; empty where the heads do not form a tree."""
    count = len(words)
    heads = [w.head for w in words]
    bounds = {i: (i, i) for i in range(count)}
    for i in range(count):
        at, steps = i, 0
        while heads[at] >= 0:
            at, steps = heads[at], steps + 1
            if steps > count:
                return {}
            low, high = bounds[at]
            bounds[at] = (min(low, i), max(high, i))
    return bounds


def full_mention(chain: Chain, body: str) -> Mention:
    """The first mention that gives the chain's name in full."""

    def rank(mention: Mention) -> tuple[bool, int, int]:
        text = mention.span.of(body)
        return not (text.isupper() and len(text) > 5), min(len(text.split()), 4), -mention.span.start

    return max(chain.mentions, key=rank)


def _genitive(name: str) -> str:
    return "'" if name.endswith("s") and name.startswith("the ") else "'s"


def polished(text: str) -> str:
    text = _SPACE_BEFORE.sub(r"\1", re.sub(r"\s+", " ", text)).strip()
    text = re.sub(r"\.\s*\.$", ".", re.sub(r",\s*,", ",", text))
    text = re.sub(r",\s*([.!])", r"\1", text)
    return text[:1].upper() + text[1:] if text[:1].islower() and not re.match(r"[a-z]+[A-Z]", text) else text
