"""What becomes of an entry after a visit, for each answer of its host."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.feeds.test_decisions import CONSENT, CONTEXT, NOW, PAGE, answer, redirect

from retold.feeds import decisions
from retold.feeds.decisions import BAD_REDIRECT, DAY, TOO_MANY_HOPS
from retold.records.feeds import (
    EntryState,
    EntryUpdate,
    Reason,
    Task,
)
from retold.sources.http.client import Response

# Entries


def skipped(reason: Reason, note: str, attempts: int = 1) -> EntryUpdate:
    return EntryUpdate(PAGE.key, EntryState.SKIPPED, "paper.example", attempts=attempts, reason=reason.value, note=note)


def waiting(seconds: float, attempts: int, note: str = "", **changes: object) -> EntryUpdate:
    update = EntryUpdate(PAGE.key, EntryState.WAITING, "paper.example", NOW + seconds, attempts, note=note)
    return replace(update, **changes)  # type: ignore[arg-type]


def refused(words: str, status: int) -> str:
    return f"the server {words} (HTTP {status})"


@pytest.mark.parametrize(
    ("tries", "response", "update"),
    [
        pytest.param(
            0,
            answer(403, cf_mitigated="challenge"),
            skipped(Reason.CHALLENGE, "the site answered with a browser challenge"),
            id="a challenge",
        ),
        pytest.param(0, answer(401), skipped(Reason.PAYWALL, refused("asks for a login", 401)), id="a login"),
        pytest.param(0, answer(402), skipped(Reason.PAYWALL, refused("asks for payment", 402)), id="a payment"),
        pytest.param(0, answer(404), skipped(Reason.MISSING, refused("has no such page", 404)), id="no such page"),
        pytest.param(0, answer(410), skipped(Reason.MISSING, refused("has removed it", 410)), id="removed"),
        pytest.param(
            0, answer(451), skipped(Reason.MISSING, refused("withholds it for legal reasons", 451)), id="withheld"
        ),
        pytest.param(0, answer(403), waiting(300.0, 1, refused("refuses us", 403)), id="refused once"),
        pytest.param(1, answer(403), skipped(Reason.FAILED, refused("refuses us", 403), 2), id="refused twice"),
        pytest.param(
            0, answer(429, retry_after="900"), waiting(900.0, 1, refused("asks to slow down", 429)), id="slow down"
        ),
        pytest.param(2, answer(500), waiting(1200.0, 3, refused("cannot give it", 500)), id="an error of the server"),
        pytest.param(
            4,
            answer(503),
            skipped(Reason.FAILED, refused("cannot give it", 503) + "; tried 5 times", 5),
            id="the last try",
        ),
        pytest.param(0, answer(400), skipped(Reason.FAILED, refused("cannot give it", 400)), id="anything else"),
    ],
)
def test_entry_refused(tries: int, response: Response, update: EntryUpdate) -> None:
    assert decisions.entry_refused(replace(PAGE, tries=tries), response, CONTEXT) == update


@pytest.mark.parametrize(
    ("task", "response", "update"),
    [
        pytest.param(
            replace(PAGE, hops=2, tries=1),
            redirect("https://new.example/a"),
            waiting(0.0, 1, host="new.example", at="https://new.example/a", hops=3),
            id="to another host",
        ),
        pytest.param(
            replace(PAGE, hops=8), redirect("https://new.example/a"), skipped(Reason.FAILED, TOO_MANY_HOPS), id="hops"
        ),
        pytest.param(
            PAGE,
            redirect(CONSENT),
            skipped(Reason.CONSENT, "the site sends its readers to a consent page first"),
            id="to a consent page",
        ),
        pytest.param(PAGE, redirect("mailto:a@b.example"), skipped(Reason.FAILED, BAD_REDIRECT), id="nowhere"),
    ],
)
def test_entry_moved(task: Task, response: Response, update: EntryUpdate) -> None:
    assert decisions.entry_moved(task, response, CONTEXT) == update


@pytest.mark.parametrize(
    ("to", "target"),
    [
        ("https://New.example/A?b=1#c", "https://New.example/A?b=1#c"),
        ("/b", "https://paper.example/b"),
        ("mailto:a@b.example", ""),
        ("", ""),
    ],
)
def test_redirect_target(to: str, target: str) -> None:
    assert decisions.redirect_target(redirect(to)) == target


@pytest.mark.parametrize(
    ("url", "is_consent"),
    [
        (CONSENT, True),
        ("https://guce.other.example/", True),
        ("https://cdn.privacy-mgmt.com/x", True),
        ("https://paper.example/collectConsent?x", True),
        ("https://paper.example/consent-of-the-governed", False),
    ],
)
def test_is_consent_page(url: str, is_consent: bool) -> None:
    assert decisions.is_consent_page(url) is is_consent


@pytest.mark.parametrize(
    ("tries", "retry_after", "update"),
    [
        pytest.param(0, "", waiting(300.0, 1, "why"), id="first"),
        pytest.param(3, "", waiting(2400.0, 4, "why"), id="fourth"),
        pytest.param(0, "4000", waiting(4000.0, 1, "why"), id="Retry-After"),
        pytest.param(4, "", skipped(Reason.FAILED, "why; tried 5 times", 5), id="last"),
    ],
)
def test_entry_failed(tries: int, retry_after: str, update: EntryUpdate) -> None:
    task = replace(PAGE, tries=tries, host="elsewhere.example", at="https://elsewhere.example/a", hops=1)
    assert decisions.entry_failed(task, "why", CONTEXT, retry_after) == update, "it begins again at its own host"


@pytest.mark.parametrize(
    ("listed", "hops", "update"),
    [
        pytest.param(NOW - 100, 0, waiting(60.0, 2, "why"), id="at least so long"),
        pytest.param(NOW - 10_000, 0, waiting(1000.0, 2, "why"), id="longer the longer it waits"),
        pytest.param(NOW - 13 * DAY, 0, waiting(DAY, 2, "why"), id="a day at most"),
        pytest.param(NOW - 100, 1, waiting(60.0, 2, "why", at=PAGE.at, hops=1), id="where a redirect led"),
        pytest.param(NOW - 15 * DAY, 0, skipped(Reason.ROBOTS, "why", 3), id="two weeks at most"),
    ],
)
def test_entry_postponed(listed: float, hops: int, update: EntryUpdate) -> None:
    task = replace(PAGE, tries=2, listed=listed, hops=hops)
    assert decisions.entry_postponed(task, Reason.ROBOTS, "why", CONTEXT, 60.0) == update
