"""A sentence made short: whole phrases are left out, the likeliest first, but none that changes what is said.

A phrase may go if the sentence is true without it wherever it is true with it. So denials, hedges, conditions,
comparisons, speakers and what says which one is meant stay.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from retold.digest.phrases import CLOSING_COMMAS, COMMAS, Phrase, Phrases, probability, shipped
from retold.english.hedges import HEDGE
from retold.english.lexicon import content_words
from retold.english.quotation_marks import quoted_spans
from retold.english.speech_verbs import SPEECH_VERB
from retold.types import Reading, Sentence, Span

LEAST = 0.25
"""Probability from which a phrase may be left out."""
NEEDED = 0.7
"""The same for a phrase that its verb may need: "succeeded in thrusting", "called on them to stop"."""
OVER_COST = 0.5
"""Cost of each word beyond the wanted length, beside the surprise of what is left out (-log of its probability)."""
KEPT_WEIGHT = 0.2
"""Weight of the surprise of what is kept: a sentence that is short enough is not made shorter."""
HEADLINE_WORTH = 0.6
"""What a word of the headline adds to the cost of leaving a phrase out."""
NUMBER_WORTH = 0.4
"""The same for a number."""
SHORTEST = 6
"""Words that are left, at least."""

_CUT = frozenset(("acl", "advcl", "advmod", "appos", "conj", "nmod", "obl"))
"""Relations, before a colon, of phrases that may be left out."""
_VERBAL = frozenset(("root", "ccomp", "xcomp", "advcl", "parataxis", "conj", "acl"))
"""Relations of words that head a clause."""
_OF_VERBS = ("aux", "ccomp", "cop", "nsubj", "obj", "obl", "xcomp")
_MODIFIERS = ("advmod", "amod", "det", "nummod")
_ADVERBS = re.compile(r"\w+ly|now|then|here|there|ago|later|earlier|yesterday|today|also|already|overnight|again|still")
_LIMITS = re.compile(
    r"""not|no|never|nor|neither|none|nobody|nothing|hardly|scarcely|barely|rarely|seldom|few|little|only|just|solely|merely|all|every
    |each|any|both|most|least|first|second|third|fourth|fifth|last|next|sole|so|such|as|too|enough|more|less|fewer|than
    |other|another|same|worst|best|until|(?:old|new|larg|bigg|high|low|long|short|young|great|strong|fast|deadli|earli
    |lat|clos|small|rich|poor|worst|hott|cold|weak|tall|deep|heavi|busi|wealthi|tough)est""",
    re.VERBOSE,
)
"""Words that say of how many, or in which respect, something holds: what limits them stays."""
_OPENS_CONDITION = frozenset(
    """according if unless until without except instead than rather whether despite like unlike as per about among
    between whereas but or nor not""".split()
)
_DENIES = re.compile(
    r"\b(?:if|unless|until|den(?:y|ies|ied|ying)|reject\w*|refus\w*|fail\w*|not|never|no)\b|n['’]t\b", re.IGNORECASE
)
_LETS = re.compile(r"ha(?:ve|s|d|ving)|get(?:s|ting)?|got|see(?:s|n|ing)?|saw|find(?:s|ing)?|found|keep(?:s|ing)?|kept")
_DEFINITE = frozenset("the those these that this any all every each no whose his her its their".split())
_LEANS = frozenset(
    """a an the of in on at to for from with by into onto about over under and or but as than is was are were be been
    has have had will would can could may might not its his her their who which that upto after although as because
    before if since though when where whether while whilst whose shortly soon just time times day days hour hours minutes
    month months week weeks year years moments along together due thanks prior ahead such close next out up down $ £ € #""".split()
)
"""Words that need the phrase after them."""
_WITH_WORD_BEFORE = frozenset("of % morning afternoon evening night".split())
"""Words that need the word before them."""
_AFTER_MEASURES = frozenset("after ago before earlier from into later off since".split())
_OPENS_CLAUSE = frozenset("after although as because before since though when while".split())
_NUMBER = re.compile(r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|hundreds?|thousands?|millions?|billions?)\b")
_STOPS = frozenset((*",.;:!?)”\"’", "–", "—", "-", "--", ""))


@dataclass(frozen=True, slots=True)
class Shortened:
    """What is left out of a sentence, as places in it, and how many words are left."""

    cuts: tuple[Span, ...]
    words: int


