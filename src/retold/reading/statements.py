"""Statements: what somebody says without quotation marks, with the speaker and the words that leave it in doubt.

The network finds cue, source and content in one sentence (`attributions`). Of these, statements are speech: a verb of
saying or "according to", with a source, and a content that is no quotation.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from retold.english.datelines import dateline_end
from retold.english.hedges import HEDGE
from retold.reading.speakers import Speakers
from retold.types import Quote, Reading, Sentence, Span
from retold.types.speech import Attribution, Statement

SURE = 0.6
"""The least probability of a statement."""
SMALL = 15
"""Code points between two parts of a content that belong to it, at most."""
LEAST = 4
"""Words of the shortest content."""
SHORTEST_PART = 2
"""The same for one part of a content. "If anything, experts say, it will rise" is not "If … it will rise"."""
MOST_PARTS = 2
"""Parts of a content: "It was late, he said, and cold." has two. More are mistakes."""
_STATES = re.compile(
    r"(?:sa(?:y|ys|id)|t(?:ells?|old)|add(?:s|ed)|claim(?:s|ed)|stat(?:es|ed)|explain(?:s|ed)|not(?:es|ed)|wr(?:ites|ote)"
    r"|insist(?:s|ed)|warn(?:s|ed)|argue[sd]|announce[sd]|declare[sd]|reveal(?:s|ed)|confirm(?:s|ed)|admit(?:s|ted)"
    r"|acknowledge[sd]|suggest(?:s|ed)|recall(?:s|ed)|conclude[sd]|vow(?:s|ed)|pledge[sd]|promise[sd]|stress(?:es|ed)"
    r"|emphasi[sz]e[sd]|den(?:y|ies|ied)|allege[sd]?|predict(?:s|ed)|believe[sd]?|testif(?:y|ies|ied)|reiterate[sd]"
    r"|maintain(?:s|ed)|assert(?:s|ed)|contend(?:s|ed)|concede[sd]|report(?:s|ed))$",
    re.IGNORECASE,
)
"""Verbs of saying that something is so. What is asked, urged or called something is no statement."""
_LEADS = re.compile(r"[\s,:]*(?:(?:on|in|last|this)\s\w+[\s,:]*)?(?:[A-Z][\w.]*(?:\s[A-Z][\w.]*)*[\s,:]*)?")
"""What may stand between a cue and the words that it leads to: nothing, a time, or a name who is told."""
_MODALS = frozenset("may might could would should can must cannot".split())
"""What somebody may say is no statement."""
_SUBJECTS = ("nsubj", "csubj", "expl")
_OF_CLAUSES = (*_SUBJECTS, "cop", "aux", "ccomp", "parataxis", "root")
"""Relations by which one of some words is a subject or a verb."""
_CONNECTIVE = re.compile(r"(?:However|But|And|Still|Yet|Meanwhile|Also|So|Moreover|Instead|Nevertheless)\b,?\s+")
"""Words at the start of what is said that only tie it to the sentence before."""
_THAT = re.compile(r"(?:that|whether|if|how|why)\b", re.IGNORECASE)
_NO_SOURCE = re.compile(
    r"(?:which|who|that|(?:of|in|at|on|for|from|with|off|to|as)\s|\d+(?:\.\d+)?\s?(?:%|per)|[^\w“\"])", re.IGNORECASE
)
_EXAMPLES = re.compile(r"\b(?:including|such as)\b")
"""Words before a name that is one of several."""
_NOBODY = frozenset("it this that these those which what there".split())
"""Words that are no speaker if they name nobody: "it promises to be a hard winter"."""
_TOLD = re.compile(r"\bt(?:ells?|old)$", re.IGNORECASE)
_DETERMINER = re.compile(r"(?:the|an?|h(?:is|er)|its|their|our|my)\s+", re.IGNORECASE)
_ACCORDING_TO = re.compile(r"according(?:\sto)?$|in\sthe\swords\sof$", re.IGNORECASE)


def find_statements(reading: Reading, speakers: Speakers, quotes: Sequence[Quote]) -> tuple[Statement, ...]:
    """All statements outside clutter, in text order. `speakers` has heard all quotations."""
    found = []
    spoken = sorted(quote.span for quote in quotes)
    for sentence in reading.sentences:
        if not sentence.clutter:
            # Quotations do not overlap, so only the last one that begins before a sentence can reach into it.
            first = max(0, bisect_left(spoken, (sentence.span.start, 0)) - 1)
            inside = spoken[first : bisect_left(spoken, (sentence.span.end, 0))]
            found += list(_in_sentence(reading.article.body, sentence, speakers, inside))
    return tuple(sorted(found, key=lambda statement: statement.spans[0]))


def _in_sentence(body: str, sentence: Sentence, speakers: Speakers, spoken: Sequence[Span]) -> Iterator[Statement]:
    taken: list[Span] = []
    begins = dateline_end(sentence.span, body)
    for attribution in sorted(sentence.attributions, key=_length, reverse=True):
        cue = _whole(body, attribution.cue.moved(sentence.span.start))
        clause = _CueClause(body, sentence, cue)
        source, parts = _with_determiner(body, sentence, attribution)
        source = clause.whole_source(source)
        parts = _without_hearer(body, sentence, cue, parts)
        parts = [Span(max(begins, p.start), p.end) for p in parts if p.end > begins]
        spans = clause.without_fragments(_joined([clause.without_opening(p, source) for p in parts], cue))
        if not _is_speech(attribution, cue.of(body)) or not _is_statement(body, spans):
            continue
        if not _is_whole(body, spans, cue, sentence.span.end) or clause.may_not_be_said():
            continue
        if clause.goes_on_after(spans):
            continue
        if any(span.overlaps(other) for span in spans for other in (*taken, *spoken)):
            continue
        assert source is not None
        if _is_of_another(body, spans, source) or _is_within(body, spans, source):
            continue
        if _EXAMPLES.search(source.of(body)):
            continue
        speaker = speakers.of_statement(source, Span(spans[0].start, spans[-1].end))
        if speaker is None or speaker.words is None or _NO_SOURCE.match(speaker.words.of(body)):
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


class _CueClause:
    """The words around the cue of a statement, by the tree of the sentence."""

    def __init__(self, body: str, sentence: Sentence, cue: Span) -> None:
        self._body, self._words, self._offset = body, sentence.words, sentence.span.start
        self._spans = [word.span.moved(self._offset) for word in sentence.words]
        self._cue = [i for i, span in enumerate(self._spans) if cue.covers(span)]

    def _inside(self, span: Span) -> list[int]:
        return [i for i, other in enumerate(self._spans) if span.covers(other)]

    def may_not_be_said(self) -> bool:
        """Whether nothing has been said: the cue is no verb, as in "such claims", or only possible: "may believe"."""
        if self._cue and self._words[self._cue[-1]].relation.split(":")[0] in ("obj", "nsubj", "nmod", "obl"):
            return True
        aux = (
            w.span.moved(self._offset).of(self._body).lower()
            for w in self._words
            if w.head in self._cue and w.relation.startswith("aux")
        )
        return any(word in _MODALS for word in aux)

    def whole_source(self, source: Span | None) -> Span | None:
        """The source; only its name, if an apposition with another name follows: "Ann Lee, Republican of Ohio"."""
        subject = next((i for i, w in enumerate(self._words) if w.relation == "nsubj" and w.head in self._cue), None)
        if source is None or subject is None or not any(subject in (i, *self._above(i)) for i in self._inside(source)):
            return source
        first = subject
        while first > 0 and self._words[first - 1].head == subject and self._words[first - 1].relation != "punct":
            first -= 1
        start = min(self._spans[first].start, source.start)
        comma = self._body.find(", ", self._spans[subject].end, source.end)
        is_named = self._body[self._spans[subject].start].isupper() and not _DETERMINER.match(self._body, start)
        is_named = is_named and 0 < comma < source.end - 2 and self._body[comma + 2].isupper()
        return Span(start, comma if is_named else source.end)

    def _is_relative(self, i: int) -> bool:
        return self._spans[i].of(self._body).lower() in ("who", "which", "that", "whose", "whom")

    def _above(self, i: int) -> list[int]:
        above = []
        while (i := self._words[i].head) >= 0 and i not in above:
            above.append(i)
        return above

    def without_opening(self, part: Span, source: Span | None) -> Span:
        """A part of a content without an apposition of the source, and without "However," at its start.

        "According to Ann Lee, president of Acme, work will begin".
        """
        start = part.start
        comma = self._body.find(", ", start, part.end)
        if source is not None and source.end <= start <= source.end + 2 < comma:
            opening = self._inside(Span(start, comma))
            if opening and not any(self._words[i].relation.startswith(_OF_CLAUSES) for i in opening):
                start = comma + 2
        connective = _CONNECTIVE.match(self._body, start, part.end)
        start = connective.end() if connective else start
        words = self._inside(Span(start, part.end))
        other = next((i for i in words if self._words[i].relation == "conj" and self._words[i].head in self._cue), None)
        if other is None or not words or words[0] <= self._cue[-1]:
            return Span(start, part.end)
        # "stated that some were ex-convicts and then purged them"
        joins = [i for i in words if i < other and self._words[i].relation == "cc" and self._words[i].head == other]
        return Span(start, self._spans[joins[0] - 1].end) if joins and joins[0] > words[0] else Span(start, part.end)

    def without_fragments(self, parts: Sequence[Span]) -> tuple[Span, ...]:
        """The parts of a content that are clauses, or a wish: "promised to go"."""
        return tuple(part for part in parts if self._is_clause(self._inside(part)))

    def _is_clause(self, words: Sequence[int]) -> bool:
        is_wish = any(self._words[i].head in self._cue and self._words[i].relation.startswith("xcomp") for i in words)
        follows = words and self._cue and words[0] == self._cue[-1] + 1
        if follows and self._words[words[0]].relation in ("ccomp", "parataxis") and not is_wish:
            return False  # "which he said made it impossible"
        return is_wish or any(
            self._words[i].relation.startswith(_OF_CLAUSES) and not self._is_relative(i) for i in words
        )

    def goes_on_after(self, spans: Sequence[Span]) -> bool:
        """Whether the content stops before its verb: "the fund will be used up and under current law, …"."""
        content = {i for span in spans for i in self._inside(span)}
        after = range(max(content, default=len(self._words)) + 1, len(self._words))
        return any(
            self._words[i].head in after and self._words[i].head not in self._cue and self._words[i].relation != "punct"
            for i in content
        )


def _with_determiner(body: str, sentence: Sentence, attribution: Attribution) -> tuple[Span | None, list[Span]]:
    """The source and the parts of the content in the body. A determiner before the source is no content: "their"."""
    parts = [part.moved(sentence.span.start) for part in attribution.content]
    if attribution.source is None:
        return None, parts
    source = attribution.source.moved(sentence.span.start)
    before = next((p for p in parts if _DETERMINER.fullmatch(body, p.start, source.start)), None)
    if before is not None:
        parts.remove(before)
        source = Span(before.start, source.end)
    return source, parts


def _without_hearer(body: str, sentence: Sentence, cue: Span, parts: Sequence[Span]) -> list[Span]:
    """The parts of a content without the one who is told: "Brown told MPs child benefit would rise"."""
    words, offset = sentence.words, sentence.span.start
    verbs = {i for i, word in enumerate(words) if cue.covers(word.span.moved(offset))}
    hearer = next((i for i, w in enumerate(words) if w.relation in ("obj", "iobj") and w.head in verbs), None)
    if hearer is None or not _TOLD.search(cue.of(body)):
        return list(parts)
    last = hearer
    while last + 1 < len(words) and words[last + 1].head in range(hearer, last + 1) and last + 1 not in verbs:
        last += 1
    start, end = words[hearer].span.start + offset, words[last].span.end + offset
    after = end + body[end : end + 1].isspace()
    return [
        Span(after, p.end) if p.start <= start and after < p.end and not body[cue.end : p.start].strip() else p
        for p in parts
    ]


def _joined(parts: Sequence[Span], cue: Span) -> tuple[Span, ...]:
    """The parts of a content, joined where only a few words are between them that are not the speaker's."""
    joined: list[Span] = []
    for part in parts:
        if joined and part.start - joined[-1].end <= SMALL and not joined[-1].end <= cue.start < part.start:
            joined[-1] = Span(joined[-1].start, part.end)
        else:
            joined.append(part)
    return tuple(joined)


