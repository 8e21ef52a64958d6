"""A retelling as schema.org JSON-LD, for search engines and other readers of a page.

Takes the values of `retold.digest/1` (docs/digest.md) and the URL of our page. The page is ours and
so is its text; the article that it was made from is what it is based on, and is quoted word by word.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from retold.config import VERSION
from retold.export.feeds import NAME, pruned
from retold.export.view import snippet

ABOUT = 3
"""Entities, the most salient first, that a page is about; it mentions the others."""
_HEADLINE = 110
"""Characters that search engines take of a headline."""
_TYPES = {
    "person": "Person",
    "organization": "Organization",
    "place": "Place",
    "event": "Event",
    "work": "CreativeWork",
    "product": "Product",
}
_TOPICS = "http://cv.iptc.org/newscodes/mediatopic/"
_ESCAPES = str.maketrans({c: f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"})


def news_article(document: Mapping[str, Any], url: str) -> dict[str, Any]:
    """A `NewsArticle` (schema.org/NewsArticle) of a digest that stands at `url`; nothing in it is null or empty."""
    told = "\n\n".join(paragraphs(document))
    takeaways = [claim["text"] for claim in document["takeaways"]]
    entities = [_entity(e) for e in document["entities"]]
    maker = {"@type": "SoftwareApplication", "name": NAME, "softwareVersion": VERSION}
    fields = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": url,
        "url": url,
        "mainEntityOfPage": url,
        "headline": _cut(title(document)),
        "description": next(iter(takeaways), ""),
        "abstract": " ".join(takeaways),
        "articleSection": list(dict.fromkeys(theme["path"][0] for theme in document["themes"] if theme["path"])),
        "articleBody": told,
        "wordCount": len(told.split()) or None,
        "keywords": [tag.removeprefix("#") for tag in document["hashtags"]],
        "inLanguage": language(document),
        "about": [*entities[:ABOUT], *(_theme(t) for t in document["themes"])],
        "mentions": entities[ABOUT:],
        "author": maker,
        "creator": maker,
        "isPartOf": _thing("WebSite", {"name": NAME, "url": _site(url)}),
        "isBasedOn": _original(document),
        "citation": list(_quotations(document)),
    }
    values: dict[str, Any] = pruned(fields)
    return values


def script(data: Mapping[str, Any]) -> str:
    """JSON that may stand inside `<script type="application/ld+json">` whatever it says: nothing in
    it can end the element or open a comment (HTML 4.12.1.3), and `json.loads` gives back `data`."""
    text = json.dumps(data, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:  # lone surrogates, which UTF-8 cannot carry
        text = json.dumps(data)
    return text.translate(_ESCAPES)  # in JSON these stand in strings alone, so that escaping them changes nothing


def title(document: Mapping[str, Any]) -> str:
    """The headline on one line, or the best stand-in that the article gives."""
    article, takeaways = document["article"], document["takeaways"]
    candidates = (article["headline"], *(claim["text"] for claim in takeaways[:1]), document["source"]["excerpt"])
    lines = (" ".join((text or "").split()) for text in candidates)
    return next((line for line in lines if line), article["id"])


def paragraphs(document: Mapping[str, Any]) -> list[str]:
    """The retelling as text."""
    return [" ".join(claim["text"] for claim in paragraph) for paragraph in document["retelling"]]


def language(document: Mapping[str, Any]) -> str:
    """The article's, "" where it is not known."""
    code: str = document["article"]["language"] or ""
    return "" if code == "und" else code


def source_url(document: Mapping[str, Any]) -> str:
    """Where the original stands: the URL that was read, else the one it gives as canonical; "" where neither is on the web."""
    return web(document["source"]["url"]) or web(document["article"]["canonical_url"])


def same_as(entity: Mapping[str, Any]) -> list[str]:
    """Where else on the web an entity is told."""
    return [link for link in map(web, entity["links"].values()) if link]


def topic(theme: Mapping[str, Any]) -> str:
    """The IRI of an IPTC Media Topic, "" of a theme of the user's own."""
    scheme, _, code = theme["qcode"].partition(":")
    return f"{_TOPICS}{code}" if scheme == "medtop" else ""


def web(url: str | None) -> str:
    """`url` where it is an http or https address, else "": a page must not hand on `javascript:` or `file:`."""
    text = url or ""
    if any(c.isspace() or not c.isprintable() for c in text):
        return ""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in ("http", "https") and parts.hostname else ""


def _site(url: str) -> str:
    parts = urlsplit(web(url))
    return f"{parts.scheme}://{parts.netloc}/" if parts.netloc else ""


def _thing(kind: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """A node, or nothing where a type would be all that it says."""
    kept = pruned(fields)
    return {"@type": kind, **kept} if kept else {}


def _entity(entity: Mapping[str, Any]) -> dict[str, Any]:
    role = entity["role"]
    fields = {
        "name": entity["name"],
        "alternateName": entity["aliases"],
        "description": role and role["text"],
        "sameAs": same_as(entity),
    }
    return _thing(_TYPES.get(entity["type"], "Thing"), fields)


def _theme(theme: Mapping[str, Any]) -> dict[str, Any]:
    iri = topic(theme)
    code = theme["qcode"].partition(":")[2]
    return _thing(
        "DefinedTerm", {"@id": iri, "name": theme["label"], "termCode": code, "inDefinedTermSet": iri and _TOPICS}
    )


def _original(document: Mapping[str, Any]) -> dict[str, Any]:
    """The article that was retold."""
    article, url = document["article"], source_url(document)
    fields = {
        "@id": url,
        "url": url,
        "headline": article["headline"],
        "author": _people(article["byline"]),
        "publisher": _thing("NewsMediaOrganization", {"name": article["publisher"]}),
        "datePublished": article["published"],
        "dateModified": article["modified"],
        "inLanguage": language(document),
    }
    return _thing("NewsArticle", fields)


def _people(byline: Iterable[str]) -> list[dict[str, Any]]:
    return [_thing("Person", {"name": name}) for name in byline]


def _quotations(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The exact words that the takeaways rest on, each once."""
    seen, url = set(), source_url(document)
    for claim in document["takeaways"]:
        for evidence in claim["evidence"]:
            if (place := (evidence["start"], evidence["end"])) not in seen:
                seen.add(place)
                yield _thing("Quotation", {"text": evidence["exact"], "isPartOf": url})


def _cut(headline: str) -> str:
    return headline if len(headline) <= _HEADLINE else snippet(headline, _HEADLINE - 2)
