"""Pages that stand in front of an article: paywalls, challenges, consent."""

from __future__ import annotations

import re
from collections.abc import Mapping

from retold.errors import ChallengeError, ConsentError, ExtractionError, PaywallError
from retold.extract import scripts
from retold.extract.scripts import Node

_CHALLENGE_WORDS = re.compile(
    r"""
      just\ a\ moment\.\.\. | enable\ javascript\ and\ cookies\ to\ continue
    | verify(?:ing)?\ (?:that\ )?you\ are\ (?:a\ )?human | verify\ you\ are\ not\ a\ (?:ro)?bot
    | are\ you\ human\? | are\ you\ a\ robot | press\ (?:&amp;|&|and)\ hold\ to\ confirm\ you\ are
    | checking\ your\ browser\ before | unusual\ traffic\ from\ your
    | complete\ the\ (?:captcha|security\ check)
    | please\ enable\ (?:js|javascript)\ and\ disable\ any\ ad\ blocker
    | access\ to\ this\ page\ has\ been\ denied | pardon\ our\ interruption
    | attention\ required!\ \|\ cloudflare | request\ unsuccessful\.\ incapsula\ incident
    """,
    re.IGNORECASE | re.VERBOSE,
)
_CHALLENGE_VENDORS = re.compile(
    r"""
      cdn-cgi/challenge-platform/(?!scripts/jsd)                        # Cloudflare; jsd is on ordinary pages
    | cf-chl- | _cf_chl_opt | challenges\.cloudflare\.com/turnstile     # Cloudflare
    | captcha-delivery\.com | var\ dd=\{['"]rt['"]                      # DataDome
    | captcha\.px-cdn\.net | px-captcha | window\._pxAppId              # PerimeterX
    | human-challenge                                                   # HUMAN
    | errors\.edgesuite\.net | akam-sw | _abck.{0,40}sec-if-cpt         # Akamai
    | sec-if-cpt-container | bm-verify=                                 # Akamai
    | _Incapsula_Resource                                               # Incapsula
    | geetest\.com/.{0,60}captcha                                       # GeeTest
    | awswaf\.com/.{0,80}challenge                                      # Amazon
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Addresses of the scripts, and names of the elements, that makers of challenges put into a page."""
_CONSENT_WORDS = re.compile(
    r"""
      before\ you\ continue\ to\ (?:google|youtube)
    | (?:accept|agree|consent)\b.{0,120}\b(?:to\ (?:continue|proceed|access|read)|continue\ reading)
    | continue\ with(?:out)?\ (?:ads|advertising|tracking|accepting)
    | (?:read|use)\ (?:\w+\ ){0,3}with\ (?:ads|advertising)
    | we(?:,|\ )?\ (?:and\ our|value\ your)\b.{0,60}\b(?:partners|privacy)
    | your\ privacy\ (?:choices|matters|is\ important)
    | (?:alle|cookies)\ (?:akzeptieren|zulassen) | mit\ werbung\ (?:weiter)?lesen    # German
    | continuer\ sans\ accepter | tout\ accepter                                     # French
    | accetta\ e\ continua                                                           # Italian
    | aceptar\ y\ continuar                                                          # Spanish
    """,
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
_CONSENT_VENDORS = re.compile(
    r"""
      cdn\.cookielaw\.org | onetrust-(?:banner-sdk|consent-sdk|pc-sdk)                              # OneTrust
    | sdk\.privacy-center\.org | didomi-(?:host|popup|notice)                                       # Didomi
    | sp_message_(?:container|iframe) | privacy-mgmt\.com | sourcepoint | sp-prod\.net              # Sourcepoint
    | quantcast\.mgr\.consensu\.org | qc-cmp2?-(?:container|ui) | cmp\.quantcast\.com               # Quantcast
    | consent\.(?:yahoo|google|youtube)\.com | guce\.(?:yahoo|advertising|oath)\.com                # Yahoo, Google
    | /v2/collectConsent | consent-form                                                             # Yahoo
    | consent\.cookiebot\.com | usercentrics | consentmanager\.net | cmp\.inmobi\.com | trustarc\.com | axeptio
    """,
    re.IGNORECASE | re.VERBOSE,
)
_CONSENT_PAGE = re.compile(
    r"""
      before\ you\ continue\ to\ (?:google|youtube)
    | <title>[^<]{0,80}(?:consent|privacy\ choices|cookies?)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""The page calls itself a consent page."""
_PAYWALL_WORDS = re.compile(
    r"""
      subscribe\ to\ (?:continue|read|keep\ reading|unlock)
    | (?:already\ a|for)\ subscribers?\ only | subscribers?\ only\ content | already\ a\ subscriber\?
    | this\ (?:article|content|story)\ is\ (?:for|only\ available\ to|exclusive\ to)
      \ (?:our\ )?(?:paying\ )?(?:subscribers|members)
    | (?:log|sign)\ in\ to\ (?:continue|keep)\ reading
    | to\ (?:continue|keep)\ reading,?\ (?:please\ )?(?:subscribe|register|sign|log)
    | register\ to\ continue\ reading
    | you(?:'|’)ve\ (?:reached|read)\ your\ (?:last\ |limit|monthly)
    | unlock\ (?:this|the\ full)\ (?:article|story)
    | become\ a\ (?:member|subscriber)\ to\ (?:read|continue)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NOT_FREE = re.compile(r"[\"']isAccessibleForFree[\"']\s*:\s*[\"']?false", re.IGNORECASE)
_ARTICLE_TYPES = frozenset(
    """
    article newsarticle reportagenewsarticle analysisnewsarticle opinionnewsarticle reviewnewsarticle blogposting
    liveblogposting report webpage creativework
    """.split()
)
"""Types of schema.org, in lower case."""

_STATUS = re.compile(
    r"""
    ^\W{0,5}(?:
      (?:error\W{0,3})?(?:40[0134]|410|429|50[0234])\b.{0,40} | (?:oops|sorry|whoops)\b.{0,60}
    | (?:page|story|article|file|content)\ (?:was\ |is\ |could\ )?
      (?:not\ (?:be\ )?found|unavailable|missing|no\ longer\ available|removed|gone)
    | not\ found | access\ denied | forbidden | (?:service\ |temporarily\ )?unavailable | bad\ gateway
    | (?:under\ |site\ )?maintenance | internal\ server\ error | page\ (?:cannot|can['’]t)\ be\b.{0,30}
    | (?:we\ )?(?:can['’]t|cannot|couldn['’]t|could\ not)\ find\b.{0,40}
    | (?:please\ )?(?:sign|log)[\ -]?(?:in|on|up)\b.{0,30} | login\b.{0,20} | register(?:\ now)?
    | create\ (?:an\ |your\ )?account | (?:my|your)\ account | (?:forgot|reset)(?:\ your)?\ password
    | subscribe(?:\ now)? | loading\W{0,4} | redirecting\b.{0,20} | search(?:\ results)?\b.{0,40}
    | (?:terms|privacy)\b.{0,30}(?:policy|service|use|conditions|notice)
    )\W{0,5}$
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Headlines that pages have which hold no article: messages of servers, and forms for accounts."""
_NEEDS_SCRIPT = re.compile(
    r"(?:enable|activate|allow|requires?|needs?|turn\ on|without|supports?)(?:\s\w{1,12}){0,2}\sjavascript",
    re.IGNORECASE,
)
_PASSWORD = re.compile(r"<input\b[^<>]{0,300}\btype=[\"']?password", re.IGNORECASE)
_MOST_STATUS = 120
"""Words of the longest message of a server."""
_MOST_NOTICE = 40
"""Words of the longest notice beside a form for a password, or that a page needs scripts."""

MIN_WORDS = 120
"""A page with fewer words that asks for a subscription shows only a stub."""
MIN_WORDS_NOT_FREE = 250
"""The same for a page whose metadata say that the article is not free."""
_ADVICE = "open it in a browser and save the page, then read the file"


def check(html: str, body: str, source: str) -> None:
    """Raises an error if `html` stands in front of the article, and `body`, which was extracted from it, is none.

    Raises:
        ConsentError: the page asks for consent.
        ChallengeError: the page asks for a proof that the reader is human.
        PaywallError: only a stub stands before the paywall.
    """
    words = len(body.split())
    head = html[:200_000]
    if words < MIN_WORDS and _has_challenge(head):
        raise ChallengeError(f"the site answered with a browser challenge, not the article; {_ADVICE}", source)
    if words < MIN_WORDS and _has_consent(head):
        raise ConsentError(f"the site answered with a consent page, not the article; {_ADVICE}", source)
    is_stub = words < MIN_WORDS and (_PAYWALL_WORDS.search(head) or _NOT_FREE.search(head))
    if is_stub or (words < MIN_WORDS_NOT_FREE and is_not_free(head)):
        raise PaywallError(
            f"only {words} words stand before the paywall; save the page as a subscriber, then read the file", source
        )


def check_story(html: str, headline: str, body: str, source: str) -> None:
    """Raises an error if the headline of a page, or the little text that it has, says that it holds no article.

    Raises:
        ExtractionError: it is a message of a server, a form for an account, or a shell that a script must fill.
    """
    words = len(body.split())
    if words < _MOST_NOTICE and _NEEDS_SCRIPT.search(body):
        raise ExtractionError(
            "the page shows its text only with JavaScript, and no article was found in its data", source
        )
    if words < _MOST_NOTICE and _PASSWORD.search(html):
        raise ExtractionError("the page asks the reader to sign in and holds no article", source)
    if words < _MOST_STATUS and _STATUS.match(headline.strip()):
        raise ExtractionError(f"the page says {headline.strip()[:60]!r} and holds no article", source)


def is_challenge(status: int, headers: Mapping[str, str], html: str) -> bool:
    """Whether an answer is a challenge, by its headers (names in lower case) or its text.

    An answer with a page, which is status 200, never is.
    """
    if (
        headers.get("cf-mitigated", "").lower() == "challenge"
        or "x-datadome" in headers
        or headers.get("x-amzn-waf-action", "") in ("challenge", "captcha")
    ):
        return status >= 400 or status in (202, 405)
    return (status >= 400 or status == 202) and _has_challenge(html[:100_000])


def is_not_free(html: str) -> bool:
    """Whether the JSON-LD of a page says that the article as a whole is not free (schema.org `isAccessibleForFree`)."""
    return any(map(_says_not_free, scripts.json_ld(html)))


def _has_challenge(html: str) -> bool:
    return bool(_CHALLENGE_WORDS.search(html) or _CHALLENGE_VENDORS.search(html))


def _has_consent(html: str) -> bool:
    return bool(_CONSENT_WORDS.search(html) and (_CONSENT_VENDORS.search(html) or _CONSENT_PAGE.search(html)))


def _says_not_free(node: Node) -> bool:
    is_free = str(node.get("isAccessibleForFree", "")).strip().lower().rsplit("/", 1)[-1]
    return bool(scripts.types(node) & _ARTICLE_TYPES) and is_free in ("false", "no", "0")
