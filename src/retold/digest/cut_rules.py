"""What is never left out of a sentence, however sure the probabilities are.

Denials, contrasts, hedges, conditions, sources, who did something ("by most of them"), another time than the day of the
news, what opens the time of a sentence, who somebody is at first mention, and anything without which half of a name, a
quotation, a list or a pair of commas would be left. "Could" may go with the clause that it belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from retold.digest.phrases import COMMAS, FIGURE, STOPS, Phrase, Phrases
from retold.english.calendar import MONTH, UNAMBIGUOUS_DATE_NAMES
from retold.english.hedges import HEDGE
from retold.english.quotation_marks import quoted_spans
from retold.types import Span

_STAYS = re.compile(
    r"""\b(?:if|unless|until|den(?:y|ies|ied|ying)|disput\w+|reject\w*|refus\w*|fail\w*|not|never|no|without|except
    |instead|rather|despite|than|but|only|though|although|whereas|however|according|cited|quoted|reported|seen\sby)\b
    |n['’]t\b""",
    re.VERBOSE | re.IGNORECASE,
)
"""Words that change what the rest says, or tell where it is from."""
_LEANS = frozenset(
    """a an the of in on at to for from with by into onto about over under and or but as than is was are were be been
    has have had will would can could may might not its his her their that upto after although because before how if
    since though what when where whether while whilst who whom whose why shortly soon just time times day days hour
    hours minutes month months week weeks year years moments along together due thanks prior ahead such close next out
    up down $ £ € # ( : ;""".split()
)
"""Words and marks that need the phrase after them."""
_WITH_WORD_BEFORE = frozenset("of % morning afternoon evening night and or : ago".split())
"""Words that need the word before them."""
_GOES_ON = STOPS | frozenset("but that which who when while because after before as".split())
_NEVER = frozenset(
    "nsubj csubj expl aux cop det case mark cc obj iobj ccomp flat compound fixed goeswith discourse".split()
)
"""Relations of words that a sentence or a name needs."""
_NUMBER = re.compile(r"\d[\d,.]*$")
_OTHER_TIME = re.compile(
    rf"""
    \b(?:
        (?:18|19|20)\d\d(?:s\b)? | (?-i:{MONTH}) | ago | earlier | formerly | previously | originally | initially
        |(?:last|next|past|previous|following|coming|same)\s(?:\w+\s)?(?:week|month|year|decade|century|season|spring
        |summer|autumn|fall|winter|night)s?
    )\b
    |^(?:before|since|until)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""When something was, if that is not the day of the news: without it, the past looks like news."""
_FRAME = re.compile(r"(?:after|during|following|when|while|as)\b", re.IGNORECASE)
"""What opens the time of a whole sentence."""
_TIMES = frozenset(("obl", "advmod", "advcl", "nmod"))
_CLAUSES = frozenset(("advcl", "conj", "acl:relcl", "parataxis"))
_MODAL = re.compile(r"may|might|could|would|should", re.IGNORECASE)


def may_go(phrases: Phrases, phrase: Phrase, new_people: Sequence[Span] = ()) -> bool:
    """Whether a phrase is one that can be left out at all. "Could" may go with the clause that it belongs to.

    `new_people`: the places of those whom the article names first in the sentence.
    """
    text = phrases.span(phrase).of(phrases.text)
    relation = phrases.words[phrase.head].relation
    if relation.split(":")[0] in _NEVER or relation in ("nmod:desc", "obl:agent") or _STAYS.search(text):
        return False
    is_frame = phrase.head < phrases.words[phrase.head].head and _FRAME.match(text)
    if relation.split(":")[0] in _TIMES and (is_frame or _OTHER_TIME.search(text)):
        return False
    above = phrases.words[phrases.words[phrase.head].head].span
    if relation in ("appos", "acl:relcl", "acl") and any(p.overlaps(above) for p in new_people):
        return False
    hedges = [h for h in HEDGE.findall(text) if relation not in _CLAUSES or not _MODAL.fullmatch(h)]
    needed = (_is_of_list, _is_of_date, _dates_figure, _names)
    return not hedges and not any(is_needed(phrases, phrase) for is_needed in needed) and _is_set_apart(phrases, phrase)


def _is_of_list(phrases: Phrases, phrase: Phrase) -> bool:
    """Whether it is one of several that are joined: without it, "and" or a comma would be missing."""
    word = phrases.words[phrase.head]
    conjuncts = [k for k in phrases.children[word.head] if phrases.words[k].relation == "conj"]
    return word.relation == "conj" and (len(conjuncts) > 1 or phrases.lower[phrase.first] not in ("and", "or"))


def _is_of_date(phrases: Phrases, phrase: Phrase) -> bool:
    """Whether it leaves half of a date: "in August" of "in August 2004"."""
    near = (phrases.before(phrase), phrases.after(phrase))
    edges = (phrases.lower[phrase.first], phrases.lower[phrase.last])
    return any(
        (a in UNAMBIGUOUS_DATE_NAMES and _NUMBER.match(b)) or (b in UNAMBIGUOUS_DATE_NAMES and _NUMBER.match(a))
        for a, b in zip(near, edges, strict=True)
    )


def _dates_figure(phrases: Phrases, phrase: Phrase) -> bool:
    """Whether it says when something was measured: "rose by 12 percent on Monday"."""
    if not any(w in UNAMBIGUOUS_DATE_NAMES for w in phrases.lower[phrase.first : phrase.last + 1]):
        return False
    span = phrases.span(phrase)
    return bool(FIGURE.search(f"{phrases.text[: span.start]} {phrases.text[span.end :]}"))


def _names(phrases: Phrases, phrase: Phrase) -> bool:
    """Whether it is the name of what it stands beside: "her brother, Karl Vik,"."""
    word = phrases.words[phrase.head]
    return word.relation == "appos" and phrases.is_in_name(phrase.head) and not phrases.is_in_name(word.head)


def _is_set_apart(phrases: Phrases, phrase: Phrase) -> bool:
    """Whether a phrase can be taken out without leaving half of something: of a name, a quotation, a pair of commas."""
    span, before, after = phrases.span(phrase), phrases.before(phrase), phrases.after(phrase)
    inside, text = span.of(phrases.text), phrases.text
    glued = re.match(r"['’-]?\w", text[span.end :]) or re.search(r"\w[-’']?$", text[: span.start])
    if glued or before in _LEANS or after in _WITH_WORD_BEFORE or phrases.lower[phrase.last] in ("which", "whom"):
        return False
    if phrases.words[phrase.first].relation.startswith(("aux", "cop")):
        return False  # its subject hangs from elsewhere
    if phrase.first > phrases.words[phrase.head].head and before not in COMMAS and after not in _GOES_ON:
        return False  # what follows may belong to it: "in an interview with CNN"
    if text[: span.start].rstrip().endswith("--") or text[span.end :].lstrip().startswith("--"):
        return False
    if before in COMMAS and (after not in STOPS or (before != "," and after == ",")):
        return False
    if inside.count("(") != inside.count(")") or (before not in COMMAS and after == "," and inside.count(",") % 2):
        return False
    if any(n.overlaps(span) and not span.covers(n) for n in phrases.names):
        return False
    quotations = [Span(*bounds) for bounds in quoted_spans(text)]
    return not any(q.overlaps(span) and not span.covers(q) for q in quotations)
