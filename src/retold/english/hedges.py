"""Words that leave in doubt what is said: "may", "allegedly", "up to"."""

from __future__ import annotations

import re

HEDGE = re.compile(
    r"""
    \b(?:
        may(?!\s\d)|might|could|would|should|possib(?:le|ly)|potential(?:ly)?|probabl[ey]|likely|unlikely|perhaps
        |alleged(?:ly)?|reported(?:ly)?|apparent(?:ly)?|suspected|supposed(?:ly)?|purported(?:ly)?|presumabl[ey]
        |appear(?:s|ed)?\sto|seem(?:s|ed)?(?:\sto)?|believed\sto|thought\sto|said\sto|expected\sto|estimated
        |about(?=\s[\d$£€])|around(?=\s[\d$£€])|roughly|approximately|nearly|almost|up\sto|as\s(?:much|many)\sas
        |at\sleast|more\sthan(?=\s[\d$£€])|if|unless
    )\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
