"""Sentences as exact spans of a text; a line break always ends one.

One splitter serves source and generated text alike, so that a claim of ours
and the evidence it rests on are cut by the same rules. It looks at every place
where a terminator is followed by white space, and asks what stands on both
sides: an abbreviation, an initial, a lower-case word after a closing quote.
"""

from __future__ import annotations

import re

from retold.types import Span

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_CLOSERS = "\"'”’»)]}"
# A run of stops is tried once, at its start, and never given back: linear on "....".
_BREAK = re.compile(
    rf"(?<![.!?…])(?P<stop>[.!?…]++)(?P<close>[{re.escape(_CLOSERS)}]*+(?:\s?\[\d{{1,3}}\])*+)(?P<gap>\s+|(?=[A-Z]))|(?P<wide>[。！？]+[”』」）]*)"
)
_OPENERS = "\"'“‘«([{—–-•*"
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")

_TITLES = frozenset(
    """mr mrs ms dr prof sen rep gov gen lt col sgt capt cmdr maj adm rev hon st ste mt ft pres supt det insp
    messrs vs viz cf al fr sr dept assn bros univ approx est fig
    e.g i.e""".split()
)
"""Abbreviations that a name or number follows: never the end of a sentence."""

_SUFFIXES = frozenset("inc ltd co corp plc llc jr sr etc esq ave blvd rd ph.d m.d b.a m.a bn mn".split())
"""Abbreviations that may end a sentence: they do when a usual first word follows."""

_BEFORE_DIGIT = frozenset(
    """no nos jan feb mar apr jun jul aug sep sept oct nov dec p pp vol art sec para ch ed tel""".split()
)

_STARTERS = frozenset(
    """the a an this that these those he she it they we i you his her its their our my your there here in on at by
    for from with of to as if when while where after before since until although though because but and or so
    yet however meanwhile moreover also then now what who why how which no not some many most all both each
    every one two another other last next under over during despite according earlier later still even only just
    once police officials authorities critics supporters experts analysts researchers""".split()
)

_ZONES = frozenset("et pt est pst edt pdt gmt bst utc cet ist".split())
_DAYS = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december""".split()
)

_SPEECH = re.compile(
    r"(?:[A-Z][\w.'’-]*\s+){1,4}(?:said|says|asked|asks|added|adds|told|wrote|writes|tweeted|replied|joked|shouted|"
    r"exclaimed|cried|wondered|quipped)\b"
)


def split(text: str) -> list[Span]:
    """Sentences of `text` in order, without surrounding white space.

    Offsets are code points; every character of `text` that is not white space
    lies in exactly one sentence.
    """
    spans: list[Span] = []
    for line in _LINE.finditer(text):
        start = line.start()
        for found in _BREAK.finditer(text, line.start(), line.end()):
            if found.start() >= start and _ends(text, start, found, line.end()):
                _add(spans, text, start, found.end())
                start = found.end()
        _add(spans, text, start, line.end())
    return spans


def _add(spans: list[Span], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append(Span(start, end))


def _ends(text: str, start: int, found: re.Match[str], line_end: int) -> bool:
    """Whether the terminator `found` ends the sentence that began at `start`."""
    if found["wide"]:
        return True
    after = found.end()
    if after >= line_end:
        return True
    if not found["gap"]:
        return _glued(text, found)
    opened = after
    while opened < line_end and text[opened] in _OPENERS:
        opened += 1
    first = text[opened : opened + 1]
    if first.islower() or not (first.isalnum() or opened > after):
        return False
    follows = _WORD.match(text, opened)
    word = follows.group().lower() if follows else ""
    if found["stop"] != ".":
        return not (found["close"] and opened == after and _SPEECH.match(text, after, line_end))
    return _period_ends(text, start, found.start(), word, quoted=bool(found["close"]))


def _glued(text: str, found: re.Match[str]) -> bool:
    """Scraped text loses spaces: "ended.The next" is an end, "Amazon.Com" is not."""
    follows = _WORD.match(text, found.end())
    before = text[max(0, found.start() - 2) : found.start()]
    return bool(follows and before.islower() and len(before) == 2 and follows.group().lower() in _STARTERS)


def _period_ends(text: str, start: int, stop: int, word: str, *, quoted: bool) -> bool:
    """Whether a single full stop at `stop` ends a sentence that `word` may follow."""
    begin = stop
    while begin > start and not text[begin - 1].isspace() and text[begin - 1] not in '([{"“‘—–':
        begin -= 1
    token = text[begin:stop]
    lower = token.lower()
    if quoted and len(token) > 1 and "." not in token:
        return True
    starter = word in _STARTERS
    if lower in _TITLES:
        return False
    if lower in _BEFORE_DIGIT:
        return not word[:1].isdigit() and (lower in ("art", "no", "may", "ed") or starter)
    if lower in _SUFFIXES:
        return starter
    if len(token) == 1 and token.isalpha() and token.isupper():
        return starter and text[begin - 2 : begin - 1] != "."
    if len(token) == 1 and token.islower():
        return starter
    if lower in ("a.m", "p.m"):
        return word not in _ZONES and word not in _DAYS
    if re.fullmatch(r"(?:\w\.)+\w", token):
        return starter
    return True
