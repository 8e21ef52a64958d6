"""The page that says how digests are made."""

from __future__ import annotations

from retold.config import VERSION
from retold.memory import Memory
from retold.web.page_request import PageRequest
from retold.web.view import View

PARTS = (
    ("Headline", "The publisher's headline, unchanged. If there is none, the first takeaway."),
    ("Key takeaways", "The sentences that a ranker finds most important, shortened so that each stands on its own."),
    (
        "Full retelling",
        (
            "Most of a short article, at most 350 words of a long one. Names replace pronouns, people get their role "
            "at first mention, and dates replace words such as “on Tuesday”. It keeps the order of the source."
        ),
    ),
    (
        "Evidence",
        (
            "Each sentence has the exact words of the article that it rests on. All its words, names, numbers and "
            "dates are there. A checker judges each sentence; sentences without enough support are left out."
        ),
    ),
    ("Answers", "Phrases of the article that answer who, what, when, where, why and how."),
    ("Timeline", "Sentences with a date. “Friday” and “last month” are counted from the day of publication."),
    ("Quotes", "Quotations as they are in the article, with the speaker, or with its own words if it names nobody."),
    (
        "Themes",
        "IPTC Media Topics that are similar in meaning to the whole article. Hashtags come from its names and phrases.",
    ),
    (
        "People and topics",
        (
            "Names that the reading model finds. Forms of one name are joined on weighted evidence. Each join is a "
            "line in a ledger, and a person can overrule it."
        ),
    ),
    ("Entity intersection graph", "Two names are linked when they appear in the same story. Copies do not count."),
    (
        "Stories",
        "Articles from any outlet on one event, grouped by words, meaning and dates. Copies of an article count once.",
    ),
)
"""The parts of a page, and how each is made."""


def about(memory: Memory, _: PageRequest) -> View:
    """How digests are made, the version and the model, and how much the memory has."""
    made = {
        "version": VERSION,
        "schema": "retold.digest/1.1",
        "model": "reading.onnx, 27 million parameters, int8 weights",
        "parts": PARTS,
    }
    data = {"counts": memory.counts(), "made": made}
    return View("about.html", data, data)
