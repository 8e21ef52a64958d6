"""What part of the story a sentence tells: the news, what was before it, what comes next.

By the verbs of its main clause, or of what its speaker says, and by the times that
it names: "will open in May" is the outlook, "had been founded in 1999" the background.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from retold.english.quotation_marks import quoted_spans
from retold.types import Aspect, Precision, Reading, Sentence, TimeExpression

AGO = timedelta(days=45)
"""Time before publication from which what is dated is background."""

_COMES = re.compile(
    r"\b(?:will|won['’]t|shall)\b(?! (?:have|be remembered)\b)|['’]ll\b"
    r"|\b(?:is|are|was|were|be|been)(?: \w+ly| now| also| still| all)? (?:due|set|expected|scheduled|planned|slated|likely|poised|going|on track|on course|about|hoping|planning|preparing|aiming|looking) (?:to|for)\b"
    r"|\b(?:plans?|hopes?|intends?|aims?|expects?|wants?|seeks?|vow(?:s|ed)|pledge[sd]?|promise[sd]?|agreed) to\b"
    r"|\b(?:is|are) to (?!(?:be )?(?:blame|blamed)\b)[a-z]+|\bin the coming (?:days|weeks|months|years)\b|\bby the end of (?:the|this|next) (?:week|month|year|decade)\b"
    r"|\b(?:next (?:week|month|year|season|summer|spring|autumn|winter|spring)|tomorrow|upcoming|forthcoming)\b|\bexpected to\b"
)
_PAST = re.compile(
    r"[a-z]{2,}ed$|(?:began|came|fell|found|gave|went|held|knew|learnt|left|lost|made|met|rose|saw|said|told|took|won|wrote)$"
)
_CLAUSES = ("acl", "advcl", "ccomp", "csubj", "parataxis", "xcomp", "appos")
"""Relations of clauses under another (Universal Dependencies)."""
_SAID = ("ccomp", "parataxis", "xcomp")
"""Those that tell what is said or meant to be."""

_WAS = re.compile(
    r"\b(?:had|['’]d) (?:\w+ly |already |also |long |never |not |once |previously |earlier )?(?:been|[a-z]+(?:ed|en|wn|ght|ld|ung|un|ade|ept|eft|ent|ost|aid|ad))\b"
    r"|\b(?:previously|formerly|originally|historically|for (?:decades|centuries|years)|founded in|established in|was founded|was born|in the past|used to|once|until then)\b"
    r"|\b(?:last|earlier this) year\b|\b(?:years|decades|months) (?:ago|earlier|before)\b|\bsince (?:19|20)\d\d\b"
)


def _done(sentence: Sentence, text: str, time: TimeExpression) -> bool:
    """Whether the verb that a time belongs to is in the past: "did not learn until the next day"."""
    words = sentence.words
    at = next((i for i, w in enumerate(words) if w.span.end > time.span.start - sentence.span.start), -1)
    for _ in range(4):
        if at < 0:
            return False
        if _PAST.match(words[at].span.of(text)) or any(
            w.head == at
            and w.relation.startswith(("aux", "cop"))
            and w.span.of(text).lower() in ("did", "didn", "was", "wasn", "were", "weren", "had", "hadn")
            for w in words
        ):
            return True
        at = words[at].head
    return False


class Aspects:
    """The aspect of each sentence of a reading."""

    def __init__(self, reading: Reading) -> None:
        self._body = reading.article.body
        published = reading.article.metadata.published
        self._published = date.fromisoformat(published[:10]) if published else None
        self._times: defaultdict[int, list[TimeExpression]] = defaultdict(list)
        for time in reading.times:
            self._times[time.sentence].append(time)
        self._opening = next((s.index for s in reading.sentences if not s.clutter), -1)

    def of(self, sentence: Sentence) -> Aspect:
        """The opening sentence is always the news."""
        if sentence.index == self._opening:
            return Aspect.NEWS
        text = sentence.span.of(self._body)
        if self._ahead(sentence, text):
            return Aspect.OUTLOOK
        if self._past(sentence, text):
            return Aspect.BACKGROUND
        return Aspect.NEWS

    def _ahead(self, sentence: Sentence, text: str) -> bool:
        """Whether the main clause, or what somebody says in it, speaks of what is to come."""
        if text.rstrip("”\"’'").endswith("?"):
            return False
        times = self._times.get(sentence.index, ())
        if self._published and any(
            t.when.first > self._published
            and self._main(sentence, t.span.start, _SAID)
            and not _done(sentence, text, t)
            for t in times
        ):
            return True
        return any(self._main(sentence, sentence.span.start + m.start(), _SAID) for m in _COMES.finditer(text))

    def _past(self, sentence: Sentence, text: str) -> bool:
        """Whether the main clause itself is of an earlier time."""
        times = [t for t in self._times.get(sentence.index, ()) if self._main(sentence, t.span.start, ())]
        if self._published and times:
            return all(t.when.last < self._published - AGO for t in times)
        if not self._published and any(t.when.precision is Precision.YEAR for t in times):
            return bool(_WAS.search(text))
        marks = quoted_spans(text)
        return any(
            self._main(sentence, sentence.span.start + m.start(), ()) and not any(a <= m.start() < b for a, b in marks)
            for m in _WAS.finditer(text)
        )

    def _main(self, sentence: Sentence, place: int, through: Sequence[str]) -> bool:
        """Whether the word at `place` of the body belongs to the main clause, or to one
        that hangs on it by a relation in `through`."""
        start = place - sentence.span.start
        words = sentence.words
        at = next((i for i, w in enumerate(words) if w.span.end > start), -1)
        for _ in range(len(words)):
            if at < 0:
                return True
            relation = words[at].relation.split(":")[0]
            if relation in _CLAUSES and relation not in through:
                return False
            at = words[at].head
        return False
