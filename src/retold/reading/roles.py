"""Who the article says that somebody is.

From the words beside a name: an apposition ("Bi Haibo, minister counsellor at the
Chinese Embassy, said"), a title or a job before it ("Intel chief executive Brian
Krzanich"), a copula ("Xinhua is China's news agency"), a relative clause ("Mr Lee,
who runs the studio"). The longest of the first kind found stands; nothing is
concluded that the words do not say.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retold.english.quotation_marks import quoted
from retold.english.titles import HONORIFICS, REGNAL
from retold.types import Chain, EntityType, Mention, Reading, Role, Sentence, Span, Word

LONGEST = 220
"""Code points of a role at most; what is longer is a story of its own."""

LONG_SENTENCE = 200
"""Words of a sentence whose tree is looked at; a longer one is a list or no prose."""

_COURTESY = frozenset("mr mrs ms miss mx dr sir dame lord lady prof rev".split())
_HEADS = frozenset(
    """accountant activist actor advocate actress adviser advisor agent aide ambassador analyst anchor anthropologist archaeologist architect artist
    astronaut astronomer athlete attorney author banker baron baroness bassist bishop biographer biologist blogger boss boxer boyfriend
    broadcaster brother builder businessman businesswoman candidate captain cardinal ceo cfo chair chairman chairperson chairwoman champion
    chancellor chef chemist chief choreographer cinematographer cleric clerk coach co-author co-chair co-creator co-director co-founder
    co-host co-owner co-star co-writer cofounder colleague columnist comedian commander commentator commissioner composer conductor
    congressman congresswoman constable consultant contributor coo coordinator correspondent counsel counsellor counselor councillor
    councilman councilwoman coroner creator critic cto curator dancer daughter dealer dean defender deputy designer detective developer
    dictator diplomat director doctor dramatist drummer economist editor educator emperor engineer entrepreneur envoy executive expert
    explorer farmer father fellow fiancé fiancée fighter filmmaker firefighter footballer forward founder friend general geologist girlfriend
    goalkeeper golfer governor guitarist head historian host husband inspector instructor insider inventor investigator investor journalist
    judge justice king lawmaker lawyer leader lecturer legend lieutenant magistrate magnate major manager marshal mathematician mayor mep
    merchant meteorologist midfielder minister missionary model mogul monk mother mp musician neighbor neighbour neuroscientist nominee
    novelist nurse officer official operator organiser organizer owner painter paleontologist partner pastor patriarch performer
    philanthropist philosopher photographer physician physicist pianist pilot pioneer player playwright poet policeman politician pope
    premier presenter president priest prince princess principal prisoner producer professor programmer prosecutor psychiatrist psychologist
    publisher quarterback queen rabbi rapper realtor receiver referee refugee reporter representative republican democrat researcher resident
    resistance scholar scientist screenwriter sculptor secretary senator sergeant sheikh sheriff showrunner singer sister skipper sociologist
    soldier solicitor songwriter son specialist spokesman spokesperson spokeswoman star statesman strategist striker student superintendent
    supervisor surgeon suspect teacher technologist teammate teenager theologian trader trainer treasurer trustee tycoon undersecretary
    veteran vice-chairman vice-president victim vocalist volunteer whistleblower widow wife winger winner witness worker wrestler writer
    youtuber""".split()
)
"""Nouns of what a person can be."""

_BODIES = re.compile(
    r"(?:agency|airline|alliance|arm|army|association|authority|bank|band|body|brand|broadcaster|bureau|business|carrier|chain|channel|charity|church|"
    r"city|clinic|club|coalition|college|commission|committee|company|conglomerate|consultancy|consortium|corporation|council|court|"
    r"department|developer|distributor|division|exchange|factory|federation|firm|forum|foundation|fund|giant|government|group|hospital|house|"
    r"institute|institution|insurer|investor|label|lab|laboratory|league|library|lobby|magazine|maker|manufacturer|market|ministry|militia|"
    r"movement|museum|network|newspaper|non-?profit|office|operator|organi[sz]ation|outlet|owner|parent|park|party|platform|producer|provider|"
    r"publication|publisher|regulator|restaurant|retailer|school|seller|series|service|site|start-?up|station|store|studio|subsidiary|supplier|"
    r"syndicate|team|think[ -]?tank|tribunal|union|university|unit|venture|watchdog|website|wing)s?$"
)
_AGE = re.compile(r"^(?:aged )?\d{1,3}$|^now \d{1,3}$")
_LEAD = re.compile(
    r"^(?:(?:a|an|the|then|now|'s|’s|also|mainly|both|but|and|under|with|by|of|from|to|for|at|in|as|on|his|her|their|its|our|my)\s+|then-|now-|[-–—]+\s*)",
    re.I,
)
_SAYS = re.compile(r"\b(?:sa(?:id|ys)|told|adds?|added|wrote|writes)\b")


@dataclass(frozen=True, slots=True)
class _Named:
    """Mentions by sentence: all, and those of persons."""

    all: defaultdict[int, list[Span]]
    people: defaultdict[int, list[Span]]


def roles(reading: Reading) -> tuple[Role, ...]:
    """At most one role a chain, for persons and organizations, in the order of the chains."""
    found = []
    named = _Named(defaultdict(list), defaultdict(list))
    for chain in reading.chains:
        for mention in chain.mentions:
            named.all[mention.sentence].append(mention.span)
            if chain.type is EntityType.PERSON:
                named.people[mention.sentence].append(mention.span)
    for chain in reading.chains:
        if chain.type in (EntityType.PERSON, EntityType.ORGANIZATION):
            role = _role(reading, chain, named)
            if role is not None:
                found.append(role)
    return tuple(found)


def _role(reading: Reading, chain: Chain, others: _Named) -> Role | None:
    """The first of the best kind: apposition, then copula, title, relative clause."""
    best: tuple[int, Role] | None = None
    for mention in chain.mentions[:MENTIONS]:
        sentence = reading.sentences[mention.sentence]
        if (
            sentence.clutter
            or len(sentence.words) > LONG_SENTENCE
            or _in_quotes(reading.article.body, sentence, mention)
        ):
            continue
        for kind, span in _candidates(
            reading.article.body,
            sentence,
            mention,
            chain.type,
            others.all[sentence.index],
            others.people[sentence.index],
        ):
            better = (
                best is None
                or kind < best[0]
                or (kind == best[0] and span.overlaps(best[1].span) and span.covers(best[1].span))
            )
            if better:
                best = (kind, Role(chain.id, span, sentence.index))
    return best[1] if best else None


MENTIONS = 12
"""Mentions of a chain that are looked at: newspapers say who somebody is at the first ones."""


def _in_quotes(body: str, sentence: Sentence, mention: Mention) -> bool:
    """Whether a name is said by somebody: what he calls it is his word, not the article's."""
    offset = sentence.span.start
    return any(a <= mention.span.start - offset < b for a, b in quoted(sentence.span.of(body)))


