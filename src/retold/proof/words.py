"""Words of a text, and the closed classes of English words that the proof knows, shared with no writer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_TOKEN = re.compile(r"(?:[A-Z]\.){2,}|\d+(?:[.,:/]\d+)*|[^\W\d_]+(?:['’-][^\W\d_]+)*|''|``|[^\w\s]")
_OPENING, _CLOSING, _STRAIGHT = ("“", "«", "``"), ("”", "»"), ('"', "''")

MONTHS = "january february march april may june july august september october november december".split()
GRAMMAR = frozenset(
    """a an the and or but nor so yet of in on at by for from with to into onto as than that this these those it its
    he his him she her hers they their them we us our you your i my me who whom whose which what when where why how
    is are was were be been being am do does did have has had will would shall should can could may might must there
    here also then if while because until since before after during between through against within up down out off
    again just very too more most such own same other both each all any some not no""".split()
)
"""Words that say nothing alone."""

SAYS = frozenset(
    """say says said saying tell tells told telling add adds added claim claims claimed argue argues argued insist
    insists insisted warn warns warned note notes noted report reports reported reporting announce announces announced
    suggest suggests suggested believe believes believed think thinks thought estimate estimates estimated allege
    alleges alleged accuse accuses accused deny denies denied acknowledge acknowledges acknowledged admit admits
    admitted declare declares declared write writes wrote explain explains explained tweet tweets tweeted state states
    stated according predict predicts predicted expect expects expected maintain maintains maintained contend contends
    contended""".split()
)
"""Forms by which a text gives words to somebody."""

PAST = frozenset(
    """was were had did said told went came took made got gave saw left found held began ran led won lost met fell rose
    sold bought built sent spent wrote spoke broke drove flew grew knew kept paid brought thought caught taught struck
    stood sat shot fought felt dealt slept swept chose froze stole wore tore swore woke rode hid bit ate drew threw
    blew shook became withdrew sank sang swam drank rang shrank sprang dug hung stuck stung swung spun lit slid bled
    fed fled sped bound ground wound laid heard meant sought""".split()
)
"""Past forms that do not end in -ed and are no present or participle of something else."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or mark. `quoted`: whether it is inside quotation marks."""

    text: str
    start: int
    end: int
    quoted: bool

    @property
    def lower(self) -> str:
        return self.text.lower().removesuffix("'s").removesuffix("’s")

    @property
    def is_word(self) -> bool:
        return self.text[0].isalnum()

    @property
    def is_number(self) -> bool:
        return self.text[0].isdigit()

    @property
    def has_capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def is_content(self) -> bool:
        return self.is_word and self.lower not in GRAMMAR


def tokens(text: str) -> list[Token]:
    """The words, numbers and marks of a text, in order."""
    found: list[Token] = []
    quoted = False
    for match in _TOKEN.finditer(text):
        mark = match.group()
        if mark in _CLOSING or (mark in _STRAIGHT and quoted):
            quoted = False
        found.append(Token(mark, match.start(), match.end(), quoted))
        if mark in _OPENING or (mark in _STRAIGHT and not found[-1].quoted and not _closes(found)):
            quoted = True
    return found


def _closes(found: Sequence[Token]) -> bool:
    """Whether the straight mark that was found last closes a quotation: it touches the word before it."""
    return len(found) > 1 and found[-2].end == found[-1].start and found[-2].text not in "(—–-"


def has_run(words: Sequence[str], text: Sequence[str]) -> bool:
    """Whether `words` stand in `text` one after the other."""
    size = len(words)
    return any(list(text[i : i + size]) == list(words) for i in range(len(text) - size + 1))
