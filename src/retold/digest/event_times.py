"""What a time belongs to in its sentence: a verb, whose event it dates, or a noun."""

from __future__ import annotations

from retold.english.times.tense import Attachment, Clauses
from retold.types import Reading, Span, TimeExpression


def attachment(reading: Reading, time: TimeExpression) -> tuple[Clauses, Attachment]:
    """The clauses of the sentence of `time`, and its place in them."""
    sentence = reading.sentences[time.sentence]
    start = sentence.span.start
    clauses = Clauses(sentence.words, sentence.span.of(reading.article.body))
    return clauses, clauses.attachment(Span(time.span.start - start, time.span.end - start))


def is_attribute(reading: Reading, time: TimeExpression) -> bool:
    """Whether a time is only a part of a noun, as in "the 2016 sketch" or "Friday's vote"."""
    return attachment(reading, time)[1].attribute
