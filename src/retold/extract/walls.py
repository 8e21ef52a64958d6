"""Pages that stand in front of an article: paywalls, challenges, consent."""

from __future__ import annotations

import re

from retold.errors import ChallengeError, PaywallError

_CHALLENGE = re.compile(
    r"just a moment\.\.\.|enable javascript and cookies to continue|verify(?:ing)? (?:that )?you are (?:a )?human"
    r"|checking your browser before|are you a robot|unusual traffic from your|complete the (?:captcha|security check)"
    r"|please enable (?:js|javascript) and disable any ad blocker|access to this page has been denied"
    r"|pardon our interruption|before you continue to (?:google|youtube)|attention required! \| cloudflare",
    re.IGNORECASE,
)
_PAYWALL = re.compile(
    r"subscribe to (?:continue|read|keep reading|unlock)|(?:already a|for) subscribers? only|subscribers? only content"
    r"|this (?:article|content|story) is (?:for|only available to|exclusive to) (?:our )?(?:paying )?(?:subscribers|members)"
    r"|(?:log|sign) in to (?:continue|keep) reading|to (?:continue|keep) reading,? (?:please )?(?:subscribe|register|sign|log)"
    r"|you(?:'|’)ve (?:reached|read) your (?:last |limit|monthly)|register to continue reading"
    r"|unlock (?:this|the full) (?:article|story)|already a subscriber\?|become a (?:member|subscriber) to (?:read|continue)",
    re.IGNORECASE,
)
_NOT_FREE = re.compile(r"[\"']isAccessibleForFree[\"']\s*:\s*[\"']?false", re.IGNORECASE)

STUB = 120
"""Words below which a page that asks for a subscription has given only a stub."""


def check(html: str, body: str, source: str) -> None:
    """Raises when `html` is a wall and `body`, what was extracted from it, no article.

    Raises:
        ChallengeError: the page asks to prove being human, or for consent.
        PaywallError: only a stub stands before the paywall.
    """
    words = len(body.split())
    head = html[:200_000]
    if words < STUB and _CHALLENGE.search(head):
        raise ChallengeError(
            "the site answered with a browser challenge or a consent page, not the article; "
            "open it in a browser and save the page, then read the file",
            source,
        )
    if words < STUB and (_PAYWALL.search(head) or _NOT_FREE.search(head)):
        raise PaywallError(
            f"only {words} words stand before the paywall; save the page as a subscriber, then read the file", source
        )
