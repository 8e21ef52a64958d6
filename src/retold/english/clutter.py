"""Page furniture inside scraped text: what is there but is not the story.

Teasers of other stories, share bars, time stamps, author boxes, captions,
newsletter calls. `find` marks them by span and removes nothing: extraction
cuts them out of scraped text, and reading leaves them untold where a body
must be kept as it was given.

The rules look for *markers* (fixed phrases that no reporter writes in prose)
and then judge what stands between two of them: headline-cased fragments
without a full stop beside a marker are other stories' headlines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from retold.english.sentences import split
from retold.types import Span


class Kind(StrEnum):
    STAMP = "stamp"  # date or time of publication
    BYLINE = "byline"
    BUTTON = "button"  # share bars, icons, players, "See All"
    SECTION = "section"  # heads a list of other stories: "Related Stories"
    AGO = "ago"  # relative time stamp, closes a teaser
    CALL = "call"  # newsletter, subscription, advertisement, legal notice
    CAPTION = "caption"
    TEASER = "teaser"


@dataclass(frozen=True, slots=True)
class Clutter:
    span: Span
    kind: Kind


MONTHS = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_CLOCK = r"\d{1,2}[:.]\d{2}(?:\s?[ap]\.?m\.?)?(?:\s?\(?(?:[PECM][SD]?T|GMT|BST|UTC|IST|CET)\)?)?"
_DATE = rf"(?:{MONTHS}\s\d{{1,2}},?\s\d{{4}}|\d{{1,2}}(?:st|nd|rd|th)?\s{MONTHS},?\s\d{{4}}|\d{{4}}-\d{{2}}-\d{{2}})"
STAMP = re.compile(
    rf"(?:(?:Published|Updated|Posted|Last updated|First published|Modified)(?:\s(?:on|at))?:?\s)?"
    rf"(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?,?\s)?"
    rf"(?:{_CLOCK},?\s(?:on\s)?)?{_DATE}(?:,?\s(?:at\s|[-–|]\s)?{_CLOCK})?",
)
NAME = (
    r"[A-Z][\w'’-]+(?: (?:(?:[A-Z]\. ?)+|(?:[Dd]e|[Vv]an|[Vv]on|[Dd]er|[Aa]l|[Bb]in|[Ll]a|[Dd]i) )*[A-Z][\w'’-]+){1,2}"
)
BYLINE = re.compile(rf"\b(?:By|BY|Written by|Reported by)\s({NAME}(?:(?:,|\sand|,\sand|\s&)\s{NAME})*)")

_AGENCY = (
    r"(?:Getty(?:\sImages)?(?:\sfor\s[A-Z]\w+)?|AFP|Reuters|REUTERS|Associated\sPress|AP(?:\sPhoto)?|PA(?:\sWire)?|EPA"
    r"|Rex\sFeatures|Shutterstock|Alamy|Bloomberg|Xinhua|AAP|NurPhoto|ITN|USA\sTODAY\sSports)"
)
_MARKERS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.BUTTON, re.compile(r"(?:Click to (?:share|email|print)[^.\n]{0,40}?)?\(Opens in (?:a )?new window\)")),
    (
        Kind.BUTTON,
        re.compile(
            r"\b(?:Plus Icon|See All\b|View All\b|Show (?:all|more)\b|Share this (?:article|story|page|video|post|with)"
            r"(?: (?:on|with|via) \w+)?|Share on (?:Facebook|Twitter|WhatsApp|LinkedIn|Pinterest|X)|Tweet this"
            r"|Copy (?:this )?link(?: to clipboard)?|Enlarge (?:this )?image|Buy Photo|Hide [Cc]aption(?: \d+ of \d+)?"
            r"|[Tt]oggle caption|Play (?:slideshow|video)|Media playback is (?:un)?supported on (?:this|your) device"
            r"|Scroll down for (?:more|video)|Wait \d seconds? to continue\.?|Hide apps|Print this (?:page|article)"
            r"|Skip to (?:main )?content|Email this article|Leave a comment|\d+ [Cc]omments?(?=\n|$)|Back to top"
            r"|This video (?:file )?cannot be played\.?|Loading\.\.\.)"
        ),
    ),
    (
        Kind.SECTION,
        re.compile(
            r"(?:^|(?<=[\s.!?”\"’]))(?:Related (?:[Ss]tories|[Aa]rticles|[Cc]ontent|[Tt]opics|[Ll]inks|[Vv]ideos?|[Cc]overage)"
            r"|related articles|RELATED(?: STORIES| ARTICLES)?:?|READ MORE:?|R(?:ead|EAD) (?:[Mm]ore|MORE):|Read more(?=\n|$)"
            r"|Read [Nn]ext:?|READ NEXT:?|SEE ALSO:?|See [Aa]lso:|Also [Rr]ead:?|ALSO READ:?|MORE:(?=\s[A-Z])"
            r"|More (?:[Oo]n [Tt]his [Ss]tory|[Ff]rom [A-Z]\w+(?: [A-Z]\w+)?(?=\n|$))|(?:Most Read|MOST READ|Most Popular|MOST POPULAR|Most read(?=\n|$))"
            r"|Recommended(?: [Ss]tories| for [Yy]ou|:)|Popular on [A-Z]\w+|You [Mm]ay [Aa]lso [Ll]ike:?|You [Mm]ight [Aa]lso [Ll]ike:?"
            r"|Don['’]t [Mm]iss:?(?=\s[A-Z])|Trending(?: [Nn]ow)?(?=\n|$|:)|Editors?['’]s? [Pp]icks?|Top [Ss]tories(?=\n|$)|What to [Rr]ead [Nn]ext)"
        ),
    ),
    (
        Kind.AGO,
        re.compile(
            r"\b(?:\d{1,2}|[Aa]n?)\s?(?:seconds?|minutes?|mins?|hours?|hrs?|h|days?|weeks?|months?) ago\b(?!\s?[.,;:)\"”])"
        ),
    ),
    (
        Kind.CALL,
        re.compile(
            r"\b(?:Advertisement(?: [-–] Continue Reading Below)?(?: Continue reading the main story)?(?=\s|$)"
            r"|ADVERTISEMENT|Continue [Rr]eading (?:the main story|Below)|Story continues below(?: advertisement)?"
            r"|Sign [Uu]p (?:for|to) (?:our|the|get|receive)[^.\n]{0,90}(?:[Nn]ewsletters?|alerts?|inbox|emails?)[^.\n]{0,40}\.?"
            r"|Newsletter Sign Up|Subscribe (?:to|for|now)[^.\n]{0,60}(?:newsletter|channel|updates|today|access)[^.\n]{0,20}[.!]?"
            r"|Get (?:our|the)[^.\n]{0,60}newsletters?[^.\n]{0,30}\.?|Follow (?:us|me|him|her) on (?:Twitter|Facebook|Instagram|X)[^.\n]{0,40}\.?"
            r"|Like us on Facebook[^.\n]{0,30}\.?|Please verify you're not a robot by clicking the box\.?"
            r"|Invalid email address\. Please re-enter\.|You must select a newsletter to subscribe to\.|\* Required field"
            r"|You agree to receive occasional updates[^.\n]{0,120}\.|Thank you for subscribing[.!]?|Could not subscribe, try again later(?: Invalid [Ee]mail)?|An error has occurred\. Please try again later\."
            r"|Get [\w ]{0,30}updates directly to your inbox(?: ?\+ ?Subscribe)?"
            r"|Visit our website terms of use[^.\n]{0,80}(?:\.org)?[^.\n]{0,40}\.|NPR transcripts are created[^.\n]{0,160}\.|This text may not be in its final form[^.\n]{0,80}\."
            r"|(?:Accuracy and availability may vary\. )?The authoritative record of NPR[^.\n]{0,60}\."
            r"|You are already subscribed to this email\.|View all New York Times newsletters\."
            r"|Copyright ©?[^.\n]{0,60}(?:\.|$)|©\s?\d{4}[^.\n]{0,60}(?:\.|$)|All [Rr]ights [Rr]eserved\.?"
            r"|(?:External|Outbound) links are provided for [^.\n]{0,40}\.|[^.\n]{0,40} is not responsible for the content of (?:external|other)[^.\n]{0,40}\."
            r"|This (?:material|content) may not be (?:published|reproduced)[^.\n]{0,80}\.)"
        ),
    ),
    (
        Kind.CAPTION,
        re.compile(
            r"(?:\(\s?(?:Photo|Image|Picture|Credit|Source|File)s?:[^()\n]{0,80}\)|\b(?:Image|Media|Photo) (?:copyright|caption|credit:?)\b"
            rf"|\b(?:Photo|Picture|Image)s?(?: credit)?(?::| by )\s?{NAME}(?:\s?/\s?{_AGENCY})*"
            rf"|(?:\b{NAME}|(?<=\s))/{_AGENCY}(?:\s?/\s?{_AGENCY})*(?:\s\d{{1,2}}(?=\s[A-Z]))?"
            rf"|\b{_AGENCY}(?:\s?/\s?{_AGENCY})+|\b(?:AP:)?{_AGENCY}\s\d{{1,2}}(?=\s[A-Z])|\bGetty Images(?=\s[A-Z]|\n|$)"
            r"|(?<=[\s.])\d{1,2}/\d{1,2}(?=\s[A-Z]))"
        ),
    ),
)

_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_ENDED = re.compile(r"[.!?…][\"'”’)\]]*$")
HEAD = 400
"""Code points at the start of a text in which a stamp or a byline is one."""


def title_like(text: str) -> bool:
    """Whether `text` is cased as a headline: most of its longer words begin with a capital."""
    words = [w for w in _WORD.findall(text) if len(w) > 3]
    if len(words) < 2:
        return bool(words) and words[0][0].isupper()
    return sum(any(c.isupper() for c in w) for w in words) >= 0.7 * len(words)


def title_prefix(text: str) -> int:
    """Length of the headline-cased words that run into a prose sentence at the
    start of `text`; 0 where there are none, all of it where no prose follows."""
    words = list(_WORD.finditer(text))
    if title_like(text):
        return len(text)
    for i in range(3, len(words) - 4):
        following = [w.group() for w in words[i + 1 : i + 6]]
        if words[i].group()[0].isupper() and sum(w.islower() for w in following) >= 4:
            return words[i].start() if title_like(text[: words[i].start()]) else 0
    return 0


def ended(text: str) -> bool:
    """Whether `text` closes with a sentence's own punctuation."""
    return bool(_ENDED.search(text.rstrip()))


