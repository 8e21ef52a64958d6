"""Words of English, as grounding and ranking compare them: function words, stems, numbers."""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?"
TOKEN = re.compile(_WORD)
"""Words and numbers."""
POSSESSIVE = re.compile(r"['’]s?$")

FUNCTION_WORDS = frozenset(
    """a an the and or but nor so yet of in on at by for from with to into onto over under about as than that this
    these those it its he his him she her they their them we our us you your i me my who whom whose which what
    when where why how is are was were be been being am do does did have has had will would shall should can
    could may might must not no there here also then if while because until since before after during between
    through against within without up down out off again further once only just very too more most such own same
    other both each all any few some s t""".split()
)
NEGATIONS = frozenset("not no never without cannot nor neither none nobody nothing n't".split())
"""Words that turn a statement into its opposite."""

NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen twenty""".split()
    )
} | {"thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90"}
_ORDINALS = {
    word: str(number)
    for number, words in enumerate(
        (
            "first 1st",
            "second 2nd",
            "third 3rd",
            "fourth 4th",
            "fifth 5th",
            "sixth 6th",
            "seventh 7th",
            "eighth 8th",
            "ninth 9th",
            "tenth 10th",
        ),
        start=1,
    )
    for word in words.split()
}
_UNITS = {word: word for word in ("million", "billion", "trillion")} | {
    "m": "million",
    "mn": "million",
    "bn": "billion",
    "tn": "trillion",
    "percent": "percent",
    "cent": "percent",
}
_IRREGULAR = {
    form: base
    for base, forms in {
        "be": "was were is are been am being",
        "have": "has had",
        "say": "said says",
        "tell": "told",
        "win": "won",
        "lose": "lost",
        "make": "made",
        "take": "took taken",
        "give": "gave given",
        "come": "came",
        "go": "went gone",
        "get": "got gotten",
        "find": "found",
        "leave": "left",
        "lead": "led",
        "hold": "held",
        "beat": "beaten",
        "die": "died dead death dying",
        "buy": "bought",
        "sell": "sold",
        "send": "sent",
        "pay": "paid",
        "run": "ran",
        "rise": "rose risen",
        "fall": "fell fallen",
        "begin": "began begun",
        "break": "broke broken",
        "bring": "brought",
        "build": "built",
        "catch": "caught",
        "choose": "chose chosen",
        "drive": "drove driven",
        "fly": "flew flown",
        "grow": "grew grown",
        "keep": "kept",
        "know": "knew known",
        "meet": "met",
        "see": "saw seen",
        "shoot": "shot",
        "spend": "spent",
        "stand": "stood",
        "strike": "struck",
        "think": "thought",
        "throw": "threw thrown",
        "write": "wrote written",
        "become": "became",
        "child": "children",
        "man": "men",
        "woman": "women",
        "person": "people",
        "wife": "wives",
        "life": "lives",
        "seek": "sought",
        "teach": "taught",
        "feel": "felt",
        "fight": "fought",
        "steal": "stole stolen",
        "speak": "spoke spoken",
        "swear": "sworn swore",
        "mean": "meant",
        "hear": "heard",
        "draw": "drew drawn",
        "wear": "wore worn",
        "show": "shown",
        "lie": "lying",
        "deal": "dealt",
    }.items()
    for form in forms.split()
}
PAST_FORMS = frozenset(
    """was were had did bent bled clung crept drank dug fed fled froze hid hung led overtook rang rode sang sank
    shone shook slept slid sprang spun stole stuck stung swam swept swung tore undertook underwent understood
    wept withdrew woke wound""".split()
)
"""Other irregular past forms, which `stem` leaves as they are."""
_SUFFIXES = ("ing", "ed", "es", "ers", "er", "ly", "s", "ments", "ment", "ions", "ion")


def words(text: str) -> list[str]:
    """Words and numbers of `text` in lower case, without possessive endings."""
    return [POSSESSIVE.sub("", w).casefold() for w in TOKEN.findall(text)]


@lru_cache(maxsize=2048)
def content_words(text: str) -> tuple[str, ...]:
    """Words of `text` without function words: names, numbers, nouns, verbs, adjectives.

    Cached, because each section of a digest needs them for the same sentences.
    """
    return tuple(w for w in words(text) if w not in FUNCTION_WORDS)


def is_irregular_past(verb: str) -> bool:
    """Whether a verb is a known irregular past form: "took", "said", "shown"."""
    return verb.casefold() in _IRREGULAR or verb.casefold() in PAST_FORMS


def is_negation(word: str) -> bool:
    """Whether a word, in lower case, turns a statement into its opposite."""
    return word in NEGATIONS or word.endswith(("n't", "n’t"))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A key that most forms of a word share: "moved" and "moves", "two" and "2".

    A light stemmer on purpose (after Harman 1991, "How effective is suffixing?"): if two different
    words shared a key, grounding would accept a wrong word.
    """
    word = POSSESSIVE.sub("", word.casefold())
    known = NUMBERS.get(word) or _ORDINALS.get(word) or _UNITS.get(word) or _IRREGULAR.get(word)
    if known:
        return known
    if word[:1].isdigit():
        return word.replace(",", "")
    if len(word) > 5 and word.endswith(("ies", "ied")):
        return word[:-3] + "y"
    if len(word) > 4:
        for suffix in _SUFFIXES:
            base = word[: -len(suffix)]
            if word.endswith(suffix) and len(base) >= 3:
                doubled = suffix in ("ing", "ed") and len(base) > 3 and base[-1] == base[-2] and base[-1] not in "sl"
                return (base[:-1] if doubled else base).rstrip("e")
    return word.rstrip("e") if len(word) > 3 else word
