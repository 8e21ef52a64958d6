"""Aspects: whether a sentence tells the news, the background or the outlook.

Decided by the verbs of its main clause, or of what its speaker says, and by its times: "will open in
May" is outlook, "had been founded in 1999" is background.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from retold.digest.event_times import EventTimes
from retold.english.quotation_marks import quoted_spans
from retold.types import Aspect, Precision, Reading, Sentence, TimeExpression

AGO = timedelta(days=45)
"""Time before publication. Anything dated earlier is background."""

_FUTURE = re.compile(
    r"""
    \b(?:will|won['’]t|shall)\b(?!\ (?:have|be\ remembered)\b)|['’]ll\b
    |\b(?:is|are|was|were|be|been)(?:\ \w+ly|\ now|\ also|\ still|\ all)?\ (?:
        due|set|expected|scheduled|planned|slated|likely|poised|going|on\ track|on\ course|about|hoping|planning
        |preparing|aiming|looking
    )\ (?:to|for)\b
    |\b(?:
        plans?|hopes?|intends?|aims?|expects?|wants?|seeks?|vow(?:s|ed)|pledge[sd]?|promise[sd]?|agreed
    )\ to\b
    |\b(?:is|are)\ to\ (?!(?:be\ )?(?:blame|blamed)\b)[a-z]+
    |\bin\ the\ coming\ (?:days|weeks|months|years)\b
    |\bby\ the\ end\ of\ (?:the|this|next)\ (?:week|month|year|decade)\b
    |\b(?:
        next\ (?:week|month|year|season|summer|spring|autumn|winter|spring)|tomorrow|upcoming|forthcoming
    )\b
    |\bexpected\ to\b
    """,
    re.VERBOSE,
)
_PAST_VERB = re.compile(
    r"""
    [a-z]{2,}ed$
    |(?:
        began|came|fell|found|gave|went|held|knew|learnt|left|lost|made|met|rose|saw|said|told|took|won|wrote
    )$
    """,
    re.VERBOSE,
)
_PAST_AUXILIARIES = ("did", "didn", "was", "wasn", "were", "weren", "had", "hadn")
_CLAUSES = ("acl", "advcl", "ccomp", "csubj", "parataxis", "xcomp", "appos")
"""Relations of subordinate clauses (Universal Dependencies)."""
_REPORTED = ("ccomp", "parataxis", "xcomp")
"""Those for what somebody says or means to do."""

_BACKGROUND = re.compile(
    r"""
    \b(?:had|['’]d)\ (?:\w+ly\ |already\ |also\ |long\ |never\ |not\ |once\ |previously\ |earlier\ )?(?:
        been|[a-z]+(?:ed|en|wn|ght|ld|ung|un|ade|ept|eft|ent|ost|aid|ad)
    )\b
    |\b(?:
        previously|formerly|originally|historically|for\ (?:decades|centuries|years)|founded\ in|established\ in
        |was\ founded|was\ born|in\ the\ past|used\ to|once|until\ then
    )\b
    |\b(?:last|earlier\ this)\ year\b
    |\b(?:years|decades|months)\ (?:ago|earlier|before)\b
    |\bsince\ (?:19|20)\d\d\b
    """,
    re.VERBOSE,
)


def _is_over(sentence: Sentence, text: str, time: TimeExpression) -> bool:
    """Whether the verb that a time belongs to is in the past: "did not learn until the next day"."""
    words = sentence.words
    at = next((i for i, w in enumerate(words) if w.span.end > time.span.start - sentence.span.start), -1)
    for _ in range(4):
        if at < 0:
            return False
        if _PAST_VERB.match(words[at].span.of(text)):
            return True
        auxiliaries = (w for w in words if w.head == at and w.relation.startswith(("aux", "cop")))
        if any(w.span.of(text).lower() in _PAST_AUXILIARIES for w in auxiliaries):
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
        events = EventTimes(reading)
        for time in reading.times:
            if not events.is_beside(time):
                self._times[time.sentence].append(time)
        self._opening = next((s.index for s in reading.sentences if not s.clutter), -1)

    def of(self, sentence: Sentence) -> Aspect:
        """The aspect of a sentence. The opening sentence is always news."""
        if sentence.index == self._opening:
            return Aspect.NEWS
        text = sentence.span.of(self._body)
        if self._is_outlook(sentence, text):
            return Aspect.OUTLOOK
        if self._is_background(sentence, text):
            return Aspect.BACKGROUND
        return Aspect.NEWS

    def _is_outlook(self, sentence: Sentence, text: str) -> bool:
        """Whether the main clause, or what somebody says in it, is about the future."""
        if text.rstrip("”\"’'").endswith("?"):
            return False
        times = self._times.get(sentence.index, ())
        if self._published and any(
            t.when.first > self._published
            and self._in_main_clause(sentence, t.span.start, _REPORTED)
            and not _is_over(sentence, text, t)
            for t in times
        ):
            return True
        offset = sentence.span.start
        return any(self._in_main_clause(sentence, offset + m.start(), _REPORTED) for m in _FUTURE.finditer(text))

    def _is_background(self, sentence: Sentence, text: str) -> bool:
        """Whether the main clause itself is about an earlier time."""
        times = [t for t in self._times.get(sentence.index, ()) if self._in_main_clause(sentence, t.span.start)]
        if self._published and times:
            return all(t.when.last < self._published - AGO for t in times)
        if not self._published and any(t.when.precision is Precision.YEAR for t in times):
            return bool(_BACKGROUND.search(text))
        quotations = quoted_spans(text)
        return any(
            self._in_main_clause(sentence, sentence.span.start + m.start())
            and not any(start <= m.start() < end for start, end in quotations)
            for m in _BACKGROUND.finditer(text)
        )

    def _in_main_clause(self, sentence: Sentence, place: int, through: Sequence[str] = ()) -> bool:
        """Whether the word at `place` of the body is in the main clause.

        Clauses that depend on it by a relation in `through` count as part of it.
        """
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