def _candidates(
    body: str, sentence: Sentence, mention: Mention, kind: EntityType, others: Sequence[Span], people: Sequence[Span]
) -> Iterator[tuple[int, Span]]:
    words, offset = sentence.words, sentence.span.start
    inside = [i for i, w in enumerate(words) if mention.span.start <= offset + w.span.start < mention.span.end]
    if not inside:
        return
    head = next((i for i in inside if words[i].head not in inside), inside[0])
    text = sentence.span.of(body)
    for rank, first, last in (
        *_appositions(words, text, head, inside, kind),
        *_between_commas(words, text, inside, kind),
        *_copulas(words, text, head, kind),
        *_before(words, text, inside, kind),
    ):
        span = _tidied(body, Span(offset + words[first].span.start, offset + words[last].span.end))
        if (
            span is None
            or span.overlaps(mention.span)
            or any(span.covers(o) and span.end == o.end and o.start - span.start < 2 for o in others)
        ):
            continue
        if rank == 0 and any(0 < o.start - span.end < 3 for o in others if o.start > mention.span.end):
            continue  # "…, and Chinese leader Xi Jinping": another's
        if any(span.covers(o) and not _tie(body, span, o) for o in people):
            continue  # "…, director Ang Lee": another's too
        if (
            rank == 0
            and span.end < mention.span.start
            and any(
                o.end < span.start and body[o.end : span.start].strip() in (",", ", a", ", an", ", the") for o in people
            )
        ):
            continue  # "Jane Doe, a lawyer, Mary Major …": the role of who stands before it
        if _KIN.match(span.of(body)) or _DENIED.search(body[max(0, span.start - 16) : span.end]):
            continue
        yield rank, span


