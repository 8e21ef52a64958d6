"""Clutter: text on a page that is not the article.

Teasers of other stories, share bars, time stamps, author boxes, captions, calls to subscribe. `find`
marks them by span and removes nothing. Extraction cuts them out of scraped text; reading keeps the
body as it is and leaves them out of the digest.

The rules first look for *markers*: fixed phrases that no reporter writes in prose
(`retold.english.clutter_markers`). Then they judge the text between two markers: fragments with the
capitals of a headline and no full stop beside a marker are headlines of other stories.
"""

from __future__ import annotations

import re
from itertools import pairwise

from retold.english import credit_lines
from retold.english.clutter_markers import BYLINE, HEAD, MARKERS, STAMP, Clutter, Kind
from retold.english.sentences import split
from retold.types import Span

__all__ = ["HEAD", "Clutter", "Kind", "ends_as_sentence", "find", "is_label", "is_title_like", "title_length"]

_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_SENTENCE_ENDS = (".", "!", "?", "…")
_CLOSERS = "\"'”’)]"
_CALL_VERB = re.compile(r"(?:Sign|Subscribe|Get|Follow|Like)\b")
_REST = re.compile(r"(?:(?<=\w)(?=\w)|[ ,;–—-]{1,3}(?![A-Z]))[^.!?\n]{1,150}[.!?]?")
"""The rest of a sentence, which may begin inside a word."""
_LISTS = (Kind.SECTION, Kind.AGO)
"""Markers with teasers beside them."""


def is_title_like(text: str) -> bool:
    """Whether `text` has the capitals of a headline: most of its longer words begin with one."""
    words = [w for w in _WORD.findall(text) if len(w) > 3]
    if len(words) < 2:
        return bool(words) and words[0][0].isupper()
    return sum(any(c.isupper() for c in w) for w in words) >= 0.7 * len(words)


def title_length(text: str) -> int:
    """Length in code points of the headline that `text` begins with.

    0 if it begins with none, all of `text` if no prose follows.
    """
    words = list(_WORD.finditer(text))
    if is_title_like(text):
        return len(text)
    for i in range(3, len(words) - 4):
        following = [w.group() for w in words[i + 1 : i + 6]]
        if words[i].group()[0].isupper() and sum(w.islower() for w in following) >= 4:
            return words[i].start() if is_title_like(text[: words[i].start()]) else 0
    return 0


def ends_as_sentence(text: str) -> bool:
    """Whether `text` ends with the punctuation of a sentence."""
    return text.rstrip().rstrip(_CLOSERS).endswith(_SENTENCE_ENDS)


def is_label(text: str) -> bool:
    """Whether `text` is only the heading of other stories: "Read more:"."""
    return any(
        (kind is Kind.SECTION and pattern.fullmatch(text.strip(" :|-–—") + ":")) or pattern.fullmatch(text.strip())
        for kind, pattern in MARKERS
        if kind is Kind.SECTION
    )


def find(text: str) -> list[Clutter]:
    """All clutter of `text`, in order, without overlaps. Takes time linear in the length of `text`."""
    markers = _find_markers(text)
    if not markers:
        return []
    found = list(markers)
    edges = [Clutter(Span(0, 0), Kind.STAMP), *markers, Clutter(Span(len(text), len(text)), Kind.STAMP)]
    for before, after in pairwise(edges):
        found.extend(_find_between(text, before, after))
    return sorted(found, key=lambda c: c.span)


def _find_markers(text: str) -> list[Clutter]:
    found = [Clutter(Span(*m.span()), kind) for kind, pattern in MARKERS for m in pattern.finditer(text)]
    found = [c for c in found if c.kind is not Kind.AGO or _closes_teaser(text, c.span)]
    found = [_whole_call(text, c) if c.kind is Kind.CALL else c for c in found] + list(credit_lines.find(text))
    head = min(len(text), HEAD)
    found += [Clutter(Span(*m.span()), Kind.STAMP) for m in STAMP.finditer(text, 0, head) if _is_stamp(text, m)]
    starts = {c.span.start for c in found}
    for match in BYLINE.finditer(text, 0, head):
        end = _byline_end(text, match, starts)
        if end:
            found.append(Clutter(Span(match.start(), end), Kind.BYLINE))
    found.sort(key=lambda c: (c.span.start, -c.span.end))
    kept: list[Clutter] = []
    for clutter in found:
        if not kept or clutter.span.start >= kept[-1].span.end:
            kept.append(clutter)
    return kept


