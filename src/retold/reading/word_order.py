"""The speaker of a quotation by the order of words in which newspapers write it.

These rules need no tree, and trees of this order ("…,” Perry said") are often wrong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from retold.english.speech_verbs import SPEAKING_THINGS
from retold.reading.noun_phrases import NounPhrases
from retold.reading.quoted_text import NamedSpan, QuotedText
from retold.reading.references import UNNAMED
from retold.types import EntityType, Sentence, Span

NEXT = 120
"""Code points after a quotation within which "he said" means the same speaker."""

_SUBJECT_BEFORE_VERB = re.compile(
    r"\b(he|she|it|[Tt]he\s(?:[a-z-]+\s){0,3}?[a-z]+)\s(?:[a-z]+ly\s|also\s|then\s|has\s|had\s)?$", re.I
)
_QUOTED_AS = re.compile(r"\bquot(?:ed|es|ing)\s(\w[^,;:“”\"]{0,60}?)\sas\ssaying\b")
_THING_BEGINS = re.compile(
    rf"\W*the\s(?:{'|'.join(sorted(SPEAKING_THINGS))})\s(?:be(?:gan|gins)|goes|went|ends|ended|concludes)\b"
)
_BELONGS_TO = re.compile(
    r"""
    \b(?:
        of|for|who|whom|whose|that|to|with|by|from|against|on|about|behind|like|representing|close
    )\b
    """,
    re.VERBOSE,
)
"""Words before a name that is not the speaker's: "a lawyer for Ann Lee", "an opponent of Ann Lee"."""
_ACCORDING_TO = re.compile(r"\b[Aa]ccording to\b|\bin the words of\b", re.I)
_SOURCE_NOUN = re.compile(r"\s(?:the\s(?:[a-z-]+\s){0,3}?[a-z]+)(?=\W*[,.;–—]|\s[A-Z]|$)")
"""A common noun after "according to"."""


