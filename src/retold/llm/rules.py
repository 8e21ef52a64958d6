"""Cheap rules for a draft, before it is checked against its evidence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum

from retold.english.countries import usual_name
from retold.english.hedges import HEDGE
from retold.english.lexicon import NUMBERS
from retold.english.quotation_marks import quoted_spans, without_quotations
from retold.english.sentences import split
from retold.llm.prompts import is_addressed_to_machines
from retold.proof import order, qualifiers, quantities
from retold.proof.dates import underived
from retold.proof.words import SAYS, Token, has_run, tokens

LEAST_WORDS = 4
GRACE = 3
"""Words by which a draft may be longer than was asked for."""
RUN = 4
"""Words in a row that count as copied if the evidence has them in a row, too."""
COPIED = 0.5
"""Share of a draft's runs that may be copied. Above it, our own sentence is as good."""

_ABOUT_ITSELF = re.compile(
    r"^(?:here(?:'s| is)|sure\b|certainly|of course|note:|rewritten|new sentence|sentence:|text:|answer:|i )"
    r"|\bthe (?:text|sentence|passage|article) (?:says|states|reports|mentions|describes)\b"
    r"|\bas an? (?:ai|assistant|language model)\b",
    re.IGNORECASE,
)
_SIGNS = re.compile(r"[<>{}|\[\]#*_`\\\x00-\x1f]|https?:|\bwww\.")
_REFUSALS = re.compile(
    r"""
    \b(?:refus(?:e|es|ed|al|ing)|reject(?:s|ed|ing|ion)?|declin(?:e|es|ed|ing)|den(?:y|ies|ied|ying|ial)
        |dismiss(?:es|ed|ing|al)?|fail(?:s|ed|ing|ure)?|lack(?:s|ed|ing)?|unable|prevent(?:s|ed|ing)?
        |bans?|banned|block(?:s|ed|ing)?|oppos(?:e|es|ed|ing)|avoid(?:s|ed|ing)?|avert(?:s|ed|ing)?
    )\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Words that say "not" in another way: "refused" for "did not approve"."""
_REPORTS = ("accus", "according", "announc", "confirm", "describ", "report", "statement", "promis", "pledg", "urge")
"""How words begin that say who says it, besides the verbs of saying."""
_DOUBT = re.compile(
    rf"""
    (?-i:\bMay\b)(?P<month>)
    |{HEDGE.pattern.strip()}
    |\b(?:plan(?:s|ned|ning)?|(?:inten[dt]|aim|propos|consider|seek|hop(?:e|ing)|want|expect|accus|claim)\w*|will)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Words for what is not sure, not yet so, or only wished; and the month, which is none of them."""
_LIMITS = {
    kind: re.compile(rf"\b(?:{words})\s(?:an?\s|the\s|[$€£¥])?(?P<number>\d[\d.,]*\d|\d|[a-z]+)", re.IGNORECASE)
    for kind, words in (
        ("at most", r"up\sto|as\s(?:much|many|high|long)\sas|at\s(?:the\s)?most|no\smore\sthan|a\smaximum\sof"),
        ("at least", r"at\sleast|no\s(?:less|fewer)\sthan|a\sminimum\sof"),
        ("about", r"about(?=\s[\d$€£¥])|around(?=\s[\d$€£¥])|roughly|approximately|some(?=\s\d)|nearly|almost"),
        ("more", r"(?<!no\s)more\sthan|over(?=\s[\d$€£¥])|above(?=\s\d)|in\sexcess\sof"),
        ("less", r"(?<!no\s)(?:less|fewer)\sthan|under(?=\s[\d$€£¥])|below(?=\s\d)"),
    )
}
"""What is said of how exact a number is: "as many as 20" is "up to 20"."""


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
    DATE = "a date that the evidence does not give"
    QUOTATION = "a quotation that the evidence lacks"
    QUALIFIER = "a doubt, limit or denial is lost or new"
    ORDER = "two names have changed places"
    UNSUPPORTED = "not supported"
    DENIED = "refused by the model itself"
    UNCONFIRMED = "not confirmed by the model"


def cleaned(text: str) -> str:
    """A draft in one line, without signs that nobody sees and without quotation marks around all of it."""
    shown = "".join(c for c in text if c.isspace() or unicodedata.category(c) not in ("Cf", "Cc", "Cs", "Co", "Cn"))
    lines = [" ".join(line.split()) for line in shown.splitlines() if line.strip()]
    found = lines[0] if len(lines) == 1 else "\n".join(lines)
    spans = quoted_spans(found)
    whole = len(spans) == 1 and spans[0] == (0, len(found))
    return found[1:-1].strip() if whole else found


def flaw(draft: str, evidence: Sequence[str], most_words: int, published: date | None = None) -> Flaw | None:
    """The first thing that is wrong with a draft; None if the rules find nothing.

    `evidence`: the texts that it rests on; the first one is the sentence that it says in other words. `most_words`:
    words that were asked for. `published`: the day on which "on Tuesday" in the evidence is read.
    """
    return next(_flaws(draft, evidence, most_words, published), None)


def _flaws(draft: str, evidence: Sequence[str], most_words: int, published: date | None) -> Iterator[Flaw]:
    form = _flaw_of_form(draft, most_words)
    if form is not None:
        yield form
        return
    said, source = tokens(draft), [t for text in evidence for t in tokens(text)]
    if _has_new_name(said, source):
        yield Flaw.NAME
    if any(quantities.misplaced([t for t in said if t.lower != "one"], source)) or _has_new_number(said, source):
        yield Flaw.NUMBER
    if any(underived(draft, evidence, published)):
        yield Flaw.DATE
    if _has_new_quotation(draft, evidence):
        yield Flaw.QUOTATION
    if _qualifiers_differ(draft, evidence):
        yield Flaw.QUALIFIER
    if any(order.turned(said, source)):
        yield Flaw.ORDER
    if copied(draft, evidence) > COPIED:
        yield Flaw.COPIED


def _flaw_of_form(draft: str, most_words: int) -> Flaw | None:
    if _ABOUT_ITSELF.search(draft) or is_addressed_to_machines(draft):
        return Flaw.ABOUT_ITSELF
    if "\n" in draft:
        return Flaw.NOT_ONE_SENTENCE
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
    """Whether a word with a capital is nowhere in the source with one.

    The first word counts if it has a capital inside, or if what follows it is written like a name, too. A country and
    the word for its people are one: "Danish", "Denmark".
    """
    known = {name for t in source if t.has_capital for name in (t.lower, usual_name(t.lower))}
    anywhere = {t.lower for t in source}
    words = [t for t in said if t.is_word]
    names = [t for i, t in enumerate(words) if t.has_capital and (i or _is_name_at_start(words, anywhere))]
    return any(t.lower not in known and usual_name(t.lower) not in known for t in names if t.text != "I")


def _is_name_at_start(words: Sequence[Token], anywhere: set[str]) -> bool:
    """Whether the first word is a name and no word of the language: "Trump has denied …", "Karl Holm …", "NATO …"."""
    first = words[0]
    if first.lower in anywhere or not first.is_content:
        return False
    after = words[1] if len(words) > 1 else None
    verbs = {"has", "is", "was", "had", "will", "would", "said", "says", "did", "does", "can", "could", "may", "might"}
    return any(c.isupper() for c in first.text[1:]) or (
        after is not None and (after.has_capital or after.lower in SAYS or after.lower in verbs)
    )


def _has_new_number(said: Sequence[Token], source: Sequence[Token]) -> bool:
    """Whether a number, in digits or in a word, is not in the source in one of them. "One" may be no number."""
    known = {number for t in source if (number := _number(t))}
    return any(number and number not in known for t in said if t.lower != "one" and (number := _number(t)))


def _number(token: Token) -> str:
    return token.text.replace(",", "") if token.is_number else NUMBERS.get(token.lower, "")


def _has_new_quotation(draft: str, evidence: Sequence[str]) -> bool:
    """Whether words in quotation marks are not within one quotation of the evidence."""
    given = [_words(text[start:end]) for text in evidence for start, end in quoted_spans(text)]
    own = [_words(draft[start:end]) for start, end in quoted_spans(draft)]
    return any(not any(has_run(words, text) for text in given) for words in own)


def _qualifiers_differ(draft: str, evidence: Sequence[str]) -> bool:
    """Whether the draft and the sentence that it says in other words differ in what qualifies them.

    One of them doubts or denies and the other does not; the draft denies something else; a limit of a number is new or
    lost; or who says it is lost.
    """
    own, given, all_given = (without_quotations(t) for t in (draft, evidence[0], " ".join(evidence)))
    said, source = tokens(own), tokens(given)
    kept = _limits(given) & {(kind, number) for kind, number in _limits(given) if number in _numbers(own)}
    return (
        _doubts(own) != _doubts(given)
        or _denies(own, said) != _denies(given, source)
        or any(qualifiers.new_negations(said, tokens(all_given)))
        or (_has_source(source) and not _has_source(said))
        or not _limits(own) <= _limits(all_given)
        or not kept <= _limits(own)
    )


def _doubts(text: str) -> bool:
    return any(m["month"] is None for m in _DOUBT.finditer(text))


def _denies(text: str, words: Sequence[Token]) -> bool:
    return bool(_REFUSALS.search(text)) or any(map(qualifiers.negation, words))


def _has_source(words: Sequence[Token]) -> bool:
    return any(t.lower in SAYS or t.lower.startswith(_REPORTS) for t in words)


def _limits(text: str) -> set[tuple[str, str]]:
    """What a text says of how exact its numbers are: the kind of limit, and the number."""
    return {(kind, m["number"].lower()) for kind, pattern in _LIMITS.items() for m in pattern.finditer(text)}


def _numbers(text: str) -> set[str]:
    return {m.group().lower() for m in re.finditer(r"[\w.,]*\w", text)}
