"""Whether a sentence depends on the ones before it, or speaks in the voice of its author."""

from __future__ import annotations

import re

from retold.english.calendar import DATE_STEMS
from retold.english.quotation_marks import without_quotations

CONNECTIVE = re.compile(
    r"""
    ^(?:
        (?:
            Meanwhile|However|Moreover|Furthermore|Nevertheless|Nonetheless|Instead|Still|Also|Indeed|Besides|Finally
            |Similarly|Likewise|Additionally|Consequently|Therefore|Thus|Overall|Plus|Of\ course|In\ addition|In\ fact
            |For\ example|For\ instance|On\ the\ other\ hand|By\ contrast|In\ contrast|As\ a\ result
            |At\ the\ same\ time|That\ said
            |Even\ so|To\ be\ sure|Then\ again|Unsurprisingly|Interestingly|Notably|Separately|Elsewhere
        ),\s+
        |(?:Now|Plus)(?:,\ |\ (?=[a-z]))
        |(?:
            But(?!\ for\b)
            |And
            |Yet(?!\ (?:to|another)\b)
            |So(?!
                \ (?:far|long|many|much|few|little|as|is|are|was|were|did|does|do)\b
                |\ \w+\ (?:is|are|was|were|did|do|does)\b
            )
        )\s+(?=[A-Z\"“a-z])
    )
    """,
    re.VERBOSE,
)
"""Words at the beginning of a sentence that only connect it to the one before."""

POINTING_FRAME = re.compile(
    r"""
    ^(?:
        It\ (?:is|was)\ (?:for|because\ of|due\ to)\ (?:this|that|these|those)\ [a-z]+\ that
        |(?:This|That)(?:[’']s|\ is|\ was)\ (?:partly\ |exactly\ |also\ )?(?:why|when)
        |(?:For|Because\ of|Due\ to|As\ a\ result\ of)\ (?:this|that|these|those)\ [a-z]+,
    )\ (?=["“]?\w)
    """,
    re.VERBOSE,
)
"""Words that only tie a whole clause to the sentence before: "It is for that reason that"."""

_POINTING_NOUNS = """
    company|firm|group|move|decision|pair|two|trio|couple|former|latter|latest|same|report|study|man|woman
    |news|team|case|incident|deal|plan|bank|agency|organi[sz]ation|statement|figures?|results?|announcement|increase
    |decline|change|changes|others?|victims?|suspect|officer|actor|singer|star|minister|president|spokesman
    |spokeswoman
"""
"""Nouns that after "the" mean something said before."""
_EXISTS = r"(?:[’']s|\s(?:is|are|was|were|have|has|had|will|would|can|could|may|might|must|seems?|remains?)\b)"
"""After "there", if it is no place."""
_POINTS_BACK = re.compile(
    rf"""
    ^(?:
        He|She|His|Her|They|Their|It|Its|This|That|These|Those|Such|Both|Here
        |There(?!{_EXISTS})
        |The\ (?:{_POINTING_NOUNS})(?!\ (?:of|who|that|whose)\b)
        |Another|Others|One\ of\ (?:them|these|those)|Some(?!\ \d)|Many|Most|Neither|Either
        |Now|Then|Earlier|Later|Since\ then|Soon\ after|Again
        |Afterwards?|Nor|Or|What|Which|Who|Why|How|When\ asked|Asked
    )\b
    """,
    re.VERBOSE,
)
_COMMON_WORD_OR_DATE = rf"(?:[a-z\d]|(?:{DATE_STEMS})[a-z]*\b)[\w.’'-]*"
_PHRASE_BEFORE_PRONOUN = re.compile(
    rf"""
    ^(?:
        After|As|At|Before|By|Despite|During|For|From|In|Like|On|Over|Since|Through|Under|Unlike|Until|With|Without
    )
    (?:\ {_COMMON_WORD_OR_DATE}){{1,8}},\ (?:he|she)\b
    |^(?:As|For|Like|Unlike|With)\b[^,“”\"]{{1,50}},\ they\b
    """,
    re.VERBOSE,
)
"""A phrase without a name, and then a pronoun: "In 2010, he …"."""
_PRONOUN_CLAUSE = re.compile(
    r"^(?:When|After|If|While|As|Before|Although|Though|Because|Since|Once|Until) (?:he|she|they|it)\b"
)
"""A clause with a pronoun whose name may follow: "After she lost her job, Kari …"."""

_AUTHOR_PRONOUN = re.compile(
    r"""
    (?<![\w'’])(?<!\w\.)
    (?:I|we|We|my|My|our|Our|us|me|you|You|your|Your|I['’]\w+|We['’]\w+|we['’]\w+|you['’]\w+)
    (?![\w-]|\.\w)
    """,
    re.VERBOSE,
)
_TO_THE_READER = re.compile(r"(?<![\w'’])(?:[Yy]ou|[Yy]our|[Yy]ou['’]\w+)(?![\w-])")
_EVERYBODY = re.compile(
    r"""
    \b(?:
        [Oo]ur\ (?:own\ )?(?:[\w-]+\ ){0,2}?(?:
            society|societies|world|planet|solar\ system|galaxy|universe|lives|time|times|age|era|culture
            |democracy|economy|species|oceans?|climate
        )
        |us\ all|all\ of\ us
    )\b
    """,
    re.VERBOSE,
)
"""An author who speaks for everybody: "our internet-addled society"."""
_NUMBERED = re.compile(
    r"""
    \b(?:
        War|Elizabeth|Charles|George|James|Henry|Napoleon|Francis|Nicholas|Wilhelm
        |Phase|Type|Part|Class|Division|Title|Article
    )\ I\b
    """,
    re.VERBOSE,
)
"""The number one: "World War I"."""


def depends_on_previous(text: str) -> bool:
    """Whether a sentence begins with words that depend on the sentence before ("He …", "However, …")."""
    return bool(points_back(text) or _PRONOUN_CLAUSE.match(text) or CONNECTIVE.match(text))


def points_back(text: str) -> bool:
    """Whether the first words of a sentence refer to something said before."""
    capitalised = text[:1].upper() + text[1:]
    return bool(_POINTS_BACK.match(capitalised) or _PHRASE_BEFORE_PRONOUN.match(capitalised))


def has_author_voice(text: str) -> bool:
    """Whether a sentence says "I", "we" or "you" outside quotation marks."""
    return bool(_AUTHOR_PRONOUN.search(_EVERYBODY.sub("", _NUMBERED.sub("", without_quotations(text)))))


def names_author(text: str) -> bool:
    """Whether a sentence says "I" or "we" outside quotation marks. "You" is the reader."""
    return has_author_voice(_TO_THE_READER.sub("", without_quotations(text)))


_TURN = re.compile(
    r"(?:But|However|Yet|Still|Nevertheless|Nonetheless|Instead)\b(?!\ for\b)|[^.!?]{1,50}(?:n[’']t|\bnot)[.!]?$"
)
_HAD = re.compile(
    r"\bhad\ (?:\w+ly\ |also\ |once\ |always\ )?(?:\w+ed|been|said|told|won|lost|made|found|written|sworn|thought)\b"
)
_SHORT_TURN = 9
"""Words of the longest sentence that only denies the one before: "Bank executives aren't."""


def is_turned(text: str, following: str) -> bool:
    """Whether the next sentence takes back what a sentence says: "It had warned of a fall. But now it is calm."."""
    turn = _TURN.match(following)
    if turn is None:
        return False
    is_denial = turn.end() == len(following) and len(following.split()) <= _SHORT_TURN
    return is_denial or (turn.end() < len(following) and bool(_HAD.search(without_quotations(text))))
