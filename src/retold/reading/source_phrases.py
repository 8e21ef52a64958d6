"""The source of a quotation: the words by which an article says who speaks.

The words after a quotation ("…,” Ann Lee, who is 34, said"; "…,” said a spokesman for Ann Lee") are read by their
order, because trees of this order are often wrong. The words before it are read by the tree (`clauses`). What is found
is a noun phrase; whom it means is for `references`.
"""

from __future__ import annotations

import re

from retold.english.speech_verbs import DOCUMENTS, LABEL, NAMING, PLAIN_SPEECH
from retold.reading.clauses import BE, BETWEEN, Clause, Source
from retold.reading.quoted_text import LONGEST, QuotedText
from retold.types import Sentence, Span

_NO_SUBJECT = frozenset(
    """and but or nor as when while after before since because if that which who whom whose where so to in on at for
    with by of from into over about under during despite according is are was were be been being has have had not than
    then though although until unless yet there""".split()
)
"""Words with which no subject begins."""
_MOST_BETWEEN = 25
"""Words between a quotation and the verb of saying after it, at most."""
_WORD = r"(?:[^\s,;:()—–“”\"‘.]|\.(?=\S)|(?<=\b[A-Z])\.|(?<=\b[A-Z][a-z])\.|(?<=\b[A-Z][a-z]{2})\.)+"
_AFTER_VERB = re.compile(
    rf"""
    [\s,]*
    (?P<words>
        {_WORD}
        (?:
            [ ](?!(?:who|which|that|in|on|at|after|before|during|as|when|while|to|about|by|following|via|through|outside
            |inside|near|told|earlier|last|this|yesterday|today|because|but|if|where|added|said|speaking|adding|referring
            |over|under|since|without|whose)\b|and\ (?:\w+ed|was|is)\b|-\ )
            {_WORD}
        ){{0,14}}
    )
    """,
    re.VERBOSE,
)
"""The noun phrase after a verb of saying."""
_BELONGING = re.compile(r"\s(?:of|for|from|with|at|in|on|to|by|representing|behind|against)\s")
"""Words after which a noun phrase goes on with a name that is not its own: "a lawyer for Ann Lee"."""
_ACCORDING_TO = re.compile(
    r"\b(?:[Aa]ccording to|[Ii]n the words of)\s|\b[Aa]s\s(?P<put>\w[^,;:“”\"\n]{0,60}?)\s(?:puts?|phrase[sd])\sit\b"
)
_QUOTED_AS = re.compile(r"\b(?:quot|cit)(?:ed|es|ing)\s(?P<words>\w[^,;:“”\"]{0,60}?)\sas\s(?:saying|telling)\b")
NOBODY = Source(Span(0, 0), 0)
"""In place of a source, where a verb of saying has no subject."""
SURE = 0.8
"""The least probability of an attribution that the model finds, where no words beside a quotation give a speaker."""
NEAR = 200
"""Code points between a quotation and "quoted him as saying", at most."""
_SIGNED = re.compile(r"\s*(?:—|–|--|-|―)\s?(?=[A-Z@])")
"""A dash between a quotation and the name of who speaks."""


def _shared(one: Span, other: Span) -> int:
    """The code points that two spans share."""
    return max(0, min(one.end, other.end) - max(one.start, other.start))