_KIN = re.compile(
    r"(?:[\w-]+ )?(?:wife|husband|son|daughter|brother|sister|mother|father|partner|friend|colleague|boss|neighbou?r|girlfriend|boyfriend|fiancée?)$"
)
"""Of somebody whom the words do not name."""
_DENIED = re.compile(
    r"\b(?:would-be|no longer|not|never|once|so-called|self-styled|then|like|unlike)[ -](?:an? |the )?\w*", re.I
)


def _tie(body: str, role: Span, name: Span) -> bool:
    """Whether a person's name inside a role only says whose: "aide to Ann Lee", "Ann Lee's aide"."""
    before = body[role.start : name.start].rstrip()
    return body[name.end : name.end + 1] in ("'", "’") or bool(
        re.search(r"\b(?:of|for|to|by|under|with)(?: [\w.]+){0,3}$", before)
    )


def fits(noun: str, kind: EntityType) -> bool:
    """Whether a common noun says what a person or an organization is."""
    noun = noun.lower()
    if kind is EntityType.PERSON:
        return (
            noun in _HEADS
            or noun in HONORIFICS - _COURTESY
            or noun.endswith(("ologist", "woman", "person"))
            or noun in REGNAL
        )
    return bool(_BODIES.match(noun))


def _appositions(
    words: Sequence[Word], text: str, head: int, inside: Sequence[int], kind: EntityType
) -> Iterator[tuple[int, int, int]]:
    for i, word in enumerate(words):
        if word.head in inside and word.relation in ("appos", "list", "conj", "parataxis") and i > inside[-1]:
            first, last = _phrase(words, text, i)
            comma = text[words[inside[-1]].span.end : words[first].span.start].strip() == ","
            if first > inside[-1] and (comma or word.relation == "appos") and fits(words[i].span.of(text), kind):
                yield 0, first, last
    governor = words[head].head
    if (
        governor >= 0
        and words[head].relation in ("appos", "nmod:unmarked")
        and governor < inside[0]
        and fits(words[governor].span.of(text), kind)
    ):
        first, last = _phrase(words, text, governor, inside[0])
        if text[words[last].span.end : words[inside[0]].span.start].strip() in ("", ","):
            yield 0, first, last


_AFTER_COMMA = re.compile(
    r",\s+((?:an?\s|the\s)?([^,;:()“”\"\n]{2,60}?)(?:\s(?:for|of|at|in|with|to|on|from)\s[^,;:()“”\"\n]{2,140})?)(?=,\s|\.?$)"
)


def _between_commas(
    words: Sequence[Word], text: str, inside: Sequence[int], kind: EntityType
) -> Iterator[tuple[int, int, int]]:
    """An apposition that the tree has missed: a phrase between commas, whose noun, before any
    preposition, is what a person can be."""
    found = _AFTER_COMMA.match(text, words[inside[-1]].span.end)
    if found is None or not fits(found[2].split()[-1], kind):
        return
    covered = [i for i, w in enumerate(words) if found.start(1) <= w.span.start and w.span.end <= found.end(1)]
    if covered:
        yield 0, covered[0], covered[-1]


def _copulas(words: Sequence[Word], text: str, head: int, kind: EntityType) -> Iterator[tuple[int, int, int]]:
    noun = words[head].head
    if (
        noun < 0
        or words[noun].head >= 0
        or words[head].relation != "nsubj"
        or not fits(words[noun].span.of(text), kind)
    ):
        return
    below = [(i, w) for i, w in enumerate(words) if w.head == noun]
    if any(w.span.of(text).lower() in ("not", "n't", "n’t", "never", "if") or w.relation == "aux" for _, w in below):
        return
    copula = next((i for i, w in below if w.relation == "cop"), None)
    if copula is not None and words[copula].span.of(text).lower() in ("is", "was", "are") and noun > copula:
        first, last = _phrase(words, text, noun)
        yield 1, max(first, copula + 1), last


