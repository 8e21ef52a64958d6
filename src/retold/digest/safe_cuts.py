"""How likely a sentence without a phrase is good English, and gives its reader no wrong idea.

The features look at the phrase, at what it hangs from, and at the rest of the sentence; the reading model adds a score
for each word at the edges of the cut. `train/safe_cuts.py` fits the weights on cuts that were judged by reading.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from retold.digest.phrases import CLOSING_COMMAS, COMMAS, FIGURE, STOPS, Phrase, Phrases
from retold.english.calendar import WEEKDAYS
from retold.english.hedges import HEDGE
from retold.english.speech_verbs import SPEECH_VERB

Features = dict[str, float]

_VERBS = frozenset(("root", "ccomp", "xcomp", "advcl", "acl", "parataxis", "csubj"))
"""Relations of words that head a clause."""
_OBJECTS = frozenset(("obj", "ccomp", "xcomp", "cop"))
_LIMITS = frozenset(
    """not no never nor neither none nobody nothing hardly scarcely barely rarely seldom few little only just solely
    merely all every each any both most least first second third fourth fifth last next sole so such too enough more
    less fewer than other another same worst best until record""".split()
)
"""Words that say of how many, or in which respect, something holds."""
_CHANGES = re.compile(
    r"""\b(?:if|unless|until|den(?:y|ies|ied|ying)|disput\w+|reject\w*|refus\w*|fail\w*|not|never|no|without|except
    |instead|rather|despite|than|like|according|cited|quoted|reported|obtained|seen\sby|per|but|only)\b|n['’]t\b""",
    re.VERBOSE | re.IGNORECASE,
)
"""Words that change what the rest says, or tell where it is from."""
_CONTRAST = re.compile(r"\b(?:but|while|whereas|compared|than|rather|record|daily|each|every|from)\b", re.IGNORECASE)
_SUPERLATIVE = re.compile(r"\b(?:first|last|since|record|worst|best|biggest|largest|most|only)\b", re.IGNORECASE)
_NEGATION = re.compile(r"\b(?:not|never|no)\b|n['’]t\b", re.IGNORECASE)
_OCCASION = re.compile(
    r"""(?:in|at|on|during|to)\s(?:\w+\s){0,3}(?:statement|interview|letter|tweet|post|speech|conference|briefing|email
    |e-mail|message|release|blog|note|report|reporters|journalists)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_DAYS = frozenset((*WEEKDAYS, *"yesterday today tonight overnight night morning afternoon evening".split()))
_PRONOUNS = frozenset("he she him her his hers they them their it its".split())


def probability(phrases: Phrases, phrase: Phrase, scores: NDArray[np.float32]) -> float:
    """The probability that a phrase can be left out. `scores`: float32 (words, 6), as `Sentence.cut_scores`."""
    weights = shipped()
    total = sum(weights.get(name, 0.0) * value for name, value in features(phrases, phrase).items())
    total += sum(float(scores[word, part]) for part, word in enumerate(places(phrases, phrase)))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def places(phrases: Phrases, phrase: Phrase) -> tuple[int, ...]:
    """The words whose scores count: the head, its governor, the first, the last, the one before, the one after."""
    last = len(phrases.words) - 1
    governor = phrases.words[phrase.head].head
    return phrase.head, governor, phrase.first, phrase.last, max(phrase.first - 1, 0), min(phrase.last + 1, last)


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, float]:
    """The weights in the package, by feature."""
    found: dict[str, float] = json.loads((files("retold") / "data" / "safe_cuts.json").read_text(encoding="utf-8"))
    return found


def features(phrases: Phrases, phrase: Phrase) -> Features:
    """What tells whether a phrase can be left out, by the names of the weights; only those that are not 0."""
    base = phrases.words[phrase.head].relation.split(":")[0]
    found = {"bias": 1.0} | _of_phrase(phrases, phrase)
    for name, value in (_of_governor(phrases, phrase) | _of_rest(phrases, phrase)).items():
        found[name] = value
        found[f"{base} {name}"] = value
    return {name: value for name, value in found.items() if value}


def _of_phrase(phrases: Phrases, phrase: Phrase) -> Features:
    """Its kind, its size, its words and its edges."""
    relation = phrases.words[phrase.head].relation
    base, own = relation.split(":")[0], phrases.lower[phrase.first : phrase.last + 1]
    text = phrases.span(phrase).of(phrases.text)
    before, after = phrases.before(phrase), phrases.after(phrase)
    is_set_off, is_closed = before in COMMAS, after in CLOSING_COMMAS or after in STOPS
    opening = phrases.opening(phrase)
    chance = phrases.chance(phrase)
    odds = math.log(chance / (1 - chance))
    words, total = sum(phrases.is_word[phrase.first : phrase.last + 1]), sum(phrases.is_word)
    has_name = any(phrases.span(phrase).covers(n) for n in phrases.names)
    kinds = {
        f"is {relation}": 1.0,
        f"is {base}": 1.0,
        f"{base} marks {is_set_off:d}{is_closed:d}": 1.0,
        f"marks {is_set_off:d}{is_closed:d}": 1.0,
        f"{base} opening {opening}": 1.0,
        f"opening {opening}": 1.0,
        f"first {phrases.lower[phrase.first]}": 1.0,
        f"next {after}" if not after[:1].isalpha() else "next word": 1.0,
    }
    return kinds | {
        "editors": odds,
        f"{base} editors": odds,
        "size": math.log(words),
        f"{base} size": math.log(words),
        "left": math.log(max(1, total - words)),
        "share": words / total,
        "opens": float(phrase.first == 0),
        "ends": float(phrase.last >= len(phrases.words) - 2),
        "depth": float(len(phrases.path(phrase.head))),
        "changes": float(bool(_CHANGES.search(text))),
        "contrast": float(bool(_CONTRAST.search(text))),
        "says": float(any(SPEECH_VERB.match(w) for w in own)),
        "digit": float(any(c.isdigit() for c in text)),
        "year": float(bool(_YEAR.search(text))),
        "day": float(any(w in _DAYS for w in own)),
        "occasion": float(bool(_OCCASION.match(text))),
        "name": float(has_name),
        "is a name": float(phrases.is_in_name(phrase.head)),
        "pronoun": float(any(w in _PRONOUNS for w in own)),
        "after and": float(before in ("and", "or")),
        "with and": float(own[0] in ("and", "or", "but")),
        "and inside": float("and" in own and own[0] != "and"),
        "has conjunct": float(any(phrases.words[k].relation == "conj" for k in phrases.children[phrase.head])),
        "quotation": float(any(mark in text for mark in '“”"')),
        "of": float(opening == "of"),
        "opens with comma": float(phrase.first == 0 and is_closed),
        "which one": float(relation == "acl:relcl" and not is_set_off),
    }


def _of_governor(phrases: Phrases, phrase: Phrase) -> Features:
    """What the phrase hangs from, and what else hangs from that."""
    above = phrases.words[phrase.head].head
    others = [k for k in phrases.children[above] if not phrase.first <= k <= phrase.last]
    kinds = Counter(phrases.words[k].relation.split(":")[0] for k in others)
    relation = phrases.words[above].relation.split(":")[0]
    is_verb = relation in _VERBS and not kinds["case"] and not kinds["det"]
    is_verb = is_verb or (relation == "conj" and bool(kinds["nsubj"] or kinds["obj"] or kinds["aux"]))
    determiner = next((phrases.lower[k] for k in others if phrases.words[k].relation.startswith("det")), "")
    shown = {"the": "the", "a": "a", "an": "a", "": "none"}.get(determiner, "other")
    is_of_name = phrases.is_in_name(above)
    return {
        f"under {relation}": 1.0,
        "under verb" if is_verb else "under name" if is_of_name else "under noun": 1.0,
        "comes first": float(phrase.head < above),
        f"determiner {shown}": float(not is_verb),
        "possessor": float(any(phrases.words[k].relation == "nmod:poss" for k in others)),
        "other phrases": float(
            any(k > above and phrases.words[k].relation.split(":")[0] in ("nmod", "acl", "appos") for k in others)
        ),
        "adjective": float(kinds["amod"] + kinds["compound"] + kinds["nummod"] > 0),
        "object": float(kinds["obj"] > 0),
        "other circumstance": float(kinds["obl"] > 0),
        "copula": float(kinds["cop"] > 0),
        "conjuncts": float(kinds["conj"] > 0),
        "governor says": float(bool(SPEECH_VERB.match(phrases.lower[above]))),
        "is whole": float(is_verb and _is_whole(phrases, phrase, above, others)),
        "of name": float(is_of_name and phrases.opening(phrase) == "of"),
    }


def _is_whole(phrases: Phrases, phrase: Phrase, above: int, others: list[int]) -> bool:
    """Whether a verb has an object, or something else after it, so that it does not need the phrase."""
    if any(phrases.words[k].relation in _OBJECTS for k in others):
        return not any(phrases.words[k].relation == "cop" for k in others)
    return any(k > above and phrases.words[k].relation.startswith("obl") for k in others) or phrase.last < above


def _of_rest(phrases: Phrases, phrase: Phrase) -> Features:
    """The words that stay."""
    span = phrases.span(phrase)
    rest = phrases.text[: span.start] + phrases.text[span.end :]
    words = [w for k, w in enumerate(phrases.lower) if not phrase.first <= k <= phrase.last]
    refers = any(w in _PRONOUNS for w in phrases.lower[phrase.last + 1 :])
    return {
        "rest: contrast": float(bool(_CONTRAST.search(rest))),
        "rest: figure": float(bool(FIGURE.search(rest))),
        "rest: limit": float(any(w in _LIMITS for w in words)),
        "rest: superlative": float(bool(_SUPERLATIVE.search(rest))),
        "rest: percent": float("%" in rest or "per cent" in rest or "percent" in rest),
        "rest: negation": float(bool(_NEGATION.search(rest))),
        "rest: hedge": float(bool(HEDGE.search(rest))),
        "rest: pronoun": float(refers),
        "rest: pronoun for a name": float(refers and any(span.covers(n) for n in phrases.names)),
    }
