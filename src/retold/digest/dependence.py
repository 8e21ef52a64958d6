"""Whether a sentence leans on those before it, or speaks in the voice of its author."""

from __future__ import annotations

import re

from retold.english.quotation_marks import QUOTED

CONNECTIVE = re.compile(
    r"^(?:(?:Meanwhile|However|Moreover|Furthermore|Nevertheless|Nonetheless|Instead|Still|Also|Indeed|Besides|Finally|"
    r"Similarly|Likewise|Additionally|Consequently|Therefore|Thus|Overall|Plus|Of course|In addition|In fact|"
    r"For example|For instance|On the other hand|By contrast|In contrast|As a result|At the same time|That said|"
    r"Even so|To be sure|Then again|Unsurprisingly|Interestingly|Notably|Separately|Elsewhere),\s+"
    r"|Now,? (?=[a-z])"
    r"|(?:But(?! for\b)|And|Yet(?! (?:to|another)\b)|So(?! (?:far|long|many|much|few|little|as|is|are|was|were|did|does|do)\b))"
    r"\s+(?=[A-Z\"“a-z]))"
)
"""Words at the head of a sentence that only tie it to the one before."""

_GROUPS = (
    "company|firm|group|move|decision|pair|two|trio|couple|former|latter|latest|same|report|study|man|woman|"
    "news|team|case|incident|deal|plan|bank|agency|organi[sz]ation|statement|figures?|results?|announcement|increase|"
    "decline|change|changes|others?|victims?|suspect|officer|actor|singer|star|minister|president|spokesman|spokeswoman"
)
_EXISTS = r"(?:[’']s|\s(?:is|are|was|were|have|has|had|will|would|can|could|may|might|must|seems?|remains?)\b)"
"""After "there" that is no place."""
_LEANS = re.compile(
    rf"^(?:He|She|His|Her|They|Their|It|Its|This|That|These|Those|Such|Both|Here|There(?!{_EXISTS})"
    rf"|The (?:{_GROUPS})(?! (?:of|who|that|whose)\b)"
    r"|Another|Others|One of (?:them|these|those)|Some(?! \d)|Many|Most|Neither|Either|Now|Then|Earlier|Later|Since then|Soon after|Again"
    r"|Afterwards?|Nor|Or|What|Which|Who|Why|How|When asked|Asked)\b"
)
_DATES = r"(?:[a-z\d]|(?:Jan|Febr|Mar|Apr|May|June|July|Aug|Sept|Octo|Nov|Dec|Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)[a-z]*\b)[\w.’'-]*"
_FRONTED = re.compile(
    rf"^(?:After|As|At|Before|By|Despite|During|For|From|In|Like|On|Over|Since|Through|Under|Unlike|Until|With|Without)(?: {_DATES}){{1,8}}, (?:he|she)\b"
    r"|^(?:As|For|Like|Unlike|With)\b[^,“”\"]{1,50}, they\b"
)
"""A phrase that names nobody, and then somebody: "In 2010, he …"."""
CLAUSE = re.compile(r"^(?:When|After|If|While|As|Before|Although|Though|Because|Since|Once|Until) (?:he|she|they|it)\b")
"""A clause about somebody whom the main clause may name: "After she lost her job, Kari …"."""

AFTER = re.compile(
    rf"^(?:Then|There(?!{_EXISTS})|Since then|Later|Earlier|Again|Afterwards?|At that\b|By then|Soon after|After that|Before that|"
    r"That (?:day|week|month|year|night|morning)|The (?:same|next|following|previous) (?:day|week|month|year|night))\b"
)
"""A time or place that only the sentence before gives."""

_SPEAKS = re.compile(
    r"(?<![\w'’])(?:I|we|We|my|My|our|Our|us|me|you|You|your|Your|I['’]\w+|We['’]\w+|we['’]\w+|you['’]\w+)(?![\w-])"
)
_EVERYBODYS = re.compile(
    r"\b(?:[Oo]ur (?:own )?(?:[\w-]+ ){0,2}?(?:society|societies|world|planet|solar system|galaxy|universe|lives|time|times|age|era|culture|democracy|economy|species|oceans?|climate)"
    r"|us all|all of us)\b"
)
"""Words of the author for everybody: "our internet-addled society"."""
_NUMBERED = re.compile(
    r"\b(?:War|Elizabeth|Charles|George|James|Henry|Napoleon|Francis|Nicholas|Wilhelm|Phase|Type|Part|Class|Division|Title|Article) I\b"
)


def leans(text: str) -> bool:
    """Whether a sentence opens by leaning on the one before ("He …", "However, …")."""
    return bool(points_back(text) or CLAUSE.match(text) or CONNECTIVE.match(text))


def points_back(text: str) -> bool:
    """Whether the first words of a sentence mean something that was said before."""
    opens = text[:1].upper() + text[1:]
    return bool(_LEANS.match(opens) or _FRONTED.match(opens))


def speaks(text: str) -> bool:
    """Whether a sentence says "I", "we" or "you" outside quotation marks."""
    return bool(_SPEAKS.search(_EVERYBODYS.sub("", _NUMBERED.sub("", QUOTED.sub("", text)))))
