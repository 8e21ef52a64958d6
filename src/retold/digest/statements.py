"""Whether a sentence of the source is a statement that can be told, and not a label, a question or a caption."""

from __future__ import annotations

import re

from retold.english.calendar import MONTH, MONTH_WITH_STOP
from retold.english.lexicon import is_irregular_past
from retold.english.quotation_marks import has_paired_marks, without_quotations
from retold.types import Sentence

_AGENCY = r"""(?:
    Reuters|AP|AFP|CNN|BBC|UPI|Xinhua|ANI|PTI|IANS|AAP|Bloomberg|dpa|DPA|Associated\ Press|CBS\ News|VOA|TASS|NYT
)"""
_CAPITAL = r"[A-ZÀ-ÖØ-Þ]"
_PLACE = rf"{_CAPITAL}[\w.'’-]+(?:[ ,/]+{_CAPITAL}[\w.'’-]+)*"
_PLACE_IN_CAPITALS = rf"{_CAPITAL}(?:{_CAPITAL}|[.'’-])+(?:[ ,/]+{_CAPITAL}[\w.'’-]+)*"
_DAY = r"(?:,?\s+[A-Z][a-z]{2,8}\.?\s+\d{1,2})?"
DATELINE = re.compile(
    rf"""
    ^(?:
        (?:{_PLACE}{_DAY})?\s*\({_AGENCY}(?:\s[A-Z]\w+)?\)\s*(?:[-–—―:]+\s*)?            # London (Reuters) -
        |{_PLACE_IN_CAPITALS}{_DAY}\s*\([A-Z][\w ]{{2,30}}\)\s*[-–—―]+\s+                # LONDON (Daily News) -
        |{_PLACE_IN_CAPITALS}{_DAY}\s[-–—―]+\s+(?=[A-Z“\"‘])(?!.*\s[-–—―]+\s)             # LONDON, March 3 -
        |[-–—―]+\s+(?=[A-Z“\"‘])
    )
    """,
    re.VERBOSE,
)
LABEL_IN_CAPITALS = re.compile(rf"^{_PLACE_IN_CAPITALS}:\s+(?=[A-Z“\"‘])")
"""A dateline at the beginning of an article, and a speaker in a transcript: "LONDON: "."""

MOST_AFTER = 7
"""Words from a verb of saying to the end of a sentence that says nothing, at most: "asked on Tuesday in Oslo."."""

_SPOKE = re.compile(r"(?:said|says|asked|asks|added|adds|wrote|writes|replied|replies|explained|tweeted)$")
_SAID = ("obj", "iobj", "ccomp", "xcomp", "parataxis", "advcl", "conj", "nsubj:pass", "aux:pass")
"""Relations of what somebody said to the verb of saying, and of other verbs beside it (Universal Dependencies)."""
_FULL_DATE = re.compile(rf"\b(?:{MONTH}|{MONTH_WITH_STOP}) \d{{1,2}}, \d{{4}}")
_CAPTION = re.compile(
    rf"""
    \b(?:
        file\ (?:photo|picture|image)
        |(?:[Ii]n|[Tt]his)\ (?:this\ |an?\ )?(?:undated\ )?(?:photo|image|picture)\b
        |pictured\ (?:left|right|above|here|below)
        |(?:is|are)\ seen\ here
        |[Ss]hown\ (?:on\ the\ (?:left|right)|above|below|here)
    )
    |,\ pictured\W*$
    # a pose in the present, and a full date at the end
    |\b(?:
        (?:is|are)\ seen|speaks?|poses?|walks?|arrives?|stands?|attends?|waves?|gestures?|holds?
    )\b.*\b(?:{MONTH})\ \d{{1,2}},\ \d{{4}}\.?$
    """,
    re.VERBOSE,
)
_PREDICATES = ("nsubj", "csubj", "expl", "aux", "cop")
"""Relations that show a subject or a verb with an auxiliary."""


