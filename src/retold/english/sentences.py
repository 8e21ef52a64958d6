"""Sentences as exact spans of a text; a line break always ends one.

The same splitter is used for source text and for claims, so that a claim and its evidence are cut by
the same rules. At every terminator followed by white space it looks at the words on both sides: an
abbreviation, an initial, a lower-case word after a closing quotation mark.
"""

from __future__ import annotations

import re

from retold.english.abbreviations import COMPANIES, STATES, TITLES
from retold.english.calendar import DATE_NAMES, MONTHS, SHORTENED_MONTHS, WEEKDAY_ABBREVIATIONS
from retold.english.capital_headings import heading_end
from retold.english.marked_names import ends_in_name, marked_names
from retold.types import Span

LONGEST = 2_000
"""Code points of the longest sentence. More without a full stop is a list or no prose, and is cut between two words.

So rules that compare the words of a sentence with one another take time linear in the length of a text.
"""

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_CLOSERS = "\"'”’»)]}"
_BREAK = re.compile(
    rf"""
    # Possessive repeats: a run of stops is tried once, from its start. This keeps "...." linear.
    (?<![.!?…])(?P<stop>[.!?…]++)
    (?P<close>[{re.escape(_CLOSERS)}]*+(?:\s?\[\d{{1,3}}\])*+)         # closing marks and footnote numbers
    (?P<gap>\s+|(?=[A-Z]))
    |(?P<wide>[。！？]+[”』」）]*)                                         # Chinese and Japanese
    """,
    re.VERBOSE,
)
_OPENERS = "\"'“‘«([{—–-•*"
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_LONGEST_WORD = 40
"""Code points of a word that are read: no word that the rules know is longer."""

_BEFORE_MORE = frozenset("mt ft dept vs viz cf al assn univ approx est fig bros e.g i.e".split())
"""Other abbreviations that never end a sentence."""

_NO_NAME = frozenset("the he she it they we you this that these those but and when while after in on at".split())
"""Words that no name begins with: "on Main St. The fire"."""

_SUFFIXES = COMPANIES | frozenset("jr sr etc esq ave blvd rd ph.d m.d b.a m.a bn mn".split())
"""Abbreviations that end a sentence only if a usual first word (`STARTERS`) follows."""

_BEFORE_DIGIT = SHORTENED_MONTHS | frozenset("no nos p pp vol art sec para ch ed tel".split())
"""Abbreviations that do not end a sentence if a digit follows."""

STARTERS = frozenset(
    """the a an this that these those he she it they we i you his her its their our my your there here in on at by
    for from with of to as if when while where after before since until although though because but and or so
    yet however meanwhile moreover also then now what who why how which no not some many most all both each
    every one two another other last next under over during despite according earlier later still even only just
    once police officials authorities critics supporters experts analysts researchers""".split()
)

_ZONES = frozenset("et pt est pst edt pdt gmt bst utc cet ist".split())
_TIME_ZONE = re.compile(r"(?:[A-Z]{1,4}T|UTC|Zulu|(?:[A-Z]\w{0,20}\s){1,3}(?:[Ss]tandard\s|[Dd]aylight\s)?[Tt]ime)\b")
"""Words after a time of day: "WAT", "Eastern Time", "New York time"."""

_SPEECH_TAG = re.compile(
    r"""
    (?:[A-Z][\w.'’-]*\s+){1,4}
    (?:
        said|says|asked|asks|added|adds|told|wrote|writes|tweeted|replied|joked|shouted
        |exclaimed|cried|wondered|quipped
    )\b
    """,
    re.VERBOSE,
)
"""A name and a verb of saying after a quotation: "“Who knows?” Ann Lee asked"."""


def split(text: str) -> list[Span]:
    """Sentences of `text` in order, without surrounding white space.

    A sentence has at most `LONGEST` code points. Offsets are code points. Every character of `text` that is not white
    space is in exactly one sentence.
    """
    spans: list[Span] = []
    names = marked_names(text)
    for line in _LINE.finditer(text):
        start = line.start()
        for stop in _BREAK.finditer(text, line.start(), line.end()):
            if stop.start() >= start and _ends_sentence(text, start, stop, line.end(), names):
                _append_stripped(spans, text, start, stop.end())
                start = stop.end()
        _append_stripped(spans, text, start, line.end())
    return spans


