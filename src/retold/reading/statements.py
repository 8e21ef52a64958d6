"""Statements: what somebody says without quotation marks, with the speaker and the words that leave it in doubt.

The network finds cue, source and content in one sentence (`attributions`). Of these, statements are speech: a verb of
saying or "according to", with a source, and a content that is no quotation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from retold.english.hedges import HEDGE
from retold.english.speech_verbs import REPORTER_VERB, SPEECH_VERB
from retold.reading.speakers import Speakers
from retold.types import Quote, Reading, Sentence, Span
from retold.types.speech import Attribution, Statement

SURE = 0.6
"""The least probability of a statement."""
LEAST = 4
"""Words of the shortest content."""
MOST_PARTS = 2
"""Parts of a content: "It was late, he said, and cold." has two. More are mistakes."""
_NOBODY = frozenset("it this that these those which what there".split())
"""Words that are no speaker if they name nobody: "it promises to be a hard winter"."""
_ACCORDING_TO = re.compile(r"according(?:\sto)?$|in\sthe\swords\sof$", re.IGNORECASE)


def find_statements(reading: Reading, speakers: Speakers, quotes: Sequence[Quote]) -> tuple[Statement, ...]:
    """All statements outside clutter, in text order. `speakers` has heard all quotations."""
    found = []
    for sentence in reading.sentences:
        if not sentence.clutter:
            found += list(_in_sentence(reading.article.body, sentence, speakers, quotes))
    return tuple(sorted(found, key=lambda statement: statement.spans[0]))


def _in_sentence(body: str, sentence: Sentence, speakers: Speakers, quotes: Sequence[Quote]) -> Iterator[Statement]:
    taken: list[Span] = []
    for attribution in sorted(sentence.attributions, key=_length, reverse=True):
        cue = _whole(body, attribution.cue.moved(sentence.span.start))
        spans = tuple(part.moved(sentence.span.start) for part in attribution.content)
        if not _is_speech(attribution, cue.of(body)) or not _is_statement(body, spans):
            continue
        if any(span.overlaps(other) for span in spans for other in (*taken, *(q.span for q in quotes))):
            continue
        assert attribution.source is not None
        speaker = speakers.of_words(attribution.source.moved(sentence.span.start))
        if speaker is None or speaker.words is None:
            continue
        if speaker.chain is None and speaker.words.of(body).lower() in _NOBODY:
            continue
        taken.extend(spans)
        hedge = next((m for span in spans for m in [HEDGE.search(body, *span)] if m), None)
        yield Statement(
            spans,
            cue.of(body),
            speaker.chain,
            speaker.words.of(body),
            hedge.group() if hedge else None,
            attribution.score,
        )


def _length(attribution: Attribution) -> int:
    """Code points of the content. Of statements within another one, the outer one counts."""
    return sum(end - start for start, end in attribution.content)


def _whole(body: str, cue: Span) -> Span:
    """The cue with its preposition: "according to"."""
    is_cut = cue.of(body).lower().endswith("according") and body[cue.end : cue.end + 4] == " to "
    return Span(cue.start, cue.end + len(" to")) if is_cut else cue


def _is_speech(attribution: Attribution, cue: str) -> bool:
    verb = cue.split()[-1].lower() if cue else ""
    says = SPEECH_VERB.match(verb) or REPORTER_VERB.match(verb) or _ACCORDING_TO.match(cue)
    return bool(says) and attribution.source is not None and attribution.score >= SURE


def _is_statement(body: str, spans: Sequence[Span]) -> bool:
    """Whether a content is long enough, in few parts, and does not begin a quotation."""
    words = sum(len(re.findall(r"\w+", span.of(body))) for span in spans)
    return 0 < len(spans) <= MOST_PARTS and words >= LEAST and not any(body[s.start] in "\"“‘'" for s in spans)
