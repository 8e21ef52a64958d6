"""Cheap rules for a draft, before it is checked against its evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from retold.english.quotation_marks import quoted_spans
from retold.english.sentences import split
from retold.llm.prompts import is_addressed_to_machines
from retold.proof import qualifiers, quantities
from retold.proof.words import Token, tokens

LEAST_WORDS = 4
GRACE = 3
"""Words by which a draft may be longer than was asked for."""
RUN = 4
"""Words in a row that count as copied if the evidence has them in a row, too."""
COPIED = 0.5
"""Share of a draft's runs that may be copied. Above it, our own sentence is as good."""

_ABOUT_ITSELF = re.compile(
    r"^(?:here(?:'s| is)|sure\b|certainly|of course|note:|rewritten|new sentence|sentence:|text:|answer:|i )"
    r"|\b(?:the (?:text|sentence|passage|article) (?:says|states|reports|mentions|describes))\b"
    r"|\bas an? (?:ai|assistant|language model)\b|\b(?:TEXT|END|SENTENCE)\b(?-i:$|\n)",
    re.IGNORECASE,
)
_SIGNS = re.compile(r"[<>{}|\[\]#*_`\\\x00-\x1f]|https?:|\bwww\.")


class Flaw(StrEnum):
    """Why a draft is not taken."""

    CUT_OFF = "cut off"
    NOT_ONE_SENTENCE = "not one sentence"
    ABOUT_ITSELF = "speaks of itself"
    SIGNS = "signs that no sentence has"
    TOO_LONG = "too long"
    COPIED = "copied"
    NAME = "a name that the evidence lacks"
    NUMBER = "a number that the evidence lacks"
    QUOTATION = "a quotation that the evidence lacks"
    QUALIFIER = "a doubt, limit or denial is lost or new"
    UNSUPPORTED = "not supported"
    DENIED = "refused by the model itself"


def cleaned(text: str) -> str:
    """A draft without white space and quotation marks around all of it."""
    text = " ".join(text.split()) if "\n" not in text.strip() else text.strip()
    spans = quoted_spans(text)
    whole = len(spans) == 1 and spans[0][0] == 0 and spans[0][1] >= len(text) - 1
    return text[1:-1].strip() if whole and text[-1] in "\"”'" else text


def flaw(draft: str, evidence: Sequence[str], most_words: int) -> Flaw | None:
    """The first thing that is wrong with a draft; None if the rules find nothing.

    `evidence`: the texts that it rests on. `most_words`: words that were asked for.
    """
    form = _flaw_of_form(draft, most_words)
    if form is not None:
        return form
    said, source = tokens(draft), [t for text in evidence for t in tokens(text)]
    if _has_new_name(said, source):
        return Flaw.NAME
    if any(quantities.misplaced(said, source)) or _has_new_number(said, source):
        return Flaw.NUMBER
    known = " ".join(_words(" ".join(evidence)))
    if any(" ".join(_words(draft[start:end])) not in known for start, end in quoted_spans(draft)):
        return Flaw.QUOTATION
    if _qualifiers_differ(said, source):
        return Flaw.QUALIFIER
    return Flaw.COPIED if copied(draft, evidence) > COPIED else None


def _flaw_of_form(draft: str, most_words: int) -> Flaw | None:
    if _ABOUT_ITSELF.search(draft) or is_addressed_to_machines(draft):
        return Flaw.ABOUT_ITSELF
    if _SIGNS.search(draft):
        return Flaw.SIGNS
    words = draft.split()
    if len(split(draft)) != 1 or len(words) < LEAST_WORDS or not draft.rstrip("\"”'’)").endswith((".", "!", "?")):
        return Flaw.NOT_ONE_SENTENCE
    if not (draft[0].isupper() or draft[0].isdigit() or draft[0] in "\"“‘'$€£"):
        return Flaw.NOT_ONE_SENTENCE
    return Flaw.TOO_LONG if len(words) > most_words + GRACE else None


def copied(text: str, evidence: Sequence[str]) -> float:
    """The share of the runs of `RUN` words that stand in the evidence as they are; 1 for a text too short for one."""
    runs = _runs(_words(text))
    known = {run for e in evidence for run in _runs(_words(e))}
    return sum(run in known for run in runs) / len(runs) if runs else 1.0


def _words(text: str) -> list[str]:
    return re.findall(r"\w+(?:['’]\w+)*", text.lower())


def _runs(words: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)]


def _has_new_name(said: Sequence[Token], source: Sequence[Token]) -> bool:
    """Whether a word with a capital is nowhere in the source with one. The first word counts if it has one inside."""
    known = {t.lower for t in source if t.has_capital}
    words = [t for t in said if t.is_word]
    names = [t for i, t in enumerate(words) if (t.has_capital if i else any(c.isupper() for c in t.text[1:]))]
    return any(t.lower not in known for t in names if t.text != "I")


def _has_new_number(said: Sequence[Token], source: Sequence[Token]) -> bool:
    known = {t.text.replace(",", "") for t in source if t.is_number}
    return any(t.is_number and t.text.replace(",", "") not in known for t in said)


def _qualifiers_differ(said: Sequence[Token], source: Sequence[Token]) -> bool:
    """Whether doubts, denials or limits are fewer or more than in the source, or who says it is lost."""

    def doubts(text: Sequence[Token]) -> bool:
        return any(t.lower in qualifiers.DOUBTS for t in text if not t.quoted)

    def denials(text: Sequence[Token]) -> bool:
        return any(map(qualifiers.negation, text))

    return (
        doubts(said) != doubts(source)
        or denials(said) != denials(source)
        or any(qualifiers.lost(said, source))
        or any(qualifiers.lost_sources(said, source))
    )
