"""A retelling as schema.org JSON-LD, for search engines and other readers of a page.

Takes a digest and the URL of our page. The page and its text are ours. The original article is what
the page is based on, and the page cites its exact words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from retold.config import VERSION
from retold.export.feeds import NAME, pruned
from retold.export.view import snippet
from retold.records import json_values
from retold.types import Digest, DigestEntity, EntityType, Theme

ABOUT = 3
"""How many entities a page is about, the most salient first. It mentions the others."""
_HEADLINE = 110
"""Search engines take this many characters of a headline."""
_TYPES = {
    EntityType.PERSON: "Person",
    EntityType.ORGANIZATION: "Organization",
    EntityType.PLACE: "Place",
    EntityType.EVENT: "Event",
    EntityType.WORK: "CreativeWork",
    EntityType.PRODUCT: "Product",
}
_TOPICS = "http://cv.iptc.org/newscodes/mediatopic/"
_ESCAPES = str.maketrans({c: f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"})


def news_article(digest: Digest, url: str) -> dict[str, Any]:
    """A `NewsArticle` (schema.org/NewsArticle) of the digest at `url`. Nothing in it is null or empty."""
    text = "\n\n".join(paragraphs(digest))
    takeaways = [claim.text for claim in digest.takeaways]
    entities = [_entity(e) for e in digest.entities]
    maker = {"@type": "SoftwareApplication", "name": NAME, "softwareVersion": VERSION}
    fields = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": url,
        "url": url,
        "mainEntityOfPage": url,
        "headline": _cut(title(digest)),
        "description": next(iter(takeaways), ""),
        "abstract": " ".join(takeaways),
        "articleSection": list(dict.fromkeys(theme.path[0] for theme in digest.themes if theme.path)),
        "articleBody": text,
        "wordCount": len(text.split()) or None,
        "keywords": [tag.removeprefix("#") for tag in digest.hashtags],
        "inLanguage": language(digest),
        "about": [*entities[:ABOUT], *(_theme(t) for t in digest.themes)],
        "mentions": entities[ABOUT:],
        "author": maker,
        "creator": maker,
        "isPartOf": _thing("WebSite", {"name": NAME, "url": _site(url)}),
        "isBasedOn": _original(digest),
        "citation": list(_quotations(digest)),
    }
    values: dict[str, Any] = pruned(fields)
    return values


def script(data: Mapping[str, Any]) -> str:
    """JSON that is safe inside `<script type="application/ld+json">`, whatever it says: nothing in it can
    end the element or open a comment (HTML 4.12.1.3), and `json.loads` gives back `data`."""
    # In JSON these characters appear only in strings, so escaping them changes nothing.
    return json_values.dumps(data).translate(_ESCAPES)


def title(digest: Digest) -> str:
    """The headline on one line. Without a headline: the first takeaway, the excerpt or the article's id."""
    meta = digest.article.metadata
    candidates = (meta.headline, *(claim.text for claim in digest.takeaways[:1]), digest.excerpt)
    lines = (" ".join(text.split()) for text in candidates)
    return next((line for line in lines if line), meta.id)


def paragraphs(digest: Digest) -> list[str]:
    """The retelling as text."""
    return [" ".join(claim.text for claim in paragraph) for paragraph in digest.retelling]


def language(digest: Digest) -> str:
    """The article's language (ISO 639-1), "" if it is not known."""
    return "" if digest.language == "und" else digest.language


def source_url(digest: Digest) -> str:
    """The address of the original: the URL that was read, else its canonical URL; "" if neither is on the web."""
    meta = digest.article.metadata
    return web_address(meta.url) or web_address(meta.canonical_url)


def same_as(entity: DigestEntity) -> list[str]:
    """Web pages about an entity."""
    return [address for _, link in entity.links if (address := web_address(link))]


def topic_iri(theme: Theme) -> str:
    """The IRI of an IPTC Media Topic; "" for a theme that a user has added."""
    scheme, _, code = theme.qcode.partition(":")
    return f"{_TOPICS}{code}" if scheme == "medtop" else ""


def web_address(url: str) -> str:
    """`url` if it is an http or https address, else "": a page must not hand on `javascript:` or `file:`."""
    if any(c.isspace() or not c.isprintable() for c in url):
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.hostname else ""


def _site(url: str) -> str:
    parts = urlsplit(web_address(url))
    return f"{parts.scheme}://{parts.netloc}/" if parts.netloc else ""


def _thing(kind: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """A node; empty if it would have nothing but a type."""
    kept = pruned(fields)
    return {"@type": kind, **kept} if kept else {}


def _entity(entity: DigestEntity) -> dict[str, Any]:
    fields = {
        "name": entity.name,
        "alternateName": entity.aliases,
        "description": entity.role and entity.role.text,
        "sameAs": same_as(entity),
    }
    return _thing(_TYPES.get(entity.type, "Thing"), fields)


def _theme(theme: Theme) -> dict[str, Any]:
    iri = topic_iri(theme)
    code = theme.qcode.partition(":")[2]
    return _thing(
        "DefinedTerm", {"@id": iri, "name": theme.label, "termCode": code, "inDefinedTermSet": iri and _TOPICS}
    )


def _original(digest: Digest) -> dict[str, Any]:
    """The original article."""
    meta, url = digest.article.metadata, source_url(digest)
    fields = {
        "@id": url,
        "url": url,
        "headline": meta.headline,
        "author": _people(meta.byline),
        "publisher": _thing("NewsMediaOrganization", {"name": meta.publisher}),
        "datePublished": meta.published,
        "dateModified": meta.modified,
        "inLanguage": language(digest),
    }
    return _thing("NewsArticle", fields)


def _people(byline: Iterable[str]) -> list[dict[str, Any]]:
    return [_thing("Person", {"name": name}) for name in byline]


def _quotations(digest: Digest) -> Iterator[dict[str, Any]]:
    """The exact words that the takeaways rest on, each once."""
    seen, url = set(), source_url(digest)
    for claim in digest.takeaways:
        for evidence in claim.evidence:
            if (place := (evidence.start, evidence.end)) not in seen:
                seen.add(place)
                yield _thing("Quotation", {"text": evidence.exact, "isPartOf": url})


def _cut(headline: str) -> str:
    return headline if len(headline) <= _HEADLINE else snippet(headline, _HEADLINE - 2)
