"""What kind of article it is: by the types of its JSON-LD, its section, its headline, and the form of its text.

What says nothing makes no kind: an article without one is taken for news.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from retold.extract import scripts
from retold.extract.scripts import Node
from retold.records.article_kinds import ArticleKind

_BY_TYPE = {
    "opinionnewsarticle": ArticleKind.OPINION,
    "reviewnewsarticle": ArticleKind.REVIEW,
    "criticreview": ArticleKind.REVIEW,
    "review": ArticleKind.REVIEW,
    "liveblogposting": ArticleKind.LIVE_BLOG,
    "reportagenewsarticle": ArticleKind.NEWS,
    "backgroundnewsarticle": ArticleKind.NEWS,
}
"""Types of schema.org that name a kind. The first that fits counts."""
_BY_SECTION = {
    **dict.fromkeys(
        """
        opinion opinions op-ed oped op-eds comment commentary commentisfree comment-is-free columns column columnists
        editorial editorials viewpoint viewpoints letters voices leaders perspectives perspective ideas
        """.split(),
        ArticleKind.OPINION,
    ),
    **dict.fromkeys(
        "review reviews film-reviews movie-reviews book-reviews music-reviews tv-reviews game-reviews".split(),
        ArticleKind.REVIEW,
    ),
    **dict.fromkeys(
        "live live-blog liveblog live-blogs liveblogs live-news live-updates".split(), ArticleKind.LIVE_BLOG
    ),
    **dict.fromkeys("listicle listicles lists".split(), ArticleKind.LIST),
    **dict.fromkeys("transcript transcripts".split(), ArticleKind.TRANSCRIPT),
}
"""Sections of sites, as they stand in addresses and in labels."""
_OPINION = r"""
    ^(?:Opinion|OPINION|Op-Ed|OP-ED|Editorial|EDITORIAL|Commentary|COMMENTARY|Comment|Column|COLUMN|Viewpoint
        |Letters?(?:\ to\ the\ [Ee]ditor)?|Leading\ article|Guest\ (?:column|essay|opinion)|Our\ view|My\ view)\s?[:|–—]
    |[|–—]\s?(?:Opinion|Editorial|Commentary|Letters)$
"""
_REVIEW = r"""
    ^(?:[A-Z]\w{1,20}\ )?(?:[Rr]eview|REVIEW)\s?[:|–—]
    |\b[Rr]eview\s?[:–—]\s|\b[Rr]eview\s-\s|[–—|:]\s?(?:[a-z]{1,20}\ )?[Rr]eview$|\breview$
"""
_LIVE = r"""
    ^(?:Live|LIVE)(?:\s(?:updates?|blog|coverage|UPDATES?|BLOG))?\s?[:|–—-]\s
    |[|:–—-]\s?(?:[Ll]ive(?:\ updates?|\ blog)?|[Aa]s\ it\ happened)$|\blive\ updates$|\bas\ it\ happened$
"""
_TRANSCRIPT = r"""
    ^(?:(?:Full|Read\ the|FULL)\ )?(?:[Tt]ranscript|TRANSCRIPT)\b|[:|–—(]\s?(?:[Ff]ull\ )?[Tt]ranscript\)?$
"""
_LIST = r"""
    ^(?:The\ |Here\ are\ |Our\ |My\ )?(?:[Tt]op\ )?
    (?:\d{1,3}|(?i:three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty))\s(?:[\w'’-]{1,20}\s){0,3}?
    (?:
        (?i:things|ways|reasons|tips|facts|questions|takeaways|signs|lessons|tricks|ideas|moments|places|steps|myths
            |mistakes|gifts|books|films|movies|songs|albums|recipes|destinations|shows)
        |(?i:best|worst|greatest)\s[\w'’-]{1,20}
    )
    (?=$|\s?[:–—-]|\s(?i:to|that|you|for|of|we|which|every|in|from|about|why|when|behind|on|worth|everyone)\b)
"""
_PATTERNS = tuple(
    (kind, re.compile(pattern, re.VERBOSE))
    for kind, pattern in (
        (ArticleKind.OPINION, _OPINION),
        (ArticleKind.REVIEW, _REVIEW),
        (ArticleKind.LIVE_BLOG, _LIVE),
        (ArticleKind.TRANSCRIPT, _TRANSCRIPT),
        (ArticleKind.LIST, _LIST),
    )
)
"""Headlines that name a kind."""
_OPINION_LABEL = re.compile(
    r"(?i:letters?(?: to the editor)?|opinion|op-ed|editorial|commentary|guest (?:column|essay)|your letters)[.:]?"
)
"""A line above the text that says it is an opinion."""
_SPEAKER = re.compile(
    r"(?m)^(?:[A-Z][A-Z.'’-]*+(?:[ ,]++[A-Z(][A-Z.'’()-]*+){0,6}|[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,2}):\s+\S"
)
"""A turn of a transcript: a name, in capitals or not, and what was said."""
_TURNS = 4
"""Turns of the shortest transcript."""
_NUMBERED = re.compile(r"(?m)^\s{0,3}(?:#|No\. ?)?(\d{1,3})[.):]\s+\S")
_POST = re.compile(r"(?m)^(?:\d{1,2}[:.]\d{2}\s?(?:[ap]\.?m\.?|[A-Z]{2,4})?)\s*(?:$|[|–—-])")
_LEAST_ITEMS = 3


def of_page(nodes: Iterable[Node], url: str, headline: str, section: str, body: str) -> ArticleKind | None:
    """The kind of the article of an HTML page, whose JSON-LD has these nodes; None if nothing says one."""
    types = [t for node in nodes for t in sorted(scripts.types(node))]
    by_type = next((_BY_TYPE[t] for t in types if t in _BY_TYPE), None)
    if by_type and by_type is not ArticleKind.NEWS:
        return by_type
    return _of_section([section]) or of_text(url, headline, body) or by_type


def of_text(url: str, headline: str, body: str) -> ArticleKind | None:
    """The kind of an article by its address, its headline and the form of its text; None if nothing says one."""
    path = [part for part in urlsplit(url).path.lower().split("/") if part] if url else []
    by_headline = next((kind for kind, pattern in _PATTERNS if pattern.search(headline)), None)
    return by_headline or _of_section(path[:-1]) or _of_form(body)


def _of_section(names: Iterable[str]) -> ArticleKind | None:
    """The kind that a section has; None if it can hold any."""
    for name in names:
        for part in re.split(r"\s*[,;/|>]\s*", name.strip().lower()):
            if kind := _BY_SECTION.get(part.replace(" ", "-")):
                return kind
    return None


def _of_form(body: str) -> ArticleKind | None:
    lines = [line for line in body.splitlines() if line.strip()]
    if any(_OPINION_LABEL.fullmatch(line.strip()) for line in lines[:3]):
        return ArticleKind.OPINION
    turns = _SPEAKER.findall(body)
    if len(turns) >= _TURNS and 2 * len(turns) >= len(lines) and len({t.split(":")[0] for t in turns}) >= 2:
        return ArticleKind.TRANSCRIPT
    numbers = [int(n) for n in _NUMBERED.findall(body)]
    rising = numbers == list(range(1, len(numbers) + 1)) or numbers == list(range(len(numbers), 0, -1))
    if len(numbers) >= _LEAST_ITEMS and rising:
        return ArticleKind.LIST
    return ArticleKind.LIVE_BLOG if len(_POST.findall(body)) >= _LEAST_ITEMS else None


__all__ = ["of_page", "of_text"]
