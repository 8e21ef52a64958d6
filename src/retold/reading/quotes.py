"""Quotes: quotations and signed posts with their speakers, and what is said without quotation marks.

`retold.reading.quotations` and `retold.reading.posts` find the words, `retold.reading.speakers` finds who says them,
`retold.reading.statements` finds indirect speech.
Measured by `bench/quotes.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

from retold.reading.posts import Post, find_posts
from retold.reading.pronoun_ranker import PronounRanker
from retold.reading.quotations import Quotation, find_quotations
from retold.reading.speakers import Speakers
from retold.reading.statements import find_statements
from retold.types import Quote, Reading, Role
from retold.types.speech import Statement


def find_speech(
    reading: Reading, roles: Sequence[Role], ranker: PronounRanker | None = None
) -> tuple[tuple[Quote, ...], tuple[Statement, ...]]:
    """All quotations that are somebody's words, and all statements without quotation marks, in text order.

    `ranker` is asked whom a pronoun means where no rule has an answer. Titles, slogans and words on signs are left out,
    and so are a few words in marks that nobody is said to say.
    """
    posts = find_posts(reading.article.body)
    words = words_of(reading)
    by_place = {post.span: post for post in posts}
    speakers = Speakers(reading, roles, words, ranker)
    found: list[Quote] = []
    for quotation in words:
        post = by_place.get(quotation.span)
        quote = speakers.attribute(quotation) if post is None else speakers.signed(post)
        if quote is not None:
            found.append(quote)
    return tuple(found), find_statements(reading, speakers, found)


def words_of(reading: Reading) -> list[Quotation]:
    """All quotations and posts of a reading, in text order."""
    body = reading.article.body
    return _in_order(find_quotations(body), find_posts(body))


def _in_order(quotations: Sequence[Quotation], posts: Sequence[Post]) -> list[Quotation]:
    """Quotations and posts in text order, without quotations that a post has parts of."""
    found: list[Quotation] = []
    at = 0
    for quotation in quotations:
        while at < len(posts) and posts[at].span.start <= quotation.span.end:
            found.append(Quotation(posts[at].span, continues=False))
            at += 1
        if not (found and found[-1].span.overlaps(quotation.span)):
            found.append(quotation)
    found.extend(Quotation(post.span, continues=False) for post in posts[at:])
    return found