def _is_whole(body: str, spans: Sequence[Span], cue: Span, end: int) -> bool:
    """Whether nothing of what is said is lost: the words go from the cue, or a sign, to a sign or the end."""
    if not re.match(r"[\s\"”’')\]]*(?:[.,;:!?…)—–-]|$)", body[spans[-1].end : min(end, spans[-1].end + 8)]):
        return spans[-1].end <= cue.start and bool(_ACCORDING_TO.match(cue.of(body)))
    if len(spans) > 1:
        return spans[0].end <= cue.start < spans[1].start
    if spans[0].start < cue.start:
        return True
    return bool(_LEADS.fullmatch(body[cue.end : spans[0].start])) or bool(_THAT.match(body[spans[0].start :]))


def _is_of_another(body: str, spans: Sequence[Span], source: Span) -> bool:
    """Whether another verb says it: "She stressed that it is open, as some media claimed, and that …"."""
    is_aside = re.search(r",\s(?:just\s)?as\s$", body[max(0, source.start - 12) : source.start]) is not None
    return is_aside and bool(_THAT.match(body[spans[0].start :]))


def _is_within(body: str, spans: Sequence[Span], source: Span) -> bool:
    """Whether the source stands within the words, without a sign before it: "the growth he promised has not come"."""
    return any(span.end <= source.start and not body[span.end : source.start].strip() for span in spans)


def _length(attribution: Attribution) -> int:
    """Code points of the content. Of statements within another one, the outer one counts."""
    return sum(end - start for start, end in attribution.content)


def _whole(body: str, cue: Span) -> Span:
    """The cue with its preposition: "according to"."""
    is_cut = cue.of(body).lower().endswith("according") and body[cue.end : cue.end + 4] == " to "
    return Span(cue.start, cue.end + len(" to")) if is_cut else cue


def _is_speech(attribution: Attribution, cue: str) -> bool:
    verb = cue.split()[-1].lower() if cue else ""
    says = _STATES.match(verb) or _ACCORDING_TO.match(cue)
    return bool(says) and attribution.source is not None and attribution.score >= SURE


def _is_statement(body: str, spans: Sequence[Span]) -> bool:
    """Whether a content is long enough, in few parts, and does not begin with a mark."""
    counts = [len(re.findall(r"\w+", span.of(body))) for span in spans]
    if sum(counts) < LEAST or min(counts) < SHORTEST_PART:
        return False
    return len(spans) <= MOST_PARTS and all(body[s.start].isalnum() or body[s.start] in "$£€" for s in spans)
