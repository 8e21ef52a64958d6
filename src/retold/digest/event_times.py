"""What a time belongs to in its sentence: a verb, whose event it dates, or a noun."""

from __future__ import annotations

from retold.english.times.tense import Attachment, Clauses
from retold.types import Reading, Span, TimeExpression


class EventTimes:
    """The places of the times of one reading in the trees of their sentences."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._clauses: dict[int, Clauses] = {}

    def attachment(self, time: TimeExpression) -> tuple[Clauses, Attachment]:
        """The clauses of the sentence of `time`, and its place in them."""
        sentence = self._reading.sentences[time.sentence]
        if time.sentence not in self._clauses:
            self._clauses[time.sentence] = Clauses(sentence.words, sentence.span.of(self._reading.article.body))
        clauses, start = self._clauses[time.sentence], sentence.span.start
        return clauses, clauses.attachment(Span(time.span.start - start, time.span.end - start))

    def is_attribute(self, time: TimeExpression) -> bool:
        """Whether a time is only a part of a noun, as in "the 2016 sketch" or "Friday's vote"."""
        return self.attachment(time)[1].attribute