class Shortening:
    """Shortens the sentences of one reading. Words of the headline and numbers are worth more than others."""

    def __init__(self, reading: Reading) -> None:
        self._headline = frozenset(content_words(reading.article.metadata.headline))
        self._names: defaultdict[int, list[Span]] = defaultdict(list)
        for chain in reading.chains:
            for mention in chain.mentions:
                self._names[mention.sentence].append(mention.span)
        self._phrases: dict[Span, Phrases] = {}

    def cuts(self, sentence: Sentence, text: str, start: int, most: int) -> tuple[Span, ...]:
        """What can be left out of a sentence from `start` on, so that about `most` words are left; empty if nothing."""
        if len(text[start:].split()) <= most:
            return ()
        if sentence.span not in self._phrases:
            offset = sentence.span.start
            inside = [n for n in self._names.get(sentence.index, ()) if sentence.span.covers(n)]
            names = [Span(n.start - offset, n.end - offset) for n in inside]
            self._phrases[sentence.span] = Phrases(text, sentence.words, names)
        found = shorten(self._phrases[sentence.span], start, most, lambda span: self._worth(span.of(text)))
        return found.cuts if found else ()

    def _worth(self, words: str) -> float:
        told = len(self._headline & set(content_words(words)))
        return HEADLINE_WORTH * told + NUMBER_WORTH * bool(_NUMBER.search(words))


def shorten(phrases: Phrases, start: int, most: int, worth: Callable[[Span], float]) -> Shortened | None:
    """The best way to shorten what stands from the code point `start` on to `most` words, or to nearly as few.

    `worth`: what a phrase is worth to the reader beyond its words; it is added to its cost. None if the tree is no tree,
    or nothing can be left out.
    """
    root = phrases.root
    if root < 0 or not _has_subject(phrases, start):
        return None
    weights = shipped()
    costs: dict[int, tuple[Phrase, float, float]] = {}
    for phrase in phrases.all():
        if phrases.span(phrase).start < start or not _may_go(phrases, phrase):
            continue
        p = probability(phrases.features(phrase), weights)
        if p >= (NEEDED if _may_be_needed(phrases, phrase) else LEAST):
            gone = -math.log(p) + worth(phrases.span(phrase))
            costs[phrase.head] = phrase, gone, -math.log(1 - p + 1e-6) * KEPT_WEIGHT
    ways = _ways(phrases, root, start, costs)
    enough = {size: way for size, way in ways.items() if size >= SHORTEST}
    if not enough:
        return None
    size = min(enough, key=lambda k: (enough[k][0] + OVER_COST * max(0, k - most), k))
    cuts = [_with_marks(phrases, costs[i][0], start) for i in enough[size][1]]
    return Shortened(tuple(sorted(cuts)), size) if cuts else None


def _ways(
    phrases: Phrases, root: int, start: int, costs: dict[int, tuple[Phrase, float, float]]
) -> dict[int, tuple[float, tuple[int, ...]]]:
    """For each number of words that can be left, the least cost and the heads of what is left out."""
    order = sorted(range(len(phrases.words)), key=lambda i: -len(phrases.path(i)))
    found: dict[int, dict[int, tuple[float, tuple[int, ...]]]] = {}
    for i in order:
        ways = {int(phrases.is_word[i] and phrases.words[i].span.start >= start): (0.0, ())}
        for child in phrases.children[i]:
            options = found.pop(child)
            if child in costs:
                _, gone, stays = costs[child]
                options = {k: (cost + stays, out) for k, (cost, out) in options.items()}
                if 0 not in options or options[0][0] > gone:
                    options[0] = gone, (child,)
            ways = _joined(ways, options)
        found[i] = ways
    return found[root]


def _joined(
    ways: dict[int, tuple[float, tuple[int, ...]]], options: dict[int, tuple[float, tuple[int, ...]]]
) -> dict[int, tuple[float, tuple[int, ...]]]:
    best: dict[int, tuple[float, tuple[int, ...]]] = {}
    for k, (cost, out) in ways.items():
        for k2, (cost2, out2) in options.items():
            total = cost + cost2
            if k + k2 not in best or total < best[k + k2][0]:
                best[k + k2] = total, out + out2
    return best


