"""Credits in a text: who reported, edited and took pictures; and posts of other sites with their authors.

A credit is a line, or a sentence, that is made of the jobs of a newsroom and of names. What reports about such people
has a verb of its own, so it is no credit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from retold.english.clutter_markers import AGENCY, DATE, HEAD, NAME, Clutter, Kind
from retold.types import Span

LONGEST_POST = 300
"""Code points of the longest post."""
_LONGEST = 600
"""Code points of the longest credit."""

_JOB = (
    r"(?:report|writ|edit|research|photograph|film|produc|illustrat|translat|graphic|compil|pictur|design)(?:ing|s|ion)"
)
_DONE = r"(?:written|reported|edited|compiled|translated|produced|filmed|photographed|researched|designed)"
_SIGN_OFF = re.compile(
    rf"""
    (?:^|(?<=\n)|(?<=[.!?”"’)]\s))[ \t]{{0,8}}
    (?P<open>[(\[])?(?:[—–-]\s?)?
    (?:(?:Additional|Further|Extra|With\ additional|With)\s)?
    (?:(?:—|–|-)?\s?(?:with\s)?(?:assistance|help|contributions?|files)(?=\sfrom)|{_JOB}(?:\s?(?:,|and|&)\s?(?:additional\s)?{_JOB}){{0,3}}(?:\sin\s[A-Z][\w'’-]{{1,30}})?|{_DONE}(?:\sand\s{_DONE})?)
    \s(?:by|from)[: ]\s{{0,3}}(?=[A-Z])
    """,
    re.IGNORECASE | re.VERBOSE,
)
_REPORTERS = re.compile(
    r"(?i:\b(?<!additional )(?<!further )(?<!extra )(?:report|writ)(?:ing|ten)"
    rf"(?:\s(?:and|&)\s{_JOB})?\sby[: ]\s{{0,3}})"
    rf"({NAME}(?:(?:,\s|\sand\s|,\sand\s|\s&\s){NAME}){{0,5}})",
    re.VERBOSE,
)
_SMALL = frozenset(
    """
    and by in for from with of the to at on additional further reporting writing editing compiled written edited
    translated produced research production graphics photography video agency agencies report reports wire wires service
    services staff material van von de der den di la le bin al
    """.split()
)
"""Words in small letters that a credit can have."""
_WORD = re.compile(r"[^\W\d_][\w'’.-]{0,60}|[^\w\s]")
_CONTRIBUTED = re.compile(
    r"""
    \bcontributed\s(?:additional\s|further\s)?(?:reporting\b|(?:to\s)?(?:this|the)\s(?:report|story|article|piece|dispatch)\b)
    |\b(?:journalist|writer|reporter|correspondent|producer|photographer)s?\b[^.!?\n]{0,150}\bcontributed\b(?=\s?[.\n]|$|\sfrom\b)
    """,
    re.VERBOSE,
)
_TRUST = re.compile(
    r"(?m)^[ \t]{0,8}Our (?:Standards|standards|Principles|principles|Trust|Ethics)\b[^\n]{0,30}:[^\n]{0,200}$"
)
_SIGNED = re.compile(
    rf"(?m)^[ \t]{{0,8}}(?:[—–]|--?)\s?(?:{NAME}|{AGENCY})(?:,\s[A-Z][^\n.]{{0,40}})?[ \t]{{0,8}}$", re.VERBOSE
)
_BY_LINE = re.compile(
    rf"(?m)^[ \t]{{0,8}}(?:By|BY)[ ]{NAME}(?:(?:,[ ]|[ ]and[ ]){NAME}){{0,3}}[ \t]{{0,8}}$", re.VERBOSE
)
_BIOGRAPHY = re.compile(
    rf"""
    (?:The[ ](?:writer|author|columnist)(?:,[ ]|[ ](?=is|has))(?:{NAME})?|(?P<name>{NAME})),?[ ]?
    (?:
        is\b[^.\n]{{0,160}}?\b(?:correspondent|reporter|editor|columnist|writer|journalist|critic|author|professor|fellow
            |producer|photographer|director|novelist|historian|lecturer)\b
        |(?:writes|covers|reports|has|works)\b[^.\n]{{0,160}}?\b(?:for|at|about|books?|newspapers?|magazines?)\b
    )
    """,
    re.VERBOSE,
)
_AT_END = 600
"""Code points at the end of a text in which its author can be described."""
_POST = re.compile(rf"[—–-]{{1,2}}\s?[^\n()@—–]{{1,60}}\(@\w{{1,30}}\)(?:[ ,]{{1,3}}(?:on[ ])?{DATE})?", re.VERBOSE)
_AGENCY_AT_END = re.compile(rf"(?m)\((?:[^()\n/]{{0,40}}/\s?)?{AGENCY}\)[ \t]{{0,8}}$", re.VERBOSE)
_PICTURE = r"(?:photo(?:graph)?|image|picture|pic|video|illustration|graphic|cartoon)s?"
_OWNER = rf"(?:{NAME}|{AGENCY}|[A-Z][\w'’-]{{1,30}})(?:[ ]?[/,|][ ]?(?:{NAME}|{AGENCY}|[A-Z][\w'’-]{{1,30}})){{0,3}}"
_PICTURE_LINE = re.compile(
    rf"""
    (?m)^[ \t]{{0,8}}(?:
        (?:[A-Z][a-z]{{1,12}}[ ]){{0,2}}(?i:{_PICTURE})
        (?:[ ](?i:credits?|sources?|by|courtesy|courtesy[ ]of))?[ ]?:[^\n]{{1,120}}
        |(?i:{_PICTURE})[ ](?i:credits?|by|courtesy[ ]of|courtesy)[ ]{_OWNER}\.?
        |(?:Credits?|CREDITS?|Sources?|SOURCES?|Pics?|PICS?|PHOTOS?):[^\n]{{1,80}}
        |(?:FILE|File)[ ](?:PHOTO|photo|picture|image)\b[^\n]{{0,200}}
    )$
    """,
    re.VERBOSE,
)
_CREDIT = re.compile(
    rf"""
    [(\[]?(?:(?i:{_PICTURE})(?:[ ](?i:credits?|courtesy))?[ ]?:[ ]?[A-Z][^\n.()]{{1,80}}
    |(?i:{_PICTURE})[ ](?i:by|courtesy[ ]of|courtesy)[ ]{_OWNER}\.?
    |(?:{NAME}|[A-Z][\w.'’-]{{1,30}})?[ ]?(?:/|via|©|/[ ]?via)[ ]?{AGENCY}(?:[ ]via[ ]{AGENCY})?
    |{NAME}[ ]?/[ ]?(?:{AGENCY}|[A-Z][\w ]{{2,30}}?)(?:[ ]via[ ]{AGENCY})?
    |{AGENCY}(?:[ ](?i:{_PICTURE}))?[ ]?/[ ]?{NAME}
    |(?i:{_PICTURE})[ ](?:supplied|provided|handout)|Supplied|Handout
    )[)\]]?\.?
    """,
    re.VERBOSE,
)
"""Who took a picture, after what it shows."""
_SHORT_LINE = re.compile(r"(?m)^[^\n]{20,300}(?<=\S)$")
_BEFORE_CREDIT = re.compile(r"[.!?…)”\"]\s|\s[|–—-]\s")
_COMMENTS = re.compile(
    r"(?m)^[ \t]{0,8}(?:\d{1,5} (?:[Cc]omments?|COMMENTS?|[Rr]eplies|[Rr]esponses)"
    r"|(?:[Cc]omments?|COMMENTS?|[Rr]esponses|[Rr]eplies)"
    r"(?: ?\(\d{1,5}\))?:?|[Rr]eader(?:s['’]|['’]s)? [Cc]omments:?|[Ww]hat (?:our )?readers (?:say|think):?"
    r"|[Jj]oin the (?:conversation|discussion)[.!]?|[Ll]eave a (?:comment|reply))[ \t]{0,8}$"
)
"""The heading above what readers write; nothing of the article follows."""
_AFTER_STOP = re.compile(r"[.!?…][\"'”’)\]]{0,3}\s+|\n\s*")
_STOP = re.compile(r"[.!?…][\"'”’)\]]{0,3}\s+")
_STOP_OR_LINE = re.compile(r"[.!?…][\"'”’)\]]{0,3}|(?=\n)")
_CLOSE_OR_LINE = re.compile(r"[)\]]|\n")


def find(text: str) -> Iterator[Clutter]:
    """Credits, captions with a credit, and posts. They may overlap. Takes time linear in the length of `text`."""
    for match in _SIGN_OFF.finditer(text):
        end = _credit_end(text, match)
        if end:
            yield Clutter(Span(match.start(), end), Kind.CREDIT)
    for match in _CONTRIBUTED.finditer(text):
        yield Clutter(Span(_sentence_start(text, match.start(), 300), _sentence_end(text, match.end())), Kind.CREDIT)
    for pattern, first in ((_TRUST, 0), (_SIGNED, 0), (_BY_LINE, HEAD)):
        yield from (Clutter(Span(*m.span()), Kind.CREDIT) for m in pattern.finditer(text, min(first, len(text))))
    yield from (Clutter(Span(*m.span()), Kind.CAPTION) for m in _PICTURE_LINE.finditer(text))
    yield from _credited_lines(text)
    if comments := _COMMENTS.search(text, text.find("\n") + 1):
        yield Clutter(Span(comments.start(), len(text)), Kind.COMMENTS)
    for match in _AGENCY_AT_END.finditer(text):
        start = _sentence_start(text, match.start(), LONGEST_POST)
        before = text[start : match.start()].rstrip()
        if before and before[-1] not in '.!?…"”' and not before.isupper():
            yield Clutter(Span(start, match.end()), Kind.CAPTION)
    for match in _POST.finditer(text):
        yield Clutter(Span(_post_start(text, match.start(), match.end()), match.end()), Kind.POST)
    yield from _biographies(text)


def reporters(text: str) -> str:
    """The names of those who reported, by the credits of a text, as a byline has them; "" if there are none."""
    for match in _SIGN_OFF.finditer(text):
        end = _credit_end(text, match)
        if end and (found := _REPORTERS.search(text, match.start(), end)):
            return found[1]
    return ""


def _credit_end(text: str, match: re.Match[str]) -> int:
    """Where a credit ends: at its closing bracket, or where a line or a sentence of names ends; 0 if it is none."""
    if match["open"]:
        close = _CLOSE_OR_LINE.search(text, match.end(), match.end() + _LONGEST)
        return close.end() if close and close.group() != "\n" else 0
    line_end = text.find("\n", match.end())
    line_end = min(line_end if line_end >= 0 else len(text), match.end() + _LONGEST)
    for word in _WORD.finditer(text, match.end(), line_end):
        said = word.group()
        if said[0].isalpha() and said[0].islower() and said.casefold().strip(".") not in _SMALL:
            return 0
    return line_end


def _sentence_start(text: str, at: int, most: int) -> int:
    """Where the sentence at a place begins, at most `most` code points before it."""
    first = max(text.rfind("\n", max(0, at - most), at) + 1, at - most, 0)
    stops = [stop.end() for stop in _STOP.finditer(text, first, at)]
    return stops[-1] if stops else first


def _sentence_end(text: str, at: int) -> int:
    end = _STOP_OR_LINE.search(text, at, at + 300)
    return end.end() if end else min(len(text), at + 300)


def _post_start(text: str, at: int, signed: int) -> int:
    """Where the post begins whose signature goes from `at` to `signed`: at its line, or else at its last sentence."""
    end = at
    while end and text[end - 1].isspace():
        end -= 1
    first = text.rfind("\n", max(0, end - LONGEST_POST), end) + 1
    is_whole_line = "\n" in text[signed : signed + 2] or signed >= len(text)
    if (first or end <= LONGEST_POST) and is_whole_line:
        return first
    return _sentence_start(text, end, LONGEST_POST)  # what is before it in the line may be the story


def _credited_lines(text: str) -> Iterator[Clutter]:
    """Short lines that show a picture in words and end with who took it."""
    for line in _SHORT_LINE.finditer(text):
        stops = [stop.end() for stop in _BEFORE_CREDIT.finditer(text, line.start(), line.end())]
        if any(_CREDIT.fullmatch(text, stop, line.end()) for stop in stops[-2:]):
            yield Clutter(Span(*line.span()), Kind.CAPTION)


def _biographies(text: str) -> Iterator[Clutter]:
    """What the end of a text says about its author: somebody whom the text does not name before."""
    end = len(text.rstrip())
    first = max(text.find("\n"), end - _AT_END, 0)
    starts = sorted({stop.end() for stop in _AFTER_STOP.finditer(text, first, end)})
    for start in starts:
        match = _BIOGRAPHY.match(text, start)
        if match and (match["name"] is None or match["name"].split()[-1] not in text[:start]):
            yield Clutter(Span(start, end), Kind.CREDIT)
            return
