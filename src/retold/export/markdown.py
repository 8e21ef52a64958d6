"""A digest as Markdown (CommonMark)."""

from __future__ import annotations

import re

from retold.export import view
from retold.types import Digest

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|&~])")


def markdown(digest: Digest) -> str:
    """Headline, hashtags, takeaways with their sources' places, retelling, answers, timeline, quotes, themes, entities, graph, source."""
    lines = [f"# {_text(view.title(digest))}", "", _text(view.credit(digest)), ""]
    if digest.hashtags:
        lines += [" ".join(_text(t) for t in digest.hashtags), ""]
    lines += [f"> {_text(note)}\n" for note in digest.notes]
    if digest.takeaways:
        lines += ["## Key takeaways", ""]
        for number, claim in enumerate(digest.takeaways, start=1):
            places = ", ".join(f"{e.start}–{e.end}" for e in claim.evidence)
            lines.append(f"{number}. {_text(claim.text)} <!-- evidence: {places} -->")
        lines.append("")
    if digest.retelling:
        lines += ["## Full retelling", ""]
        for told in view.paragraphs(digest):
            lines += [f"### {told.heading}", ""] if told.heading else []
            lines += [" ".join(_text(c.text) for c in told.claims), ""]
    if rows := view.answers(digest):
        lines += ["## Answers", "", *(f"- **{q}**: {_text(a)}" for q, a in rows), ""]
    if digest.timeline:
        lines += [
            "## Timeline",
            "",
            *(f"- **{view.when(d.date)}**: {_text(d.claim.text)}" for d in digest.timeline),
            "",
        ]
    if digest.quotes:
        lines += ["## Quotes", ""]
        for said in view.sayings(digest):
            lines += [f"> “{_text(said.text)}”" + (f" — {_text(said.speaker)}" if said.speaker else ""), ""]
    if digest.themes:
        lines += ["## Themes", "", *(f"- {_text(' › '.join(t.path))}" for t in digest.themes), ""]
    entities = view.people_and_topics(digest)
    if entities:
        lines += [
            "## Related people and topics",
            "",
            "| name | type | role | also | mentions |",
            "| --- | --- | --- | --- | ---: |",
        ]
        for e in entities:
            also = ", ".join(e.aliases[:4])
            role = _text(e.role.text) if e.role else ""
            lines.append(f"| {_text(e.name)} | {view.LABELS[e.type]} | {role} | {_text(also)} | {len(e.mentions)} |")
        lines.append("")
    met = view.intersections(digest)
    if met:
        lines += ["## Entity intersection graph", ""]
        for m in met:
            shown = view.snippet(m.edge.evidence[0].exact) if m.edge.evidence else ""
            lines.append(f"- **{_text(m.source)}** – **{_text(m.target)}** ({m.edge.weight:g}): {_text(shown)}")
        lines.append("")
    lines += ["## Original source", "", f"> {_text(digest.excerpt)}", ""]
    url = digest.article.metadata.url
    if url:
        lines += [f"<{url}>" if re.fullmatch(r"https?://[^\s<>]+", url) else _text(url), ""]
    return view.printable("\n".join(lines))


def _text(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
