"""Markers of clutter: fixed phrases of web pages that no reporter writes in prose."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from retold.english.calendar import MONTH_LONG_OR_SHORT, WEEKDAY_LONG_OR_SHORT
from retold.types import Span

HEAD = 400
"""Code points at the start of a text in which dates can be stamps and names can be bylines."""


class Kind(StrEnum):
    STAMP = "stamp"  # date or time of publication
    BYLINE = "byline"
    BUTTON = "button"  # share bars, icons, players, "See All"
    SECTION = "section"  # heading of a list of other stories: "Related Stories"
    AGO = "ago"  # relative time stamp, closes a teaser
    CALL = "call"  # newsletter, subscription, advertisement, legal notice
    CAPTION = "caption"
    TEASER = "teaser"
    CREDIT = "credit"  # who reported, edited, contributed
    POST = "post"  # of another site
    COMMENTS = "comments"  # of readers, to the end of the text


@dataclass(frozen=True, slots=True)
class Clutter:
    """A piece of clutter and its place in the text."""

    span: Span
    kind: Kind


_MONTH = rf"(?:{MONTH_LONG_OR_SHORT})\.?"
_CLOCK = r"\d{1,2}[:.]\d{2}(?:\s?[ap]\.?m\.?)?(?:\s?\(?(?:[PECM][SD]?T|GMT|BST|UTC|IST|CET)\)?)?"
DATE = rf"(?:{_MONTH}\s\d{{1,2}},?\s\d{{4}}|\d{{1,2}}(?:st|nd|rd|th)?\s{_MONTH},?\s\d{{4}}|\d{{4}}-\d{{2}}-\d{{2}})"
STAMP = re.compile(
    rf"""
    (?:(?:Published|Updated|Posted|Last\ updated|First\ published|Modified)(?:\s(?:on|at))?:?\s)?
    (?:{WEEKDAY_LONG_OR_SHORT},?\s)?
    (?:{_CLOCK},?\s(?:on\s)?)?
    {DATE}
    (?:,?\s(?:at\s|[-–|]\s)?{_CLOCK})?
    """,
    re.VERBOSE,
)
"""A date or time of publication: "Published on Tuesday, 24 February 2026, 9:05am GMT"."""
NAME = r"""
    [A-Z][\w'’-]{1,60}
    (?:[ ]
        (?:
            [A-Z]\.\ ?                                                  # an initial
            |(?:[Dd]e|[Vv]an|[Vv]on|[Dd]er|[Aa]l|[Bb]in|[Ll]a|[Dd]i)[ ]
        ){0,8}
        [A-Z][\w'’-]{1,60}
    ){1,2}
"""
"""A name. Its parts have a longest length, because any word of a text may begin one."""
BYLINE = re.compile(
    rf"""
    \b(?:By|BY|Written\ by|Reported\ by)\s
    ({NAME}(?:(?:,|\sand|,\sand|\s&)\s{NAME})*)
    """,
    re.VERBOSE,
)

AGENCY = r"""(?:
    Getty(?:\sImages)?(?:\sfor\s[A-Z]\w+)?|AFP|Reuters|REUTERS|Associated\sPress|AP(?:\sPhoto)?|PA(?:\sWire)?|EPA
    |Rex|PA\sMedia|Rex\sFeatures|Shutterstock|Alamy|Bloomberg|Xinhua|AAP|NurPhoto|ITN|USA\sTODAY\sSports
)"""

_NEW_WINDOW = re.compile(r"(?:Click to (?:share|email|print)[^.\n]{0,40}?)?\(Opens in (?:a )?new window\)")

_BUTTON = re.compile(
    r"""
    \b(?:
        Plus\ Icon|See\ All\b|View\ All\b|Show\ (?:all|more)\b
        # sharing
        |Share\ this\ (?:article|story|page|video|post|with)(?:\ (?:on|with|via)\ \w+)?
        |Share\ on\ (?:Facebook|Twitter|WhatsApp|LinkedIn|Pinterest|X)|Tweet\ this
        |Copy\ (?:this\ )?link(?:\ to\ clipboard)?
        # pictures and players
        |Enlarge\ (?:this\ )?image|Buy\ Photo|Hide\ [Cc]aption(?:\ \d+\ of\ \d+)?
        |[Tt]oggle\ caption|Play\ (?:slideshow|video)
        |Media\ playback\ is\ (?:un)?supported\ on\ (?:this|your)\ device
        # the page
        |Scroll\ down\ for\ (?:more|video)|Wait\ \d\ seconds?\ to\ continue\.?|Hide\ apps
        |Print\ this\ (?:page|article)
        |Skip\ to\ (?:main\ )?content|Email\ this\ article|Leave\ a\ comment|\d+\ [Cc]omments?(?=\n|$)|Back\ to\ top
        |This\ video\ (?:file\ )?cannot\ be\ played\.?|Loading\.\.\.
    )
    """,
    re.VERBOSE,
)

_SECTION = re.compile(
    r"""
    (?:^|(?<=[\s.!?”\"’]))
    (?:
        Related\ (?:
            [Ss]tories|[Aa]rticles|[Cc]ontent|[Tt]opics|[Ll]inks|[Vv]ideos?|[Cc]overage
        )
        |related\ articles|RELATED(?:\ STORIES|\ ARTICLES)?:?
        |READ\ MORE:?|R(?:ead|EAD)\ (?:[Mm]ore|MORE):|Read\ more(?=\n|$)
        |Read\ [Nn]ext:?|READ\ NEXT:?|SEE\ ALSO:?|See\ [Aa]lso:|Also\ [Rr]ead:?|ALSO\ READ:?|MORE:(?=\s[A-Z])
        |More\ (?:[Oo]n\ [Tt]his\ [Ss]tory|[Ff]rom\ [A-Z]\w+(?:\ [A-Z]\w+)?(?=\n|$))
        |(?:Most\ Read|MOST\ READ|Most\ Popular|MOST\ POPULAR|Most\ read(?=\n|$))
        |Recommended(?:\ [Ss]tories|\ for\ [Yy]ou|:)|Popular\ on\ [A-Z]\w+
        |You\ [Mm]ay\ [Aa]lso\ [Ll]ike:?|You\ [Mm]ight\ [Aa]lso\ [Ll]ike:?
        |Don['’]t\ [Mm]iss:?(?=\s[A-Z])|Trending(?:\ [Nn]ow)?(?=\n|$|:)|Editors?['’]s?\ [Pp]icks?
        |Top\ [Ss]tories(?=\n|$)|What\ to\ [Rr]ead\ [Nn]ext
    )
    """,
    re.VERBOSE,
)

_AGO = re.compile(
    r"""
    \b(?:\d{1,2}|[Aa]n?)\s?(?:seconds?|minutes?|mins?|hours?|hrs?|h|days?|weeks?|months?)\ ago\b
    (?!\s?[.,;:)\"”])       # before such a mark it is prose
    """,
    re.VERBOSE,
)

_CALL = re.compile(
    r"""
    \b(?:
        # advertisements and continuations
        Advertisement(?:\ [-–]\ Continue\ Reading\ Below)?(?:\ Continue\ reading\ the\ main\ story)?(?=\s|$)
        |ADVERTISEMENT|Continue\ [Rr]eading\ (?:the\ main\ story|Below)|Story\ continues\ below(?:\ advertisement)?
        # newsletters and subscriptions
        |Sign\ [Uu]p\ (?:for|to)\ (?:our|the|get|receive)[^.\n]{0,90}
            (?:[Nn]ewsletters?|alerts?|inbox|emails?)[^.\n]{0,40}\.?
        |Newsletter\ Sign\ Up
        |Subscribe\ (?:to|for|now)[^.\n]{0,60}(?:newsletter|channel|updates|today|access)[^.\n]{0,20}[.!]?
        |Get\ (?:our|the)[^.\n]{0,60}newsletters?[^.\n]{0,30}\.?
        |Follow\ (?:us|me|him|her)\ on\ (?:Twitter|Facebook|Instagram|X)[^.\n]{0,40}\.?
        |Like\ us\ on\ Facebook[^.\n]{0,30}\.?
        # forms and their errors
        |Please\ verify\ you're\ not\ a\ robot\ by\ clicking\ the\ box\.?
        |Invalid\ email\ address\.\ Please\ re-enter\.|You\ must\ select\ a\ newsletter\ to\ subscribe\ to\.
        |\*\ Required\ field
        |You\ agree\ to\ receive\ occasional\ updates[^.\n]{0,120}\.|Thank\ you\ for\ subscribing[.!]?
        |Could\ not\ subscribe,\ try\ again\ later(?:\ Invalid\ [Ee]mail)?
        |An\ error\ has\ occurred\.\ Please\ try\ again\ later\.
        |Get\ [\w ]{0,30}updates\ directly\ to\ your\ inbox(?:\ ?\+\ ?Subscribe)?
        # notes of single outlets
        |Visit\ our\ website\ terms\ of\ use[^.\n]{0,80}(?:\.org)?[^.\n]{0,40}\.
        |NPR\ transcripts\ are\ created[^\n]{0,400}|This\ text\ may\ not\ be\ in\ its\ final\ form[^.\n]{0,80}\.
        |(?:Accuracy\ and\ availability\ may\ vary\.\ )?The\ authoritative\ record\ of\ NPR[^.\n]{0,60}\.
        |You\ are\ already\ subscribed\ to\ this\ email\.|View\ all\ New\ York\ Times\ newsletters\.
        |(?:EDITOR['’]S|Editor['’]s)\ (?:[Nn]ote|NOTE):[^.\n]{0,400}\.
        # rights
        |Copyright\ ©?[^.\n]{0,60}(?:\.|$)|©\s?\d{4}[^.\n]{0,60}(?:\.|$)|All\ [Rr]ights\ [Rr]eserved\.?
        |(?:External|Outbound)\ links\ are\ provided\ for\ [^.\n]{0,40}\.
        |[^.\n]{0,40}\ is\ not\ responsible\ for\ the\ content\ of\ (?:external|other)[^.\n]{0,40}\.
        |This\ (?:material|content)\ may\ not\ be\ (?:published|reproduced)[^.\n]{0,80}\.
    )
    """,
    re.VERBOSE,
)

_CAPTION = re.compile(
    rf"""
    (?:
        \(\s?(?:Photo|Photograph|Image|Picture|Credit|Source|File)s?(?::|\ by\ |\ courtesy)[^()\n]{{0,80}}\)
        |\b(?:Image|Media|Photo)\ (?:copyright|caption|credit:?)\b
        |\b(?:Photo|Picture|Image)s?(?:\ credit)?(?::|\ by\ )\s?{NAME}(?:\s?/\s?{AGENCY})*
        |(?:\b{NAME}|(?<=\s))/{AGENCY}(?:\s?/\s?{AGENCY})*(?:\s\d{{1,2}}(?=\s[A-Z]))?  # Ann Lee/Reuters
        |\b{AGENCY}(?:\s?/\s?{AGENCY})+
        |\b(?:AP:)?{AGENCY}\s\d{{1,2}}(?=\s[A-Z])
        |\bGetty\ Images(?=\s[A-Z]|\n|$)
        |(?<=[\s.])\d{{1,2}}/\d{{1,2}}(?=\s(?:[A-Z]|(?:19|20)\d\d\s))                  # 3/12 in a gallery
    )
    """,
    re.VERBOSE,
)

MARKERS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.BUTTON, _NEW_WINDOW),
    (Kind.BUTTON, _BUTTON),
    (Kind.SECTION, _SECTION),
    (Kind.AGO, _AGO),
    (Kind.CALL, _CALL),
    (Kind.CAPTION, _CAPTION),
)
