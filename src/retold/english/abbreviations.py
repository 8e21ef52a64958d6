"""Abbreviations that have a full stop: titles, states, companies. All in lower case, without the stop."""

from __future__ import annotations

_OFFICES = """amb asst assoc atty cllr comm comr const coun del dep det dir dist gov hon insp mr mrs ms mx pres prof rep
    sec sen sgt soc supt treas"""
_RANKS = """adm bdr brig capt cdr cmdr cmdt col comdr cpl cpo cpt csm ens flt gen gnr jg lcdr lcpl ldr lt ltc ltcol ltjg
    maj msgt ofc pfc po pte pvt rct rfn sfc sgm sgt smn spc spec spr sqn ssgt tpr trp tsgt vadm wg wo"""
_CHURCH_AND_LEARNING = "abp adv archbp bp br dcn dr drs fr mgr msgr rabb rev rt ven vy st ste"
_FOREIGN = "dn dna dott dra hr ing lic m mlle mm mme messrs mmes ir sr sra srta dña"
_RETIRED = "ret retd"

_SINGULAR = frozenset(f"{_OFFICES} {_RANKS} {_CHURCH_AND_LEARNING}".split())
PLURAL_TITLES = frozenset(f"{title}s" for title in _SINGULAR - {"st", "ste", "m", "drs", "ms", "pres", "spec"}) | {
    "attys",
    "messrs",
}
"""Titles before several names: "Reps. Ann Lee and Bo Roe"."""
TITLES = _SINGULAR | PLURAL_TITLES | frozenset(f"{_FOREIGN} {_RETIRED}".split())
"""Titles of people, cut short. They never end a sentence before a name."""

STATES = frozenset(
    """ala alta ariz ark calif colo conn del fla ga ill ind kan ky la mass md mich minn miss mo mont neb nev okla ont
    ore pa que sask tenn tex va vt wash wis wyo""".split()
)
"""States and provinces, as newspapers write them after a town and after a party ("D-Ore.")."""

COMPANIES = frozenset("bros co corp inc llc ltd plc".split())
"""Legal forms of companies."""
