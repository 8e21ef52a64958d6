"""Sentences of the source, cut to what stands on its own.

Nothing is added but names that the article itself gives: a pronoun or a bare
surname becomes the entity's name, and the place where the name stands joins
the evidence. A sentence that cannot stand alone is given up, not repaired.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise

from retold.digest.dependence import AFTER, CLAUSE, CONNECTIVE, points_back, speaks
from retold.digest.discourse import Discourse
from retold.digest.draft import Draft, People, polished
from retold.english.lexicon import is_irregular_past
from retold.english.quotation_marks import QUOTED, has_paired_marks, starting_inside_quotation
from retold.types import Chain, Gender, Pronoun, Reading, Sentence, Span

SHORT = 6
"""Words below which a sentence says too little."""
SHORTEST = 3
"""The same for one that goes on from the sentence before."""

LONGEST = 200
"""Words of a sentence at most; a longer one is a list or no prose."""

PERSONAL = 0.2
"""Share of sentences with an "I" or a "we" of the author's from which an article is personal."""

_AGENCY = (
    r"(?:Reuters|AP|AFP|CNN|BBC|UPI|Xinhua|ANI|PTI|IANS|AAP|Bloomberg|dpa|DPA|Associated Press|CBS News|VOA|TASS|NYT)"
)
_CAPITAL = r"[A-ZÀ-ÖØ-Þ]"
_PLACE = rf"{_CAPITAL}[\w.'’-]+(?:[ ,/]+{_CAPITAL}[\w.'’-]+)*"
_SHOUTED = rf"{_CAPITAL}(?:{_CAPITAL}|[.'’-])+(?:[ ,/]+{_CAPITAL}[\w.'’-]+)*"
_DAY = r"(?:,?\s+[A-Z][a-z]{2,8}\.?\s+\d{1,2})?"
_DATELINE = re.compile(
    rf"^(?:(?:{_PLACE}{_DAY})?\s*\({_AGENCY}(?:\s[A-Z]\w+)?\)\s*(?:[-–—:]+\s*)?"
    rf"|{_SHOUTED}{_DAY}\s*\([A-Z][\w ]{{2,30}}\)\s*[-–—]+\s+"
    rf"|{_SHOUTED}{_DAY}\s[-–—]+\s+(?=[A-Z“\"‘])(?!.*\s[-–—]+\s)"
    rf"|[-–—]+\s+(?=[A-Z“\"‘]))"
)
_COLON = re.compile(rf"^{_SHOUTED}:\s+(?=[A-Z“\"‘])")
"""A dateline where it opens an article, and a speaker in a transcript."""
_IMPERSONAL = re.compile(r"It(?:[’']s|\s(?:is|was|has|took|seems|looks|turns))\b")
_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_FULL_DATE = re.compile(rf"\b(?:{_MONTH}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.) \d{{1,2}}, \d{{4}}")
_CAPTION = re.compile(
    r"\b(?:file (?:photo|picture|image)|(?:[Ii]n|[Tt]his) (?:this |an? )?(?:undated )?(?:photo|image|picture)\b|pictured (?:left|right|above|here|below))"
    rf"|\b(?:(?:is|are) seen|speaks?|poses?|walks?|arrives?|stands?|attends?|waves?|gestures?|holds?)\b.*\b(?:{_MONTH}) \d{{1,2}}, \d{{4}}\.?$"
)


@dataclass(frozen=True, slots=True)
class Short:
    """A claim in the making: its words, and the places that they come from."""

    text: str
    sources: tuple[Span, ...]
    named: frozenset[str] = frozenset()
    """Ids of the chains that it names in full."""
    year: int | None = None
    """Year of its last date."""


