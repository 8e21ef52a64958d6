"""The forms of time expressions as regular expressions, each with the function that resolves it."""

from __future__ import annotations

import re

from retold.english.calendar import MONTH_LONG_SHORT_OR_STOPPED, WEEKDAY
from retold.english.times import resolvers
from retold.english.times.resolvers import Resolver

# Pieces for verbose patterns: a space in them is escaped.
_MONTH = rf"(?P<month>(?i:{MONTH_LONG_SHORT_OR_STOPPED})(?![a-z]))"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>1\d{3}|20\d{2})(?!\d)"
_WEEKDAY = rf"(?P<weekday>{WEEKDAY})"
_PART_OF_DAY = r"(?:[ -](?:morning|afternoon|evening|night|lunchtime))?"
_COUNT = r"""
    (?<![\w.,-])
    (?P<count>
        \d{1,3}(?:,\d{3})?
        |a\ hundred|a|an
        |(?:twenty|thirty|forty|fifty)(?:-(?:one|two|three|four|five|six|seven|eight|nine))?
        |one|two|three|four|five|six|seven|eight|nine|ten
        |eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen
    )
"""
_UNIT = r"(?P<unit>day|morning|night|weekend|week|month|quarter|year|decade|century)"
_UNITS = r"(?P<unit>day|week|month|year|decade|centur)(?:s|y|ies)?"
_SEASON = r"(?P<season>spring|summer|autumn|fall|winter)"
_MODIFIER = r"""
    (?P<mod>
        the\ next|last|next|this|the\ following|the\ previous|that|the\ same|this\ past|the\ past|the\ coming
    )
"""
_NOT_COUNTED = r"""
    # "2000 people" is no year
    (?!\s+(?:
        people|percent|per\ cent|miles|feet|metres|meters|km|years|days|hours|dollars|pounds|euros|jobs|workers|words
        |rpm|acres|votes|seats|members|troops|soldiers|deaths|cases|homes|times|points|pence|yen|cars|copies
        |protesters|students|staff|employees|hours|gmt|GMT|BST|EST
        |per|a\ (?:year|month|week|day|head|piece)
    )\b)
    (?![\d%]|[.,:/]\d)
"""


def _verbose(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.VERBOSE)