def find(text: str) -> list[Clutter]:
    """All clutter of `text`, in order, without overlaps. Linear in its length."""
    marks = _markers(text)
    if not marks:
        return []
    found = list(marks)
    edges = [Clutter(Span(0, 0), Kind.STAMP), *marks, Clutter(Span(len(text), len(text)), Kind.STAMP)]
    for before, after in pairwise(edges):
        found.extend(_between(text, before, after))
    return sorted(found, key=lambda c: c.span)


def _markers(text: str) -> list[Clutter]:
    found = [Clutter(Span(*m.span()), kind) for kind, pattern in _MARKERS for m in pattern.finditer(text)]
    found = [c for c in found if c.kind is not Kind.AGO or _closes_teaser(text, c.span)]
    head = min(len(text), HEAD)
    found += [Clutter(Span(*m.span()), Kind.STAMP) for m in STAMP.finditer(text, 0, head) if _stamps(text, m)]
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


def _byline_end(text: str, match: re.Match[str], starts: set[int]) -> int:
    """Where the name after "By" ends: at a line's end, another marker or a
    dateline in capitals; 0 when the words go on ("Abducted By Boko Haram Have")."""
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
    return title_like(before) or not before.strip()


def _stamps(text: str, match: re.Match[str]) -> bool:
    """A date in the head is a stamp when it opens or closes a line, not inside prose."""
    before, after = text[: match.start()].rstrip(" |·•-–—"), text[match.end() : match.end() + 30].lstrip(" ")
    if not before or before.endswith("\n"):
        return not after[:1].islower() and after[:1] != ","
    closes = not after or after[0] in "\n|" or after.startswith("By ")
    return closes and before[-1] not in ",;" and not before.split()[-1].islower()