def _append_stripped(spans: list[Span], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if (heading := heading_end(text, start, end)) > start:
        _append_stripped(spans, text, start, heading)
        start = heading
    while end - start > LONGEST:
        cut = next((i for i in range(start + LONGEST, start, -1) if text[i].isspace()), start + LONGEST)
        _append_stripped(spans, text, start, cut)
        start = cut
        while text[start].isspace():
            start += 1
    if start < end:
        spans.append(Span(start, end))


def _ends_sentence(text: str, start: int, stop: re.Match[str], line_end: int, names: frozenset[str]) -> bool:
    """Whether the terminator `stop` ends the sentence that began at `start`."""
    if stop["wide"]:
        return True
    after = stop.end()
    if after >= line_end:
        return True
    if not stop["gap"]:
        return _ends_without_space(text, stop)
    opened = after
    while opened < line_end and text[opened] in _OPENERS:
        opened += 1
    first = text[opened : opened + 1]
    if first.islower() or not (first.isalnum() or opened > after):
        return False
    follows = _WORD.match(text, opened, opened + _LONGEST_WORD)
    word = re.split("['’]", follows.group().lower())[0] if follows else ""
    if stop["stop"] in ("!", "?") and not stop["close"] and opened == after and word not in STARTERS:
        legal_form = word in COMPANIES
        return not (legal_form or ends_in_name(text, start, stop.start(), names))
    if stop["stop"] != ".":
        return not (stop["close"] and opened == after and _SPEECH_TAG.match(text, after, line_end))
    if text[max(start, stop.start() - 3) : stop.start()].lower() in ("a.m", "p.m"):
        return not _continues_time(text, after, word)
    return _period_ends_sentence(text, start, stop.start(), word, quoted=bool(stop["close"]))


def _ends_without_space(text: str, stop: re.Match[str]) -> bool:
    """Scraped text loses spaces: "ended.The next" is an end, "Amazon.Com" is not."""
    follows = _WORD.match(text, stop.end(), stop.end() + _LONGEST_WORD)
    before = text[max(0, stop.start() - 2) : stop.start()]
    return bool(follows and before.islower() and len(before) == 2 and follows.group().lower() in STARTERS)


def _continues_time(text: str, after: int, word: str) -> bool:
    """Whether the words after "a.m." or "p.m." are the rest of the time: a zone, a weekday or a month."""
    if word in _ZONES or word in DATE_NAMES or word.removesuffix("s") in DATE_NAMES:
        return True
    if word in SHORTENED_MONTHS or word in WEEKDAY_ABBREVIATIONS:
        return bool(re.match(r"\w+(?:\.|\s\d)", text[after : after + _LONGEST_WORD]))
    return bool(_TIME_ZONE.match(text, after, after + 2 * _LONGEST_WORD))


def _period_ends_sentence(text: str, start: int, stop: int, word: str, *, quoted: bool) -> bool:
    """Whether a single full stop at `stop` ends a sentence, if `word` comes after it."""
    begin = stop
    while begin > start and not text[begin - 1].isspace() and text[begin - 1] not in '([{"“‘—–':
        begin -= 1
    token = text[begin:stop]
    lower = token.lower()
    if lower in TITLES and not token.islower():
        return word in _NO_NAME
    if quoted and len(token) > 1 and "." not in token:
        return True
    starter = word in STARTERS
    if lower in _BEFORE_MORE:
        return False
    if lower in STATES and text[max(start, begin - 2) : begin] == ", ":
        return starter
    if "-" in token and lower.rsplit("-", 1)[1] in STATES:
        return starter
    if lower in WEEKDAY_ABBREVIATIONS and (word in SHORTENED_MONTHS or word in MONTHS):
        return False
    if lower in _BEFORE_DIGIT:
        return not word[:1].isdigit() and (lower in ("art", "no", "may", "ed") or starter)
    if lower in _SUFFIXES:
        return starter
    if len(token) == 1 and token.isalpha() and token.isupper():
        return starter and text[begin - 2 : begin - 1] != "."
    if len(token) == 1 and token.islower():
        return starter
    if re.fullmatch(r"(?:\w\.)+\w", token):
        return starter
    return True
