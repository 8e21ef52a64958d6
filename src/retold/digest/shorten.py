"""Sentences of the source, cut to what stands on its own.

Nothing is added but names that the article itself gives: a pronoun or a bare
surname becomes the entity's name, and the place where the name stands joins
the evidence. A sentence that cannot stand alone is given up, not repaired.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from retold.digest.leaning import AFTER, CLAUSE, CONNECTIVE, points_back, speaks
from retold.persons import usual_gender
from retold.quotations import QUOTED, begun_before, closed, quoted
from retold.types import Chain, EntityType, Gender, Mention, Pronoun, Reading, Sentence, Span, Word

LONG = 34
"""Words from which a closing clause may be cut."""
SHORT = 6
"""Words below which a sentence says too little."""

PERSONAL = 0.2
"""Share of sentences with an "I" or a "we" of the author's from which an article is personal."""

_AGENCY = r"(?:Reuters|AP|AFP|CNN|BBC|UPI|Xinhua|ANI|PTI|IANS|AAP|Bloomberg|dpa|DPA|Associated Press|CBS News|VOA|TASS|NYT)"
_CAPITAL = r"[A-ZÀ-ÖØ-Þ]"
_PLACE = rf"{_CAPITAL}[\w.'’-]+(?:[ ,/]+{_CAPITAL}[\w.'’-]+)*"
_SHOUTED = rf"{_CAPITAL}(?:{_CAPITAL}|[.'’-])+(?:[ ,/]+{_CAPITAL}[\w.'’-]+)*"
_DAY = r"(?:,?\s+[A-Z][a-z]{2,8}\.?\s+\d{1,2})?"
_DATELINE = re.compile(
    rf"^(?:(?:{_PLACE}{_DAY})?\s*\({_AGENCY}(?:\s[A-Z]\w+)?\)\s*(?:[-–—:]+\s*)?"
    rf"|{_SHOUTED}{_DAY}\s*\([A-Z][\w ]{{2,30}}\)\s*[-–—]+\s+"
    rf"|{_SHOUTED}{_DAY}\s[-–—]+\s+(?=[A-Z“\"‘])(?!.*\s[-–—]+\s))"
)
_ATTRIBUTES = re.compile(
    r"(?i)\b(?:den(?:y|ies|ied|ying)|disput\w+|reject\w*|according|assuming|pending|providing|provided|depending|barring|"
    r"citing|saying|unless|if|not|never|no)\b|n['’]t\b"
)
"""What a clause that may be cut must not say: it would change what the rest claims."""
_PARENTHESIS = re.compile(r"(?<!\s)\s*\([^()]{0,120}\)")
_BRACKETS = re.compile(r"(?<!\s)\s*\[[^\[\]]{0,60}\]")
_DAYS = frozenset(
    """Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August
    September October November December But And""".split()
)
_OTHER_GENDER = {"Mr": Gender.SHE, "Mrs": Gender.HE, "Ms": Gender.HE, "Miss": Gender.HE}
_IMPERSONAL = re.compile(r"It(?:[’']s|\s(?:is|was|has|took|seems|looks|turns))\b")
_RELATIVE = re.compile(r",\s+(?:which|who|whose)\s[^,;:“”\"()]*[.!]?$")
_CONTRACTED = re.compile(r"['’](s|ll|d|re|ve)\b")
_CAPTION = re.compile(r"\b(?:file (?:photo|picture|image)|(?:[Ii]n|[Tt]his) (?:this |an? )?(?:undated )?(?:photo|image|picture)\b|pictured (?:left|right|above|here|below))")
_SPACE_BEFORE = re.compile(r"\s+([,.;:!?])(?!\w)")


@dataclass(frozen=True, slots=True)
class Short:
    """A claim in the making: its words, and the places that they come from."""

    text: str
    sources: tuple[Span, ...]