def _before(
    words: Sequence[Word], text: str, inside: Sequence[int], kind: EntityType
) -> Iterator[tuple[int, int, int]]:
    """The job right before the name: the run of words that hang together with it, to a
    determiner, a preposition or a mark."""
    if kind is not EntityType.PERSON:
        return
    i, rank = inside[0] - 1, 2
    if i > 0 and words[i].span.of(text) == "," and re.match(r",|\W*$", text[words[inside[-1]].span.end :]):
        i, rank = i - 1, 0  # "its chief executive, Kari Halvorsen, …"
    if i < 0 or not fits(words[i].span.of(text), kind):
        return
    first = i
    while first > 0 and _tied(words, text, first, inside[-1]):
        first -= 1
    yield rank, first, i


_TIES = frozenset("compound amod flat nmod:poss case punct part nmod appos nmod:unmarked conj cc obl advmod".split())
_STOPS = frozenset(', ; : ( ) — – " “ ” the a an by of with and to for from in as at on'.split())


def _tied(words: Sequence[Word], text: str, first: int, last: int) -> bool:
    """Whether the word before `first` belongs to the job that words `first` to `last` name."""
    word = words[first - 1]
    shown = word.span.of(text).lower()
    if text[word.span.end : words[first].span.start].strip(" "):
        return False
    if shown == ".":  # "U.S. President"
        return first >= 2 and len(words[first - 2].span.of(text)) <= 2
    near = first - 1 <= word.head <= last or word.head >= max(0, first - 4)
    return word.relation in _TIES and near and shown not in _STOPS


def _phrase(words: Sequence[Word], text: str, head: int, until: int | None = None) -> tuple[int, int]:
    """First and last word of the noun phrase of `head`, without relative and other clauses."""
    limit = len(words) if until is None else until
    keep = {head}
    grown = True
    while grown:
        grown = False
        for i, word in enumerate(words[:limit]):
            if (
                i not in keep
                and word.head in keep
                and not word.relation.startswith(
                    (
                        "acl",
                        "advcl",
                        "parataxis",
                        "appos",
                        "nsubj",
                        "cop",
                        "punct",
                        "dep",
                        "cc:preconj",
                        "ccomp",
                        "discourse",
                    )
                )
            ):
                if (
                    word.relation == "conj"
                    and word.head == head
                    and any(w.head == i and w.relation.startswith("nsubj") for w in words)
                ):
                    continue
                keep.add(i)
                grown = True
    first = last = head
    while first - 1 in keep or (
        first - 2 in keep and words[first - 1].relation == "punct" and words[first - 1].span.of(text) in "-.'’"
    ):
        first -= 1
    while last + 1 < limit and (
        last + 1 in keep
        or (last + 2 in keep and words[last + 1].relation == "punct" and words[last + 1].span.of(text) in "-.,&/’'")
    ):
        last += 1
    return first, last


def _tidied(body: str, span: Span) -> Span | None:
    start, end = span
    if cut := re.search(r"\w+$" if body[start] in "-." else r"\w+-$", body[max(0, start - 20) : start]):
        start -= len(cut.group())  # "co-founder"
    while found := _LEAD.match(body[start:end]):
        start += found.end()
    text = body[start:end].rstrip(" ,;:-–—")
    if (
        not text
        or len(text) > LONGEST
        or "\n" in text
        or _AGE.match(text)
        or _SAYS.search(text)
        or '"' in text
        or "“" in text
    ):
        return None
    if text.count("(") != text.count(")"):
        text = text[: text.index("(")].rstrip() if "(" in text else text
    if text.endswith(".") and not re.search(r"\b\w\.$|\b[A-Z]\w{0,3}\.$", text):
        text = text[:-1]
    if not text or re.match(r"(?:who|which|whose|that|he|she|they|it|[a-z]+ed)\b", text):
        return None
    return Span(start, start + len(text))
