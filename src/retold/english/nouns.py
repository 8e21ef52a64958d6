"""Common nouns for people and organizations."""

from __future__ import annotations

import re

from retold.english.titles import HONORIFICS, REGNAL
from retold.types import EntityType

_COURTESY_TITLES = frozenset("mr mrs ms miss mx dr sir dame lord lady prof rev".split())
PERSON_NOUNS = frozenset(
    """
    accountant activist actor advocate actress adviser advisor agent aide ambassador analyst anchor anthropologist
    archaeologist architect artist astronaut astronomer athlete attorney author banker baron baroness bassist
    bishop biographer biologist blogger boss boxer boyfriend broadcaster brother builder businessman businesswoman
    candidate captain cardinal ceo cfo chair chairman chairperson chairwoman champion chancellor chef chemist
    chief choreographer cinematographer cleric clerk coach co-author co-chair co-creator co-director co-founder
    co-host co-owner co-star co-writer cofounder colleague columnist comedian commander commentator commissioner
    composer conductor congressman congresswoman constable consultant contributor coo coordinator correspondent
    counsel counsellor counselor councillor councilman councilwoman coroner creator critic cto curator dancer
    daughter dealer dean defender deputy designer detective developer dictator diplomat director doctor dramatist
    drummer economist editor educator emperor engineer entrepreneur envoy executive expert explorer farmer father
    fellow fiancé fiancée fighter filmmaker firefighter footballer forward founder friend general geologist
    girlfriend goalkeeper golfer governor guitarist head historian host husband inspector instructor insider
    inventor investigator investor journalist judge justice king lawmaker lawyer leader lecturer legend lieutenant
    magistrate magnate major manager marshal mathematician mayor mep merchant meteorologist midfielder minister
    missionary model mogul monk mother mp musician neighbor neighbour neuroscientist nominee novelist nurse
    officer official operator organiser organizer owner painter paleontologist partner pastor patriarch performer
    philanthropist philosopher photographer physician physicist pianist pilot pioneer player playwright poet
    policeman politician pope premier presenter president priest prince princess principal prisoner producer
    professor programmer prosecutor psychiatrist psychologist publisher quarterback queen rabbi rapper realtor
    receiver referee refugee reporter representative republican democrat researcher resident resistance scholar
    scientist screenwriter sculptor secretary senator sergeant sheikh sheriff showrunner singer sister skipper
    sociologist soldier solicitor songwriter son specialist spokesman spokesperson spokeswoman star statesman
    strategist striker student superintendent supervisor surgeon suspect teacher technologist teammate teenager
    theologian trader trainer treasurer trustee tycoon undersecretary veteran vice-chairman vice-president victim
    vocalist volunteer whistleblower widow wife winger winner witness worker wrestler writer youtuber
    """.split()
)
"""What a person can be."""

ORGANIZATION_NOUN = re.compile(
    r"""
    (?:
        agency|airline|alliance|arm|army|association|authority|bank|band|body|brand|broadcaster|bureau|business
        |brewer|carmaker|carrier|chain|channel|charity|church
        |city|clinic|club|coalition|college|commission|committee|company|conglomerate|consultancy|consortium
        |corporation|council|court
        |department|developer|distributor|division|exchange|factory|federation|firm|forum|foundation|fund|giant|grocer
        |government|group|hospital|house
        |institute|institution|insurer|investor|label|lab|lender|laboratory|league|library|lobby|magazine|maker
        |manufacturer|market|ministry|militia
        |movement|museum|network|newspaper|non-?profit|office|operator|organi[sz]ation|outlet|owner|parent|park
        |party|platform|producer|provider
        |publication|publisher|regulator|restaurant|retailer|school|seller|series|service|site|start-?up|station
        |store|studio|subsidiary|supplier
        |syndicate|team|think[ -]?tank|tribunal|union|university|unit|venture|watchdog|website|wing
    )s?$
    """,
    re.VERBOSE,
)
"""What an organization can be."""

IMPERSONAL_NOUNS = frozenset(
    """police report reports statement court company government council party club team university ministry agency
    department hospital study survey documents""".split()
)
"""Nouns that "he" and "she" never refer to."""


def can_be(noun: str, kind: EntityType) -> bool:
    """Whether a person, or else an organization, can be what a common noun says."""
    noun = noun.lower()
    if kind is EntityType.PERSON:
        return (
            noun in PERSON_NOUNS
            or noun in HONORIFICS - _COURTESY_TITLES
            or noun.endswith(("ologist", "woman", "person"))
            or noun in REGNAL
        )
    return bool(ORGANIZATION_NOUN.match(noun))


_PERSON_ENDINGS = ("ist", "ician", "ographer", "strator", "keeper", "holder", "man", "woman", "person")
_NO_ROLES = frozenset(
    """list checklist playlist shortlist waitlist assist twist mist exist resist insist consist fist gist wrist heist
    enlist persist human german norman roman ottoman man woman person""".split()
)
"""Words with such an ending that say no role."""
_ROLE_NOUNS = frozenset(
    """apprentice baker brewer broker butcher cadet chaplain clown cornerback curate cyclist deacon docent donor driver
    dj fly-half full-back gardener goalie grocer heir heiress jockey juror laureate lineman linebacker mechanic
    medic midwife mvp neurosurgeon nun ombudsman outfielder paramedic peer pitcher plumber provost pundit pupil ranger
    registrar retiree runner rower sailor shortstop skier sprinter swimmer tailor tutor umpire vicar vet
    waiter""".split()
)


def can_be_role(noun: str, kind: EntityType) -> bool:
    """Whether a common noun says what a person, or else an organization, does or is.

    Knows more nouns than `can_be`, and not "man" or "woman", which say nothing.
    """
    noun = noun.lower()
    if kind is not EntityType.PERSON:
        return can_be(noun, kind)
    if noun in _NO_ROLES:
        return False
    return can_be(noun, kind) or noun in _ROLE_NOUNS or noun.endswith(_PERSON_ENDINGS)
