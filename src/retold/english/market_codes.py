"""Codes that news agencies put after names for traders: ".MRKC", "BARC.L", "NO10YT=RR", "NLc1", "<AAPL.O>"."""

from __future__ import annotations

import re

MARKET_CODE = re.compile(
    r"""
    (?<![\w.=<&/-])
    (?:
        <[A-Z.][\w.=]{1,20}>
        |\.[A-Z]{2,8}
        |[A-Z][A-Z0-9]{1,12}=[A-Z]{0,4}
        |[A-Z]{1,5}c[1-9]\d?
        |[A-Z]{2,6}\.[A-Z]{1,2}
    )
    (?![\w=>&/-]|\.\w)
    """,
    re.VERBOSE,
)
"""A code, with its brackets."""