class Shortener:
    """Cuts the sentences of one reading.

    `personal`: sentences with an "I" or a "we" stand, as they do where the article is
    told by one.
    """

    def __init__(self, reading: Reading, personal: bool | None = None) -> None:
        self._body = reading.article.body
        self._personal = told_by_one(reading) if personal is None else personal
        self._pronouns = dict(reading.pronouns)
        self._others_words = begun_before(self._body, reading.sentences)
        self._people = _People(reading)
        self._opening = next((s for s in reading.sentences if not s.clutter), None)

    def shorten(self, sentence: Sentence) -> Short | None:
        """`sentence` as a claim that stands on its own, or None where it cannot."""
        span = sentence.span
        text = span.of(self._body)
        if sentence.clutter or sentence.index in self._others_words or not _whole(text) or not _says(sentence):
            return None
        draft = _Draft(self._people, sentence, text)
        draft.drop(_DATELINE)
        draft.drop(CONNECTIVE)
        if not self._stands(draft, sentence):
            return None
        draft.cut_clauses()
        draft.drop_asides()
        draft.name_people()
        result = _polished(draft.text())
        if len(result.split()) < SHORT or (not self._personal and speaks(result)):
            return None
        return Short(result, (span, *draft.sources))

    def _stands(self, draft: _Draft, sentence: Sentence) -> bool:
        """Whether the sentence needs nothing from those before it; a name is put for
        the pronoun that it opens with, where one is known."""
        pronoun = self._pronouns.get(sentence.index)
        if AFTER.match(draft.text()):
            return False
        if pronoun is not None:
            return draft.name_pronoun(pronoun) or self._ahead(pronoun, sentence)
        if CLAUSE.match(draft.text()):
            return self._people.leads(sentence) or _expletive(sentence)
        if sentence is self._opening and _IMPERSONAL.match(draft.text()):
            return True  # nothing stands before it that "it" could mean
        return not points_back(draft.text()) or _expletive(sentence)

    def _ahead(self, pronoun: Pronoun, sentence: Sentence) -> bool:
        """Whether the first sentence of an article names later whom it means: "She plays
        records, but until she was 18 Ann Lee …"."""
        if sentence is not self._opening or pronoun.gender is Gender.IT:
            return False
        return any("," in self._body[pronoun.span.end : m.span.start] for m in self._people.named(sentence).values())


def told_by_one(reading: Reading) -> bool:
    """Whether an article speaks as an "I" or a "we"."""
    told = [s.span.of(reading.article.body) for s in reading.sentences if not s.clutter]
    return sum(map(speaks, told)) > PERSONAL * len(told)


class _People:
    """Who is named in each sentence, and the full names of all chains."""

    def __init__(self, reading: Reading) -> None:
        self.body = reading.article.body
        self._full = {c.id: _full(c, self.body) for c in reading.chains}
        self._named: defaultdict[int, dict[str, Mention]] = defaultdict(dict)
        for chain in reading.chains:
            if chain.type is EntityType.PERSON:
                for mention in chain.mentions:
                    self._named[mention.sentence].setdefault(chain.id, mention)

    def named(self, sentence: Sentence) -> dict[str, Mention]:
        """The first mention in the sentence of each person, by chain id."""
        return self._named.get(sentence.index, {})

    def leads(self, sentence: Sentence) -> bool:
        """Whether a person is the subject of the main clause."""
        starts = {m.span.start - sentence.span.start for m in self.named(sentence).values()}
        words = sentence.words
        return any(
            w.relation.startswith("nsubj") and words[w.head].head < 0 and w.span.start in starts for w in words if w.head >= 0
        )

    def full(self, chain: str) -> tuple[str, Span]:
        """The name in full of a chain, by its id, and where it first stands so."""
        span = self._full[chain].span
        return span.of(self.body), span


def _expletive(sentence: Sentence) -> bool:
    """Whether the "it" of "It is clear that …", "When it comes to …" means nothing."""
    return any(w.relation.startswith("expl") for w in sentence.words[:3])


def _says(sentence: Sentence) -> bool:
    """Whether something is said of something: captions and labels have neither subject nor auxiliary."""
    return any(w.relation.startswith(("nsubj", "csubj", "expl", "aux", "cop")) for w in sentence.words)


def _whole(text: str) -> bool:
    """Whether a sentence is closed: ends as one, quotes balanced, not a question."""
    if not re.search(r"[.!][\"”'’)]*$", text) or "?" in QUOTED.sub("", text):
        return False
    if not closed(text):
        return False
    bare = QUOTED.sub("", text).strip(" .,!?")
    if len(bare.split()) < 2 or (text.startswith(("‘", "'")) and "’" not in text[1:] and "'" not in text[1:]):
        return False
    return not re.search(r"\.\.\.|…|[|»•]|https?://|@\w", text) and not _CAPTION.search(text) and not text.isupper()


