"""Which phrases may be left out of a sentence: it stays a sentence, and it says nothing that was not said.

These may go: an aside between commas; what the subject does besides; the clause that tells after or before what it
happened; the day and the place of one event; where somebody said it. All else may be needed: whom it is for, what it
is about, of how many it holds. Denials, hedges, conditions, comparisons and sources stay.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retold.digest.phrases import COMMAS, Phrase, Phrases
from retold.english.calendar import WEEKDAYS
from retold.english.hedges import HEDGE
from retold.english.quotation_marks import quoted_spans
from retold.english.speech_verbs import SPEECH_VERB
from retold.types import Span

_VERBAL = frozenset(("root", "ccomp", "xcomp", "advcl", "parataxis", "acl"))
"""Relations of words that head a clause."""
_OF_VERBS = ("aux", "ccomp", "cop", "nsubj", "obj", "obl", "xcomp")
_OBJECTS = frozenset(("obj", "ccomp", "xcomp", "cop"))
_LIMITS = re.compile(
    r"""not|no|never|nor|neither|none|nobody|nothing|hardly|scarcely|barely|rarely|seldom|few|little|only|just|solely
    |merely|all|every|each|any|both|most|least|first|second|third|fourth|fifth|last|next|sole|so|such|too|enough|more
    |less|fewer|than|other|another|same|worst|best|until|record|(?:old|new|larg|bigg|high|low|long|short|young|great
    |strong|fast|deadli|earli|lat|clos|small|rich|poor|hott|cold|weak|tall|deep|heavi|busi|wealthi|tough)est""",
    re.VERBOSE,
)
"""Words that say of how many, or in which respect, something holds: what limits them stays."""
_STAYS = re.compile(
    r"""\b(?:if|unless|until|den(?:y|ies|ied|ying)|disput\w+|reject\w*|refus\w*|fail\w*|not|never|no|without|except
    |instead|rather|despite|than|like|according|cited|quoted|reported|obtained|seen\sby|per|but|only)\b|n['’]t\b""",
    re.VERBOSE | re.IGNORECASE,
)
"""Words that change what the rest says, or tell where it is from."""
_CONTRAST = re.compile(r"\b(?:but|while|whereas|compared|than|rather|record|daily|each|every|from)\b", re.IGNORECASE)
_FIGURE = re.compile(
    r"""[$£€%]|\b(?:per\s?cent|percent(?:age)?|[mb]illions?|points?|degrees?|inch(?:es)?|revenues?|sales|profits?
    |shares?|prices?|rates?|rose|rises?|rising|fell|falls?|grew|grows?|growth|up|down|average|total)\b""",
    re.VERBOSE | re.IGNORECASE,
)
"""What is measured: its time and place are part of what is said."""
_NOW = frozenset("yesterday today tonight overnight".split())
_DAYS = frozenset((*WEEKDAYS, *_NOW, "night", "morning", "afternoon", "evening"))
"""Words for the day of an event. A month or a year is more than that: it says how long ago something was."""
_RELATIVES = frozenset("who which whose where".split())
_RESULTS = frozenset("leaving prompting sparking raising causing bringing sending pushing marking drawing".split())
"""What opens a clause that tells what came of something."""
_OCCASION = re.compile(
    r"""(?:in|at|on|during|to)\s(?:\w+\s){0,3}(?:statement|interview|letter|tweet|post|speech|conference|briefing|email
    |e-mail|message|release|blog|note|report|reporters|journalists)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_DEFINITE = frozenset("the this that these those".split())
_IN_PLACE = frozenset("in at near outside inside".split())
_OPENS_CLAUSE = frozenset("after as before since".split())
_LEANS = frozenset(
    """a an the of in on at to for from with by into onto about over under and or but as than is was are were be been
    has have had will would can could may might not its his her their that upto after although because before how if
    since though what when where whether while whilst who whom whose why shortly soon just time times day days hour
    hours minutes month months week weeks year years moments along together due thanks prior ahead such close next out
    up down $ £ € # ( : ;""".split()
)
"""Words and marks that need the phrase after them."""
_WITH_WORD_BEFORE = frozenset("of % morning afternoon evening night and or :".split())
"""Words that need the word before them."""
_PREPOSITIONS = frozenset("to in on at for by with when as after before from into over".split())
_STOPS = frozenset((*',.;!?)”"’', "–", "—", "-", "--", ""))


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the names in a sentence: where places stand, and people that the article names first there."""

    places: Sequence[Span]
    new_people: Sequence[Span]


def may_go(phrases: Phrases, phrase: Phrase, known: Known) -> bool:
    """Whether the sentence stays true, and a sentence, without a phrase."""
    above = phrases.words[phrase.head].head
    text = phrases.span(phrase).of(phrases.text)
    if _STAYS.search(text) or HEDGE.search(text) or not _is_set_apart(phrases, phrase):
        return False
    kind = phrases.words[phrase.head].relation.split(":")[0]
    if kind == "conj":
        return _is_second_clause(phrases, phrase, above)
    if kind in ("appos", "acl"):
        return _is_aside(phrases, phrase, above, known.new_people)
    if kind == "advcl":
        return _is_side_clause(phrases, phrase, above) and not _is_limited(phrases, phrase)
    return kind == "obl" and _is_circumstance(phrases, phrase, above, known.places)


def _is_aside(phrases: Phrases, phrase: Phrase, above: int, new_people: Sequence[Span]) -> bool:
    """Whether it only adds something to a noun, between commas, and tells neither its name nor who or which it is."""
    if above > phrase.head or phrases.before(phrase) not in COMMAS:
        return False
    noun = phrases.words[above].span
    if any(p.start <= noun.start < p.end for p in new_people):
        return False
    determiners = (phrases.lower[k] for k in phrases.children[above] if phrases.words[k].relation.startswith("det"))
    if not phrases.is_in_name(above) and any(word in _DEFINITE for word in determiners):
        return False
    if phrases.after(phrase) == "," and "," in phrases.span(phrase).of(phrases.text):
        return False  # where it ends is not sure
    if phrases.words[phrase.head].relation == "acl:relcl":
        return phrases.lower[phrase.first] in _RELATIVES
    names_it = phrases.is_in_name(phrase.head) and not phrases.is_in_name(above)
    is_clause = any(
        phrases.words[k].relation.startswith(("nsubj", "cop", "aux")) for k in phrases.children[phrase.head]
    )
    return phrases.words[phrase.head].relation == "appos" and not names_it and not is_clause


def _is_side_clause(phrases: Phrases, phrase: Phrase, above: int) -> bool:
    """Whether it tells after or before what something happened, or what came of it: "…, leaving two hurt"."""
    is_main = phrases.words[above].relation.split(":")[0] in ("root", "ccomp", "parataxis")
    if not is_main or (phrases.after(phrase) not in _STOPS and phrase.first):
        return False
    opening = phrases.lower[phrase.first]
    if opening in _OPENS_CLAUSE:
        return _is_whole(phrases, phrase, above) and not _says(phrases, phrase)
    return phrase.first == phrase.head and phrases.before(phrase) == "," and opening in _RESULTS


def _is_circumstance(phrases: Phrases, phrase: Phrase, above: int, places: Sequence[Span]) -> bool:
    """Whether it is the day of one event, its place before the verb, or where somebody said something.

    A place after the verb may belong to a noun there: "the policies in the north".
    """
    text, span = phrases.span(phrase).of(phrases.text), phrases.span(phrase)
    if phrases.words[above].relation.split(":")[0] not in _VERBAL | {"conj"} or not _is_whole(phrases, phrase, above):
        return False
    if _OCCASION.match(text):
        return bool(SPEECH_VERB.match(phrases.lower[above]))
    own = phrases.lower[phrase.first : phrase.last + 1]
    is_time = phrases.lower[phrase.head] in _DAYS and any(word in WEEKDAYS or word in _NOW for word in own)
    is_place = own[0] in _IN_PLACE and any(span.covers(p) for p in places) and phrase.last < above
    if phrase.last > above and phrases.after(phrase) == ",":
        return False  # what follows may say what it is
    if not (is_time or is_place) or _is_limited(phrases, phrase):
        return False
    rest = phrases.text[: span.start] + phrases.text[span.end :]
    has_case = any(phrases.words[k].relation == "case" for k in phrases.children[phrase.head])
    goes_on = phrases.after(phrase) in _STOPS | _PREPOSITIONS
    return (has_case or goes_on) and not _CONTRAST.search(rest) and not _FIGURE.search(rest)


def _is_whole(phrases: Phrases, phrase: Phrase, above: int) -> bool:
    """Whether the verb has an object, or something else after it, so that it does not need the phrase."""
    children = [k for k in phrases.children[above] if not phrase.first <= k <= phrase.last]
    if any(phrases.words[k].relation in _OBJECTS for k in children):
        return not any(phrases.words[k].relation == "cop" for k in children)
    return any(k > above and phrases.words[k].relation.startswith("obl") for k in children) or phrase.last < above


def _is_second_clause(phrases: Phrases, phrase: Phrase, above: int) -> bool:
    """Whether a phrase is what a subject does besides, at the end: "… and wounded five people."."""

    def has(word: int, relations: str | tuple[str, ...]) -> bool:
        return any(phrases.words[k].relation.startswith(relations) for k in phrases.children[word])

    others = [k for k in phrases.children[above] if phrases.words[k].relation == "conj"]
    is_clause = phrases.words[above].relation.split(":")[0] in _VERBAL and has(above, _OF_VERBS)
    is_like_it = has(phrase.head, _OF_VERBS) and (phrases.words[above].head < 0 or not has(phrase.head, "nsubj"))
    is_last = phrases.after(phrase) in _STOPS - {","} and phrases.lower[phrase.first] == "and"
    is_last = is_last and "both" not in phrases.lower
    return len(others) == 1 and is_clause and is_like_it and is_last and not _says(phrases, phrase)


def _says(phrases: Phrases, phrase: Phrase) -> bool:
    return any(SPEECH_VERB.match(phrases.lower[k]) for k in range(phrase.first, phrase.last + 1))


def _is_limited(phrases: Phrases, phrase: Phrase) -> bool:
    """Whether the rest of the sentence has a word such as "only" or "first" that a phrase may belong to."""
    return any(_LIMITS.fullmatch(word) for k, word in enumerate(phrases.lower) if not phrase.first <= k <= phrase.last)


def _is_set_apart(phrases: Phrases, phrase: Phrase) -> bool:
    """Whether a phrase can be taken out without leaving half of something: of a name, a quotation, a pair of commas."""
    span, before, after = phrases.span(phrase), phrases.before(phrase), phrases.after(phrase)
    inside, text = span.of(phrases.text), phrases.text
    glued = re.match(r"['’-]?\w", text[span.end :]) or re.search(r"\w[-’']?$", text[: span.start])
    if glued or before in _LEANS or after in _WITH_WORD_BEFORE or phrases.lower[phrase.last] in ("which", "whom"):
        return False
    if phrases.words[phrase.first].relation.startswith(("aux", "cop")):
        return False  # its subject hangs from elsewhere
    if before in COMMAS and (after not in _STOPS or (before != "," and after == ",")):
        return False
    if inside.count("(") != inside.count(")") or (before not in COMMAS and after == "," and inside.count(",") % 2):
        return False
    if any(n.overlaps(span) and not span.covers(n) for n in phrases.names):
        return False
    quotations = [Span(*bounds) for bounds in quoted_spans(text)]
    return not any(q.overlaps(span) and not span.covers(q) for q in quotations)
