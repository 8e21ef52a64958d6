"""Quotations: the text between quotation marks, paragraph by paragraph.

Where a mark stands says more than its shape: one after white space opens, one before white space closes. So `“…"`,
`"…”`, `“…''` and marks that are typed the wrong way round are read like a pair of one shape.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retold.types import Span

_MARK = re.compile(r"''|’’|``|[“”„\"‘’']")
_OPENS, _CLOSES, _EITHER, _NEITHER = 1, 2, 3, 0
_YEARS = re.compile(r"\d{2}s?\b|\d{4}")
_ELISION = re.compile(r"(?:tis|twas|til|em|n|cause|bout)\b", re.I)
"""Words that begin with an apostrophe: "'tis", "'em"."""
_SENTENCE_ENDS = re.compile(r"[.!?…][’')\]]?\s*\Z")
_HE_SAID = re.compile(r"[,?!]\s(?:\w+\s){1,4}?(?:said|says|told|added|adds|asked)\b|[,?!]\s(?:said|says|added|asked)\b")
_PUNCTUATION = ".,!?…;:—–-"
REACH = 40
"""Marks after a single one among which the one that closes it is looked for."""
LONGEST_CAPTION = 15
"""Words of the longest line between two paragraphs of one speech that is taken for a caption."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """The words between two marks. `continues`: the paragraph before left its quotation open."""

    span: Span
    continues: bool


@dataclass(frozen=True, slots=True)
class _Mark:
    """A mark of a line. `side`: whether it can open, close, or both, by what stands around it."""

    start: int
    end: int
    double: bool
    side: int
    text: str


def find_quotations(body: str) -> list[Quotation]:
    """All quotations, paragraph by paragraph, in time linear in the length of `body`.

    A quotation without a closing mark ends with its paragraph, if the next one begins with an opening mark: then it
    continues there. A short line without marks between the two is a caption.
    """
    lines = body.split("\n")
    found: list[Quotation] = []
    offset, left_open = 0, False
    following = _next_openings(lines)
    for line, opens_next in zip(lines, following, strict=True):
        in_line = _Line(line, opens_next).quotations()
        for number, (start, end, joined) in enumerate(in_line):
            start += len(line[start:end]) - len(line[start:end].lstrip())
            begins_line = number == 0 and not re.search(r"\w", line[:start])
            found.append(Quotation(Span(offset + start, offset + end), joined or (left_open and begins_line)))
        if in_line:
            left_open = in_line[-1][1] == len(line.rstrip()) and opens_next
        elif left_open and not _may_be_caption(line):
            left_open = False
        offset += len(line) + 1
    return [q for q in found if q.span.start < q.span.end]


def _may_be_caption(line: str) -> bool:
    """Whether a line can stand between two paragraphs of one speech: it is empty, or short and no sentence."""
    return not line.strip() or (len(line.split()) <= LONGEST_CAPTION and not re.search(r"[.!?…:]\s*\Z", line))


def _next_openings(lines: Sequence[str]) -> list[bool]:
    """For each line, whether the next paragraph begins with an opening mark; one caption between is passed over."""
    found: list[bool] = []
    opens = after_caption = False  # of the paragraph after, and of the one after that
    for line in reversed(lines):
        found.append(opens or after_caption)
        if line.strip():
            after_caption = opens and _may_be_caption(line)
            opens = line.lstrip()[0] in "“\"‘'„`"
    return found[::-1]


class _Line:
    """The quotations of one paragraph. `continued`: whether the next paragraph begins with an opening mark."""

    def __init__(self, line: str, continued: bool) -> None:
        self._line, self._continued = line, continued
        self._end = len(line.rstrip())
        self._indent = len(line) - len(line.lstrip())
        curly = line.find("“")
        self._marks = [
            mark
            for m in _MARK.finditer(line)
            if (mark := _mark(line, m)).side != _NEITHER and not (_is_inches(line, mark) and 0 <= curly < mark.start)
        ]
        self._doubles = [i for i, m in enumerate(self._marks) if m.double]
        self._last_close = max((i for i, m in enumerate(self._marks) if m.side & _CLOSES), default=-1)

    def quotations(self) -> list[tuple[int, int, bool]]:
        """`(start, end, joined)` of each quotation; `joined`: a lost line break parts it from the one before."""
        found: list[tuple[int, int, bool]] = []
        at, joined, passed = 0, False, 0
        while at < len(self._marks):
            mark = self._marks[at]
            if not mark.side & _OPENS:
                at, joined = at + 1, False
                continue
            while passed < len(self._doubles) and self._doubles[passed] <= at:
                passed += 1
            end = self._double(at, passed) if mark.double else self._single(at)
            if end is None:
                at, joined = at + 1, False
                continue
            place, at, next_joined = end
            found.append((mark.end, place, joined))
            joined = next_joined
        return found

    def _double(self, at: int, following: int) -> tuple[int, int, bool] | None:
        """Where the quotation that the double mark `at` opens ends, the next mark, and whether that one joins it.

        `following`: the place in `_doubles` of the first double mark after it.
        """
        marks, line = self._marks, self._line
        nexts = [marks[i] for i in self._doubles[following : following + 3]]
        if nexts and nexts[0].side & _CLOSES:
            return nexts[0].start, self._doubles[following] + 1, False
        limit = self._doubles[following] if nexts else len(marks)
        unlike = self._unlike_close(at + 1, limit)
        if unlike is not None:
            return marks[unlike].start, unlike + 1, False
        if not nexts:
            return self._left_open(at)
        before = line[marks[at].end : nexts[0].start]
        if _SENTENCE_ENDS.search(before[-8:]) and not _HE_SAID.search(before):
            return marks[at].end + len(before.rstrip()), limit, True
        if len(nexts) == 3 and nexts[1].side & _CLOSES and nexts[2].side & _CLOSES and not nexts[2].side & _OPENS:
            return nexts[2].start, self._doubles[following + 2] + 1, False
        return None

    def _unlike_close(self, first: int, limit: int) -> int | None:
        """The single mark after punctuation that closes a double quotation; None if single marks come in pairs."""
        opened = 0
        for i in range(first, limit):
            mark = self._marks[i]
            if mark.side & _OPENS:
                opened += 1
            elif self._line[mark.start - 1] in _PUNCTUATION:
                if not opened:
                    return i
                opened -= 1
        return None

    def _single(self, at: int) -> tuple[int, int, bool] | None:
        """The same for a single mark."""
        marks, line = self._marks, self._line
        possible: int | None = None
        nested = False
        for i in range(at + 1, min(len(marks), at + REACH) if at < self._last_close else 0):
            mark = marks[i]
            if mark.double and nested | bool(mark.side & _OPENS):
                nested = not nested
            elif mark.side & _OPENS:
                if possible is not None:
                    break
            elif mark.double and line[mark.start - 1] not in _PUNCTUATION:
                continue
            elif line[mark.start - 1] == "s" and re.match(r" [a-z]", line[mark.end : mark.end + 2]):
                possible = i if possible is None else possible  # "the players’ fault", or the end
            else:
                return mark.start, i + 1, False
        if possible is not None:
            return marks[possible].start, possible + 1, False
        begins = marks[at].start == self._indent
        return self._left_open(at) if begins and marks[at].text == "‘" else None

    def _left_open(self, at: int) -> tuple[int, int, bool] | None:
        """A quotation that ends with its paragraph. Without a paragraph that continues it, only if nothing follows."""
        start = self._marks[at].end
        if self._continued or not _HE_SAID.search(self._line, start):
            return self._end, len(self._marks), False
        return None


def _is_inches(line: str, mark: _Mark) -> bool:
    """Whether a mark after a number may mean inches."""
    return mark.text == '"' and line[mark.start - 1 : mark.start].isdigit()


def _mark(line: str, match: re.Match[str]) -> _Mark:
    """A mark with the side on which it can stand."""
    text, start, end = match.group(), match.start(), match.end()
    before, after = line[start - 1 : start], line[end : end + 1]
    double = text not in "‘’'"
    free_before = not before or before.isspace() or before in "([{—–-/“\"‘'"
    free_after = not after or after.isspace() or after in ")]}.,;:!?…—–-/”\"’'"
    if not double and free_before and (_YEARS.match(line, end) or _ELISION.match(line, end)) and text != "‘":
        return _Mark(start, end, double, _NEITHER, text)
    if free_before and not (free_after and before and not before.isspace()):
        side = _NEITHER if not after or after.isspace() else _OPENS
        if side == _NEITHER and line[max(0, start - 3) : start].rstrip().endswith(":"):
            side = _OPENS
        elif side == _NEITHER and (text in "”’" or (text == '"' and before)):
            side = _CLOSES
    elif free_after:
        side = _CLOSES
    elif double:
        side = _OPENS if text in "“„``" else _CLOSES if text == "”" else _EITHER
    else:
        side = _OPENS if text == "‘" and not before.isalnum() else _NEITHER
    return _Mark(start, end, double, side, text)