_CLAUSE_ALONE = re.compile(r"(?:Because(?! of\b)|Although|Though|Unless|Whereas)\b[^,;:–—]*\Z")
"""A clause that answers or limits the sentence before: "Because the cold wears people out."."""


def is_statement(sentence: Sentence, text: str) -> bool:
    """Whether a sentence has a subject or an auxiliary. Captions and labels have neither."""
    if DATELINE.match(text):  # trees of text after a dateline are often wrong, but it is always a statement
        return True
    if says_nothing(sentence, text) or _CLAUSE_ALONE.match(text):
        return False
    words = sentence.words
    first = words[0].span.of(text) if words and words[0].head < 0 else ""
    if (is_irregular_past(first) or first.endswith("ed")) and not any(
        w.head == 0 and w.relation.startswith(_PREDICATES) for w in words
    ):
        return False  # "Woke up with an alarm saying that it rained."
    return any(w.relation.startswith(_PREDICATES) for w in words) or _has_past_verb(sentence, text)


def says_nothing(sentence: Sentence, text: str) -> bool:
    """Whether a sentence only says that somebody spoke, because what they said is the sentence before.

    "The mayor of Calder, Ann Lee, asked on Tuesday."
    """
    words = sentence.words
    root = next((i for i, w in enumerate(words) if w.head < 0), -1)
    if root < 0 or not _SPOKE.match(words[root].span.of(text)) or any(mark in text for mark in '“"”:'):
        return False
    if len(words) - root > MOST_AFTER:
        return False  # the tree may have missed what was said
    return not any(w.head == root and w.relation.startswith(_SAID) for w in words)


def _has_past_verb(sentence: Sentence, text: str) -> bool:
    """Whether the root is a verb in the past after a noun with its article, though the tree names no subject."""
    root = next((i for i, w in enumerate(sentence.words) if w.head < 0), 0)
    verb = sentence.words[root].span.of(text) if root else ""
    has_object = any(w.head == root and w.relation == "obj" for w in sentence.words)
    is_past = is_irregular_past(verb) or (verb.endswith("ed") and has_object)
    return is_past and sentence.words[0].relation == "det"


def is_of_picture(text: str) -> bool:
    """Whether a text says what a picture shows: "This photo shows …"."""
    return bool(_CAPTION.search(text))


def is_complete(text: str, follows: bool) -> bool:
    """Whether a sentence ends as one, has its marks in pairs, and is no question.

    A sentence that `follows` its speaker may be all quotation.
    """
    if not re.search(r"[.!][\"”'’)]*$", text) or "?" in without_quotations(text):
        return False
    if not has_paired_marks(text) or re.match(r"[a-z]{1,3}\s", text):
        return False
    unquoted = without_quotations(text).strip(" .,!?")
    if len(unquoted.split()) < 2 and not (follows and text[0] in '“"'):
        return False
    if text.startswith(("‘", "'")) and "’" not in text[1:] and "'" not in text[1:]:
        return False
    return not re.search(r"\.\.\.|…|[|»•]|https?://|@\w", text) and not is_of_picture(text) and not text.isupper()


def is_caption(sentence: Sentence, text: str) -> bool:
    """Whether a sentence is in the present and has a full date, as captions do.

    "Police officers take their positions … on Dec. 31, 2016, in Cologne."
    """
    if not _FULL_DATE.search(text):
        return False
    words = sentence.words
    root = next((i for i, w in enumerate(words) if w.head < 0), -1)
    if root < 0:
        return False
    auxiliaries = {w.span.of(text).lower() for w in words if w.head == root and w.relation.startswith(("aux", "cop"))}
    if auxiliaries:
        return auxiliaries <= {"is", "are"}
    verb = words[root].span.of(text)
    is_present = verb.islower() and not verb.endswith("ed") and not is_irregular_past(verb)
    return is_present and any(w.head == root and w.relation.startswith("nsubj") for w in words)