PATTERNS: tuple[tuple[re.Pattern[str], Resolver], ...] = (
    (  # 2026-02-24
        _verbose(r"(?<![\d-])(?P<year>1\d{3}|20\d{2})-(?P<number>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])(?![\d-])"),
        resolvers.iso,
    ),
    (  # the week of 18 December 2017
        _verbose(
            rf"""
            \b(?:the\ )?(?P<kind>week|weekend)\ of\ (?:the\ )?
            {_DAY}\ {_MONTH}(?:,?\ {_YEAR})?(?!\w)
            """
        ),
        resolvers.week_of,
    ),
    (  # the week of December 18, 2017
        _verbose(
            rf"""
            \b(?:the\ )?(?P<kind>week|weekend)\ of\ {_MONTH}\ {_DAY}(?:,?\ {_YEAR})?(?!\w)
            """
        ),
        resolvers.week_of,
    ),
    (  # Tuesday, the 24th of February 2026; 24 February last
        _verbose(
            rf"""
            \b(?:(?:this\ )?{_WEEKDAY}\s?,?\s)?
            (?:the\ )?(?<![\d.,$£€-]){_DAY}(?:\ day)?(?:\ of\ |[ -]){_MONTH}
            (?:
                (?:,?\ |-|\ of\ )(?:{_YEAR})
                |(?P<after>\ last|\ next)(?!\ (?:year|week|month))
                |\ (?P<of>last|this|next)\ year
            )?
            (?!\w)
            """
        ),
        resolvers.day_month,
    ),
    (  # Tuesday, February 24, 2026; February 24 this year
        _verbose(
            rf"""
            \b(?:(?:this\ )?{_WEEKDAY}\s?,?\s(?:the\ )?)?
            {_MONTH}\ {_DAY}
            (?![\d:%]|,\d|\ percent|\ per\ cent|\w)     # a number that goes on is no day
            (?:(?:\ ?,\ |\ )(?:{_YEAR})|\ (?P<of>last|this|next)\ year)?
            """
        ),
        resolvers.day_month,
    ),
    (  # late February 2026, February of 2026
        _verbose(
            rf"""
            \b(?:(?:early|late|mid|the\ (?:beginning|start|end)\ of)[ -])?
            {_MONTH}(?:\ ?,)?(?:\ of)?\ {_YEAR}(?!\w)
            """
        ),
        resolvers.month_year,
    ),
    (  # February ’26
        _verbose(rf"\b{_MONTH}\ [’'](?P<short>\d\d)(?!\w)"),
        resolvers.short_year,
    ),
    (  # last February, February that year, February in "February and March 2026"
        _verbose(
            rf"""
            \b(?:(?P<mod>last|next|this\ past|this|the\ past|the\ coming)\ )?
            (?:(?:early|late|mid)[ -])?
            {_MONTH}
            (?:
                (?P<same>,?(?:\ of|\ in)?\ (?:that|the\ same)(?:\ same)?\ year)
                # the year comes after a second month
                |(?=
                    (?:\ \d\d?)?\ ?(?:to|and|or|through|until|[-–])\ ?
                    (?:(?P<end>[A-Z][a-z]+)\ (?:\d\d?,\ ?)?)
                    (?:of\ |in\ )?(?P<shared>1\d\d\d|20\d\d)
                )
                |(?![\w’'-]|\ \d)
            )
            """
        ),
        resolvers.month_alone,
    ),
    (  # last summer, the summer of 2026
        _verbose(rf"(?i:\b(?:(?P<mod>last|next|this|that)\ )?{_SEASON}(?:\ of)?(?:\ {_YEAR})?(?!\w))"),
        resolvers.season,
    ),
    (  # 2025-26, 2025/26
        _verbose(r"(?<![\w.,$£€#/-])(?P<from>1[5-9]\d\d|20\d\d)[-–/](?P<short>\d\d)(?![\w-])"),
        resolvers.year_range,
    ),
    (  # the late 1990s
        _verbose(r"\b(?:the\ )?(?:early\ |late\ |mid-?)?(?P<decade>1\d\d0|20\d0)(?P<short>(?!.))?[’']?s(?!\w)"),
        resolvers.decade,
    ),
    (  # the ’90s
        _verbose(
            r"(?:\bthe\ (?:early\ |late\ |mid-?)?[’']?|(?<![\w’'])[’'])(?P<short>[2-9]0)[’']?s(?!\w)",
        ),
        resolvers.decade,
    ),
    (  # the early 19th century
        _verbose(
            r"(?i:\b(?:early\ |late\ |mid-)?(?P<century>\d{1,2})(?:st|nd|rd|th)[ -]century(?!\ B\.?C))",
        ),
        resolvers.century,
    ),
    (  # yesterday evening, this morning, last night
        _verbose(
            r"""(?i:
            \b(?:(?:early|late|yesterday|tomorrow)\ )?(?:today|tonight|yesterday|tomorrow)
                (?:\ (?:morning|afternoon|evening|night))?(?!\w)
            |\bthis\ (?:morning|afternoon|evening)\b
            |\blast\ night\b(?!\ of)
            |\bthis\ day(?!\ and\ age)\b
            )"""
        ),
        resolvers.nearby_day,
    ),
    (  # the end of the year
        _verbose(
            r"""(?i:
            \b(?:the\ )?(?P<edge>beginning|start|end)\ of\ (?P<which>the|this|next)\ (?P<unit>week|month|quarter|year)
            (?!\w)
            )"""
        ),
        resolvers.edge,
    ),
    (  # last week, the following month
        _verbose(
            rf"""(?i:
            \b(?:(?:early|earlier|late|later)\ )?{_MODIFIER}\ {_UNIT}
            (?![\w-]|\ (?:olds?|one|that|of)\b)
            )"""
        ),
        resolvers.unit,
    ),
    (  # about three years ago, a week later
        _verbose(
            rf"""(?i:
            \b(?<!half\ )(?:(?:about|around|nearly|almost|more\ than|over|some|exactly|just)\ )?
            {_COUNT}\ {_UNITS}\ (?P<way>ago|from\ now|later|earlier|after|before)
            (?:\ (?:today))?(?!\w)
            )"""
        ),
        resolvers.counted,
    ),
    (  # next Tuesday, Tuesday evening; not "Tuesday mornings", "Friday Night", "the Sunday Times"
        _verbose(
            rf"""
            \b(?:(?P<mod>
                [Ll]ast|[Nn]ext|[Tt]his\ coming|[Tt]his\ past|[Tt]he\ coming|[Tt]he\ past|[Pp]ast|[Tt]his
                |[Ee]arly|[Ll]ate
            )\ )?
            {_WEEKDAY}{_PART_OF_DAY}
            (?![\w]|\ (?:
                mornings|afternoons|evenings|nights|best|the\ 13th
                |Times|Mirror|Telegraph|Express|Herald|Mail|People|Post|Night|Football
            )\b)
            """
        ),
        resolvers.weekday,
    ),
    (  # Q2 2026, the second quarter of last year
        _verbose(
            rf"""
            \b(?:
                Q(?P<number>[1-4])
                |[Tt]he\ (?P<ordinal>first|second|third|fourth|1st|2nd|3rd|4th)[ -]quarter
            )
            (?:,?(?:\ of)?\ {_YEAR}|\ of\ (?P<of>(?:last|this|next|the)\ year))?(?!\w)
            """
        ),
        resolvers.quarter,
    ),
    (  # the first half of 2026
        _verbose(rf"\b(?:(?:[Tt]he\ )?(?P<half>[Ff]irst|[Ss]econd)\ half|H(?P<number>[12]))(?:\ of)?\ {_YEAR}(?!\w)"),
        resolvers.half,
    ),
    (  # early 2026
        _verbose(
            rf"""
            (?<![\w.,$£€#/:@+=-])(?:(?:[Ee]arly|[Ll]ate|[Mm]id)[ -])?{_YEAR}(?![\w-])
            {_NOT_COUNTED}
            """
        ),
        resolvers.year,
    ),
)

ABSOLUTE = (
    resolvers.iso,
    resolvers.month_year,
    resolvers.short_year,
    resolvers.year,
    resolvers.year_range,
    resolvers.decade,
    resolvers.century,
    resolvers.half,
)
"""Resolvers of forms that need no other date."""