_LISTS = (Kind.SECTION, Kind.AGO)


def _between(text: str, before: Clutter, after: Clutter) -> list[Clutter]:
    """Clutter among the words that stand between two markers."""
    gap = Span(before.span.end, after.span.start)
    pieces = [Span(s.start + gap.start, s.end + gap.start) for s in split(gap.of(text))]
    found: list[Clutter] = []
    for i, piece in enumerate(pieces):
        first, last = i == 0, i == len(pieces) - 1
        words = piece.of(text)
        same_line = "\n" not in text[before.span.end : piece.start] or before.span.of(text).lower().endswith("caption")
        if (
            (first and before.kind is Kind.CAPTION and same_line and not _parenthesis(text, before))
            or (last and _parenthesis(text, after) and "\n" not in text[piece.end : after.span.start])
            or (last and after.kind is Kind.CAPTION and not ended(words))
        ):
            found.append(Clutter(piece, Kind.CAPTION))
        elif (length := title_prefix(words)) >= 20 and not (ended(words) and length == len(words)):
            near = (first and before.kind in _LISTS) or (last and after.kind is Kind.AGO)
            listed = first and last and {before.kind, after.kind} & {*_LISTS, Kind.BUTTON} and length == len(words)
            run = bool(found) and found[-1].kind is Kind.TEASER and before.kind in _LISTS
            if near or listed or run:
                found.append(Clutter(Span(piece.start, piece.start + length), Kind.TEASER))
    return found


def _parenthesis(text: str, clutter: Clutter) -> bool:
    """ "(Photo: …)" closes a caption that stands before it."""
    return clutter.kind is Kind.CAPTION and text[clutter.span.start : clutter.span.start + 1] == "("
