"""Sentences of the source, compressed to claims that a reader understands without the article.

Nothing is added except what the article says: names in place of pronouns and surnames, roles, dates.
A sentence that cannot stand alone is left out, not repaired.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from retold.digest.clarity import ALONE, IN_TEXT, Clarity, Reference, is_clear
from retold.digest.cuts import Cuts
from retold.digest.dependence import CONNECTIVE, POINTING_FRAME, has_author_voice, is_turned, names_author
from retold.digest.discourse import Discourse
from retold.digest.draft import Draft, polish
from retold.digest.introductions import Introductions
from retold.digest.people import People
from retold.digest.quoted_words import QuotedWords, quotation
from retold.digest.statements import DATELINE, LABEL_IN_CAPITALS, is_caption, is_complete, is_statement
from retold.english.datelines import dateline_end
from retold.english.quotation_marks import starting_inside_quotation
from retold.types import Chain, Gender, Pronoun, Quote, Reading, Sentence, Span, TimeExpression

SHORT = 6
"""Words of the shortest claim that stands alone."""
SHORTEST = 3
"""Words of the shortest claim that continues the sentence before."""
LONGEST = 200
"""Words of the longest sentence that is compressed. A longer one is a list or no prose."""
LEAD = 15
"""Words of a first sentence that is no heading although it has no full stop, at least."""
PERSONAL = 0.2
"""Share of sentences with "I" or "we" outside quotations from which an article is personal."""


@dataclass(frozen=True, slots=True)
class CompressedSentence:
    """The text of a claim, and the places in the body that it comes from."""

    text: str
    sources: tuple[Span, ...]
    named_chains: frozenset[str] = frozenset()
    """Ids of the chains that it names in full."""
    year: int | None = None
    """Year of its last date."""
    is_short: bool = False
    """Whether phrases are left out."""
    references: tuple[Reference, ...] = ()
    """Its words that may not be clear, if nothing was told before."""


class Compressor:
    """Compresses the sentences of one reading.

    `personal`: whether sentences with "I" or "we" are kept. If None, they are kept in a personal article.
    """

    def __init__(self, reading: Reading, personal: bool | None = None, clarity: Clarity | None = None) -> None:
        self._body = reading.article.body
        self._personal = is_personal(reading) if personal is None else personal
        self._pronouns = dict(reading.pronouns)
        self._inside_quotation = starting_inside_quotation(self._body, reading.sentences)
        self._inner_pronouns: defaultdict[int, list[Pronoun]] = defaultdict(list)
        for index, pronoun in reading.inner_pronouns:
            self._inner_pronouns[index].append(pronoun)
        self._quoted_words = QuotedWords(reading)
        self._people = People(reading)
        self._clarity = clarity or Clarity(reading)
        self._cuts = Cuts(reading, self._clarity)
        self._times: defaultdict[int, list[TimeExpression]] = defaultdict(list)
        for time in reading.times if reading.article.metadata.published else ():
            self._times[time.sentence].append(time)
        self._quotes = reading.quotes
        self._quote_starts = [q.span.start for q in reading.quotes]
        self._chains = {c.id: c for c in reading.chains}
        story = [s for s in reading.sentences if not s.clutter]
        self._previous = {s.index: before for before, s in pairwise(story)}
        spans = [s.span for s in story]
        self._end_before = {s.start: before.end for before, s in pairwise(spans)}
        self._start_by_end = {s.end: s.start for s in spans}
        self._turned = {
            s.index for s, after in pairwise(story) if is_turned(s.span.of(self._body), after.span.of(self._body))
        }
        self._blocks = _block_quotations(self._body, story)
        self._opening = story[0] if story else None
        self._is_transcript = sum(bool(LABEL_IN_CAPITALS.match(s.of(self._body))) for s in spans) > 1

    def compress(
        self, sentence: Sentence, discourse: Discourse | None = None, *, plain: bool = False
    ) -> CompressedSentence | None:
        """`sentence` as a claim; None if it cannot be one.

        `discourse` is the text that the claim continues; None for a claim that stands alone. `plain`
        leaves out the names and dates that the claim does not need.
        """
        text = sentence.span.of(self._body)
        discourse = discourse or Discourse()
        follows = self._follows(sentence, discourse)
        speech = self._quoted_words.around(sentence)
        if speech is not None:
            return self._told_as_speech(sentence, speech, discourse)
        if not self._is_usable(sentence, text, follows):
            return None
        draft = Draft(sentence, text, discourse.year)
        names = Introductions(draft, self._people, discourse)
        draft.drop_prefix(DATELINE)
        if sentence is self._opening:
            draft.start = max(draft.start, dateline_end(sentence.span, self._body) - draft.offset)
        if sentence is self._opening and not self._is_transcript:
            draft.drop_prefix(LABEL_IN_CAPITALS)
        if not follows:
            draft.drop_prefix(CONNECTIVE)
            draft.drop_prefix(POINTING_FRAME)
            draft.drop_connectives()
        if discourse.most:
            draft.cut(self._cuts.of(sentence, text, draft.start, discourse.most, is_text=discourse.is_text))
        if not follows and not self._name_pronouns(draft, names):
            return None
        draft.cut_closing_clauses()
        draft.drop_asides()
        references = tuple(r for r in self._clarity.references(sentence) if not draft.is_changed(r.place))
        if not _is_clear(references, discourse):
            return None
        if not follows and any(r.is_pronoun and r.place.start - draft.offset <= draft.start for r in references):
            return None
        draft.lower_leading_capitals(self._people)
        if not plain:
            draft.add_dates(self._times.get(sentence.index, ()))
            names.name_people()
        result = polish(draft.text())
        if sentence is self._opening and _lacks_stop(result):
            result += "."
        if len(result.split()) < (SHORTEST if follows else SHORT):
            return None
        opens_text = discourse.is_text and sentence is self._opening
        if not self._personal and has_author_voice(result) and not opens_text:
            return None
        sources, named = (sentence.span, *draft.evidence), frozenset(draft.named_chains)
        return CompressedSentence(result, sources, named, draft.year, draft.is_short, references)

    def size(self, sentence: Sentence, most: int) -> int:
        """Words of a sentence in a text when it is shortened to `most` words, or as near as it can be; 0 leaves it."""
        text = sentence.span.of(self._body)
        cuts = self._cuts.of(sentence, text, 0, most, is_text=True) if most else ()
        return len(text.split()) - sum(len(c.of(text).split()) for c in cuts)

    def _told_as_speech(self, sentence: Sentence, speech: Quote, discourse: Discourse) -> CompressedSentence | None:
        """A sentence within somebody's words, with marks and with who said it; None if it cannot be told so.

        Who said it is told already where the sentence before is.
        """
        text = polish(sentence.span.of(self._body).rstrip(" \"”'’,"))
        tag = self._quoted_words.tag(speech)
        if sentence.clutter or sentence.span.end > speech.span.end + 1 or not is_statement(sentence, text):
            return None
        if text[-1:] not in (".", "!") or len(text.split()) < SHORT or any(mark in text for mark in '“”"•|'):
            return None
        references = self._clarity.references(sentence)
        if self._follows(sentence, discourse):
            return CompressedSentence(quotation(text, None), (sentence.span,), references=references)
        speaker = self._chains.get(speech.speaker or "")
        if tag is None or speaker is None or speech.said_by not in (speaker.name, *speaker.aliases):
            return None
        if CONNECTIVE.match(text) or not _is_clear(references, discourse):
            return None
        return CompressedSentence(quotation(text, tag), (sentence.span, tag.span), references=references)

    def is_turned(self, sentence: Sentence) -> bool:
        """Whether the next sentence takes back what this one says, so that it is not told without that one."""
        return sentence.index in self._turned

    def previous(self, sentence: Sentence) -> Sentence | None:
        """The sentence of the story before one; None before the first."""
        return self._previous.get(sentence.index)

    def _is_usable(self, sentence: Sentence, text: str, follows: bool) -> bool:
        """Whether a sentence is a statement of the article itself."""
        return (
            len(sentence.words) <= LONGEST
            and not sentence.clutter
            and sentence.index not in self._inside_quotation
            and sentence.paragraph not in self._blocks
            and (is_complete(text, follows) or (sentence is self._opening and _lacks_stop(text)))
            and not self._quoted_words.are_cut(sentence)
            and (follows or is_statement(sentence, text))
            and not is_caption(sentence, text)
        )

    def _speaker(self, span: Span) -> Chain | None:
        """The speaker of the quotation that begins in a sentence, if the sentence before names them."""
        index = bisect_left(self._quote_starts, span.start)
        quote = self._quotes[index] if index < len(self._quotes) else None
        if quote is None or not span.covers(quote.span):
            return None
        speaker = self._chains.get(quote.speaker or "")
        return speaker if speaker is not None and self._was_just_named(speaker, span) else None

    def _was_just_named(self, speaker: Chain, span: Span) -> bool:
        """Whether a speaker was named or quoted in the sentence before. Further back, "he" may be another."""
        end_before = self._end_before.get(span.start, -1)
        index = bisect_left(self._quote_starts, span.start) - 1
        last = self._quotes[index] if index >= 0 else None
        start = self._start_by_end.get(end_before, span.start)
        if last is not None and last.span.end > start:  # somebody has just spoken
            return last.speaker == speaker.id
        # The mentions of a chain are in text order.
        next_mention = bisect_left(speaker.mentions, start, key=lambda m: m.span.start)
        return next_mention < len(speaker.mentions) and speaker.mentions[next_mention].span.start < span.end

    def _follows(self, sentence: Sentence, discourse: Discourse) -> bool:
        """Whether the text so far ends with the sentence before this one."""
        return discourse.source_end >= 0 and self._end_before.get(sentence.span.start) == discourse.source_end

    def _name_pronouns(self, draft: Draft, names: Introductions) -> bool:
        """Puts names for pronouns; False if it is not known whom the first one means, or the one in "…,” he said".

        Others become names where the sentence does not say who is meant, and the reader can know it.
        """
        sentence = draft.sentence
        first = self._pronouns.get(sentence.index)
        is_left = first is not None and first.span.start - draft.offset >= draft.start  # not "It was because of this"
        if first is not None and is_left and not (names.name_pronoun(first) or self._is_named_later(first, sentence)):
            return False
        if not names.name_speaker(self._speaker(sentence.span)):
            return False
        known = self._people.first_mentions(sentence)
        for pronoun in self._inner_pronouns.get(sentence.index, ()):
            if pronoun.chain is not None and pronoun.chain.id not in known and not names.knows(pronoun.chain.id):
                names.name_pronoun(pronoun)
        return True

    def _is_named_later(self, pronoun: Pronoun, sentence: Sentence) -> bool:
        """Whether the first sentence itself names the person: "She plays records, but until she was 18 Ann Lee …"."""
        if sentence is not self._opening or pronoun.gender is Gender.IT:
            return False
        mentions = self._people.first_mentions(sentence).values()
        return any("," in self._body[pronoun.span.end : m.span.start] for m in mentions)


def _is_clear(references: Sequence[Reference], discourse: Discourse) -> bool:
    """Whether the reader of a text understands a sentence with these references."""
    limits = IN_TEXT if discourse.is_text else ALONE
    return discourse.tells_all or is_clear(references, discourse.told, limits)


_ANNOUNCED = re.compile(
    r"\b(?:said|says|added|adds|wrote|writes|continued|tweeted|explained|replied|responded"
    r"|statement|post|letter|e-?mail)\b"
    r"[^.:]{0,40}:\s*$"
)


def _block_quotations(body: str, story: Sequence[Sentence]) -> set[int]:
    """The numbers of paragraphs that are somebody's words without marks: after one that ends with "She added:"."""
    return {
        after.paragraph
        for s, after in pairwise(story)
        if after.paragraph != s.paragraph
        and _ANNOUNCED.search(s.span.of(body))
        and body[after.span.start] not in "\"“‘'"
    }


def is_personal(reading: Reading, quotes: Sequence[Quote] = ()) -> bool:
    """Whether the author of an article speaks as "I" or "we". Words of `quotes` are not the author's."""
    story = [s for s in reading.sentences if not s.clutter]
    spoken = sorted(quote.span for quote in quotes)
    return sum(names_author(_own_words(reading, s, spoken)) for s in story) > PERSONAL * len(story)


def _own_words(reading: Reading, sentence: Sentence, spoken: Sequence[Span]) -> str:
    """The words of a sentence that are in no quotation. One that began in a sentence before leaves no mark in it."""
    parts, at = [], sentence.span.start
    first = max(0, bisect_left(spoken, (at, 0)) - 1)
    for span in spoken[first : bisect_left(spoken, (sentence.span.end, 0))]:
        parts.append(reading.article.body[at : max(at, span.start)])
        at = max(at, min(span.end, sentence.span.end))
    return " ".join([*parts, reading.article.body[at : sentence.span.end]])


def _lacks_stop(text: str) -> bool:
    """Whether the end of a lead has lost its full stop."""
    return len(text.split()) >= LEAD and text[-1:].isalnum() and is_complete(f"{text}.", False)