def _has_subject(phrases: Phrases, start: int) -> bool:
    """Whether the main verb has a subject that the tree has found."""
    return any(
        phrases.words[k].relation.startswith(("nsubj", "csubj", "expl")) and phrases.words[k].span.start >= start
        for k in phrases.children[phrases.root]
    )


def _may_go(phrases: Phrases, phrase: Phrase) -> bool:
    """Whether the sentence stays true, and a sentence, without a phrase."""
    head, above = phrase.head, phrases.words[phrase.head].head
    relation = phrases.words[head].relation
    kind = relation.split(":")[0]
    if kind not in _CUT or phrases.lower[phrase.first] == "of" or not _is_set_apart(phrases, phrase) or _limits(phrases, phrase, above):
        return False
    text = phrases.span(phrase).of(phrases.text)
    opening = phrases.lower[phrase.first]
    openers = {opening, *(phrases.lower[k] for k in phrases.children[head] if phrases.words[k].relation in ("case", "mark"))}
    if openers & _OPENS_CONDITION or (_DENIES.search(text) and kind in ("advcl", "conj", "advmod")):
        return False
    says = any(SPEECH_VERB.match(phrases.lower[k]) for k in range(phrase.first, phrase.last + 1))
    if says and relation != "acl:relcl" and kind != "appos":
        return False
    if kind == "advmod":
        return bool(_ADVERBS.fullmatch(phrases.lower[head])) and not HEDGE.search(text)
    if kind == "conj":
        return _is_second_clause(phrases, phrase, above)
    if kind == "advcl":
        if phrases.words[phrase.first].relation.startswith("nsubj") or phrases.children[phrase.first]:
            return False  # a clause without a word that opens it is the tree's mistake
        is_clause = phrases.words[above].relation.split(":")[0] in _VERBAL
        return is_clause or (opening in _OPENS_CLAUSE and phrases.after(phrase) in _STOPS and phrase.first > above)
    if kind in ("acl", "nmod"):
        return opening != "to" and above < head and not _tells_which(phrases, phrase, above)
    if kind == "appos":
        return above < head and phrases.before(phrase) in COMMAS
    if phrases.words[above].relation == "acl" and (
        phrase.first == above + 1 or _tells_which(phrases, phrase, phrases.words[above].head)
    ):
        return False
    return kind == "obl" and not (HEDGE.search(text) and phrase.last - phrase.first < SHORTEST)


def _may_be_needed(phrases: Phrases, phrase: Phrase) -> bool:
    """Whether a verb may need a phrase: one with "to", or one right after it where it has no object."""
    relation, above = phrases.words[phrase.head].relation, phrases.words[phrase.head].head
    if relation == "advcl":
        return phrases.lower[phrase.first] == "to"
    has_object = any(phrases.words[k].relation in ("obj", "ccomp", "xcomp", "cop") for k in phrases.children[above])
    return relation == "obl" and phrase.first == above + 1 and not has_object


def _is_set_apart(phrases: Phrases, phrase: Phrase) -> bool:
    """Whether a phrase can be taken out without leaving half of something: of a name, a quotation, a pair of commas."""
    span = phrases.span(phrase)
    before, after = phrases.before(phrase), phrases.after(phrase)
    if phrases.lower[phrase.last] in ("which", "whom", "whose") or before in _LEANS or before in (":", ";") or after == ":":
        return False
    glued = re.match(r"['’-]?\w", phrases.text[span.end :]) or re.search(r"\w[-’']?$", phrases.text[: span.start])
    if glued or after in _WITH_WORD_BEFORE or (after in _AFTER_MEASURES and not _has_case(phrases, phrase)):
        return False
    if before in COMMAS and after not in _STOPS:
        return False
    if after in ("and", "or") and phrases.words[phrase.head].relation.startswith(("acl", "appos", "nmod")):
        return False
    inside = span.of(phrases.text)
    if inside.count("(") != inside.count(")") or (before not in COMMAS and after == "," and inside.count(",") % 2):
        return False
    if any(n.overlaps(span) and not span.covers(n) for n in phrases.names):
        return False
    if any(span.start == n.end + 1 and phrases.text[n.end] == " " and phrase.last == phrase.first for n in phrases.names):
        return False
    for start, end in quoted_spans(phrases.text):
        if start < span.end and span.start < end and not (span.start <= start and end <= span.end):
            return False
    return True


