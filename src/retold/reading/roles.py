"""Roles: the words by which an article says who somebody is.

Taken from the words beside a name: an apposition ("Bi Haibo, minister counsellor at the Chinese
Embassy, said"), a title or a job before it ("Intel chief executive Brian Krzanich"), a copula ("Xinhua
is China's news agency"). The longest phrase of the best kind is kept. Nothing is inferred that the
words do not say.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from retold.english.calendar import MONTH
from retold.english.kinship import KIN
from retold.english.quotation_marks import quoted_spans
from retold.reading.role_phrases import APPOSITION, PLURAL_TITLES, role_phrases
from retold.types import Chain, EntityType, Mention, Reading, Role, Sentence, Span

LONGEST = 220
"""Code points of the longest role. Anything longer is a story of its own."""
LONG_SENTENCE = 200
"""Words of the longest sentence whose tree is used. A longer one is a list or no prose."""
MENTIONS = 12
"""Mentions of a chain that are searched. Newspapers say who somebody is at the first ones."""

_AGE = re.compile(r"^(?:aged )?\d{1,3}$|^now \d{1,3}$")
_LEADING_WORD = re.compile(
    r"""
    ^(?:
        (?:
            a|an|the|then|now|'s|’s|also|mainly|both|but|and|under|with|by|of|from|to|for|at|in|as|on
            |his|her|their|its|our|my
        )\s+
        |then-|now-
        |[-–—]+\s*
    )
    """,
    re.I | re.VERBOSE,
)
_SPEECH_VERB = re.compile(r"\b(?:sa(?:id|ys)|told|adds?|added|wrote|writes)\b")
_LIMIT_BEFORE = re.compile(
    r"\b(?:[Ff]ormer|[Ee]x|[Ll]ikely|[Tt]hen|[Aa]cting|[Ii]nterim|[Aa]lleged|[Ss]uspected|[Pp]otential|[Pp]ossible|[Ww]ould-be"
    r"|[Pp]resumptive|[Dd]eputy|[Aa]ssistant|[Vv]ice|[Oo]utgoing|[Rr]etired)[\s-]$"
)
"""Words without which a role says too much."""
_DAY_BEFORE = re.compile(rf"\d{{1,2}}\s(?:{MONTH})\s|(?:{MONTH})\s\d{{1,2}}\s")
_OTHERS = re.compile(r",?\s(?:and|or)\s(?:several\s|two\s|three\s)?others?\b|,?\sand\s(?:his|her|their)\b")
_OF_THE_AUTHOR = re.compile(r"\b(?:my|our|your)\b", re.IGNORECASE)
_KINSHIP = re.compile(rf"(?:[a-z][\w-]* )?(?:{'|'.join(sorted(KIN))}|friend|colleague|boss|neighbou?r)$")
"""A relation to somebody whom the words do not name."""
_SAYS_NOTHING = re.compile(
    r"(?:body|brand|business|channel|club|company|corporation|firm|group|institution|network|organi[sz]ation|party|site|team)s?"
)
"""What is no role of an organization without a word more."""
_DENIED = r"(?:would-be|no\ longer|not|never|once|so-called|self-styled|then|like|unlike)[ -](?:an?\ |the\ )?"
_DENIED_BEFORE = re.compile(rf"\b{_DENIED}$", re.I)
_DENIED_WITHIN = re.compile(rf"(?:^{_DENIED}|\b(?:would-be|no\ longer|so-called|self-styled)\b)", re.I)
"""Words by which a role is none, before it and in it."""


@dataclass(frozen=True, slots=True)
class _Mentions:
    """Spans of mentions by sentence index: of all chains, and of people only."""

    all: defaultdict[int, list[Span]]
    people: defaultdict[int, list[Span]]


def find_roles(reading: Reading) -> tuple[Role, ...]:
    """At most one role for each person and organization, in the order of the chains."""
    found = []
    mentions = _Mentions(defaultdict(list), defaultdict(list))
    for chain in reading.chains:
        for mention in chain.mentions:
            mentions.all[mention.sentence].append(mention.span)
            if chain.type is EntityType.PERSON:
                mentions.people[mention.sentence].append(mention.span)
    for chain in reading.chains:
        if chain.type in (EntityType.PERSON, EntityType.ORGANIZATION):
            role = _role(reading, chain, mentions)
            if role is not None:
                found.append(role)
    return tuple(found)


def _role(reading: Reading, chain: Chain, mentions: _Mentions) -> Role | None:
    """The first role of the best rank: apposition, then copula, then title."""
    body = reading.article.body
    best: tuple[int, Role] | None = None
    for mention in chain.mentions[:MENTIONS]:
        sentence = reading.sentences[mention.sentence]
        if sentence.clutter or len(sentence.words) > LONG_SENTENCE or _is_quoted(body, sentence, mention):
            continue
        for rank, span in _candidates(body, sentence, mention, chain.type, mentions):
            if best is not None:
                longer = rank == best[0] and span.overlaps(best[1].span) and span.covers(best[1].span)
                if rank >= best[0] and not longer:
                    continue
            best = (rank, Role(chain.id, span, sentence.index))
    return best[1] if best else None


def _limited(body: str, span: Span) -> Span:
    """A role with the word before it that limits it ("former singer"), and without others who share it."""
    before = _LIMIT_BEFORE.search(body, max(0, span.start - 20), span.start)
    start = before.start() if before else span.start
    day = _DAY_BEFORE.match(body, start, span.end)
    others = _OTHERS.search(body, start, span.end)
    return Span(day.end() if day else start, others.start() if others else span.end)


def _is_quoted(body: str, sentence: Sentence, mention: Mention) -> bool:
    """Whether a name is inside a quotation: a role there is the speaker's word, not the article's."""
    offset = sentence.span.start
    return any(start <= mention.span.start - offset < end for start, end in quoted_spans(sentence.span.of(body)))


def _candidates(
    body: str, sentence: Sentence, mention: Mention, kind: EntityType, mentions: _Mentions
) -> Iterator[tuple[int, Span]]:
    """Phrases beside a mention that are a role of its chain, with their ranks."""
    words, offset = sentence.words, sentence.span.start
    name = [i for i, w in enumerate(words) if mention.span.start <= offset + w.span.start < mention.span.end]
    if not name:
        return
    others, people = mentions.all[sentence.index], mentions.people[sentence.index]
    for rank, first, last in role_phrases(words, sentence.span.of(body), name, kind):
        span = _tidied(body, Span(offset + words[first].span.start, offset + words[last].span.end))
        if span is None or span.overlaps(mention.span):
            continue
        span = _with_whole_names(body, span, mention.span, [o for o in others if o not in people])
        span = _limited(body, span)
        if span.overlaps(mention.span) or _OF_THE_AUTHOR.search(span.of(body)):
            continue
        if kind is EntityType.ORGANIZATION and _SAYS_NOTHING.fullmatch(span.of(body)):
            continue
        if any(span.covers(o) and span.end == o.end and o.start - span.start < 2 for o in others):
            continue  # it is only a name
        if rank == APPOSITION and any(
            0 < o.start - span.end < 3 and body[span.end] != ";" for o in others if o.start > mention.span.end
        ):
            continue  # "…, and Chinese leader Xi Jinping": the next name's
        if any(span.covers(o) and not _is_possessor(body, span, o) for o in people):
            continue  # "…, director Ang Lee": another person's, too
        if (
            rank == APPOSITION
            and span.end < mention.span.start
            and any(
                o.end < span.start and body[o.end : span.start].strip() in (",", ", a", ", an", ", the") for o in people
            )
        ):
            continue  # "Jane Doe, a lawyer, Mary Major …": the role of the person before it
        if _DENIED_BEFORE.search(body[max(0, span.start - 20) : span.start]) or _DENIED_WITHIN.search(span.of(body)):
            continue
        if _KINSHIP.match(span.of(body)):
            continue
        yield rank, span


def _with_whole_names(body: str, span: Span, name: Span, others: list[Span]) -> Span:
    """A role with all words of the names in it, and with a name that follows at once.

    "Japan chief" becomes "Bank of Japan chief"; "head of the food giant" before "Nordmat" is not at its end.
    """
    start = min((o.start for o in others if o.start < span.start < o.end <= span.end), default=span.start)
    follows = span.start > name.end and body[span.end : span.end + 1] == " "
    return Span(start, next((o.end for o in others if follows and o.start == span.end + 1), span.end))


def _is_possessor(body: str, role: Span, name: Span) -> bool:
    """Whether a person named in a role is only its possessor: "aide to Ann Lee", "Ann Lee's aide"."""
    before = body[role.start : name.start].rstrip()
    return body[name.end : name.end + 1] in ("'", "’") or bool(
        re.search(r"\b(?:of|for|to|by|under|with)(?: [\w.]+){0,3}$", before)
    )


def _tidied(body: str, span: Span) -> Span | None:
    """The role without leading small words and closing marks; None if it is no role."""
    start, end = span
    if body[start:end].lower() in PLURAL_TITLES:  # one of the "Senators" is a "Senator"
        return Span(start, end - 1)
    while start < end and body[start] in ",;:–— ":
        start += 1
    if cut := re.search(r"\w+$" if body[start] in "-." else r"\w+-$", body[max(0, start - 20) : start]):
        start -= len(cut.group())  # "co-founder"
    while found := _LEADING_WORD.match(body[start:end]):
        start += found.end()
    text = body[start:end].rstrip(" ,;:-–—")
    if not text or len(text) > LONGEST or any(mark in text for mark in '\n"“'):
        return None
    if _AGE.match(text) or _SPEECH_VERB.search(text):
        return None
    if text.count("(") != text.count(")"):
        text = text[: text.index("(")].rstrip() if "(" in text else text
    if text.endswith(".") and not re.search(r"\b\w\.$|\b[A-Z]\w{0,3}\.$", text):
        text = text[:-1]
    if not text or re.match(r"(?:who|which|whose|that|he|she|they|it|[a-z]+ed)\b", text):
        return None
    return Span(start, start + len(text))