def _whole_call(text: str, call: Clutter) -> Clutter:
    """A call to subscribe with the rest of its sentence, such as its price."""
    rest = _REST.match(text, call.span.end)
    if rest is None or not _CALL_VERB.match(text, call.span.start) or ends_as_sentence(call.span.of(text)):
        return call
    return Clutter(Span(call.span.start, rest.end()), call.kind)


def _byline_end(text: str, match: re.Match[str], starts: set[int]) -> int:
    """Where the name after "By" ends: at the end of a line, at another marker or at a dateline in capitals.

    0 if the words go on ("Abducted By Boko Haram Have").
    """
    end = match.end()
    while text.count(" ", match.start(1), end) >= 1:
        after = re.match(r"\s*[|·•,–—-]?\s*", text[end : end + 8])
        following = end + (after.end() if after else 0)
        tail = text[following : following + 40]
        if "\n" in text[end:following] or not tail or following in starts or re.match(r"[A-Z]{4,}\b", tail):
            return end
        end = text.rfind(" ", match.start(1), end)
    return 0


def _closes_teaser(text: str, span: Span) -> bool:
    """ "… via Abramorama 2 hours ago iQiYi Q4 …" closes a teaser; "he left 2 hours ago and" is prose."""
    after = text[span.end : span.end + 40].lstrip(" ")
    word = re.match(r"[\w'’.-]+", after)
    if word and word.group().islower():
        return False
    before = re.split(r"[\n.!?]", text[max(0, span.start - 120) : span.start])[-1]
    return is_title_like(before) or not before.strip()


def _is_stamp(text: str, match: re.Match[str]) -> bool:
    """Whether a date in the head opens or closes a line; inside prose it is no stamp."""
    before, after = text[: match.start()].rstrip(" |·•-–—"), text[match.end() : match.end() + 30].lstrip(" ")
    if not before or before.endswith("\n"):
        return not after[:1].islower() and after[:1] != ","
    closes_line = not after or after[0] in "\n|" or after.startswith("By ")
    return closes_line and before[-1] not in ",;" and not before.split()[-1].islower()


def _find_between(text: str, before: Clutter, after: Clutter) -> list[Clutter]:
    """Captions and teasers in the text between two markers."""
    gap = Span(before.span.end, after.span.start)
    pieces = [Span(s.start + gap.start, s.end + gap.start) for s in split(gap.of(text))]
    found: list[Clutter] = []
    for i, piece in enumerate(pieces):
        first, last = i == 0, i == len(pieces) - 1
        if _is_caption(text, piece, before if first else None, after if last else None):
            found.append(Clutter(piece, Kind.CAPTION))
            continue
        words = piece.of(text)
        if first and _is_labelled(text, before, piece):
            found.append(Clutter(piece, Kind.TEASER))
            continue
        length = title_length(words)
        if length < 20 or (ends_as_sentence(words) and length == len(words)):
            continue
        near = (first and before.kind in _LISTS) or (last and after.kind is Kind.AGO)
        listed = first and last and {before.kind, after.kind} & {*_LISTS, Kind.BUTTON} and length == len(words)
        goes_on = bool(found) and found[-1].kind is Kind.TEASER and before.kind in _LISTS
        if near or listed or goes_on:
            found.append(Clutter(Span(piece.start, piece.start + length), Kind.TEASER))
    return found


def _is_labelled(text: str, before: Clutter, piece: Span) -> bool:
    """Whether a line is a heading such as "Read more:" and the headline of another story, which needs no capitals."""
    if before.kind is not Kind.SECTION or "\n" in text[before.span.end : piece.start]:
        return False
    ends_line = piece.end == len(text) or text[piece.end : piece.end + 1] in "\n"
    words = piece.of(text)
    return ends_line and len(words) <= 200 and (words.endswith("?") or not ends_as_sentence(words))


def _is_caption(text: str, piece: Span, before: Clutter | None, after: Clutter | None) -> bool:
    """Whether a sentence is a caption, by the markers directly before and after it."""
    if before is not None and before.kind is Kind.CAPTION and not _in_parentheses(text, before):
        same_line = "\n" not in text[before.span.end : piece.start] or before.span.of(text).lower().endswith("caption")
        if same_line:
            return True
    if after is None:
        return False
    if _in_parentheses(text, after) and "\n" not in text[piece.end : after.span.start]:
        return True
    return after.kind is Kind.CAPTION and not ends_as_sentence(piece.of(text))


def _in_parentheses(text: str, clutter: Clutter) -> bool:
    """Whether a marker is a "(Photo: …)", which closes the caption before it."""
    return clutter.kind is Kind.CAPTION and text[clutter.span.start : clutter.span.start + 1] == "("