class Shortener:
    """Cuts the sentences of one reading.

    `personal`: sentences with an "I" or a "we" stand, as they do where the article is
    told by one.
    """

    def __init__(self, reading: Reading, personal: bool | None = None) -> None:
        self._body = reading.article.body
        self._personal = told_by_one(reading) if personal is None else personal
        self._pronouns = dict(reading.pronouns)
        self._others_words = starting_inside_quotation(self._body, reading.sentences)
        self._people = People(reading)
        self._quotes = reading.quotes
        self._opens = [q.span.start for q in reading.quotes]
        self._chains = {c.id: c for c in reading.chains}
        own = [s.span for s in reading.sentences if not s.clutter]
        self._ends = {s.start: before.end for before, s in pairwise(own)}
        self._starts = {s.end: s.start for s in own}
        self._opening = next((s for s in reading.sentences if not s.clutter), None)
        self._transcript = sum(bool(_COLON.match(s.of(self._body))) for s in own) > 1

    def shorten(self, sentence: Sentence, told: Discourse | None = None, *, plain: bool = False) -> Short | None:
        """`sentence` as a claim, or None where it cannot be one.

        `told`: the text that the claim goes on; None for a claim that stands alone.
        `plain`: without dates and names that it can do without.
        """
        span = sentence.span
        text = span.of(self._body)
        told = told or Discourse()
        follows = self.follows(sentence, told)
        if (
            len(sentence.words) > LONGEST
            or sentence.clutter
            or sentence.index in self._others_words
            or not _whole(text, follows)
            or not (follows or _says(sentence, text))
        ):
            return None
        if _captions(sentence, text):
            return None
        draft = Draft(self._people, sentence, text, told)
        draft.drop(_DATELINE)
        if sentence is self._opening and not self._transcript:
            draft.drop(_COLON)
        if not follows:
            draft.drop(CONNECTIVE)
        if not self._stands(draft, sentence, follows, told.opened):
            return None
        if not follows and not draft.name_speaker(self._speaker(span)):
            return None
        draft.recase()
        draft.cut_clauses()
        draft.drop_asides()
        if not plain:
            draft.date()
            draft.name_people()
        result = polished(draft.text())
        if len(result.split()) < (SHORTEST if follows else SHORT) or (
            not self._personal and speaks(result) and not (told.opened and sentence is self._opening)
        ):
            return None
        return Short(result, (span, *draft.sources), frozenset(draft.named), draft.year)

    def _speaker(self, span: Span) -> Chain | None:
        """Who says the quotation that begins in a sentence, if it is known."""
        index = bisect_left(self._opens, span.start)
        said = self._quotes[index] if index < len(self._quotes) else None
        if said is None or not span.covers(said.span):
            return None
        speaker = self._chains.get(said.speaker or "")
        return speaker if speaker is not None and self._just_named(speaker, span) else None

    def _just_named(self, speaker: Chain, span: Span) -> bool:
        """Whether a speaker was named, or quoted, in the sentence before: further back "he" may be another."""
        before = self._ends.get(span.start, -1)
        index = bisect_left(self._opens, span.start) - 1
        last = self._quotes[index] if index >= 0 else None
        start = self._starts.get(before, span.start)
        if last is not None and last.span.end > start:  # somebody has just spoken
            return last.speaker == speaker.id
        return any(start <= m.span.start < span.end for m in speaker.mentions)

    def follows(self, sentence: Sentence, told: Discourse) -> bool:
        """Whether the text so far ends with the sentence before this one."""
        return told.end >= 0 and self._ends.get(sentence.span.start) == told.end

    def _stands(self, draft: Draft, sentence: Sentence, follows: bool, in_text: bool) -> bool:
        """Whether the reader needs nothing more; a name is put for the pronoun that the
        sentence opens with, where one is known."""
        pronoun = self._pronouns.get(sentence.index)
        if AFTER.match(draft.text()):
            return follows
        if pronoun is not None:
            return follows or draft.name_pronoun(pronoun) or self._ahead(pronoun, sentence)
        if CLAUSE.match(draft.text()):
            return follows or self._people.leads(sentence) or _expletive(sentence)
        if sentence is self._opening and (
            _IMPERSONAL.match(draft.text()) or (in_text and draft.text().startswith("The "))
        ):
            return True  # nothing stands before it that "it" or "the bank" could mean
        return follows or not points_back(draft.text()) or _expletive(sentence)

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


def _expletive(sentence: Sentence) -> bool:
    """Whether the "it" of "It is clear that …", "When it comes to …" means nothing."""
    return any(w.relation.startswith("expl") for w in sentence.words[:3])


def _says(sentence: Sentence, text: str) -> bool:
    """Whether something is said of something: captions and labels have neither subject nor auxiliary."""
    if _DATELINE.match(text):  # trees of what stands after one are often wrong; a reporter has written it
        return True
    words = sentence.words
    opens = words[0].span.of(text) if words and words[0].head < 0 else ""
    if (is_irregular_past(opens) or opens.endswith("ed")) and not any(
        w.head == 0 and w.relation.startswith(("nsubj", "csubj", "expl", "aux", "cop")) for w in words
    ):
        return False  # "Woke up with an alarm saying that it rained."
    return any(w.relation.startswith(("nsubj", "csubj", "expl", "aux", "cop")) for w in words)


def _whole(text: str, follows: bool) -> bool:
    """Whether a sentence is closed: ends as one, quotes balanced, not a question. One that
    `follows` its speaker may be all quotation."""
    if not re.search(r"[.!][\"”'’)]*$", text) or "?" in QUOTED.sub("", text):
        return False
    if not has_paired_marks(text):
        return False
    bare = QUOTED.sub("", text).strip(" .,!?")
    if (len(bare.split()) < 2 and not (follows and text[0] in '“"')) or (
        text.startswith(("‘", "'")) and "’" not in text[1:] and "'" not in text[1:]
    ):
        return False
    return not re.search(r"\.\.\.|…|[|»•]|https?://|@\w", text) and not _CAPTION.search(text) and not text.isupper()


def _captions(sentence: Sentence, text: str) -> bool:
    """Whether a sentence tells in the present what it dates to the day and year, as captions do:
    "Police officers take their positions … on Dec. 31, 2016, in Cologne."."""
    if not _FULL_DATE.search(text):
        return False
    words = sentence.words
    root = next((i for i, w in enumerate(words) if w.head < 0), -1)
    if root < 0:
        return False
    helps = {w.span.of(text).lower() for w in words if w.head == root and w.relation.startswith(("aux", "cop"))}
    verb = words[root].span.of(text)
    if helps:
        return helps <= {"is", "are"}
    return (
        verb.islower()
        and not verb.endswith("ed")
        and not is_irregular_past(verb)
        and any(w.head == root and w.relation.startswith("nsubj") for w in words)
    )
