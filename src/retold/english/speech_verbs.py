"""Words for speech: verbs of saying, documents that say something, nouns for an organization that speaks."""

from __future__ import annotations

import re

SPEECH_VERB = re.compile(
    r"""
    (?:
        sa(?:y|ys|id|ying)|t(?:ells?|old|elling)|add(?:s|ed|ing)?|ask(?:s|ed|ing)?|claim(?:s|ed|ing)?
        |stat(?:es?|ed|ing)|explain(?:s|ed|ing)?
        |not(?:es?|ed|ing)|wr(?:ites?|ote|iting|itten)|tweet(?:s|ed|ing)?|post(?:s|ed|ing)?|repl(?:y|ies|ied|ying)
        |insist(?:s|ed|ing)?
        |warn(?:s|ed|ing)?|argu(?:es?|ed|ing)|announc(?:es?|ed|ing)|declar(?:es?|ed|ing)|reveal(?:s|ed|ing)?
        |confirm(?:s|ed|ing)?
        |admit(?:s|ted|ting)?|acknowledg(?:es?|ed|ing)|suggest(?:s|ed|ing)?|recall(?:s|ed|ing)?
        |describ(?:es?|ed|ing)|call(?:s|ed|ing)?
        |continu(?:es?|ed|ing)|conclud(?:es?|ed|ing)|comment(?:s|ed|ing)?|remark(?:s|ed|ing)?|observ(?:es?|ed|ing)
        |quip(?:s|ped)?|jok(?:es?|ed|ing)
        |vow(?:s|ed|ing)?|pledg(?:es?|ed|ing)|promis(?:es?|ed|ing)|urg(?:es?|ed|ing)|stress(?:es|ed|ing)?
        |emphasi[sz](?:es?|ed|ing)
        |den(?:y|ies|ied|ying)|allege[sd]?|agree[sd]?|predict(?:s|ed)?|believ(?:es?|ed)|thinks?|thought
        |shout(?:s|ed|ing)?|whisper(?:s|ed)?
        |exclaim(?:s|ed)?|read(?:s|ing)?|testif(?:y|ies|ied)|caption(?:s|ed)|laugh(?:s|ed)|respond(?:s|ed|ing)?
        |accus(?:es?|ed|ing)|criticis?z?(?:es?|ed|ing)|prais(?:es?|ed|ing)|dismiss(?:es|ed|ing)?|blam(?:es?|ed|ing)
        |hail(?:s|ed|ing)?
        |condemn(?:s|ed|ing)?|label(?:s|led|ed)|brand(?:s|ed)|dubb?(?:s|ed)|slamm?(?:s|ed|ing)|bl?ast(?:s|ed)
        |reiterat(?:es?|ed|ing)
        |maintain(?:s|ed)?|phras(?:es|ed)|assert(?:s|ed|ing)?|contend(?:s|ed)?|mention(?:s|ed)?
        |express(?:es|ed|ing)?|counter(?:s|ed)|chim(?:es?|ed)|speak(?:s|ing)?|spoke
        |chant(?:s|ed|ing)?|answer(?:s|ed)|deadpan(?:s|ned)|assur(?:es?|ed|ing)|boast(?:s|ed|ing)?
        |caution(?:s|ed|ing)?|conced(?:es?|ed|ing)|cr(?:ies|ied)
        |demand(?:s|ed|ing)|fum(?:es|ed)|lament(?:s|ed|ing)?|mus(?:es|ed)|opin(?:es|ed)|recount(?:s|ed)|retort(?:s|ed)
        |scream(?:s|ed|ing)?|denounc(?:es?|ed|ing)|mock(?:s|ed|ing)?|ridicul(?:es?|ed|ing)|decr(?:ies|ied|ying)
        |wonder(?:s|ed)|yell(?:s|ed|ing)?|interject(?:s|ed)|enthus(?:es|ed)|complain(?:s|ed|ing)?
    )$
    """,
    re.VERBOSE,
)
REPORTER_VERB = re.compile(r"report(?:s|ed)?$|quot(?:es?|ed)$")
"""What reporters do with the words of others: "…, Reuters reported"."""

DOCUMENTS = frozenset("statement report letter release tweet post memo email message document".split())
"""What a speaker may publish words in."""
GENERIC_ORGANIZATIONS = frozenset("company firm group organisation organization club party team charity".split())
"""Nouns that nearly any organization can be called by."""

NAME_WORDS = {
    "airline": frozenset("airline airlines airways air".split()),
    "agency": frozenset("agency nasa esa".split()),
    "bank": frozenset("bank banco banque".split()),
    "university": frozenset("university college".split()),
    "department": frozenset(("department",)),
}
"""Words in names of organizations, by the common noun for them: "the airline" for "… Airways"."""

AFTER_SPEECH = re.compile(r"(?:beg(?:an|ins)|share[sd]|came|comes|smile[sd]|phrase[sd]|end(?:s|ed))$")
"""Verbs that mean speech after a quotation only: "“…,” the poem began"."""
PLAIN_SPEECH = re.compile(
    r"(?:sa(?:id|ys)|told|tells|add(?:s|ed)|ask(?:s|ed)|wr(?:ites|ote)|repli(?:es|ed)|tweet(?:s|ed))$"
)
"""Verbs of saying that mean nothing else."""
NAMING = re.compile(r"(?:call|name|title|entitle|dub|dubb|nickname|christen|brand|label|labell|known?)(?:e?d|s|ing)?$")
"""Verbs that give somebody or something a name."""
NAMED = re.compile(
    r"(?:\b(?:titled|entitled|nicknamed|headed|headlined|subtitled|captioned|christened)"
    r"|(?:,|\bis|\bwas|\bare|\bwere|\bknown)\s(?:called|named|dubbed|as)(?:\s(?:the|an?))?|\bso-called)\W*$"
)
"""Words directly before the name of something in quotation marks."""
TEXTS = frozenset(
    """ad advert album anthem article banner book campaign caption chapter column documentary episode essay exhibition
    film game hashtag heading headline jingle label logo motto movie mural musical nickname novel painting
    phrase placard plaque play podcast poem poster program programme proverb section sequel series show sign
    single slogan song sticker subtitle t-shirt tagline tattoo title track verse video watchword word""".split()
)
"""Things that words in quotation marks stand on, or are the name of: "the slogan “…”"."""
LABEL = re.compile(
    r"""
    \b(?:ad|advert|banner|billboard|caption|headline|label|logo|motto|notice|placard|plaque|poster|sign|slogan|sticker
    |t-shirt|tattoo)s?$
    """,
    re.VERBOSE | re.I,
)
"""Things that bear words which nobody says."""
