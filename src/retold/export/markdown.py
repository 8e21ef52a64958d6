"""A digest as Markdown (CommonMark)."""

from __future__ import annotations

import re

from retold.export import view
from retold.types import Digest

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|&~])")


def markdown(digest: Digest) -> str:
    """All parts of the digest, one below the other. The places of a takeaway's evidence stand in a comment."""
    sections = (
        _head(digest),
        _takeaways(digest),
        _retelling(digest),
        _section("Answers", [f"- **{question}**: {_text(answer)}" for question, answer in view.answers(digest)]),
        _section(
            "Timeline",
            [f"- **{view.when(dated.date)}**: {_text(dated.claim.text)}" for dated in digest.timeline],
        ),
        _quotes(digest),
        _section("Statements", [f"- **{_text(who)}**: {_text(words)}" for who, words in view.statements(digest)]),
        _section("Themes", [f"- {_text(' › '.join(theme.path))}" for theme in digest.themes]),
        _entities(digest),
        _section("Relations", [_relation(relation) for relation in view.relations(digest)]),
        _section("Entity intersection graph", [_link(link) for link in view.intersections(digest)]),
        _source(digest),
    )
    return view.printable("\n".join(line for section in sections for line in section))


def _text(text: str) -> str:
    """`text` on one line, with the signs escaped that Markdown would read."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _section(heading: str, lines: list[str]) -> list[str]:
    return [f"## {heading}", "", *lines, ""] if lines else []


def _head(digest: Digest) -> list[str]:
    lines = [f"# {_text(view.title(digest))}", "", _text(view.credit(digest)), ""]
    if digest.hashtags:
        lines += [" ".join(_text(hashtag) for hashtag in digest.hashtags), ""]
    return lines + [f"> {_text(note)}\n" for note in digest.notes]


def _takeaways(digest: Digest) -> list[str]:
    lines = []
    for number, claim in enumerate(digest.takeaways, start=1):
        places = ", ".join(f"{evidence.start}–{evidence.end}" for evidence in claim.evidence)
        lines.append(f"{number}. {_text(claim.text)} <!-- evidence: {places} -->")
    return _section("Key takeaways", lines)


def _retelling(digest: Digest) -> list[str]:
    if not digest.retelling:
        return []
    lines = ["## Full retelling", ""]
    for claims in digest.retelling:
        lines += [" ".join(_text(claim.text) for claim in claims), ""]
    return lines


def _quotes(digest: Digest) -> list[str]:
    if not digest.quotes:
        return []
    lines = ["## Quotes", ""]
    for quotation in view.quotations(digest):
        speaker = f" — {_text(quotation.speaker)}" if quotation.speaker else ""
        lines += [f"> “{_text(quotation.text)}”{speaker}", ""]
    return lines


def _entities(digest: Digest) -> list[str]:
    rows = []
    for entity in view.people_and_topics(digest):
        role = _text(entity.role.text) if entity.role else ""
        aliases = _text(", ".join(entity.aliases[:4]))
        rows.append(f"| {_text(entity.name)} | {entity.type.value} | {role} | {aliases} | {len(entity.mentions)} |")
    head = ["| name | type | role | also | mentions |", "| --- | --- | --- | --- | ---: |"]
    return _section("Related people and topics", [*head, *rows] if rows else [])


def _relation(named: view.NamedRelation) -> str:
    detail = f": {_text(named.detail)}" if named.detail else ""
    places = f"{named.relation.evidence.start}–{named.relation.evidence.end}"
    said = f"**{_text(named.subject)}** — {named.words} — **{_text(named.target)}**"
    return f"- {said}{detail} <!-- evidence: {places} -->"


def _link(link: view.Intersection) -> str:
    sentence = view.snippet(link.edge.evidence[0].exact) if link.edge.evidence else ""
    return f"- **{_text(link.source)}** – **{_text(link.target)}** ({link.edge.weight:g}): {_text(sentence)}"


def _source(digest: Digest) -> list[str]:
    lines = ["## Original source", "", f"> {_text(digest.excerpt)}", ""]
    url = digest.article.metadata.url
    if url:
        lines += [f"<{url}>" if re.fullmatch(r"https?://[^\s<>]+", url) else _text(url), ""]
    return lines