class _Draft:
    """The pieces of a sentence that stay, as (start, end) in its text, and what replaces others."""

    def __init__(self, people: _People, sentence: Sentence, text: str) -> None:
        self._people, self._sentence, self._text = people, sentence, text
        self._offset = sentence.span.start
        self._edits: list[tuple[int, int, str]] = []
        self._start, self._end, self._tail = 0, len(text), ""
        self.sources: list[Span] = []
        self._named: set[str] = set()

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

    def drop_asides(self) -> None:
        marks = self._quoted()
        for pattern in (_PARENTHESIS, _BRACKETS):
            for found in pattern.finditer(self._text, self._start, self._end):
                if pattern is _PARENTHESIS or not any(a <= found.start() < b for a, b in marks):
                    self._edit(found.start(), found.end(), "")

    def _edit(self, start: int, end: int, words: str) -> None:
        if not any(start < b and a < end for a, b, _ in self._edits):
            self._edits.append((start, end, words))

    def name_pronoun(self, pronoun: Pronoun) -> bool:
        """Puts the name that is meant for a pronoun; a person's must be a full name."""
        start, end = pronoun.span.start - self._offset, pronoun.span.end - self._offset
        if pronoun.chain is None or start < self._start or any(a <= start < b for a, b in self._quoted()):
            return False
        name, place = self._people.full(pronoun.chain.id)
        if name.isupper() or (pronoun.gender is not Gender.IT and len(name.split()) < 2):
            return False
        if re.search(r"\bthe\s$", self._people.body[max(0, place.start - 5) : place.start], re.I):
            name = f"the {name}"
        short = _CONTRACTED.match(self._text, end)
        if short and (pronoun.gender is Gender.IT or (verb := self._verb(short)) is None):
            return False
        self._edit(start, short.end() if short else end, name + _genitive(name) * pronoun.possessive + (f" {verb}" if short else ""))
        self.sources.append(place)
        self._named.add(pronoun.chain.id)
        return True

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
        return quoted(self._text)

    def name_people(self) -> None:
        """Gives a bare surname its full name at its first place in the sentence."""
        marks = self._quoted()
        for chain, first in self._people.named(self._sentence).items():
            if chain in self._named:
                continue
            name, place = self._people.full(chain)
            start, end = first.span.start - self._offset, first.span.end - self._offset
            bare = first.span.of(self._people.body)
            inside = any(a <= start < b for a, b in marks)
            if self._relation(end) == "compound" or "-" in (self._text[start - 1 : start], self._text[end : end + 1]):
                continue  # "the Halvorsen family", "anti-Halvorsen"
            if len(bare.split()) > 1 or bare not in name.split() or bare == name or inside or name.isupper():
                continue
            titled = re.search(r"\b(Mr|Mrs|Ms|Miss|Dr)\.?\s$", self._text[:start])
            if titled and usual_gender(name) is _OTHER_GENDER.get(titled[1], Gender.IT):
                continue  # "Mrs Halvorsen" is not Peter
            if titled:
                start = titled.start()
            elif (before := re.search(r"\b([A-Z][\w.]*)\s$", self._text[:start])) and before[1] not in _DAYS:
                continue  # "President Halvorsen": the title stands for the given name
            self._edit(start, end, name)
            self.sources.append(place)

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
        bounds = _subtrees(words)
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
        return before.endswith(",") and len(before.split()) >= 12 and _balanced(before)


def _balanced(text: str) -> bool:
    return text.count("“") == text.count("”") and text.count('"') % 2 == 0 and text.count("(") == text.count(")")


def _subtrees(words: Sequence[Word]) -> dict[int, tuple[int, int]]:
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


def _full(chain: Chain, body: str) -> Mention:
    """The first mention that gives the chain's name in full."""

    def rank(mention: Mention) -> tuple[bool, int, int]:
        text = mention.span.of(body)
        return not (text.isupper() and len(text) > 5), min(len(text.split()), 4), -mention.span.start

    return max(chain.mentions, key=rank)


def _genitive(name: str) -> str:
    return "'" if name.endswith("s") and name.startswith("the ") else "'s"


def _polished(text: str) -> str:
    text = _SPACE_BEFORE.sub(r"\1", re.sub(r"\s+", " ", text)).strip()
    text = re.sub(r"\.\s*\.$", ".", re.sub(r",\s*,", ",", text))
    text = re.sub(r",\s*([.!])", r"\1", text)
    return text[:1].upper() + text[1:] if text[:1].islower() and not re.match(r"[a-z]+[A-Z]", text) else text
