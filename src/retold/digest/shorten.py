"""Sentences of the source, cut to what stands on its own.

Nothing is added but names that the article itself gives: a pronoun or a bare
surname becomes the entity's name, and the place where the name stands joins
the evidence. A sentence that cannot stand alone is given up, not repaired.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retold.digest.pronouns import Gender, Pronoun, leading
from retold.types import Chain, EntityType, Mention, Reading, Sentence, Span, Word

LONG = 34
"""Words from which a closing clause may be cut."""
SHORT = 6
"""Words below which a sentence says too little."""

_AGENCY = r"(?:Reuters|AP|AFP|CNN|BBC|UPI|Xinhua|ANI|PTI|IANS|AAP|Bloomberg|dpa|DPA|Associated Press|CBS News|VOA|TASS|NYT)"
_PLACE = r"[A-Z][A-Z.'’-]+(?:[ ,/]+(?:[A-Z][A-Za-z.'’-]+))*"
_DATELINE = re.compile(
    rf"^(?:{_PLACE})?(?:,?\s+[A-Z][a-z]{{2,8}}\.?\s+\d{{1,2}})?\s*(?:\({_AGENCY}(?:\s[A-Z]\w+)?\)\s*(?:[-–—:]+\s*)?|\s[-–—]+\s+)"
)
_CONNECTIVE = re.compile(
    r"^(?:(?:Meanwhile|However|Moreover|Furthermore|Nevertheless|Nonetheless|Instead|Still|Also|Indeed|Besides|Finally|"
    r"Similarly|Likewise|Additionally|Consequently|Therefore|Thus|Overall|Plus|Of course|In addition|In fact|"
    r"For example|For instance|On the other hand|By contrast|In contrast|As a result|At the same time|That said|"
    r"Even so|To be sure|Then again|Unsurprisingly|Interestingly|Notably|Separately|Elsewhere),\s+|(?:But|And|Yet|So|Or|Nor)\s+(?=[A-Z\"“a-z]))"
)
_PRONOUN = re.compile(
    r"^(?:He|She|His|Her|They|Their|It|Its|This|That|These|Those|Such|Both|Here|There(?! (?:is|are|was|were|have|has|will)\b)"
    r"|The (?:company|firm|group|move|decision|pair|two|trio|couple|former|latter|latest|same|report|study|man|woman|"
    r"news|team|case|incident|deal|plan|bank|agency|organi[sz]ation|statement|figures?|results?|announcement|increase|"
    r"decline|change|changes|others?|victims?|suspect|officer|actor|singer|star|minister|president|spokesman|spokeswoman)"
    r"|Another|Others|One of (?:them|the)|Some|Many|Most|Neither|Either|Now|Then|Earlier|Later|Since then|Soon after|Again"
    r"|Afterwards?|(?:When|After|If|While|As|Before|Although|Though|Because|Since|Once|Until) (?:he|she|they|it)|What|Which|Who|Why|How|When asked|Asked)\b"
)
_SPEAKS = re.compile(r"(?<![\w'’])(?:I|we|We|my|My|our|Our|us|me|you|You|your|Your|I['’]\w+|We['’]\w+|we['’]\w+|you['’]\w+)(?!\w)")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|(?<!\w)‘[^’]*’(?!\w)|(?<!\w)'[^']*'(?!\w)")
_PARENTHESIS = re.compile(r"\s*\([^()]{0,120}\)")
_BRACKETS = re.compile(r"\s*\[[^\[\]]{0,60}\]")
_DAYS = frozenset(
    """Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August
    September October November December But And""".split()
)
_RELATIVE = re.compile(r",\s+(?:which|who|whose)\s[^,;:“”\"()]*[.!]?$")
_CONTRACTED = re.compile(r"['’](s|ll|d|re|ve)\b")
_SPACE_BEFORE = re.compile(r"\s+([,.;:!?])")


@dataclass(frozen=True, slots=True)
class Short:
    """A claim in the making: its words, and the places that they come from."""

    text: str
    sources: tuple[Span, ...]


class Shortener:
    """Cuts the sentences of one reading.

    `personal`: the article is told by an "I" or a "we", whose sentences stand then.
    """

    def __init__(self, reading: Reading, personal: bool = False) -> None:
        self._reading, self._personal = reading, personal
        self._pronouns = leading(reading)

    def shorten(self, sentence: Sentence) -> Short | None:
        """`sentence` as a claim that stands on its own, or None where it cannot."""
        span = sentence.span
        text = span.of(self._reading.article.body)
        if sentence.clutter or not _whole(text) or not _says(sentence):
            return None
        draft = _Draft(self._reading, sentence, span.start, text)
        draft.drop(_DATELINE)
        draft.drop(_CONNECTIVE)
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
        if pronoun is not None and draft.name_pronoun(pronoun):
            return True
        if pronoun is not None and not self._ahead(pronoun, sentence):
            return False
        return not _PRONOUN.match(draft.text()) or pronoun is not None or _expletive(sentence, draft.text())

    def _ahead(self, pronoun: Pronoun, sentence: Sentence) -> bool:
        """Whether the first sentence of an article names later whom it means: "She plays records, but …"."""
        first = next(s for s in self._reading.sentences if not s.clutter)
        person = pronoun.gender is not Gender.IT
        return sentence is first and person and any(
            c.type is EntityType.PERSON and c.mentions[0].sentence == sentence.index for c in self._reading.chains
        )


def _expletive(sentence: Sentence, text: str) -> bool:
    """Whether the "It" of "It is clear that …" means nothing."""
    return text.startswith(("It ", "It's ", "It’s ")) and any(w.relation == "expl" for w in sentence.words[:3])


def _says(sentence: Sentence) -> bool:
    """Whether something is said of something: captions and labels have no subject."""
    return any(w.relation.startswith(("nsubj", "csubj", "expl")) for w in sentence.words)


def _whole(text: str) -> bool:
    """Whether a sentence is closed: ends as one, quotes balanced, not a question."""
    if not re.search(r"[.!…][\"”'’)]*$", text) or "?" in _QUOTED.sub("", text):
        return False
    if text.count("“") != text.count("”") or text.count('"') % 2 or text.count("(") != text.count(")"):
        return False
    if text.count("‘") > text.count("’") or (re.search(r"[’']\W*$", text) and not re.search(r"(?<!\w)['‘]\w", text)):
        return False  # a quotation that goes on, or went on
    bare = _QUOTED.sub("", text).strip(" .,!?")
    if len(bare.split()) < 2 or (text.startswith(("‘", "'")) and "’" not in text[1:] and "'" not in text[1:]):
        return False
    return not re.search(r"\.\.\.|…|[|»•]|https?://|@\w", text) and not text.isupper()


class _Draft:
    """The pieces of a sentence that stay, as (start, end) in its text, and what replaces others."""

    def __init__(self, reading: Reading, sentence: Sentence, offset: int, text: str) -> None:
        self._reading, self._sentence, self._offset, self._text = reading, sentence, offset, text
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
        quoted = self._quoted()
        for pattern in (_PARENTHESIS, _BRACKETS):
            for found in pattern.finditer(self._text, self._start, self._end):
                if pattern is _PARENTHESIS or not any(a <= found.start() < b for a, b in quoted):
                    self._edit(found.start(), found.end(), "")

    def _edit(self, start: int, end: int, words: str) -> None:
        if not any(start < b and a < end for a, b, _ in self._edits):
            self._edits.append((start, end, words))

    def name_pronoun(self, pronoun: Pronoun) -> bool:
        """Puts the name that is meant for a pronoun; a person's must be a full name."""
        start, end = pronoun.span.start - self._offset, pronoun.span.end - self._offset
        if pronoun.chain is None or start < self._start or any(a <= start < b for a, b in self._quoted()):
            return False
        body = self._reading.article.body
        full = _full(pronoun.chain, body)
        name = full.span.of(body)
        if pronoun.gender is not Gender.IT and len(name.split()) < 2:
            return False
        short = _CONTRACTED.match(self._text, end)
        if short and (pronoun.gender is Gender.IT or (verb := self._verb(short)) is None):
            return False
        self._edit(start, short.end() if short else end, name + "'s" * pronoun.possessive + (f" {verb}" if short else ""))
        self.sources.append(full.span)
        self._named.add(pronoun.chain.id)
        return True

    def _verb(self, short: re.Match[str]) -> str | None:
        """The verb that "'s" or "'ll" stands for after a pronoun; None where it cannot be told."""
        if short[1] != "s":
            return {"ll": "will"}.get(short[1])
        relation = next((w.relation for w in self._sentence.words if w.span.start == short.start()), "")
        if relation == "aux":
            return "is" if re.match(r"\s+(?:not\s+)?\w+ing\b", self._text[short.end() :]) else "has"
        return "is" if relation == "cop" else None

    def _quoted(self) -> list[tuple[int, int]]:
        return [m.span() for m in _QUOTED.finditer(self._text)]

    def name_people(self) -> None:
        """Gives a bare surname its full name at its first place in the sentence."""
        body = self._reading.article.body
        quoted = self._quoted()
        for chain in self._reading.chains:
            here = [m for m in chain.mentions if m.sentence == self._sentence.index]
            if chain.type is not EntityType.PERSON or not here or chain.id in self._named:
                continue
            first, full = here[0], _full(chain, body)
            start, end = first.span.start - self._offset, first.span.end - self._offset
            name = full.span.of(body)
            bare = first.span.of(body)
            inside = any(a <= start < b for a, b in quoted)
            if self._relation(end) == "compound":
                continue  # "the Halvorsen family"
            if len(bare.split()) > 1 or bare not in name.split() or bare == name or inside or name.isupper():
                continue
            titled = re.search(r"\b(?:Mr|Mrs|Ms|Miss|Dr)\.?\s$", self._text[:start])
            if titled:
                start = titled.start()
            elif (before := re.search(r"\b([A-Z][\w.]*)\s$", self._text[:start])) and before[1] not in _DAYS:
                continue  # "President Halvorsen": the title stands for the given name
            self._edit(start, end, name)
            self.sources.append(full.span)

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
        if relative and self._leaves_enough(relative.start() + 1):
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
            if participle and ends and self._leaves_enough(start):
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

    def rank(mention: Mention) -> tuple[int, int]:
        return min(len(mention.span.of(body).split()), 4), -mention.span.start

    return max(chain.mentions, key=rank)


def _polished(text: str) -> str:
    text = _SPACE_BEFORE.sub(r"\1", re.sub(r"\s+", " ", text)).strip()
    text = re.sub(r"\.\s*\.$", ".", re.sub(r",\s*,", ",", text))
    text = re.sub(r",\s*([.!])", r"\1", text)
    return text[:1].upper() + text[1:] if text[:1].islower() and not re.match(r"[a-z]+[A-Z]", text) else text


def speaks(text: str) -> bool:
    """Whether a sentence says "I", "we" or "you" outside quotation marks."""
    return bool(_SPEAKS.search(_QUOTED.sub("", text)))


def leans(text: str) -> bool:
    """Whether a sentence opens by leaning on the one before ("He …", "However, …")."""
    return bool(_PRONOUN.match(text) or _CONNECTIVE.match(text))