def _has_case(phrases: Phrases, phrase: Phrase) -> bool:
    return any(phrases.words[k].relation == "case" for k in phrases.children[phrase.head])


def _limits(phrases: Phrases, phrase: Phrase, above: int) -> bool:
    """Whether a phrase, or what it hangs from, has a word such as "only" or "first" that it may belong to."""
    kind = phrases.words[phrase.head].relation.split(":")[0]
    if kind == "advmod" and _LIMITS.fullmatch(phrases.lower[phrase.head]):
        return True
    if kind == "appos" or (kind == "acl" and phrases.before(phrase) in COMMAS):
        return False
    around = [above, *(k for k in phrases.children[above] if phrases.words[k].relation.startswith(_MODIFIERS))]
    if phrases.words[above].relation.startswith("acl"):
        noun = phrases.words[above].head
        around += [noun, *(k for k in phrases.children[noun] if phrases.words[k].relation.startswith(_MODIFIERS))]
    return any(_LIMITS.fullmatch(phrases.lower[k]) for k in around if not phrase.first <= k <= phrase.last)


def _is_second_clause(phrases: Phrases, phrase: Phrase, above: int) -> bool:
    """Whether a phrase is what a subject does besides, at the end: "… and wounded five people."."""
    others = [k for k in phrases.children[above] if phrases.words[k].relation == "conj"]
    is_clause = phrases.words[above].relation.split(":")[0] in _VERBAL - {"conj"}
    has_object = any(
        phrases.words[k].relation.startswith(_OF_VERBS)
        for k in phrases.children[phrase.head]
    )
    is_last = phrases.after(phrase) in _STOPS
    is_clause = is_clause and any(phrases.words[k].relation.startswith(_OF_VERBS) for k in phrases.children[above])
    return len(others) == 1 and is_clause and has_object and is_last and phrases.lower[phrase.first] == "and"


def _tells_which(phrases: Phrases, phrase: Phrase, above: int) -> bool:
    """Whether a phrase says which one a noun means: "the man who shot him", but not "a letter that he sent"."""
    if phrases.before(phrase) in COMMAS:
        return False
    verb = phrases.words[above].head
    if any(phrases.words[k].relation == "cop" for k in phrases.children[above]) or (
        verb >= 0 and phrases.words[above].relation == "obj" and _LETS.fullmatch(phrases.lower[verb])
    ):
        return True  # "is an upgrade of", "have their calls relayed"
    if phrases.words[phrase.head].relation == "acl:relcl" and phrases.after(phrase) not in _STOPS:
        return True
    if phrases.is_in_name(above):
        return False
    determiners = [phrases.lower[k] for k in phrases.children[above] if phrases.words[k].relation.startswith("det")]
    owners = any(phrases.words[k].relation == "nmod:poss" for k in phrases.children[above])
    return not owners and (not determiners or determiners[0] in _DEFINITE)


def _with_marks(phrases: Phrases, phrase: Phrase, start: int) -> Span:
    """The place of a phrase with the spaces and commas that go with it."""
    text, span = phrases.text, phrases.span(phrase)
    before, after = text[start : span.start].rstrip(), text[span.end :].lstrip()
    if not before:  # it opens the sentence
        rest = after[1:].lstrip() if after[:1] in CLOSING_COMMAS else after
        return Span(span.start, len(text) - len(rest))
    begin = start + len(before)
    if before[-1] not in COMMAS:
        return Span(begin, span.end)
    begin -= 1
    begin -= len(text[start:begin]) - len(text[start:begin].rstrip())
    closes = after[:1] in CLOSING_COMMAS and (after[:1] == before[-1] or before[-1] in "(–—-")
    closes = closes and (before[-1] == "(" or not _ends_aside(phrases, phrase))
    return Span(begin, len(text) - len(after) + closes)


def _ends_aside(phrases: Phrases, phrase: Phrase) -> bool:
    """Whether the comma after a phrase closes a longer aside: ", from Haugen, near the coast,"."""
    above = phrases.path(phrase.head)[1:]
    return any(
        p.head in above and p.last == phrase.last and p.first < phrase.first and phrases.before(p) in COMMAS
        for p in phrases.all()
    )
