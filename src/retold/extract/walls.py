"""Pages that stand in front of an article: paywalls, challenges, consent."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from retold.errors import ChallengeError, ConsentError, PaywallError

_CHALLENGE = re.compile(
    r"just a moment\.\.\.|enable javascript and cookies to continue|verify(?:ing)? (?:that )?you are (?:a )?human"
    r"|checking your browser before|are you a robot|unusual traffic from your|complete the (?:captcha|security check)"
    r"|please enable (?:js|javascript) and disable any ad blocker|access to this page has been denied"
    r"|pardon our interruption|attention required! \| cloudflare|press (?:&amp;|&|and) hold to confirm you are"
    r"|verify you are not a (?:ro)?bot|are you human\?|request unsuccessful\. incapsula incident",
    re.IGNORECASE,
)
# What the makers of challenges put into them: addresses of their scripts, names of their elements.
_VENDORS = re.compile(
    r"cdn-cgi/challenge-platform/(?!scripts/jsd)|cf-chl-|_cf_chl_opt|challenges\.cloudflare\.com/turnstile"  # Cloudflare; jsd is on ordinary pages
    r"|captcha-delivery\.com|var dd=\{['\"]rt['\"]"  # DataDome
    r"|captcha\.px-cdn\.net|px-captcha|window\._pxAppId|human-challenge"  # PerimeterX, HUMAN
    r"|errors\.edgesuite\.net|akam-sw|_abck.{0,40}sec-if-cpt|sec-if-cpt-container|bm-verify="  # Akamai
    r"|_Incapsula_Resource|geetest\.com/.{0,60}captcha|awswaf\.com/.{0,80}challenge",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"before you continue to (?:google|youtube)"
    r"|(?:accept|agree|consent)\b.{0,120}\b(?:to (?:continue|proceed|access|read)|continue reading)"
    r"|continue with(?:out)? (?:ads|advertising|tracking|accepting)|(?:read|use) (?:\w+ ){0,3}with (?:ads|advertising)"
    r"|we(?:,| )? (?:and our|value your)\b.{0,60}\b(?:partners|privacy)|your privacy (?:choices|matters|is important)"
    r"|(?:alle|cookies) (?:akzeptieren|zulassen)|mit werbung (?:weiter)?lesen|continuer sans accepter|tout accepter|accetta e continua|aceptar y continuar",
    re.IGNORECASE | re.DOTALL,
)
_PLATFORMS = re.compile(
    r"cdn\.cookielaw\.org|onetrust-(?:banner-sdk|consent-sdk|pc-sdk)"  # OneTrust
    r"|sdk\.privacy-center\.org|didomi-(?:host|popup|notice)"  # Didomi
    r"|sp_message_(?:container|iframe)|privacy-mgmt\.com|sourcepoint|sp-prod\.net"  # Sourcepoint
    r"|quantcast\.mgr\.consensu\.org|qc-cmp2?-(?:container|ui)|cmp\.quantcast\.com"  # Quantcast
    r"|consent\.(?:yahoo|google|youtube)\.com|guce\.(?:yahoo|advertising|oath)\.com|/v2/collectConsent|consent-form"  # Yahoo, Google
    r"|consent\.cookiebot\.com|usercentrics|consentmanager\.net|cmp\.inmobi\.com|trustarc\.com|axeptio",
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
_SCRIPT = re.compile(
    r"<script[^>]{0,200}application/ld\+json[^>]{0,200}>(.{0,200000}?)</script>", re.IGNORECASE | re.DOTALL
)
_ARTICLES = (
    "article",
    "newsarticle",
    "reportagenewsarticle",
    "analysisnewsarticle",
    "opinionnewsarticle",
    "reviewnewsarticle",
    "blogposting",
    "liveblogposting",
    "report",
    "webpage",
    "creativework",
)

STUB = 120
"""Words below which a page that asks for a subscription has given only a stub."""
CUT = 250
"""The same where the page says of itself, in its metadata, that it is not to be read for free."""
_SAVE = "open it in a browser and save the page, then read the file"


def check(html: str, body: str, source: str) -> None:
    """Raises when `html` is a wall and `body`, what was extracted from it, no article.

    Raises:
        ConsentError: the page asks for consent.
        ChallengeError: it asks to prove being human.
        PaywallError: only a stub stands before the paywall.
    """
    words = len(body.split())
    head = html[:200_000]
    if words < STUB and (_CHALLENGE.search(head) or _VENDORS.search(head)):
        raise ChallengeError(f"the site answered with a browser challenge, not the article; {_SAVE}", source)
    if words < STUB and _CONSENT.search(head) and (_PLATFORMS.search(head) or _before(head)):
        raise ConsentError(f"the site answered with a consent page, not the article; {_SAVE}", source)
    if (words < STUB and (_PAYWALL.search(head) or _NOT_FREE.search(head))) or (words < CUT and not_free(head)):
        raise PaywallError(
            f"only {words} words stand before the paywall; save the page as a subscriber, then read the file", source
        )


def _before(head: str) -> bool:
    """Whether a page names itself one that stands before another."""
    return (
        re.search(
            r"before you continue to (?:google|youtube)|<title>[^<]{0,80}(?:consent|privacy choices|cookies?)\b",
            head,
            re.IGNORECASE,
        )
        is not None
    )


def challenged(status: int, headers: Mapping[str, str], html: str) -> bool:
    """Whether an answer that is no page is a challenge: by its headers (names in lower case), or by what it says."""
    if (
        headers.get("cf-mitigated", "").lower() == "challenge"
        or "x-datadome" in headers
        or headers.get("x-amzn-waf-action", "") in ("challenge", "captcha")
    ):
        return status >= 400 or status in (202, 405)
    return (status >= 400 or status == 202) and bool(
        _CHALLENGE.search(html[:100_000]) or _VENDORS.search(html[:100_000])
    )


def not_free(html: str) -> bool:
    """Whether a page's JSON-LD says of the article as a whole that it is not to be read for free (schema.org `isAccessibleForFree`)."""
    return any(_locked(node) for script in _SCRIPT.finditer(html) for node in _nodes(script[1]))


def _nodes(text: str) -> Iterator[dict[str, Any]]:
    try:
        waiting = [json.loads(text)]
    except (ValueError, RecursionError):
        return
    for _ in range(200):  # enough for any page; what is nested without end is left
        if not waiting:
            return
        node = waiting.pop()
        if isinstance(node, list):
            waiting += node[:50]
        elif isinstance(node, dict):
            yield node
            waiting += [v for k, v in node.items() if k in ("@graph", "mainEntity", "mainEntityOfPage")]


def _locked(node: dict[str, Any]) -> bool:
    kinds = node.get("@type")
    named = {str(k).lower() for k in (kinds if isinstance(kinds, list) else [kinds])}
    return bool(named & set(_ARTICLES)) and str(node.get("isAccessibleForFree", "")).strip().lower().rsplit("/", 1)[
        -1
    ] in ("false", "no", "0")