class SourcePhrases:
    """Finds sources in the sentences of one reading."""

    def __init__(self, text: QuotedText) -> None:
        self._text = text
        self._clauses: dict[int, Clause] = {}

    def of(self, sentence: Sentence, quotation: Span) -> Source | None:
        """The source that a sentence gives for a quotation in it; None if it gives none."""
        if len(sentence.words) > LONGEST:
            return None
        clause = self._clause(sentence)
        return (
            self._quoted_as(clause, quotation)
            or self._after(clause, quotation, reporters=False)
            or self._according_to(clause)
            or self._before(clause, quotation)
            or self._label(clause, quotation.start)
            or self.signed(sentence, quotation)
            or self._after(clause, quotation, reporters=True)
        )

    def heard(self, sentence: Sentence, quotation: Span) -> Source | None:
        """The source of a quotation by the model: that of the attribution with most of the quotation as its content."""
        best, most = None, 0
        for attribution in sentence.attributions:
            if attribution.source is None or attribution.score < SURE:
                continue
            source = attribution.source.moved(sentence.span.start)
            shared = sum(_shared(part.moved(sentence.span.start), quotation) for part in attribution.content)
            if shared > most and self._text.is_outside(source.start):
                best, most = source, shared
        inside = _shared(sentence.span, quotation)
        return self.of_words(best) if best is not None and 2 * most > inside else None

    def of_words(self, span: Span) -> Source:
        """A source of words with all that describes it: "Ann Lee, the mayor of Oslo"."""
        source = self.source(span)
        comma = self._text.body.find(",", span.start, source.head)
        return Source(span, comma) if comma > span.start else source

    def introducing(self, sentence: Sentence, quotation: Span) -> Source | None:
        """The source of a quotation that stands alone after this sentence, which ends with a colon."""
        if len(sentence.words) > LONGEST:
            return None
        clause = self._clause(sentence)
        return self._before(clause, quotation) or self._label(clause, quotation.start)

    def subject(self, sentence: Sentence) -> Source | None:
        """The subject of the main verb of a sentence."""
        if len(sentence.words) > LONGEST:
            return None
        clause = self._clause(sentence)
        root = clause.root
        if root is None or not clause.outside[root]:
            return None
        subject = clause.subject(root)
        return clause.phrase(subject) if subject is not None else None

    def reporting(self, sentence: Sentence) -> Source | None:
        """The subject of the main verb, if that is a verb of saying."""
        if len(sentence.words) > LONGEST:
            return None
        clause = self._clause(sentence)
        root = clause.root
        speaks = root is not None and clause.is_speech_verb(root, reporters=False) and clause.lower[root][:4] != "post"
        return self.subject(sentence) if speaks else None

    def _clause(self, sentence: Sentence) -> Clause:
        if sentence.index not in self._clauses:
            self._clauses[sentence.index] = Clause(self._text, sentence)
        return self._clauses[sentence.index]

    def _after(self, clause: Clause, quotation: Span, *, reporters: bool) -> Source | None:
        """The source after a quotation: "…,” Perry said"; "…,” said Rachel Davis"."""
        text, body = self._text, self._text.body
        if not text.quotation_ends_at(quotation.end):
            return None
        following = [i for i in range(len(clause.words)) if clause.spans[i].start > quotation.end and clause.is_word(i)]
        handed_over = body[quotation.end - 1] in ",?!…—–-" or body[quotation.end + 1 : quotation.end + 2] in ",—–"
        first = next((n for n, i in enumerate(following[:3]) if not BETWEEN.match(clause.lower[i])), None)
        if first is None or not clause.outside[following[first]]:
            return None
        if clause.lower[following[first]].endswith("ing"):
            return None
        if clause.is_speech_verb(following[first], reporters=reporters, after=True):
            is_sure = handed_over or PLAIN_SPEECH.match(clause.lower[following[first]])
            return self._after_verb(clause.spans[following[first]].end, clause) if is_sure else None
        for i in following[first : first + _MOST_BETWEEN]:
            if not clause.outside[i]:
                return None
            if clause.is_speech_verb(i, reporters=reporters, after=True) and (
                handed_over or PLAIN_SPEECH.match(clause.lower[i])
            ):
                return self._between(quotation, clause.spans[i].start)
        return None

    def _after_verb(self, place: int, clause: Clause) -> Source | None:
        """The noun phrase after a verb of saying that follows a quotation."""
        found = _AFTER_VERB.match(self._text.body, place, clause.sentence.span.end)
        if found is None or found["words"].split()[0].lower() in _NO_SUBJECT:
            return None
        span = Span(found.start("words"), found.end("words"))
        span = Span(span.start, span.end - (span.of(self._text.body)[-1] == "."))
        return self.source(span)

    def _between(self, quotation: Span, verb: int) -> Source | None:
        """The noun phrase between a quotation and the verb of saying after it."""
        body = self._text.body
        between = body[quotation.end + 1 : verb]
        lead = len(between) - len(between.lstrip(" ,'’”\"—–-"))
        parts = between[lead:].split(",")
        words = parts[0].split()
        while words and BETWEEN.match(words[-1]):
            words.pop()
        if [w.lower() for w in words[-2:]] == ["quoted", "as"]:
            del words[-2:]
            words = words[:-1] if words and words[-1].lower() in BE else words
        if words and words[-1].lower() in BE:
            return NOBODY  # "…,” Ann Lee was told"
        if not words or words[0].lower() in _NO_SUBJECT or len(words) > 12:
            return None
        if len(parts) == 1 and any(w.lower() in ("that", "who", "when", "and", "but") for w in words[1:]):
            return None
        start = quotation.end + 1 + lead
        first = parts[0].rfind(words[-1]) + len(words[-1])
        return self.source(Span(start, start + first))

    def source(self, span: Span) -> Source:
        """A source of words that are a noun phrase."""
        belonging = _BELONGING.search(self._text.body, span.start, span.end)
        return Source(span, belonging.start() if belonging else span.end)

    def _quoted_as(self, clause: Clause, quotation: Span) -> Source | None:
        """The source whom somebody else "quoted … as saying" the words."""
        body, sentence = self._text.body, clause.sentence.span
        for found in _QUOTED_AS.finditer(body, sentence.start, sentence.end):
            distance = max(found.start() - quotation.end, quotation.start - found.end())
            if self._text.is_outside(found.start()) and distance < NEAR:
                return self.source(Span(found.start("words"), found.end("words")))
        return None

    def _according_to(self, clause: Clause) -> Source | None:
        """The source in "according to Ann Lee"."""
        sentence = clause.sentence.span
        for found in _ACCORDING_TO.finditer(self._text.body, sentence.start, sentence.end):
            if self._text.is_outside(found.start()):
                if found["put"] is not None:
                    return self.source(Span(found.start("put"), found.end("put")))
                source = self._after_verb(found.end(), clause)
                if source is not None:
                    return source
        return None

    def _before(self, clause: Clause, quotation: Span) -> Source | None:
        """The subject of the verb of saying that a quotation depends on, else of the last one before it."""
        before = self._text.body[max(0, quotation.start - 4) : quotation.start].rstrip(" \n“\"‘'")
        verbs = [i for i in clause.before(quotation.start) if clause.is_speech_verb(i, after=before.endswith(":"))]
        if not verbs:
            return None
        leads = clause.leads_to(verbs[0], quotation.start)
        governing = next((i for i in verbs if clause.governs(i, quotation)), None)
        introduces = before.endswith((":", ","))
        verb = verbs[0] if governing is None or (introduces and leads) else governing
        is_plain = introduces or PLAIN_SPEECH.match(clause.lower[verb]) or clause.has_no_subject(verb, quotation.start)
        if governing is None and not (is_plain and leads):
            return None
        return self._subject_of(clause, verb, quotation)

    def _subject_of(self, clause: Clause, verb: int, quotation: Span) -> Source | None:
        """The subject of a verb of saying; `NOBODY` if it has none, None if the verb only gives a name."""
        subject = clause.subject(verb)
        is_agent = subject is not None and clause.words[subject].relation == "obl:agent"
        if subject is None or (clause.spans[subject].start > quotation.start and not is_agent):
            gives_name = NAMING.match(clause.lower[verb]) and (
                clause.is_passive(verb) or clause.is_last(verb, quotation.start)
            )
            return None if gives_name else NOBODY
        if clause.lower[verb].startswith("read") and clause.lower[subject] not in DOCUMENTS:
            return clause.phrase(subject) if LABEL.search(clause.lower[subject]) else NOBODY  # of what others wrote
        return clause.phrase(subject)

    def _label(self, clause: Clause, place: int) -> Source | None:
        """The name before a colon that a quotation follows, without a verb: "Ann Lee: “…”"."""
        before = self._text.body[clause.sentence.span.start : place].rstrip(" \n“\"‘'")
        root = clause.root
        if not before.endswith(":") or root is None or root > 5 or not clause.outside[root]:
            return None
        source = clause.phrase(root)
        return source if source.span.start == clause.sentence.span.start else None

    def signed(self, sentence: Sentence, quotation: Span) -> Source | None:
        """The name after a dash behind a quotation, at the end of its line: "“…” — Ann Lee"; `sentence`: its own."""
        body = self._text.body
        dash = _SIGNED.match(body, quotation.end + 1)
        if dash is None or len(sentence.words) > LONGEST:
            return None
        source = self._after_verb(dash.end(), self._clause(sentence))
        if source is None or not re.match(r"\s?(?:[,(].*)?$", body[source.span.end : sentence.span.end]):
            return None
        return source
