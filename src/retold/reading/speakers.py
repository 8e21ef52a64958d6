"""Who says a quotation, or a statement without quotation marks.

`source_phrases` finds the words that a sentence has for the speaker, `references` whom they can mean. `speaker_scorer`
weighs each chain that may speak (`utterances`, `speaker_features`) beside the answer that nobody with a name does.
Below its threshold there is no answer. What nobody is said to say is a quotation only if it is a whole sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from retold.english.speech_verbs import DOCUMENTS, LABEL, NAMED, TEXTS
from retold.reading.clauses import Source
from retold.reading.posts import Post
from retold.reading.pronoun_ranker import PronounRanker
from retold.reading.quotations import Quotation
from retold.reading.quoted_text import QuotedText
from retold.reading.references import Kind, Meaning, References, may_be_one
from retold.reading.source_phrases import SourcePhrases
from retold.reading.speaker_features import SpeakerFeatures, is_one_person, last_word, rows
from retold.reading.speaker_scorer import Floats, SpeakerScorer, shipped
from retold.reading.utterances import STRONG, Spoken, Surroundings, Utterance, link
from retold.types import Chain, EntityType, Quote, Reading, Role, Sentence, Span

LEAST = 3
"""Words of the shortest quotation. Fewer words are a nickname, a title or a word that the writer doubts."""
SHORT = 9
"""Words below which a quotation may be a name."""
TRANSCRIPT_LABEL = re.compile(r"(?P<name>[A-Z][A-Z.'’-]+(?:\s[A-Z][A-Z.'’-]+){0,2}):\s")
"""The speaker of a turn in a transcript."""
MEMORY = 12
"""Quotations that are remembered for who spoke."""

_BEFORE_SOURCE = re.compile(r"[\s,.;:'’\"”“‘—–-]*(?:with\s)?", re.IGNORECASE)
_REST_OF_WORD = re.compile(r"(?<=\w)(?:-\w+)+")
"""The rest of a word that a tree cut at its hyphen: "-chairman" of "co-chairman"."""
_SHORT_VERB = re.compile(r"^((?:s?he|it|they|we|I))['’](?:s|d|ll|ve|re|m)$", re.IGNORECASE)
_TITLE = re.compile(r"(?:[A-Z][\w’'&-]*\s){1,5}[A-Z][\w’'&-]*[.,]?")
_BEFORE_TITLE = re.compile(
    r"(?:['’]s|\b(?:on|in|of|for|from|host|show|programme|program|series|column|book|film))\s[“\"‘']?\Z"
)
"""Words before the title of a programme or a work: "on MSNBC's “Morning Joe.”"."""
_NEGATION = re.compile(r"\b(?:not|never|no|cannot|without|\w+n['’]t)\s(?:\w+\s)?\W?$", re.IGNORECASE)
"""Words that turn round the words in quotation marks after them: "didn't “want to contemplate” it"."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks. `words`: the words for them in the body, None for nobody that is mentioned. `chain`: its id."""

    words: Span | None
    chain: str | None


@dataclass(frozen=True, slots=True)
class Choice:
    """The chains that may speak, and the features of each and then of nobody."""

    candidates: Sequence[Chain]
    rows: Sequence[Mapping[str, float]]

    def answer(self, chances: Floats, least: float) -> Chain | None:
        """The likeliest chain, if it is as likely as `least`.

        Chains that may be one person, and no other, share their probabilities. The most salient stands for them, unless
        one is as likely alone.
        """
        best, most = None, float(chances[-1])
        by_id = self.chances(chances)
        kin = {a.id: [b for b in self.candidates if a.type is b.type and may_be_one(a, b)] for a in self.candidates}
        for chain in self.candidates:
            same = kin[chain.id] if all(kin[c.id] == kin[chain.id] for c in kin[chain.id]) else [chain]
            together = sum(by_id[c.id] for c in same)
            if together > most:
                best, most = max(same, key=lambda c: (by_id[c.id] >= least, c.salience)), together
        return best if most >= least else None

    def chances(self, chances: Floats) -> dict[str, float]:
        """The probabilities by id; that of nobody by ""."""
        return {key: float(p) for key, p in zip((*(c.id for c in self.candidates), ""), chances, strict=True)}


