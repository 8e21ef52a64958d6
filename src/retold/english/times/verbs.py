"""Forms of English verbs: which are past, which auxiliaries come first, and which verbs tell of a plan."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from retold.english.lexicon import PAST_FORMS

WILL = frozenset("will ll wo won shall".split())
"""Auxiliaries of the future, also as they are cut: "won't" is "won" and "t"."""
MODAL = frozenset("may must can ca should".split())
"""Auxiliaries of the present that tell of what may come."""
PAST_MODAL = frozenset("would could might d wouldn couldn mightn".split())
"""Auxiliaries that stand for the future seen from the past, for a condition, or for a habit."""
BE_NOW = frozenset("is are am s re m isn aren".split())
BE_THEN = frozenset("was were wasn weren".split())
HAVE_NOW = frozenset("has have ve hasn haven".split())
DID = frozenset("had did hadn didn".split())
DO_NOW = frozenset("do does don doesn".split())

PLANNED = frozenset(
    """due set scheduled rescheduled expected planned slated supposed meant going likely unlikely poised timetabled
    booked billed tipped earmarked penciled pencilled forecast projected postponed delayed""".split()
)
"""What is planned for a day: in the past tense, that day may still be to come."""
ARRANGES = frozenset(
    """announce call cancel confirm delay move organise organize arrange book plan postpone propose promise schedule
    reschedule scrap set approve agree expect await""".split()
)
"""Verbs whose object may lie ahead: "announced a strike on Friday" has two readings."""

INVARIABLE = frozenset(
    """beat bet bid burst cast cost cut fit forecast hit hurt let put quit read rid set shed shut slit split spread
    thrust upset""".split()
)
"""Verbs whose past looks like their present."""
_IRREGULAR = PAST_FORMS | frozenset(
    """arisen arose ate awoke awoken beaten became began begun bit bitten blew blown bore born borne bought
    bound bred broke broken brought built burnt came caught chose chosen dealt done drawn dreamt drew driven
    drove drunk eaten fallen fell felt flew flown flung forbade forbidden foresaw forgave forgiven forgot
    forgotten fought found frozen gave given gone got gotten grew grown heard held hidden kept knelt knew known
    laid lain lay leant leapt learnt left lent lit lost made meant met mistaken mistook outdid outsold overcame
    overran oversaw overseen overtaken overthrew overthrown paid proven ran rebuilt redone repaid resold
    rewritten rewrote ridden risen rose rung said sat saw seen sent sewn shaken shot shown shrank shrunk slain
    slew slung smelt sold sought sown spat sped spelt spent spilt spoke spoken sprung stank stolen stood
    stricken strode struck sung sunk swollen swore sworn swum taken taught thought threw thrown told took torn
    trod trodden undercut undertaken undid undone upheld went withdrawn withheld withstood woken won wore worn
    wove woven written wrote wrung""".split()
)
_NOT_PAST = frozenset(
    """bleed breed embed exceed feed heed indeed need proceed seed shed speed succeed weed wed hundred""".split()
)
"""Words that end in "ed" and are no past form."""


def is_past(form: str) -> bool:
    """Whether a form in lower case is a past tense or a past participle, and nothing else."""
    return form in _IRREGULAR or (form.endswith("ed") and len(form) > 3 and form not in _NOT_PAST)


_AHEAD = (WILL | MODAL | PAST_MODAL | BE_NOW | DO_NOW | PLANNED) - {"s", "d", "m", "won"}
"""Words of which one stands in a sentence that may look ahead, unless all its verbs are of the present."""


def tells_past(words: Iterable[str]) -> bool:
    """Whether any of these words, in lower case, may be a verb of the past."""
    return any(is_past(word) or word in INVARIABLE for word in words)


def looks_ahead(words: Collection[str]) -> bool:
    """Whether these words, in lower case, may have a verb for what is to come."""
    return any(word in _AHEAD or arranges(word) for word in words) or not tells_past(words)


def arranges(form: str) -> bool:
    """Whether a form belongs to a verb whose object may lie ahead."""
    stems = (form, form[:-1], form[:-2], form[:-3], f"{form[:-3]}e")
    return any(stem in ARRANGES for stem in stems)
