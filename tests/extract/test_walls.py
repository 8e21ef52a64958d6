"""Pages that stand in front of articles, and ordinary pages with the same scripts."""

from __future__ import annotations

import pytest
from tests.loopback import article, text

from retold.errors import ChallengeError, ConsentError, ExtractionError, PaywallError
from retold.extract import walls

STUB = " ".join(["word"] * 60)
LONG = " ".join(["word"] * 200)
CHALLENGES = {
    "cloudflare": '<title>Just a moment...</title><script>window._cf_chl_opt={cvId: "3"}</script>',
    "turnstile": '<script src="https://challenges.cloudflare.com/turnstile/v0/api.js"></script>',
    "datadome": '<script src="https://ct.captcha-delivery.com/c.js"></script>',
    "perimeterx": '<div id="px-captcha"></div><p>Press &amp; Hold to confirm you are a human</p>',
    "akamai": '<div id="sec-if-cpt-container"></div>',
    "akamai denied": "<h1>Access Denied</h1><p>https://errors.edgesuite.net/18.2</p>",
    "incapsula": '<iframe src="/_Incapsula_Resource?CWUDNSAI=9"></iframe>',
}
CONSENTS = {
    "onetrust": (
        '<script src="https://cdn.cookielaw.org/x/otSDKStub.js"></script>'
        "<p>We value your privacy. Accept all cookies to continue.</p>"
    ),
    "didomi": (
        '<div id="didomi-host"></div><p>We and our 700 partners store information. Agree to continue reading.</p>'
    ),
    "sourcepoint": '<div id="sp_message_container_9"></div><p>Mit Werbung weiterlesen</p>',
    "quantcast": '<div id="qc-cmp2-container"></div><p>We value your privacy</p>',
    "yahoo": '<form class="consent-form" action="/v2/collectConsent?sessionId=3"><h1>Your privacy matters</h1></form>',
    "google": "<title>Before you continue to Google Search</title>",
}


@pytest.mark.parametrize("name", CHALLENGES)
def test_challenges(name: str) -> None:
    with pytest.raises(ChallengeError) as caught:
        walls.check(f"<html>{CHALLENGES[name]}</html>", "", "x")
    assert not isinstance(caught.value, ConsentError)
    assert walls.is_challenge(403, {}, CHALLENGES[name])
    walls.check(f"<html>{CHALLENGES[name]}</html>", LONG, "x")  # the same marks beside an article are no wall


@pytest.mark.parametrize("name", CONSENTS)
def test_consent(name: str) -> None:
    with pytest.raises(ConsentError):
        walls.check(f"<html>{CONSENTS[name]}</html>", "", "x")
    walls.check(f"<html>{CONSENTS[name]}</html>", LONG, "x")


def test_a_short_notice_with_a_consent_script_is_an_article() -> None:
    walls.check(
        '<script src="https://cdn.cookielaw.org/x.js"></script><article>The bridge is closed.</article>', STUB, "x"
    )


@pytest.mark.parametrize(
    ("node", "locked"),
    [
        ('{"@type": "NewsArticle", "isAccessibleForFree": false}', True),
        ('{"@graph": [{"@type": ["NewsArticle", "Article"], "isAccessibleForFree": "False"}]}', True),
        ('{"@type": "NewsArticle", "isAccessibleForFree": "http://schema.org/False"}', True),
        (
            (
                '{"@type": "NewsArticle", "isAccessibleForFree": true, '
                '"hasPart": {"@type": "WebPageElement", "isAccessibleForFree": false}}'
            ),
            False,
        ),
        ('{"@type": "Product", "isAccessibleForFree": false}', False),
        ('{"@type": "NewsArticle", "isAccessibleForFree": fal', False),
        ("[" * 3000, False),
    ],
)
def test_whether_a_page_says_that_it_is_not_free(node: str, locked: bool) -> None:
    page = f'<script type="application/ld+json">{node}</script>'
    assert walls.is_not_free(page) is locked
    if locked:
        with pytest.raises(PaywallError):
            walls.check(page, LONG, "x")


def test_a_long_article_that_is_not_free_is_read() -> None:
    """All of it is on the page, so the site gave it."""
    page = article(
        1,
        more=text(2) + text(3),
        head='<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>',
    )
    walls.check(page, " ".join(["word"] * 400), "x")


@pytest.mark.parametrize(
    ("status", "headers", "is_one"),
    [
        (403, {"cf-mitigated": "challenge"}, True),
        (403, {"x-datadome": "protected"}, True),
        (202, {"x-amzn-waf-action": "challenge"}, True),
        (200, {"x-datadome": "protected"}, False),
        (403, {}, False),
        (404, {}, False),
    ],
)
def test_challenges_by_their_headers(status: int, headers: dict[str, str], is_one: bool) -> None:
    assert walls.is_challenge(status, headers, "<p>no</p>") is is_one


def test_the_tree_of_errors() -> None:
    assert issubclass(ConsentError, ChallengeError)
    assert issubclass(ChallengeError, ExtractionError)