class WordOrder:
    """Finds speakers in the sentence of a quotation by word order.

    Each method takes the sentence and the span of the quotation. It returns the id of a chain,
    `UNNAMED` if the speaker has no name, or None if the rule does not apply.
    """

    def __init__(self, text: QuotedText, phrases: NounPhrases) -> None:
        self._text, self._phrases = text, phrases

    def after(self, sentence: Sentence, span: Span) -> str | None:
        """The speaker after the quotation: "…,” Perry said"; "…,” said Rachel Davis"."""
        text, body = self._text, self._text.body
        if _THING_BEGINS.match(body, span.end + 1):
            return UNNAMED
        verb = next((v for v in text.speech_verbs(sentence) if v.start >= span.end), None)
        if verb is None or not text.quotation_ends_at(span.end):
            return None
        between = body[span.end + 1 : verb.start]
        if len(between) > 140 or text.quotation_opens(span.end, verb.start):
            return None
        if not re.search(r"\w", between):
            following = [
                (s, c)
                for s, c in text.possible_speakers(sentence)
                if verb.end <= s.start <= verb.end + 90 and not text.quotation_opens(verb.end, s.start)
            ]
            return self._after_verb(verb.end, following)
        return self._before_verb(sentence, span, verb)

    def _before_verb(self, sentence: Sentence, span: Span, verb: Span) -> str | None:
        """The speaker between the quotation and the verb of saying after it."""
        text = self._text
        between = text.body[span.end + 1 : verb.start]
        if pronoun := re.match(r"\W*(he|she|it)\W*$", between, re.I):
            last = text.last_quote
            if last is not None and last.span in text.unattributed and span.start - last.span.end < NEXT:
                return UNNAMED  # "said an opponent of Moe. “…,” he said."
            place = span.end + 1 + pronoun.start(1)
            return self._phrases.words(sentence, place, pronoun[1].lower(), span.start)
        if noun := re.match(r"\W*the\s(?:[\w-]+\s){0,4}?([a-z]+)\s*$", between):
            return UNNAMED if noun[1] in SPEAKING_THINGS else self._phrases.noun(noun[1], span.end)
        if re.match(r"[\s,]*(?:[A-Z]|the \d+-year-old|the [a-z -]+, [A-Z])", between):
            mentions = text.possible_speakers(sentence)
            return self._phrases.first_speaker(
                [(s, c) for s, c in mentions if span.end < s.start and s.end <= verb.start]
            )
        return None

    def _after_verb(self, verb: int, following: Sequence[NamedSpan]) -> str | None:
        """The speaker after the verb that ends at `verb`, without names of those they belong to.

        "…,” said a lawyer for Ann Lee": Ann Lee is not the speaker.
        """
        speakers = []
        for span, chain in following:
            between = self._text.body[verb : span.start]
            if (
                chain.type is not EntityType.PERSON
                or re.search(r",\s(?:[A-Z][\w.]*\s)*$", between)
                or not _BELONGS_TO.search(between)
            ):
                speakers.append((span, chain))
        if following and not speakers:
            return UNNAMED
        return self._phrases.first_speaker(speakers)

    def before(self, sentence: Sentence, span: Span) -> str | None:
        """The last name, pronoun or noun before a verb of saying that introduces the quotation."""
        text = self._text
        verbs = [v for v in text.speech_verbs(sentence) if v.end <= span.start]
        for verb in reversed(verbs):
            start = max(sentence.span.start, verb.start - 80)
            if subject := _SUBJECT_BEFORE_VERB.search(text.body, start, verb.start):
                return self._phrases.words(sentence, subject.start(1), subject[1].lower())
            names = [
                (s, c) for s, c in text.possible_speakers(sentence) if s.end <= verb.start and text.is_outside(s.start)
            ]
            people = [(s, c) for s, c in names if c.type is EntityType.PERSON]
            if people or names:
                place, chain = max(people or names, key=lambda pair: pair[0])
                return UNNAMED if text.is_possessive(place) else chain.id
        return None

    def quoted_as(self, sentence: Sentence, span: Span) -> str | None:
        """The speaker whom an outlet "quoted … as saying" the words."""
        text = self._text
        found = _QUOTED_AS.search(text.body, sentence.span.start, sentence.span.end)
        if (
            found is None
            or not text.is_outside(found.start())
            or max(found.start() - span.end, span.start - found.end()) > 200
        ):
            return None
        mentions = text.possible_speakers(sentence)
        if found[1].lower() in ("him", "her"):
            # The outlet that quotes is not the speaker.
            outlets = {c.id for s, c in mentions if s.end <= found.start() and text.is_outside(s.start)}
            return self._phrases.object_pronoun(sentence, found.start(1), found[1].lower(), outlets)
        return self._phrases.first_speaker(
            [(s, c) for s, c in mentions if found.start(1) <= s.start and s.end <= found.end(1)]
        )

    def by_phrase(self, sentence: Sentence, span: Span) -> str | None:
        """The speaker in "according to X" and in "X: “…”"."""
        text, body = self._text, self._text.body
        mentions = text.mentions[sentence.index]
        for found in _ACCORDING_TO.finditer(body, sentence.span.start, sentence.span.end):
            if text.is_outside(found.start()):
                names = [(s, c) for s, c in mentions if found.end() <= s.start <= found.end() + 60]
                noun = _SOURCE_NOUN.match(body[found.end() : found.end() + 60])
                speaker = self._phrases.noun(noun.group().split()[-1], found.end()) if noun else None
                return speaker or self._phrases.first_speaker(names)
        before = body[sentence.span.start : max(sentence.span.start, span.start - 1)].rstrip()
        if before.endswith(":") and not any(v.end <= span.start for v in text.speech_verbs(sentence)):
            people = [c for s, c in mentions if s.end <= span.start and c.type is EntityType.PERSON]
            return people[0].id if people else None
        return None