class Speakers:
    """Attributes the quotations of one reading, in text order."""

    def __init__(
        self,
        reading: Reading,
        roles: Sequence[Role],
        quotations: Sequence[Quotation],
        ranker: PronounRanker | None = None,
        scorer: SpeakerScorer | None = None,
    ) -> None:
        self._text = QuotedText(reading, quotations)
        self._phrases = SourcePhrases(self._text)
        ranker = ranker or PronounRanker(reading)
        self._references = References(reading, roles, self._text, self._phrases.subject, ranker)
        self._around = Surroundings(reading, self._text, self._phrases, self._references)
        self._scorer = scorer or shipped()
        self._following = {a.span: b for a, b in pairwise(quotations)}
        self._history: list[Spoken] = []
        self._last: Speaker | None = None
        self._heard = 0

    def attribute(self, quotation: Quotation) -> Quote | None:
        """The quotation with its speaker; None if it is nobody's words."""
        utterance = self.utterance(quotation)
        if utterance is None:
            return None
        if (labelled := self.labelled(quotation)) is not None:
            return labelled
        choice = self.choice(utterance)
        chances = self._chances(utterance, choice)
        speaker = self.speaker(utterance, choice.answer(chances, self._scorer.least))
        if not self.is_speech(utterance, speaker):
            return None
        self.note(utterance, speaker, choice.chances(chances))
        return Quote(quotation.span, speaker.chain, speaker.words.of(self._text.body) if speaker.words else None)

    def _chances(self, utterance: Utterance, choice: Choice) -> Floats:
        """How likely each candidate speaks, and then nobody.

        The share of one of whom only people speak ("Lee's fans") is nobody's, and so is that of a person beside words
        that mean several people or a thing ("the campaign said"). Documents may be a person's ("the statement said"),
        and so may what the article calls the person.
        """
        chances = self._scorer.chances(choice.rows).copy()
        source, kind = utterance.source, utterance.meaning.kind
        if source is None:
            return chances
        noun = last_word(utterance, self._text.body)
        is_name = self._text.body[max(source.span.start, source.head - len(noun)) : source.head][:1].isupper()
        no_person = kind is Kind.NOUN and not is_name and noun not in DOCUMENTS and not is_one_person(noun)
        called = {chain for sign in ("rule", "role") for chain in utterance.meaning.signs.get(sign, {})}
        for i, chain in enumerate(choice.candidates):
            is_other = no_person and chain.type is EntityType.PERSON and chain.id not in called
            if chances[i] and (is_other or self._references.is_only_owner(chain, source)):
                chances[-1], chances[i] = chances[-1] + chances[i], 0.0
        return chances

    def labelled(self, quotation: Quotation) -> Quote | None:
        """The words of a transcript with the speaker whose name and a colon stand before them: "LEE: No."."""
        label = TRANSCRIPT_LABEL.match(self._text.body, quotation.span.start, quotation.span.end)
        name = Span(*label.span("name")) if label is not None else None
        chain = self._references.person_named(name) if name is not None else None
        if label is None or name is None or chain is None or label.end() >= quotation.span.end:
            return None  # also of "BREAKING NEWS: …"
        return Quote(Span(label.end(), quotation.span.end), chain, name.of(self._text.body))

    def signed(self, post: Post) -> Quote:
        """The words of a post with its author."""
        return Quote(post.span, self._references.named(post.name), post.name.of(self._text.body))

    def of_statement(self, words: Span, content: Span) -> Speaker | None:
        """Who says a content without quotation marks, by the words for its source; None if they are in a quotation."""
        first, last = self._text.sentence_at(content.start), self._text.sentence_at(content.end - 1)
        if first is None or last is None or not self._text.is_outside(words.start):
            return None
        source = self._whole(self._phrases.of_words(words))
        utterance = Utterance(content, first, last, source, self._references.meaning(source), False, False)
        before = bisect_right(self._history, content.start, key=lambda spoken: spoken.utterance.span.end)
        choice = self._choice(utterance, self._history[max(0, before - MEMORY) : before], None)
        chain = choice.answer(self._chances(utterance, choice), self._scorer.least)
        key = self._references.whole_name(source.span) or (chain.id if chain is not None else None)
        return Speaker(source.span if source.span.end else None, key)

    def utterance(self, quotation: Quotation) -> Utterance | None:
        """A quotation with the words for its speaker; None if it is in clutter or what a thing is called."""
        span, body = quotation.span, self._text.body
        first, last = self._text.sentence_at(span.start), self._text.sentence_at(span.end - 1)
        if first is None or last is None or first.clutter or self._is_text(first, span):
            return None
        self._listen(first.index)
        around = body[first.span.start : span.start] + body[span.end : last.span.end]
        alone = not re.search(r"\w", around)
        source = self._source(span, first, last, alone)
        meaning = self._references.meaning(source) if source is not None else Meaning(Kind.NONE, {})
        return Utterance(span, first, last, source, meaning, alone, quotation.continues)

    def choice(self, utterance: Utterance) -> Choice:
        """Who may speak a quotation."""
        return self._choice(utterance, self._history[-MEMORY:], self._meaning_after(utterance))

    def _choice(self, utterance: Utterance, history: Sequence[Spoken], following: Meaning | None) -> Choice:
        candidates = self._around.candidates(utterance, history)
        return Choice(candidates, rows(SpeakerFeatures(self._around, utterance, history, following), candidates))

    def _meaning_after(self, utterance: Utterance) -> Meaning | None:
        """Whom the words for the speaker of the next quotation can mean, if that is in this or the next sentence."""
        following = self._following.get(utterance.span)
        first = self._text.sentence_at(following.span.start) if following is not None else None
        if following is None or first is None or first.index - utterance.last.index > 1:
            return None
        last = self._text.sentence_at(following.span.end - 1)
        if last is None or first.paragraph != utterance.last.paragraph:
            return None
        source = self._source(following.span, first, last, alone=False)
        return self._references.meaning(source) if source is not None else None

    def speaker(self, utterance: Utterance, chain: Chain | None) -> Speaker:
        """A chain as the speaker, or nobody with a name, with the words for it: its own, those before, or its name."""
        key = chain.id if chain is not None else None
        source = utterance.source
        if source is not None:
            return Speaker(source.span if source.span.end else None, key)
        if self._last is not None and self._last.chain == key and self._goes_on(utterance):
            return self._last
        if chain is None:
            return Speaker(None, None)
        before = [m.span for m in chain.mentions if m.span.end <= utterance.span.start]
        return Speaker(before[-1] if before else chain.mentions[0].span, key)

    def _goes_on(self, utterance: Utterance) -> bool:
        """Whether a quotation without words for its speaker goes on from the one before."""
        previous = self._history[-1] if self._history else None
        return utterance.meaning.kind is Kind.NONE and link(self._text, previous, utterance) in STRONG

    def note(self, utterance: Utterance, speaker: Speaker, chances: Mapping[str, float]) -> None:
        """Notes who has spoken."""
        self._history.append(Spoken(utterance, chances))
        self._last = speaker
        if speaker.words is not None:
            self._references.antecedents.spoke(speaker.words, speaker.chain)

    def _listen(self, until: int) -> None:
        """Notes who speaks without quotation marks in the sentences up to `until`: "Ann Lee said that …"."""
        for sentence in self._text.sentences[self._heard : until]:
            if sentence.clutter or self._references.antecedents.voice(sentence) is not None:
                continue
            source = self._phrases.reporting(sentence)
            if source is not None and source.span.end:
                self._references.antecedents.reports(sentence, self._references.resolve(source))
        self._heard = max(self._heard, until)

    def is_speech(self, utterance: Utterance, speaker: Speaker) -> bool:
        """Whether words in marks are somebody's speech, given who is said to say them."""
        span, sentence = utterance.span, utterance.first
        text = span.of(self._text.body)
        size = len(re.findall(r"\w+", text))
        goes_on = self._goes_on(utterance) and speaker.words is not None
        attributed = utterance.meaning.kind is not Kind.NONE or goes_on
        words = speaker.words.of(self._text.body) if attributed and speaker.words is not None else ""
        if LABEL.search(words) or (size < LEAST and not (words and re.search(r"[.,!?]$", text))):
            return False
        if size < SHORT and self._is_name(sentence, span, attributed):
            return False
        before = self._text.body[max(sentence.span.start, span.start - 30) : span.start]
        if size < SHORT and text[:1].islower() and _NEGATION.search(before):
            return False
        if attributed:
            return True
        is_whole = re.match(r"\W*[A-Z0-9]", text) and re.search(r"[.!?,…][’')]*$", text)
        has_subject = any(span.covers(s) for s in self._text.subjects(sentence)) or size >= SHORT
        return bool(is_whole) and size > LEAST and has_subject

    def _is_text(self, sentence: Sentence, span: Span) -> bool:
        """Whether the words are those or the name of a thing before them: "the slogan “…”", "a book titled “…”"."""
        before = self._text.body[max(sentence.span.start, span.start - 40) : span.start]
        if NAMED.search(before):
            return True
        last = re.search(r"([\w’'-]+)\W*$", before)
        return last is not None and ":" not in last.group() and last[1].lower().removesuffix("s") in TEXTS

    def _is_name(self, sentence: Sentence, span: Span, attributed: bool) -> bool:
        """Whether a short quotation is the name of a work, event or product.

        Without a speaker it may be any name.
        """
        before = self._text.body[max(sentence.span.start, span.start - 30) : span.start]
        if _TITLE.fullmatch(span.of(self._text.body)) and _BEFORE_TITLE.search(before):
            return True
        for mention, chain in self._text.mentions[sentence.index]:
            is_title = chain.type in (EntityType.WORK, EntityType.EVENT, EntityType.PRODUCT)
            covers_most = 10 * (mention.end - mention.start) > 6 * (span.end - span.start)
            if mention.overlaps(span) and covers_most and (is_title or not attributed):
                return True
        return False

    def _source(self, span: Span, first: Sentence, last: Sentence, alone: bool) -> Source | None:
        """The words for the speaker that the sentences of a quotation have, or those beside it if it stands alone."""
        for sentence in (last, first) if first is not last else (first,):
            source = self._phrases.of(sentence, span) or self._phrases.heard(sentence, span)
            if source is not None:
                return self._whole(source)
        if not alone:
            return None
        sentences, found = self._text.sentences, None
        before = sentences[first.index - 1] if first.index else None
        if before is not None and first.paragraph - before.paragraph <= 1 and not before.clutter:
            leads = before.span.of(self._text.body).rstrip().endswith(":")
            found = self._phrases.introducing(before, span) if leads else None
        if found is None and last.index + 1 < len(sentences):
            found = self._phrases.signed(sentences[last.index + 1], span)
        return self._whole(found) if found is not None else None

    def _whole(self, source: Source) -> Source:
        """The source with all of a name that it cuts, and without what else is around: "he" of "he’s"."""
        start, end = source.span
        if not end:
            return source
        mentions = self._text.mentions[self._text.sentence_index(start)]
        end = max([end, *(s.end for s, _ in mentions if s.start < end < s.end)])
        if (rest := _REST_OF_WORD.match(self._text.body, end)) is not None:
            if source.head == end:
                source = Source(source.span, rest.end())
            end = rest.end()
        text = self._text.body[start:end]
        before = _BEFORE_SOURCE.match(text)
        lead = before.end() if before else 0
        words = _SHORT_VERB.sub(r"\1", text[lead:].rstrip(' ,;:"”“‘—–-'))
        if not words:
            return source
        span = Span(start + lead, start + lead + len(words))
        return Source(span, min(max(source.head, span.start), span.end) if source.head < source.span.end else span.end)
