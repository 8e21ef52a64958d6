"""What a time belongs to in its sentence: a verb, whose event it dates, or a noun."""

from __future__ import annotations

from retold.english.times.tense import Attachment, Clauses, Direction
from retold.types import Precision, Reading, Span, TimeExpression

SURE = 0.8
"""The least probability of an attribution that a time is taken to belong to."""


class EventTimes:
    """The places of the times of one reading in the trees of their sentences."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._clauses: dict[int, Clauses] = {}

    def attachment(self, time: TimeExpression) -> tuple[Clauses, Attachment]:
        """The clauses of the sentence of `time`, and its place in them."""
        clauses = self._of(time)
        return clauses, clauses.attachment(self._within(time))

    def direction(self, time: TimeExpression) -> Direction:
        """Where the verb of `time` says that it lies."""
        return self._of(time).direction(self._within(time))

    def tells_of_report(self, time: TimeExpression) -> bool:
        """Whether a time says when the news was told, at its end: "…, police said on Friday"; not a time to come."""
        day = self._reading.article.metadata.published_day
        if day is not None and time.when.first > day:
            return False
        clauses, place = self.attachment(time)
        return (not place.nouns and clauses.closes_with_report(place)) or self._is_after_cue(time)

    def _is_after_cue(self, time: TimeExpression) -> bool:
        """Whether a time stands after what is said and after the words that say so: "…, its owner said on Tuesday"."""
        place = self._within(time)
        return any(
            bool(attribution.content)
            and attribution.score >= SURE
            and attribution.cue.end <= place.start
            and all(part.end <= attribution.cue.start for part in attribution.content)
            for attribution in self._reading.sentences[time.sentence].attributions
        )

    def _of(self, time: TimeExpression) -> Clauses:
        if time.sentence not in self._clauses:
            sentence = self._reading.sentences[time.sentence]
            self._clauses[time.sentence] = Clauses(sentence.words, sentence.span.of(self._reading.article.body))
        return self._clauses[time.sentence]

    def _within(self, time: TimeExpression) -> Span:
        start = self._reading.sentences[time.sentence].span.start
        return Span(time.span.start - start, time.span.end - start)

    def is_beside(self, time: TimeExpression) -> bool:
        """Whether a time dates no event: it is a part of a noun ("the 2016 sketch", "Friday's vote"), or the year of
        what only describes one ("notes that fall due in 2031")."""
        clauses, place = self.attachment(time)
        return place.attribute or (time.when.precision is Precision.YEAR and clauses.is_aside(place))
